"""The sample world as a whole: the same bytes, the whole truth, one more day, refused nonsense."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from landed import Landed
from sample import SOURCES, write_sample

AS_OF = date(2026, 11, 1)
SMALL = 0.05


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A small world."""
    folder = tmp_path_factory.mktemp("small")
    write_sample(folder, AS_OF, scale=SMALL)
    return Landed(folder)


def test_same_arguments_same_bytes(small: Landed, tmp_path: Path) -> None:
    """Every file, the truth included; another seed is another world."""
    write_sample(tmp_path / "again", AS_OF, scale=SMALL)
    assert digests(tmp_path / "again") == digests(small.folder)
    write_sample(tmp_path / "other", AS_OF, scale=SMALL, seed=8)
    same = digests(tmp_path / "other").items() & digests(small.folder).items()
    assert not any("survey_answers" in path for path, _ in same)


def test_a_chosen_source_is_the_same_as_within_the_whole(small: Landed, tmp_path: Path) -> None:
    """Parts draw from streams of their own; sources that were not chosen are not written."""
    write_sample(tmp_path, AS_OF, scale=SMALL, sources=["web_events", "panel"])
    chosen, whole = digests(tmp_path), digests(small.folder)
    assert {path.partition("/")[0] for path in chosen} == {"web_events", "panel", "_truth"}
    assert all(
        whole[path] == digest for path, digest in chosen.items() if not path.startswith("_truth/")
    )


def test_every_source_is_written_and_every_file_counted(sample_world: Landed) -> None:
    """No file is missing or extra, and each holds the rows that `truth.json` states."""
    written = {
        path.relative_to(sample_world.folder).as_posix()
        for path in sample_world.folder.rglob("*")
        if path.is_file() and path.parent.name != "_truth" and path.name != "_options.yml"
    }
    assert written == set(sample_world.truth["rows"])
    assert {path.partition("/")[0] for path in written} == set(SOURCES)
    found = {}
    for path in written:
        file = sample_world.folder / path
        if path.endswith(".parquet"):
            found[path] = duckdb.read_parquet(str(file)).shape[0]
        elif ".jsonl" in path:
            with gzip.open(file) if path.endswith(".gz") else file.open("rb") as lines:
                found[path] = sum(1 for _ in lines)
    assert found == {path: sample_world.truth["rows"][path] for path in found}
    assert len(found) > 5


def test_the_default_world_has_about_sixty_thousand_touchpoints(sample_world: Landed) -> None:
    """Of every type, in all of its 36 months."""
    assert 50_000 < sample_world.truth["touchpoint_count"] < 75_000
    types = {row["touchpoint_type"] for row in sample_world.truth["touchpoints"]}
    assert types == set(
        "survey_response review social_mention support_ticket ticket_comment call email sms chat "
        "web_form store_visit purchase product_event".split()
    )
    months = sample_world.query("""
        select touchpoint_type, count(distinct date_trunc('month', occurred_at))
        from truth.touchpoints
        where occurred_at >= '2023-11-01' and occurred_at < '2026-11-01' group by 1
    """)
    assert {kind for kind, count in months if count < 36} <= {"store_visit"}


def test_touchpoints_have_different_ids(sample_world: Landed) -> None:
    """A record id is one touchpoint of its type and source."""
    assert (
        sample_world.query("""
        select source_system, touchpoint_type, record_id, count(*) from truth.touchpoints
        where record_id is not null group by 1, 2, 3 having count(*) > 1 limit 5
    """)
        == []
    )


def test_linkable_records_have_a_clean_key_of_one_person(sample_world: Landed) -> None:
    """What the truth calls linkable can be linked without a mistake."""
    assert (
        sample_world.query("""
        select link_key, count(distinct person_id) from (
            select link_key, person_id, is_linkable from truth.touchpoints
            union all select link_key, person_id, is_linkable from truth.identities
        ) where is_linkable group by 1 having count(distinct person_id) != 1 limit 5
    """)
        == []
    )
    linkable = sample_world.value("""
        select avg(is_linkable::int) from truth.touchpoints
        where person_id is not null and source_system not in ('crm', 'qualtrics')
    """)
    assert 0.5 < linkable < 0.99


def test_as_of_segments_follow_the_lives_of_customers(sample_world: Landed) -> None:
    """Some customers change tier and stage, and touchpoints carry what was true then."""
    (changed,) = sample_world.query("""
        select count(*) from (
            select person_id from truth.touchpoints where person_id like 'C%'
            group by 1 having count(distinct value_tier) > 1
        )
    """)[0]
    assert changed > 50
    stages = {
        row[0]
        for row in sample_world.query("select distinct lifecycle_stage from truth.touchpoints")
    }
    assert {"onboarding", "adopting", "mature", "renewal"} <= stages


