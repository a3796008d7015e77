"""Real data, added to a copy of the project the way an analyst would add it.

The files under real_data/ are what that takes: landing options, staging models, rows of seeds and
words in dbt_project.yml. All sources are built at once, and what the marts say is compared with
figures computed straight from the files or published beside them.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from zipfile import ZipFile
from zoneinfo import ZoneInfo

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
    "zendesk": "fivetran_zendesk/*.csv",
    "skytrax": "skytrax_reviews/*.csv",
    "servicenow": "servicenow_incidents/*.zip",
}
# Since then the site asks for ten stars of a lounge, and by a form with one question more.
NEW_FORM = "2015-06-09"
LOUNGE_PARTS = (
    "comfort",
    "cleanliness",
    "bar_beverages",
    "catering",
    "washrooms",
    "wifi_connectivity",
    "staff_service",
)
SCORES = {str(score) for score in range(11)}
MISSING = [pattern for pattern in LANDED.values() if not any(DATA.glob(pattern))]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"real data is not here: no {', '.join(MISSING)} in {DATA}"
)

# The example of SOURCES for business minutes, as tables of the help desk: hours by minutes from
# Sunday 00:00 UTC, and a ticket that is moved to other hours just before the first reply.
WORKED_EXAMPLE = {
    "schedule": "id,name,time_zone,start_time,end_time,created_at,_fivetran_synced\n"
    + "".join(
        f"level_{level},Level {level},UTC,{start},{end},2020-01-01 00:00:00,2020-10-02 00:00:00\n"
        for level, starts, length in (
            (1, (720, 2160, 3600, 5040, 6480, 7920, 9360), 840),
            (2, (2340, 3780, 5220, 6660, 8100), 570),
        )
        for start, end in ((start, start + length) for start in starts)
    ),
    "ticket_schedule": "ticket_id,schedule_id,created_at,_fivetran_synced\n"
    "424242,level_1,2020-09-29 17:01:38,2020-10-02 00:00:00\n"
    "424242,level_2,2020-09-30 19:01:25,2020-10-02 00:00:00\n",
    "ticket": "id,status,requester_id,submitter_id,created_at,updated_at,_fivetran_synced\n"
    "424242,open,2222,2222,2020-09-29 17:01:38,2020-09-30 19:01:46,2020-10-02 00:00:00\n",
    "ticket_comment": "id,ticket_id,user_id,public,created,body,_fivetran_synced\n"
    "4242421,424242,2222,TRUE,2020-09-29 17:01:38,It broke.,2020-10-02 00:00:00\n"
    "4242422,424242,1111,TRUE,2020-09-30 19:01:46,We are on it.,2020-10-02 00:00:00\n",
}

Block = tuple[int, int | None, int | None, int | None, float | None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The project with seven more sources, loaded and built once."""
    folder = tmp_path_factory.mktemp("real")
    warehouse = Warehouse(folder, add_sources(folder / "project"))
    land_files(warehouse)
    warehouse.script("load")
    warehouse.dbt("build", "--exclude-resource-type", "unit_test")
    return warehouse


def land_files(warehouse: Warehouse) -> None:
    """Put every file where the loader looks, a zipped one unpacked, and the options beside."""
    for place, pattern in LANDED.items():
        for file in sorted(DATA.glob(pattern)):
            if file.suffix == ".zip":
                with ZipFile(file) as packed:
                    for member in packed.namelist():
                        warehouse.land(f"{place}/{Path(member).name}", packed.read(member))
            else:
                warehouse.land(f"{place}/{file.name}", file.read_bytes())
    for table, rows in WORKED_EXAMPLE.items():
        warehouse.land(f"zendesk/{table}.worked_example.csv", rows)
    shutil.copytree(ADDED / "landing", warehouse.landing, dirs_exist_ok=True)


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


def incident_events() -> Iterator[dict[str, str]]:
    """Events of the service desk's log, read by nothing of this project."""
    (path,) = DATA.glob("servicenow_incidents/*.zip")
    with ZipFile(path) as packed, packed.open(packed.namelist()[0]) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8"))


@cache
def incidents() -> dict[str, dict[str, str]]:
    """The last event of each incident, by its number; the log is in the order of time."""
    return {event["number"]: event for event in incident_events()}


