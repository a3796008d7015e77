"""Build the models on Spark, from the raw tables of a DuckDB warehouse.

    python scripts/build_spark.py [--warehouse FOLDER] [--spark FOLDER] [dbt arguments ...]

For the parity of the two engines (`make test-spark`), on a small world: Spark runs in this process
with two cores and forgets its tables at the end; their Parquet files stay in the Spark folder as
<schema>.db/<table>. Needs Java 17 and the packages of requirements-spark.lock. Exit code 0, or 1
when dbt failed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[1]
JAVA_VERSION = 17
INSTALL_JAVA = (
    f"Spark 3.5 needs Java {JAVA_VERSION}. Install it, for instance by "
    f"`apt-get install openjdk-{JAVA_VERSION}-jre-headless` or "
    f"`brew install openjdk@{JAVA_VERSION}`, and let JAVA_HOME name its folder."
)
# Beside those of the profile. Tables are small: what costs time is planning, compiling and starting
# tasks, not rows.
SETTINGS = {
    # Tables without a metastore, as Parquet files with timestamps that DuckDB reads.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.autoBroadcastJoinThreshold": "64MB",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.maxPlanStringLength": "0",
    "spark.driver.memory": "3g",
    # Nothing runs long enough to win back what the second compiler and parallel collection cost.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def main() -> int:
    """Build; the process's exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--warehouse", type=Path, default=Path(os.environ.get("NPS_WAREHOUSE", "warehouse"))
    )
    parser.add_argument("--spark", type=Path, default=ROOT / "target" / "spark")
    options, arguments = parser.parse_known_args()
    check_java()
    spark = start_spark(options.spark)
    copy_raw_tables(spark, options.warehouse / "warehouse.duckdb", options.spark / "raw")
    return 0 if dbtRunner().invoke(["build", "--target", "spark", *arguments]).success else 1


def check_java() -> None:
    """Exit with what to do when Spark would not find Java 17."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"`{java} -version` does not run. {INSTALL_JAVA}")
    found = re.search(r'version "(\d+)', said)
    if not found or int(found[1]) != JAVA_VERSION:
        sys.exit(f"{java} is {said.splitlines()[0]}. {INSTALL_JAVA}")


def start_spark(folder: Path) -> SparkSession:
    """Start the session that dbt will find, with its tables in `folder`, emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    builder = SparkSession.builder.master("local[2]").appName("nps-warehouse")
    builder = builder.config("spark.sql.warehouse.dir", str(folder.resolve()))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def copy_raw_tables(spark: SparkSession, database: Path, folder: Path) -> None:
    """Give Spark every raw table of `database`, as Parquet in `folder`."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name like 'raw\\_%' "
            "escape '\\'"
        ).fetchall()
        for schema, table in tables:
            file = folder / schema / f"{table}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            types = copy_to_parquet(connection, schema, table, file)
            # Told its columns, Spark need not run a job to look for them.
            columns = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
            spark.sql(f"create schema if not exists `{schema}`")
            spark.sql(
                f"create table `{schema}`.`{table}` ({columns}) using parquet location '{file}'"
            )


def copy_to_parquet(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, file: Path
) -> dict[str, str]:
    """Write a table as Parquet; Spark's timestamp is a moment, so the UTC ones get their zone.

    Return the type of each column as Spark calls it.
    """
    source = f'"{schema}"."{table}"'
    types = {
        name: {"VARCHAR": "string"}.get(kind, kind.lower())
        for name, kind, *_ in connection.execute(f"describe {source}").fetchall()
    }
    columns = [
        f'"{name}"::timestamptz as "{name}"' if kind == "timestamp" else f'"{name}"'
        for name, kind in types.items()
    ]
    connection.execute(
        f"copy (select {', '.join(columns)} from {source}) to '{file}' (format parquet)"
    )
    return types


if __name__ == "__main__":
    sys.exit(main())
