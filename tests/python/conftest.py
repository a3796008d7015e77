"""Fixtures: a warehouse of its own, in a temporary folder, for every test that wants one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from landed import Landed
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

# Files of long tests that share nothing but what is built once for all workers.
SPREAD_FILES = {"test_build.py", "test_cutoffs.py", "test_faults.py"}


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
        return subprocess.Popen(
            [sys.executable, "-u", f"scripts/{name}.py", *arguments],
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def copy_to(self, folder: Path) -> Warehouse:
        """Copy everything, so that a test may change it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Warehouse(folder, self.project)

    def dbt(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run dbt on this warehouse."""
        return self._run([str(Path(sys.executable).parent / "dbt"), *arguments], check)

    def query(
        self, sql: str, database: Path | None = None, parameters: Sequence = ()
    ) -> list[tuple]:
        """Rows of a read-only query, on the built file unless another is named."""
        with duckdb.connect(str(database or self.database), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql, parameters).fetchall()

    def _run(self, command: list[str], check: bool) -> subprocess.CompletedProcess:
        done = subprocess.run(
            command, cwd=self.project, env=self.environment, capture_output=True, text=True
        )
        if check and done.returncode:
            pytest.fail(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse in a temporary folder."""
    return Warehouse(tmp_path)


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample world, built and published once per test run. Read it, never change it."""
    with shared_folder(tmp_path_factory, "sample") as folder:
        built = Warehouse(folder)
        if not built.published.exists():
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
                documented = yaml.safe_load(path.read_text(encoding="utf-8"))
                path.write_text(yaml.safe_dump(without_tests(documented)), encoding="utf-8")
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


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, untested_project: Path) -> Warehouse:
    """A small world of every source, built once by the job, without tests. Read it only."""
    with shared_folder(tmp_path_factory, "undisturbed") as folder:
        built = Warehouse(folder, untested_project)
        if not built.published.exists():
            built.python(SMALL_WORLD, str(built.landing))
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
