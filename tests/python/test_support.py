"""Times of support tickets, promises, backlog and performance, against the sample's truth."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from conftest import Warehouse
from landed import Landed
from sampling.ticket_clocks import SCHEDULES, Clock

# What the fact says, as an expression, by the column of truth.tickets it must equal. The times
# are minutes in the fact and seconds in the truth.
EXPECTED = {
    "created_at": "created_at",
    "status": "ticket_status",
    "first_reply_at": "first_reply_at",
    "first_solved_at": "first_resolved_at",
    "last_solved_at": "last_resolved_at",
    "epoch(truth.first_reply_at) - epoch(truth.created_at)": "60 * first_reply_minutes",
    "epoch(first_solved_at) - epoch(truth.created_at)": "60 * first_resolution_minutes",
    "epoch(last_solved_at) - epoch(truth.created_at)": "60 * full_resolution_minutes",
    "truth.status in ('new', 'open', 'pending', 'hold')": "is_open",
    "is_merged": "is_merged",
    "is_closed_without_solved": "is_closed_without_solved",
    "is_opened_by_agent": "is_opened_by_agent",
    "is_good_to_bad": "is_good_to_bad",
    "is_bad_to_good": "is_bad_to_good",
    "satisfaction": "satisfaction_score",
    "csat_rating": "csat_rating",
    "csat_scale": "csat_scale",
    **{
        name: name
        for name in (
            "reopen_count",
            "agent_comment_count",
            "public_agent_comment_count",
            "assignee_count",
            "group_count",
        )
    },
    # Clocks that run went on from the end of the truth's knowledge to the cut-off.
    **{
        f"{clock}_seconds + if(truth.status in {statuses}, advance, 0)": f"60 * {clock}_minutes"
        for clock, statuses in {
            "requester_wait": ("new", "open", "hold"),
            "agent_wait": ("pending", ""),
            "on_hold": ("hold", ""),
            "agent_work": ("new", "open"),
        }.items()
    },
    **{
        f"{clock}_business_seconds{suffix}": f"60 * {clock}_business_minutes{suffix}"
        for clock in ("first_reply", "full_resolution")
        for suffix in ("", "_all_schedules")
    },
}
METRICS = {
    "first_reply_time": "first_reply",
    "requester_wait_time": "requester_wait",
    "agent_work_time": "agent_work",
    "total_resolution_time": "total_resolution",
}


@pytest.fixture(scope="module")
def told(built_warehouse: Warehouse) -> Landed:
    """The landed sample and its truth; `facts` are the warehouse's tickets, `known` the truth's.

    The truth's knowledge ends with the sample's last day, the warehouse's with the day of its
    build: nothing happened in the `advance` between, but clocks ran on.
    """
    landed = Landed(built_warehouse.landing)
    for statement in (
        f"attach '{built_warehouse.database}' as warehouse (read_only)",
        "create table facts as select * from warehouse.core.fct_support_tickets",
        f"""
        create table known as
        select *, (select epoch(max(measured_until)) from facts)
            - epoch(timestamp '{landed.truth["known_until"]}') as advance
        from truth.tickets where not is_deleted
        """,
    ):
        landed.connection.execute(statement)
    return landed


def test_the_fact_holds_every_ticket_that_is_not_deleted(told: Landed) -> None:
    """And no other."""
    expected = told.query("select ticket_id from known order by 1")
    assert len(expected) > 2_000
    assert told.query("select source_record_id from facts order by 1") == expected
    assert told.value("select count(*) from truth.tickets where is_deleted") > 10


@pytest.mark.parametrize("truth", EXPECTED)
def test_every_metric_of_every_ticket_is_that_of_the_truth(told: Landed, truth: str) -> None:
    """To the second; where the truth has none, there is none."""
    expected = truth if "truth." in truth or "(" in truth else f"truth.{truth}"
    found = EXPECTED[truth].replace("60 * ", "60 * facts.")
    found = f"round({found}, 3)" if "60" in found else f"facts.{found}"
    wrong, values = told.query(f"""
        select count(*) filter ({expected} is distinct from {found}), count(distinct {expected})
        from known as truth join facts on facts.source_record_id = truth.ticket_id
    """)[0]
    assert wrong == 0
    assert values > 1  # or it proves nothing


def test_clocks_of_running_and_of_old_tickets_end_at_the_cut_off(told: Landed) -> None:
    """Not an hour beyond; and not after a year, however old a ticket is."""
    wrong = told.query("""
        select ticket_id from facts
        where round(60 * (requester_wait_minutes + agent_wait_minutes), 3)
            != epoch(coalesce(ended_at, measured_until)) - epoch(created_at)
            and reopen_count = 0 and (is_open = (last_resolved_at is null))
        limit 5
    """)
    assert wrong == []
    oldest = told.value("""
        select max(requester_wait_minutes + agent_wait_minutes) from facts where is_open
    """)
    assert oldest > 60 * 24 * 366


def test_every_promise_is_that_of_the_truth(told: Landed) -> None:
    """Target, kind of hours, time taken and whether it was too long, by ticket and metric.

    A clock that runs went on by the hours of one of the schedules, counted by the sample's own.
    """
    facts = " union all ".join(
        f"""
        select source_record_id as ticket_id, '{metric}' as metric,
            {name}_target_minutes as target_minutes,
            is_{name}_target_in_business_hours as is_business,
            cast(round(60 * {name}_sla_minutes) as bigint) as seconds,
            is_{name}_breached as is_breached
        from facts where {name}_target_minutes is not null
        """
        for metric, name in METRICS.items()
    )
    rows = told.query(f"""
        select facts.metric, facts.is_business, facts.seconds, truth.elapsed_seconds,
            facts.is_breached, truth.is_breached,
            facts.seconds > 60 * facts.target_minutes,
            case facts.metric
                when 'first_reply_time' then first_reply_at is null and first_solved_at is null
                when 'requester_wait_time' then status in ('new', 'open', 'hold')
                when 'agent_work_time' then status in ('new', 'open')
                else status in ('new', 'open', 'pending', 'hold')
            end,
            cast(advance as bigint)
        from ({facts}) as facts
        full join (
            from truth.ticket_targets where ticket_id in (select ticket_id from known)
        ) as truth using (ticket_id, metric, target_minutes, is_business)
        left join known using (ticket_id)
    """)
    assert {row[0] for row in rows} == set(METRICS)
    known_until = datetime.fromisoformat(told.truth["known_until"]).replace(tzinfo=UTC)
    first, advance = int(known_until.timestamp()), rows[0][-1]
    moments = np.array([first, first + advance])
    advances = {int(np.diff(Clock(each, *moments).count(moments))[0]) for each in SCHEDULES}
    for metric, is_business, found, expected, breached, was, is_more, runs, _ in rows:
        assert breached == is_more, metric
        if not runs:
            assert (found, breached) == (expected, was), metric
        else:
            assert found - expected in (advances if is_business else {advance}), metric
    assert any(row[7] and row[1] for row in rows)
    assert any(row[7] and not row[1] for row in rows)


def test_a_ticket_keeps_its_promises_or_breaks_them(told: Landed) -> None:
    """One broken promise is enough; a ticket that runs has kept none yet."""
    expected = told.query("""
        select known.ticket_id,
            case
                when max(is_breached) then 'breached'
                when any_value(status) in ('new', 'open', 'pending', 'hold') then 'running'
                else 'met'
            end
        from truth.ticket_targets join known on known.ticket_id = ticket_targets.ticket_id
        group by 1 order by 1
    """)
    found = told.query("""
        select source_record_id, sla_outcome from facts where sla_outcome is not null order by 1
    """)
    assert [ticket for ticket, _ in found] == [ticket for ticket, _ in expected]
    outcomes = Counter((was, now) for (_, was), (_, now) in zip(expected, found, strict=True))
    assert min(outcomes["breached", "breached"], outcomes["met", "met"]) > 100
    # What ran has run out since, or runs on.
    assert set(outcomes) <= {
        ("breached", "breached"),
        ("met", "met"),
        ("running", "running"),
        ("running", "breached"),
    }


def test_both_forms_of_satisfaction_are_read(told: Landed) -> None:
    """As a share of the scale; of a ticket rated in both forms it is one of them."""
    rows = told.query("""
        select truth.satisfaction, csat_rating, csat_scale, facts.satisfaction
        from (select ticket_id, satisfaction from known) as truth
        join facts on facts.source_record_id = truth.ticket_id
    """)
    both = 0
    for word, rating, scale, satisfaction in rows:
        forms = {"good": [1.0], "bad": [0.0]}.get(word, [])
        forms += [(rating - 1) / (scale - 1)] if rating is not None else []
        both += len(forms) == 2
        assert satisfaction in (forms or [None])
    counts = Counter((scale, word in ("good", "bad")) for word, _, scale, _ in rows)
    assert {(2.0, False), (3.0, False), (5.0, False), (None, True)} <= set(counts)
    assert both == sum(counts[scale, True] for scale in (2.0, 3.0, 5.0))


def test_tickets_are_those_of_the_touchpoints(told: Landed) -> None:
    """The same key, customer, channel and satisfaction in both facts."""
    wrong = told.query("""
        select coalesce(facts.ticket_id, touchpoints.touchpoint_id)
        from facts
        full join (
            from warehouse.core.fct_touchpoints where touchpoint_type = 'support_ticket'
        ) as touchpoints on touchpoints.touchpoint_id = facts.ticket_id
        where facts.customer_id is distinct from touchpoints.customer_id
            or facts.created_at is distinct from touchpoints.occurred_at
            or facts.channel_id is distinct from touchpoints.channel_id
            or facts.department_id is distinct from touchpoints.department_id
            or facts.satisfaction is distinct from touchpoints.satisfaction
        limit 5
    """)
    assert wrong == []


def test_the_backlog_of_every_day_and_region_is_exact(told: Landed) -> None:
    """Of tickets that are not deleted; on days before a queue's first ticket it is empty."""
    expected = told.query("""
        select day, region, open_ticket_count from truth.ticket_backlog
        where open_ticket_count > 0 order by all
    """)
    assert len(expected) > 2_000
    found = told.query("""
        select date_day, region, sum(open_ticket_count)
        from warehouse.support.support_backlog_by_day
        where date_day <= (select max(day) from truth.ticket_backlog)
        group by all having sum(open_ticket_count) > 0 order by all
    """)
    assert found == expected
    running = told.value("""
        select sum(open_ticket_count) from warehouse.support.support_backlog_by_day
        where date_day = (select max(date_day) from warehouse.support.support_backlog_by_day)
    """)
    assert running == told.value("select count(*) from facts where is_open")
    assert running == sum(count for day, _, count in expected if day == expected[-1][0])


