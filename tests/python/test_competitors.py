"""Competitors and published benchmarks, against numpy, scipy, simulation and the planted story.

The SQL under test is the models' own text, rendered as dbt would and run by DuckDB on answers
made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import duckdb
import numpy as np
import pytest
from conftest import Warehouse
from landed import Landed
from rendered import built, rows
from scipy.stats import false_discovery_control, norm

POINTS = np.array([100, 0, -100])
WAVES = ["2025-01-10", "2025-07-10", "2026-01-10"]
OWN = "b00"
MONTHS = """
select d::date as date_day, 'month' as period_grain, last_day(d) as period_end_date,
    date_trunc('month', d)::date as period_start_date,
    date_trunc('year', d)::date as year_start_date, true as is_complete_period
from range(timestamp '2025-01-01', timestamp '2026-02-01', interval 1 day) days (d)
"""
# Answers from their codes: world, person, brand, wave, points, and whether they count.
ANSWERS = f"""
select row_number() over () || '' as response_id, 'q' as question_id,
    'm' || lpad(world::varchar, 5, '0') as market, 'b' || lpad(brand::varchar, 2, '0') as brand_id,
    'benchmark' as survey_kind, 'overall' as dimension, {WAVES}[1 + wave]::date as submitted_date,
    points as nps_points, counted as is_counted, false as is_secret,
    world || ':' || person as cluster_id
from answers
"""


def compared(
    until: str = "nps_by_competitor",
    own_brands: Sequence[str] = (OWN,),
    answers: str = ANSWERS,
    **codes: Any,
) -> duckdb.DuckDBPyConnection:
    """Build the models up to `until` on answers given by code, arrays or numbers for all."""
    codes = {"wave": 0, "counted": True} | codes
    given = dict(zip(codes, np.broadcast_arrays(*codes.values()), strict=True))
    inputs = {
        "answers": given,
        "int_nps_answers_segmented": answers,
        "int_dates_by_period": MONTHS,
        "brands": f"select unnest({[*own_brands]}) as brand_id, true as is_own",
    }
    return built(until, inputs)


def published(connection: duckdb.DuckDBPyConnection, where: str = "true") -> list[dict[str, Any]]:
    """Rows of the mart at month grain."""
    return rows(connection, f"from nps_by_competitor where {where} order by all")


def two_brands(
    rng: np.random.Generator,
    worlds: int,
    people: int,
    shares: tuple[tuple[float, ...], tuple[float, ...]],
    same: float,
) -> np.ndarray:
    """Points of people (worlds, people, 2) who rate both brands with one mood, or with two.

    With probability `same` one uniform number decides both answers: with equal shares that is
    their correlation.
    """
    moods = rng.random((worlds, people, 2))
    moods[:, :, 1] = np.where(rng.random((worlds, people)) < same, moods[:, :, 0], moods[:, :, 1])
    bounds = np.cumsum(np.array(shares), axis=1)[:, :2]
    return POINTS[(moods[..., None] > bounds).sum(axis=-1)]


def paired_and_unpaired(points: np.ndarray) -> tuple[float, float]:
    """Share of worlds in which the gap is found: by the models, and without pairing."""
    world, person, brand = np.indices(points.shape).reshape(3, -1)
    connection = compared(
        "int_nps_brands_compared", world=world, person=person, brand=brand, points=points.ravel()
    )
    (found,) = rows(
        connection,
        f"""
        select avg((gap_p_value < 0.05)::int) as paired,
            avg((abs(own.adjusted_net - others.adjusted_net)
                / sqrt(own.adjusted_se ** 2 + others.adjusted_se ** 2) > {norm.ppf(0.975)})::int)
                as unpaired
        from int_nps_brands_compared as compared
        join int_nps_brands_estimated as own
            using (market, period_grain, period_start_date, brand_id)
        join int_nps_brands_estimated as others
            on others.market = own.market and others.period_grain = own.period_grain
            and others.brand_id = compared.other_brand_id
        where period_grain = 'month' and compared.brand_id = '{OWN}'
        """,
    )
    return found["paired"], found["unpaired"]


def test_pairing_raises_false_alarms_in_one_of_twenty() -> None:
    """Ten thousand waves of 60 people at correlation 0.5 and no gap: 4 to 6 % are found."""
    shares = (0.5, 0.3, 0.2)
    points = two_brands(np.random.default_rng(1), 10_000, 60, (shares, shares), 0.5)
    assert np.corrcoef(points.reshape(-1, 2).T)[0, 1] == pytest.approx(0.5, abs=0.01)
    paired, unpaired = paired_and_unpaired(points)
    assert 0.04 <= paired <= 0.06
    assert unpaired < 0.01


def test_pairing_finds_what_comparing_strangers_misses() -> None:
    """A gap of 10 at correlation 0.49, 220 people: found in 45 % of waves against 18 %."""
    shares = ((0.45, 0.3, 0.25), (0.5, 0.3, 0.2))
    points = two_brands(np.random.default_rng(2), 2000, 220, shares, 0.528)
    assert np.corrcoef(points.reshape(-1, 2).T)[0, 1] == pytest.approx(0.49, abs=0.01)
    paired, unpaired = paired_and_unpaired(points)
    assert paired == pytest.approx(0.45, abs=0.035)
    assert unpaired == pytest.approx(0.18, abs=0.03)


def markets_of_many_brands(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Answers of 24 markets, 2 to 12 brands, two waves; some answer twice, some do not count."""
    parts = []
    for world in range(24):
        brands, people = 2 + world % 11, int(rng.integers(30, 160))
        mood = rng.normal(size=(people, 1))
        for wave in (0, 2):
            liking = rng.normal(0, 0.4, brands) + mood + rng.normal(size=(people, brands))
            points = np.where(liking > 0.5, 100, np.where(liking < -0.5, -100, 0))
            asked = rng.random((people, brands)) < rng.uniform(0.4, 1, brands)
            for repeat in (0, 1):
                chosen = asked & (rng.random((people, brands)) < (1.0, 0.1)[repeat])
                person, brand = np.nonzero(chosen)
                given = points[chosen] if repeat == 0 else rng.choice(POINTS, len(person))
                counted = rng.random(len(person)) < 0.95
                codes = np.full((2, len(person)), [[world], [wave]])
                parts.append(np.vstack([codes, person, brand, given, counted]))
    names = ["world", "wave", "person", "brand", "points", "counted"]
    made = dict(zip(names, np.hstack(parts), strict=True))
    return made | {"counted": made["counted"].astype(bool)}


