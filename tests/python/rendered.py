"""Models of the project rendered as dbt would for DuckDB, and run over tables that a test makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[2]
VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
AS_OF = date(2026, 10, 31)


@cache
def _texts() -> tuple[dict[str, Path], dict[str, str]]:
    """Files of models by name, and texts of macro files by the names of their macros."""
    macros = {}
    for path in sorted((ROOT / "macros").rglob("*.sql")):
        text = path.read_text()
        macros |= dict.fromkeys(re.findall(r"{%-?\s*macro (\w+)", text), text)
    return {path.stem: path for path in (ROOT / "models").rglob("*.sql")}, macros


class _Project(jinja2.Environment):
    """All macros of the project, each known to all others and compiled when first called."""

    def __init__(self, variables: dict[str, Any]) -> None:
        super().__init__(extensions=["jinja2.ext.do"])
        self.refs: list[str] = []
        known = VARS | {"as_of_date": str(AS_OF)} | variables
        self.globals |= {
            "adapter": SimpleNamespace(dispatch=lambda name: self._macro(f"default__{name}")),
            "config": lambda **_: "",
            "invocation_id": "test",
            "ref": lambda name: self.refs.append(name) or name,
            "run_started_at": datetime.now(UTC),
            "target": SimpleNamespace(type="duckdb"),
            "var": lambda name, default=None: known.get(name, default),
        }
        self.globals |= {name: self._macro(name) for name in _texts()[1]}

    def _macro(self, name: str) -> Callable[..., str]:
        @cache
        def compiled() -> Callable[..., str]:
            return getattr(self.from_string(_texts()[1][name]).module, name)

        return lambda *arguments, **named: compiled()(*arguments, **named)


def rendered(sql: str, **variables: Any) -> str:
    """Render SQL that calls macros, with the project's vars but for those given."""
    return _Project(variables).from_string(sql).render()


def built(model: str, inputs: dict[str, Any], **variables: Any) -> duckdb.DuckDBPyConnection:
    """Build `model` and what it reads, as tables of their names, down to `inputs`.

    An input is a query, or columns by name; of these datetime64 are dates and None is null. Vars
    are the project's but for those given.
    """
    connection = duckdb.connect()
    for name, given in inputs.items():
        connection.execute(f"create table {name} as {_query(connection, given)}")
    project, done = _Project(variables), set(inputs)

    def build(name: str) -> None:
        project.refs = []
        sql = project.from_string(_texts()[0][name].read_text()).render()
        done.add(name)
        for parent in project.refs:
            if parent not in done:
                build(parent)
        connection.execute(f"create table {name} as {sql}")

    build(model)
    return connection


def _query(connection: duckdb.DuckDBPyConnection, given: Any) -> str:
    """Give the query that reads an input."""
    if isinstance(given, str):
        return given
    columns = {key: np.asarray(values) for key, values in given.items()}
    # All null is of no type of its own.
    empty = [key for key, values in columns.items() if not any(v is not None for v in values)]
    dates = [key for key, values in columns.items() if values.dtype.kind == "M"]
    connection.register(
        "given",
        {key: columns[key].astype("M8[us]") if key in dates else columns[key]
         for key in columns if key not in empty},
    )  # fmt: skip
    nulls = "".join(f", cast(null as varchar) as {key}" for key in empty)
    replaced = ", ".join(f"cast({key} as date) as {key}" for key in dates)
    return f"select * {f'replace ({replaced})' if dates else ''}{nulls} from given"


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows of a query, by column name."""
    found = connection.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# int_dates_by_period of calendar months, quarters and years.
CALENDAR = " union all ".join(
    f"""
    select
        cast(day as date) as date_day, '{grain}' as period_grain,
        cast(date_trunc('{grain}', day) as date) as period_start_date,
        cast(date_trunc('{grain}', day) + interval 1 {grain} - interval 1 day as date)
            as period_end_date,
        cast(date_trunc('{parent}', day) as date) as parent_start_date,
        cast(date_trunc('year', day) as date) as year_start_date,
        date_trunc('{grain}', day) + interval 1 {grain} <= date '{AS_OF}' as is_complete_period
    from generate_series(timestamp '2023-01-01', timestamp '{AS_OF}', interval 1 day) as days (day)
    """
    for grain, parent in (("month", "quarter"), ("quarter", "year"), ("year", "year"))
)
