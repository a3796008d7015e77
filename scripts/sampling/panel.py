"""The competitor panel: new respondents in every wave and market, who rate several brands each."""

from __future__ import annotations

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.draws import HOME_HOURS
from sampling.files import Rows, words
from sampling.stories import BENCHMARK, DRIVER_CORRELATION, DRIVER_SLOPES, DRIVERS, PANEL_MONTHS
from sampling.world import BRANDS, DAY, LANGUAGES, MARKETS, MERIDIAN, World

RESPONDENTS = 120  # of a wave and market at scale 1
OWN_BRAND_RATE = 0.8  # of those who do not rate all brands anyway
FIELD_DAYS = 24  # first days of a month in which the interviews begin
MEDIAN_SECONDS = 80  # spent on one brand
SPEEDERS, LEFT_OPEN_TABS = 0.05, 0.05
# Planted at scale 1, beside the honest people who give five equal answers.
STRAIGHTLINERS, LATE_RESPONDENTS, CORRECTED, DELIVERED_TWICE = 24, 14, 1, 1
DIRT = ["speeder", "left_open_tab", "straightliner", "late", "corrected", "delivered_twice"]
# What two opinions of one person share: the variance of liking all brands alike, and the
# correlation of the factor behind his drivers. Together his opinions correlate at 0.5.
PERSON_VARIANCE, HALO = 0.2, 0.8
# A driver's answer is this plus spread times the driver, plus a little per point of expected NPS.
DRIVER_CENTRE, DRIVER_SPREAD, DRIVER_POINT = 3.6, 0.75, 0.005

RESPONSE_ID = """
    word({surveys}, market) || ':' || id('R', respondent) || ':' || word({brands}, brand)
""".format(surveys=words(f"panel_{market}" for market in MARKETS), brands=words(BRANDS))
KEY_COLUMNS = f"""
    id('R', respondent) as respondent_id, 'panel_' || word({words(MARKETS)}, market) as survey_id,
    word({words(BRANDS)}, brand) as brand_id
"""


def write(block: Block) -> None:
    """Write the waves of both panels."""
    ratings = _draw_respondents(block)
    _draw_opinions(block, ratings)
    _plant_dirt(block, ratings)
    _write_files(block, ratings)
    _write_truth(block, ratings)


def driver_weights() -> dict[str, float]:
    """Johnson's relative weight of each driver of the opinion, as a share of all; sums to 1."""
    size = len(DRIVERS)
    correlations = np.full((size, size), DRIVER_CORRELATION)
    np.fill_diagonal(correlations, 1.0)
    values, vectors = np.linalg.eigh(correlations)
    root = vectors @ np.diag(values**0.5) @ vectors.T
    slopes = np.linalg.solve(root, correlations @ DRIVER_SLOPES)
    weights = (root**2) @ (slopes**2)
    shares = (weights / weights.sum()).tolist()
    return {name: round(share, 6) for name, share in zip(DRIVERS, shares, strict=True)}


def _waves(world: World) -> list[int]:
    """Months back of the waves that lie inside the world."""
    return [back for back in PANEL_MONTHS if back <= world.months]


