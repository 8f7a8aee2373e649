"""What is said of work that no longer fits the codebook that it is counted by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.recoding import recode
from annotator.app.verbs.rounds import draw_round
from annotator.app.verbs.work_advice import advice
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_changes import add_code, change_scale
from annotator.domain.codebook_fates import merge_codes, split_code
from annotator.domain.edits import Replace
from annotator.domain.ids import new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from tests.app.coded import PATIENT, coder_ids, make_study, mark

HERE = "D07, session 3, patient"


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return make_study(tmp_path / "w.iprstudy", [PATIENT])


def edit(study: OpenStudy, change: Callable[[Codebook], Codebook]) -> None:
    made = change_codebook(study.view, None, change)
    assert made is not None
    study.do(made, "Edit")


def with_rules(study: OpenStudy, set_id: str, **rules: object) -> None:
    def change(book: Codebook) -> Codebook:
        sets = (replace(e, **rules) if e.id == set_id else e for e in book.sets)  # type: ignore[arg-type]
        return replace(book, sets=tuple(sets))

    edit(study, change)


def judged(study: OpenStudy, set_id: str, coder: str = "A", **said: object) -> Judgement:
    record = Judgement(
        id=new_id(),
        coder_id=coder_ids(study, coder)[0],
        round_id=next(iter(study.view.rounds)),
        codebook_id=study.view.codebook.id,
        code_set_id=set_id,
        unit="account",
        target_id=study.view.find_account(*PATIENT).id,
        **said,  # type: ignore[arg-type]
    )
    study.do(Replace(None, record), "Judge")
    return record


def test_ratings_off_a_scale_that_was_made_shorter(study: OpenStudy):
    mark(study, "A", 0, 4, "Shame", ratings={"Intensity": 5})
    mark(study, "A", 5, 9, "Shame", ratings={"Intensity": 4})
    mark(study, "B", 5, 9, "Shame", ratings={"Intensity": 3})
    assert advice(study.view) == []
    scale = study.view.codebook.sets[0].scales[0].id
    edit(study, lambda book: change_scale(book, scale, maximum=4))
    assert advice(study.view) == [
        f"1 rating on Intensity lies outside 1 to 4, its ends in version 2 of the codebook "
        f"(A, {HERE})"
    ]
    edit(study, lambda book: change_scale(book, scale, maximum=2))
    assert advice(study.view) == [
        f"3 ratings on Intensity lie outside 1 to 2, its ends in version 2 of the codebook "
        f"(A, {HERE}; B, {HERE})"
    ]


def test_a_round_with_its_own_version_is_held_against_that(study: OpenStudy):
    mark(study, "A", 0, 4, "Shame", ratings={"Intensity": 5})
    ids = coder_ids(study, "A", "B")
    study.do(draw_round(study.view, name="R", kind="reliability", coders=ids, seed=1), "Round")
    mark(study, "A", 0, 4, "Shame", ratings={"Intensity": 5}, work_round="R")
    scale = study.view.codebook.sets[0].scales[0].id
    edit(study, lambda book: change_scale(book, scale, maximum=4))
    assert [each.split(" on ")[0] for each in advice(study.view)] == ["1 rating"]


def test_two_codes_of_a_set_that_takes_one_now(study: OpenStudy):
    mark(study, "A", 0, 4, "Shame", "Distance")
    mark(study, "A", 5, 9, "Shame")
    own_set = study.view.codebook.sets[0].id
    with_rules(study, own_set, exclusive=True)
    assert advice(study.view) == [
        "1 moment has several codes of Moments, of which version 2 of the codebook allows one "
        f"(A, {HERE})"
    ]
    shame, distance = (code.id for _, code in study.view.codebook.codes())
    edit(study, lambda book: merge_codes(book, {shame}, distance))
    assert advice(study.view) == []  # both are the same code by now


def test_values_and_codes_of_whole_units(study: OpenStudy):
    mark(study, "A", 0, 4, "Shame")
    codes = (Code(id="one", name="One"), Code(id="two", name="Two"))
    scale = Scale(id="depth", name="Depth", minimum=1, maximum=7)
    form = CodeSet(id="f", name="Form", unit="account", codes=codes)
    kept = (
        form,
        replace(form, id="r", name="Rated", marking="rating", scales=(scale,),
                codes=(Code(id="three", name="Three"),)),
        replace(form, id="q", name="Sorted", marking="sort", piles=(1, 1, 1),
                codes=(Code(id="four", name="Four"),)),
    )  # fmt: skip
    edit(study, lambda book: replace(book, sets=(*book.sets, *kept)))
    judged(study, "f", codes=("one", "two"))
    judged(study, "r", values=(CodeValue(code_id="three", value=7),))
    judged(study, "q", values=(CodeValue(code_id="four", value=3),))
    judged(study, "f", "B", codes=("one",), ratings=(Rating(scale_id="depth", value=7),))
    assert advice(study.view) == []
    with_rules(study, "f", exclusive=True)
    with_rules(study, "r", scales=(replace(scale, maximum=5),))
    with_rules(study, "q", piles=(2, 1))
    number = study.view.codebook.number
    assert sorted(advice(study.view)) == sorted(
        f"{each} version {number} of the codebook{rest}"
        for each, rest in (
            ("1 judgement has several codes of Form, of which", f" allows one (A, {HERE})"),
            ("1 value of Rated lies outside 1 to 5, its ends in", f" (A, {HERE})"),
            ("1 value of Sorted lies outside 1 to 2, its piles in", f" (A, {HERE})"),
            ("1 rating on Depth lies outside 1 to 5, its ends in", f" (B, {HERE})"),
        )
    )


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_split_code_of_an_exclusive_set_becomes_one_of_its_parts(
    study: OpenStudy, exclusive: bool
):
    moment = mark(study, "A", 0, 4, "Distance")
    own_set = study.view.codebook.sets[0].id
    with_rules(study, own_set, exclusive=exclusive, obligatory=True)
    distance = moment.codes[0]
    edit(study, lambda book: add_code(book, own_set, Code(id="x", name="X")))
    edit(study, lambda book: split_code(book, distance, ["Cold", "Gone"]))
    (asked,) = recode(study.view, moment.coder_id).undecided
    assert asked.together is not exclusive
    parts = tuple(each.id for each in asked.choices)
    plan = recode(study.view, moment.coder_id, {(moment.id, distance): parts})
    assert (plan.edit is None) is exclusive
    if exclusive:
        assert "takes one code a passage, not Cold and Gone" in plan.kept[0][1]
