"""Fixtures: a warehouse of its own, in a temporary folder, for every test that wants one."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from landed import Landed
from parsed import copy_parse
from sample import write_sample
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[2]
# For `dbt build` where a test looks at the marts itself.
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")

PROJECT = (
    ".dbtignore", "macros", "models", "scripts", "seeds", "tests", "dbt_project.yml", "profiles.yml"
)  # fmt: skip

SMALL_WORLD = (
    "import sys; sys.path.insert(0, 'scripts'); import pathlib, sample; "
    "sample.write_sample(pathlib.Path(sys.argv[1]), scale=0.05)"
)

# What the tests of the job build.
SMALL_SOURCES = {"surveys", "crm", "reviews"}
SMALL_LANDING = SMALL_SOURCES | {"panel", "web_events"}  # for tab-separated and Parquet files
SMALL_MARTS = {
    "dim_brands",
    "fct_survey_responses",
    "fct_touchpoints",  # incremental
    "nps_by_period",
    "quarantined_records",
    "row_reconciliation",
}

# Files of long tests that share nothing but what is built once for all workers.
SPREAD_FILES = {"test_build.py", "test_cutoffs.py", "test_faults.py"}
# The longest first, so that no worker ends with one while another has nothing left to do. What
# needs the built sample comes late enough to find it built.
LONGEST = (
    "test_build.py::test_the_scoreboard_says_what_was_published",
    "test_real_data.py",
    "test_cutoffs.py",
    "test_faults.py",
    "test_build.py",
    "test_touchpoints.py",
    "test_restatements.py",
    "test_privacy.py",
    "test_survey_rules.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others stay in their order."""

    def place(item: pytest.Item) -> int:
        name = f"{item.path.name}::{item.name}"
        return next((n for n, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))

    items.sort(key=place)


class ByFile(LoadScopeScheduling):
    """Keep a file's tests on one worker, for they share its fixtures; spread the long ones."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return nodeid if Path(file).name in SPREAD_FILES else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Give pytest-xdist the scheduler above, whatever its --dist."""
    return ByFile(config, log)


