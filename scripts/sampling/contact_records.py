"""What the tables of the contact centre have in common: who turns up, when, dirt, and the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.crowd import Crowd
from sampling.draws import WORK_HOURS, Draws, Seconds
from sampling.files import Rows, words
from sampling.people import appear, numbered
from sampling.texts import Texts, add_truth, compose
from sampling.versions import stacked, taken
from sampling.world import (
    DAY,
    DEPARTMENTS,
    LANGUAGES,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
    STAGES,
    THEMES,
    TIERS,
    UTC_OFFSETS,
)

# What people come with, as likely as THEMES in order, and who is responsible for it.
THEME_WEIGHTS = [16, 9, 20, 14, 14, 8, 7, 12]
_RESPONSIBLE = "production sales service logistics engineering engineering service service".split()
DEPARTMENT_OF_THEME = np.array([DEPARTMENTS.index(name) for name in _RESPONSIBLE])
CLOUD = PRODUCTS.index("meridian_cloud")
RELIABILITY = THEMES.index("reliability")
LATE_RATE = 0.015
DIRT = ["late", "unparsable_date", "missing_id", "delivered_twice"]
LATE, UNPARSABLE, MISSING, TWICE = range(len(DIRT))
WHO_COLUMNS = """
    nullif(customer_id, '') as customer_id, nullif(account_id, '') as account_id,
    'meridian' as brand_id
"""
WHAT_COLUMNS = f"""
    word({words(DEPARTMENTS)}, department) as department_id,
    word({words(LANGUAGES)}, language) as language, iso(updated) as updated_at
"""
RELATED = "null as related_record_id"
PRODUCT = f"word({words(PRODUCTS)}, product) as product_id"
REGION = f"word({words(REGIONS)}, region) as region"


@dataclass(frozen=True)
class Habit:
    """How people turn up in a table: shares of its records."""

    strangers: float = 0.0
    nobody: float = 0.0  # of whom nothing is known
    known: float = 0.3  # of customers' records, those with their CRM id
    mailed: float = 0.0
    phoned: float = 0.0
    also_before: bool = False  # prospects come too
    needs_phone: bool = False


def turn_up(
    block: Block, crowd: Crowd, draws: Draws, letter: str, size: int, habit: Habit, outage: int = 0
) -> Rows:
    """Draw `size` records and those of the outage: who, when, about what, and how they appear.

    `letter` begins their ids. Moments are in working hours where the people are.
    """
    among = crowd.people.phone[: crowd.customers] != "" if habit.needs_phone else True
    who, day = crowd.when_active(draws, size, among, habit.also_before)
    in_outage = np.zeros(len(who), dtype=bool)
    if outage:
        extra = _when_out(block, crowd, draws, outage)
        in_outage = np.repeat([False, True], [len(who), len(extra[0])])
        who, day = np.concatenate([who, extra[0]]), np.concatenate([day, extra[1]])
    size = len(who)
    is_stranger = draws.chance(habit.strangers, size) & ~in_outage
    strangers = draws.integers(crowd.customers, len(crowd), size)
    # A stranger comes from where he lives, on the same date.
    offset = UTC_OFFSETS[crowd.region[who]]
    who = np.where(is_stranger, strangers, who)
    day = day + (offset - UTC_OFFSETS[crowd.region[who]]) * 3600
    weekday = ((day + UTC_OFFSETS[crowd.region[who]] * 3600) // DAY + 4) % 7  # 0 is Sunday
    weekend = np.select([weekday == 0, weekday == 6], [1, 2], 0)
    day = day + np.where(in_outage, 0, weekend) * DAY
    at = day + draws.choose(WORK_HOURS, size).astype(np.int64) * 3600
    at = at + draws.integers(0, 3600, size)
    theme = np.where(in_outage, RELIABILITY, draws.choose(THEME_WEIGHTS, size))
    product = np.where(draws.chance(0.7, size), crowd.product[who], -1)
    rows = {
        "number": block.ids(size),
        "began": np.maximum(at, block.world.start_s),
        "region": crowd.region[who],
        "language": crowd.language[who],
        "product": np.where(in_outage, CLOUD, product),
        "theme": theme,
        "sentiment": np.where(in_outage, -1, draws.choose([45, 35, 20], size) - 1),
        "department": DEPARTMENT_OF_THEME[theme],
        "in_outage": in_outage,
        "employee": _agents(block, draws, size),
    }
    rows["record"] = numbered(letter, rows["number"])
    who = np.where(draws.chance(habit.nobody, size) & ~is_stranger & ~in_outage, -1, who)
    shown = appear(
        draws,
        crowd.people,
        who,
        np.where(who < crowd.customers, habit.known, 0.0),
        habit.mailed,
        habit.phoned,
    )
    return rows | {
        "who": who,
        "customer_id": shown.customer_id,
        "account_id": crowd.account_ids(who, shown.customer_id != ""),
        "email": shown.email,
        "phone": shown.phone,
        "link_key": shown.link_key,
    }


def _when_out(block: Block, crowd: Crowd, draws: Draws, size: int) -> tuple[np.ndarray, Seconds]:
    """Customers in the outage's region, and its days there."""
    until = block.world.months_before(stories.OUTAGE_MONTH - 1)
    since = until - stories.OUTAGE_DAYS * DAY
    accounts, account = block.accounts, block.people.account
    is_hit = (accounts.region == stories.OUTAGE_REGION) & (accounts.customer_since <= since)
    is_hit &= accounts.churned_at > until
    hit = np.flatnonzero(is_hit[account] & (block.people.merged_into < 0))
    if not len(hit):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    day = draws.within(since, until, size) // DAY * DAY
    offset = UTC_OFFSETS[stories.OUTAGE_REGION] * 3600
    return hit[draws.integers(0, len(hit), size)], day - offset


