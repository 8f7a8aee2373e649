"""Disagreements are settled in a layer of their own, and the coders' work stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.episodes import Episode, disagreements, episodes
from annotator.analysis.tables import study_tables
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import moments
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.freezing import freeze_passages
from annotator.app.verbs.settling import (
    NewMoment,
    consensus_coder,
    decision_for,
    is_current,
    settle,
    settle_agreed,
    unsettle,
)
from annotator.domain.codebook_changes import change_scale
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment, Rating
from annotator.domain.round import Coder
from tests.app.coded import PATIENT, Place, done, make_study, mark

THERAPIST: Place = ("D07", 3, "therapist")


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Two coders agree on one passage and differ on three, in one of two accounts."""
    with make_study(tmp_path / "settled.iprstudy", [PATIENT, THERAPIST]) as opened:
        same: dict[str, Any] = {"ratings": {"Intensity": 3}, "memo": "private", "tense": "then"}
        mark(opened, "A", 24, 40, "Shame", **same)
        mark(opened, "B", 24, 40, "Shame", **same)
        mark(opened, "A", 42, 58, "Shame", certainty="clear", peak=True, memo="mine")
        mark(opened, "B", 42, 58, "Distance", ratings={"Intensity": 5})
        mark(opened, "B", 60, 78, "Distance")
        mark(opened, "A", 102, 110, "Shame")
        mark(opened, "B", 102, 118, "Shame")
        done(opened, "A", "B")
        yield opened


def compared(study: OpenStudy) -> Compared:
    return compare(study.view)


def queue(study: OpenStudy) -> list[Episode]:
    """The disagreements in the order of the text."""
    return sorted(disagreements(episodes(compared(study))), key=lambda each: each.start)


def layer(study: OpenStudy) -> list[Moment]:
    """The moments of the consensus, in the order of the text."""
    own = study.view.consensus
    found = [m for m in study.view.all_moments() if own is not None and m.coder_id == own.id]
    return sorted(found, key=lambda each: (each.start, each.codes))


def named(study: OpenStudy, moment: Moment) -> list[str]:
    """A moment's codes by name."""
    book = study.view.codebook_of(moment)
    return [book.code_path(code_id).removeprefix("Moments/") for code_id in moment.codes]


def choose(study: OpenStudy, episode: Episode, choice: Any, **more: Any) -> None:
    study.do(settle(study.view, episode, choice, decided_by="PI", **more), "Settle")


def of(episode: Episode, coder: str) -> Moment:
    return dict(episode.moments)[coder]


def progress(study: OpenStudy) -> dict[str, str]:
    """How far the consensus layer is, by voice."""
    view = study.view
    own = view.consensus
    return {
        view.accounts[each.account_id].voice: each.progress
        for each in view.assignments.values()
        if own is not None and each.coder_id == own.id
    }


def settle_all(study: OpenStudy) -> None:
    """A's codes, B's passage left out, B's ends."""
    found = episodes(compared(study))
    agreed = settle_agreed(study.view, found, "PI", compared(study).documents)
    assert agreed is not None
    study.do(agreed, "Settle")
    code, missed, ends = queue(study)
    choose(study, code, "take", taken=of(code, "A").id, reason="shame is named")
    choose(study, missed, "leave out", reason="about today")
    choose(study, ends, "take", taken=of(ends, "B").id)


def test_what_is_taken_is_copied_without_the_coders_memo(study: OpenStudy) -> None:
    before = list(study.view.all_moments())
    code, _, _ = queue(study)
    assert code.kinds == ("code",)
    choose(study, code, "take", taken=of(code, "A").id, reason="shame is named")
    [settled] = layer(study)
    model = of(code, "A")
    assert settled == replace(
        model,
        id=settled.id,
        coder_id=settled.coder_id,
        made_at=settled.made_at,
        memo="",
    )
    assert settled.peak
    assert model.memo == "mine"
    [decision] = study.view.decisions.values()
    assert decision.made_ids == (settled.id,)
    assert set(decision.moment_ids) == {each.id for _, each in code.moments}
    assert (decision.choice, decision.decided_by) == ("take", "PI")
    assert (decision.reason, decision.start, decision.end) == ("shame is named", 42, 58)
    assert decision.decided_at
    assert [study.view.moment(each.id) for each in before] == before
    assert study.check() == []
    study.undo()
    assert list(study.view.all_moments()) == before
    assert not study.view.decisions
    assert study.view.consensus is None


