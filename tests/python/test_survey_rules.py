"""What becomes of odd answers, from the landed file to the published marts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import WITHOUT_TESTS, Warehouse

ODD_SCORES = {
    "eleven": "11",
    "minus": "-1",
    "half": "7.5",
    "padded": "10 ",
    "arabic": "٩",
    "null": None,
    "word": "N/A",
    "decimal": "9.0",
}
# The marts that are read here, and what these are made of.
READ = (
    "+fct_survey_responses",
    "+quarantined_records",
    "+quarantine_summary",
    "+row_reconciliation",
    "+nps_by_period",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, parsed: Path) -> Warehouse:
    """A transactional survey of odd answers, landed in three files and built."""
    warehouse = Warehouse(tmp_path_factory.mktemp("rules"))
    responses = [("response_id", "respondent_id", "survey_id", "submitted_at")]
    responses += [(name, name, "post_ticket", "2024-03-01T10:00:00Z") for name in ODD_SCORES]
    responses += [
        ("corrected", "corrected", "post_ticket", "2024-03-02T10:00:00Z"),
        ("future", "future", "post_ticket", "2031-01-01T00:00:00Z"),
        ("unknown", "unknown", "no_such_survey", "2024-03-01T10:00:00Z"),
        ("unreadable", "unreadable", "post_ticket", "the other day"),
        ("", "nobody", "post_ticket", "2024-03-01T10:00:00Z"),
    ]
    answers = [
        {"response_id": name, "question_id": "q_nps", "answer": score}
        for name, score in ODD_SCORES.items()
    ]
    answers += [
        {"response_id": name, "question_id": "q_nps", "answer": "9"}
        for name in ("corrected", "future", "unknown", "unreadable")
    ]
    _land(warehouse, "1", responses, answers)
    warehouse.script("load")
    # The same response again, as it was, and then corrected.
    again = [responses[0], next(row for row in responses if row[0] == "corrected")]
    _land(warehouse, "2", [*again, *again[1:]], [{**answers[8]}])
    _land(warehouse, "3", again, [{**answers[8], "answer": "3"}])
    warehouse.script("load")
    warehouse.adopt(parsed, as_of_date="2024-04-01")
    variables = '{"as_of_date": "2024-04-01"}'
    warehouse.dbt("build", *WITHOUT_TESTS, "--vars", variables, "--select", *READ)
    return warehouse


def _land(
    warehouse: Warehouse, part: str, responses: list[tuple], answers: list[dict]
) -> list[Path]:
    lines = "\n".join(",".join(row) for row in responses) + "\n"
    objects = "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers) + "\n"
    return [
        warehouse.land(f"surveys/survey_responses.{part}.csv", lines),
        warehouse.land(f"surveys/survey_answers.{part}.jsonl", objects),
    ]


@pytest.mark.parametrize(
    ("name", "score", "flag", "exclusion"),
    [
        ("eleven", None, "out_of_range", "out_of_range"),
        ("minus", None, "out_of_range", "out_of_range"),
        ("half", None, "out_of_range", "out_of_range"),
        ("padded", 10, None, None),
        ("arabic", None, "out_of_range", "out_of_range"),
        ("null", None, "missing_score", "missing_score"),
        ("word", None, "out_of_range", "out_of_range"),
        ("decimal", 9, None, None),
        ("future", 9, "future_dated", "future_dated"),
        ("unknown", None, "unknown_survey", "unknown_survey"),
        ("corrected", 3, None, None),
    ],
)
def test_odd_answer(
    built: Warehouse, name: str, score: int | None, flag: str | None, exclusion: str | None
) -> None:
    """Each is kept with its flag; only whole scores on the scale count."""
    rows = built.query(
        "select nps_score, quality_flags, exclusion_reason, is_counted "
        "from core.fct_survey_responses where source_record_id = ?",
        parameters=[name],
    )
    assert rows == [(score, flag, exclusion, exclusion is None)]


def test_unusable_rows_are_quarantined_with_their_place(built: Warehouse) -> None:
    """No id and no date: neither is in the fact, both can be found again."""
    rows = built.query(
        "select source_file, source_row_number, reason, raw_record "
        "from restricted.quarantined_records order by 2"
    )
    assert [row[:3] for row in rows] == [
        (
            "surveys/survey_responses.1.csv",
            12,
            "submitted_at is missing or unreadable",
        ),
        ("surveys/survey_responses.1.csv", 13, "response_id is missing"),
    ]
    assert json.loads(rows[0][3])["submitted_at"] == "the other day"
    assert built.query(
        "select row_count, first_row_numbers from quality.quarantine_summary order by 2"
    ) == [(1, "12"), (1, "13")]


def test_versions_of_a_response_are_superseded_not_doubled(built: Warehouse) -> None:
    """Landed, landed twice more as it was, then corrected: one response, three superseded."""
    assert built.query(
        "select record_status, count(*) from staging.stg_surveys__survey_responses "
        "where response_id = 'corrected' group by 1 order by 1"
    ) == [("current", 1), ("superseded", 3)]


def test_every_landed_row_is_accounted_for(built: Warehouse) -> None:
    """13 + 2 + 1 responses and 12 + 1 + 1 answers were landed."""
    assert built.query(
        "select table_name, landed, quarantined, superseded, staged "
        "from quality.row_reconciliation order by 1"
    ) == [("survey_answers", 14, 0, 2, 12), ("survey_responses", 16, 2, 3, 11)]


def test_the_published_number_counts_what_counts(built: Warehouse) -> None:
    """Padded 10 and 9.0 are promoters, the corrected answer is a detractor: too few to show."""
    assert built.query(
        "select response_count, nps, suppression_reason from nps.nps_by_period "
        "where period_grain = 'month' and survey_kind = 'transactional'"
    ) == [(3, None, "too_few")]


def test_a_warehouse_that_nothing_was_landed_in_builds(warehouse: Warehouse, parsed: Path) -> None:
    """Every model is built of no rows at all, and the marts are there, empty."""
    warehouse.warehouse.mkdir()
    warehouse.adopt(parsed)
    warehouse.dbt("build", *WITHOUT_TESTS)
    assert warehouse.query(
        "select (select count(*) from nps.nps_by_period), (select count(*) from nps.nps_rolling), "
        "(select count(*) from core.fct_survey_responses), (select count(*) from core.dim_brands)"
    ) == [(0, 0, 0, 5)]
