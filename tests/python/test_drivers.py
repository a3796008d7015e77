"""Weights of drivers against numpy, from matrices and from single answers.

The SQL under test is the text of the macros and of a model, rendered as dbt would and run by
DuckDB on tables made here; the sample world's story is asked of the built warehouse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import jinja2
import numpy as np
import pytest
import yaml
from conftest import Warehouse
from landed import Landed
from scipy.stats import t as student

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
GROUPS = 20  # driver_jackknife_groups

FROM_MATRICES = """
select
    {{ relative_weights('correlations', 'with_score', 'size') }} as weights,
    {{ independent_pivots('correlations', 'size', 1e-4) }} as pivots
from matrices
order by number
"""
PERIODS = """
periods as (
    select unnest(range(date '2026-01-01', date '2027-01-01', interval 1 day))::date as date_day,
    'year' as period_grain, date '2026-01-01' as period_start_date,
    date '2026-12-31' as period_end_date, true as is_complete_period
),
owned_drivers as (
    select 'a' as driver, 'A' as driver_name, 'A' as driver_name_zh, 'service' as department_id
)
"""
FROM_ANSWERS = f"""
with {PERIODS}, {{{{ driver_moments('scores') }}}}, {{{{ driver_correlations() }}}},
{{{{ drivers_weighed() }}}}, {{{{ drivers_jackknifed() }}}}, {{{{ drivers_judged() }}}}
select weighed.driver_group, {{{{ driver_block() }}}} from weighed
left join owned_drivers on weighed.driver = owned_drivers.driver
order by weighed.driver_group, weighed.driver
"""
CORRELATIONS = f"""
with {PERIODS}, {{{{ driver_moments('scores') }}}}, {{{{ driver_correlations() }}}}
select driver, other_driver, correlation from correlated
where jackknife_group = 0 and market = 'all'
"""


class Adapter:
    """Dispatches dialect macros to those of DuckDB."""

    @staticmethod
    @jinja2.pass_context
    def dispatch(context: jinja2.runtime.Context, name: str) -> Any:
        """Give the macro `default__<name>`."""
        return context["default__" + name]


def render(sql: str) -> str:
    """Render SQL that calls macros, with the vars of the project; a ref is its bare name."""
    macros = [
        path.read_text()
        for folder in ("dialect", "metrics")
        for path in sorted((ROOT / "macros" / folder).glob("*.sql"))
        if "do " not in path.read_text()
    ]
    template = jinja2.Environment().from_string("\n".join([*macros, sql]))
    return template.render(var=VARIABLES.__getitem__, ref=str, adapter=Adapter)


def johnson(correlations: np.ndarray, with_score: np.ndarray) -> np.ndarray:
    """Relative weights by an eigendecomposition."""
    values, vectors = np.linalg.eigh(correlations)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    return root**2 @ np.linalg.solve(root, with_score) ** 2


def weigh(answers: np.ndarray) -> np.ndarray:
    """Relative weights of the columns but the last on the last, from single answers."""
    found = np.corrcoef(answers.T)
    return johnson(found[:-1, :-1], found[:-1, -1])


def matrices(seed: int) -> list[np.ndarray]:
    """Correlations of 1 to 12 drivers and a score, some with a smallest eigenvalue near 1e-4."""
    rng = np.random.default_rng(seed)
    found = [np.corrcoef(rng.normal(size=(k + 1, k + 8))) for k in range(1, 13) for _ in range(4)]
    for size, smallest in [(2, 1.1e-4), (5, 1.1e-4), (12, 1.1e-4), (12, 1e-3)]:
        drivers = rng.normal(size=(size, 400))
        drivers[-1] = drivers[:-1].sum(axis=0) + 0.01 * rng.normal(size=400)
        score = drivers.sum(axis=0) + 5 * rng.normal(size=400)
        near = np.corrcoef(np.vstack([drivers, score]))
        added = (smallest - np.linalg.eigvalsh(near[:-1, :-1])[0]) / (1 - smallest)
        near = (near + added * np.eye(size + 1)) / (1 + added)
        assert np.linalg.eigvalsh(near[:-1, :-1])[0] == pytest.approx(smallest, rel=1e-6)
        found.append(near)
    return found


def from_matrices(found: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights and pivots of each by the macros."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table matrices (number int, size bigint, correlations double[][],"
            " with_score double[])"
        )
        rows = [
            (number, len(one) - 1, one[:-1, :-1].tolist(), one[:-1, -1].tolist())
            for number, one in enumerate(found)
        ]
        connection.executemany("insert into matrices values (?, ?, ?, ?)", rows)
        return [
            tuple(map(np.array, row)) for row in connection.sql(render(FROM_MATRICES)).fetchall()
        ]


def tell(answers: dict[str, np.ndarray], **facts: Any) -> dict[str, np.ndarray]:
    """Lay answers of one group out as scores: a row for each response and driver.

    `answers` are the drivers' columns and `score`; nan is missing.
    """
    names = [name for name in answers if name != "score"]
    size = len(answers["score"])
    responses = np.array([f"{facts.get('brand', 'own')}:{number}" for number in range(size)])
    scores = np.concatenate([answers[name] for name in names]).astype(float)
    return {
        "response_id": np.tile(responses, len(names)),
        "brand_id": np.full(size * len(names), facts.get("brand", "own")),
        "cluster_id": np.tile(facts.get("cluster", responses), len(names)),
        "nps_score": np.tile(answers["score"].astype(float), len(names)),
        "driver": np.repeat(names, size),
        "driver_score": scores,
        "shown_score": scores,
        "is_good": scores > 0,
    }


def ask(sql: str, *groups: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """Rows of rendered SQL over groups of scores, as dictionaries."""
    columns = {name: np.concatenate([group[name] for group in groups]) for name in groups[0]}
    with duckdb.connect() as connection:
        connection.register("told", columns)
        connection.execute(
            "create table scores as select * replace (if(isnan(driver_score), null, driver_score)"
            " as driver_score), 'survey' as driver_family, 'benchmark' as survey_kind,"
            " null::varchar as market,"
            " date '2026-03-03' as submitted_date from told"
        )
        found = connection.sql(render(sql))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def worlds(rng: np.random.Generator, size: int, slopes: list[float]) -> dict[str, np.ndarray]:
    """Answers whose drivers correlate at 0.5 and whose score follows them by `slopes`."""
    common = rng.normal(size=(size, 1))
    drivers = np.sqrt(0.5) * (common + rng.normal(size=(size, len(slopes))))
    score = drivers @ np.array(slopes) + rng.normal(size=size)
    return dict(zip("abcdefghijkl", drivers.T, strict=False)) | {"score": score}


def test_relative_weights_are_those_of_an_eigendecomposition() -> None:
    """To 1e-6, adding up to R squared, for 1 to 12 drivers, near-singular ones too."""
    found = matrices(seed=1)
    for one, (weights, pivots) in zip(found, from_matrices(found), strict=True):
        drivers, with_score = one[:-1, :-1], one[:-1, -1]
        assert weights == pytest.approx(johnson(drivers, with_score), abs=1e-6)
        assert weights.sum() == pytest.approx(
            with_score @ np.linalg.solve(drivers, with_score), abs=1e-6
        )
        assert (pivots > 0).all() == (np.linalg.eigvalsh(drivers)[0] > 1e-4)


def test_a_driver_is_redundant_from_the_eigenvalue_on() -> None:
    """Taken one after another, a driver is refused exactly where numpy's eigenvalue says so."""
    rng = np.random.default_rng(2)
    found = []
    for number, noise in enumerate(np.linspace(0, 0.03, 60)):
        drivers = rng.normal(size=(7, 300))
        drivers[3] = drivers[0] - drivers[1] + noise * rng.normal(size=300)
        if number % 2:  # one refused already must not help the next in
            drivers[4] = drivers[2]
        drivers[5] = drivers[2] + noise * rng.normal(size=300)
        found.append(np.corrcoef(drivers))
    refused_any = 0
    for one, (_, pivots) in zip(found, from_matrices(found), strict=True):
        taken: list[int] = []
        for driver in range(len(one) - 1):
            tried = [*taken, driver]
            if np.linalg.eigvalsh(one[np.ix_(tried, tried)])[0] > 1e-4:
                taken = tried
        assert [place for place, pivot in enumerate(pivots) if pivot > 0] == taken
        refused_any += len(taken) < len(one) - 1
    assert 20 <= refused_any < len(found)


