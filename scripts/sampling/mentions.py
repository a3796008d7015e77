"""Public posts that name the brands, as a listening tool collects them: `social.mentions`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sampling import authors as crowd
from sampling import opinions, stories
from sampling.authors import COUNTRIES, IS_CHINESE, REGION_OF, Authors
from sampling.block import Block
from sampling.draws import HOME_HOURS, Codes, Draws
from sampling.files import BROKEN, UNDECODABLE, Rows, words
from sampling.people import NEVER, PLATFORMS
from sampling.pool import brand_name
from sampling.texts import Texts, add_truth, compose, put_together
from sampling.versions import arrivals, stacked, taken, versions
from sampling.world import (
    BRANDS,
    DAY,
    LANGUAGES,
    MERIDIAN,
    REGIONS,
    SEGMENTS,
    STAGES,
    TIERS,
    UTC_OFFSETS,
)

# At scale 1, over all months; the last beside the usual.
POSTS, ANSWERS, OUTAGE_POSTS = 4_800, 3_200, 70
KINDS = ["post", "reply", "quote", "repost"]
POST, REPLY, QUOTE, REPOST = range(len(KINDS))
ANSWER_SHARES = [0, 0.55, 0.2, 0.25]  # of the kinds
ANSWER_DELAYS = np.array([0, 9, 20, 14]) * 3600  # means, of the kinds
CUSTOMERS, OWN_POSTS, SPAM, AGENTS, RIVALS = 0.35, 0.04, 0.03, 0.15, 0.08
COLLECTED_AGAIN, DELETED, COLLECTED_TWICE = 0.12, 0.015, 0.006
BROKEN_LINES, UNDECODABLE_LINES, UNPARSABLE_DATES = 6, 3, 8  # at scale 1
# Rows are everywhere but China, and China; columns brands. Of customers most speak of their own.
BRAND_SHARES = [[0.44, 0.21, 0.15, 0.11, 0.09], [0.40, 0.24, 0.10, 0.16, 0.10]]
CUSTOMERS_BRAND = 0.85
THEME_SHARES = [14, 14, 18, 14, 14, 6, 8, 12]
DATE_FORMS = np.array([0, 1, 5, 4])  # of the platforms: see the macro any_form
LANGUAGE_TAGS = ["en", "zh", "en", "zh-CN", "en-US", "zh-Hans", "en", "zh"]  # by platform

AUTHOR_ID = """
    case on_platform when 2 then format('{:x}', 7000000000000 + author_number)
        when 3 then 't2_' || format('{:x}', 90000000 + author_number)
        else cast(1000000000 + author_number * 17 as varchar) end
"""
MENTION = f"""
    word({words(PLATFORMS)}, on_platform) as platform,
    mention_id,
    word({words(KINDS)}, kind) as post_type,
    {AUTHOR_ID} as author_id,
    case dress when 0 then handle when 1 then '@' || handle
        else upper(handle[1]) || handle[2:] end as author_handle,
    case when on_platform != {crowd.REDDIT} then name end as author_name,
    followers as author_follower_count,
    is_verified as is_author_verified,
    case when not is_unparsable then any_form(posted_s, form)
        else word(['just now', '刚刚'], in_language) end as posted_at,
    case when tells_language then
        word({words(LANGUAGE_TAGS)}, on_platform * 2 + in_language) end as language,
    case when tells_country then word({words(COUNTRIES)}, in_country) end as country,
    case when not is_gone then headline end as title,
    case when not is_gone then said when on_platform = {crowd.REDDIT} then '[deleted]' end as body,
    word(['https://x.com/i/status/', 'https://weibo.com/detail/',
        'https://www.xiaohongshu.com/explore/', 'https://www.reddit.com/comments/'], on_platform)
        || mention_id as url,
    thread_id,
    reply_to_mention_id,
    repost_of_mention_id,
    cast(likes * share as bigint) as like_count,
    cast(replies * share as bigint) as reply_count,
    cast(reposts * share as bigint) as repost_count,
    case when on_platform in ({crowd.X}, {crowd.RED}) then
        cast(views * share as bigint) end as view_count,
    followers + 40 * reposts as reach,
    word({words(brand_name(language, b) for language in LANGUAGES for b in range(len(BRANDS)))},
        in_language * {len(BRANDS)} + brand) as matched_query,
    spam / 1000.0 as spam_score,
    is_gone as is_deleted,
    iso(as_of) as collected_at,
    iso(case when as_of = collected_s then posted_s else as_of - 600 end) as updated_at
