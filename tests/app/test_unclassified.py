"""Frozen passages are all classified before a coder is done, where each needs a code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.finishing import chosen_accounts, finish
from annotator.app.verbs.freezing import freeze_passages
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.round import OPEN_ROUND
from tests.app.coded import PATIENT, Place, done, make_study, mark

THERAPIST: Place = ("D07", 3, "therapist")


def made(path: Path, **rules: Any) -> OpenStudy:
    """Three passages on two accounts, frozen in the round `classify`; the one set has rules."""
    study = make_study(path, [PATIENT, THERAPIST])
    book = study.view.codebook
    ruled = replace(book, sets=(replace(book.sets[0], **rules),))
    study.do(Replace(book, ruled), "Rule")
    for start, place in ((24, PATIENT), (42, PATIENT), (24, THERAPIST)):
        mark(study, "A", start, start + 10, "Shame", place=place)
    done(study, "A", "B")
    old = study.view.find_round(OPEN_ROUND)
    assert old is not None
    study.do(freeze_passages(study.view, old.id, name="classify", rule="any", seed=1), "Freeze")
    return study


def finish_all(study: OpenStudy, coder: str, voice: str | None = None) -> int:
    accounts = chosen_accounts(study.view, None, None, voice)
    edit, count = finish(study.view, coder, accounts, round_name="classify")
    if edit is not None:
        study.do(edit, "Done")
    return count


@pytest.mark.parametrize("rule", ["exclusive", "obligatory"])
def test_passages_without_a_code_are_counted_and_refused(tmp_path: Path, rule: str) -> None:
    with made(tmp_path / "ruled.iprstudy", **{rule: True}) as study:
        mark(study, "A", 24, 34, "Shame", work_round="classify")
        with pytest.raises(UserError) as refused:
            finish_all(study, "A")
        sentence = refused.value.sentence
        assert "1 passage of D07, session 3, patient" in sentence
        assert "1 passage of D07, session 3, therapist have no code yet" in sentence
        with pytest.raises(UserError, match="2 passages of D07, session 3, patient have no code"):
            finish_all(study, "B", "patient")
        mark(study, "A", 42, 52, "Distance", work_round="classify")
        assert finish_all(study, "A", "patient") == 1
        with pytest.raises(UserError, match="1 passage of D07, session 3, therapist has no code"):
            finish_all(study, "A")


def test_no_code_is_an_answer_where_codes_may_be_none_or_many(tmp_path: Path) -> None:
    with made(tmp_path / "free.iprstudy") as study:
        assert finish_all(study, "A") == 2


def test_what_is_done_already_can_be_reopened_whatever_is_missing(tmp_path: Path) -> None:
    with made(tmp_path / "ruled.iprstudy", exclusive=True) as study:
        for start, place in ((24, PATIENT), (42, PATIENT), (24, THERAPIST)):
            mark(study, "A", start, start + 10, "Shame", place=place, work_round="classify")
        assert finish_all(study, "A") == 2
        accounts = chosen_accounts(study.view, None, None, None)
        edit, count = finish(study.view, "A", accounts, round_name="classify", done=False)
        assert edit is not None
        assert count == 2


def test_where_passages_are_marked_nothing_is_asked(tmp_path: Path) -> None:
    with made(tmp_path / "ruled.iprstudy", exclusive=True) as study:
        mark(study, "B", 60, 70, place=PATIENT)
        accounts = chosen_accounts(study.view, None, None, None)
        assert finish(study.view, "B", accounts)[1] == 0
