"""Delimited text with damaged quotes or mixed line ends: the good records, and every bad line.

A quote that is never closed swallows what follows it, and a parallel reader may even drop it. So
a file in which DuckDB meets one is gone through line by line: where a line and those that
continue it do not make a record, that one line is bad, and reading goes on at the next.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from loading import UnreadableError
from loading.dialect import Dialect

LONGEST_RECORD = 16_000_000
# With more of them it is the options that are wrong, and memory has an end.
MOST_REJECTS = 1_000_000


class Reject(NamedTuple):
    """A line that is no record; `line` counts from 1 in the file, decompressed."""

    line: int
    reason: str
    text: str


def check_count(rejects: int) -> None:
    """Raise `UnreadableError` if there are too many rejects for a file of the right options."""
    if rejects > MOST_REJECTS:
        raise UnreadableError(f"over {MOST_REJECTS} lines are no records: check its options")


class _Grammar:
    """Regular expressions of a dialect: a record of so many values, of any number, an open one."""

    def __init__(self, dialect: Dialect, width: int) -> None:
        delimiter = re.escape(dialect.delimiter.encode())
        self.quote = dialect.quote.encode()
        quote, escape = re.escape(self.quote), re.escape(dialect.escape.encode())
        plain = b"(?:[^%b%b\r\n][^%b\r\n]*+)?+" % (quote, delimiter, delimiter)
        inner = b"[^%b%b]*+(?:%b.[^%b%b]*+)*+" % (quote, escape, escape, quote, escape)
        if escape == quote:
            inner = b"[^%b]*+(?:%b%b[^%b]*+)*+" % (quote, quote, quote, quote)
        if not self.quote:
            plain, inner = b"[^%b\r\n]*+" % delimiter, b"(?!)"
        self.quoted = re.compile(b" *+%b%b%b" % (quote, inner, quote), re.DOTALL)
        value = b"(?:%b|%b)" % (self.quoted.pattern, plain) if self.quote else plain
        self.delimiter = dialect.delimiter.encode()
        self.any = re.compile(b"(?:%b%b)*+%b" % (value, delimiter, value), re.DOTALL)
        self.open = re.compile(b"(?:%b%b)*+ *+%b%b" % (value, delimiter, quote, inner), re.DOTALL)
        self.width = width

    def fault(self, record: bytes) -> str | None:
        """Why `record` is none; None if it is one."""
        if len(record) > LONGEST_RECORD:
            return f"longer than {LONGEST_RECORD} bytes"
        if not self.any.fullmatch(record):
            return "a quote is not closed, or something follows it, or a stray carriage return"
        found = self.quoted.sub(b"", record).count(self.delimiter) + 1
        if found != self.width:
            return f"{self.width} values expected, {found} found"
        try:
            record.decode("utf-8")
        except UnicodeDecodeError:
            return "bytes that the encoding does not have"
        return None


def repair(path: Path, dialect: Dialect, width: int, folder: Path) -> tuple[Path, list[Reject]]:
    """A file in `folder` of the records of `width` values below the header, and the other lines."""
    grammar = _Grammar(dialect, width)
    rejects: list[Reject] = []
    target = folder / "repaired"
    with path.open("rb") as source, target.open("wb") as plain:
        if source.read(len(BOM_UTF8)) != BOM_UTF8:
            source.seek(0)
        for _ in range(dialect.lines):
            source.readline()
        for line, record, fault in _records(source, grammar, dialect.lines):
            if fault is None:
                plain.write(record + b"\n")
            else:
                rejects.append(Reject(line, fault, record.decode("utf-8", "backslashreplace")))
                check_count(len(rejects))
    return target, rejects


def _records(
    source: BinaryIO, grammar: _Grammar, line: int
) -> Iterator[tuple[int, bytes, str | None]]:
    """Line number, record and fault of each record, or of each line that is none."""
    ahead: deque[bytes] = deque()
    while first := ahead.popleft() if ahead else source.readline():
        line += 1
        record = first.rstrip(b"\r\n")
        if not record and grammar.width > 1:
            continue
        if grammar.fault(record) is None or not (
            parts := _continued(source, ahead, grammar, first)
        ):
            yield line, record, grammar.fault(record)
            continue
        for _ in parts[1:]:
            ahead.popleft()
        yield line, b"".join(parts).rstrip(b"\r\n"), None
        line += len(parts) - 1


def _continued(
    source: BinaryIO, ahead: deque[bytes], grammar: _Grammar, first: bytes
) -> list[bytes]:
    """`first` and the lines, read into `ahead`, that make a record of it; none if they do not."""
    parts, size = [first], len(first)
    while grammar.open.fullmatch(b"".join(parts)):
        while size <= LONGEST_RECORD:
            if len(ahead) < len(parts):
                ahead.append(source.readline())
            parts.append(ahead[len(parts) - 1])
            size += len(parts[-1])
            # Only a line with a quote can close what is open.
            if not parts[-1] or grammar.quote in parts[-1]:
                break
        if not parts[-1] or size > LONGEST_RECORD:
            break
        if grammar.fault(b"".join(parts).rstrip(b"\r\n")) is None:
            return parts
    return []
