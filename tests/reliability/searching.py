"""Words looked for in bytes, in whatever way they are written there.

As they are or in other case, in each encoding that Python and Qt keep strings in, as hexadecimal
digits, in base 64 wherever they begin, and in what is compressed: gzip, zip, and zlib anywhere.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
PIECE = 1 << 24
OVERLAP = 1 << 10
"""Bytes that two pieces of a large file have in common: more than any word is long."""
LARGEST = 1 << 20
"""Bytes that are unpacked of what may be compressed."""
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_GZIP, _ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"

Words = Mapping[str, str | bytes]
"""By its kind what is looked for; bytes are looked for as they are, and packed like words."""


def kinds_in(content: bytes, words: Words) -> set[str]:
    """The kinds of the words that stand in some bytes, or in what is packed in them."""
    found: set[str] = set()
    for own in (content, *_unpacked(content)):
        small = own.lower()
        for kind, word in words.items():
            if any(each in small for each in _small(word)) or any(e in own for e in _exact(word)):
                found.add(kind)
    return found


def kinds_in_file(place: Path, words: Words) -> set[str]:
    """Likewise of a file, however large: what the system kept of a program's memory may be."""
    found: set[str] = set()
    with place.open("rb") as file:
        former = b""
        while piece := file.read(PIECE):
            found |= kinds_in(former + piece, words)
            former = piece[-OVERLAP:]
    return found


def _raws(word: str | bytes) -> set[bytes]:
    """The bytes that a word may be."""
    if isinstance(word, bytes):
        return {word}
    return {each.encode(encoding) for each in (word, word.lower()) for encoding in ENCODINGS}


@cache
def _small(word: str | bytes) -> set[bytes]:
    """The forms of a word in which case says nothing."""
    digits = {each.hex().encode() for each in _raws(word)}
    return digits | (set() if isinstance(word, bytes) else _raws(word.lower()))


@cache
def _exact(word: str | bytes) -> set[bytes]:
    """Bytes as they are; and in base 64, by the place at which they may begin in three."""
    found = {word} if isinstance(word, bytes) else set()
    for raw in _raws(word):
        for before in range(3):
            said = b64encode(bytes(before) + raw)
            found.add(said[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6])
    return found


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is compressed in some bytes, as far as it can be read."""
    if content.startswith(_ZIP):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(each) for each in packed.namelist())
    if content.startswith(_GZIP):
        yield _opened(content, 16 + zlib.MAX_WBITS)
    view = memoryview(content)
    for start in _ZLIB.finditer(content):
        if unpacked := _opened(view[start.start() : start.start() + LARGEST], zlib.MAX_WBITS):
            yield unpacked


def _opened(content: bytes | memoryview, bits: int) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj(bits).decompress(content, LARGEST)
    return b""
