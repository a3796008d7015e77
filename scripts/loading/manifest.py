"""The landing manifest: what was landed and when, outliving any warehouse built from it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "_manifest.jsonl"


@dataclass(frozen=True)
class Entry:
    """One line of the manifest: a content as a file of a table, or another file of the same."""

    load_id: int
    source: str
    table: str
    file: str
    sha256: str
    bytes: int
    loaded_at: str
    duplicate_of: int | None = None

    @property
    def timestamp(self) -> datetime:
        """`loaded_at`, in UTC, without a zone: as the warehouse holds it."""
        return datetime.fromisoformat(self.loaded_at).astimezone(UTC).replace(tzinfo=None)


class Manifest:
    """`<landing>/_manifest.jsonl`, only ever appended to.

    A rebuilt warehouse takes load ids and times from here, so both stay what they were.
    """

    def __init__(self, landing: Path) -> None:
        """Read the manifest; a last line that a crash tore off is dropped."""
        self._path = landing / FILE_NAME
        self._entries: dict[tuple[str, str, str], list[Entry]] = {}
        self.last_id = 0
        if self._path.exists():
            self._mend()
            with self._path.open(encoding="utf-8") as lines:
                for line in lines:
                    self._add(Entry(**json.loads(line)))

    def of_content(self, source: str, table: str, sha256: str) -> Entry | None:
        """The entry a content was last landed under, duplicates aside."""
        entries = self._entries.get((source, table, sha256), [])
        return next((entry for entry in reversed(entries) if not entry.duplicate_of), None)

    def of_duplicate(self, source: str, table: str, sha256: str, file: str) -> Entry | None:
        """The entry of another file of a content."""
        entries = self._entries.get((source, table, sha256), [])
        return next((entry for entry in entries if entry.duplicate_of and entry.file == file), None)

    def remember(self, entry: Entry) -> None:
        """Write `entry` through to the disk, unless it is there."""
        if entry in self._entries.get((entry.source, entry.table, entry.sha256), []):
            return
        line = {key: value for key, value in asdict(entry).items() if value is not None}
        with self._path.open("ab", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            try:
                file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
        self._add(entry)

    def _add(self, entry: Entry) -> None:
        self._entries.setdefault((entry.source, entry.table, entry.sha256), []).append(entry)
        self.last_id = max(self.last_id, entry.load_id)

    def _mend(self) -> None:
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with self._path.open("r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())


def now() -> str:
    """This moment in UTC, as the manifest writes it."""
    return datetime.now(UTC).isoformat()