def test_nps_of_months_and_segments_add_up(sample_world: Landed) -> None:
    """The truth's finer counts sum to its totals, before dirt and after."""
    totals = {
        (row["survey_id"], row["brand_id"], row["dimension"]): (row["clean_n"], row["n"])
        for row in sample_world.truth["nps"]
    }
    months = sample_world.query("""
        select survey_id, brand_id, dimension, sum(clean_n), sum(n) from truth.nps
        where segment_type = 'total' group by all
    """)
    assert {tuple(row[:3]): tuple(row[3:]) for row in months} == totals
    segments = sample_world.query("""
        select survey_id, brand_id, dimension, sum(clean_n), sum(n) from truth.nps
        where segment_type = 'channel_id' group by all
    """)
    assert {tuple(row[:3]): tuple(row[3:]) for row in segments} == totals


def test_stories_move_nps_by_what_was_planted(sample_world: Landed) -> None:
    """Against what the same people would have answered; and as expected where chance chose them."""
    planted = {"outage": -75, "price_rise": -40, "action_worked": 25, "follow_up": 30}
    found = {story["name"]: story for story in sample_world.truth["stories"]}
    for name, points in planted.items():
        story = found[name]
        assert story["n"] > 60, story
        # Stories overlap a little, and an expectation ends at -98 and at 100.
        assert 0.5 <= story["expected_effect"] / points <= 1.1, story
        error = 4 * 70 * (2 / story["n"]) ** 0.5  # of differences; design effect 2
        assert story["effect"] == pytest.approx(story["expected_effect"], abs=error), story
        if name != "follow_up":
            error = 4 * 85 * (2 / story["n"]) ** 0.5
            assert story["nps"] == pytest.approx(story["expected_nps"], abs=error), story
    assert found["overtaken"]["n"] > 500 and found["fallen_promoters"]["n"] > 40


def test_a_mix_shift_moves_the_total_and_no_tier(sample_world: Landed) -> None:
    """Expected NPS of half a year against the half before it."""
    (story,) = (each for each in sample_world.truth["stories"] if each["name"] == "mix_shift")
    expected = {
        (row["value_tier"], row["is_during"]): row["expected_nps"] for row in story["expected"]
    }
    assert expected[None, True] - expected[None, False] < -8
    for tier in ("platinum", "gold", "silver"):
        assert expected[tier, True] == pytest.approx(expected[tier, False], abs=6), tier


def test_unequal_response_biases_the_raw_nps(sample_world: Landed) -> None:
    """By ten points or so, which weighting by tier undoes."""
    (story,) = (
        each for each in sample_world.truth["stories"] if each["name"] == "unequal_response"
    )
    assert story["expected_raw_nps"] - story["expected_weighted_nps"] > 10


def test_days_continue_the_world(tmp_path: Path) -> None:
    """Days come beside what is there, touch none of it, and bring new and late records."""
    folder = tmp_path / "landing"
    write_sample(folder, AS_OF, scale=0.2)
    before = digests(folder)
    truth = json.loads((folder / "_truth" / "truth.json").read_text())
    write_sample(folder, AS_OF, scale=0.2, day=1)
    write_sample(folder, AS_OF, scale=0.2, day=2)
    after = digests(folder)
    assert all(
        after[path] == digest for path, digest in before.items() if not path.startswith("_truth/")
    )
    new = {path for path in after.keys() - before.keys()}
    assert new and all(".2026-11-02" in path or ".2026-11-03" in path for path in new)
    known = json.loads((folder / "_truth" / "truth.json").read_text())
    assert known["known_until"] == "2026-11-03"
    assert 10 < known["touchpoint_count"] - truth["touchpoint_count"] < 1000
    world = Landed(folder)
    assert world.value(
        "select max(occurred_at) < '2026-11-03' from truth.touchpoints "
        "where dirt is null or dirt = ''"
    )
    # The same day again is the same files.
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    write_sample(again, AS_OF, scale=0.2, day=2)
    assert digests(again) == digests(folder)


def test_blocks_share_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world of several blocks has the files of each, and no id twice."""
    monkeypatch.setattr("sample.BLOCK_SCALE", SMALL)
    found = write_sample(tmp_path, AS_OF, scale=3 * SMALL)
    assert any(".0003." in path for path in found["rows"])
    world = Landed(tmp_path)
    for table, key in [
        ("zendesk.ticket_comment", "id"),
        ("crm.customers", "customer_id"),
        ("qualtrics.survey_response", "id"),
        ("social.mentions", "mention_id"),
    ]:
        several = world.value(f"""
            select count(*) from (
                select {key} from {table} where {key} is not null
                group by 1 having count(distinct substr(filename, -8)) > 1
            )
        """)
        assert several == 0, table


def test_landed_files_are_never_overwritten(small: Landed) -> None:
    """A second world in the same folder is refused, and nothing is left behind."""
    before = digests(small.folder)
    with pytest.raises(FileExistsError):
        write_sample(small.folder, AS_OF, seed=8)
    assert digests(small.folder) == before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--scale", "0"], "scale is above 0"),
        (["--months", "3"], "12 months at least"),
        (["--day", "40"], "day is 1 to 31"),
        (["--sources", "zendesk", "sap"], "no such source: sap"),
    ],
)
def test_nonsense_is_refused(warehouse: Warehouse, arguments: list[str], complaint: str) -> None:
    """With what would be right, and nothing written."""
    done = warehouse.script("sample", "--out", str(warehouse.landing), *arguments, check=False)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert not warehouse.landing.exists()
