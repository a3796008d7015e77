"""CRM of the sample world: its raw files against the truth, read in SQL and plain Python."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import ROOT
from landed import Landed
from sample import write_sample

END = datetime(2026, 11, 1)
START = datetime(2023, 11, 1)
FOREIGN_KEYS = [
    ("accounts.parent_account_id", "accounts.account_id"),
    ("customers.account_id", "accounts.account_id"),
    ("customers.merged_into_customer_id", "customers.customer_id"),
    ("customer_identifiers.customer_id", "customers.customer_id"),
    ("customer_attributes.customer_id", "customers.customer_id"),
    ("employees.manager_employee_id", "employees.employee_id"),
    ("account_team.account_id", "accounts.account_id"),
    ("account_team.employee_id", "employees.employee_id"),
    ("orders.account_id", "accounts.account_id"),
    ("orders.customer_id", "customers.customer_id"),
    ("orders.sales_employee_id", "employees.employee_id"),
    ("order_lines.order_id", "orders.order_id"),
    ("order_lines.product_id", "products.product_id"),
    ("order_lines.returned_order_line_id", "order_lines.order_line_id"),
    ("subscriptions.account_id", "accounts.account_id"),
    ("subscriptions.customer_id", "customers.customer_id"),
    ("subscriptions.product_id", "products.product_id"),
    ("subscriptions.sales_employee_id", "employees.employee_id"),
    ("subscription_events.subscription_id", "subscriptions.subscription_id"),
    ("referrals.referrer_customer_id", "customers.customer_id"),
    ("referrals.referred_customer_id", "customers.customer_id"),
    ("referrals.referred_account_id", "accounts.account_id"),
    ("referrals.first_order_id", "orders.order_id"),
    ("business_events.product_id", "products.product_id"),
]
PERSON = "coalesce(merged_into_customer_id, customer_id)"


def latest(table: str, key: str) -> str:
    """The last version of every record that landed; SQL."""
    return f"""(
        from crm.{table}
        qualify row_number() over (partition by {key} order by updated_at desc, filename desc) = 1
    )"""


def landed_by(filename: str) -> datetime:
    """First moment after those that an export holds, read off a file's name."""
    return datetime.fromisoformat(Path(filename).name.split(".")[1])


def instant(text: str) -> datetime | None:
    """A moment in any of the forms that exports mix, to the second; None for what is no date."""
    try:
        number = float(text)
    except ValueError:
        for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S"):
            try:
                found = datetime.strptime(text, form)
            except ValueError:
                continue
            return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
        return None
    if number < 1e5:
        return datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400))
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC).replace(
        tzinfo=None
    )


def test_every_declared_column_is_written(sample_world: Landed) -> None:
    """All tables of the source, with exactly its columns."""
    (source,) = yaml.safe_load((ROOT / "models/staging/crm/_crm__sources.yml").read_text())[
        "sources"
    ]
    for table in source["tables"]:
        described = sample_world.query(f"describe crm.{table['name']}")
        assert {column for column, *_ in described} - {"filename"} == {
            column["name"] for column in table["columns"]
        }, table["name"]


@pytest.mark.parametrize(("child", "parent"), FOREIGN_KEYS)
def test_references_lead_somewhere(sample_world: Landed, child: str, parent: str) -> None:
    """Every id that a table names is landed, and every such column is in use."""
    (table, column), (parent_table, key) = child.split("."), parent.split(".")
    named, lost = sample_world.query(f"""
        select count(*), count(*) filter (where {column} not in (
            select {key} from crm.{parent_table} where {key} is not null))
        from crm.{table} where {column} is not null
    """)[0]
    assert named > 0
    assert lost == 0


def test_attributes_give_what_people_were(sample_world: Landed) -> None:
    """The last version per customer and day that is not deleted is the true history."""
    raw = sample_world.query(f"""
        select customer_id, cast(effective_from as date), customer_segment, value_tier,
            lifecycle_stage, region
        from {latest("customer_attributes", "customer_id, effective_from")}
        where is_deleted = 'false' and customer_id in (select person_id from truth.customers)
    """)
    deleted = {
        row[0]
        for row in sample_world.query("from truth.customers select person_id where is_deleted")
    }
    true = sample_world.query(
        "from truth.attributes select person_id, effective_from, customer_segment, value_tier, "
        "lifecycle_stage, region"
    )
    doubles = {
        row[0]
        for row in sample_world.query(
            "from truth.customers select customer_id where customer_id != person_id"
        )
    }
    raw = {row for row in raw if row[0] not in doubles}
    assert len(raw) > 10_000
    assert raw <= set(true)
    # What began after a record was deleted is no longer written.
    assert {row[0] for row in set(true) - raw} <= deleted


