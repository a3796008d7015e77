"""The expectations: what pages an engineer, and what does not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

NOW = datetime.now(UTC).replace(tzinfo=None)


def land_table(
    connection: duckdb.DuckDBPyConnection, table: str, loads: list[tuple[int, float]]
) -> None:
    """Make raw_surveys.`table` and its log from (rows, days ago) of each file."""
    connection.execute(
        f"create table raw_surveys.{table} (response_id varchar, _load_id bigint, "
        "_loaded_at timestamp, _source_file varchar, _row_number bigint)"
    )
    for rows, days_ago in loads:
        (load_id,) = connection.execute("select count(*) + 1 from raw_landing.loads").fetchone()
        loaded_at = NOW - timedelta(days=days_ago)
        connection.execute(
            f"insert into raw_surveys.{table} "
            "select 'r' || i, ?, ?, 'surveys/file.csv', i + 1 from range(?) as rows (i)",
            [load_id, loaded_at, rows],
        )
        connection.execute(
            "insert into raw_landing.loads values (?, 'surveys', ?, ?, ?, 'loaded')",
            [load_id, table, loaded_at, rows],
        )


@pytest.fixture
def raw(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """An open warehouse with an empty log of loads."""
    warehouse.warehouse.mkdir()
    connection = duckdb.connect(str(warehouse.database))
    connection.execute("create schema raw_landing; create schema raw_surveys")
    connection.execute(
        "create table raw_landing.loads (load_id bigint, source_system varchar, "
        "table_name varchar, loaded_at timestamp, parsed_row_count bigint, load_status varchar)"
    )
    return connection


def found(output: str) -> dict[str, list[str]]:
    """The findings of a check by table."""
    lines: dict[str, list[str]] = {}
    for line in output.splitlines():
        if match := re.match(r"(?:BLOCKED|WARNING) ([\w.]+): (.*)", line):
            lines.setdefault(match[1], []).append(line)
    return lines


def network_addresses(page: Path) -> list[str]:
    """Scripts and styles that a page would fetch from elsewhere."""
    return re.findall(r"<(?:script|link)[^>]*http[^>]*>", page.read_text())


def test_nothing_landed_is_nothing_to_complain_about(
    warehouse: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    """An empty log passes."""
    raw.close()
    assert "0 of 0 expectations" in warehouse.script("check", "raw").stdout


def test_lost_and_untraceable_rows_block(
    warehouse: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    """The line names table, promise, load and remedy; the pages say so too, without a network."""
    land_table(raw, "lost", [(10, 2), (10, 1)])
    land_table(raw, "doubled", [(10, 1)])
    land_table(raw, "untraceable", [(10, 1)])
    land_table(raw, "whole", [(10, 1), (0, 0)])
    land_table(raw, "gone", [(10, 1)])
    raw.execute("delete from raw_surveys.lost where _load_id = 2 and _row_number = 3")
    raw.execute("insert into raw_surveys.doubled from raw_surveys.doubled limit 1")
    raw.execute("update raw_surveys.untraceable set _source_file = null where _row_number = 7")
    raw.execute("drop table raw_surveys.gone")
    raw.close()

    checked = warehouse.script("check", "raw", check=False)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    lines = found(checked.stdout)
    assert set(lines) == {
        f"raw_surveys.{name}" for name in ("lost", "doubled", "untraceable", "gone")
    }
    assert "load_id 2, rows_in_log 10, rows_in_table 9" in lines["raw_surveys.lost"][0]
    assert "rows_in_log 10, rows_in_table 11" in lines["raw_surveys.doubled"][0]
    assert "_source_file" in lines["raw_surveys.untraceable"][0]
    assert all(
        line.startswith("BLOCKED") and "What to do: " in line
        for table in lines.values()
        for line in table
    )

    front = warehouse.folder / "reports/data_docs/raw/index.html"
    assert "exactly once" in front.read_text()
    pages = list(front.parent.rglob("*.html"))
    assert len(pages) > 5
    assert not [address for page in pages for address in network_addresses(page)]


def test_silence_and_odd_sizes_warn_where_there_is_history(
    warehouse: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    """Only what differs from a table's own habit warns; little history says nothing."""
    daily = [(100, days + 0.5) for days in range(6, 0, -1)]
    land_table(raw, "silent", [(rows, days + 20) for rows, days in daily])
    land_table(raw, "weekly", [(100, 7 * weeks + 5) for weeks in range(6, -1, -1)])
    land_table(raw, "new", [(100, 60)])
    land_table(raw, "cut", [*daily, (3, 0.01)])
    land_table(raw, "huge", [*daily, (5_000, 0.01)])
    land_table(raw, "usual", [*daily, (140, 0.01)])
    land_table(raw, "cut_last_week", [*daily[:5], (3, 1.2)])
    raw.close()

    checked = warehouse.script("check", "raw", check=False)
    assert checked.returncode == 3, checked.stdout + checked.stderr
    lines = found(checked.stdout)
    assert set(lines) == {f"raw_surveys.{name}" for name in ("silent", "cut", "huge")}
    assert all(line.startswith("WARNING") for table in lines.values() for line in table)
    assert "row_count 3" in lines["raw_surveys.cut"][0]


def test_marts_that_break_their_promises_block(copied_warehouse: Warehouse) -> None:
    """Each broken promise is named; a drift that is meant can be accepted, nothing else."""
    candidate = copied_warehouse.warehouse / "published.duckdb.new"
    candidate.write_bytes(copied_warehouse.published.read_bytes())
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(
            "update nps.nps_by_segment set promoter_count = promoter_count + 1, "
            "promoter_share = 1.5 where response_count > 20"
        )
        connection.execute("update nps.nps_rolling set nps_ci_low = nps + 1")
        connection.execute(
            "update nps.nps_by_period set nps = least(nps, nps_ci_high) - 30, nps_ci_low = -100 "
            "where nps > 0 and period_grain = 'year' and survey_kind = 'benchmark'"
        )
        connection.execute("update core.dim_brands set brand_name = 'jo.doe@example.com'")
        connection.execute("delete from core.fct_survey_responses where hash(response_id) % 3 > 0")
        connection.execute("alter table core.dim_channels drop column is_solicited")
        connection.execute("drop table quality.quarantine_summary")

    arguments = ("published", "--database", str(candidate))
    lines = found(copied_warehouse.script("check", *arguments, check=False).stdout)
    promises = {table: " ".join(found) for table, found in lines.items()}
    assert "add up to the responses" in promises["nps.nps_by_segment"]
    assert "promoter_share lies between 0 and 1" in promises["nps.nps_by_segment"]
    assert "add up to 1" in promises["nps.nps_by_segment"]
    assert "The interval holds the NPS" in promises["nps.nps_rolling"]
    assert "moved by more than 20 points" in promises["nps.nps_by_period"]
    assert "e-mail address" in promises["core.dim_brands"]
    assert "jo.doe" not in promises["core.dim_brands"]
    assert "At least half" in promises["core.fct_survey_responses"]
    assert "columns of its contract" in promises["core.dim_channels"]
    assert "the table exists" in promises["quality.quarantine_summary"]

    accepted = copied_warehouse.script("check", *arguments, "--accept-drift", check=False)
    assert accepted.returncode == 1
    assert set(lines) - set(found(accepted.stdout)) == {
        "core.fct_survey_responses",
        "nps.nps_by_period",
    }
