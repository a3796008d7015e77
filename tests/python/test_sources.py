"""Sources: what is declared, and the raw tables the hook makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest
import yaml
from conftest import ROOT, Warehouse

SHAPES = ROOT.parent / "shared" / "SOURCES.md"
LANDING_COLUMNS = {
    "_load_id": "BIGINT",
    "_loaded_at": "TIMESTAMP",
    "_source_file": "VARCHAR",
    "_row_number": "BIGINT",
}
TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "timestamp": "TIMESTAMP"}

Table = tuple[str, str]


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
    """Columns of a raw table that was never landed, with their types in DuckDB."""
    declared = {c["name"]: TYPES[c["data_type"]] for c in DECLARED[name]["columns"]}
    return declared if name[0] == "landing" else declared | LANDING_COLUMNS


def raw_tables(warehouse: Warehouse) -> dict[Table, dict[str, str]]:
    """Columns and types of every raw table of the warehouse."""
    tables: dict[Table, dict[str, str]] = {}
    for schema, table, column, data_type in warehouse.query(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where schema_name like 'raw\\_%' escape '\\' order by table_oid, column_index"
    ):
        tables.setdefault((schema.removeprefix("raw_"), table), {})[column] = data_type
    return tables


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Run the hook on an empty warehouse."""
    warehouse = Warehouse(tmp_path_factory.mktemp("hooked"))
    warehouse.warehouse.mkdir()
    warehouse.dbt("run-operation", "create_missing_raw_tables")
    return warehouse


def test_tables_never_landed_exist_and_are_empty(hooked: Warehouse) -> None:
    """On an empty warehouse every declared table is made as declared."""
    assert raw_tables(hooked) == {name: expected_columns(name) for name in DECLARED}
    filled = hooked.query("select table_name from duckdb_tables() where estimated_size > 0")
    assert not filled


def test_landed_tables_keep_rows_and_gain_missing_columns(hooked: Warehouse) -> None:
    """A landed table is added to, never replaced; what is absent is made again."""
    with duckdb.connect(str(hooked.database)) as connection:
        connection.execute("""
            drop schema raw_social cascade;
            drop table raw_zendesk.ticket;
            drop table raw_zendesk."group";
            create table raw_zendesk."group" (
                "Name" varchar,
                "select" varchar,
                _load_id bigint,
                _loaded_at timestamp,
                _source_file varchar,
                _row_number bigint
            );
            insert into raw_zendesk."group" values
                ('Support', 'kept', 7, '2024-01-01', 'zendesk/group.csv', 1)
        """)

    hooked.dbt("run-operation", "create_missing_raw_tables")

    tables = raw_tables(hooked)
    group = tables.pop(("zendesk", "group"))
    assert tables == {n: expected_columns(n) for n in DECLARED if n != ("zendesk", "group")}
    added = ["_fivetran_deleted", "_fivetran_synced", "created_at", "id", "updated_at", "url"]
    assert list(group) == ["Name", "select", *LANDING_COLUMNS, *added]
    assert hooked.query('select * exclude (_loaded_at) from raw_zendesk."group"') == [
        ("Support", "kept", 7, "zendesk/group.csv", 1, *[None] * len(added))
    ]
