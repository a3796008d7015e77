"""Check landed tables or published marts with Great Expectations, and write Data Docs.

    python scripts/check.py raw
    python scripts/check.py published --database warehouse/published.duckdb.new

The expectations are in tests/expectations. Exit code 0: all met; 1: one that blocks is not met;
3: only warnings. Every expectation that is not met is printed on a line of its own, with what was
observed and what to do. The pages go to reports/data_docs/ (NPS_REPORTS moves reports/).
"""

import argparse
import html
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import duckdb
import great_expectations as gx
import sqlalchemy
from jobs import ROOT, target_folder
from publish import marts

sys.path.append(str(ROOT / "tests"))
from expectations import published, raw

BLOCKED, WARNED = 1, 3
FROM_NETWORK = re.compile(r"<(link|script)\b[^>]*https?://[^>]*>(\s*</script>)?")
PAGE_STYLE = r"""
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c2733; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid #d5dbe1; padding: .3rem .8rem; text-align: left;
         vertical-align: top; overflow-wrap: anywhere; }
th { white-space: nowrap; }
a { color: #0b5cad; } ul, ol { padding-left: 1.2rem; } code, pre { white-space: pre-wrap; }
.met { color: #1a7f37; } .warned { color: #9a6700; } .blocked { color: #c4231c; font-weight: 600; }
nav.sticky-top, footer, .cooltip .top, .sticky, .collapse:not(.show),
[data-toggle]:not(table) { display: none; }
i.text-success::after { content: "\2714"; color: #1a7f37; font-style: normal; }
i.text-danger::after { content: "\2718"; color: #c4231c; font-style: normal; }
</style>
"""


@dataclass(frozen=True)
class Finding:
    """An expectation that is not met."""

    table: str
    blocks: bool
    promise: str
    observed: str
    remedy: str

    def __str__(self) -> str:
        """One line for a log."""
        word = "BLOCKED" if self.blocks else "WARNING"
        return (
            f"{word} {self.table}: not met: {self.promise}. "
            f"Observed: {self.observed}. What to do: {self.remedy}"
        )


def raw_suites(database: Path) -> list[gx.ExpectationSuite]:
    """Make the suites of the landed tables of a built warehouse."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return raw.suites(connection, datetime.now(UTC).replace(tzinfo=None))


def published_suites(database: Path, accept_drift: bool) -> list[gx.ExpectationSuite]:
    """Make the suites of the marts, drift judged against the file published beside `database`."""
    previous = published.Previous()
    now = database.with_name("published.duckdb")
    if now.exists() and now != database and not accept_drift:
        with duckdb.connect(str(now), read_only=True) as connection:
            previous = published.read_previous(connection)
    manifest = json.loads((target_folder() / "manifest.json").read_text())
    return published.suites(marts(manifest), previous)


def check(layer: str, database: Path, suites: list[gx.ExpectationSuite]) -> list[Finding]:
    """Run the suites on the database and write their pages; what is not met."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        layer,
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "connect_args": {"read_only": True},
        },
    )
    findings, results = [], {}
    for suite in suites:
        schema, table = suite.name.split(".", 1)
        try:
            asset = source.add_table_asset(suite.name, table_name=table, schema_name=schema)
        except gx.datasource.fluent.interfaces.TestConnectionError:
            findings.append(missing(suite.name))
            continue
        definition = gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_table("whole"),
            suite=context.suites.add(suite),
        )
        result = context.validation_definitions.add(definition).run()
        results[suite.name] = result
        findings += read_findings(suite.name, result, source.get_execution_engine())
    write_pages(context, layer, results, findings)
    return findings


def missing(table: str) -> Finding:
    """Say that the table itself is not there."""
    return Finding(
        table, True, "the table exists", "no such table", "Remove the warehouse and build again."
    )


def read_findings(table: str, result: Any, engine: Any) -> Iterator[Finding]:
    """Yield the expectations of one table that were not met, or could not be asked."""
    for one in result.results:
        if one.success:
            continue
        expectation = one.expectation_config
        yield Finding(
            table,
            expectation.severity != "warning",
            expectation.description,
            observed(table, one, engine),
            str(expectation.notes),
        )


