"""Editing a study's codebook: what is in use stays, and gets a version beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.verbs import judging, moments
from annotator.app.verbs.codebook_editing import change_codebook, is_used, kept_codes, kept_parts
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.judging import Judging
from annotator.app.verbs.recoding import recode
from annotator.app.verbs.rounds import draw_round
from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_parts import code_of
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Moment
from annotator.domain.target import Target
from tests.app.coded import PATIENT, make_study, mark


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    """Two coders, A and B, and two transcripts; nothing is coded yet."""
    return make_study(tmp_path / "c.iprstudy", [PATIENT, ("D07", 3, "therapist")])


def code_id(study: OpenStudy, name: str) -> str:
    return next(code.id for _, code in study.view.codebook.codes() if code.name == name)


def edit(study: OpenStudy, do: Callable[[Codebook], Codebook], text: str = "Edit") -> None:
    made = change_codebook(study.view, study.seen_by, do)
    assert made is not None
    study.do(made, text)


def coder(study: OpenStudy, name: str) -> str:
    found = study.view.find_coder(name)
    assert found is not None
    return found.id


def test_an_unused_version_is_changed_and_a_used_one_gets_a_new_version_once(
    study: OpenStudy,
) -> None:
    shame = code_id(study, "Shame")
    edit(study, lambda book: change.change_code(book, shame, name="Blush"))
    assert [each.number for each in study.view.codebooks.values()] == [1]
    moment = mark(study, "A", 30, 40, "Blush")
    first = study.view.codebook
    edit(study, lambda book: change.change_code(book, shame, name="Heat"))
    edit(study, lambda book: change.change_code(book, shame, key="q"))
    assert study.view.codebook.number == 2
    assert study.view.codebooks[first.id] == first  # the used one is as it was
    assert study.view.codebook_of(moment).code(shame).name == "Blush"  # type: ignore[union-attr]
    mark(study, "A", 41, 50, "Heat")  # now the second is used too
    edit(study, lambda book: fate.retire(book, {shame}))
    assert study.view.codebook.number == 3


def test_a_change_that_changes_nothing_makes_no_version(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    same = change_codebook(study.view, None, lambda book: change.move_set(book, book.sets[0].id, 1))
    assert same is None


def test_a_frozen_version_and_one_of_a_round_are_in_use(study: OpenStudy) -> None:
    view, book = study.view, study.view.codebook
    assert not is_used(view, book, None)
    assert is_used(view, replace(book, frozen=True), None)
    people = [coder(study, "A"), coder(study, "B")]
    study.do(draw_round(view, name="R", kind="reliability", coders=people, seed=1), "Round")
    edit(study, lambda b: fate.retire(b, {code_id(study, "Shame")}))
    assert study.view.codebook.number == 2
    assert not study.view.codebook.frozen
    work_round = study.view.find_round("R")
    assert work_round is not None
    assert study.view.codebook_for(work_round.id) == replace(book, frozen=True)


def test_a_judgement_uses_its_version_too(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    edit(study, lambda b: change.change_code(b, code_id(study, "Shame"), key="q"))
    book = study.view.codebook
    judged = Judgement(
        id=new_id(), coder_id=coder(study, "A"), round_id=next(iter(study.view.rounds)),
        codebook_id=book.id, code_set_id=book.sets[0].id, unit="account",
        target_id=study.view.find_account(*PATIENT).id,
    )  # fmt: skip
    study.do(Replace(None, judged), "Judge")
    assert is_used(study.view, book, None)


def test_coders_among_several_may_not_edit_and_learn_nothing_of_what_others_use(
    study: OpenStudy,
) -> None:
    mark(study, "A", 30, 40, "Shame")
    edit(study, lambda b: change.change_code(b, code_id(study, "Shame"), key="q"))
    for seen_by in (coder(study, "B"), NOBODY):
        study.see_as(seen_by)
        before = is_used(study.view, study.view.codebook, seen_by)
        with pytest.raises(UserError, match="hold for the whole study"):
            change_codebook(study.view, seen_by, lambda b: replace(b, sets=()))
        study.see_as(None)
        mark(study, "A", 30 + len(study.view.moments), 45, "Shame")
        study.see_as(seen_by)
        assert is_used(study.view, study.view.codebook, seen_by) is before is True
        study.see_as(None)


def test_codes_of_used_versions_stay_and_new_ones_may_be_deleted(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    own_set = study.view.codebook.sets[0].id
    edit(study, lambda b: change.add_code(b, own_set, Code(id="fresh", name="Fresh")))
    kept = kept_codes(study.view, None)
    assert "fresh" not in kept
    assert {code_id(study, "Shame"), code_id(study, "Distance")} <= kept
    edit(study, lambda b: change.delete_codes(b, {"fresh"}, kept))
    with pytest.raises(UserError, match="retire it instead"):
        change.delete_codes(study.view.codebook, {code_id(study, "Shame")}, kept)


def test_a_scale_that_anybody_rated_on_stays_and_another_may_go(study: OpenStudy) -> None:
    mark(study, "B", 30, 40, "Shame", ratings={"Intensity": 4})
    book = study.view.codebook
    own, rated = book.sets[0], book.sets[0].scales[0]
    never = Scale(id="never", name="Never", minimum=0, maximum=1)
    edit(study, lambda b: change.add_scale(b, own.id, never))
    kept = kept_parts(study.view, None)
    says = "ratings were given on the scale 'Intensity'; keep it, under a name"
    for refused in (change.delete_scale, change.delete_set):
        with pytest.raises(UserError, match=says if refused is change.delete_scale else "retire"):
            refused(
                study.view.codebook, rated.id if refused is change.delete_scale else own.id, kept
            )
    edit(study, lambda b: change.delete_scale(b, "never", kept))
    assert [each.id for each in study.view.codebook.sets[0].scales] == [rated.id]


def test_whoever_cannot_see_all_work_deletes_no_scale_that_may_have_been_used(
    study: OpenStudy,
) -> None:
    mark(study, "A", 30, 40, "Shame")  # rated by nobody
    own, unused = study.view.codebook.sets[0], study.view.codebook.sets[0].scales[0]
    form = CodeSet(id="form", name="Form", unit="account")
    edit(study, lambda b: change.add_set(b, form))
    mark(study, "A", 41, 50, "Shame")
    assert not {unused.id, "form"} & kept_parts(study.view, None)
    a = coder(study, "A")
    study.see_as(a)
    assert {unused.id, own.codes[0].id} < kept_parts(study.view, a)


def test_a_set_without_codes_that_judged_a_unit_stays(study: OpenStudy) -> None:
    depth = Scale(id="depth", name="Depth", minimum=1, maximum=7)
    items = (Code(id="item", name="Item"),)
    for name, marking, codes in (("Form", "presence", ()), ("Grid", "rating", items)):
        scales = (replace(depth, id=f"depth-{name}"),)
        made = CodeSet(
            id=name, name=name, unit="account", marking=marking, codes=codes, scales=scales  # type: ignore[arg-type]
        )  # fmt: skip
        edit(study, lambda b, made=made: change.add_set(b, made))  # type: ignore[misc]
    target = Target(unit="account", target_id=study.view.find_account(*PATIENT).id)
    where = Judging(coder="A", code_set_id="Form", target=target)
    assert not {"Form", "depth-Form"} & kept_parts(study.view, None)
    made_edit = judging.rate(study.view, where, "depth-Form", 3)
    assert made_edit is not None
    study.do(made_edit, "Rate")
    value = judging.set_value(study.view, replace(where, code_set_id="Grid"), "item", 2)
    assert value is not None
    study.do(value, "Value")
    kept = kept_parts(study.view, None)
    with pytest.raises(UserError, match="units were judged with the set 'Form'"):
        change.delete_set(study.view.codebook, "Form", kept)
    with pytest.raises(UserError, match="ratings were given on the scale 'Depth'"):
        change.delete_scale(study.view.codebook, "depth-Grid", kept)


def test_a_code_of_a_newer_version_brings_the_moment_to_it(study: OpenStudy) -> None:
    moment = mark(study, "A", 30, 40, "Shame", ratings={"Intensity": 4})
    own_set = study.view.codebook.sets[0]
    edit(study, lambda b: change.add_code(b, own_set.id, Code(id="fresh", name="Fresh")))
    after = moments.toggle_code(study.view, moment, "fresh").after
    assert after == replace(
        moment, codes=(*moment.codes, "fresh"), codebook_id=study.view.codebook.id
    )
    # What its own version has is added without leaving it.
    distance = moments.toggle_code(study.view, moment, code_id(study, "Distance")).after
    assert isinstance(distance, Moment)
    assert distance.codebook_id == moment.codebook_id
    scale = own_set.scales[0].id
    edit(study, lambda b: change.change_scale(b, scale, maximum=3))
    with pytest.raises(UserError, match="the rating 4 is not on the scale Intensity of version 2"):
        moments.toggle_code(study.view, moment, "fresh")
    edit(study, lambda b: change.delete_scale(b, scale))
    with pytest.raises(UserError, match="take the rating out first"):
        moments.toggle_code(study.view, moment, "fresh")


def test_recoding_replaces_merged_codes_asks_about_split_ones_and_is_one_step(
    study: OpenStudy,
) -> None:
    shame, distance = code_id(study, "Shame"), code_id(study, "Distance")
    both = mark(study, "A", 30, 40, "Shame", "Distance", memo="kept")
    one = mark(study, "A", 41, 45, "Distance")
    others = mark(study, "B", 41, 45, "Shame")
    own_set = study.view.codebook.sets[0].id
    edit(study, lambda b: change.add_code(b, own_set, Code(id="far", name="Far")))
    edit(study, lambda b: fate.merge_codes(b, {shame}, "far"))
    edit(study, lambda b: fate.split_code(b, distance, ["Cold", "Gone"]))
    cold, gone = code_of(study.view.codebook, distance).became
    a = coder(study, "A")

    plan = recode(study.view, a)
    assert plan.edit is None
    assert plan.moved == 0
    assert [(each.record.id, each.code.id) for each in plan.undecided] == [
        (both.id, distance), (one.id, distance),
    ]  # fmt: skip
    assert plan.lines[-1] == "Distance was split: 2 times to be decided, Cold or Gone."

    plan = recode(study.view, a, {(both.id, distance): (cold, gone), (one.id, distance): (gone,)})
    assert plan.edit is not None
    assert plan.moved == 2
    before = study.view
    study.do(plan.edit, "Bring my moments to version 2")
    found = study.view.moment(both.id)
    assert found == replace(both, codes=("far", cold, gone), codebook_id=study.view.codebook.id)
    assert study.view.moment(one.id).codes == (gone,)  # type: ignore[union-attr]
    assert study.view.moment(others.id) == others
    assert recode(study.view, a).edit is None
    study.undo()
    assert study.view.moments == before.moments


def test_recoding_leaves_what_does_not_fit_and_says_why(study: OpenStudy) -> None:
    rated = mark(study, "A", 30, 40, "Shame", ratings={"Intensity": 5})
    plain = mark(study, "A", 41, 45, "Shame")
    edit(study, lambda b: change.delete_scale(b, b.sets[0].scales[0].id))
    edit(study, lambda b: fate.retire(b, {code_id(study, "Shame")}))
    plan = recode(study.view, coder(study, "A"))
    assert plan.moved == 1
    assert [each for each, _ in plan.kept] == [rated.id]
    assert list(plan.lines) == [
        "1 moment or judgement comes to the newer version.",
        "Shame is retired and stays where it is: 1 time.",
        "1 moment or judgement stay: the scale of a rating is not in version 2 of the codebook; "
        "take the rating out first.",
    ]
    assert plan.edit is not None
    study.do(plan.edit, "Recode")
    assert study.view.moment(plain.id).codes == plain.codes  # type: ignore[union-attr]


def test_judgements_come_along_unless_two_values_would_become_one(study: OpenStudy) -> None:
    mark(study, "A", 30, 40, "Shame")
    book = study.view.codebook
    shame, distance = code_id(study, "Shame"), code_id(study, "Distance")
    target = study.view.find_account(*PATIENT).id

    def judge(**found: object) -> Judgement:
        judged = Judgement(
            id=new_id(), coder_id=coder(study, "A"), round_id=next(iter(study.view.rounds)),
            codebook_id=book.id, code_set_id=book.sets[0].id, unit="account", target_id=target,
            **found,  # type: ignore[arg-type]
        )  # fmt: skip
        study.do(Replace(None, judged), "Judge")
        return judged

    ticked = judge(codes=(shame, distance))
    valued = judge(values=(CodeValue(code_id=shame, value=2),))
    twice = judge(values=(CodeValue(code_id=shame, value=2), CodeValue(code_id=distance, value=3)))
    edit(study, lambda b: fate.merge_codes(b, {shame}, distance))
    plan = recode(study.view, coder(study, "A"))
    assert [each for each, _ in plan.kept] == [twice.id]
    assert plan.edit is not None
    study.do(plan.edit, "Recode")
    assert study.view.judgements[ticked.id].codes == (distance,)
    assert study.view.judgements[valued.id].value(distance) == 2
    assert study.view.judgements[twice.id] == twice


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"bin_ms": 60_000}, "judges other"),
        ({"unit": "account"}, "judges other"),
        ({"exclusive": True}, "takes one code"),
        ({"accounts": ("therapist",)}, "not for"),
    ],
)
def test_a_judgement_stays_where_its_set_asks_for_something_else_now(
    study: OpenStudy, rules: dict[str, Any], why: str
) -> None:
    shame, distance = code_id(study, "Shame"), code_id(study, "Distance")
    mark(study, "A", 30, 40, "Shame")
    first = study.view.codebook.sets[0].id

    def with_rules(**given: Any) -> None:
        def change_set(book: Codebook) -> Codebook:
            sets = (replace(each, **given) if each.id == first else each for each in book.sets)
            return replace(book, sets=tuple(sets))

        edit(study, change_set)

    with_rules(unit="bin")
    old = study.view.codebook
    record = Judgement(
        id=new_id(), coder_id=coder(study, "A"), round_id=next(iter(study.view.rounds)),
        codebook_id=old.id, code_set_id=first, target_id=study.view.find_account(*PATIENT).id,
        unit="bin", start_ms=0, end_ms=300_000, codes=(shame, distance),
    )  # fmt: skip
    study.do(Replace(None, record), "Judge")
    with_rules(**rules)
    assert study.view.codebook.number == old.number + 1
    plan = recode(study.view, coder(study, "A"))
    kept = dict(plan.kept)
    assert why in kept[record.id]


def test_the_first_codebook_of_a_study_without_one(tmp_path: Path) -> None:
    create_study(tmp_path / "n.iprstudy", "None", None)
    with open_study(tmp_path / "n.iprstudy") as study:
        edit(study, lambda b: change.add_set(b, CodeSet(id="s", name="Mine")))
        edit(study, lambda b: change.add_code(b, "s", Code(id="c", name="One")))
        assert study.view.codebook.number == 1
        while study.undo():
            pass
        assert study.view.codebook.sets == ()


def test_a_round_with_a_frozen_version_is_worked_with_that_version(study: OpenStudy) -> None:
    a, b = coder(study, "A"), coder(study, "B")
    account = study.view.find_account(*PATIENT)
    old = study.view.codebook
    drawn = draw_round(study.view, name="R", kind="reliability", coders=[a, b], seed=1)
    study.do(drawn, "Round")
    edit(study, lambda book: fate.retire(book, {code_id(study, "Shame")}))
    view = study.view
    assert moments.codebook_at_work(view, a, account.session_id).number == old.number
    assert moments.codebook_at_work(view, None, account.session_id).number == old.number + 1
    assert moments.codebook_at_work(view, a, None).number == old.number + 1


def test_work_touched_after_a_split_stays_or_asks_first(study: OpenStudy) -> None:
    own = mark(study, "A", 30, 40, "Shame")
    shame = code_id(study, "Shame")
    edit(study, lambda b: fate.split_code(b, shame, ["Hot", "Cold"]))
    edit(study, lambda b: change.add_code(b, b.sets[0].id, Code(id="fresh", name="Fresh")))
    with pytest.raises(UserError, match="Shame was split in version 2"):
        moments.toggle_code(study.view, own, "fresh")
    assert len(recode(study.view, coder(study, "A")).undecided) == 1
    touched = replace(own, codes=(shame, "fresh"), codebook_id=study.view.codebook.id)
    study.do(Replace(own, touched), "As an earlier program did")
    assert len(recode(study.view, coder(study, "A")).undecided) == 1  # still asked about


def test_a_merged_code_becomes_what_it_went_into_when_another_is_added(study: OpenStudy) -> None:
    own = mark(study, "A", 30, 40, "Shame")
    distance = code_id(study, "Distance")
    edit(study, lambda b: fate.merge_codes(b, {code_id(study, "Shame")}, distance))
    edit(study, lambda b: change.add_code(b, b.sets[0].id, Code(id="fresh", name="Fresh")))
    study.do(moments.toggle_code(study.view, own, "fresh"), "Add Fresh")
    now = study.view.moment(own.id)
    assert now is not None
    assert (now.codes, now.codebook_id) == ((distance, "fresh"), study.view.codebook.id)
