"""What is thought of the brands in public: as the stories have it, at any moment."""

from __future__ import annotations

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.draws import Codes, Draws, Seconds
from sampling.world import DAY, MERIDIAN, REGIONS, THEMES, World

CHINA = REGIONS.index("china")
# Shares of posts while the outage lasts, and the level it leaves behind for a month.
OUTAGE_NEGATIVE, OUTAGE_POSITIVE, OUTAGE_LEVEL = 0.88, 0.03, -60.0
OUTAGE_THEMES = [0, 0, 15, 0, 25, 0, 10, 50]
DEAR = 0.15  # of what is said of the own brand while the price rise lasts: about it, beside others


def months_back(world: World, at: Seconds) -> np.ndarray:
    """Months before the world's end; 0 after it."""
    return np.maximum(world.months - world.month_of(at), 0)


def outage_days(world: World) -> tuple[int, int]:
    """First moments of the outage, and after it: it lasts the last days of its month."""
    end = world.months_before(stories.OUTAGE_MONTH - 1)
    return end - stories.OUTAGE_DAYS * DAY, end


def is_outage(world: World, region: Codes, brand: Codes, at: Seconds) -> np.ndarray:
    """Whether it is the own brand, from where its service is out, while it is."""
    start, end = outage_days(world)
    return (region == stories.OUTAGE_REGION) & (brand == MERIDIAN) & (at >= start) & (at < end)


def level(block: Block, person: np.ndarray, region: Codes, brand: Codes, at: Seconds) -> np.ndarray:
    """The NPS to be expected of them then: of strangers (person -1) that of their market."""
    people, accounts = block.people, block.accounts
    back = months_back(block.world, at)
    in_china = (region == CHINA).astype(np.int64)
    found = stories.BENCHMARK_NPS[in_china, brand]
    for of_brand, points in stories.OVERTAKEN_POINTS.items():
        trend = np.interp(back, stories.PANEL_MONTHS[::-1], points[::-1])
        found = found + trend * ((brand == of_brand) & (in_china == 0))
    place = np.flatnonzero((person >= 0) & (brand == MERIDIAN))
    who = person[place]
    account = people.account[who]
    found[place] = stories.expected_nps(
        stories.Answered(
            kind=np.full(len(place), stories.RELATIONSHIP),
            back=back[place],
            region=accounts.region[account],
            segment=accounts.segment[account],
            tier=people.tier_at(who, at[place]),
            product=accounts.product[account],
            brand=brand[place],
            turned_back=accounts.turned_back[account],
            is_recovered=np.zeros(len(place), dtype=bool),
        )
    )
    after = (region == stories.OUTAGE_REGION) & (back == stories.OUTAGE_MONTH - 1)
    return np.where(after & (brand == MERIDIAN), np.minimum(found, OUTAGE_LEVEL), found)


def sentiments(draws: Draws, levels: np.ndarray, in_outage: np.ndarray) -> np.ndarray:
    """-1, 0 or 1: more negative than surveys are, for who is content says nothing."""
    positive = np.where(in_outage, OUTAGE_POSITIVE, np.clip(0.32 + levels / 250, 0.03, 0.8))
    negative = np.where(in_outage, OUTAGE_NEGATIVE, np.clip(0.36 - levels / 250, 0.05, 0.9))
    luck = draws.uniform(len(levels))
    return np.where(luck < negative, -1, np.where(luck >= 1 - positive, 1, 0))


def themes(
    world: World, draws: Draws, usual: Codes, brand: Codes, at: Seconds, in_outage: np.ndarray
) -> Codes:
    """The usual ones; of the own brand the price after it rose, and what the outage makes one."""
    size, back = len(usual), months_back(world, at)
    first, last = stories.PRICE_RISE_MONTHS
    is_dear = (brand == MERIDIAN) & (back >= first) & (back <= last) & draws.chance(DEAR, size)
    theme = np.where(is_dear, THEMES.index("price"), usual)
    return np.where(in_outage, draws.choose(OUTAGE_THEMES, size), theme)
