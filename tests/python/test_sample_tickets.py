"""The sample world's tickets: the files against the truth, measured another way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import yaml
from landed import Landed
from sample import write_sample
from sampling.block import Block, Occasions
from sampling.files import Files, connect
from sampling.ticket_clocks import BERLIN, NEW_YORK, SCHEDULES, Clock, Schedule, Zone
from sampling.tickets import write
from sampling.truth import Truth
from sampling.world import World

AS_OF = date(2026, 11, 1)
ZONES = {
    "Berlin": ZoneInfo("Europe/Berlin"),
    "Eastern Time (US & Canada)": ZoneInfo("America/New_York"),
    "Beijing": ZoneInfo("Asia/Shanghai"),
}
# What the files say in the end, by the rules that the truth states: unreadable rows never count,
# of several versions of a row the one that was synced last does, and deleted comments are gone.
TABLES = """
    create table agents as
    select distinct id as user_id from zendesk.user where role in ('agent', 'admin');
    create table comments as
    select *, created::timestamp as happened, user_id in (from agents) as is_agent
    from (
        select *, row_number() over (partition by id order by _fivetran_synced desc) as version
        from zendesk.ticket_comment
        where id is not null and try_cast(created as timestamp) is not null
    )
    where version = 1 and _fivetran_deleted = 'false';
    create table changes as
    select *, updated::timestamp as happened
    from (
        select *, row_number() over (
            partition by ticket_id, field_name, updated order by _fivetran_synced desc
        ) as version
        from zendesk.ticket_field_history
        where try_cast(updated as timestamp) is not null
    )
    where version = 1;
    create table statuses as
    select
        ticket_id, value as status, happened as from_at,
        lead(happened) over (partition by ticket_id order by happened) as until_at
    from changes where field_name = 'status';
    create table current_tickets as
    select *
    from (
        select *, row_number() over (partition by id order by _fivetran_synced desc) as version
        from zendesk.ticket
    )
    where version = 1;
"""


def with_tables(folder: Path) -> Landed:
    """The world with tables of what counts in its files, and `known_until`."""
    world = Landed(folder)
    known_until = datetime.fromisoformat(world.truth["known_until"])
    world.connection.execute(TABLES)
    world.connection.execute(
        f"create table cutoff as select timestamp '{known_until}' as known_until"
    )
    return world


@pytest.fixture(scope="module")
def world(sample_world: Landed) -> Landed:
    """The default world."""
    return with_tables(sample_world.folder)


@pytest.fixture(scope="module")
def three_days_on(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A small world, and what arrived on the three days after its end."""
    folder = tmp_path_factory.mktemp("days")
    for day in range(4):
        write_sample(folder, AS_OF, 11, 0.5, 12, day, ["zendesk"])
    return with_tables(folder)


@pytest.fixture(params=["default", "three_days_on"])
def any_world(request: pytest.FixtureRequest) -> Iterator[Landed]:
    """The default world, then the small one with three more days."""
    name = "world" if request.param == "default" else request.param
    yield request.getfixturevalue(name)


def differences(world: Landed, expected: str, columns: str) -> list[tuple]:
    """Tickets of which the truth says something else than `expected`, both ways."""
    truth = f"select ticket_id, {columns} from truth.tickets"
    return world.query(
        f"(({expected}) except all ({truth})) union all (({truth}) except all ({expected})) limit 5"
    )


# The clocks.


def seconds(text: str) -> int:
    """Moment of a UTC date and time."""
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp())


def between(schedule: Schedule, start: int, end: int) -> int:
    """Seconds of a schedule between two moments."""
    clock = Clock(schedule, start, end)
    return int(clock.between(np.array([start]), np.array([end]))[0])


def test_worked_example() -> None:
    """The example of SOURCES.md: 960.133 minutes by all schedules, 690.133 by the last one."""
    utc = Zone("UTC", 0)
    first = [(720, 1560), (2160, 3000), (3600, 4440), (5040, 5880), (6480, 7320), (7920, 8760)]
    level_1 = Schedule("Level 1", utc, (*first, (9360, 10200)))
    level_2 = Schedule(
        "Level 2", utc, ((2340, 2910), (3780, 4350), (5220, 5790), (6660, 7230), (8100, 8670))
    )
    created, moved = seconds("2020-09-29 17:01:38"), seconds("2020-09-30 19:01:25")
    replied = seconds("2020-09-30 19:01:46")
    every = between(level_1, created, moved) + between(level_2, moved, replied)
    assert round(every / 60, 3) == 960.133
    assert round(between(level_2, created, replied) / 60, 3) == 690.133
    midnight = seconds("2020-09-30 03:00:00")  # in the gap between two days of the first
    assert round(between(level_1, created, midnight) / 60, 3) == 538.367
    assert round(between(level_1, midnight, moved) / 60, 3) == 421.417


@pytest.mark.parametrize(
    ("zone", "name"), [(BERLIN, "Europe/Berlin"), (NEW_YORK, "America/New_York")]
)
def test_time_zones_know_the_hour(zone: Zone, name: str) -> None:
    """Offsets of every half hour of eleven years, as in the time zone database."""
    moments = np.arange(seconds("2019-06-01 00:00:00"), seconds("2030-06-01 00:00:00"), 1800)
    real = [
        datetime.fromtimestamp(moment, ZoneInfo(name)).utcoffset().total_seconds()
        for moment in moments.tolist()
    ]
    assert zone.offset(moments).tolist() == real


