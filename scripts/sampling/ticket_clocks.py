"""Schedules of the help desk, and clocks that count only their hours.

A moment counts if the wall clock of the schedule's time zone shows one of the week's intervals
then, and the day on its calendar is no holiday: an interval from 20:00 to 04:00 has seven hours on
the night when clocks go forward, nine when they go back, and none after midnight if the day that
begins there is a holiday. No interval begins or ends within the hour that is left out or repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from sampling.draws import Codes, Seconds
from sampling.world import DAY, World

HOUR = 3600
WEEK_MINUTES = 7 * 24 * 60
MARGIN = 800 * DAY  # that clocks run on beyond the world, for what is to end after it


def _nth_sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month; the last one for -1."""
    if nth < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=following.isoweekday() % 7 or 7)
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.isoweekday()) % 7 + 7 * (nth - 1))


def _moment(day: date, hour: int) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Zone:
    """A time zone by the rules of today; daylight saving adds an hour to `standard`."""

    name: str  # as Zendesk spells it
    standard: int  # seconds ahead of UTC
    rule: str = ""  # of daylight saving: eu, us or none

    def daylight(self, year: int) -> tuple[int, int] | None:
        """First moment of daylight saving in a year and the first after it, UTC."""
        if self.rule == "eu":
            return (
                _moment(_nth_sunday(year, 3, -1), 1),
                _moment(_nth_sunday(year, 10, -1), 1),
            )
        if self.rule == "us":  # at 02:00 by the clock of then
            start = _moment(_nth_sunday(year, 3, 2), 2) - self.standard
            return start, _moment(_nth_sunday(year, 11, 1), 1) - self.standard
        return None

    def offset(self, moments: Seconds) -> np.ndarray:
        """Seconds that the wall clock is ahead of UTC at those moments."""
        changes = [self.daylight(year) for year in years_of(moments)] if self.rule else []
        flat = np.array([moment for pair in changes if pair for moment in pair], dtype=np.int64)
        return self.standard + HOUR * (np.searchsorted(flat, moments, side="right") % 2)

    def to_utc(self, wall: Seconds) -> Seconds:
        """Moments at which the wall clock shows `wall`, in seconds as if it were UTC."""
        as_standard = wall - self.standard
        return as_standard - (self.offset(as_standard) - self.standard)


def years_of(moments: Seconds) -> range:
    """Calendar years from the first to the last of some moments."""
    first, last = (datetime.fromtimestamp(int(m), UTC).year for m in (moments.min(), moments.max()))
    return range(first, last + 1)


Holiday = tuple[str, date, date]  # name, first day, last day


@dataclass(frozen=True)
class Schedule:
    """Hours of the week, in minutes from Sunday 00:00 by the wall clock of the zone.

    An interval that ends after 10,080 goes on into the next week.
    """

    name: str
    zone: Zone
    intervals: tuple[tuple[int, int], ...]
    holidays: Callable[[int], list[Holiday]] = lambda year: []  # of a year


