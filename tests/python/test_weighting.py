"""Raking and weighted NPS against the `balance` package, plain numpy and the sample's truth.

The SQL under test is that of the models in models/intermediate/weights and of
int_nps_periods_weighted, rendered as dbt would and run by DuckDB on tables made here.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import numpy as np
import pytest
import yaml
from conftest import Warehouse
from sample import write_sample
from scipy.stats import norm

ROOT = Path(__file__).resolve().parents[2]
VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"] | {
    "as_of_date": "2024-12-31",
    "segment_types": ["value_tier", "region", "respondent_role", "region x value_tier"],
}
RELATIONSHIP = "SV_meridian_relationship"
MARGINS = ("value_tier", "region", "respondent_role")
TARGETS = {
    "value_tier": {"a": 0.5, "b": 0.3, "c": 0.2},
    "region": {"p": 0.4, "q": 0.3, "r": 0.2, "s": 0.1},
    "respondent_role": {"x": 0.65, "y": 0.35},
}
WEIGHTS = (
    "int_weight_targets_dated",
    "int_responses_to_weight_placed",
    "int_weight_categories_merged",
    "int_weight_cells_numbered",
    "int_weight_cells_gathered",
    "int_weightings_raked",
    "int_weight_cells_raked",
    "int_weightings_judged",
    "int_survey_responses_weighted",
)
NPS = ("int_nps_clusters_summed", "int_nps_periods_estimated", "int_nps_periods_weighted")
ANSWER = {
    "question_id": "'nps'",
    "survey_id": "'survey'",
    "brand_id": "'brand'",
    "survey_kind": "'relationship'",
    "dimension": "'overall'",
    "submitted_date": "date '2024-05-05'",
    "nps_points": "0",
    "is_counted": "true",
    "is_secret": "false",
    "supplied_weight": "null::double",
    "cluster_id": "response_id",
} | {f"{margin}_segment": "'unknown'" for margin in MARGINS}

Targets = dict[str, dict[str, float]]


@cache
def rendered(models: tuple[str, ...], variables: tuple[tuple[str, Any], ...]) -> list[str]:
    """Render models as dbt would for DuckDB; relations have no schema."""
    adapter = SimpleNamespace()
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        adapter=adapter,
        ref=lambda name: name,
        config=lambda **_: "",
        var=(VARS | dict(variables)).__getitem__,
    )
    folders = ("dialect", "metrics", "surveys", "time", "weights")
    texts = [path.read_text() for name in folders for path in (ROOT / "macros" / name).iterdir()]
    macros = environment.from_string("\n".join(texts)).module
    adapter.dispatch = lambda name: getattr(macros, f"default__{name}")
    environment.globals.update({n: getattr(macros, n) for n in dir(macros) if n[0] != "_"})
    paths = {path.stem: path for path in (ROOT / "models/intermediate").glob("*/*.sql")}
    return [environment.from_string(paths[name].read_text()).render() for name in models]


def weigh(
    answers: dict[str, Any],
    targets: Targets,
    models: tuple[str, ...] = WEIGHTS,
    surveys: dict[str, Targets] | None = None,
    **variables: Any,
) -> duckdb.DuckDBPyConnection:
    """Build the models from answers, given as columns, and targets of `survey` or of `surveys`."""
    size = len(next(iter(answers.values())))
    answers = {"response_id": np.arange(size).astype(str)} | answers
    columns = ", ".join(
        f"{value} as {name}" for name, value in (ANSWER | {n: n for n in answers}).items()
    )
    rows = [
        (survey, margin, category, "2000-01-01", share)
        for survey, margins in (surveys or {"survey": targets}).items()
        for margin, shares in margins.items()
        for category, share in shares.items()
    ]
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.register("given", {n: np.asarray(values) for n, values in answers.items()})
    connection.execute(f"create table int_nps_answers_segmented as select {columns} from given")
    connection.execute(
        "create table weight_targets (survey_id text, segment_type text, category text, "
        "valid_from date, target_share double)"
    )
    if rows:
        connection.executemany("insert into weight_targets values (?, ?, ?, ?, ?)", rows)
    connection.execute("""
        create table int_dates_by_period as
        select cast(day as date) as date_day, grain as period_grain,
            cast(date_trunc(grain, day) as date) as period_start_date,
            cast(date_trunc(grain, day) + to_months(months) - interval 1 day as date)
                as period_end_date,
            cast(date_trunc('year', day) as date) as year_start_date, true as is_complete_period
        from range(timestamp '2024-01-01', timestamp '2025-01-01', interval 1 day) as d (day),
            (values ('quarter', 3), ('year', 12)) as grains (grain, months);
        create table int_nps_secret_periods (brand_id text, survey_kind text, dimension text,
            period_grain text, period_start_date date, is_hidden boolean, suppression_reason text)
    """)
    for name, sql in zip(models, rendered(models, tuple(variables.items())), strict=True):
        connection.execute(f"create table {name} as {sql}")
    return connection


def weights_of(connection: duckdb.DuckDBPyConnection, column: str = "weight") -> np.ndarray:
    """Weights of a year, or another column of them, in the order of the answers."""
    return connection.execute(
        f"select {column} as found from int_survey_responses_weighted "
        "where period_grain = 'year' order by cast(response_id as integer)"
    ).fetchnumpy()["found"]


def verdict(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What is said of the only weighting of the year."""
    found = connection.execute(
        "select * from int_weightings_judged where weighting_id = 'survey:brand:year:2024-01-01'"
    ).fetchnumpy()
    return {name: values[0] for name, values in found.items()}


