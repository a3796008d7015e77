"""The interval of the NPS block against independent arithmetic, enumeration and simulation.

The SQL under test is the text of the macros in macros/metrics, rendered as dbt would and run by
DuckDB on tables made here.
"""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import numpy as np
import pytest
import yaml
from scipy.stats import multinomial, norm

ROOT = Path(__file__).resolve().parents[2]
SHARES = [(0.4, 0.2, 0.4), (0.5, 0.3, 0.2), (0.7, 0.2, 0.1), (0.875, 0.1, 0.025)]
POINTS = np.array([100, 0, -100])


def render(sql: str) -> str:
    """Render SQL that calls macros of macros/metrics, with the vars of the project."""
    macros = [path.read_text() for path in sorted((ROOT / "macros/metrics").glob("*.sql"))]
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    template = environment.from_string("\n".join([*macros, sql]))
    return template.render(var=variables.__getitem__)


FROM_ANSWERS = """
with shown as (select *, cast(null as string) as secret_suppression_reason from answers),
{{ nps_estimated('shown', group_by=['world']) }}
select * from estimated order by world
"""
FROM_SUMS = """
with weighed as (select *, {{ nps_design_effect() }} from sums)
select *, {{ nps_interval() }} from weighed
"""
FROM_SUMS_PUBLISHED = """
with weighed as (select *, {{ nps_design_effect() }} from sums),
judged as (select *, {{ nps_interval() }}, {{ nps_suppression() }} from weighed)
select {{ nps_block('judged') }} from judged
"""


def estimate(sql: str, **tables: dict[str, Any]) -> dict[str, np.ndarray]:
    """Run rendered SQL over tables given as columns; return the columns of its result."""
    with duckdb.connect() as connection:
        for name, columns in tables.items():
            arrays = {column: np.asarray(values) for column, values in columns.items()}
            connection.register(name, arrays)
        return connection.execute(render(sql)).fetchnumpy()


