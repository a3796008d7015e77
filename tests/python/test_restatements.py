"""A published NPS that changes says why: a second build against the first, a full refresh even."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import WITHOUT_TESTS, Warehouse, copy_project

BUILD = (
    "build",
    *WITHOUT_TESTS,
    "--select",
    "+nps_restatements",
    "--vars",
    '{"as_of_date": "2024-06-30"}',
)
HEADER = ("response_id", "respondent_id", "respondent_email", "survey_id", "submitted_at")
Answer = tuple[str, str, str, str, int]


def test_late_corrected_merged_and_redefined_answers(tmp_path: Path, parsed: Path) -> None:
    """One restatement a month, each with its cause; the month nothing happened to has none."""
    warehouse = Warehouse(tmp_path / "built", tmp_path / "project")
    copy_project(warehouse.project)
    warehouse.adopt(parsed, as_of_date="2024-06-30")
    answers = [
        (
            f"{month}-{day}",
            f"{month}-{day}@example.org",
            survey,
            f"2024-{month}-{day}T10:00:00Z",
            score,
        )
        for month, survey in [
            ("01", "post_ticket"),
            ("02", "post_ticket"),
            ("03", "post_ticket"),
            ("04", "post_purchase"),
            ("05", "post_ticket"),
        ]
        for day, score in zip(range(10, 20), [9] * 6 + [8] * 4, strict=True)
    ]
    # Two addresses on one day, of one person as it will turn out.
    moment = "2024-03-25T09:00:00Z"
    answers += [("first", "ann@example.org", "post_ticket", moment, 0)]
    answers += [("second", "anna@example.org", "post_ticket", moment.replace("09", "11"), 8)]
    land(warehouse, "1", answers)
    warehouse.script("load")
    warehouse.dbt(*BUILD)
    assert warehouse.query("select count(*) from quality.nps_restatements") == [(0,)]

    late = ("late", "late@example.org", "post_ticket", "2024-01-31T10:00:00Z", 2)
    corrected = next(answer for answer in answers if answer[0] == "02-12")
    land(warehouse, "2", [late, (*corrected[:4], 2)])
    warehouse.land("crm/customers.csv", "customer_id,email\nC1,ann@example.org\n")
    warehouse.land(
        "crm/customer_identifiers.csv",
        "customer_id,identifier_type,identifier_value,linked_at\n"
        "C1,email,anna@example.org,2020-01-01\n",
    )
    questions = warehouse.project / "seeds" / "survey_questions.csv"
    lines = questions.read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("post_purchase,q_nps,")]
    assert line.endswith(",9,6,")
    questions.write_text("\n".join(lines).replace(line, line.removesuffix("9,6,") + "8,6,") + "\n")
    warehouse.script("load")
    warehouse.dbt(*BUILD, "--full-refresh")
    months = warehouse.query(
        "select month(period_start_date), restatement_number, cause, round(nps_old, 2), "
        "round(nps_new, 2), response_count_old, response_count_new, is_hidden "
        "from quality.nps_restatements where period_grain = 'month' order by 1"
    )
    assert months == [
        (1, 1, "late", 60, 45.45, 10, 11, False),
        (2, 1, "correction", 60, 40, 10, 10, False),
        (3, 1, "identity", 41.67, 54.55, 12, 11, False),
        (4, 1, "seed", 60, 100, 10, 10, False),
    ]


def land(warehouse: Warehouse, part: str, answers: list[Answer]) -> None:
    """Land responses of a survey tool, each with its answer to the NPS question."""
    rows = [HEADER, *((name, name, *given) for name, *given, _ in answers)]
    lines = "\n".join(",".join(row) for row in rows) + "\n"
    scores = [
        json.dumps({"response_id": name, "question_id": "q_nps", "answer": str(score)})
        for name, *_, score in answers
    ]
    warehouse.land(f"surveys/survey_responses.{part}.csv", lines)
    warehouse.land(f"surveys/survey_answers.{part}.jsonl", "\n".join(scores) + "\n")
