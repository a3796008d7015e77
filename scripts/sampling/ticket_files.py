"""Tickets as a hosted connector lands them: one CSV per table and export."""

from __future__ import annotations

import numpy as np

from sampling import ticket_desk
from sampling.block import Block
from sampling.files import Rows, words
from sampling.texts import Texts, add_truth, compose
from sampling.ticket_clocks import HOUR
from sampling.ticket_desk import API, BRAND, FORM, GROUP_IDS, POLICY_IDS, SCHEDULE_IDS
from sampling.ticket_measures import Known, merge_known_at
from sampling.ticket_records import (
    CHANNELS,
    FIELDS,
    NEVER,
    PRIORITIES,
    SATISFACTIONS,
    STATUSES,
    SYNC,
    Channel,
    Fault,
    Field,
    Kind,
    Status,
    first_of,
    is_known,
    last_of,
    taken,
)
from sampling.world import PRODUCT_NAMES, PRODUCTS, THEMES, Export

NOTES = [
    "Log files are attached to the machine's record.",
    "Called the customer, nobody answered.",
    "Waiting for the second line.",
    "Spare part ordered, arrives in two days.",
    "Same fault as last month, see the knowledge base.",
    "Checked the licence: valid.",
    "Asked the plant for a photo of the type plate.",
    "Reproduced on the test stand.",
]
SUBJECTS = [
    "Fault on",
    "Question about the price of",
    "No answer about",
    "Where is the delivery of",
    "Error message in",
    "Manual missing for",
    "Please call back about",
    "Standstill of",
]  # of the themes
SUBJECTS_ZH = ["故障", "报价咨询", "等待答复", "发货查询", "软件报错", "缺少手册", "请回电", "停机"]
CHAT_LINES = [
    "Thanks for getting in touch. An agent will be with you shortly.",
    "Hello, I have your message and am looking into it.",
]


def write(block: Block, known: Known) -> None:
    """Write all tables of the block's tickets and users; the desk's with the first block."""
    described = _write_comments(block, known)
    _write_history(block, known)
    _write_tickets(block, known, described)
    _write_links(block, known)
    _write_csat(block, known)
    _write_chats(block, known, described)
    ticket_desk.write(block, known.users)


def _compose(
    block: Block, known: Known, name: str, ticket: np.ndarray, sentiment: np.ndarray, style: str
) -> Texts:
    """Compose a text per row, about its ticket and in its language."""
    tickets = known.tickets
    language, theme = tickets.is_chinese[ticket].astype(np.int16), tickets.theme[ticket]
    product = tickets.product[ticket]
    draws = block.draws(f"tickets.texts.{name}")
    return compose(draws, language, theme, sentiment.astype(np.int8), product, style)


def _add_texts(
    block: Block,
    known: Known,
    texts: Texts,
    rows: Rows,
    what: tuple[str, str],
    record: np.ndarray,
) -> None:
    """Tell the truth what customers' texts say; `what` is the type of record, and the field."""
    language = known.tickets.is_chinese[rows["ticket"]].astype(np.int16)
    ids = np.array([str(number) for number in record.tolist()], dtype=object)
    add_truth(block, texts, "zendesk", what[0], ids, what[1], rows["arrived"], language)


def _taken_texts(texts: Texts, places: np.ndarray) -> Texts:
    return Texts(**{name: column[places] for name, column in vars(texts).items()})