def test_purchases_carry_the_attributes_of_their_moment(sample_world: Landed) -> None:
    """An as-of join of the raw tables gives every purchase its segment, tier and stage."""
    compared, wrong = sample_world.query(f"""
        with customers as (
            select customer_id, {PERSON} as person_id from {latest("customers", "customer_id")}
        ),
        attributes as (
            select customer_id as person_id, cast(effective_from as timestamp) as effective_from,
                customer_segment, value_tier, lifecycle_stage, region
            from {latest("customer_attributes", "customer_id, effective_from")}
            where is_deleted = 'false'
        ),
        purchases as (
            select touchpoints.*
            from truth.touchpoints
            where source_system = 'crm' and person_id in (select person_id from customers)
        )
        select count(*), count(*) filter (where
            (purchases.customer_segment, purchases.value_tier, purchases.lifecycle_stage,
                purchases.region)
            is distinct from (attributes.customer_segment, attributes.value_tier,
                attributes.lifecycle_stage, attributes.region))
        from purchases asof left join attributes
            on purchases.person_id = attributes.person_id
            and purchases.occurred_at >= attributes.effective_from
    """)[0]
    assert compared > 2_000
    assert wrong == 0


def test_attributes_come_late_wrong_and_by_mistake(sample_world: Landed) -> None:
    """One or two rows in a hundred, as the truth lists them, and all mended by the end."""
    listed = dict(
        sample_world.query("""
            select kind, list((record_id, detail)) from truth.dirt
            where table_name = 'customer_attributes' group by 1
        """)
    )
    rows, late = sample_world.query("""
        select count(*), list((customer_id, effective_from)) filter (where
            cast(attributes.updated_at as timestamptz)
            - cast(effective_from as timestamptz) > interval 5 days)
        from crm.customer_attributes as attributes
        join (select customer_id, min(created_at) as created_at from crm.customers group by 1)
            using (customer_id)
        where effective_from >= '2023-11-01' and left(created_at, 10) <= effective_from
            and (customer_id, effective_from) in (
                select (customer_id, effective_from) from crm.customer_attributes
                group by all having count(*) = 1)
    """)[0]
    assert 0.005 < len(late) / rows < 0.03
    assert set(late) <= set(listed["late"])
    corrected = sample_world.query("""
        select customer_id, effective_from from crm.customer_attributes group by all
        having count(*) > 1 and count(*) filter (where is_deleted = 'true') = 0
    """)
    assert 0.005 < len(corrected) / rows < 0.03
    assert set(corrected) == set(listed["corrected"])
    mistakes = sample_world.query(
        "select customer_id, effective_from from crm.customer_attributes where is_deleted = 'true'"
    )
    assert len(mistakes) >= 2
    assert set(mistakes) == set(listed["mistake"])


def test_doubles_are_merged_in_a_later_version(sample_world: Landed) -> None:
    """A double is landed as a customer of its own, with the same keys, and merged later."""
    doubles = sample_world.query(f"""
        select double.customer_id, double.merged_into_customer_id, double.email, double.phone,
            original.email, first.merged_into_customer_id, first.filename, double.filename
        from {latest("customers", "customer_id")} as double
        join {latest("customers", "customer_id")} as original
            on double.merged_into_customer_id = original.customer_id
        join (from crm.customers qualify row_number() over (
            partition by customer_id order by updated_at) = 1) as first
            on double.customer_id = first.customer_id
    """)
    assert len(doubles) >= 8
    assert all(
        email.lower() == other.lower() or other.lower().startswith("info@")
        for _, _, email, _, other, *_ in doubles
    )
    assert all(first is None for *_, first, _, _ in doubles)
    assert sum(before != after for *_, before, after in doubles) >= 3
    truth = dict(sample_world.query("from truth.customers select customer_id, person_id"))
    assert {double: into for double, into, *_ in doubles}.items() <= truth.items()
    # Those merged after the end have no key yet that would lead to the person.
    waiting = {own for own, person in truth.items() if own != person} - {row[0] for row in doubles}
    keys = sample_world.query(
        "select email, phone from crm.customers where customer_id in (select unnest(?))",
        [sorted(waiting)],
    )
    assert set(keys) <= {(None, None)}
    linked = sample_world.query("""
        select source_person_id, link_key from truth.identities where source_system = 'crm'
    """)
    assert {person for person, key in linked if not key} == waiting


