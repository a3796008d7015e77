"""What sqlfluff needs to know of dbt to render a model without dbt.

Every name of this module is a name in the templates that sqlfluff renders. `ref`, `source` and
`config` are its own; macros outside macros/dialect are read from their files, for they are text.
A dialect macro is rendered as a call of a function of its name: what it expands to is long, no
person reads it there, and the tests in tests/dialect look after it.
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


_STATEMENTS = {"generate_dates"}
for _file in (_ROOT / "macros" / "dialect").glob("*.sql"):
    if _file.stem not in _STATEMENTS:
        globals()[_file.stem] = _function(_file.stem)
