"""The pages of a study file as plain bytes, read past SQLite.

For rescue, which wants what SQLite gives up on, and for the search of what an erased person may
have left. SQLCipher 4: page n is AES-256-CBC under the file's key with a random IV, and the
HMAC-SHA512 of ciphertext, IV and n stands behind it, keyed by PBKDF2 (2 rounds) with the salt
whose bytes are changed by 0x3a (its design document, "Database encryption").

Where the salt is lost, no HMAC can be reckoned: the bare key still opens the pages, and whether
one is as it was written is told by its looks only.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from annotator.storage.handles import bytes_of
from annotator.storage.header import PAGE_BYTES, PLAIN_MAGIC
from annotator.storage.key import SALT_BYTES, Key

_IV_BYTES, _HMAC_BYTES = 16, 64
RESERVED = _IV_BYTES + _HMAC_BYTES
"""Bytes at the end of each page of an encrypted file that hold none of the database."""

_SALT_CHANGE, _HMAC_ROUNDS, _KEY_BYTES = 0x3A, 2, 32
_BLOCK, _FILE_HEADER = 16, 100
_HEADS = {0x0D: 8, 0x05: 12, 0x0A: 8, 0x02: 12}
"""By the kind of a page of a tree, how many bytes stand before the places of its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        number: from 1.
        content: decrypted, without what is reserved; None where it is not as it was written.
    """

    number: int
    content: bytes | None


def read_pages(place: Path, key: Key | None) -> Iterator[Page]:
    """All pages in order; of a plain file none is known to be damaged.

    The first page begins with SQLite's own 16 bytes, whatever the file has there. A last page
    that is cut short counts as damaged.
    """
    cipher = None if key is None else _Cipher(key)
    with bytes_of(place) as file:
        number = 0
        while raw := file.read(PAGE_BYTES):
            number += 1
            content: bytes | None = None
            if len(raw) == PAGE_BYTES:
                content = raw if cipher is None else cipher.opened(number, raw)
            yield Page(number=number, content=content)


def opens_some(place: Path, key: Key, most: int = 16) -> bool:
    """Whether one of the first pages of a file is as it was written under a key."""
    return any(each.content is not None for each in islice(read_pages(place, key), most))


def read_unproven(place: Path, raw: bytes) -> Iterator[Page]:
    """The same by the raw key alone, for a file whose salt is lost.

    A page is taken for damaged where it looks like none, or where two blocks of it that follow
    each other are the same, as encryption never leaves them and zeros are. What is changed within
    a row is not seen.
    """
    count = -(-place.stat().st_size // PAGE_BYTES)
    with bytes_of(place) as file:
        number = 0
        while page := file.read(PAGE_BYTES):
            number += 1
            content: bytes | None = None
            if len(page) == PAGE_BYTES and not has_a_run(page):
                content = _decrypted(raw, number, page[: PAGE_BYTES - _HMAC_BYTES])
            looks = content is not None and _looks_like_one(number, content, count)
            yield Page(number=number, content=content if looks else None)


def is_of_raw(place: Path, raw: bytes) -> bool:
    """Whether a raw key seems to be that of a file: some page of it has rows then."""
    return any(
        _has_cells(each.content, _start(each.number))
        for each in read_unproven(place, raw)
        if each.content is not None
    )


def has_a_run(content: bytes) -> bool:
    """Whether two blocks that follow each other are the same."""
    return any(
        content[at : at + _BLOCK] == content[at + _BLOCK : at + 2 * _BLOCK]
        for at in range(0, len(content) - _BLOCK, _BLOCK)
    )


def _looks_like_one(number: int, content: bytes, count: int) -> bool:
    """Whether something is a page: of a tree, or one that says which goes on with it."""
    start = _start(number)
    if number == 1:  # its page size, and what is reserved of each page
        return content[16:24] == bytes((0x10, 0, 1, 1, RESERVED, 64, 32, 32))
    if content[start] in _HEADS:
        return _has_cells(content, start) or not any(content[start + 3 : start + 5])
    return int.from_bytes(content[:4], "big") <= count


def _has_cells(content: bytes, start: int) -> bool:
    """Whether a page of a tree has rows, all of which begin within it."""
    head = _HEADS.get(content[start])
    if head is None:
        return False
    (cells,) = struct.unpack_from(">H", content, start + 3)
    first = start + head
    if not cells or first + 2 * cells > len(content):
        return False
    places = struct.unpack_from(f">{cells}H", content, first)
    return len(set(places)) == cells and all(
        first + 2 * cells <= each < len(content) for each in places
    )


def _start(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0


class _Cipher:
    """What one key opens."""

    def __init__(self, key: Key) -> None:
        self._key = key.raw
        salt = bytes(each ^ _SALT_CHANGE for each in key.salt)
        self._seal = hashlib.pbkdf2_hmac("sha512", self._key, salt, _HMAC_ROUNDS, _KEY_BYTES)

    def opened(self, number: int, raw: bytes) -> bytes | None:
        """A page decrypted, None where its HMAC is not that of its bytes."""
        start = SALT_BYTES if number == 1 else 0
        sealed = raw[start : PAGE_BYTES - _HMAC_BYTES]
        own = hmac.new(self._seal, sealed + number.to_bytes(4, "little"), "sha512").digest()
        if not hmac.compare_digest(own, raw[PAGE_BYTES - _HMAC_BYTES :]):
            return None
        return _decrypted(self._key, number, raw[: PAGE_BYTES - _HMAC_BYTES])


def _decrypted(raw_key: bytes, number: int, raw: bytes) -> bytes:
    """A page, of what stands before its HMAC."""
    start = SALT_BYTES if number == 1 else 0
    vector = raw[-_IV_BYTES:]
    decryptor = Cipher(algorithms.AES(raw_key), modes.CBC(vector)).decryptor()
    plain = decryptor.update(raw[start:-_IV_BYTES]) + decryptor.finalize()
    return (PLAIN_MAGIC if number == 1 else b"") + plain
