"""Writing the raw files: numpy columns in, one file per export out, as the tool would give it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from sampling.draws import Codes, Seconds
from sampling.world import World

Rows = dict[str, np.ndarray]  # columns of one length

FORMATS = {
    "csv": "format csv, header",
    "tsv": "format csv, header, delimiter '\t'",
    "csv.gz": "format csv, header, compression gzip",
    "jsonl": "format json",
    "jsonl.gz": "format json, compression gzip",
    "parquet": "format parquet",
}
# What a broken line gets, and a byte that no UTF-8 text holds.
BROKEN, UNDECODABLE = range(2)
DAMAGE = [b",a field too many", b"\xff"]
MACROS = """
    -- Moments as tools write them; null for a negative number.
    create macro moment(s) as case when s >= 0 then make_timestamp(s * 1000000) end;
    create macro iso(s) as strftime(moment(s), '%Y-%m-%dT%H:%M:%SZ');
    create macro synced(s) as strftime(moment(s), '%Y-%m-%d %H:%M:%S.000000');
    create macro day(s) as strftime(moment(s), '%Y-%m-%d');
    -- The word at a place, counted from 0; null for -1.
    create macro word(list, code) as list[code + 1];
    create macro id(letter, number) as
        case when number >= 0 then printf('%s%07d', letter, cast(number as bigint)) end;
    -- Seven forms of one moment, as exports mix them.
    create macro any_form(s, form) as case form
        when 0 then iso(s)
        when 1 then strftime(moment(s + 28800), '%Y-%m-%dT%H:%M:%S+08:00')
        when 2 then strftime(moment(s), '%Y-%m-%d %H:%M:%S')
        when 3 then strftime(moment(s), '%m/%d/%Y %H:%M:%S')
        when 4 then cast(s as varchar)
        when 5 then cast(s * 1000 as varchar)
        else printf('%.8f', s / 86400.0 + 25569)
    end;
"""


def words(listed: Iterable[str]) -> str:
    """A list of words as an SQL literal, for the macro `word`."""
    return "[" + ", ".join("'" + each.replace("'", "''") + "'" for each in listed) + "]"


def connect() -> duckdb.DuckDBPyConnection:
    """A connection that renders rows in their order, so that the bytes are always the same."""
    connection = duckdb.connect()
    connection.execute("set threads = 1; set timezone = 'UTC'")
    # Objects are text, whether or not the first thousand of a column are all None.
    connection.execute("set global pandas_analyze_sample = 0")
    connection.execute(MACROS)
    return connection


def as_table(rows: Rows, mask: np.ndarray | None = None) -> Rows:
    """Columns that DuckDB reads, of the rows of a mask; fixed-width text becomes objects."""
    places = slice(None) if mask is None else _run(np.flatnonzero(mask))
    taken = {name: column[places] for name, column in rows.items()}
    return {
        name: column.astype(object) if column.dtype.kind == "U" else column
        for name, column in taken.items()
    }


def _run(places: np.ndarray) -> np.ndarray | slice:
    """The same places as a slice, which copies nothing, if they follow one another."""
    if len(places) and places[-1] - places[0] + 1 == len(places):
        return slice(places[0], places[-1] + 1)
    return places


@dataclass
class Files:
    """Writes the tables of the chosen sources under `folder`, one file per table and export."""

    world: World
    folder: Path
    connection: duckdb.DuckDBPyConnection
    suffix: str = ""  # tells the files of one block from another's
    sources: frozenset[str] = frozenset()  # all if empty
    rows: dict[str, int] = field(default_factory=dict)  # written, by file
    dirt: list[tuple[str, str, str]] = field(default_factory=list)  # kind, file, record

    def wants(self, source: str) -> bool:
        """Whether the source is to be written."""
        return not self.sources or source in self.sources

    def write(
        self,
        table: str,
        rows: Rows,
        select: str,
        arrived: Seconds | int,
        form: str = "csv",
        encoding: str = "utf-8",
        damage: Codes | None = None,
        damaged_ids: np.ndarray | None = None,
        first_shape: str = "*",
    ) -> None:
        """Write `select` over `rows` to landing/`table`.<export>.<form>, by moment of arrival.

        `table` is source/table; `select` the columns in SQL over the columns of `rows`. `damage`
        is BROKEN, UNDECODABLE or -1 per row of a CSV or JSONL table; these lines come last, and
        must hold no line break. `first_shape` is what the first export has instead of `*`: the
        columns before the tool changed them.
        """
        if not self.wants(table.partition("/")[0]):
            return
        size = len(next(iter(rows.values())))
        arrived = np.broadcast_to(np.asarray(arrived, dtype=np.int64), size)
        for number, export in enumerate(self.world.exports):
            mask = (arrived >= export.since) & (arrived < export.until)
            if not mask.any():
                continue
            shape = first_shape if number == 0 and len(self.world.exports) > 2 else "*"
            query = f"select {shape} from (select {select} from rows)"
            path = f"{table}.{export.label}{self.suffix}.{form}"
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            whole = mask if damage is None else mask & (damage < 0)
            self._copy(as_table(rows, whole), query, target, FORMATS[form])
            for kind in (BROKEN, UNDECODABLE) if damage is not None else ():
                spoiled = mask & (damage == kind)
                if spoiled.any():
                    self._append(as_table(rows, spoiled), query, target, DAMAGE[kind])
                    name = ("broken_line", "undecodable_line")[kind]
                    self.dirt += [(name, path, str(each)) for each in damaged_ids[spoiled]]
            if encoding != "utf-8":
                target.write_bytes(target.read_bytes().decode().encode(encoding))
            self.rows[path] = int(mask.sum())

    def write_state(
        self,
        table: str,
        rows_at: list[Rows],
        select: str,
        changed: list[np.ndarray],
        form: str = "csv",
    ) -> None:
        """Write a table that is landed again as it stands at each export, where it `changed`.

        `rows_at` and `changed` have one entry per export of the world, in order.
        """
        for export, rows, mask in zip(self.world.exports, rows_at, changed, strict=True):
            arrived = np.where(mask, export.until - 1, -1)
            self.write(table, rows, select, arrived, form)

    def resend(self, table: str) -> None:
        """Land the last export of a CSV table of the world once more, under another name."""
        label = self.world.exports[-1].label
        path, again = (f"{table}.{name}{self.suffix}.csv" for name in (label, f"{label}.resent"))
        if path in self.rows and not self.world.day:
            shutil.copyfile(self.folder / path, self.folder / again)
            self.rows[again] = self.rows[path]

    def write_text(self, path: str, text: str) -> None:
        """Write a file beside the tables of a chosen source, such as its options."""
        if self.wants(path.partition("/")[0]):
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text)

    def _copy(self, rows: Rows, query: str, target: Path, how: str) -> None:
        assert rows  # read by the query
        self.connection.execute(f"copy ({query}) to '{target}' ({how})")

    def _append(self, rows: Rows, query: str, target: Path, damage: bytes) -> None:
        aside = target.with_suffix(".damaged")
        is_json = target.suffix == ".jsonl"
        self._copy(rows, query, aside, "format json" if is_json else "format csv, header false")
        lines = aside.read_bytes().splitlines()
        aside.unlink()
        with target.open("ab") as file:
            file.writelines(line + damage + b"\n" for line in lines)
