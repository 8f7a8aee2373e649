"""What is not coded yet, and the way to it."""

from __future__ import annotations

from annotator.app.verbs.queue import queue_of
from annotator.app.verbs.units_left import uncoded
from annotator.domain.codebook import CodeSet
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.target import Target
from annotator.ui.desk import Desk
from annotator.ui.order import beside, beside_caret, moments_in_text
from annotator.ui.units import Shown
from annotator.ui.units_shown import form_targets


def moment_without_code(desk: Desk, step: int) -> Moment | None:
    """The next moment of the column in hand that has no code, or the last one before."""
    text = desk.page.columns.in_hand
    if text is None or text.transcript_id is None:
        return None
    every = moments_in_text(desk.view, text.transcript_id)
    bare = [each for each in every if not each.codes]
    if any(each.id == desk.moment_id for each in bare):
        return beside(bare, desk.moment_id, step)
    moment = desk.moment
    here = text.caret() if moment is None else moment.start
    return beside_caret(bare, here, step)


def form_to_go_to(desk: Desk, code_set: CodeSet, shown: Shown | None, step: int) -> Target | None:
    """The next unit of a set of forms that is not complete, from the head again after the last."""
    coder_id = desk.study.seen_by
    if not coder_id:
        return None
    targets = form_targets(desk, code_set, _given(desk))
    left = _left(desk, code_set, targets)
    here = shown.targets[0] if shown is not None and shown.targets else None
    place = targets.index(here) if here in targets else -1
    others = [each for each in left if targets[each] != here]
    if step > 0:
        order = [each for each in others if each > place] + [e for e in others if e < place]
    else:
        order = [each for each in reversed(others) if each < place]
        order += [each for each in reversed(others) if each > place]
    if order:
        return targets[order[0]]
    return here if place in left else None


def units_left(desk: Desk, code_set: CodeSet, shown: Shown | None) -> str:
    """What is left of a set that judges units: bins of this account, forms of the study."""
    if not desk.study.seen_by or code_set.unit in ("turn", "span"):
        return ""
    if code_set.unit == "bin":
        if shown is None or not shown.targets:
            return "" if shown is None else shown.note
        left, count = len(shown.left), len(shown.targets)
        return f"{left} of {counted(count, 'bin')} left here" if left else "all bins coded here"
    targets = form_targets(desk, code_set, _given(desk))
    to_do = len(_left(desk, code_set, targets))
    units = counted(len(targets), code_set.unit)
    return f"{to_do} of {units} left" if to_do else f"all {units} done"


def _given(desk: Desk) -> set[Id]:
    """The accounts that the round in hand has given; empty where none has."""
    coder_id = desk.study.seen_by
    return {each.account_id for each in queue_of(desk.view, coder_id)} if coder_id else set()


def _left(desk: Desk, code_set: CodeSet, targets: list[Target]) -> list[int]:
    """Places of the targets that are not complete."""
    left = set(uncoded(desk.view, desk.study.seen_by or "", code_set, targets))
    return [place for place, each in enumerate(targets) if each in left]
