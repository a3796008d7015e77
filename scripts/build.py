"""Build the warehouse from landing and publish its marts: the job to schedule.

    python scripts/build.py [--landing FOLDER] [--as-of 2026-03-31] [--full-refresh]

Load, check the landed tables, one `dbt build`, check the marts, publish, scoreboard. One build at
a time. Exit code 0: published, nothing to do. Exit code 1: the last lines say what failed and
what to do; whatever failed, readers have the last good marts. A file that cannot be loaded, or a
source that fell silent, does not stop the rest: the marts are published, and the code is 1.
"""

import argparse
import json
import os
import re
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import load
import sample
from jobs import ROOT, Job, JobError, exclusive, target_folder
from publish import publish
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

RED = {"error", "fail", "runtime error"}
NODE_DONE = re.compile(r"(\d+) of (\d+) (?!START)[A-Z]+ ")
OPEN_IT = 'duckdb -readonly {path} "from nps.nps_by_period"'
OPEN_IT_IN_PYTHON = (
    "{python} -c \"import duckdb; print(duckdb.connect('{path}', read_only=True)"
    ".sql('from nps.nps_by_period'))\""
)


@dataclass
class Report:
    """What a build has to say at its end."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step and keep its time."""
        self.console.print(f"[bold]{name}[/bold]")
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = time.monotonic() - started

    def trouble(self, text: str) -> None:
        """Keep what must be looked at, though the build goes on."""
        self.troubles.append(text.rstrip())


def build(job: Job, arguments: argparse.Namespace, report: Report) -> None:
    """Run every step; JobError on the first that stops the build."""
    with report.step("sample"):
        if write_sample_if_empty(arguments.landing):
            report.console.print(f"{arguments.landing} was empty: a small made-up world is in it.")
    with report.step("load"):
        load_landed(job, arguments, report)
    with report.step("check the landed tables"):
        check_landed(job, report)
    with report.step("dbt build"):
        dbt_build(job, arguments, report)
    with report.step("publish"):
        _, warnings = publish(job, arguments.accept_drift)
        if warnings:
            report.trouble(warnings)


def write_sample_if_empty(landing: Path) -> bool:
    """Fill an empty landing folder with the sample world.

    The files are moved in from a folder beside them; one that is still there was left by a killed
    build, and the sample is written again.
    """
    unfinished = landing / ".sample"
    if landing.exists() and not unfinished.exists() and any(visible_files(landing)):
        return False
    shutil.rmtree(unfinished, ignore_errors=True)
    sample.write_sample(unfinished)
    for path in sorted(path for path in unfinished.rglob("*") if path.is_file()):
        place = landing / path.relative_to(unfinished)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    shutil.rmtree(unfinished)
    return True


def visible_files(landing: Path) -> Iterator[Path]:
    """Yield files that could be landed: not hidden, not the loader's own."""
    for path in landing.rglob("*"):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(landing).parts)
        if path.is_file() and not hidden:
            yield path


def load_landed(job: Job, arguments: argparse.Namespace, report: Report) -> None:
    """Load what is new; a file that cannot be loaded is kept for the end."""
    try:
        loaded = load.load(
            arguments.landing, job.warehouse, arguments.memory_limit, console=report.console
        )
    except (load.BusyError, FileNotFoundError) as error:
        raise JobError(str(error)) from error
    load.print_report(loaded, report.console)
    for file in loaded.failed:
        report.trouble(
            f"NOT LOADED {file.file}: {file.reason}. "
            "Mend the file or remove it from landing, then build again; the rest is published."
        )


def check_landed(job: Job, report: Report) -> None:
    """Run the expectations on the landed tables; what only warns is kept for the end."""
    code, output = job.run([sys.executable, "scripts/check.py", "raw"])
    if code == 3:
        report.trouble(output)
    elif code:
        raise JobError(f"the landed tables are not as promised:\n{output.rstrip()}")


def dbt_build(job: Job, arguments: argparse.Namespace, report: Report) -> None:
    """Run one `dbt build` with a progress bar; JobError names every node that failed."""
    results = target_folder() / "run_results.json"
    results.unlink(missing_ok=True)  # so that what is read below is of this run
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build"]
    command += ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
    if cut_offs := {
        name: value
        for name, value in (("as_of_date", arguments.as_of), ("known_at", arguments.known_at))
        if value
    }:
        command += ["--vars", json.dumps({name: str(value) for name, value in cut_offs.items()})]
    command += ["--full-refresh"] * arguments.full_refresh
    with progress_bar(report.console) as advance:
        code, output = job.run(command, advance)
    if not code:
        return
    failures = read_failures(results)
    if not failures:
        tail = "\n".join(deque(output.splitlines(), maxlen=30))
        raise JobError(f"dbt stopped before it built anything:\n{tail}")
    raise JobError(
        "dbt build failed:\n"
        + "\n".join(failures)
        + f"\nRun that SQL on {job.warehouse / 'warehouse.duckdb'} to see the rows, mend the "
        "model or the data, and build again. The published file is as it was."
    )


