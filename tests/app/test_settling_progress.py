"""The consensus layer is done where everybody's work is settled, not only what is on screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.episodes import Episode, disagreements, episodes
from annotator.app.open_study import OpenStudy
from annotator.app.verbs import moments
from annotator.app.verbs.decisions import decision_for, is_left_over, standing_of
from annotator.app.verbs.rounds import draw_round
from annotator.app.verbs.settling import NewMoment, settle, settle_agreed, unsettle
from annotator.domain.consensus import Decision
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from tests.app.coded import PATIENT, coder_ids, done, make_study, mark

TWO_SETS = "row,set,name,key\ncode,Moods,Shame,H\ncode,Acts,Asks,A\ncode,Acts,Tells,E\n"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Three coders: A and B differ on one passage, C alone has another."""
    with make_study(tmp_path / "three.iprstudy", [PATIENT]) as opened:
        opened.do(Replace(None, Coder(id=new_id(), name="C")), "Make a coder")
        mark(opened, "A", 42, 58, "Shame")
        mark(opened, "B", 42, 58, "Distance")
        mark(opened, "C", 102, 118, "Shame")
        yield opened


def queue(compared: Compared) -> list[Episode]:
    """The disagreements in the order of the text."""
    return sorted(disagreements(episodes(compared)), key=lambda each: each.start)


def choose(study: OpenStudy, episode: Episode, choice: Any, **more: Any) -> Decision:
    study.do(settle(study.view, episode, choice, decided_by="PI", **more), "Settle")
    decision = decision_for(study.view, episode)
    assert decision is not None
    return decision


def take(study: OpenStudy, episode: Episode, coder: str) -> Decision:
    return choose(study, episode, "take", taken=dict(episode.moments)[coder].id)


def progress(study: OpenStudy) -> str:
    """How far the layer is with the one account."""
    own = study.view.consensus
    found = [e.progress for e in study.view.assignments.values() if own and e.coder_id == own.id]
    return found[0] if found else "to do"


def layer(study: OpenStudy) -> list[Moment]:
    own = study.view.consensus
    return [m for m in study.view.all_moments() if own is not None and m.coder_id == own.id]


# Who and what counts -------------------------------------------------------------------------


def test_what_a_coder_has_who_is_not_compared_is_still_open(study: OpenStudy) -> None:
    done(study, "A", "B", "C")
    [differing] = queue(compare(study.view, coders=("A", "B")))
    take(study, differing, "A")
    assert progress(study) == "in progress"
    whole = queue(compare(study.view))
    last = next(each for each in whole if each.start == 102)
    choose(study, last, "leave out", reason="too thin")
    first = next(each for each in whole if each.start == 42)  # of A and B: C has nothing there
    assert decision_for(study.view, first) is not None
    assert progress(study) == "done"


def test_it_is_not_done_with_what_coders_are_still_at(study: OpenStudy) -> None:
    done(study, "A", "B")
    for episode in queue(compare(study.view, include_unfinished=True)):
        choose(study, episode, "take all")
    assert progress(study) == "in progress"
    done(study, "C")
    again = compare(study.view)
    study.do(settle(study.view, queue(again)[0], "take all", decided_by="PI"), "Settle")
    assert progress(study) == "done"


def test_nothing_is_done_where_nobody_has_finished(study: OpenStudy) -> None:
    found = compare(study.view, include_unfinished=True)
    for episode in queue(found):
        choose(study, episode, "take all")
    edit = settle_agreed(study.view, episodes(found), "PI", found.documents)
    assert edit is None
    assert progress(study) == "in progress"


def test_the_sets_are_those_of_the_round_and_not_the_newest(tmp_path: Path) -> None:
    with make_study(tmp_path / "sets.iprstudy", [PATIENT], TWO_SETS) as study:
        ids = coder_ids(study, "A", "B")
        drawn = draw_round(study.view, name="R1", kind="reliability", coders=ids, seed=1)
        study.do(drawn, "Draw")
        book = study.view.codebook
        moods = tuple(each for each in book.sets if each.name == "Moods")
        newer = replace(book, id=new_id(), number=book.number + 1, sets=moods, frozen=False)
        study.do(Replace(None, newer), "Drop a set")
        mark(study, "A", 24, 40, "Shame", work_round="R1")
        for coder, code in (("A", "Asks"), ("B", "Tells")):
            mark(study, coder, 42, 58, code, work_round="R1")
        done(study, "A", "B", work_round="R1")
        for set_name, state in (("Moods", "in progress"), ("Acts", "done")):
            [differing] = queue(compare(study.view, set_name=set_name, round_name="R1"))
            choose(study, differing, "take all")
            assert progress(study) == state


def test_the_layer_is_never_settled_with_itself(study: OpenStudy) -> None:
    done(study, "A", "B", "C")
    take(study, queue(compare(study.view))[0], "A")
    found = compare(study.view, coders=("A", "Consensus"), include_unfinished=True)
    with pytest.raises(UserError, match="cannot be settled with itself"):
        settle_agreed(study.view, episodes(found), "PI", found.documents)


# Whether a decision holds --------------------------------------------------------------------


def test_a_decision_holds_whoever_is_compared(study: OpenStudy) -> None:
    mark(study, "C", 42, 58, "Shame")
    done(study, "A", "B", "C")
    decision = take(study, queue(compare(study.view))[0], "A")
    assert len(decision.moment_ids) == 3
    for coders in (("A", "B"), ("B", "C")):
        narrowed = queue(compare(study.view, coders=coders))[0]
        assert standing_of(decision, narrowed) == "holds"


