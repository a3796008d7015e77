"""Load everything under the landing folder into the raw schemas of the warehouse.

    python scripts/load.py [--landing landing] [--warehouse warehouse]

Each content is loaded exactly once, in a transaction of its own; the README's chapter on loading
says what the files may look like. Exit code 1 if a file could not be loaded; the others are.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from loading import UnreadableError, files, readers
from loading.files import Content, Landed
from loading.manifest import Entry, Manifest, now
from loading.raw import Logged, Outcome, Raw
from loading.report import FileReport, LoadReport, print_report
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class BusyError(Exception):
    """Another process has the warehouse open."""


def load(
    landing: Path,
    warehouse: Path,
    memory_limit: str = "2GB",
    threads: int | None = None,
    reload: Iterable[str] = (),
    console: Console | None = None,
) -> LoadReport:
    """Load what is new in `landing`, and again what `reload` names (relative to `landing`).

    Progress goes to `console` if it is a terminal. Raises `BusyError` if another process has the
    warehouse open, `FileNotFoundError` if there is no landing folder or no file to reload.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"there is no landing folder {landing}")
    found = files.find(landing)
    again = set(reload)
    if unknown := again - {landed.file for landed in found.files}:
        raise FileNotFoundError(f"nothing to reload at {', '.join(sorted(unknown))} in {landing}")
    warehouse.mkdir(parents=True, exist_ok=True)
    with _connect(warehouse, memory_limit, threads) as connection:
        run = _Run(connection, landing, warehouse)
        run.report.files += [
            FileReport("", "", file, "skipped", reason) for file, reason in found.skipped
        ]
        contents = sorted(files.contents(found), key=run.order)
        run.report.files += [
            FileReport(source, "", file, "failed", reason) for source, file, reason in found.wrong
        ]
        for content in _progress(contents, console):
            run.load(content, again)
        return run.report