def _draw_respondents(block: Block) -> Rows:
    """Draw who rates which brand and when: one entry per rating, in each respondent's order."""
    draws, world = block.draws("panel.respondents"), block.world
    waves = _waves(world)
    each = block.count(RESPONDENTS, 2)
    size = len(waves) * len(MARKETS) * each
    back = np.repeat(waves, len(MARKETS) * each)
    market = np.tile(np.repeat(np.arange(len(MARKETS)), each), len(waves))
    # Of all brands in a random order the first ones are shown; then the order of asking is drawn.
    shown = draws.integers(3, len(BRANDS) + 1, size)
    keys = draws.uniform((size, len(BRANDS)))
    keys[:, MERIDIAN] = np.where(draws.chance(OWN_BRAND_RATE, size), -1.0, 2.0)
    brands = keys.argsort(axis=1)
    is_rated = np.arange(len(BRANDS)) < shown[:, None]
    asked = np.where(is_rated, draws.uniform(brands.shape), 2.0).argsort(axis=1)
    brands = np.take_along_axis(brands, asked, axis=1)

    is_speeder = draws.chance(SPEEDERS, size)
    pace = draws.lognormal(1.0, 0.35, brands.size).reshape(brands.shape)
    pace = np.maximum(pace, 0.5)  # nobody honest is twice as fast as the median
    pace = np.where(is_speeder[:, None], 0.06 + 0.28 * draws.uniform(brands.shape), pace)
    is_left = (draws.uniform(brands.shape) < LEFT_OPEN_TABS) & ~is_speeder[:, None]
    pace = np.where(is_left, 20 + 280 * draws.uniform(brands.shape), pace)
    seconds = np.maximum(1, MEDIAN_SECONDS * pace).astype(np.int64)

    first_day = np.array([world.months_before(month) for month in waves])
    day = np.repeat(first_day, len(MARKETS) * each) + draws.integers(1, FIELD_DAYS, size) * DAY
    begun = draws.of_day(day, HOME_HOURS, np.array([1, 8])[market])
    submitted = begun[:, None] + np.cumsum(seconds + 5, axis=1) - 5

    person, place = np.nonzero(is_rated)
    ratings = {
        "person": person,
        "respondent": block.ids(size)[person],
        "market": market[person].astype(np.int16),
        "brand": brands[person, place].astype(np.int16),
        "back": back[person],
        "seconds": seconds[person, place],
        "started": (submitted - seconds)[person, place],
        "submitted": submitted[person, place],
    }
    ratings["dirt"] = np.select([is_speeder[person], is_left[person, place]], [0, 1], -1)
    # The institute delivers a wave when its month is over.
    delivered = np.array([world.months_before(month - 1) + 5 * DAY for month in waves])
    ratings["arrived"] = np.repeat(delivered, len(MARKETS) * each)[person]
    return ratings


def _draw_opinions(block: Block, ratings: Rows) -> None:
    """Draw scores and drivers, as the columns `score`, `expected`, `untouched` and the drivers'."""
    draws = block.draws("panel.opinions")
    person, size = ratings["person"], len(ratings["person"])
    nobody = np.zeros(size, dtype=np.int16)
    answered = stories.Answered(
        kind=np.full(size, BENCHMARK, dtype=np.int16),
        back=ratings["back"],
        region=ratings["market"],
        segment=nobody,
        tier=nobody,
        product=nobody,
        brand=ratings["brand"],
        turned_back=np.full(size, -1),
        is_recovered=np.zeros(size, dtype=bool),
    )
    ratings["expected"] = stories.expected_nps(answered)
    ratings["untouched"] = stories.untouched_nps(answered)
    ratings["stories"] = stories.names_of_stories(answered)
    people = int(person.max()) + 1
    factor = HALO**0.5 * draws.normal(people)[person] + (1 - HALO) ** 0.5 * draws.normal(size)
    z = PERSON_VARIANCE**0.5 * draws.normal(people)[person]
    z = z + _noise_variance() ** 0.5 * draws.normal(size)
    for name, slope in zip(DRIVERS, DRIVER_SLOPES.tolist(), strict=True):
        own = draws.normal(size)
        driver = DRIVER_CORRELATION**0.5 * factor + (1 - DRIVER_CORRELATION) ** 0.5 * own
        z = z + slope * driver
        answer = DRIVER_CENTRE + DRIVER_SPREAD * driver + DRIVER_POINT * ratings["expected"]
        ratings[name] = np.clip(np.rint(answer), 1, 5).astype(np.int64)
    ratings["score"] = stories.scores(ratings["expected"], z)
    ratings["plain"] = stories.scores(ratings["untouched"], z)


def _noise_variance() -> float:
    """What drivers and person leave over of an opinion's variance of 1."""
    own = float((DRIVER_SLOPES**2).sum())
    shared = float(DRIVER_SLOPES.sum()) ** 2 - own
    return 1.0 - PERSON_VARIANCE - own - DRIVER_CORRELATION * shared


