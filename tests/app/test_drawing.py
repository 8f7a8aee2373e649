"""A round drawn as the PI asks for it, with coders who are new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.drawing import RoundWish, draw, drawn_accounts, free_name
from annotator.app.verbs.freezing import freeze_passages
from annotator.app.verbs.frozen_counts import frozen_counts, passages_in
from annotator.domain.errors import UserError
from annotator.domain.round import OPEN_ROUND
from tests.app.coded import coder_ids, done, make_study, mark

PLACES = [(f"D0{dyad}", 3, voice) for dyad in (1, 2, 3) for voice in ("therapist", "patient")]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with make_study(tmp_path / "drawn.iprstudy", PLACES) as opened:
        yield opened


def wish_of(study: OpenStudy, **more: object) -> RoundWish:
    asked = RoundWish(
        name="1", kind="reliability", coder_ids=tuple(coder_ids(study, "A", "B")), count=3, seed=7
    )
    return replace(asked, **more)  # type: ignore[arg-type]


def test_new_coders_come_and_go_with_the_round(study: OpenStudy) -> None:
    before = study.view.coders
    edit = draw(study.view, wish_of(study, new_coders=("C",)))
    study.do(edit, "Draw")
    third = study.view.find_coder("C")
    assert third is not None
    work = [each for each in study.view.assignments.values() if each.coder_id == third.id]
    assert {each.account_id for each in work} == {a.id for a in drawn_accounts(study.view, edit)}
    assert len(work) == 3
    study.undo()
    assert study.view.coders == before
    assert not study.view.rounds


def test_what_is_shown_first_is_what_is_drawn_then(study: OpenStudy) -> None:
    first, then = (drawn_accounts(study.view, draw(study.view, wish_of(study))) for _ in range(2))
    assert first == then


@pytest.mark.parametrize(
    ("names", "said"),
    [(("A",), "there is a coder"), (("C", "C"), "stands twice"), (("C\n",), "no name")],
)
def test_a_pseudonym_that_cannot_be_is_refused(study: OpenStudy, names, said) -> None:
    with pytest.raises(UserError, match=said):
        draw(study.view, wish_of(study, new_coders=names))


def test_the_proposed_name_is_free(study: OpenStudy) -> None:
    assert free_name(study.view) == "1"
    study.do(draw(study.view, wish_of(study, name="2")), "Draw")
    assert free_name(study.view) == "3"


def test_the_counts_of_the_rules_are_what_each_would_freeze(study: OpenStudy) -> None:
    for coder, spans in (("A", [(24, 33), (40, 50)]), ("B", [(28, 44), (60, 66)])):
        for start, end in spans:
            mark(study, coder, start, end, "Shame", place=PLACES[0])
    done(study, "A", "B")
    old = study.view.find_round(OPEN_ROUND)
    assert old is not None
    assert frozen_counts(study.view, old.id) == {"all": 2, "any": 2, "consensus": 0}
    edit = freeze_passages(study.view, old.id, name="1", rule="any", seed=1)
    assert passages_in(edit) == 2  # of both coders: four moments
