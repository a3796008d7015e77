"""Names of tables and columns: from whatever a header says to something SQL can read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

META_COLUMNS = ("_load_id", "_loaded_at", "_source_file", "_row_number")


def slug(text: str) -> str:
    """`text` in lower case, every run of what is no letter or digit made one underscore.

    Letters and digits of any script are kept, a leading underscore too; empty if none is left.
    """
    text = unicodedata.normalize("NFC", text).strip().lower()
    kept = "".join(character if _is_word(character) else " " for character in text)
    name = "_".join(kept.split())
    return f"_{name}" if name and text.startswith("_") else name


def column_names(
    originals: Sequence[str], renames: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """One slug a column, in order: `column_<ordinal>` for a blank, `_2`, `_3` on a repeat.

    `renames` maps slugs to new ones; a new name that is there already stays what it is.
    """
    slugs = [slug(original) for original in originals]
    renames = {old: new for old, new in renames.items() if new not in slugs}
    taken = set(META_COLUMNS)
    names = []
    for ordinal, found in enumerate(slugs, start=1):
        stem = renames.get(found, found) or f"column_{ordinal}"
        name, repeat = stem, 1
        while name in taken:
            repeat += 1
            name = f"{stem}_{repeat}"
        taken.add(name)
        names.append(name)
    return names


def header_labels(rows: Sequence[Sequence[str]], width: int) -> tuple[list[str], list[str]]:
    """What to name each of `width` columns after, and its original header, from the header rows.

    The first row names a column. With two rows or more, a blank cell of the first that has text
    below it continues the cell before it, and columns that share a first cell take the text of
    the second row as well: "Which project?" over "Kubernetes" and "Envoy" is two columns. The
    original is every row's text, joined by " / ".
    """
    padded = [[*row, *[""] * width][:width] for row in rows]
    columns = [[cell.strip() for cell in column] for column in zip(*padded, strict=True)]
    if not columns:
        return [""] * width, [""] * width
    originals = [" / ".join(filter(None, column)) for column in columns]
    first = [column[0] for column in columns]
    if len(rows) < 2:
        return first, originals
    for place, column in enumerate(columns):
        if place and not column[0] and any(column[1:]):
            first[place] = first[place - 1]
    shared = Counter(first)
    labels = [
        " ".join(dict.fromkeys(filter(None, (head, column[1]))))
        if shared[head] > 1 or not head
        else head
        for head, column in zip(first, columns, strict=True)
    ]
    return labels, originals


def _is_word(character: str) -> bool:
    # A mark belongs to the letter before it: Thai and Devanagari vowels are marks.
    return unicodedata.category(character)[0] in "LMN"
