"""Follow-ups and improvement actions of the sample world: raw files, truth and each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from conftest import ROOT
from landed import Landed
from sampling import cases
from sampling.block import Block, Concerns
from sampling.files import Files, connect
from sampling.truth import Truth
from sampling.world import World

DUE = {
    "detractor": timedelta(hours=48),
    "fallen_promoter": timedelta(hours=24),
    "passive_of_high_value": timedelta(days=5),
    "promoter_to_invite": timedelta(days=10),
}
FOREIGN_KEYS = [
    ("follow_ups.account_id", "crm.accounts.account_id"),
    ("follow_ups.customer_id", "crm.customers.customer_id"),
    ("follow_ups.owner_employee_id", "crm.employees.employee_id"),
    (
        "follow_ups.improvement_action_id",
        "case_management.improvement_actions.improvement_action_id",
    ),
    ("follow_up_activities.follow_up_id", "case_management.follow_ups.follow_up_id"),
    ("follow_up_activities.employee_id", "crm.employees.employee_id"),
    ("improvement_actions.owner_employee_id", "crm.employees.employee_id"),
    ("improvement_actions.product_id", "crm.products.product_id"),
]
# The last version of every follow-up that landed, moments read.
FOLLOW_UPS = """(
    select * replace (
        cast(opened_at as timestamp) as opened_at, cast(due_at as timestamp) as due_at,
        cast(first_contact_at as timestamp) as first_contact_at,
        cast(resolved_at as timestamp) as resolved_at,
        cast(customer_informed_at as timestamp) as customer_informed_at
    ), split_part(response_record_id, ':', 3) as response_id
    from case_management.follow_ups
    qualify row_number() over (partition by follow_up_id order by updated_at desc) = 1
)"""
ACTIONS = """(
    from case_management.improvement_actions
    qualify row_number() over (partition by improvement_action_id order by updated_at desc) = 1
)"""


def test_every_declared_column_is_written(sample_world: Landed) -> None:
    """All tables of the source, with exactly its columns."""
    path = ROOT / "models/staging/case_management/_case_management__sources.yml"
    (source,) = yaml.safe_load(path.read_text())["sources"]
    for table in source["tables"]:
        described = sample_world.query(f"describe case_management.{table['name']}")
        assert {column for column, *_ in described} - {"filename"} == {
            column["name"] for column in table["columns"]
        }, table["name"]


@pytest.mark.parametrize(("child", "parent"), FOREIGN_KEYS)
def test_references_lead_somewhere(sample_world: Landed, child: str, parent: str) -> None:
    """Every id that a table names is landed, and every such column is in use."""
    (table, column), (source, parent_table, key) = child.split("."), parent.split(".")
    named, lost = sample_world.query(f"""
        select count(*), count(*) filter (where {column} not in (
            select {key} from {source}.{parent_table}))
        from case_management.{table} where {column} is not null
    """)[0]
    assert named > 0
    # A late follow-up's activities may come before it.
    assert lost <= (0.03 * named if parent_table == "follow_ups" else 0)


def test_each_follows_an_answer_that_calls_for_one(sample_world: Landed) -> None:
    """The response is landed, of the same person, calls for it, and was there before."""
    follow_ups = sample_world.query(f"""
        select follow_up_id, follow_ups.trigger, truth.trigger, person_id, customer_id,
            submitted_at, opened_at
        from {FOLLOW_UPS} as follow_ups
        left join truth.follow_ups as truth using (response_id)
    """)
    assert len(follow_ups) > 500
    # A response may come later than what it called for.
    early = [row for row in follow_ups if row[2] is None]
    assert len(early) <= 0.03 * len(follow_ups)
    for _, trigger, called_for, person, customer, submitted, opened in follow_ups:
        if called_for:
            assert (trigger, customer) == (called_for, person)
            assert timedelta(0) < opened - submitted < timedelta(hours=5)
    lost = sample_world.value(f"""
        select count(*) from {FOLLOW_UPS}
        where response_id not in (select id from qualtrics.survey_response where id is not null)
            and response_id not in (
                select response_id from surveys.survey_responses where response_id is not null)
    """)
    assert lost <= len(early)
    assert len({row[0] for row in follow_ups}) == len(follow_ups)


def test_who_was_reached_has_a_follow_up(sample_world: Landed) -> None:
    """Everybody whom the truth calls contacted, and of the others about half.

    Not of the promoters: only some of them are asked for a favour.
    """
    answers = sample_world.query(f"""
        select is_contacted, follow_up_id is not null, first_contact_at is not null
        from truth.follow_ups as follow_ups left join {FOLLOW_UPS} using (response_id)
        where submitted_at < '2026-09-15' and follow_ups.trigger != 'promoter_to_invite'
    """)
    reached = [row for row in answers if row[0]]
    others = [row for row in answers if not row[0]]
    assert min(len(reached), len(others)) > 300
    assert sum(opened for _, opened, _ in reached) >= 0.98 * len(reached)
    assert sum(contacted for _, _, contacted in reached) >= 0.95 * len(reached)
    assert 0.4 < sum(opened for _, opened, _ in others) / len(others) < 0.6
    assert not any(contacted for _, _, contacted in others)


def test_due_by_what_raised_it_and_a_fifth_overdue(sample_world: Landed) -> None:
    """Hours allowed depend on the trigger alone."""
    follow_ups = sample_world.query(
        f"select trigger, opened_at, due_at, first_contact_at from {FOLLOW_UPS}"
    )
    assert {row[0] for row in follow_ups} == set(DUE)
    assert all(due - opened == DUE[trigger] for trigger, opened, due, _ in follow_ups)
    contacts = [(due, contact) for *_, due, contact in follow_ups if contact]
    overdue = sum(contact > due for due, contact in contacts) / len(contacts)
    assert 0.15 < overdue < 0.25


def test_versions_follow_the_course(sample_world: Landed) -> None:
    """Landed open first, then as it went on; the moments are in order, and fit the status."""
    courses = sample_world.query("""
        select list((follow_up_status, first_contact_at is not null, resolved_at is not null,
            customer_informed_at is not null, is_deleted) order by updated_at)
        from case_management.follow_ups group by follow_up_id
    """)
    order = ["open", "contacted", "resolved", "closed"]
    several = 0
    for (course,) in courses:
        statuses = [status for status, *_ in course]
        several += len(statuses) > 2
        ending = statuses[-1] in ("unreachable", "declined")
        places = [order.index(status) for status in statuses[: -1 if ending else None]]
        assert places == sorted(places)
        assert not ending or set(places) <= {0}
        for status, contacted, resolved, informed, _ in course:
            reached = order.index(status) if status in order else 0
            assert (contacted, resolved) == (reached >= 1, reached >= 2)
            assert not informed or resolved
    assert several > 200
    assert {status for (course,) in courses for status, *_ in course} == {
        *order,
        "unreachable",
        "declined",
    }
    assert not sample_world.query(f"""
        from {FOLLOW_UPS} where first_contact_at <= opened_at or resolved_at <= first_contact_at
            or customer_informed_at <= resolved_at
    """)
    exports = sample_world.query(
        "select count(distinct filename) from case_management.follow_ups group by follow_up_id"
    )
    assert max(count for (count,) in exports) > 1
    assert sum(course[-1][-1] == "true" for (course,) in courses) >= 1


def test_activities_are_in_order_and_say_the_same(sample_world: Landed) -> None:
    """Assigned first, attempts before the contact; moments are the follow-up's own."""
    activities = sample_world.query("""
        select follow_up_id, list((activity_type, occurred_at)
            order by occurred_at, activity_id), count(distinct employee_id)
        from case_management.follow_up_activities group by 1
    """)
    follow_ups = {
        row[0]: row[1:]
        for row in sample_world.query(f"""
            select follow_up_id, opened_at, first_contact_at, resolved_at, customer_informed_at
            from {FOLLOW_UPS}
        """)
    }
    steps = ["assigned", "contact_attempted", "contacted", "resolved", "informed", "closed"]
    attempts, known = 0, 0
    for follow_up, listed, employees in activities:
        if follow_up not in follow_ups:
            continue
        kinds = [kind for kind, _ in listed]
        places = [steps.index(kind) for kind in kinds]
        assert all(a <= b for a, b in pairwise(places)), kinds
        assert employees == 1
        attempts += kinds.count("contact_attempted")
        opened, *moments = follow_ups[follow_up]
        happened = {kind: moment.replace(tzinfo=None) for kind, moment in listed}
        assert "assigned" not in happened or happened["assigned"] > opened
        for kind, moment in zip(("contacted", "resolved", "informed"), moments, strict=True):
            if kind in happened and moment:
                known += 1
                assert happened[kind] == moment
    assert attempts > 100
    assert known > 500