def _plant_dirt(block: Block, ratings: Rows) -> None:
    """Plant what the rates did not: at most one kind per rating."""
    draws, dirt = block.draws("panel.dirt"), ratings["dirt"]

    def take(kind: str, count: int) -> np.ndarray:
        clean = np.flatnonzero(dirt < 0)
        taken = clean[draws.sample(len(clean), block.count(count))]
        dirt[taken] = DIRT.index(kind)
        return taken

    # A respondent comes late with all brands that he rated.
    spoiled = np.unique(ratings["person"][dirt >= 0])
    in_last_wave = np.unique(ratings["person"][ratings["back"] == ratings["back"].min()])
    person = np.setdiff1d(in_last_wave, spoiled)
    late = person[draws.sample(len(person), block.count(LATE_RESPONDENTS))]
    is_late = np.isin(ratings["person"], late)
    dirt[is_late] = DIRT.index("late")
    ratings["arrived"][is_late] = _much_later(block.world)
    straight = take("straightliner", STRAIGHTLINERS)
    for name in DRIVERS:
        ratings[name][straight] = 3
    ratings["counted"] = ratings["score"].copy()
    corrected = take("corrected", CORRECTED)
    ratings["counted"][corrected] = (ratings["score"][corrected] + 5) % 11
    take("delivered_twice", DELIVERED_TWICE)


def _much_later(world: World) -> int:
    """When the institute sends what it had forgotten, months after the last wave."""
    return world.months_before(1) + 6 * DAY


def _write_files(block: Block, ratings: Rows) -> None:
    """Write the waves, and what the institute corrects or sends once more."""
    dirt, later = ratings["dirt"], _much_later(block.world)
    versions = ratings | {"updated": ratings["submitted"]}
    corrected = dirt == DIRT.index("corrected")
    again = corrected | (dirt == DIRT.index("delivered_twice"))
    second = {name: column[again] for name, column in versions.items()}
    second["arrived"] = np.full(int(again.sum()), later)
    second["updated"] = np.where(corrected[again], later - DAY, second["updated"])
    second["score"] = second["counted"]
    both = {name: np.concatenate([versions[name], second[name]]) for name in versions}
    block.files.write(
        "panel/survey_responses",
        both,
        f"""
        {KEY_COLUMNS}, iso(started) as started_at, iso(submitted) as submitted_at,
        seconds as duration_seconds, word({words(LANGUAGES)}, market) as language,
        word({words(MARKETS)}, market) as region, true as is_complete,
        null as supplied_weight, iso(updated) as updated_at
        """,
        both["arrived"],
        form="tsv",
    )
    questions = ["q_nps", *DRIVERS]
    size = len(both["score"])
    answers = {name: np.repeat(column, len(questions)) for name, column in both.items()}
    answers["question"] = np.tile(np.arange(len(questions)), size)
    answers["answer"] = np.stack([both["score"], *(both[name] for name in DRIVERS)], 1).ravel()
    # A correction carries only what changed.
    is_told = (answers["question"] == 0) | (answers["updated"] == answers["submitted"])
    block.files.write(
        "panel/survey_answers",
        answers,
        f"""
        {KEY_COLUMNS}, word({words(questions)}, question) as question_id,
        cast(answer as varchar) as answer, iso(updated) as updated_at
        """,
        np.where(is_told, answers["arrived"], block.world.horizon_s),
        form="parquet",
    )


def _write_truth(block: Block, ratings: Rows) -> None:
    """Every rating is a touchpoint, and an answer to the NPS question."""
    told = f"""
        'panel' as source_system, word({words(BRANDS)}, brand) as brand_id,
        word({words(MARKETS)}, market) as region, word({words(LANGUAGES)}, market) as language,
        word({words(DIRT)}, dirt) as dirt
    """
    block.truth.add(
        "touchpoints",
        ratings,
        f"""
        {told}, 'survey_response' as touchpoint_type, {RESPONSE_ID} as record_id,
        '' as link_key, moment(submitted) as occurred_at, false as is_deleted
        """,
        ratings["arrived"],
    )
    block.truth.add(
        "answers",
        ratings,
        f"""
        {told}, 'panel_' || word({words(MARKETS)}, market) as survey_id,
        'benchmark' as survey_kind, {RESPONSE_ID} as response_id, 'overall' as dimension,
        moment(submitted) as submitted_at, score as clean_score, counted as counted_score,
        plain as untouched_score,
        expected as expected_nps, untouched as untouched_nps, stories, 'panel' as channel_id,
        word({words(MARKETS)}, market) as market
        """,
        ratings["arrived"],
    )
    is_dirty = ratings["dirt"] >= 0
    block.truth.add(
        "dirt",
        {name: column[is_dirty] for name, column in ratings.items()},
        f"""
        word({words(DIRT)}, dirt) as kind, 'panel' as source_system,
        'survey_responses' as table_name, {RESPONSE_ID} as record_id
        """,
        ratings["arrived"][is_dirty],
    )