@pytest.mark.parametrize("channel", ["all", "support_email"])
def test_performance_is_that_of_numpy(told: Landed, channel: str) -> None:
    """Every month, worked out again from the truth's times."""
    tickets = told.query(
        """
        select truth.created_at, truth.first_reply_at, truth.last_solved_at,
            truth.status in ('solved', 'closed'), truth.first_reply_business_seconds,
            truth.full_resolution_business_seconds, truth.reopen_count,
            truth.public_agent_comment_count, facts.sla_outcome, facts.rated_at,
            facts.satisfaction
        from known as truth join facts on facts.source_record_id = truth.ticket_id
        where ? in ('all', facts.channel_id)
        """,
        [channel],
    )
    names = (
        "opened_count, replied_count, resolved_count, reopened_count, zero_touch_count,"
        "one_touch_count, first_reply_minutes_median, first_reply_minutes_p90,"
        "first_reply_business_minutes_median, first_reply_business_minutes_p90,"
        "full_resolution_minutes_median, full_resolution_minutes_p90,"
        "full_resolution_business_minutes_median, full_resolution_business_minutes_p90,"
        "sla_met_count, sla_breached_count, rated_count, satisfied_count, csat, csat_ci_low,"
        "csat_ci_high"
    )
    found = told.query(
        f"""
        select period_start_date, {names} from warehouse.support.support_performance
        where department_id = 'service' and channel_id = ? and period_grain = 'month'
        order by 1
        """,
        [channel],
    )
    assert len(found) > 30
    for month, *measures in found:
        expected = _performance(tickets, month)
        assert measures == pytest.approx(expected, rel=1e-9, nan_ok=True), month


