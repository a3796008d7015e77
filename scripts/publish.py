"""Publish the marts of a warehouse whose last build was whole and green.

The marts are copied into a new file beside the published one, checked there, and swapped in by
one rename: readers see the old file or the new one, never anything between, and those who hold
the old one keep it until they close it.

    python scripts/publish.py            # publish again what `make build` built
    python scripts/publish.py --accept-drift
"""

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jobs import Job, JobError, exclusive, sync, target_folder

GREEN = {"success", "pass"}
CHECKED = {"model", "seed", "snapshot", "test", "unit_test"}
PRIVATE_SCHEMAS = {"restricted"}
NO_ROOM = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.TransactionException,
    duckdb.OutOfMemoryException,
)
REBUILD = "Run `make build`: the published file is as it was."


@dataclass(frozen=True)
class Mart:
    """A model under models/marts that readers may see."""

    schema: str
    name: str
    description: str
    columns: dict[str, dict[str, Any]]

    @property
    def relation(self) -> str:
        """Quoted name, as in both files."""
        return f"{_quoted(self.schema)}.{_quoted(self.name)}"


def publish(job: Job, accept_drift: bool = False) -> tuple[dict[str, int], str]:
    """Swap in the marts of the built warehouse; rows per mart, and what the check warned of.

    Raises JobError, and leaves the published file as it was, when the build was not whole and
    green, when a check fails on the new file, or when there is no room for it.
    """
    manifest = _read_json("manifest.json")
    _require_green_build(job.warehouse, manifest, _read_json("run_results.json"))
    published = job.warehouse / "published.duckdb"
    candidate = job.warehouse / "published.duckdb.new"
    _remove(candidate)
    try:
        rows = _copy(marts(manifest), job.warehouse, candidate)
    except (*NO_ROOM, OSError) as error:
        _remove(candidate)
        raise JobError(
            f"the marts could not be written: {str(error).splitlines()[0]}. Free some space on "
            f"{job.warehouse} and run `python scripts/publish.py`: nothing need be built again, "
            "and the published file is as it was."
        ) from error
    warnings = _check(job, candidate, accept_drift)
    _swap_in(candidate, published)
    return rows, warnings


def marts(manifest: dict[str, Any]) -> list[Mart]:
    """Every model under models/marts but the private ones, by schema and name."""
    found = [
        Mart(node["schema"], node["alias"], node["description"], node["columns"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["path"].startswith("marts/")
        and node["schema"] not in PRIVATE_SCHEMAS
    ]
    return sorted(found, key=lambda mart: (mart.schema, mart.name))


def _require_green_build(
    warehouse: Path, manifest: dict[str, Any], results: dict[str, Any]
) -> None:
    """Refuse unless the last dbt run on this warehouse was a `dbt build` of all, and all green."""
    invocation = results["metadata"]["invocation_id"]
    if results["args"].get("which") != "build" or results["args"].get("empty"):
        raise JobError(f"the last dbt run was no `dbt build`. {REBUILD}")
    if invocation != manifest["metadata"]["invocation_id"]:
        raise JobError(f"the project was parsed again after the last build. {REBUILD}")
    if invocation != _last_invocation(warehouse):
        raise JobError(f"another dbt run has been at this warehouse since the build. {REBUILD}")
    status = {result["unique_id"]: result["status"] for result in results["results"]}
    nodes = manifest["nodes"] | manifest.get("unit_tests", {})
    not_green = sorted(
        f"{node['name']} ({status.get(unique_id, 'not run')})"
        for unique_id, node in nodes.items()
        if node["resource_type"] in CHECKED
        and node["config"].get("materialized") != "ephemeral"
        and status.get(unique_id) not in GREEN
    )
    if not_green:
        some = ", ".join(not_green[:5]) + (" ..." if len(not_green) > 5 else "")
        raise JobError(f"{len(not_green)} nodes of the last build are not green: {some}. {REBUILD}")


def _last_invocation(warehouse: Path) -> str | None:
    """Id of the dbt run that last touched the warehouse; an on-run-start hook leaves it there."""
    built = warehouse / "warehouse.duckdb"
    if not built.exists():
        raise JobError(f"{built} does not exist. Run `make build`.")
    with duckdb.connect(str(built), read_only=True) as connection:
        try:
            row = connection.execute("select invocation_id from main.last_invocation").fetchone()
        except duckdb.CatalogException:
            return None
    return row[0] if row else None


def _copy(published_marts: list[Mart], warehouse: Path, candidate: Path) -> dict[str, int]:
    """Write the marts and their descriptions into a new file; rows per mart."""
    rows = {}
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("set temp_directory = ?", [str(warehouse / ".tmp")])
        built = str(warehouse / "warehouse.duckdb").replace("'", "''")
        connection.execute(f"attach '{built}' as built (read_only)")
        for mart in published_marts:
            connection.execute(f"create schema if not exists {_quoted(mart.schema)}")
            connection.execute(
                f"create table {mart.relation} as select * from built.{mart.relation}"
            )
            _describe(connection, mart)
            count = connection.execute(f"select count(*) from {mart.relation}").fetchone()
            rows[f"{mart.schema}.{mart.name}"] = count[0] if count else 0
        connection.execute("checkpoint")  # closing would do it too, but keep its errors to itself
    return rows


def _describe(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """Put the project's descriptions on the table, where BI tools show them."""
    connection.execute(f"comment on table {mart.relation} is {_literal(mart.description)}")
    for column in mart.columns.values():
        connection.execute(
            f"comment on column {mart.relation}.{_quoted(column['name'])} "
            f"is {_literal(column['description'])}"
        )


def _check(job: Job, candidate: Path, accept_drift: bool) -> str:
    """Run the expectations on the new file; what they warn of, or a JobError."""
    command = [sys.executable, "scripts/check.py", "published", "--database", str(candidate)]
    code, output = job.run(command + ["--accept-drift"] * accept_drift)
    if code not in (0, 3):
        raise JobError(
            f"the new marts do not pass their checks:\n{output.rstrip()}\n"
            f"The published file is as it was; what failed is in {candidate}."
        )
    return output if code == 3 else ""


def _swap_in(candidate: Path, published: Path) -> None:
    """Make the new file durable, then the published one, by one rename."""
    candidate.chmod(0o444)  # a reader who forgets `read-only` must not lock out the others
    sync(candidate)
    # Left by someone who did write to the old file: DuckDB would replay it onto the new one.
    published.with_name(published.name + ".wal").unlink(missing_ok=True)
    candidate.replace(published)
    sync(published.parent)


def _remove(database: Path) -> None:
    for path in (database, database.with_name(database.name + ".wal")):
        path.unlink(missing_ok=True)


def _read_json(name: str) -> dict[str, Any]:
    path = target_folder() / name
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        raise JobError(f"{path} is missing or cut short. {REBUILD}") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> int:
    """Publish from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    warehouse = os.environ.get("NPS_WAREHOUSE", "warehouse")
    parser.add_argument("--warehouse", type=Path, default=Path(warehouse))
    parser.add_argument(
        "--accept-drift",
        action="store_true",
        help="publish although the marts differ a lot from those published now",
    )
    arguments = parser.parse_args()
    try:
        with exclusive(arguments.warehouse) as job:
            rows, warnings = publish(job, arguments.accept_drift)
    except JobError as error:
        print(f"Not published: {error}", file=sys.stderr)
        return 1
    print(warnings, end="")
    print(f"Published {len(rows)} marts, {sum(rows.values()):,} rows.")
    return 1 if warnings else 0


if __name__ == "__main__":
    sys.exit(main())
