"""Differences, p- and q-values against numpy and scipy, and how often they cry wolf.

The SQL under test is the text of the macros and models, rendered as dbt would and run by DuckDB on
tables made here.
"""

from __future__ import annotations

import csv
import os
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.testing import assert_allclose
from rendered import rendered
from scipy.stats import false_discovery_control, norm
from test_statistics import POINTS, ROOT, independent_sums

SHARES = (0.5, 0.3, 0.2)
GARDEN = Path(os.environ.get("NPS_SHARED_DATA", ROOT.parent / "shared" / "data"))
GARDEN = GARDEN / "garden_retail_fr" / "nps.csv"
MODELS = {path.stem: path for path in (ROOT / "models").rglob("*.sql")}


class Engine:
    """A DuckDB of tables given as columns and of models built from them."""

    def __init__(self, **tables: dict[str, Any]) -> None:
        """Make the tables."""
        self.connection = duckdb.connect()
        for name, columns in tables.items():
            arrays = {column: np.asarray(values) for column, values in columns.items()}
            self.connection.register("given", arrays)
            self.connection.execute(f"create table {name} as from given")

    def build(self, *models: str) -> Engine:
        """Build models by name, in that order."""
        for model in models:
            self.connection.execute(
                f"create table {model} as {rendered(MODELS[model].read_text())}"
            )
        return self

    def query(self, sql: str) -> dict[str, np.ma.MaskedArray]:
        """Run rendered SQL; return the columns of its result, nulls masked."""
        found = self.connection.execute(rendered(sql)).fetchnumpy()
        return {name: np.ma.asarray(values) for name, values in found.items()}


# --- what the definitions say, in numpy ------------------------------------------------------


def adjusted(points: np.ndarray, cluster: np.ndarray) -> tuple[float, float, float]:
    """Mean and standard error with three pseudo-responses, and their number, on 0..1."""
    n = len(points)
    residuals = points - points.mean()
    totals = np.bincount(np.unique(cluster, return_inverse=True)[1], residuals)
    count, effect = len(totals), 1.0
    if count == 1:
        effect = n
    elif count < n and points.std() > 0:
        robust = count / (count - 1) * (totals**2).sum() / n**2
        effect = max(1.0, robust / (points.var(ddof=1) / n))
    size = n / effect + 3
    up = ((points == 100).mean() * (size - 3) + 0.75) / size
    down = ((points == -100).mean() * (size - 3) + 0.75) / size
    return up - down, sqrt((up + down - (up - down) ** 2) / size), size


def covariance(left: tuple, right: tuple) -> float:
    """n12 * cov12 / (n1 * n2) over the clusters on both sides, from sums of their residuals."""
    both = np.intersect1d(left[1], right[1])
    if len(both) < 2:
        return 0.0
    totals = []
    for points, cluster in (left, right):
        of_both = np.isin(cluster, both)
        residuals = (points - points[of_both].mean())[of_both] / 100
        totals.append(np.array([residuals[cluster[of_both] == one].sum() for one in both]))
    cov12 = (totals[0] * totals[1]).sum() / (len(both) - 1)
    return len(both) * cov12 / (len(left[0]) * len(right[0]))


def difference(left: tuple, right: tuple) -> tuple[float, float, float]:
    """Interval and p-value of the difference of two samples of points and clusters."""
    (mean_1, error_1, size_1), (mean_2, error_2, size_2) = adjusted(*left), adjusted(*right)
    shared = covariance(left, right) * (1 - 3 / size_1) * (1 - 3 / size_2)
    shared = min(shared, 0.99 * error_1 * error_2)
    error = sqrt(error_1**2 + error_2**2 - 2 * shared)
    gap, raw = mean_1 - mean_2, left[0].mean() - right[0].mean()
    reach = norm.ppf(0.975) * error
    low, high = max(-200, 100 * (gap - reach)), min(200, 100 * (gap + reach))
    return min(low, raw), max(high, raw), 2 * norm.sf(abs(gap / error))


