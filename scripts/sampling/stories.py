"""What was planted: the expected NPS of every answer, and each story that moves it.

An answer's category is drawn so that its expectation is exactly `expected_nps`: the sum of what
its segments are worth and of the points of each story that touches it. The truth therefore knows
the exact effect of a story on any group. Months count back from the world's end: 1 is the last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sampling.draws import Codes, rank
from sampling.world import BOREALIS, BRANDS, MERIDIAN, REGIONS

KINDS = ["relationship", "transactional", "benchmark", "employee"]
RELATIONSHIP, TRANSACTIONAL, BENCHMARK, EMPLOYEE = range(len(KINDS))

WAVE_MONTHS = 3  # between two waves of the relationship survey

# What an answer about Meridian is expected to be, and what each segment adds to it.
KIND_NPS = np.array([0.0, -5.0, 0.0, 10.0])
TIER_NPS = np.array([55.0, 25.0, -5.0])
SEGMENT_NPS = np.array([-6.0, 0.0, 4.0, 2.0, 0.0])
REGION_NPS = np.array([4.0, 0.0, -2.0, 6.0])
PRODUCT_NPS = np.array([0.0, 0.0, -4.0, 4.0])
# Rows are markets, columns brands.
BENCHMARK_NPS = np.array([[34.0, 2.0, 12.0, 20.0, -12.0], [22.0, 14.0, 0.0, 16.0, -10.0]])
PASSIVE_SHARE = 0.3  # of an answer whose expected NPS is 0
# How scores spread within detractors (0-6), passives (7, 8) and promoters (9, 10).
SCORE_SHARES = [
    np.array([0.06, 0.03, 0.05, 0.08, 0.12, 0.28, 0.38]),
    np.array([0.4, 0.6]),
    np.array([0.45, 0.55]),
]
# Shares of an answer's latent variance that lie between accounts, and between people of one.
ACCOUNT_VARIANCE, PERSON_VARIANCE = 0.36, 0.14

# Story: unequal response. Of the invited, by tier; weighting undoes what it does to the raw NPS.
RESPONSE_RATES = np.array([0.52, 0.19, 0.12])
TRANSACTIONAL_RATE = 0.45
# Story: mix shift. Who answers after tickets and purchases for half a year.
MIX_SHIFT_RATES = np.array([0.1, 0.2, 0.9])
MIX_SHIFT_MONTHS = (13, 18)
# Story: outage. Tickets of one region pile up in the last ten days of a month, the NPS falls next.
OUTAGE_REGION, OUTAGE_MONTH, OUTAGE_DAYS = REGIONS.index("north_america"), 8, 10
OUTAGE_TICKETS = 170  # at scale 1, beside the usual
PRICE_RISE_MONTHS, ACTION_MONTHS = (1, 12), (1, 15)
# Story: promoters who turn passive, then churn: months of turning, and months until they are gone.
FALL_MONTHS, MONTHS_TO_CHURN = (9, 14), 6
FALLEN_SHARE = 0.06  # of accounts
# Story: follow-up. A detractor who is called back answers better from then on.
FOLLOW_UP_SHARE, FOLLOW_UP_POINTS = 0.55, 30.0
# Story: overtaken. Waves of the panel, by months back, in Europe.
PANEL_MONTHS = (34, 28, 22, 16, 10, 4)
OVERTAKEN_WAVE = 4  # place of the first wave in which Borealis is ahead
OVERTAKEN_POINTS = {
    MERIDIAN: (0.0, -5.0, -11.0, -17.0, -26.0, -34.0),
    BOREALIS: (0.0, 0.0, 0.0, 0.0, 30.0, 38.0),
}
# Story: the driver that matters most. Slopes of the latent opinion on standardised drivers.
DRIVERS = ["drv_quality", "drv_price", "drv_service", "drv_delivery", "drv_software"]
DRIVER_SLOPES = np.array([0.25, 0.12, 0.55, 0.15, 0.05])
DRIVER_CORRELATION = 0.3
# Story: a segment too small to show.
SMALL_SEGMENT = "public_sector"


@dataclass(frozen=True)
class Answered:
    """What is known of answers when their scores are drawn: one entry each, codes of `world`."""

    kind: Codes
    back: np.ndarray  # months before the end; 0 after it
    region: Codes  # of a panel: the market
    segment: Codes
    tier: Codes
    product: Codes
    brand: Codes
    turned_back: np.ndarray  # month in which a promoter turns passive; -1 for nobody's fall
    is_recovered: np.ndarray  # was called back after an earlier detractor's answer


@dataclass(frozen=True)
class Story:
    """An effect with its sign, its months (first and last, counted back) and whom it touches."""

    name: str
    what: str
    months: tuple[int, int]
    points: Callable[[Answered], np.ndarray]


def _during(answered: Answered, months: tuple[int, int]) -> np.ndarray:
    return (answered.back >= months[0]) & (answered.back <= months[1])


def _customers(answered: Answered) -> np.ndarray:
    return (answered.kind == RELATIONSHIP) | (answered.kind == TRANSACTIONAL)


def _outage(answered: Answered) -> np.ndarray:
    touched = _customers(answered) & (answered.region == OUTAGE_REGION)
    return -75.0 * (touched & (answered.back == OUTAGE_MONTH - 1))


def _price_rise(answered: Answered) -> np.ndarray:
    touched = (answered.kind == RELATIONSHIP) & (answered.segment == 2)
    return -40.0 * (touched & _during(answered, PRICE_RISE_MONTHS))


def _action_worked(answered: Answered) -> np.ndarray:
    touched = (answered.kind == RELATIONSHIP) & (answered.product == 0)
    return 25.0 * (touched & _during(answered, ACTION_MONTHS))


def _overtaken(answered: Answered) -> np.ndarray:
    points = np.zeros(len(answered.back))
    in_europe = (answered.kind == BENCHMARK) & (answered.region == 0)
    for brand, by_wave in OVERTAKEN_POINTS.items():
        for back, value in zip(PANEL_MONTHS, by_wave, strict=True):
            points += value * (in_europe & (answered.brand == brand) & (answered.back == back))
    return points


def _follow_up(answered: Answered) -> np.ndarray:
    return FOLLOW_UP_POINTS * answered.is_recovered


STORIES = [
    Story(
        "outage",
        "An outage of Meridian Cloud in North America: tickets pile up in the month it begins, "
        "answers fall in the next.",
        (OUTAGE_MONTH - 1, OUTAGE_MONTH - 1),
        _outage,
    ),
    Story(
        "price_rise",
        "Small businesses pay more, and say so in the relationship survey.",
        PRICE_RISE_MONTHS,
        _price_rise,
    ),
    Story(
        "action_worked",
        "Spare parts of the press line are kept in stock; its users notice.",
        ACTION_MONTHS,
        _action_worked,
    ),
    Story(
        "overtaken",
        "Meridian declines in Europe wave by wave; Borealis overtakes it.",
        (4, 34),
        _overtaken,
    ),
    Story(
        "follow_up",
        "Detractors who were called back answer better from then on.",
        (0, 36),
        _follow_up,
    ),
]


def untouched_nps(answered: Answered) -> np.ndarray:
    """Expected NPS without any story, -100 to 100; employees' and panels' have no segments."""
    own = (
        KIND_NPS[answered.kind]
        + TIER_NPS[answered.tier]
        + SEGMENT_NPS[answered.segment]
        + REGION_NPS[answered.region]
        + PRODUCT_NPS[answered.product]
    )
    market = np.minimum(answered.region, len(BENCHMARK_NPS) - 1)
    own = np.where(answered.kind == BENCHMARK, BENCHMARK_NPS[market, answered.brand], own)
    return np.where(answered.kind == EMPLOYEE, KIND_NPS[EMPLOYEE], own)


def expected_nps(answered: Answered) -> np.ndarray:
    """Expected NPS of each answer with all stories, -100 to 100.

    Who falls is a promoter for certain until the month of turning, and a passive from then on.
    """
    nps = untouched_nps(answered) + sum(story.points(answered) for story in STORIES)
    falls = (answered.turned_back >= 0) & _customers(answered)
    nps = np.where(falls, np.where(answered.back > answered.turned_back, 100.0, 0.0), nps)
    return np.clip(nps, -98.0, 100.0)


def names_of_stories(answered: Answered) -> np.ndarray:
    """Names of the stories that touch each answer, joined by a comma; text."""
    falls = (answered.turned_back >= 0) & _customers(answered)
    names = np.where(falls, "fallen_promoters,", "").astype(object)
    for story in STORIES:
        touched = (story.points(answered) != 0) & ~falls
        names += np.where(touched, f"{story.name},", "").astype(object)
    return names


def scores(nps: np.ndarray, z: np.ndarray, is_certain: np.ndarray | bool = False) -> np.ndarray:
    """Scores 0-10 whose expected NPS is exactly `nps`, given standard normal opinions `z`.

    Where `is_certain`, nobody is undecided: 100 is a promoter and 0 a passive.
    """
    u = rank(z)
    passive = np.where(is_certain, np.where(nps == 0, 1.0, 0.0), PASSIVE_SHARE)
    passive = np.minimum(passive, 1 - np.abs(nps) / 100)
    detractor = (1 - passive - nps / 100) / 2
    category = (u >= detractor).astype(np.int64) + (u >= detractor + passive)
    low = np.choose(category, [np.zeros_like(u), detractor, detractor + passive])
    width = np.choose(category, [detractor, passive, 1 - detractor - passive])
    place = np.clip((u - low) / np.maximum(width, 1e-12), 0, 1 - 1e-9)
    score = np.zeros(len(u), dtype=np.int64)
    for number, (first, shares) in enumerate(zip((0, 7, 9), SCORE_SHARES, strict=True)):
        within = np.searchsorted(np.cumsum(shares)[:-1], place, side="right")
        score = np.where(category == number, first + within, score)
    return score


def brand_code(name: str) -> int:
    """Place of a brand in the list of brands."""
    return BRANDS.index(name)
