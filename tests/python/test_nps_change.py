"""Why NPS changed and who moved: the marts against plain arithmetic, and the sample's stories."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from conftest import Warehouse
from rendered import AS_OF, CALENDAR, built, rows
from scipy.stats import false_discovery_control, norm

GRAINS = {"month": 1, "quarter": 3, "year": 12}
SEGMENT_TYPES = ["value_tier", "region", "value_tier x region"]
TIERS, REGIONS = ["gold", "silver", "unknown"], ["north", "south", "east", "west"]


def period_start(day: date, grain: str) -> date:
    """First day of the calendar period."""
    months = GRAINS[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_end(start: date, grain: str) -> date:
    """Last day of the calendar period."""
    after = start.month - 1 + GRAINS[grain]
    return date(start.year + after // 12, after % 12 + 1, 1) - timedelta(1)


def random_answers(seed: int, size: int = 900) -> list[dict[str, Any]]:
    """Draw answers of two years, with waves, gaps, tiny segments and one that comes and goes."""
    rng = np.random.default_rng(seed)
    answers = []
    for _ in range(size):
        day = date(2024, 1, 1) + timedelta(int(rng.integers(0, 700)))
        tier = TIERS[rng.choice(3, p=[0.3, 0.6, 0.1])]
        region = REGIONS[rng.choice(4, p=[0.5, 0.45, 0.04, 0.01])]
        if day.year == 2025 and region == "south":
            region = "north"  # one period alone has it
        answers.append(
            {
                "brand_id": ["b", "quarterly", "alike"][rng.choice(3, p=[0.7, 0.25, 0.05])],
                "day": day,
                "points": int(rng.choice([100, 0, -100], p=[0.5, 0.3, 0.2])),
                "value_tier": tier,
                "region": region,
                "value_tier x region": f"{tier} x {region}",
            }
        )
        if answers[-1]["brand_id"] == "quarterly":
            answers[-1]["day"] = period_start(day, "quarter")
        if answers[-1]["brand_id"] == "alike":
            answers[-1]["points"] = 100
    one_wave = {"brand_id": "one_wave", "points": -100, "day": date(2024, 5, 5)}
    alone = [{"brand_id": "alone", "points": 0, "day": date(2024, month, 5)} for month in (1, 6)]
    place = {"value_tier": "gold", "region": "west", "value_tier x region": "gold x west"}
    return answers + [one_wave | place] * 20 + [each | place for each in alone]


def answers_segmented(answers: list[dict[str, Any]], secret: list[bool] | None = None) -> dict:
    """Give int_nps_answers_segmented of answers, each a cluster of its own."""
    size = len(answers)
    ids = [f"r{number}" for number in range(size)]
    return {
        "response_id": ids,
        "cluster_id": ids,
        "question_id": ["q"] * size,
        "brand_id": [answer["brand_id"] for answer in answers],
        "survey_kind": ["relationship"] * size,
        "dimension": ["overall"] * size,
        "submitted_date": np.array([answer["day"] for answer in answers], dtype="M8[D]"),
        "nps_points": [answer["points"] for answer in answers],
        "is_counted": [True] * size,
        "is_secret": secret or [False] * size,
        "customer_id": ids,
        "value_tier_segment": [answer["value_tier"] for answer in answers],
        "region_segment": [answer["region"] for answer in answers],
    }


def customers_history(seed: int) -> dict[str, Any]:
    """Draw customers of whom some change their tier, and some leave."""
    rng = np.random.default_rng(seed)
    size = 300
    ids = np.repeat([f"c{number}" for number in range(size)], 2)
    changed = np.datetime64("2024-01-01") + rng.integers(0, 900, size).astype("m8[D]")
    valid_from = np.column_stack([np.full(size, np.datetime64("2020-01-01")), changed]).ravel()
    valid_to = np.column_stack([changed, np.full(size, np.datetime64("NaT"))]).ravel()
    return {
        "customer_id": ids,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "customer_segment": np.full(2 * size, "retail"),
        "value_tier": rng.choice(["gold", "silver"], 2 * size),
        "lifecycle_stage": rng.choice(["mature", "churned"], 2 * size, p=[0.8, 0.2]),
        "region": rng.choice(REGIONS, 2 * size),
    }


def adjusted(points: list[int]) -> tuple[float, float]:
    """Adjusted net share and its standard error, by METRICS' formula."""
    n = len(points) + 3
    p, d = (points.count(100) + 0.75) / n, (points.count(-100) + 0.75) / n
    return p - d, sqrt((p + d - (p - d) ** 2) / n)


