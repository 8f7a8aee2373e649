"""The journal names who did what: a coder for a coder's work, nobody where the PI acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import storage
from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import disagreements, episodes
from annotator.app.acting import actor_of
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import moments
from annotator.app.verbs.freezing import freeze_passages
from annotator.app.verbs.rounds import draw_round
from annotator.app.verbs.settling import settle, unsettle
from annotator.domain.edits import Replace
from annotator.domain.round import OPEN_ROUND
from tests.app.coded import PATIENT, coder_ids, done, make_study, mark


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Two coders who differ on one passage, open for the PI."""
    with make_study(tmp_path / "acts.iprstudy", [PATIENT]) as opened:
        mark(opened, "A", 42, 58, "Shame")
        mark(opened, "B", 42, 58, "Distance")
        done(opened, "A", "B")
        yield opened


def last_actor(study: OpenStudy) -> str | None:
    """Name of the coder who did the last thing in the journal; None for the PI."""
    store = storage.open_study(study.place)
    try:
        *_, last = store.journal()
    finally:
        store.close()
    return None if last.actor is None else study.view.coders[last.actor].name


def test_work_is_its_coders_even_with_the_round_that_comes_with_it(tmp_path: Path) -> None:
    with make_study(tmp_path / "first.iprstudy", [PATIENT]) as study:
        mark(study, "A", 42, 58, "Shame")  # the open round is made with it
        assert last_actor(study) == "A"
        done(study, "B")
        assert last_actor(study) == "B"


def test_rounds_are_the_pis(study: OpenStudy) -> None:
    ids = coder_ids(study, "A", "B")
    study.do(draw_round(study.view, name="R1", kind="training", coders=ids, seed=1), "Draw")
    assert last_actor(study) is None
    old = study.view.find_round(OPEN_ROUND)
    assert old is not None
    study.do(freeze_passages(study.view, old.id, name="R2", rule="any", seed=1), "Freeze")
    assert last_actor(study) is None
    study.undo()
    assert last_actor(study) is None


def test_settling_is_the_pis_and_stands_under_a_name_in_the_decision(study: OpenStudy) -> None:
    [episode] = disagreements(episodes(compare(study.view)))
    study.do(settle(study.view, episode, "take all", decided_by="CM"), "Settle")
    assert last_actor(study) is None
    [decision] = study.view.decisions.values()
    assert decision.decided_by == "CM"
    study.do(unsettle(study.view, decision), "Take back")
    assert last_actor(study) is None


def test_whoever_the_study_is_open_for_has_done_it(study: OpenStudy) -> None:
    with open_study(study.place, coder="B") as own:
        [moment] = own.view.all_moments()
        own.do(moments.write_memo(moment, "hm"), "Write")
    assert last_actor(study) == "B"


def test_work_that_goes_over_to_another_coder_is_the_pis(study: OpenStudy) -> None:
    one, two = coder_ids(study, "A", "B")
    given = next(each for each in study.view.assignments.values() if each.coder_id == one)
    other = Replace(given, replace(given, coder_id=two))
    assert actor_of(other, None) is None
    assert actor_of(Replace(given, replace(given, progress="to do")), None) == one
    study.do(other, "Give it to the other")
    assert study.view.assignments[given.id].coder_id == two
    assert last_actor(study) is None
