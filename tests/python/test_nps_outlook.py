"""What comes next and what NPS goes with: the marts against numpy, scipy and statsmodels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import Any

import numpy as np
import pytest
from conftest import Warehouse
from rendered import CALENDAR, VARS, built, rows
from scipy.stats import norm, pearsonr

ALPHA, BETA, PHI = (
    VARS[f"forecast_{name}"] for name in ("level_share", "trend_share", "damping")
)  # fmt: skip
# Months from 2023-01 (0) to 2026-09 (44), the last that is complete.
LAST_MONTH = 44


def month_start(number: int) -> date:
    """First day of a month counted from 2023-01."""
    return date(2023 + number // 12, number % 12 + 1, 1)


def estimated_periods(series: dict[str, dict[int, float]], grain: str = "month") -> dict[str, Any]:
    """Give int_nps_periods_estimated of series: NPS by the month in which a period begins."""
    told = [(brand, month, nps) for brand, by in series.items() for month, nps in by.items()]
    return {
        "brand_id": [brand for brand, *_ in told],
        "survey_kind": ["relationship"] * len(told),
        "dimension": ["overall"] * len(told),
        "period_grain": [grain] * len(told),
        "period_start_date": np.array([month_start(month) for _, month, _ in told], dtype="M8[D]"),
        "is_complete_period": [month <= LAST_MONTH for _, month, _ in told],
        "response_count": [100] * len(told),
        "suppression_reason": np.full(len(told), None, dtype=object),
        "nps": [float(nps) for *_, nps in told],
    }


def forecasts(periods: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of nps_forecast over int_nps_periods_estimated."""
    connection = built(
        "nps_forecast", {"int_nps_periods_estimated": periods, "int_dates_by_period": CALENDAR}
    )
    return rows(connection, "from nps_forecast order by brand_id, months_ahead")


def smoothed(series: dict[int, float]) -> list[tuple[int, float, float, float]]:
    """Month, level, trend and error of each observation: Holt's damped recursion, month by month.

    A month without an observation moves the level by the damped trend, as if it came as expected.
    """
    months = sorted(series)
    level, trend, states = series[months[0]], 0.0, []
    for month in range(months[0], months[-1] + 1):
        expected, previous = level + PHI * trend, level
        if month == months[0]:
            states.append((month, level, trend, np.nan))
            continue
        observed = series.get(month, expected)
        level = ALPHA * observed + (1 - ALPHA) * expected
        trend = BETA * (level - previous) + (1 - BETA) * PHI * trend
        if month in series:
            states.append((month, level, trend, observed - expected))
    return states


def ahead(state: tuple[int, float, float, float], month: int) -> float:
    """Forecast of a month from a state, its trend damped step by step."""
    start, level, trend, _ = state
    return np.clip(
        level + trend * sum(PHI**step for step in range(1, month - start + 1)), -100, 100
    )


def wandering(rng: np.random.Generator, share: float) -> dict[int, float]:
    """Draw a series that wanders, of which only a share of months is observed."""
    path = 20 + np.cumsum(rng.normal(0, 3, LAST_MONTH + 1)) + rng.normal(0, 8, LAST_MONTH + 1)
    kept = rng.random(LAST_MONTH + 1) < share
    return {month: np.clip(nps, -100, 100) for month, nps in enumerate(path) if kept[month]}


def test_smoothing_is_that_of_statsmodels() -> None:
    """Level, trend, forecasts and their variance of one series without gaps.

    Reference: statsmodels 0.15.0, ETSModel(error="add", trend="add", damped_trend=True) with the
    first value as known initial level and no initial trend, parameters 0.2, 0.02 and 0.9; Holt with
    damped_trend gives the same.
    """
    means = [11.806755870756616, 11.342948875510345, 10.9255225797887,
             10.549838913639219, 10.211723614104686, 9.907419844523607]  # fmt: skip
    expected = [148.44390524776628, 155.49855340076112, 163.64064816379525,
                172.82806240348802, 183.0102243695487, 194.13136704921413]  # fmt: skip
    values = [31, 20, 5, 10, 21, 41, 30, 10, 13, 17, 18, 6, 11, 29, 5, 7]
    first = LAST_MONTH + 1 - len(values)
    observed = {first + place: value for place, value in enumerate(values)}
    found = forecasts(estimated_periods({"b": observed}))
    assert [row["nps_forecast"] for row in found] == pytest.approx(means, abs=1e-9)
    half = [(row["forecast_ci_high"] - row["forecast_ci_low"]) / 2 for row in found]
    variances = (np.array(half) / norm.ppf(0.975)) ** 2
    assert variances == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("share", [1.0, 0.6, 0.34])