def test_a_night_with_a_change_of_clocks_has_seven_or_nine_hours() -> None:
    """Saturday 20:00 to Sunday 04:00 in New York, across the week's end."""
    night = Schedule("night", NEW_YORK, ((9840, 10320),))
    for day, hours in (("2026-03-07", 7), ("2026-03-14", 8), ("2026-10-31", 9), ("2026-11-07", 8)):
        noon = seconds(f"{day} 17:00:00")
        assert between(night, noon, noon + 24 * 3600) == hours * 3600


def test_holidays_take_their_days_only() -> None:
    """Christmas in Berlin: two days off; half of a night off when the holiday is one of them."""
    christmas = SCHEDULES[0]
    start = seconds("2025-12-22 00:00:00")  # a Monday; Thursday and Friday are off
    assert between(christmas, start, start + 7 * 86_400) == 3 * 10 * 3600
    fourth = SCHEDULES[3]  # 4 July 2026 is a Saturday: what is left is Sunday 00:00 to 04:00
    noon = seconds("2026-07-04 16:00:00")
    assert between(fourth, noon, noon + 24 * 3600) == 4 * 3600


def test_moments_after_a_time_at_work_are_the_first_ones() -> None:
    """`after` turns `count` round, in summer and winter."""
    clock = Clock(SCHEDULES[3], seconds("2025-01-01 00:00:00"), seconds("2027-01-01 00:00:00"))
    start = np.arange(seconds("2025-02-01 00:00:00"), seconds("2026-11-20 00:00:00"), 5003)
    work = 60 + np.arange(len(start)) % 100_000
    end = clock.after(start, work)
    assert (clock.between(start, end) == work).all()
    assert (clock.between(start, end - 1) == work - 1).all()


# Times by the files, minute by minute.


def working_minutes(world: Landed) -> dict[str, tuple]:
    """Of each schedule: its zone, the minutes of the week that it works, its holidays."""
    schedules = {}
    for number, zone in world.query("select distinct id, time_zone from zendesk.schedule"):
        minutes = set()
        for start, end in world.query(
            "select distinct start_time::int, end_time::int from zendesk.schedule where id = ?",
            [number],
        ):
            minutes |= {minute % 10_080 for minute in range(start, end)}
        holidays = set()
        for first, last in world.query(
            "select start_date::date, end_date::date from zendesk.schedule_holiday "
            "where schedule_id = ?",
            [number],
        ):
            holidays |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        schedules[number] = (ZONES[zone], minutes, holidays)
    return schedules