"""


@dataclass
class Titles:
    """Titles, and the places of the mentions that have one."""

    place: np.ndarray
    texts: Texts


IN_LINES = """
    on_platform mention_id kind is_unparsable posted_s form in_language tells_language headline said
    thread_id reply_to_mention_id repost_of_mention_id likes replies reposts views brand spam dress
    collected_s
""".split()


def write(block: Block) -> None:
    """Write all mentions of a block, and what is true of them."""
    authors = crowd.gather(block)
    rows = _posts(block, authors)
    rows = stacked(rows, _answers(block, authors, rows))
    rows["on_platform"] = authors.platform[rows["author"]]
    rows |= _arrivals(block, rows)
    rows |= _dirt(block, rows)
    texts, titles = _say(block, authors, rows)
    rows |= _ids(block, rows) | _figures(block, authors, rows)
    rows |= {"said": texts.text, "headline": np.full(len(texts.text), None, dtype=object)}
    rows["headline"][titles.place] = titles.texts.text
    rows["is_gone"] = _write_files(block, authors, rows)
    _write_truth(block, authors, rows, texts, titles)


# Who says what about whom, and when.


def _posts(block: Block, authors: Authors) -> Rows:
    """Posts that begin a conversation; those about the outage come last."""
    draws, size, world = block.draws("mentions.posts"), block.count(POSTS, 60), block.world
    platform = draws.choose(crowd.PLATFORM_SHARES, size)
    is_chinese = IS_CHINESE[platform]
    brand = np.where(
        is_chinese, draws.choose(BRAND_SHARES[1], size), draws.choose(BRAND_SHARES[0], size)
    )
    is_notice = draws.chance(OWN_POSTS, size)
    is_spam = draws.chance(SPAM, size) & ~is_notice
    author = authors.pick(draws, platform, draws.chance(CUSTOMERS, size) & ~is_spam)
    author = np.where(is_notice, authors.of_brands(platform, brand), author)
    is_own_customer = (authors.person[author] >= 0) & draws.chance(CUSTOMERS_BRAND, size)
    brand = np.where(is_own_customer, MERIDIAN, brand)
    midnight = draws.within(world.start_s, world.horizon_s, size) // DAY * DAY
    offset = UTC_OFFSETS[REGION_OF[authors.country[author]]]
    rows = {
        "author": author,
        "brand": brand,
        "posted_s": draws.of_day(midnight, HOME_HOURS, offset),
        "is_spam": is_spam,
    }
    rows = stacked(rows, _outage_posts(block, authors))
    size = len(rows["author"])
    is_opinion = ~rows["is_spam"] & ~authors.is_brand[rows["author"]]
    of_outage = np.arange(size) >= size - block.count(OUTAGE_POSTS, 12)
    sentiment, theme = _opinions(block, draws, authors, rows, of_outage)
    return rows | {
        "kind": np.full(size, POST),
        "root": np.arange(size),
        "parent": np.full(size, -1),
        "in_language": authors.language[rows["author"]],
        "theme": theme,
        "sentiment": np.where(is_opinion, sentiment, 0),
        "rival": _rivals(draws, rows["brand"], is_opinion),
        "is_agent": np.zeros(size, dtype=bool),
    }


def _outage_posts(block: Block, authors: Authors) -> Rows:
    """Posts from North America about the own brand, while its service is out."""
    draws, size = block.draws("mentions.outage"), block.count(OUTAGE_POSTS, 12)
    there = np.flatnonzero(
        (REGION_OF[authors.country] == stories.OUTAGE_REGION)
        & ~authors.is_brand
        & ~IS_CHINESE[authors.platform]
    )
    start, end = opinions.outage_days(block.world)
    return {
        "author": there[draws.integers(0, len(there), size)],
        "brand": np.full(size, MERIDIAN),
        "posted_s": draws.within(start, end, size),
        "is_spam": np.zeros(size, dtype=bool),
    }


def _opinions(
    block: Block, draws: Draws, authors: Authors, rows: Rows, in_outage: np.ndarray | bool
) -> tuple[np.ndarray, Codes]:
    """Sentiment and theme of what authors say of brands at moments."""
    author, brand, at = rows["author"], rows["brand"], rows["posted_s"]
    region = REGION_OF[authors.country[author]]
    in_outage = in_outage | opinions.is_outage(block.world, region, brand, at)
    level = opinions.level(block, authors.person[author], region, brand, at)
    usual = draws.choose(THEME_SHARES, len(author))
    return (
        opinions.sentiments(draws, level, in_outage),
        opinions.themes(block.world, draws, usual, brand, at, in_outage),
    )


def _rivals(draws: Draws, brand: Codes, may_be: np.ndarray) -> Codes:
    """Another brand that a post names too; -1 for none."""
    size = len(brand)
    other = (brand + draws.integers(1, len(BRANDS), size)) % len(BRANDS)
    return np.where(draws.chance(RIVALS, size) & may_be, other, -1)


def _answers(block: Block, authors: Authors, posts: Rows) -> Rows:
    """Replies, quotes and reposts, most of them of few posts; replies may answer replies."""
    draws, size = block.draws("mentions.answers"), block.count(ANSWERS, 40)
    answered = np.flatnonzero(~posts["is_spam"])
    answered = answered[draws.order(len(answered))]
    root = answered[(draws.uniform(size) ** 2 * len(answered)).astype(np.int64)]
    kind = draws.choose(ANSWER_SHARES, size)
    delay = 120 + draws.exponential(ANSWER_DELAYS[kind], size).astype(np.int64)
    at = posts["posted_s"][root] + delay
    order = np.lexsort((at, root))  # by conversation and time
    root, kind, at = root[order], kind[order], at[order]
    first = authors.platform[posts["author"][root]]
    is_agent = (kind == REPLY) & draws.chance(AGENTS, size) & (posts["sentiment"][root] < 1)
    is_agent &= ~authors.is_brand[posts["author"][root]]
    author = authors.pick(draws, first, draws.chance(CUSTOMERS, size))
    author = np.where(is_agent, authors.of_brands(first, posts["brand"][root]), author)
    rows = {
        "author": author,
        "brand": posts["brand"][root],
        "posted_s": at,
        "is_spam": np.zeros(size, dtype=bool),
    }
    own, theme = _opinions(block, draws, authors, rows, False)
    agrees = (kind == REPOST) | draws.chance(0.5, size)
    sentiment = np.where(agrees, posts["sentiment"][root], own)
    keeps = (kind == REPOST) | draws.chance(0.7, size)
    language = np.where(
        is_agent | (kind == REPOST), posts["in_language"][root], authors.language[author]
    )
    is_opinion = ~is_agent & (kind != REPOST)
    return rows | {
        "kind": kind.astype(np.int64),
        "root": root,
        "parent": np.where(kind == REPLY, _parents(draws, root, kind, len(posts["root"])), root),
        "in_language": language.astype(np.int16),
        "theme": np.where(keeps, posts["theme"][root], theme),
        "sentiment": np.where(is_agent, 0, sentiment),
        "rival": np.where(
            kind == REPOST, posts["rival"][root], _rivals(draws, rows["brand"], is_opinion)
        ),
        "is_agent": is_agent,
    }


def _parents(draws: Draws, root: np.ndarray, kind: Codes, first: int) -> np.ndarray:
    """What replies answer: the post, or the reply just before; `first` is the first's place."""
    parent = root.copy()
    before = np.zeros(len(root), dtype=bool)
    before[1:] = (root[1:] == root[:-1]) & (kind[1:] == REPLY) & (kind[:-1] == REPLY)
    before &= draws.chance(0.4, len(root))
    return np.where(before, first + np.arange(len(root)) - 1, parent)


