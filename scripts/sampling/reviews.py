"""Ratings and reviews of the brands, from app stores and review sites: `reviews.reviews`."""

from __future__ import annotations

import numpy as np

from sampling import opinions
from sampling.block import Block
from sampling.draws import HOME_HOURS, Draws
from sampling.files import BROKEN, UNDECODABLE, Rows, words
from sampling.people import CHINESE_SURNAMES, FIRST_NAMES, NEVER
from sampling.pool import brand_name
from sampling.texts import Texts, add_truth, compose, put_together
from sampling.versions import arrivals, last_known, taken, versions
from sampling.world import (
    BRANDS,
    COUNTRIES,
    DAY,
    LANGUAGES,
    MERIDIAN,
    PRODUCTS,
    REGIONS,
    SEGMENTS,
    STAGES,
    TIERS,
    UTC_OFFSETS,
)

REVIEWS, FIRST_STRANGER = 2_500, 7_000_000  # at scale 1; first number of a block, less 1
PLATFORMS = ["app_store", "google_play", "trustpilot", "hangping"]
APP_STORE, GOOGLE_PLAY, TRUSTPILOT, HANGPING = range(len(PLATFORMS))
LOWEST, HIGHEST = np.array([1, 1, 1, 0]), np.array([5, 5, 5, 10])
DATE_FORMS = np.array([3, 5, 0, 1])  # of the platforms: see the macro any_form
# Where strangers post, by whether it is in China, and where they live, by platform.
PLATFORM_SHARES = [0.28, 0.27, 0.25, 0.2]
REGION_SHARES = [[30, 35, 10, 25], [40, 40, 20, 0], [60, 30, 10, 0], [0, 0, 5, 95]]
BRAND_SHARES = [0.5, 0.18, 0.13, 0.11, 0.08]
IS_STORE = np.array([True, True, False, False])
THEME_SHARES = [[20, 14, 22, 18, 6, 5, 8, 7], [4, 10, 10, 0, 50, 8, 3, 15]]  # of sites, of stores
CUSTOMERS, CUSTOMERS_BRAND = 0.3, 0.9
REPLIED, REPLIED_BY_OTHERS, EDITED, DELETED, IN_LINES = 0.4, 0.2, 0.08, 0.02, 0.06
# Of 1 to 5 stars for each sentiment: some mean what they do not say.
STARS = np.array(
    [[0.55, 0.34, 0.08, 0.01, 0.02], [0.02, 0.15, 0.58, 0.23, 0.02], [0.01, 0.01, 0.03, 0.31, 0.64]]
)
# At scale 1.
BROKEN_LINES, UNDECODABLE_LINES, UNPARSABLE_DATES, OUT_OF_RANGE = 5, 3, 5, 4

RATING = "case when not is_out_of_range then rating else highest + 2 end"
REVIEW = f"""
    word({words(PLATFORMS)}, on_platform) as platform,
    review_id,
    case on_platform when 0 then cast(1500000100 + brand * 1000 + coalesce(app, 0) as varchar)
        when 1 then 'com.' || word({words(BRANDS)}, brand) || word(['.control', '.cloud'], app - 2)
        when 2 then word({words(BRANDS)}, brand) || '.example'
        else 'hp-' || (101 + brand) end as listing_id,
    case when names_brand then word({words(BRANDS)}, brand) end as brand_id,
    case when brand = {MERIDIAN} then word({words(PRODUCTS)}, product) end as product_id,
    'u' || author_number as author_id,
    author_handle,
    {RATING} as rating,
    lowest as rating_scale_min,
    highest as rating_scale_max,
    case when on_platform = {HANGPING} then rating >= 7 end as is_recommended,
    case when not is_gone then title end as title,
    case when not is_gone then body end as body,
    case when on_platform < 2 then version end as product_version,
    case when not is_unparsable then any_form(submitted_s, form)
        else word(['a week ago', '一周前'], in_language) end as submitted_at,
    case when on_platform = {HANGPING} then 'zh-CN' else
        word({words(LANGUAGES)}, in_language) end as language,
    word({words(COUNTRIES)}, in_region) as country,
    case when on_platform >= 2 then is_verified end as is_verified_purchase,
    cast(helpful * case when as_of = submitted_s then 0.0 else 1.0 end as bigint) as helpful_count,
    case when as_of >= replied_s then answer end as reply_body,
    case when as_of >= replied_s then iso(replied_s) end as replied_at,
    'https://' || word({words(PLATFORMS)}, on_platform) || '.example/reviews/' || review_id as url,
    is_gone as is_deleted,
    iso(as_of) as updated_at
"""


