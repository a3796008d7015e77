"""The published marts against the truth that the sample's writer counted on its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Warehouse
from landed import Landed


@pytest.fixture(scope="module")
def truth(built_warehouse: Warehouse) -> Landed:
    """What the sample says the marts must find."""
    return Landed(built_warehouse.landing)


SECRET = "('employee_survey', 'exit_anonymous')"
# What the sample calls a fault, and the flag that follows from a rule.
FLAGS = {
    "repeated": "duplicate",
    "future_dated": "future_dated",
    "preview": "preview",
    "bot": "bot",
    "incomplete": "incomplete",
    "out_of_range": "out_of_range",
    "blank_score": "missing_score",
}


def test_monthly_nps_is_the_truth(built_warehouse: Warehouse, truth: Landed) -> None:
    """Every month of every named survey kind, dimension and brand, to the answer."""
    expected = {
        row[:4]: row[4:]
        for row in truth.query(f"""
            select brand_id, survey_kind, dimension, period_start_date::varchar,
                sum(promoters), sum(passives), sum(detractors)
            from truth.nps
            where segment_type = 'total' and survey_id not in {SECRET}
            group by all having sum(n) >= 5
        """)
    }
    found = built_warehouse.query(
        f"""
        select brand_id, survey_kind, dimension,
            cast(date_trunc('month', submitted_date) as date)::varchar,
            count(*) filter (where nps_points = 100), count(*) filter (where nps_points = 0),
            count(*) filter (where nps_points = -100)
        from core.fct_survey_answers where is_counted and survey_id not in {SECRET}
        group by all having count(*) >= 5
        """,
        built_warehouse.published,
    )
    assert {row[:4]: row[4:] for row in found} == expected
    # Anonymous answers are beside the named ones in relationship alone.
    published = built_warehouse.query(
        """
        select brand_id, survey_kind, dimension, cast(period_start_date as varchar),
            promoter_count, passive_count, detractor_count, nps
        from nps.nps_by_period
        where period_grain = 'month' and suppression_reason is null
            and (survey_kind in ('benchmark', 'transactional') or dimension != 'overall'
                and survey_kind = 'relationship')
        """,
        built_warehouse.published,
    )
    assert len(published) > 150
    for *key, promoters, passives, detractors, nps in published:
        assert (promoters, passives, detractors) == expected[tuple(key)]
        total = promoters + passives + detractors
        assert nps == pytest.approx(100 * (promoters - detractors) / total, abs=1e-9)


def test_segments_of_months_are_the_truth(built_warehouse: Warehouse, truth: Landed) -> None:
    """Every month, segment type and value of transactional surveys, to the answer."""
    names = {"product_id": "product", "channel_id": "channel"}
    expected = {
        (names.get(row[0], row[0]), *row[1:3]): row[3:]
        for row in truth.query("""
            select segment_type, segment_value, period_start_date::varchar,
                sum(promoters), sum(passives), sum(detractors)
            from truth.nps
            where survey_kind = 'transactional' and segment_type != 'total'
            group by all having sum(n) >= 5
        """)
    }
    found = built_warehouse.query(
        """
        select segment_type, segment_value, cast(period_start_date as varchar),
            promoter_count, passive_count, detractor_count
        from nps.nps_by_segment
        where period_grain = 'month' and survey_kind = 'transactional'
            and suppression_reason is null
            and segment_type in ('customer_segment', 'value_tier', 'region', 'language')
            and segment_value != 'unknown'
        """,
        built_warehouse.published,
    )
    assert len(found) > 200
    assert {row[:3]: row[3:] for row in found} == {
        key: counts
        for key, counts in expected.items()
        if key[0] in ("customer_segment", "value_tier", "region", "language")
    }


def test_answers_of_every_named_survey_and_dimension_are_the_truth(
    built_warehouse: Warehouse, truth: Landed
) -> None:
    """Every counted answer of the row-level fact has the score that the truth counts."""
    expected = truth.query(f"""
        select source_system, response_id, dimension, counted_score::integer from truth.answers
        where counted_score is not null and survey_id not in {SECRET} order by all
    """)
    found = built_warehouse.query(
        """
        select answers.source_system, responses.source_record_id, dimension,
            answer_score::integer
        from core.fct_survey_answers as answers
        join core.fct_survey_responses as responses using (response_id)
        where answers.is_counted order by all
        """,
        built_warehouse.published,
    )
    assert found == expected
    assert len(found) > 15_000


def test_secret_surveys_are_counted_in_the_years(built_warehouse: Warehouse, truth: Landed) -> None:
    """The employee survey is in no row-level mart, yet its years add up to the truth."""
    expected = truth.query("""
        select sum(promoters), sum(passives), sum(detractors) from truth.nps
        where survey_kind = 'employee' and segment_type = 'total'
    """)
    assert (
        built_warehouse.query(
            "select sum(promoter_count), sum(passive_count), sum(detractor_count) "
            "from nps.nps_by_period where survey_kind = 'employee' and period_grain = 'year'",
            built_warehouse.published,
        )
        == expected
    )


@pytest.mark.parametrize("dirt", FLAGS)
def test_planted_dirt_is_flagged_and_nothing_else(
    built_warehouse: Warehouse, truth: Landed, dirt: str
) -> None:
    """Precision and recall of the flags that follow from a rule are both 1."""
    planted = {
        row[0]
        for row in truth.query(
            "select record_id from truth.dirt where kind = ? "
            "and source_system in ('qualtrics', 'surveys', 'panel')",
            [dirt],
        )
    }
    named = {row[0] for row in _responses(built_warehouse, "true")}
    flagged = {
        row[0]
        for row in _responses(
            built_warehouse,
            f"list_contains(string_split(quality_flags, ','), '{FLAGS[dirt]}')",
        )
    }
    assert flagged == planted & named
    assert flagged


def _responses(warehouse: Warehouse, condition: str) -> list[tuple]:
    return warehouse.query(
        f"select source_record_id, survey_id, channel_id from core.fct_survey_responses "
        f"where {condition}",
        warehouse.published,
    )


def test_speeders_are_found_among_people_who_left_the_tab_open(
    built_warehouse: Warehouse, truth: Landed
) -> None:
    """With 5 % of each planted: recall at least 0.90, precision at least 0.85."""
    planted = {
        row[0] for row in truth.query("select record_id from truth.dirt where kind = 'speeder'")
    }
    every = {row[0] for row in _responses(built_warehouse, "true")}
    flagged = {
        row[0]
        for row in _responses(
            built_warehouse, "list_contains(string_split(quality_flags, ','), 'speeder')"
        )
    }
    found = len(planted & flagged)
    assert found / len(planted & every) >= 0.90
    assert found / len(flagged) >= 0.85


def test_straightliners_are_those_of_the_rule(built_warehouse: Warehouse, truth: Landed) -> None:
    """Worked out again on the raw answers: five driver answers, all equal."""
    expected = {
        row[0]
        for row in truth.query("""
            select survey_id || ':' || respondent_id || ':' || brand_id from (
                select distinct on (respondent_id, survey_id, brand_id, question_id) *
                from panel.survey_answers where question_id like 'drv_%'
                order by respondent_id, survey_id, brand_id, question_id, updated_at desc
            )
            group by survey_id, respondent_id, brand_id
            having count(*) >= 5 and min(answer) = max(answer)
        """)
    }
    flagged = {
        row[0]
        for row in _responses(
            built_warehouse, "list_contains(string_split(quality_flags, ','), 'straightliner')"
        )
    }
    assert flagged == expected
    planted = {
        row[0]
        for row in truth.query("select record_id from truth.dirt where kind = 'straightliner'")
    }
    assert planted <= flagged
    assert (
        0.03
        <= len(flagged - planted)
        / truth.value(
            "select count(distinct (respondent_id, survey_id, brand_id)) from panel.survey_answers"
        )
        <= 0.10
    )


def test_rows_that_cannot_be_used_are_quarantined_with_their_reason(
    built_warehouse: Warehouse, truth: Landed
) -> None:
    """Every spoiled response, and no other: no id, no date, and the lines that cannot be read."""
    reasons = {
        "missing_response_id": "response_id is missing",
        "unparsable_date": "submitted_at is missing or unreadable",
    }
    (expected,) = truth.query(
        "select count(*) filter (where kind in ('missing_response_id', 'unparsable_date', "
        "'broken_line', 'undecodable_line')), "
        "count(*) filter (where kind in ('broken_line', 'undecodable_line')) "
        "from truth.dirt where source_system = 'surveys'"
    )
    assert built_warehouse.query(
        "select quarantined, rejected from quality.row_reconciliation "
        "where table_name = 'survey_responses' and source_system = 'surveys'",
        built_warehouse.published,
    ) == [expected]
    for kind, reason in reasons.items():
        planted = truth.value(
            "select count(*) from truth.dirt where kind = ? and source_system = 'surveys'", [kind]
        )
        assert built_warehouse.query(
            "select count(*) from restricted.quarantined_records where reason = ? "
            "and source_system = 'surveys' and table_name = 'survey_responses'",
            parameters=[reason],
        ) == [(planted,)], kind


def test_rolling_nps_is_the_last_score_of_each_customer(built_warehouse: Warehouse) -> None:
    """Worked out again in plain Python from the published fact, for every month end."""
    answers = built_warehouse.query(
        """
        select coalesce(customer_id, response_id), submitted_date, submitted_at, response_id,
            nps_points
        from core.fct_survey_responses where is_counted and survey_kind = 'transactional'
        """,
        built_warehouse.published,
    )
    found = built_warehouse.query(
        "select period_end_date, response_count, nps from nps.nps_rolling "
        "where survey_kind = 'transactional' and suppression_reason is null",
        built_warehouse.published,
    )
    assert len(found) >= 20
    for month_end, response_count, nps in found:
        last: dict[str, tuple[date, Any, str, int]] = {}
        for customer, *answer in answers:
            if month_end - timedelta(days=90) < answer[0] <= month_end:
                last[customer] = max(last.get(customer, tuple(answer)), tuple(answer))
        points = [answer[3] for answer in last.values()]
        assert response_count == len(points)
        assert nps == pytest.approx(sum(points) / len(points), abs=1e-9)


def test_segments_add_up_to_their_period(built_warehouse: Warehouse) -> None:
    """Over the values of a segment type the counts are those of the period, hidden ones aside."""
    rows = built_warehouse.query(
        """
        with sums as (
            select brand_id, survey_kind, dimension, period_grain, period_start_date,
                segment_type, sum(response_count) as response_count,
                bool_or(response_count is null) as has_unknown
            from nps.nps_by_segment group by all)
        select count(*), count(*) filter (where sums.response_count = nps_by_period.response_count)
        from sums join nps.nps_by_period
            using (brand_id, survey_kind, dimension, period_grain, period_start_date)
        where not has_unknown and survey_kind in ('benchmark', 'transactional')
        """,
        built_warehouse.published,
    )
    assert rows[0][0] == rows[0][1] > 500
