"""The sample world's competitor panel, recomputed from its raw files."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from landed import Landed
from sampling import panel
from sampling.block import Block
from sampling.files import Files, connect
from sampling.truth import Truth
from sampling.world import World

BRANDS = {"meridian", "borealis", "castellan", "dynatek", "everline"}
DRIVERS = ["drv_quality", "drv_price", "drv_service", "drv_delivery", "drv_software"]
WAVES = ["2024-01", "2024-07", "2025-01", "2025-07", "2026-01", "2026-07"]
# What is planted in Europe, wave by wave.
MERIDIAN, BOREALIS = [34, 29, 23, 17, 8, 0], [2, 2, 2, 2, 32, 40]
Scores = dict[str, dict[str, dict[str, int]]]  # by wave, respondent and brand


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A panel of 1,200 respondents a wave and market, alone."""
    folder = tmp_path_factory.mktemp("panel")
    world = World(date(2026, 11, 1), scale=10)
    with connect() as connection:
        truth = Truth(world, folder / "_truth", connection)
        panel.write(Block(world, 0, 10, Files(world, folder, connection), truth))
        truth.write()
    return Landed(folder)


def latest_answers(world: Landed, survey: str = "panel_europe") -> dict[tuple[str, ...], str]:
    """The last version of each answer, by respondent, brand and question."""
    return {
        tuple(key): answer
        for *key, answer in world.query(
            """
            select respondent_id, brand_id, question_id, arg_max(answer, updated_at)
            from panel.survey_answers where survey_id = ? group by 1, 2, 3
            """,
            [survey],
        )
    }


def wave_scores(world: Landed, survey: str = "panel_europe") -> Scores:
    """Scores that count, by wave, respondent and brand."""
    wave_of = dict(
        world.query(
            "select respondent_id, left(submitted_at, 7) from panel.survey_responses "
            "where survey_id = ?",
            [survey],
        )
    )
    found: Scores = defaultdict(lambda: defaultdict(dict))
    for (respondent, brand, question), answer in latest_answers(world, survey).items():
        if question == "q_nps":
            found[wave_of[respondent]][respondent][brand] = int(answer)
    return found


def points(score: int) -> int:
    """+100 for a promoter, -100 for a detractor."""
    return 100 * ((score >= 9) - (score <= 6))


def nps(wave: dict[str, dict[str, int]], brand: str) -> float:
    """Plain NPS of a brand in one wave."""
    rated = [points(scores[brand]) for scores in wave.values() if brand in scores]
    return float(np.mean(rated))


def gap(wave: dict[str, dict[str, int]], ours: str, theirs: str) -> tuple[float, float]:
    """Difference of two brands' NPS, and its standard error with people on both sides."""
    a = {who: points(scores[ours]) for who, scores in wave.items() if ours in scores}
    b = {who: points(scores[theirs]) for who, scores in wave.items() if theirs in scores}
    both = [who for who in a if who in b]
    assert len(both) < min(len(a), len(b))  # or there were nobody on one side alone
    shared = np.cov([a[who] for who in both], [b[who] for who in both])[0, 1]
    variance = (
        np.var(list(a.values()), ddof=1) / len(a)
        + np.var(list(b.values()), ddof=1) / len(b)
        - 2 * len(both) * shared / (len(a) * len(b))
    )
    return np.mean(list(a.values())) - np.mean(list(b.values())), float(variance) ** 0.5


@pytest.mark.parametrize("name", ["sample_world", "large"])
def test_borealis_overtakes_as_planted(name: str, request: pytest.FixtureRequest) -> None:
    """Wave by wave the gap in Europe is the expected one, within four standard errors."""
    waves = wave_scores(request.getfixturevalue(name))
    assert sorted(waves) == WAVES
    for wave, ours, theirs in zip(WAVES, MERIDIAN, BOREALIS, strict=True):
        observed, error = gap(waves[wave], "meridian", "borealis")
        assert observed == pytest.approx(ours - theirs, abs=4 * error), wave
    first, last = waves[WAVES[0]], waves[WAVES[-1]]
    assert max(BRANDS, key=lambda brand: nps(first, brand)) == "meridian"
    assert max(BRANDS, key=lambda brand: nps(last, brand)) == "borealis"


