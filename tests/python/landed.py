"""A written sample world, to be asked in SQL: its raw files and its truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

READERS = {
    "csv": "read_csv([{files}], all_varchar = true, header = true, union_by_name = true, "
    "delim = ',', quote = '\"', escape = '\"', filename = true, ignore_errors = true)",
    "tsv": "read_csv([{files}], all_varchar = true, header = true, union_by_name = true, "
    "delim = '\t', filename = true)",
    # What is no JSON is read as a row of nulls.
    "jsonl": "(from read_json([{files}], format = 'newline_delimited', union_by_name = true, "
    "filename = true, ignore_errors = true) where concat(*columns(* exclude (filename))) != '')",
    "parquet": "read_parquet([{files}], union_by_name = true, filename = true)",
}


class Landed:
    """A folder of landed files: each table is a view <source>.<table>, each truth truth.<table>.

    Every CSV column is text, as it stands in the file; `filename` tells the file. Lines that
    cannot be read are in no view. Tables that were not written are absent.
    """

    def __init__(self, folder: Path) -> None:
        """Make the views."""
        self.folder = folder
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'")
        tables: dict[tuple[str, str, str], list[str]] = {}
        for path in sorted(folder.rglob("*.*")):
            form = next((each for each in path.suffixes[::-1] if each[1:] in READERS), None)
            if path.is_file() and form and path.name != "truth.json":
                name = path.name.partition(".")[0]
                tables.setdefault((path.parent.name, name, form[1:]), []).append(str(path))
        for (source, name, form), paths in tables.items():
            schema = "truth" if source == "_truth" else source
            files = ", ".join(f"'{path}'" for path in paths)
            self.connection.execute(f"create schema if not exists {schema}")
            self.connection.execute(
                f'create view {schema}."{name}" as from {READERS[form].format(files=files)}'
            )

    @property
    def truth(self) -> dict[str, Any]:
        """The summary, `_truth/truth.json`."""
        return json.loads((self.folder / "_truth" / "truth.json").read_text())

    def query(self, sql: str, parameters: Sequence = ()) -> list[tuple]:
        """Rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Sequence = ()) -> Any:
        """The only value of a query's only row."""
        ((value,),) = self.query(sql, parameters)
        return value