def business_seconds(schedule: tuple, start: datetime, end: datetime) -> int:
    """Count minute by minute, with the time zone database."""
    zone, minutes, holidays = schedule
    first, last = int(start.timestamp()), int(end.timestamp())
    count = 0
    for minute in range(first // 60 * 60, last, 60):
        local = datetime.fromtimestamp(minute, zone)
        of_week = local.isoweekday() % 7 * 1440 + local.hour * 60 + local.minute
        if of_week in minutes and local.date() not in holidays:
            count += min(minute + 60, last) - max(minute, first)
    return count


def both_conventions(held: list[tuple], schedules: dict, end: datetime) -> tuple[int, int]:
    """By the schedule at the end; and by each of them while it held."""
    held = sorted(held)
    start = held[0][0]
    at_end = [schedule for since, schedule in held if since <= end][-1]
    every = 0
    for number, (since, schedule) in enumerate(held):
        until = held[number + 1][0] if number + 1 < len(held) else end
        if since < min(until, end):
            every += business_seconds(schedules[schedule], since, min(until, end))
    return business_seconds(schedules[at_end], start, end), every


CHOSEN = """
    with held as (
        select ticket_id, count(*) as n, max(schedule_id) as highest
        from zendesk.ticket_schedule group by 1
    )
    select tickets.*
    from truth.tickets as tickets join held using (ticket_id)
    where last_solved_at is not null and last_solved_at - created_at < interval 40 day
        and {which}
    order by hash(ticket_id) limit {limit}
"""
SAMPLES = {
    "several schedules": ("n > 1", 22),
    "two schedules before the reply": (
        "n > 1 and first_reply_business_seconds != first_reply_business_seconds_all_schedules",
        8,
    ),
    "across a change of clocks": (
        "exists (from zendesk.daylight_time where daylight_start_utc::timestamp between "
        "created_at and last_solved_at or daylight_end_utc::timestamp between created_at "
        "and last_solved_at)",
        12,
    ),
    "across a holiday": (
        "exists (from zendesk.schedule_holiday where schedule_id = highest and "
        "start_date::timestamp between created_at and last_solved_at)",
        10,
    ),
    "any": ("true", 10),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_business_seconds_minute_by_minute(world: Landed, kind: str) -> None:
    """Both conventions, for first reply and full resolution, to the second."""
    which, limit = SAMPLES[kind]
    schedules = working_minutes(world)
    tickets = world.connection.sql(CHOSEN.format(which=which, limit=limit)).fetchall()
    names = world.connection.sql(CHOSEN.format(which=which, limit=1)).columns
    assert len(tickets) == limit
    for row in tickets:
        ticket = dict(zip(names, row, strict=True))
        held = [
            (since.replace(tzinfo=UTC), schedule)
            for since, schedule in world.query(
                "select distinct created_at::timestamp, schedule_id from zendesk.ticket_schedule "
                "where ticket_id = ?",
                [ticket["ticket_id"]],
            )
        ]
        for what, moment in (
            ("first_reply", ticket["first_reply_at"]),
            ("full_resolution", ticket["last_solved_at"]),
        ):
            found = (
                ticket[f"{what}_business_seconds"],
                ticket[f"{what}_business_seconds_all_schedules"],
            )
            if moment is None:
                assert found == (None, None)
                continue
            expected = both_conventions(held, schedules, moment.replace(tzinfo=UTC))
            assert found == expected, (kind, ticket["ticket_id"], what)


def test_targets_in_business_hours_minute_by_minute(world: Landed) -> None:
    """Waiting and resolution by the schedule at the end, open tickets until now."""
    schedules = working_minutes(world)
    known_until = world.value("select known_until from cutoff")
    rows = world.query("""
        select ticket_id, metric, elapsed_seconds, is_breached, target_minutes, status
        from truth.ticket_targets join truth.tickets using (ticket_id) cross join cutoff
        where is_business and metric != 'first_reply_time'
            and coalesce(last_solved_at, known_until) - created_at < interval 15 day
        order by status in ('solved', 'closed'), hash(ticket_id), metric limit 50
    """)
    found = {status for *_, status in rows}
    assert "closed" in found and found & {"new", "open", "pending", "hold"}
    for ticket, metric, elapsed, is_breached, target, _ in rows:
        spans = world.query(
            "select status, from_at, until_at from statuses where ticket_id = ? order by from_at",
            [ticket],
        )
        open_statuses = ("new", "open", "pending", "hold")
        is_open = spans[-1][0] in open_statuses
        counted = (
            ("new", "open", "hold")
            if metric == "requester_wait_time"
            else ("new", "open", "pending", "hold", "solved")
        )
        opens = [place for place, span in enumerate(spans) if span[0] in open_statuses]
        end = known_until if is_open else spans[opens[-1] + 1][1]
        schedule = world.value(
            "select max_by(schedule_id, created_at::timestamp) from zendesk.ticket_schedule "
            "where ticket_id = ? and created_at::timestamp <= ?",
            [ticket, end],
        )
        expected = sum(
            business_seconds(
                schedules[schedule],
                since.replace(tzinfo=UTC),
                min(until or known_until, end).replace(tzinfo=UTC),
            )
            for status, since, until in spans
            if status in counted and since < end
        )
        assert elapsed == expected, (ticket, metric)
        assert is_breached == (elapsed > 60 * target)


# Times by the files, in SQL.


def test_first_replies(any_world: Landed) -> None:
    """The first public comment of an agent; the second one if an agent opened it so."""
    expected = """
        with public as (
            select
                ticket_id, happened,
                row_number() over (partition by ticket_id order by happened, id) as place
            from comments where is_agent and public = 'true'
        ),
        openers as (
            select ticket_id from comments join current_tickets as tickets
                on tickets.id = ticket_id and happened = tickets.created_at::timestamp
            where is_agent and public = 'true'
        )
        select
            tickets.id as ticket_id, tickets.created_at::timestamp as created_at,
            min(public.happened) filter (
                place > 1 or tickets.id not in (from openers)
            ) as first_reply_at,
            (select count(*) from comments where is_agent and ticket_id = tickets.id) as all_of,
            count(public.happened) as public_agent_comment_count
        from current_tickets as tickets left join public on public.ticket_id = tickets.id
        group by 1, 2
    """
    columns = (
        "created_at, first_reply_at, agent_comment_count::bigint, "
        "public_agent_comment_count::bigint"
    )
    assert differences(any_world, expected, columns) == []


def test_resolutions_and_reopenings(any_world: Landed) -> None:
    """First and last solved, closed if never solved; times solved less one."""
    expected = """
        select
            ticket_id,
            coalesce(
                min(happened) filter (value = 'solved'),
                min(happened) filter (value = 'closed')
            ),
            coalesce(
                max(happened) filter (value = 'solved'),
                min(happened) filter (value = 'closed')
            ),
            greatest(count(*) filter (value = 'solved') - 1, 0),
            count(*) filter (value = 'solved') = 0 and count(*) filter (value = 'closed') > 0,
            max_by(value, happened), max_by(value, happened) = 'deleted'
        from changes where field_name = 'status' group by 1
    """
    columns = (
        "first_solved_at, last_solved_at, reopen_count::bigint, is_closed_without_solved, "
        "status, is_deleted"
    )
    assert differences(any_world, expected, columns) == []


def test_waits_by_status(any_world: Landed) -> None:
    """Seconds between changes of status; of open tickets, until the knowledge ends."""
    expected = """
        with lasting as (
            select ticket_id, status,
                date_diff('second', from_at, coalesce(until_at, known_until)) as seconds
            from statuses cross join cutoff
        )
        select
            ticket_id,
            coalesce(sum(seconds) filter (status in ('new', 'open', 'hold')), 0)::bigint,
            coalesce(sum(seconds) filter (status = 'pending'), 0)::bigint,
            coalesce(sum(seconds) filter (status = 'hold'), 0)::bigint,
            coalesce(sum(seconds) filter (status in ('new', 'open')), 0)::bigint
        from lasting group by 1
    """
    columns = "requester_wait_seconds, agent_wait_seconds, on_hold_seconds, agent_work_seconds"
    assert differences(any_world, expected, columns) == []


def test_hand_overs_and_satisfaction(any_world: Landed) -> None:
    """Different assignees and groups; the last rating of either form, and changed minds."""
    expected = """
        with rated as (
            select ticket_id, value, happened,
                lag(value) over (partition by ticket_id order by happened) as before
            from changes where field_name = 'satisfaction_score'
        ),
        points as (
            select ticket_id, max_by(rating, updated_at) as rating,
                max_by(rating_scale, updated_at) as scale
            from zendesk.csat_survey_response group by 1
        )
        select
            tickets.id,
            (select count(distinct value) from changes
                where field_name = 'assignee_id' and ticket_id = tickets.id),
            (select count(distinct value) from changes
                where field_name = 'group_id' and ticket_id = tickets.id),
            (select max_by(value, happened) from rated where ticket_id = tickets.id),
            (select coalesce(bool_or(before = 'good' and value = 'bad'), false) from rated
                where ticket_id = tickets.id),
            (select coalesce(bool_or(before = 'bad' and value = 'good'), false) from rated
                where ticket_id = tickets.id),
            try_cast(points.rating as int),
            case when try_cast(points.rating as int) is not null then scale::int end
        from current_tickets as tickets left join points on points.ticket_id = tickets.id
    """
    columns = (
        "assignee_count::bigint, group_count::bigint, satisfaction, is_good_to_bad, "
        "is_bad_to_good, csat_rating, csat_scale"
    )
    assert differences(any_world, expected, columns) == []


def test_targets(any_world: Landed) -> None:
    """By the version of the policy and the priority when it was applied."""
    expected = """
        with applied as (
            select ticket_id, sla_policy_id, policy_applied_at::timestamp as happened,
                (select max_by(value, happened) from changes where field_name = 'priority'
                    and ticket_id = sla.ticket_id and happened <= policy_applied_at::timestamp
                ) as priority,
                (select max(sla_policy_updated_at::timestamp)
                    from zendesk.sla_policy_metric_history as policy
                    where policy.sla_policy_id = sla.sla_policy_id
                        and sla_policy_updated_at::timestamp <= sla.policy_applied_at::timestamp
                ) as version
            from zendesk.ticket_sla_policy as sla
        )
        select ticket_id, metric, target::int, business_hours::boolean
        from applied join zendesk.sla_policy_metric_history as policy
            on policy.sla_policy_id = applied.sla_policy_id
            and policy.priority = applied.priority
            and policy.sla_policy_updated_at::timestamp = applied.version
    """
    truth = "select ticket_id, metric, target_minutes, is_business from truth.ticket_targets"
    query = f"(({expected}) except all ({truth})) union all (({truth}) except all ({expected}))"
    assert any_world.query(query) == []
    versions = any_world.query(
        "select count(distinct target_minutes) from truth.ticket_targets "
        "where metric = 'first_reply_time' and is_business"
    )
    assert versions == [(8,)]


def test_breaches(any_world: Landed) -> None:
    """What took longer than promised; what still runs has taken the time until now."""
    wrong = any_world.query("""
        select ticket_id, metric, elapsed_seconds
        from truth.ticket_targets join truth.tickets using (ticket_id) cross join cutoff
        where is_breached != (elapsed_seconds > 60 * target_minutes)
            or metric = 'first_reply_time' and (
                target_minutes != first_reply_target_minutes
                or is_breached != is_first_reply_breached
                or is_business and elapsed_seconds != first_reply_business_seconds
                or not is_business and elapsed_seconds != date_diff(
                    'second', created_at,
                    coalesce(first_reply_at, first_solved_at, known_until)
                ) and not is_deleted
            )
            or metric = 'total_resolution_time' and (
                target_minutes != resolution_target_minutes
                or is_breached != is_resolution_breached
                or status in ('solved', 'closed') and is_business
                    and elapsed_seconds != full_resolution_business_seconds
                or not is_business and not is_deleted and elapsed_seconds != date_diff(
                    'second', created_at,
                    case when status in ('solved', 'closed') then last_solved_at
                        else known_until end
                )
            )
            or metric = 'agent_work_time' and elapsed_seconds != agent_work_seconds
    """)
    assert wrong == []
    shares = any_world.query(
        "select metric, avg(is_breached::int) from truth.ticket_targets group by 1"
    )
    assert len(shares) == 4 and all(0.1 < share < 0.6 for _, share in shares)


def test_backlog(any_world: Landed) -> None:
    """Open tickets at the end of each day, from the spans of their statuses."""
    wrong = any_world.query("""
        with days as (select day, sum(open_ticket_count) as n from truth.ticket_backlog group by 1),
        counted as (
            select day, count(ticket_id) as n
            from days left join statuses
                on from_at < day + interval 1 day
                and coalesce(until_at > day + interval 1 day - interval 1 second, true)
                and status in ('new', 'open', 'pending', 'hold')
                and ticket_id not in (
                    select id from current_tickets where _fivetran_deleted = 'true'
                )
            group by 1
        )
        select day, days.n, counted.n from days join counted using (day) where days.n != counted.n
    """)
    assert wrong == []


# Tables that refer to each other.


def test_tickets_stand_as_their_history_says(any_world: Landed) -> None:
    """The last landed state of a ticket has the last values of its fields."""
    wrong = any_world.query("""
        with states as (
            select id as ticket_id,
                unnest(['status', 'priority', 'group_id', 'assignee_id']) as name,
                unnest([status, priority, group_id, assignee_id]) as value
            from current_tickets
        ),
        lasts as (
            select ticket_id, field_name as name, max_by(value, happened) as value
            from changes group by 1, 2
        )
        select ticket_id, name, states.value, lasts.value
        from states left join lasts using (ticket_id, name)
        where states.value is distinct from lasts.value
    """)
    assert wrong == []


def test_every_reference_leads_somewhere(any_world: Landed) -> None:
    """Ids of tickets, users, groups, schedules, policies, brands, forms and organisations."""
    references = [
        ("ticket_comment", "ticket_id", "ticket"),
        ("ticket_comment", "user_id", "user"),
        ("ticket_field_history", "ticket_id", "ticket"),
        ("ticket_field_history", "user_id", "user"),
        ("ticket_schedule", "ticket_id", "ticket"),
        ("ticket_schedule", "schedule_id", "schedule"),
        ("ticket_sla_policy", "ticket_id", "ticket"),
        ("ticket_tag", "ticket_id", "ticket"),
        ("ticket_chat", "ticket_id", "ticket"),
        ("ticket_chat", "user_id", "user"),
        ("csat_survey_response", "ticket_id", "ticket"),
        ("csat_survey_response", "responder_id", "user"),
        ("ticket", "requester_id", "user"),
        ("ticket", "submitter_id", "user"),
        ("ticket", "assignee_id", "user"),
        ("ticket", "group_id", "group"),
        ("ticket", "brand_id", "brand"),
        ("ticket", "organization_id", "organization"),
        ("ticket", "ticket_form_id", "ticket_form_history"),
        ("user", "organization_id", "organization"),
        ("user_tag", "user_id", "user"),
        ("domain_name", "organization_id", "organization"),
        ("schedule_holiday", "schedule_id", "schedule"),
    ]
    for table, column, target in references:
        lost = any_world.query(
            f'select distinct {column} from zendesk."{table}" where {column} is not null '
            f'and {column} not in (select id from zendesk."{target}")'
        )
        assert lost == [], (table, column)
    assert (
        any_world.query("""
        select value from changes where field_name = 'assignee_id'
            and value not in (select id from zendesk.user)
        union all
        select sla_policy_id from zendesk.ticket_sla_policy
        where sla_policy_id not in (select sla_policy_id from zendesk.sla_policy_metric_history)
        union all
        select chat_id from zendesk.ticket_chat_event
        where chat_id not in (select chat_id from zendesk.ticket_chat)
        union all
        select zone.time_zone from zendesk.schedule as zone
        where time_zone not in (select time_zone from zendesk.time_zone)
    """)
        == []
    )


def test_keys_tell_rows_apart(world: Landed) -> None:
    """Where a key comes twice, the row is a duplicate or a later version of it."""
    assert (
        world.value("""
        select count(*) from (
            select count(distinct ticket_id) as n from zendesk.ticket_comment
            where id is not null group by id having n > 1
        )
    """)
        == 0
    )
    clean = world.value("""
        select count(*) from (
            select 1 from zendesk.ticket_field_history
            group by ticket_id, field_name, updated having count(distinct value) > 1
        )
    """)
    corrected = world.value(
        "select count(*) from truth.dirt where kind = 'corrected' "
        "and table_name = 'ticket_field_history'"
    )
    assert clean == corrected
    assert (
        world.value("""
        select count(*) from (
            from (from statuses select ticket_id, from_at) group by all having count(*) > 1
        )
    """)
        == 0
    )


def test_work_goes_forward(world: Landed) -> None:
    """Nothing comes before the ticket; no two replies at once; who left writes nothing."""
    assert (
        world.query("""
        select ticket_id from changes join current_tickets on id = ticket_id
        where happened < current_tickets.created_at::timestamp
        union all
        select ticket_id from comments join current_tickets on current_tickets.id = ticket_id
        where happened < current_tickets.created_at::timestamp
        union all
        select ticket_id from comments where is_agent and public = 'true'
        group by ticket_id, happened having count(*) > 1
    """)
        == []
    )
    former = world.query("""
        select id, max(updated_at), array_agg(role order by updated_at)
        from zendesk.user group by 1 having count(distinct role) > 1
    """)
    ((former_id, left_at, roles),) = former
    assert roles == ["agent", "end-user"]
    written = world.query(
        "select count(*), max(happened) from comments where user_id = ? and public = 'true'",
        [former_id],
    )
    assert written[0][0] > 20
    assert str(written[0][1]) < left_at
    assert world.value(
        "select max(happened) from changes where user_id = ? or value = ?", [former_id, former_id]
    ) < datetime.fromisoformat(left_at)


# Sizes and kinds.


def test_sizes(world: Landed) -> None:
    """As many comments and changes a ticket as real help desks have."""
    tickets = world.value("select count(*) from current_tickets")
    assert 2500 < tickets < 3000
    assert 3.6 < world.value("select count(*) from comments") / tickets < 4.4
    assert 10.5 < world.value("select count(*) from changes") / tickets < 12.5
    # By the rough clocks of the regions: mostly in working hours, some at night or at weekends.
    at_work, at_night, at_weekend = world.query("""
        with opened as (
            select tickets.created_at::timestamp + interval 1 hour * map {
                'Support Europe': 1, 'Support North America': -5,
                'Support Asia Pacific': 8, 'Support China': 8
            }[groups.name] as local
            from current_tickets as tickets
            join changes on ticket_id = tickets.id and field_name = 'group_id'
                and happened = tickets.created_at::timestamp
            join zendesk."group" as groups on groups.id = value
        )
        select avg((hour(local) between 8 and 18)::int),
            avg((hour(local) < 7 or hour(local) > 20)::int), avg((isodow(local) > 5)::int)
        from opened
    """)[0]
    assert at_work > 0.7 and 0.03 < at_night < 0.15 and 0.03 < at_weekend < 0.15


def test_every_kind_of_ticket_is_there(world: Landed) -> None:
    """Each of the cases that the support models must get right, more than once."""
    kinds = dict(
        world.query("""
        select unnest([
            'reopened once', 'reopened twice', 'merged', 'closed without solved', 'deleted',
            'opened by an agent', 'opened by an agent, answered', 'never answered',
            'one touch', 'two touches', 'three touches', 'open', 'open for a year',
            'solved after a year', 'several schedules', 'several groups', 'several assignees',
            'good to bad', 'bad to good', 'two points', 'three points', 'five points',
            'offered only', 'no target'
        ]), unnest([
            count(*) filter (reopen_count = 1), count(*) filter (reopen_count = 2),
            count(*) filter (is_merged), count(*) filter (is_closed_without_solved),
            count(*) filter (is_deleted), count(*) filter (is_opened_by_agent),
            count(*) filter (is_opened_by_agent and first_reply_at is not null),
            count(*) filter (public_agent_comment_count = 0 and last_solved_at is not null),
            count(*) filter (public_agent_comment_count = 1),
            count(*) filter (public_agent_comment_count = 2),
            count(*) filter (public_agent_comment_count > 2),
            count(*) filter (last_solved_at is null and not is_deleted),
            count(*) filter (last_solved_at is null and not is_deleted
                and created_at < known_until - interval 370 day),
            count(*) filter (last_solved_at - created_at > interval 365 day),
            count(*) filter (
                full_resolution_business_seconds != full_resolution_business_seconds_all_schedules
            ),
            count(*) filter (group_count > 1), count(*) filter (assignee_count > 1),
            count(*) filter (is_good_to_bad), count(*) filter (is_bad_to_good),
            count(*) filter (csat_scale = 2), count(*) filter (csat_scale = 3),
            count(*) filter (csat_scale = 5), count(*) filter (satisfaction = 'offered'),
            count(*) filter (first_reply_target_minutes is null)
        ])
        from truth.tickets cross join cutoff
    """)
    )
    assert {kind: count for kind, count in kinds.items() if count < 2} == {}
    assert world.query("select distinct status from current_tickets order by 1") == [
        (s,) for s in ("closed", "deleted", "hold", "new", "open", "pending", "solved")
    ]
    assert world.value("select count(distinct via_channel) from current_tickets") == 5
    assert (
        world.value("""
        select count(*) from current_tickets
        where priority is null or id in (
            select ticket_id from changes where field_name = 'priority'
            group by 1 having count(*) > 1
        )
    """)
        > 50
    )


def test_merged_tickets_are_known_to_the_survivors(world: Landed) -> None:
    """The survivor lists them, they are closed, and have the same requester."""
    listed = world.query("""
        with survivors as (
            select id, requester_id, unnest(from_json(merged_ticket_ids, '["varchar"]')) as merged
            from current_tickets
        )
        select survivors.merged, survivors.requester_id = twins.requester_id, twins.status
        from survivors join current_tickets as twins on twins.id = survivors.merged
    """)
    assert {row[1:] for row in listed} == {(True, "closed")}
    merged = {
        ticket for (ticket,) in world.query("select ticket_id from truth.tickets where is_merged")
    }
    assert sorted(row[0] for row in listed) == sorted(merged)
    assert (
        world.value("select count(*) from current_tickets where merged_ticket_ids like '%,%'") > 2
    )


def test_the_outage_raises_the_backlog_first(world: Landed) -> None:
    """In North America, in the last days of its month; most are solved in the next one."""
    daily = dict(
        world.query("""
        with open_ones as (
            select from_at, coalesce(until_at, known_until) as until_at
            from statuses join current_tickets as tickets on tickets.id = ticket_id
            cross join cutoff
            where statuses.status in ('new', 'open', 'pending', 'hold')
                and tickets.id in (
                    select ticket_id from truth.touchpoints join truth.tickets
                        on ticket_id = record_id
                    where touchpoint_type = 'support_ticket' and region = 'north_america'
                )
        )
        select day::date, (
            select count(*) from open_ones
            where from_at <= day and until_at > day
        )
        from range(timestamp '2026-01-01', timestamp '2026-06-01', interval 1 day) as days(day)
    """)
    )
    end_of_month = daily[date(2026, 4, 1)]
    usual = max(daily[date(2026, month, 1)] for month in (1, 2, 3))
    assert end_of_month > 5 * usual
    assert end_of_month - usual > 100
    assert daily[date(2026, 5, 5)] < end_of_month / 4
    solved = world.query("""
        select date_trunc('month', last_solved_at)::date, count(*)
        from zendesk.ticket_tag join truth.tickets using (ticket_id)
        where tag = 'outage' group by 1 order by 2 desc
    """)
    assert solved[0][0] == date(2026, 4, 1)
    assert solved[0][1] > 0.8 * sum(count for _, count in solved)
    slow = dict(
        world.query("""
        select ticket_id in (select ticket_id from zendesk.ticket_tag where tag = 'outage'),
            median(first_reply_business_seconds)
        from truth.tickets group by 1
    """)
    )
    assert slow[True] > 2 * slow[False]


def test_texts_of_customers_are_told(world: Landed) -> None:
    """Every comment that a customer wrote has one entry, and so has his ticket's description."""
    without_file_id = world.query("""
        (select record_id, field from truth.texts where source_system = 'zendesk'
            and record_type = 'ticket_comment')
        except all (
            select distinct id, 'body' from zendesk.ticket_comment
            where id is not null and user_id not in (from agents)
        )
    """)
    lost = world.query("""
        select record_id, 'body' from truth.dirt
        where kind = 'missing_id' and record_id in (
            select record_id from truth.texts where record_type = 'ticket_comment'
        )
    """)
    assert sorted(without_file_id) == sorted(lost)
    untold = world.query("""
        select distinct id from zendesk.ticket_comment
        where id is not null and user_id not in (from agents)
            and id not in (select record_id from truth.texts where record_type = 'ticket_comment')
    """)
    assert untold == []
    assert world.query("""
        select record_type, field, count(*) = count(distinct record_id)
        from truth.texts where source_system = 'zendesk' group by all order by all
    """) == [
        ("csat_survey_response", "comment", True),
        ("ticket", "description", True),
        ("ticket", "satisfaction_comment", True),
        ("ticket_comment", "body", True),
    ]
    assert (
        world.value("""
        select count(*) from current_tickets as tickets
        join comments on ticket_id = tickets.id and happened = tickets.created_at::timestamp
        where body != description
    """)
        == 0
    )


# Touchpoints, people and faults.


def test_touchpoints_are_tickets_and_public_comments(any_world: Landed) -> None:
    """One of each ticket, one of each comment that was public; those whose id got lost too."""
    assert (
        any_world.query("""
        (select record_id, occurred_at from truth.touchpoints
            where source_system = 'zendesk' and touchpoint_type = 'support_ticket')
        except all (select id, created_at::timestamp from current_tickets)
    """)
        == []
    )
    counts = any_world.query("""
        select
            (select count(*) from truth.touchpoints where touchpoint_type = 'support_ticket'),
            (select count(*) from current_tickets),
            (select count(*) from truth.touchpoints where touchpoint_type = 'ticket_comment'),
            (select count(distinct id) + count(*) filter (id is null) from zendesk.ticket_comment
                where public = 'true'),
            (select count(*) from truth.touchpoints where touchpoint_type = 'ticket_comment'
                and is_deleted),
            (select count(distinct id) from zendesk.ticket_comment
                where public = 'true' and _fivetran_deleted = 'true')
    """)[0]
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]
    assert counts[4] == counts[5] > 0
    assert (
        any_world.query("""
        (select record_id, occurred_at from truth.touchpoints
            where touchpoint_type = 'ticket_comment' and not is_deleted
                and coalesce(dirt, '') not in ('missing_id', 'unparsable_date'))
        except all (select id, happened from comments where public = 'true')
    """)
        == []
    )


def test_people_are_who_the_users_are(any_world: Landed) -> None:
    """Each end-user who asks has an identity; what the user row knows leads to the person."""
    assert (
        any_world.query("""
        (select source_person_id from truth.identities where source_system = 'zendesk')
        except all (select distinct id from zendesk.user where id not in (from agents))
    """)
        == []
    )
    assert any_world.value("""
        select count(distinct id) from zendesk.user where id not in (from agents)
    """) == any_world.value("select count(*) from truth.identities where source_system = 'zendesk'")
    wrong = any_world.query("""
        select source_person_id, person_id, link_key
        from truth.identities join zendesk.user on id = source_person_id
        where source_system = 'zendesk' and (
            external_id is not null and (person_id != external_id
                or link_key != 'crm:' || external_id)
            or person_id like 'P%' and (link_key != '' or email is not null)
            or link_key like 'email:%' and email is null
            or link_key like 'phone:%' and phone is null
        )
    """)
    assert wrong == []
    shares = any_world.query("""
        select avg((external_id is not null)::int), avg((email is not null)::int)
        from zendesk.user where id in (
            select source_person_id from truth.identities where person_id like 'C%'
        )
    """)[0]
    assert 0.2 < shares[0] < 0.4
    assert 0.8 < shares[1] < 0.97


FAULTS = {
    ("late", "ticket_comment"): "_fivetran_synced::timestamp > created::timestamp + interval 1 day",
    ("late", "ticket_field_history"): (
        "_fivetran_synced::timestamp > updated::timestamp + interval 1 day"
    ),
    ("missing_id", "ticket_comment"): "id is null",
    ("unparsable_date", "ticket_comment"): "try_cast(created as timestamp) is null",
    ("unparsable_date", "ticket_field_history"): "try_cast(updated as timestamp) is null",
    ("text_in_number", "csat_survey_response"): "try_cast(rating as int) is null",
    ("text_in_number", "ticket_comment"): (
        "call_duration is not null and try_cast(call_duration as int) is null"
    ),
    ("deleted", "ticket_comment"): "_fivetran_deleted = 'true'",
    ("deleted", "ticket"): "_fivetran_deleted = 'true'",
}


def test_faults_are_those_that_were_told(any_world: Landed) -> None:
    """As many rows of each kind in the files as the truth says."""
    for (kind, table), condition in FAULTS.items():
        told = any_world.value(
            "select count(*) from truth.dirt where kind = ? and table_name = ? "
            "and source_system = 'zendesk'",
            [kind, table],
        )
        if kind == "late":  # a correction comes late as well, and a deletion
            versions = "count(*) = 1"
            key = "id" if table == "ticket_comment" else "ticket_id, field_name, updated"
            time = "created" if table == "ticket_comment" else "updated"
            found = any_world.value(f"""
                select count(*) from (
                    select 1 from zendesk.{table}
                    where try_cast({time} as timestamp) is not null
                    group by {key} having bool_and({condition}) and {versions}
                )
            """)
        else:
            found = any_world.value(f"select count(*) from zendesk.{table} where {condition}")
        assert found == told, (kind, table)
        if table != "csat_survey_response" and (kind, table) != (
            "text_in_number",
            "ticket_comment",
        ):
            assert told > 0
    twice = any_world.value("""
        select count(*) from (
            select * exclude (filename) from zendesk.ticket_comment
            where id is not null
            group by all having count(*) > 1
        )
    """)
    told = any_world.value(
        "select count(*) from truth.dirt where kind = 'delivered_twice' "
        "and table_name = 'ticket_comment'"
    )
    assert twice == told > 0
    assert (
        any_world.query("""
        (select record_id from truth.dirt where kind = 'deleted' and table_name = 'ticket')
        except all (select id from current_tickets where _fivetran_deleted = 'true')
    """)
        == []
    )
    touchpoints = any_world.query("""
        select record_id, dirt.kind, touchpoints.dirt
        from truth.dirt join truth.touchpoints using (source_system, record_id)
        where dirt.table_name = 'ticket_comment' and dirt.kind != 'text_in_number'
            and touchpoint_type = 'ticket_comment' and dirt.kind is distinct from touchpoints.dirt
    """)
    assert touchpoints == []


def test_few_rows_are_faulty(world: Landed) -> None:
    """About as many as real deliveries have."""
    for table, least, most in (
        ("ticket_comment", 0.02, 0.05),
        ("ticket_field_history", 0.015, 0.04),
    ):
        share = world.value(
            "select count(*) from truth.dirt where table_name = ?", [table]
        ) / world.value(f"select count(*) from zendesk.{table}")
        assert least < share < most, table


# Runs.


def test_a_day_brings_what_arrived_that_day(three_days_on: Landed) -> None:
    """No row of a day's file was synced on another day, but a copy of an older one."""
    for table in ("ticket", "ticket_comment", "ticket_field_history"):
        rows = three_days_on.query(f"""
            select regexp_extract(filename, '(\\d{{4}}-\\d\\d-\\d\\d)', 1)::date as day,
                min(_fivetran_synced::timestamp)::date, max(_fivetran_synced::timestamp)::date
            from zendesk.{table}
            where filename like '%2026-11-%' and filename not like '%2026-11-01.%'
            group by 1 order by 1
        """)
        assert {row[0] for row in rows} <= {date(2026, 11, day) for day in (2, 3, 4)}, table
        assert len(rows) > 1
        for day, first, last in rows:
            assert last == day - timedelta(days=1)
            assert first == last or table in ("ticket_comment", "ticket_field_history")


def test_what_is_known_of_solved_tickets_does_not_depend_on_the_day(tmp_path: Path) -> None:
    """Other parts are told the same occasions whatever is written; they are last solved moments."""

    def told(day: int) -> tuple[Occasions, Block]:
        world = World(AS_OF, 12, 3, 0.3, day)
        with connect() as connection:
            files = Files(world, tmp_path / str(day), connection, "", frozenset(["zendesk"]))
            truth = Truth(world, tmp_path / str(day) / "_truth", connection)
            block = Block(world, 0, 0.3, files, truth)
            occasions = write(block)
            truth.write()
        return occasions, block

    occasions, block = told(0)
    later, _ = told(5)
    for name, column in vars(occasions).items():
        assert (column == vars(later)[name]).all()
    assert (occasions.person >= 0).all()
    landed = Landed(tmp_path / "0")
    solved = dict(
        landed.query("select ticket_id, epoch(last_solved_at)::bigint from truth.tickets")
    )
    pairs = zip(occasions.record.tolist(), occasions.ended_at.tolist(), strict=True)
    same = [
        solved.get(ticket) == ended for ticket, ended in pairs if ended < block.world.end_s - 86_400
    ]
    assert sum(same) > 0.97 * len(same)  # but for the last status on its way, or reopened later
    assert len(same) > 200


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Even of the smallest world, which has at least one of everything."""
    hashes = []
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_sample(tmp_path / folder, AS_OF, seed, 0.02, sources=["zendesk"])
        files = sorted((tmp_path / folder).rglob("*.*"))
        hashes.append([sha256(path.read_bytes()).hexdigest() for path in files])
    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]
    names = {path.name.split(".")[0] for path in (tmp_path / "a" / "zendesk").iterdir()}
    assert len(names) == 23


def test_columns_are_the_declared_ones(world: Landed) -> None:
    """All tables, with the columns of their contract; no file was ever sent in a chat."""
    path = Path(__file__).parents[2] / "models/staging/zendesk/_zendesk__sources.yml"
    (source,) = yaml.safe_load(path.read_text())["sources"]
    for table in source["tables"]:
        declared = {column["name"] for column in table["columns"]}
        file = next((world.folder / "zendesk").glob(f"{table['name']}.*"))
        with file.open() as lines:
            landed = set(lines.readline().strip().split(","))
        assert declared - landed == ({"filename"} & declared), table["name"]
        assert landed <= declared, table["name"]
