"""The study's list of relations: what it refuses, and that pairings in use keep theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.app.verbs.pairing import pair
from annotator.app.verbs.relations import (
    offered_relations,
    relations_in_use,
    set_pairing_rules,
)
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell, Put, paired, study


@pytest.fixture
def view() -> StudyView:
    """Two pairings that say converging."""
    places = (Put(start=0, end=9), Put(start=20, end=29))
    made = study(Cell(dyad="D07", stops=(), therapist=places, patient=places))
    for n in (0, 1):
        made = paired(made, "D07-3", "A", f"D07-3-therapist-{n}", f"D07-3-patient-{n}")
    return made


def test_pairings_in_use_keep_a_relation_that_left_the_list(view: StudyView) -> None:
    assert relations_in_use(view) == {"converging": 2}
    edit = set_pairing_rules(view, ["meeting", "diverging"], 10_000)
    assert edit is not None
    after = view.after(edit, view.revision + 1)
    assert after.pairings == view.pairings
    assert offered_relations(after) == ("meeting", "diverging")
    pairing = next(iter(after.pairings.values()))
    assert offered_relations(after, pairing) == ("meeting", "diverging", "converging")
    assert after.after(edit.inverse(), view.revision).study == view.study


def test_names_are_trimmed_and_no_change_is_no_edit(view: StudyView) -> None:
    same = [f" {each} " for each in view.study.relations]
    assert set_pairing_rules(view, same, view.study.shared_within_ms) is None
    nearer = set_pairing_rules(view, same, 2_500)
    assert nearer is not None
    assert nearer.after == replace(view.study, shared_within_ms=2_500)


@pytest.mark.parametrize(
    ("names", "within_ms", "words"),
    [
        ([], 10_000, "the study would have no relation"),
        (["a", " "], 10_000, "'' is no name for a relation"),
        (["a\tb"], 10_000, "is no name for a relation"),
        (["Parting", "parting"], 10_000, "the relation 'parting' stands twice"),
        (["a|b"], 10_000, r"the relation 'a\|b' has a \|"),
        (["x" * 41], 10_000, "is too long"),
        (["a"], -1, "-0.001 seconds is no tolerance"),
        (["a"], 3_600_001, "is no tolerance"),
    ],
)
def test_what_is_refused_in_one_sentence(view: StudyView, names, within_ms, words) -> None:
    with pytest.raises(UserError, match=words) as refused:
        set_pairing_rules(view, names, within_ms)
    assert "\n" not in refused.value.sentence


def test_a_relation_of_the_list_can_be_given(view: StudyView) -> None:
    edit = set_pairing_rules(view, ["meeting"], 10_000)
    assert edit is not None
    after = replace(view.after(edit, 2), pairings={})
    made = pair(
        after,
        coder_id="c-A",
        round_id="r1",
        moment_ids=["D07-3-therapist-0", "D07-3-patient-0"],
        relation="meeting",
    )
    assert made.after.relation == "meeting"  # type: ignore[union-attr]
    with pytest.raises(UserError, match="no relation 'converging'; there are meeting"):
        pair(
            after,
            coder_id="c-A",
            round_id="r1",
            moment_ids=["D07-3-therapist-0", "D07-3-patient-0"],
            relation="converging",
        )
