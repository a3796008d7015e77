"""The texts of the sample world: of great variety, true to what they say, rough as people are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import product as every

import numpy as np
import pytest
from sampling import phrases, texts
from sampling.draws import Draws
from sampling.pool import expand
from sampling.texts import Texts, compose
from sampling.world import BRANDS, LANGUAGES, THEMES

STYLES = ["survey", "review", "post", "ticket"]
CELLS = list(every(range(len(LANGUAGES)), range(len(THEMES)), (-1, 0, 1)))
EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"(?<![A-Za-z0-9])\+?\(?\d(?:[ ()-]{0,2}\d){8,13}(?![A-Za-z0-9])")
GOOD = """excellent great good best happy reliable fast recommend love impress perfect clear fair
    thank trust easy helpful friendly solid pleasure outstanding superb fantastic delight satisf
    praise better improved smooth stable punctual brilliant honest useful well flawless"""
BAD = """poor terrible late slow disappoint problem damage fail bug angry mess worse waste broken
    unacceptable awful frustrat letdown annoy down regret lost furious unhappy crash outdated
    missing confus unreliable warn shame fed wrong rude ignor crack vague flimsy"""
NEGATORS = {
    "en": re.compile(r"\b(not|never|no|nothing|neither|hardly|nor)\b", re.IGNORECASE),
    "zh": re.compile("[不没无]"),
}


def draw(size: int, seed: int = 1, style: str = "survey", **given: int) -> Texts:
    """Texts of any language, theme, sentiment and product, but for what is given."""
    draws = Draws(seed, "test")
    codes = {
        "language": draws.integers(0, 2, size),
        "theme": draws.integers(0, len(THEMES), size),
        "sentiment": draws.integers(-1, 2, size),
        "product": draws.integers(-1, 4, size),
    }
    codes |= {name: np.full(size, value) for name, value in given.items()}
    return compose(draws, *codes.values(), style)


def assert_share(found: np.ndarray, expected: float) -> None:
    """Four standard errors: once in 16,000 tests by chance."""
    error = (expected * (1 - expected) / len(found)) ** 0.5
    assert abs(np.mean(found) - expected) < 4 * error


@pytest.mark.parametrize("style", STYLES)
def test_no_two_of_two_hundred_are_alike(style: str) -> None:
    """Of any language, theme and sentiment."""
    for language, theme, sentiment in CELLS:
        said = draw(200, 3, style, language=language, theme=theme, sentiment=sentiment)
        assert len(set(said.text)) == 200, (language, theme, sentiment)


def test_a_cell_has_ten_million_texts() -> None:
    """As many equal pairs as ten million equally likely texts would give are too many."""
    size = 20_000
    for language, theme, sentiment in CELLS:
        said = draw(size, 4, language=language, theme=theme, sentiment=sentiment, product=-1)
        pairs = sum(n * (n - 1) // 2 for n in Counter(said.text.tolist()).values())
        assert pairs < size * (size - 1) / 2 / 10_000_000, (language, theme, sentiment)


def test_the_same_draws_give_the_same_texts() -> None:
    """And another seed others."""
    first, again, other = (draw(2000, seed).text.tolist() for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_texts_say_what_they_were_asked_to() -> None:
    """The theme asked for comes first, a second in a fifth of the texts; sentiment as given."""
    said = draw(20_000, theme=2, sentiment=-1)
    themes = [each.split(",") for each in said.themes]
    assert {each[0] for each in themes} == {THEMES[2]}
    assert all(len(set(each)) == len(each) and set(each) <= set(THEMES) for each in themes)
    assert set(said.sentiment) == {-1}
    assert_share(np.array([len(each) == 2 for each in themes])[~said.is_ironic], 0.2)


def test_negation_and_irony_come_at_their_rates() -> None:
    """Negation in 12 % of what is meant straight; irony in 5 % of what is negative, about 2 %."""
    said = draw(40_000)
    assert_share(said.is_negated[~said.is_ironic], 0.12)
    assert_share(said.is_ironic[said.sentiment == -1], 0.05)
    assert set(said.sentiment[said.is_ironic]) == {-1}
    assert 0.01 < said.is_ironic.mean() < 0.03
    assert not draw(5000, style="ticket").is_ironic.any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_negated_texts_hold_a_negation(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And most others hold none."""
    monkeypatch.setattr(texts, "TYPOS", 0.0)
    said = draw(5000, language=LANGUAGES.index(language))
    negates = np.array([bool(NEGATORS[language].search(text)) for text in said.text])
    assert negates[said.is_negated].all()
    assert negates[~said.is_negated].mean() < 0.2


