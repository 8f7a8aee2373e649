"""Episodes: the moments of several coders that concern one passage, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.episodes_linking import linked
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
        size: characters of compared text on which they differ; where only ratings do, of the
            whole passage.
        said: the gravest kind in words: `missed by RA-3`; empty where all agree.
        codes: ids of the codes of the compared set in it.
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
    """The episodes in which coders differ, largest first; else in the order given."""
    return sorted((each for each in found if each.kinds), key=lambda each: -each.size)


def document_episodes(document: Coded, code_set: CodeSet) -> tuple[Episode, ...]:
    """The episodes of one document, in the order of its text; each moment stands in one.

    Moments that have codes, but none of the set, take no part. Which moments belong together
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
    rows = _differences(group, len(coders), codes, compared, (start, end))
    members: list[list[int]] = [[] for _ in rows]
    for place, number in enumerate(group.tolist()):
        members[number].append(place)
    who, held = coder.tolist(), [sets[number] for number in codes.tolist()]
    made = []
    for (which, size, whole, first, last), own in zip(rows, members, strict=True):
        own.sort(key=who.__getitem__)
        here = tuple((coders[who[place]], moments[place]) for place in own)
        kinds, said = _kinds(which, here, coders, code_set.scales if whole else ())
        made.append(
            Episode(
                document=document,
                start=first,
                end=last,
                moments=here,
                coders=coders,
                kinds=kinds,
                size=whole if kinds == ("rating",) else size,
                said=said,
                codes=held[own[0]].union(*(held[place] for place in own[1:])),
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
        for moment in document.moments[name]
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
    coders: int,
    codes: IntArray,
    compared: Extents,
    span: tuple[IntArray, IntArray],
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
    missed = np.bincount(group, minlength=groups) < coders
    other_codes = least(codes) != most(codes)
    other_ends = (least(compared.first) != most(compared.first)) | (
        least(compared.last) != most(compared.last)
    )
    shared = np.maximum(least(compared.end) - most(compared.start), 0)
    agreed = np.where(missed | other_codes, 0, shared)
    which = np.where(whole > 0, missed + 2 * other_codes + 4 * other_ends, 0)
    columns = (which, whole - agreed, whole, least(span[0]), most(span[1]))
    return list(zip(*(each.tolist() for each in columns), strict=True))


_BUT_RATING: list[tuple[Kind, ...]] = [
    tuple(kind for bit, kind in enumerate(KINDS[:3]) if number >> bit & 1) for number in range(8)
]
_WITH_RATING: list[tuple[Kind, ...]] = [(*kinds, "rating") for kinds in _BUT_RATING]


def _kinds(
    which: int,
    here: Sequence[tuple[str, Moment]],
    coders: Sequence[str],
    scales: Sequence[Scale],
) -> tuple[tuple[Kind, ...], str]:
    """All kinds of a group, and the gravest in words."""
    rated = _ratings(here, scales)
    kinds = (_WITH_RATING if rated else _BUT_RATING)[which]
    if not which:
        return kinds, rated
    if kinds[0] == "missed":
        have = {name for name, _ in here}
        return kinds, f"missed by {', '.join(name for name in coders if name not in have)}"
    return kinds, f"{kinds[0]} differs"


def _ratings(members: Sequence[tuple[str, Moment]], scales: Sequence[Scale]) -> str:
    """Each scale on which the ratings differ, `Intensity differs 2 : 5`; empty where none."""
    if sum(1 for _, moment in members if moment.ratings) < 2:
        return ""
    parts = []
    for scale in scales:
        given = [
            rating.value
            for _, moment in members
            for rating in moment.ratings
            if rating.scale_id == scale.id
        ]
        if len(set(given)) > 1:
            parts.append(f"{scale.name} differs {' : '.join(map(str, given))}")
    return ", ".join(parts)
