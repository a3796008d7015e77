"""Real data, added to a copy of the project the way an analyst would add it.

The files under real_data/ are what that takes: landing options, staging models, rows of seeds and
words in dbt_project.yml. All sources are built at once, and what the marts say is compared with
figures computed straight from the files or published beside them.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Warehouse

ADDED = Path(__file__).parent / "real_data"
DATA = Path(os.environ.get("NPS_SHARED_DATA", ROOT.parent / "shared" / "data"))
LANDED = {
    "sfo": "sfo_airport/*.csv",
    "garden": "garden_retail_fr/*.csv",
    "cncf": "cncf_maintainers/*.csv",
    "conference/feedback": "prep_nps_cases/customer_feedback/input_*.csv",
    "stores/answers": "prep_nps_cases/repeat_responses/input_01.csv",
    "qualtrics": "fivetran_qualtrics/*.csv",
}
SCORES = {str(score) for score in range(11)}
MISSING = [pattern for pattern in LANDED.values() if not any(DATA.glob(pattern))]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"real data is not here: no {', '.join(MISSING)} in {DATA}"
)

Block = tuple[int, int | None, int | None, int | None, float | None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The project with five more sources, loaded and built once."""
    folder = tmp_path_factory.mktemp("real")
    warehouse = Warehouse(folder, add_sources(folder / "project"))
    for place, pattern in LANDED.items():
        for file in sorted(DATA.glob(pattern)):
            warehouse.land(f"{place}/{file.name}", file.read_bytes())
    shutil.copytree(ADDED / "landing", warehouse.landing, dirs_exist_ok=True)
    warehouse.script("load")
    warehouse.dbt("build", "--exclude-resource-type", "unit_test")
    return warehouse


