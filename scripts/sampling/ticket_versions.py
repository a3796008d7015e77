"""How rows of tickets arrive: late, twice, wrong at first, deleted later, or unreadable."""

from __future__ import annotations

import numpy as np

from sampling.block import Block
from sampling.draws import Draws, Seconds
from sampling.files import Rows
from sampling.ticket_records import NEVER, SYNC, Fault, Field, Kind, Tickets, taken
from sampling.world import DAY

COMMENT_IDS = 800_000_000_000


def synced_after(draws: Draws, happened: Seconds) -> Seconds:
    """When the connector has brought a row: at its next run."""
    return (happened // SYNC + 1) * SYNC + draws.integers(60, 1200, len(happened))


def arrived_in_time(block: Block, name: str, rows: Rows) -> Rows:
    """Rows that all arrive in time, once, and as they are."""
    size = len(rows["ticket"])
    return rows | {
        "arrived": synced_after(block.draws(f"tickets.{name}"), rows["happened"]),
        "replaced_at": np.full(size, NEVER),
        "is_readable": np.ones(size, dtype=bool),
    }


def spoiled(draws: Draws, size: int, faults: dict[int, tuple[np.ndarray, int]]) -> np.ndarray:
    """Codes of faults, -1 for none: so many of the places that may have each, one at most."""
    dirt = np.full(size, -1, dtype=np.int16)
    for kind, (may, count) in faults.items():
        places = np.flatnonzero(may & (dirt < 0))
        dirt[places[draws.sample(len(places), count)]] = kind
    return dirt


class _Versions:
    """Rows that arrive in time, and what the faults make of them: more versions, or later ones.

    A version is known from `arrived` until `replaced_at`. A copy, delivered again, never counts.
    """

    def __init__(self, draws: Draws, rows: Rows, dirt: np.ndarray) -> None:
        """Begin with clean rows."""
        size = len(dirt)
        self.delay = draws.integers(2 * DAY, 21 * DAY, size)
        no = np.zeros(size, dtype=bool)
        rows = rows | {"dirt": dirt, "is_copy": no, "is_wrong": no, "is_removed": no}
        self.rows = {name: column.copy() for name, column in rows.items()}
        self.extra: list[Rows] = []

    def be_late(self) -> None:
        """Deliver late rows days to weeks late."""
        late = self.rows["dirt"] == Fault.LATE
        self.rows["arrived"] += np.where(late, self.delay, 0)

    def be_corrected(self, **wrong: np.ndarray) -> None:
        """Deliver corrected rows with other values first; `wrong` has one per row."""
        places = np.flatnonzero(self.rows["dirt"] == Fault.CORRECTED)
        first = self._again(places, is_wrong=True)
        first |= {name: values[places] for name, values in wrong.items()}
        self.rows["arrived"][places] += self.delay[places]
        first["replaced_at"] = self.rows["arrived"][places]
        self.extra.append(first)

    def be_removed(self) -> None:
        """Deliver deleted rows again, marked as deleted."""
        places = np.flatnonzero(self.rows["dirt"] == Fault.REMOVED)
        last = self._again(places, is_removed=True, is_readable=False)
        last["arrived"] = last["arrived"] + self.delay[places]
        self.rows["replaced_at"][places] = last["arrived"]
        self.extra.append(last)

    def be_delivered_twice(self) -> None:
        """Deliver some rows twice: half of them at once, half days later."""
        places = np.flatnonzero(self.rows["dirt"] == Fault.TWICE)
        copies = self._again(places, is_copy=True)
        copies["arrived"] = copies["arrived"] + np.where(places % 2, self.delay[places], 0)
        copies["replaced_at"] = np.zeros(len(places), dtype=np.int64)
        copies["synced"] = self.rows["arrived"][places]
        self.extra.append(copies)

    def _again(self, places: np.ndarray, **marks: bool) -> Rows:
        again = taken(self.rows, places)
        again["dirt"] = np.full(len(places), -1, dtype=np.int16)
        return again | {name: np.full(len(places), value) for name, value in marks.items()}

    def gather(self, *order: str) -> Rows:
        """All versions by ticket, then by `order`; `fault_arrived` is when a fault shows."""
        fault = self.rows["arrived"].copy()
        for kind, extra in zip((Fault.REMOVED, Fault.TWICE), self.extra[-2:], strict=True):
            fault[self.rows["dirt"] == kind] = extra["arrived"]
        self.rows["fault_arrived"] = fault
        parts = [self.rows, *self.extra]
        for part in parts:
            part.setdefault("synced", part["arrived"])  # a copy has that of the first delivery
            part.setdefault("fault_arrived", part["arrived"])
        every = {name: np.concatenate([part[name] for part in parts]) for name in self.rows}
        return taken(every, np.lexsort([every[name] for name in (*order[::-1], "ticket")]))


def arrived_history(block: Block, tickets: Tickets, rows: Rows) -> Rows:
    """Versions of history rows, with their arrival and what is wrong with them.

    A ticket's first rows come in time. A corrected priority arrives wrong, and right days later.
    """
    draws, field = block.draws("tickets.history"), rows["field"]
    is_later = rows["happened"] > tickets.created_at[rows["ticket"]]
    faults = {
        Fault.UNPARSABLE: (field == Field.PRODUCT, block.count(4)),
        Fault.CORRECTED: (field == Field.PRIORITY, block.count(40)),
        Fault.LATE: (is_later, block.count(300)),
        Fault.TWICE: (is_later, block.count(300)),
    }
    dirt = spoiled(draws, len(field), faults)
    rows = arrived_in_time(block, "history.synced", rows)
    explained = np.flatnonzero(field == Field.RATED_COMMENT)
    rows["is_pleased"] = rows["value"] == 1
    rows["value"][explained] = np.arange(len(explained))
    rows["is_readable"] = dirt != Fault.UNPARSABLE
    versions = _Versions(draws, rows, dirt)
    versions.be_late()
    versions.be_corrected(value=(rows["value"] + 1) % 4)
    versions.be_removed()
    versions.be_delivered_twice()
    return versions.gather("happened")


def arrived_comments(block: Block, rows: Rows) -> Rows:
    """Versions of comments, with ids, arrival and what is wrong with them.

    First comments come in time and stay. A corrected reply was internal by mistake, a corrected
    comment of a customer had another text. A deleted comment arrives again, marked.
    """
    draws, size = block.draws("tickets.comments"), len(rows["ticket"])
    is_later = rows["kind"] != Kind.DESCRIPTION
    said = np.isin(rows["kind"], [Kind.FOLLOW_UP, Kind.REPLY])
    faults = {
        Fault.NO_ID: (said, block.count(5)),
        Fault.UNPARSABLE: (said, block.count(8)),
        Fault.REMOVED: (is_later, block.count(60)),
        Fault.CORRECTED: (said, block.count(80)),
        Fault.LATE: (is_later, block.count(120)),
        Fault.TWICE: (is_later, block.count(100)),
    }
    dirt = spoiled(draws, size, faults)
    rows = arrived_in_time(block, "comments.synced", rows)
    rows["comment"] = np.arange(size)
    rows["number"] = np.zeros(size, dtype=np.int64)
    rows["number"][np.argsort(rows["happened"], kind="stable")] = COMMENT_IDS + block.ids(size)
    rows["is_readable"] = ~np.isin(dirt, [Fault.NO_ID, Fault.UNPARSABLE])
    versions = _Versions(draws, rows, dirt)
    versions.be_late()
    versions.be_corrected(is_public=rows["kind"] != Kind.REPLY)
    versions.be_removed()
    versions.be_delivered_twice()
    return versions.gather("happened", "number")