def _performance(tickets: list[tuple], month: date) -> list[float | None]:
    """Measures of a month, from tickets as the query above gives them."""

    def within(index: int) -> list[tuple]:
        return [
            each for each in tickets if each[index] and each[index].date().replace(day=1) == month
        ]

    opened, replied, rated = within(0), within(1), within(9)
    resolved = [each for each in within(2) if each[3]]
    measures: list[float | None] = [
        len(opened),
        len(replied),
        len(resolved),
        sum(each[6] > 0 for each in resolved),
        sum(each[7] == 0 for each in resolved),
        sum(each[7] == 1 for each in resolved),
    ]
    for minutes in (
        [(each[1] - each[0]) / timedelta(minutes=1) for each in replied],
        [each[4] / 60 for each in replied],
        [(each[2] - each[0]) / timedelta(minutes=1) for each in resolved],
        [each[5] / 60 for each in resolved],
    ):
        for share in (0.5, 0.9):
            measures.append(float(np.quantile(minutes, share)) if minutes else None)
    measures += [sum(each[8] == outcome for each in resolved) for outcome in ("met", "breached")]
    satisfied, count = sum(each[10] >= 0.75 for each in rated), len(rated)
    measures += [count, satisfied, *_wilson(satisfied, count)]
    return measures


def _wilson(part: int, count: int) -> list[float | None]:
    """A share and its Wilson interval, as textbooks write it."""
    if not count:
        return [None, None, None]
    z, share = NormalDist().inv_cdf(0.975), part / count
    centre = (part + z**2 / 2) / (count + z**2)
    half = z / (count + z**2) * math.sqrt(part * (count - part) / count + z**2 / 4)
    return [share, centre - half, centre + half]


