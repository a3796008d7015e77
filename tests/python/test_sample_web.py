"""The sample world's web events, checked on their raw files."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date

import pytest
from landed import Landed
from sample import write_sample


@pytest.fixture(scope="module")
def web(sample_world: Landed) -> Landed:
    """The default world, with `events` without what was delivered twice."""
    sample_world.connection.execute("""
        create or replace temp view events as
        select distinct on (event_id) * exclude filename from web_events.events
    """)
    return sample_world


def planted(web: Landed, kind: str) -> set[str]:
    """Records that the truth says are dirty."""
    sql = "select record_id from truth.dirt where source_system = 'web_events' and kind = ?"
    return {record for (record,) in web.query(sql, [kind])}


def test_there_are_as_many_events_as_asked(web: Landed) -> None:
    """All kinds of them; touchpoints are the events, each once, when they say they happened."""
    assert web.value("select count(*) from events") == pytest.approx(16_000, rel=0.05)
    names = dict(web.query("select event_name, count(*) from events group by 1"))
    assert set(names) == set(
        "page_view login feature_used search export_report error_shown checkout "
        "checkout_abandoned help_opened cancel_clicked".split()
    )
    assert names["page_view"] > names["feature_used"] > names["search"] > names["checkout"] > 50
    assert (
        web.value("""
        select count(*) from (select event_id::varchar as record_id, occurred_at from events) as raw
        full join (from truth.touchpoints where touchpoint_type = 'product_event') as truth
            using (record_id)
        where raw.occurred_at is distinct from truth.occurred_at
            or truth.source_system is distinct from 'web_events'
            or truth.brand_id is distinct from 'meridian'
    """)
        == 0
    )


def test_visits_are_of_one_visitor_each(web: Landed) -> None:
    """One to twelve events within a day, but for bots; the same device and country."""
    visits = web.query("""
        select visitor_id::varchar, count(*), count(distinct visitor_id),
            count(distinct platform || device_type || country || language),
            count(distinct occurred_at::date) filter (where year(occurred_at) < 2027),
            count(distinct user_id)
        from events group by session_id, 1
    """)
    bots = planted(web, "bot")
    for visitor, size, visitors, devices, days, users in visits:
        assert size <= 12 or visitor in bots
        assert (visitors, devices) == (1, 1) and days <= 1 and users <= 1
    sizes = [size for visitor, size, *_ in visits if visitor not in bots]
    assert set(range(1, 13)) == set(sizes)
    assert 4 < sum(sizes) / len(sizes) < 6


def test_who_signs_in_is_known_from_then_on(web: Landed) -> None:
    """Browsers sign in by a login, apps without; before it nobody is known."""
    visits = web.query("""
        select platform, list(event_name order by event_id), list(user_id order by event_id)
        from events group by session_id, platform
    """)
    counts = defaultdict(int)
    for platform, names, users in visits:
        if platform == "web":
            known = [user is not None for user in users]
            login = names.index("login") if "login" in names else len(names)
            assert known == [place >= login for place in range(len(names))]
            assert login in (1, len(names)) and names.count("login") < 2
        else:
            assert len({user is None for user in users}) == 1 and "login" not in names
        counts[platform, users[-1] is not None] += 1
    assert all(counts[platform, True] > 50 for platform in ("web", "ios", "android", "desktop"))
    assert counts["web", False] > 500
    signed_in = sum(count for (_, known), count in counts.items() if known)
    assert 0.5 < signed_in / len(visits) < 0.75


def test_users_exist_before_they_sign_in(web: Landed) -> None:
    """And until they are deleted; one device is one visitor of one user."""
    assert web.query("""
        with users as (
            select user_id, min(registered_at)::timestamp as registered_at,
                max(case when is_deleted = 'true' then updated_at::timestamp end) as deleted_at
            from web_events.users group by 1
        )
        select count(*) filter (where users.user_id is null),
            count(*) filter (where occurred_at < registered_at),
            count(*) filter (where occurred_at > deleted_at),
            count(deleted_at) > 0
        from events left join users on events.user_id::varchar = users.user_id
        where events.user_id is not null and year(occurred_at) < 2027
    """) == [(0, 0, 0, True)]
    assert (
        web.value("""
        select count(*) from (
            select visitor_id from events where user_id is not null
            group by 1 having count(distinct user_id) > 1 or count(distinct platform) > 1
        )
    """)
        == 0
    )


def test_users_are_customers_and_some_strangers(web: Landed) -> None:
    """About six in ten customers register; half of them tell their CRM id; few are deleted."""
    users, known, strangers, people, deleted = web.query("""
        select count(distinct users.user_id), count(distinct customer_id),
            count(distinct person_id) filter (where person_id like 'P%'),
            count(distinct person_id), count(*) filter (where is_deleted = 'true')
        from web_events.users join truth.identities
            on source_person_id = users.user_id and source_system = 'web_events'
    """)[0]
    assert (
        users
        == people
        == web.value("select count(*) from truth.identities where source_system = 'web_events'")
    )
    assert 900 < users < 1500
    assert 0.4 < known / (users - strangers) < 0.6
    assert 40 < strangers < 150
    assert 0.005 < deleted / users < 0.05
    if web.query("select 1 from information_schema.tables where table_schema = 'crm'"):
        assert (
            web.value("""
            select count(*) from web_events.users anti join crm.customers
            using (customer_id, account_id) where customer_id is not null
        """)
            == 0
        )


def test_users_lead_to_the_person_they_should(web: Landed) -> None:
    """By CRM id, by the address they sign in with, or by phone; in that order."""
    users = web.query("""
        select distinct users.user_id, customer_id, email, phone, person_id, link_key, is_linkable
        from web_events.users join truth.identities
            on source_person_id = users.user_id and source_system = 'web_events'
    """)

    def box(address: str) -> str:
        name, _, domain = address.strip().lower().partition("@")
        name = name.partition("+")[0]
        return f"{name.replace('.', '') if domain == 'gmail.com' else name}@{domain}"

    def dial(number: str) -> str:
        digits = re.sub(r"\D", "", number)
        if number.startswith("+"):
            return digits
        return digits[2:] if digits.startswith("00") else f"49{digits[1:]}"

    rules = defaultdict(int)
    for _, customer, email, phone, person, key, is_linkable in users:
        rule, _, value = key.partition(":")
        rules[rule] += 1
        assert (rule == "crm") == bool(customer)
        if rule == "crm":
            assert value == customer == person
        elif rule == "email":
            assert box(value) == box(email)
        elif rule == "phone":
            assert f"+{dial(phone)}" == value
        else:
            assert not is_linkable
    assert min(rules[rule] for rule in ("crm", "email")) > 300
    assert 0 < rules[""] < 0.05 * len(users)
    keys = [key for *_, key, _ in users if key]
    assert len(set(keys)) == len(keys)


def test_events_have_the_person_of_their_user(web: Landed) -> None:
    """With his key while he is signed in; visitors who never sign in are nobody."""
    assert web.query("""
        with told as (
            select events.*, touchpoints.person_id, touchpoints.link_key, is_linkable
            from events join truth.touchpoints
                on record_id = event_id::varchar and touchpoint_type = 'product_event'
        ),
        owners as (
            select visitor_id, any_value(user_id)::varchar as owner
            from events where user_id is not null group by 1
        )
        select
            count(*) filter (where user_id is not null and (told.person_id != identities.person_id
                or told.link_key != identities.link_key
                or told.is_linkable != identities.is_linkable)),
            count(*) filter (where user_id is null and told.link_key != ''),
            count(*) filter (where told.is_linkable and told.link_key = ''),
            count(*) filter (where owner is not null
                and told.person_id is distinct from identities.person_id),
            count(*) filter (where user_id is not null and told.person_id is null)
        from told left join owners using (visitor_id)
        left join truth.identities
            on source_person_id = owner and source_system = 'web_events'
    """) == [(0, 0, 0, 0, 0)]
    assert (
        0.15
        < web.value("""
        select avg((person_id is null)::int) from truth.touchpoints
        where touchpoint_type = 'product_event'
    """)
        < 0.45
    )


def test_errors_peak_in_the_outage(web: Landed) -> None:
    """For who is signed in, in North America, in the last ten days of March 2026."""
    rates = dict(
        web.query("""
            select country = 'US' and occurred_at >= '2026-03-22' and occurred_at < '2026-04-01',
                avg((event_name = 'error_shown')::int)
            from events where user_id is not null group by 1
        """)
    )
    assert 0.01 < rates[False] < 0.05
    assert rates[True] > 0.2


def test_use_falls_before_promoters_leave(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Month by month, until they are gone; and they look for the way out."""
    folder = tmp_path_factory.mktemp("web")
    write_sample(folder, date(2026, 11, 1), scale=4, sources=["web_events", "crm"])
    web = Landed(folder)
    ((before, last, after, cancelled),) = web.query("""
        with used as (
            select event_name, date_diff('day', occurred_at, churned_at) as days_left
            from truth.fallen_promoters
            join (select distinct customer_id, user_id from web_events.users) as users
                using (customer_id)
            join web_events.events on events.user_id::varchar = users.user_id
        )
        select count(*) filter (where days_left between 210 and 389) / 180,
            count(*) filter (where days_left between 0 and 59) / 60,
            count(*) filter (where days_left < 0),
            avg((event_name = 'cancel_clicked')::int) filter (where days_left between 0 and 90)
        from used
    """)
    assert before > 0.3
    assert last < 0.4 * before
    assert after == 0
    assert cancelled > 0.02