def add_sources(project: Path) -> Path:
    """Copy the project to a folder and do there what an analyst does."""
    for name in ("models", "macros", "seeds", "scripts", "tests/generic"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "profiles.yml", project)
    shutil.copytree(ADDED / "models", project / "models", dirs_exist_ok=True)
    for seed in (ADDED / "seeds").iterdir():
        rows = seed.read_text(encoding="utf-8").partition("\n")[2]
        with (project / "seeds" / seed.name).open("a", encoding="utf-8") as file:
            file.write(rows)
    config = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    for name, words in yaml.safe_load((ADDED / "vars.yml").read_text(encoding="utf-8")).items():
        given = config["vars"][name]
        config["vars"][name] = given + words if isinstance(given, list) else given | words
    (project / "dbt_project.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return project


def records(pattern: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """Rows of the files that match, read by nothing of this project."""
    rows = []
    for path in sorted(DATA.glob(pattern)):
        with path.open(encoding=encoding, newline="") as file:
            rows += csv.DictReader(file)
    return rows


def block(scores: list[int]) -> Block:
    """Responses, promoters, passives, detractors and NPS by plain counting; hidden below 5."""
    count = len(scores)
    if count < 5:
        return count, None, None, None, None
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    nps = 100 * (promoters - detractors) / count
    return count, promoters, count - promoters - detractors, detractors, round(nps, 4)


def blocks_by(rows: list[dict[str, str]], question: str, segment: str) -> dict[str, Block]:
    """The block of each segment, over the rows with a score of 0 to 10."""
    scores = defaultdict(list)
    for row in rows:
        if row[question] in SCORES:
            scores[row[segment]].append(int(row[question]))
    return {value: block(given) for value, given in scores.items()}


def published(warehouse: Warehouse, key: str, mart_and_filter: str) -> dict[str, Block]:
    """Blocks of an NPS mart by a column of it."""
    rows = warehouse.query(
        f"select cast({key} as varchar), response_count, promoter_count, passive_count, "
        f"detractor_count, round(nps, 4) from nps.{mart_and_filter}"
    )
    found = {name: tuple(figures) for name, *figures in rows}
    assert len(found) == len(rows), f"{key} is no key of {mart_and_filter}"
    return found


def test_every_landed_row_is_accounted_for(built: Warehouse) -> None:
    """Landed = quarantined + superseded + staged in every model, and landed is what files hold."""
    rows = built.query(
        "select source_system, table_name, landed, quarantined + superseded + staged "
        "from quality.row_reconciliation where staging_model is not null"
    )
    assert [row for row in rows if row[2] != row[3]] == []
    landed = {f"{source}.{table}": count for source, table, count, _ in rows}
    assert landed == {
        "sfo.passengers": len(records("sfo_airport/*.csv")),
        "garden.nps": len(records("garden_retail_fr/*.csv", "latin-1")),
        # Each file has a second header row.
        "cncf.maintainers": len(records("cncf_maintainers/*.csv")) - 6,
        "conference.feedback": 2 * 39,
        "stores.answers": 140,
        "qualtrics.survey_response": 5,
        "qualtrics.question_response": 5,
        "qualtrics.question_option": 5,
        "qualtrics.survey_embedded_data": 5,
    }


def test_passengers_of_one_year_tell_nps(built: Warehouse) -> None:
    """Only 2017 asks; 11 is a blank; the period is the file's year."""
    assert published(
        built, "period_start_date", "nps_by_period where brand_id = 'sfo' and period_grain = 'year'"
    ) == {"2017-01-01": (2746, 1436, 968, 342, 39.8398)}
    assert built.query(
        "select survey_id, exclusion_reason, count(*) from core.fct_survey_responses "
        "where source_system = 'sfo' and not is_counted group by all order by all"
    ) == [
        ("sfo_2015", "no_nps_question", 2958),
        ("sfo_2016", "no_nps_question", 3087),
        ("sfo_2017", "missing_score", 85),
    ]
    assert built.query(
        "select round(sum(response_weight * nps_points) / sum(response_weight), 4) "
        "from core.fct_survey_responses where source_system = 'sfo' and is_counted"
    ) == [(40.3984,)]


def test_passengers_by_destination(built: Warehouse) -> None:
    """Every area of the world, counted by hand from the file."""
    expected = blocks_by(records("sfo_airport/*2017.csv"), "NETPRO", "DESTGEO")
    assert len(expected) == 9
    assert (
        published(
            built,
            "segment_value",
            "nps_by_segment where brand_id = 'sfo' and segment_type = 'region' "
            "and period_grain = 'year'",
        )
        == expected
    )


def test_passengers_are_as_satisfied_as_they_say(built: Warehouse) -> None:
    """Satisfaction of all three years: 4 and 5 of 1 to 5, blanks and not applicable left out."""
    expected = {
        f"sfo_{year}": Counter(
            row["Q7ALL"] in "45"
            for row in records(f"sfo_airport/*{year}.csv")
            if row["Q7ALL"] in {"1", "2", "3", "4", "5"}
        )
        for year in (2015, 2016, 2017)
    }
    found = built.query(
        "select survey_id, count(is_satisfied), count(*) filter (where is_satisfied) "
        "from core.fct_survey_responses where source_system = 'sfo' group by 1"
    )
    assert {survey: (count, satisfied) for survey, count, satisfied in found} == {
        survey: (counts.total(), counts[True]) for survey, counts in expected.items()
    }


def test_garden_centres_by_wave(built: Warehouse) -> None:
    """French and latin-1, `NA` is a blank; waves are a segment type of the analyst's own."""
    year = "where brand_id = 'garden' and period_grain = 'year'"
    assert list(published(built, "brand_id", f"nps_by_period {year}").values()) == [
        (13612, 8465, 3953, 1194, 53.4161)
    ]
    waves = published(built, "segment_value", f"nps_by_segment {year} and segment_type = 'wave'")
    expected = blocks_by(records("garden_retail_fr/nps.csv", "latin-1"), "nps", "t")
    expected["unknown"] = expected.pop("NA")
    assert waves == expected
    assert (waves["0"][0], waves["0"][4]) == (2976, 53.0914)
    assert (waves["5"][0], waves["5"][4]) == (810, 54.1975)
    assert [waves[wave] for wave in ("15", "16", "17")] == [
        (1, None, None, None, None),
        (3, None, None, None, None),
        (2, None, None, None, None),
    ]


def test_garden_comments_are_read_in_their_encoding(built: Warehouse) -> None:
    """An é is an é in every comment of a customer."""
    expected = sum(
        "é" in row["explication"] for row in records("garden_retail_fr/*.csv", "latin-1")
    )
    assert built.query(
        "select count(*) from staging.stg_garden__survey_answers "
        "where question_id = 'explication' and position('é' in answer_text) > 0"
    ) == [(expected,)]


def test_maintainers_by_half_year(built: Warehouse) -> None:
    """Words are scores, one wave's labels are not, and older answers repeated are not read."""
    assert published(
        built,
        "period_start_date",
        "nps_by_period where brand_id = 'cncf' and period_grain = 'quarter'",
    ) == {
        "2019-10-01": (70, 36, 26, 8, 40.0),
        "2020-10-01": (97, 64, 23, 10, 55.6701),
        "2021-04-01": (93, 69, 22, 2, 72.043),
        "2021-10-01": (102, 72, 22, 8, 62.7451),
        "2022-04-01": (99, 57, 29, 13, 44.4444),
    }
    assert built.query(
        "select exclusion_reason, count(*), count(nps_score) from core.fct_survey_responses "
        "where survey_id = 'maintainers_2020_h1' group by 1"
    ) == [("no_nps_question", 79, 0)]


def test_conference_exported_twice_is_counted_once(built: Warehouse) -> None:
    """The published answer of the practice case: -35.9 of 39."""
    (expected,) = records("prep_nps_cases/customer_feedback/expected_01.csv")
    ((count, promoters, _, detractors, nps),) = published(
        built, "brand_id", "nps_by_period where brand_id = 'sudzilla' and period_grain = 'year'"
    ).values()
    assert [round(nps, 1), count, promoters, detractors] == [
        float(value) for value in expected.values()
    ]


def test_first_and_latest_response_of_each_customer(built: Warehouse) -> None:
    """140 rows of answers become the 26 rows of the practice case.

    Its ages and comments are left out: no birthday is read, and texts wait for redaction.
    """
    names = dict(
        built.query(
            "select 'stores:respondent:masked-' || person_number, native_person_id "
            "from restricted.int_person_ids_masked"
        )
    )
    query = (ADDED / "first_and_latest.sql").read_text(encoding="utf-8")
    found = [
        (region, store, names[person], f"{at:%d/%m/%Y %H:%M:%S}", result, str(score), category)
        for region, store, person, at, result, score, category in built.query(query)
    ]
    expected = [
        (
            row["Country"].lower().replace(" ", "_"),
            "stores:store:" + row["Store"].lower().replace(" ", "_"),
            f"{row['Name']} of {row['Store']}".lower(),
            row["Completion Date (Date Time stamp)"],
            row["Result (First / Latest)"],
            row["Would you recommend C&BS Co to your friends and family?"],
            next(name.lower() for name in ("Promoter", "Passive", "Detractor") if row[name]),
        )
        for row in records("prep_nps_cases/repeat_responses/expected_01.csv")
    ]
    assert len(expected) == 26
    assert sorted(found) == sorted(expected)


def test_a_day_without_a_year_is_quarantined(built: Warehouse) -> None:
    """`Monday - 13th Jan` is no date: the response is kept aside, with its reason."""
    assert built.query(
        "select reason, row_count from quality.quarantine_summary where source_system = 'stores'"
    ) == [("submitted_at is missing or unreadable", 5)]


def test_connector_sample_of_unknown_surveys_counts_nowhere(built: Warehouse) -> None:
    """Five responses to surveys that no seed declares: kept, flagged, in no NPS."""
    assert built.query(
        "select exclusion_reason, count(*) from core.fct_survey_responses "
        "where source_system = 'qualtrics' group by 1"
    ) == [("unknown_survey", 5)]
    assert built.query("select count(*) from nps.nps_by_period where brand_id = 'meridian'") == [
        (0,)
    ]