def write(block: Block) -> None:
    """Write all reviews of a block, and what is true of them."""
    rows = _authors(block)
    rows |= _ratings(block, rows)
    rows |= _moments(block, rows) | _ids(block, rows["on_platform"])
    rows |= _dirt(block, rows)
    texts = _say(block, rows)
    _write_truth(block, rows, texts, _write_files(block, rows, texts))


def _authors(block: Block) -> Rows:
    """Who reviews what, where and when; `author` is a customer's number, or a stranger's."""
    draws, size, world = block.draws("reviews"), block.count(REVIEWS, 60), block.world
    people = block.people
    customers = np.flatnonzero(people.merged_into < 0)
    person = customers[draws.integers(0, len(customers), size)]
    is_customer = draws.chance(CUSTOMERS, size)
    is_chinese = (people.language[person] == 1) & is_customer
    platform = draws.choose(PLATFORM_SHARES, size)
    # Customers go where their language is spoken.
    platform = np.where(is_customer & (platform == HANGPING), TRUSTPILOT, platform)
    platform = np.where(is_chinese & draws.chance(0.6, size), HANGPING, platform)
    platform = np.where(is_chinese & (platform != HANGPING), APP_STORE, platform)
    regions = np.stack([draws.choose(shares, size) for shares in REGION_SHARES])
    region = np.where(
        is_customer,
        block.accounts.region[people.account[person]],
        np.take_along_axis(regions, platform[None, :].astype(np.int64), axis=0)[0],
    )
    language = np.where(is_customer, people.language[person], region == opinions.CHINA)
    language = np.where(platform == HANGPING, 1, language)
    brand = draws.choose(BRAND_SHARES, size)
    is_own = is_customer & draws.chance(CUSTOMERS_BRAND, size)
    brand = np.where(is_own, MERIDIAN, brand)
    product = np.where(is_own, block.accounts.product[people.account[person]], -1)
    product = np.where(product < 0, draws.integers(0, len(PRODUCTS), size), product)
    product = np.where(IS_STORE[platform] & (product < 2), product + 2, product)  # software
    midnight = draws.within(world.start_s, world.horizon_s, size) // DAY * DAY
    stranger = block.ids(size, FIRST_STRANGER)
    return {
        "person": np.where(is_customer, person, -1),
        "author_number": np.where(is_customer, people.number[person], stranger),
        "author_handle": _handles(draws, language),
        "on_platform": platform.astype(np.int64),
        "in_region": region.astype(np.int64),
        "in_language": language.astype(np.int64),
        "brand": brand.astype(np.int64),
        "product": product.astype(np.int64),
        "submitted_s": draws.of_day(midnight, HOME_HOURS, UTC_OFFSETS[region]),
        "names_brand": draws.chance(np.where(brand == MERIDIAN, 0.97, 1.0), size),
        "is_verified": draws.chance(np.where(is_customer, 0.9, 0.3), size),
    }


def _handles(draws: Draws, language: np.ndarray) -> np.ndarray:
    """Names as review sites show them: Anna K., 王**."""
    english = [f"{name} {letter}." for name in FIRST_NAMES for letter in "ABCDFGHKLMNPRSTW"]
    chinese = [f"{name}**" for name in CHINESE_SURNAMES]
    which = draws.integers(0, len(english), len(language))
    names = np.array([*english, *chinese], dtype=object)
    return names[np.where(language == 1, len(english) + which % len(chinese), which)]


