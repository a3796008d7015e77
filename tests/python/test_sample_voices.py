"""Mentions and reviews of the sample world: the raw files, read in plain Python, and the truth."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import ROOT
from landed import Landed
from loading.text import detect_encoding
from sample import write_sample
from test_sample_texts import EMAIL, PHONE, named

END = datetime(2026, 11, 1, tzinfo=UTC)
PASSED_ON = re.compile("^(RT @[^:]+: |转发微博//@[^：]+：)")
OUTAGE_MONTH = datetime(2026, 3, 1, tzinfo=UTC)
Line = dict[str, Any]


class Voices(NamedTuple):
    """Lines of both tables in the order of landing, and those that cannot be read."""

    mentions: list[Line]
    reviews: list[Line]
    broken: dict[str, int]  # by file


@pytest.fixture(scope="module")
def voices(sample_world: Landed) -> Voices:
    """What a plain reader makes of the files of the default world."""
    return read(sample_world.folder)


def read(folder: Path) -> Voices:
    """Read all files of both sources."""
    broken: Counter[str] = Counter()
    mentions = [line for path in files(folder, "social") for line in read_json(path, broken)]
    reviews = [line for path in files(folder, "reviews") for line in read_csv(path, broken)]
    return Voices(mentions, reviews, broken)


def files(folder: Path, source: str) -> list[Path]:
    """Landed files of a source, by the day of their export."""
    paths = [path for path in (folder / source).iterdir() if path.suffix in (".csv", ".jsonl")]
    return sorted(paths, key=landed_by)


def landed_by(path: Path) -> str:
    """Day of the export that a file is of."""
    return re.search(r"\.(\d{4}-\d\d-\d\d)\.", path.name)[1]


def read_json(path: Path, broken: Counter[str]) -> Iterator[Line]:
    """Lines of a file of JSON lines, with the day of landing."""
    for line in path.read_bytes().splitlines():
        try:
            yield json.loads(line.decode()) | {"landed": landed_by(path)}
        except ValueError:
            broken[f"{path.parent.name}/{path.name}"] += 1


def read_csv(path: Path, broken: Counter[str]) -> Iterator[Line]:
    """Lines of a CSV file, with the day of landing; one site's are in GB 18030."""
    encoding = "gb18030" if "hangping" in path.name else "utf-8"
    content = io.StringIO(path.read_bytes().decode(encoding, errors="replace"), newline="")
    for line in csv.DictReader(content):
        if None in line or any("�" in (value or "") for value in line.values()):
            broken[f"{path.parent.name}/{path.name}"] += 1
        else:
            yield line | {"landed": landed_by(path)}


def instant(text: str | None) -> datetime | None:
    """A moment in any of the forms that the files hold, UTC; None if it is in none."""
    try:
        number = float(text or "")
    except ValueError:
        for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S"):
            try:
                found = datetime.strptime(text or "", form)
            except ValueError:
                continue
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return None
    if number < 1e5:
        return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=number)
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)


def mention_key(line: Line) -> str:
    """Native id of a mention."""
    return f"{line['platform']}:{line['mention_id']}"


def review_key(line: Line) -> str:
    """Native id of a review."""
    return f"{line['platform']}:{line['review_id']}"


def versions(lines: list[Line], key: Any) -> dict[str, list[Line]]:
    """Lines of each record, the one that changed last at the end."""
    found = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return {
        name: sorted(each, key=lambda line: instant(line["updated_at"]))
        for name, each in found.items()
    }


@pytest.fixture(scope="module")
def mentions(voices: Voices) -> dict[str, list[Line]]:
    """Versions of each mention."""
    return versions(voices.mentions, mention_key)


@pytest.fixture(scope="module")
def reviews(voices: Voices) -> dict[str, list[Line]]:
    """Versions of each review."""
    return versions(voices.reviews, review_key)


def dirty(world: Landed, source: str, kind: str) -> list[str]:
    """Records with that fault."""
    sql = "select record_id from truth.dirt where source_system = ? and kind = ?"
    return [record for (record,) in world.query(sql, [source, kind])]


# The files as a whole.


def test_every_declared_column_is_written(voices: Voices) -> None:
    """Those of the contracts, in their order, and no other."""
    for source, lines in (("social", voices.mentions), ("reviews", voices.reviews)):
        path = ROOT / "models" / "staging" / source / f"_{source}__sources.yml"
        (declared,) = yaml.safe_load(path.read_text())["sources"]
        names = [column["name"] for column in declared["tables"][0]["columns"]]
        assert [*names, "landed"] == list(lines[0])


