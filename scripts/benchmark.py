"""Measure what the project promises about speed.

    python scripts/benchmark.py load [--rows 5000000] [--memory-limit 2GB] [--rounds 3]
    python scripts/benchmark.py sample [--scale 50] [--sources web_events social ...]

Each subcommand writes data of its own into a temporary folder, measures, prints its figures and
deletes the folder. Figures vary with what else the machine does: read ratios, not seconds.
"""

from __future__ import annotations

import argparse
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


@dataclass(frozen=True)
class Measured:
    """Wall-clock and processor seconds and peak resident memory, in MB, of a process."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def measure(command: list[str]) -> Measured:
    """Run `command` to its end; raise `CalledProcessError` if it fails."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.command == "sample":
            return benchmark_sample(Path(folder), arguments.scale, arguments.sources)
        return benchmark_load(
            Path(folder), arguments.rows, arguments.memory_limit, arguments.rounds
        )


if __name__ == "__main__":
    sys.exit(main())