def _ratings(block: Block, rows: Rows) -> Rows:
    """What is thought, first and after an edit, and the rating that goes with it."""
    draws, size, world = block.draws("reviews.ratings"), len(rows["brand"]), block.world
    region, brand, at = rows["in_region"], rows["brand"], rows["submitted_s"]
    in_outage = opinions.is_outage(world, region, brand, at)
    level = opinions.level(block, rows["person"], region, brand, at)
    sentiment = opinions.sentiments(draws, level, in_outage)
    of_store, of_site = draws.choose(THEME_SHARES[1], size), draws.choose(THEME_SHARES[0], size)
    usual = np.where(IS_STORE[rows["on_platform"]], of_store, of_site)
    theme = opinions.themes(world, draws, usual, brand, at, in_outage)
    # Who changes his mind mostly thinks better of it.
    edited = np.where(draws.chance(0.75, size), sentiment + 1, sentiment - 1)
    edited = np.where(np.abs(edited) > 1, 0, edited)
    return {
        "sentiment": sentiment,
        "edited_sentiment": edited,
        "theme": theme,
        "rating": _rating(draws, sentiment, rows["on_platform"]),
        "edited_rating": _rating(draws, edited, rows["on_platform"]),
        "lowest": LOWEST[rows["on_platform"]],
        "highest": HIGHEST[rows["on_platform"]],
    }


def _rating(draws: Draws, sentiment: np.ndarray, platform: np.ndarray) -> np.ndarray:
    luck = draws.uniform(len(sentiment))
    stars = 1 + (luck[:, None] >= np.cumsum(STARS, axis=1)[sentiment + 1, :4]).sum(axis=1)
    of_ten = 2 * stars - draws.integers(0, 3, len(stars))
    return np.where(HIGHEST[platform] == 10, of_ten, stars)


def _moments(block: Block, rows: Rows) -> Rows:
    """When the brand answers, the author edits, and a review goes; NEVER where they do not."""
    draws, size, at = block.draws("reviews.moments"), len(rows["brand"]), rows["submitted_s"]
    share = np.where(rows["brand"] == MERIDIAN, REPLIED, REPLIED_BY_OTHERS)
    share = share * np.where(rows["sentiment"] > 0, 0.4, 1.3)
    replied = at + draws.integers(4 * 3600, 9 * DAY, size)
    replied = np.where(draws.chance(share, size), replied, NEVER)
    edited = np.where(replied < NEVER, replied, at) + draws.integers(DAY, 30 * DAY, size)
    edited = np.where(draws.chance(EDITED, size), edited, NEVER)
    gone = at + draws.integers(DAY, 60 * DAY, size)
    gone = np.where(draws.chance(DELETED, size), gone, NEVER)
    return {
        "replied_s": np.where(replied < gone, replied, NEVER),
        "edited_s": np.where(edited < gone, edited, NEVER),
        "deleted_s": gone,
    }


def _dirt(block: Block, rows: Rows) -> Rows:
    """Lines to be broken, dates and ratings to be spoiled: of reviews that never change.

    The file of one site is in another encoding: its lines stay whole.
    """
    draws, size = block.draws("reviews.dirt"), len(rows["brand"])
    stays = (rows["replied_s"] == NEVER) & (rows["edited_s"] == NEVER)
    stays &= (rows["deleted_s"] == NEVER) & (rows["on_platform"] != HANGPING)
    places = np.flatnonzero(stays)
    places = places[draws.order(len(places))]
    scales = (BROKEN_LINES, UNDECODABLE_LINES, UNPARSABLE_DATES, OUT_OF_RANGE)
    parts = np.split(places, np.cumsum([block.count(number) for number in scales]))
    damage = np.full(size, -1)
    damage[parts[0]], damage[parts[1]] = BROKEN, UNDECODABLE
    is_unparsable, is_out_of_range = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    is_unparsable[parts[2]], is_out_of_range[parts[3]] = True, True
    return {
        "damage": damage,
        "is_unparsable": is_unparsable,
        "is_out_of_range": is_out_of_range,
    }


