"""Who the sources' people are, against the sample's truth."""

from __future__ import annotations

import re

import pytest
from conftest import Warehouse
from landed import Landed

# How identities of the truth are written: entity by source, and whether its ids are lower case.
ENTITIES = {
    "crm": "customer",
    "zendesk": "user",
    "qualtrics": "contact",
    "surveys": "respondent",
    "web_events": "user",
    "social": "author",
    "reviews": "author",
}
ATTRIBUTES = ["customer_segment", "value_tier", "lifecycle_stage", "region"]
# Pairs of records: of one customer, of one person, of both. `records` has person, customer, number.
PAIRS = """
    with cells as (
        select {person} as person, customer_id, sum(record_count) as n
        from {records} where {where} group by all
    ),
    pairs(kind, n) as (
        select 'customer', sum(n) from cells where customer_id is not null group by customer_id
        union all select 'person', sum(n) from cells group by person
        union all select 'both', n from cells where customer_id is not null
    )
    select sum(n * (n - 1) / 2) filter (where kind = kinds.name)
    from pairs, (values ('customer', 1), ('person', 2), ('both', 3)) as kinds(name, place)
    group by kinds.name, place order by place
"""


@pytest.fixture(scope="module")
def resolved(built_warehouse: Warehouse) -> Landed:
    """The landed sample, its truth, and beside them the warehouse and what it made of both.

    `persons` and `touchpoints` are the truth's identities and touchpoints, usable ones only, with
    the customer_id that they were given.
    """
    landed = Landed(built_warehouse.landing)
    entities = " ".join(f"when '{source}' then '{name}'" for source, name in ENTITIES.items())
    for statement in (
        f"attach '{built_warehouse.database}' as warehouse (read_only)",
        f"""
        create table persons as
        select truth.*,
            identities.source_person_id is not null as is_found, identities.customer_id,
            identities.match_rule, 1 as record_count
        from truth.identities as truth
        left join warehouse.core.customer_identities as identities
            on identities.source_person_id = truth.source_system || ':'
                || case truth.source_system {entities} end || ':'
                || case truth.source_system when 'surveys' then lower(truth.source_person_id)
                    else truth.source_person_id end
        """,
        """
        create table touchpoints as
        select truth.*, facts.touchpoint_id is not null as is_found, facts.customer_id,
            1 as record_count
        from truth.touchpoints as truth
        left join warehouse.core.fct_touchpoints as facts
            on facts.source_system = truth.source_system
                and facts.touchpoint_type = truth.touchpoint_type
                and facts.source_record_id = replace(truth.record_id, '@', '(at)')
        where truth.person_id is not null
        """,
    ):
        landed.connection.execute(statement)
    return landed


def _pairs(resolved: Landed, records: str, where: str, person: str = "person_id") -> list[int]:
    sql = PAIRS.format(records=records, where=where, person=person)
    return [int(count or 0) for (count,) in resolved.query(sql)]


def test_every_person_of_a_source_is_somebody(resolved: Landed) -> None:
    """Whom a source has a record of has a customer, if only himself."""
    assert resolved.value("select count(*) from persons") > 5_000
    missing = resolved.query("""
        select source_system, source_person_id from persons
        where (not is_found or customer_id is null)
            -- Of some authors there is but a post that cannot be read.
            and source_system not in ('social', 'reviews')
        limit 5
    """)
    assert missing == []
    found = resolved.value("select avg(is_found::int) from persons")
    assert found > 0.99


@pytest.mark.parametrize("records", ["persons", "touchpoints"])
def test_nobody_is_taken_for_another(resolved: Landed, records: str) -> None:
    """Pairwise precision, mailboxes and switchboards shared by several included."""
    together, _, right = _pairs(resolved, records, "is_found")
    assert right > 1_000
    assert right / together >= 0.999


