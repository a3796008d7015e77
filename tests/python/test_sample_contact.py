"""The sample world's contact centre, checked on its raw files."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from landed import Landed

STAGING = Path(__file__).resolve().parents[2] / "models" / "staging"


class Table(NamedTuple):
    """A table: its touchpoint type, its key, what dates it, and how many rows scale 1 has."""

    kind: str
    key: str
    moment: str
    size: int


TABLES = {
    "calls": Table("call", "call_id", "started_at", 2560),
    "emails": Table("email", "email_id", "sent_at", 2500),
    "sms_messages": Table("sms", "message_id", "sent_at", 600),
    "chats": Table("chat", "chat_id", "started_at", 1340),
    "web_forms": Table("web_form", "submission_id", "submitted_at", 600),
    "store_visits": Table("store_visit", "visit_id", "arrived_at", 300),
}
OFFSETS = {"europe": 1, "north_america": -5, "asia_pacific": 8, "china": 8}
LATEST_IN_TIME = "2026-09-30T18"  # six hours before the last export begins


def email_key(address: str | None) -> str:
    """The box an address leads to, as a key; the address in any dress."""
    name, _, domain = (address or "").strip().lower().partition("@")
    name = name.partition("+")[0]
    if domain == "gmail.com":
        name = name.replace(".", "")
    return f"email:{name}@{domain}" if name else ""


def phone_key(number: str | None) -> str:
    """The E.164 number as a key; without a country it is German."""
    digits = re.sub(r"[^0-9]", "", number or "")
    if not digits:
        return ""
    if (number or "").strip().startswith("+"):
        return f"phone:+{digits}"
    return f"phone:+{digits[2:]}" if digits.startswith("00") else f"phone:+49{digits[1:]}"


def normalised(key: str) -> str:
    """A key of the truth, as the rules above write it."""
    return email_key(key.removeprefix("email:")) if key.startswith("email:") else key


def has(world: Landed, schema: str, table: str) -> bool:
    """Whether the table was written."""
    sql = "select count(*) from information_schema.tables where table_schema = ? and table_name = ?"
    return bool(world.value(sql, [schema, table]))


def iso(column: str) -> str:
    """SQL of a moment as CSV has it: DuckDB reads those of JSON as timestamps."""
    text = f"cast({column} as varchar)"
    return f"coalesce(strftime(try_cast({text} as timestamp), '%Y-%m-%dT%H:%M:%SZ'), {text})"


def columns_of(world: Landed, table: str) -> set[str]:
    """Columns of a raw table."""
    described = world.query(f"describe {table}")
    return {row[0] for row in described} - {"filename"}


@pytest.mark.parametrize("source", ["contact_center", "web_events", "panel"])
def test_tables_have_exactly_the_declared_columns(sample_world: Landed, source: str) -> None:
    """As the source's YAML lists them."""
    declared = yaml.safe_load((STAGING / source / f"_{source}__sources.yml").read_text())
    for table in declared["sources"][0]["tables"]:
        names = {column["name"] for column in table["columns"]}
        assert columns_of(sample_world, f"{source}.{table['name']}") == names, table["name"]


@pytest.mark.parametrize("name", TABLES)
def test_every_record_is_a_touchpoint(sample_world: Landed, name: str) -> None:
    """Each once, however often it was delivered, dated as in the file; about as many as asked."""
    table = TABLES[name]
    raw = dict(
        sample_world.query(
            f"select {table.key}, any_value({iso(table.moment)}) from contact_center.{name} "
            f"where {table.key} is not null group by 1"
        )
    )
    truth = sample_world.query(
        "select record_id, strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ'), dirt, is_deleted "
        "from truth.touchpoints where source_system = 'contact_center' and touchpoint_type = ?",
        [table.kind],
    )
    lost = {record for record, _, dirt, _ in truth if dirt == "missing_id"}
    assert {record for record, *_ in truth} - lost == raw.keys()
    assert sample_world.value(
        f"select count(*) from contact_center.{name} where {table.key} is null"
    ) == len(lost)
    for record, occurred_at, dirt, is_deleted in truth:
        assert not is_deleted
        if dirt == "unparsable_date":
            assert raw[record] == "last Friday"
        elif record in raw:
            assert raw[record] == occurred_at, record
    assert len(truth) == pytest.approx(table.size, rel=0.12)