def test_customers_share_mailboxes_and_handles_are_linked(sample_world: Landed) -> None:
    """An info@ address belongs to two; a handle to one, by the world's end."""
    customers = latest("customers", "customer_id")
    shared = sample_world.query(f"""
        select lower(email), count(*) from {customers}
        where merged_into_customer_id is null and email is not null
        group by 1 having count(*) > 1
    """)
    assert len(shared) >= 5
    assert all(email.startswith("info@") and count == 2 for email, count in shared)
    handles, distinct = sample_world.query("""
        select count(*), count(distinct (platform, identifier_value))
        from crm.customer_identifiers where identifier_type = 'social_handle'
    """)[0]
    assert handles == distinct > 200
    unlinked = sample_world.value("""
        select count(*) from crm.customer_identifiers where unlinked_at > linked_at
    """)
    assert unlinked >= 3
    languages = dict(sample_world.query(f"select language, count(*) from {customers} group by 1"))
    assert min(languages["en"], languages["zh-CN"]) > 300
    phones = sample_world.query(f"select phone from {customers} where phone is not null")
    shapes = {"".join("9" if c.isdigit() else c for c in phone) for (phone,) in phones}
    assert len(shapes) >= 8


def test_deleted_customers_had_left(sample_world: Landed) -> None:
    """Some records of those who left are deleted; nothing that comes later leads to them."""
    deleted = sample_world.query(f"""
        select customer_id, updated_at from {latest("customers", "customer_id")}
        where is_deleted = 'true'
    """)
    assert len(deleted) >= 3
    for customer, moment in deleted:
        assert not sample_world.query(
            "from truth.touchpoints where person_id = ? and occurred_at > ? and is_linkable",
            [customer, moment.removesuffix("Z")],
        )
    truth = sample_world.query("from truth.customers select customer_id where is_deleted")
    assert {row[0] for row in truth} == {customer for customer, _ in deleted}


def test_each_account_has_one_owner_at_a_time(sample_world: Landed) -> None:
    """The periods of owners follow on each other, and the last one lasts."""
    teams = sample_world.query(f"""
        select account_id, list((valid_from, valid_to) order by valid_from)
        from {latest("account_team", "account_id, employee_id, team_role, valid_from")}
        where team_role = 'sales_owner' group by 1
    """)
    assert len(teams) > 400
    changed = 0
    for _, periods in teams:
        changed += len(periods) > 1
        assert periods[-1][1] is None
        assert all(a[1] == b[0] for a, b in pairwise(periods))
    assert 50 < changed < len(teams)
    roles = {
        row[0] for row in sample_world.query("select distinct team_role from crm.account_team")
    }
    assert len(roles) == 4


def test_orders_are_dated_in_many_forms(sample_world: Landed) -> None:
    """All but the listed ones can be read, and say what the truth says."""
    orders = sample_world.query(
        f"select order_id, ordered_at, is_deleted from {latest('orders', 'order_id')}"
    )
    true = dict(
        sample_world.query("""
            select distinct order_id, occurred_at from truth.touchpoints
            join (select distinct order_id, order_line_id from truth.order_lines)
                on record_id = order_line_id
        """)
    )
    unread = {order for order, text, _ in orders if instant(text) is None}
    assert {instant(text) for order, text, _ in orders if order not in unread} == {
        moment for order, moment in true.items() if order not in unread
    }
    assert all(instant(text) == true[order] for order, text, _ in orders if order not in unread)
    assert sum("T" not in text for _, text, _ in orders) > 50
    listed = sample_world.query("""
        select distinct order_id from truth.touchpoints
        join truth.order_lines on record_id = order_line_id where dirt = 'unparsable_date'
    """)
    assert {row[0] for row in listed} == unread
    assert unread
    # Some that could not be read at first were corrected.
    was_unread = sample_world.query(
        "select distinct record_id from truth.dirt where kind = 'unparsable_date'"
    )
    assert {row[0] for row in was_unread} > unread
    assert not sample_world.query(
        "from truth.order_lines where ordered_at is not null and order_id in (select unnest(?))",
        [sorted(unread)],
    )