def _write_comments(block: Block, known: Known) -> np.ndarray:
    """Write `ticket_comment`; gives the tickets' descriptions."""
    rows, tickets, users = known.comments, known.tickets, known.users
    size = int(rows["comment"].max()) + 1
    body = np.full(size, None, dtype=object)
    first = taken(rows, ~rows["is_copy"] & ~rows["is_removed"] & ~rows["is_wrong"])
    # Of a corrected comment, the version with the mistake brought the text.
    arrived = np.full(size, NEVER)
    np.minimum.at(arrived, rows["comment"], rows["arrived"])
    first["arrived"] = arrived[first["comment"]]
    for kind, style, shares in (
        (Kind.DESCRIPTION, "ticket", [0.75, 0.2, 0.05]),
        (Kind.FOLLOW_UP, "ticket", [0.35, 0.4, 0.25]),
        (Kind.REPLY, "reply", [0, 1, 0]),
    ):
        some = taken(first, first["kind"] == kind)
        draws = block.draws(f"tickets.sentiment.{kind}")
        sentiment = draws.choose(shares, len(some["ticket"])) - 1
        texts = _compose(block, known, str(kind), some["ticket"], sentiment, style)
        body[some["comment"]] = texts.text
        if kind == Kind.REPLY:
            continue
        # What an agent writes for a customer is the agent's text.
        own = ~users.is_agent[some["user"]]
        theirs, texts = taken(some, own), _taken_texts(texts, own)
        _add_texts(block, known, texts, theirs, ("ticket_comment", "body"), theirs["number"])
        if kind == Kind.DESCRIPTION:
            record = tickets.number[theirs["ticket"]]
            _add_texts(block, known, texts, theirs, ("ticket", "description"), record)
    of_ticket = first["kind"] == Kind.DESCRIPTION
    described = np.full(len(tickets), None, dtype=object)
    described[first["ticket"][of_ticket]] = body[first["comment"][of_ticket]]
    spoken = (rows["kind"] == Kind.DESCRIPTION) & (tickets.channel[rows["ticket"]] == Channel.VOICE)
    about = rows["about"]
    columns = {
        "synced": rows["synced"],
        "number": np.where(rows["dirt"] == Fault.NO_ID, -1, rows["number"]),
        "ticket_id": tickets.number[rows["ticket"]],
        "user_id": users.number[rows["user"]],
        "happened": rows["happened"],
        "is_unparsable": rows["dirt"] == Fault.UNPARSABLE,
        "is_public": rows["is_public"],
        "is_removed": rows["is_removed"],
        "is_wrong": rows["is_wrong"],
        "is_spoken": spoken,
        "kind": rows["kind"],
        "about_id": tickets.number[about],
        "text": body[rows["comment"]],
    }
    block.files.write(
        "zendesk/ticket_comment",
        columns,
        f"""
        synced(synced) as _fivetran_synced, is_removed as _fivetran_deleted,
        case
            when kind = {Kind.NOTE} then word({words(NOTES)}, number % {len(NOTES)})
            when kind = {Kind.MERGED_AWAY}
                then 'This request was closed and merged into request #' || about_id || '.'
            when kind = {Kind.MERGED_IN}
                then 'Request #' || about_id || ' was closed and merged into this request.'
            when is_wrong and kind = {Kind.FOLLOW_UP} then text || ' (draft)'
            else text
        end as body,
        case when is_spoken then
            case when number % 50 = 0 then 'n/a' else cast(60 + number % 600 as varchar) end
        end as call_duration,
        case when is_spoken then number + 1 end as call_id,
        case when is_unparsable then 'yesterday, ' || strftime(moment(happened), '%H:%M')
            else strftime(moment(happened), '%Y-%m-%d %H:%M:%S') end as created,
        false as facebook_comment, nullif(number, -1) as id, null as location,
        is_public as public, null as recording_url,
        case when is_spoken then moment(happened - 60 - number % 600) end as started_at,
        ticket_id, null as transcription_status, null as transcription_text,
        is_public as trusted, false as tweet, user_id, is_spoken as voice_comment,
        case when is_spoken then false end as voice_comment_transcription_visible
        """,
        rows["arrived"],
    )
    lost = spoken & (rows["number"] % 50 == 0)
    block.truth.add(
        "dirt",
        {"number": rows["number"][lost]},
        """
        'text_in_number' as kind, 'zendesk' as source_system, 'ticket_comment' as table_name,
        cast(number as varchar) as record_id, 'call_duration' as detail
        """,
        rows["arrived"][lost],
    )
    return described


def _write_history(block: Block, known: Known) -> None:
    """Write `ticket_field_history`; values are words, ids, or what somebody wrote."""
    rows, tickets, users = known.history, known.tickets, known.users
    field, value = rows["field"], rows["value"]
    number = np.select(
        [np.isin(field, [Field.REQUESTER, Field.ASSIGNEE]), field == Field.GROUP],
        [
            users.number[np.where(np.isin(field, [Field.REQUESTER, Field.ASSIGNEE]), value, 0)],
            value + GROUP_IDS,
        ],
        value,
    )
    text = np.full(len(field), None, dtype=object)
    places = np.flatnonzero((field == Field.RATED_COMMENT) & ~rows["is_copy"])
    places = places[np.argsort(value[places])]
    sentiment = np.where(rows["is_pleased"][places], 1, -1)
    some = taken(rows, places)
    texts = _compose(block, known, "rated", some["ticket"], sentiment, "survey")
    every = np.flatnonzero(field == Field.RATED_COMMENT)
    text[every] = texts.text[value[every]]
    record = tickets.number[some["ticket"]]
    _add_texts(block, known, texts, some, ("ticket", "satisfaction_comment"), record)
    columns = {
        "synced": rows["synced"],
        "field": field,
        "ticket_id": tickets.number[rows["ticket"]],
        "happened": rows["happened"],
        "user_id": np.where(rows["user"] >= 0, users.number[rows["user"]], -1),
        "number": number,
        "text": text,
        "is_unparsable": rows["dirt"] == Fault.UNPARSABLE,
    }
    block.files.write(
        "zendesk/ticket_field_history",
        columns,
        f"""
        synced(synced) as _fivetran_synced, word({words(FIELDS)}, field) as field_name, ticket_id,
        case when is_unparsable then '0000-00-00 00:00:00'
            else strftime(moment(happened), '%Y-%m-%d %H:%M:%S') end as updated,
        nullif(user_id, -1) as user_id,
        case field
            when {Field.STATUS} then word({words(STATUSES)}, number)
            when {Field.PRIORITY} then word({words(PRIORITIES)}, number)
            when {Field.PRODUCT} then word({words(PRODUCTS)}, number)
            when {Field.SATISFACTION} then word({words(SATISFACTIONS)}, number)
            when {Field.RATED_COMMENT} then text
            else cast(number as varchar)
        end as value
        """,
        rows["arrived"],
    )


