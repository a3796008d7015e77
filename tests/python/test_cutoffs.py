"""`as_of_date` and `known_at`: a build on all the data equals a build on the data of then."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

from conftest import WITHOUT_TESTS, Warehouse

MARTS = ("core", "nps", "quality", "restricted", "social", "support")


def _marts(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """Every row of every mart, but for the id of the build."""
    tables = warehouse.query(
        f"select schema_name, table_name, string_agg(column_name, ', ' order by column_index) "
        f"from duckdb_columns() where schema_name in {MARTS} and column_name != 'build_run_id' "
        "group by 1, 2"
    )
    return {
        f"{schema}.{table}": warehouse.query(f"select {columns} from {schema}.{table} order by all")
        for schema, table, columns in tables
    }


def test_a_build_that_knows_less_is_the_build_of_then(tmp_path: Path, parsed: Path) -> None:
    """Row for row, corrections and late answers of a second landing included."""
    today, then = Warehouse(tmp_path / "today"), Warehouse(tmp_path / "then")
    whole = tmp_path / "whole"
    today.script("sample", "--out", str(whole), "--as-of", "2026-11-01", "--scale", "0.1")
    later = [path for path in whole.rglob("*2026-11*") if path.is_file()]
    assert later
    for path in whole.rglob("*"):
        if path.is_file() and path not in later:
            today.land(str(path.relative_to(whole)), path.read_bytes())
    today.script("load")
    shutil.copytree(today.landing, then.landing)
    (known_at,) = today.query("select max(loaded_at) from raw_landing.loads")[0]
    for path in later:
        today.land(str(path.relative_to(whole)), path.read_bytes())
    today.script("load")
    then.script("load")

    # In the middle of a wave, so that answers already landed lie after it too.
    cutoffs = {"as_of_date": "2026-08-15", "known_at": f"{known_at + timedelta(microseconds=1)}"}
    for warehouse in (today, then):
        warehouse.adopt(parsed, **cutoffs)
        warehouse.dbt("build", *WITHOUT_TESTS, "--vars", json.dumps(cutoffs))
    assert _marts(today) == _marts(then)
    # The cut-offs bite: more was landed than the build knows, and answers lie in its future.
    assert today.query("select count(*) from raw_landing.loads where load_status = 'loaded'") > (
        then.query("select count(*) from raw_landing.loads where load_status = 'loaded'")
    )
    assert today.query(
        "select count(*) > 10, max(submitted_at) > timestamp '2026-09-01' "
        "from core.fct_survey_responses where exclusion_reason = 'future_dated'"
    ) == [(True, True)]
