"""What people do on the site and in the product, and who has registered there.

The largest part: columns of an event are small integers until DuckDB writes them as words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from sampling import stories
from sampling.block import Block
from sampling.crowd import FIRST_ANONYMOUS_VISITOR, Crowd, gather, over_months
from sampling.draws import HOME_HOURS, WORK_HOURS, Codes, Draws, Seconds
from sampling.files import Rows, words
from sampling.people import NEVER, Appearance, appear
from sampling.versions import stacked, taken
from sampling.world import (
    BRANDS,
    COUNTRIES,
    DAY,
    LANGUAGES,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
    STAGES,
    TIERS,
    UTC_OFFSETS,
)

EVENTS = 16_000  # at scale 1, in 36 months
REGISTERED = 0.6  # of customers, sooner or later
DELETED = 0.02  # of users
SESSION_SIZES = [10, 12, 14, 14, 12, 10, 8, 6, 5, 4, 3, 2]  # weights of 1, 2, ... events
USER_SESSIONS = 0.7  # of all
# Story: people whose account is about to leave use the product less and less.
WEEKEND_RATE = 0.4  # of the use on other days
CANCEL_DAYS = 90  # before the end in which they look for the way out
OUTAGE_ERRORS = 0.4  # of events signed in
DUPLICATES = 0.004  # of events, delivered twice
LATE_SESSIONS = 0.05  # of sessions on a phone: it was offline
BOTS, BOT_EVENTS = 2, 500  # visitors at scale 1, and what each does within the hour
FUTURE = 2  # events at scale 1 that say they happen years later

NAMES = [
    "page_view",
    "login",
    "feature_used",
    "search",
    "export_report",
    "error_shown",
    "checkout",
    "checkout_abandoned",
    "help_opened",
    "cancel_clicked",
]
PAGE_VIEW, LOGIN, FEATURE_USED, SEARCH, EXPORT, ERROR, CHECKOUT, ABANDONED, HELP, CANCEL = range(
    len(NAMES)
)
SIGNED_IN = [30, 0, 38, 8, 7, 3, 2.5, 1, 8, 0.2]
ANONYMOUS = [78, 0, 0, 13, 0, 2, 0, 1, 6, 0]
FEATURES = ["dashboard", "alarms", "maintenance_plan", "spare_parts", "recipes", "reports"]
VARIANTS = len(FEATURES)  # of every kind of event
SITE, PRODUCT = "https://www.meridian.example", "https://control.meridian.example"
PAGES = ["", "products/press-line", "products/conveyor", "products/control", "pricing", "support"]
FACTS = {
    "search": lambda variant: {"results": variant * variant * 3},
    "export_report": lambda variant: {"format": ["pdf", "xlsx", "csv"][variant % 3]},
    "error_shown": lambda variant: {"code": f"E{500 + variant}", "retried": variant % 2 == 0},
    "checkout": lambda variant: {"items": variant + 1},
    "checkout_abandoned": lambda variant: {"items": variant + 1, "step": "delivery"},
    "help_opened": lambda variant: {"article": f"kb-{100 + variant}"},
}


def _url(name: str, variant: int) -> str:
    """Page on which an event happens."""
    if name == "page_view":
        return f"{SITE}/{PAGES[variant]}"
    if name in ("feature_used", "error_shown", "export_report"):
        return f"{PRODUCT}/{FEATURES[variant]}"
    return f"{SITE}/{name.partition('_')[0]}"


def _distinct(listed: list[str]) -> tuple[list[str], np.ndarray]:
    """The different texts of a list, and the code of each of its places."""
    found = list(dict.fromkeys(listed))
    return found, np.array([found.index(text) for text in listed], dtype=np.int16)


# Pages and facts of each kind of event in each variant.
_KINDS = [(name, variant) for name in NAMES for variant in range(VARIANTS)]
URLS, URL_OF = _distinct([_url(*kind) for kind in _KINDS])
PROPERTIES, FACT_OF = _distinct(
    [json.dumps(FACTS[name](variant) if name in FACTS else {}) for name, variant in _KINDS]
)
REFERRERS = [
    "https://www.google.com/",
    "https://www.baidu.com/",
    "https://www.linkedin.com/",
    "https://www.bing.com/",
    "https://news.meridian.example/",
]
PLATFORMS = ["web", "ios", "android", "desktop"]
DEVICE_TYPES = ["desktop", "tablet", "phone"]
NONE = np.int16(-1)
DIRT = ["late", "bot", "future_dated", "delivered_twice"]
EVENT_COLUMNS = [
    *("event", "name", "moment", "session", "user", "url", "fact", "feature", "product"),
    *("referrer", "version", "language", "seconds"),
]
LATE, BOT, FUTURE_DATED, DELIVERED_TWICE = range(len(DIRT))


def chosen(listed: list[str], code: str) -> str:
    """SQL of the word at a place, null for -1, of words that all differ.

    As an enumeration, which is written four times as fast as text.
    """
    types = words(listed).strip("[]")
    return f"cast({words(listed)} as enum({types})[])[{code} + 1]"


@dataclass
class Users:
    """One entry per registered user."""

    number: np.ndarray
    who: np.ndarray  # place in the crowd
    registered_at: Seconds
    deleted_at: Seconds  # NEVER for most
    appearance: Appearance

    def __len__(self) -> int:
        """How many there are."""
        return len(self.number)


@dataclass
class Sessions:
    """One entry per visit."""

    user: np.ndarray  # place among the users; -1 for visitors of whom nothing is known
    is_signed_in: np.ndarray
    visitor: np.ndarray
    region: Codes
    platform: Codes
    device_type: Codes
    started_at: Seconds
    size: np.ndarray  # events
    is_bot: np.ndarray

    def __len__(self) -> int:
        """How many there are."""
        return len(self.user)


def write(block: Block) -> None:
    """Write the users and what everyone does."""
    crowd = gather(block)
    users = draw_users(block, crowd)
    _write_users(block, crowd, users)
    sessions = draw_sessions(block, crowd, users)
    events = _draw_events(block, crowd, users, sessions)
    _plant_dirt(block, sessions, events)
    _write_events(block, sessions, events)
    _write_truth(block, crowd, users, sessions, events)


def draw_users(block: Block, crowd: Crowd) -> Users:
    """Draw who registers, some time after the first order."""
    draws, world, size = block.draws("web.users"), block.world, len(crowd)
    account = block.people.account
    since, left = (np.full(size, value) for value in (world.start_s, NEVER))
    since[: crowd.customers] = block.accounts.customer_since[account]
    left[: crowd.customers] = block.accounts.churned_at[account]
    registered_at = since + draws.exponential(40 * DAY, size).astype(np.int64)
    registered_at[crowd.customers :] = draws.within(
        world.start_s, world.horizon_s, size - crowd.customers
    )
    # CRM's doubles are one person.
    registered_at[: crowd.customers][block.people.merged_into >= 0] = NEVER
    registers = draws.chance(REGISTERED, size) & (registered_at < np.minimum(left, world.horizon_s))
    registers[np.argmin(registered_at)] = True  # somebody, in the smallest world
    who = np.flatnonzero(registers)
    deleted_at = draws.within(registered_at[who], world.horizon_s + DAY, len(who))
    return Users(
        number=block.ids(len(who)),
        who=who,
        registered_at=registered_at[who],
        deleted_at=np.where(draws.chance(DELETED, len(who)), deleted_at, NEVER),
        appearance=appear(
            draws,
            crowd.people,
            who,
            known=np.where(who < crowd.customers, 0.5, 0.0),
            mailed=1.0,
            phoned=0.2,
        ),
    )


def _write_users(block: Block, crowd: Crowd, users: Users) -> None:
    """Write a row of each user when he registers, and one more when he is deleted."""
    draws, shown, size = block.draws("web.users.files"), users.appearance, len(users)
    is_known = shown.customer_id != ""
    rows = {
        "number": users.number,
        "customer_id": shown.customer_id,
        "account_id": crowd.account_ids(users.who, is_known),
        "email": shown.email,
        "phone": shown.phone,
        "registered": users.registered_at,
        "updated": users.registered_at,
        "link_key": shown.link_key,
        "person_id": crowd.ids[users.who],
    }
    is_deleted = users.deleted_at < NEVER
    gone = taken(rows, is_deleted) | {"updated": users.deleted_at[is_deleted]}
    both = stacked(rows, gone)
    both["is_deleted"] = np.repeat([False, True], [size, int(is_deleted.sum())])
    arrived = both["updated"] + draws.integers(60, 3600, len(both["updated"]))
    block.files.write(
        "web_events/users",
        both,
        """
        number as user_id, nullif(customer_id, '') as customer_id,
        nullif(account_id, '') as account_id, email, nullif(phone, '') as phone,
        iso(registered) as registered_at, is_deleted, iso(updated) as updated_at
        """,
        arrived,
    )
    block.truth.add(
        "identities",
        rows,
        """
        'web_events' as source_system, cast(number as varchar) as source_person_id,
        person_id, link_key
        """,
        arrived[:size],
    )


def draw_sessions(block: Block, crowd: Crowd, users: Users) -> Sessions:
    """Draw visits of users, and of others, and of bots."""
    draws, world = block.draws("web.sessions"), block.world
    mean = float(np.average(np.arange(1, 13), weights=SESSION_SIZES))
    bots = block.count(BOTS)
    size = over_months(block, EVENTS * (1 - BOTS * BOT_EVENTS / EVENTS) / mean, 20)
    of_users = round(size * USER_SESSIONS)
    user, day = _user_days(draws, block, users, of_users)
    of_users = len(user)
    others = size - of_users
    total = size + bots
    user = np.concatenate([user, np.full(others + bots, -1)])
    is_user = user >= 0
    who = users.who[np.maximum(user, 0)]
    region = draws.choose([0.35, 0.25, 0.15, 0.25], total)
    region = np.where(is_user, crowd.region[who], region)
    other_day = draws.within(world.start_s + DAY, world.horizon_s, others + bots) // DAY * DAY
    # A day is one of the visitor's own; a visit ends before its UTC day does.
    hour = np.where(
        is_user, draws.choose(WORK_HOURS, total), draws.choose(HOME_HOURS, total)
    ).astype(np.int64)
    started_at = np.concatenate([day, other_day]) + hour * 3600 + draws.integers(0, 3600, total)
    started_at = started_at - UTC_OFFSETS[region] * 3600
    # Users have a browser, a phone and a desktop; a phone is the same one each time.
    device = draws.choose([60, 25, 15], total)
    visitor = block.ids(1)[0] + FIRST_ANONYMOUS_VISITOR + draws.integers(0, size, total)
    visitor[size:] = block.ids(bots, FIRST_ANONYMOUS_VISITOR + size)
    visitor = np.where(is_user, crowd.visitor(who, device), visitor)
    device = np.where(is_user, device, np.where(visitor % 10 == 0, 1, 0))
    platform = np.choose(device, [0, 1 + visitor // 4 % 2, 3])
    device_type = np.choose(device, [np.where(visitor // 4 % 5 == 0, 1, 0), 2, 0])
    return Sessions(
        user=user,
        is_signed_in=is_user & draws.chance(0.93, total),
        visitor=visitor,
        region=region.astype(np.int16),
        platform=platform.astype(np.int16),
        device_type=device_type.astype(np.int16),
        started_at=np.maximum(started_at, world.start_s),
        size=np.concatenate([1 + draws.choose(SESSION_SIZES, size), np.full(bots, BOT_EVENTS)]),
        is_bot=np.arange(total) >= size,
    )


def _user_days(draws: Draws, block: Block, users: Users, size: int) -> tuple[np.ndarray, Seconds]:
    """Users and days on which they come: while registered and customers, less before they leave."""
    world, tries = block.world, 6 * size + 100
    user = draws.integers(0, len(users), tries)
    day = draws.within(world.start_s + DAY, world.horizon_s, tries) // DAY * DAY
    customers = len(block.people)
    is_customer = users.who < customers
    account = block.people.account[np.where(is_customer, users.who, 0)]
    ends_at = np.where(is_customer, block.accounts.churned_at[account], NEVER)
    turned_back = np.where(is_customer, block.accounts.turned_back[account], -1)
    months = [world.months_before(back) for back in range(int(turned_back.max()) + 1)] or [0]
    turns_at = np.where(turned_back >= 0, np.array(months)[turned_back], ends_at)
    ends_at = np.minimum(ends_at, users.deleted_at)
    # From the month of turning until the end use falls from full to nothing.
    ends, turns = ends_at[user], turns_at[user]
    rate = np.clip((ends - day) / np.maximum(ends - turns, 1), 0.0, 1.0)
    rate = rate * np.where((day // DAY + 4) % 7 % 6 == 0, WEEKEND_RATE, 1.0)
    comes = (day >= users.registered_at[user] + DAY) & (day < ends - DAY)
    comes &= draws.uniform(tries) < rate
    places = np.flatnonzero(comes)[:size]
    return user[places], day[places]


def _draw_events(block: Block, crowd: Crowd, users: Users, sessions: Sessions) -> Rows:
    """Draw the events of the visits, in order of visit and time."""
    draws, world = block.draws("web.events"), block.world
    first = np.cumsum(sessions.size) - sessions.size
    session = np.repeat(np.arange(len(sessions)), sessions.size)
    size = len(session)
    place = np.arange(size) - first[session]
    gap = draws.lognormal(35.0, 0.9, size).astype(np.int64) + 1
    gap = np.where(sessions.is_bot[session], 3 + gap % 5, gap)
    gap[first] = 0
    elapsed = np.cumsum(gap)
    elapsed = elapsed - elapsed[first][session]
    # A visit ends before its day does: what its user is does not change within it.
    length = elapsed[first + sessions.size - 1]
    day_end = (sessions.started_at // DAY + 1) * DAY
    sessions.started_at = np.minimum(sessions.started_at, day_end - 1 - length)

    # Browsers ask to sign in on the second page, apps remember who it was.
    signs_in_at = np.where(sessions.platform == 0, 1, 0)
    is_signed_in = sessions.is_signed_in[session] & (place >= signs_in_at[session])
    regime = np.where(is_signed_in, _regimes(block, users, sessions)[session], 0)
    name = NAME_TABLE[regime, draws.integers(0, NAME_TABLE.shape[1], size)]
    is_login = is_signed_in & (place == 1) & (sessions.platform == 0)[session]
    name = np.where(is_login, LOGIN, name)
    variant = draws.integers(0, VARIANTS, size).astype(np.int16)
    moment = sessions.started_at[session] + elapsed

    is_timed = (name == PAGE_VIEW) | (name == FEATURE_USED)
    following = np.append(gap[1:], 0)  # a first event's gap is 0: the visit before it is over
    who = users.who[np.maximum(sessions.user, 0)]
    is_user = sessions.user >= 0
    product = np.where(is_user, crowd.product[who], NONE).astype(np.int16)
    shown = np.where((name == PAGE_VIEW) & (variant >= 1) & (variant <= 3), variant - 1, NONE)
    language = np.where(is_user, crowd.language[who], sessions.region == REGIONS.index("china"))
    language = language.astype(np.int16)
    month = world.month_of(sessions.started_at).astype(np.int16)
    has_app = sessions.platform > 0
    refers = (place == 0) & ~(is_signed_in | has_app[session]) & draws.chance(0.6, size)
    return {
        "event": block.ids(size),
        "name": name,
        "moment": moment,
        "session": session,
        "user": np.where(is_signed_in, users.number[np.maximum(sessions.user, 0)][session], -1),
        "place": np.where(is_signed_in, sessions.user[session], -1),
        "url": URL_OF[name * VARIANTS + variant],
        "fact": FACT_OF[name * VARIANTS + variant],
        "feature": np.where(np.isin(name, (FEATURE_USED, EXPORT, ERROR)), variant, NONE),
        "product": np.where(is_signed_in, product[session], shown),
        "referrer": np.where(refers, variant % len(REFERRERS), NONE),
        "version": np.where(is_signed_in | has_app[session], month[session], NONE),
        "language": language[session],
        "seconds": np.where(is_timed & (following > 0), following, -1),
        "dirt": np.where(sessions.is_bot[session], np.int16(BOT), NONE),
    }


def _name_table() -> np.ndarray:
    """Rows are regimes; as many of 4,096 columns hold an event's name as it is likely."""
    during_outage, leaving = list(SIGNED_IN), list(SIGNED_IN)
    others = sum(SIGNED_IN) - SIGNED_IN[ERROR]
    during_outage[ERROR] = others * OUTAGE_ERRORS / (1 - OUTAGE_ERRORS)
    leaving[CANCEL] = 6
    middles = (np.arange(4096) + 0.5) / 4096
    return np.stack(
        [
            np.searchsorted(np.cumsum(weights) / sum(weights), middles)
            for weights in (ANONYMOUS, SIGNED_IN, during_outage, leaving)
        ]
    ).astype(np.int16)


