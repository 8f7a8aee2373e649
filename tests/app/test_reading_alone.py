"""An account that a coder may not read yet is not loaded, not found and not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.app.open_study import open_study
from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.transcript import Aside
from tests.app.coded import coder_ids, make_study, mark

BOTH = (("D07", 3, "therapist"), ("D07", 3, "patient"))


def test_what_is_shut_is_not_loaded_until_this_one_is_done_and_the_step_is_taken(
    tmp_path: Path,
) -> None:
    place = tmp_path / "alone.iprstudy"
    with make_study(place, BOTH) as pi:
        (coder_id,) = coder_ids(pi, "A")
        accounts = {each.voice: each for each in pi.view.accounts.values()}
        work = Round(
            id=new_id(),
            name="R1",
            number=1,
            kind="reliability",
            codebook_id=pi.view.codebook.id,
            hides_other_account=True,
        )
        mine = Assignment(
            id=new_id(),
            round_id=work.id,
            coder_id=coder_id,
            account_id=accounts["therapist"].id,
        )
        mark(pi, "A", 0, 4, memo="embarrassed he said")  # on the patient's account
        other = pi.view.transcript_of(accounts["patient"].id)
        assert other is not None
        pi.do(added(Aside(id=new_id(), transcript_id=other.id, start=0, end=4)), "Aside")
        pi.do(added(work, mine), "Hand out")
    with open_study(place, coder="A") as study:
        assert study.view.shut == {accounts["patient"].id}
        assert other.id not in study.view.transcripts
        assert not study.view.stops_of(other.id)
        assert not study.view.asides_of(other.id)
        assert not study.view.moments_of(other.id)
        assert len(study.search("embarrassed")) == 1  # the therapist's file has the same words
        study.do(Replace(mine, replace(mine, progress="done")), "Done")
        assert study.view.shut == {accounts["patient"].id}  # it was not given: by the step only
        step = Opening(
            id=new_id(),
            round_id=work.id,
            coder_id=coder_id,
            session_id=accounts["patient"].session_id,
        )
        told: list[bool] = []
        study.listen(lambda changes, _origin: told.append(changes.everything))
        study.do(added(step), "Read both together")
        assert told == [True]
        assert study.view.shut == set()
        assert study.view.transcript_of(accounts["patient"].id) == other
        assert len(study.search("embarrassed")) == 3  # two turns and the memo
        assert study.view.openings == {step.id: step}
    with open_study(place) as pi:
        assert pi.view.openings == {step.id: step}
        assert pi.view.shut == set()
