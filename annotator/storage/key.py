"""Keys: from a passphrase and the file's own salt to what SQLCipher is told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

SALT_BYTES = 16
RAW_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Costs of Argon2id. The file has no room to name its profile: opening tries each."""

    memory_kib: int
    passes: int
    lanes: int


# Newest first. A profile is never removed: files made with it must open.
PROFILES: tuple[Profile, ...] = (Profile(memory_kib=128 * 1024, passes=3, lanes=4),)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A raw key with the salt that stands in the file's first 16 bytes. It has no repr."""

    text: str

    @property
    def pragma(self) -> str:
        """The statement that must come first on a connection."""
        return f'PRAGMA key="{self.text}"'

    @property
    def raw(self) -> bytes:
        """The 32 bytes that encrypt."""
        return bytes.fromhex(self.text[2:-1])[:RAW_BYTES]

    @property
    def salt(self) -> bytes:
        """The 16 bytes that the file begins with."""
        return bytes.fromhex(self.text[2:-1])[RAW_BYTES:]


def of_raw(raw: bytes, salt: bytes) -> Key:
    """The key of these bytes for the file that begins with this salt."""
    return Key(f"x'{raw.hex()}{salt.hex()}'")


def derive(passphrase: str, salt: bytes, profile: Profile) -> Key:
    """The key of a passphrase for a file.

    The passphrase is taken in Unicode's composed form, since keyboards of different systems
    send different forms of the same letters.
    """
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    raw = hash_secret_raw(
        secret,
        salt,
        time_cost=profile.passes,
        memory_cost=profile.memory_kib,
        parallelism=profile.lanes,
        hash_len=RAW_BYTES,
        type=Type.ID,
    )
    return of_raw(raw, salt)