def test_the_first_and_the_last_brand_are_the_planted_ones(large: Landed) -> None:
    """Of both markets, where there are enough respondents to tell."""
    for survey, wave, first, last in [
        ("panel_europe", WAVES[0], "meridian", "everline"),
        ("panel_europe", WAVES[-1], "borealis", "everline"),
        ("panel_china", WAVES[0], "meridian", "everline"),
        ("panel_china", WAVES[-1], "meridian", "everline"),
    ]:
        scores = wave_scores(large, survey)[wave]
        ranked = sorted(BRANDS, key=lambda brand: nps(scores, brand))
        assert (ranked[-1], ranked[0]) == (first, last), (survey, wave)


@pytest.mark.parametrize("name", ["sample_world", "large"])
def test_service_matters_most(name: str, request: pytest.FixtureRequest) -> None:
    """In a regression on standardised answers, and by as much as was planted."""
    world = request.getfixturevalue(name)
    answers = latest_answers(world) | latest_answers(world, "panel_china")
    keys = [key[:2] for key in answers if key[2] == "q_nps"]
    table = np.array(
        [[float(answers[*key, question]) for question in [*DRIVERS, "q_nps"]] for key in keys]
    )
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    slopes, *_ = np.linalg.lstsq(table[:, :-1], table[:, -1])
    found = dict(zip(DRIVERS, slopes.tolist(), strict=True))
    assert sorted(found, key=found.get, reverse=True)[:2] == ["drv_service", "drv_quality"]
    # Rounded answers tell less than opinions do: slopes shrink a little.
    assert 0.4 < found["drv_service"] < 0.56
    assert min(found.values()) > 0
    # Johnson's weights as the warehouse is to find them, near those of the opinions.
    correlations = np.corrcoef(table.T)
    values, vectors = np.linalg.eigh(correlations[:-1, :-1])
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    weights = root**2 @ np.linalg.solve(root, correlations[:-1, -1]) ** 2
    expected = [panel.driver_weights()[driver] for driver in DRIVERS]
    assert weights / weights.sum() == pytest.approx(expected, abs=0.05)


def test_driver_weights_are_those_of_the_planted_model() -> None:
    """By the other definition: the average of regressions on orthogonal counterparts."""
    found = panel.driver_weights()
    assert list(found) == DRIVERS
    assert sum(found.values()) == pytest.approx(1, abs=1e-5)
    # Drivers all correlate at 0.3: the root has one value on the diagonal and one beside it.
    large, small = math.sqrt(1 + 4 * 0.3), math.sqrt(1 - 0.3)
    diagonal, beside = (large + 4 * small) / 5, (large - small) / 5
    slopes = [0.25, 0.12, 0.55, 0.15, 0.05]
    rotated = [(diagonal - beside) * slope + beside * sum(slopes) for slope in slopes]
    weights = [
        diagonal**2 * one**2 + beside**2 * (sum(each**2 for each in rotated) - one**2)
        for one in rotated
    ]
    expected = [weight / sum(weights) for weight in weights]
    assert list(found.values()) == pytest.approx(expected, abs=1e-5)


def test_opinions_of_one_person_hang_together(sample_world: Landed) -> None:
    """Scores that one respondent gives two brands correlate clearly, and not by far fully."""
    for survey in ("panel_europe", "panel_china"):
        pairs = [
            pair
            for wave in wave_scores(sample_world, survey).values()
            for scores in wave.values()
            for pair in combinations([scores[brand] for brand in sorted(scores)], 2)
        ]
        correlation = np.corrcoef(np.array(pairs).T)[0, 1]
        assert 0.3 < correlation < 0.6, survey