def pooled_names(before: Counter, now: Counter) -> dict[str, str]:
    """Say which segments stand alone and which are in (other)."""
    both = before | now
    hidden = {name for name in both if 0 < before[name] < 5 or 0 < now[name] < 5}
    sizes = [sum(side[name] for name in hidden) for side in (before, now)]
    for name in sorted(both.keys() - hidden, key=lambda each: (before[each] + now[each], each)):
        if all(size == 0 or size >= 5 for size in sizes):
            break
        hidden.add(name)
        sizes = [sizes[0] + before[name], sizes[1] + now[name]]
    return {name: "(other)" if name in hidden else name for name in both}


def decomposed(before: list[dict], now: list[dict], segment_type: str) -> dict[str, dict]:
    """Take a change apart in plain Python; null where a side has fewer than five answers."""
    names = pooled_names(*(Counter(a[segment_type] for a in side) for side in (before, now)))
    points = [defaultdict(list), defaultdict(list)]
    for place, side in zip(points, (before, now), strict=True):
        for answer in side:
            place[names[answer[segment_type]]].append(answer["points"])
    if min(len(before), len(now)) < 5:
        return {name: {"total_effect": None} for name in set(names.values())}
    totals = [np.mean([answer["points"] for answer in side]) for side in (before, now)]
    found = {}
    for name in set(names.values()):
        old, new = (place[name] for place in points)
        w0, w1 = len(old) / len(before), len(new) / len(now)
        nps0, nps1 = np.mean(old or new), np.mean(new or old)
        row = {
            "rate_effect": (w1 + w0) / 2 * (nps1 - nps0),
            "mix_effect": ((nps1 + nps0) / 2 - np.mean(totals)) * (w1 - w0),
            "nps_change": totals[1] - totals[0],
            "rate_effect_se": None,
            "rate_effect_p_value": None,
        }
        row["total_effect"] = row["rate_effect"] + row["mix_effect"]
        if min(len(old), len(new)) >= 10:
            (m0, se0), (m1, se1) = adjusted(old), adjusted(new)
            se = sqrt(se0**2 + se1**2)
            row["rate_effect_se"] = 100 * (w1 + w0) / 2 * se
            row["rate_effect_p_value"] = 2 * norm.sf(abs(m1 - m0) / se)
        found[name] = row
    return found


def test_changes_are_taken_apart_as_by_hand() -> None:
    """Every comparison, segment and number; with segments that are hidden, empty or alone."""
    answers = random_answers(1)
    connection = built(
        "nps_change_decomposition",
        {
            "int_nps_answers_segmented": answers_segmented(answers),
            "int_dates_by_period": CALENDAR,
            "int_customers_history": customers_history(1),
        },
        segment_types=SEGMENT_TYPES,
    )
    found = {
        (row["brand_id"], row["period_grain"], row["period_start_date"], row["segment_type"],
         row["segment_value"]): row
        for row in rows(
            connection, "from nps_change_decomposition where mix_basis = 'respondents'"
        )
    }  # fmt: skip
    count, pooled, alone = 0, 0, 0
    for brand in {answer["brand_id"] for answer in answers}:
        for grain in GRAINS:
            by_period = defaultdict(list)
            for answer in answers:
                if answer["brand_id"] == brand:
                    by_period[period_start(answer["day"], grain)].append(answer)
            for before, now in pairwise(sorted(by_period)):
                for segment_type in SEGMENT_TYPES:
                    expected = decomposed(by_period[before], by_period[now], segment_type)
                    for name, numbers in expected.items():
                        row = found.pop((brand, grain, now, segment_type, name))
                        assert row["previous_period_start_date"] == before
                        count, pooled = count + 1, pooled + (name == "(other)")
                        alone += row["segment_nps_previous"] is None
                        for column, value in numbers.items():
                            assert row[column] == pytest.approx(value, abs=1e-9), column
                    if None not in (totals := [n["total_effect"] for n in expected.values()]):
                        assert sum(totals) == pytest.approx(row["nps_change"], abs=1e-9)
    assert not found
    assert count > 300 and pooled > 50 and alone > 20