def test_forecast_and_back_test_are_those_of_the_recursion(share: float) -> None:
    """With and without gaps: forecast, interval, and both errors at every horizon."""
    rng = np.random.default_rng(int(100 * share))
    series = {f"b{number}": wandering(rng, share) for number in range(5)}
    told = forecasts(estimated_periods(series))
    found = {(row["brand_id"], row["months_ahead"]): row for row in told}
    assert len(found) == 5 * 6
    tested = 0
    for brand, observed in series.items():
        states = smoothed(observed)
        step_error = sqrt(np.mean([state[3] ** 2 for state in states[1:]]))
        for months_ahead in range(1, 7):
            row = found[brand, months_ahead]
            month = LAST_MONTH + months_ahead
            assert row["period_start_date"] == month_start(month)
            assert row["observed_month_count"] == len(observed)
            errors = []
            for target, nps in observed.items():
                known = [state for state in states if state[0] <= target - months_ahead]
                if len(known) >= 6:
                    foretold = ahead(known[-1], target)
                    errors.append((abs(nps - foretold), abs(nps - observed[known[-1][0]])))
            assert row["backtest_count"] == len(errors)
            if errors:
                mae, naive = np.mean(errors, axis=0)
                assert row["backtest_mae"] == pytest.approx(mae, abs=1e-9)
                assert row["naive_mae"] == pytest.approx(naive, abs=1e-9)
                assert row["is_better_than_naive"] == (mae < naive)
            if len(observed) < 12:
                assert row["nps_forecast"] is None and row["forecast_ci_low"] is None
                continue
            tested += 1
            forecast = ahead(states[-1], month)
            steps = month - states[-1][0]
            spread = 1 + sum(
                (ALPHA * (1 + BETA * sum(PHI**i for i in range(1, j + 1)))) ** 2
                for j in range(1, steps)
            )
            reach = norm.ppf(0.975) * step_error * sqrt(spread)
            assert row["nps_forecast"] == pytest.approx(forecast, abs=1e-9)
            assert row["forecast_ci_low"] == pytest.approx(max(-100, forecast - reach), abs=1e-9)
            assert row["forecast_ci_high"] == pytest.approx(min(100, forecast + reach), abs=1e-9)
    assert tested >= 12


def test_intervals_hold_what_comes_next() -> None:
    """Of 400 series that are as the method assumes, 95 % of what comes lies within the interval."""
    rng = np.random.default_rng(8)
    series, future = {}, {}
    for number in range(400):
        level, trend, path = 10.0, 0.0, []
        for error in rng.normal(0, 6, 36 + 6):
            path.append(level + PHI * trend + error)
            level, trend = (
                level + PHI * trend + ALPHA * error,
                PHI * trend + ALPHA * BETA * error,
            )
        series[f"b{number:03}"] = {LAST_MONTH - 35 + place: path[place] for place in range(36)}
        future[f"b{number:03}"] = path[36:]
    held = defaultdict(list)
    for row in forecasts(estimated_periods(series)):
        came = future[row["brand_id"]][row["months_ahead"] - 1]
        held[row["months_ahead"]].append(row["forecast_ci_low"] <= came <= row["forecast_ci_high"])
    for holds in held.values():
        assert 0.915 <= np.mean(holds) <= 0.975


