"""Who: accounts, the people at them, what they are at each moment, and how they appear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling import stories
from sampling.draws import Codes, Draws, Seconds
from sampling.world import DAY, REGIONS, SEGMENTS, STAGES, TIERS, World

if TYPE_CHECKING:
    from sampling.block import Block

STRIDE = 10_000_000  # ids of one block
PHONES = 40_000  # numbers of one block: people's first, then switchboards'
NEVER = np.int64(1) << 40
PHONE = 3  # rule of `Appearance`
# Accounts at scale 1 and people at each, by segment.
ACCOUNTS = [60, 100, 200, 200, 1]
ACCOUNT_PEOPLE = [10, 6, 3, 1, 3]
EMPLOYEES = 70  # at scale 1
MAX_CHANGES = 14  # of what a customer is

FIRST_NAMES = [
    *"Anna Ben Carla David Elena Felix Greta Hugo Iris Jonas Karin Lukas Maria Nils Olga".split(),
    *"Paul Rita Simon Tina Uwe Vera Walter Amy Brian Chloe Derek Emma Frank Grace Henry".split(),
    *"Isabel Jack Kate Liam Megan Noah Owen Priya Quinn Rachel Sam Tara Umar Violet Wei".split(),
]
LAST_NAMES = [
    *"Adler Becker Carver Dietz Ebner Fischer Gruber Hansen Iverson Jansen Keller Lorenz".split(),
    *"Meyer Novak Olsen Peters Quist Richter Schmidt Thoma Ulrich Vogel Weber Young Zeller".split(),
    *"Archer Brooks Cole Dawson Ellis Ford Grant Hayes Irwin Jordan Knight Lane Mason Nash".split(),
]
CHINESE_SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
CHINESE_GIVEN = "伟 芳 娜 敏 静 强 磊 洋 艳 勇 军 杰 涛 明 超 秀英 桂英 丽华 建国 志强 海燕".split()
PINYIN_SURNAMES = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo".split()
)
PINYIN_GIVEN = (
    "wei fang na min jing qiang lei yang yan yong jun jie tao ming chao xiuying guiying lihua "
    "jianguo zhiqiang haiyan"
).split()
COMPANY_WORDS = "North Alpha Delta River Stone Iron Blue Silver Summit Harbor Falcon Cedar".split()
COMPANY_TRADES = "Pumps Plastics Foods Motors Glass Tools Paper Textiles Valves Optics".split()
TITLES = [
    "Plant Manager",
    "Purchasing Manager",
    "Machine Operator",
    "Process Engineer",
]  # of the roles
PLATFORMS = ["x", "weibo", "red", "reddit"]


@dataclass
class Accounts:
    """One entry per account."""

    number: np.ndarray  # written A0000001
    segment: Codes
    region: Codes
    product: Codes
    mood: np.ndarray
    name: np.ndarray
    domain: np.ndarray
    created_at: Seconds
    customer_since: Seconds  # the first order
    churned_at: Seconds  # NEVER for who stays
    turned_back: np.ndarray  # months back in which its people turn passive; -1
    owner: np.ndarray  # place of the employee who looks after it
    mailbox: np.ndarray  # two of its people share one: true

    def __len__(self) -> int:
        """How many there are."""
        return len(self.number)


@dataclass
class People:
    """One entry per customer: a person at an account, or a consumer."""

    number: np.ndarray  # written C0000001
    account: np.ndarray  # place of the account
    role: Codes
    language: Codes
    name: np.ndarray
    email: np.ndarray  # as CRM has it; two people may share one
    phone: np.ndarray  # E.164; "" for unknown to CRM
    has_own_email: np.ndarray  # nobody shares it
    has_own_phone: np.ndarray
    platform: Codes  # of the handle; -1 for none
    handle: np.ndarray
    is_handle_linked: np.ndarray  # CRM knows the handle
    opinion: np.ndarray  # standard normal but for the share that each answer adds
    merged_into: np.ndarray  # place of the person this is a double of; -1
    # What he is from a moment on: people x MAX_CHANGES, NEVER after the last.
    changed_at: np.ndarray
    stage: np.ndarray
    tier: np.ndarray

    def __len__(self) -> int:
        """How many there are."""
        return len(self.number)

    def place_at(self, person: np.ndarray, moments: Seconds) -> np.ndarray:
        """Which of his states a person was in then; 0 before the first."""
        return np.maximum((self.changed_at[person] <= moments[:, None]).sum(axis=1) - 1, 0)

    def tier_at(self, person: np.ndarray, moments: Seconds) -> Codes:
        """Value tier as of then."""
        return self.tier[person, self.place_at(person, moments)]

    def stage_at(self, person: np.ndarray, moments: Seconds) -> Codes:
        """Lifecycle stage as of then."""
        return self.stage[person, self.place_at(person, moments)]


@dataclass
class Employees:
    """One entry per employee."""

    number: np.ndarray  # written E0000001
    department: Codes
    name: np.ndarray
    hired_at: Seconds


@dataclass
class Appearance:
    """How people appear in records of a source: one entry per record, "" for what it lacks."""

    customer_id: np.ndarray
    email: np.ndarray
    phone: np.ndarray
    link_key: np.ndarray  # the clean key that leads to the person; "" if none does
    rule: Codes  # 0 none, 1 CRM id, 2 e-mail, 3 phone


def numbered(letter: str, numbers: np.ndarray) -> np.ndarray:
    """Ids such as C0000012; "" for negative numbers. Text."""
    return np.array(
        [f"{letter}{number:07d}" if number >= 0 else "" for number in numbers.tolist()],
        dtype=object,
    )


def draw_accounts(block: Block, employees: Employees) -> Accounts:
    """Draw the accounts of a block."""
    world, draws = block.world, block.draws("accounts")
    counts = [max(1, round(count * block.scale)) for count in ACCOUNTS]
    counts[SEGMENTS.index(stories.SMALL_SEGMENT)] = 1  # too small at any scale, in its block
    if block.number:
        counts[SEGMENTS.index(stories.SMALL_SEGMENT)] = 0
    segment = np.repeat(np.arange(len(SEGMENTS)), counts).astype(np.int16)
    size = len(segment)
    region = draws.choose([0.35, 0.25, 0.15, 0.25], size)
    # Half of them were customers before the world begins; a few are still to become so.
    span = world.horizon_s - world.start_s
    customer_since = draws.within(world.start_s - span, world.horizon_s + 60 * DAY, size)
    created_at = customer_since - draws.integers(20, 300, size) * DAY
    falls = draws.chance(stories.FALLEN_SHARE, size) & (customer_since < world.months_before(24))
    falls &= segment != SEGMENTS.index(stories.SMALL_SEGMENT)
    if not falls.any():
        falls[np.argmin(customer_since)] = True
    turned = draws.integers(*stories.FALL_MONTHS, size)
    turned_back = np.where(falls, turned, -1)
    gone = world.months - np.minimum(turned - stories.MONTHS_TO_CHURN, world.months)
    churned_at = np.where(falls, world.month_starts[gone], NEVER)
    # Others leave too, one in 25 a year.
    leaves = customer_since + draws.exponential(25 * 365 * DAY, size).astype(np.int64)
    leaves = np.maximum(leaves, customer_since + 200 * DAY)
    stays = falls | (leaves >= world.horizon_s) | (segment == len(SEGMENTS) - 1)
    number = block.ids(size)
    words = np.array([f"{a} {b}" for a in COMPANY_WORDS for b in COMPANY_TRADES], dtype=object)
    word = words[draws.integers(0, len(words), size)]
    slug = np.array([text.lower().replace(" ", "-") for text in word], dtype=object)
    is_consumer = segment == SEGMENTS.index("consumer")
    tail = np.array([str(value) for value in number.tolist()], dtype=object)
    owners = np.flatnonzero(employees.department == 3)
    return Accounts(
        number=number,
        segment=segment,
        region=region,
        product=draws.choose([0.3, 0.25, 0.2, 0.25], size),
        mood=draws.normal(size) * stories.ACCOUNT_VARIANCE**0.5,
        name=np.where(is_consumer, "Household " + tail, word + " " + tail),
        domain=np.where(is_consumer, "gmail.com", slug + tail + ".example"),
        created_at=created_at,
        customer_since=customer_since,
        churned_at=np.where(stays, churned_at, leaves),
        turned_back=turned_back,
        owner=owners[draws.integers(0, len(owners), size)],
        mailbox=draws.chance(0.05, size) & ~is_consumer,
    )


def draw_employees(block: Block) -> Employees:
    """Draw the employees of a block: at least two in every department."""
    draws = block.draws("employees")
    size = max(12, round(EMPLOYEES * block.scale))
    department = np.concatenate(
        [np.repeat(np.arange(6), 2), draws.choose([26, 14, 12, 9, 6, 3], size - 12)]
    )
    first, last = (
        np.array(names, dtype=object)[draws.integers(0, len(names), size)]
        for names in (FIRST_NAMES, LAST_NAMES)
    )
    hired = block.world.start_s - draws.integers(0, 3000, size) * DAY
    return Employees(block.ids(size), department.astype(np.int16), first + " " + last, hired)


def draw_people(block: Block, accounts: Accounts) -> People:
    """Draw the people of a block's accounts, and doubles that CRM holds of one in a hundred."""
    draws = block.draws("people")
    account = np.repeat(np.arange(len(accounts)), np.array(ACCOUNT_PEOPLE)[accounts.segment])
    doubled = draws.chance(0.01, len(account))
    doubled &= accounts.segment[account] != SEGMENTS.index(stories.SMALL_SEGMENT)
    merged_into = np.concatenate([np.full(len(account), -1), np.flatnonzero(doubled)])
    original = np.where(merged_into >= 0, merged_into, np.arange(len(merged_into)))
    account = account[original]
    size = len(account)
    place = np.arange(size) - np.searchsorted(account[: len(doubled)], account)  # within account
    number, region = block.ids(size), accounts.region[account]
    is_chinese = (region == REGIONS.index("china")) | (
        (region == REGIONS.index("asia_pacific")) & draws.chance(0.3, size)
    )
    first, last, name = _names(draws, is_chinese)
    first, last, name = first[original], last[original], name[original]
    is_chinese = is_chinese[original]
    tail = np.array([str(value) for value in number[original].tolist()], dtype=object)
    consumer = accounts.segment[account] == SEGMENTS.index("consumer")
    email = first + "." + last + np.where(consumer, "." + tail, tail) + "@"
    email = email + accounts.domain[account]
    shares = accounts.mailbox[account] & (place < 2) & (merged_into < 0)
    email = np.where(shares, "info@" + accounts.domain[account], email)
    phone = _phones(region, number[original])
    switchboard = ~consumer & draws.chance(0.02, len(accounts))[account]
    of_account = _phones(region, accounts.number[account] + 25_000)
    phone = np.where(switchboard, of_account, phone)
    no_phone = draws.chance(0.2, size)[original]
    phone = np.where(no_phone, "", phone)
    platform = np.where(draws.chance(0.35, size), draws.choose([3, 3, 2, 2], size), -1)
    platform = np.where(is_chinese & (platform >= 0), 1 + platform % 2, platform)
    platform = np.where(merged_into >= 0, -1, platform).astype(np.int16)
    changed_at, stage, tier = _draw_life(block, accounts, account, original)
    return People(
        number=number,
        account=account,
        role=(place % 4).astype(np.int16),
        language=is_chinese.astype(np.int16),
        name=name,
        email=email,
        phone=phone,
        has_own_email=~shares,
        has_own_phone=~no_phone & ~switchboard,
        platform=platform,
        handle=np.where(platform >= 0, first + "_" + last + "_" + tail, ""),
        is_handle_linked=(platform >= 0) & draws.chance(0.6, size),
        opinion=(draws.normal(size) * stories.PERSON_VARIANCE**0.5 + accounts.mood[account])[
            original
        ],
        merged_into=merged_into,
        changed_at=changed_at,
        stage=stage,
        tier=tier,
    )