def test_customers_weigh_what_they_are_not_what_they_answer() -> None:
    """The same rates, weighted by customers at each period's end: who answers is no mix."""
    answers, history = random_answers(3), customers_history(3)
    connection = built(
        "nps_change_decomposition",
        {
            "int_nps_answers_segmented": answers_segmented(answers),
            "int_dates_by_period": CALENDAR,
            "int_customers_history": history,
        },
        segment_types=SEGMENT_TYPES,
    )

    def customers(day: date) -> Counter:
        day = np.datetime64(min(day, AS_OF))
        is_then = (history["valid_from"] <= day) & ~(history["valid_to"] <= day)
        is_then &= history["lifecycle_stage"] == "mature"
        return Counter(history["value_tier"][is_then])

    found = defaultdict(list)
    for row in rows(
        connection,
        """
        from nps_change_decomposition
        where mix_basis = 'customers' and brand_id = 'b' and suppression_reason is null
            and segment_type = 'value_tier' and period_grain = 'quarter'
        """,
    ):
        found[row["period_start_date"], row["previous_period_start_date"]].append(row)
    assert len(found) >= 5
    for (now, before), segments in found.items():
        heard = [
            Counter(
                answer["value_tier"]
                for answer in answers
                if answer["brand_id"] == "b" and period_start(answer["day"], "quarter") == start
            )
            for start in (before, now)
        ]
        names = pooled_names(*heard)
        served = [customers(period_end(start, "quarter")) for start in (before, now)]
        for row in segments:
            for weight, count in zip(("weight_previous", "weight"), served, strict=True):
                ours = sum(count[n] for n, name in names.items() if name == row["segment_value"])
                expected = ours / sum(count[name] for name in names)
                assert row[weight] == pytest.approx(expected, abs=1e-12)
        change = sum(
            row["weight"] * row["segment_nps"]
            - row["weight_previous"] * row["segment_nps_previous"]
            for row in segments
            if row["weight"]
        )
        assert sum(row["total_effect"] for row in segments) == pytest.approx(change, abs=1e-9)
        assert segments[0]["nps_change"] == pytest.approx(change, abs=1e-9)


def test_answers_of_anonymous_surveys_are_in_other() -> None:
    """What no segment may show counts once, and the effects still add up to the published NPS."""
    answers = random_answers(4)
    rng = np.random.default_rng(4)
    connection = built(
        "nps_change_decomposition",
        {
            "int_nps_answers_segmented": answers_segmented(
                answers, (rng.random(len(answers)) < 0.15).tolist()
            ),
            "int_dates_by_period": CALENDAR,
            "int_customers_history": customers_history(4),
        },
        segment_types=SEGMENT_TYPES,
    )
    compared = rows(
        connection,
        """
        select sum(total_effect) as total, any_value(now.nps - before.nps) as published,
            sum(segment_response_count) as counted,
            any_value(now.response_count) as published_count,
            bool_or(segment_value = '(other)') as has_other,
            bool_and(segment_value = '(other)' or segment_value in (
                select distinct segment_value from int_nps_answers_by_segment
            )) as is_known
        from nps_change_decomposition as effects
        inner join int_nps_periods_estimated as now
            using (brand_id, survey_kind, dimension, period_grain, period_start_date)
        inner join int_nps_periods_estimated as before
            on (before.brand_id, before.period_grain, before.period_start_date)
            = (effects.brand_id, effects.period_grain, effects.previous_period_start_date)
        where mix_basis = 'respondents' and effects.suppression_reason is null
        group by effects.brand_id, period_grain, period_start_date, segment_type
        """,
    )
    assert sum(row["has_other"] for row in compared) > 30
    for row in compared:
        assert row["total"] == pytest.approx(row["published"], abs=1e-9)
        assert row["counted"] == row["published_count"] and row["is_known"]