@pytest.mark.parametrize("name", TABLES)
def test_keys_lead_to_the_person_they_should(sample_world: Landed, name: str) -> None:
    """The raw row, normalised by rules of our own, gives the truth's key; nobody else has it."""
    table = TABLES[name]
    columns = columns_of(sample_world, f"contact_center.{name}")
    email, phone = (
        f"any_value({column})" if column in columns else "''"
        for column in ("customer_email", "customer_phone")
    )
    raw = {
        record: contact
        for record, *contact in sample_world.query(
            f"select {table.key}, any_value(customer_id), {email}, {phone} "
            f"from contact_center.{name} group by 1"
        )
    }
    keys = sample_world.query("""
        select link_key, person_id from (
            select link_key, person_id from truth.touchpoints
            union all select link_key, person_id from truth.identities
        ) where link_key != '' group by all
    """)
    people = defaultdict(set)
    for key, person in keys:
        people[normalised(key)].add(person)
    assert {len(found) for found in people.values()} == {1}
    truth = sample_world.query(
        "select record_id, link_key, person_id, is_linkable from truth.touchpoints "
        "where source_system = 'contact_center' and touchpoint_type = ?",
        [table.kind],
    )
    rules = defaultdict(int)
    for record, link_key, person, is_linkable in truth:
        if record not in raw:
            continue
        customer, address, number = raw[record]
        rule = link_key.partition(":")[0]
        rules[rule] += 1
        if customer:
            assert link_key == f"crm:{customer}" and person == customer
        elif rule == "email":
            assert email_key(address) == normalised(link_key), record
        else:
            # The address, if any, leads nowhere: it is shared, or has a typing error.
            assert email_key(address) not in people, record
            assert phone_key(number) == link_key if rule == "phone" else not link_key, record
            if not rule:
                assert phone_key(number) not in people, record
                assert not is_linkable
        if person is None:
            assert not (customer or address or number)
    assert rules["crm"] > 0.04 * len(truth)
    assert rules["email"] + rules["phone"] > 0.2 * len(truth)


def test_shared_and_mistyped_addresses_are_there(sample_world: Landed) -> None:
    """At their rates: mailboxes of whole companies, a letter missing in one in a hundred."""
    addresses = sample_world.query("""
        select emails.customer_email, touchpoints.link_key
        from (select email_id, any_value(customer_email) as customer_email
            from contact_center.emails where customer_id is null group by 1) as emails
        join truth.touchpoints on email_id = record_id and touchpoint_type = 'email'
    """)
    shared = sum(email_key(address).startswith("email:info@") for address, _ in addresses)
    unclear = sum(not key for _, key in addresses)
    dressed = sum(email_key(a) == normalised(k) and f"email:{a}" != k for a, k in addresses)
    assert 0.002 < shared / len(addresses) < 0.05
    assert 0.002 < (unclear - shared) / len(addresses) < 0.03
    assert 0.2 < dressed / len(addresses) < 0.4


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("calls", "agent_employee_id"),
        ("emails", "agent_employee_id"),
        ("chats", "agent_employee_id"),
        ("store_visits", "employee_id"),
    ],
)
def test_agents_are_employees_who_serve(sample_world: Landed, name: str, column: str) -> None:
    """And more than one of them."""
    agents = sample_world.query(
        f"select distinct {column} from contact_center.{name} where {column} is not null"
    )
    assert len(agents) > 3
    assert all(re.fullmatch(r"E\d{7}", agent) for (agent,) in agents)
    if has(sample_world, "crm", "employees"):
        listed = sample_world.query(
            "select distinct employee_id from crm.employees where department_id = 'service'"
        )
        assert set(agents) <= set(listed)