def test_panels_are_as_large_and_as_wide_as_stated(sample_world: Landed) -> None:
    """New people in each wave, 3 to 5 brands each, the own one by most; within one month."""
    respondents = sample_world.query("""
        select survey_id, respondent_id, count(distinct brand_id),
            count(distinct left(submitted_at, 7)), count(*) filter (where brand_id = 'meridian')
        from panel.survey_responses group by 1, 2
    """)
    assert len(respondents) == len({row[1] for row in respondents}) == 2 * 6 * 120
    assert {row[2] for row in respondents} == {3, 4, 5}
    assert {row[3] for row in respondents} == {1}
    assert 0.82 < sum(row[4] > 0 for row in respondents) / len(respondents) < 0.93
    waves = sample_world.query("""
        select survey_id, left(submitted_at, 7) as wave, count(distinct respondent_id),
            count(distinct brand_id), any_value(language), any_value(region)
        from panel.survey_responses group by 1, 2 order by 1, 2
    """)
    assert waves == [
        (f"panel_{market}", wave, 120, 5, language, market)
        for market, language in [("china", "zh"), ("europe", "en")]
        for wave in WAVES
    ]
    others = sample_world.query("""
        select brand_id, count(distinct respondent_id) / 1440 from panel.survey_responses
        where brand_id != 'meridian' group by 1
    """)
    assert all(0.7 < share < 0.85 for _, share in others)


def test_every_response_has_its_answers(sample_world: Landed) -> None:
    """One to each question, whole scores within their scale, told after the survey."""
    assert (
        sample_world.value("""
        select count(*) from (
            select respondent_id, brand_id from panel.survey_answers group by 1, 2
            having list_sort(list(distinct question_id)) != ['drv_delivery', 'drv_price',
                'drv_quality', 'drv_service', 'drv_software', 'q_nps']
        )
    """)
        == 0
    )
    assert (
        sample_world.value("""
        select count(*) from panel.survey_answers anti join panel.survey_responses
        using (respondent_id, survey_id, brand_id)
    """)
        == 0
    )
    assert sample_world.query("""
        select question_id = 'q_nps', min(answer::int), max(answer::int)
        from panel.survey_answers group by 1 order by 1
    """) == [(False, 1, 5), (True, 0, 10)]
    assert sample_world.value("""
        select bool_and(epoch(submitted_at::timestamp) - epoch(started_at::timestamp)
            = duration_seconds::int and duration_seconds::int > 0 and is_complete = 'true'
            and updated_at >= submitted_at)
        from panel.survey_responses
    """)


def test_truth_counts_what_the_files_hold(sample_world: Landed) -> None:
    """NPS counts of every panel, wave and brand: from the files, and from the truth."""
    counted = defaultdict(list)
    for survey in ("panel_europe", "panel_china"):
        for wave, people in wave_scores(sample_world, survey).items():
            for scores in people.values():
                for brand, score in scores.items():
                    counted[survey, wave, brand].append(points(score))
    stated = sample_world.query("""
        select survey_id, strftime(submitted_at, '%Y-%m'), brand_id, count(*),
            sum(case when counted_score >= 9 then 100 when counted_score <= 6 then -100 else 0 end)
        from truth.answers where source_system = 'panel' group by 1, 2, 3
    """)
    assert {tuple(row[:3]): row[3:] for row in stated} == {
        key: (len(given), sum(given)) for key, given in counted.items()
    }
    assert sample_world.query("""
        select distinct survey_kind, dimension, channel_id, person_id, region = market,
            survey_id = 'panel_' || market
        from truth.answers where source_system = 'panel'
    """) == [("benchmark", "overall", "panel", None, True, True)]


def test_touchpoints_are_the_responses(sample_world: Landed) -> None:
    """One each, of nobody known; the dates are those in the file."""
    size = sample_world.value("select count(*) from truth.answers where source_system = 'panel'")
    assert sample_world.query("""
        with raw as (
            select distinct survey_id || ':' || respondent_id || ':' || brand_id as record_id,
                brand_id, submitted_at::timestamp as occurred_at
            from panel.survey_responses
        )
        select count(*), count(raw.record_id), count(truth.record_id),
            count(*) filter (where raw.occurred_at = truth.occurred_at
                and raw.brand_id = truth.brand_id),
            count(person_id), max(link_key), bool_or(is_linkable)
        from raw full join (from truth.touchpoints where source_system = 'panel') as truth
        using (record_id)
    """) == [(size, size, size, size, 0, "", False)]