def test_a_rating_that_the_newest_scale_has_no_place_for_stays_under_its_version(
    study: OpenStudy,
) -> None:
    before = study.view.codebook
    scale = before.sets[0].scales[0].id
    made = change_codebook(study.view, None, lambda book: change_scale(book, scale, maximum=4))
    assert made is not None
    study.do(made, "Shorten")
    (episode,) = [each for each in queue(study) if each.start == 42]
    taken = next(moment.id for _, moment in episode.moments if moment.ratings)
    study.do(settle(study.view, episode, "take", taken=taken, decided_by="PI"), "Take")
    (own,) = layer(study)
    assert (own.rating(scale), own.codebook_id) == (5, before.id)


def test_both_are_taken_and_equal_ones_only_once(study: OpenStudy) -> None:
    code, _, _ = queue(study)
    choose(study, code, "take all")
    assert [named(study, each) for each in layer(study)] in (
        [["Shame"], ["Distance"]],
        [["Distance"], ["Shame"]],
    )
    whole = next(each for each in episodes(compared(study)) if not each.kinds)
    choose(study, whole, "take all")
    assert [each.start for each in layer(study)].count(24) == 1


def test_a_new_moment_is_checked_as_a_coders_would_be(study: OpenStudy) -> None:
    _, missed, _ = queue(study)
    [code_set] = study.view.codebook.sets
    shame, scale = code_set.codes[0].id, code_set.scales[0].id
    new = NewMoment(
        start=61, end=70, codes=(shame,), ratings=(Rating(scale_id=scale, value=2),), memo="why"
    )
    choose(study, missed, "new", new=new)
    [settled] = layer(study)
    assert (settled.start, settled.end, settled.codes, settled.ratings, settled.memo) == (
        new.start,
        new.end,
        new.codes,
        new.ratings,
        "why",
    )
    for wrong in (
        replace(new, end=9999),
        replace(new, codes=("elsewhere",)),
        replace(new, ratings=(Rating(scale_id=scale, value=9),)),
        None,
    ):
        with pytest.raises(UserError):
            settle(study.view, missed, "new", new=wrong, decided_by="PI")


def test_a_choice_without_what_it_needs_is_refused(study: OpenStudy) -> None:
    code, missed, _ = queue(study)
    with pytest.raises(UserError, match="leaving out needs a reason"):
        settle(study.view, missed, "leave out", reason=" ", decided_by="PI")
    for taken in (None, new_id(), of(missed, "B").id):
        with pytest.raises(UserError, match="no moment of the passage is taken"):
            settle(study.view, code, "take", taken=taken, decided_by="PI")
    with pytest.raises(UserError, match="needs no decision"):
        settle(study.view, code, "agreed", decided_by="PI")


def test_a_second_decision_takes_the_place_of_the_first(study: OpenStudy) -> None:
    code, _, _ = queue(study)
    choose(study, code, "take all")
    first = decision_for(study.view, code)
    choose(study, code, "take", taken=of(code, "B").id)
    second = decision_for(study.view, code)
    assert first is not None
    assert second is not None
    assert list(study.view.decisions) == [second.id]
    assert [each.id for each in layer(study)] == list(second.made_ids)
    assert not set(first.made_ids) & set(second.made_ids)
    choose(study, code, "leave out", reason="neither")
    assert layer(study) == []
    assert len(study.view.decisions) == 1


def test_what_is_agreed_goes_in_at_once_and_only_once(study: OpenStudy) -> None:
    found = episodes(compared(study))
    edit = settle_agreed(study.view, found, "PI")
    assert edit is not None
    study.do(edit, "Settle")
    [settled] = layer(study)
    assert (settled.start, named(study, settled), settled.memo) == (24, ["Shame"], "")
    assert settled.tense == "then"
    [decision] = study.view.decisions.values()
    assert decision.choice == "agreed"
    assert settle_agreed(study.view, episodes(compared(study)), "PI") is None