def raked(categories: list[np.ndarray], targets: list[dict[Any, float]]) -> np.ndarray:
    """Iterative proportional fitting over single responses, in plain numpy; a mean of 1."""
    weights, before = np.ones(len(categories[0])), np.zeros(len(categories[0]))
    while abs(weights - before).max() > 1e-12:
        before = weights
        for given, shares in zip(categories, targets, strict=True):
            factors = np.ones(len(weights))
            for category, share in shares.items():
                of_it = given == category
                if of_it.any():
                    factors[of_it] = share * len(weights) / weights[of_it].sum()
            weights = weights * factors
    return weights / weights.mean()


def by_balance() -> dict[str, list[dict[str, str]]]:
    """Cells of three tables of responses, with the weights that `balance` gives them.

    balance 0.23 (which needs other versions of scipy than this project, so it is not run here):
    `rake` of the responses, a row each, to 1,000 rows that have the shares of TARGETS in each
    margin, transformations=None, convergence_rate=1e-8, no trimming; divided by the mean.
    """
    cases: dict[str, list[dict[str, str]]] = {}
    with (Path(__file__).parent / "weights_by_balance.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            cases.setdefault(row["case"], []).append(row)
    return cases


def draw(rng: np.random.Generator, size: int, targets: Targets) -> dict[str, np.ndarray]:
    """Draw segments of `size` responses, unlike the targets and depending on each other."""
    answers, lean = {}, rng.normal(0, 1, size)
    for margin, shares in targets.items():
        rank = np.argsort(np.argsort(lean + rng.normal(0, 1.5, size))) / size
        bounds = np.cumsum(rng.dirichlet(np.full(len(shares), 20.0)))
        place = np.minimum(np.searchsorted(bounds, rank), len(shares) - 1)
        answers[f"{margin}_segment"] = np.array(list(shares))[place]
    return answers


def test_weights_are_those_of_balance() -> None:
    """One, two and three margins, to 1e-4 of each weight."""
    cases = by_balance()
    assert set(cases) == {"one", "two", "three"}
    for case, cells in cases.items():
        margins = [margin for margin in MARGINS if cells[0][margin]]
        sizes = [int(cell["responses"]) for cell in cells]
        answers = {f"{m}_segment": np.repeat([cell[m] for cell in cells], sizes) for m in margins}
        found = weigh(answers, {margin: TARGETS[margin] for margin in margins})
        assert verdict(found)["is_weight_converged"]
        expected = np.repeat([float(cell["weight"]) for cell in cells], sizes)
        assert weights_of(found) == pytest.approx(expected, rel=1e-4), case
        by_numpy = raked(list(answers.values()), [TARGETS[margin] for margin in margins])
        assert by_numpy == pytest.approx(expected, rel=1e-4), case


def test_weights_of_random_responses_are_those_of_numpy() -> None:
    """Sixty surveys, each of one to three margins of two to six categories."""
    rng = np.random.default_rng(1)
    surveys, drawn = {}, []
    for survey in map(str, range(60)):
        sizes = rng.integers(2, 7, 1 + int(survey) % 3)
        surveys[survey] = {
            margin: dict(zip("abcdef", rng.dirichlet(np.full(size, 8.0)), strict=False))
            for margin, size in zip(MARGINS, sizes, strict=False)
        }
        drawn.append(draw(rng, int(rng.integers(400, 1500)), surveys[survey]))
    size = [len(answers["value_tier_segment"]) for answers in drawn]
    answers = {
        f"{margin}_segment": np.concatenate(
            [
                one.get(f"{margin}_segment", np.full(n, "unknown"))
                for one, n in zip(drawn, size, strict=True)
            ]
        )
        for margin in MARGINS
    }
    found = weigh(answers | {"survey_id": np.repeat(list(surveys), size)}, {}, surveys=surveys)
    assert found.execute(
        "select count(*), count(*) filter (where is_weighting_valid) from int_weightings_judged "
        "where weighting_id like '%:year:%'"
    ).fetchall() == [(60, 60)]
    by_survey = np.split(weights_of(found), np.cumsum(size)[:-1])
    for weights, one, targets in zip(by_survey, drawn, surveys.values(), strict=True):
        assert weights == pytest.approx(raked(list(one.values()), list(targets.values())), rel=1e-7)


def test_unknown_keeps_its_share() -> None:
    """What is unknown, or has no target, is a category of its own; the others share the rest."""
    rng = np.random.default_rng(2)
    targets = {margin: TARGETS[margin] for margin in ("value_tier", "region")}
    answers = draw(rng, 800, targets)
    answers["value_tier_segment"][rng.random(800) < 0.1] = "unknown"
    answers["region_segment"][rng.random(800) < 0.05] = "no target"
    found = weigh(answers, targets)
    assert verdict(found)["is_weighting_valid"]
    weights = weights_of(found)
    assert weights.mean() == pytest.approx(1)
    for margin, shares in targets.items():
        given = answers[f"{margin}_segment"]
        known = np.isin(given, list(shares))
        assert weights[~known].sum() == pytest.approx((~known).sum())
        for category, share in shares.items():
            assert weights[given == category].sum() == pytest.approx(share * known.sum())


def test_contradictory_margins_are_not_used() -> None:
    """Each tier in one region, and shares that differ: raking never ends, and there is no NPS."""
    answers = {
        "value_tier_segment": np.repeat(["a", "b"], [60, 40]),
        "region_segment": np.repeat(["p", "q"], [60, 40]),
    }
    targets = {"value_tier": {"a": 0.7, "b": 0.3}, "region": {"p": 0.5, "q": 0.5}}
    found = weigh(answers, targets, (*WEIGHTS, *NPS))
    said = verdict(found)
    assert not said["is_weight_converged"] and not said["is_weighting_valid"]
    # Regions are fitted first, tiers last; so 30 and 70 stand where 50 and 50 should.
    assert said["max_margin_error"] == pytest.approx(0.4)
    assert found.execute(
        "select distinct weighted_nps, is_weight_converged from int_nps_periods_weighted"
    ).fetchall() == [(None, False)]


@pytest.mark.parametrize(
    ("tiers", "shares", "is_valid", "expected"),
    [
        # A category that nobody is in has nobody to speak for it.
        ({"a": 50, "b": 50}, {"a": 0.4, "b": 0.4, "c": 0.2}, False, {"a": 1.2, "b": 0.8}),
        # One respondent, one category: nothing to weight by.
        ({"a": 1}, {"a": 1.0}, True, {"a": 1}),
        ({"a": 1}, {"a": 0.5, "b": 0.5}, False, {"a": 1}),
        ({"a": 70}, {"a": 1.0}, True, {"a": 1}),
        ({"unknown": 70}, {"a": 1.0}, False, {"unknown": 1}),
        # Too few for weights of their own: 4 and 6 together, then with 20.
        (
            {"a": 4, "b": 6, "c": 20},
            {"a": 0.1, "b": 0.4, "c": 0.5},
            True,
            {"a": 1.5, "b": 1.5, "c": 0.75},
        ),
        ({"a": 4, "b": 5, "c": 20}, {"a": 0.1, "b": 0.4, "c": 0.5}, False, {"a": 1, "c": 1}),
    ],
)
def test_degenerate_responses(
    tiers: dict[str, int], shares: dict[str, float], is_valid: bool, expected: dict[str, float]
) -> None:
    """Empty and small categories, a single respondent, a single category, nobody known."""
    segments = np.repeat(list(tiers), list(tiers.values()))
    found = weigh({"value_tier_segment": segments}, {"value_tier": shares})
    assert verdict(found)["is_weighting_valid"] == is_valid
    weights = weights_of(found)
    for tier, weight in expected.items():
        assert weights[segments == tier] == pytest.approx(weight), tier


def test_a_pair_can_be_a_margin() -> None:
    """Region by tier, where the shares of both together are known."""
    rng = np.random.default_rng(3)
    answers = draw(rng, 400, {margin: TARGETS[margin] for margin in ("value_tier", "region")})
    pairs = np.char.add(
        np.char.add(answers["region_segment"], " x "), answers["value_tier_segment"]
    )
    shares = {pair: (place + 1.0) / 78 for place, pair in enumerate(np.unique(pairs))}
    found = weigh(answers, {"region x value_tier": shares}, min_weighted_category_count=1)
    assert len(shares) == 12
    assert weights_of(found) == pytest.approx(raked([pairs], [shares]))


def test_trimmed_weights_say_so() -> None:
    """Weights of 3 and 0.5 within 0.6 and 2: the mean stays 1, the margin is off, the NPS gone."""
    tiers = np.repeat(["a", "b"], [20, 80])
    targets = {"value_tier": {"a": 0.6, "b": 0.4}}
    found = weigh(
        {"value_tier_segment": tiers},
        targets,
        (*WEIGHTS, *NPS),
        smallest_weight=0.6,
        largest_weight=2,
    )
    expected = np.where(tiers == "a", 2, 0.6) / 0.88
    assert weights_of(found) == pytest.approx(expected)
    off = 80 * 0.6 / 0.88 / 40 - 1
    assert verdict(found)["max_margin_error"] == pytest.approx(off)
    assert found.execute(
        "select trimmed_share, is_weight_converged, is_weighting_valid, weighted_nps "
        "from int_nps_periods_weighted where period_grain = 'year'"
    ).fetchall() == [(1.0, True, False, None)]
    bounded = weigh({"value_tier_segment": tiers}, targets, largest_weight=3.01)
    assert verdict(bounded)["is_weighting_valid"]
    assert set(weights_of(bounded, "is_trimmed")) == {False}


def linearised(
    points: np.ndarray, weights: np.ndarray, cluster: np.ndarray
) -> tuple[float, float, float, float]:
    """Weighted NPS, effective count and interval from residuals, one answer or cluster each."""
    mean = (weights * points).sum() / weights.sum()
    kish = weights.sum() ** 2 / (weights**2).sum()
    pulls = weights * (points - mean)
    totals = np.array([pulls[cluster == one].sum() for one in np.unique(cluster)])
    robust, simple = (len(x) / (len(x) - 1) * (x**2).sum() for x in (totals, pulls))
    n = kish / max(1.0, robust / simple)
    p, d = (n * np.average(points == score, weights=weights) for score in (100, -100))
    net = (p - d) / (n + 3)
    reach = norm.ppf(0.975) * sqrt(((p + d + 1.5) / (n + 3) - net**2) / (n + 3))
    return mean, n, max(-100, 100 * (net - reach)), min(100, 100 * (net + reach))


@pytest.mark.parametrize("accounts", [1000, 120])
def test_weighted_interval_against_plain_arithmetic(accounts: int) -> None:
    """Weighted NPS, effective count and bounds; and equal weights give the unweighted block."""
    rng = np.random.default_rng(accounts)
    answers = draw(rng, 600, {"value_tier": TARGETS["value_tier"]})
    cluster = rng.integers(0, accounts, 600)
    view = rng.choice([100, 0, -100], accounts, p=[0.5, 0.3, 0.2])[cluster]
    points = np.where(rng.random(600) < 0.5, view, rng.choice([100, 0, -100], 600))
    answers |= {"nps_points": points, "cluster_id": cluster.astype(str)}
    columns = "weighted_nps, effective_response_count, weighted_nps_ci_low, weighted_nps_ci_high"
    year = "from int_nps_periods_weighted where period_grain = 'year'"
    found = weigh(answers, {"value_tier": TARGETS["value_tier"]}, (*WEIGHTS, *NPS))
    (row,) = found.execute(f"select {columns} {year}").fetchall()
    assert row == pytest.approx(linearised(points, weights_of(found), cluster), abs=1e-8)
    equal = weigh(answers | {"supplied_weight": np.full(600, 7.0)}, {}, (*WEIGHTS, *NPS))
    (row,) = equal.execute(f"select {columns} {year}").fetchall()
    (unweighted,) = equal.execute(
        "select nps, n / design_effect, nps_ci_low, nps_ci_high from int_nps_periods_estimated "
        "where period_grain = 'year'"
    ).fetchall()
    assert row == pytest.approx(unweighted, abs=1e-8)


def test_each_survey_of_a_series_keeps_its_part() -> None:
    """One raked, one with weights of its own, one without any and a secret one."""
    surveys = np.repeat(["survey", "given", "plain", "secret"], [100, 50, 50, 20])
    tiers = np.where(np.arange(220) < 80, "a", "b")
    points = np.where(tiers == "a", 100, -100)
    points[surveys == "plain"], points[surveys == "secret"] = 0, 100
    given = np.where(np.arange(220) % 2, 3.0, 500.0)
    given[101] = np.nan
    weights = np.where((surveys == "given") & ~np.isnan(given), given, np.nan)
    found = weigh(
        {
            "survey_id": surveys,
            "value_tier_segment": tiers,
            "nps_points": np.where(surveys == "given", np.where(given == 3.0, -100, 100), points),
            "supplied_weight": weights,
            "is_secret": surveys == "secret",
        },
        {"value_tier": {"a": 0.5, "b": 0.5}},
        (*WEIGHTS, *NPS),
    )
    supplied = 50 * (25 * 500 - 24 * 3) / (25 * 500 + 24 * 3)
    # Hidden secret answers count neither here nor in the unweighted NPS.
    expected = 100 * (0 * 100 + supplied + 0 * 50) / 200
    assert found.execute(
        "select weighted_nps, is_weighting_valid from int_nps_periods_weighted "
        "where period_grain = 'year'"
    ).fetchall() == [(pytest.approx(expected), True)]
    assert found.execute(
        "select distinct weight, is_weighting_valid from int_survey_responses_weighted "
        "where survey_id in ('plain', 'secret')"
    ).fetchall() == [(1, None)]


def seeded_targets() -> Targets:
    """The targets of the sample company's relationship survey."""
    targets: Targets = {}
    with (ROOT / "seeds/weight_targets.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            assert row["survey_id"] == RELATIONSHIP
            targets.setdefault(row["segment_type"], {})[row["category"]] = float(
                row["target_share"]
            )
    return targets


def test_weighting_mends_unequal_response(tmp_path: Path) -> None:
    """A larger sample world: the best customers answer four times as often, and the NPS shows it.

    What NPS would be if all who were invited had answered is the truth's; all years are one.
    """
    truth = write_sample(tmp_path, date(2026, 11, 1), scale=2, sources=["qualtrics"])
    (story,) = (each for each in truth["stories"] if each["name"] == "unequal_response")
    answers = duckdb.sql(f"""
        select value_tier as value_tier_segment, region as region_segment,
            case when counted_score >= 9 then 100 when counted_score <= 6 then -100 else 0 end
                as nps_points
        from '{tmp_path}/_truth/answers.parquet'
        where survey_id = '{RELATIONSHIP}' and dimension = 'overall'
            and counted_score is not null and value_tier is not null
    """).fetchnumpy()
    found = weigh(answers, seeded_targets(), (*WEIGHTS, *NPS))
    ((count, raw, weighted),) = found.execute(
        "select response_count, nps, weighted_nps from int_nps_periods_weighted "
        "inner join int_nps_periods_estimated using (period_grain) where period_grain = 'year'"
    ).fetchall()
    assert count > 4000
    assert raw - story["expected_weighted_nps"] > 10
    assert weighted == pytest.approx(story["expected_weighted_nps"], abs=3)
    weights = weights_of(found)
    assert weights.min() > 0.25 and weights.max() < 2.5


def test_the_sample_is_weighted_by_quarter(built_warehouse: Warehouse) -> None:
    """The fact's weights give the targets' shares and, question by question, the weighted NPS."""
    weights = f"""
        from core.fct_survey_responses where survey_id = '{RELATIONSHIP}'
            and response_weight is not null
    """
    for margin, shares in seeded_targets().items():
        for category, share in shares.items():
            found = built_warehouse.query(f"""
                select sum(case when {margin} = '{category}' then response_weight end)
                    / sum(response_weight) {weights} and {margin} is not null
                group by date_trunc('quarter', submitted_date)
            """)
            assert len(found) == 12
            assert [each for (each,) in found] == [pytest.approx(share, abs=1e-6)] * 12
    # `overall` is asked by an anonymous survey too, whose rows are in no fact.
    compared = built_warehouse.query(f"""
        with by_hand as (
            select dimension, date_trunc('quarter', responses.submitted_date) as period_start_date,
                sum(response_weight * answers.nps_points) / sum(response_weight) as nps
            from (select * {weights}) responses
            inner join core.fct_survey_answers answers using (response_id)
            where answers.is_counted and answers.metric = 'nps' and dimension != 'overall'
            group by all
        )
        select by_hand.nps, weighted_nps, estimated.nps from by_hand
        inner join intermediate.int_nps_periods_weighted using (dimension, period_start_date)
        inner join intermediate.int_nps_periods_estimated estimated
            using (brand_id, survey_kind, dimension, period_grain, period_start_date)
        where brand_id = 'meridian' and survey_kind = 'relationship' and period_grain = 'quarter'
    """)
    assert len(compared) == 4 * 12
    for by_hand, weighted, raw in compared:
        assert weighted == pytest.approx(by_hand, abs=1e-9)
        assert 0 < raw - weighted < 25
