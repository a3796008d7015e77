"""The pool of all fragments of `phrases`, and the slots that take them.

A slot of a text (its opening, subject, predicate ...) takes a number of fragments in a row from the
pool, by language and by theme, sense, product or brand. So a text is a row of places in the pool,
and the places of all texts are drawn at once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from sampling import phrases
from sampling.draws import Draws
from sampling.world import BRANDS, BRANDS_ZH, LANGUAGES, MERIDIAN, PRODUCTS, THEMES

SENSES = 3  # negative, neutral, positive
SIZES = {
    "theme": len(THEMES),
    "sense": SENSES,
    "product": len(PRODUCTS),
    "brand": len(BRANDS),
    "contrast": 2,
}
NUMBERS = [10_007 + 179 * step for step in range(500)]  # of orders, machines and errors


@dataclass(frozen=True)
class Cells:
    """What each text is about: codes, one entry per text."""

    language: np.ndarray
    theme: np.ndarray
    sense: np.ndarray
    product: np.ndarray
    brand: np.ndarray

    def by(self, *names: str, **codes: np.ndarray) -> np.ndarray:
        """Numbers of the cells in the grid of language and the named; by `codes` where given."""
        number = self.language
        for name in names:
            number = number * SIZES[name] + (codes[name] if name in codes else getattr(self, name))
        return number


@dataclass(frozen=True)
class Slot:
    """The places in the pool that each cell's fragments take."""

    start: np.ndarray
    count: np.ndarray

    def pick(self, draws: Draws, cell: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Places in the pool, all of a cell equally likely; 0, the empty one, where not `where`."""
        if where is not None:
            chosen = np.flatnonzero(where)
            places = np.zeros(len(cell), dtype=np.int64)
            places[chosen] = self.pick(draws, cell[chosen])
            return places
        return self.start[cell] + (draws.uniform(len(cell)) * self.count[cell]).astype(np.int64)

    def pick_other(
        self, draws: Draws, cell: np.ndarray, picked: np.ndarray, where: np.ndarray
    ) -> np.ndarray:
        """Places a third to two thirds of the cell away from those `picked`: of other words."""
        start, count = self.start[cell], self.count[cell]
        step = ((1 + draws.uniform(len(cell))) * count / 3).astype(np.int64)
        return np.where(where, start + (picked - start + step) % count, 0)


@dataclass(frozen=True)
class Pool:
    """All fragments, the empty one first, and who takes them."""

    fragments: np.ndarray
    is_empty: np.ndarray
    slots: dict[str, Slot]

    @property
    def to_capital(self) -> int:
        """Steps from a subject to the same with a capital letter."""
        return int(self["first_subject"].start[0] - self["subject"].start[0])

    def __getitem__(self, name: str) -> Slot:
        """A slot by its name."""
        return self.slots[name]


def expand(listed: str, language: str) -> list[str]:
    """The fragments of a list, every choice between brackets made."""
    flat = re.sub(r"\s*\n\s*", " " if language == "en" else "", listed.strip())
    found = []
    for fragment in flat.split("/"):
        parts = re.split(r"\[([^\]]*)\]", fragment.strip())
        choices = [
            [each.strip() for each in part.split("|")] if place % 2 else [part]
            for place, part in enumerate(parts)
        ]
        found += ["".join(each) for each in itertools.product(*choices)]
    return found


@cache
def pool() -> Pool:
    """Lay out all fragments: one run for each cell of each slot."""
    fragments, slots = [""], {}
    for name, (dimensions, listed) in SLOTS.items():
        start, count = [], []
        for language in LANGUAGES:
            for cell in itertools.product(*(range(SIZES[each]) for each in dimensions)):
                found = listed(language, *cell)
                start.append(len(fragments))
                count.append(len(found))
                fragments += found
        slots[name] = Slot(np.array(start), np.array(count))
    array = np.array(fragments, dtype=object)
    return Pool(array, array == "", slots)


def _after(found: list[str], language: str) -> list[str]:
    """Fragments that follow others: with a blank before them in English."""
    return [f" {each}" if language == "en" and each else each for each in found]


def _before(found: list[str], language: str) -> list[str]:
    """Fragments that others follow: with a blank after them in English."""
    return [f"{each} " if language == "en" and each else each for each in found]


def _sentences(found: list[str], language: str) -> list[str]:
    """Sentences that follow others: English ones are whole, Chinese ones lack the full stop."""
    if language == "en":
        return _after(found, language)
    return [each if each[-1] in "。！" else f"{each}。" for each in found]


def _evidence(language: str, theme: int, sense: int) -> list[str]:
    found = expand(phrases.EVIDENCE[language][THEMES[theme]][sense], language)
    tails = expand(phrases.TAILS[language][sense], language)
    return _sentences([each + tail for each in found for tail in tails], language)


def _capital(found: list[str]) -> list[str]:
    return [each[0].upper() + each[1:] for each in found]


def _subjects(language: str, theme: int) -> list[str]:
    return expand(phrases.SUBJECTS[language][THEMES[theme]], language)


def _of_sense(table: dict[str, phrases.Senses], form: Callable) -> Callable:
    return lambda language, sense: form(expand(table[language][sense], language), language)


def _of_theme_and_sense(table: dict, form: Callable) -> Callable:
    return lambda language, theme, sense: form(
        expand(table[language][THEMES[theme]][sense], language), language
    )


def _of_theme(table: dict[str, dict[str, str]], form: Callable) -> Callable:
    return lambda language, theme: form(expand(table[language][THEMES[theme]], language), language)


def _plain(table: dict[str, str], form: Callable) -> Callable:
    return lambda language: form(expand(table[language], language), language)


def brand_name(language: str, brand: int) -> str:
    """A brand's right name."""
    return BRANDS[brand].capitalize() if language == "en" else BRANDS_ZH[brand]


def _brand_names(language: str, brand: int) -> list[str]:
    return expand(phrases.BRAND_NAMES[language][brand], language)


def _product_leads(language: str, brand: int, product: int) -> list[str]:
    if brand == MERIDIAN:
        it = phrases.OWN_PRODUCTS[language][product]
    else:
        named = brand_name(language, brand)
        it = phrases.GENERIC_PRODUCTS[language][product].format(brand=named)
    has_article = language == "en" and product < 2
    found = expand(phrases.PRODUCT_LEADS[language], language)
    leads = [each.format(it=it, the=f"the {it}" if has_article else it) for each in found]
    return _before(leads, language)


def _naming(table: dict[str, str], form: Callable) -> Callable:
    """Every way to name a brand in every form of words; `tag` is a name without blanks."""

    def listed(language: str, brand: int) -> list[str]:
        handle = phrases.HANDLES[language][brand]
        found = [
            each.format(name=name, tag=name.replace(" ", ""), handle=handle)
            for each in expand(table[language], language)
            for name in _brand_names(language, brand)
        ]
        return form(found, language)

    return listed


def _rivals(language: str, sense: int, brand: int) -> list[str]:
    found = [
        each.format(name=name)
        for each in expand(phrases.RIVALS[language][sense], language)
        for name in _brand_names(language, brand)
    ]
    return _sentences(found, language)


def _records(language: str) -> list[str]:
    listed = expand(phrases.RECORDS[language], language)
    return _after([each.format(number=n) for each in listed for n in NUMBERS], language)


def _wholes(found: list[str], language: str) -> list[str]:
    """Sentences that follow others, and lack the full stop."""
    return _after([each + ("." if language == "en" else "。") for each in found], language)


def _announcers(language: str, brand: int) -> list[str]:
    return [brand_name(language, brand) + (":" if language == "en" else "：")]


def _spam(language: str, brand: int) -> list[str]:
    listed = expand(phrases.SPAM[language], language)
    name = brand_name(language, brand)
    return [each.format(name=name, number=number) for each in listed for number in NUMBERS[::25]]


def _closings(language: str, sense: int) -> list[str]:
    found = expand(phrases.CLOSINGS[language][sense], language)
    ends = ["。", "！"] if sense != 1 else ["。"]
    return (
        _after(found, language)
        if language == "en"
        else [each + end for each in found for end in ends]
    )


def _stops(language: str, sense: int) -> list[str]:
    full, loud = (".", "!") if language == "en" else ("。", "！")
    return [full] * 7 + [loud if sense != 1 else full]


def _same(found: list[str], language: str) -> list[str]:
    return found


# Of each slot: what it depends on beside the language, and its fragments.
SLOTS: dict[str, tuple[tuple[str, ...], Callable[..., list[str]]]] = {
    "subject": (("theme",), _subjects),
    "first_subject": (("theme",), lambda *cell: _capital(_subjects(*cell))),
    "predicate": (("sense",), _of_sense(phrases.PREDICATES, _after)),
    "negated": (("sense",), _of_sense(phrases.NEGATED, _after)),
    "theme_predicate": (("theme", "sense"), _of_theme_and_sense(phrases.THEME_PREDICATES, _after)),
    "evidence": (("theme", "sense"), _evidence),
    "consequence": (("sense",), _of_sense(phrases.CONSEQUENCES, _sentences)),
    "lead": ((), _plain(phrases.LEADS, _before)),
    "sense_lead": (("sense",), _of_sense(phrases.SENSE_LEADS, _before)),
    "product_lead": (("brand", "product"), _product_leads),
    "place": ((), _plain(phrases.PLACES, _after)),
    "time": ((), _plain(phrases.TIMES, _after)),
    "stop": (("sense",), _stops),
    "closing": (("sense",), _closings),
    "also": (
        ("contrast",),
        lambda language, contrast: _after(
            _before(expand(phrases.ALSO[language][contrast], language), language), language
        ),
    ),
    "ironic_lead": ((), _plain(phrases.IRONIC_LEADS, _before)),
    "ironic_fact": (("theme",), _of_theme(phrases.IRONIC_FACTS, _same)),
    "ironic_closing": ((), _plain(phrases.IRONIC_CLOSINGS, _sentences)),
    "emoji": (
        ("sense",),
        lambda language, sense: _after(expand(phrases.EMOJI[sense], language), language),
    ),
    "ironic_emoji": (
        (),
        lambda language: _after(expand(phrases.IRONIC_EMOJI, language), language),
    ),
    "tag": ((), _plain(phrases.TAGS, _after)),
    "greeting": ((), _plain(phrases.GREETINGS, _before)),
    "request": (("sense",), _of_sense(phrases.REQUESTS, _sentences)),
    "record": ((), _records),
    "before": (("brand",), _naming(phrases.NAMED_BEFORE, _before)),
    "after": (("brand",), _naming(phrases.NAMED_AFTER, _after)),
    "rival": (("sense", "brand"), _rivals),
    "thanks": ((), _plain(phrases.THANKS, _same)),
    "topic": (("theme",), _of_theme(phrases.TOPICS, _wholes)),
    "next_step": ((), _plain(phrases.NEXT_STEPS, _after)),
    "signature": ((), _plain(phrases.SIGNATURES, _after)),
    "verdict": (("sense",), _of_sense(phrases.VERDICTS, _same)),
    "announcer": (("brand",), _announcers),
    "notice": (("theme",), _of_theme(phrases.OWN_POSTS, _wholes)),
    "spam": (("brand",), _spam),
}