def day_first(text: str) -> datetime:
    """A time of the service desk."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


def stars(row: dict[str, str]) -> tuple[float, int] | None:
    """Rating of a review and the stars there were, None where it has none or nobody can say."""
    rating = row["overall_rating"] and float(row["overall_rating"])
    if not rating:
        return None
    if "lounge_name" not in row or rating > 5:
        return rating, 10
    if bool(row["type_traveller"]) != (row["date"] >= NEW_FORM):
        return None
    return rating, 10 if row["type_traveller"] else 5


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
        "qualtrics.directory_contact": 5,
        "qualtrics.distribution": 5,
        "qualtrics.distribution_contact": 5,
        "qualtrics.survey_response": 5,
        "qualtrics.question_response": 5,
        "qualtrics.question_option": 5,
        "qualtrics.survey_embedded_data": 5,
        "servicenow.incident_events": 141_712,
        "skytrax.reviews": len(records("skytrax_reviews/*.csv")),
        "zendesk.daylight_time": 2,
        "zendesk.group": 8,
        "zendesk.organization": 10,
        "zendesk.schedule": 5 + 12,
        "zendesk.schedule_holiday": 2,
        "zendesk.sla_policy_metric_history": 22,
        "zendesk.ticket": 10 + 1,
        "zendesk.ticket_comment": 20 + 2,
        "zendesk.ticket_field_history": 38,
        "zendesk.ticket_schedule": 10 + 2,
        "zendesk.ticket_sla_policy": 10,
        "zendesk.time_zone": 2,
        "zendesk.user": 10,
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
    weights = [
        float(row["WEIGHT"]) for row in records("sfo_airport/*2017.csv") if row["NETPRO"] in SCORES
    ]
    assert built.query(
        "select round(weighted_nps, 4), is_weighting_valid, round(effective_response_count, 6) "
        "from intermediate.int_nps_periods_weighted "
        "where brand_id = 'sfo' and period_grain = 'year'"
    ) == [(40.3984, True, round(sum(weights) ** 2 / sum(weight**2 for weight in weights), 6))]


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


def test_connector_sample_of_a_help_desk_is_read(built: Warehouse) -> None:
    """Tickets not deleted, nobody merged by the mask of his address, and one ticket's waits."""
    tickets = records("fivetran_zendesk/ticket_data.csv")
    assert built.query(
        "select source_record_id from core.fct_support_tickets where source_system = 'zendesk' "
        "and source_record_id != '424242' order by 1"
    ) == sorted((row["id"],) for row in tickets if row["status"] != "deleted")
    assert built.query(
        "select count(*), count(distinct customer_id) from core.customer_identities "
        "where source_person_id in (select 'zendesk:user:' || id from raw_zendesk.user)"
    ) == [(10, 10)]
    # The only one with a history; it begins seven hours before the ticket does.
    (created,) = (row["created_at"] for row in tickets if row["id"] == "11071")
    changes = sorted(
        (max(row["updated"], created), row["value"])
        for row in records("fivetran_zendesk/ticket_field_history_data.csv")
        if (row["ticket_id"], row["field_name"]) == ("11071", "status")
    )
    minutes = Counter()
    for (since, status), (until, _) in pairwise(changes):
        waited = datetime.fromisoformat(until) - datetime.fromisoformat(since)
        minutes[status] += waited / timedelta(minutes=1)
    assert built.query(
        "select agent_work_minutes, agent_wait_minutes, on_hold_minutes "
        "from core.fct_support_tickets where source_record_id = '11071'"
    ) == [(minutes["open"], minutes["pending"], minutes["on-hold"])]


def test_the_published_example_of_business_minutes_comes_out(built: Warehouse) -> None:
    """One landed ticket of two schedules: by the one at the reply, and by each while held."""
    assert built.query(
        "select round(first_reply_minutes, 3), round(first_reply_business_minutes, 3), "
        "round(first_reply_business_minutes_all_schedules, 3) "
        "from core.fct_support_tickets where source_record_id = '424242'"
    ) == [(1560.133, 690.133, 960.133)]