# --- normal distribution and q-values --------------------------------------------------------


def test_normal_distribution_against_scipy() -> None:
    """To 1e-14, and relatively in the tail: a p-value of 1e-60 has its digits."""
    x = np.concatenate([np.linspace(-12, 12, 20_001), [0.0, 7.07106781186547, -7.08, 37.0]])
    found = Engine(points={"x": x}).query(
        "select {{ normal_cdf('x') }} as cdf, {{ two_sided_p_value('x') }} as p_value from points"
    )
    assert np.abs(found["cdf"] - norm.cdf(x)).max() <= 1e-14
    assert_allclose(found["p_value"], 2 * norm.sf(np.abs(x)), rtol=1e-8)


def test_q_values_against_scipy() -> None:
    """Families of any size, with ties, with nulls, of one test and of none."""
    rng = np.random.default_rng(1)
    families = [rng.random(size) ** 3 for size in (1, 2, 3, 20, 200)]
    families += [np.round(rng.random(40), 1), np.full(7, 0.04), np.array([0.0, 1.0, 0.5, 0.5])]
    families += [np.full(3, np.nan)]
    for count in (1, 5):
        with_nulls = rng.random(30)
        with_nulls[rng.choice(30, count)] = np.nan
        families.append(with_nulls)
    p_values = np.concatenate(families)
    tested = {
        "family": np.repeat(np.arange(len(families)), [len(each) for each in families]),
        "number": np.arange(len(p_values)),
        "p_value": p_values,
    }
    found = Engine(tested=tested).query(
        "with given as (select * replace (nullif(p_value, 'nan') as p_value) from tested), "
        "{{ q_valued('given', 'p_value', family=['family']) }} "
        "select tests_in_family, q_value from q_valued order by number"
    )
    expected, tests = [], []
    for family in families:
        known = ~np.isnan(family)
        q_values = np.full(len(family), np.nan)
        if known.any():
            q_values[known] = false_discovery_control(family[known])
        expected.append(q_values)
        tests += [known.sum()] * len(family)
    assert_allclose(found["q_value"].filled(np.nan), np.concatenate(expected), atol=1e-12)
    assert list(found["tests_in_family"]) == tests


# --- change between periods ------------------------------------------------------------------


def compare_periods(waves: list[list[tuple[np.ndarray, np.ndarray]]]) -> dict[str, Any]:
    """Compare the months of many series, each month points and clusters, with the one before."""
    rows = [
        (series, month, points, cluster)
        for series, months in enumerate(waves)
        for month, (points, cluster) in enumerate(months)
    ]
    sizes = [len(points) for *_, points, _ in rows]
    answers = {
        "series": np.repeat([row[0] for row in rows], sizes),
        "month": np.repeat([row[1] for row in rows], sizes),
        "nps_points": np.concatenate([row[2] for row in rows]),
        "cluster_id": np.concatenate([row[3] for row in rows]),
    }
    return Engine(answers=answers).query("""
        with placed as (
            select *, 'month' as period_grain,
                cast(date '2024-01-01' + to_months(cast(month as integer)) as date)
                    as period_start_date,
                true as is_shown, false as is_secret,
                cast(null as varchar) as secret_suppression_reason
            from answers
        ),
        {{ nps_estimated('placed', ['series', 'period_grain', 'period_start_date']) }},
        {{ nps_compared('estimated', 'by_cluster', ['series'], ['previous', 'year_ago']) }}
        select * from compared where comparison = 'previous' and compared_start_date is not null
        order by series, period_start_date
    """)


