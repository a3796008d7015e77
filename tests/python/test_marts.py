"""The published marts against the truth that the sample's writer counted on its own."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Warehouse


@pytest.fixture(scope="module")
def truth(built_warehouse: Warehouse) -> dict[str, Any]:
    """What the sample says the marts must find."""
    return json.loads((built_warehouse.landing / "_truth.json").read_text())


def _counts(rows: list[dict], *key: str) -> dict[tuple, tuple[int, int, int]]:
    return {
        tuple(row[name] for name in key): (row["promoters"], row["passives"], row["detractors"])
        for row in rows
    }


def test_monthly_nps_is_the_truth(built_warehouse: Warehouse, truth: dict[str, Any]) -> None:
    """Every month of the panel and of the transactional surveys, to the answer."""
    expected: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in truth["nps_by_month"]:
        if row["survey_kind"] in ("benchmark", "transactional"):
            key = row["brand_id"], row["survey_kind"], row["period_start_date"]
            for place, name in enumerate(("promoters", "passives", "detractors")):
                expected[key][place] += row[name]
    found = built_warehouse.query(
        """
        select brand_id, survey_kind, cast(period_start_date as varchar), promoter_count,
            passive_count, detractor_count, nps
        from nps.nps_by_period
        where period_grain = 'month' and dimension = 'overall'
            and survey_kind in ('benchmark', 'transactional') and suppression_reason is null
        """,
        built_warehouse.published,
    )
    assert len(found) > 40
    for *key, promoters, passives, detractors, nps in found:
        assert [promoters, passives, detractors] == expected[tuple(key)]
        total = promoters + passives + detractors
        assert nps == pytest.approx(100 * (promoters - detractors) / total, abs=1e-9)
    assert {tuple(row[:3]) for row in found} == {k for k, v in expected.items() if sum(v) >= 5}


def test_answers_of_every_named_survey_and_dimension_are_the_truth(
    built_warehouse: Warehouse, truth: dict[str, Any]
) -> None:
    """Counted answers of the row-level fact, by survey, brand and dimension."""
    secret = ("employee_pulse", "exit_anonymous")
    expected = _counts(
        [row for row in truth["nps_by_survey"] if row["survey_id"] not in secret],
        "survey_id",
        "brand_id",
        "dimension",
    )
    found = built_warehouse.query(
        """
        select survey_id, brand_id, dimension,
            count(*) filter (where nps_points = 100), count(*) filter (where nps_points = 0),
            count(*) filter (where nps_points = -100)
        from core.fct_survey_answers where is_counted group by 1, 2, 3
        """,
        built_warehouse.published,
    )
    assert {row[:3]: row[3:] for row in found} == expected


def test_secret_surveys_are_counted_in_the_years(
    built_warehouse: Warehouse, truth: dict[str, Any]
) -> None:
    """The employee survey is in no row-level mart, yet its years add up to the truth."""
    (expected,) = (
        (row["promoters"], row["passives"], row["detractors"])
        for row in truth["nps"]
        if row["survey_kind"] == "employee"
    )
    assert built_warehouse.query(
        "select sum(promoter_count), sum(passive_count), sum(detractor_count) "
        "from nps.nps_by_period where survey_kind = 'employee' and period_grain = 'year'",
        built_warehouse.published,
    ) == [expected]


@pytest.mark.parametrize(
    ("dirt", "flag"),
    [
        ("repeated", "duplicate"),
        ("future_dated", "future_dated"),
        ("preview", "preview"),
        ("bot", "bot"),
        ("incomplete", "incomplete"),
    ],
)
def test_planted_dirt_is_flagged_and_nothing_else(
    built_warehouse: Warehouse, truth: dict[str, Any], dirt: str, flag: str
) -> None:
    """Precision and recall of the flags that follow from a rule are both 1."""
    planted = truth["superseded"] if dirt == "repeated" else truth["dirt"][dirt]
    named = {
        row[0]
        for row in built_warehouse.query(
            "select source_record_id from core.fct_survey_responses", built_warehouse.published
        )
    }
    flagged = {
        row[0]
        for row in built_warehouse.query(
            "select source_record_id from core.fct_survey_responses "
            "where list_contains(string_split(quality_flags, ','), ?)",
            built_warehouse.published,
            parameters=[flag],
        )
    }
    assert flagged == set(planted) & named
    assert flagged


def test_rows_that_cannot_be_used_are_quarantined(
    built_warehouse: Warehouse, truth: dict[str, Any]
) -> None:
    """As many responses as the sample spoiled: no id, no date, and the broken line."""
    dirt = truth["dirt"]
    spoiled = sum(
        len(dirt[kind]) for kind in ("missing_response_id", "unparsable_date", "broken_line")
    )
    assert built_warehouse.query(
        "select quarantined, rejected from quality.row_reconciliation "
        "where table_name = 'survey_responses' and source_system = 'surveys'",
        built_warehouse.published,
    ) == [(spoiled, len(dirt["broken_line"]))]


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