def test_series_that_tell_little_have_no_forecast() -> None:
    """One month, eleven, small months, hidden and open ones; a constant series goes on as it is."""
    constant = {month: 30.0 for month in range(20, 45)}
    periods = estimated_periods(
        {
            "lone": {40: 5.0},
            "eleven": {month: 5.0 * month for month in range(30, 41)},
            "small": constant,
            "constant": {19: -100.0} | constant | {45: -100.0},
        }
    )
    is_small = np.array([brand == "small" for brand in periods["brand_id"]])
    is_first = periods["period_start_date"] == np.datetime64(month_start(19))
    periods["response_count"] = np.where(is_small, 29, 100)
    periods["suppression_reason"] = np.where(is_first, "too_few", None)
    found = defaultdict(list)
    for row in forecasts(periods):
        found[row["brand_id"]].append(row)
    assert found.keys() == {"lone", "eleven", "constant"}
    assert {row["nps_forecast"] for row in found["lone"] + found["eleven"]} == {None}
    assert {row["backtest_count"] for row in found["lone"]} == {0}
    for row in found["constant"]:
        assert row["observed_month_count"] == len(constant)
        assert row["nps_forecast"] == row["forecast_ci_low"] == row["forecast_ci_high"] == 30
        assert row["backtest_mae"] == 0 and row["is_better_than_naive"] is False


def lead_lag(
    nps: dict[str, Sequence[float]], outcomes: dict[tuple[str, str], Sequence[float | None]]
) -> dict[tuple, dict[str, Any]]:
    """Rows of nps_lead_lag by brand, outcome and lag, over quarters from 2023-01 on."""
    given = [
        (brand, outcome, "all", number + 1, value)
        for (brand, outcome), values in outcomes.items()
        for number, value in enumerate(values)
        if value is not None
    ]
    names = ("brand_id", "outcome", "market", "quarter_number", "outcome_value")
    connection = built(
        "nps_lead_lag",
        {
            "int_nps_periods_estimated": estimated_periods(
                {
                    brand: {3 * number: value for number, value in enumerate(values)}
                    for brand, values in nps.items()
                },
                grain="quarter",
            ),
            "int_business_outcomes_by_quarter": dict(
                zip(names, (list(column) for column in zip(*given, strict=True)), strict=True)
            ),
            "int_dates_by_period": CALENDAR,
        },
    )
    return {
        (row["brand_id"], row["outcome"], row["lag_quarters"]): row
        for row in rows(connection, "from nps_lead_lag")
    }


def test_lags_are_correlated_as_by_scipy() -> None:
    """Correlation, interval and count of every lag; gaps, constants and few quarters among them."""
    rng = np.random.default_rng(9)
    nps = {"b": rng.normal(20, 10, 15), "alike": np.full(15, 30.0), "young": [1.0, 5.0, 3.0]}
    gaps = np.where(rng.random(15) < 0.2, None, rng.normal(0, 1, 15)).tolist()
    outcomes = {
        ("b", "churn"): rng.normal(0, 1, 15).tolist(),
        ("b", "follows"): [None, None, *nps["b"][:-2]],
        ("b", "gaps"): gaps,
        ("b", "constant"): [0.1] * 15,
        ("alike", "churn"): rng.normal(0, 1, 15).tolist(),
        ("young", "churn"): [0.1, 0.2, 0.4],
    }
    found = lead_lag(nps, outcomes)
    assert len(found) == len(outcomes) * 9
    for (brand, outcome), values in outcomes.items():
        for lag in range(-4, 5):
            row = found[brand, outcome, lag]
            pairs = [
                (nps[brand][quarter], values[quarter + lag])
                for quarter in range(len(nps[brand]))
                if 0 <= quarter + lag < len(values) and values[quarter + lag] is not None
            ]
            assert row["quarter_count"] == len(pairs)
            if len(pairs) < 8 or outcome == "constant" or brand == "alike":
                assert row["correlation"] is None and row["correlation_ci_low"] is None
                assert not row["is_strongest_lag"]
                continue
            expected = pearsonr(*zip(*pairs, strict=True))
            assert row["correlation"] == pytest.approx(expected.statistic, abs=1e-9)
            if (outcome, lag) != ("follows", 2):
                low, high = expected.confidence_interval(0.95)
                assert row["correlation_ci_low"] == pytest.approx(low, abs=1e-9)
                assert row["correlation_ci_high"] == pytest.approx(high, abs=1e-9)
    strongest = {key for key, row in found.items() if row["is_strongest_lag"]}
    assert ("b", "follows", 2) in strongest
    assert len(strongest) == 3
    assert found["b", "follows", 2]["correlation"] == pytest.approx(1)