def test_the_layer_is_done_with_a_transcript_when_all_in_it_is_settled(study: OpenStudy) -> None:
    code, missed, ends = queue(study)
    choose(study, code, "take", taken=of(code, "A").id)
    choose(study, missed, "leave out", reason="about today")
    assert progress(study) == {"patient": "in progress"}
    choose(study, ends, "take", taken=of(ends, "B").id)
    assert progress(study) == {"patient": "in progress"}  # what is agreed is not in yet
    found = compared(study)
    edit = settle_agreed(study.view, episodes(found), "PI", found.documents)
    assert edit is not None
    study.do(edit, "Settle")
    # Both were done with the therapist's account and found nothing: so does the consensus.
    assert progress(study) == {"patient": "done", "therapist": "done"}
    decision = decision_for(study.view, missed)
    assert decision is not None
    study.do(unsettle(study.view, decision), "Unsettle")
    assert progress(study) == {"patient": "in progress", "therapist": "done"}
    assert study.check() == []


def test_each_coder_is_compared_with_the_consensus(study: OpenStudy) -> None:
    settle_all(study)
    assert [each.name for each in study.view.coders.values() if each.role == "consensus"] == [
        "Consensus"
    ]
    values = {}
    for coder in "AB":
        asked = Comparison(coders=(coder, "Consensus"))
        found = agree_in_study(study.view, asked)
        [each] = [
            g.result
            for g in found
            if (g.result.coefficient, g.result.code) == ("char_percent_agreement", "Shame")
        ]
        assert each.coders == (coder, "Consensus")
        values[coder] = each.value
    # A has the Shame of the first two passages, and 8 of the 16 characters of the third.
    n = next(g.result.n for g in found if g.result.coefficient == "char_percent_agreement")
    assert values["A"] == pytest.approx(1 - 8 / n)
    assert values["B"] == pytest.approx(1 - 16 / n)


def test_taking_a_decision_back_takes_out_what_it_made(study: OpenStudy) -> None:
    before = list(study.view.all_moments())
    code, _, _ = queue(study)
    choose(study, code, "take all")
    decision = decision_for(study.view, code)
    assert decision is not None
    study.do(unsettle(study.view, decision), "Unsettle")
    assert list(study.view.all_moments()) == before
    assert decision_for(study.view, code) is None


def test_a_decision_tells_when_a_coder_has_changed_a_moment_since(study: OpenStudy) -> None:
    settle_all(study)
    assert progress(study)["patient"] == "done"
    code, missed, ends = queue(study)
    for each in (code, missed, ends):
        decision = decision_for(study.view, each)
        assert decision is not None
        assert is_current(decision, each)
    own = of(code, "B")
    study.do(moments.write_memo(own, "a note to myself"), "Write")
    shame = study.view.codebook.sets[0].codes[0].id
    now = next(each for each in queue(study) if each.start == code.start)
    decision = decision_for(study.view, now)
    assert decision is not None
    assert is_current(decision, now)
    study.do(moments.toggle_code(study.view, of(now, "B"), shame), "Code")
    now = next(each for each in episodes(compared(study)) if each.start == code.start)
    decision = decision_for(study.view, now)
    assert decision is not None
    assert not is_current(decision, now)
    choose(study, now, "take all")
    fresh = decision_for(study.view, now)
    assert fresh is not None
    assert is_current(fresh, now)
    assert fresh.id != decision.id


def test_a_decision_is_found_again_when_a_moment_of_it_is_gone(study: OpenStudy) -> None:
    code, _, _ = queue(study)
    choose(study, code, "take", taken=of(code, "A").id)
    study.do(moments.delete(study.view, of(code, "B")), "Delete")
    now = next(each for each in queue(study) if each.start == code.start)
    assert now.missing == ("B",)
    decision = decision_for(study.view, now)
    assert decision is not None
    assert not is_current(decision, now)
    assert study.check() == []