def estimate_answers(
    points: np.ndarray, cluster: np.ndarray, world: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Take answers through all acts of the block; every answer counts and none is secret."""
    size = len(points)
    answers = {
        "world": np.zeros(size, dtype=int) if world is None else world,
        "cluster_id": cluster,
        "nps_points": points,
        "is_shown": np.full(size, True),
        "is_secret": np.full(size, False),
    }
    return estimate(FROM_ANSWERS, answers=answers)


def independent_sums(up: Any, flat: Any, down: Any) -> dict[str, np.ndarray]:
    """Give the sums of groups of promoters, passives, detractors, each a cluster of its own."""
    up, flat, down = map(np.atleast_1d, (up, flat, down))
    size = (up + flat + down).astype(float)
    return {
        "response_count": up + flat + down,
        "promoter_count": up,
        "passive_count": flat,
        "detractor_count": down,
        "cluster_count": size,
        "cluster_size_squares": size,
        "cluster_size_by_net": (up - down).astype(float),
        "cluster_net_squares": (up + down).astype(float),
    }


def estimate_counts(up: Any, flat: Any, down: Any) -> dict[str, np.ndarray]:
    """Estimate groups of independent promoters, passives and detractors."""
    return estimate(FROM_SUMS, sums=independent_sums(up, flat, down))


def publish(promoters: np.ndarray, secret_reasons: np.ndarray) -> list[dict[str, Any]]:
    """Publish the block of groups of promoters alone, some of them hidden for secrecy."""
    sums = independent_sums(promoters, 0 * promoters, 0 * promoters)
    extra = {"secret_suppression_reason": secret_reasons, "nps_unfiltered": 1.0 * promoters}
    found = estimate(FROM_SUMS_PUBLISHED, sums=sums | extra)
    rows = zip(*(np.ma.asarray(values).tolist() for values in found.values()), strict=True)
    return [dict(zip(found, row, strict=True)) for row in rows]


def adjusted_wald(points: np.ndarray, design_effect: float = 1.0) -> tuple[float, float]:
    """METRICS' interval written out in plain Python, from the points of the answers."""
    n = len(points) / design_effect
    p = (n * np.mean(points == 100) + 0.75) / (n + 3)
    d = (n * np.mean(points == -100) + 0.75) / (n + 3)
    reach = norm.ppf(0.975) * sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = max(-100, 100 * (p - d - reach)), min(100, 100 * (p - d + reach))
    return min(low, points.mean()), max(high, points.mean())


def cluster_design_effect(points: np.ndarray, cluster: np.ndarray) -> float:
    """Sandwich variance of the mean by clusters over s^2/n, from residuals, at least 1."""
    residuals, n = points - points.mean(), len(points)
    totals = np.array([residuals[cluster == one].sum() for one in np.unique(cluster)])
    robust = len(totals) / (len(totals) - 1) * (totals**2).sum() / n**2
    return max(1.0, robust / (points.var(ddof=1) / n))


def clustered_answers(
    rng: np.random.Generator, shares: tuple[float, ...], worlds: int, accounts: int, each: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw points, cluster and world of answers with an intra-class correlation of exactly 0.3.

    Each answer repeats the account's own view with probability sqrt(0.3), so two answers of one
    account are both that view, hence equal, with probability 0.3, and else independent.
    """
    shape = (worlds, accounts, each)
    view = rng.choice(POINTS, (worlds, accounts, 1), p=shares)
    points = np.where(rng.random(shape) < sqrt(0.3), view, rng.choice(POINTS, shape, p=shares))
    cluster = np.broadcast_to(np.arange(accounts)[:, None], shape)
    world = np.broadcast_to(np.arange(worlds)[:, None, None], shape)
    return points.ravel(), cluster.ravel(), world.ravel()


def holds(found: dict[str, np.ndarray], true_nps: float, tolerance: float = 1e-9) -> np.ndarray:
    """Say per group whether its interval holds the true NPS."""
    low, high = found["nps_ci_low"] - tolerance, found["nps_ci_high"] + tolerance
    return (low <= true_nps) & (true_nps <= high)


def test_nine_promoters_and_a_passive() -> None:
    """The worked example of the definition."""
    found = estimate_counts(9, 1, 0)
    assert found["nps"][0] == pytest.approx(90)
    assert found["nps_ci_low"][0] == pytest.approx(38.08, abs=0.005)
    assert found["nps_ci_high"][0] == 100


def test_interval_of_unanimous_answers_holds_the_raw_nps() -> None:
    """All promoters, all passives, all detractors: bounds stay in range and hold the NPS."""
    sizes = np.array([1, 2, 10, 300])
    none = np.zeros(4, dtype=int)
    promoters, passives = np.concatenate([[sizes, none], [none, sizes], [none, none]], axis=1)
    found = estimate_counts(promoters, passives, np.concatenate([none, none, sizes]))
    assert set(found["nps"]) == {100, 0, -100}
    assert (found["nps_ci_low"] >= -100).all() and (found["nps_ci_high"] <= 100).all()
    assert (found["nps_ci_low"] <= found["nps"]).all()
    assert (found["nps"] <= found["nps_ci_high"]).all()
    assert (found["nps_ci_low"] < found["nps_ci_high"]).all()


def test_interval_against_plain_arithmetic() -> None:
    """Bounds and design effect of 200 random groups, clustered and not, to 1e-9."""
    rng = np.random.default_rng(1)
    groups = []
    for world in range(200):
        size = int(rng.integers(2, 200))
        points = rng.choice(POINTS, size, p=SHARES[world % 4])
        cluster = rng.integers(0, max(2, size // (1 + world % 6)), size)
        groups.append((points, cluster))
    found = estimate_answers(
        np.concatenate([points for points, _ in groups]),
        np.concatenate([cluster for _, cluster in groups]),
        np.repeat(np.arange(200), [len(points) for points, _ in groups]),
    )
    compared = 0
    for world, (points, cluster) in enumerate(groups):
        if len(np.unique(cluster)) < 2 or points.std() == 0:
            continue
        effect = cluster_design_effect(points, cluster)
        low, high = adjusted_wald(points, found["design_effect"][world])
        assert found["design_effect"][world] == pytest.approx(effect, abs=1e-9)
        assert found["nps_ci_low"][world] == pytest.approx(low, abs=1e-9)
        assert found["nps_ci_high"][world] == pytest.approx(high, abs=1e-9)
        compared += 1
    assert compared > 180


def test_one_answer_per_cluster_is_the_simple_formula() -> None:
    """The design effect is exactly 1, so the bounds are those of independent answers."""
    rng = np.random.default_rng(2)
    groups = [rng.choice(POINTS, size, p=SHARES[1]) for size in (1, 2, 10, 77)]
    points = np.concatenate(groups)
    world = np.repeat(np.arange(4), [len(group) for group in groups])
    found = estimate_answers(points, np.arange(len(points)), world)
    assert list(found["design_effect"]) == [1, 1, 1, 1]
    expected = np.array([adjusted_wald(group) for group in groups])
    assert found["nps_ci_low"] == pytest.approx(expected[:, 0], abs=1e-9)
    assert found["nps_ci_high"] == pytest.approx(expected[:, 1], abs=1e-9)


def test_answers_that_repeat_each_other_count_once() -> None:
    """Five equal answers of each account have the interval of a fifth as many answers."""
    points = np.repeat(np.random.default_rng(3).choice(POINTS, 60, p=SHARES[1]), 5)
    found = estimate_answers(points, np.repeat(np.arange(60), 5))
    # 5 but for the small-sample factors of 60 clusters and 300 answers.
    assert found["design_effect"][0] == pytest.approx(5 * (60 / 59) * (299 / 300), abs=1e-9)


@pytest.mark.parametrize("size", [10, 30, 300])
def test_exact_coverage(size: int) -> None:
    """Over every possible outcome, weighted by its probability, 94 to 97 % hold the truth."""
    promoters, detractors = np.divmod(np.arange((size + 1) ** 2), size + 1)
    possible = promoters + detractors <= size
    promoters, detractors = promoters[possible], detractors[possible]
    passives = size - promoters - detractors
    found = estimate_counts(promoters, passives, detractors)
    outcomes = np.column_stack([promoters, passives, detractors])
    for shares in SHARES:
        probability = multinomial.pmf(outcomes, size, shares)
        covered = holds(found, 100 * (shares[0] - shares[2]))
        assert probability.sum() == pytest.approx(1)
        assert 0.94 <= probability[covered].sum() <= 0.97, shares


@pytest.mark.parametrize("shares", SHARES[:3], ids=str)
def test_coverage_with_five_answers_per_account(shares: tuple[float, float, float]) -> None:
    """At an intra-class correlation of 0.3 clusters bring coverage back; without them it fails."""
    rng = np.random.default_rng(4)
    points, cluster, world = clustered_answers(rng, shares, worlds=2000, accounts=60, each=5)
    true_nps = 100 * (shares[0] - shares[2])
    clustered = estimate_answers(points, cluster, world)
    ignoring = estimate_answers(points, np.arange(len(points)), world)
    assert 0.93 <= holds(clustered, true_nps).mean() <= 0.97
    assert holds(ignoring, true_nps).mean() <= 0.87
    assert clustered["design_effect"].mean() == pytest.approx(1 + 4 * 0.3, abs=0.1)


def test_grades_follow_the_half_width() -> None:
    """A to 5, B to 10, C to 20, D beyond; reportable from 30 answers and grade C."""
    sizes = np.arange(20, 3000, 5)
    opposed = estimate_counts(sizes // 2, 0 * sizes, sizes - sizes // 2)
    alike = estimate_counts(sizes, 0 * sizes, 0 * sizes)
    for found in (opposed, alike):
        half = found["half_width"]
        grades = np.array(list("ABCD"))[np.searchsorted([5, 10, 20], half)]
        assert list(found["reliability_grade"]) == list(grades)
        assert list(found["is_reportable"]) == list((sizes >= 30) & (half <= 20))
    assert set(opposed["reliability_grade"]) == set("ABCD")


@pytest.mark.parametrize("secret_reason", [None, "complementary"])
def test_small_groups_publish_no_metric(secret_reason: str | None) -> None:
    """Below five every metric is null and says why; where secrecy hid it, its size is too."""
    sizes = np.array([0, 4, 5])
    reasons = np.array([secret_reason] * 3, dtype=object)
    empty, small, shown = publish(sizes, reasons)
    for group, size in ((empty, 0), (small, 4)):
        assert group.pop("suppression_reason") == (secret_reason or "too_few")
        assert group.pop("response_count") == (None if secret_reason else size)
        assert group.pop("is_reportable") is False
        assert set(group.values()) == {None}
    assert shown.pop("suppression_reason") is None
    assert None not in shown.values()
