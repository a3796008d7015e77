"""When the world is, and what it is made of: months, exports, words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from sampling.draws import Seconds

DAY = 86_400
FUTURE_DAYS = 31  # that are drawn after the world's end, for `--day`

BRANDS = ["meridian", "borealis", "castellan", "dynatek", "everline"]
BRANDS_ZH = ["子午线", "北极光", "城堡", "动力科", "恒线"]
MERIDIAN, BOREALIS = 0, 1
MARKETS = ["europe", "china"]
SEGMENTS = ["enterprise", "mid_market", "small_business", "consumer", "public_sector"]
TIERS = ["platinum", "gold", "silver"]
REGIONS = ["europe", "north_america", "asia_pacific", "china"]
COUNTRIES = ["DE", "US", "SG", "CN"]  # of the regions
CURRENCIES = ["EUR", "USD", "USD", "CNY"]  # of the regions
TIMEZONES = ["Europe/Berlin", "America/New_York", "Asia/Singapore", "Asia/Shanghai"]
UTC_OFFSETS = np.array([1, -5, 8, 8])  # of the regions, roughly: when people are awake
STAGES = ["prospect", "onboarding", "adopting", "mature", "renewal", "churned"]
LANGUAGES = ["en", "zh"]
PRODUCTS = ["press_line", "conveyor", "meridian_control", "meridian_cloud"]
PRODUCT_NAMES = ["Press Line", "Conveyor", "Meridian Control", "Meridian Cloud"]
ROLES = ["decision_maker", "buyer", "operator", "engineer"]
DEPARTMENTS = ["production", "engineering", "service", "sales", "logistics", "people"]
THEMES = [
    "product_quality",
    "price",
    "service",
    "delivery",
    "software",
    "documentation",
    "communication",
    "reliability",
]


@dataclass(frozen=True)
class Export:
    """What a tool delivers at once: every record version that reached it in [since, until)."""

    label: str  # the day it was made, part of the files' names
    since: int
    until: int


@dataclass(frozen=True)
class World:
    """The months before the first of `end`'s month, and the days that follow them.

    With `day` N it is the Nth day after the end that is written, else everything before the end.
    """

    end: date
    months: int = 36
    seed: int = 7
    scale: float = 1.0
    day: int = 0

    @cached_property
    def month_starts(self) -> Seconds:
        """First moments of the months, the one after the end last: months + 1 moments."""
        return np.array([self.months_before(back) for back in range(self.months, -1, -1)])

    def months_before(self, months: int) -> int:
        """First moment of the month that many months before the end."""
        year, month = divmod(self.end.year * 12 + self.end.month - 1 - months, 12)
        return int(datetime(year, month + 1, 1, tzinfo=UTC).timestamp())

    @cached_property
    def start_s(self) -> int:
        """First moment of the world."""
        return self.months_before(self.months)

    @cached_property
    def end_s(self) -> int:
        """First moment after the world's months."""
        return self.months_before(0)

    @cached_property
    def horizon_s(self) -> int:
        """Moment up to which things happen, whether or not they are written."""
        return self.end_s + FUTURE_DAYS * DAY

    @cached_property
    def known_s(self) -> int:
        """First moment that is not known: the last export's end."""
        return self.end_s + self.day * DAY

    def month_of(self, moments: Seconds) -> np.ndarray:
        """Number of the month, 0 the first; `months` after the end, -1 before the start."""
        return np.searchsorted(self.month_starts, moments, side="right") - 1

    @cached_property
    def exports(self) -> list[Export]:
        """What is written now: the one day, or else all of the world."""
        if not self.day:
            return self.base_exports
        return self._exports([self.known_s - DAY, self.known_s])

    @cached_property
    def base_exports(self) -> list[Export]:
        """The first half of the months, the rest but the last, the last."""
        half, last = self.months_before(self.months // 2), self.months_before(1)
        return self._exports(
            [0, half, last, self.end_s] if self.months > 2 else [0, last, self.end_s]
        )

    def _exports(self, bounds: list[int]) -> list[Export]:
        labels = [f"{datetime.fromtimestamp(until, UTC):%Y-%m-%d}" for until in bounds]
        return [
            Export(labels[place + 1], bounds[place], bounds[place + 1])
            for place in range(len(bounds) - 1)
        ]

    def day_starts(self) -> Seconds:
        """First moments of all days from the start to the horizon."""
        return np.arange(self.start_s, self.horizon_s, DAY, dtype=np.int64)


def first_of_month(day: date) -> date:
    """First day of the month of `day`."""
    return day - timedelta(days=day.day - 1)