NAME_TABLE = _name_table()


def _regimes(block: Block, users: Users, sessions: Sessions) -> Codes:
    """Rows of the name table for events signed in, of each visit."""
    world = block.world
    until = world.months_before(stories.OUTAGE_MONTH - 1)
    since = until - stories.OUTAGE_DAYS * DAY
    is_out = (sessions.started_at >= since) & (sessions.started_at < until)
    is_out &= sessions.region == stories.OUTAGE_REGION
    who = users.who[np.maximum(sessions.user, 0)]
    is_customer = (sessions.user >= 0) & (who < len(block.people))
    account = block.people.account[np.where(is_customer, who, 0)]
    left = block.accounts.churned_at[account] - sessions.started_at
    is_leaving = is_customer & (block.accounts.turned_back[account] >= 0)
    is_leaving &= left < CANCEL_DAYS * DAY
    return np.select([is_out, is_leaving], [2, 3], 1)


def _plant_dirt(block: Block, sessions: Sessions, events: Rows) -> None:
    """Mark what goes wrong, and say when each event reaches the export, as `arrived`.

    `noticed` is when the fault has reached it too: later, where an event comes again.
    """
    draws = block.draws("web.dirt")
    dirt, size = events["dirt"], len(events["dirt"])
    offline = (sessions.device_type == 2) & draws.chance(LATE_SESSIONS, len(sessions))
    offline &= ~sessions.is_bot
    back_online = np.where(offline, draws.integers(2 * DAY, 25 * DAY, len(sessions)), 0)
    dirt[offline[events["session"]]] = LATE
    soon = draws.integers(5, 900, size)
    events["arrived"] = events["moment"] + soon + back_online[events["session"]]
    # A clock years ahead, at visits of whom nothing is known.
    nobody = np.flatnonzero((sessions.user < 0)[events["session"]] & (dirt < 0))
    ahead = nobody[draws.sample(len(nobody), block.count(FUTURE))]
    events["moment"][ahead] += 1500 * DAY
    dirt[ahead] = FUTURE_DATED
    clean = np.flatnonzero(dirt < 0)
    again = draws.chance(DUPLICATES, len(clean))
    again[-1] = True  # one at least
    twice = clean[again]
    dirt[twice] = DELIVERED_TWICE
    events["noticed"] = events["arrived"].copy()
    events["noticed"][twice] += draws.integers(60, 2 * DAY, len(twice))