class _Run:
    """One run of the loader on an open warehouse."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, landing: Path, warehouse: Path
    ) -> None:
        self.report = LoadReport()
        self._connection = connection
        self._raw = Raw(connection)
        self._log = self._raw.log()
        self._manifest = Manifest(landing)
        self._last_logged = self._raw.last_id()
        self._last_loaded = self._raw.last_id("loaded")
        self._warehouse = warehouse

    def order(self, content: Content) -> tuple[float, str]:
        """Contents that were landed before come in that order, new ones after them by name."""
        entry = self._manifest.of_content(*_key(content))
        return (entry.load_id if entry else float("inf"), content.files[0].file)

    def load(self, content: Content, again: set[str]) -> None:
        """Load a content unless it is in the warehouse, and log its other files as duplicates."""
        logged = self._log.get(_key(content), [])
        loaded = next((line for line in logged if line.status == "loaded"), None)
        if loaded is None or any(landed.file in again for landed in content.files):
            name = self._load_new(content, logged)
            if name is None:
                return
        else:
            name = loaded.file
            self.report.unchanged += any(landed.file == name for landed in content.files)
        for landed in content.files:
            if landed.file != name:
                self._log_duplicate(content, landed, name, logged)

    def _load_new(self, content: Content, logged: Sequence[Logged]) -> str | None:
        """Load a content; the name it is loaded under, or none if that failed."""
        started = time.monotonic()
        known = self._manifest.of_content(*_key(content))
        entry = known
        # Whoever reads by load id must find it above what was there: a content that failed
        # before, or is loaded again, gets a new id once others have been loaded after it.
        if known is None or known.load_id <= self._last_loaded:
            landed, name = content.files[0], known.file if known else content.files[0].file
            place = (landed.source, landed.table, name, content.sha256, content.bytes)
            entry = Entry(self._next_id(), *place, now())
        try:
            outcome = self._write(content, entry, logged)
        except Exception as error:  # whatever it is, it stops this file alone
            reason = _explain(error)
            if not any(line.status == "loaded" for line in logged):
                self._log_failure(known or entry, logged, reason)
            self._add(entry, "failed", reason, Outcome(), started)
            return None
        self._last_loaded = entry.load_id
        self._add(entry, "loaded", "; ".join(outcome.notes), outcome, started)
        return entry.file

    def _write(self, content: Content, entry: Entry, logged: Sequence[Logged]) -> Outcome:
        landed = content.files[0]
        for careful in (False, True):
            try:
                with self._folder() as folder, self._transaction():
                    self._forget(entry, logged)
                    reading = readers.read(self._connection, landed, folder, careful)
                    outcome = self._raw.insert(entry, reading)
                    if content.has_changed():
                        raise UnreadableError("it changed while it was read: load it again")
                    self._raw.write_log(entry, "loaded", "; ".join(reading.notes) or None, outcome)
                    self._manifest.remember(entry)
                return outcome
            except (readers.DamagedError, duckdb.InvalidInputException) as error:
                if careful or not readers.is_damage(error):
                    raise
        raise AssertionError("the second reading returns or raises")

    def _log_failure(self, entry: Entry, logged: Sequence[Logged], reason: str) -> None:
        # With a full disk this fails too; the run's summary still tells.
        with suppress(duckdb.Error, OSError), self._transaction():
            self._forget(entry, logged)
            self._raw.write_log(entry, "failed", reason, Outcome())
            self._manifest.remember(entry)

    def _log_duplicate(
        self, content: Content, landed: Landed, name: str, logged: Sequence[Logged]
    ) -> None:
        if any(line.file == landed.file and line.status == "duplicate" for line in logged):
            self.report.unchanged += 1
            return
        original = self._manifest.of_content(*_key(content))
        known = self._manifest.of_duplicate(*_key(content), landed.file)
        place = (landed.source, landed.table, landed.file, content.sha256, content.bytes)
        entry = known or Entry(self._next_id(), *place, now(), original.load_id)
        reason = f"the same content as {name}"
        with self._transaction():
            self._raw.write_log(entry, "duplicate", reason, Outcome())
            self._manifest.remember(entry)
        self._add(entry, "duplicate", reason, Outcome(), time.monotonic())

    def _next_id(self) -> int:
        # The log counts as well, should the manifest have been deleted.
        return max(self._manifest.last_id, self._last_logged) + 1

    def _forget(self, entry: Entry, logged: Sequence[Logged]) -> None:
        for line in logged:
            if line.status != "duplicate":
                self._raw.forget(entry.source, entry.table, line.load_id)

    def _add(
        self, entry: Entry, status: str, reason: str, outcome: Outcome, started: float
    ) -> None:
        self.report.files.append(
            FileReport(
                entry.source,
                entry.table,
                entry.file,
                status,
                reason,
                outcome.rows,
                outcome.rejects,
                time.monotonic() - started,
                outcome.added,
                outcome.missing,
            )
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin")
        try:
            yield
            self._connection.execute("commit")
        except BaseException:
            # A commit that failed has rolled back already.
            with suppress(duckdb.Error):
                self._connection.execute("rollback")
            raise

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=self._warehouse) as folder:
            yield Path(folder)


_SCRATCH = ".load-"


def _key(content: Content) -> tuple[str, str, str]:
    return (content.files[0].source, content.files[0].table, content.sha256)


def _explain(error: Exception) -> str:
    message = str(error).partition("\n")[0].strip()
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"{message} Raise --memory-limit"
    return message


@contextmanager
def _connect(
    warehouse: Path, memory_limit: str, threads: int | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    settings: dict[str, str | int] = {
        "memory_limit": memory_limit,
        "temp_directory": str(warehouse / ".tmp"),
        # Row numbers rely on it.
        "preserve_insertion_order": "true",
    }
    if threads:
        settings["threads"] = threads
    path = warehouse / "warehouse.duckdb"
    try:
        connection = duckdb.connect(str(path), config=settings)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        holder = re.search(r"PID (\d+)", str(error))
        process = f"process {holder[1]}" if holder else "another process"
        raise BusyError(f"{path} is in use by {process}: wait for it or end it") from None
    with connection:
        connection.execute("set timezone = 'UTC'")
        # Only now is it certain that no other loader is at work in there.
        for leftover in warehouse.glob(f"{_SCRATCH}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield connection


def _progress(contents: list[Content], console: Console | None) -> Iterator[Content]:
    if console is None or not console.is_terminal:
        yield from contents
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("loading", total=len(contents))
        for content in contents:
            progress.update(task, description=content.files[0].file)
            yield content
            progress.advance(task)


def main() -> int:
    """Load, print what became of each file, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = os.environ.get
    parser.add_argument("--landing", type=Path, default=Path(default("NPS_LANDING", "landing")))
    parser.add_argument(
        "--warehouse", type=Path, default=Path(default("NPS_WAREHOUSE", "warehouse"))
    )
    parser.add_argument(
        "--memory-limit", default="2GB", help="what DuckDB may use, such as 2GB (the default)"
    )
    parser.add_argument("--threads", type=int, help="default: one per core")
    parser.add_argument(
        "--reload",
        nargs="+",
        default=[],
        metavar="FILE",
        help="load these again, in place of what they gave before: after a change of options",
    )
    arguments = parser.parse_args()
    console = Console()
    try:
        report = load(
            arguments.landing,
            arguments.warehouse,
            arguments.memory_limit,
            arguments.threads,
            arguments.reload,
            console,
        )
    except (BusyError, FileNotFoundError, duckdb.Error) as error:
        print(f"load: {error}", file=sys.stderr)
        return 1
    print_report(report, console)
    for file in report.failed:
        print(f"failed: {file.file}: {file.reason}", file=sys.stderr)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