def test_changes_against_numpy() -> None:
    """Random waves: nobody, some or all in both; accounts that answer several times."""
    rng = np.random.default_rng(2)
    waves = []
    for series in range(120):
        people = int(rng.integers(15, 60))
        months = []
        for month in range(3):
            heard = rng.integers(0, people, int(rng.integers(10, 90)))
            if series % 3 == 0:  # one answer each
                heard = rng.choice(people, int(rng.integers(10, people + 1)), replace=False)
            cluster = heard + (month * people if series % 4 == 0 else 0)
            liking = np.array([SHARES, (0.2, 0.2, 0.6)])[cluster % 2]
            points = np.array([rng.choice(POINTS, p=shares) for shares in liking])
            months.append((points, cluster))
        waves.append(months)
    found = compare_periods(waves)
    expected = [
        (after[0].mean() - before[0].mean(), *difference(after, before))
        for months in waves
        for before, after in pairwise(months)
    ]
    for number, column in enumerate(["", "_ci_low", "_ci_high", "_p_value"]):
        values = found[f"nps_change{column}"]
        assert_allclose(values, [row[number] for row in expected], atol=1e-9, err_msg=column)


@pytest.mark.parametrize("points", [[100] * 10, [-100] * 10, [0] * 10, [100] * 5 + [-100] * 5])
def test_people_who_never_change_their_mind(points: list[int]) -> None:
    """The same answers of the same people: no change, p 1, and an interval that is not a point."""
    wave = (np.array(points), np.arange(10))
    found = compare_periods([[wave, wave]])
    assert (found["nps_change"][0], found["nps_change_p_value"][0]) == (0, 1)
    assert found["nps_change_ci_low"][0] < 0 < found["nps_change_ci_high"][0]


def test_small_and_lone_sides_are_not_tested() -> None:
    """Nine answers are compared but not tested, four not shown; one account is one witness."""
    rng = np.random.default_rng(3)
    many = (rng.choice(POINTS, 50), np.arange(50))
    few, four = ((rng.choice(POINTS, size), np.arange(size)) for size in (9, 4))
    account = (rng.choice(POINTS, 50), np.zeros(50, dtype=int))
    found = compare_periods([[many, few], [many, four], [many, account]])
    assert found["nps_change"].mask.tolist() == [False, True, False]
    assert found["nps_change_p_value"].mask.tolist() == [True, True, False]
    assert found["nps_before"].mask.tolist() == [False, True, False]
    assert found["nps_change_p_value"][2] > 0.3


def test_paired_changes_have_the_size_they_promise() -> None:
    """At a correlation of 0.5 a twentieth of changeless waves is significant; unpaired 0.6 %."""
    rng = np.random.default_rng(4)
    worlds, people = 2500, 100
    first = rng.choice(POINTS, (worlds, people), p=SHARES)
    second = np.where(
        rng.random(first.shape) < 0.5, first, rng.choice(POINTS, first.shape, p=SHARES)
    )
    waves = [
        [(before, np.arange(people)), (after, np.arange(people))]
        for before, after in zip(first, second, strict=True)
    ]
    unpaired = [[before, (after, cluster + people)] for before, (after, cluster) in waves]
    assert 0.04 <= (compare_periods(waves)["nps_change_p_value"] < 0.05).mean() <= 0.06
    assert (compare_periods(unpaired)["nps_change_p_value"] < 0.05).mean() <= 0.015


# --- segments against the rest ---------------------------------------------------------------