def test_the_mix_shift_is_shown_as_mix(built_warehouse: Warehouse) -> None:
    """In its first quarter more of the lowest tier answer: mix of respondents, not of customers."""
    truth = built_warehouse.landing / "_truth"
    stories = json.loads((truth / "truth.json").read_text())["stories"]
    (story,) = (each for each in stories if each["name"] == "mix_shift")
    start = date.fromisoformat(story["starts_on"])
    answered = built_warehouse.query(
        f"""
        select cast(date_trunc('quarter', submitted_at) as date), value_tier, counted_score
        from '{truth}/answers.parquet'
        where survey_kind = 'transactional' and counted_score is not null
            and value_tier is not null
        """
    )
    now = period_start(start, "quarter")
    before = period_start(now - timedelta(1), "quarter")
    expected = decomposed(
        *(
            [
                {"value_tier": tier, "points": 100 * ((score > 8) - (score < 7))}
                for quarter, tier, score in answered
                if quarter == period
            ]
            for period in (before, now)
        ),
        "value_tier",
    )
    found = {
        basis: {tier: numbers for other, tier, *numbers in segments if other == basis}
        for basis in ("respondents", "customers")
        for segments in [
            built_warehouse.query(
                """
                select mix_basis, segment_value, mix_effect, rate_effect, rate_effect_p_value
                from nps.nps_change_decomposition
                where survey_kind = 'transactional' and dimension = 'overall'
                    and segment_type = 'value_tier' and period_grain = 'quarter'
                    and period_start_date = ?
                """,
                parameters=[now],
            )
        ]
    }
    mix = {basis: sum(n[0] for n in numbers.values()) for basis, numbers in found.items()}
    assert mix["respondents"] == pytest.approx(
        sum(numbers["mix_effect"] for numbers in expected.values()), abs=2
    )
    assert mix["respondents"] < -10
    assert abs(mix["customers"]) < 1
    # No tier fell: no rate effect is significantly below nothing.
    assert all(rate > 0 or p > 0.05 for _, rate, p in found["respondents"].values())


def random_history(seed: int) -> list[dict[str, Any]]:
    """Draw responses of few customers, some twice a day, some anonymous, some not counted."""
    rng = np.random.default_rng(seed)
    return [
        {
            "response_id": f"r{number:03}",
            "customer_id": f"c{rng.integers(0, 25)}" if rng.random() > 0.05 else None,
            "survey_kind": str(rng.choice(["relationship", "transactional", "benchmark"])),
            "brand_id": "b",
            "day": date(2025, 1, 1) + timedelta(int(rng.integers(0, 500))),
            "score": int(rng.integers(0, 11)),
            "is_counted": bool(rng.random() > 0.1),
        }
        for number in range(300)
    ]


def category(score: int) -> str:
    """Category of a score."""
    return "promoter" if score > 8 else "detractor" if score < 7 else "passive"


