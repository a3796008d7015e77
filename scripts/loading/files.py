"""What lies in the landing folder: which files are whose, and which are left alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from loading import UnreadableError
from loading import manifest as manifests
from loading import options as folder_options
from loading.names import slug
from loading.options import FolderOptions, Options

FORMATS = ("csv", "tsv", "jsonl", "ndjson", "json", "parquet", "xlsx")


@dataclass(frozen=True)
class Landed:
    """A file as one table of a source sees it; `file` is relative to the landing folder."""

    path: Path
    file: str
    source: str
    table: str
    options: Options

    @property
    def format(self) -> str:
        """The file's extension, `.gz` aside."""
        return self.file.lower().removesuffix(".gz").rpartition(".")[2]

    @property
    def is_gzip(self) -> bool:
        """Whether the name says so."""
        return self.file.lower().endswith(".gz")


@dataclass
class Content:
    """Equal bytes in a table, under one name or several; loaded once."""

    sha256: str
    bytes: int
    modified_ns: int
    files: list[Landed]

    def has_changed(self) -> bool:
        """Whether the bytes of the first file may be others than those hashed."""
        now = self.files[0].path.stat()
        return (now.st_size, now.st_mtime_ns) != (self.bytes, self.modified_ns)


@dataclass
class Landing:
    """Everything in a landing folder."""

    files: list[Landed] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


def find(landing: Path) -> Landing:
    """Walk the landing folder, in the order of names.

    `skipped` holds (file, reason), `wrong` (source, file, reason) of what cannot be assigned.
    """
    found = Landing()
    options: dict[str, FolderOptions | UnreadableError] = {}
    for path in _walk(landing, found.skipped, landing):
        relative = PurePosixPath(path.relative_to(landing).as_posix())
        folder, file = relative.parts[0], str(relative)
        if len(relative.parts) < 2:
            found.skipped.append((file, "in no source's folder: move it to landing/<source>/"))
            continue
        source = slug(folder)
        if folder not in options:
            options[folder] = _options(landing / folder)
        try:
            if isinstance(options[folder], UnreadableError):
                raise options[folder]
            if not source:
                raise UnreadableError("no letter or digit in the folder's name to name a source by")
            tables = options[folder].tables_of(relative.relative_to(folder))
        except UnreadableError as error:
            found.wrong.append((source, file, str(error)))
            continue
        found.files += [Landed(path, file, source, table, chosen) for table, chosen in tables]
    return found


def contents(found: Landing) -> list[Content]:
    """Files of equal bytes put together, per table, in the order of names.

    A file that cannot even be opened joins `found.wrong`.
    """
    hashed: dict[Path, tuple[str, int, int] | None] = {}
    grouped: dict[tuple[str, str, str], Content] = {}
    for landed in found.files:
        if landed.path not in hashed:
            try:
                hashed[landed.path] = _digest(landed.path)
            except OSError as error:
                hashed[landed.path] = None
                found.wrong.append((landed.source, landed.file, f"cannot be opened: {error}"))
        if digest := hashed[landed.path]:
            key = (landed.source, landed.table, digest[0])
            grouped.setdefault(key, Content(*digest, [])).files.append(landed)
    return list(grouped.values())


def _digest(path: Path) -> tuple[str, int, int]:
    """SHA-256, bytes and time of modification of a file, as of before it was read."""
    with path.open("rb") as file:
        facts = os.fstat(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest(), facts.st_size, facts.st_mtime_ns


def _walk(folder: Path, skipped: list[tuple[str, str]], landing: Path) -> Iterator[Path]:
    for path in sorted(Path(entry.path) for entry in os.scandir(folder)):
        file = path.relative_to(landing).as_posix()
        if path.name in (manifests.FILE_NAME, folder_options.FILE_NAME):
            continue
        if path.name.startswith((".", "_")):
            skipped.append((file, "its name begins with a dot or an underscore"))
        elif path.is_dir():
            yield from _walk(path, skipped, landing)
        elif path.name.lower().removesuffix(".gz").rpartition(".")[2] not in FORMATS:
            skipped.append((file, f"not one of {', '.join(FORMATS)}, plain or .gz"))
        else:
            yield path


def _options(folder: Path) -> FolderOptions | UnreadableError:
    try:
        return folder_options.read_options(folder)
    except UnreadableError as error:
        return error