def _write_tickets(block: Block, known: Known, described: np.ndarray) -> None:
    """Write `ticket`: at each export what changed since the last one, as it stands."""
    draws = block.draws("tickets.files")
    tickets = known.tickets
    doubled = draws.chance(0.004, len(tickets))
    place = draws.integers(0, 250, len(tickets))
    form = draws.integers(0, 2, len(tickets))
    kind = draws.choose([4, 4, 1, 1], len(tickets))
    rows_at, changed = [], []
    for export in block.world.exports:
        state = _state_at(known, export)
        places = np.flatnonzero(state["touched"] >= export.since)
        again = places[doubled[places]]
        _add_doubled(block, tickets.number[again], export)
        places = np.concatenate([places, again])
        rows = taken(state, places) | {
            "number": tickets.number[places],
            "created": tickets.created_at[places],
            "requester": known.users.number[tickets.user[places]],
            "submitter": known.users.number[tickets.submitter[places]],
            "organization": ticket_desk.organization_ids(
                block, known.users.account[tickets.user[places]]
            ),
            "channel": tickets.channel[places],
            "theme": tickets.theme[places],
            "product": tickets.product[places],
            "is_chinese": tickets.is_chinese[places],
            "is_public": (tickets.submitter == tickets.user)[places]
            | tickets.is_opened_publicly[places],
            "address": known.users.email[tickets.user[places]],
            "text": described[places],
            "place": place[places],
            "form": form[places],
            "kind": kind[places],
        }
        rows_at.append(rows)
        changed.append(np.ones(len(places), dtype=bool))
    by_mail = f"channel = {Channel.EMAIL}"
    on_site = f"channel in ({Channel.WEB}, {Channel.CHAT})"
    block.files.write_state(
        "zendesk/ticket",
        rows_at,
        f"""
        synced(touched) as _fivetran_synced, status = {Status.DELETED} as _fivetran_deleted,
        false as allow_channelback, nullif(assignee, -1) as assignee_id, {BRAND} as brand_id,
        moment(created) as created_at, text as description, null as due_at,
        case when place < 20 then 'order-' || place end as external_id, null as forum_topic_id,
        nullif("group", -1) as group_id, false as has_incidents, number as id, is_public,
        '[' || merged || ']' as merged_ticket_ids, nullif(organization, -1) as organization_id,
        word({words(PRIORITIES)}, priority) as priority, null as problem_id,
        case when {by_mail} then 'support@meridian.example' end as recipient,
        requester as requester_id, word({words(STATUSES)}, status) as status,
        case when is_chinese then word({words(PRODUCT_NAMES)}, product) || '：'
            || word({words(SUBJECTS_ZH)}, theme)
            else word({words(SUBJECTS)}, theme) || ' ' || word({words(PRODUCT_NAMES)}, product)
        end as subject,
        submitter as submitter_id, null as system_ccs,
        case when {on_site} then 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' end as system_client,
        case when {on_site} then '203.0.113.' || place end as system_ip_address,
        null as system_json_email_identifier,
        case when {on_site} then 40 + place / 100.0 end as system_latitude,
        case when {on_site} then word(['Berlin', 'New York', 'Singapore', 'Shanghai'], place % 4)
        end as system_location,
        case when {on_site} then -74 + place / 100.0 end as system_longitude,
        null as system_machine_generated,
        case when {by_mail} then '<' || number || '@mail.example>' end as system_message_id,
        null as system_raw_email_identifier, {FORM} + form as ticket_form_id,
        word(['incident', 'question', 'problem', 'task'], kind) as type,
        strftime(moment(updated), '%Y-%m-%d %H:%M:%S') as updated_at,
        '{API}/tickets/' || number || '.json' as url,
        word({words(CHANNELS)}, channel) as via_channel,
        case when {by_mail} then nullif(address, '') end as via_source_from_address,
        null as via_source_from_id, null as via_source_from_title, null as via_source_rel,
        case when {by_mail} then 'support@meridian.example' end as via_source_to_address,
        case when {by_mail} then 'Meridian Support' end as via_source_to_name
        """,
        changed,
    )


