"""What a run of the loader did, file by file, and how it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass
class FileReport:
    """What became of one file; `status` is loaded, duplicate, failed or skipped."""

    source: str
    table: str
    file: str
    status: str
    reason: str = ""
    rows: int = 0
    rejected: int = 0
    seconds: float = 0.0
    added_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()


@dataclass
class LoadReport:
    """What a run did; `unchanged` counts files that were loaded before."""

    files: list[FileReport] = field(default_factory=list)
    unchanged: int = 0

    @property
    def failed(self) -> list[FileReport]:
        """Files that could not be loaded."""
        return [file for file in self.files if file.status == "failed"]


def print_report(report: LoadReport, console: Console) -> None:
    """Print what became of each file: a table on a terminal, lines anywhere else."""
    headers = ("status", "table", "file", "rows", "rejected", "seconds", "remarks")
    rows = [
        (
            file.status,
            f"{file.source}.{file.table}".strip("."),
            file.file,
            str(file.rows),
            str(file.rejected),
            f"{file.seconds:.1f}",
            "; ".join(_remarks(file)),
        )
        for file in report.files
    ]
    if console.is_terminal and rows:
        table = Table(*headers)
        for row in rows:
            table.add_row(*map(escape, row))
        console.print(table)
    elif rows:
        for row in (headers, *rows):
            print("\t".join(row), file=console.file)
    counts = Counter(file.status for file in report.files) + Counter(unchanged=report.unchanged)
    listed = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    print(f"load: {listed or 'nothing landed'}", file=console.file)


def _remarks(file: FileReport) -> Iterator[str]:
    if file.reason:
        yield file.reason
    for what, columns in (("new", file.added_columns), ("missing", file.missing_columns)):
        if columns:
            listed = ", ".join(columns[:5]) + (", ..." if len(columns) > 5 else "")
            yield f"{len(columns)} {what} column{'s' * (len(columns) > 1)}: {listed}"