def _write_events(block: Block, sessions: Sessions, events: Rows) -> None:
    """Write the events; what is delivered twice comes again, up to two days later."""
    again = np.flatnonzero(events["dirt"] == DELIVERED_TWICE)
    everything = np.concatenate([np.arange(len(events["dirt"])), again])
    rows = taken({name: events[name] for name in EVENT_COLUMNS}, everything)
    session = rows["session"]
    rows |= {
        "visit": block.ids(len(sessions))[session],
        "visitor": sessions.visitor[session],
        "platform": sessions.platform[session],
        "device_type": sessions.device_type[session],
        "region": sessions.region[session],
    }
    block.files.write(
        "web_events/events",
        rows,
        f"""
        event as event_id, {chosen(NAMES, "name")} as event_name, moment(moment) as occurred_at,
        visit as session_id, visitor as visitor_id, case when user >= 0 then user end as user_id,
        {chosen(PLATFORMS, "platform")} as platform, {chosen(BRANDS[:1], "0")} as brand_id,
        {chosen(PRODUCTS, "product")} as product_id, {chosen(FEATURES, "feature")} as feature_name,
        {chosen(URLS, "url")} as page_url, {chosen(REFERRERS, "referrer")} as referrer_url,
        {chosen(_versions(block), "version")} as app_version,
        {chosen(DEVICE_TYPES, "device_type")} as device_type,
        {chosen(COUNTRIES, "region")} as country, {chosen(LANGUAGES, "language")} as language,
        case when seconds >= 0 then seconds end as duration_seconds,
        {chosen(PROPERTIES, "fact")} as properties
        """,
        np.concatenate([events["arrived"], events["noticed"][again]]),
        form="parquet",
    )