def _names(draws: Draws, is_chinese: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last names as they stand in an address, and full names as they are written."""
    size = len(is_chinese)
    words = [FIRST_NAMES, LAST_NAMES, CHINESE_GIVEN, CHINESE_SURNAMES, PINYIN_GIVEN]
    first, last, given, surname, _ = (np.array(each, dtype=object) for each in words)
    a, b = draws.integers(0, 10_000, size), draws.integers(0, 10_000, size)
    name = np.where(
        is_chinese,
        surname[b % len(surname)] + given[a % len(given)],
        first[a % len(first)] + " " + last[b % len(last)],
    )
    lower_first, lower_last, pinyin, pinyin_last = (
        np.array([word.lower() for word in each], dtype=object)
        for each in (FIRST_NAMES, LAST_NAMES, PINYIN_GIVEN, PINYIN_SURNAMES)
    )
    in_address = np.where(is_chinese, pinyin[a % len(pinyin)], lower_first[a % len(first)])
    last_in_address = np.where(
        is_chinese, pinyin_last[b % len(pinyin_last)], lower_last[b % len(last)]
    )
    return in_address, last_in_address, name


def _phones(region: Codes, number: np.ndarray) -> np.ndarray:
    """Mobile numbers in E.164, valid in the region's country, a different one for each number."""
    compact = number // STRIDE * PHONES + number % STRIDE
    mixed = compact * 1_234_577 % 7_999_993  # a prime: no two are mixed into one
    start = np.array(["+491512", "+1212", "+65", "+861381"], dtype=object)[region]
    least = np.array([0, 2_000_000, 80_000_000, 0])[region]
    return np.array(
        [f"{a}{value:07d}" for a, value in zip(start, (least + mixed).tolist(), strict=True)],
        dtype=object,
    )


def _draw_life(
    block: Block, accounts: Accounts, account: np.ndarray, original: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stages from the account's dates, and one change of tier for one person in six."""
    draws, size = block.draws("life"), len(account)
    since, left = accounts.customer_since[account], accounts.churned_at[account]
    steps = [
        (accounts.created_at[account], "prospect"),
        (since, "onboarding"),
        (since + 90 * DAY, "adopting"),
        (since + 365 * DAY - 60 * DAY, "renewal"),
        (since + 365 * DAY, "mature"),
    ]
    for year in (2, 3, 4):
        steps += [
            (since + (year * 365 - 60) * DAY, "renewal"),
            (since + year * 365 * DAY, "mature"),
        ]
    steps += [(left, "churned")]
    moments = np.stack([step for step, _ in steps], axis=1)
    stage = np.broadcast_to([STAGES.index(name) for _, name in steps], moments.shape)
    moments = np.where((moments >= left[:, None]) & (stage != 5), NEVER, moments)
    # A change of tier is a row more, in the stage of then.
    world = block.world
    changes_at = draws.within(world.start_s, world.end_s, size) // DAY * DAY
    changes = draws.chance(1 / 6, size) & (changes_at > since) & (changes_at < left)
    changes &= accounts.turned_back[account] < 0
    before = (moments <= changes_at[:, None]) * np.arange(moments.shape[1])
    stage_then = np.take_along_axis(stage, before.argmax(axis=1)[:, None], axis=1)
    moments = np.concatenate([moments, np.where(changes, changes_at, NEVER)[:, None]], axis=1)
    stage = np.concatenate([stage, stage_then], axis=1)
    order = np.argsort(moments, axis=1, kind="stable")
    moments = np.take_along_axis(moments, order, axis=1) // DAY * DAY
    stage = np.take_along_axis(stage, order, axis=1)
    first = draws.choose([0.15, 0.35, 0.5], size)
    second = (first + 1 + draws.integers(0, 2, size)) % len(TIERS)
    has_changed = changes[:, None] & (moments >= changes_at[:, None])
    tier = np.where(has_changed, second[:, None], first[:, None])
    return moments[original], stage[original], tier[original].astype(np.int16)


def appear(
    draws: Draws,
    people: People,
    person: np.ndarray,
    known: float = 0.3,
    mailed: float = 0.8,
    phoned: float = 0.3,
) -> Appearance:
    """Write people as a source sees them: by CRM id, e-mail in any dress, phone in any form.

    `known`, `mailed` and `phoned` are the shares of records that carry each. Of the e-mails one in
    a hundred has a typing error. -1 is a person of no account: he appears as nobody.
    """
    size, someone = len(person), person >= 0
    has_id = draws.chance(known, size) & someone
    has_email = draws.chance(mailed, size) & someone
    has_phone = draws.chance(phoned, size) & someone & (people.phone[person] != "")
    email, is_clean = dressed_emails(draws, people.email[person])
    phone = dressed_phones(draws, people.phone[person])
    by_email = has_email & is_clean & people.has_own_email[person]
    by_phone = has_phone & people.has_own_phone[person]
    rule = np.select([has_id, by_email, by_phone], [1, 2, 3], 0).astype(np.int16)
    customer_id = np.where(has_id, numbered("C", people.number[person]), "")
    keys = ["", "crm:" + customer_id, "email:" + people.email[person]]
    link_key = np.choose(rule, [*keys, "phone:" + people.phone[person]])
    return Appearance(
        customer_id=customer_id,
        email=np.where(has_email, email, ""),
        phone=np.where(has_phone, phone, ""),
        link_key=link_key,
        rule=rule,
    )


def dressed_emails(draws: Draws, emails: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Addresses as people type them, and whether they lead to the same box.

    Capitals, plus tags, dots that Gmail ignores; one in a hundred lacks a letter.
    """
    dress = draws.choose([70, 10, 4, 10, 5, 1], len(emails))
    written = [
        _dressed_email(email, way)
        for email, way in zip(emails.tolist(), dress.tolist(), strict=True)
    ]
    return np.array(written, dtype=object), (dress != 5)


def _dressed_email(email: str, way: int) -> str:
    name, at, domain = email.partition("@")
    if way == 0 or not at:
        return email
    if way == 1:
        return email.title()
    if way == 2:
        return email.upper()
    if way == 3:
        return f"{name}+{'news' if len(name) % 2 else 'meridian'}@{domain}"
    if way == 4:
        return f"{name.replace('.', '')}@{domain}" if domain == "gmail.com" else f" {email} "
    return f"{name[:2]}{name[3:]}@{domain}"


def dressed_phones(draws: Draws, phones: np.ndarray) -> np.ndarray:
    """Numbers as people write them; only German ones without their country: the default one."""
    dress = draws.choose([40, 20, 15, 25], len(phones))
    written = [
        _dressed_phone(phone, way)
        for phone, way in zip(phones.tolist(), dress.tolist(), strict=True)
    ]
    return np.array(written, dtype=object)


def _dressed_phone(phone: str, way: int) -> str:
    if way == 0 or not phone:
        return phone
    country = phone[:2] if phone.startswith("+1") else phone[:3]
    rest = phone[len(country) :]
    if way == 1:
        return f"{country} {rest[:3]} {rest[3:6]} {rest[6:]}"
    if way == 2:
        return f"00{country[1:]}{rest}"
    if country == "+49":
        return f"0{rest[:3]} {rest[3:]}"
    return f"{country} ({rest[:3]}) {rest[3:6]}-{rest[6:]}"


def is_active(people: People, accounts: Accounts, person: np.ndarray, at: Seconds) -> np.ndarray:
    """Whether the person was a customer at that moment, and no double."""
    account = people.account[person]
    return (
        (accounts.customer_since[account] <= at)
        & (at < accounts.churned_at[account])
        & (people.merged_into[person] < 0)
    )


def default_world_people(world: World, scale: float) -> int:
    """About how many people a world has."""
    return round(scale * sum(np.multiply(ACCOUNTS, ACCOUNT_PEOPLE)))
