"""Whose work of a round was struck off, and who of them has nothing to do in it any more."""

from __future__ import annotations

from annotator.domain.ids import Id
from annotator.domain.view import StudyView

Part = tuple[Id, Id]
"""A round and a coder."""


def struck_off(view: StudyView) -> set[Part]:
    """Those of whose files of work in a round none is waited for, and none came back."""
    states: dict[Part, set[str]] = {}
    for each in view.packages.values():
        states.setdefault((each.round_id, each.coder_id), set()).add(each.state)
    return {part for part, own in states.items() if own == {"struck off"}}


def asked_no_more(view: StudyView) -> frozenset[Part]:
    """Those of them of whom the round holds nothing: what it gave them is not to do any more.

    Whoever has marked, judged, begun or done something there goes on with it.
    """
    left = struck_off(view)
    if not left:  # as nearly always
        return frozenset()
    left -= {
        (each.round_id, each.coder_id)
        for each in view.assignments.values()
        if each.progress != "to do"
    }
    if left:
        left -= {(each.round_id, each.coder_id) for each in view.all_moments()}
        left -= {(each.round_id, each.coder_id) for each in view.judgements.values()}
    return frozenset(left)