def test_broken_lines_are_those_listed(sample_world: Landed, voices: Voices) -> None:
    """By file; and the records in them are in no line that can be read."""
    listed = sample_world.query("""
        select file, count(*) from truth.dirt
        where kind in ('broken_line', 'undecodable_line') and source_system in ('social', 'reviews')
        group by 1
    """)
    assert {kind for kind in ("broken_line", "undecodable_line")} <= {
        each["kind"] for each in sample_world.truth["dirt"]
    }
    assert dict(listed) == voices.broken
    rows = sample_world.truth["rows"]
    written = sum(rows[file] for file in rows if file.startswith(("social/", "reviews/")))
    assert written == len(voices.mentions) + len(voices.reviews) + sum(voices.broken.values())
    lost = {
        record
        for source in ("social", "reviews")
        for kind in ("broken_line", "undecodable_line")
        for record in dirty(sample_world, source, kind)
    }
    seen = {*map(mention_key, voices.mentions), *map(review_key, voices.reviews)}
    assert len(lost) == sum(voices.broken.values())
    assert not lost & seen


def test_every_record_is_a_touchpoint(
    sample_world: Landed, mentions: dict[str, list[Line]], reviews: dict[str, list[Line]]
) -> None:
    """Once, at the moment that the file tells; deleted if the last version is."""
    touchpoints = sample_world.query("""
        select source_system, record_id, occurred_at, is_deleted, dirt, language, brand_id
        from truth.touchpoints where source_system in ('social', 'reviews')
    """)
    assert len({(source, record) for source, record, *_ in touchpoints}) == len(touchpoints)
    seen = 0
    for source, record, at, is_deleted, dirt, language, brand in touchpoints:
        if dirt in ("broken_line", "undecodable_line"):
            continue
        last = (mentions if source == "social" else reviews)[record][-1]
        moment = instant(last["posted_at"] if source == "social" else last["submitted_at"])
        if dirt == "unparsable_date":
            assert moment is None
        else:
            assert abs(moment - at.replace(tzinfo=UTC)) < timedelta(seconds=1), last
        assert str(last["is_deleted"]).lower() == str(is_deleted).lower()
        assert (last["language"] or language).split("-")[0] == language
        if source == "reviews":
            assert last["brand_id"] in (brand, "")
            assert last["brand_id"] or brand == "meridian"
        seen += 1
    assert seen == len(mentions) + len(reviews)


def test_volumes(mentions: dict[str, list[Line]], reviews: dict[str, list[Line]]) -> None:
    """At scale 1, about 8,000 and 2,500, on the platforms that were promised."""
    assert 7_500 < len(mentions) < 8_500
    assert 2_300 < len(reviews) < 2_600
    on = Counter(lines[0]["platform"] for lines in mentions.values())
    assert set(on) == {"x", "weibo", "red", "reddit"}
    assert min(on.values()) > 1_000
    assert len({lines[0]["platform"] for lines in reviews.values()}) == 4


# Mentions.


def test_a_line_lands_twice_only_as_listed(sample_world: Landed, voices: Voices) -> None:
    """No two versions of a mention are equal but for these."""
    lines = Counter(
        json.dumps({name: value for name, value in line.items() if name != "landed"})
        for line in voices.mentions
    )
    twice = [mention_key(json.loads(line)) for line, count in lines.items() if count > 1]
    assert sorted(twice) == sorted(dirty(sample_world, "social", "delivered_twice"))
    assert max(lines.values()) == 2
    assert 20 < len(twice) < 90


