"""The pages of a study file as plain bytes, read past SQLite.

For rescue, which wants what SQLite gives up on, and for the search of what an erased person may
have left. SQLCipher 4: page n is AES-256-CBC under the file's key with a random IV, and the
HMAC-SHA512 of ciphertext, IV and n stands behind it, keyed by PBKDF2 (2 rounds) with the salt
whose bytes are changed by 0x3a (its design document, "Database encryption").
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from annotator.storage.handles import bytes_of
from annotator.storage.header import PAGE_BYTES, PLAIN_MAGIC
from annotator.storage.key import SALT_BYTES, Key

_IV_BYTES, _HMAC_BYTES = 16, 64
RESERVED = _IV_BYTES + _HMAC_BYTES
"""Bytes at the end of each page of an encrypted file that hold none of the database."""

_SALT_CHANGE, _HMAC_ROUNDS, _KEY_BYTES = 0x3A, 2, 32


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
        vector = sealed[-_IV_BYTES:]
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(vector)).decryptor()
        plain = decryptor.update(sealed[:-_IV_BYTES]) + decryptor.finalize()
        return (PLAIN_MAGIC if number == 1 else b"") + plain
