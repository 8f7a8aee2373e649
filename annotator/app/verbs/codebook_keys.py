"""Keys of codes that come from a file: each key for one code, and a free one for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from string import ascii_uppercase

from annotator.domain.codebook import RESERVED_KEYS, Code, Codebook
from annotator.domain.codebook_parts import with_codes
from annotator.domain.ids import Id


def keyed(
    after: Codebook,
    before: Codebook,
    wishes: Mapping[Id, str],
    told: list[str],
    *,
    over_others: bool = False,
) -> Codebook:
    """The codebook with the keys that a file wishes, as far as they are free.

    Where another code has the key, a known code keeps its own, and a new one takes a free
    letter, of its name if possible; it is told.

    Args:
        after: the codebook with what came.
        before: as it was.
        wishes: keys by the codes that shall have them; empty for none.
        told: takes a sentence for each wish that could not be met.
        over_others: codes that are not among the wishes lose what is wished.
    """
    known = {code.id: code for _, code in before.codes()}
    taken: dict[str, Id] = {}
    codes = [code for _, code in after.codes()]
    for code in codes:
        was = known.get(code.id)
        comes_back = was is not None and was.retired
        if not (code.id in wishes or code.retired or over_others or comes_back) and code.key:
            taken[code.key] = code.id
    changed: dict[Id, Code] = {}
    late: list[tuple[Code, str]] = []
    without: list[str] = []
    for code in codes:
        key = wishes.get(code.id, code.key)
        if over_others and code.id not in wishes:
            continue
        if not key or code.retired or taken.setdefault(key, code.id) == code.id:
            changed[code.id] = replace(code, key=key)
        else:
            late.append((code, key))
    for code, key in late:
        was = known.get(code.id)
        own = was.key if was is not None else ""
        kept = own if own and own not in taken else ""
        free = kept or _free_letter(code.name, taken)
        changed[code.id] = replace(code, key=free)
        if free:
            taken[free] = code.id
            does = f"keeps {free}" if kept else f"comes with {free}"
            told.append(f"The key {key} is taken: {code.name} {does}.")
        else:
            without.append(code.name)
    if without:
        told.append(f"No letter is left as a key for {', '.join(without)}.")
    return with_codes(after, changed.values())


def _free_letter(name: str, taken: Mapping[str, Id]) -> str:
    """A letter that no code has: one of the name, else the first; empty where none is left."""
    letters = [*(each for each in name.upper() if each in ascii_uppercase), *ascii_uppercase]
    return next((each for each in letters if each not in taken and each not in RESERVED_KEYS), "")