def jackknife(answers: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the shares by pseudo-values of groups of unequal size, in plain numpy."""
    whole = weigh(answers) / weigh(answers).sum()
    names, sizes = np.unique(group, return_counts=True)
    ratio = (len(answers) / sizes)[:, None]
    without = np.array([weigh(answers[group != name]) for name in names])
    without /= without.sum(axis=1, keepdims=True)
    pseudo = ratio * whole - (ratio - 1) * without
    centre = len(names) * whole - ((1 - 1 / ratio) * without).sum(axis=0)
    variance = ((pseudo - centre) ** 2 / (ratio - 1)).mean(axis=0)
    reach = student.ppf(0.975, len(names) - 1) * np.sqrt(variance)
    return np.maximum(0, whole - reach), np.minimum(1, whole + reach)


def test_moments_are_those_of_numpy_and_intervals_those_of_the_jackknife() -> None:
    """Correlations, weights, R squared, shares and intervals from 500 answers of 90 accounts."""
    rng = np.random.default_rng(3)
    told = worlds(rng, 500, [0.6, 0.3, 0.1, 0.0, -0.4])
    account = rng.choice([f"account {number}" for number in range(90)], 500)
    told["a"] = 1000 + 0.1 * told["a"]  # far from zero: sums of squares must not drown it
    table = np.column_stack([*told.values()])
    names = [*told][:-1]
    expected = np.corrcoef(table.T)
    rows = ask(CORRELATIONS, tell(told, cluster=account))
    assert len(rows) == 36
    order = [*names, "nps"]
    for row in rows:
        place = order.index(row["driver"]), order.index(row["other_driver"])
        assert row["correlation"] == pytest.approx(expected[place], abs=1e-6)
    with duckdb.connect() as connection:
        connection.register("told", {"cluster_id": account})
        bucket = render("select {{ hash_bucket('cluster_id', " + str(GROUPS) + ") }} from told")
        group = connection.sql(bucket).fetchnumpy().popitem()[1]
    low, high = jackknife(table, group)
    weights = weigh(table)
    found = ask(FROM_ANSWERS, tell(told, cluster=account))
    assert [row["driver"] for row in found] == names
    for place, row in enumerate(found):
        assert row["response_count"] == 500
        assert row["relative_weight"] == pytest.approx(weights[place], abs=1e-6)
        assert row["r_squared"] == pytest.approx(weights.sum(), abs=1e-6)
        adjusted = 1 - (1 - weights.sum()) * 499 / 494
        assert row["adjusted_r_squared"] == pytest.approx(adjusted, abs=1e-6)
        assert row["importance_share"] == pytest.approx(weights[place] / weights.sum(), abs=1e-6)
        assert row["importance_share_ci_low"] == pytest.approx(low[place], abs=1e-4)
        assert row["importance_share_ci_high"] == pytest.approx(high[place], abs=1e-4)
        assert row["top_box_share"] == pytest.approx((told[row["driver"]] > 0).mean())
        assert row["sign"] == ("positive" if expected[place, -1] > 0 else "negative")


def test_quadrants_follow_medians_and_need_an_interval_beside_them() -> None:
    """Four clear drivers, two important, one weak of each; of equals none is in a quadrant."""
    rng = np.random.default_rng(4)
    drivers = rng.normal(size=(4000, 4))
    score = drivers @ np.array([1, 1, 0.2, 0.2]) + rng.normal(size=4000)
    drivers += np.array([-1, 1, -1, 1])
    clear = dict(zip("abcd", drivers.T, strict=True)) | {"score": score}
    equal = worlds(rng, 300, [0.3, 0.3, 0.3, 0.3])
    rows = ask(FROM_ANSWERS, tell(clear, brand="clear"), tell(equal, brand="equal"))
    found = [row["quadrant"] for row in rows]
    assert found == ["fix_first", "keep_up", "watch", "maintain", None, None, None, None]


def test_degenerate_groups_say_why_they_tell_nothing() -> None:
    """One respondent, one score, constant, collinear and missing drivers: named, never wrong."""
    rng = np.random.default_rng(5)
    told = worlds(rng, 300, [0.6, 0.3, 0.1])
    holes = np.where(rng.random(300) < 0.5, np.nan, told["c"])
    some_holes = np.where(np.arange(300) % 10 == 0, np.nan, told["c"])
    kept = np.arange(300) % 10 != 0
    groups = {
        "alone": {name: column[:1] for name, column in told.items()},
        "collinear": told | {"d": 2 * told["a"] + 7, "e": told["a"] + told["b"]},
        "constant": told | {"d": np.full(300, 1 / 3)},
        "few": {name: column[:99] for name, column in told.items()},
        "holes": told | {"d": holes},
        "near": told | {"d": told["a"] + 0.03 * rng.normal(size=300)},
        "nothing": {"a": np.full(300, 1.0), "score": told["score"]},
        "same": told | {"score": np.full(300, 8.0)},
        "some_holes": told | {"c": some_holes},
    }
    rows = ask(FROM_ANSWERS, *(tell(group, brand=name) for name, group in groups.items()))
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in groups}
    for row in rows:
        found[row["brand_id"]][row["driver"]] = row
    assert {row["driver"] for row in rows if row["brand_id"] == "holes"} == set("abcd")
    for name, reason in [
        ("alone", "too_few"), ("few", "too_few"),
        ("nothing", "no_driver"), ("same", "constant_score"),
    ]:  # fmt: skip
        for row in found[name].values():
            hidden = {"mean_score", "top_box_share", "correlation", "relative_weight", "r_squared"}
            hidden |= {"importance_share", "importance_share_ci_low", "quadrant", "sign"}
            assert row["suppression_reason"] == reason
            assert {row[column] for column in hidden} == {None}, name
    assert found["alone"]["a"]["response_count"] == 1
    reasons = {
        name: {driver: row["dropped_reason"] for driver, row in found[name].items()}
        for name in ("collinear", "constant", "holes", "some_holes")
    }
    assert reasons["constant"] == {"a": None, "b": None, "c": None, "d": "constant"}
    assert reasons["holes"] == {"a": None, "b": None, "c": None, "d": "missing"}
    assert set(reasons["some_holes"].values()) == {None}
    # Of a, its copy and its sum with b, two are kept, those nearest to the score.
    dropped = {driver for driver, reason in reasons["collinear"].items() if reason}
    assert dropped in ({"d", "b"}, {"a", "b"}, {"d", "e"}, {"a", "e"})
    assert {reasons["collinear"][driver] for driver in dropped} == {"redundant"}
    weights = weigh(np.column_stack([*told.values()]))
    for name in ("constant", "holes"):
        for place, driver in enumerate("abc"):
            row = found[name][driver]
            assert row["relative_weight"] == pytest.approx(weights[place], abs=1e-6)
            assert row["response_count"] == 300
            assert row["driver_count"] == 3
        assert found[name]["d"]["relative_weight"] is None
    near = weigh(np.column_stack([groups["near"][name] for name in (*"abcd", "score")]))
    for place, driver in enumerate("abcd"):
        assert found["near"][driver]["relative_weight"] == pytest.approx(near[place], abs=1e-6)
    total = sum(row["relative_weight"] or 0 for row in found["collinear"].values())
    assert total == pytest.approx(weights.sum(), abs=1e-6)
    some = np.column_stack([*told.values()])[kept]
    assert found["some_holes"]["a"]["response_count"] == 270
    assert found["some_holes"]["a"]["relative_weight"] == pytest.approx(weigh(some)[0], abs=1e-6)
    assert found["some_holes"]["c"]["missing_share"] == pytest.approx(0.1)


def test_intervals_hold_the_true_share() -> None:
    """In 120 worlds of 200 answers, 92 to 98 % of the intervals of three drivers hold it."""
    rng = np.random.default_rng(6)
    slopes = [0.6, 0.4, 0.2]
    groups = [tell(worlds(rng, 200, slopes), brand=f"world {number}") for number in range(120)]
    covariance = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    variance = slopes @ covariance @ slopes + 1
    true = johnson(covariance, covariance @ slopes / np.sqrt(variance))
    share = dict(zip("abc", true / true.sum(), strict=True))
    held = [
        row["importance_share_ci_low"] <= share[row["driver"]] <= row["importance_share_ci_high"]
        for row in ask(FROM_ANSWERS, *groups)
    ]
    assert len(held) == 360
    assert 0.92 <= np.mean(held) <= 0.98


def test_students_t_is_close_enough() -> None:
    """From nine degrees of freedom, a thousandth."""
    degrees = np.array([9, 19, 49, 199])
    with duckdb.connect() as connection:
        connection.register("told", {"degrees": degrees})
        sql = render("select {{ student_quantile('degrees') }} as t from told")
        found = connection.sql(sql).fetchnumpy()["t"]
    assert found == pytest.approx(student.ppf(0.975, degrees), abs=1e-3)


def test_behaviours_are_those_of_the_ninety_days_before() -> None:
    """Windows are closed at their start and open at the answer; what came later is unknown."""
    tables = {
        "dim_customers": "select 'one' as customer_id union all select 'quiet'",
        "fct_survey_responses": """
            select 'r' || n as response_id, 'transactional' as survey_kind, 'own' as brand_id,
            c as customer_id, 'account' as account_id, 8 as nps_score,
            timestamp '2026-06-01 12:00' as submitted_at, date '2026-06-01' as submitted_date,
            c is distinct from 'x' as is_counted
            from (values (1, 'one'), (2, 'quiet'), (3, 'stranger'), (4, null), (5, 'x')) _(n, c)""",
        "fct_support_tickets": """
            select 'one' as customer_id, created_at::timestamp as created_at, reopen_count,
            first_reply_at::timestamp as first_reply_at, first_reply_minutes,
            last_resolved_at::timestamp as last_resolved_at
            from (values
            ('2026-03-03 11:59', 9, '2026-03-03 12:59', 60.0, '2026-03-04 00:00'),
            ('2026-03-03 12:00', 2, '2026-03-03 13:00', 60.0, '2026-03-04 00:00'),
            ('2026-05-31 00:00', 1, '2026-05-31 11:00', 660.0, '2026-06-02 00:00'),
            ('2026-06-01 00:00', 0, '2026-06-01 12:30', 750.0, null),
            ('2026-06-01 12:00', 5, '2026-06-01 12:30', 30.0, '2026-06-01 13:00')
            ) _(created_at, reopen_count, first_reply_at, first_reply_minutes, last_resolved_at)""",
        "fct_orders": """
            select 'one' as customer_id, o as order_id, p::timestamp as promised_at, l as is_late,
            k as is_cancelled, r as is_return
            from (values
            ('a', '2026-05-01', true, false, false), ('a', '2026-05-01', true, false, false),
            ('b', '2026-05-31', null, false, false), ('c', '2026-05-01', false, false, false),
            ('d', '2026-06-02', null, false, false), ('e', '2026-05-01', true, true, false),
            ('f', '2026-05-01', true, false, true), ('g', '2026-02-01', true, false, false)
            ) _(o, p, l, k, r)""",
        "fct_touchpoints": """
            select 'one' as customer_id, t as touchpoint_type, a::timestamp as occurred_at
            from (values ('store_visit', '2026-04-01'), ('product_event', '2026-05-31'),
            ('product_event', '2026-05-30'), ('product_event', '2026-06-02'),
            ('call', '2026-05-30')) _(t, a)""",
    }
    model = (ROOT / "models/marts/nps/nps_answer_behaviours.sql").read_text()
    with duckdb.connect() as connection:
        for name, sql in tables.items():
            connection.execute(f"create table {name} as {sql}")
        found = connection.sql(
            "select response_id, ticket_count, reopen_count, first_reply_p90_hours,"
            " late_delivery_count, store_visit_count, digital_event_count"
            f" from ({render(model)}) order by 1"
        ).fetchall()
    # Nine tenths of the way from 1 to 11 hours.
    assert found == [("r1", 3, 2, pytest.approx(10), 2, 1, 2), ("r2", 0, 0, 0, 0, 0, 0)]


def test_the_planted_driver_is_found(built_warehouse: Warehouse, sample_world: Landed) -> None:
    """Service matters most in every year and market; shares are near the truth over all."""
    truth = sample_world.truth["driver_weights"]
    rows = built_warehouse.query(
        "select market, period_start_date, driver, importance_share, importance_share_ci_low,"
        " importance_share_ci_high, department_id, response_count, is_complete_period"
        " from nps.nps_drivers where brand_id = 'meridian' and survey_kind = 'benchmark'"
        " and period_grain = 'year' and suppression_reason is null",
        built_warehouse.published,
    )
    shares: dict[tuple, dict[str, float]] = {}
    for market, start, driver, share, *_ in rows:
        shares.setdefault((market, start), {})[driver] = share
    assert {market for market, _ in shares} == {"all", "europe", "china"}
    assert len(shares) >= 9
    assert {max(found, key=found.__getitem__) for found in shares.values()} == {"service"}
    everywhere = [found for (market, _), found in shares.items() if market == "all"]
    for driver in shares["all", min(start for _, start in shares)]:
        mean = np.mean([found[driver] for found in everywhere])
        assert mean == pytest.approx(truth[f"drv_{driver}"], abs=0.06)
    held = [low <= truth[f"drv_{driver}"] <= high for _, _, driver, _, low, high, *_ in rows]
    assert np.mean(held) >= 0.85
    assert {row[6] for row in rows if row[2] == "service"} == {"service"}
