"""From a landed file to rows: what DuckDB is to select, and what could not be parsed."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import openpyxl

from loading import UnreadableError
from loading import dialect as dialects
from loading import text as texts
from loading.dialect import Dialect
from loading.files import Landed
from loading.names import column_names
from loading.options import Options
from loading.repair import LONGEST_RECORD, Reject, check_count, repair

# What JSON cannot contain, so that a line is one value.
NO_DELIMITER = "\x01\x02\x03\x04"


class DamagedError(Exception):
    """Quotes or line ends that DuckDB cannot be trusted with: read again with `careful`."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("a line is longer than can be read, or quotes are damaged beyond repair")


def is_damage(error: Exception) -> bool:
    """Whether reading once more, carefully, can help."""
    return isinstance(error, DamagedError) or "reached an invalid state" in str(error)


@dataclass
class Reading:
    """Rows of a file: `columns` maps column names to SQL over `source`, in the file's order.

    `rejects` is called once the rows have been read.
    """

    source: str
    columns: dict[str, str]
    originals: Sequence[str]
    rejects: Callable[[], list[Reject]] = list
    notes: list[str] = field(default_factory=list)


def read(
    connection: duckdb.DuckDBPyConnection, landed: Landed, folder: Path, careful: bool
) -> Reading:
    """What to select to get the rows of a file; copies that are needed go to `folder`."""
    path = texts.decompress(landed.path, folder) if landed.is_gzip else landed.path
    if landed.format == "parquet":
        reading = _read_parquet(connection, path, landed.options)
    elif landed.format == "xlsx":
        options = replace(landed.options, delimiter=",", quote='"', escape='"')
        sheet = _sheet_as_csv(path, options.sheet, folder)
        reading = _read_delimited(connection, sheet, options, None, folder, careful)
    else:
        path, encoding = texts.as_utf8(path, landed.options.encoding, folder)
        if landed.format in ("csv", "tsv"):
            default = "\t" if landed.format == "tsv" else None
            reading = _read_delimited(connection, path, landed.options, default, folder, careful)
        else:
            reading = _read_json(connection, path, landed, folder)
        if encoding != "utf-8":
            reading.notes.append(f"encoding {encoding}")
    if words := landed.options.null_words:
        listed = ", ".join(map(literal, words))
        reading.columns = {
            name: f"case when {value} not in ({listed}) then {value} end"
            for name, value in reading.columns.items()
        }
    return reading


