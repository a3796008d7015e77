"""Who posts about the brands: customers, strangers, and the brands themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import phrases
from sampling.block import Block
from sampling.draws import Codes, Draws
from sampling.files import Rows
from sampling.people import PLATFORMS
from sampling.people import _names as people_of
from sampling.versions import stacked
from sampling.world import BRANDS, DAY, LANGUAGES, REGIONS

STRANGERS, FIRST_STRANGER = 2_300, 6_000_000  # at scale 1; first number of a block, less 1
FIRST_BRAND = 9_999_900  # the same accounts in all blocks
ENGLISH, CHINESE = range(len(LANGUAGES))
X, WEIBO, RED, REDDIT = range(len(PLATFORMS))
PLATFORM_SHARES = [0.38, 0.27, 0.17, 0.18]
IS_CHINESE = np.array([False, True, True, False])  # of the platforms
CHINA = REGIONS.index("china")
COUNTRIES = ["DE", "US", "SG", "CN", "GB", "CA", "AU"]
REGION_OF = np.array([0, 1, 2, 3, 0, 1, 2])  # the countries
# Of strangers where a platform is not Chinese, and where it is.
REGION_SHARES = [[0.33, 0.47, 0.2, 0], [0, 0.02, 0.05, 0.93]]
TELLS_COUNTRY = np.array([0.85, 0.95, 0.9, 0.4])  # of the platforms


@dataclass
class Authors:
    """Accounts of customers, then of strangers, then of brands; each by platform."""

    number: np.ndarray
    platform: Codes
    handle: np.ndarray
    name: np.ndarray
    person: np.ndarray  # place of the customer, -1
    is_linked: np.ndarray  # CRM knows the handle
    language: Codes
    country: Codes
    tells_country: np.ndarray
    follower_count: np.ndarray
    is_verified: np.ndarray
    is_brand: np.ndarray
    first_stranger: int
    first_brand: int

    def pick(self, draws: Draws, platform: Codes, is_customer: np.ndarray) -> np.ndarray:
        """Places of authors on platforms, some much busier than others.

        A stranger where no customer posts on that platform.
        """
        luck = draws.uniform(len(platform)) ** 2
        start, count = self._runs(self.first_stranger, self.first_brand)
        place = start[platform] + (luck * count[platform]).astype(np.int64)
        start, count = self._runs(0, self.first_stranger)
        customer = start[platform] + (luck * count[platform]).astype(np.int64)
        return np.where(is_customer & (count[platform] > 0), customer, place)

    def of_brands(self, platform: Codes, brand: Codes) -> np.ndarray:
        """Places of the brands' own accounts."""
        return self.first_brand + platform.astype(np.int64) * len(BRANDS) + brand

    def _runs(self, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
        platforms = np.arange(len(PLATFORMS) + 1)
        bounds = low + np.searchsorted(self.platform[low:high], platforms)
        return bounds[:-1], np.diff(bounds)


def gather(block: Block) -> Authors:
    """The customers and strangers of a block, and the brands."""
    draws = block.draws("authors")
    groups = [_customers(block), _strangers(block, draws), _brands()]
    rows = stacked(*groups)
    size, first_stranger = len(rows["platform"]), len(groups[0]["platform"])
    first_brand = first_stranger + len(groups[1]["platform"])
    is_brand = np.arange(size) >= first_brand
    followers = draws.lognormal(180, 1.9, size).astype(np.int64)
    followers += np.where(is_brand, draws.integers(20_000, 200_000, size), 0)
    return Authors(
        **rows,
        tells_country=draws.uniform(size) < TELLS_COUNTRY[rows["platform"]],
        follower_count=followers,
        is_verified=is_brand | draws.chance(np.where(followers > 10_000, 0.4, 0.02), size),
        is_brand=is_brand,
        first_stranger=first_stranger,
        first_brand=first_brand,
    )


def _customers(block: Block) -> Rows:
    """Customers with a handle where their language is spoken.

    Those of the last days are left out: CRM does not know their handles yet.
    """
    people, accounts = block.people, block.accounts
    speaks = IS_CHINESE[people.platform] == (people.language == CHINESE)
    is_known = accounts.customer_since[people.account] < block.world.end_s - 3 * DAY
    person = np.flatnonzero((people.platform >= 0) & speaks & is_known)
    person = person[np.argsort(people.platform[person], kind="stable")]
    return {
        "number": people.number[person],
        "platform": people.platform[person],
        "handle": people.handle[person],
        "name": people.name[person],
        "person": person,
        "is_linked": people.is_handle_linked[person],
        "language": people.language[person],
        "country": accounts.region[people.account[person]],
    }


def _strangers(block: Block, draws: Draws) -> Rows:
    size = block.count(STRANGERS, 60)
    platform = draws.choose(PLATFORM_SHARES, size)
    platform[: len(PLATFORMS)] = np.arange(len(PLATFORMS))  # one of each at least
    platform = np.sort(platform)
    is_there = IS_CHINESE[platform]
    elsewhere, in_china = (draws.choose(shares, size) for shares in REGION_SHARES)
    region = np.where(is_there, in_china, elsewhere)
    is_second = (region < CHINA) & draws.chance(0.25, size)  # country of the region
    number = block.ids(size, FIRST_STRANGER)
    first, _, name = people_of(draws, is_there)
    handles = [f"{a}_{n}" for a, n in zip(first.tolist(), number.tolist(), strict=True)]
    return {
        "number": number,
        "platform": platform,
        "handle": np.array(handles, dtype=object),
        "name": name,
        "person": np.full(size, -1),
        "is_linked": np.zeros(size, dtype=bool),
        "language": (is_there ^ draws.chance(0.03, size)).astype(np.int16),
        "country": np.where(is_second, region + len(REGIONS), region).astype(np.int16),
    }


def _brands() -> Rows:
    """An account of each brand on each platform."""
    size = len(PLATFORMS) * len(BRANDS)
    platform, brand = np.divmod(np.arange(size), len(BRANDS))
    is_there = IS_CHINESE[platform]
    handles = [
        phrases.HANDLES[LANGUAGES[language]][code]
        for language, code in zip(is_there.astype(int).tolist(), brand.tolist(), strict=True)
    ]
    return {
        "number": FIRST_BRAND + np.arange(size),
        "platform": platform.astype(np.int16),
        "handle": np.array(handles, dtype=object),
        "name": np.array(handles, dtype=object),
        "person": np.full(size, -1),
        "is_linked": np.zeros(size, dtype=bool),
        "language": is_there.astype(np.int16),
        "country": np.where(is_there, CHINA, 0).astype(np.int16),
    }