def test_clocks_are_changed_by_the_wall_clock(built: Warehouse) -> None:
    """The connector's daylight times are when the wall clock is changed, whatever they are called.

    In staging they are in the standard time of their zone, so that it differs by an hour there.
    """
    zones = {"Cairo": "Africa/Cairo", "Montevideo": "America/Montevideo"}
    found = built.query(
        "select time_zone, daylight_starts_at, daylight_ends_at "
        "from staging.stg_zendesk__daylight_times"
    )
    assert {zone for zone, _, _ in found} == set(zones)
    for name, starts_at, ends_at in found:
        zone, minute = ZoneInfo(zones[name]), timedelta(minutes=1)
        standard = datetime(1970, 1, 1, tzinfo=zone).utcoffset()
        for change, added in ((starts_at, (0, 60)), (ends_at, (60, 0))):
            moments = [
                (at - standard).replace(tzinfo=ZoneInfo("UTC")) for at in (change - minute, change)
            ]
            offsets = [at.astimezone(zone).utcoffset() - standard for at in moments]
            assert offsets == [minute * more for more in added], name


def test_incidents_give_their_reference_values(built: Warehouse) -> None:
    """A log of events as tickets: the figures published beside it, and every incident by hand."""
    assert built.query(
        "select count(*), count(*) filter (where is_resolved), "
        "round(median(full_resolution_minutes) filter (where is_resolved) / 60, 2), "
        "count(*) filter (where sla_outcome = 'met'), "
        "count(*) filter (where sla_outcome = 'breached'), "
        "count(*) filter (where reopen_count > 0), round(avg(handoff_count), 4) "
        "from core.fct_support_tickets where source_system = 'servicenow'"
    ) == [(24918, 23362, 22.10, 15803, 9115, 275, 0.9396)]
    expected = {}
    for number, row in incidents().items():
        resolved = None
        if row["resolved_at"] != "?":
            waited = day_first(row["resolved_at"]) - day_first(row["opened_at"])
            resolved = waited / timedelta(minutes=1)
        expected[number] = (
            resolved,
            {"true": "met", "false": "breached"}[row["made_sla"]],
            int(row["reopen_count"]),
            int(row["reassignment_count"]),
            None if row["caller_id"] == "?" else f"servicenow:caller:{row['caller_id']}",
        )
    hours = [outcome[0] / 60 for outcome in expected.values() if outcome[0] is not None]
    assert (len(hours), round(median(hours), 2)) == (23362, 22.10)
    found = built.query(
        "select source_record_id, full_resolution_minutes, sla_outcome, reopen_count, "
        "handoff_count, customer_id from core.fct_support_tickets "
        "where source_system = 'servicenow'"
    )
    assert {number: tuple(figures) for number, *figures in found} == expected


def test_every_incident_is_a_touchpoint_of_its_caller(built: Warehouse) -> None:
    """Once, when it was opened; the caller's incidents are numbered in that order."""
    opened = Counter(row["caller_id"] for row in incidents().values())
    nobody = opened.pop("?")
    assert built.query(
        "select customer_id is null, count(*), count(distinct customer_id), max(touchpoint_number) "
        "from core.fct_touchpoints where source_system = 'servicenow' group by 1 order by 1"
    ) == [
        (False, opened.total(), len(opened), max(opened.values())),
        (True, nobody, 0, None),
    ]


def test_backlog_of_incidents_is_that_of_their_log(built: Warehouse) -> None:
    """Open at the end of some days, counted from the states of the log."""
    states = defaultdict(list)
    for event in incident_events():
        is_open = event["ident_state"] not in {"Resolved", "Closed"}
        at = (day_first(event["sys_updated_at"]), int(event["sys_mod_count"]))
        states[event["number"]].append((at, is_open))
    for day in (datetime(2016, 3, 4), datetime(2016, 5, 18), datetime(2017, 2, 18)):
        midnight = (day + timedelta(days=1), 0)
        latest = [
            max((s for s in given if s[0] < midnight), default=None) for given in states.values()
        ]
        assert built.query(
            "select sum(open_ticket_count) from support.support_backlog_by_day "
            f"where brand_id = 'service_desk' and date_day = date '{day:%Y-%m-%d}'"
        ) == [(sum(state is not None and state[1] for state in latest),)]