def test_a_moment_more_is_told_from_one_that_changed(study: OpenStudy) -> None:
    done(study, "A", "B", "C")
    decision = take(study, queue(compare(study.view, coders=("A", "B")))[0], "A")
    mark(study, "C", 42, 58, "Shame")
    now = queue(compare(study.view))[0]
    assert dict(now.moments).keys() == {"A", "B", "C"}
    assert standing_of(decision, now) == "joined"
    study.do(moments.move_ends(study.view, dict(now.moments)["B"], 42, 50), "Move")
    now = queue(compare(study.view))[0]
    assert standing_of(decision, now) == "changed"
    fresh = choose(study, now, "take all")
    assert standing_of(fresh, now) == "holds"


@pytest.mark.parametrize("coder", ["A", "B"])
def test_a_moment_that_is_gone_is_a_change(study: OpenStudy, coder: str) -> None:
    done(study, "A", "B", "C")
    [episode] = queue(compare(study.view, coders=("A", "B")))
    decision = take(study, episode, "A")
    study.do(moments.delete(study.view, dict(episode.moments)[coder]), "Delete")
    [now] = queue(compare(study.view, coders=("A", "B")))
    assert standing_of(decision, now) == "changed"
    assert not is_left_over(study.view, decision)


def test_a_code_given_to_a_passage_without_any_is_a_change(study: OpenStudy) -> None:
    bare = mark(study, "A", 24, 30)
    done(study, "A", "B", "C")
    decision = take(study, queue(compare(study.view))[0], "A")
    assert (decision.code_set_id, decision.moment_ids) == ("", (bare.id,))
    shame = study.view.codebook.sets[0].codes[0].id
    study.do(moments.toggle_code(study.view, bare, shame), "Code")
    assert standing_of(decision, queue(compare(study.view))[0]) == "changed"
    assert not is_left_over(study.view, decision)


# Decisions whose moments are gone ------------------------------------------------------------


def test_a_decision_without_its_moments_keeps_the_layer_open_until_it_is_taken_back(
    study: OpenStudy,
) -> None:
    done(study, "A", "B", "C")
    first, last = queue(compare(study.view))
    choose(study, last, "leave out", reason="too thin")
    decision = take(study, first, "A")
    assert progress(study) == "done"
    for _, moment in first.moments:
        study.do(moments.delete(study.view, moment), "Delete")
    assert is_left_over(study.view, decision)
    assert len(layer(study)) == 1
    choose(study, queue(compare(study.view))[0], "leave out", reason="much too thin")
    assert progress(study) == "in progress"
    study.do(unsettle(study.view, decision), "Take back")
    assert layer(study) == []
    assert progress(study) == "done"
    assert study.check() == []


def test_moments_that_went_to_another_set_are_gone_for_this_one(tmp_path: Path) -> None:
    with make_study(tmp_path / "sets.iprstudy", [PATIENT], TWO_SETS) as study:
        moment = mark(study, "A", 24, 40, "Shame")
        done(study, "A", "B")
        decision = take(study, queue(compare(study.view, set_name="Moods"))[0], "A")
        shame, asks = (study.view.codebook.sets[place].codes[0].id for place in (0, 1))
        study.do(moments.toggle_code(study.view, moment, asks), "Code")
        assert not is_left_over(study.view, decision)
        both = study.view.moment(moment.id)
        assert both is not None
        study.do(moments.toggle_code(study.view, both, shame), "Code")
        assert is_left_over(study.view, decision)


# What is agreed ------------------------------------------------------------------------------


def test_what_one_has_given_and_nobody_else_differently_is_agreed(tmp_path: Path) -> None:
    """Whose name comes first in the alphabet decides nothing."""
    for number, order in enumerate((("A", "B"), ("B", "A"))):
        with make_study(tmp_path / f"{number}.iprstudy", [PATIENT]) as study:
            plain, rated = order
            mark(study, plain, 24, 40, "Shame", certainty="clear")
            more: dict[str, Any] = {"ratings": {"Intensity": 4}, "tense": "then", "peak": True}
            mark(study, rated, 24, 40, "Shame", certainty="fair", **more)
            done(study, "A", "B")
            edit = settle_agreed(study.view, episodes(compare(study.view)), "PI")
            assert edit is not None
            study.do(edit, "Settle")
            [settled] = layer(study)
            assert [rating.value for rating in settled.ratings] == [4]
            assert (settled.tense, settled.certainty, settled.peak) == ("then", None, False)


def test_a_peak_is_agreed_where_all_say_so(study: OpenStudy) -> None:
    for coder in "ABC":
        mark(study, coder, 24, 30, "Shame", peak=True, certainty="clear")
    done(study, "A", "B", "C")
    edit = settle_agreed(study.view, episodes(compare(study.view)), "PI")
    assert edit is not None
    study.do(edit, "Settle")
    [settled] = layer(study)
    assert (settled.peak, settled.certainty) == (True, "clear")


def test_a_new_moment_is_not_the_coders_and_holds(study: OpenStudy) -> None:
    done(study, "A", "B", "C")
    first = queue(compare(study.view))[0]
    new = NewMoment(start=42, end=50, codes=dict(first.moments)["A"].codes)
    decision = choose(study, first, "new", new=new)
    assert standing_of(decision, queue(compare(study.view))[0]) == "holds"