def survey_responses(responses: list[dict[str, Any]]) -> dict[str, Any]:
    """Give fct_survey_responses of responses."""
    days = np.array([each["day"] for each in responses], dtype="M8[D]")
    names = "account_id survey_id customer_segment value_tier lifecycle_stage region"
    nobody = {name: np.full(len(responses), None, dtype=object) for name in names.split()}
    return nobody | {
        "response_id": [each["response_id"] for each in responses],
        "customer_id": np.array([each["customer_id"] for each in responses], dtype=object),
        "survey_kind": [each["survey_kind"] for each in responses],
        "brand_id": [each["brand_id"] for each in responses],
        "submitted_at": days,
        "submitted_date": days,
        "nps_score": [each["score"] for each in responses],
        "nps_category": [category(each["score"]) for each in responses],
        "is_counted": [each["is_counted"] for each in responses],
    }


def test_moves_between_categories_are_counted_as_by_hand() -> None:
    """Each answer beside the one before; moves, shares and revenue of every period."""
    responses = random_history(5)
    rng = np.random.default_rng(5)
    orders = [
        (f"c{rng.integers(0, 25)}", date(2024, 1, 1) + timedelta(int(rng.integers(0, 900))), amount)
        for amount in rng.integers(-50, 200, 200).tolist()
    ]
    connection = built(
        "nps_category_transitions",
        {
            "fct_survey_responses": survey_responses(responses),
            "fct_orders": {
                "customer_id": [order[0] for order in orders],
                "brand_id": ["b"] * len(orders),
                "ordered_date": np.array([order[1] for order in orders], dtype="M8[D]"),
                "amount": [float(order[2]) for order in orders],
            },
            "int_dates_by_period": CALENDAR,
        },
    )
    followed = defaultdict(list)
    for each in sorted(responses, key=lambda one: (one["day"], one["response_id"])):
        if each["is_counted"] and each["customer_id"] and each["survey_kind"] != "benchmark":
            followed[each["customer_id"], each["survey_kind"]].append(each)
    history = {row["response_id"]: row for row in rows(connection, "from customer_nps_history")}
    assert len(history) == sum(map(len, followed.values()))
    order = ["detractor", "passive", "promoter"]
    moves = defaultdict(list)
    for (customer, kind), answered in followed.items():
        first = history[answered[0]["response_id"]]
        assert first["change_type"] == "first" and first["previous_score"] is None
        for before, now in pairwise(answered):
            row = history[now["response_id"]]
            old, new = category(before["score"]), category(now["score"])
            step = order.index(new) - order.index(old)
            assert row["previous_response_id"] == before["response_id"]
            assert (row["previous_score"], row["previous_category"]) == (before["score"], old)
            assert row["change_type"] == ["stable", "improved", "declined"][(step > 0) - (step < 0)]
            assert row["days_since_previous"] == (now["day"] - before["day"]).days
            for grain in GRAINS:
                start = period_start(now["day"], grain)
                moves[kind, grain, start, old, new].append(customer)
    found = {
        tuple(row[name] for name in (
            "survey_kind", "period_grain", "period_start_date", "from_category", "to_category"
        )): row
        for row in rows(connection, "from nps_category_transitions")
    }  # fmt: skip
    assert found.keys() == moves.keys()
    for (kind, grain, start, old, new), customers in moves.items():
        row = found[kind, grain, start, old, new]
        assert row["transition_count"] == len(customers)
        assert row["customer_count"] == len(set(customers))
        total = sum(len(moves.get((kind, grain, start, old, other), ())) for other in order)
        assert row["from_transition_count"] == total
        if total < 5:
            assert row["share"] is None and row["suppression_reason"] == "too_few"
            continue
        end = period_end(start, grain)
        year_before = (end + timedelta(1)).replace(year=(end + timedelta(1)).year - 1)
        assert row["share"] == pytest.approx(len(customers) / total)
        assert row["revenue"] == pytest.approx(
            sum(paid for buyer, day, paid in orders
                if buyer in set(customers) and year_before <= day <= end), abs=1e-9
        )  # fmt: skip


