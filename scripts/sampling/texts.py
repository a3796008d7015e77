"""Texts that say what the scores mean, composed of the fragments in `phrases`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling import phrases
from sampling.draws import Codes, Draws, Seconds
from sampling.files import words
from sampling.people import COMPANY_TRADES, COMPANY_WORDS, FIRST_NAMES, LAST_NAMES
from sampling.pool import SENSES, Cells, pool
from sampling.world import LANGUAGES, MERIDIAN, THEMES

if TYPE_CHECKING:
    from sampling.block import Block

# Shares: of texts with an opinion, of negative ones (about 2 % of all), of any.
NEGATED, IRONIC, TYPOS = 0.12, 0.05, 0.05
ENGLISH, CHINESE = range(len(LANGUAGES))


@dataclass(frozen=True)
class Style:
    """How likely the parts of a text are."""

    product: float = 0.45  # where it is about one
    more: tuple[float, float, float] = (0.4, 0.35, 0.25)  # what happened, what follows, or both
    further: float = 0.0  # a second thing that happened
    closing: float = 0.2
    second_theme: float = 0.2
    irony: float = IRONIC
    emoji: float = 0.06
    contacts: float = 0.015  # an e-mail address, a phone number, or both
    tag: float = 0.0
    lower_case: float = 0.0  # of English ones


STYLES = {
    "survey": Style(),
    "review": Style(product=0.6, more=(0.1, 0.1, 0.8), further=0.5, closing=0.5),
    "post": Style(more=(0.4, 0.45, 0.15), closing=0.15, emoji=0.18, tag=0.4, lower_case=0.08),
    "ticket": Style(more=(1.0, 0.0, 0.0), closing=0.0, irony=0.0, contacts=0.05),
}


@dataclass
class Texts:
    """Composed texts and what they say: one entry per text."""

    text: np.ndarray
    themes: np.ndarray  # joined by commas
    sentiment: np.ndarray  # -1, 0, 1
    is_negated: np.ndarray
    is_ironic: np.ndarray
    email_count: np.ndarray
    phone_count: np.ndarray


def compose(
    draws: Draws,
    language: Codes,
    theme: Codes,
    sentiment: np.ndarray,
    product: Codes,
    style: str = "survey",
    brand: Codes | None = None,
    rival: Codes | None = None,
) -> Texts:
    """Compose one text per entry.

    `style` is survey (a comment), review (2 to 4 sentences), post (short; it names the brand, and
    the `rival` unless that is -1), ticket (a problem), title, reply (an agent's neutral answer),
    notice (a brand's own post) or spam; the last three have no opinion: their sentiment is 0.
    `brand` is the own one unless given; `product` may be -1.
    """
    size = len(theme)
    cells = Cells(
        language=np.asarray(language, dtype=np.int64),
        theme=np.asarray(theme, dtype=np.int64),
        sense=np.asarray(sentiment, dtype=np.int64) + 1,
        product=np.asarray(product, dtype=np.int64),
        brand=np.full(size, MERIDIAN) if brand is None else np.asarray(brand, dtype=np.int64),
    )
    if style in UNOPINIONATED:
        return _without_opinion(draws, cells, style)
    opinion = _opinion(draws, cells, style)
    pieces = opinion.pieces
    if style == "ticket":
        pieces += _requests(draws, cells)
    elif style == "post":
        pieces = _naming(draws, cells, pieces, rival)
    texts = _texts(cells, pieces, opinion.themes, cells.sense - 1)
    texts.is_negated, texts.is_ironic = opinion.is_negated, opinion.is_ironic
    _roughen(draws, cells, texts, STYLES[style])
    return texts


def add_truth(
    block: Block,
    texts: Texts,
    source: str,
    record_type: str,
    record_ids: np.ndarray,
    field: str,
    arrived: Seconds,
    language: Codes,
) -> None:
    """Add what the texts say to the truth."""
    rows = vars(texts) | {"record_id": record_ids, "code": np.asarray(language)}
    del rows["text"]
    block.truth.add(
        "texts",
        rows,
        f"""'{source}' as source_system, '{record_type}' as record_type, '{field}' as field,
        word({words(LANGUAGES)}, code) as language, * exclude (code)""",
        arrived,
    )


def put_together(size: int, parts: Iterable[tuple[np.ndarray, Texts]]) -> Texts:
    """Texts at their places, one of `parts` after the other; of the rest nothing is said."""
    no, none = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int8)
    nothing = np.full(size, "", dtype=object)
    whole = Texts(nothing, nothing.copy(), none, no, no.copy(), none.copy(), none.copy())
    for places, texts in parts:
        for column, values in zip(vars(whole).values(), vars(texts).values(), strict=True):
            column[places] = values
    return whole


@dataclass
class _Opinion:
    """The pieces of texts, as places in the pool, and what they say."""

    pieces: list[np.ndarray]
    themes: np.ndarray
    is_negated: np.ndarray
    is_ironic: np.ndarray


def _opinion(draws: Draws, cells: Cells, style_name: str) -> _Opinion:
    """A clause on the theme, maybe one on a second theme, what happened, and what follows."""
    style, size = STYLES[style_name], len(cells.theme)
    is_ironic = (cells.sense == 0) & draws.chance(style.irony, size)
    is_negated = draws.chance(NEGATED, size) & ~is_ironic
    has_second = draws.chance(style.second_theme, size) & ~is_ironic
    second_theme = (cells.theme + draws.integers(1, len(THEMES), size)) % len(THEMES)
    return _Opinion(
        pieces=[
            *_clause(draws, cells, style_name, is_ironic, is_negated),
            *_second_clause(draws, cells, second_theme, has_second),
            *_sequel(draws, cells, style, is_ironic),
        ],
        themes=_PAIRS[cells.theme, np.where(has_second, second_theme, -1)],
        is_negated=is_negated,
        is_ironic=is_ironic,
    )


def _clause(
    draws: Draws, cells: Cells, style_name: str, is_ironic: np.ndarray, is_negated: np.ndarray
) -> list[np.ndarray]:
    """Opening, subject, predicate, where and when; of ironic ones praise for what went wrong."""
    slots, size, is_straight = pool(), len(cells.theme), ~is_ironic
    by_sense, by_theme = cells.by("sense"), cells.by("theme")
    lead = slots["ironic_lead"].pick(draws, cells.language, is_ironic)
    if style_name == "ticket":
        lead += slots["greeting"].pick(draws, cells.language, is_straight)
    else:
        lead += _leads(draws, cells, STYLES[style_name].product, is_straight)
    subject = slots["subject"].pick(draws, by_theme, is_straight)
    subject += slots["ironic_fact"].pick(draws, by_theme, is_ironic)
    subject += np.where(slots.is_empty[lead], slots.to_capital, 0)
    predicate = slots["negated"].pick(draws, by_sense, is_negated)
    is_plain = is_straight & ~is_negated
    predicate += _predicates(draws, by_sense, cells.by("theme", "sense"), is_plain)
    which = draws.choose([0.35, 0.35, 0.3], size)  # where, when, or both
    place = slots["place"].pick(draws, cells.language, which != 1)
    time = slots["time"].pick(draws, cells.language, which != 0)
    is_english = cells.language == ENGLISH
    return [
        lead,
        np.where(is_english, subject, time),
        np.where(is_english, predicate, place),
        np.where(is_english, place, subject),
        np.where(is_english, time, predicate),
        slots["stop"].pick(draws, by_sense),
    ]


def _leads(draws: Draws, cells: Cells, share: float, where: np.ndarray) -> np.ndarray:
    """Openings: the product in a share of the texts about one, else any or one of that sense."""
    slots, size = pool(), len(cells.theme)
    of_product = where & (cells.product >= 0) & draws.chance(share, size)
    of_sense = where & ~of_product & draws.chance(0.25, size)
    by_product = cells.by("brand", "product", product=np.maximum(cells.product, 0))
    return (
        slots["product_lead"].pick(draws, by_product, of_product)
        + slots["sense_lead"].pick(draws, cells.by("sense"), of_sense)
        + slots["lead"].pick(draws, cells.language, where & ~of_product & ~of_sense)
    )


def _predicates(
    draws: Draws, by_sense: np.ndarray, by_both: np.ndarray, where: np.ndarray
) -> np.ndarray:
    """What is said of any subject, or of this theme's alone; empty where not `where`."""
    slots, is_own = pool(), draws.chance(0.55, len(by_sense))
    of_any = slots["predicate"].pick(draws, by_sense, where & ~is_own)
    return of_any + slots["theme_predicate"].pick(draws, by_both, where & is_own)


def _second_clause(
    draws: Draws, cells: Cells, theme: np.ndarray, where: np.ndarray
) -> list[np.ndarray]:
    """A clause on another theme, of the same sense in 45 of 100; empty where not `where`."""
    slots, size = pool(), len(theme)
    differs = draws.chance(0.55, size)
    sense = np.where(differs, (cells.sense + draws.integers(1, SENSES, size)) % SENSES, cells.sense)
    by_both = cells.by("theme", "sense", theme=theme, sense=sense)
    return [
        slots["also"].pick(draws, cells.by("contrast", contrast=differs), where),
        slots["subject"].pick(draws, cells.by("theme", theme=theme), where),
        _predicates(draws, cells.by("sense", sense=sense), by_both, where),
        slots["stop"].pick(draws, cells.by("sense", sense=sense), where),
    ]


def _sequel(draws: Draws, cells: Cells, style: Style, is_ironic: np.ndarray) -> list[np.ndarray]:
    """What happened, maybe twice, what follows from it, and a closing."""
    slots, size, is_straight = pool(), len(cells.theme), ~is_ironic
    by_sense, by_both = cells.by("sense"), cells.by("theme", "sense")
    more = draws.choose(style.more, size)
    evidence = slots["evidence"].pick(draws, by_both, (more != 1) & is_straight)
    pieces = [evidence]
    if style.further:
        is_further = draws.chance(style.further, size) & (evidence > 0)
        pieces += [slots["evidence"].pick_other(draws, by_both, evidence, is_further)]
    consequence = slots["ironic_closing"].pick(draws, cells.language, is_ironic)
    consequence += slots["consequence"].pick(draws, by_sense, (more != 0) & is_straight)
    has_closing = draws.chance(style.closing, size) & is_straight
    return [*pieces, consequence, slots["closing"].pick(draws, by_sense, has_closing)]


def _requests(draws: Draws, cells: Cells) -> list[np.ndarray]:
    """The order or machine that a ticket is about, and what is asked for."""
    slots, size = pool(), len(cells.theme)
    return [
        slots["record"].pick(draws, cells.language, draws.chance(0.8, size)),
        slots["request"].pick(draws, cells.by("sense")),
    ]


def _naming(
    draws: Draws, cells: Cells, pieces: list[np.ndarray], rival: Codes | None
) -> list[np.ndarray]:
    """The pieces of a post, with the brand's name before or after them, a rival's, and a tag."""
    slots, size = pool(), len(cells.theme)
    is_before = draws.chance(0.6, size)
    named = [slots["before"].pick(draws, cells.by("brand"), is_before), *pieces]
    if rival is not None:
        by_rival = cells.by("sense", "brand", brand=np.maximum(rival, 0))
        named += [slots["rival"].pick(draws, by_rival, rival >= 0)]
    return [
        *named,
        slots["after"].pick(draws, cells.by("brand"), ~is_before),
        slots["tag"].pick(draws, cells.language, draws.chance(STYLES["post"].tag, size)),
    ]


def _without_opinion(draws: Draws, cells: Cells, style: str) -> Texts:
    """Titles, agents' answers, brands' own posts and spam."""
    slots, by_theme = pool(), cells.by("theme")
    themes = _PAIRS[cells.theme, np.full(len(cells.theme), -1)]
    neutral = np.zeros(len(cells.theme), dtype=np.int8)
    if style == "title":
        pieces = [
            slots["first_subject"].pick(draws, by_theme),
            slots["verdict"].pick(draws, cells.by("sense")),
        ]
        return _texts(cells, pieces, themes, cells.sense - 1)
    if style == "reply":
        pieces = [
            slots["thanks"].pick(draws, cells.language),
            slots["topic"].pick(draws, by_theme),
            slots["record"].pick(draws, cells.language),
            slots["next_step"].pick(draws, cells.language),
            slots["signature"].pick(draws, cells.language),
        ]
        texts = _texts(cells, pieces, themes, neutral)
        _add_contacts(draws, cells, texts, STYLES["survey"].contacts)
        return texts
    if style == "notice":
        pieces = [
            slots["announcer"].pick(draws, cells.by("brand")),
            slots["notice"].pick(draws, by_theme),
            slots["tag"].pick(draws, cells.language),
        ]
        return _texts(cells, pieces, themes, neutral)
    nothing = np.full(len(cells.theme), "", dtype=object)
    return _texts(cells, [slots["spam"].pick(draws, cells.by("brand"))], nothing, neutral)


def _texts(
    cells: Cells, pieces: list[np.ndarray], themes: np.ndarray, sentiment: np.ndarray
) -> Texts:
    """Join pieces: faster by joining lists than by adding arrays of text."""
    size = len(cells.theme)
    fragments = pool().fragments
    text = np.empty(size, dtype=object)
    text[:] = list(map("".join, zip(*(fragments[each].tolist() for each in pieces), strict=True)))
    no, none = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int8)
    return Texts(text, themes, sentiment.astype(np.int8), no, no.copy(), none, none.copy())


def _roughen(draws: Draws, cells: Cells, texts: Texts, style: Style) -> None:
    """Add to some texts what people add: typing errors, small letters, contact details, emoji."""
    slots, size = pool(), len(cells.theme)
    chances = draws.integers(0, 1 << 30, size)
    for place in np.flatnonzero(draws.chance(TYPOS, size)).tolist():
        mistype = _swap_letters if cells.language[place] == ENGLISH else _swap_homophone
        texts.text[place] = mistype(texts.text[place], int(chances[place]))
    if style.lower_case:
        is_lower = draws.chance(style.lower_case, size) & (cells.language == ENGLISH)
        for place in np.flatnonzero(is_lower).tolist():
            texts.text[place] = texts.text[place].lower()
    _add_contacts(draws, cells, texts, style.contacts)
    emoji = np.where(
        texts.is_ironic,
        slots["ironic_emoji"].pick(draws, cells.language),
        slots["emoji"].pick(draws, cells.by("sense")),
    )
    chosen = draws.chance(style.emoji, size)
    texts.text[chosen] += slots.fragments[emoji[chosen]]


def _swap_letters(text: str, chance: int) -> str:
    """Swap two neighbours inside one of the longer words; names stay as they are."""
    found = text.split(" ")
    for step in range(len(found)):
        place = (chance + step) % len(found)
        word = found[place]
        if len(word) > 4 and word.isalpha() and word.islower() and word not in _NAMES:
            first = 1 + chance % (len(word) - 2)
            pair = word[first + 1] + word[first]
            pair = pair[0] if pair[0] == pair[1] else pair  # a double letter is typed once
            found[place] = word[:first] + pair + word[first + 2 :]
            return " ".join(found)
    return text


def _swap_homophone(text: str, chance: int) -> str:
    """Write a Chinese word with one that sounds like it."""
    for step in range(len(phrases.HOMOPHONES)):
        right, wrong = phrases.HOMOPHONES[(chance + step) % len(phrases.HOMOPHONES)]
        if right in text:
            return text.replace(right, wrong, 1)
    return text


def _add_contacts(draws: Draws, cells: Cells, texts: Texts, share: float) -> None:
    """Add made-up e-mail addresses and phone numbers to a share of the texts, and count them."""
    size = len(cells.theme)
    chosen = np.flatnonzero(draws.chance(share, size))
    which = draws.choose([0.45, 0.4, 0.15], len(chosen))  # an address, a number, both
    chances = draws.integers(0, 1 << 40, len(chosen))
    for place, kind, chance in zip(chosen.tolist(), which.tolist(), chances.tolist(), strict=True):
        language = int(cells.language[place])
        email = _email(chance) if kind != 1 else ""
        phone = _phone(chance, language) if kind != 0 else ""
        ways = phrases.CONTACTS[LANGUAGES[language]][kind]
        texts.text[place] += ways[chance % len(ways)].format(email=email, phone=phone)
    texts.email_count[chosen] = which != 1
    texts.phone_count[chosen] = which != 0


def _email(chance: int) -> str:
    parts = []
    for names in (FIRST_NAMES, LAST_NAMES, COMPANY_WORDS, COMPANY_TRADES):
        chance, place = divmod(chance, len(names))
        parts.append(names[place].lower())
    return "{}.{}@{}{}.example".format(*parts)


def _phone(chance: int, language: int) -> str:
    a, b, c = chance % 10_000, chance // 10_000 % 10_000, chance % 3
    if language == ENGLISH:
        ways = [f"+49 151 {a:04d} {b:04d}", f"+1 (212) 555-{a:04d}", f"0171 {a:04d}{b:04d}"[:12]]
    else:
        ways = [f"138{a:04d}{b:04d}", f"+86 139 {a:04d} {b:04d}", f"021-5{a:04d}{b % 1000:03d}"]
    return ways[c]


def _pairs() -> np.ndarray:
    """Themes by their codes; two joined by a comma where the second code is not -1."""
    pairs = np.full((len(THEMES), len(THEMES) + 1), "", dtype=object)
    for first, theme in enumerate(THEMES):
        pairs[first] = [*(f"{theme},{second}" for second in THEMES), theme]
    return pairs


_PAIRS = _pairs()
UNOPINIONATED = ("title", "reply", "notice", "spam")
_NAMES = {name.lower() for each in phrases.BRAND_NAMES["en"] for name in re.findall(r"\w+", each)}
