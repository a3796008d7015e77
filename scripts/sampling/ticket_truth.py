"""What the truth is told about tickets: their measures, touchpoints, people and faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sampling.block import Block
from sampling.draws import Seconds
from sampling.files import Rows, words
from sampling.ticket_clocks import Clocks
from sampling.ticket_measures import METRICS, Known, measure, status_spans
from sampling.ticket_records import (
    DIRT,
    FIELDS,
    NEVER,
    SATISFACTIONS,
    STATUSES,
    SYNC,
    Fault,
    Field,
    Kind,
    Status,
    Users,
    first_of,
    is_known,
    taken,
)
from sampling.world import DAY, LANGUAGES, REGIONS


def add_truth(block: Block, clocks: Clocks, everything: Known) -> None:
    """Tell the truth what must be found in these rows."""
    until = block.world.known_s
    logs = ("history", "comments", "held", "applied", "csat")
    rows_of = {name: getattr(everything, name) for name in logs}
    known = replace(
        everything,
        **{name: taken(rows, is_known(rows, until)) for name, rows in rows_of.items()},
    )
    arrived = first_of(everything.held["ticket"], everything.held["arrived"], len(known.tickets))
    measured, targets = measure(block.world, clocks, known)
    _add_tickets(block, known, measured, arrived)
    block.truth.add(
        "ticket_targets",
        targets,
        f"""
        cast(ticket_id as varchar) as ticket_id, word({words(METRICS)}, metric) as metric,
        target_minutes, is_business, elapsed_seconds, elapsed_seconds > 60 * target_minutes
            as is_breached
        """,
        0,
    )
    _add_backlog(block, known)
    _add_ticket_touchpoints(block, everything, arrived, measured["is_deleted"])
    _add_comment_touchpoints(block, everything)
    _add_identities(block, everything)
    _add_dirt(block, everything)


def _add_tickets(block: Block, known: Known, measured: Rows, arrived: Seconds) -> None:
    def or_null(name: str) -> str:
        return f"nullif({name}, -1)"

    def breached(name: str) -> str:
        return f"case when {name}_breached >= 0 then {name}_breached = 1 end"

    block.truth.add(
        "tickets",
        measured,
        f"""
        cast(ticket_id as varchar) as ticket_id, moment(created) as created_at,
        word({words(STATUSES)}, status) as status,
        moment(first_reply) as first_reply_at, moment(first_solved) as first_solved_at,
        moment(last_solved) as last_solved_at, reopen_count, agent_comment_count,
        public_agent_comment_count, assignee_count, group_count, requester_wait_seconds,
        agent_wait_seconds, on_hold_seconds, agent_work_seconds,
        {or_null("first_reply_business")} as first_reply_business_seconds,
        {or_null("first_reply_business_all")} as first_reply_business_seconds_all_schedules,
        {or_null("full_business")} as full_resolution_business_seconds,
        {or_null("full_business_all")} as full_resolution_business_seconds_all_schedules,
        {or_null("first_reply_target")} as first_reply_target_minutes,
        {breached("first_reply")} as is_first_reply_breached,
        {or_null("resolution_target")} as resolution_target_minutes,
        {breached("resolution")} as is_resolution_breached,
        word({words(SATISFACTIONS)}, satisfaction) as satisfaction,
        is_good_to_bad, is_bad_to_good,
        {or_null("csat_rating")} as csat_rating, {or_null("csat_scale")} as csat_scale,
        is_merged, is_deleted, is_closed_without_solved, is_opened_by_agent
        """,
        arrived,
    )


def _add_backlog(block: Block, known: Known) -> None:
    """Open tickets at the end of each day, UTC, by the region of the requester."""
    world, size = block.world, len(known.tickets)
    spans = status_spans(
        taken(known.history, known.history["field"] == Field.STATUS), world.known_s
    )
    deleted = np.bincount(spans["ticket"][spans["status"] == Status.DELETED], minlength=size) > 0
    some = taken(spans, (spans["status"] <= Status.HOLD) & ~deleted[spans["ticket"]])
    days = np.arange(world.start_s, world.known_s, DAY)
    for code in range(len(REGIONS)):
        mask = known.tickets.region[some["ticket"]] == code
        starts, ends = np.sort(some["start"][mask]), np.sort(some["end"][mask])
        # Open at the last second of the day.
        last = days + DAY - 1
        count = np.searchsorted(starts, last, side="right")
        count -= np.searchsorted(ends, last, side="right")
        block.truth.add(
            "ticket_backlog",
            {"midnight": days, "count": count},
            f"cast(moment(midnight) as date) as day, '{REGIONS[code]}' as region, "
            "count as open_ticket_count",
            0,
        )


def _add_touchpoints(
    block: Block,
    known: Known,
    ticket: np.ndarray,
    columns: Rows,
    what: str,
    arrived: Seconds,
) -> None:
    """Add touchpoints on tickets; `columns` has record, happened, is_deleted and dirt."""
    tickets, users = known.tickets, known.users
    person, user = tickets.person[ticket], tickets.user[ticket]
    rows = columns | {
        "person": np.where(person >= 0, block.people.number[person], -1),
        "user_number": users.number[user],
        "link_key": users.link_key[user],
        "is_chinese": tickets.is_chinese[ticket].astype(np.int16),
    }
    rows |= block.as_of(person, columns["happened"])
    block.truth.add(
        "touchpoints",
        rows,
        f"""
        'zendesk' as source_system, '{what}' as touchpoint_type,
        cast(record as varchar) as record_id,
        coalesce(id('C', person), 'P' || user_number) as person_id, link_key,
        'meridian' as brand_id, moment(happened) as occurred_at, region, customer_segment,
        value_tier, lifecycle_stage, word({words(LANGUAGES)}, is_chinese) as language, is_deleted,
        word({words(DIRT)}, dirt) as dirt
        """,
        arrived,
    )


def _add_ticket_touchpoints(
    block: Block, known: Known, arrived: Seconds, is_deleted: np.ndarray
) -> None:
    tickets = known.tickets
    columns = {
        "record": tickets.number,
        "happened": tickets.created_at,
        "is_deleted": is_deleted,
        "dirt": np.full(len(tickets), -1),
    }
    _add_touchpoints(block, known, np.arange(len(tickets)), columns, "support_ticket", arrived)


def _add_comment_touchpoints(block: Block, known: Known) -> None:
    """Public comments, first ones too; a reply that was internal by mistake since it is public."""
    every = known.comments
    removed = taken(every, every["is_removed"] & (every["arrived"] < block.world.known_s))
    shown = (
        np.isin(every["kind"], [Kind.DESCRIPTION, Kind.FOLLOW_UP, Kind.REPLY]) & every["is_public"]
    )
    rows = taken(every, shown & ~every["is_removed"] & ~every["is_copy"])
    # Of two versions that are shown, the first one brought the comment.
    first = np.full(int(every["comment"].max()) + 1, NEVER)
    np.minimum.at(first, rows["comment"], rows["arrived"])
    rows = taken(rows, ~rows["is_wrong"])
    columns = {
        "record": rows["number"],
        "happened": rows["happened"],
        "is_deleted": np.isin(rows["comment"], removed["comment"]),
        "dirt": np.where(rows["fault_arrived"] < block.world.known_s, rows["dirt"], -1),
    }
    arrived = first[rows["comment"]]
    _add_touchpoints(block, known, rows["ticket"], columns, "ticket_comment", arrived)


def _add_identities(block: Block, known: Known) -> None:
    """Requesters; agents are no customers, nor is the former one."""
    users = known.users
    some = np.flatnonzero(~users.is_agent)
    person = users.person[some]
    rows = {
        "number": users.number[some],
        "person": np.where(person >= 0, block.people.number[person], -1),
        "link_key": users.link_key[some],
    }
    block.truth.add(
        "identities",
        rows,
        """
        'zendesk' as source_system, cast(number as varchar) as source_person_id,
        coalesce(id('C', person), 'P' || number) as person_id, link_key
        """,
        user_arrived(users)[some],
    )


def user_arrived(users: Users) -> Seconds:
    """When the connector brought each user: with the first ticket."""
    return (users.created_at // SYNC + 1) * SYNC + 30


def _add_dirt(block: Block, known: Known) -> None:
    def add(table: str, rows: Rows, record: np.ndarray, detail: str) -> None:
        block.truth.add(
            "dirt",
            rows | {"record": record},
            f"""
            word({words(DIRT)}, dirt) as kind, 'zendesk' as source_system,
            '{table}' as table_name, cast(record as varchar) as record_id, {detail} as detail
            """,
            rows["fault_arrived"],
        )

    numbers = known.tickets.number
    comments = taken(known.comments, known.comments["dirt"] >= 0)
    add("ticket_comment", comments, comments["number"], "null")
    history = taken(known.history, known.history["dirt"] >= 0)
    change = f"word({words(FIELDS)}, field) || ' ' || iso(happened)"
    add("ticket_field_history", history, numbers[history["ticket"]], change)
    thrown = (known.history["field"] == Field.STATUS) & ~known.history["is_copy"]
    thrown &= known.history["value"] == Status.DELETED
    gone = taken(known.history, thrown)
    gone["dirt"] = np.full(len(gone["ticket"]), Fault.REMOVED)
    add("ticket", gone, numbers[gone["ticket"]], "null")
    csat = taken(known.csat, known.csat["dirt"] >= 0)
    add("csat_survey_response", csat, csat["number"], "'rating'")