def test_purchases_are_the_lines_that_sell(sample_world: Landed) -> None:
    """One touchpoint per line that is no return, by the person who ordered."""
    lines = set(
        sample_world.query(f"""
            select order_line_id, {PERSON}, orders.is_deleted
            from {latest("order_lines", "order_line_id")} as lines
            join {latest("orders", "order_id")} as orders using (order_id)
            left join {latest("customers", "customer_id")} as customers using (customer_id)
            where is_return = 'false'
        """)
    )
    waiting = dict(
        sample_world.query("""
            select customer_id, person_id from truth.customers
            where customer_id != person_id and merged_into_customer_id is null
        """)
    )
    assert {
        (line, waiting.get(person, person), gone == "true") for line, person, gone in lines
    } == set(
        sample_world.query("""
            select record_id, person_id, is_deleted from truth.touchpoints
            where source_system = 'crm'
        """)
    )
    assert 2_700 < len(lines) < 3_300
    anonymous = sum(person is None for _, person, _ in lines) / len(lines)
    assert 0.005 < anonymous < 0.06
    assert sum(gone == "true" for *_, gone in lines) >= 2
    assert not sample_world.query(
        "from truth.touchpoints where source_system = 'crm' and person_id is null and is_linkable"
    )


def test_amounts_are_in_the_currency_of_the_region(sample_world: Landed) -> None:
    """And, cleaned of signs and separators, those of the truth; corrected ones the last."""
    lines = sample_world.query(f"""
        select order_line_id, net_amount, cost_amount, orders.currency, orders.region, quantity,
            is_return
        from {latest("order_lines", "order_line_id")}
        join {latest("orders", "order_id")} as orders using (order_id)
    """)
    true = {
        line: (float(amount), float(cost))
        for line, amount, cost in sample_world.query(
            "from truth.order_lines select order_line_id, amount, cost"
        )
    }
    assert len(lines) == len(true)
    currencies = {"europe": "EUR", "north_america": "USD", "asia_pacific": "USD", "china": "CNY"}
    signs = {"EUR": "€", "USD": "$", "CNY": "¥"}
    odd = set()
    for line, net, cost, currency, region, quantity, is_return in lines:
        assert currencies[region] == currency
        plain = net.replace(",", "").replace(signs[currency], "").strip()
        assert (float(plain), float(cost)) == pytest.approx(true[line])
        assert (float(plain) < 0) == (int(quantity) < 0) == (is_return == "true")
        if plain != net:
            odd.add(line)
    listed = sample_world.query("select record_id from truth.dirt where kind = 'odd_amount'")
    assert odd <= {row[0] for row in listed}
    assert 0.002 < len(odd) / len(lines) < 0.02
    corrected = sample_world.query("""
        select count(distinct record_id) from truth.dirt
        where table_name = 'order_lines' and kind = 'corrected'
    """)[0][0]
    changed = sample_world.value("""
        select count(*) from (select order_line_id from crm.order_lines group by 1
            having count(distinct net_amount) > 1)
    """)
    assert 0 < corrected - 2 <= changed <= corrected


