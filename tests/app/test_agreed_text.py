"""What all agree on is what they have alike in the text that is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import Episode, episodes
from annotator.app.verbs.agreed_moment import agreed_moment
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.decisions import is_agreed, is_compared
from annotator.app.verbs.gating import gate_coefficients, gate_result
from annotator.app.verbs.settling import settle
from annotator.domain.edits import replacements
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, study

QUESTION, ANSWER = "What did you notice there?", "I laughed because I was embarrassed."
FIRST = len(QUESTION) + 1
"""Where the answer begins."""


def coded(*pair: Put, exclusive: bool = False) -> StudyView:
    work = {"A": [pair[0]], "B": [pair[1]]}
    return study(Text(words=(QUESTION, ANSWER), asked=(0,), work=work), exclusive=exclusive)


def only_episode(view: StudyView) -> Episode:
    (found,) = episodes(compare(view))
    return found


def test_nobody_agrees_on_the_interviewers_words():
    episode = only_episode(coded(Put(start=0, end=12), Put(start=0, end=12)))
    assert not episode.kinds
    assert not is_compared(episode)
    assert not is_agreed(episode)


def test_ends_in_the_interviewers_words_are_cut_to_what_all_have():
    view = coded(Put(start=5, end=FIRST + 9), Put(start=9, end=FIRST + 9))
    episode = only_episode(view)
    assert is_agreed(episode)
    moment = agreed_moment(episode)
    assert (moment.start, moment.end) == (9, FIRST + 9)


def test_equal_passages_stay_as_they_are():
    episode = only_episode(coded(Put(start=FIRST, end=FIRST + 9), Put(start=FIRST, end=FIRST + 9)))
    moment = agreed_moment(episode)
    assert (moment.start, moment.end) == (FIRST, FIRST + 9)


def test_in_an_exclusive_set_both_cannot_be_taken():
    puts = Put(start=FIRST, end=FIRST + 9), Put(start=FIRST, end=FIRST + 9, codes=("Distance",))
    view = coded(*puts, exclusive=True)
    with pytest.raises(UserError, match="takes one code a passage"):
        settle(view, only_episode(view), "take all", decided_by="PI")
    view = coded(*puts)
    edit = settle(view, only_episode(view), "take all", decided_by="PI")
    assert sum(isinstance(each.after, Moment) for each in replacements(edit)) == 2


def test_a_frozen_round_is_held_against_its_classification_only():
    view = coded(Put(start=FIRST, end=FIRST + 9), Put(start=FIRST, end=FIRST + 9), exclusive=True)
    marking = view.rounds["r"]
    frozen = replace(marking, passages_from="before")
    assert "bar_u_alpha" in gate_coefficients(marking)
    assert "bar_u_alpha" not in gate_coefficients(frozen)
    asked = Comparison(round_name=marking.name)
    assert gate_result(view, asked, "bar_u_alpha").value == pytest.approx(1)
    held = gate_result(replace(view, rounds={"r": frozen}), asked, "bar_u_alpha")
    assert held.reason