# When the listening tool collects it, and what goes wrong.


def _arrivals(block: Block, rows: Rows) -> Rows:
    """When mentions are collected, collected again, and gone; an answer never before its post."""
    draws, posted_s = block.draws("mentions.arrivals"), rows["posted_s"]
    size = len(posted_s)
    collected_s = posted_s + draws.integers(300, 3 * 3600, size)
    arrived, _ = arrivals(draws, collected_s)
    order = np.lexsort((posted_s, rows["root"]))
    conversation = rows["root"][order] << 33  # above any moment: conversations stay apart
    latest = np.maximum.accumulate(arrived[order] + conversation) - conversation
    arrived[order] = latest
    deleted_s = collected_s + draws.integers(3600, 20 * DAY, size)
    is_deleted = draws.chance(DELETED, size) & ~rows["is_agent"]
    again_s = collected_s + draws.integers(3 * DAY, 40 * DAY, size)
    again = draws.chance(COLLECTED_AGAIN, size) & (rows["kind"] != REPOST)
    again &= ~is_deleted | (again_s < deleted_s)
    return {
        "collected_s": collected_s,
        "arrived": arrived,
        "is_late": arrived > collected_s + DAY,
        "again_s": np.where(again, again_s, NEVER),
        "deleted_s": np.where(is_deleted, deleted_s, NEVER),
    }


