"""Versions of records: a row for each moment in which a record changed, as change feeds land them.

A row holds all that is ever true of its record; what was true at its moment, `as_of`, is cut out
of it in SQL, by comparing moments with `as_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sampling.draws import Draws, Seconds
from sampling.files import Rows
from sampling.world import DAY, World

if TYPE_CHECKING:
    from sampling.block import Block

LATE_SHARE = 0.015  # of versions, that reach an export days to weeks after they were made


def versions(world: World, rows: Rows, *moments: Seconds) -> Rows:
    """Rows of every record once for each of its `moments`, in order of them.

    Adds `place`, that of the record in `rows`, and `as_of`, the moment; one at or after the
    world's horizon is none. What changed before the world began is given once, as it then stood.
    """
    size = len(moments[0])
    place, at = np.tile(np.arange(size), len(moments)), np.concatenate(moments)
    happens = at < world.horizon_s
    changes = since_start(world, {"place": place[happens], "as_of": at[happens]})
    return taken(rows, changes["place"]) | changes


def since_start(world: World, changes: Rows) -> Rows:
    """Versions by `place` and `as_of`, in order of time, without those of no use.

    These are the ones superseded before the world began, and all but one of the same moment.
    """
    changes = taken(changes, np.lexsort((changes["as_of"], changes["place"])))
    place, at = changes["place"], changes["as_of"]
    is_superseded = np.zeros(len(at), dtype=bool)
    next_at = at[1:]
    is_superseded[:-1] = (place[:-1] == place[1:]) & (
        (next_at < world.start_s) | (next_at == at[:-1])
    )
    changes = taken(changes, ~is_superseded)
    return taken(changes, np.argsort(changes["as_of"], kind="stable"))


def last_known(rows: Rows, arrived: Seconds, known_s: int) -> Rows:
    """Of each record, the latest of the versions that arrived before `known_s`, by `place`."""
    rows = taken(rows, arrived < known_s)
    rows = taken(rows, np.lexsort((rows["as_of"], rows["place"])))
    is_last = np.ones(len(rows["place"]), dtype=bool)
    is_last[:-1] = rows["place"][:-1] != rows["place"][1:]
    return taken(rows, is_last)


def arrivals(draws: Draws, at: Seconds, share: float = LATE_SHARE) -> tuple[Seconds, np.ndarray]:
    """When versions of `as_of` reach the export, and which are late.

    Five minutes to six hours later; a `share` of them two to thirty days later.
    """
    size = len(at)
    is_late = draws.chance(share, size)
    soon = draws.integers(300, 6 * 3600, size)
    return at + np.where(is_late, draws.integers(2 * DAY, 30 * DAY, size), soon), is_late


def taken(rows: Rows, places: np.ndarray) -> Rows:
    """Rows at places, or of a mask."""
    return {name: column[places] for name, column in rows.items()}


def stacked(*tables: Rows) -> Rows:
    """Rows of several tables with the same columns, one table below the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def table_of(names: list[str], records: Sequence[tuple]) -> Rows:
    """Records as columns: of integers, or of objects where the first is none."""
    columns = zip(*records, strict=True)
    return {
        name: np.array(column, dtype=np.int64 if isinstance(column[0], int) else object)
        for name, column in zip(names, columns, strict=True)
    }


def some(draws: Draws, may_be: np.ndarray, share: float, least: int = 1) -> np.ndarray:
    """A mask of a `share` of those that may be, and of `least` of them at least."""
    places = np.flatnonzero(may_be)
    chosen = places[draws.order(len(places))[: max(least, round(share * len(places)))]]
    mask = np.zeros(len(may_be), dtype=bool)
    mask[chosen] = True
    return mask


def add_dirt(
    block: Block,
    table: str,
    letter: str,
    rows: Rows,
    arrived: Seconds,
    kinds: dict[str, np.ndarray],
    detail: str = "iso(arrived)",
) -> None:
    """List dirty rows in the truth: for each kind of dirt, a mask of `rows`.

    `table` is source/table; a record's id is `letter` and its `number`; `detail` is SQL over the
    rows and when they `arrived`.
    """
    source, _, name = table.partition("/")
    for kind, is_dirty in kinds.items():
        if not is_dirty.any():
            continue
        dirty = taken(rows | {"arrived": arrived}, is_dirty)
        select = f"""
            '{kind}' as kind, '{source}' as source_system, '{name}' as table_name,
            id('{letter}', number) as record_id, {detail} as detail
        """
        block.truth.add("dirt", dirty, select, dirty["arrived"])
