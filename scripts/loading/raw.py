"""The raw tables and the loader's own: everything that is written to the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import duckdb

from loading import UnreadableError
from loading.manifest import Entry
from loading.names import META_COLUMNS
from loading.readers import Reading, identifier
from loading.repair import Reject

META_TYPES = dict(zip(META_COLUMNS, ("bigint", "timestamp", "varchar", "bigint"), strict=True))
OWN_TABLES = """
create schema if not exists raw_landing;
create table if not exists raw_landing.loads (
    load_id bigint,
    source_system varchar,
    table_name varchar,
    source_file varchar,
    content_hash varchar,
    file_bytes bigint,
    loaded_at timestamp,
    parsed_row_count bigint,
    rejected_row_count bigint,
    load_status varchar,
    status_reason varchar,
    added_columns varchar,
    missing_columns varchar
);
create table if not exists raw_landing.rejects (
    load_id bigint,
    source_system varchar,
    table_name varchar,
    source_file varchar,
    line_number bigint,
    reason varchar,
    rejected_text varchar,
    loaded_at timestamp
);
create table if not exists raw_landing.columns (
    source_system varchar,
    table_name varchar,
    column_name varchar,
    original_name varchar,
    first_load_id bigint
);
"""


@dataclass
class Outcome:
    """What a load did: rows parsed, lines rejected, how the columns differ from the table's."""

    rows: int = 0
    rejects: int = 0
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Logged(NamedTuple):
    """What the log says of a content or a file."""

    load_id: int
    file: str
    status: str