def test_fallen_promoters_are_found(built_warehouse: Warehouse) -> None:
    """Who was heard before and after turning passive is a promoter who declined to passive."""
    truth = built_warehouse.landing / "_truth"
    fallen = dict(
        built_warehouse.query(
            f"""
            select 'crm:customer:' || customer_id, turned_month
            from '{truth}/fallen_promoters.parquet'
            where customer_id not in (  -- whose score was corrected to another
                select coalesce(person_id, '') from '{truth}/answers.parquet'
                where counted_score != clean_score
            )
            """
        )
    )
    answered = defaultdict(list)
    for customer, kind, day, before, now in built_warehouse.query(
        """
        select customer_id, survey_kind, submitted_date, previous_category, nps_category
        from loyalty.customer_nps_history order by submitted_at
        """
    ):
        if customer in fallen:
            answered[customer, kind].append((day >= fallen[customer], before, now))
    followed = [each for each in answered.values() if not each[0][0] and each[-1][0]]
    assert len(followed) > 10
    first_after = [next(answer for answer in each if answer[0]) for each in followed]
    assert set(first_after) == {(True, "promoter", "passive")}


def test_targets_are_met_with_the_probability_of_a_normal() -> None:
    """The target of the last day, its gap and probability; hidden periods show none."""
    rng = np.random.default_rng(6)
    sizes = [(1, 0, 0), (9, 0, 0), (0, 0, 40), *rng.integers(0, 60, (21, 3)).tolist()]
    answers = [
        {"brand_id": "b", "points": points, "day": date(2024 + month // 12, month % 12 + 1, 3),
         "value_tier": "gold", "region": "north"}
        for month, counts in enumerate(sizes)
        for points, count in zip((100, 0, -100), counts, strict=True)
        for _ in range(count)
    ]  # fmt: skip
    segmented = answers_segmented(answers)
    segmented["department_segment"] = segmented["value_tier_segment"]
    connection = built(
        "nps_vs_target",
        {
            "int_nps_answers_segmented": segmented,
            "int_dates_by_period": CALENDAR,
            "nps_targets": """
                select 'b' as brand_id, 'relationship' as survey_kind, department_id,
                    cast(valid_from as date) as valid_from, target_nps
                from (values (null, '2024-02-01', 10.0), (null, '2025-01-31', 25.0),
                    ('gold', '2000-01-01', -5.0), ('silver', '2000-01-01', 0.0))
                    as targets (department_id, valid_from, target_nps)
            """,
        },
        segment_types=["department"],
    )
    found = rows(connection, "from nps_vs_target where period_grain = 'month'")
    assert len(found) == 24 - 1 + 24
    for row in found:
        start = row["period_start_date"]
        month = (start.year - 2024) * 12 + start.month - 1
        target = -5 if row["department_id"] == "gold" else 10 if start < date(2025, 1, 1) else 25
        assert row["target_nps"] == target
        if sum(sizes[month]) < 5:
            assert row["suppression_reason"] == "too_few"
            assert {row[name] for name in ("nps", "gap", "probability_met", "is_met")} == {None}
            continue
        points = [p for p, n in zip((100, 0, -100), sizes[month], strict=True) for _ in range(n)]
        net, se = adjusted(points)
        assert row["gap"] == pytest.approx(np.mean(points) - target, abs=1e-9)
        assert row["is_met"] == (row["gap"] >= 0)
        assert row["probability_met"] == pytest.approx(
            norm.sf(target, loc=100 * net, scale=100 * se), abs=1e-12
        )


def test_profiles_are_those_of_the_two_proportion_test() -> None:
    """Shares, index, p against statsmodels' formula by scipy, q against scipy; last scores only."""
    rng = np.random.default_rng(7)
    answers = [
        {"brand_id": brand, "value_tier": TIERS[rng.choice(3, p=[0.4, 0.59, 0.01])],
         "points": int(rng.choice([100, 0, -100])) if brand == "b" else 100,
         "region": "north", "day": date(2025, 9, 1) + timedelta(int(rng.integers(0, 420)))}
        for brand, size in (("b", 600), ("alike", 30), ("alone", 1))
        for _ in range(size)
    ]  # fmt: skip
    segmented = answers_segmented(answers)
    segmented["customer_id"] = [f"c{number % 450}" for number in range(len(answers))]
    segmented["submitted_at"] = segmented["submitted_date"]
    connection = built(
        "nps_category_profiles",
        {"int_nps_answers_segmented": segmented, "int_dates_by_period": CALENDAR},
        segment_types=["value_tier", "region"],
    )
    found = rows(connection, "from nps_category_profiles")
    first, last = date(2025, 10, 1), date(2026, 9, 30)
    assert {(row["from_date"], row["to_date"]) for row in found} == {(first, last)}
    latest: dict[tuple, tuple] = {}
    for number, answer in enumerate(answers):
        if first <= answer["day"] <= last:
            key = answer["brand_id"], f"c{number % 450}"
            latest[key] = max(latest.get(key, (date.min, "")), (answer["day"], f"r{number}"))
    people = [answers[int(name[1:])] for _, name in latest.values()]
    points = {"promoter": 100, "passive": 0, "detractor": -100}
    p_values = {}
    for row in found:
        everyone = [each for each in people if each["brand_id"] == row["brand_id"]]
        attribute, value = row["attribute"], row["attribute_value"]
        ours = [
            e[attribute] == value for e in everyone if e["points"] == points[row["nps_category"]]
        ]
        rest = [
            e[attribute] == value for e in everyone if e["points"] != points[row["nps_category"]]
        ]
        assert (row["respondent_count"], row["category_count"]) == (sum(ours), len(ours))
        assert row["value_count"] == sum(ours) + sum(rest)
        if min(row["value_count"], len(ours)) < 5:
            assert row["suppression_reason"] == "too_few"
            assert {row[n] for n in ("share", "index_against_all", "p_value", "q_value")} == {None}
            continue
        overall = np.mean(ours + rest)
        assert row["share"] == pytest.approx(np.mean(ours))
        assert row["index_against_all"] == pytest.approx(100 * np.mean(ours) / overall)
        if min(len(ours), len(rest)) < 10 or overall == 1:
            assert row["p_value"] is None
            continue
        z = (np.mean(ours) - np.mean(rest)) / sqrt(
            overall * (1 - overall) * (1 / len(ours) + 1 / len(rest))
        )
        assert row["p_value"] == pytest.approx(2 * norm.sf(abs(z)), abs=1e-12)
        p_values[row["brand_id"], attribute, row["nps_category"], value] = row
    tested = list(p_values.values())
    assert {(row["brand_id"], row["attribute"]) for row in tested} == {("b", "value_tier")}
    q_values = false_discovery_control([row["p_value"] for row in tested])
    assert [row["q_value"] for row in tested] == pytest.approx(q_values.tolist(), abs=1e-12)


def test_promoters_of_the_sample_are_the_highest_tier(built_warehouse: Warehouse) -> None:
    """Tiers are worth 55, 25 and -5 points: who promoters and detractors are must say so."""
    found = dict(
        ((row[0], row[1]), row[2:])
        for row in built_warehouse.query(
            """
            select nps_category, attribute_value, index_against_all, is_significant
            from nps.nps_category_profiles
            where survey_kind = 'relationship' and attribute = 'value_tier'
            """
        )
    )
    for category_name, tier in (("promoter", "platinum"), ("detractor", "silver")):
        index, is_significant = found[category_name, tier]
        assert index > 120 and is_significant
    assert found["detractor", "platinum"][0] < 60


def given_away(shown: list[list[int]], hidden: list[list[int]]) -> bool:
    """Say whether any of the hidden sums of cells follows from the shown ones."""
    if not shown or not hidden:
        return False
    _, sizes, directions = np.linalg.svd(np.array(shown, dtype=float), full_matrices=False)
    known = directions[sizes > 1e-9]
    sums = np.array(hidden, dtype=float)
    return bool((np.abs(sums - sums @ known.T @ known).max(axis=1) < 1e-9).any())


def attack(published: list[dict[str, Any]], kind: str) -> int:
    """Try to compute hidden groups of one segment type back from those shown; count the hidden.

    The cells are months by segment, of those that anybody answered in: rows tell which. Within a
    grain nothing hidden may follow, and over all grains no group that is too small.
    """
    rows_of_kind = [row for row in published if row["segment_type"] in (kind, "all")]
    cells = [
        (row["period_start_date"], row["segment_value"])
        for row in rows_of_kind
        if row["segment_type"] == kind and row["period_grain"] == "month"
    ]

    def sums(row: dict[str, Any]) -> list[int]:
        grain, start, segment = (
            row[name] for name in ("period_grain", "period_start_date", "segment_value")
        )
        return [
            int(period_start(month, grain) == start and segment in (value, "all"))
            for month, value in cells
        ]

    shown = {grain: [] for grain in GRAINS}
    hidden = {grain: [] for grain in GRAINS}
    for row in rows_of_kind:
        (hidden if row["nps"] is None else shown)[row["period_grain"]].append(sums(row))
    for grain in GRAINS:
        assert not given_away(shown[grain], hidden[grain])
    too_few = [sums(row) for row in rows_of_kind if row["suppression_reason"] == "too_few"]
    assert not given_away([sums for grain in GRAINS for sums in shown[grain]], too_few)
    return sum(map(len, hidden.values()))


@pytest.mark.parametrize("size", [25, 40, 60, 90, 150, 300])
def test_hidden_employees_cannot_be_computed_back(size: int) -> None:
    """Departments and tenure bands of employees, months to years: no hidden sum follows."""
    rng = np.random.default_rng(size)
    answers = [
        {"brand_id": "b", "points": int(rng.choice([100, 0, -100])),
         "day": date(2024, int(rng.choice([2, 3, 5, 11])), 3).replace(
             year=2024 + int(rng.integers(0, 2))),
         "value_tier": f"department {rng.choice(5, p=[0.5, 0.3, 0.12, 0.05, 0.03])}",
         "region": f"band {rng.choice(3, p=[0.6, 0.3, 0.1])}"}
        for _ in range(size)
    ]  # fmt: skip
    segmented = answers_segmented(answers, [True] * len(answers))
    segmented["survey_kind"] = ["employee"] * len(answers)
    segmented["department_segment"] = segmented["value_tier_segment"]
    segmented["tenure_band_segment"] = segmented["region_segment"]
    connection = built(
        "employee_nps",
        {"int_nps_answers_segmented": segmented, "int_dates_by_period": CALENDAR},
        segment_types=["department", "tenure_band"],
    )
    published = rows(connection, "from employee_nps")
    for row in published:
        numbers = {row[n] for n in ("response_count", "promoter_count", "nps", "nps_ci_low")}
        assert numbers == {None} if row["suppression_reason"] else None not in numbers
        assert row["response_count"] is None or row["response_count"] >= 5
    assert attack(published, "department") + attack(published, "tenure_band") > 0


def test_hidden_employees_of_the_sample_cannot_be_computed_back(
    built_warehouse: Warehouse,
) -> None:
    """The published mart alone: which departments and bands were heard in which month, it tells."""
    names = (
        "segment_type segment_value period_grain period_start_date nps suppression_reason".split()
    )
    published = [
        dict(zip(names, row, strict=True))
        for row in built_warehouse.query(f"select {', '.join(names)} from nps.employee_nps")
    ]
    for kind in ("department", "tenure_band"):
        assert attack(published, kind) > 5
        assert any(row["segment_type"] == kind and row["nps"] is not None for row in published)