def literal(text: str) -> str:
    """`text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _read_delimited(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    options: Options,
    default_delimiter: str | None,
    folder: Path,
    careful: bool,
) -> Reading:
    dialect = dialects.detect(path, options, default_delimiter)
    names = column_names(dialect.labels, options.rename_columns)
    columns = {name: identifier(name) for name in names}
    notes = [f"{dialect.header_rows} header rows"] if dialect.header_rows != 1 else []
    _forget_rejects(connection)
    if careful:
        path, rejects = repair(path, dialect, len(names), folder)
        source = _read_csv(path, names, replace(dialect, skip=0))
        return Reading(source, columns, dialect.originals, lambda: rejects, notes)
    source = _read_csv(path, names, dialect)
    return Reading(
        source, columns, dialect.originals, lambda: _delimited_rejects(connection, path), notes
    )


def _read_csv(path: Path, names: Sequence[str], dialect: Dialect, strict: bool = True) -> str:
    types = ", ".join(f"{literal(name)}: 'varchar'" for name in names)
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, "
        f"columns = {{{types}}}, delim = {literal(dialect.delimiter)}, "
        f"quote = {literal(dialect.quote)}, escape = {literal(dialect.escape)}, "
        f"skip = {dialect.skip}, strict_mode = {str(strict).lower()}, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {2 * LONGEST_RECORD}, "
        "store_rejects = true, "
        "rejects_table = 'landing_rejects', rejects_scan = 'landing_scans')"
    )


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop table if exists landing_rejects; drop table if exists landing_scans")


def _delimited_rejects(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Reject]:
    check_count(connection.execute("select count(*) from landing_rejects").fetchall()[0][0])
    found = connection.execute(
        """
        select
            line_byte_position - 1,
            max(strlen(csv_line)),
            min(lower(cast(error_type as varchar))),
            arg_min(split_part(error_message, chr(10), 1), cast(error_type as varchar))
        from landing_rejects
        group by 1
        order by 1
        """
    ).fetchall()
    if any(kind in ("unquoted value", "line size over maximum") for _, _, kind, _ in found):
        raise DamagedError
    rejected = texts.text_at(path, [(offset, length) for offset, length, _, _ in found])
    # The place given is that of the blank lines before a line, if there are any.
    bare = [text.lstrip("\r\n") for text in rejected]
    starts = [
        offset + len(text) - len(line)
        for (offset, *_), text, line in zip(found, rejected, bare, strict=True)
    ]
    lines = texts.lines_at(path, starts)
    return [
        Reject(line, f"{kind}: {message}", text)
        for line, (_, _, kind, message), text in zip(lines, found, bare, strict=True)
    ]


def _read_json(
    connection: duckdb.DuckDBPyConnection, path: Path, landed: Landed, folder: Path
) -> Reading:
    start = texts.head(path).lstrip()
    if landed.format != "json" or (start[:1] == "{" and _is_json(start.splitlines()[0])):
        rejects = _land_json_lines(connection, texts.without_carriage_returns(path, folder))
    elif start:
        layout = "array" if start[0] == "[" else "unstructured"
        rejects = _land_json_document(connection, path, layout)
    else:
        raise UnreadableError("the file is empty")
    keys = [
        key
        for (key,) in connection.execute(
            """
            select key
            from (
                select
                    ordinal,
                    unnest(json_keys(record)) as key,
                    generate_subscripts(json_keys(record), 1) as place
                from landing_records
                where is_object
            )
            group by key
            order by min(ordinal * 65536 + place), key
            """
        ).fetchall()
    ]
    pointers = ["/" + key.replace("~", "~0").replace("/", "~1") for key in keys]
    found = f"json_extract_string(record, [{', '.join(map(literal, pointers))}])"
    source = f"(select {found if keys else 'null'} as found from landing_records where is_object)"
    names = column_names(keys, landed.options.rename_columns)
    columns = {name: f"found[{place}]" for place, name in enumerate(names, start=1)}
    return Reading(source, columns, keys, lambda: rejects)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _land_json_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Reject]:
    """Fill the table landing_records with the lines of a file; what is no object is rejected."""
    _forget_rejects(connection)
    dialect = Dialect(NO_DELIMITER, "", "", 0, 0, 0, (), ())
    _land_records(connection, f"select line from {_read_csv(path, ['line'], dialect, False)}")
    rejects = _delimited_rejects(connection, path)
    # Lines that are not UTF-8 have no ordinal, so the ordinals after them lag behind the lines.
    missing = [reject.line for reject in rejects]
    for ordinal, text in _not_objects(connection):
        line = ordinal
        for earlier in missing:
            line += earlier <= line
        rejects.append(Reject(line, "no JSON object", text))
    return sorted(rejects)


def _land_json_document(
    connection: duckdb.DuckDBPyConnection, path: Path, layout: str
) -> list[Reject]:
    """Fill the table landing_records with the elements of a document; others are rejected.

    An element has no line of its own: its ordinal stands for it.
    """
    _land_records(
        connection,
        f"select json from read_json({literal(str(path))}, format = '{layout}', "
        "records = false, columns = {json: 'json'})",
    )
    return [
        Reject(ordinal, "no JSON object; counted in elements, not lines", text)
        for ordinal, text in _not_objects(connection)
    ]


def _land_records(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    connection.execute(
        f"""
        create or replace temp table landing_records as
        select
            row_number() over () as ordinal,
            record,
            case when json_valid(record) then json_type(record) = 'OBJECT' else false end
                as is_object
        from ({query}) as records (record)
        """
    )


def _not_objects(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    return connection.execute(
        """
        select ordinal, cast(record as varchar)
        from landing_records
        where not is_object and trim(cast(record as varchar)) != ''
        order by ordinal
        """
    ).fetchall()


def _read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, options: Options) -> Reading:
    source = f"read_parquet({literal(str(path))})"
    described = connection.execute(f"describe select * from {source}").fetchall()
    originals = [name for name, *_ in described]
    values = [
        f"cast(to_json({identifier(name)}) as varchar)"
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
        else f"cast({identifier(name)} as varchar)"
        for name, kind, *_ in described
    ]
    names = column_names(originals, options.rename_columns)
    return Reading(source, dict(zip(names, values, strict=True)), originals)


def _sheet_as_csv(path: Path, sheet: str | None, folder: Path) -> Path:
    """A worksheet as a CSV file in `folder`: dates in ISO form, blank rows left out.

    DuckDB's own reader gives a date as its serial number once every cell is to be text.
    """
    ragged, target = folder / "cells.csv", folder / "sheet.csv"
    width = 0
    with ragged.open("w", encoding="utf-8", newline="") as cells:
        writer = csv.writer(cells)
        for row in _sheet_rows(path, sheet):
            width = max(width, len(row))
            writer.writerow(row)
    with (
        ragged.open(encoding="utf-8", newline="") as cells,
        target.open("w", encoding="utf-8", newline="") as even,
    ):
        rows = (row + [""] * (width - len(row)) for row in csv.reader(cells))
        csv.writer(even, lineterminator="\n").writerows(rows)
    return target


def _sheet_rows(path: Path, sheet: str | None) -> Iterator[list[str]]:
    # Opened here: the library refuses a file whose name does not end in .xlsx.
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            if sheet and sheet not in book.sheetnames:
                raise UnreadableError(f"no sheet {sheet!r}: there are {', '.join(book.sheetnames)}")
            chosen = book[sheet] if sheet else book.worksheets[0]
            # Some writers state a wrong size; without one every row is read.
            chosen.reset_dimensions()
            for row in chosen.iter_rows(values_only=True):
                cells = [_cell_text(cell) for cell in row]
                if any(cells):
                    yield cells
        except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as error:
            raise UnreadableError(f"not a readable workbook: {error}") from error


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
