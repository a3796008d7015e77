"""The scheduled job as an engineer meets it: what it prints, what stops it, what does not."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Warehouse


def digest(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def copied(undisturbed: Warehouse, tmp_path: Path) -> Warehouse:
    """A small world, built, with a project to change."""
    shutil.copytree(undisturbed.project, tmp_path / "project")
    undisturbed.copy_to(tmp_path / "built")
    warehouse = Warehouse(tmp_path / "built", tmp_path / "project")
    warehouse.adopt(undisturbed.parse)
    return warehouse


def test_the_scoreboard_says_what_was_published(built_warehouse: Warehouse) -> None:
    """NPS with its interval, rows, times, and how to open the file, as in the file itself."""
    log = (built_warehouse.folder / "build.log").read_text()
    assert "was empty: a small made-up world is in it" in log
    ((count, nps, low, high),) = built_warehouse.query(
        "select response_count, nps, nps_ci_low, nps_ci_high from nps.nps_by_period "
        "where survey_kind = 'benchmark' and brand_id = 'borealis' and dimension = 'overall' "
        "and period_grain = 'quarter' order by period_start_date desc limit 1",
        built_warehouse.published,
    )
    line = re.search(r"benchmark +Borealis .*", log)
    assert line
    assert f"{count} " in line[0]
    assert f"{nps:+.1f}" in line[0]
    assert f"{low:+.1f} to {high:+.1f}" in line[0]
    for source, landed, quarantined in built_warehouse.query(
        "select source_system, sum(landed), sum(quarantined) from quality.row_reconciliation "
        "group by 1 having sum(landed) > 0",
        built_warehouse.published,
    ):
        judged = "-" if quarantined is None else f"{quarantined:,}"
        assert re.search(rf"{source} +{landed:,} +{judged} ", log), source
    assert re.search(r"Time: .*load [\d.]+ s; .*dbt build [\d.]+ s; publish [\d.]+ s", log)
    assert f"duckdb -readonly {built_warehouse.published}" in log
    (one_line,) = re.findall(r"^ +or: (.*)$", log, re.MULTILINE)
    shown = subprocess.run(one_line, shell=True, capture_output=True, text=True, check=True)
    assert "brand_id" in shown.stdout


def test_a_failed_data_test_stops_publishing(copied: Warehouse) -> None:
    """The test is named with its SQL, and the published file stays byte for byte."""
    test = copied.project / "tests/assert_nobody_answered.sql"
    test.write_text("select response_id from {{ ref('stg_surveys__survey_responses') }} limit 3\n")
    before = digest(copied.published)
    built = copied.script("build", check=False)
    assert built.returncode == 1
    last = built.stdout[built.stdout.index("NOT PUBLISHED") :]
    assert "test assert_nobody_answered: Got 3 results" in last
    (compiled,) = re.findall(r"its SQL: (\S+assert_nobody_answered\.sql)", last)
    assert "stg_surveys__survey_responses" in Path(compiled).read_text()
    assert digest(copied.published) == before


def test_a_project_that_does_not_parse_says_so(copied: Warehouse) -> None:
    """What dbt said comes last; nothing is published."""
    (copied.project / "models/broken.sql").write_text("select {{ ref('no_such_model') }}")
    before = digest(copied.published)
    built = copied.script("build", check=False)
    assert built.returncode == 1
    assert "no_such_model" in built.stdout[built.stdout.index("NOT PUBLISHED") :]
    assert digest(copied.published) == before


def test_a_file_that_cannot_be_read_stops_only_itself(copied: Warehouse) -> None:
    """The rest is loaded and published; the code is 1 and the last line names the file."""
    responses = "select count(*) from core.fct_survey_responses"
    ((before,),) = copied.query(responses, copied.published)
    cut_short = gzip.compress(b"response_id,survey_id\n" * 1000)[:-20]
    copied.land("surveys/survey_answers.cut.csv.gz", cut_short)
    copied.land(
        "surveys/survey_responses.late.csv",
        "response_id,survey_id,submitted_at,is_complete\n"
        "late_1,post_ticket,2026-01-05T10:00:00Z,true\n",
    )
    built = copied.script("build", check=False)
    assert built.returncode == 1, built.stdout
    last_line = built.stdout.rstrip().splitlines()[-1]
    assert last_line.startswith("NOT LOADED surveys/survey_answers.cut.csv.gz: ")
    assert "Mend the file" in last_line
    assert "NPS, the latest quarters" in built.stdout
    assert copied.query(responses, copied.published) == [(before + 1,)]


def test_a_second_build_is_refused_and_a_dead_one_is_not_in_the_way(warehouse: Warehouse) -> None:
    """The lock is the kernel's: it names its holder while that lives, and dies with it."""
    first = warehouse.start("build")
    assert first.stdout is not None
    assert first.stdout.readline().strip() == "sample"
    second = warehouse.script("build", check=False)
    assert second.returncode == 1
    assert f"pid {first.pid}" in second.stdout
    assert not warehouse.published.exists()
    first.kill()
    first.wait()
    third = warehouse.script("publish", check=False)
    assert third.returncode == 1
    assert "another job" not in third.stderr
    assert "Run `make build`" in third.stderr


@pytest.mark.parametrize("left_over", [False, True])
def test_a_landing_folder_in_use_is_never_filled(warehouse: Warehouse, left_over: bool) -> None:
    """The sample goes into an empty folder alone, or on into one it had begun to fill."""
    warehouse.land("_manifest.jsonl", "")
    warehouse.land("surveys/survey_responses.csv", "response_id\n1\n")
    if left_over:
        warehouse.land(".sample/surveys/survey_answers.csv", "cut")
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import build, functools, pathlib; "
        "build.sample.write_sample = functools.partial(build.sample.write_sample, scale=0.05); "
        "build.write_sample_if_empty(pathlib.Path(sys.argv[1]))"
    )
    warehouse.python(code, str(warehouse.landing))
    assert (warehouse.landing / "panel").exists() == left_over
    assert not (warehouse.landing / ".sample").exists()
    assert (warehouse.landing / "surveys/survey_responses.csv").read_text() == "response_id\n1\n"
