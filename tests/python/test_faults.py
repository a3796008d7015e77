"""kill -9 at random moments: one more build gives what an undisturbed one would have given."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

# What the job prints when it begins a phase.
PHASES = {"load": "load", "build": "dbt build", "publish": "publish"}


@pytest.mark.parametrize("phases", [("load", "load", "build", "build"), ("publish",) * 3])
def test_kills_and_one_more_run(
    undisturbed: Warehouse, tmp_path: Path, phases: tuple[str, ...]
) -> None:
    """Kills in a row, each on what the last one left behind.

    That the incremental models of the whole project recover is shown in test_touchpoints.py.
    """
    survive(undisturbed, Warehouse(tmp_path, undisturbed.project), phases)


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(10))
@pytest.mark.parametrize("phase", PHASES)
def test_a_kill_and_one_more_run(
    undisturbed_whole: Warehouse, tmp_path: Path, phase: str, turn: int
) -> None:
    """Ten times each with the whole project, one more run after every kill."""
    survive(undisturbed_whole, Warehouse(tmp_path, undisturbed_whole.project), (phase,))


def survive(undisturbed: Warehouse, warehouse: Warehouse, phases: tuple[str, ...]) -> None:
    """Kill the job in each phase, check what readers see, run it once more and compare."""
    prepare(undisturbed, warehouse, phases[0])
    before = digest(warehouse.published)
    written = warehouse.published.stat().st_mtime_ns
    first = random.randrange(3)
    for turn, phase in enumerate(phases, start=first):
        moment = kill_in(warehouse, phase, seconds_of(undisturbed, phase), turn)
        assert digest(warehouse.published) == before or (
            phase == "publish" and differences(undisturbed, warehouse, phase) == {}
        ), f"the published file changed after a kill {moment}"
    warehouse.script("publish" if phases[0] == "publish" else "build")
    assert warehouse.published.stat().st_mtime_ns > written
    assert differences(undisturbed, warehouse, phases[0]) == {}
    assert_log_agrees_with_manifest(warehouse)


def prepare(undisturbed: Warehouse, warehouse: Warehouse, phase: str) -> None:
    """Land the same files, an older published file beside them.

    Before a kill in the load nothing was ever loaded; before one in the build the manifest is
    there, so that arrival times must come out the same; before one in publishing, the build.
    """
    if phase == "publish":
        undisturbed.copy_to(warehouse.folder)
        return
    warehouse.adopt(undisturbed.parse)
    shutil.copytree(undisturbed.landing, warehouse.landing)
    if phase == "load":
        (warehouse.landing / "_manifest.jsonl").unlink()
    warehouse.warehouse.mkdir()
    shutil.copy(undisturbed.published, warehouse.published)


def kill_in(warehouse: Warehouse, phase: str, seconds: float, turn: int) -> str:
    """Start the job, kill it some time into the phase, by turns where it counts; in words, when."""
    job = warehouse.start("publish" if phase == "publish" else "build")
    assert job.stdout is not None
    candidate = warehouse.warehouse / "published.duckdb.new"
    moments: dict[str, Callable[[], bool]] = {}
    if phase == "publish":
        # The copy and the swap take milliseconds: aim at them too.
        moments["while the marts are copied"] = candidate.exists
        moments["about the swap"] = lambda: is_sealed(candidate)
    else:
        assert any(line.strip() == PHASES[phase] for line in job.stdout), "it never got there"
    delay = random.uniform(0, seconds)
    until = time.monotonic() + delay
    moments[f"{delay:.2f} s into {phase}"] = lambda: time.monotonic() > until
    moment = list(moments)[turn % len(moments)]
    seen = False
    # A job that is faster than the undisturbed one must not get as far as to publish.
    while job.poll() is None and not moments[moment]():
        seen = seen or candidate.exists()
        if phase != "publish" and seen:
            break
        time.sleep(0.0005)
    assert job.poll() is None or seen, "it published without writing a new file beside the old one"
    job.kill()
    job.wait()
    return moment


def is_sealed(candidate: Path) -> bool:
    """The new file is finished: it was made read-only."""
    try:
        return not candidate.stat().st_mode & 0o200
    except FileNotFoundError:
        return False


def seconds_of(undisturbed: Warehouse, phase: str) -> float:
    """How long the phase took when nothing disturbed it."""
    log = (undisturbed.folder / "build.log").read_text()
    (seconds,) = re.findall(rf"{PHASES[phase]} ([\d.]+) s", log)
    return float(seconds)


def differences(undisturbed: Warehouse, warehouse: Warehouse, phase: str) -> dict[str, int]:
    """Rows that only one of the two published files has, by mart.

    The id of the build differs; and arrival times where the manifest was not there before.
    """
    ignored = {"build_run_id"} | ({"loaded_at"} if phase == "load" else set())
    columns = "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() "
    columns += "where not internal group by 1"
    marts = dict(undisturbed.query(columns, undisturbed.published))
    assert dict(warehouse.query(columns, warehouse.published)).keys() == marts.keys()
    differing = {}
    with duckdb.connect() as connection:
        for label, world in (("expected", undisturbed), ("actual", warehouse)):
            connection.execute(f"attach '{world.published}' as {label} (read_only)")
        for mart, names in marts.items():
            kept = ", ".join(f'"{name}"' for name in names if name not in ignored)
            expected, actual = (
                f"select {kept} from {side}.{mart}" for side in ("expected", "actual")
            )
            (count,) = connection.execute(
                f"select count(*) from (({expected} except all {actual}) "
                f"union all ({actual} except all {expected}))"
            ).fetchone()
            if count:
                differing[mart] = count
    return differing


def assert_log_agrees_with_manifest(warehouse: Warehouse) -> None:
    """The loader's log has the arrival times that the manifest keeps."""
    manifest = str(warehouse.landing / "_manifest.jsonl")
    entries = "select load_id, cast(loaded_at as timestamp) from read_json(?)"
    log = "select load_id, loaded_at from raw_landing.loads"
    assert warehouse.query(f"{log} except {entries}", parameters=[manifest]) == []


def digest(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
