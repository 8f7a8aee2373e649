"""A coder who was named by mistake, and whose work was struck off: nothing of it is to do."""

from __future__ import annotations

import pytest

from annotator.analysis.tables.design import design_rows, design_table
from annotator.app.verbs.progress_table import progress_rows, summary
from annotator.app.verbs.progressing import done_words, progress, progress_values
from annotator.app.verbs.queue import newest_work, next_in_queue, queue_of, round_in_hand
from annotator.app.verbs.rounds import draw_round
from annotator.app.verbs.striking import strike
from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.package import Package
from annotator.domain.round import Coder
from annotator.domain.struck_off import asked_no_more
from annotator.ui.overview.wording import work_text
from annotator.ui.progress import counts_of
from tests.app.coded import coder_ids, done, make_study, mark

PLACES = [("D01", 3, "therapist"), ("D01", 3, "patient")]


@pytest.fixture
def study(tmp_path):
    """A is done with the round's two texts; the file of “Nobody” was struck off."""
    with make_study(tmp_path / "s.iprstudy", PLACES) as made:
        made.do(added(Coder(id=new_id(), name="Nobody")), "Make a coder")
        ids = coder_ids(made, "A", "Nobody")
        edit = draw_round(made.view, name="R", kind="reliability", coders=ids, count=2, seed=5)
        made.do(edit, "Draw")
        done(made, "A", work_round="R")
        made.do(added(file_for(made, ids[1])), "Hand out")
        [file] = made.view.packages.values()
        made.do(strike(made.view, file.id, "a slip of the pen"), "Strike off")
        yield made


def file_for(study, coder_id) -> Package:
    (work_round,) = (each for each in study.view.rounds.values() if each.name == "R")
    return Package(
        id=new_id(), round_id=work_round.id, coder_id=coder_id,
        codebook_id=work_round.codebook_id, account_ids=tuple(study.view.accounts),
        verify_key="0" * 64, made_at="2026-03-02T10:00:00+00:00",
    )  # fmt: skip


def test_nothing_of_it_is_counted_as_to_do(study) -> None:
    own, nobody = coder_ids(study, "A", "Nobody")
    view = study.view
    assert {coder_id for _, coder_id in asked_no_more(view)} == {nobody}
    assert (round_in_hand(view, nobody), queue_of(view, nobody)) == (None, [])
    assert (newest_work(view, nobody), next_in_queue(view, nobody)) == ({}, None)
    assert len(queue_of(view, own)) == 2
    counts = counts_of(view, None)
    assert (counts.mine, counts.mine_done) == (2, 2)
    rows = design_rows(view)
    assert all(each.is_done and not each.is_owed for each in rows)
    assert {work_text(each) for each in rows} == {"A done · Nobody struck off"}
    table = design_table(view)
    place = [each.name for each in table.columns].index("coders_to_do")
    assert {each[place] for each in table.rows} == {None}


def test_progress_says_that_it_is_struck_off(study) -> None:
    found = progress(study)
    _, nobody = found.coders
    assert (nobody.assigned, nobody.to_do, nobody.struck_off, nobody.late) == (0, 0, 2, False)
    assert done_words(nobody).startswith(
        "struck off: 2 transcripts, not asked for any more; 0 moments"
    )
    rows = progress_rows(found)
    assert [each.state for each in rows] == ["done", "struck off"]
    assert [each.left for each in rows] == [0, 0]
    assert summary(rows) == "2 coders · 2 of 2 transcripts done"
    assert progress_values(found)["coders"][1]["struck_off"] == 2


def test_whoever_has_begun_or_is_given_it_anew_has_it_to_do(study) -> None:
    _, nobody = coder_ids(study, "A", "Nobody")
    begun = mark(study, "Nobody", 0, 4, place=PLACES[0], work_round="R")
    assert asked_no_more(study.view) == frozenset()
    assert len(queue_of(study.view, nobody)) == 2
    assert counts_of(study.view, None).mine_done == 0
    study.do(Replace(begun, None), "Delete")
    assert queue_of(study.view, nobody) == []
    study.do(added(file_for(study, nobody)), "Hand out anew")
    assert len(queue_of(study.view, nobody)) == 2
    assert progress(study).coders[1].to_do == 2
