"""Series, segments and quality flags of the built sample world, counted again from its rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from conftest import Warehouse

NOT_COUNTED = {"out_of_range", "missing_score", "preview", "duplicate", "bot", "future_dated"}
TYPES = ["region", "value_tier", "respondent_role", "journey_stage"]


def quarter(day: date) -> date:
    """First day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def mean(points: list[int]) -> float:
    """NPS of some answers."""
    return sum(points) / len(points)


def test_a_flag_shows_what_it_does_to_nps(built_warehouse: Warehouse) -> None:
    """Every survey, quarter and flag, from the published responses."""
    ((last_day,),) = built_warehouse.query(
        "select max(date_day) from core.dim_dates where date_day <= "
        "(select max(period_end_date) from nps.nps_by_period where period_grain = 'day')"
    )
    groups: dict[tuple[str, date], list[tuple[set[str], bool, int | None]]] = defaultdict(list)
    for survey, day, flags, is_counted, points in built_warehouse.query(
        "select survey_id, submitted_date, coalesce(quality_flags, ''), is_counted, nps_points "
        "from core.fct_survey_responses",
        built_warehouse.published,
    ):
        groups[survey, quarter(min(day, last_day))].append(
            (set(flags.split(",")) - {""}, is_counted, points)
        )
    found = built_warehouse.query(
        "select survey_id, period_start_date, flag, flagged_count, response_count, share, "
        "nps_effect from quality.response_quality where period_grain = 'quarter'",
        built_warehouse.published,
    )
    effects = 0
    for survey, start, flag, flagged_count, response_count, share, effect in found:
        rows = groups[survey, start]
        flagged = [points for flags, _, points in rows if flag in flags]
        assert (flagged_count, response_count) == (len(flagged), len(rows))
        assert share == pytest.approx(len(flagged) / len(rows))
        counted = [points for _, is_counted, points in rows if is_counted]
        others = [points for flags, is_counted, points in rows if is_counted and flag not in flags]
        if flag in NOT_COUNTED:
            counted += [points for points in flagged if points is not None]
        if min(len(counted), len(others)) < 5:
            assert effect is None
        else:
            assert effect == pytest.approx(mean(counted) - mean(others), abs=1e-9)
            effects += effect != 0
    assert effects > 100
    assert {(row[0], row[1]) for row in found} == set(groups)


def test_segments_beside_the_rest_and_the_quarter_before(built_warehouse: Warehouse) -> None:
    """Share, rest and change of every segment of transactional surveys, from single answers."""
    answers: dict[tuple, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for brand, day, points, *values in built_warehouse.query(
        "select brand_id, submitted_date, nps_points, " + ", ".join(TYPES) + " "
        "from core.fct_survey_responses where is_counted and survey_kind = 'transactional'",
        built_warehouse.published,
    ):
        for segment_type, value in zip(TYPES, values, strict=True):
            answers[brand, segment_type, quarter(day)][value or "unknown"].append(points)
    found = built_warehouse.query(
        "select brand_id, segment_type, period_start_date, segment_value, response_share, "
        "nps_rest, previous_period_start_date, nps_previous from nps.nps_by_segment "
        "where survey_kind = 'transactional' and period_grain = 'quarter' "
        f"and segment_type in {tuple(TYPES)}",
        built_warehouse.published,
    )
    compared = 0
    for brand, segment_type, start, value, share, rest, previous_start, previous in found:
        segments = answers[brand, segment_type, start]
        own = segments[value]
        others = [points for each, given in segments.items() if each != value for points in given]
        earlier = [
            (day, each[value])
            for (owner, kind, day), each in answers.items()
            if (owner, kind) == (brand, segment_type) and day < start and each.get(value)
        ]
        before: tuple[Any, list[int]] = max(earlier, default=(None, []))
        assert previous_start == before[0]
        is_hidden = len(own) < 5
        assert (share is None) == is_hidden
        assert (rest is None) == (is_hidden or len(others) < 5)
        assert (previous is None) == (is_hidden or len(before[1]) < 5)
        if rest is not None:
            assert share == pytest.approx(len(own) / (len(own) + len(others)))
            assert rest == pytest.approx(mean(others), abs=1e-9)
            compared += 1
        if previous is not None:
            assert previous == pytest.approx(mean(before[1]), abs=1e-9)
    assert compared > 100


def test_waves_are_compared_with_waves(built_warehouse: Warehouse) -> None:
    """The panel asks every half-year: at quarters the previous period is two quarters back."""
    rows = built_warehouse.query(
        "select period_start_date, previous_period_start_date, nps - nps_previous - nps_change, "
        "nps_same_period_last_year is not null from nps.nps_by_period "
        "where survey_kind = 'benchmark' and brand_id = 'meridian' "
        "and period_grain = 'quarter' order by 1",
        built_warehouse.published,
    )
    assert len(rows) >= 6
    assert rows[0][1] is None
    for (start, previous, difference, has_year_ago), (before, *_) in zip(
        rows[1:], rows, strict=False
    ):
        assert (previous, difference) == (before, pytest.approx(0, abs=1e-9))
        assert (start - before).days > 150
        assert has_year_ago == ((start.year - 1) * 12 + start.month >= 2024 * 12 + 1)