def _dirt(block: Block, rows: Rows) -> Rows:
    """Lines to be broken and dates to be spoiled: of posts that nobody answers, landed once."""
    draws, size = block.draws("mentions.dirt"), len(rows["root"])
    is_alone = (np.bincount(rows["root"], minlength=size) == 1) & (rows["kind"] == POST)
    is_alone &= (rows["again_s"] == NEVER) & (rows["deleted_s"] == NEVER)
    alone = np.flatnonzero(is_alone & ~rows["is_late"] & ~rows["is_spam"])
    alone = alone[draws.order(len(alone))]
    counts = [block.count(n) for n in (BROKEN_LINES, UNDECODABLE_LINES, UNPARSABLE_DATES)]
    broken, undecodable, unparsable, _ = np.split(alone, np.cumsum(counts))
    damage = np.full(size, -1)
    damage[broken], damage[undecodable] = BROKEN, UNDECODABLE
    is_unparsable = np.zeros(size, dtype=bool)
    is_unparsable[unparsable] = True
    is_twice = draws.chance(COLLECTED_TWICE, size) & (damage < 0)
    is_twice[alone[sum(counts) : sum(counts) + 1]] = True
    return {"damage": damage, "is_unparsable": is_unparsable, "is_twice": is_twice}


# What it says.


def _say(block: Block, authors: Authors, rows: Rows) -> tuple[Texts, Titles]:
    """Bodies of all, and titles with the places of those that have one."""
    draws, size = block.draws("mentions.texts"), len(rows["root"])
    product = _products(block, draws, authors, rows)
    is_notice = authors.is_brand[rows["author"]] & ~rows["is_agent"] & (rows["kind"] == POST)
    is_copy = rows["kind"] == REPOST
    styles = {
        "post": ~is_notice & ~rows["is_spam"] & ~rows["is_agent"] & ~is_copy,
        "notice": is_notice,
        "spam": rows["is_spam"],
        "reply": rows["is_agent"],
    }

    def composed(style: str, places: np.ndarray) -> Texts:
        what = (rows[name][places] for name in ("in_language", "theme", "sentiment"))
        rival = rows["rival"][places] if style == "post" else None
        return compose(draws, *what, product[places], style, rows["brand"][places], rival)

    parts = [(np.flatnonzero(mask), style) for style, mask in styles.items()]
    texts = put_together(size, [(places, composed(style, places)) for places, style in parts])
    agents = np.flatnonzero(rows["is_agent"])
    signs = [f" – {brand_name('en', b)}" for b in range(len(BRANDS))]
    signs += [f"——{brand_name('zh', b)}" for b in range(len(BRANDS))]
    which = rows["in_language"][agents].astype(np.int64) * len(BRANDS) + rows["brand"][agents]
    texts.text[agents] += np.array(signs, dtype=object)[which]
    _copy_reposts(authors, rows, texts, np.flatnonzero(is_copy))
    has_title = np.isin(authors.platform[rows["author"]], [crowd.RED, crowd.REDDIT])
    titled = np.flatnonzero(has_title & styles["post"] & (rows["kind"] != REPLY))
    return texts, Titles(titled, composed("title", titled))