def test_rests_against_numpy() -> None:
    """The rest made by subtraction is the rest; accounts of several segments are paired."""
    rng = np.random.default_rng(5)
    worlds = []
    for world in range(60):
        size = int(rng.integers(30, 200))
        cluster = rng.integers(0, size // (1 + world % 4), size)
        worlds.append((rng.choice(POINTS, size, p=SHARES), cluster, rng.integers(0, 4, size)))
    sizes = [len(points) for points, *_ in worlds]
    answers = {
        "type_number": np.repeat(np.arange(60), sizes),
        "segment_number": np.concatenate([4 * w + part for w, (*_, part) in enumerate(worlds)]),
        "cluster_id": np.concatenate([cluster for _, cluster, _ in worlds]),
        "nps_points": np.concatenate([points for points, *_ in worlds]),
    }
    engine = Engine(answers=answers)
    engine.connection.execute(
        rendered("""
        create table int_nps_segments_numbered as
            select distinct type_number, segment_number from answers;
        create table int_nps_segment_clusters_summed as
            select segment_number, 'month' as period_grain,
                date '2024-01-01' as period_start_date, cluster_id,
                cast(null as varchar) as secret_suppression_reason,
                {{ nps_cluster_sums('true') }}
            from (select *, false as is_secret from answers) group by all;
        create table int_nps_segments_estimated as
            with clusters as (from int_nps_segment_clusters_summed),
            {{ nps_estimated_from_clusters(
                'clusters', ['segment_number', 'period_grain', 'period_start_date']) }}
            select * from estimated inner join int_nps_segments_numbered using (segment_number);
    """)
    )
    engine.build("int_nps_segment_clusters_shared", "int_nps_segment_rests_estimated")
    found = publish_segments(engine)
    rests = engine.query("from int_nps_segment_rests_estimated order by segment_number")
    position = 0
    for points, cluster, part in worlds:
        for segment in np.unique(part):
            inside = (points[part == segment], cluster[part == segment])
            outside = (points[part != segment], cluster[part != segment])
            mean, error, _ = adjusted(*outside)
            assert rests["nps"][position] == pytest.approx(outside[0].mean(), abs=1e-9)
            assert rests["adjusted_net"][position] == pytest.approx(mean, abs=1e-9)
            assert rests["adjusted_se"][position] == pytest.approx(error, abs=1e-9)
            if found["p_value"].mask[position]:
                assert len(inside[0]) < 10
            else:
                bounds = [found[f"gap_to_rest_ci_{side}"][position] for side in ("low", "high")]
                expected = difference(inside, outside)
                assert [*bounds, found["p_value"][position]] == pytest.approx(expected, abs=1e-9)
            position += 1
    assert position == len(rests["nps"]) == len(found["nps"])
    assert found["p_value"].count() > 150


def publish_segments(engine: Engine) -> dict[str, Any]:
    """Publish estimated segments as the mart does, without changes; by number of the segment."""
    engine.connection.execute("""
        create or replace table int_nps_segments_estimated as
            select *, 'brand' as brand_id, 'kind' as survey_kind, 'overall' as dimension,
                period_start_date as period_end_date, true as is_complete_period,
                'type' as segment_type, segment_number as segment_value
            from int_nps_segments_estimated;
        create table int_nps_segments_compared as
            select segment_number, period_grain, period_start_date,
                cast(null as date) as compared_start_date, 0.0 as nps_before, 0.0 as nps_change,
                0.0 as nps_change_ci_low, 0.0 as nps_change_ci_high, 0.0 as nps_change_p_value
            from int_nps_segments_estimated;
        create table int_nps_segments_weighted as
            select *, nps as weighted_nps, nps_ci_low as weighted_nps_ci_low,
                nps_ci_high as weighted_nps_ci_high, n as effective_response_count,
                true as is_weighting_valid, true as is_weight_converged,
                cast(0 as double) as max_margin_error, cast(0 as double) as trimmed_share
            from int_nps_segments_estimated;
    """)
    engine.build("nps_by_segment")
    return engine.query("from nps_by_segment order by segment_value")


def worlds_of_segments(rng: np.random.Generator, shares: np.ndarray) -> dict[str, Any]:
    """Publish worlds of segments of 60 independent answers, shares by world and segment."""
    worlds, segments, _ = shares.shape
    up, flat, down = rng.multinomial(60, shares).reshape(-1, 3).T
    numbers = np.arange(worlds * segments)
    sums = independent_sums(up, flat, down)
    keys = {"segment_number": numbers, "type_number": numbers // segments}
    engine = Engine(sums=sums | keys | {"nps_unfiltered": 0.0 * up})
    engine.connection.execute(
        rendered("""
        create table int_nps_segments_estimated as
            with weighed as (
                select *, 'month' as period_grain, date '2024-01-01' as period_start_date,
                    cast(null as varchar) as secret_suppression_reason,
                    {{ nps_design_effect() }}
                from sums
            )
            select *, {{ nps_interval() }}, {{ nps_suppression() }} from weighed;
        create table int_nps_segment_clusters_shared as
            select segment_number, period_grain, period_start_date, 0.0 as first_shared_count,
                {{ nps_shared_sums('n', 'n', 'n', 'n') }}
            from int_nps_segments_estimated where false group by 1, 2, 3;
    """)
    )
    return publish_segments(engine.build("int_nps_segment_rests_estimated"))


def test_false_alarms_are_as_rare_as_promised() -> None:
    """10,000 worlds without effect: 4 to 8 % have a q below 0.05; raw p-values alarm in 65 %."""
    worlds, segments = 10_000, 20
    found = worlds_of_segments(
        np.random.default_rng(6), np.broadcast_to(SHARES, (worlds, segments, 3))
    )
    alarms, raw = (
        (found[column].reshape(worlds, segments) < 0.05).any(axis=1).mean()
        for column in ("q_value", "p_value")
    )
    assert 0.04 <= alarms <= 0.08
    assert 0.60 <= raw <= 0.70
    assert set(found["tests_in_family"]) == {segments}
    assert (found["is_significant"] == (found["q_value"] < 0.05)).all()


def test_a_planted_gap_is_found() -> None:
    """A segment 45 points below the others, among 20 of 60 answers each, in 80 % of worlds."""
    worlds, segments = 1000, 20
    shares = np.tile(SHARES, (worlds, segments, 1))
    shares[:, 7] = (0.25, 0.35, 0.40)
    found = worlds_of_segments(np.random.default_rng(7), shares)
    is_significant = found["is_significant"].reshape(worlds, segments)[:, 7]
    gap = found["gap_to_rest"].reshape(worlds, segments)[:, 7]
    assert gap.mean() == pytest.approx(-45, abs=1)
    assert is_significant.mean() >= 0.80


@pytest.mark.skipif(not GARDEN.exists(), reason=f"real data is not here: no {GARDEN}")
def test_two_waves_of_garden_centres_by_hand() -> None:
    """French customers, first wave 2976, second 2361: a fall of 2.4 that may well be chance.

    By hand: m' = 1580/2979 and 1197/2364, se'^2 = 0.00014035 and 0.00018975, so the difference of
    -0.024034 has a standard error of 0.018169, z = -1.3228.
    """
    with GARDEN.open(encoding="latin-1") as file:
        rows = [(row["t"], row["nps"]) for row in csv.DictReader(file) if row["nps"] != "NA"]
    waves = [np.array([int(score) for wave, score in rows if wave == one]) for one in ("0", "1")]
    points = [np.where(scores >= 9, 100, np.where(scores <= 6, -100, 0)) for scores in waves]
    assert [(len(each), (each == 100).sum(), (each == -100).sum()) for each in points] == [
        (2976, 1831, 251),
        (2361, 1431, 234),
    ]
    clusters = np.split(np.arange(2976 + 2361), [2976])
    found = compare_periods([list(zip(points, clusters, strict=True))])
    assert found["nps_before"][0] == pytest.approx(53.0914, abs=5e-5)
    assert found["nps_change"][0] == pytest.approx(50.6989 - 53.0914, abs=1e-4)
    assert found["nps_change_ci_low"][0] == pytest.approx(-5.9644, abs=1e-4)
    assert found["nps_change_ci_high"][0] == pytest.approx(1.1575, abs=1e-4)
    assert found["nps_change_p_value"][0] == pytest.approx(0.18589, abs=1e-5)
