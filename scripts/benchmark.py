"""Measure what the project promises about speed.

    python scripts/benchmark.py load [--rows 5000000] [--memory-limit 2GB] [--rounds 3]
    python scripts/benchmark.py sample [--scale 50] [--sources web_events social ...]
    python scripts/benchmark.py support [--scale 77]
    python scripts/benchmark.py marts [--published warehouse/published.duckdb]

Each subcommand but `marts`, which reads a published file, writes data of its own into a temporary
folder, measures, prints its figures and deletes the folder. Figures vary with what else the machine
does: read ratios, not seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCRIPTS = Path(__file__).resolve().parent
# What the loader is compared with: DuckDB left to itself, a file of its own, the same settings.
BARE_LOAD = """
import sys
import duckdb
source, database, memory_limit = sys.argv[1:]
with duckdb.connect(database, config={"memory_limit": memory_limit}) as connection:
    query = "create table bare as select * from read_csv(?, all_varchar = true)"
    connection.execute(query, [source])
"""
LOAD_LIMIT = 2.0
SAMPLE_RATE, SAMPLE_MB = 200_000, 4_000
# Support models are all of support's folders and its fact. They read zendesk's staging, whose
# cost is shown apart; what they need besides (people, dates, seeds) is built unmeasured.
SUPPORT = ["path:models/intermediate/support", "fct_support_tickets", "path:models/marts/support"]
SUPPORT_STAGING = ["path:models/staging/zendesk"]
SUPPORT_SECONDS, SUPPORT_DAY_SECONDS, SUPPORT_MB = 20, 3, 2_000
SUPPORT_AS_OF = dt.date(2026, 11, 1)
# What a chart of a dashboard asks: one series, the last periods of one grain.
CHART_PERIODS, CHART_ROUNDS, CHART_MS = 24, 9, 50
CHART_KEYS = ["brand_id", "survey_kind", "dimension", "segment_type", "period_grain"]
# What weights of drivers are computed from: for a notebook, no chart.
NOT_CHARTED = ["nps_answer_behaviours", "nps_driver_resamples"]


@dataclass(frozen=True)
class Measured:
    """Wall-clock and processor seconds and peak resident memory, in MB, of a process."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def measure(command: list[str], environment: dict[str, str] | None = None) -> Measured:
    """Run `command` to its end; raise `CalledProcessError` if it fails.

    `environment` holds variables beside those of this process.
    """
    started = time.monotonic()
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        cwd=SCRIPTS.parent,
        env={**os.environ, **(environment or {})},
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(
        time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    )


def write_responses(path: Path, rows: int) -> None:
    """Write a CSV file of survey responses, about 80 bytes each."""
    duckdb.execute(
        f"""
        copy (
            select
                i as response_id,
                'R_' || md5(cast(i as varchar)) as respondent_id,
                'SV_' || (i % 7) as survey_id,
                timestamp '2024-01-01' + i * interval 7 second as submitted_at,
                i % 11 as score,
                case when i % 4 = 0 then 'the delivery was late, twice' end as comment,
                'en' as language
            from range({rows}) as numbers (i)
        ) to '{path}' (header)
        """
    )


def benchmark_load(folder: Path, rows: int, memory_limit: str, rounds: int) -> int:
    """Compare the loader with a bare read_csv; 1 if it takes over twice as long."""
    source = folder / "landing" / "surveys" / "survey_responses.csv"
    source.parent.mkdir(parents=True)
    write_responses(source, rows)
    print(f"{rows:,} rows, {source.stat().st_size / 1e6:.0f} MB, limit {memory_limit}")
    pairs = []
    for number in range(rounds):
        warehouse = folder / f"warehouse_{number}"
        database = folder / f"bare_{number}.duckdb"
        bare = measure([sys.executable, "-c", BARE_LOAD, str(source), str(database), memory_limit])
        loader = [sys.executable, str(SCRIPTS / "load.py"), "--memory-limit", memory_limit]
        loaded = measure(
            [*loader, "--landing", str(folder / "landing"), "--warehouse", str(warehouse)]
        )
        pairs.append((bare, loaded))
        for name, measured in (("bare", bare), ("load", loaded)):
            print(
                f"{name}  {measured.seconds:6.1f} s  processor {measured.processor_seconds:6.1f} s"
                f"  peak {measured.peak_mb:5.0f} MB"
            )
        database.unlink()
        (warehouse / "warehouse.duckdb").unlink()
    ratio = statistics.median(loaded.seconds / bare.seconds for bare, loaded in pairs)
    print(f"ratio {ratio:.2f} (median of {rounds}), at most {LOAD_LIMIT}")
    return int(ratio > LOAD_LIMIT)