def test_outcomes_are_those_of_whole_quarters() -> None:
    """Growth from one whole quarter to another; churn of who was there; shares where they end."""
    connection = built(
        "int_business_outcomes_by_quarter",
        {
            "int_dates_by_period": CALENDAR,
            "int_order_lines_priced": """
                select 'b' as brand_id, cast(day as date) as ordered_date, amount
                from (values ('2023-02-01', 100.0), ('2023-04-02', 100.0), ('2023-07-01', 150.0),
                    ('2023-07-31', -30.0), ('2024-01-01', 60.0), ('2024-04-01', 50.0),
                    ('2026-10-30', 9.0)) as lines (day, amount)
            """,
            "int_products_named": "select 'p' as product_id, 'b' as brand_id",
            "int_subscriptions_priced": """
                select product_id, cast(started as timestamp) as started_at,
                    cast(ended as timestamp) as ended_at
                from (values ('p', '2023-01-05', '2023-04-01 09:00'), ('p', '2023-03-31', null),
                    ('p', '2023-04-01', '2023-06-30'), ('other', '2023-02-01', '2023-12-31'))
                    as subscriptions (product_id, started, ended)
            """,
            "stg_crm__market_shares": """
                select 'b' as brand_id, 'europe' as market, 'current' as record_status,
                    cast(ends as date) as period_end_date, market_share
                from (values ('2023-04-30', 0.2), ('2023-06-30', 0.3), ('2023-10-31', 0.1))
                    as shares (ends, market_share)
            """,
        },
        default_brand_id="own",
    )
    found = connection.execute(
        "select brand_id, outcome, quarter_number, round(outcome_value, 12) "
        "from int_business_outcomes_by_quarter where quarter_number <= 6 order by all"
    ).fetchall()
    assert found == [
        ("b", "churn", 2, 0.5),
        ("b", "churn", 3, 0.0),
        ("b", "churn", 4, 0.0),
        ("b", "churn", 5, 0.0),
        ("b", "churn", 6, 0.0),
        ("b", "market_share", 2, 0.3),
        ("b", "market_share", 4, 0.1),
        ("b", "revenue_growth", 3, 0.2),
        ("b", "revenue_growth", 4, -1.0),  # nobody ordered, so the next has no growth
        ("b", "revenue_growth", 6, pytest.approx(-1 / 6)),
        ("b", "revenue_growth_yearly", 6, -0.5),
        ("own", "churn", 2, 0.0),
        ("own", "churn", 3, 0.0),
        ("own", "churn", 4, 1.0),
    ]


def test_the_sample_has_forecasts_and_outcomes(built_warehouse: Warehouse) -> None:
    """Transactional months and relationship waves are enough, and beat "the same as last time"."""
    told = built_warehouse.query(
        """
        select survey_kind, avg(backtest_mae), avg(naive_mae), min(nps_forecast), max(nps_forecast)
        from nps.nps_forecast where nps_forecast is not null and months_ahead <= 3 group by 1
        """
    )
    assert {kind for kind, *_ in told} == {"relationship", "transactional"}
    assert all(mae < naive for _, mae, naive, *_ in told)
    outcomes = built_warehouse.query(
        "select distinct outcome from nps.nps_lead_lag where survey_kind = 'transactional'"
    )
    assert {outcome for (outcome,) in outcomes} == {
        "revenue_growth", "revenue_growth_yearly", "churn", "market_share"
    }  # fmt: skip
