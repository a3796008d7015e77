"""Sources: what is declared, and the raw tables the hook makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml
from conftest import ROOT, Warehouse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SHAPES = ROOT.parent / "shared" / "SOURCES.md"
LANDING_COLUMNS = {
    "_load_id": "bigint",
    "_loaded_at": "timestamp",
    "_source_file": "string",
    "_row_number": "bigint",
}
HOOK = ("run-operation", "create_missing_raw_tables")

Table = tuple[str, str]

LANDED: Table = ("zendesk", "group")  # the tests' one landed table, with a reserved word's name


def declared_tables() -> Iterator[tuple[Table, dict]]:
    """Every declared table as ((source, table), its YAML)."""
    for path in sorted(ROOT.glob("models/staging/*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                yield (source["name"], table["name"]), table


DECLARED = dict(declared_tables())


def hosted_shapes() -> dict[Table, set[str]]:
    """Columns of every table of the hosted connectors, read from their description."""
    shapes, source = {}, ""
    for line in SHAPES.read_text().splitlines():
        if heading := re.fullmatch(r"## (\w+)\s*", line):
            source = heading[1]
        elif table := re.fullmatch(r"- \*\*`(\w+)`\*\* — (.+)", line):
            columns = table[2].split(", ")
            shapes[source, table[1]] = {column.split(":")[0] for column in columns}
    return shapes


@pytest.mark.skipif(not SHAPES.exists(), reason=f"{SHAPES.name} is not beside the repository")
def test_hosted_connectors_are_declared_column_by_column() -> None:
    """Zendesk and Qualtrics have exactly the columns their connectors land."""
    shapes = hosted_shapes()
    assert len(shapes) == 41
    for name, columns in shapes.items():
        assert {column["name"] for column in DECLARED[name]["columns"]} == columns, name


def test_every_table_and_column_is_described() -> None:
    """A reader of the docs is told what every raw column means."""
    undescribed = [
        (name, item["name"])
        for name, table in DECLARED.items()
        for item in [table, *table["columns"]]
        if not item.get("description", "").strip()
    ]
    assert not undescribed


def test_columns_are_named_and_typed_as_the_loader_lands_them() -> None:
    """Names are slugs, types text, and landing's own columns come by themselves."""
    for name, table in DECLARED.items():
        columns = [column["name"] for column in table["columns"]]
        assert len(columns) == len(set(columns)), name
        assert all(re.fullmatch("[a-z0-9_]+", column) for column in [*name, *columns]), name
        assert not LANDING_COLUMNS.keys() & set(columns), name
        if name[0] != "landing":
            assert {column["data_type"] for column in table["columns"]} == {"string"}, name


def expected_columns(name: Table) -> dict[str, str]:
    """Columns of a raw table that was never landed, with their types."""
    declared = {column["name"]: column["data_type"] for column in DECLARED[name]["columns"]}
    return declared if name[0] == "landing" else declared | LANDING_COLUMNS


def raw_tables(warehouse: Warehouse) -> dict[Table, dict[str, str]]:
    """Columns and types of every raw table of the warehouse."""
    tables: dict[Table, dict[str, str]] = {}
    for schema, table, column, data_type in warehouse.query("""
        select
            schema_name,
            table_name,
            column_name,
            replace(lower(data_type), 'varchar', 'string')
        from duckdb_columns()
        where starts_with(schema_name, 'raw_')
        order by table_oid, column_index
    """):
        tables.setdefault((schema.removeprefix("raw_"), table), {})[column] = data_type
    return tables


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory, parsed: Path) -> Warehouse:
    """Run the hook on a warehouse where one table was landed, with other columns."""
    warehouse = Warehouse(tmp_path_factory.mktemp("hooked"))
    warehouse.warehouse.mkdir()
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("""
            create schema raw_zendesk;
            create table raw_zendesk."group" ("Name" varchar, "select" varchar, id varchar);
            insert into raw_zendesk."group" values ('Support', 'kept', '1');
        """)
    warehouse.adopt(parsed)
    warehouse.dbt(*HOOK)
    return warehouse


def test_tables_never_landed_exist_and_are_empty(hooked: Warehouse) -> None:
    """Every declared table that was never landed is made as declared."""
    tables = raw_tables(hooked)
    assert tables.keys() == DECLARED.keys()
    for name in DECLARED.keys() - {LANDED}:
        assert tables[name] == expected_columns(name), name
    filled = hooked.query("select table_name from duckdb_tables() where estimated_size > 0")
    assert filled == [("group",)]


def test_landed_tables_keep_rows_and_gain_missing_columns(hooked: Warehouse) -> None:
    """A landed table is added to, never replaced, and its further columns stay."""
    group = raw_tables(hooked)[LANDED]
    added = [name for name in expected_columns(LANDED) if name not in ("id", "name")]
    assert list(group) == ["Name", "select", "id", *added]
    assert group.items() >= {name: expected_columns(LANDED)[name] for name in added}.items()
    rows = hooked.query('select * from raw_zendesk."group"')
    assert rows == [("Support", "kept", "1", *[None] * len(added))]


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[SparkSession]:
    """Start a Spark of its own, which dbt then finds running."""
    builder = pytest.importorskip("pyspark.sql").SparkSession.builder
    session = (
        builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", str(tmp_path / "spark"))
        .getOrCreate()
    )
    yield session
    session.stop()


def run_hook_on_spark(folder: Path) -> None:
    """Run the hook in this process, where the session is."""
    from dbt.cli.main import dbtRunner

    options = [f"--project-dir={ROOT}", f"--profiles-dir={ROOT}"]
    options += [f"--target-path={folder / 'target'}", f"--log-path={folder / 'logs'}"]
    done = dbtRunner().invoke([*HOOK, "--target=spark", *options])
    assert done.success, done.exception


@pytest.mark.spark
def test_spark_makes_the_same_tables(spark: SparkSession, tmp_path: Path) -> None:
    """On Spark too, tables never landed are made, and landed ones are only added to."""
    spark.range(1).createTempView("not_a_raw_table")
    spark.sql("create schema raw_zendesk")
    spark.sql("create table raw_zendesk.`group` (`select` string, id string) using parquet")
    spark.sql("insert into raw_zendesk.`group` values ('kept', '1')")

    run_hook_on_spark(tmp_path)

    for name in DECLARED.keys() - {LANDED}:
        table = spark.table(f"raw_{name[0]}.`{name[1]}`")
        assert dict(table.dtypes) == expected_columns(name), name
    group = spark.table("raw_zendesk.`group`")
    assert set(group.columns) == {"select", *expected_columns(LANDED)}
    assert [row.asDict() for row in group.collect()] == [
        dict.fromkeys(group.columns) | {"select": "kept", "id": "1"}
    ]