def test_parts_of_performance_add_up(told: Landed) -> None:
    """Channels to a department, departments to all, months to years; and backlog to its mart."""
    counts = ["opened", "replied", "resolved", "reopened", "sla_met", "sla_breached", "rated"]
    sums = ", ".join(f"sum({name}_count)" for name in counts)
    for part, whole in (
        ("channel_id != 'all'", "department_id != 'all' and channel_id = 'all'"),
        ("department_id != 'all' and channel_id = 'all'", "department_id = 'all'"),
    ):
        by_period = f"""
            select period_grain, period_start_date, {sums}
            from warehouse.support.support_performance where {{}} group by all order by all
        """
        assert told.query(by_period.format(part)) == told.query(by_period.format(whole))
    totals = told.query(f"""
        select {sums} from warehouse.support.support_performance
        where department_id = 'all' group by period_grain
    """)
    assert len(totals) == 3
    assert len(set(totals)) == 1
    ends = told.query("""
        select period_end_date, open_ticket_count from warehouse.support.support_performance
        where department_id = 'all' and is_complete_period and period_grain = 'month' order by 1
    """)
    assert len(ends) > 30
    assert ends == told.query(
        """
        select day, sum(open_ticket_count) from truth.ticket_backlog
        where list_contains(?, day) group by 1 order by 1
        """,
        [[day for day, _ in ends]],
    )