def _agents(block: Block, draws: Draws, size: int) -> np.ndarray:
    """Ids of employees who serve customers."""
    serving = np.flatnonzero(block.employees.department == DEPARTMENTS.index("service"))
    ids = numbered("E", block.employees.number)
    return ids[serving[draws.integers(0, len(serving), size)]]


def plant_dirt(
    block: Block, draws: Draws, rows: Rows, spoilt: int = 0, among: np.ndarray | bool = True
) -> None:
    """Say when the rows reach the export, as `arrived`, and what is wrong with them, as `dirt`.

    `noticed` is when the fault has reached it too: later, where a row comes again.
    `spoilt` is how many have an unreadable date, and as many no id, at scale 1; those of `among`.
    """
    size = len(rows["began"])
    is_late = draws.chance(LATE_RATE, size)
    is_late[draws.integers(0, size)] = True
    dirt = np.where(is_late, LATE, -1)
    for kind, count in ((UNPARSABLE, spoilt), (MISSING, spoilt), (TWICE, 4)):
        clean = np.flatnonzero((dirt < 0) & (among if kind != TWICE else True))
        if count:
            dirt[clean[draws.sample(len(clean), block.count(count))]] = kind
    soon = draws.integers(300, 6 * 3600, size)
    late = draws.integers(2 * DAY, 25 * DAY, size)
    rows["dirt"] = dirt
    rows["arrived"] = rows["updated"] + np.where(is_late, late, soon)
    again = np.where(dirt == TWICE, draws.integers(3600, 3 * DAY, size), 0)
    rows["noticed"] = rows["arrived"] + again


def key(column: str) -> str:
    """SQL of the record's key, which some rows lack."""
    return f"case when dirt != {MISSING} then record end as {column}"


def date_of(column: str, name: str) -> str:
    """SQL of the moment that dates the record, unreadable in some rows."""
    return f"case when dirt = {UNPARSABLE} then 'last Friday' else iso({column}) end as {name}"


def write_records(
    block: Block,
    crowd: Crowd,
    table: str,
    kind: str,
    rows: Rows,
    select: str,
    form: str,
    has_region: bool = True,
) -> None:
    """Write a table, and tell the truth of it: each record is one touchpoint of that kind.

    Without a region in the table, strangers have none.
    """
    again = taken(rows, rows["dirt"] == TWICE)
    both = stacked(rows, again | {"arrived": again["noticed"]})
    block.files.write(f"contact_center/{table}", both, select, both["arrived"], form)

    as_of = crowd.as_of(rows["who"], rows["began"])
    truth = {name: rows[name] for name in ("record", "link_key", "began", "language", "dirt")}
    truth |= as_of | {"person_id": crowd.ids[rows["who"]]}
    if has_region:
        truth["region"] = rows["region"]
    block.truth.add(
        "touchpoints",
        truth,
        f"""
        'contact_center' as source_system, '{kind}' as touchpoint_type, record as record_id,
        person_id, link_key, 'meridian' as brand_id, moment(began) as occurred_at, {REGION},
        word({words(SEGMENTS)}, segment) as customer_segment,
        word({words(TIERS)}, tier) as value_tier, word({words(STAGES)}, stage) as lifecycle_stage,
        word({words(LANGUAGES)}, language) as language, false as is_deleted,
        word({words(DIRT)}, dirt) as dirt
        """,
        rows["arrived"],
    )
    dirty = taken({name: rows[name] for name in ("record", "dirt", "noticed")}, rows["dirt"] >= 0)
    block.truth.add(
        "dirt",
        dirty,
        f"""
        word({words(DIRT)}, dirt) as kind, 'contact_center' as source_system,
        '{table}' as table_name, record as record_id
        """,
        dirty["noticed"],
    )


def say(draws: Draws, rows: Rows, is_customer: np.ndarray, style: str = "ticket") -> Texts:
    """Compose what customers say, in that style, and what agents answer: one text per row."""
    found = None
    for mask, manner in ((is_customer, style), (~is_customer, "reply")):
        if not mask.any():
            continue
        sentiment = rows["sentiment"][mask] if manner != "reply" else np.zeros(mask.sum(), int)
        part = compose(
            draws,
            rows["language"][mask],
            rows["theme"][mask],
            sentiment,
            rows["product"][mask],
            manner,
        )
        if found is None:
            empty = {name: np.zeros(len(mask), column.dtype) for name, column in vars(part).items()}
            found = Texts(**empty)
        for name, column in vars(part).items():
            getattr(found, name)[mask] = column
    assert found
    return found


def unsay(texts: Texts, mask: np.ndarray, wording: np.ndarray) -> None:
    """Put wordings that say nothing about anything in place of the texts of a mask."""
    texts.text[mask] = wording[mask]
    texts.themes[mask] = None
    for column in (texts.sentiment, texts.email_count, texts.phone_count):
        column[mask] = 0
    for column in (texts.is_negated, texts.is_ironic):
        column[mask] = False


def tell_texts(block: Block, texts: Texts, kind: str, field: str, rows: Rows) -> None:
    """Add what the texts of some records say to the truth."""
    add_truth(
        block,
        texts,
        "contact_center",
        kind,
        rows["record"],
        field,
        rows["arrived"],
        rows["language"],
    )
