"""Episodes: the moments of several coders that concern one passage, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.episodes_linking import linked
from annotator.analysis.agreement.episodes_parts import Parts, parts_of
from annotator.analysis.agreement.marked_twice import once
from annotator.analysis.agreement.solid_text import Extents, extents
from annotator.domain.codebook import CodeSet, Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment

Kind = Literal["missed", "code", "boundary", "rating"]
KINDS: tuple[Kind, ...] = ("missed", "code", "boundary", "rating")
"""How coders may differ, gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Episode:
    """One passage as several coders have it; at most one moment of each.

    Attributes:
        start, end: what the moments span together, in the transcript's own positions.
        moments: coder's name and moment, in the order of the compared coders.
        coders: all of the compared coders who are done with the transcript.
        kinds: how they differ, gravest first; empty where all agree, and where the passage
            holds no text that is compared.
        size: characters of compared text on which they differ. Where only ratings do, those of
            the passage times the share of the scale that lies between the ratings, at least 1;
            0 for a part, whose text is counted with the longer moment.
        said: the gravest kind in words: `missed by RA-3`; empty where all agree.
        codes: ids of the codes of the compared set in it.
        part_of: id of the longer moment of a coder outside that holds all of this with equal
            codes (see `episodes_parts.parts_of`); None where there is none. That coder has
            not missed it: it is a difference in ends.
    """

    document: Coded
    start: int
    end: int
    moments: tuple[tuple[str, Moment], ...]
    coders: tuple[str, ...]
    kinds: tuple[Kind, ...]
    size: int
    said: str
    codes: frozenset[Id]
    part_of: Id | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Coders who are done with the transcript and have no moment here."""
        have = {name for name, _ in self.moments}
        return tuple(name for name in self.coders if name not in have)


def episodes(compared: Compared) -> tuple[Episode, ...]:
    """All episodes of a comparison, in the order of documents and text."""
    return tuple(
        episode
        for document in compared.documents
        for episode in document_episodes(document, compared.code_set)
    )


def disagreements(found: Iterable[Episode]) -> list[Episode]:
    """The episodes in which coders differ, largest first; else in the order given.

    A part follows the episode of the longer moment that it is a part of.
    """
    differing = [each for each in found if each.kinds]
    place = {moment.id: n for n, each in enumerate(differing) for _, moment in each.moments}

    def key(number: int) -> tuple[int, int, bool]:
        part_of = differing[number].part_of
        leads = number if part_of is None else place.get(part_of, number)
        return (-differing[leads].size, leads, part_of is not None)

    return [differing[number] for number in sorted(range(len(differing)), key=key)]


def document_episodes(document: Coded, code_set: CodeSet) -> tuple[Episode, ...]:
    """The episodes of one document, in the order of its text; each moment stands in one.

    Moments that have codes, but none of the set, take no part, nor do those that one coder has
    marked twice in the same way (see `marked_twice`). Which moments belong together
    is decided by `episodes_linking.linked`. Ends differ only where the compared text between
    them differs: interviewer's text and white space at the ends do not count.
    """
    coders = document.continuum.coders
    moments, coder, codes, sets = _taking_part(document, code_set)
    if not moments:
        return ()
    start = np.array([moment.start for moment in moments], dtype=np.int64)
    end = np.array([moment.end for moment in moments], dtype=np.int64)
    group = linked(start, end, coder, codes)
    compared = extents(document.transcript.text, document.kept, start, end)
    parts = parts_of(group, coder, codes, compared, len(coders))
    rows = _differences(group, codes, compared, (start, end), parts)
    members: list[list[int]] = [[] for _ in rows]
    for place, number in enumerate(group.tolist()):
        members[number].append(place)
    who, held = coder.tolist(), [sets[number] for number in codes.tolist()]
    lacking: dict[int, list[str]] = {}
    for number, place in np.argwhere(parts.lacking).tolist():
        lacking.setdefault(number, []).append(coders[place])
    made, wholes = [], parts.whole.tolist()
    for number, ((which, size, whole, first, last), own) in enumerate(
        zip(rows, members, strict=True)
    ):
        own.sort(key=who.__getitem__)
        here = tuple((coders[who[place]], moments[place]) for place in own)
        longer = wholes[number]
        rated, share = _ratings(here, code_set.scales if whole else ())
        kinds = (_WITH_RATING if rated else _BUT_RATING)[which]
        differing = max(1, round(whole * share)) if kinds == ("rating",) else size
        made.append(
            Episode(
                document=document,
                start=first,
                end=last,
                moments=here,
                coders=coders,
                kinds=kinds,
                size=0 if longer >= 0 else differing,
                said=_said(kinds, rated, lacking.get(number, ()), parts.number.get(number)),
                codes=held[own[0]].union(*(held[place] for place in own[1:])),
                part_of=moments[longer].id if longer >= 0 else None,
            )
        )
    made.sort(key=lambda each: (each.start, each.end))
    return tuple(made)


def _taking_part(
    document: Coded, code_set: CodeSet
) -> tuple[list[Moment], IntArray, IntArray, list[frozenset[Id]]]:
    """The moments with a code of the set or none at all, by start.

    Their order does not depend on that of the coders, so that the episodes do not either.

    Returns:
        The moments; the place of each one's coder; the number of its set of codes; the sets.
    """
    names, ids = document.continuum.coders, frozenset(code.id for code in code_set.codes)
    all_codes = {moment.codes for name in names for moment in document.moments[name]}
    held = {codes: tuple(sorted(ids.intersection(codes))) for codes in all_codes}
    number = {codes: place for place, codes in enumerate(sorted(set(held.values())))}
    own = [
        moment
        for name in names
        for moment in once(document.moments[name])
        if held[moment.codes] or not moment.codes
    ]
    place = {coder.id: place for place, coder in enumerate(document.coders)}
    coder = np.array([place[moment.coder_id] for moment in own], dtype=np.int64)
    codes = np.array([number[held[moment.codes]] for moment in own], dtype=np.int64)
    by_name = np.argsort(np.argsort(names))[coder]
    start = np.array([moment.start for moment in own], dtype=np.int64)
    end = np.array([moment.end for moment in own], dtype=np.int64)
    by_id = np.argsort(np.argsort([moment.id for moment in own]))
    order = np.lexsort((by_id, by_name, codes, end, start))
    return [own[i] for i in order], coder[order], codes[order], [frozenset(e) for e in number]


def _differences(
    group: IntArray,
    codes: IntArray,
    compared: Extents,
    span: tuple[IntArray, IntArray],
    parts: Parts,
) -> list[tuple[int, int, int, int, int]]:
    """How each group differs, but for ratings.

    A character is agreed on where all coders have a moment with the same codes.

    Returns:
        For each group: kinds as bits, characters that differ, all of its characters, start, end.
    """
    groups = int(group.max()) + 1
    by_group = np.argsort(group, kind="stable")
    first = np.searchsorted(group[by_group], np.arange(groups))

    def least(values: IntArray) -> IntArray:
        return np.asarray(np.minimum.reduceat(values[by_group], first))

    def most(values: IntArray) -> IntArray:
        return np.asarray(np.maximum.reduceat(values[by_group], first))

    whole = compared.lengths_of_groups(group, groups)
    missed, part = parts.lacking.any(axis=1), (parts.held >= 0).any(axis=1)
    other_codes = least(codes) != most(codes)
    other_ends = (least(compared.first) != most(compared.first)) | (
        least(compared.last) != most(compared.last)
    )
    shared = np.maximum(least(compared.end) - most(compared.start), 0)
    agreed = np.where(missed | part | other_codes, 0, shared)
    which = np.where(whole > 0, missed + 2 * other_codes + 4 * (other_ends | part), 0)
    columns = (which, whole - agreed, whole, least(span[0]), most(span[1]))
    return list(zip(*(each.tolist() for each in columns), strict=True))


_BUT_RATING: list[tuple[Kind, ...]] = [
    tuple(kind for bit, kind in enumerate(KINDS[:3]) if number >> bit & 1) for number in range(8)
]
_WITH_RATING: list[tuple[Kind, ...]] = [(*kinds, "rating") for kinds in _BUT_RATING]


def _said(kinds: tuple[Kind, ...], rated: str, lacking: Sequence[str], parts: int | None) -> str:
    """The gravest kind in words.

    Args:
        kinds: all of them.
        rated: how ratings differ.
        lacking: who missed it.
        parts: in how many parts one has what another has in one moment.
    """
    if not kinds or kinds[0] == "rating":
        return rated
    if kinds[0] == "missed":
        return f"missed by {', '.join(lacking)}"
    if kinds[0] == "boundary" and parts is not None:
        return f"boundary differs: in {parts} parts"
    return f"{kinds[0]} differs"


def _ratings(members: Sequence[tuple[str, Moment]], scales: Sequence[Scale]) -> tuple[str, float]:
    """Each scale on which the ratings differ, and by what share of the scale they do most.

    The words are `Intensity differs 2 : 5`; empty where no ratings differ.
    """
    if sum(1 for _, moment in members if moment.ratings) < 2:
        return "", 0.0
    parts, most = [], 0.0
    for scale in scales:
        given = [
            rating.value
            for _, moment in members
            for rating in moment.ratings
            if rating.scale_id == scale.id
        ]
        if len(set(given)) > 1:
            parts.append(f"{scale.name} differs {' : '.join(map(str, given))}")
            most = max(most, (max(given) - min(given)) / (scale.maximum - scale.minimum))
    return ", ".join(parts), most
