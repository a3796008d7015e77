"""What sqlfluff needs to know of dbt to render a model without dbt.

Every name of this module is a name in the templates that sqlfluff renders. `ref`, `source` and
`config` are its own; most macros are read from their files, for they are text. Those of
macros/dialect and macros/metrics are long, and no person reads them where they are expanded: they
are rendered as calls of functions of their names.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

_ROOT = Path(__file__).resolve().parents[2]
_VARS = yaml.safe_load((_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]

execute = True
invocation_id = "lint"
run_started_at = datetime.now(UTC)


def var(name: str, default: Any = None) -> Any:
    """Give a var of dbt_project.yml, so that lists are lists."""
    return _VARS.get(name, default)


def _function(name: str) -> Callable[..., str]:
    """Make a macro that renders as a call of `name` on its first argument: patterns are no SQL."""
    return lambda expression, *_, **__: f"{name}({expression})"


def generate_dates(first_date: str, last_date: str) -> str:
    """Stand for the one dialect macro that is a statement."""
    return f"select unnest(range({first_date}, {last_date})) as date_day"


def nps_estimated(relation: str, group_by: list[str]) -> str:
    """Stand for the acts of the NPS block."""
    return f"estimated as (\n\n    select {', '.join(group_by)}\n    from {relation}\n\n)"


def nps_block(relation: str) -> str:
    """Stand for the columns of the NPS block."""
    return f"{relation}.nps"


def is_latest_complete_period(relation: str) -> str:
    """Stand for a column of the NPS marts."""
    return f"{relation}.is_latest_complete_period"


for _file in (*_ROOT.glob("macros/dialect/*.sql"), *_ROOT.glob("macros/metrics/*.sql")):
    globals().setdefault(_file.stem, _function(_file.stem))
