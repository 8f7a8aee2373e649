"""Codes of all versions as the codes that stand for them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.code_lineage import ends
from annotator.domain.codebook import Code, Codebook
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentCodes:
    """Which code a code of any version is counted under, and in which order they stand.

    Attributes:
        now: by id of any code the one that took its place: itself where none or several did.
        codes: by id the newest known state of each, in the order of the newest codebook; what
            only older versions have comes last.
        sets: by id of a code the id of its set.
    """

    now: dict[Id, Id]
    codes: dict[Id, Code]
    sets: dict[Id, Id]

    def of(self, moment: Moment) -> tuple[Id, ...]:
        """The codes of a moment as they are counted, each once, in its own order."""
        return tuple(dict.fromkeys(self.now.get(each, each) for each in moment.codes))

    def name(self, code_id: Id) -> str:
        """What a code is called now."""
        code = self.codes.get(code_id)
        return code_id if code is None else code.name

    def with_children(self, code_ids: Iterable[Id]) -> frozenset[Id]:
        """These codes with all that stand under them in the tree."""
        wanted, before = set(code_ids), -1
        while len(wanted) != before:
            before = len(wanted)
            wanted |= {key for key, code in self.codes.items() if code.parent_id in wanted}
        return frozenset(wanted)

    def counted_under(self, code_ids: Iterable[Id]) -> frozenset[Id]:
        """All codes of any version whose moments count under these or what stands under them."""
        under = self.with_children(code_ids)
        return under | {key for key, now in self.now.items() if now in under}

    def moved(self, moments: Iterable[Moment]) -> tuple[str, ...]:
        """What of these moments is counted under another code than they were given, in words."""
        counts = Counter(
            each for moment in moments for each in moment.codes if self.now.get(each, each) != each
        )
        return tuple(
            f"{counted(number, 'moment')} of {self.name(key)} counted under "
            f"{self.name(self.now[key])}, which it became"
            for key, number in counts.items()
        )


def current_codes(view: StudyView) -> CurrentCodes:
    """The codes of a study as they stand now."""
    codes: dict[Id, Code] = {}
    sets: dict[Id, Id] = {}
    for book in _newest_first(view):
        for code_set, code in book.codes():
            codes.setdefault(code.id, code)
            sets.setdefault(code.id, code_set.id)
    now = {key: found[0] if len(found := ends(codes, key)) == 1 else key for key in codes}
    return CurrentCodes(now=now, codes=codes, sets=sets)


def _newest_first(view: StudyView) -> list[Codebook]:
    return sorted(view.codebooks.values(), key=lambda book: -book.number)