@pytest.mark.parametrize("name", ["sample_world", "large"])
def test_five_equal_answers_are_mostly_honest(name: str, request: pytest.FixtureRequest) -> None:
    """Planted straight-liners all answer alike; so do 3 to 10 % of the others."""
    world = request.getfixturevalue(name)
    equal = defaultdict(set)
    for survey in ("panel_europe", "panel_china"):
        for (respondent, brand, question), answer in latest_answers(world, survey).items():
            if question != "q_nps":
                equal[f"{survey}:{respondent}:{brand}"].add(answer)
    alike = {record for record, given in equal.items() if len(given) == 1}
    planted = planted_dirt(world, "straightliner")
    assert planted and planted <= alike
    assert 0.03 < len(alike - planted) / (len(equal) - len(planted)) < 0.10


def planted_dirt(world: Landed, kind: str) -> set[str]:
    """Records that the truth says are dirty."""
    sql = "select record_id from truth.dirt where source_system = 'panel' and kind = ?"
    return {record for (record,) in world.query(sql, [kind])}


def test_speeders_stand_out_and_open_tabs_do_not_hide_them(sample_world: Landed) -> None:
    """A third of the median finds nearly all who rush, and nobody else; each is 5 %."""
    rows = sample_world.query("""
        select distinct survey_id, survey_id || ':' || respondent_id || ':' || brand_id,
            duration_seconds::int
        from panel.survey_responses
    """)
    for survey in ("panel_europe", "panel_china"):
        durations = {record: seconds for name, record, seconds in rows if name == survey}
        middle = median(durations.values())
        fast = {record for record, seconds in durations.items() if seconds < middle / 3}
        slow = {record for record, seconds in durations.items() if seconds > middle * 10}
        rushed = planted_dirt(sample_world, "speeder") & durations.keys()
        left = planted_dirt(sample_world, "left_open_tab") & durations.keys()
        assert len(fast & rushed) / len(rushed) >= 0.9
        assert len(fast & rushed) / len(fast) >= 0.85
        assert slow == left
        assert 0.03 < len(rushed) / len(durations) < 0.07
        assert 0.035 < len(left) / len(durations) < 0.065


def test_late_corrected_and_repeated_rows(sample_world: Landed) -> None:
    """Come in the last export, months after their wave; only the correction says another score."""
    told = sample_world.query("""
        select survey_id || ':' || respondent_id || ':' || brand_id as record_id,
            list(distinct regexp_extract(filename, '[0-9-]{10}')), count(*),
            count(distinct updated_at)
        from panel.survey_responses group by 1
    """)
    last, before = "2026-11-01", {"2025-05-01", "2026-10-01"}
    late = {record for record, files, _, _ in told if files == [last]}
    assert late == planted_dirt(sample_world, "late")
    assert len({record.split(":")[1] for record in late}) == 14
    assert {record for record, _, count, _ in told if count > 1} == (
        planted_dirt(sample_world, "corrected") | planted_dirt(sample_world, "delivered_twice")
    )
    for record, files, count, versions in told:
        if count > 1:
            assert last in files and before & set(files)
            assert (versions == 2) == (record in planted_dirt(sample_world, "corrected"))
    ((clean, counted, changed),) = sample_world.query("""
        select clean_score, counted_score, response_id from truth.answers
        where source_system = 'panel' and clean_score != counted_score
    """)
    assert {changed} == planted_dirt(sample_world, "corrected")
    survey, respondent, brand = changed.split(":")
    assert sample_world.query(
        """
        select answer from panel.survey_answers
        where survey_id = ? and respondent_id = ? and brand_id = ? and question_id = 'q_nps'
        order by updated_at
        """,
        [survey, respondent, brand],
    ) == [(str(clean),), (str(counted),)]


def test_a_tiny_panel_has_everything(tmp_path: Path) -> None:
    """At a fiftieth of the scale there are still all waves, both markets and every kind of dirt."""
    world = World(date(2026, 11, 1), scale=0.02)
    with connect() as connection:
        truth = Truth(world, tmp_path / "_truth", connection)
        panel.write(Block(world, 0, 0.02, Files(world, tmp_path, connection), truth))
        truth.write()
    tiny = Landed(tmp_path)
    assert sorted(wave_scores(tiny)) == sorted(wave_scores(tiny, "panel_china")) == WAVES
    for kind in ("straightliner", "late", "corrected", "delivered_twice"):
        assert planted_dirt(tiny, kind), kind