def paired_gap(left: Mapping[int, list], right: Mapping[int, list]) -> tuple[float, ...]:
    """METRICS' paired difference from the points that each person gave either brand.

    The covariance is numpy's over those in both, of their sums less size times mean; as each
    side's variance it takes three pseudo-responses that nobody shares, n / (n + 3).
    """
    nets, errors, sizes, kept = [], [], [], []
    for side in (left, right):
        given = np.concatenate([*side.values()]) / 100
        n, mean = len(given), given.mean()
        sums = np.array([np.sum(each) / 100 - len(each) * mean for each in side.values()])
        robust = len(side) / (len(side) - 1) * (sums**2).sum() / n**2
        effect = 1.0 if len(side) == n else max(1.0, robust / (given.var(ddof=1) / n))
        small = n / effect
        p = (np.mean(given == 1) * small + 0.75) / (small + 3)
        d = (np.mean(given == -1) * small + 0.75) / (small + 3)
        nets.append(p - d)
        errors.append(sqrt((p + d - (p - d) ** 2) / (small + 3)))
        sizes.append(n)
        kept.append(small / (small + 3))
    both = [person for person in left if person in right]
    residuals = []
    for side in (left, right):
        mean = np.mean(np.concatenate([side[person] for person in both]))
        residuals.append([np.sum(side[each]) - len(side[each]) * mean for each in both])
    covariance = np.cov(residuals, ddof=1)[0, 1] / 1e4
    shared = min(
        0.99 * errors[0] * errors[1],
        kept[0] * kept[1] * len(both) * covariance / (sizes[0] * sizes[1]),
    )
    error = sqrt(errors[0] ** 2 + errors[1] ** 2 - 2 * shared)
    return 100 * (nets[0] - nets[1]), 100 * error