def test_figures_change_in_later_versions(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """About one mention in eight is collected again, with figures that grew."""
    again = grown = 0
    for lines in mentions.values():
        kept = [line for line in lines if not line["is_deleted"]]
        moments = [instant(line["collected_at"]) for line in kept]
        assert moments == sorted(moments)
        if len(set(moments)) > 1:
            again += 1
            first, last = kept[0], kept[-1]
            assert first["body"] == last["body"]
            assert all(
                (first[name] or 0) <= (last[name] or 0)
                for name in ("like_count", "reply_count", "repost_count", "view_count")
            )
            grown += first["like_count"] + first["reply_count"] < (
                last["like_count"] + last["reply_count"]
            )
        for line in lines:
            assert instant(line["updated_at"]) <= instant(line["collected_at"])
            assert line["collected_at"][:10] <= line["landed"]
    assert 0.08 < again / len(mentions) < 0.16
    assert grown > again / 3
    gone = {key for key, lines in mentions.items() if lines[-1]["is_deleted"]}
    assert gone == set(dirty(sample_world, "social", "deleted"))
    assert 0.01 < len(gone) / len(mentions) < 0.025
    assert all(mentions[key][-1]["body"] in (None, "[deleted]") for key in gone)


def test_conversations_hold_together(mentions: dict[str, list[Line]]) -> None:
    """What a mention answers or passes on is there: earlier, and not landed later."""
    kinds = Counter(lines[0]["post_type"] for lines in mentions.values())
    assert set(kinds) == {"post", "reply", "quote", "repost"}
    assert min(kinds.values()) > 400
    nested = 0
    for lines in mentions.values():
        line = lines[0]
        refers = {
            "post": None,
            "reply": line["reply_to_mention_id"],
            "quote": line["repost_of_mention_id"],
            "repost": line["repost_of_mention_id"],
        }[line["post_type"]]
        thread = mentions[f"{line['platform']}:{line['thread_id']}"][0]
        assert thread["post_type"] == "post"
        if refers is None:
            assert thread is line
            assert not line["reply_to_mention_id"]
            assert not line["repost_of_mention_id"]
            continue
        answered = mentions[f"{line['platform']}:{refers}"][0]
        assert answered["thread_id"] == line["thread_id"]
        assert instant(answered["posted_at"]) < instant(line["posted_at"])
        assert min(each["landed"] for each in mentions[mention_key(answered)]) <= line["landed"]
        nested += answered["post_type"] == "reply"
        if line["post_type"] == "repost" and line["body"] and answered["body"]:
            assert line["body"].endswith(answered["body"])
    assert nested > 100


def test_mentions_name_the_brands_that_the_truth_lists(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """By name, misspelling, tag or handle, in either language; and none besides."""
    listed = defaultdict(set)
    for record, brand in sample_world.query(
        "select record_id, brand_id from truth.mentions where source_system = 'social'"
    ):
        listed[record].add(brand)
    assert set(listed) == set(mentions)
    two = 0
    for record, lines in mentions.items():
        body = lines[0]["body"]
        if body not in (None, "[deleted]"):
            # A reposter's handle may hold another name.
            said = PASSED_ON.sub("", body)
            assert named(said) == listed[record], body
            assert named(lines[0]["matched_query"]) <= listed[record]
        two += len(listed[record]) == 2
    assert 0.05 < two / len(mentions) < 0.1


def test_of_two_brands_one_is_the_better(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """What is good of the one is bad of the other, and the text says which."""
    said = defaultdict(dict)
    for record, brand, sentiment in sample_world.query(
        "select record_id, brand_id, sentiment from truth.mentions where source_system = 'social'"
    ):
        said[record][brand] = sentiment
    ways = {
        r"much better than ([\w ]+)\.": -1,
        r"([\w ]+) does this better": 1,
        "打算换([^。]+)了。": 1,
    }
    seen = Counter()
    for record, brands in said.items():
        assert len(brands) < 2 or sum(brands.values()) == 0
        for way, sentiment in ways.items():
            body = mentions[record][0]["body"] or ""
            found = re.search(way, body, re.IGNORECASE)
            if found and len(brands) == 2:
                other = named(found[1].rpartition(". ")[2])
                assert {brands[brand] for brand in other} == {sentiment}, mentions[record][0][
                    "body"
                ]
                seen[way] += 1
    assert len(seen) == len(ways)


def test_own_brand_leads_in_volume(sample_world: Landed) -> None:
    """Every brand in every market, the own one most, Borealis next, in about the planted shares."""
    counts = dict(
        sample_world.query("""
            select brand_id, count(distinct record_id) / sum(count(distinct record_id)) over ()
            from truth.mentions where source_system = 'social' group by 1
        """)
    )
    assert sorted(counts, key=counts.get)[::-1][:2] == ["meridian", "borealis"]
    assert 0.45 < counts["meridian"] < 0.65
    assert min(counts.values()) > 0.05
    pairs = sample_world.query("""
        select brand_id, platform, count(*) from truth.mentions
        where source_system = 'social' group by all
    """)
    assert len(pairs) == 20
    assert min(count for *_, count in pairs) > 50


def test_the_outage_is_heard_first_in_north_america(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """In its month most posts from there about the own brand complain; elsewhere they do not."""
    sentiment = dict(
        sample_world.query("""
            select record_id, sentiment from truth.mentions
            where source_system = 'social' and brand_id = 'meridian'
                and not is_own_post and not is_spam
        """)
    )
    months = {True: defaultdict(list), False: defaultdict(list)}
    for record, lines in mentions.items():
        at = instant(lines[0]["posted_at"])
        if at and record in sentiment:
            is_there = lines[0]["country"] in ("US", "CA")
            months[is_there][datetime(at.year, at.month, 1, tzinfo=UTC)].append(
                sentiment[record] < 0
            )
    there, elsewhere = (
        {month: sum(said) / len(said) for month, said in months[is_there].items()}
        for is_there in (True, False)
    )
    usual = sum(there[month] for month in there if month < OUTAGE_MONTH) / (len(there) - 8)
    assert there[OUTAGE_MONTH] > usual + 0.3
    assert there[OUTAGE_MONTH] == max(there.values())
    assert elsewhere[OUTAGE_MONTH] < there[OUTAGE_MONTH] - 0.2
    counts = {month: len(said) for month, said in months[True].items()}
    assert counts[OUTAGE_MONTH] > 2 * sum(counts.values()) / len(counts)


def test_the_price_rise_is_heard(sample_world: Landed) -> None:
    """In its twelve months the own brand's price is spoken of more than before, others' not."""
    shares = {
        (brand, is_after): share
        for brand, is_after, share in sample_world.query("""
            select brand_id, occurred_at >= timestamp '2025-11-01',
                avg(cast(themes like 'price%' as integer))
            from truth.mentions
            join truth.texts using (source_system, record_id)
            where source_system = 'social' and field = 'body' and not is_spam and not is_own_post
                and brand_id in ('meridian', 'borealis')
            group by all
        """)
    }
    assert shares["meridian", True] > shares["meridian", False] + 0.06
    assert abs(shares["borealis", True] - shares["borealis", False]) < 0.06


def test_spam_is_told_by_its_score(sample_world: Landed, mentions: dict[str, list[Line]]) -> None:
    """Three posts in a hundred; the listening tool sees them."""
    truth = dict(
        sample_world.query(
            "select record_id, bool_or(is_spam) from truth.mentions "
            "where source_system = 'social' group by 1"
        )
    )
    scores = {is_spam: [] for is_spam in (True, False)}
    for record, lines in mentions.items():
        scores[truth[record]].append(lines[0]["spam_score"])
    assert min(scores[False]) >= 0 and max(scores[False]) < 0.5 < min(scores[True])
    posts = [record for record, lines in mentions.items() if lines[0]["post_type"] == "post"]
    assert 0.02 < len(scores[True]) / len(posts) < 0.04


def test_authors_lead_to_customers_where_crm_knows_the_handle(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """About a third are customers; a handle leads to one exactly if it is CRM's."""
    crm = {}
    for platform, handle, customer in sample_world.query("""
        select platform, identifier_value, customer_id from crm.customer_identifiers
        where identifier_type = 'social_handle'
    """):
        crm[platform, handle] = customer
    persons = customers = linked = 0
    for record, person, link_key, is_linkable in sample_world.query("""
        select record_id, person_id, link_key, is_linkable
        from truth.touchpoints where source_system = 'social' and dirt is null
    """):
        line = mentions[record][0]
        handle = (line["platform"], line["author_handle"].lstrip("@").lower())
        persons += person is not None
        customers += (person or "").startswith("C")
        if link_key:
            linked += 1
            assert link_key == f"handle:{handle[0]}:{handle[1]}"
            assert is_linkable
        if handle in crm:
            assert crm[handle] == person
            assert link_key
        elif crm:
            assert not is_linkable, (record, handle)
    assert 0.28 < customers / persons < 0.4
    assert 0.4 < linked / customers < 0.8


def test_own_posts_are_by_the_brands_handle(
    sample_world: Landed, mentions: dict[str, list[Line]]
) -> None:
    """Announcements and answers to complaints; nobody's opinion, and nobody's person."""
    own = sample_world.query(
        """
        select record_id, brand_id, sentiment, person_id
        from truth.mentions join truth.touchpoints using (source_system, record_id)
        where is_own_post and post_type in ('post', 'reply')
    """.replace("brand_id,", "truth.mentions.brand_id,")
    )
    kinds = Counter(mentions[record][0]["post_type"] for record, *_ in own)
    assert min(kinds["post"], kinds["reply"]) > 80
    for record, brand, sentiment, person in own:
        line = mentions[record][0]
        assert named(line["author_handle"]) == {brand}
        assert line["is_author_verified"]
        assert (sentiment, person) == (0, None)


def test_followers_are_few_for_most_and_many_for_some(mentions: dict[str, list[Line]]) -> None:
    """The best hundredth have a hundred times what the middle has; views and reach follow."""
    first = [lines[0] for lines in mentions.values()]
    followers = sorted(line["author_follower_count"] for line in first)
    assert followers[-len(followers) // 100] > 50 * followers[len(followers) // 2]
    assert all(line["reach"] >= line["author_follower_count"] for line in first)
    views = [line for line in first if line["view_count"] is not None]
    assert {line["platform"] for line in views} == {"x", "red"}
    assert all(line["like_count"] <= line["view_count"] for line in views)


# Reviews.


def test_reviews_have_ids_of_their_own_within_a_platform(
    reviews: dict[str, list[Line]],
) -> None:
    """Two platforms number theirs the same, so that only both together are a key."""
    numbers = Counter(key.partition(":")[2] for key in reviews)
    assert max(numbers.values()) == 2
    for lines in reviews.values():
        assert len({line["author_id"] for line in lines}) == 1
        assert len({line["updated_at"] for line in lines}) == len(lines)


def test_ratings_agree_with_the_texts_mostly(
    sample_world: Landed, reviews: dict[str, list[Line]]
) -> None:
    """On scales to 5 and to 10, within them but where listed; some say the opposite."""
    outside = set()
    for record, lines in reviews.items():
        low, high, rating = (
            float(lines[-1][name]) for name in ("rating_scale_min", "rating_scale_max", "rating")
        )
        assert (low, high) == ((0, 10) if lines[-1]["platform"] == "hangping" else (1, 5))
        if not low <= rating <= high:
            outside.add(record)
    assert outside == set(dirty(sample_world, "reviews", "out_of_range"))
    assert outside
    right = []
    for record, rating, sentiment in sample_world.query("""
        select record_id, rating, sentiment from truth.mentions where source_system = 'reviews'
    """):
        last = reviews[record][-1]
        low, high = float(last["rating_scale_min"]), float(last["rating_scale_max"])
        if record in outside:
            assert rating is None
        else:
            assert rating == pytest.approx((float(last["rating"]) - low) / (high - low))
        if sentiment and rating is not None:
            right.append((rating > 0.5) == (sentiment > 0))
    assert 0.93 < sum(right) / len(right) < 0.995


def test_reviews_are_edited_answered_and_deleted(
    sample_world: Landed, reviews: dict[str, list[Line]]
) -> None:
    """Each a version of its own; most who edit have other words, many another rating."""
    edited, answered, gone, changed = set(), 0, set(), 0
    for record, lines in reviews.items():
        bodies = [line["body"] for line in lines if line["body"]]
        if len(set(bodies)) > 1:
            edited.add(record)
            changed += lines[0]["rating"] != lines[-1]["rating"]
        replies = [line for line in lines if line["reply_body"]]
        answered += bool(replies)
        for line in replies:
            submitted = instant(line["submitted_at"])
            assert submitted is None or submitted < instant(line["replied_at"])
            assert instant(line["replied_at"]) <= instant(line["updated_at"])
            assert named(line["reply_body"])
        if lines[-1]["is_deleted"] == "true":
            gone.add(record)
    assert edited <= set(dirty(sample_world, "reviews", "corrected"))
    assert 0.04 < len(edited) / len(reviews) < 0.1
    assert changed > len(edited) / 2
    assert gone == set(dirty(sample_world, "reviews", "deleted"))
    assert 0.2 < answered / len(reviews) < 0.45


def test_one_site_is_in_another_encoding(sample_world: Landed, voices: Voices) -> None:
    """Its files are GB 18030 throughout and no UTF-8, and the loader can tell."""
    paths = [path for path in files(sample_world.folder, "reviews") if "hangping" in path.name]
    assert len(paths) == 3
    for path in paths:
        content = path.read_bytes()
        with pytest.raises(UnicodeDecodeError):
            content.decode()
        assert "很" in content.decode("gb18030")
        assert detect_encoding(path) == "gb18030"
    of_site = {review_key(line) for line in voices.reviews if line["platform"] == "hangping"}
    assert of_site == set(dirty(sample_world, "reviews", "other_encoding"))


# Texts.


def test_texts_are_in_the_files_and_hold_what_is_counted(
    sample_world: Landed, mentions: dict[str, list[Line]], reviews: dict[str, list[Line]]
) -> None:
    """Each text of the truth stands in the last version that has one, addresses and all."""
    texts = sample_world.query("""
        select source_system, record_id, field, email_count, phone_count, language
        from truth.texts where source_system in ('social', 'reviews')
    """)
    assert len({each[:3] for each in texts}) == len(texts)
    found, unknown = Counter(), 0
    for source, record, field, emails, phones, language in texts:
        lines = (mentions if source == "social" else reviews)[record]
        said = [line[field] for line in lines if line[field] and line[field] != "[deleted]"]
        if not said:  # it was landed, and is landed late only as deleted
            assert str(lines[-1]["is_deleted"]).lower() == "true"
            unknown += 1
            continue
        assert len(EMAIL.findall(said[-1])) == emails, said[-1]
        assert len(PHONE.findall(said[-1])) == phones, said[-1]
        assert language == "zh" or not re.search("[一-鿿]", PASSED_ON.sub("", said[-1]))
        found[source, field] += 1
        found["contacts"] += emails + phones
    assert unknown <= 10
    assert found["social", "body"] > 7_000
    assert found["social", "title"] > 1_000
    assert found["reviews", "body"] > 2_000
    assert found["reviews", "reply_body"] > 400
    assert found["contacts"] > 80
    in_files = {
        (source, record, field)
        for source, table, fields in (
            ("social", mentions, ("body", "title")),
            ("reviews", reviews, ("body", "title", "reply_body")),
        )
        for record, lines in table.items()
        for field in fields
        if any(line[field] and line[field] != "[deleted]" for line in lines)
    }
    assert in_files == {each[:3] for each in texts} - {
        each[:3] for each in texts if each[:3] not in in_files
    }


def test_texts_of_strangers_and_customers_are_their_own(mentions: dict[str, list[Line]]) -> None:
    """But for what is passed on, and what brands and spammers say again and again."""
    posts = [
        lines[0]["body"]
        for lines in mentions.values()
        if lines[0]["post_type"] in ("post", "quote") and lines[0]["spam_score"] < 0.5
    ]
    repeated = sum(count - 1 for count in Counter(filter(None, posts)).values())
    assert repeated < 0.05 * len(posts)


# Another day, another scale.


def test_a_day_writes_what_arrives_on_it(tmp_path: Path) -> None:
    """Once, beside the history, and nothing from the future."""
    for day in (0, 1, 2):
        write_sample(tmp_path, date(2026, 11, 1), scale=2, day=day, sources=["social", "reviews"])
    found = read(tmp_path)
    lines = Counter(
        (mention_key(line), line["updated_at"], line["landed"]) for line in found.mentions
    )
    days = {line["landed"] for line in found.mentions}
    assert {"2026-11-02", "2026-11-03"} <= days
    for line in found.mentions:
        assert line["collected_at"][:10] < line["landed"]
    late = [line for line in found.mentions if line["landed"] == "2026-11-02"]
    assert len({mention_key(line) for line in late}) > 5
    assert max(lines.values()) <= 2
    records = {mention_key(line) for line in found.mentions}
    for line in found.mentions:
        for name in ("thread_id", "reply_to_mention_id", "repost_of_mention_id"):
            assert not line[name] or f"{line['platform']}:{line[name]}" in records


def test_a_tiny_world_has_one_of_everything(tmp_path: Path) -> None:
    """Of kinds, platforms, brands and dirt."""
    write_sample(tmp_path, date(2026, 11, 1), scale=0.02, sources=["social", "reviews"])
    found = read(tmp_path)
    assert len({line["post_type"] for line in found.mentions}) == 4
    assert len({line["platform"] for line in found.mentions}) == 4
    assert len({line["platform"] for line in found.reviews}) == 4
    kinds = {each["kind"] for each in Landed(tmp_path).truth["dirt"]}
    assert {"broken_line", "undecodable_line", "delivered_twice", "other_encoding"} <= kinds
