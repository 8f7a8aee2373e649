"""The recovery key: the raw key of a file, written for people to print and to type again.

Thirteen groups of five signs, without I, L, O and U, which are read as others or make words. The
fifth sign of a group checks the four before it and the group's place, so that a typing error is
told with its group, and two groups that changed places are too. It opens the file in the place of
the passphrase, and only for as long as that passphrase stands: it *is* what the passphrase gives.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain

from annotator.storage.key import RAW_BYTES

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # as Crockford's base 32
GROUPS, GROUP = 13, 5
_READ_AS = str.maketrans("OIL", "011")
_FIELD = 0b100101  # the polynomial of the field of 32 elements in which the checks are made
_SPARE_BITS = GROUPS * (GROUP - 1) * 5 - RAW_BYTES * 8


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Typed:
    """What somebody typed, read as a recovery key.

    Attributes:
        raw: the raw key; None where it is none.
        fault: what is wrong with it as a recovery key; empty where it does not look like one.
    """

    raw: bytes | None = None
    fault: str = ""


def written(raw: bytes) -> str:
    """A raw key as thirteen groups.

    >>> written(bytes(32))[:23]
    '00000-00001-00002-00003'
    """
    number = int.from_bytes(raw, "big") << _SPARE_BITS
    values = [number >> 5 * place & 31 for place in reversed(range(GROUPS * (GROUP - 1)))]
    fours = [values[at : at + GROUP - 1] for at in range(0, len(values), GROUP - 1)]
    return "-".join(
        "".join(SIGNS[value] for value in [*four, _check(four, place)])
        for place, four in enumerate(fours)
    )


def typed(text: str) -> Typed:
    """What was typed, read as a recovery key; blanks, hyphens and the case do not count.

    >>> typed(written(bytes(range(32))).lower().replace("-", " ")).raw == bytes(range(32))
    True
    >>> typed("a usual passphrase").fault
    ''
    """
    groups = _groups(unicodedata.normalize("NFKC", text))
    every_five = _by_five("".join(groups))  # blanks that got lost or came in do not count
    if len(every_five) == GROUPS and all(map(_is_whole, every_five, range(GROUPS))):
        return _read(every_five)
    wrong = [place for place, group in enumerate(groups, 1) if not _is_whole(group, place - 1)]
    if not _looks_like_one(groups, len(wrong)):
        return Typed()
    if len(groups) != GROUPS:
        return Typed(fault=f"a recovery key has {GROUPS} groups, and here are {len(groups)}")
    if len(wrong) == 1:
        return Typed(fault=f"there is a typing error in group {wrong[0]} of the recovery key")
    listed = f"{', '.join(map(str, wrong[:-1]))} and {wrong[-1]}"
    return Typed(fault=f"there are typing errors in groups {listed} of the recovery key")


def _groups(text: str) -> list[str]:
    """What stands between other signs; every five where a sign between some is missing."""
    signs = "".join(each if each.isalnum() else " " for each in text.upper()).translate(_READ_AS)
    groups = signs.split()
    if len(groups) == 1:
        return _by_five(groups[0])
    pieces = [_by_five(each) if len(each) % GROUP == 0 else [each] for each in groups]
    return list(chain.from_iterable(pieces))


def _by_five(signs: str) -> list[str]:
    return [signs[at : at + GROUP] for at in range(0, len(signs), GROUP)]


def _looks_like_one(groups: Sequence[str], wrong: int) -> bool:
    """Whether somebody seems to have meant a recovery key: most of its groups are in order.

    One that is missing or twice there puts those after it out of place; then their length tells.
    """
    if abs(len(groups) - GROUPS) > 2:
        return False
    fives = sum(len(each) == GROUP and set(each) <= set(SIGNS) for each in groups)
    return wrong <= GROUPS // 2 or fives >= GROUPS - 1


def _is_whole(group: str, place: int) -> bool:
    if len(group) != GROUP or not set(group) <= set(SIGNS):
        return False
    *four, check = (SIGNS.index(each) for each in group)
    return _check(four, place) == check


def _read(groups: Sequence[str]) -> Typed:
    values = [SIGNS.index(each) for group in groups for each in group[:-1]]
    number = reduce(lambda sum_, value: sum_ << 5 | value, values, 0)
    if number & ((1 << _SPARE_BITS) - 1):
        return Typed(fault=f"there is a typing error in group {GROUPS} of the recovery key")
    return Typed(raw=(number >> _SPARE_BITS).to_bytes(RAW_BYTES, "big"))


def _check(four: Sequence[int], place: int) -> int:
    """The sign that checks a group: each value times another power of two, and its place.

    In a field these powers differ, so that one wrong sign, or two that changed places, always
    give another check; so does the same group at another place.
    """
    sum_ = 0
    for value in four:
        sum_ = _doubled(sum_ ^ value)
    return sum_ ^ place


def _doubled(value: int) -> int:
    """Twice a value in the field of 32 elements."""
    twice = value << 1
    return twice ^ _FIELD if twice & 32 else twice
