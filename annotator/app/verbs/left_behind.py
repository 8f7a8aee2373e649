"""What a change of a set's units leaves behind: work that the set of now does not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotator.app.verbs.judging import account_ids
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import Target, piles_off
from annotator.domain.view import StudyView


def left_behind(view: StudyView, before: Codebook, after: Codebook) -> Iterator[str]:
    """What is to be told of a change to the codebook, in sentences.

    That is work which stays under older versions as other units than its set has now, and piles
    of a Q-sort that did add up to its items and do not any more.

    Args:
        view: the study; only work that it holds is counted.
        before, after: the newest version before the change, and after it.
    """
    old = {each.id: each for each in before.sets}
    for own in after.sets:
        was = old.get(own.id)
        if was is not None and _cut(was) != _cut(own):
            stands = _work(view, own)
            if stands:
                yield f"{stands}: {own.name} begins anew in version {after.number}."
        if (off := piles_off(own)) and (was is None or not piles_off(was)):
            yield f"{own.name} cannot be sorted out: {off}. Change the piles too."


def other_units(
    view: StudyView, coder_id: Id, round_id: Id | None, code_set: CodeSet, target: Target
) -> str:
    """What a coder judged under a set in older versions, as other units than it has now; or "".

    Args:
        code_set: the set as it is now.
        target: a unit of it; work on what it is part of and on its parts is told.
    """
    accounts = [view.accounts[each] for each in account_ids(view, target)]
    sessions = [view.sessions[each] for each in {each.session_id for each in accounts}]
    near = {target.target_id, *(each.id for each in accounts)}
    near |= {found for each in sessions for found in (each.id, each.dyad_id)}
    own = (
        each
        for target_id in sorted(near)
        for each in view.judgements_on(target_id)
        if (each.coder_id, each.round_id, each.code_set_id) == (coder_id, round_id, code_set.id)
    )
    return _judged(view, own, code_set)


def _work(view: StudyView, own: CodeSet) -> str:
    """Judgements of other units, and moments where the set is none of free passages any more."""
    judged = (each for each in view.judgements.values() if each.code_set_id == own.id)
    told = [_judged(view, judged, own)]
    if own.unit != "span":
        codes = {code.id for code in own.codes}
        marked = sum(not codes.isdisjoint(each.codes) for each in view.all_moments())
        told.append(f"{counted(marked, 'moment')} of its codes {_stand(marked)}" if marked else "")
    return " and ".join(filter(None, told))


def _judged(view: StudyView, judged: Iterator[Judgement], own: CodeSet) -> str:
    """How many judgements are of other units, and under which versions they stand."""
    found: Counter[tuple[str, int]] = Counter()
    for each in judged:
        book = view.codebooks.get(each.codebook_id)
        made = next((s for s in book.sets if s.id == own.id), None) if book is not None else None
        if book is not None and made is not None and _cut(made) != _cut(own):
            bins = each.unit == own.unit == "bin"
            what = "bin of another length" if bins else _ONE[each.unit]
            found[what, book.number] += 1
    parts = []
    for (what, number), count in sorted(found.items(), key=lambda item: item[0][1]):
        things = what.replace("bin", "bins", 1) if what.startswith("bin") else f"{what}s"
        parts.append(f"{counted(count, what, things)} {_stand(count)} under version {number}")
    return ", ".join(parts)


_ONE = {"bin": "bin", "account": "whole account", "session": "whole session", "dyad": "whole dyad"}


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"


def _cut(code_set: CodeSet) -> tuple[str, int]:
    """What a set's units are, and how long where they are bins."""
    return code_set.unit, code_set.bin_ms if code_set.unit == "bin" else 0
