"""Plain UTF-8 text of any landed file: decompressed and checked, decoded, lines found again."""

from __future__ import annotations

import codecs
import gzip
import re
import shutil
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from loading import UnreadableError

CHUNK = 1 << 20
HIGH = bytes(range(0x80, 0x100))
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save it as .xlsx",
    b"\x1f\x8b": "a gzip file; add .gz to its name",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"SQLite": "a database",
}
# Decoding writes this lone surrogate for bytes that mean nothing in the encoding; written out it
# is a byte that UTF-8 forbids, so the one line that holds it is rejected and no other.
UNDECODABLE = "\udcff"
codecs.register_error("mark_undecodable", lambda error: (UNDECODABLE, error.end))


def decompress(path: Path, folder: Path) -> Path:
    """The content of a gzip file, whole and with the right checksum, as a file in `folder`."""
    target = folder / "decompressed"
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, CHUNK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableError(
            f"the gzip file is cut short or damaged ({error}): fetch it again"
        ) from None
    return target


def as_utf8(path: Path, encoding: str | None, folder: Path) -> tuple[Path, str]:
    """A UTF-8 file of the same text, and the encoding it was in: `path` itself if it is UTF-8."""
    with path.open("rb") as file:
        start = file.read(8)
    if kind := next((kind for magic, kind in NOT_TEXT.items() if start.startswith(magic)), None):
        raise UnreadableError(f"this is no text but {kind}")
    encoding = codecs.lookup(encoding or detect_encoding(path)).name
    if encoding in ("utf-8", "utf-8-sig", "ascii"):
        return path, "utf-8"
    target = folder / "decoded"
    with (
        path.open(encoding=encoding, errors="mark_undecodable", newline="") as source,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as plain,
    ):
        shutil.copyfileobj(source, plain, CHUNK)
    return target, encoding


def detect_encoding(path: Path) -> str:
    """The encoding of a text file, from its byte order mark or from all its bytes.

    UTF-8 if half of the bytes that are not ASCII agree with it: better to reject the lines that
    do not than to garble those that do. Of the others, Chinese is told by its long runs of such
    bytes, Windows-1252 by its quotes and dashes; the rest is latin-1.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    if start[1::2].count(0) > len(start) / 6:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) / 6:
        return "utf-16-be"
    sample, high, bad = b"", 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="mark_undecodable")
    for chunk in _chunks(path):
        if not chunk.isascii():
            high += _count_high(chunk)
            sample += chunk if len(sample) < CHUNK else b""
            bad += decoder.decode(chunk).count(UNDECODABLE)
    return "utf-8" if bad * 2 <= high else _detect_single_or_double_byte(sample)


def _detect_single_or_double_byte(sample: bytes) -> str:
    in_runs = sum(map(len, re.findall(rb"[\xa1-\xfe]{4,}", sample)))
    if in_runs * 2 > _count_high(sample) and _decodes(sample, "gb18030"):
        return "gb18030"
    if re.search(rb"[\x80-\x9f]", sample) and _decodes(sample, "cp1252"):
        return "cp1252"
    return "latin-1"


def _count_high(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, HIGH))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def without_carriage_returns(path: Path, folder: Path) -> Path:
    """The same lines ended by line feeds alone: `path` itself if they are."""
    if not any(b"\r" in chunk for chunk in _chunks(path)):
        return path
    target = folder / "lines"
    with target.open("wb") as plain:
        plain.writelines(chunk.replace(b"\r", b"") for chunk in _chunks(path))
    return target


def head(path: Path, size: int = CHUNK) -> str:
    """The first `size` bytes of a UTF-8 file as text, up to the last whole line."""
    with path.open("rb") as file:
        start = file.read(size + 1)
    if len(start) > size:
        end = max(start.rfind(b"\n"), start.rfind(b"\r")) + 1
        if not end:
            raise UnreadableError(f"no end of a line in the first {size} bytes: is it text?")
        start = start[:end]
    return start.decode("utf-8-sig", errors="replace")


def lines_at(path: Path, offsets: Iterable[int]) -> list[int]:
    """The line, from 1, that each of some ascending byte offsets of a file lies in."""
    wanted = list(offsets)
    lines: list[int] = []
    position, line, end = 0, 1, b""
    for chunk in _chunks(path) if wanted else ():
        # A file from an old Mac has carriage returns only.
        end = end or (b"\n" if b"\n" in chunk else b"\r")
        stop = bisect_right(wanted, position + len(chunk) - 1)
        last = 0
        for offset in wanted[len(lines) : stop]:
            line += chunk.count(end, last, offset - position)
            last = offset - position
            lines.append(line)
        line += chunk.count(end, last)
        position += len(chunk)
    return lines + [line] * (len(wanted) - len(lines))


def text_at(path: Path, places: Iterable[tuple[int, int]]) -> list[str]:
    r"""The text at each (byte offset, length); bytes that are not UTF-8 are shown as \xff."""
    with path.open("rb") as file:
        return [_read(file, offset, length) for offset, length in places]


def _read(file: BinaryIO, offset: int, length: int) -> str:
    file.seek(offset)
    return file.read(length).decode("utf-8", errors="backslashreplace")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