@pytest.mark.parametrize("records", ["persons", "touchpoints"])
def test_whoever_can_be_linked_is_linked(resolved: Landed, records: str) -> None:
    """Recall is 1 among the linkable: all of a customer of CRM, all of one key of a stranger.

    A stranger who mails today and calls tomorrow is two: nothing says that they are one.
    """
    linkable = "is_found and is_linkable and person_id like 'C%'"
    _, same, right = _pairs(resolved, records, linkable)
    assert same > 1_000
    assert right == same
    linkable = "is_found and is_linkable and person_id not like 'C%'"
    _, same, right = _pairs(resolved, records, linkable, "person_id || link_key")
    assert right >= same
    split = resolved.query(f"""
        select person_id, link_key from {records} where {linkable}
        group by all having count(distinct coalesce(customer_id, '')) > 1 limit 5
    """)
    assert split == []


@pytest.mark.parametrize("records", ["persons", "touchpoints"])
def test_overall_recall_is_told(resolved: Landed, records: str) -> None:
    """Mistyped addresses and visits before sign-in leave no way to the person."""
    _, same, right = _pairs(resolved, records, "is_found")
    print(f"identity: recall over all {records} {right / same:.4f}, {same} pairs")
    assert right / same > 0.7


def test_merged_customers_are_the_survivor(resolved: Landed) -> None:
    """Every record of CRM belongs to the record that it was merged into."""
    wrong = resolved.query("""
        select customers.customer_id, identities.customer_id
        from truth.customers as customers
        join warehouse.core.customer_identities as identities
            on identities.source_person_id = 'crm:customer:' || customers.customer_id
        where identities.customer_id != 'crm:customer:'
            || coalesce(customers.merged_into_customer_id, customers.customer_id)
    """)
    assert wrong == []
    merged = "select count(merged_into_customer_id) from truth.customers"
    assert resolved.value(merged) > 0


def test_shared_addresses_are_rejected_and_not_shown(resolved: Landed) -> None:
    """A mailbox that two customers of CRM have links nobody; the mart tells how many, not which."""
    shared = resolved.value("""
        with newest as (
            select customer_id, arg_max(lower(email), updated_at) as email,
                arg_max(coalesce(nullif(merged_into_customer_id, ''), customer_id), updated_at)
                    as survivor
            from crm.customers group by 1
        )
        select count(*) from (
            select email from newest where email like 'info@%'
            group by 1 having count(distinct survivor) > 1
        )
    """)
    assert shared > 0
    rejected = resolved.value("""
        select count(*) from warehouse.quality.rejected_identity_keys
        where key_type = 'email' and rejection_reason = 'several_customers'
    """)
    assert rejected >= shared


def test_customers_are_what_crm_says_today(resolved: Landed) -> None:
    """Current attributes of every living record of CRM, and its account."""
    differing = " or ".join(f"found.{name} is distinct from truth.{name}" for name in ATTRIBUTES)
    wrong = resolved.query(f"""
        select truth.customer_id from truth.customers as truth
        left join warehouse.core.dim_customers as found
            on found.customer_id = 'crm:customer:' || truth.customer_id
        where truth.merged_into_customer_id is null
            and (
            {differing} or found.account_id is distinct from 'crm:account:' || truth.account_id
            or found.is_in_crm = truth.is_deleted
        ) limit 5
    """)
    assert wrong == []


def test_answers_carry_what_was_true_then(resolved: Landed) -> None:
    """Segment, tier, stage and region of every response of a customer, on the day of it."""
    differing = " or ".join(f"found.{name} is distinct from truth.{name}" for name in ATTRIBUTES)
    wrong = resolved.query(f"""
        select truth.record_id from truth.touchpoints as truth
        join warehouse.core.fct_survey_responses as found
            on found.source_system = truth.source_system
                and found.source_record_id = truth.record_id
        where truth.person_id is not null and found.customer_id like 'crm:customer:%'
            and truth.dirt is distinct from 'future_dated' and ({differing})
        limit 5
    """)
    assert wrong == []


def test_no_address_is_published(resolved: Landed) -> None:
    """No e-mail address, number or handle is in a key that readers see."""
    addressed = re.compile(r"@|[+][0-9]{7,}")
    for mart, columns in {
        "core.customer_identities": "source_person_id, customer_id",
        "core.dim_customers": "customer_id, account_id",
        "quality.rejected_identity_keys": "rejected_key_id, key_type",
    }.items():
        for row in resolved.query(f"select distinct {columns} from warehouse.{mart}"):
            for text in row:
                assert not addressed.search(text or ""), text