@contextmanager
def progress_bar(console: Console) -> Iterator[Any]:
    """Show how many of dbt's nodes are done; yields what takes dbt's lines."""
    columns = (TextColumn("  nodes"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        nodes = bar.add_task("nodes", total=None)

        def advance(line: str) -> None:
            if done := NODE_DONE.search(line):
                bar.update(nodes, advance=1, total=int(done[2]))

        yield advance


def read_failures(path: Path) -> list[str]:
    """One paragraph for every node of a dbt run that failed: name, message, compiled SQL."""
    if not path.exists():
        return []
    failures = []
    for result in json.loads(path.read_text())["results"]:
        if result["status"] not in RED:
            continue
        kind, _, name, *_ = result["unique_id"].split(".")
        message = " ".join((result["message"] or "").split())
        failures.append(f"  {kind} {name}: {message}")
        if compiled := compiled_path(result["unique_id"]):
            failures.append(f"    its SQL: {compiled}")
    return failures


def compiled_path(unique_id: str) -> Path | None:
    """Find the SQL that dbt ran for a node, ready to be run by hand."""
    manifest = json.loads((target_folder() / "manifest.json").read_text())
    node = manifest["nodes"].get(unique_id, {})
    return ROOT / node["compiled_path"] if node.get("compiled_path") else None


def print_scoreboard(warehouse: Path, report: Report) -> None:
    """Print what readers now have: NPS, rows, times, and how to open the file."""
    path = warehouse / "published.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        report.console.print(nps_table(connection))
        report.console.print(rows_table(connection))
    times = "; ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items())
    report.console.print(
        f"Time: {times}; in all {sum(report.seconds.values()):.0f} s", soft_wrap=True
    )
    report.console.print("Open it:", OPEN_IT.format(path=path), soft_wrap=True)
    report.console.print(
        "     or:", OPEN_IT_IN_PYTHON.format(python=sys.executable, path=path), soft_wrap=True
    )


def nps_table(connection: duckdb.DuckDBPyConnection) -> Table:
    """NPS of the latest quarters by survey kind; of benchmark surveys, every brand's latest."""
    rows = connection.execute(
        """
        select
            periods.survey_kind,
            brands.brand_name,
            strftime(periods.period_start_date, '%Y') || ' Q'
                || quarter(periods.period_start_date)
                || if(periods.is_complete_period, '', ' so far') as period,
            coalesce(format('{:,}', periods.response_count), ''),
            coalesce(format('{:+.1f}', periods.nps), 'hidden'),
            coalesce(
                format('{:+.1f} to {:+.1f}', periods.nps_ci_low, periods.nps_ci_high),
                periods.suppression_reason
            ),
            coalesce(periods.reliability_grade, '')
        from nps.nps_by_period as periods
        inner join core.dim_brands as brands on periods.brand_id = brands.brand_id
        where periods.period_grain = 'quarter' and periods.dimension = 'overall'
        qualify
            rank() over (
                partition by periods.survey_kind order by periods.period_start_date desc
            ) <= 4
            and (brands.is_own or periods.period_start_date = max(periods.period_start_date) over (
                partition by periods.survey_kind
            ))
        order by periods.survey_kind, brands.is_own desc, brands.brand_name,
            periods.period_start_date desc
        """
    ).fetchall()
    return table(
        "NPS, the latest quarters",
        ["survey kind", "brand", "quarter", "responses", "NPS", "95 % interval", "grade"],
        rows,
        numeric={3, 4, 5},
    )


def rows_table(connection: duckdb.DuckDBPyConnection) -> Table:
    """Rows landed, quarantined and published, by source."""
    rows = connection.execute(
        """
        select
            source_system,
            format('{:,}', sum(landed)),
            -- A source that no model stages has only landed.
            coalesce(format('{:,}', sum(quarantined)), '-'),
            coalesce(format('{:,}', sum(superseded)), '-'),
            coalesce(format('{:,}', sum(in_fact)), '-')
        from quality.row_reconciliation
        group by source_system
        having sum(landed) > 0
        order by source_system
        """
    ).fetchall()
    titles = ["source", "landed", "quarantined", "superseded", "published"]
    return table("Rows", titles, rows, numeric={1, 2, 3, 4})


def table(title: str, titles: list[str], rows: list[tuple], numeric: set[int]) -> Table:
    """Make a table of texts, numbers to the right."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for place, name in enumerate(titles):
        made.add_column(name, justify="right" if place in numeric else "left", no_wrap=True)
    for row in rows:
        made.add_row(*map(str, row))
    return made


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    landing = os.environ.get("NPS_LANDING", "landing")
    warehouse = os.environ.get("NPS_WAREHOUSE", "warehouse")
    memory = os.environ.get("NPS_MEMORY_LIMIT", "8GB")
    parser.add_argument("--landing", type=Path, default=Path(landing))
    parser.add_argument("--warehouse", type=Path, default=Path(warehouse))
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="nothing after this day happened"
    )
    parser.add_argument(
        "--known-at",
        type=naive_utc,
        metavar="TIME",
        help="nothing landed after this moment is known (UTC unless it names a zone)",
    )
    parser.add_argument("--full-refresh", action="store_true", help="build every model anew")
    parser.add_argument("--memory-limit", default=memory, help="of DuckDB, such as 8GB")
    parser.add_argument(
        "--accept-drift",
        action="store_true",
        help="publish although the marts differ a lot from those published now",
    )
    return parser.parse_args()


def naive_utc(text: str) -> datetime:
    """Read an ISO time as the naive UTC of the warehouse."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def main() -> int:
    """Build from the command line; the last lines say what failed and what to do."""
    arguments = read_arguments()
    arguments.landing = arguments.landing.resolve()
    os.environ["NPS_MEMORY_LIMIT"] = arguments.memory_limit
    report = Report(Console(highlight=False, width=None if sys.stdout.isatty() else 120))
    try:
        with exclusive(arguments.warehouse) as job:
            build(job, arguments, report)
            print_scoreboard(job.warehouse, report)
        code = 1 if report.troubles else 0
    except JobError as error:
        code = 1
        report.console.print(f"\nNOT PUBLISHED: {error}", markup=False, soft_wrap=True)
    if report.troubles:
        report.console.print("\nLook at this too:")
        report.console.print("\n".join(report.troubles), markup=False, soft_wrap=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