def test_gaps_against_numpy_and_scipy() -> None:
    """Gap, error, interval, p, q, rank and z-score of every brand of 24 markets, to 1e-9."""
    made = markets_of_many_brands(np.random.default_rng(3))
    connection = compared(**made)
    tested = scored = 0
    for world in range(24):
        for wave, day in ((0, WAVES[0]), (2, WAVES[2])):
            chosen = (made["world"] == world) & (made["wave"] == wave) & made["counted"]
            given: dict[int, dict[int, list]] = {}
            for brand, person, points in zip(
                *(made[name][chosen] for name in ("brand", "person", "points")), strict=True
            ):
                given.setdefault(brand, {}).setdefault(person, []).append(points)
            market = f"market = 'm{world:05}' and period_start_date = date_trunc('month', "
            found = {
                row["brand_id"]: row for row in published(connection, f"{market}date '{day}')")
            }
            nps = {b: np.mean(np.concatenate([*own.values()])) for b, own in given.items()}
            size = {b: len(np.concatenate([*own.values()])) for b, own in given.items()}
            field = [nps[b] for b in nps if size[b] >= 50]
            expected_p = {}
            for brand in given:
                row = found[f"b{brand:02}"]
                assert row["nps"] == pytest.approx(nps[brand], abs=1e-9)
                assert row["nps_rank"] == 1 + sum(other > nps[brand] for other in nps.values())
                assert row["brand_count"] == len(given)
                assert row["is_leader"] == (nps[brand] == max(nps.values()))
                if len(field) >= 8 and size[brand] >= 50:
                    z = (nps[brand] - np.mean(field)) / np.std(field, ddof=1)
                    assert row["z_score"] == pytest.approx(z, abs=1e-9)
                    scored += 1
                else:
                    assert row["z_score"] is None
                if brand == 0:
                    assert row["gap_to_own"] is row["p_value"] is row["q_value"] is None
                    continue
                gap, error = paired_gap(given[brand], given[0])
                raw = nps[brand] - nps[0]
                expected_p[brand] = 2 * norm.sf(abs(gap / error))
                reach = norm.ppf(0.975) * error
                assert row["gap_to_own"] == pytest.approx(raw, abs=1e-9)
                assert row["gap_standard_error"] == pytest.approx(error, abs=1e-9)
                assert row["gap_ci_low"] == pytest.approx(min(raw, gap - reach), abs=1e-9)
                assert row["gap_ci_high"] == pytest.approx(max(raw, gap + reach), abs=1e-9)
                assert row["p_value"] == pytest.approx(expected_p[brand], abs=1e-9)
                assert row["probability_above_own"] == pytest.approx(norm.cdf(gap / error))
            q = false_discovery_control([*expected_p.values()])
            for brand, expected in zip(expected_p, q, strict=True):
                row = found[f"b{brand:02}"]
                assert row["q_value"] == pytest.approx(expected, abs=1e-9)
                assert row["is_significant"] == (expected < 0.05)
                assert row["tests_in_family"] == len(expected_p)
                tested += 1
    assert tested > 200
    assert scored > 30


def test_a_wave_is_compared_with_the_wave_before() -> None:
    """Past a wave that was not asked; the change of a gap has both waves' errors."""
    connection = compared(**markets_of_many_brands(np.random.default_rng(4)))
    first, last = (
        {(row["market"], row["brand_id"]): row for row in published(connection, where)}
        for where in ("period_start_date < '2026-01-01'", "period_start_date >= '2026-01-01'")
    )
    assert all(row["previous_period_start_date"] is None for row in first.values())
    tested = 0
    for key, row in last.items():
        before = first[key]
        assert row["previous_period_start_date"] == before["period_start_date"]
        assert row["nps_previous"] == before["nps"]
        assert row["nps_rank_previous"] == before["nps_rank"]
        assert row["gap_to_own_previous"] == before["gap_to_own"]
        if row["gap_to_own"] is None:
            assert row["gap_to_own_change"] is None
            continue
        change = row["gap_to_own"] - before["gap_to_own"]
        error = sqrt(row["gap_standard_error"] ** 2 + before["gap_standard_error"] ** 2)
        middle = norm.ppf(row["probability_above_own"]) * row["gap_standard_error"]
        middle -= norm.ppf(before["probability_above_own"]) * before["gap_standard_error"]
        assert row["gap_to_own_change"] == pytest.approx(change, abs=1e-9)
        assert row["gap_change_p_value"] == pytest.approx(2 * norm.sf(abs(middle / error)))
        reach = norm.ppf(0.975) * error
        assert row["gap_change_ci_low"] == pytest.approx(min(change, middle - reach))
        assert row["gap_change_ci_high"] == pytest.approx(max(change, middle + reach))
        tested += 1
    assert tested > 100