def test_lines_land_before_and_after_delivery(sample_world: Landed) -> None:
    """One delivery in eight is late, a few never came, and each was first landed without."""
    rows, late, open_ = sample_world.query(f"""
        select count(delivered_at), count(*) filter (where delivered_at > promised_at),
            count(*) filter (where delivered_at is null and promised_at < '2026-09-01')
        from {latest("order_lines", "order_line_id")}
        join {latest("orders", "order_id")} as orders using (order_id)
        where is_return = 'false' and order_status != 'cancelled' and is_deleted = 'false'
    """)[0]
    assert 0.09 < late / rows < 0.15
    assert 1 <= open_ < 0.03 * rows
    states = sample_world.query("""
        select order_line_id, list(delivered_at is not null order by updated_at)
        from (select distinct order_line_id, updated_at, delivered_at, is_return
            from crm.order_lines)
        where is_return = 'false' group by 1
    """)
    assert all(not states[0] and states == sorted(states) for _, states in states)
    assert sum(states[-1] for _, states in states) == rows
    times = sample_world.value(f"""
        select count(*) from {latest("order_lines", "order_line_id")} as lines
        join truth.order_lines as truly using (order_line_id)
        where (cast(lines.delivered_at as timestamptz), cast(lines.promised_at as timestamptz))
            is distinct from (truly.delivered_at, truly.promised_at)
            or truly.delivered_at < truly.ordered_at
    """)
    assert times == 0


def test_returns_take_back_what_was_delivered(sample_world: Landed) -> None:
    """At most as much, later, of the same order; cancelled orders are never delivered."""
    returns = sample_world.query(f"""
        select lines.order_id, -lines.quantity::int, lines.returned_at, sold.order_id,
            sold.quantity::int, sold.delivered_at, lines.cost_amount::double, lines.return_reason
        from {latest("order_lines", "order_line_id")} as lines
        left join {latest("order_lines", "order_line_id")} as sold
            on lines.returned_order_line_id = sold.order_line_id
        where lines.is_return = 'true'
    """)
    assert 0.02 < len(returns) / 3_000 < 0.06
    for order, quantity, returned, of_order, sold, delivered, cost, reason in returns:
        assert order == of_order
        assert 0 < quantity <= sold
        assert delivered is None or returned > delivered  # its delivery may come late
        assert cost <= 0
        assert reason
    assert sum(delivered is None for *_, delivered, _, _ in returns) <= 3
    assert {cost < 0 for *_, cost, _ in returns} == {True, False}
    cancelled = sample_world.query(f"""
        select count(distinct order_id), count(delivered_at)
        from {latest("order_lines", "order_line_id")}
        join {latest("orders", "order_id")} using (order_id)
        where order_status = 'cancelled'
    """)[0]
    assert cancelled[0] > 20
    assert cancelled[1] == 0


def test_better_customers_buy_more_and_earn_more(sample_world: Landed) -> None:
    """Orders per customer and margin rise with the tier; all profit tiers are there."""
    orders = dict(
        sample_world.query("""
            select customers.value_tier, count(distinct order_id) / count(distinct person_id)
            from truth.customers left join truth.order_lines using (person_id)
            where customer_id = person_id group by 1
        """)
    )
    assert orders["platinum"] > 1.15 * orders["gold"] > 1.3 * orders["silver"]
    margins = sample_world.query("""
        select person_id, any_value(value_tier), sum(amount - cost) / sum(amount) as margin
        from truth.order_lines join truth.customers using (person_id)
        where not is_return group by 1
    """)
    of_tier = defaultdict(list)
    for _, tier, margin in margins:
        of_tier[tier].append(float(margin))
    means = [sum(of_tier[tier]) / len(of_tier[tier]) for tier in ("platinum", "gold", "silver")]
    assert means[0] > means[1] + 0.04 > means[2] + 0.08
    shares = [float(margin) for *_, margin in margins]
    for low, high in ((-1, 0.15), (0.15, 0.35), (0.35, 1)):
        assert sum(low <= margin < high for margin in shares) > 0.08 * len(shares)


def test_new_customers_begin_with_an_order(sample_world: Landed) -> None:
    """customer_since is the day of the account's first order, empty for prospects."""
    firsts = sample_world.query(f"""
        select account_id, min(customer_since),
            (select cast(min(occurred_at) as date) from truth.touchpoints
                join truth.order_lines on record_id = order_line_id
                join crm.orders using (order_id)
                where orders.account_id = customers.account_id)
        from {latest("customers", "customer_id")} as customers
        group by 1 having min(customer_since) >= '2023-11-02' or min(customer_since) is null
    """)
    assert len(firsts) > 150
    for _, since, first in firsts:
        assert since == (first and first.isoformat())


