"""Options of a landing folder: `landing/<source>/_options.yml`.

encoding: latin-1          # any Python codec; detected if absent
delimiter: ";"             # detected if absent; a tab for .tsv
quote: '"'                 # "" for none
escape: '"'                # what a quote inside quotes is preceded by
header_rows: 2             # 0 names the columns column_1, column_2, ...
skip_rows: 3               # lines above the header
null_words: [NA, n/a]      # values that mean nothing was there
rename_columns:            # where the tool changed a header; a file that has no old name, or
  survey_channel: channel  # the new one beside it, is left as it is
sheet: Responses           # of a workbook; the first if absent
strip_suffix: _data        # taken off file names to name the table
tables:                    # the same per table, and which files are that table's
  answers:
    files: ["wave_*.csv"]  # relative to the source's folder; default: named or filed so
    header_rows: 3
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from loading import UnreadableError
from loading.names import slug

FILE_NAME = "_options.yml"
# A table of Qualtrics whose very name ends like the suffix that exports add.
ENDS_LIKE_A_SUFFIX = {"survey_embedded_data"}


@dataclass(frozen=True)
class Options:
    """How the files of a folder, or of one of its tables, are to be read; None is detected."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header_rows: int | None = None
    skip_rows: int = 0
    null_words: tuple[str, ...] = ()
    rename_columns: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    strip_suffix: str = "_data"

    def with_changes(self, given: dict[str, Any], where: str) -> Options:
        """These options with those of a YAML mapping in place; a wrong one is an error."""
        known = {entry.name for entry in fields(Options)}
        if unknown := sorted(set(given) - known):
            raise UnreadableError(
                f"{where}: unknown option {', '.join(unknown)}; "
                f"there are {', '.join(sorted(known))}"
            )
        given = {key: value for key, value in given.items() if value is not None}
        if "null_words" in given:
            words = given["null_words"]
            given["null_words"] = tuple(map(str, words if isinstance(words, list) else [words]))
        if "rename_columns" in given:
            given["rename_columns"] = _renames(given["rename_columns"], where)
        options = replace(self, **given)
        options._check(where)
        return options

    def _check(self, where: str) -> None:
        for name in ("header_rows", "skip_rows"):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or not 0 <= value <= 100):
                raise UnreadableError(f"{where}: {name} is a whole number from 0, not {value!r}")
        for name in ("delimiter", "quote", "escape"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, str) or len(value.encode()) > 1):
                raise UnreadableError(f"{where}: {name} is one character, not {value!r}")
        if self.delimiter == "":
            raise UnreadableError(f"{where}: delimiter is one character; leave it out to detect it")
        if self.encoding:
            try:
                "".encode(str(self.encoding))
            except LookupError:
                raise UnreadableError(
                    f"{where}: unknown encoding {self.encoding!r}; for example utf-8, latin-1, "
                    "utf-16, gb18030, cp1252"
                ) from None


@dataclass(frozen=True)
class FolderOptions:
    """Options of a source's folder: its own, and those of its tables."""

    own: Options = Options()
    tables: dict[str, Options] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def tables_of(self, path: PurePosixPath) -> list[tuple[str, Options]]:
        """The tables that a file, relative to the source's folder, is loaded into.

        Those whose `files` match it; else the folder it lies in; else its name up to the first
        dot.
        """
        matching = [
            table
            for table, patterns in self.files.items()
            if any(fnmatch(str(path), pattern) for pattern in patterns)
        ]
        if not matching:
            stem = path.parts[0] if len(path.parts) > 1 else path.name.split(".")[0]
            table = slug(stem)
            if not table:
                raise UnreadableError("no letter or digit in the file's name to name a table by")
            if table not in ENDS_LIKE_A_SUFFIX:
                table = table.removesuffix(self.own.strip_suffix) or table
            matching = [table]
        return [(table, self.tables.get(table, self.own)) for table in matching]


def _renames(given: Any, where: str) -> dict[str, str]:
    """Old to new column names, as they are in SQL."""
    if not isinstance(given, dict):
        raise UnreadableError(f"{where}: rename_columns is a mapping of old names to new ones")
    renames = {slug(str(old)): slug(str(new)) for old, new in given.items()}
    if not all(renames) or not all(renames.values()):
        raise UnreadableError(f"{where}: rename_columns has a name without a letter or digit")
    return renames


def read_options(folder: Path) -> FolderOptions:
    """Options of a source's folder; the defaults if it has no file of them."""
    path = folder / FILE_NAME
    if not path.is_file():
        return FolderOptions()
    where = f"{folder.name}/{FILE_NAME}"
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{where} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(given, dict):
        raise UnreadableError(f"{where} is not a mapping of options")
    tables = given.pop("tables", None) or {}
    if not isinstance(tables, dict) or not all(isinstance(v, dict | None) for v in tables.values()):
        raise UnreadableError(f"{where}: tables is a mapping of table names to options")
    own = Options().with_changes(given, where)
    options, files = {}, {}
    for name, changes in tables.items():
        changes = dict(changes or {})
        table = slug(str(name))
        if "files" in changes:
            patterns = changes.pop("files")
            files[table] = tuple(patterns if isinstance(patterns, list) else [patterns])
        options[table] = own.with_changes(changes, f"{where}, table {name}")
    return FolderOptions(own, options, files)