def test_probability_to_be_first_against_simulation() -> None:
    """Drawn from the estimates with all their covariances: within 0.03, on average 0.005."""
    rng = np.random.default_rng(5)
    made = markets_of_many_brands(rng)
    connection = compared(**made)
    estimates = rows(
        connection,
        """
        select *, dense_rank() over (order by market, period_start_date) as field
        from int_nps_brands_estimated where period_grain = 'month'
        order by market, period_start_date, brand_id
        """,
    )
    gaps = {
        (row["market"], row["period_start_date"], row["brand_id"], row["other_brand_id"]): row
        for row in rows(connection, "from int_nps_brands_compared where period_grain = 'month'")
    }
    chances = {
        (row["market"], row["period_start_date"], row["brand_id"]): row["probability_first"]
        for row in published(connection)
    }
    distances = []
    for field in sorted({row["field"] for row in estimates}):
        brands = [row for row in estimates if row["field"] == field]
        keys = [(row["market"], row["period_start_date"], row["brand_id"]) for row in brands]
        # Variance of each estimate, and half of what a gap's variance lacks of two of them.
        variance = np.diag([row["adjusted_se"] ** 2 for row in brands])
        for i, left in enumerate(brands):
            for j, right in enumerate(brands):
                if i != j:
                    gap = gaps[*keys[i], right["brand_id"]]["gap_se"]
                    both = left["adjusted_se"] ** 2 + right["adjusted_se"] ** 2
                    variance[i, j] = (both - gap**2) / 2
        means = [row["adjusted_net"] for row in brands]
        drawn = rng.multivariate_normal(means, variance, 100_000, check_valid="ignore")
        share = np.bincount(drawn.argmax(axis=1), minlength=len(brands)) / len(drawn)
        distances += [abs(chances[key] - each) for key, each in zip(keys, share, strict=True)]
    assert len(distances) > 300
    assert max(distances) < 0.03
    assert np.mean(distances) < 0.005


def test_of_two_brands_the_first_is_who_is_above() -> None:
    """With one rival, to be first is to be above him."""
    points = two_brands(np.random.default_rng(6), 30, 40, ((0.4, 0.3, 0.3),) * 2, 0.3)
    world, person, brand = np.indices(points.shape).reshape(3, -1)
    connection = compared(world=world, person=person, brand=brand, points=points.ravel())
    found = published(connection, f"brand_id != '{OWN}'")
    assert len(found) == 30
    for row in found:
        assert row["probability_first"] == pytest.approx(row["probability_above_own"], abs=1e-6)


