"""The README tells the truth: its commands run as written, its queries answer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

README = (ROOT / "README.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in _blocks("sh") for line in block.strip().splitlines()]


def _run(command: str, folder: Path, **environment: str) -> str:
    """Run a shell command in the folder, the environment already set up; its output."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"MAKEFLAGS": "-o .venv/.installed", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert not done.returncode, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as git would check it out, with the environment that is already there."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def test_commands_build_and_open_a_fresh_checkout(checkout: Path) -> None:
    """`make build` on an empty landing folder, the line that opens the file, a folder of one's own.

    The scheduled line is the last of these with a clock in front.
    """
    build, own_folder, open_it, schedule = (
        next(line for line in COMMANDS if re.match(pattern, line))
        for pattern in (r"make build$", r"make build LANDING=", r"\.venv/bin/python", r"0 5 \* ")
    )
    scoreboard = _run(build, checkout)
    assert "published.duckdb" in scoreboard
    assert re.search(r"relationship .*\d+\.\d", scoreboard)
    assert "meridian" in _run(open_it, checkout)

    (checkout / "landing").rename(checkout / "elsewhere")
    landing = str(checkout / "elsewhere")
    (scheduled,) = re.findall(r"&& (make build LANDING=\S+) >>", schedule)
    assert scheduled == own_folder
    assert "duplicate" not in _run(own_folder.replace("/data/landing", landing), checkout)


def test_targets_that_ci_runs_are_the_readmes() -> None:
    """`make test` and `make test-spark` are run by CI, which is how a test runs the tests."""
    ci = (ROOT / ".ci" / "run").read_text()
    for target in ("make test", "make test-spark"):
        assert target in COMMANDS
        assert re.search(rf"^phase {target}$", ci, re.MULTILINE)
    others = [line for line in COMMANDS if not re.match(r"make (build|test)|\.venv|0 5 ", line)]
    assert not others, "a command of the README that no test runs"


@pytest.mark.parametrize("query", _blocks("sql"))
def test_queries_answer(built_warehouse: Warehouse, query: str) -> None:
    """Every query runs on the published file and finds something."""
    assert built_warehouse.query(query, built_warehouse.published)


def test_files_it_names_exist() -> None:
    """Paths in backticks that look like the project's own are there."""
    named = re.findall(
        r"`((?:scripts|seeds|models|macros|tests)/[\w/.*-]+)`|\]\(([A-Z]+\.md)\)", README
    )
    assert named
    for pair in named:
        path = next(filter(None, pair))
        assert list(ROOT.glob(path.rstrip("/"))), path


def test_the_chapter_on_sources_shows_files_that_are_built() -> None:
    """Its examples are parts of the very files that test_real_data.py adds to the project."""
    files = (ROOT / "tests/python/real_data").rglob("*")
    texts = [path.read_text() for path in files if path.is_file()]
    examples = _blocks("jinja") + _blocks("csv") + _blocks("yaml")
    assert len(examples) >= 4
    for example in examples:
        assert any(example.strip() in text for text in texts), example