def _versions(block: Block) -> list[str]:
    """Versions of the product, a new one each month."""
    return [f"{5 + month // 12}.{month % 12}" for month in range(block.world.months + 1)]


def _write_truth(
    block: Block,
    crowd: Crowd,
    users: Users,
    sessions: Sessions,
    events: Rows,
) -> None:
    """Every event is a touchpoint, of a person if the visitor ever signed in."""
    session, is_user = events["session"], sessions.user >= 0
    who = np.where(is_user, users.who[np.maximum(sessions.user, 0)], -1)
    as_of = crowd.as_of(who, sessions.started_at)
    keys = np.append(users.appearance.link_key, "")
    rows = {name: code[session] for name, code in as_of.items()} | {
        "event": events["event"],
        "moment": events["moment"],
        "language": events["language"],
        "dirt": events["dirt"],
        "person_id": crowd.ids[who[session]],
        "link_key": keys[events["place"]],
    }
    block.truth.write_apart(
        "touchpoints",
        "web_events",
        rows,
        {
            "source_system": chosen(["web_events"], "0"),
            "touchpoint_type": chosen(["product_event"], "0"),
            "record_id": "cast(event as varchar)",
            "person_id": "person_id",
            "link_key": "link_key",
            # Every key is a user's, and leads to his other events at least.
            "is_linkable": "link_key != ''",
            "brand_id": chosen(BRANDS[:1], "0"),
            "occurred_at": "moment(moment)",
            "region": chosen(REGIONS, "region"),
            "customer_segment": chosen(SEGMENTS, "segment"),
            "value_tier": chosen(TIERS, "tier"),
            "lifecycle_stage": chosen(STAGES, "stage"),
            "language": chosen(LANGUAGES, "language"),
            "is_deleted": "false",
            "dirt": chosen(DIRT, "dirt"),
        },
        events["arrived"],
    )
    # Users who came lead to what they did.
    came = np.unique(events["place"][events["arrived"] < block.world.known_s])
    block.truth.add("keys", {"link_key": keys[came[came >= 0]]}, "link_key", 0)
    # A bot is one fault, whatever it did.
    is_told = (events["dirt"] >= 0) & (events["dirt"] != BOT)
    is_told[np.cumsum(sessions.size)[sessions.is_bot] - 1] = True
    dirty = taken(events | {"visitor": sessions.visitor[session]}, is_told)
    block.truth.add(
        "dirt",
        dirty,
        f"""
        word({words(DIRT)}, dirt) as kind, 'web_events' as source_system, 'events' as table_name,
        cast(case when dirt = {BOT} then visitor else event end as varchar) as record_id
        """,
        dirty["noticed"],
    )