def _products(block: Block, draws: Draws, authors: Authors, rows: Rows) -> Codes:
    """What a customer has, if he speaks of its maker; else any, or none in particular."""
    size = len(rows["author"])
    person = authors.person[rows["author"]]
    of_account = block.accounts.product[block.people.account[person]]
    product = np.where(draws.chance(0.4, size), draws.integers(0, 4, size), -1)
    return np.where((person >= 0) & (rows["brand"] == MERIDIAN), of_account, product)


def _copy_reposts(authors: Authors, rows: Rows, texts: Texts, places: np.ndarray) -> None:
    """A repost says what the post says, after its author's handle where platforms show it."""
    root = rows["root"][places]
    for column in vars(texts).values():
        column[places] = column[root]
    handle = authors.handle[rows["author"][root]]
    platform = authors.platform[rows["author"][places]]
    on_x, on_weibo = platform == crowd.X, platform == crowd.WEIBO
    said = texts.text[places]
    said = np.where(on_x, "RT @" + handle + ": " + said, said)
    texts.text[places] = np.where(on_weibo, "转发微博//@" + handle + "：" + said, said)


# How it is landed, and what is true.


def _ids(block: Block, rows: Rows) -> Rows:
    """Ids as the platforms give them, of mentions and of those they refer to; text."""
    platform = rows["on_platform"]
    number = block.ids(len(platform))
    ids = np.empty(len(platform), dtype=object)
    for code, write_id in enumerate(
        (
            lambda n: str(1_700_000_000_000_000_000 + n * 7919),
            lambda n: str(5_000_000_000_000_000 + n * 613),
            lambda n: f"64{n * 104_729:022x}",
            lambda n: f"t3_{2_000_000_000 + n:x}",
        )
    ):
        places = np.flatnonzero(platform == code)
        ids[places] = [write_id(each) for each in number[places].tolist()]
    names = np.array([f"{each}:" for each in PLATFORMS], dtype=object)[platform]
    passes_on = (rows["kind"] == QUOTE) | (rows["kind"] == REPOST)
    return {
        "mention_id": ids,
        "record_id": names + ids,
        "thread_id": ids[rows["root"]],
        "reply_to_mention_id": np.where(rows["kind"] == REPLY, ids[rows["parent"]], None),
        "repost_of_mention_id": np.where(passes_on, ids[rows["root"]], None),
    }


def _figures(block: Block, authors: Authors, rows: Rows) -> Rows:
    """How far mentions went in the end, and what the listening tool makes of them."""
    draws, size = block.draws("mentions.figures"), len(rows["root"])
    followers = authors.follower_count[rows["author"]]
    views = (followers * (0.05 + 0.5 * draws.uniform(size))).astype(np.int64)
    views += draws.lognormal(40, 1.3, size).astype(np.int64)
    likes = (views * draws.lognormal(0.015, 1.0, size)).astype(np.int64)
    spam, ham = draws.integers(700, 1000, size), (draws.uniform(size) ** 3 * 450).astype(np.int64)
    form = DATE_FORMS[rows["on_platform"]]
    return {
        "views": views,
        "likes": np.minimum(likes, views),
        "replies": np.bincount(rows["parent"][rows["kind"] == REPLY], minlength=size)
        + draws.exponential(0.7, size).astype(np.int64),
        "reposts": np.bincount(rows["root"][rows["kind"] == REPOST], minlength=size)
        + (likes * 0.1).astype(np.int64),
        "spam": np.where(rows["is_spam"], spam, ham),
        "form": np.where(draws.chance(0.01, size), draws.integers(2, 7, size), form),
        "dress": draws.choose([0.6, 0.3, 0.1], size),
        "tells_language": draws.chance(0.97, size),
    }