def test_degenerate_markets() -> None:
    """Nothing breaks, nothing is invented, whatever a market lacks."""
    everybody, nobody = np.arange(40), np.zeros(40, dtype=int)
    mixed = np.where(everybody % 2 == 0, 100, -100)
    parts = [
        # world, brand, points of people 0, 1, ...
        (0, 0, mixed), (0, 1, mixed), (0, 2, mixed[:1]), (0, 3, nobody), (0, 4, nobody + 100),
        (1, 1, mixed), (1, 2, nobody + 100),  # nobody was asked about us
        (2, 0, mixed[:4]), (2, 1, mixed), (2, 2, mixed[:9]),  # too few about us
        (3, 0, mixed),  # about us alone
        (4, 0, nobody), (4, 1, nobody), (4, 2, nobody),  # all the same, everywhere
    ]  # fmt: skip
    connection = compared(
        world=np.concatenate([np.full(len(points), world) for world, _, points in parts]),
        brand=np.concatenate([np.full(len(points), brand) for _, brand, points in parts]),
        person=np.concatenate([np.arange(len(points)) for *_, points in parts]),
        points=np.concatenate([points for *_, points in parts]),
    )
    found = {
        (int(row["market"][1:]), int(row["brand_id"][1:])): row for row in published(connection)
    }
    assert len(found) == len(parts)
    for row in found.values():
        for value in row.values():
            assert value is None or not isinstance(value, float) or np.isfinite(value)
    # The same people, the same answers: no gap, an error all the same; a shared place.
    twin = found[0, 1]
    assert twin["gap_to_own"] == 0 and twin["p_value"] == 1
    assert twin["gap_ci_low"] < 0 < twin["gap_ci_high"]
    ranks = {brand: found[0, brand]["nps_rank"] for brand in range(5)}
    assert ranks == {4: 1, 0: 2, 1: 2, 3: 2, 2: None}
    # One respondent: his size is shown, nothing else, and he is in nobody's count.
    one = {name: value for name, value in found[0, 2].items() if value is not None}
    assert one["response_count"] == 1 and one["suppression_reason"] == "too_few"
    assert set(one) <= {
        "market", "brand_id", "is_own", "own_brand_id", "period_grain", "period_start_date",
        "period_end_date", "is_complete_period", "is_latest_complete_period", "response_count",
        "is_reportable", "suppression_reason", "brand_count", "tests_in_family",
    }  # fmt: skip
    assert one["brand_count"] == 4 and one["tests_in_family"] == 3
    for brand in (1, 2):
        assert found[1, brand]["own_brand_id"] is found[1, brand]["gap_to_own"] is None
        assert found[1, brand]["nps_rank"] == 3 - brand
        # We are hidden there: a gap would give our NPS away.
        assert found[2, brand]["gap_to_own"] is found[2, brand]["p_value"] is None
    # Nine answers have a rank but are not compared.
    assert found[2, 2]["nps_rank"] == 1 and found[2, 2]["probability_first"] is None
    assert found[3, 0]["nps_rank"] == 1 and found[3, 0]["probability_first"] is None
    for brand in range(3):
        same = found[4, brand]
        assert same["is_leader"] and same["z_score"] is None
        assert same["probability_first"] == pytest.approx(1 / 3)


def test_of_several_own_brands_the_best_known_is_the_measure() -> None:
    """Over all waves of its market; the other own brand has a gap to it as any other."""
    sizes = {(0, 0): 60, (0, 1): 30, (2, 0): 20, (2, 1): 40}
    connection = compared(
        own_brands=[OWN, "b01"],
        world=0,
        wave=np.concatenate([np.full(size, wave) for (wave, _), size in sizes.items()]),
        brand=np.concatenate([np.full(size, brand) for (_, brand), size in sizes.items()]),
        person=np.concatenate([np.arange(size) for size in sizes.values()]),
        points=100,
    )
    for row in published(connection):
        assert row["is_own"] and row["own_brand_id"] == OWN
        assert (row["gap_to_own"] is None) == (row["brand_id"] == OWN)


def test_only_benchmark_surveys_are_compared() -> None:
    """Relationship NPS, other dimensions and anonymous answers are in no market."""
    answers = f"""
        with asked as ({ANSWERS}) from asked union all
        select asked.* replace (kind as survey_kind, about as dimension, secret as is_secret,
            -100 as nps_points)
        from asked, (values ('relationship', 'overall', false), ('benchmark', 'quality', false),
            ('benchmark', 'overall', true)) others (kind, about, secret)
    """
    people = np.arange(80)
    connection = compared(answers=answers, world=0, brand=people % 2, person=people, points=100)
    for row in published(connection):
        assert (row["response_count"], row["nps"], row["nps_unfiltered"]) == (40, 100, 100)


