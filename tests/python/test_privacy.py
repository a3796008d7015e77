"""Nothing published lets a hidden group of an employee or anonymous survey be computed back.

Every published number that holds secret answers is a linear equation in the answers of the
smallest cells (day by segment). A group is given away when its indicator lies in the row space
of those equations: some sum and difference of published numbers is exactly that group.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import WITHOUT_TESTS, Warehouse

WORLDS = 30
THRESHOLD = 5
SEGMENT_TYPES = ("department", "tenure_band")
GRAINS = ("month", "quarter", "year")
# The marts that are read here, and what these are made of.
READ = (
    "+nps_by_period",
    "+nps_by_segment",
    "+nps_rolling",
    "+fct_survey_responses",
    "+fct_survey_answers",
)


@dataclass(frozen=True)
class Answer:
    """One response of the test world; `kind` is the survey kind it is published under."""

    brand: str
    kind: str
    is_secret: bool
    day: date
    department: str
    tenure_band: str


@dataclass(frozen=True)
class Published:
    """Both files of the world: what was answered, and the warehouse that publishes it."""

    answers: list[Answer]
    warehouse: Warehouse


def _answers() -> list[Answer]:
    """Worlds of uneven departments and months, each a brand of its own.

    The employee survey is all secret; the relationship survey mixes named answers with a
    trickle of anonymous ones.
    """
    random = np.random.default_rng(20260101)
    answers = []
    for world in range(WORLDS):
        departments = [f"d{n}" for n in range(random.integers(2, 5))]
        weights = random.dirichlet(np.full(len(departments), 0.7))
        months = random.dirichlet(np.full(14, random.choice([0.3, 1.0, 5.0])))
        for kind, is_secret, size in (
            ("employee", True, int(random.choice([12, 60, 400]))),
            ("relationship", True, int(random.choice([8, 30, 200]))),
            ("relationship", False, 60),
        ):
            for month in random.choice(14, size=size, p=months):
                day = date(2024 + month // 12, month % 12 + 1, 1) + timedelta(
                    days=int(random.integers(0, 28))
                )
                answers.append(
                    Answer(
                        brand=f"w{world}",
                        kind=kind,
                        is_secret=is_secret,
                        day=day,
                        department=str(random.choice(departments, p=weights)),
                        tenure_band=str(random.choice(["new", "old", "oldest"], p=[0.1, 0.3, 0.6])),
                    )
                )
    return answers


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, parsed: Path) -> Published:
    """The worlds, landed in the generic survey shape and built."""
    warehouse = Warehouse(tmp_path_factory.mktemp("privacy"))
    answers = _answers()
    responses = io.StringIO()
    writer = csv.writer(responses)
    writer.writerow(
        ["response_id", "respondent_id", "survey_id", "brand_id", "submitted_at", "channel"]
    )
    lines = []
    for number, answer in enumerate(answers):
        survey = {
            ("employee", True): "employee_survey",
            ("relationship", True): "exit_anonymous",
            ("relationship", False): "SV_meridian_relationship",
        }[answer.kind, answer.is_secret]
        question = {"employee_survey": "q_enps", "exit_anonymous": "q_nps"}.get(survey, "QID1")
        writer.writerow([number, f"p{number}", survey, answer.brand, f"{answer.day}T12:00", "web"])
        given = {
            question: number % 11,
            "department": answer.department,
            "tenure_band": answer.tenure_band,
        }
        lines += [
            json.dumps({"response_id": number, "question_id": key, "answer": str(value)})
            for key, value in given.items()
        ]
    warehouse.land("surveys/survey_responses.csv", responses.getvalue())
    warehouse.land("surveys/survey_answers.jsonl", "\n".join(lines) + "\n")
    warehouse.script("load")
    warehouse.adopt(parsed, as_of_date="2026-01-01")
    warehouse.dbt(
        "build", *WITHOUT_TESTS, "--vars", '{"as_of_date": "2026-01-01"}', "--select", *READ
    )
    return Published(answers, warehouse)


def _period_start(day: date, grain: str) -> date:
    return {
        "month": day.replace(day=1),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
    }[grain]


def _published_counts(published: Published) -> dict[tuple, int | None]:
    """Response count by (brand, kind, segment type, segment, grain, period) in both marts."""
    rows = published.warehouse.query(
        """
        select brand_id, survey_kind, null, null, period_grain, period_start_date,
            case when suppression_reason is null then response_count end
        from nps.nps_by_period where period_grain in ('month', 'quarter', 'year')
        union all
        select brand_id, survey_kind, segment_type, segment_value, period_grain,
            period_start_date, case when suppression_reason is null then response_count end
        from nps.nps_by_segment
        """
    )
    return {row[:6]: row[6] for row in rows}


def _groups_of(answer: Answer) -> list[tuple]:
    """Every published group the answer belongs to, keyed as in `_published_counts`."""
    segments = [(None, None), *((name, getattr(answer, name)) for name in SEGMENT_TYPES)]
    return [
        (answer.brand, answer.kind, *segment, grain, _period_start(answer.day, grain))
        for segment in segments
        for grain in GRAINS
    ]


class Equations:
    """Published groups of secret answers, each a 0/1 vector over the smallest cells."""

    def __init__(self, vectors: list[np.ndarray]) -> None:
        """Find an orthonormal basis of all sums and differences of the vectors."""
        self.vectors = {tuple(vector) for vector in vectors}
        _, scales, basis = np.linalg.svd(np.array(vectors or [[0.0]]), full_matrices=False)
        self.basis = basis[scales > 1e-9]

    def give_away(self, target: np.ndarray) -> bool:
        """Whether some sum and difference of the vectors is the target, and none is it already.

        Answers that all came in one month are the same group by month as by quarter: where the
        quarter is large enough to be shown, nothing is given away.
        """
        if not len(self.basis) or tuple(target) in self.vectors:
            return False
        return bool(np.abs(target - self.basis.T @ (self.basis @ target)).max() < 1e-9)


def test_no_small_or_hidden_group_can_be_computed_back(published: Published) -> None:
    """Differences of periods, of segments and of parents, all at once, give nothing away."""
    counts = _published_counts(published)
    named = Counter(
        group
        for answer in published.answers
        if not answer.is_secret
        for group in _groups_of(answer)
    )
    worlds: dict[tuple, list[Answer]] = {}
    for answer in published.answers:
        if answer.is_secret:
            worlds.setdefault((answer.brand, answer.kind), []).append(answer)
    leaks, hidden_groups, shown_groups = [], 0, 0
    for answers in worlds.values():
        cells = sorted(
            {(_period_start(a.day, "month"), a.department, a.tenure_band) for a in answers}
        )
        index = {cell: n for n, cell in enumerate(cells)}
        vectors: dict[tuple, np.ndarray] = {}
        sizes: Counter = Counter()
        for answer in answers:
            cell = index[_period_start(answer.day, "month"), answer.department, answer.tenure_band]
            for group in _groups_of(answer):
                vectors.setdefault(group, np.zeros(len(cells)))[cell] = 1
                sizes[group] += 1
        shown, hidden = [], []
        for group, size in sizes.items():
            count = counts[group]
            secret_count = 0 if count is None else count - named[group]
            assert secret_count in (0, size), f"{group}: part of {size} secret answers is shown"
            (shown if secret_count else hidden).append(group)
        leaks += [(sizes[group], group) for group in shown if sizes[group] < THRESHOLD]
        # A small group is safe from all published numbers taken together; one that is hidden to
        # protect another, from all of its own mart. (Two marts together may well tell a large
        # one: where only one department answered in May, May is that department.)
        everything = Equations([vectors[group] for group in shown])
        own_mart = {
            is_segment: Equations([vectors[g] for g in shown if bool(g[2]) == is_segment])
            for is_segment in (False, True)
        }
        leaks += [
            (sizes[group], group)
            for group in hidden
            if (everything if sizes[group] < THRESHOLD else own_mart[bool(group[2])]).give_away(
                vectors[group]
            )
        ]
        hidden_groups += len(hidden)
        shown_groups += len(shown)
    assert not leaks
    # The test would prove nothing if all were hidden, or nothing.
    assert hidden_groups > 200
    assert shown_groups > 200


def test_hidden_groups_show_nothing_at_all(published: Published) -> None:
    """Of a hidden employee group not even the size is told, nor anything derived."""
    for mart in ("nps_by_period", "nps_by_segment"):
        assert published.warehouse.query(
            f"""
            select count(*) from nps.{mart}
            where survey_kind = 'employee' and suppression_reason is not null
                and coalesce(response_count, promoter_count, passive_count, detractor_count,
                    promoter_share, passive_share, detractor_share, nps, nps_ci_low,
                    nps_ci_high, design_effect, nps_unfiltered) is not null
            """
        ) == [(0,)]
    assert published.warehouse.query(
        "select count(*) from nps.nps_by_period where survey_kind = 'employee' "
        "and suppression_reason is null and nps_unfiltered is not null"
    ) == [(0,)]


def test_secret_surveys_have_no_rows_and_no_days(published: Published) -> None:
    """No response, no answer, nothing finer than a month, no customer."""
    assert published.warehouse.query(
        "select count(*) from core.fct_survey_responses "
        "where survey_id in ('employee_survey', 'exit_anonymous')"
    ) == [(0,)]
    assert published.warehouse.query(
        "select count(*) from core.fct_survey_answers "
        "where survey_id in ('employee_survey', 'exit_anonymous')"
    ) == [(0,)]
    assert published.warehouse.query(
        "select distinct period_grain from nps.nps_by_period where survey_kind = 'employee' "
        "order by 1"
    ) == [("month",), ("quarter",), ("year",)]
    assert published.warehouse.query(
        "select count(*) from nps.nps_rolling where survey_kind = 'employee'"
    ) == [(0,)]
    assert published.warehouse.query(
        "select count(*) from intermediate.int_survey_responses_identified "
        "where is_secret and (customer_key is not null or account_key is not null)"
    ) == [(0,)]


def test_days_of_a_mixed_kind_count_the_named_answers_only(published: Published) -> None:
    """Days add up to what the row-level facts already show."""
    assert published.warehouse.query(
        "select sum(promoter_count) from nps.nps_by_period "
        "where survey_kind = 'relationship' and period_grain = 'day'"
    ) == published.warehouse.query(
        """
        select sum(promoters) from (
            select count(*) filter (where nps_points = 100) as promoters
            from core.fct_survey_responses where survey_kind = 'relationship' and is_counted
            group by brand_id, submitted_date having count(*) >= 5)
        """
    )
