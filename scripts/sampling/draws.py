"""Random draws that give the same bytes on every machine.

Only integers and uniforms come from the generator: both are exact. Other distributions are
looked up in tables of quantiles, rounded so that no two mathematics libraries differ.
"""

from __future__ import annotations

import functools
import math
import zlib
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

Codes = np.ndarray  # of small integers: places in a list of words; -1 for none
Seconds = np.ndarray  # of int64: seconds since 1970, UTC

SIZE = 1 << 14
_MIDDLES = [(place + 0.5) / SIZE for place in range(SIZE)]
_NORMAL = np.array([round(NormalDist().inv_cdf(middle), 6) for middle in _MIDDLES])
_EXPONENTIAL = np.array([round(-math.log1p(-middle), 6) for middle in _MIDDLES])
_GRID = np.arange(-500, 501) / 100
_CDF = np.array([round(NormalDist().cdf(float(z)), 9) for z in _GRID])
# How likely an hour of the local day is, for people at work and for people at home.
WORK_HOURS = np.array([0] * 7 + [3, 8, 11, 12, 11, 7, 9, 11, 11, 9, 5, 2, 1] + [0] * 4)
HOME_HOURS = np.array([1, 1, 0, 0, 0, 1, 2, 4, 5, 5, 4, 4, 6, 5, 4, 4, 4, 5, 7, 9, 10, 9, 6, 3])


class Draws:
    """A stream of its own for every path, so that one part's draws never move another's."""

    def __init__(self, seed: int, *path: int | str) -> None:
        """Seed by the world's seed and, say, the number of a block and the name of a part."""
        words = [zlib.crc32(str(step).encode()) for step in path]
        self._rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))

    def uniform(self, size: int | tuple[int, ...]) -> np.ndarray:
        """Floats in [0, 1)."""
        return self._rng.random(size)

    def integers(self, low: int, high: int | np.ndarray, size: int | None = None) -> np.ndarray:
        """Whole numbers in [low, high)."""
        return self._rng.integers(low, high, size)

    def normal(self, size: int | tuple[int, ...]) -> np.ndarray:
        """Standard normal, from a table of 16,384 quantiles."""
        return _NORMAL[self._rng.integers(0, SIZE, size, dtype=np.uint16)]

    def exponential(self, mean: float | np.ndarray, size: int) -> np.ndarray:
        """Exponential of that mean, never above 10.4 means."""
        return mean * _EXPONENTIAL[self._rng.integers(0, SIZE, size, dtype=np.uint16)]

    def lognormal(self, median: float | np.ndarray, sigma: float, size: int) -> np.ndarray:
        """Log-normal of that median; `sigma` is of the logarithm."""
        return median * _lognormal(sigma)[self._rng.integers(0, SIZE, size, dtype=np.uint16)]

    def chance(self, probability: float | np.ndarray, size: int) -> np.ndarray:
        """Booleans, true with that probability."""
        return self._rng.random(size) < probability

    def choose(self, weights: Sequence[float] | np.ndarray, size: int) -> Codes:
        """Places in a list, each as likely as its weight: codes of int16."""
        bounds = np.cumsum(np.asarray(weights, dtype=float))
        places = np.searchsorted(bounds, self._rng.random(size) * bounds[-1], side="right")
        return np.minimum(places, len(bounds) - 1).astype(np.int16)

    def sample(self, count: int, size: int) -> np.ndarray:
        """`size` different numbers below `count`, in rising order."""
        return np.sort(self._rng.permutation(count)[: min(size, count)])

    def order(self, size: int) -> np.ndarray:
        """The numbers below `size` in random order."""
        return self._rng.permutation(size)

    def within(self, start: Seconds | int, end: Seconds | int, size: int) -> Seconds:
        """Moments from `start` until just before `end`, all equally likely."""
        span = np.asarray(end, dtype=np.int64) - start
        return np.asarray(start + (self._rng.random(size) * span).astype(np.int64), dtype=np.int64)

    def of_day(self, midnight: Seconds, hours: np.ndarray, utc_offset: Codes | int = 0) -> Seconds:
        """Moments within the days that begin at `midnight` UTC, at likely local hours.

        `utc_offset` is in hours; a moment stays within its UTC day.
        """
        size = len(midnight)
        hour = (self.choose(hours, size) - utc_offset) % 24
        return midnight + hour * 3600 + self._rng.integers(0, 3600, size)


@functools.cache
def _lognormal(sigma: float) -> np.ndarray:
    return np.array([round(math.exp(sigma * z), 6) for z in _NORMAL.tolist()])


def rank(z: np.ndarray) -> np.ndarray:
    """Share of a standard normal below `z`, in (0, 1)."""
    return np.interp(z, _GRID, _CDF)