def test_fallen_promoters_leave(sample_world: Landed) -> None:
    """Six months after they turned: no order and no running subscription from then on."""
    fallen = sample_world.query(
        "from truth.fallen_promoters select customer_id, account_id, turned_month, churned_at"
    )
    accounts = {account: churned for _, account, _, churned in fallen}
    assert 8 <= len(accounts) < 60
    for _, _, turned, churned in fallen:
        months = (churned.year - turned.year) * 12 + churned.month - turned.month
        assert (months, turned.day, churned.day) == (6, 1, 1)
    subscriptions = 0
    for account, churned in accounts.items():
        assert not sample_world.query(
            """
            from crm.orders where account_id = ? and order_id in (
                select order_id from truth.order_lines where ordered_at >= ?)
            """,
            [account, churned],
        )
        states = sample_world.query(
            f"""
            select ended_at from {latest("subscriptions", "subscription_id")}
            where account_id = ? and not is_deleted
            """,
            [account],
        )
        subscriptions += len(states)
        assert all(ended and ended.replace(tzinfo=None) <= churned for (ended,) in states)
    assert subscriptions > 5
    churned_stages = sample_world.query("""
        select fallen.customer_id, max_by(lifecycle_stage, effective_from),
            max(effective_from) = max(cast(churned_at as date))
        from truth.fallen_promoters as fallen
        join truth.attributes on person_id = fallen.customer_id group by 1
    """)
    assert {row[1:] for row in churned_stages} == {("churned", True)}


def test_subscriptions_are_what_their_events_add_up_to(sample_world: Landed) -> None:
    """Changes of the amount add up to the state of now; moments agree; the truth says the same."""
    states = {
        row[0]: row[1:]
        for row in sample_world.query(f"""
            select subscription_id, monthly_amount, seat_count, started_at, cancelled_at,
                ended_at, term_ends_at, is_deleted
            from {latest("subscriptions", "subscription_id")}
        """)
    }
    events = defaultdict(list)
    for subscription, *event in sample_world.query("""
        select subscription_id, event_type, monthly_amount, seat_count, occurred_at, term_ends_at
        from crm.subscription_events order by occurred_at, subscription_event_id
    """):
        events[subscription].append(event)
    assert set(events) == set(states)
    assert len(states) > 300
    kinds = defaultdict(int)
    for subscription, (amount, seats, started, cancelled, ended, term, _) in states.items():
        listed = events[subscription]
        kinds[" ".join(kind for kind, *_ in listed)] += 1
        assert listed[0][0] == "started"
        assert listed[0][3] == started
        moments = {kind: moment for kind, *_, moment, _ in listed}
        assert moments.get("cancelled") == cancelled
        assert moments.get("ended") == ended
        running = [event for event in listed if event[0] != "ended"]
        changes = [after[1] - before[1] for before, after in pairwise(running)]
        assert running[0][1] + sum(changes) == pytest.approx(amount)
        assert running[-1][2] == seats
        assert running[-1][4] == term
        for (_, *before), (kind, *after) in pairwise(running):
            if kind == "expanded":
                assert after[:2] > before[:2]
            if kind == "contracted":
                assert after[0] < before[0] and after[1] < before[1]
            if kind == "renewed":
                assert after[0] > before[0] and after[1] == before[1]
                assert after[2] == before[3]  # at the end of the term
        if ended:
            assert listed[-1][:3] == ["ended", 0, 0]
    found = " ".join(kinds)
    assert all(kind in found for kind in ("renewed", "expanded", "contracted", "ended"))
    truth = sample_world.query("""
        select subscription_id, monthly_amount, seat_count, started_at, cancelled_at, ended_at,
            is_deleted
        from truth.subscriptions
    """)
    assert len(truth) == len(states)
    for subscription, amount, seats, started, cancelled, ended, is_deleted in truth:
        state = states[subscription]
        assert (float(amount), seats, is_deleted) == (pytest.approx(state[0]), state[1], state[6])
        moments = [moment and moment.replace(tzinfo=None) for moment in state[2:5]]
        assert moments == [started, cancelled, ended]
    assert sum(row[-1] for row in truth) >= 1