def _write_files(block: Block, authors: Authors, rows: Rows) -> np.ndarray:
    """Write a line for each version. Returns which mentions are known to be gone."""
    draws, author, size = block.draws("mentions.versions"), rows["author"], len(rows["author"])
    moments = rows["collected_s"], rows["again_s"], rows["deleted_s"]
    changes = versions(block.world, {"mention": np.arange(size)}, *moments)
    place = changes["place"]
    arrived, is_late = arrivals(draws, changes["as_of"])
    is_first = changes["as_of"] == rows["collected_s"][place]
    changes |= {
        "arrived": np.where(is_first, 0, arrived).clip(rows["arrived"][place]),
        "is_late": np.where(is_first, rows["is_late"][place], is_late),
        "is_gone": changes["as_of"] >= rows["deleted_s"][place],
        "share": np.where(is_first & (rows["again_s"][place] < NEVER), 0.3, 1.0),
        "is_copy": np.zeros(len(place), dtype=bool),
    }
    copies = taken(changes, is_first & rows["is_twice"][place])
    copies["is_copy"] = np.ones(len(copies["place"]), dtype=bool)
    copies["arrived"] = copies["arrived"] + draws.integers(600, 2 * DAY, len(copies["place"]))
    changes = stacked(changes, copies)
    # In order of arrival, what is to be damaged last: each file's lines then are one run of rows.
    damage = np.where(changes["is_copy"], -1, rows["damage"][changes["place"]])
    order = np.lexsort((changes["arrived"], damage >= 0))
    changes, damage = taken(changes, order), damage[order]
    place, arrived = changes["place"], changes["arrived"]
    of_author = {
        "handle": authors.handle,
        "name": authors.name,
        "author_number": authors.number,
        "followers": authors.follower_count,
        "is_verified": authors.is_verified,
        "tells_country": authors.tells_country,
        "in_country": authors.country,
    }
    of_author = taken(of_author, author[place])
    block.files.write(
        "social/mentions",
        {name: rows[name][place] for name in IN_LINES} | of_author | changes,
        MENTION,
        arrived,
        form="jsonl",
        damage=damage,
        damaged_ids=rows["record_id"][place],
    )
    _add_dirt(block, rows, changes)
    gone = np.zeros(size, dtype=bool)
    gone[place[changes["is_gone"] & (arrived < block.world.known_s)]] = True
    return gone


def _add_dirt(block: Block, rows: Rows, changes: Rows) -> None:
    place, is_copy = changes["place"], changes["is_copy"]
    kinds = {
        "late": changes["is_late"] & ~is_copy,
        "delivered_twice": is_copy,
        "unparsable_date": rows["is_unparsable"][place] & ~is_copy,
        "deleted": changes["is_gone"],
    }
    for kind, mask in kinds.items():
        if mask.any():
            arrived = changes["arrived"][mask]
            block.truth.add(
                "dirt",
                {"record_id": rows["record_id"][place[mask]], "arrived": arrived},
                f"""'{kind}' as kind, 'social' as source_system, 'mentions' as table_name,
                record_id, iso(arrived) as detail""",
                arrived,
            )


TOUCHPOINT = f"""
    'social' as source_system, 'social_mention' as touchpoint_type, record_id,
    coalesce(id('C', customer), id('P', stranger)) as person_id,
    case when is_linked then
        'handle:' || word({words(PLATFORMS)}, on_platform) || ':' || handle else '' end as link_key,
    word({words(BRANDS)}, brand) as brand_id, moment(posted_s) as occurred_at,
    word({words(REGIONS)}, region) as region,
    word({words(SEGMENTS)}, segment) as customer_segment,
    word({words(TIERS)}, tier) as value_tier, word({words(STAGES)}, stage) as lifecycle_stage,
    word({words(LANGUAGES)}, in_language) as language, is_gone as is_deleted,
    case when is_unparsable then 'unparsable_date'
        else word(['broken_line', 'undecodable_line'], damage) end as dirt
"""
NAMED = f"""
    'social' as source_system, record_id, word({words(BRANDS)}, brand) as brand_id,
    word({words(PLATFORMS)}, on_platform) as platform, word({words(KINDS)}, kind) as post_type,
    moment(posted_s) as occurred_at, is_spam, is_own_post, is_gone as is_deleted,
    cast(sentiment as tinyint) as sentiment
"""


