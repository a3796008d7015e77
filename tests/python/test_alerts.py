"""Early warnings against numpy and scipy, in worlds where nothing happens, and in the sample.

The SQL under test is the text of the models, rendered as dbt would and run on tables made here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from math import exp, log, sqrt
from typing import Any

import duckdb
import numpy as np
import pytest
from conftest import ROOT, Warehouse
from numpy.testing import assert_allclose
from rendered import rendered
from scipy.stats import chi2_contingency, false_discovery_control, norm
from test_significance import Engine

SHARES = (0.5, 0.3, 0.2)
ESTIMATED = """
create table int_nps_periods_estimated as
with weighed as (
    select *, cast(response_count as double) as n,
        promoter_count / response_count as promoter_share,
        detractor_count / response_count as detractor_share,
        (promoter_count - detractor_count) / response_count as mean_net,
    from counted
)
select *, {{ nps_interval() }}, null::varchar as suppression_reason from weighed
"""
# What these tests leave out, with the columns the models read.
EMPTY = {
    "int_nps_segments_estimated": "select *, '' as segment_type, '' as segment_value, "
    "1 as segment_number from int_nps_periods_estimated",
    "int_nps_brands_estimated": "select *, '' as market from int_nps_periods_estimated",
    "int_nps_periods_compared": "select *, '' as comparison, 1.0 as nps_change_se, "
    "period_start_date as compared_start_date from int_nps_periods_estimated",
    "int_nps_segments_compared": "from int_nps_periods_compared select *, 1 as segment_number",
    "brands": "select '' as brand_id, true as is_own",
}
NOT_TESTED = {
    "int_competitors_judged": "from int_nps_limits_judged",
    "int_response_rates_judged": "from int_nps_limits_judged",
    "support_control_limits": "select *, 1.0 as upper_limit, true as is_past_limit "
    "from int_nps_limits_judged",
}


def month(number: int) -> date:
    """First day of a month counted from January of the year 1000."""
    return date(1000 + number // 12, number % 12 + 1, 1)


def watch(counts: np.ndarray, effects: np.ndarray, starts: np.ndarray | None = None) -> Engine:
    """Raise alerts over series by months: counts (series, months, 3), design effects.

    Each series is a brand, b0000 ...; its first month is that of `starts`, 0 by default.
    """
    series, months, _ = counts.shape
    starts = np.zeros(series, dtype=int) if starts is None else starts
    numbers = (starts[:, None] + np.arange(months)).ravel()
    engine = Engine(
        counted={
            "brand_id": np.repeat([f"b{number:04}" for number in range(series)], months),
            "survey_kind": ["relationship"] * len(numbers),
            "dimension": ["overall"] * len(numbers),
            "period_grain": ["month"] * len(numbers),
            "period_start_date": np.array([month(n) for n in numbers], dtype="datetime64[s]"),
            "period_end_date": np.array(
                [month(n + 1) - timedelta(1) for n in numbers], dtype="datetime64[s]"
            ),
            "is_complete_period": [True] * len(numbers),
            "promoter_count": counts[..., 0].ravel(),
            "passive_count": counts[..., 1].ravel(),
            "detractor_count": counts[..., 2].ravel(),
            "response_count": counts.sum(-1).ravel(),
            "design_effect": effects.ravel(),
        }
    )
    run = engine.connection.execute
    run(f"create table alert_rules as from read_csv('{ROOT}/seeds/alert_rules.csv')")
    run("alter table counted alter period_start_date type date")
    run("alter table counted alter period_end_date type date")
    run(rendered(ESTIMATED))
    for table, select in EMPTY.items():
        run(f"create table {table} as select * from ({select}) limit 0")
    engine.build(
        "int_nps_series_watched",
        "int_nps_changes_compared",
        "int_nps_changes_judged",
        "int_nps_limits_judged",
    )
    for table, select in NOT_TESTED.items():
        run(f"create table {table} as select * from ({select}) limit 0")
    return engine.build("nps_alerts")


def random_series(rng: np.random.Generator, series: int, months: int) -> tuple:
    """Counts and design effects of series of any size, some of them falling, some constant."""
    counts = np.zeros((series, months, 3), dtype=int)
    for number in range(series):
        size = int(rng.integers(12, 900))
        slope = rng.choice([0, 0.02, 0.05])
        for at in range(months):
            up = max(0.05, 0.55 - slope * (at % 9))
            shares = (up, 0.25, 0.75 - up) if number % 10 else ((1, 0, 0), (0, 1, 0))[at > 12]
            counts[number, at] = rng.multinomial(max(10, rng.poisson(size)), shares)
    return counts, np.where(rng.random((series, months)) < 0.5, 1.0, 1 + rng.random() * 2)


# --- what the definitions say, in numpy ------------------------------------------------------


def estimate(counts: np.ndarray, effect: float) -> tuple[float, float]:
    """Adjusted net share and its standard error, on 0..1."""
    size = counts.sum() / effect + 3
    up, _, down = (counts / counts.sum() * (size - 3) + 0.75) / size
    return up - down, sqrt((up + down - (up - down) ** 2) / size)


def nps(counts: np.ndarray) -> float:
    """NPS of counts."""
    return 100 * (counts[0] - counts[2]) / counts.sum()


def change_p_value(now: tuple, before: tuple) -> float:
    """Two-sided p-value of the change between two (counts, effect)."""
    (net, error), (net_before, error_before) = estimate(*now), estimate(*before)
    return 2 * norm.sf(abs(net - net_before) / sqrt(error**2 + error_before**2))


def share_p_value(part: float, whole: float, part_before: float, whole_before: float) -> float:
    """Two-sided p-value of two proportions, pooled; nan where both are all or nothing."""
    table = np.array([[part, whole - part], [part_before, whole_before - part_before]])
    if (table.sum(0) < 1e-9).any():
        return np.nan
    return chi2_contingency(table, correction=False).pvalue


def control_limit(counts: np.ndarray, effects: np.ndarray) -> tuple[float, float]:
    """Centre and lower limit for the last of 13 periods."""
    sizes, now = counts[:12].sum(1), counts[12].sum()
    pooled = counts[:12].sum(0)
    total = pooled.sum()
    centre = (pooled[0] - pooled[2]) / total
    up, down = (pooled[0] + 0.75) / (total + 3), (pooled[2] + 0.75) / (total + 3)
    of_one = sqrt(up + down - (up - down) ** 2)
    nets = (counts[:12, 0] - counts[:12, 2]) / sizes
    deviations = (nets - centre) / (of_one / np.sqrt(sizes / effects[:12]))
    spread = max(1.0, deviations.std(ddof=1))
    error = of_one / sqrt(now / effects[12])
    return 100 * centre, 100 * (centre - 3 * spread * error * sqrt(1 + now / total))


def is_decline(counts: np.ndarray, effects: np.ndarray) -> bool:
    """Four periods from highest to lowest, no rise of a standard error or more."""
    nets = [nps(each) for each in counts]
    errors = [100 * estimate(each, effect)[1] for each, effect in zip(counts, effects, strict=True)]
    rises = [
        (nets[at] - nets[at - 1]) / sqrt(errors[at] ** 2 + errors[at - 1] ** 2) for at in (1, 2, 3)
    ]
    return nets[0] > max(nets[1:3]) and nets[3] < min(nets[1:3]) and max(rises) < 1


def expected_alerts(counts: np.ndarray, effects: np.ndarray) -> set[tuple[str, int, int]]:
    """Kind, series and month of every alert that should be raised."""
    raised = set()
    for at in range(1, counts.shape[1]):
        tests = defaultdict(list)  # kind: series, p-value, is it past all other thresholds
        for series in range(len(counts)):
            now, before = counts[series, at], counts[series, at - 1]
            effect, effect_before = effects[series, at], effects[series, at - 1]
            if now.sum() < 30:
                continue
            a_year_ago = nps(counts[series, at - 12]) if at >= 12 else np.inf
            is_drop = nps(now) < nps(before) and nps(now) <= a_year_ago
            p_value = change_p_value((now, effect), (before, effect_before))
            tests["significant_drop"].append((series, p_value, is_drop))
            sizes = now.sum() / effect, before.sum() / effect_before
            shares = now[2] / now.sum(), before[2] / before.sum()
            p_value = share_p_value(shares[0] * sizes[0], sizes[0], shares[1] * sizes[1], sizes[1])
            is_rise = shares[0] > shares[1] and shares[0] >= 1.2 * shares[1] - 1e-12
            tests["detractor_share_rise"].append((series, p_value, is_rise))
            if at >= 3:
                last = slice(at - 3, at + 1)
                p_value = change_p_value(
                    (now, effect), (counts[series, at - 3], effects[series, at - 3])
                )
                is_down = is_decline(counts[series, last], effects[series, last])
                tests["sustained_decline"].append((series, p_value, is_down))
            if at >= 12:
                last = slice(at - 12, at + 1)
                _, limit = control_limit(counts[series, last], effects[series, last])
                if nps(now) < limit:
                    raised.add(("below_control_limit", series, at))
        for kind, each in tests.items():
            tested = [test for test in each if not np.isnan(test[1])]
            q_values = false_discovery_control([test[1] for test in tested])
            raised |= {
                (kind, series, at)
                for (series, _, is_past), q_value in zip(tested, q_values, strict=True)
                if is_past and q_value < 0.05
            }
    return raised


def found_alerts(engine: Engine) -> set[tuple[str, int, int]]:
    """Kind, series and month of every alert that was raised."""
    return {
        (kind, int(brand[1:]), (start.year - 1000) * 12 + start.month - 1)
        for kind, brand, start in engine.connection.execute(
            "select alert_type, brand_id, period_start_date from nps_alerts"
        ).fetchall()
    }


# --- arithmetic ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def random_world() -> tuple[np.ndarray, np.ndarray, Engine]:
    """Sixty series of thirty months, and the alerts they raise."""
    counts, effects = random_series(np.random.default_rng(11), 60, 30)
    return counts, effects, watch(counts, effects)


def test_alerts_are_those_that_numpy_and_scipy_raise(random_world: tuple) -> None:
    """Each kind, series and month, with q-values over all series of the month."""
    counts, effects, engine = random_world
    found, expected = found_alerts(engine), expected_alerts(counts, effects)
    assert found == expected
    kinds = {kind for kind, _, _ in found}
    assert len(kinds) == 4
    assert len(found) > 100


def test_control_limits_and_p_values_to_the_ninth_digit(random_world: tuple) -> None:
    """Centre, limit and p of every test, not of the alerts alone."""
    counts, effects, engine = random_world
    limits = engine.connection.execute(
        "select brand_id, period_start_date, expected, limit_value from int_nps_limits_judged"
    ).fetchall()
    assert len(limits) > 800
    for brand, start, centre, limit in limits:
        series, at = int(brand[1:]), (start.year - 1000) * 12 + start.month - 1
        last = slice(at - 12, at + 1)
        expected = control_limit(counts[series, last], effects[series, last])
        assert_allclose((centre, limit), expected, rtol=1e-9, atol=1e-9)
    changes = engine.connection.execute(
        "select brand_id, period_start_date, p_value from int_nps_changes_judged "
        "where alert_type = 'significant_drop'"
    ).fetchall()
    for brand, start, p_value in changes:
        series, at = int(brand[1:]), (start.year - 1000) * 12 + start.month - 1
        now, before = ((counts[series, one], effects[series, one]) for one in (at, at - 1))
        assert p_value == pytest.approx(change_p_value(now, before), rel=1e-9)


def test_ids_are_words_and_the_same_after_a_late_answer(random_world: tuple) -> None:
    """A new build on rows in another order, one answer more, names an alert as before."""
    counts, effects, engine = random_world
    later = counts.copy()
    later[:, -1, 1] += 1
    names = "select alert_id from nps_alerts order by all"
    ids = [
        {alert_id for (alert_id,) in each.connection.execute(names).fetchall()}
        for each in (engine, watch(later, effects))
    ]
    assert len(ids[0] & ids[1]) > 100
    assert {each for each in ids[0] ^ ids[1] if f":{month(29)}" not in each} == set()
    assert f"below_control_limit:b0000:relationship:overall:month:{month(13)}" in ids[0]


def test_series_of_waves_and_small_ones_are_not_watched() -> None:
    """A month three months after the last, one of 29 answers, one of few before: no alert."""
    falling = np.array([[[90, 5, 5]], [[5, 5, 90]]]).transpose(1, 0, 2).repeat(3, axis=0)
    falling[1, 1] = [1, 1, 27]
    falling[2, 0] = [9, 0, 0]
    engine = watch(falling, np.ones((3, 2)))
    assert found_alerts(engine) == {("significant_drop", 0, 1), ("detractor_share_rise", 0, 1)}
    engine.connection.execute(
        "update int_nps_periods_estimated set period_start_date = "
        f"date '{month(3)}' where period_start_date = date '{month(1)}'"
    )
    for model in ("int_nps_series_watched", "int_nps_changes_compared", "int_nps_changes_judged"):
        engine.connection.execute(f"drop table {model}")
        engine.build(model)
    assert engine.query("select count(*) as n from int_nps_changes_judged")["n"][0] == 0


# --- false alarms ----------------------------------------------------------------------------


def test_worlds_where_nothing_happens_raise_few_alerts() -> None:
    """60 worlds of 20 series and 36 months, of one NPS each month."""
    rng = np.random.default_rng(12)
    worlds, series, months = 60, 20, 36
    sizes = rng.integers(40, 400, (worlds * series, 1)).repeat(months, 1)
    counts = rng.multinomial(sizes, SHARES)
    starts = np.repeat(np.arange(worlds) * 48, series)  # each world has years of its own
    engine = watch(counts, np.ones(sizes.shape), starts)
    found = engine.query("select alert_type, count(*) as n from nps_alerts group by all")
    raised = dict(zip(found["alert_type"], found["n"], strict=True))
    assert 100 * sum(raised.values()) / sizes.size < 1
    # Three standard errors of a normal number: one month in 741, and no oftener for want of data.
    assert raised["below_control_limit"] / (worlds * series * 24) < 0.0025
    # One family a month: an error in at most one month of twenty, whatever the number of series.
    months_with = engine.query(
        "select count(distinct period_start_date) as n from nps_alerts "
        "where alert_type = 'significant_drop'"
    )
    assert months_with["n"][0] / (worlds * (months - 1)) < 0.05


# --- competitors -----------------------------------------------------------------------------


def test_competitors_are_followed_wave_by_wave() -> None:
    """Overtaken from 0.2 to 0.95; a gap that grows twice. A first wave says nothing."""
    z = norm.ppf
    waves = {  # gap and its standardised value, wave by wave
        "overtakes": [(-30, z(0.5)), (-9, z(0.199)), (17, z(0.951))],
        "was_even": [(-30, z(0.1)), (-5, z(0.21)), (40, z(0.999))],
        "nearly": [(-30, z(0.1)), (-20, z(0.1)), (16, z(0.949))],
        "falls_once": [(-60, z(0.01)), (-61, z(0.01)), (20, z(0.5))],
        "new": [(50, z(0.99))],
    }
    rows = [
        (brand, date(2024 + at, 1, 1), gap, place)
        for brand, gaps in waves.items()
        for at, (gap, place) in enumerate(gaps)
    ]
    brands, starts, gaps, places = (list(column) for column in zip(*rows, strict=True))
    size = len(rows)
    starts = np.array(starts, dtype="datetime64[s]")
    shared = {"market": ["europe"] * size, "period_grain": ["quarter"] * size}
    shared |= {"period_start_date": starts, "brand_id": brands}
    engine = Engine(
        int_nps_brands_ranked=shared
        | {"own_brand_id": ["own"] * size, "is_complete_period": [True] * size}
        | {"period_end_date": starts, "response_count": [90] * size},
        int_nps_brands_compared=shared
        | {"other_brand_id": ["own"] * size, "gap": np.array(gaps, dtype=float)}
        | {"gap_adjusted": np.array(gaps) * 0.97, "gap_se": [0.1] * size, "gap_z": places},
    )
    engine.connection.execute(
        f"create table alert_rules as from read_csv('{ROOT}/seeds/alert_rules.csv')"
    )
    engine.build("int_competitors_judged")
    judged = engine.connection.execute(
        "select alert_type, competitor_brand_id, p_value, is_candidate, observed, brand_id "
        "from int_competitors_judged where year(period_start_date) = 2026"
    ).fetchall()
    raised = {(kind, brand) for kind, brand, _, is_candidate, *_ in judged if is_candidate}
    assert raised == {
        ("overtaken_by_competitor", "overtakes"),
        *(("competitor_gap_widening", brand) for brand in ("overtakes", "was_even", "nearly")),
    }
    assert {own for *_, own in judged} == {"own"}
    p_values = {brand: p for kind, brand, p, *_ in judged if kind == "competitor_gap_widening"}
    assert p_values["overtakes"] == pytest.approx(2 * norm.sf(47 * 0.97 / sqrt(200)), rel=1e-9)
    assert not any(brand == "new" for _, brand, *_ in judged)


# --- response rates --------------------------------------------------------------------------


def test_response_rates_against_scipy() -> None:
    """Two proportions, matured months alone, each channel where there are two, 20 % or more."""
    cohorts = {  # survey, channel: delivered and completed in each month from April 2026
        ("a", "email"): [(200, 90), (210, 60), (200, 60), (200, 1)],
        ("a", "sms"): [(40, 10), (29, 1), (44, 4), (40, 1)],
        ("b", "email"): [(500, 250), (500, 205), (500, 240), (500, 1)],
    }
    columns: dict[str, list] = defaultdict(list)
    for (survey, channel), months in cohorts.items():
        for at, (delivered, completed) in enumerate(months):
            columns["survey_id"] += [survey] * (delivered + 5)
            columns["channel_id"] += [channel] * (delivered + 5)
            columns["sent_month"] += [date(2026, 4 + at, 1)] * (delivered + 5)
            columns["is_bounced"] += [False] * delivered + [True] * 5
            columns["is_completed"] += [True] * completed + [False] * (delivered + 5 - completed)
    columns["is_secret"] = [False] * len(columns["survey_id"])
    columns["sent_month"] = np.array(columns["sent_month"], dtype="datetime64[s]")
    months = [date(2026, 4 + at, 1) for at in range(4)]
    engine = Engine(
        int_survey_invitations_followed=columns,
        surveys={"survey_id": ["a", "b"], "survey_kind": ["relationship", "transactional"]},
        int_dates_by_period={
            "date_day": np.array(months, dtype="datetime64[s]"),
            "period_grain": ["month"] * 4,
            "period_start_date": np.array(months, dtype="datetime64[s]"),
            "period_end_date": np.array(
                [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30), date(2099, 12, 31)],
                dtype="datetime64[s]",
            ),
        },
    )
    engine.connection.execute(
        f"create table alert_rules as from read_csv('{ROOT}/seeds/alert_rules.csv')"
    )
    engine.build("int_response_rates_judged")
    judged = {
        (scope, start.month): (p_value, is_candidate, rate)
        for scope, start, p_value, is_candidate, rate in engine.connection.execute(
            "select segment_value, period_start_date, p_value, is_candidate, observed "
            "from int_response_rates_judged"
        ).fetchall()
    }
    both = [
        tuple(map(sum, zip(*two, strict=True)))
        for two in zip(cohorts["a", "email"], cohorts["a", "sms"], strict=True)
    ]
    expected = {
        ("a x email", 5): (cohorts["a", "email"][:2], True),
        ("a x email", 6): (cohorts["a", "email"][1:3], False),
        # Of May too few were sent by text message: June is compared with April.
        ("a x sms", 6): ([cohorts["a", "sms"][0], cohorts["a", "sms"][2]], True),
        ("a", 5): (both[:2], True),
        ("a", 6): (both[1:3], False),
        ("b", 5): (cohorts["b", "email"][:2], False),
        ("b", 6): (cohorts["b", "email"][1:3], False),
    }
    assert judged.keys() == expected.keys()
    for key, (((before, answered_before), (now, answered)), is_drop) in expected.items():
        p_value = share_p_value(answered, now, answered_before, before)
        assert judged[key][0] == pytest.approx(p_value, rel=1e-9), key
        assert judged[key][1] == is_drop, key
        assert judged[key][2] == pytest.approx(answered / now)


# --- support ---------------------------------------------------------------------------------


def test_support_limits_against_numpy_and_in_a_quiet_desk() -> None:
    """Limits of backlog and first reply to nine digits; past them once in a hundred at most."""
    rng = np.random.default_rng(13)
    desks, months = 40, 40
    starts = [month(at) for at in range(months)]
    ends = [month(at + 1) - timedelta(1) for at in range(months)]
    backlog = rng.poisson(rng.integers(2, 60, (desks, 1)), (desks, months))
    replies = {
        (desk, at): rng.lognormal(8, 1, max(10, rng.poisson(5 + desk))).round(2)
        for desk in range(desks)
        for at in range(months)
    }
    rows = [
        (f"d{desk}", starts[at], minutes)
        for (desk, at), each in replies.items()
        for minutes in each
    ]
    dates = np.array(starts + ends, dtype="datetime64[s]")
    engine = Engine(
        fct_support_tickets={
            "brand_id": ["own"] * len(rows),
            "region": ["everywhere"] * len(rows),
            "department_id": [desk for desk, _, _ in rows],
            "first_replied_date": np.array([day for _, day, _ in rows], dtype="datetime64[s]"),
            "first_reply_minutes": [minutes for *_, minutes in rows],
        },
        support_backlog_by_day={
            "date_day": np.array(ends * desks, dtype="datetime64[s]"),
            "brand_id": ["own"] * desks * months,
            "region": ["unknown"] * desks * months,
            "department_id": np.repeat([f"d{desk}" for desk in range(desks)], months),
            "open_ticket_count": backlog.ravel(),
        },
        int_dates_by_period={
            "date_day": dates,
            "period_grain": ["month"] * 2 * months,
            "period_start_date": np.array(starts * 2, dtype="datetime64[s]"),
            "period_end_date": np.array(ends * 2, dtype="datetime64[s]"),
            "is_complete_period": [True] * 2 * months,
        },
    )
    engine.connection.execute(
        f"create table alert_rules as from read_csv('{ROOT}/seeds/alert_rules.csv')"
    )
    engine.build("support_control_limits")
    found = engine.connection.execute(
        "select segment_value, period_start_date, metric, observed, expected, upper_limit, "
        "is_past_limit from support_control_limits where segment_type = 'department'"
    ).fetchall()
    assert len(found) == 2 * desks * (months - 12)
    past: dict[str, int] = defaultdict(int)
    for name, start, metric, observed, centre, limit, is_past in found:
        desk, at = int(name[1:]), (start.year - 1000) * 12 + start.month - 1
        if metric == "open_ticket_count":
            expected = backlog_limit(backlog[desk, at - 12 : at])
            assert observed == backlog[desk, at]
        else:
            before = [replies[desk, one] for one in range(at - 12, at)]
            expected = reply_limit(before, len(replies[desk, at]))
            assert observed == pytest.approx(np.quantile(replies[desk, at], 0.9), rel=1e-12)
        assert_allclose((centre, limit), expected, rtol=1e-9)
        assert is_past == (observed > limit)
        past[metric] += is_past
    for metric, count in past.items():
        assert 100 * count / (len(found) / 2) < 1, metric


def backlog_limit(before: np.ndarray) -> tuple[float, float]:
    """Centre and upper limit of a count after twelve, by Anscombe's square roots."""
    roots = 2 * np.sqrt(before + 3 / 8)
    spread = max(1.0, (roots - roots.mean()).std(ddof=1))
    limit = roots.mean() + 3 * spread * sqrt(1 + 1 / 12)
    return max(0.0, roots.mean() ** 2 / 4 - 3 / 8), limit**2 / 4 - 3 / 8