def test_owners_are_in_the_department_that_answers(sample_world: Landed) -> None:
    """The owner belongs to the department; the best customers' is the account's own."""
    wrong, escalated, roles = sample_world.query(f"""
        select count(*) filter (where owner_department_id != department_id),
            count(*) filter (where owner_role = 'Key Account Manager'),
            count(distinct owner_role)
        from {FOLLOW_UPS} join crm.employees on owner_employee_id = employee_id
    """)[0]
    assert wrong == 0
    assert escalated > 20
    assert roles >= 5
    assert not sample_world.query(f"""
        from {FOLLOW_UPS} where owner_role = 'Key Account Manager' and (
            account_id, owner_employee_id) not in (
            select (account_id, employee_id) from crm.account_team
            where team_role = 'sales_owner')
    """)


def test_promoters_agree_and_causes_are_found(sample_world: Landed) -> None:
    """Outcomes are promoters' alone; causes and actions come with the solution."""
    follow_ups = sample_world.query(f"""
        select trigger, advocacy_outcome, first_contact_at is not null,
            root_cause_theme_id is not null, resolved_at is not null, linked_ticket_id
        from {FOLLOW_UPS}
    """)
    for trigger, outcome, contacted, cause, resolved, ticket in follow_ups:
        assert (outcome is not None) == (contacted and trigger == "promoter_to_invite")
        assert cause == resolved
        assert ticket is None
    outcomes = {outcome for _, outcome, *_ in follow_ups}
    assert outcomes == {None, "review", "reference", "referral", "none"}
    fed = sample_world.query(f"""
        select count(*), count(*) filter (where root_cause_theme_id != theme_id
            or resolved_at < cast(planned_on as date))
        from {FOLLOW_UPS} join {ACTIONS} as actions using (improvement_action_id)
    """)[0]
    assert fed[0] > 10
    assert fed[1] == 0


