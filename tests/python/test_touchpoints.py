"""Touchpoints, money and the survey funnel, against the sample's truth."""

from __future__ import annotations

import csv
import random
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, WITHOUT_TESTS, Warehouse
from landed import Landed
from sample import write_sample

# Records that nobody can use: there is no key or no moment, or nobody was the customer.
UNUSABLE = [
    "missing_id",
    "missing_response_id",
    "unparsable_date",
    "future_dated",
    "broken_line",
    "undecodable_line",
    "preview",
]
# What is missing among clean records: surveys that promise not to tell who answered.
SECRET_SURVEYS = ["exit_anonymous"]


@pytest.fixture(scope="module")
def told(built_warehouse: Warehouse) -> Landed:
    """The landed sample and its truth, with the warehouse attached.

    `usable` are the truth's touchpoints that a fact must hold, `facts` those it holds.
    """
    landed = Landed(built_warehouse.landing)
    for statement in (
        f"attach '{built_warehouse.database}' as warehouse (read_only)",
        f"""
        create table usable as
        select * replace (replace(record_id, '@', '(at)') as record_id) from truth.touchpoints
        where not is_deleted and coalesce(dirt, '') not in {tuple(UNUSABLE)}
            and not (source_system, record_id) in (
                select (source_system, response_id) from truth.answers
                where survey_id in {(*SECRET_SURVEYS, "")}
            )
        """,
        "create table facts as select * from warehouse.core.fct_touchpoints",
    ):
        landed.connection.execute(statement)
    return landed


def test_counts_per_source_type_and_month_are_exact(told: Landed) -> None:
    """Every cell of the truth, and no other."""
    count = """
        select source_system, touchpoint_type, date_trunc('month', occurred_at) as month, count(*)
        from {} group by all order by all
    """
    expected = told.query(count.format("usable"))
    assert len(expected) > 200
    assert told.query(count.format("facts")) == expected


def test_every_touchpoint_is_the_record_it_stands_for(told: Landed) -> None:
    """Record by record: its moment and its brand."""
    wrong = told.query("""
        select coalesce(usable.record_id, facts.source_record_id), usable.occurred_at,
            facts.occurred_at
        from usable
        full join facts on facts.source_system = usable.source_system
            and facts.touchpoint_type = usable.touchpoint_type
            and facts.source_record_id = usable.record_id
        where usable.occurred_at is distinct from facts.occurred_at
            or (
                usable.source_system != 'social'
                and usable.brand_id is distinct from facts.brand_id
            )
        limit 5
    """)
    assert wrong == []


def test_touchpoints_carry_what_the_customer_was_then(told: Landed) -> None:
    """Segment, value tier and lifecycle stage as of the moment, wherever the person was found."""
    found, *wrong = told.query("""
        select count(*),
            count(*) filter (facts.customer_segment is distinct from usable.customer_segment),
            count(*) filter (facts.value_tier is distinct from usable.value_tier),
            count(*) filter (facts.lifecycle_stage is distinct from usable.lifecycle_stage),
            count(*) filter (facts.region is distinct from usable.region)
        from usable
        join facts on facts.source_system = usable.source_system
            and facts.touchpoint_type = usable.touchpoint_type
            and facts.source_record_id = usable.record_id
            and facts.customer_id = 'crm:customer:' || usable.person_id
    """)[0]
    assert found > 20_000
    assert wrong == [0, 0, 0, 0]
    changed = told.value("""
        select count(*) from (
            select customer_id from facts where customer_id is not null
            group by 1 having count(distinct lifecycle_stage) > 1
        )
    """)
    assert changed > 100  # or the test above proves nothing


def test_journeys_are_numbered_without_gaps(told: Landed) -> None:
    """Worked out again in plain Python, customer by customer."""
    rows = told.query("""
        select customer_id, occurred_at, touchpoint_id, channel_id, touchpoint_number,
            days_since_previous, previous_channel
        from facts where customer_id is not null
    """)
    assert len(rows) > 20_000
    previous = None
    for row in sorted(rows):
        customer, at, _, channel, number, days, previous_channel = row
        if previous is None or previous[0] != customer:
            assert (number, days, previous_channel) == (1, None, None)
        else:
            assert number == previous[2] + 1
            assert days == pytest.approx((at - previous[1]).total_seconds() / 86_400, abs=1e-9)
            assert previous_channel == previous[3]
        previous = customer, at, number, channel


def test_survey_answers_of_the_fact_are_those_of_the_survey_mart(told: Landed) -> None:
    """The same customer, score and satisfaction in both; panels are of nobody here."""
    wrong = told.query("""
        select facts.touchpoint_id from facts
        join warehouse.core.fct_survey_responses as responses
            on responses.response_id = facts.touchpoint_id
        where facts.satisfaction is distinct from responses.csat
            or (responses.is_valid and facts.nps_score is distinct from responses.nps_score)
            or (
                responses.survey_kind != 'benchmark'
                and facts.customer_id is distinct from responses.customer_id
            )
        limit 5
    """)
    assert wrong == []


