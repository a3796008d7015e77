"""The marts are the same on both engines: rows, types, and floats to 1e-9.

A small world of two years is built on DuckDB, its raw tables are copied to Spark, the same
project is built there, and each mart's Parquet files are read back and joined to the DuckDB
table on the mart's key. Every source is in that world, in few rows: on Spark time goes with the
number and size of statements, hardly with rows. Data tests and unit tests of models are not
repeated on Spark: on equal rows they say nothing new. What differs between the engines is in
macros/dialect, and the tests of those macros, edges and all, do run there.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse

pytest.importorskip("pyspark", reason="needs the packages of requirements-spark.lock")
import build_spark

pytestmark = pytest.mark.spark

MARTS = sorted(path.stem for path in (ROOT / "models" / "marts").rglob("*.sql"))
SAMPLE_ENDS_BEFORE = "2026-04-01"
AS_OF_DATE = "2026-03-31"
FLOAT_TOLERANCE = 1e-9
# Each engine's run of dbt has an id of its own.
NOT_COMPARED = {"build_run_id"}
# Nothing is restated by a first build.
WITHOUT_ROWS = {"nps_restatements"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The same small world built on both engines, with the same cut-offs."""
    world = Warehouse(tmp_path_factory.mktemp("parity"))
    world.script(
        "sample", "--out", str(world.landing), "--as-of", SAMPLE_ENDS_BEFORE,
        "--months", "24", "--scale", "0.3",
    )  # fmt: skip
    world.script("load", "--landing", str(world.landing), "--warehouse", str(world.warehouse))
    known_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    settings = {"as_of_date": AS_OF_DATE, "known_at": known_at, "driver_jackknife_groups": 10}
    variables = ("--vars", json.dumps(settings))
    world.dbt("build", "--write-json", "--exclude-resource-type", "test", "unit_test", *variables)
    world.script(
        "build_spark", "--spark", str(world.folder / "spark"), *variables,
        "--exclude", "test_type:generic", "test_type:unit",
    )  # fmt: skip
    return world


@pytest.fixture
def engines(world: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with every mart as duckdb_side.<mart> and spark_side.<mart>."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach '{world.database}' as built (read_only)")
        connection.execute("create schema duckdb_side; create schema spark_side")
        for schema, mart in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'built' "
            "and list_contains(?, table_name)",
            [MARTS],
        ).fetchall():
            files = world.folder / "spark" / f"{schema}.db" / mart / "*.parquet"
            connection.execute(
                f"create view duckdb_side.{mart} as from built.{schema}.{mart};"
                f"create view spark_side.{mart} as from read_parquet('{files}')"
            )
        yield connection


def test_every_mart_is_the_same_on_both_engines(
    engines: duckdb.DuckDBPyConnection, world: Warehouse
) -> None:
    """Equal keys, equal types, equal values; and every mart has rows to compare."""
    assert not [
        mart
        for mart in MARTS
        if not engines.execute(f"from spark_side.{mart} limit 1").fetchone()
        and mart not in WITHOUT_ROWS
    ]
    found = [
        f"{mart}: {difference}"
        for mart in MARTS
        for difference in differences(engines, mart, key_of(world, mart))
    ]
    assert not found, "\n".join(["DuckDB and Spark differ", *found])


def test_a_difference_is_named_by_mart_key_and_column() -> None:
    """The comparison above sees what it must see, and nothing within the tolerance."""
    with duckdb.connect() as connection:
        connection.execute("""
            create schema duckdb_side;
            create schema spark_side;
            create table duckdb_side.mart as
                select * from (values ('a', 1.0::double, 1), ('b', 2, 1), ('c', null, 1))
                    as mart (mart_id, share, response_count);
            create table spark_side.mart as
                select * replace (response_count::bigint as response_count)
                from duckdb_side.mart where mart_id != 'c';
            update spark_side.mart set share = share + 1e-10 where mart_id = 'a';
            update spark_side.mart set share = share + 1e-8 where mart_id = 'b';
        """)
        assert differences(connection, "mart", ["mart_id"]) == [
            "response_count is INTEGER on DuckDB, BIGINT on Spark",
            "1 rows differ in share, "
            "for instance mart_id b, share 2.0 on DuckDB, 2.00000001 on Spark",
            "1 rows are on DuckDB only, for instance mart_id c on DuckDB, None on Spark",
        ]


