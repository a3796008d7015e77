"""The README tells the truth: its commands run as written, its queries answer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

README = (ROOT / "README.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in _blocks("sh") for line in block.strip().splitlines()]


def test_make_build_ends_with_a_scoreboard(built_warehouse: Warehouse) -> None:
    """The first command, on an empty landing folder, is what built the warehouse of these tests."""
    assert "make build" in COMMANDS
    scoreboard = (built_warehouse.folder / "build.log").read_text()
    assert str(built_warehouse.published) in scoreboard
    assert re.search(r"relationship .*\d+\.\d", scoreboard)


def test_the_line_that_opens_the_file(built_warehouse: Warehouse, tmp_path: Path) -> None:
    """As written, in a folder that has the environment and the warehouse where a checkout does."""
    (line,) = (line for line in COMMANDS if line.startswith(".venv/bin/python -c"))
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    (tmp_path / "warehouse").symlink_to(built_warehouse.warehouse)
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True)
    assert "meridian" in done.stdout, done.stderr


def test_the_sample_world_and_its_next_day(tmp_path: Path) -> None:
    """As written, but for the folder: the day's files come beside the world's."""
    lines = [line for line in COMMANDS if line.startswith(".venv/bin/python scripts/sample.py")]
    assert len(lines) == 2
    for line in lines:
        here = line.replace(".venv/bin/python", sys.executable)
        here = here.replace("/tmp/meridian", str(tmp_path / "world"))
        subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, check=True)
    assert (tmp_path / "world" / "_truth" / "truth.json").exists()
    assert [*tmp_path.glob("world/zendesk/ticket_comment.2026-11-02.csv")]


def test_alerts_are_shown_and_sent(
    built_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As written, but for the file and the folder that the ledger is written to."""
    lines = [line for line in COMMANDS if line.startswith(".venv/bin/python scripts/alert.py")]
    assert len(lines) == 2
    (tmp_path / "published.duckdb").symlink_to(built_warehouse.published)
    monkeypatch.setenv("NPS_WAREHOUSE", str(tmp_path))
    for line in lines:
        here = line.replace(".venv/bin/python", sys.executable)
        here = here.replace("/tmp/nps_alerts.jsonl", str(tmp_path / "alerts.jsonl"))
        subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, check=True)
    assert (tmp_path / "alerts_sent.json").exists()


def test_a_folder_of_ones_own_and_the_schedule() -> None:
    """LANDING reaches the script, and the scheduled line is that command with a clock in front."""
    own_folder = next(line for line in COMMANDS if line.startswith("make build LANDING="))
    (schedule,) = (line for line in COMMANDS if re.match(r"[\d*]+ [\d*]+ \* \* \* ", line))
    assert f"&& {own_folder} >>" in schedule
    plan = subprocess.run(
        ["make", "-n", "-o", ".venv/.installed", *own_folder.split()[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'scripts/build.py --landing "/data/landing"' in plan.stdout


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


@pytest.mark.parametrize("path", sorted((ROOT / "analyses").glob("*.sql")), ids=lambda p: p.stem)
def test_worked_questions_answer(built_warehouse: Warehouse, path: Path) -> None:
    """Every analysis runs on the published marts it refers to, and finds something."""
    tables = built_warehouse.query(
        "select table_name, schema_name from duckdb_tables()", built_warehouse.published
    )
    schemas = dict(tables)
    query = re.sub(
        r"{{ ref\('(\w+)'\) }}", lambda ref: f"{schemas[ref[1]]}.{ref[1]}", path.read_text()
    )
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
    """Its examples are parts of seeds, or of files that test_real_data.py adds to the project."""
    files = [*(ROOT / "tests/python/real_data").rglob("*"), *(ROOT / "seeds").glob("*.csv")]
    texts = [path.read_text() for path in files if path.is_file()]
    examples = _blocks("jinja") + _blocks("csv") + _blocks("yaml")
    assert len(examples) >= 4
    for example in examples:
        assert any(example.strip() in text for text in texts), example