class Raw:
    """The raw schemas of a warehouse; the caller begins and ends transactions."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the loader's own tables if they are not there."""
        self.connection = connection
        connection.execute(OWN_TABLES)

    def last_id(self, status: str = "%") -> int:
        """The greatest load id of a status, or of any."""
        query = "select coalesce(max(load_id), 0) from raw_landing.loads where load_status like ?"
        return self.connection.execute(query, [status]).fetchall()[0][0]

    def log(self) -> dict[tuple[str, str, str], list[Logged]]:
        """The log by (source, table, content hash)."""
        rows = self.connection.execute(
            "select source_system, table_name, content_hash, load_id, source_file, load_status "
            "from raw_landing.loads order by load_id"
        ).fetchall()
        found: dict[tuple[str, str, str], list[Logged]] = {}
        for source, table, sha256, *logged in rows:
            found.setdefault((source, table, sha256), []).append(Logged(*logged))
        return found

    def insert(self, entry: Entry, reading: Reading) -> Outcome:
        """Append the rows of a file to its table, its rejects and columns to theirs."""
        table = f"{identifier(f'raw_{entry.source}')}.{identifier(entry.table)}"
        existing = self._columns(entry)
        self._make_room(table, entry, reading, existing)
        count = self._insert_rows(table, entry, reading)
        rejects = reading.rejects()
        if rejects and not count:
            first = rejects[0]
            raise UnreadableError(
                f"none of its {len(rejects)} lines is a record; line {first.line}: {first.reason}. "
                "See whether delimiter, quote, encoding and header_rows are right"
            )
        self._insert_rejects(entry, rejects)
        names = list(reading.columns)
        return Outcome(
            count,
            len(rejects),
            tuple(name for name in names if existing and name not in existing),
            tuple(name for name in existing if name not in names and name not in META_COLUMNS),
            tuple(reading.notes),
        )

    def write_log(self, entry: Entry, status: str, reason: str | None, outcome: Outcome) -> None:
        """Log what became of a file."""
        self.connection.execute(
            f"insert into raw_landing.loads values ({', '.join('?' * 13)})",
            [
                entry.load_id,
                entry.source,
                entry.table,
                entry.file,
                entry.sha256,
                entry.bytes,
                entry.timestamp,
                outcome.rows,
                outcome.rejects,
                status,
                reason,
                ", ".join(outcome.added) or None,
                ", ".join(outcome.missing) or None,
            ],
        )

    def forget(self, source: str, table: str, load_id: int) -> None:
        """Take back a load: its rows, its rejects, its line of the log."""
        for name in ("loads", "rejects"):
            self.connection.execute(f"delete from raw_landing.{name} where load_id = ?", [load_id])
        if self._table_columns(source, table):
            target = f"{identifier(f'raw_{source}')}.{identifier(table)}"
            self.connection.execute(f"delete from {target} where _load_id = ?", [load_id])

    def _columns(self, entry: Entry) -> list[str]:
        return self._table_columns(entry.source, entry.table)

    def _table_columns(self, source: str, table: str) -> list[str]:
        rows = self.connection.execute(
            "select column_name from duckdb_columns() where database_name = current_database() "
            "and schema_name = ? and table_name = ? order by column_index",
            [f"raw_{source}", table],
        ).fetchall()
        return [name for (name,) in rows]

    def _make_room(self, table: str, entry: Entry, reading: Reading, existing: list[str]) -> None:
        types = {name: "varchar" for name in reading.columns} | META_TYPES
        missing = {name: kind for name, kind in types.items() if name not in existing}
        if existing:
            for name, kind in missing.items():
                self.connection.execute(f"alter table {table} add column {identifier(name)} {kind}")
        else:
            listed = ", ".join(f"{identifier(name)} {kind}" for name, kind in missing.items())
            schema = identifier(f"raw_{entry.source}")
            self.connection.execute(f"create schema if not exists {schema}")
            self.connection.execute(f"create table {table} ({listed})")
        known = self.connection.execute(
            "select column_name from raw_landing.columns "
            "where source_system = ? and table_name = ?",
            [entry.source, entry.table],
        ).fetchall()
        pairs = zip(reading.columns, reading.originals, strict=True)
        new = [pair for pair in pairs if (pair[0],) not in known]
        self._insert_lists(
            "raw_landing.columns",
            [entry.source, entry.table, [name for name, _ in new], [text for _, text in new]],
            [entry.load_id],
        )

    def _insert_rows(self, table: str, entry: Entry, reading: Reading) -> int:
        values = [f"{value} as {identifier(name)}" for name, value in reading.columns.items()]
        self.connection.execute(
            f"insert into {table} by name select {''.join(f'{value}, ' for value in values)}"
            "$load_id as _load_id, cast($loaded_at as timestamp) as _loaded_at, "
            f"$file as _source_file, cast(null as bigint) as _row_number from {reading.source}",
            {"load_id": entry.load_id, "loaded_at": entry.timestamp, "file": entry.file},
        )
        # A window function numbers rows on one thread only and takes twice the time of reading
        # them; rows inserted in the file's order have ascending row ids.
        self.connection.execute(
            f"update {table} set _row_number = rowid + 1 - "
            f"(select min(rowid) from {table} where _load_id = $load_id) where _load_id = $load_id",
            {"load_id": entry.load_id},
        )
        count, last = self.connection.execute(
            f"select count(*), coalesce(max(_row_number), 0) from {table} where _load_id = ?",
            [entry.load_id],
        ).fetchall()[0]
        if count != last:
            raise RuntimeError(f"{count} rows were numbered up to {last}")
        return count

    def _insert_rejects(self, entry: Entry, rejects: list[Reject]) -> None:
        lines, reasons, texts = [list(part) for part in zip(*rejects, strict=True)] or [[], [], []]
        self._insert_lists(
            "raw_landing.rejects",
            [entry.load_id, entry.source, entry.table, entry.file, lines, reasons, texts],
            [entry.timestamp],
        )

    def _insert_lists(self, table: str, values: list, last: list[int | datetime]) -> None:
        """Insert one row for each element of the lists among `values`; all have one length."""
        values = values + last
        if [] not in values:
            marks = ["unnest(?)" if isinstance(value, list) else "?" for value in values]
            self.connection.execute(f"insert into {table} select {', '.join(marks)}", values)