def _say(block: Block, rows: Rows) -> dict[str, Texts]:
    """The words of all reviews, of those edited, and of the brands' answers, by what they are."""
    draws, size = block.draws("reviews.texts"), len(rows["brand"])

    def composed(style: str, places: np.ndarray, sense: str = "sentiment") -> Texts:
        what = (rows[name][places] for name in ("in_language", "theme", sense, "product"))
        return put_together(size, [(places, compose(draws, *what, style, rows["brand"][places]))])

    every = np.arange(size)
    edited, replied = (np.flatnonzero(rows[name] < NEVER) for name in ("edited_s", "replied_s"))
    texts = {
        "body": composed("review", every),
        "title": composed("title", every),
        "edited_body": composed("review", edited, "edited_sentiment"),
        "edited_title": composed("title", edited, "edited_sentiment"),
        "reply_body": composed("reply", replied),
    }
    text = texts["body"].text
    in_lines = draws.chance(IN_LINES, size) & (rows["damage"] < 0)
    for place in np.flatnonzero(in_lines).tolist():
        text[place] = text[place].replace(". ", ".\n", 1).replace("。", "。\n", 1)
    signs = [
        f"{', ' if code == 'en' else '，'}{brand_name(code, b)}"
        for code in LANGUAGES
        for b in range(len(BRANDS))
    ]
    which = rows["in_language"][replied] * len(BRANDS) + rows["brand"][replied]
    texts["reply_body"].text[replied] += np.array(signs, dtype=object)[which]
    return texts


def _ids(block: Block, platform: np.ndarray) -> Rows:
    """Ids as the platforms give them; two of them count, and so give the same. Text."""
    ids = np.empty(len(platform), dtype=object)
    for code, form in enumerate(("{:d}", "gp:{:x}", "5f{:022x}", "{:d}")):
        places = np.flatnonzero(platform == code)
        ids[places] = [form.format(1_000_000 + n) for n in block.ids(len(places)).tolist()]
    names = np.array([f"{each}:" for each in PLATFORMS], dtype=object)[platform]
    return {"review_id": ids, "record_id": names + ids}


def _write_files(block: Block, rows: Rows, texts: dict[str, Texts]) -> Rows:
    """Write a line for each version, one site's in an encoding of its own; return the versions."""
    draws, size = block.draws("reviews.versions"), len(rows["brand"])
    moments = (rows[f"{name}_s"] for name in ("submitted", "replied", "edited", "deleted"))
    changes = versions(block.world, {"review": np.arange(size)}, *moments)
    changes["arrived"], changes["is_late"] = arrivals(draws, changes["as_of"])
    place, as_of, arrived = changes["place"], changes["as_of"], changes["arrived"]
    is_edited, is_gone = as_of >= rows["edited_s"][place], as_of >= rows["deleted_s"][place]
    changes |= {"is_edited": is_edited, "is_gone": is_gone}
    text = {name: said.text for name, said in texts.items()}
    months = opinions.months_back(block.world, rows["submitted_s"])
    number = block.world.months - months
    version = [f"{4 + n // 12}.{n % 12}.{n % 3}" for n in range(block.world.months + 1)]
    in_app = rows["product"] >= 2
    lines = (
        taken(rows, place)
        | changes
        | {
            "body": np.where(is_edited, text["edited_body"][place], text["body"][place]),
            "title": np.where(is_edited, text["edited_title"][place], text["title"][place]),
            "answer": text["reply_body"][place],
            "version": np.array(version, dtype=object)[number[place]],
            "app": np.where(in_app, rows["product"], -1)[place],
            "helpful": draws.exponential(3.0, size).astype(np.int64)[place],
            "form": np.where(draws.chance(0.02, size), 2, DATE_FORMS[rows["on_platform"]])[place],
        }
    )
    lines["rating"] = np.where(is_edited, lines["edited_rating"], lines["rating"])
    of_site = lines["on_platform"] == HANGPING
    for table, mask, encoding in (
        ("reviews/reviews", ~of_site, "utf-8"),
        (f"reviews/reviews.{PLATFORMS[HANGPING]}", of_site, "gb18030"),
    ):
        block.files.write(
            table,
            taken(lines, mask),
            REVIEW,
            arrived[mask],
            encoding=encoding,
            damage=lines["damage"][mask],
            damaged_ids=lines["record_id"][mask],
        )
    _add_dirt(block, lines)
    return changes


