from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.app.verbs.finishing import chosen_accounts, finish
from annotator.app.verbs.queue import newest_work, next_in_queue, queue_of, round_in_hand
from annotator.app.verbs.rounds import draw_round
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.round import Assignment, Round
from tests.app.coded import coder_ids, done, make_study

PLACES = [(f"D0{n}", 3, voice) for n in range(1, 5) for voice in ("therapist", "patient")]


@pytest.fixture
def study(tmp_path):
    with make_study(tmp_path / "s.iprstudy", PLACES) as made:
        yield made


def draw(study, count=4):
    ids = coder_ids(study, "A", "B")
    edit = draw_round(study.view, name="R", kind="reliability", coders=ids, count=count, seed=5)
    study.do(edit, "Draw")
    return ids


def where(study, coder_id, here=None):
    found = next_in_queue(study.view, coder_id, here)
    return None if found is None else found.account_id


def test_without_a_round_there_is_no_queue(study):
    done(study, "A")
    (own,) = coder_ids(study, "A")
    assert round_in_hand(study.view, own) is None
    assert queue_of(study.view, own) == []
    assert next_in_queue(study.view, own) is None


def test_a_queue_has_the_order_of_its_coder(study):
    own, other = draw(study)
    mine = [each.account_id for each in queue_of(study.view, own)]
    theirs = [each.account_id for each in queue_of(study.view, other)]
    assert sorted(mine) == sorted(theirs)
    assert mine != theirs
    assert [each.position for each in queue_of(study.view, own)] == [1, 2, 3, 4]


def test_the_next_is_what_is_left_after_here_and_then_from_the_start(study):
    own, _ = draw(study)
    order = [each.account_id for each in queue_of(study.view, own)]
    assert where(study, own) == order[0]
    assert where(study, own, order[1]) == order[2]
    for account_id in order[1:]:
        edit, _ = finish(study.view, "A", [study.view.accounts[account_id]], round_name="R")
        study.do(edit, "Done")
    assert where(study, own, order[1]) == order[0]
    edit, _ = finish(study.view, "A", [study.view.accounts[order[0]]], round_name="R")
    study.do(edit, "Done")
    assert next_in_queue(study.view, own) is None


def test_the_newest_round_says_what_is_to_do(study):
    done(study, "A")
    own, _ = draw(study)
    work = newest_work(study.view, own)
    states = {work[each.account_id].progress for each in queue_of(study.view, own)}
    assert states == {"to do"}
    assert {each.progress for each in work.values()} == {"to do", "done"}


def test_a_drawn_round_is_done_on_its_sample_only(study):
    own, _ = draw(study)
    drawn = {each.account_id for each in queue_of(study.view, own)}
    everything = chosen_accounts(study.view, None, None, None)
    edit, count = finish(study.view, "A", everything, round_name="R")
    assert count == 4
    study.do(edit, "Done")
    outside = next(each for each in everything if each.id not in drawn)
    with pytest.raises(UserError, match="is no part of the round R"):
        finish(study.view, "A", [outside], round_name="R")


def test_what_is_shut_waits_for_the_account_of_an_older_round(study):
    own, _ = coder_ids(study, "A", "B")
    accounts = {
        each.voice: each.id
        for each in study.view.accounts.values()
        if study.view.place_of(each.id)[0].name == "D01"
    }
    book = study.view.codebook.id
    hides = Round(
        id="r1", name="R1", number=8, kind="reliability", codebook_id=book, hides_other_account=True
    )
    gives = Round(id="r2", name="R2", number=9, kind="reliability", codebook_id=book)
    first, second = (
        Assignment(id=voice, round_id=round_id, coder_id=own, account_id=accounts[voice])
        for voice, round_id in (("therapist", "r1"), ("patient", "r2"))
    )
    study.do(added(hides, gives, first, second), "Hand out")

    def following():
        view = replace(study.view, shut=study.view.shut_for(own))
        found = next_in_queue(view, own)
        assert found is not None
        return found.account_id

    assert [each.id for each in queue_of(study.view, own)] == ["patient"]
    assert following() == accounts["therapist"]
    study.do(Replace(first, replace(first, progress="done")), "Done")
    assert following() == accounts["patient"]