IN_TOUCHPOINTS = """
    record_id on_platform brand posted_s in_language is_gone is_unparsable damage arrived
""".split()
IN_NAMED = """
    record_id on_platform brand kind posted_s is_spam is_own_post is_gone sentiment arrived rival
""".split()


def _write_truth(block: Block, authors: Authors, rows: Rows, texts: Texts, titles: Titles) -> None:
    """Who wrote what about which brands; what cannot be read is told of as a touchpoint only."""
    truth, arrived = block.truth, rows["arrived"]
    touchpoints = {name: rows[name] for name in IN_TOUCHPOINTS} | _as_of(block, authors, rows)
    truth.add("touchpoints", touchpoints, TOUCHPOINT, arrived)
    _add_identities(block, authors, rows)
    can_read = rows["damage"] < 0
    for field, places, said in (
        ("body", np.arange(len(can_read)), texts),
        ("title", titles.place, titles.texts),
    ):
        kept = can_read[places]
        places, said = places[kept], Texts(**taken(vars(said), kept))
        record, language = rows["record_id"][places], rows["in_language"][places]
        add_truth(block, said, "social", "mention", record, field, arrived[places], language)
    rows = rows | {"is_own_post": authors.is_brand[rows["author"]]}
    named = {name: rows[name][can_read] for name in IN_NAMED}
    also = taken(named, named["rival"] >= 0)
    also |= {"brand": also["rival"], "sentiment": -also["sentiment"]}
    for each in (named, also):
        truth.add("mentions", each, NAMED, each["arrived"])


def _as_of(block: Block, authors: Authors, rows: Rows) -> Rows:
    """Who the authors are, and what the customers among them were then.

    Codes, -1 for strangers. Before CRM has him all that is known of a customer is that he is one to
    be: a prospect.
    """
    people, author = block.people, rows["author"]
    size, person = len(author), authors.person[author]
    is_stranger = (person < 0) & ~authors.is_brand[author]
    codes = {name: np.full(size, -1) for name in ("customer", "region", "segment", "tier", "stage")}
    at = np.flatnonzero(person >= 0)
    person = person[at]
    codes["customer"][at] = people.number[person]
    codes["stage"][at] = people.stage_at(person, rows["posted_s"][at])
    is_in_crm = people.changed_at[person, 0] <= rows["posted_s"][at]
    at, person = at[is_in_crm], person[is_in_crm]
    account = people.account[person]
    codes["region"][at] = block.accounts.region[account]
    codes["segment"][at] = block.accounts.segment[account]
    codes["tier"][at] = people.tier_at(person, rows["posted_s"][at])
    return codes | {
        "handle": authors.handle[author],
        "is_linked": authors.is_linked[author],
        "stranger": np.where(is_stranger, authors.number[author], -1),
    }


def _add_identities(block: Block, authors: Authors, rows: Rows) -> None:
    """The authors known so far, from the first of their mentions on; brands are no persons."""
    people, size = block.people, authors.first_brand
    since = np.full(len(authors.number), NEVER)
    np.minimum.at(since, rows["author"], rows["arrived"])
    person = authors.person[:size]
    known = {
        "on_platform": authors.platform[:size],
        "author_number": authors.number[:size],
        "customer": np.where(person >= 0, people.number[person], -1),
        "handle": authors.handle[:size],
        "is_linked": authors.is_linked[:size],
    }
    block.truth.add(
        "identities",
        known,
        f"""'social' as source_system,
        word({words(PLATFORMS)}, on_platform) || ':' || {AUTHOR_ID} as source_person_id,
        coalesce(id('C', customer), id('P', author_number)) as person_id,
        case when is_linked then 'handle:' || word({words(PLATFORMS)}, on_platform) || ':' || handle
            else '' end as link_key""",
        since[:size],
    )
