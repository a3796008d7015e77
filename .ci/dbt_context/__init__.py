"""What sqlfluff needs to know of dbt to render a model without dbt.

Every name of this module is a name in the templates that sqlfluff renders. `ref`, `source` and
`config` are its own. sqlfluff runs this module anew for every file, so a macro is compiled when a
file first calls it: all of them for every file were a quarter of its time. Those of macros/dialect
and macros/metrics are long, and no person reads them where they are expanded: they are rendered as
calls of functions of their names.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml

_ROOT = Path(__file__).resolve().parents[2]
# libyaml reads it ten times as fast as Python does.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VARS = yaml.load((_ROOT / "dbt_project.yml").read_text(encoding="utf-8"), _LOADER)["vars"]

execute = True
target = SimpleNamespace(type="duckdb")
flags = SimpleNamespace(FULL_REFRESH=True)
invocation_id = "lint"
run_started_at = datetime.now(UTC)


def var(name: str, default: Any = None) -> Any:
    """Give a var of dbt_project.yml, so that lists are lists."""
    return _VARS.get(name, default)


def _function(name: str) -> Callable[..., str]:
    """Make a macro that renders as a call of `name` on its first argument: patterns are no SQL."""
    return lambda expression="", *_, **__: f"{name}({expression})"


def to_local_timestamp(timestamp: str, timezone: str) -> str:
    """Stand for the one dialect macro whose second argument is a column, perhaps of a join."""
    return f"to_local_timestamp({timestamp}, {timezone})"


def generate_dates(first_date: str, last_date: str) -> str:
    """Stand for the one dialect macro that is a statement."""
    return f"select unnest(range({first_date}, {last_date})) as date_day"


def nps_estimated(relation: str, group_by: list[str]) -> str:
    """Stand for the acts of the NPS block."""
    return f"estimated as (\n\n    select {', '.join(group_by)}\n    from {relation}\n\n)"


nps_estimated_from_clusters = nps_estimated


def nps_compared(estimated: str, clusters: str, *_: object, **__: object) -> str:
    """Stand for the acts that compare periods with earlier ones."""
    return (
        f"compared as (\n\n    select {estimated}.*\n    from {estimated}\n"
        f"    inner join {clusters}\n        on true\n\n)"
    )


def q_valued(relation: str, *_: object, **__: object) -> str:
    """Stand for the acts that give q-values."""
    return f"q_valued as (\n\n    select * from {relation}\n\n)"


def nps_weighted(relation: str, group_by: list[str]) -> str:
    """Stand for the acts of weighted NPS."""
    return f"weighted as (\n\n    select {', '.join(group_by)}\n    from {relation}\n\n)"


def weighted_series(relation: str) -> str:
    """Stand for the act that says whether weights hold."""
    return f"weighted_series as (\n\n    select * from {relation}\n\n)"


def nps_weighted_block() -> str:
    """Stand for the columns of weighted NPS."""
    return "weighted_series.is_weighting_valid,\n    estimated.suppression_reason"


def nps_block(relation: str) -> str:
    """Stand for the columns of the NPS block."""
    return f"{relation}.nps"


def driver_moments(relation: str) -> str:
    """Stand for the acts that sum drivers up."""
    return f"moments as (\n\n    select * from {relation}\n\n)"


def driver_correlations() -> str:
    """Stand for the acts that correlate drivers."""
    return (
        "correlated as (\n\n    select moments.*\n    from moments\n"
        "    inner join periods\n        on moments.month_start_date = periods.date_day\n\n)"
    )


def drivers_weighed() -> str:
    """Stand for the acts that weigh drivers."""
    return "weighed_apart as (\n\n    select * from correlated\n\n)"


def drivers_jackknifed() -> str:
    """Stand for the acts that give importance its interval."""
    return "spanned as (\n\n    select * from weighed_apart\n\n)"


def drivers_judged() -> str:
    """Stand for the acts that say what may be shown of drivers."""
    return "weighed as (\n\n    select * from spanned\n\n)"


def driver_block() -> str:
    """Stand for the columns of the marts of drivers."""
    return "weighed.driver,\n    owned_drivers.department_id"


def is_latest_complete_period(relation: str, *_: list[str], **__: list[str]) -> str:
    """Stand for a column of the NPS marts."""
    return f"{relation}.is_latest_complete_period"


def nps_definition(model: str, part: str) -> str:
    """Stand for a fingerprint of the manifest."""
    return f"{part} of {model}"


def local_date(timestamp: str, brands: str = "brands") -> str:
    """Stand for a day in the time zone of a brand."""
    return f"local_date({timestamp}, {brands}.reporting_timezone)"


def built_before(model: str, schema: str) -> str:
    """Stand for a table of the build before."""
    return f"{schema}.{model}"


class _ReturnError(Exception):
    """Carries what a macro returns past the text around it, as dbt does."""


def _return(value: Any) -> None:
    raise _ReturnError(value)


def _expanded(path: Path) -> Callable[..., Any]:
    """Make a macro of the project that renders as it is written."""

    @cache
    def compiled() -> Callable[..., Any]:
        template = _environment.from_string(path.read_text(encoding="utf-8"))
        return getattr(template.module, path.stem)

    def macro(*arguments: Any, **named: Any) -> Any:
        try:
            return str(compiled()(*arguments, **named))
        except _ReturnError as returned:
            return returned.args[0]

    return macro


_SHORTENED = {"dialect", "metrics"}
_environment = jinja2.Environment(extensions=["jinja2.ext.do"])
for _file in sorted(_ROOT.glob("macros/**/*.sql")):
    if _file.parent.name in _SHORTENED:
        globals().setdefault(_file.stem, _function(_file.stem))
    else:
        globals().setdefault(_file.stem, _expanded(_file))
# Macros of incremental models would ask the database in any other build than the first.
_environment.globals.update(globals() | {"return": _return, "is_incremental": lambda: False})
