"""The delimiter, the quotes and the header of a delimited file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from loading import UnreadableError
from loading import text as texts
from loading.names import header_labels
from loading.options import Options

DELIMITERS = ",;\t|^~\x1f\x01"
SAMPLE_ROWS = 200
NUMBER_OR_DATE = re.compile(r"[+-]?\d[\d\s.,:/%TZ+-]*")
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Dialect:
    """How a file is written; above the first row of data are `skip` records on `lines` lines."""

    delimiter: str
    quote: str
    escape: str
    skip: int
    lines: int
    header_rows: int
    labels: tuple[str, ...]
    originals: tuple[str, ...]


@dataclass(frozen=True)
class _Marks:
    delimiter: str
    quote: str
    escape: str

    def parse(self, sample: str) -> csv.reader:
        doubled = self.escape in ("", self.quote)
        return csv.reader(
            io.StringIO(sample, newline=""),
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            doublequote=doubled,
            escapechar=None if doubled else self.escape,
        )


def detect(path: Path, options: Options, default_delimiter: str | None = None) -> Dialect:
    """The dialect of a UTF-8 file: what the options say, and for the rest what it looks like."""
    sample = texts.head(path)
    if not sample.strip():
        raise UnreadableError("the file is empty: it has not even a header")
    if "\x00" in sample[:4096]:
        raise UnreadableError("the file holds zero bytes: if it is text, set its encoding")
    marks = _detect_marks(sample, options, default_delimiter)
    reader = marks.parse(sample)
    records = [(row, reader.line_num) for row in islice(reader, options.skip_rows + SAMPLE_ROWS)]
    start = options.skip_rows
    while start < len(records) and not any(records[start][0]):
        start += 1
    rows = [row for row, _ in records[start:]]
    count = options.header_rows
    if count is None:
        count = header_row_count([row for row in rows if row])
    if len(rows) < max(count, 1):
        raise UnreadableError(f"it has {len(rows)} lines where {max(count, 1)} make the header")
    width = max(map(len, rows[: max(count, 1)]))
    labels, originals = header_labels(rows[:count], width)
    skip = start + count
    lines = records[skip - 1][1] if skip else 0
    return Dialect(
        marks.delimiter,
        marks.quote,
        marks.escape,
        skip,
        lines,
        count,
        tuple(labels),
        tuple(originals),
    )


def header_row_count(rows: list[list[str]]) -> int:
    """How many of the first rows are header: 0 to 3.

    Qualtrics writes three, the last of them {"ImportId": ...}, or used to write two, the first
    V1, V2, ... SurveyMonkey writes two: the second, all words, fills the blanks of the first but
    has none of its own for the respondent's id. A first row of nothing but numbers and dates is
    data already.
    """
    first, second, third = (rows[place] if len(rows) > place else [] for place in range(3))
    if any(cell.replace(" ", "").startswith('{"ImportId"') for cell in third):
        return 3
    if first[:2] == ["V1", "V2"]:
        return 2
    if all(_is_value(cell) for cell in first if cell):
        return 0
    fills = any(below and not cell for cell, below in zip(first, second, strict=False))
    if fills and not second[0] and not any(map(_is_value, second)):
        return 2
    return 1


def _is_value(cell: str) -> bool:
    return bool(NUMBER_OR_DATE.fullmatch(cell.strip()))


def _detect_marks(sample: str, options: Options, default_delimiter: str | None) -> _Marks:
    start = sample.lstrip()[:1]
    quote = options.quote if options.quote is not None else ("'" if start == "'" else '"')
    escape = options.escape if options.escape is not None else quote
    delimiter = options.delimiter or default_delimiter
    marks = [_Marks(each, quote, escape) for each in delimiter or DELIMITERS]
    if options.escape is None and f"\\{quote}" in sample and quote:
        marks += [replace(each, escape="\\") for each in marks]
    scores = [_fit(each, sample, options.skip_rows) for each in marks]
    best = max(range(len(marks)), key=scores.__getitem__)
    return marks[best]


def _fit(marks: _Marks, sample: str, skip: int) -> tuple[float, int]:
    """Share of rows of the commonest width, and that width: the greater, the likelier."""
    try:
        rows = [row for row in islice(marks.parse(sample), skip, skip + SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    # A first row that the delimiter does not divide is no header of it.
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    return (count / len(rows), width) if width > 1 else (0.0, 0)