def test_dirt_is_told_row_by_row(web: Landed) -> None:
    """Second deliveries, late ones, bots and clocks ahead are those in the files."""
    rows = web.query("""
        select event_id::varchar, count(*), count(distinct (occurred_at, session_id, properties)),
            count(distinct filename), any_value(visitor_id)::varchar, any_value(occurred_at),
            any_value(platform), min(regexp_extract(filename, '[0-9-]{10}'))
        from web_events.events group by 1
    """)
    twice = {event for event, count, *_ in rows if count > 1}
    assert twice == planted(web, "delivered_twice")
    assert 0.001 < len(twice) / len(rows) < 0.01
    assert {versions for _, _, versions, *_ in rows} == {1}
    ahead = {event for event, *_, occurred_at, _, _ in rows if occurred_at.year > 2026}
    assert ahead == planted(web, "future_dated") and len(ahead) == 2
    by_visitor = defaultdict(int)
    for row in rows:
        by_visitor[row[4]] += 1
    bots = planted(web, "bot")
    assert {visitor for visitor, count in by_visitor.items() if count >= 400} == bots
    assert len(bots) == 2 and {by_visitor[bot] for bot in bots} == {500}
    # What happened before September ended and comes with October's export was offline.
    late = planted(web, "late")
    assert 0.002 < len(late) / len(rows) < 0.03
    belated = {
        event
        for event, count, *_, occurred_at, _, label in rows
        if label == "2026-11-01" and f"{occurred_at:%Y-%m-%dT%H}" < "2026-09-30T23"
    }
    assert belated and belated <= late
    assert {platform for event, *_, platform, _ in rows if event in late} == {"ios", "android"}
    told = dict(
        web.query("""
            select dirt, count(*) from truth.touchpoints
            where source_system = 'web_events' and dirt is not null group by 1
        """)
    )
    assert told == {
        "late": len(late),
        "bot": 1000,
        "future_dated": 2,
        "delivered_twice": len(twice),
    }


def test_facts_are_json_and_fit_the_event(web: Landed) -> None:
    """A feature where one is used, a code where one failed, seconds where they are measured."""
    rows = web.query("""
        select event_name, feature_name, product_id, duration_seconds, properties, app_version,
            page_url, referrer_url, user_id
        from events
    """)
    for name, feature, _, seconds, properties, version, url, referrer, user in rows:
        facts = json.loads(properties)
        assert (feature is not None) == (name in ("feature_used", "error_shown", "export_report"))
        assert ("code" in facts) == (name == "error_shown")
        assert ("results" in facts) == (name == "search")
        assert seconds is None or (seconds > 0 and name in ("page_view", "feature_used"))
        assert url.startswith("https://") and (referrer is None or user is None)
        assert version is not None or user is None
    assert len({row[2] for row in rows}) == 5  # products, and none
    assert sum(row[3] is not None for row in rows) > 0.3 * len(rows)
    versions = web.query("""
        select strftime(occurred_at, '%Y-%m') as month, count(distinct app_version) from events
        where year(occurred_at) < 2027 group by 1 having count(distinct app_version) > 1
    """)
    assert versions == []