@pytest.mark.parametrize(
    ("java", "complaint"),
    [
        (None, "does not run. Spark 3.5 needs Java 17. Install it"),
        ("echo 'openjdk version \"25.0.1\" 2025-10-21' >&2", 'is openjdk version "25.0.1"'),
    ],
)
def test_other_java_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str | None, complaint: str
) -> None:
    """Java missing and Java too new."""
    if java:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{java}\n")
        program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SystemExit, match="Java 17") as refusal:
        build_spark.check_java()
    assert complaint in str(refusal.value)


def key_of(world: Warehouse, mart: str) -> list[str]:
    """Columns that the mart's uniqueness test names."""
    manifest = json.loads((world.folder / "target" / "manifest.json").read_text())
    for node in manifest["nodes"].values():
        if str(node.get("attached_node")).endswith(f".{mart}"):
            test = node["test_metadata"]
            if test["name"] == "unique":
                return [test["kwargs"]["column_name"]]
            if test["name"] == "unique_combination":
                return test["kwargs"]["columns"]
    pytest.fail(f"{mart} has no test of a unique key")


def differences(connection: duckdb.DuckDBPyConnection, mart: str, key: list[str]) -> list[str]:
    """One line for each type, column and side that is not the same, with an example."""
    types, spark_types = (
        {name: kind for name, kind, *_ in connection.execute(f"describe {side}.{mart}").fetchall()}
        for side in ("duckdb_side", "spark_side")
    )
    # Spark's timestamp is a moment; the project's are UTC without zone.
    spark_types = {name: kind.removesuffix(" WITH TIME ZONE") for name, kind in spark_types.items()}
    found = [
        f"{name} is {types.get(name)} on DuckDB, {spark_types.get(name)} on Spark"
        for name in types | spark_types
        if types.get(name) != spark_types.get(name)
    ]
    same_key = " and ".join(f'ours."{name}" is not distinct from theirs."{name}"' for name in key)
    connection.execute(f"""
        create or replace temp table paired as
        select ours, theirs
        from (select *, true as is_there from duckdb_side.{mart}) as ours
        full outer join (select *, true as is_there from spark_side.{mart}) as theirs
            on {same_key}
    """)
    for name in sorted((types.keys() & spark_types.keys()) - NOT_COMPARED - set(key)):
        ours, theirs = f'ours."{name}"', f'theirs."{name}"'
        same = f"{ours} is not distinct from {theirs}"
        if types[name] == "DOUBLE":
            same += f" or coalesce(abs({ours} - {theirs}) <= {FLOAT_TOLERANCE}, false)"
        found += counted(
            connection,
            f"differ in {name}",
            f"ours.is_there and theirs.is_there and not ({same})",
            [*key, name],
        )
    found += counted(connection, "are on DuckDB only", "theirs.is_there is null", key)
    found += counted(connection, "are on Spark only", "ours.is_there is null", key)
    return found


def counted(
    connection: duckdb.DuckDBPyConnection, what: str, condition: str, columns: list[str]
) -> list[str]:
    """How many of the paired rows meet the condition, and the first of them; nothing if none do."""
    shown = ", ".join(f'ours."{name}", theirs."{name}"' for name in columns)
    rows = connection.execute(f"select {shown} from paired where {condition}").fetchall()
    if not rows:
        return []
    pairs = zip(columns, rows[0][::2], rows[0][1::2], strict=True)
    example = ", ".join(
        f"{name} {ours}" if ours == theirs else f"{name} {ours} on DuckDB, {theirs} on Spark"
        for name, ours, theirs in pairs
    )
    return [f"{len(rows)} rows {what}, for instance {example}"]