def _add_dirt(block: Block, lines: Rows) -> None:
    is_first = lines["as_of"] == lines["submitted_s"]
    kinds = {
        "late": lines["is_late"],
        "corrected": lines["as_of"] == lines["edited_s"],
        "deleted": lines["is_gone"],
        "unparsable_date": lines["is_unparsable"] & is_first,
        "out_of_range": lines["is_out_of_range"] & is_first,
        "other_encoding": (lines["on_platform"] == HANGPING) & is_first,
    }
    for kind, mask in kinds.items():
        dirty = {name: lines[name][mask] for name in ("record_id", "arrived")}
        block.truth.add(
            "dirt",
            dirty,
            f"""'{kind}' as kind, 'reviews' as source_system, 'reviews' as table_name, record_id,
            iso(arrived) as detail""",
            dirty["arrived"],
        )


TOUCHPOINT = f"""
    'reviews' as source_system, 'review' as touchpoint_type, record_id,
    coalesce(id('C', customer), id('P', author_number)) as person_id, '' as link_key,
    word({words(BRANDS)}, brand) as brand_id, moment(submitted_s) as occurred_at,
    word({words(REGIONS)}, region) as region,
    word({words(SEGMENTS)}, segment) as customer_segment,
    word({words(TIERS)}, tier) as value_tier, word({words(STAGES)}, stage) as lifecycle_stage,
    word({words(LANGUAGES)}, in_language) as language, is_gone as is_deleted,
    case when is_unparsable then 'unparsable_date' when is_out_of_range then 'out_of_range'
        else word(['broken_line', 'undecodable_line'], damage) end as dirt
"""
RATED = f"""
    'reviews' as source_system, record_id, word({words(BRANDS)}, brand) as brand_id,
    word({words(PLATFORMS)}, on_platform) as platform, 'review' as post_type,
    moment(submitted_s) as occurred_at,
    case when not is_out_of_range then (rating - lowest) / (highest - lowest) end as rating,
    false as is_spam, false as is_own_post, is_gone as is_deleted,
    cast(sentiment as tinyint) as sentiment
"""


def _write_truth(block: Block, rows: Rows, texts: dict[str, Texts], changes: Rows) -> None:
    """What stands in the reviews as they are known last; of lines that cannot be read little."""
    known = last_known(changes, changes["arrived"], block.world.known_s)
    if not len(known["place"]):
        return
    place, is_edited = known["place"], known["is_edited"]
    stands = taken(rows, place) | {"is_gone": known["is_gone"]}
    for name in ("sentiment", "rating"):
        stands[name] = np.where(is_edited, stands[f"edited_{name}"], stands[name])
    truth, person = block.truth, stands["person"]
    of_customer = {
        "customer": np.where(person >= 0, block.people.number[person], -1),
        **_state(block, person, stands["submitted_s"]),
    }
    truth.add("touchpoints", stands | of_customer, TOUCHPOINT, 0)
    first = np.unique(stands["author_number"] * 10 + stands["on_platform"], return_index=True)[1]
    truth.add(
        "identities",
        taken(stands | of_customer, first),
        f"""'reviews' as source_system,
        word({words(PLATFORMS)}, on_platform) || ':u' || author_number as source_person_id,
        coalesce(id('C', customer), id('P', author_number)) as person_id, '' as link_key""",
        0,
    )
    can_read = stands["damage"] < 0
    truth.add("mentions", taken(stands, can_read), RATED, 0)
    for name, field, mask in (
        ("body", "body", ~is_edited),
        ("title", "title", ~is_edited),
        ("edited_body", "body", is_edited),
        ("edited_title", "title", is_edited),
        ("reply_body", "reply_body", known["as_of"] >= stands["replied_s"]),
    ):
        kept = np.flatnonzero(mask & can_read)
        said = Texts(**taken(vars(texts[name]), place[kept]))
        record, language = stands["record_id"][kept], stands["in_language"][kept]
        if len(kept):
            add_truth(block, said, "reviews", "review", record, field, 0, language)


def _state(block: Block, person: np.ndarray, at: np.ndarray) -> Rows:
    """What customers were then; codes, -1 for strangers (person -1)."""
    people = block.people
    account, state = people.account[person], people.place_at(person, at)
    codes = {
        "region": block.accounts.region[account],
        "segment": block.accounts.segment[account],
        "tier": people.tier[person, state],
        "stage": people.stage[person, state],
    }
    return {name: np.where(person >= 0, code, -1) for name, code in codes.items()}