def test_orders_are_worth_what_they_were_at_the_rate_of_their_day(told: Landed) -> None:
    """Amounts as entered equal the truth's; converted by the seed's rates, read here in Python."""
    with (ROOT / "seeds" / "exchange_rates.csv").open() as file:
        rates = {
            (row["currency"], row["valid_from"]): float(row["rate"]) for row in csv.DictReader(file)
        }
    rows = told.query("""
        select truth.order_line_id, truth.amount, truth.cost, truth.currency, facts.ordered_date,
            facts.net_amount, facts.cost_amount, facts.is_cancelled, facts.amount, facts.margin
        from truth.order_lines as truth
        left join warehouse.core.fct_orders as facts
            on facts.source_record_id = truth.order_line_id
        where not truth.is_deleted and truth.ordered_at >= '2000-01-01'
    """)
    assert len(rows) > 2_000
    for line, amount, cost, currency, ordered, net, net_cost, is_cancelled, *found in rows:
        assert (net, net_cost) == (pytest.approx(float(amount)), pytest.approx(float(cost))), line
        rate = 1.0 if currency == "EUR" else rates[currency, f"{ordered:%Y-%m}-01"]
        expected = [0.0, 0.0] if is_cancelled else [net * rate, (net - net_cost) * rate]
        assert found == pytest.approx(expected), line
    lines = "select count(*) from warehouse.core.fct_orders"
    assert told.value(lines) == len(rows)


def test_subscriptions_and_referrals_are_those_of_the_truth(told: Landed) -> None:
    """Every one that was not deleted, in its last state."""
    wrong = told.query("""
        select coalesce(truth.subscription_id, facts.source_record_id)
        from (from truth.subscriptions where not is_deleted) as truth
        full join warehouse.core.fct_subscriptions as facts
            on facts.source_record_id = truth.subscription_id
        where facts.monthly_net_amount is distinct from cast(truth.monthly_amount as double)
            or facts.seat_count is distinct from truth.seat_count
            or facts.ended_at is distinct from truth.ended_at
            or facts.is_active is distinct from (truth.ended_at is null)
            or facts.monthly_amount is null
        union all
        select coalesce(truth.referral_id, facts.source_record_id)
        from truth.referrals as truth
        full join warehouse.core.fct_referrals as facts
            on facts.source_record_id = truth.referral_id
        where facts.converted_at is distinct from truth.converted_at
            or facts.first_order_id is distinct from 'crm:order:' || truth.first_order_id
            or facts.referrer_customer_id is distinct from
                'crm:customer:' || truth.referrer_person_id
            or (facts.first_order_id is null) != (facts.first_order_amount is null)
    """)
    assert wrong == []


def test_the_survey_funnel_is_exact(told: Landed) -> None:
    """Sent, delivered, opened, started and completed by survey, channel and month of sending."""
    expected = told.query("""
        select survey_id, channel_id, cast(date_trunc('month', sent_at) as date), count(*),
            count(*) filter (not is_bounced), count(*) filter (is_opened),
            count(*) filter (is_started), count(*) filter (is_completed)
        from truth.invitations group by all order by all
    """)
    assert len(expected) > 50
    assert expected == told.query("""
        select survey_id, channel_id, sent_month, sent, delivered, opened, started, completed
        from warehouse.quality.survey_response_rates order by 1, 2, 3
    """)


def test_rows_that_no_fact_holds_are_told(told: Landed) -> None:
    """Every staging model is reconciled, and of contacts every staged row is in the fact."""
    short = told.query("""
        select staging_model, staged, in_fact from warehouse.quality.row_reconciliation
        where source_system = 'contact_center' and table_name != 'transcript_turns'
            and staged != in_fact
    """)
    assert short == []
    (sources,) = told.query("""
        select count(distinct source_system) from warehouse.quality.row_reconciliation
        where staging_model is not null and landed = quarantined + superseded + staged
    """)[0]
    assert sources >= 8


# What a nightly build adds to instead of building anew, and what is made of it.
INCREMENTAL = (
    "core.fct_touchpoints",
    "core.fct_support_tickets",
    "core.customer_identities",
    "core.dim_customers",
    "core.fct_survey_responses",
    "support.support_backlog_by_day",
    "support.support_performance",
)