def reply_limit(before: list[np.ndarray], count: int) -> tuple[float, float]:
    """Centre and upper limit of the p90 of `count` times, after those of twelve months."""
    sizes = np.array([len(each) for each in before])
    logs = np.array([log(np.quantile(each, 0.9)) for each in before])
    centre = np.average(logs, weights=sizes)
    least = 1.709 * np.log(np.concatenate(before)).std(ddof=1)
    spread = max(least, (np.sqrt(sizes) * (logs - centre)).std(ddof=1))
    return exp(centre), exp(centre + 3 * spread * sqrt(1 / count + 1 / sizes.sum()))


def test_the_error_of_a_p90_is_what_the_limits_take_it_for() -> None:
    """1.709 standard deviations over the root of the count: sqrt(0.9 * 0.1) / pdf of the p90."""
    assert sqrt(0.09) / norm.pdf(norm.ppf(0.9)) == pytest.approx(1.709, abs=0.001)


# --- the sample world ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_alerts(built_warehouse: Warehouse) -> list[dict[str, Any]]:
    """The published alerts of the sample world."""
    with duckdb.connect(str(built_warehouse.published), read_only=True) as connection:
        rows = connection.execute("from nps.nps_alerts")
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def test_every_planted_story_raises_its_alert(
    built_warehouse: Warehouse, sample_alerts: list[dict[str, Any]]
) -> None:
    """Recall is 1: kind, series and period agree; each wave of a survey lies in one quarter."""
    truth = json.loads((built_warehouse.landing / "_truth" / "truth.json").read_text())
    assert len(truth["alerts"]) == 5
    for planted in truth["alerts"]:
        wanted = {key: value for key, value in planted.items() if key != "story"}
        start = date.fromisoformat(wanted.pop("period_start_date"))
        wanted["period_grain"] = wanted["period_grain"].replace("wave", "quarter")
        assert [
            alert
            for alert in sample_alerts
            if wanted.items() <= alert.items()
            and alert["period_start_date"] <= start <= alert["period_end_date"]
            and alert["dimension"] in ("overall", None)
        ], planted