@dataclass
class Warehouse:
    """A landing folder, a warehouse folder and the scripts that work on them."""

    folder: Path
    project: Path = ROOT

    @property
    def landing(self) -> Path:
        """Folder that files are landed in."""
        return self.folder / "landing"

    @property
    def warehouse(self) -> Path:
        """Folder of `warehouse.duckdb` and `published.duckdb`."""
        return self.folder / "warehouse"

    @property
    def database(self) -> Path:
        """The file that is built, never shown to a reader."""
        return self.warehouse / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The file that readers open."""
        return self.warehouse / "published.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        """What the scripts and dbt read from the environment."""
        return os.environ | {
            "NPS_LANDING": str(self.landing),
            "NPS_WAREHOUSE": str(self.warehouse),
            "NPS_REPORTS": str(self.folder / "reports"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_PROJECT_DIR": str(self.project),
            "DBT_PROFILES_DIR": str(self.project),
            "DBT_LOG_LEVEL_FILE": "none",  # a tenth of dbt's time
        }

    @property
    def parse(self) -> Path:
        """What dbt saved of its last parse."""
        return self.folder / "target" / "partial_parse.msgpack"

    def adopt(self, parse: Path, **variables: str) -> None:
        """Save dbt a parse: take the one of another warehouse, for runs with these `--vars`."""
        profiles = self.project / "profiles.yml"
        copy_parse(parse, self.parse, profiles, self.environment, variables)

    def land(self, name: str, content: str | bytes) -> Path:
        """Write `content` to landing/`name`."""
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def script(self, name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run scripts/`name`.py; with `check`, fail the test with its output on a non-zero exit."""
        return self._run([sys.executable, f"scripts/{name}.py", *arguments], check)

    def make(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run make as a person would, the virtual environment being there already."""
        return self._run(["make", "-o", ".venv/.installed", *arguments], check=True)

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run a few lines of Python in the project's folder."""
        return self._run([sys.executable, "-c", code, *arguments], check=True)

    def start(self, name: str, *arguments: str) -> subprocess.Popen:
        """Start scripts/`name`.py, its output to be read from `stdout` as it comes."""
        return self._start([sys.executable, "-u", f"scripts/{name}.py", *arguments])

    def start_dbt(self, *arguments: str) -> subprocess.Popen:
        """Start dbt on this warehouse, its output to be read from `stdout` as it comes."""
        return self._start([str(Path(sys.executable).parent / "dbt"), *arguments])

    def copy_to(self, folder: Path) -> Warehouse:
        """Copy everything, so that a test may change it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Warehouse(folder, self.project)

    def dbt(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run dbt on this warehouse; without its JSON files, 2 s of every call."""
        command = [str(Path(sys.executable).parent / "dbt"), *arguments]
        return self._run(command, check, DBT_WRITE_JSON="false")

    def query(
        self, sql: str, database: Path | None = None, parameters: Sequence = ()
    ) -> list[tuple]:
        """Rows of a read-only query, on the built file unless another is named."""
        with duckdb.connect(str(database or self.database), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql, parameters).fetchall()

    def _start(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            command,
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _run(
        self, command: list[str], check: bool, **environment: str
    ) -> subprocess.CompletedProcess:
        done = subprocess.run(
            command,
            cwd=self.project,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )
        if check and done.returncode:
            pytest.fail(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse in a temporary folder."""
    return Warehouse(tmp_path)


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, parsed once per test run, any deprecation being an error.

    Files that have not changed since `make lint` parsed them in the same way are not parsed again.
    """
    with shared_folder(tmp_path_factory, "parsed") as folder:
        warehouse = Warehouse(folder)
        if not warehouse.parse.exists():
            linted = ROOT / "target" / "lint" / "partial_parse.msgpack"
            if linted.exists():
                warehouse.adopt(linted)
            strict = ("--warn-error-options", '{"error": ["Deprecations"]}')
            warehouse.dbt("parse", "--write-json", *strict)
    return warehouse.parse


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory, parsed: Path) -> Warehouse:
    """The sample world, built and published once per test run. Read it, never change it."""
    with shared_folder(tmp_path_factory, "sample") as folder:
        built = Warehouse(folder)
        if not built.published.exists():
            built.adopt(parsed)
            done = built.make("build")
            (folder / "build.log").write_text(done.stdout)
    return built


@pytest.fixture
def copied_warehouse(built_warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A copy of the built sample world, for a test to change."""
    return built_warehouse.copy_to(tmp_path)


@pytest.fixture(scope="session")
def untested_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without its data and unit tests, half of a build's time.

    For tests of the job itself: that it loads, builds, stops and publishes as it should.
    """
    with shared_folder(tmp_path_factory, "untested_project") as project:
        if not (project / "profiles.yml").exists():
            copy_project(project)
            for path in project.glob("tests/**/assert_*.sql"):
                path.unlink()
            for path in [*project.glob("models/**/*.yml"), *project.glob("seeds/*.yml")]:
                documented = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
                text = yaml.dump(without_tests(documented), Dumper=yaml.CSafeDumper)
                path.write_text(text, encoding="utf-8")
    return project


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory, untested_project: Path) -> Path:
    """The untested project with surveys, CRM and a few marts: a third of the models.

    Models of every kind are among them, so the job does with it what it does with the whole.
    """
    with shared_folder(tmp_path_factory, "small_project") as project:
        if not (project / "profiles.yml").exists():
            shutil.copytree(untested_project, project / "unfinished")
            cut_down(project / "unfinished")
            shutil.copytree(project / "unfinished", project, dirs_exist_ok=True)
            shutil.rmtree(project / "unfinished")
    return project


def copy_project(folder: Path) -> None:
    """Copy what dbt and the scripts need, so that a test may change it."""
    for name in PROJECT:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        folder.mkdir(parents=True, exist_ok=True)
        copy(source, folder / name)


def without_tests(documented: object) -> object:
    """Take the data and unit tests out of what a YAML file says."""
    if isinstance(documented, list):
        return [without_tests(part) for part in documented]
    if isinstance(documented, dict):
        return {
            key: without_tests(part)
            for key, part in documented.items()
            if key not in {"data_tests", "unit_tests"}
        }
    return documented


def cut_down(project: Path) -> None:
    """Take other sources than the small ones out of the vars of a copied project.

    Of its models leave those that the small marts then read, found by the names in their code.
    """
    models = {path.stem: path for path in project.glob("models/**/*.sql")}
    others = tuple({path.name for path in project.glob("models/staging/*/")} - SMALL_SOURCES)
    config = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    for name, value in config["vars"].items():
        if isinstance(value, list):
            config["vars"][name] = [each for each in value if each not in others]
        elif isinstance(value, dict):
            config["vars"][name] = {key: value[key] for key in value if key not in others}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(config), encoding="utf-8")

    read: set[str] = set()
    waiting = SMALL_MARTS | {
        path.stem
        for source in SMALL_SOURCES
        for path in project.glob(f"models/staging/{source}/*.sql")
    }
    while waiting:
        read |= waiting
        text = "".join(models[name].read_text(encoding="utf-8") for name in waiting)
        named = {*re.findall(r"'(\w+)'", text)}
        # int_<source>_touchpoints_conformed and the like, of every source that is left.
        for prefix, suffix in re.findall(r"'(\w+)' ~ \w+ ~ '(\w+)'", text):
            parts = [re.fullmatch(rf"{prefix}(\w+){suffix}", name) for name in models]
            named |= {part[0] for part in parts if part and not part[1].startswith(others)}
        waiting = (named & models.keys()) - read
    (project / "models/marts/exposures.yml").unlink()
    for name in models.keys() - read:
        models[name].unlink()
        models[name].with_suffix(".yml").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, small_project: Path) -> Warehouse:
    """A small world, a few sources and every kind of file, built once by the job. Read it only."""
    return built_without_tests(tmp_path_factory, "undisturbed", small_project, SMALL_LANDING)


@pytest.fixture(scope="session")
def undisturbed_whole(
    tmp_path_factory: pytest.TempPathFactory, untested_project: Path
) -> Warehouse:
    """A small world of every source and every model of the project. Read it only."""
    return built_without_tests(tmp_path_factory, "undisturbed_whole", untested_project)


def built_without_tests(
    factory: pytest.TempPathFactory, name: str, project: Path, sources: Set[str] = frozenset()
) -> Warehouse:
    """Write a small world, of some sources if they are named, and build it once for all workers."""
    with shared_folder(factory, name) as folder:
        built = Warehouse(folder, project)
        if not built.published.exists():
            built.python(SMALL_WORLD, str(built.landing))
            for path in built.landing.iterdir() if sources else ():
                if path.name not in sources:
                    shutil.rmtree(path)
            done = built.script("build")
            (folder / "build.log").write_text(done.stdout)
    return built


@contextmanager
def shared_folder(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Hold a folder that all workers of a parallel test run share; one at a time."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield base / name


@pytest.fixture(scope="session")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """The default world of 2026-11, written once per test run. Read it, never change it."""
    with shared_folder(tmp_path_factory, "sample_world") as folder:
        if not (folder / "_truth" / "truth.json").exists():
            write_sample(folder, date(2026, 11, 1))
    return Landed(folder)