def test_an_incremental_build_equals_a_full_one(
    copied_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory, parsed: Path
) -> None:
    """Row for row: one more day, what was not known of the past, and a kill -9 in between."""
    grown = copied_warehouse
    grown.adopt(parsed)
    write_sample(grown.landing, day=1)
    changes = _rewrite_the_past(grown)
    before = _counts(grown, changes)
    ancestors = [f"+{mart.partition('.')[2]}" for mart in INCREMENTAL]
    grown.script("load")
    _kill_after_some_incremental_models(grown, ancestors)
    grown.dbt("build", "--quiet", *WITHOUT_TESTS, "--select", *ancestors)
    assert before == (_Some(), 0, 1, 0, 0)
    assert _counts(grown, changes) == (0, _Some(), 0, _Some(), 1)

    anew = grown.copy_to(tmp_path_factory.mktemp("anew"))
    anew.adopt(parsed)
    # What comes before the first incremental model has just been built anew.
    selected = [f"config.materialized:incremental+,{each}" for each in ancestors]
    anew.dbt("build", "--quiet", "--full-refresh", *WITHOUT_TESTS, "--select", *selected)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{grown.database}' as grown (read_only)")
        connection.execute(f"attach '{anew.database}' as anew (read_only)")
        for mart in INCREMENTAL:
            first, second = (
                # Ids of the build, and of the last load that a ticket was measured with.
                f"select columns(name -> name not in ('build_run_id', 'measured_load_id')) "
                f"from {database}.{mart}"
                for database in ("grown", "anew")
            )
            assert connection.execute(f"{first} except all {second}").fetchall() == [], mart
            assert connection.execute(f"{second} except all {first}").fetchall() == [], mart
        # Most rows are still those that the first build wrote.
        written = connection.execute(
            "select count(*) from grown.core.fct_touchpoints group by build_run_id order by 1"
        ).fetchall()
    *later, (first,) = written
    assert 0 < sum(count for (count,) in later) < first / 2


def _kill_after_some_incremental_models(warehouse: Warehouse, selected: list[str]) -> None:
    """Begin a build, and kill it once one to five incremental models are there, or just after."""
    build = warehouse.start_dbt("build", *WITHOUT_TESTS, "--select", *selected)
    assert build.stdout is not None
    left = random.randint(1, 5)
    for line in build.stdout:
        left -= "OK created sql incremental model" in line
        if not left:
            break
    time.sleep(random.uniform(0, 2))
    assert build.poll() is None, "the build was over before it was killed"
    build.kill()
    build.wait()


class _Some:
    """Equals any number above none."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other > 0

    def __hash__(self) -> int:
        return 0


def _counts(warehouse: Warehouse, conditions: list[str]) -> tuple[int, ...]:
    counted = ", ".join(f"count(*) filter ({condition})" for condition in conditions)
    return warehouse.query(f"select {counted} from core.fct_touchpoints")[0]


def _rewrite_the_past(warehouse: Warehouse) -> list[str]:
    """Land a merge of customers, and of long ago a segment, a deletion, a handle and a visit.

    Returns conditions, each of the touchpoints that one of the five concerns.
    """
    landed = Landed(warehouse.landing)
    known_until = date.fromisoformat(landed.truth["known_until"])
    now = f"{known_until}T12:00:00Z"
    (gone, account, email, created_at), (kept, *_) = landed.query("""
        select customers.customer_id, any_value(account_id), any_value(customers.email),
            any_value(customers.created_at)
        from zendesk.ticket
        join zendesk."user" as requester on requester.id = ticket.requester_id
        join crm.customers as customers on customers.customer_id = requester.external_id
        where customers.customer_id in (
            select customer_id from truth.customers
            where merged_into_customer_id is null and not is_deleted
        )
        group by 1 order by count(*) desc, 1 limit 2
    """)
    warehouse.land(
        "crm/customers.merged.csv",
        "customer_id,account_id,email,created_at,merged_into_customer_id,updated_at\n"
        f"{gone},{account},{email},{created_at},{kept},{now}\n",
    )
    warehouse.land(
        "crm/customer_attributes.corrected.csv",
        "customer_id,effective_from,customer_segment,value_tier,lifecycle_stage,region,updated_at\n"
        f"{kept},{known_until - timedelta(days=400)},corrected,gold,mature,europe,{now}\n",
    )
    ((ticket, requester, opened_at),) = landed.query("""
        select id, requester_id, created_at from zendesk.ticket
        where _fivetran_deleted = 'false' order by created_at, id limit 1
    """)
    warehouse.land(
        "zendesk/ticket.deleted.csv",
        "id,requester_id,created_at,updated_at,_fivetran_deleted,_fivetran_synced\n"
        f"{ticket},{requester},{opened_at},{now},true,{now}\n",
    )
    ((platform, author, handle),) = landed.query("""
        select platform, author_id, any_value(author_handle) from social.mentions
        where author_id in (
            select split_part(source_person_id, ':', 2) from truth.identities
            where source_system = 'social' and person_id like 'P%'
        )
        group by 1, 2 order by count(*) desc, 2 limit 1
    """)
    warehouse.land(
        "crm/customer_identifiers.linked.csv",
        "customer_id,identifier_type,platform,identifier_value,linked_at,unlinked_at,updated_at\n"
        f"{kept},social_handle,{platform},{handle},{now},,{now}\n",
    )
    warehouse.land(
        "contact_center/store_visits.late.csv",
        f"visit_id,customer_id,arrived_at,updated_at\nlate,{kept},2020-02-29T10:00:00Z,{now}\n",
    )
    survivor = f"customer_id = 'crm:customer:{kept}'"
    return [
        f"customer_id = 'crm:customer:{gone}'",
        f"{survivor} and customer_segment = 'corrected'",
        f"touchpoint_id = 'zendesk:support_ticket:{ticket}'",
        f"{survivor} and source_person_id = 'social:author:{platform}:{author}'",
        f"{survivor} and source_record_id = 'late' and touchpoint_number = 1",
    ]
