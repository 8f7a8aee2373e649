"""What became of a code: the one that it counts as today, over all versions of a codebook.

A code keeps its id in every version, so a new name, place or colour changes nothing. A code that
was merged counts as the one that it went into; one that was split stands for none of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment


def ends(by_id: Mapping[Id, Code], code_id: Id) -> tuple[Id, ...]:
    """The codes that stand where all that a code became ends, each once, in order.

    Itself where it became nothing, one where it was merged, several where it was split; chains
    are followed to their end. What is not among the codes gives nothing, nor does a chain that
    comes back to itself.
    """
    found: dict[Id, None] = {}
    seen: set[Id] = set()
    open_ids = [code_id]
    while open_ids:
        each = open_ids.pop(0)
        code = by_id.get(each)
        if code is None or each in seen:
            continue
        seen.add(each)
        if code.became:
            open_ids = [*code.became, *open_ids]
        else:
            found[each] = None
    return tuple(found)


def brought(codebook: Codebook, code_ids: Iterable[Id]) -> tuple[Id, ...]:
    """Codes as a version has them: merged ones as what they went into, each once.

    Raises:
        UserError: one of them was split there, and only a person can say what it is now.
    """
    by_id = {code.id: code for _, code in codebook.codes()}
    now: dict[Id, None] = {}
    for code_id in code_ids:
        found = ends(by_id, code_id)
        if len(found) > 1:
            what = f"{by_id[code_id].name} was split in version {codebook.number} of the codebook"
            raise UserError(what, hint="bring your work to that version first, in the codebook tab")
        now[found[0] if found else code_id] = None
    return tuple(now)


def current(codebook: Codebook, code_id: Id) -> Id | None:
    """The code that a code is in a version: itself, or the one that it became.

    Args:
        codebook: the version asked about, the newest most often.
        code_id: of a code of any version.

    Returns:
        None where the version lacks it, or where it was split into several. A code that was
        only retired is still itself.
    """
    return _current({code.id: code for _, code in codebook.codes()}, code_id)


def lineages(codebook: Codebook) -> dict[Id, Id]:
    """What each code of a version counts as in it; codes that were split count as themselves."""
    by_id = {code.id: code for _, code in codebook.codes()}
    return {code_id: _current(by_id, code_id) or code_id for code_id in by_id}


def merges(codebook: Codebook) -> dict[Id, Id]:
    """The codes of a version that count as another, by id with that one's; most have none."""
    if not any(code.became for _, code in codebook.codes()):
        return {}
    return {old: new for old, new in lineages(codebook).items() if old != new}


def as_counted(moment: Moment, merged: Mapping[Id, Id]) -> Moment:
    """The moment with what its codes became, each once; the very same where nothing changes.

    Args:
        moment: as it was coded.
        merged: as `merges` gives it.
    """
    if not any(code_id in merged for code_id in moment.codes):
        return moment
    codes = dict.fromkeys(merged.get(code_id, code_id) for code_id in moment.codes)
    return replace(moment, codes=tuple(codes))


def counted_names(codebook: Codebook, code_set: CodeSet) -> dict[Id, str]:
    """By id the name under which each code counts in a set, in the set's order.

    Codes of other sets that went into one of the set count too, as that one. Codes of the set
    that went into another are left out where that one is not of the set.
    """
    names = {code.id: code.name for code in code_set.codes}
    if not any(code.became for _, code in codebook.codes()):
        return names
    return {
        code_id: names[counts_as]
        for code_id, counts_as in _in_order(code_set, lineages(codebook))
        if counts_as in names
    }


def counted_set(codebook: Codebook, code_set: CodeSet) -> CodeSet:
    """A set with the codes that count for themselves; those that were merged count as another."""
    merged = merges(codebook)
    if not any(code.id in merged for code in code_set.codes):
        return code_set
    return replace(code_set, codes=tuple(code for code in code_set.codes if code.id not in merged))


def split_codes(codebook: Codebook, code_ids: Iterable[Id]) -> list[Code]:
    """Those of some codes that were split, so that no code of today stands for them."""
    by_id = {code.id: code for _, code in codebook.codes()}
    chosen = (by_id[code_id] for code_id in dict.fromkeys(code_ids) if code_id in by_id)
    return [code for code in chosen if code.became and _current(by_id, code.id) is None]


def _in_order(code_set: CodeSet, became: Mapping[Id, Id]) -> Iterable[tuple[Id, Id]]:
    """The set's codes first, in its order, then those of other sets."""
    own = [code.id for code in code_set.codes]
    rest = [code_id for code_id in became if code_id not in set(own)]
    return ((code_id, became.get(code_id, code_id)) for code_id in (*own, *rest))


def _current(by_id: Mapping[Id, Code], code_id: Id) -> Id | None:
    """Where all that a code became ends in one code that stands, that one."""
    found = ends(by_id, code_id)
    return found[0] if len(found) == 1 else None