def _add_doubled(block: Block, numbers: np.ndarray, export: Export) -> None:
    block.truth.add(
        "dirt",
        {"number": numbers},
        """
        'delivered_twice' as kind, 'zendesk' as source_system, 'ticket' as table_name,
        cast(number as varchar) as record_id
        """,
        export.until - 1,
    )


def _state_at(known: Known, export: Export) -> Rows:
    """What each ticket is by the rows that have arrived, and when one last `touched` it; -1: none.

    A row that came late or was corrected updates the ticket when it comes.
    """
    size, until = len(known.tickets), export.until
    state: Rows = {}
    history = taken(known.history, is_known(known.history, until))
    for name, field in (
        ("status", Field.STATUS),
        ("priority", Field.PRIORITY),
        ("assignee", Field.ASSIGNEE),
        ("group", Field.GROUP),
    ):
        some = taken(history, history["field"] == field)
        state[name] = last_of(some["ticket"], some["value"], size)
    users = np.append(known.users.number, -1)
    state["assignee"] = users[state["assignee"]]
    state["group"] = np.where(state["group"] >= 0, state["group"] + GROUP_IDS, -1)
    touched, updated = np.full(size, -1), np.full(size, -1)
    for rows in (known.history, known.comments):
        some = taken(rows, rows["arrived"] < until)
        is_late = some["arrived"] - some["happened"] > SYNC + HOUR
        np.maximum.at(touched, some["ticket"], some["arrived"])
        moment = np.where(is_late, some["arrived"] - 30, some["happened"])
        np.maximum.at(updated, some["ticket"], moment)
    merged = np.full(size, "", dtype=object)
    merge_at = merge_known_at(known.tickets)
    for twin in np.flatnonzero(merge_at < until):
        survivor = known.tickets.merged_into[twin]
        before = merged[survivor] + ", " if merged[survivor] else ""
        merged[survivor] = before + str(known.tickets.number[twin])
        touched[survivor] = max(touched[survivor], merge_at[twin])
    return state | {"touched": touched, "updated": updated, "merged": merged}


def _write_links(block: Block, known: Known) -> None:
    """Write which schedules, policies and tags tickets have."""
    tickets = known.tickets
    held = known.held
    block.files.write(
        "zendesk/ticket_schedule",
        held | {"ticket_id": tickets.number[held["ticket"]]},
        f"""
        synced(arrived) as _fivetran_synced, moment(happened) as created_at,
        {SCHEDULE_IDS} + schedule as schedule_id, ticket_id
        """,
        held["arrived"],
    )
    applied = known.applied
    block.files.write(
        "zendesk/ticket_sla_policy",
        applied | {"ticket_id": tickets.number[applied["ticket"]]},
        f"""
        synced(arrived) as _fivetran_synced, moment(happened) as policy_applied_at,
        {POLICY_IDS} + policy as sla_policy_id, ticket_id
        """,
        applied["arrived"],
    )
    draws = block.draws("tickets.tags")
    arrived = first_of(held["ticket"], held["arrived"], len(tickets))
    merge_at = merge_known_at(tickets)
    themed = np.flatnonzero(draws.chance(0.7, len(tickets)))
    tagged = [
        (themed, tickets.theme[themed], arrived[themed]),
        *(
            (places, np.full(len(places), len(THEMES) + code), moments[places])
            for code, (places, moments) in enumerate(
                [
                    (np.flatnonzero(tickets.is_outage), arrived),
                    (np.flatnonzero(tickets.policy == 1), arrived),
                    (np.flatnonzero(tickets.merged_at < NEVER), merge_at),
                ]
            )
        ),
    ]
    ticket, tag, arrived = (np.concatenate(column) for column in zip(*tagged, strict=True))
    block.files.write(
        "zendesk/ticket_tag",
        {"ticket_id": tickets.number[ticket], "code": tag, "arrived": arrived},
        f"""
        synced(arrived) as _fivetran_synced,
        word({words([*THEMES, "outage", "vip", "closed_by_merge"])}, code) as tag, ticket_id
        """,
        arrived,
    )