@pytest.mark.parametrize(
    ("benchmark", "reason"),
    [
        ({}, None),
        ({"survey_kind": "benchmark"}, "survey_kind"),
        ({"method": "panel"}, "method"),
        ({"method": None}, "method"),
        ({"scale": "1-10"}, "scale"),
        ({"survey_year": 2022}, "survey_year"),
        ({"survey_year": None, "survey_kind": None}, "survey_kind, survey_year"),
    ],
)
def test_published_benchmarks_are_compared_with_what_they_measured(
    benchmark: dict[str, Any], reason: str | None
) -> None:
    """A gap where kind, method, scale and year are known and agree; else the reason, no gap."""
    row = {
        "benchmark_id": "b", "industry": "tools", "statistic": "mean", "nps": 30.0,
        "survey_year": 2023, "published_year": 2024, "geography": "g", "sample": "s",
        "method": "self_reported", "survey_kind": "relationship", "scale": "0-10", "source": "o",
    } | benchmark  # fmt: skip
    values = ", ".join(
        repr(value) if value is not None else f"null::{'int' if 'year' in name else 'text'}"
        for name, value in row.items()
    )
    inputs = {
        "industry_benchmarks": f"""
            select unnest(['tools', 'ships']) as industry, * exclude (industry),
            from (values ({values})) seed ({", ".join(row)})
        """,
        "dim_brands": """
            from (values ('us', true, 'tools'), ('them', false, 'tools'))
                named (brand_id, is_own, industry)
        """,
        "nps_by_period": """
            select *, date '2025-01-01' as period_start_date, date '2025-03-31' as period_end_date,
                true as is_complete_period, true as is_latest_complete_period,
                80 as response_count, 41.5 as nps, 30.0 as nps_ci_low, 52.0 as nps_ci_high,
                true as is_reportable, null as suppression_reason, 'overall' as dimension
            from (values ('us', 'relationship', 'quarter'), ('us', 'relationship', 'month'),
                ('us', 'employee', 'quarter'), ('them', 'relationship', 'quarter'))
                series (brand_id, survey_kind, period_grain)
        """,
        "int_nps_answers_segmented": """
            select '1' as response_id, 'q' as question_id, 'us' as brand_id,
                'relationship' as survey_kind, 'overall' as dimension,
                date '2025-02-01' as submitted_date, true as is_counted
        """,
        "int_survey_answers_defined": """
            select '1' as response_id, 'q' as question_id, 0.0 as scale_min, 10.0 as scale_max
        """,
        "int_dates_by_period": """
            select date '2025-02-01' as date_day, 'quarter' as period_grain,
                date '2025-01-01' as period_start_date
        """,
    }
    (found,) = rows(built("nps_vs_industry", inputs), "from nps_vs_industry")
    assert (found["brand_id"], found["period_grain"]) == ("us", "quarter")
    assert found["nps"] == 41.5 and found["benchmark_nps"] == 30
    assert found["incomparable_reason"] == reason
    assert found["is_comparable"] == (reason is None)
    gap = (found["gap"], found["gap_ci_low"], found["gap_ci_high"])
    assert gap == ((11.5, 0, 22) if reason is None else (None, None, None))


def test_borealis_overtakes_meridian_in_europe(built_warehouse: Warehouse) -> None:
    """In the wave that the sample planted, and in no other of its market; nowhere in China."""
    truth = Landed(built_warehouse.landing)
    (alert,) = (
        each for each in truth.truth["alerts"] if each["alert_type"] == "overtaken_by_competitor"
    )
    waves = built_warehouse.query(
        """
        select market, cast(period_start_date as varchar), probability_above_own <= 0.2,
            probability_above_own >= 0.95, probability_above_own_previous <= 0.2, is_significant
        from nps.nps_by_competitor
        where brand_id = 'borealis' and period_grain = 'month' and own_brand_id = ?
        order by 1, 2
        """,
        built_warehouse.published,
        [alert["brand_id"]],
    )
    assert len(waves) == 12
    overtaking = [wave for wave in waves if wave[3] and wave[4]]
    planted = (alert["market"], alert["period_start_date"])
    assert overtaking == [(*planted, False, True, True, True)]
    assert all(not wave[3] for wave in waves if wave[0] != alert["market"])


def test_brands_of_every_market_are_counted_as_in_truth(built_warehouse: Warehouse) -> None:
    """Promoters, passives and detractors of every brand, market and wave."""
    truth = Landed(built_warehouse.landing)
    expected = truth.query("""
        select market, brand_id, period_start_date, promoters, passives, detractors
        from truth.nps where survey_kind = 'benchmark' and segment_type = 'total' order by all
    """)
    found = built_warehouse.query(
        """
        select market, brand_id, period_start_date, promoter_count, passive_count, detractor_count
        from nps.nps_by_competitor where period_grain = 'month' order by all
        """,
        built_warehouse.published,
    )
    assert len(expected) == 60
    assert found == expected