def test_sets_of_codes_are_settled_apart(tmp_path: Path) -> None:
    """A moment with codes of two sets is settled for each, and counts in none twice."""
    codebook = "row,set,name,key\ncode,Moods,Shame,H\ncode,Acts,Asks,A\ncode,Acts,Tells,E\n"
    with make_study(tmp_path / "two.iprstudy", [PATIENT], codebook) as study:
        mark(study, "A", 24, 40, "Shame", "Asks")
        mark(study, "B", 24, 40, "Shame", "Tells")
        done(study, "A", "B")
        for name in ("Moods", "Acts"):
            found = episodes(compare(study.view, set_name=name))
            agreed = settle_agreed(study.view, found, "PI")
            if agreed is not None:
                study.do(agreed, "Settle")
            for each in disagreements(found):
                choose(study, each, "take", taken=of(each, "B").id)
            assert progress(study) == {"patient": "in progress" if name == "Moods" else "done"}
        codes = [
            study.view.codebook.code_path(code_id)
            for each in layer(study)
            for code_id in each.codes
        ]
        assert sorted(codes) == ["Acts/Tells", "Moods/Shame"]
        assert sorted(each.choice for each in study.view.decisions.values()) == ["agreed", "take"]


def test_a_person_may_be_called_consensus(study: OpenStudy) -> None:
    study.do(Replace(None, Coder(id=new_id(), name="Consensus")), "Make")
    edits, made = consensus_coder(study.view)
    assert len(edits) == 1
    assert (made.name, made.role) == ("Consensus 2", "consensus")


def test_nobody_marks_or_finishes_as_the_consensus(study: OpenStudy) -> None:
    settle_all(study)
    with pytest.raises(UserError, match="Consensus is nobody"):
        mark(study, "Consensus", 24, 40, "Shame")
    with pytest.raises(UserError, match="Consensus is nobody"):
        done(study, "Consensus")
    found = episodes(compare(study.view, coders=("A", "Consensus")))
    with pytest.raises(UserError, match="cannot be settled with itself"):
        settle(study.view, found[0], "take all", decided_by="PI")


def test_a_coders_window_shows_nothing_of_the_consensus(study: OpenStudy) -> None:
    settle_all(study)
    coder = study.view.find_coder("A")
    assert coder is not None
    with open_study(study.place, coder="A") as own:
        assert {each.coder_id for each in own.view.all_moments()} == {coder.id}
        assert not own.view.decisions
        assert not own.view.gates


def test_settled_passages_can_be_frozen_and_are_given_without_codes(study: OpenStudy) -> None:
    settle_all(study)
    [work_round] = study.view.rounds.values()
    edit = freeze_passages(study.view, work_round.id, name="Classify", rule="consensus", seed=1)
    study.do(edit, "Freeze")
    fresh = study.view.find_round("Classify")
    assert fresh is not None
    own = [each for each in study.view.all_moments() if each.round_id == fresh.id]
    spans = [(24, 40), (42, 58), (102, 118)]
    assert sorted((each.start, each.end) for each in own) == sorted(spans * 2)
    assert {study.view.coders[each.coder_id].name for each in own} == {"A", "B"}
    assert not any(each.codes or each.memo for each in own)


def test_decisions_are_exported_and_tell_reasons_only_when_asked(study: OpenStudy) -> None:
    names = [table.name for table in study_tables(study.view, with_text=False)]
    assert "decisions" not in names
    settle_all(study)
    for with_text in (False, True):
        [table] = [
            t for t in study_tables(study.view, with_text=with_text) if t.name == "decisions"
        ]
        columns = [column.name for column in table.columns]
        rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
        assert [row["choice"] for row in rows] == ["agreed", "take", "leave out", "take"]
        assert [row["coders"] for row in rows] == ["A|B", "A|B", "B", "A|B"]
        assert ("about today" in str(table.rows)) is with_text
        assert ("PI" in str(table.rows)) is with_text
    [table] = [t for t in study_tables(study.view, with_text=False) if t.name == "moments"]
    coders = [row[[c.name for c in table.columns].index("coder")] for row in table.rows]
    assert coders.count("Consensus") == 3