def _write_csat(block: Block, known: Known) -> None:
    rows, tickets = known.csat, known.tickets
    places = np.flatnonzero(rows["is_explained"] & (rows["dirt"] != Fault.CORRECTED))
    some = taken(rows, places)
    sentiment = np.where(some["is_pleased"], 1, -1)
    texts = _compose(block, known, "csat", some["ticket"], sentiment, "survey")
    text = np.full(int(rows["answer"].max(initial=0)) + 1, None, dtype=object)
    text[some["answer"]] = texts.text
    _add_texts(block, known, texts, some, ("csat_survey_response", "comment"), some["number"])
    columns = {
        "number": rows["number"],
        "ticket_id": tickets.number[rows["ticket"]],
        "user_id": known.users.number[tickets.user[rows["ticket"]]],
        "rating": rows["rating"],
        "scale": rows["scale"],
        "is_text": rows["dirt"] == Fault.TEXT,
        "text": text[rows["answer"]],
        "happened": rows["happened"],
        "updated": rows["updated"],
    }
    block.files.write(
        "zendesk/csat_survey_response",
        columns,
        """
        number as id, ticket_id, user_id as responder_id,
        case when is_text then 'n/a' else cast(rating as varchar) end as rating,
        scale as rating_scale, text as comment, moment(happened) as created_at,
        moment(updated) as updated_at
        """,
        rows["arrived"],
    )


def _write_chats(block: Block, known: Known, described: np.ndarray) -> None:
    """Write the chats that became tickets: an agent joins to give the first public reply."""
    tickets, users = known.tickets, known.users
    places = np.flatnonzero(tickets.channel == Channel.CHAT)
    if not len(places):
        return
    begun = tickets.created_at[places]
    arrived = (begun // SYNC + 1) * SYNC + 120
    names = {
        "ticket_id": tickets.number[places],
        "user_id": users.number[tickets.user[places]],
    }
    # No chat is in two tickets, not even in those of two blocks.
    chat = "'4323.953441.T' || ticket_id"
    block.files.write(
        "zendesk/ticket_chat",
        names | {"arrived": arrived},
        f"""
        synced(arrived) as _fivetran_synced, ticket_id % 3 = 0 as authenticated,
        'chat' as backend, 'web' as channel, {chat} as chat_id, null as conversation_id,
        'visitor' as initiator, null as integration_id, ticket_id, user_id,
        'v' || user_id as visitor_id
        """,
        arrived,
    )
    replies = taken(known.comments, known.comments["kind"] == Kind.REPLY)
    size = len(tickets)
    replied = first_of(replies["ticket"], replies["happened"], size)[places]
    agent = users.number[first_of(replies["ticket"], replies["user"], size)[places]]
    steps = [
        ("ChatJoin", "visitor", begun, None),
        ("ChatMessage", "visitor", begun, described[places]),
        ("ChatMessage", "__trigger", begun + 5, CHAT_LINES[0]),
        ("ChatJoin", "agent", replied, None),
        ("ChatMessage", "agent", replied, CHAT_LINES[1]),
        ("ChatLeave", "visitor", replied + 300, None),
    ]
    parts = []
    for index, (kind, who, at, message) in enumerate(steps):
        some = np.flatnonzero(replied >= 0) if index > 2 else np.arange(len(places))
        text = np.full(len(some), None, dtype=object)
        text[:] = message[some] if isinstance(message, np.ndarray) else message
        parts.append(
            {name: column[some] for name, column in names.items()}
            | {
                "happened": at[some],
                "agent": agent[some],
                "kind": np.full(len(some), kind, dtype=object),
                "who": np.full(len(some), who, dtype=object),
                "index": np.full(len(some), index),
                "text": text,
            }
        )
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    arrived = (rows["happened"] // SYNC + 1) * SYNC + 130
    block.files.write(
        "zendesk/ticket_chat_event",
        rows | {"arrived": arrived},
        f"""
        synced(arrived) as _fivetran_synced,
        case who when 'agent' then 'agent:' || agent when 'visitor' then 'v' || user_id
            else who end as actor_id,
        {chat} as chat_id, "index" as chat_index, moment(happened) as created_at,
        null as external_message_id, false as is_history_context,
        text as message, {chat} || '.' || "index" as message_id, 'web' as message_source,
        null as mime_type, null as original_message_type, null as parent_message_id,
        case when kind = 'ChatLeave' then 'visitor_left' end as reason, null as size,
        case when kind = 'ChatMessage' then 'delivered' end as status,
        moment(happened) as status_updated_at, kind as type, null as url
        """,
        arrived,
    )