def benchmark_sample(folder: Path, scale: float, sources: list[str]) -> int:
    """Write the sample world source by source, the truth included.

    1 if none reaches the touchpoints a second that the largest parts must, or memory is exceeded.
    """
    best, peak = 0.0, 0.0
    for source in sources:
        out = folder / source
        command = [sys.executable, str(SCRIPTS / "sample.py"), "--out", str(out)]
        measured = measure([*command, "--scale", str(scale), "--sources", source])
        truth = json.loads((out / "_truth" / "truth.json").read_text())
        rate = truth["touchpoint_count"] / measured.processor_seconds
        rows = sum(truth["rows"].values()) / measured.processor_seconds
        print(
            f"{source:16} {truth['touchpoint_count']:>10,} touchpoints "
            f"{measured.processor_seconds:6.1f} s of processor {rate:9,.0f} touchpoints/s "
            f"{rows:9,.0f} rows/s  peak {measured.peak_mb:5.0f} MB"
        )
        best, peak = max(best, rate), max(peak, measured.peak_mb)
        shutil.rmtree(out)
    return int(best < SAMPLE_RATE or peak > SAMPLE_MB)


def benchmark_support(folder: Path, scale: float) -> int:
    """Build the support models on a help desk's whole history, then with one day more.

    1 if they take more processor time or memory beyond dbt's start-up than they may.
    """
    environment = {
        "NPS_WAREHOUSE": str(folder / "warehouse"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    broken = 0
    for day, limit in enumerate([SUPPORT_SECONDS, SUPPORT_DAY_SECONDS]):
        landing = folder / f"landing_{day}"
        sample = [sys.executable, str(SCRIPTS / "sample.py"), "--out", str(landing)]
        sample += ["--as-of", SUPPORT_AS_OF.isoformat(), "--scale", str(scale)]
        measure([*sample, "--sources", "zendesk", *(["--day", str(day)] if day else [])])
        load = [sys.executable, str(SCRIPTS / "load.py"), "--landing", str(landing)]
        measure([*load, "--warehouse", environment["NPS_WAREHOUSE"]])
        shutil.rmtree(landing)
        print("the first build" if day == 0 else "one day more")
        broken |= _measure_support(environment, SUPPORT_AS_OF + dt.timedelta(day - 1), limit)
    return broken


def _measure_support(environment: dict[str, str], as_of: dt.date, limit: float) -> int:
    """Build what support needs, zendesk's staging and support; 1 if the last takes too much."""
    dbt = [str(Path(sys.executable).with_name("dbt")), "--quiet"]
    as_of_date = ["--vars", json.dumps({"as_of_date": as_of.isoformat()})]
    needed = ["--select", "+path:models/marts/support", "--exclude", *SUPPORT]
    untested = ["--exclude-resource-type", "test", "unit_test"]
    measure([*dbt, "build", *needed, *untested, *as_of_date], environment)
    # dbt has parsed the project by now; what is left of its start-up is the same in all runs.
    figures = {
        name: measure([*dbt, "run", "--select", *selected, *as_of_date], environment)
        for name, selected in {
            "start-up of dbt": ["none"],
            "staging of zendesk": SUPPORT_STAGING,
            "support models": SUPPORT,
        }.items()
    }
    start = figures["start-up of dbt"]
    for name, measured in figures.items():
        beyond = measured.processor_seconds - (start.processor_seconds if measured != start else 0)
        peak = measured.peak_mb - (start.peak_mb if measured != start else 0)
        print(f"{name:20} processor {beyond:6.1f} s  peak {peak:6.0f} MB")
    print(f"{'support at most':20} processor {limit:6.1f} s  peak {SUPPORT_MB:6.0f} MB")
    return int(beyond > limit or peak > SUPPORT_MB)


def benchmark_marts(published: Path) -> int:
    """Ask every mart of NPS what a chart asks; 1 if one takes longer than it may.

    The largest group of a mart is asked for, its newest periods where it has any.
    """
    slow = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        (touchpoints,) = connection.execute("select count(*) from core.fct_touchpoints").fetchone()
        print(f"{touchpoints:,} touchpoints; median of {CHART_ROUNDS}, at most {CHART_MS} ms")
        for (mart,) in connection.execute(
            "select table_name from duckdb_tables() "
            "where schema_name = 'nps' and not list_contains(?, table_name) order by 1",
            [NOT_CHARTED],
        ).fetchall():
            query, parameters = _chart(connection, mart)
            # The first time Python loads what fetching needs.
            connection.execute(query, parameters).fetchnumpy()
            taken = []
            used = time.process_time()
            for _ in range(CHART_ROUNDS):
                started = time.perf_counter()
                rows = connection.execute(query, parameters).fetchnumpy()
                taken.append(1000 * (time.perf_counter() - started))
            used = 1000 * (time.process_time() - used) / CHART_ROUNDS
            median = statistics.median(taken)
            count = len(next(iter(rows.values())))
            print(
                f"{mart:28} {count:>8,} rows  {median:6.1f} ms  slowest {max(taken):6.1f} ms  "
                f"processor {used:6.1f} ms"
            )
            slow += median > CHART_MS
    return int(slow > 0)


def _chart(connection: duckdb.DuckDBPyConnection, mart: str) -> tuple[str, list]:
    """Give the query of a chart on a mart, and the values of its largest group."""
    columns = {row[0] for row in connection.execute(f'describe nps."{mart}"').fetchall()}
    keys = [key for key in CHART_KEYS if key in columns]
    if not keys:
        return f'select * from nps."{mart}"', []
    chosen = connection.execute(
        f'select {", ".join(keys)} from nps."{mart}" group by all order by count(*) desc limit 1'
    ).fetchone()
    where = " and ".join(f"{key} is not distinct from ?" for key in keys)
    query = f'select * from nps."{mart}" where {where}'
    if "period_start_date" not in columns:
        return query, list(chosen or [None] * len(keys))
    last = (
        f'select period_start_date from nps."{mart}" where {where} '
        f"group by 1 order by 1 desc limit {CHART_PERIODS}"
    )
    query += f" and period_start_date in ({last}) order by period_start_date"
    return query, 2 * list(chosen or [None] * len(keys))


def main() -> int:
    """Run the subcommand; the exit code is 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("load", help="the loader against a bare read_csv")
    command.add_argument("--rows", type=int, default=5_000_000)
    command.add_argument("--memory-limit", default="2GB")
    command.add_argument("--rounds", type=int, default=3)
    command = commands.add_parser("sample", help="the writer of the sample world")
    command.add_argument("--scale", type=float, default=50)
    command.add_argument(
        "--sources", nargs="+", default=["web_events", "social", "reviews", "zendesk", "panel"]
    )
    command = commands.add_parser("support", help="the support models, and one day more")
    command.add_argument("--scale", type=float, default=77, help="77 is 200,000 tickets")
    command = commands.add_parser("marts", help="a dashboard's queries on a published file")
    warehouse = Path(os.environ.get("NPS_WAREHOUSE", "warehouse"))
    command.add_argument("--published", type=Path, default=warehouse / "published.duckdb")
    arguments = parser.parse_args()
    if arguments.command == "marts":
        return benchmark_marts(arguments.published)
    with tempfile.TemporaryDirectory() as folder:
        if arguments.command == "sample":
            return benchmark_sample(Path(folder), arguments.scale, arguments.sources)
        if arguments.command == "support":
            return benchmark_support(Path(folder), arguments.scale)
        return benchmark_load(
            Path(folder), arguments.rows, arguments.memory_limit, arguments.rounds
        )


if __name__ == "__main__":
    sys.exit(main())
