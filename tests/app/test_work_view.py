from __future__ import annotations

import pytest

from annotator.app.verbs.freezing import freeze_passages
from annotator.app.verbs.rounds import draw_round
from annotator.app.work_view import WorkView
from tests.app.coded import PATIENT, coder_ids, done, make_study, mark


@pytest.fixture
def study(tmp_path):
    with make_study(tmp_path / "s.iprstudy", [PATIENT, ("D08", 3, "patient")]) as made:
        yield made


def test_who_reads_everything_sees_everything(study):
    mark(study, "A", 0, 5, "Shame")
    assert WorkView().of(study.view, None) is study.view


def test_work_of_one_round_is_the_view_itself(study):
    mark(study, "A", 0, 5, "Shame")
    (own,) = coder_ids(study, "A")
    assert WorkView().of(study.view, own) is study.view


def test_frozen_passages_stand_alone_on_their_text(study):
    first = mark(study, "A", 0, 5, "Shame")
    mark(study, "B", 3, 9, "Shame")
    done(study, "A", "B")
    open_round = study.view.find_round("open")
    edit = freeze_passages(study.view, open_round.id, name="classify", rule="any", seed=1)
    study.do(edit, "Freeze")
    (own,) = coder_ids(study, "A")
    study.see_as(own)
    shown = list(WorkView().of(study.view, own).all_moments())
    assert [(each.start, each.end, each.codes) for each in shown] == [(0, 9, ())]
    assert first.id in {each.id for each in study.view.all_moments()}


def test_a_transcript_coded_again_begins_without_the_first_coding(study):
    mark(study, "A", 0, 5, "Shame")
    ids = coder_ids(study, "A", "B")
    study.do(
        draw_round(study.view, name="2", kind="reliability", coders=ids, share=1.0, seed=3), "Draw"
    )
    study.see_as(ids[0])
    work = WorkView()
    assert list(work.of(study.view, ids[0]).all_moments()) == []
    again = mark(study, "A", 7, 9, "Shame", work_round="2")
    assert [each.id for each in work.of(study.view, ids[0]).all_moments()] == [again.id]


def test_what_has_not_changed_is_shared(study):
    mark(study, "A", 0, 5, "Shame")
    ids = coder_ids(study, "A", "B")
    study.do(
        draw_round(study.view, name="2", kind="reliability", coders=ids, share=1.0, seed=3), "Draw"
    )
    mark(study, "A", 0, 4, "Shame", work_round="2")
    mark(study, "A", 0, 4, "Shame", work_round="2", place=("D08", 3, "patient"))
    study.see_as(ids[0])
    work = WorkView()
    before = work.of(study.view, ids[0])
    moved = mark(study, "A", 6, 9, "Shame", work_round="2")
    after = work.of(study.view, ids[0])
    for key, own in after.moments.items():
        assert (own is before.moments[key]) == (key != moved.transcript_id)