@pytest.mark.parametrize(("style", "share"), [("survey", 0.06), ("post", 0.18)])
def test_emoji_come_at_their_rate(style: str, share: float) -> None:
    """A symbol at the end."""
    said = draw(20_000, style=style)
    assert_share(np.array([unicodedata.category(text[-1]) == "So" for text in said.text]), share)


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_errors_come_at_their_rate(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draws with and without them differ in one text of twenty, and by little."""
    code = LANGUAGES.index(language)
    rough = draw(20_000, language=code).text
    monkeypatch.setattr(texts, "TYPOS", 0.0)
    clean = draw(20_000, language=code).text
    assert_share(rough != clean, 0.05)
    assert all(abs(len(a) - len(b)) <= 1 for a, b in zip(rough, clean, strict=True))


def test_typing_errors_spare_names() -> None:
    """What a brand is called stays readable, so that a post can be found by it."""
    known = {word for text in draw(5000, language=0).text for word in re.findall("[A-Z]\\w+", text)}
    assert {"Meridian", "Conveyor"} <= known
    assert not known & {"Merdiian", "Meirdian", "Merdian", "Conveoyr", "Covneyor"}


@pytest.mark.parametrize(
    ("style", "share"),
    [("survey", 0.015), ("review", 0.015), ("post", 0.015), ("ticket", 0.05), ("reply", 0.015)],
)
def test_contact_details_are_counted(style: str, share: float) -> None:
    """As plain expressions find them, in texts of any language; and they are nobody's."""
    said = draw(20_000, style=style)
    emails = [EMAIL.findall(text) for text in said.text]
    assert [len(each) for each in emails] == said.email_count.tolist()
    assert [len(PHONE.findall(text)) for text in said.text] == said.phone_count.tolist()
    assert_share((said.email_count > 0) | (said.phone_count > 0), share)
    assert (said.email_count > 0).any()
    assert (said.phone_count > 0).any()
    assert all(address.endswith(".example") for each in emails for address in each)


def test_words_mostly_agree_with_the_sentiment() -> None:
    """A list of a few dozen words gets it right where it says anything, but not always."""
    said = draw(10_000, language=0)
    meant = said.sentiment[(said.sentiment != 0) & ~said.is_ironic & ~said.is_negated]
    straight = said.text[(said.sentiment != 0) & ~said.is_ironic & ~said.is_negated]
    counted = np.array([count_words(text) for text in straight])
    right = np.sign(counted) == meant
    assert 0.8 < right[counted != 0].mean() < 0.99
    assert right.mean() > 0.6
    ironic = np.array([count_words(text) for text in said.text[said.is_ironic]])
    assert (ironic > 0).sum() > (ironic < 0).sum()


def count_words(text: str) -> int:
    """Good words less bad ones."""
    good, bad = ("|".join(rf"\b{word}" for word in words.split()) for words in (GOOD, BAD))
    return len(re.findall(good, text.lower())) - len(re.findall(bad, text.lower()))


def test_posts_name_their_brands_and_no_others() -> None:
    """By one of the names, tags or handles that people use for it."""
    size = 6000
    draws = Draws(9, "test")
    brand = draws.integers(0, len(BRANDS), size)
    rival = np.where(draws.chance(0.3, size), (brand + 1) % len(BRANDS), -1)
    language, theme = draws.integers(0, 2, size), draws.integers(0, len(THEMES), size)
    sentiment, what = draws.integers(-1, 2, size), draws.integers(-1, 4, size)
    said = compose(draws, language, theme, sentiment, what, "post", brand, rival)
    for text, own, other in zip(said.text.tolist(), brand, rival, strict=True):
        assert named(text) == {BRANDS[each] for each in (own, other) if each >= 0}, text
    said = compose(draws, language, theme, sentiment, what, "review", np.full(size, 2))
    assert {each for text in said.text for each in named(text)} == {"castellan"}


def named(text: str) -> set[str]:
    """Brands that a text names."""
    return {brand for brand, pattern in NAMES.items() if pattern.search(text)}


def _names(brand: int) -> re.Pattern[str]:
    listed = [name for code in LANGUAGES for name in expand(phrases.BRAND_NAMES[code][brand], code)]
    listed += [phrases.HANDLES[code][brand] for code in LANGUAGES]
    listed += [name.replace(" ", "") for name in listed]
    return re.compile("|".join(map(re.escape, sorted(set(listed)))), re.IGNORECASE)


NAMES = {name: _names(code) for code, name in enumerate(BRANDS)}


def test_chinese_texts_are_chinese_with_some_english() -> None:
    """A word of English in some, Han characters in all."""
    said = draw(5000, language=1, product=-1).text
    assert all(re.search("[一-鿿]", text) for text in said)
    latin = np.mean([bool(re.search("[a-z]{4,}", text)) for text in said])
    assert 0.05 < latin < 0.4
    assert not any(re.search("[一-鿿]", text) for text in draw(5000, language=0).text)


def test_answers_notices_and_spam_have_no_opinion() -> None:
    """Whatever they were asked for."""
    for style in ("reply", "notice", "spam"):
        said = draw(2000, style=style, sentiment=-1)
        assert set(said.sentiment) == {0}
        assert set(said.themes) == ({""} if style == "spam" else set(THEMES))


def test_texts_are_well_formed() -> None:
    """No gap is left open, no blank doubled, and English sentences begin with a capital."""
    for style in [*STYLES, "title", "reply", "notice", "spam"]:
        for text in draw(4000, style=style).text:
            assert not re.search(r"  |[{}\[\]|]|^\s|\s$|，。|。。|,\.", text), text
    for text in draw(4000, language=0, style="review").text:
        assert text[0].isupper(), text
