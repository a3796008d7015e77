"""Publishing: only marts, only of a whole green build, in one swap that no reader notices."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Warehouse


def digest(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Rewrite a JSON file with a change."""
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_only_marts_are_published(built_warehouse: Warehouse) -> None:
    """Publish neither raw rows, nor staging, nor what is restricted."""
    schemas = "select distinct schema_name from duckdb_tables()"
    published = {name for (name,) in built_warehouse.query(schemas, built_warehouse.published)}
    built = {name for (name,) in built_warehouse.query(schemas)}
    assert published == {"core", "loyalty", "nps", "quality", "social", "support"}
    assert {"raw_surveys", "restricted", "seeds"} <= built
    assert not built_warehouse.query(
        "from duckdb_views() where not internal", built_warehouse.published
    )


def test_published_marts_equal_the_built_ones(built_warehouse: Warehouse) -> None:
    """Rows and columns arrive as they were built."""
    names = built_warehouse.query(
        "select schema_name || '.' || table_name from duckdb_tables()", built_warehouse.published
    )
    with duckdb.connect() as connection:
        for label, path in (
            ("built", built_warehouse.database),
            ("published", built_warehouse.published),
        ):
            connection.execute(f"attach '{path}' as {label} (read_only)")
        for (name,) in names:
            differing = connection.execute(
                f"select count(*) from (from built.{name} except all from published.{name})"
            ).fetchone()
            counts = connection.execute(
                f"select (select count(*) from built.{name}), "
                f"(select count(*) from published.{name})"
            ).fetchone()
            assert differing == (0,), name
            assert counts[0] == counts[1], name


def test_descriptions_travel_with_the_tables(built_warehouse: Warehouse) -> None:
    """A BI tool shows what a table and a column mean."""
    undescribed = built_warehouse.query(
        "select table_name from duckdb_tables() where coalesce(comment, '') = '' "
        "union all select table_name || '.' || column_name from duckdb_columns() "
        "where not internal and coalesce(comment, '') = ''",
        built_warehouse.published,
    )
    assert undescribed == []


def select_some(results: dict[str, Any]) -> None:
    """Make the results those of `dbt build --select` of a few nodes."""
    results["results"] = results["results"][:10]


def fail_a_test(results: dict[str, Any]) -> None:
    """Make one data test red."""
    test = next(one for one in results["results"] if one["unique_id"].startswith("test."))
    test["status"] = "fail"


def be_a_run(results: dict[str, Any]) -> None:
    """Make the results those of `dbt run`, which tests nothing."""
    results["args"]["which"] = "run"


def be_empty(results: dict[str, Any]) -> None:
    """Make the results those of `dbt build --empty`, whose models have no rows."""
    results["args"]["empty"] = True


def be_of_an_earlier_run(results: dict[str, Any]) -> None:
    """Make the results older than what was last done to the warehouse."""
    results["metadata"]["invocation_id"] = "earlier"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (select_some, "(not run)"),
        (fail_a_test, "(fail)"),
        (be_a_run, "no `dbt build`"),
        (be_empty, "no `dbt build`"),
        (be_of_an_earlier_run, "parsed again"),
    ],
)
def test_only_a_whole_green_build_is_published(
    copied_warehouse: Warehouse, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    """Anything else is refused, and the published file stays byte for byte."""
    before = digest(copied_warehouse.published)
    change_json(copied_warehouse.folder / "target/run_results.json", change)
    refused = copied_warehouse.script("publish", check=False)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "make build" in refused.stderr
    assert digest(copied_warehouse.published) == before


def test_a_later_dbt_run_forbids_publishing(copied_warehouse: Warehouse) -> None:
    """Green results are worth nothing once another run has written to the warehouse."""
    with duckdb.connect(str(copied_warehouse.database)) as connection:
        connection.execute("update main.last_invocation set invocation_id = 'later'")
    refused = copied_warehouse.script("publish", check=False)
    assert refused.returncode == 1
    assert "another dbt run" in refused.stderr


def test_readers_keep_the_old_file_while_a_new_one_is_swapped_in(
    copied_warehouse: Warehouse,
) -> None:
    """A query begun before the swap ends on the old marts; the next connection sees the new.

    A candidate left by a killed run, and garbage at that, is no hindrance; nor is a write-ahead
    log that someone left beside the old file.
    """
    with duckdb.connect(str(copied_warehouse.database)) as connection:
        connection.execute("update core.dim_brands set brand_name = 'Renamed' where is_own")
    candidate = copied_warehouse.warehouse / "published.duckdb.new"
    candidate.write_bytes(b"half a database")
    candidate.with_name(candidate.name + ".wal").write_bytes(b"garbage")
    name = "select brand_name from core.dim_brands where is_own"
    with duckdb.connect(str(copied_warehouse.published), read_only=True) as reader:
        rows = reader.execute("from core.fct_survey_answers")
        copied_warehouse.published.with_name("published.duckdb.wal").write_bytes(b"garbage")
        copied_warehouse.script("publish")
        assert len(rows.fetchall()) > 10_000
        assert reader.execute(name).fetchone() == ("Meridian",)
    assert copied_warehouse.query(name, copied_warehouse.published) == [("Renamed",)]
    assert not candidate.exists()


def test_a_full_disk_leaves_the_old_file(copied_warehouse: Warehouse) -> None:
    """The message says what to do, and the space of the new file is free again."""
    before = digest(copied_warehouse.published)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limit[1]))
    try:
        refused = copied_warehouse.script("publish", check=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert refused.returncode == 1
    assert "Free some space" in refused.stderr
    assert digest(copied_warehouse.published) == before
    assert not list(copied_warehouse.warehouse.glob("published.duckdb.new*"))
