"""What every landed raw table was promised to be, and how it should look beside its history.

Blocks the build: a row of a landed file that is missing or there twice, or cannot be traced.
Warns, and lets the build go on: a source that has fallen silent, a file of unusual size. Both
are judged only where a table has enough history to say what is usual.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe

METADATA = ["_load_id", "_loaded_at", "_source_file", "_row_number"]
ENOUGH_HISTORY = 5
USUAL_GAPS = 3
USUAL_SIZES = 10
NEW = timedelta(days=1)


@dataclass(frozen=True)
class LandedTable:
    """A raw table and the rows and moment of each file loaded into it, oldest first."""

    source: str
    name: str
    loads: list[tuple[int, int, datetime]]

    @property
    def days(self) -> list[datetime]:
        """The days on which something was landed."""
        return sorted(
            {
                loaded_at.replace(hour=0, minute=0, second=0, microsecond=0)
                for _, _, loaded_at in self.loads
            }
        )


def suites(warehouse: duckdb.DuckDBPyConnection, now: datetime) -> list[gx.ExpectationSuite]:
    """One suite per table that anything was landed in; `now` is naive UTC."""
    tables = landed_tables(warehouse)
    return [loads_suite(), *(table_suite(table, now) for table in tables)] if tables else []


def landed_tables(warehouse: duckdb.DuckDBPyConnection) -> list[LandedTable]:
    """List the tables of the loader's log; none on a warehouse that was never loaded."""
    log = warehouse.execute(
        "from information_schema.tables where table_schema = 'raw_landing' and table_name = 'loads'"
    ).fetchone()
    if not log:
        return []
    rows = warehouse.execute(
        "select source_system, table_name, load_id, parsed_row_count, loaded_at "
        "from raw_landing.loads where load_status = 'loaded' order by load_id"
    ).fetchall()
    tables: dict[tuple[str, str], list] = {}
    for source, name, *load in rows:
        tables.setdefault((source, name), []).append(tuple(load))
    return [LandedTable(source, name, loads) for (source, name), loads in sorted(tables.items())]


def loads_suite() -> gx.ExpectationSuite:
    """Expect an orderly log of the loader."""
    return gx.ExpectationSuite(
        name="raw_landing.loads",
        expectations=[
            gxe.ExpectColumnValuesToBeUnique(
                column="load_id",
                description="A load id stands for one file",
                notes="The landing manifest was edited or two copies were merged: restore it, "
                "remove the warehouse and build again.",
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="load_status",
                value_set=["loaded", "duplicate", "failed"],
                description="Every file was loaded, recognised as a copy, or failed",
                notes="The loader knows no other end: report it.",
            ),
        ],
    )


def table_suite(table: LandedTable, now: datetime) -> gx.ExpectationSuite:
    """Make the suite of one landed table."""
    return gx.ExpectationSuite(
        name=f"raw_{table.source}.{table.name}",
        expectations=[
            traceability(),
            every_row_once(table),
            *freshness(table, now),
            *usual_size(table, now),
        ],
    )


def traceability() -> gxe.Expectation:
    """Every row says which line of which file it was."""
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=f"""
            select {", ".join(METADATA)} from {{batch}}
            where {" or ".join(f"{column} is null" for column in METADATA)}
        """,
        description="Every row can be traced to its file and line",
        notes="Something other than the loader wrote to this table: remove the warehouse "
        "and build again from landing.",
    )


def every_row_once(table: LandedTable) -> gxe.Expectation:
    """Expect the rows that the loader counted, file by file."""
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=f"""
            with
            counted as (
                select _load_id as load_id, count(*) as row_count from {{batch}} group by 1
            ),
            logged as (
                select load_id, parsed_row_count from raw_landing.loads
                where load_status = 'loaded'
                and source_system = '{table.source}' and table_name = '{table.name}'
            )
            select
                coalesce(logged.load_id, counted.load_id) as load_id,
                logged.parsed_row_count as rows_in_log,
                coalesce(counted.row_count, 0) as rows_in_table
            from logged
            full outer join counted on logged.load_id = counted.load_id
            where logged.parsed_row_count is distinct from coalesce(counted.row_count, 0)
        """,
        description="Every row of every loaded file is there exactly once",
        notes="Rows were lost, doubled or written by hand: remove the warehouse and build again "
        "from landing.",
    )


def freshness(table: LandedTable, now: datetime) -> list[gxe.Expectation]:
    """Expect a newest file no older than the table's own rhythm explains."""
    days = table.days
    if len(days) < ENOUGH_HISTORY:
        return []
    longest_gap = max(later - earlier for earlier, later in pairwise(days))
    return [
        gxe.ExpectColumnMaxToBeBetween(
            column="_loaded_at",
            min_value=now - USUAL_GAPS * longest_gap - NEW,
            severity="warning",
            description=f"Something was landed within {USUAL_GAPS} times the longest gap so far "
            f"({longest_gap.days} days)",
            notes="Look whether the export of this source still runs. The marts are right, "
            "but lack what it should have delivered.",
        )
    ]


def usual_size(table: LandedTable, now: datetime) -> list[gxe.Expectation]:
    """Expect a newest file, if it came today, neither nearly empty nor many times too large."""
    *before, (load_id, _, loaded_at) = table.loads
    if len(before) < ENOUGH_HISTORY or now - loaded_at > NEW:
        return []
    sizes = [rows for _, rows, _ in before]
    low, high = min(sizes) / USUAL_SIZES, max(sizes) * USUAL_SIZES
    return [
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"""
                select {load_id} as load_id, count(*) as row_count from {{batch}}
                where _load_id = {load_id}
                having count(*) not between {low} and {high}
            """,
            severity="warning",
            description=f"The newest file has between a {USUAL_SIZES}th of the smallest and "
            f"{USUAL_SIZES} times the largest before it ({low:.0f} to {high:.0f} rows)",
            notes="Look at the file: an export that was cut or ran twice. If it is right, "
            "nothing need be done.",
        )
    ]