def test_actions_planted_by_the_stories(sample_world: Landed) -> None:
    """Two done on the same day fifteen months back, one of which worked; three more under way."""
    actions = sample_world.query(f"""
        select product_id, action_status, started_on, completed_on, planned_on,
            planned_cost_amount::double, actual_cost_amount::double, currency, theme_id
        from {ACTIONS}
    """)
    assert len(actions) == 5
    done = {row[0]: row for row in actions if row[1] == "done"}
    assert set(done) == {"press_line", "conveyor"}
    for row in done.values():
        assert row[2] == row[3] == "2025-08-01"
        assert row[4] < row[2]
        assert 0 < abs(row[6] - row[5]) < 0.2 * row[5]
    assert sorted(row[1] for row in actions if row[1] != "done") == [
        "planned",
        "running",
        "running",
    ]
    for _, status, started, completed, _, planned, cost, currency, _ in actions:
        assert planned > 0
        assert currency == "EUR"
        assert (started is None, cost is None) == (status == "planned",) * 2
        assert (completed is not None) == (status == "done")
    assert len({row[-1] for row in actions}) == 5
    versions = sample_world.query("""
        select list(action_status order by updated_at)
        from case_management.improvement_actions where product_id = 'press_line'
    """)
    assert versions == [(["planned", "done"],)]


def test_notes_hold_what_must_not_be_published(sample_world: Landed) -> None:
    """Names and numbers of customers, to be kept in `restricted`."""
    notes = {row[0] for row in sample_world.query("select note from case_management.follow_ups")}
    assert len(notes) > 300
    assert any("陈" in note or "王" in note for note in notes)
    attempts = sample_world.query("""
        select note from case_management.follow_up_activities
        where activity_type = 'contact_attempted'
    """)
    assert sum("+" in note for (note,) in attempts) > 50


def _write(folder: Path, size: int, day: int = 0) -> Landed:
    """Write follow-ups of made-up concerns, of a tenth of a world."""
    world = World(date(2026, 11, 1), scale=0.1, day=day)
    with connect() as connection:
        truth = Truth(world, folder / "_truth", connection)
        block = Block(world, 0, 0.1, Files(world, folder, connection), truth)
        draws = block.draws("concerns of a test")
        concerns = Concerns(
            record=np.array([f"surveys:response:{number}" for number in range(size)], dtype=object),
            person=draws.integers(0, len(block.people), size),
            submitted_at=draws.within(world.start_s, world.horizon_s, size),
            trigger=draws.choose([1, 1, 1, 1], size),
            is_contacted=draws.chance(0.5, size),
            theme=np.where(draws.chance(0.2, size), -1, draws.choose([1] * 8, size)),
        )
        cases.write(block, concerns)
        truth.write()
    return Landed(folder)


def test_without_concerns_there_are_actions_only(tmp_path: Path) -> None:
    """A world in which nobody complains."""
    _write(tmp_path, 0)
    assert {path.name.partition(".")[0] for path in (tmp_path / "case_management").iterdir()} == {
        "improvement_actions"
    }


def test_days_go_on_where_the_world_ends(tmp_path: Path) -> None:
    """A day lands the versions of that day, later than all before."""
    before = _write(tmp_path / "before", 500)
    _write(tmp_path / "after", 500)
    landed = _write(tmp_path / "after", 500, day=1)
    new = landed.query("""
        select follow_up_id, updated_at from case_management.follow_ups
        where filename like '%2026-11-02%'
    """)
    old = before.query("select follow_up_id, updated_at from case_management.follow_ups")
    assert len(new) >= 1
    assert not set(new) & set(old)
    assert landed.value("select count(*) from case_management.follow_ups") == len(old) + len(new)
    assert all(datetime.fromisoformat(updated[:-1]) < datetime(2026, 11, 2) for _, updated in new)