def test_referrals_bring_customers(sample_world: Landed) -> None:
    """A third of new accounts came by one; who bought began with the order it names."""
    referrals = sample_world.query(f"""
        select referrals.*, orders.account_id as order_account
        from {latest("referrals", "referral_id")} as referrals
        left join {latest("orders", "order_id")} as orders on first_order_id = order_id
    """)
    bought = [row for row in referrals if row[6] == "bought"]
    assert 40 < len(bought) < len(referrals) - 40
    columns = [name for name, *_ in sample_world.query("describe crm.referrals")]
    firsts = dict(
        sample_world.query("select order_id, min(ordered_at) from truth.order_lines group by 1")
    )
    for row in referrals:
        referral = dict(zip([*columns, "order_account"], row, strict=True))
        is_bought = referral["referral_status"] == "bought"
        assert (referral["converted_at"] is not None) == is_bought
        assert (referral["first_order_id"] is not None) == is_bought
        if is_bought:
            assert referral["order_account"] == referral["referred_account_id"]
            assert referral["converted_at"] > referral["referred_at"]
            assert instant(referral["converted_at"]) == firsts[referral["first_order_id"]]
    truth = sample_world.query("select count(*), count(converted_at) from truth.referrals")
    assert truth == [(len(referrals), len(bought))]
    statuses = {row[6] for row in referrals}
    assert statuses == {"invited", "engaged", "declined", "bought"}


def test_market_shares_follow_the_panel(sample_world: Landed) -> None:
    """Meridian's share of Europe falls until Borealis is ahead, half a year after the panel."""
    shares = sample_world.query("""
        select market, brand_id, market_share::double from crm.market_shares
        order by period_start_date
    """)
    by_brand = defaultdict(list)
    for market, brand, share in shares:
        by_brand[market, brand].append(share)
    assert len(by_brand) == 10
    assert len({len(each) for each in by_brand.values()}) == 1
    totals = [sum(half) for half in zip(*by_brand.values(), strict=True)]
    assert all(1 < total < 2 for total in totals)  # two markets, others in each
    own, rival = by_brand["europe", "meridian"], by_brand["europe", "borealis"]
    assert own[0] - own[-1] > 0.03
    assert own[-1] == min(own)
    assert abs(by_brand["china", "meridian"][0] - by_brand["china", "meridian"][-1]) < 0.01
    assert rival[-1] < own[-1]  # the half-year that follows the wave is not published yet


def test_events_say_what_the_stories_say(sample_world: Landed) -> None:
    """The outage ends its month in its region; the price rise and the actions have their dates."""
    events = sample_world.query(f"""
        select event_type, started_at, ended_at, region, customer_segment, product_id,
            event_name_zh
        from {latest("business_events", "event_id")}
    """)
    (outage,) = (event for event in events if event[0] == "outage")
    assert f"{outage[1]:%Y-%m-%d}" == "2026-03-22"
    assert outage[2] > outage[1]
    assert (outage[3], outage[5]) == ("north_america", "meridian_cloud")
    (rise,) = (event for event in events if event[0] == "price_change")
    assert (f"{rise[1]:%Y-%m-%d}", rise[4]) == ("2025-11-01", "small_business")
    actions = [event for event in events if event[0] == "improvement"]
    assert {f"{event[1]:%Y-%m-%d} {event[5]}" for event in actions} == {
        "2025-08-01 press_line",
        "2025-08-01 conveyor",
    }
    assert {"launch", "campaign", "holiday", "recall"} <= {event[0] for event in events}
    assert sum(event[0] == "holiday" for event in events) >= 15
    assert all(any(ord(c) > 0x4E00 for c in event[6]) for event in events)
    # The outage was told before it was over.
    versions = sample_world.query(
        "select ended_at is null from crm.business_events where event_type = 'outage' order by "
        "updated_at"
    )
    assert versions == [(True,), (False,)]


def test_late_versions_land_in_later_exports(sample_world: Landed) -> None:
    """What the truth calls late arrived when it says; one or two in a hundred are."""
    for table, key in {"orders": "order_id", "order_lines": "order_line_id"}.items():
        rows = sample_world.query(f"select {key}, updated_at, filename from crm.{table}")
        late = sample_world.query(
            "select record_id, detail from truth.dirt where table_name = ? and kind = 'late'",
            [table],
        )
        assert 0.003 < len(late) / len(rows) < 0.03, table
        versions = defaultdict(list)
        for record, updated, file in rows:
            versions[record].append((instant(updated), landed_by(file)))
        exports = sorted({until for each in versions.values() for _, until in each})
        for record, detail in late:
            arrived = instant(detail)
            until = next(each for each in exports if arrived < each)
            assert any(
                timedelta(days=2) <= arrived - updated <= timedelta(days=62) and export == until
                for updated, export in versions[record]
            ), (record, detail)