def test_the_leading_indicator_comes_first(sample_alerts: list[dict[str, Any]]) -> None:
    """The backlog of the region is told of a month before its NPS is."""
    first = {
        kind: min(
            alert["period_end_date"]
            for alert in sample_alerts
            if alert["alert_type"] == kind and alert["segment_value"] == "north_america"
        )
        for kind in ("leading_indicator", "below_control_limit")
    }
    assert first["leading_indicator"] < first["below_control_limit"]


EXPECTED_NPS = """
    with spread as (
        select survey_kind, brand_id, dimension,
            case when survey_kind = 'benchmark' then market end as market,
            regexp_replace(nullif(segment_type, 'total'), '_id$', '') as segment_type,
            nullif(segment_value, 'total') as segment_value, period_grain,
            cast(date_trunc(period_grain, period_start_date) as date) as start,
            n * expected_nps as points, n
        from read_parquet(?), unnest(['month', 'quarter']) as of (period_grain)
    )
    select brand_id || ':' || survey_kind || ':' || dimension || coalesce(':' || market, '')
        || coalesce(':' || segment_type || '=' || segment_value, ''), period_grain, start,
        sum(points) / sum(n)
    from spread group by all having sum(n) > 0
"""


def test_false_alerts_are_rare(
    built_warehouse: Warehouse, sample_alerts: list[dict[str, Any]]
) -> None:
    """At most one in a hundred series-months where the expected NPS did not fall.

    Series that the truth does not list (pairs, sales owners) fall as their whole does. Support
    and response rates have one story, the outage; any other alert of theirs is false.
    """
    truth = str(built_warehouse.landing / "_truth" / "nps.parquet")
    expected = {
        (series, grain, start): value
        for series, grain, start, value in duckdb.execute(EXPECTED_NPS, [truth]).fetchall()
    }
    series = built_warehouse.query(
        "select series_id, period_grain, period_start_date, is_watched "
        "from intermediate.int_nps_series_watched order by all"
    )
    starts = defaultdict(list)
    for series_id, grain, start, _ in series:
        starts[series_id, grain].append(start)
    false = []
    for alert in sample_alerts:
        kind, _, rest = alert["alert_id"].partition(":")
        series_id = rest.rpartition(f":{alert['period_grain']}:")[0]
        if alert["metric"] in ("nps", "detractor_share"):
            before = starts[series_id, alert["period_grain"]]
            place = before.index(alert["period_start_date"])
            steps = {"sustained_decline": 3, "below_control_limit": 12}.get(kind, 1)
            known = series_id
            if (known, alert["period_grain"], before[place]) not in expected:
                known = ":".join(series_id.split(":")[:3])
            of = [expected[known, alert["period_grain"], day] for day in before]
            if of[place] >= np.mean(
                of[place - steps : place if steps == 12 else place - steps + 1]
            ):
                false.append(alert["alert_id"])
        elif alert["metric"] in ("open_ticket_count", "first_reply_minutes_p90"):
            if not date(2026, 3, 1) <= alert["period_start_date"] <= date(2026, 5, 1):
                false.append(alert["alert_id"])
        elif alert["metric"] == "response_rate":
            false.append(alert["alert_id"])
    watched = sum(is_watched for *_, is_watched in series)
    assert watched > 2000
    assert len(sample_alerts) > 50
    assert 100 * len(false) / watched <= 1, false
    (limits,) = built_warehouse.query("select count(*) from support.support_control_limits")
    (rates,) = built_warehouse.query("select count(*) from intermediate.int_response_rates_judged")
    for prefix, tests in (("leading", limits[0]), ("response_rate", rates[0])):
        assert 100 * sum(each.startswith(prefix) for each in false) / tests <= 1