class Clock:
    """Counts the seconds of a schedule between two moments."""

    def __init__(self, schedule: Schedule, first: int, last: int) -> None:
        """Lay out the hours of all days from `first` to `last`, and a week around."""
        days = np.arange(first // DAY - 7, last // DAY + 8, dtype=np.int64)  # by the wall clock
        free = [
            np.arange(_moment(start, 0) // DAY, _moment(end, 0) // DAY + 1)
            for year in years_of(days * DAY)
            for _, start, end in schedule.holidays(year)
        ]
        days = np.setdiff1d(days, np.concatenate(free)) if free else days
        weekday = (days + 4) % 7  # 1970 began on a Thursday; Sunday is 0
        starts, ends = [], []
        for start, end in _within_days(schedule.intervals):
            midnights = days[weekday == start // (24 * 60)] * DAY
            starts.append(midnights + start % (24 * 60) * 60)
            ends.append(starts[-1] + (end - start) * 60)
        order = np.argsort(np.concatenate(starts), kind="stable")
        self.starts = schedule.zone.to_utc(np.concatenate(starts)[order])
        self.ends = schedule.zone.to_utc(np.concatenate(ends)[order])
        self.lengths = self.ends - self.starts
        self.before = np.cumsum(self.lengths) - self.lengths

    def count(self, moments: Seconds) -> np.ndarray:
        """Seconds of the schedule before each moment, from a fixed but arbitrary one on."""
        place = np.maximum(np.searchsorted(self.starts, moments, side="right") - 1, 0)
        return self.before[place] + np.clip(moments - self.starts[place], 0, self.lengths[place])

    def between(self, starts: Seconds, ends: Seconds) -> np.ndarray:
        """Seconds of the schedule from `starts` until `ends`."""
        return self.count(ends) - self.count(starts)

    def after(self, moments: Seconds, seconds: np.ndarray) -> Seconds:
        """Moments at which so many seconds of the schedule have passed."""
        target = self.count(moments) + seconds
        place = np.searchsorted(self.before + self.lengths, target, side="left")
        place = np.minimum(place, len(self.starts) - 1)
        return self.starts[place] + np.minimum(target - self.before[place], self.lengths[place])


def _within_days(intervals: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Intervals of the week cut at midnights, each within one day of 0 to 10,080."""
    cut = []
    for start, end in intervals:
        while start < end:
            midnight = (start // (24 * 60) + 1) * 24 * 60
            stop = min(end, midnight)
            base = start // WEEK_MINUTES * WEEK_MINUTES
            cut.append((start - base, stop - base))
            start = stop
    return cut


def _weekdays(opens: int, closes: int, days: range = range(1, 6)) -> tuple[tuple[int, int], ...]:
    """The same hours on several days; Monday is 1."""
    return tuple(((day * 24 + opens) * 60, (day * 24 + closes) * 60) for day in days)


def _german_holidays(year: int) -> list[Holiday]:
    return [
        ("Neujahr", date(year, 1, 1), date(year, 1, 1)),
        ("Tag der Arbeit", date(year, 5, 1), date(year, 5, 1)),
        ("Tag der Deutschen Einheit", date(year, 10, 3), date(year, 10, 3)),
        ("Weihnachten", date(year, 12, 25), date(year, 12, 26)),
    ]


def _american_holidays(year: int) -> list[Holiday]:
    first = date(year, 11, 1)
    thanksgiving = first + timedelta(days=(4 - first.isoweekday()) % 7 + 21)
    return [
        ("New Year's Day", date(year, 1, 1), date(year, 1, 1)),
        ("Independence Day", date(year, 7, 4), date(year, 7, 4)),
        ("Thanksgiving", thanksgiving, thanksgiving + timedelta(days=1)),
        ("Christmas Day", date(year, 12, 25), date(year, 12, 25)),
    ]


def _chinese_holidays(year: int) -> list[Holiday]:
    return [
        ("元旦", date(year, 1, 1), date(year, 1, 1)),
        ("劳动节", date(year, 5, 1), date(year, 5, 5)),
        ("国庆节", date(year, 10, 1), date(year, 10, 7)),
    ]


BERLIN = Zone("Berlin", HOUR, "eu")
NEW_YORK = Zone("Eastern Time (US & Canada)", -5 * HOUR, "us")
BEIJING = Zone("Beijing", 8 * HOUR)
ZONES = [BERLIN, NEW_YORK, BEIJING, Zone("London", 0, "eu"), Zone("Singapore", 8 * HOUR)]
SCHEDULES = [
    Schedule("Support Europe", BERLIN, _weekdays(8, 18), _german_holidays),
    Schedule(
        "Support North America",
        NEW_YORK,
        (*_weekdays(8, 20), *_weekdays(9, 13, range(6, 7))),
        _american_holidays,
    ),
    Schedule("Support Asia", BEIJING, _weekdays(9, 18), _chinese_holidays),
    # Saturday 20:00 to Sunday 04:00 crosses the week's end, and the hour at which clocks change.
    Schedule("Escalations", NEW_YORK, (*_weekdays(6, 22), (9840, 10320)), _american_holidays),
]
EUROPE, NORTH_AMERICA, ASIA, ESCALATIONS = range(len(SCHEDULES))


@dataclass
class Clocks:
    """The clocks of all schedules, to be asked for many moments at once."""

    clocks: list[Clock]

    def count(self, schedule: Codes, moments: Seconds) -> np.ndarray:
        """Seconds before each moment by the schedule at its side."""
        return self._each(schedule, lambda clock, mask: clock.count(moments[mask]))

    def after(self, schedule: Codes, moments: Seconds, seconds: np.ndarray) -> Seconds:
        """Moments at which so many seconds of the schedules have passed."""
        seconds = seconds.astype(np.int64)
        return self._each(schedule, lambda clock, mask: clock.after(moments[mask], seconds[mask]))

    def _each(
        self, schedule: Codes, measure: Callable[[Clock, np.ndarray], np.ndarray]
    ) -> np.ndarray:
        result = np.zeros(len(schedule), dtype=np.int64)
        for code, clock in enumerate(self.clocks):
            mask = schedule == code
            if mask.any():
                result[mask] = measure(clock, mask)
        return result


def clocks_of(world: World) -> Clocks:
    """The clocks of the help desk, from the world's start until long after its end."""
    return Clocks([Clock(each, world.start_s, world.horizon_s + MARGIN) for each in SCHEDULES])