def test_lines_are_sent_twice(sample_world: Landed) -> None:
    """The very same line, a few times in a thousand, as listed."""
    twice = sample_world.query("""
        select order_line_id from crm.order_lines
        group by order_line_id, updated_at having count(*) > 1
    """)
    listed = sample_world.query(
        "select record_id from truth.dirt where kind = 'delivered_twice' and source_system = 'crm'"
    )
    assert sorted(twice) == sorted(listed)
    assert 5 <= len(twice) <= 60


def test_products_and_what_they_are_compared_with(sample_world: Landed) -> None:
    """Own products of all kinds, competitors', and one that is no longer sold."""
    products = sample_world.query(f"""
        select product_id, brand_id, product_type, discontinued_on
        from {latest("products", "product_id")}
    """)
    assert {"press_line", "conveyor", "meridian_control", "meridian_cloud"} <= {
        product for product, brand, *_ in products if brand == "meridian"
    }
    assert len({brand for _, brand, *_ in products}) == 5
    assert {kind for *_, kind, _ in products} == {"equipment", "software", "service"}
    assert sum(day is not None for *_, day in products) == 1


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def test_days_go_on_where_the_world_ends(tmp_path: Path) -> None:
    """Each day brings the versions of that day and no other; the same arguments the same bytes."""
    whole, again = tmp_path / "whole", tmp_path / "again"
    for folder in (whole, again):
        write_sample(folder, date(2026, 11, 1), sources=["crm"])
    assert _hashes(whole) == _hashes(again)
    before = len(_hashes(whole))
    for day in (1, 2, 3):
        write_sample(whole, date(2026, 11, 1), day=day, sources=["crm"])
    landed = Landed(whole)
    for table, key in {
        "orders": "order_id, updated_at",
        "customers": "customer_id, updated_at",
        "customer_attributes": "customer_id, effective_from, updated_at",
        "subscriptions": "subscription_id, updated_at",
    }.items():
        assert not landed.query(
            f"select {key} from crm.{table} group by all having count(*) > 1"
        ), table
    days = landed.query("""
        select filename, min(updated_at), max(updated_at) from crm.orders
        where filename like '%orders.2026-11-0%' group by 1 order by 1
    """)
    assert len(_hashes(whole)) > before
    assert len(days) == 4  # the last month's export ends on the first
    for file, _, last in days:
        assert instant(last) < landed_by(file)
    truth = json.loads((whole / "_truth" / "truth.json").read_text())
    assert truth["known_until"] == "2026-11-04"


@pytest.mark.parametrize(("scale", "months"), [(0.02, 12), (0.02, 36), (0.05, 60)])
def test_small_short_and_long_worlds(tmp_path: Path, scale: float, months: int) -> None:
    """Every table has rows, and references hold, whatever the size."""
    write_sample(tmp_path, date(2026, 11, 1), scale=scale, months=months, sources=["crm"])
    landed = Landed(tmp_path)
    for child, parent in FOREIGN_KEYS:
        (table, column), (parent_table, key) = child.split("."), parent.split(".")
        assert landed.value(f"select count(*) from crm.{table}") > 0
        assert not landed.query(
            f"from crm.{table} where {column} not in (select {key} from crm.{parent_table})"
        ), child


def test_targets_hold_on_any_day() -> None:
    """Each kind has one for the whole brand since 2000, and no two of the same day."""
    targets = duckdb.sql(f"from read_csv('{ROOT}/seeds/nps_targets.csv')").fetchall()
    keys = [row[:4] for row in targets]
    assert len(set(keys)) == len(keys)
    whole = {
        (brand, kind)
        for brand, kind, department, day, _ in targets
        if department is None and day == date(2000, 1, 1)
    }
    assert whole == {
        ("meridian", kind) for kind in ("relationship", "transactional", "benchmark", "employee")
    }
    assert {(brand, kind) for brand, kind, *_ in targets} == whole
    assert all(-100 <= target <= 100 for *_, target in targets)
