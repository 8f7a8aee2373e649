"""How easily a passphrase is guessed: told in a sentence, decided by whoever gives it.

No meter and no points: what a passphrase is worth depends on who made it up, and no program sees
that. What is found here is what is tried first by everybody who has got hold of a file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.common_words import MOST_USED
from annotator.domain.counted import counted

FEWEST, FEW = 8, 10
"""With fewer characters it is easily guessed; with fewer than the second number it is weak."""
ADVICE = "four words that do not belong together are better"
_FEW_DIGITS, _FEW_REPEATED, _SHORT_NAME, _LITTLE = 12, 3, 4, 5
_FEW_SIGNS = 4
"""With more different signs between the letters and digits these are not what is typed."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "012345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiopåasdfghjkløæzxcvbnm",
    "qwertzuiopüasdfghjklöäyxcvbnm",
)
_READ_AS = str.maketrans("0134578@$!", "oieastbasi")


@dataclass(frozen=True, slots=True)
class Weakness:
    """What makes a passphrase weak.

    Attributes:
        what: half a sentence: `it has only 5 characters`.
        grave: it is among what is tried first; else it is only short.
    """

    what: str
    grave: bool


def weakness(passphrase: str, names: Iterable[str] = ()) -> Weakness | None:
    """What makes a passphrase weak; None where nothing is known to.

    Args:
        passphrase: what is to be a file's.
        names: that stand near the file: of the study, of the file, of a coder.

    >>> weakness("tall river nine spoons") is None
    True
    >>> weakness("P@ssw0rd2026")
    Weakness(what='it is one of the most used, or little more', grave=True)
    >>> weakness("early alliance 1", ["Early Alliance"]).what
    'it is the name of the study, of its file or of a coder, or little more'
    """
    folded = unicodedata.normalize("NFKC", passphrase).casefold().strip()
    plain = "".join(each for each in folded if each.isalnum())
    unit = _unit(plain if len(set(folded) - set(plain)) <= _FEW_SIGNS else folded)
    if len(passphrase) < FEWEST:
        return Weakness(f"it has only {counted(len(passphrase), 'character')}", grave=True)
    if len(unit) <= _FEW_REPEATED:
        return Weakness("it repeats the same few characters", grave=True)
    if any(unit in row or unit[::-1] in row for row in _ROWS):
        return Weakness("it is a row of the alphabet, of numbers or of the keyboard", grave=True)
    if _is_used(unit, folded):
        return Weakness("it is one of the most used, or little more", grave=True)
    if any(_is_of_name(plain, name) for name in names):
        what = "it is the name of the study, of its file or of a coder, or little more"
        return Weakness(what, grave=True)
    if unit.isdigit() and len(plain) < _FEW_DIGITS:
        return Weakness(f"it is {counted(len(plain), 'digit')}, a date or a number", grave=False)
    if len(passphrase) < FEW:
        return Weakness(f"it has only {counted(len(passphrase), 'character')}", grave=False)
    return None


def _unit(text: str) -> str:
    """What a text repeats; the text itself where it does not.

    >>> _unit("abcabcab"), _unit("aaaa"), _unit("abcd"), _unit("")
    ('abc', 'a', 'abcd', '')
    """
    sizes = range(1, len(text) // 2 + 1)
    return next((text[:n] for n in sizes if text == (text[:n] * len(text))[: len(text)]), text)


def _is_used(unit: str, folded: str) -> bool:
    """Whether it is one of the most used, with numbers around it or signs for letters."""
    read = folded.rstrip("0123456789!?.").translate(_READ_AS)
    kept = "".join(each for each in read if each.isalnum())
    return not MOST_USED.isdisjoint({unit, unit.strip("0123456789"), kept})


def _is_of_name(plain: str, name: str) -> bool:
    own = "".join(each for each in name.casefold() if each.isalnum())
    return len(own) >= _SHORT_NAME and own in plain and len(plain) - len(own) < _LITTLE