def test_accounts_are_those_of_the_customers(sample_world: Landed) -> None:
    """Given where the customer is known, and only there."""
    union = " union all ".join(
        f"select customer_id, account_id from contact_center.{name}" for name in TABLES
    )
    assert (
        sample_world.value(
            f"select count(*) from ({union}) where (customer_id is null) != (account_id is null)"
        )
        == 0
    )
    if has(sample_world, "crm", "customers"):
        assert (
            sample_world.value(
                f"select count(*) from ({union}) anti join crm.customers "
                "using (customer_id, account_id) where customer_id is not null"
            )
            == 0
        )


def test_times_of_calls_follow_each_other(sample_world: Landed) -> None:
    """Waiting, talking and holding add up; who was not answered spoke to nobody."""
    assert sample_world.query("""
        with timed as (
            select *, try_cast(started_at as timestamp) as started,
                try_cast(answered_at as timestamp) as answered,
                cast(ended_at as timestamp) as ended
            from contact_center.calls
        )
        select count(*) filter (where started > answered or answered > ended or started > ended),
            count(*) filter (where (call_outcome = 'answered') != (answered is not null)),
            count(*) filter (where answered - started != wait_seconds::int * interval 1 second),
            count(*) filter (where answered + hold_seconds::int * interval 1 second > ended),
            count(*) filter (where answered is null
                and (is_resolved is not null or contact_reason is not null)),
            count(*) filter (where direction = 'inbound' and answered is null
                and agent_employee_id is not null)
        from timed
    """) == [(0, 0, 0, 0, 0, 0)]
    outcomes = dict(
        sample_world.query("""
            select direction || ' ' || call_outcome, count(*)
            from contact_center.calls group by 1
        """)
    )
    assert set(outcomes) == {
        *("inbound answered", "inbound abandoned", "inbound voicemail"),
        *("outbound answered", "outbound voicemail", "outbound unreachable"),
    }
    inbound = sum(count for outcome, count in outcomes.items() if outcome.startswith("inbound"))
    assert inbound / sum(outcomes.values()) == pytest.approx(0.8, abs=0.04)


