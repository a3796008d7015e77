"""The sample world is what it says it is: read back with plain Python, without the warehouse."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import duckdb
import pytest
from sample import write_sample

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
AS_OF = date(2026, 11, 1)


class Sample(NamedTuple):
    """A written world: its folder and its truth."""

    folder: Path
    truth: dict[str, Any]

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Rows of one file, by column; fields beyond the header are under None."""
        file = self.folder / path
        if path.endswith(".parquet"):
            table = duckdb.read_parquet(str(file))
            return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
        content = file.read_bytes()
        text = (gzip.decompress(content) if path.endswith(".gz") else content).decode()
        if ".jsonl" in path:
            return [json.loads(line) for line in text.splitlines()]
        delimiter = "\t" if path.endswith(".tsv") else ","
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        """Rows of all files of a table in the order of landing, the renamed duplicate left out."""
        for path in sorted(self.truth["rows"]):
            if path.startswith(f"{name}.") and "resent" not in path:
                yield from self.rows(path)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Write the default world once."""
    folder = tmp_path_factory.mktemp("sample")
    return Sample(folder, write_sample(folder, AS_OF))


def seed_column(name: str, column: str) -> set[str]:
    """Values of one column of a seed."""
    with (SEEDS / f"{name}.csv").open(newline="") as lines:
        return {row[column] for row in csv.DictReader(lines)}


def instant(text: str) -> datetime | None:
    """Read a date in any form the generic files hold, as UTC."""
    try:
        number = float(text)
    except ValueError:
        for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S"):
            try:
                found = datetime.strptime(text, form)
            except ValueError:
                continue
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return None
    if number < 1e5:
        return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=number)
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)


def nps_counts(answers: list[str]) -> dict[str, int]:
    """Count the three categories among whole scores of 0 to 10."""
    scores = [int(answer) for answer in answers if answer in set(map(str, range(11)))]
    promoters = sum(score > 8 for score in scores)
    detractors = sum(score < 7 for score in scores)
    return {
        "n": len(scores),
        "promoters": promoters,
        "passives": len(scores) - promoters - detractors,
        "detractors": detractors,
    }


def latest(rows: Iterator[dict[str, Any]], *key: str) -> dict[tuple, dict[str, Any]]:
    """Keep the last landed version of each record."""
    return {tuple(row[column] for column in key): row for row in rows}


def stated(sample: Sample, table: str, **group: str) -> dict[str, int]:
    """Look up the counts the truth states for one group."""
    (found,) = (row for row in sample.truth[table] if group.items() <= row.items())
    return {key: found[key] for key in ("n", "promoters", "passives", "detractors")}


def test_same_seed_same_bytes(sample: Sample, tmp_path: Path) -> None:
    """Every file is the same for the same seed, and another seed is another world."""
    write_sample(tmp_path / "again", AS_OF)
    for path in [*sample.truth["rows"], "_truth.json"]:
        assert (tmp_path / "again" / path).read_bytes() == (sample.folder / path).read_bytes()
    assert write_sample(tmp_path / "other", AS_OF, seed=8)["nps"] != sample.truth["nps"]


def test_files_hold_the_rows_the_truth_states(sample: Sample) -> None:
    """No file is missing or extra, and every one holds as many rows as stated."""
    written = {
        path.relative_to(sample.folder).as_posix()
        for path in sample.folder.rglob("*")
        if path.is_file()
    }
    assert written == {*sample.truth["rows"], "_truth.json"}
    assert {path: len(sample.rows(path)) for path in sample.truth["rows"]} == sample.truth["rows"]
    assert json.loads((sample.folder / "_truth.json").read_text()) == sample.truth


def test_a_small_world_has_about_a_hundred_responses_and_every_kind_of_dirt(tmp_path: Path) -> None:
    """Scale 0.02 is what fault tests run on."""
    truth = write_sample(tmp_path, AS_OF, scale=0.02)
    headlines = sum(group["n"] for group in truth["nps_by_month"])
    assert 80 <= headlines <= 180
    assert all(truth["dirt"].values())


def test_landed_files_are_never_overwritten(sample: Sample) -> None:
    """A second world in the same folder is refused, and nothing is left behind."""
    before = {path: path.stat().st_mtime_ns for path in sample.folder.rglob("*")}
    with pytest.raises(FileExistsError):
        write_sample(sample.folder, AS_OF, seed=8)
    assert {path: path.stat().st_mtime_ns for path in sample.folder.rglob("*")} == before


def test_dates_lie_in_the_24_months(sample: Sample) -> None:
    """Every readable date is inside the world but the planted one in 2031."""
    dates = [
        instant(row["submitted_at"])
        for table in ("surveys/survey_responses", "panel/survey_responses")
        for row in sample.table(table)
    ]
    dates += [
        datetime.fromisoformat(row["end_date"]).replace(tzinfo=UTC)
        for row in sample.table("qualtrics/survey_response")
    ]
    months = Counter(at.strftime("%Y-%m") for at in dates if at and at.year != 2031)
    assert (min(months), max(months), len(months)) == ("2024-11", "2026-10", 24)
    assert dates.count(None) == len(sample.truth["dirt"]["unparsable_date"])
    assert sum(at.year == 2031 for at in dates if at) == len(sample.truth["dirt"]["future_dated"])


def test_ids_refer_to_something(sample: Sample) -> None:
    """Answers have a response, people one account, and slugs a row in the seeds."""
    responses = [*sample.table("surveys/survey_responses")]
    answers = [*sample.table("surveys/survey_answers")]
    ids = {row["response_id"] or None for row in responses}
    assert {row["response_id"] for row in answers} <= ids
    assert {row["response_id"] for row in sample.table("surveys/survey_invitations")} - {""} <= ids

    key = ("respondent_id", "survey_id", "brand_id")
    ratings = latest(sample.table("panel/survey_responses"), *key)
    assert set(latest(sample.table("panel/survey_answers"), *key)) == set(ratings)
    brands = Counter(respondent for respondent, _, _ in ratings)
    assert set(brands.values()) == {3, 4, 5}

    accounts = defaultdict(set)
    embedded = latest(sample.table("qualtrics/survey_embedded_data"), "response_id", "key")
    for (response_id, name), row in embedded.items():
        if name == "customer_id":
            account = embedded[response_id, "account_id"]["value"]
            accounts[row["value"]].add(account)
    assert accounts and all(len(found) == 1 for found in accounts.values())

    surveys = {row["survey_id"] for row in responses} | {survey for _, survey, _ in ratings}
    assert surveys <= seed_column("surveys", "survey_id")
    assert {brand for _, _, brand in ratings} == seed_column("brands", "brand_id")
    assert {row["channel"] for row in responses} <= seed_column("channels", "channel_id")
    questions = {row["question_id"] for row in answers} | {name for _, name in embedded}
    assert questions <= seed_column("survey_questions", "question_id")
    labels = {row["answer"] for row in answers if row["question_id"] == "q_csat"} - set(range(1, 6))
    assert labels <= seed_column("survey_answer_options", "answer_text")


def test_planted_dirt_is_in_the_files(sample: Sample) -> None:
    """The raw rows show each kind of dirt on the responses the truth names."""
    dirt = {kind: set(ids) for kind, ids in sample.truth["dirt"].items()}
    responses = [*sample.table("surveys/survey_responses")]
    scores = defaultdict(list)
    for row in sample.table("surveys/survey_answers"):
        if row["question_id"] in {"q_nps", "q_enps"}:
            scores[row["response_id"]].append("" if row["answer"] is None else str(row["answer"]))
    for row in sample.table("qualtrics/question_response"):
        if row["question_id"] == "QID1":
            scores[row["response_id"]].append(row["value"])
    lost = len(dirt["missing_response_id"])
    assert len(scores.pop(None)) == sum(not row["response_id"] for row in responses) == lost
    assert {one for one, given in scores.items() if len(given) > 1} == dirt["corrected"]
    last = {one: given[-1] for one, given in scores.items()}
    blank = {one for one, score in last.items() if score in {"", "99"}}
    valid = {str(score) for score in range(11)}
    assert blank == dirt["blank_score"]
    assert {one for one, score in last.items() if score not in valid} - blank == dirt[
        "out_of_range"
    ]
    assert {last[one] for one in dirt["out_of_range"]} == {"11", "-1", "7.5", "N/A"}

    assert {row["response_id"] for row in responses if None in row} == dirt["broken_line"]
    again = sample.folder / "surveys/survey_responses.2026-10.resent.csv"
    assert again.read_bytes() == (again.parent / "survey_responses.2026-10.csv").read_bytes()
    flagged = {
        "preview": {row["response_id"] for row in responses if row["is_preview"] == "true"},
        "incomplete": {row["response_id"] for row in responses if row["is_complete"] == "false"},
        "bot": {row["response_id"] for row in responses if float(row["bot_score"]) < 0.5},
    }
    for row in sample.table("qualtrics/survey_response"):
        flagged["preview"] |= {row["id"]} if row["status"] == "1" else set()
        flagged["incomplete"] |= {row["id"]} if row["finished"] == "0" else set()
    for row in sample.table("qualtrics/survey_embedded_data"):
        is_bot = row["key"] == "Q_RecaptchaScore" and float(row["value"]) < 0.5
        flagged["bot"] |= {row["response_id"]} if is_bot else set()
    assert flagged == {kind: dirt[kind] for kind in flagged}


def test_fast_people_are_the_planted_speeders(sample: Sample) -> None:
    """Under a third of the survey's median: those planted and nobody honest."""
    durations = defaultdict(dict)
    for row in sample.table("surveys/survey_responses"):
        durations[row["survey_id"]][row["response_id"]] = int(row["duration_seconds"])
    for row in sample.table("qualtrics/survey_response"):
        durations[row["survey_id"]][row["id"]] = int(row["duration_in_seconds"])
    fast = {
        response_id
        for survey in durations.values()
        for response_id, seconds in survey.items()
        if seconds < sorted(survey.values())[len(survey) // 2] / 3
    }
    assert fast == set(sample.truth["dirt"]["speeder"])


def test_straightliners_are_few_but_not_only_the_planted(sample: Sample) -> None:
    """Honest people give five equal answers too, at a rate of up to a tenth."""
    drivers = defaultdict(set)
    for row in sample.table("panel/survey_answers"):
        if row["question_id"].startswith("drv_"):
            rating = f"{row['survey_id']}:{row['respondent_id']}:{row['brand_id']}"
            drivers[rating].add(row["answer"])
    equal = {rating for rating, answers in drivers.items() if len(answers) == 1}
    planted = set(sample.truth["dirt"]["straightliner"])
    assert planted < equal
    assert 0.01 < len(equal - planted) / len(drivers) < 0.10


def test_relationship_counts_are_those_of_the_files(sample: Sample) -> None:
    """Qualtrics: previews, bots and the response of 2031 out, corrections in, by dimension."""
    bots = {
        row["response_id"]
        for row in sample.table("qualtrics/survey_embedded_data")
        if row["key"] == "Q_RecaptchaScore" and float(row["value"]) < 0.5
    }
    counted = {
        row["id"]
        for row in sample.table("qualtrics/survey_response")
        if row["status"] == "0" and row["end_date"] < "2026-11-01" and row["id"] not in bots
    }
    answers = latest(sample.table("qualtrics/question_response"), "response_id", "question_id")
    dimensions = ["overall", "communication", "quality", "control", "improvement"]
    for number, dimension in enumerate(dimensions, start=1):
        given = [
            row["value"]
            for (response_id, question), row in answers.items()
            if question == f"QID{number}" and response_id in counted
        ]
        survey = "SV_meridian_relationship"
        expected = stated(sample, "nps_by_survey", survey_id=survey, dimension=dimension)
        assert nps_counts(given) == expected


@pytest.mark.parametrize("survey_id", ["post_ticket", "post_purchase", "exit_anonymous"])
def test_generic_counts_are_those_of_the_files(sample: Sample, survey_id: str) -> None:
    """Unusable rows, previews, bots, the future and repeats within 24 hours out; anonymous stay."""
    usable: dict[str, dict[str, Any]] = {}
    for row in sample.table("surveys/survey_responses"):
        submitted_at = instant(row["submitted_at"])
        if (
            row["survey_id"] == survey_id
            and row["response_id"]
            and None not in row
            and submitted_at
        ):
            usable[row["response_id"]] = row | {"at": submitted_at}
    submissions = defaultdict(list)
    for row in usable.values():
        submissions[row["customer_id"], row["related_record_id"]].append(row)
    repeated = {
        first["response_id"]
        for rows in submissions.values()
        for first, second in pairwise(sorted(rows, key=lambda row: row["at"]))
        if second["at"] - first["at"] <= timedelta(hours=24) and survey_id != "exit_anonymous"
    }
    answers = latest(sample.table("surveys/survey_answers"), "response_id", "question_id")
    given = [
        str(answers[response_id, "q_nps"]["answer"])
        for response_id, row in usable.items()
        if row["is_preview"] == "false"
        and float(row["bot_score"]) >= 0.5
        and row["at"].date() < AS_OF
        and response_id not in repeated
    ]
    assert nps_counts(given) == stated(sample, "nps_by_survey", survey_id=survey_id)
    assert repeated <= set(sample.truth["superseded"])


def test_panel_counts_are_those_of_the_files(sample: Sample) -> None:
    """Every rating of a panel counts, for the brand it is about."""
    scores = defaultdict(list)
    for row in sample.table("panel/survey_answers"):
        if row["question_id"] == "q_nps":
            scores[row["brand_id"], row["survey_id"]].append(row["answer"])
    assert len(scores) == 10
    for (brand_id, survey_id), given in scores.items():
        expected = stated(sample, "nps_by_survey", brand_id=brand_id, survey_id=survey_id)
        assert nps_counts(given) == expected


def test_periods_and_segments_add_up(sample: Sample) -> None:
    """The truth's finer tallies sum to its totals."""
    for table in ("nps_by_survey", "nps_by_month", "nps_by_segment"):
        totals = Counter()
        for row in sample.truth[table]:
            totals[row["brand_id"], row["survey_kind"], row["dimension"]] += row["n"]
        for (brand_id, kind, dimension), count in totals.items():
            group = {"brand_id": brand_id, "survey_kind": kind, "dimension": dimension}
            assert stated(sample, "nps", **group)["n"] == count


def test_answers_cluster_by_account(sample: Sample) -> None:
    """Intra-class correlation of overall scores is about 0.3, one answer a person."""
    embedded = latest(sample.table("qualtrics/survey_embedded_data"), "response_id", "key")
    latest_score = {}
    for row in sample.table("qualtrics/question_response"):
        person = embedded.get((row["response_id"], "customer_id"))
        if person and row["question_id"] == "QID1" and row["value"] in map(str, range(11)):
            account = embedded[row["response_id"], "account_id"]["value"]
            latest_score[person["value"]] = (account, int(row["value"]))
    accounts = defaultdict(list)
    for account, score in latest_score.values():
        accounts[account].append(score)
    groups = [scores for scores in accounts.values() if len(scores) > 1]
    count = sum(map(len, groups))
    centre = mean(score for scores in groups for score in scores)
    between = sum(len(scores) * (mean(scores) - centre) ** 2 for scores in groups)
    within = sum((score - mean(scores)) ** 2 for scores in groups for score in scores)
    between_mean, within_mean = between / (len(groups) - 1), within / (count - len(groups))
    size = (count - sum(len(scores) ** 2 for scores in groups) / count) / (len(groups) - 1)
    correlation = (between_mean - within_mean) / (between_mean + (size - 1) * within_mean)
    assert 0.22 < correlation < 0.42