def observed(table: str, result: Any, engine: Any) -> str:
    """Tell what was seen instead, in a few words."""
    for trouble in (result.exception_info or {}).values():
        if isinstance(trouble, dict) and trouble.get("raised_exception"):
            return f"the check itself failed: {trouble['exception_message']}"
    seen = result.result
    if query := result.expectation_config.kwargs.get("unexpected_rows_query"):
        return f"{seen['observed_value']} such rows, {first_row(table, query, engine)}"
    if seen.get("unexpected_count"):
        some = ", ".join(str(value) for value in seen["partial_unexpected_list"][:3])
        return f"{seen['unexpected_count']} values, among them {some}"
    if unexpected := (seen.get("details") or {}).get("mismatched"):
        return str(unexpected)
    return str(seen.get("observed_value"))


def first_row(table: str, query: str, engine: Any) -> str:
    """Show one of the rows that there should not be."""
    schema, name = table.split(".", 1)
    statement = sqlalchemy.text(query.format(batch=f'"{schema}"."{name}"'))
    row = engine.execute_query(statement).mappings().first() or {}
    text = ", ".join(f"{column} {value}" for column, value in row.items())
    return "the first: " + textwrap.shorten(text, 300)


def write_pages(context: Any, layer: str, results: dict[str, Any], findings: list[Finding]) -> None:
    """Write the Data Docs of this run and a front page that needs no network."""
    folder = pages_folder() / layer
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    context.delete_data_docs_site("local_site")
    context.add_data_docs_site(
        layer,
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder),
            },
        },
    )
    context.build_data_docs()
    for page in folder.rglob("*.html"):
        text = FROM_NETWORK.sub("", page.read_text())
        page.write_text(text.replace("</head>", f"{PAGE_STYLE}</head>", 1))
    (folder / "index.html").write_text(front_page(layer, folder, results, findings))


def front_page(layer: str, folder: Path, results: dict[str, Any], findings: list[Finding]) -> str:
    """HTML of the page one opens first: what is not met, then every table with its page."""
    failures = "".join(
        f"<li class='{'blocked' if finding.blocks else 'warned'}'>{html.escape(str(finding))}</li>"
        for finding in findings
    )
    rows = "".join(
        f"<tr><td><a href='{page_of(folder, table)}'>{html.escape(table)}</a></td>"
        f"<td>{result.statistics['evaluated_expectations']}</td>"
        f"<td class='{'met' if result.success else 'blocked'}'>"
        f"{'all met' if result.success else 'not met: ' + str(not_met(result))}</td></tr>"
        for table, result in sorted(results.items())
    )
    summary = f"<ul>{failures}</ul>" if findings else "<p class='met'>Every expectation is met.</p>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>Expectations: {layer}</title>{PAGE_STYLE}</head><body>"
        f"<h1>Expectations on the {layer} tables</h1>"
        f"<p>Checked {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.</p>{summary}"
        f"<table><tr><th>Table</th><th>Expectations</th><th>Result</th></tr>{rows}</table>"
        "</body></html>"
    )


def not_met(result: Any) -> int:
    """How many expectations of one table were not met."""
    return result.statistics["unsuccessful_expectations"]


def page_of(folder: Path, table: str) -> str:
    """Address of a table's page, relative to the front page."""
    found = (folder / "validations").joinpath(*table.split(".")).rglob("*.html")
    return next((page.relative_to(folder).as_posix() for page in found), "#")


def pages_folder() -> Path:
    """Folder of the Data Docs."""
    return ROOT / os.environ.get("NPS_REPORTS", "reports") / "data_docs"


def main() -> int:
    """Check one layer from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layer", choices=["raw", "published"])
    parser.add_argument("--database", type=Path, help="default: the layer's file in the warehouse")
    parser.add_argument(
        "--accept-drift", action="store_true", help="do not compare with what is published now"
    )
    arguments = parser.parse_args()
    warehouse = Path(os.environ.get("NPS_WAREHOUSE", "warehouse"))
    usual = {"raw": "warehouse.duckdb", "published": "published.duckdb"}[arguments.layer]
    database = (arguments.database or warehouse / usual).resolve()
    if not database.exists():
        print(f"{database} does not exist. Run `make build`.", file=sys.stderr)
        return BLOCKED
    if arguments.layer == "raw":
        suites = raw_suites(database)
    else:
        suites = published_suites(database, arguments.accept_drift)
    findings = check(arguments.layer, database, suites)
    for finding in findings:
        print(finding)
    count = sum(len(suite.expectations) for suite in suites)
    print(
        f"{count - len(findings)} of {count} expectations on {len(suites)} {arguments.layer} "
        f"tables met: {pages_folder() / arguments.layer / 'index.html'}"
    )
    if any(finding.blocks for finding in findings):
        return BLOCKED
    return WARNED if findings else 0


if __name__ == "__main__":
    sys.exit(main())