def test_reviews_on_two_scales_become_one_satisfaction(built: Warehouse) -> None:
    """Lounges had five stars until June 2015 and ten since, seats always ten."""
    files = ("lounge", "seat")
    rows = {name: records(f"skytrax_reviews/{name}.csv") for name in files}
    expected = Counter()
    for name, reviews in rows.items():
        for row in reviews:
            if row["date"] > "1971":
                given = stars(row)
                share = given and round((given[0] - 1) / (given[1] - 1), 6)
                expected[name, row["date"], share] += 1
    found = built.query(
        "select product_id, cast(occurred_date as varchar), round(satisfaction, 6), count(*) "
        "from core.fct_touchpoints where source_system = 'skytrax' group by all"
    )
    assert {tuple(key): count for *key, count in found} == expected
    unknown = Counter(
        (name, bool(row["overall_rating"]))
        for name, reviews in rows.items()
        for row in reviews
        if stars(row) is None
    )
    assert unknown == {("lounge", False): 5, ("lounge", True): 1, ("seat", False): 1}


def test_scales_of_lounges_agree_with_their_parts(built: Warehouse) -> None:
    """The rule that tells five stars from ten, held against the seven parts, always of five."""
    misses = defaultdict(lambda: defaultdict(list))
    for row in records("skytrax_reviews/lounge.csv"):
        parts = [float(row[f"{part}_rating"] or 0) for part in LOUNGE_PARTS]
        rated = [part for part in parts if part]
        if rated and (given := stars(row)):
            for scale in (5, 10):
                share = (given[0] - 1) / (scale - 1)
                misses[given[1]][scale].append(abs(share - (mean(rated) - 1) / 4))
    error = {
        chosen: {scale: mean(found) for scale, found in by_scale.items()}
        for chosen, by_scale in misses.items()
    }
    assert len(misses[10][10]) == 119
    assert error[5][5] < 0.07 < 0.3 < error[5][10]
    assert error[10][10] < 0.11 < 0.6 < error[10][5]
    scales = built.query(
        "select rating_scale_max, count(*) from staging.stg_skytrax__reviews "
        "where product_id = 'lounge' and rating is not null group by 1 order by 1"
    )
    assert scales == [(5.0, 2139), (10.0, 119), (None, 1)]


def test_reviews_of_1970_are_of_no_day(built: Warehouse) -> None:
    """Epoch zero is a missing date: kept aside with its reason, and in no fact."""
    without_day = [row for row in records("skytrax_reviews/*.csv") if row["date"] == "1970-01-01"]
    # Nothing else in such a row tells when it was.
    assert not any(row["date_flown"] for row in without_day)
    assert built.query(
        "select source_file, reason, row_count from quality.quarantine_summary "
        "where source_system = 'skytrax'"
    ) == [
        (
            "skytrax/seat.csv",
            "submitted_at is before the calendar_start_date",
            len(without_day),
        )
    ]
    assert len(without_day) == 26
    assert built.query(
        "select min(occurred_date) > date '2006-01-01' from core.fct_touchpoints "
        "where source_system = 'skytrax'"
    ) == [(True,)]


def test_airlines_are_brands_where_the_seed_says_so(built: Warehouse) -> None:
    """Four airlines are watched; reviews of the others are of no brand, nor of the own one."""
    watched = {"british-airways", "qantas-airways", "lufthansa", "emirates"}
    expected = Counter(
        row["airline_name"].replace("-", "_") if row["airline_name"] in watched else None
        for row in records("skytrax_reviews/*.csv")
        if row["date"] > "1971"
    )
    found = built.query(
        "select brand_id, count(*) from core.fct_touchpoints "
        "where source_system = 'skytrax' group by 1"
    )
    assert dict(found) == expected
    assert built.query(
        "select brand_id, is_own from core.dim_brands "
        "where brand_id not in (select brand_id from seeds.brands) "
        "or brand_id in ('british_airways', 'qantas_airways', 'lufthansa', 'emirates') "
        "order by 1"
    ) == [(airline.replace("-", "_"), False) for airline in sorted(watched)]


def test_authors_of_reviews_stay_unnamed(built: Warehouse) -> None:
    """Who shows a name and a country is one person, by a number."""
    authors = {
        (row["author"].lower(), row["author_country"].lower())
        for row in records("skytrax_reviews/*.csv")
        if row["date"] > "1971"
    }
    assert built.query(
        "select count(distinct customer_id), "
        "count(*) filter (where customer_id not like 'skytrax:author:masked-%') "
        "from core.fct_touchpoints where source_system = 'skytrax'"
    ) == [(len(authors), 0)]