def test_people_call_in_working_hours(sample_world: Landed) -> None:
    """Of their own region, on workdays, but for the outage."""
    calls = sample_world.query("""
        select region, epoch(started_at::timestamp)::bigint from contact_center.calls
        where try_cast(started_at as timestamp) not between '2026-03-21' and '2026-04-01'
    """)
    for region, moment in calls:
        local = moment + OFFSETS[region] * 3600
        assert 7 <= local // 3600 % 24 < 20, (region, moment)
        assert (local // 86400 + 3) % 7 < 5, (region, moment)


def test_the_outage_raises_calls_and_chats(sample_world: Landed) -> None:
    """Of North America, in the last ten days of its month, about reliability."""
    for name in ("calls", "chats"):
        ((during, usual),) = sample_world.query(f"""
            select count(*) filter (where day between '2026-03-21' and '2026-03-31'),
                count(*) filter (where day not between '2026-03-21' and '2026-03-31') / 108.0
            from (select try_cast(started_at as timestamp)::date as day from contact_center.{name}
                where region = 'north_america' and contact_reason = 'reliability')
        """)
        assert during > 25, name
        assert during > 10 * usual, name
        assert (
            sample_world.value(f"""
            select count(*) from contact_center.{name}
            where region = 'europe' and contact_reason = 'reliability'
                and started_at between '2026-03-21' and '2026-04-01'
        """)
            < 10
        )


def test_turns_belong_to_calls_and_chats(sample_world: Landed) -> None:
    """Six each, in order, customer by turns with who answers, within the conversation."""
    talks = sample_world.query("""
        with talks as (
            select distinct 'call' as interaction_type, call_id as interaction_id,
                answered_at::timestamp as begun, ended_at::timestamp as ended, agent_employee_id
            from contact_center.calls
            union all
            select distinct 'chat', chat_id, started_at::timestamp, ended_at::timestamp,
                agent_employee_id
            from contact_center.chats
        )
        select turns.interaction_type, count(*), count(distinct turn_number), min(turn_number),
            max(turn_number), bool_and(spoken_at::timestamp between begun and ended),
            list(speaker order by turn_number), any_value(agent_employee_id)
        from contact_center.transcript_turns as turns
        left join talks using (interaction_type, interaction_id)
        group by turns.interaction_type, turns.interaction_id
    """)
    for kind, count, places, first, last, is_within, speakers, agent in talks:
        assert (count, places, int(first), int(last), is_within) == (6, 6, 1, 6, True)
        answerer = "agent" if agent else "bot"
        expected = ["customer", answerer] * 3 if kind == "chat" else [answerer, "customer"] * 3
        assert speakers in (expected, [None] * 6)
        assert (kind == "chat" and agent is None) or answerer == "agent"
    count_of = {
        name: sample_world.value(f"select count(distinct {key}) from contact_center.{name}")
        for name, key in [("calls", "call_id"), ("chats", "chat_id")]
    }
    kinds = [kind for kind, *_ in talks]
    assert kinds.count("chat") == count_of["chats"]
    assert kinds.count("call") / count_of["calls"] == pytest.approx(1 / 3, abs=0.05)
    spoken = [speakers for kind, *_, speakers, _ in talks if kind == "call"]
    assert 0.1 < sum(each[0] is None for each in spoken) / len(spoken) < 0.3


def test_chats_are_with_agents_or_bots(sample_world: Landed) -> None:
    """An agent's first answer lies within the chat; a bot's is none; a messenger has handles."""
    assert sample_world.query("""
        select count(*) filter (where (agent_employee_id is null) != (first_reply_at is null)),
            count(*) filter (where first_reply_at not between started_at and ended_at),
            count(*) filter (where chat_outcome = 'missed' and agent_employee_id is not null),
            count(*) filter (where (platform in ('website', 'app')) != (visitor_id is not null)),
            count(*) filter (where platform in ('website', 'app') and customer_handle is not null),
            count(distinct platform), count(distinct chat_outcome)
        from contact_center.chats
    """) == [(0, 0, 0, 0, 0, 4, 4)]


def test_threads_answer_each_other(sample_world: Landed) -> None:
    """Each e-mail but the first answers an earlier one of its thread; campaigns go out."""
    assert sample_world.query("""
        with emails as (
            select distinct on (email_id) * from contact_center.emails where email_id is not null
        )
        select count(*) filter (where previous.email_id is null
                or previous.thread_id != emails.thread_id
                or previous.customer_email != emails.customer_email),
            count(*) filter (where previous.sent_at > emails.sent_at),
            count(*) filter (where previous.direction = emails.direction)
        from emails left join emails as previous
            on emails.in_reply_to_email_id = previous.email_id
        where emails.in_reply_to_email_id is not null
    """) == [(0, 0, 0)]
    sizes = dict(
        sample_world.query("""
            select n, count(*) from (
                select count(distinct email_id) as n from contact_center.emails
                where campaign_id is null and not is_automatic group by thread_id
            ) group by 1
        """)
    )
    assert set(sizes) - {0} == {1, 2, 3, 4}
    ((campaigns, outbound, agents, shared, automatic, both_ways),) = sample_world.query("""
        select count(*) filter (where campaign_id is not null),
            count(*) filter (where campaign_id is not null and direction = 'outbound'),
            count(*) filter (where campaign_id is not null and agent_employee_id is not null),
            count(distinct campaign_id), avg(is_automatic::int),
            count(distinct direction) filter (where is_automatic)
        from contact_center.emails
    """)
    assert campaigns == outbound > 350
    assert agents == 0
    assert 30 <= shared <= 37
    assert 0.02 < automatic < 0.12
    assert both_ways == 2


def test_prospects_and_strangers_send_forms(sample_world: Landed) -> None:
    """Beside customers; each of the three forms is used, by people with names."""
    stages = dict(
        sample_world.query("""
            select coalesce(lifecycle_stage, left(person_id, 1)), count(*)
            from truth.touchpoints where touchpoint_type = 'web_form' group by 1
        """)
    )
    total = sum(stages.values())
    assert 0.28 < stages["P"] / total < 0.42
    assert stages["prospect"] > 5
    assert stages["mature"] > stages["prospect"]
    assert sample_world.query("""
        select count(distinct form_name), count(*) filter (where customer_name is null),
            count(*) filter (where page_url not like '%/' || form_name)
        from contact_center.web_forms
    """) == [(3, 0, 0)]


@pytest.mark.parametrize(
    ("kind", "table", "key", "column"),
    [
        ("email", "emails", "email_id", "body"),
        ("sms", "sms_messages", "message_id", "body"),
        ("web_form", "web_forms", "submission_id", "body"),
        ("store_visit", "store_visits", "visit_id", "visit_note"),
        (
            "transcript_turn",
            "transcript_turns",
            "interaction_type || ':' || interaction_id || ':' || turn_number",
            "turn_text",
        ),
    ],
)
def test_every_text_is_told(
    sample_world: Landed, kind: str, table: str, key: str, column: str
) -> None:
    """What it says is in the truth, once; e-mails and phones in it are counted."""
    texts = sample_world.query(
        f"""
        with raw as (
            select {key} as record_id, any_value({column}) as said from contact_center.{table}
            where {key} is not null group by 1
        ),
        told as (
            select * from truth.texts
            where source_system = 'contact_center' and record_type = ? and field = ?
        )
        select raw.record_id, told.record_id, said, themes, email_count, phone_count
        from raw full join told on raw.record_id = told.record_id
        """,
        [kind, column],
    )
    lost = sum(record is None for record, *_ in texts)
    assert lost == sample_world.value(
        "select count(*) from truth.dirt where source_system = 'contact_center' "
        "and table_name = ? and kind = 'missing_id'",
        [table],
    )
    for record, told, said, themes, emails, _ in texts:
        if record is not None:
            assert record == told and said
            assert themes is None or themes.split(",")[0]
            assert len(re.findall(r"\S@\S", said)) == emails, said
    told_themes = sum(themes is not None for _, _, _, themes, *_ in texts)
    assert told_themes > 0.6 * len(texts)


def test_dirt_is_told_row_by_row(sample_world: Landed) -> None:
    """Unreadable dates, lost ids, second deliveries and late ones are those in the files."""
    planted = defaultdict(set)
    for table, kind, record in sample_world.query(
        "select table_name, kind, record_id from truth.dirt where source_system = 'contact_center'"
    ):
        assert record not in planted[table, kind]
        planted[table, kind].add(record)
    found = set()
    for name, table in TABLES.items():
        rows = sample_world.query(
            f"select {table.key}, {iso(table.moment)}, {iso('updated_at')}, filename "
            f"from contact_center.{name}"
        )
        records = [record for record, *_ in rows if record]
        twice = {record for record in records if records.count(record) > 1}
        assert twice == planted[name, "delivered_twice"], name
        unread = {record for record, moment, *_ in rows if moment == "last Friday"}
        assert unread == planted[name, "unparsable_date"], name
        assert len(rows) - len(records) == len(planted[name, "missing_id"]), name
        # What was made before the last export began, and is in it all the same.
        belated = {
            record
            for record, _, updated_at, file in rows
            if ".2026-11-01." in file and updated_at < LATEST_IN_TIME
        }
        assert belated <= planted[name, "late"] | planted[name, "delivered_twice"], name
        found |= belated
        assert 0.005 < len(planted[name, "late"]) / len(records) < 0.035, name
    assert found
    assert all(planted[name, "missing_id"] for name in ("calls", "emails", "web_forms"))
    assert all(planted[name, "unparsable_date"] for name in ("calls", "emails", "web_forms"))
    assert sample_world.value("""
        select count(*) from truth.touchpoints
        where source_system = 'contact_center' and dirt is not null
    """) == sum(len(records) for records in planted.values())
