"""What a coder does with whole units: ticking, rating, sorting, finding none; and undo of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import judging
from annotator.app.verbs.judging import Judging
from annotator.app.verbs.units_left import bin_targets, left_words, uncoded
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Edit, Replace, added
from annotator.domain.errors import UserError
from annotator.domain.judgement import Judgement
from annotator.domain.round import Assignment, Round
from annotator.domain.target import Target
from tests.four_ways import ALLIANCE, CODEBOOK, EXPERIENCING, ITEMS, MARKERS, SORT, make_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with open_study(make_study(tmp_path / "s.iprstudy", "A", "B"), coder="A") as opened:
        yield opened


def account_id(study: OpenStudy) -> str:
    return study.view.find_account("D07", 3, "patient").id


def bin_three(study: OpenStudy, coder: str = "A") -> Judging:
    target = bin_targets(study.view, MARKERS, account_id(study))[2]
    return Judging(coder=coder, code_set_id=MARKERS.id, target=target)


def do(study: OpenStudy, edit: object) -> None:
    assert edit is not None
    study.do(edit, "Judge")  # type: ignore[arg-type]


def only(study: OpenStudy) -> Judgement:
    (own,) = study.view.judgements.values()
    return own


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[OpenStudy]:
    """The same with everyone's work: where a coder may be new."""
    with open_study(make_study(tmp_path / "s.iprstudy", "A", "B")) as opened:
        yield opened


def test_the_first_tick_makes_coder_round_and_judgement(whole: OpenStudy):
    study, before = whole, whole.view
    do(study, judging.toggle_code(study.view, bin_three(study, "new"), "Denial"))
    own = only(study)
    assert (own.unit, own.start_ms, own.end_ms) == ("bin", 600_000, 900_000)
    assert (own.codes, own.codebook_id, own.target_id) == (("Denial",), "book", account_id(study))
    assert study.view.rounds[own.round_id].kind == "open"
    assert study.view.coders[own.coder_id].name == "new"
    study.undo()
    assert study.view.judgements == before.judgements
    assert study.view.rounds == before.rounds


def test_taking_the_last_code_out_is_not_finding_none(study: OpenStudy):
    where = bin_three(study)
    do(study, judging.toggle_code(study.view, where, "Denial"))
    do(study, judging.toggle_code(study.view, where, "Complaint"))
    assert only(study).codes == ("Denial", "Complaint")
    do(study, judging.toggle_code(study.view, where, "Denial"))
    do(study, judging.toggle_code(study.view, where, "Complaint"))
    assert not study.view.judgements
    do(study, judging.find_none(study.view, where))
    assert only(study).codes == ()
    assert not uncoded(study.view, "A", MARKERS, [where.target])
    do(study, judging.find_none(study.view, where))
    assert not study.view.judgements


def test_an_exclusive_set_keeps_the_new_code_only(study: OpenStudy):
    alone = replace(MARKERS, exclusive=True)
    study.do(Replace(CODEBOOK, replace(CODEBOOK, sets=(alone,))), "Make it exclusive")
    where = bin_three(study)
    do(study, judging.toggle_code(study.view, where, "Denial"))
    do(study, judging.toggle_code(study.view, where, "Complaint"))
    assert only(study).codes == ("Complaint",)


def test_each_coder_has_their_own(study: OpenStudy):
    do(study, judging.toggle_code(study.view, bin_three(study), "Denial"))
    first = only(study).id
    with open_study(study.place, coder="B") as other:
        assert not other.view.judgements  # not loaded
        do(other, judging.find_none(other.view, bin_three(other, "B")))
    with open_study(study.place) as whole:
        assert len(whole.view.judgements) == 2
        assert whole.view.judgements[first].codes == ("Denial",)


def test_rating_sorting_and_swapping(study: OpenStudy):
    session = next(iter(study.view.sessions))
    where = Judging(
        coder="A", code_set_id=SORT.id, target=Target(unit="session", target_id=session)
    )
    do(study, judging.set_value(study.view, where, ITEMS[0], 5))
    do(study, judging.set_value(study.view, where, ITEMS[1], 5))  # over-full is told, not refused
    do(study, judging.swap(study.view, where, ITEMS[1], ITEMS[2]))
    assert only(study).value(ITEMS[1]) is None
    assert only(study).value(ITEMS[2]) == 5
    do(study, judging.set_value(study.view, where, ITEMS[0], None))
    do(study, judging.set_value(study.view, where, ITEMS[2], None))
    assert not study.view.judgements
    dyad = next(iter(study.view.dyads))
    of_dyad = Judging(
        coder="A", code_set_id=ALLIANCE.id, target=Target(unit="dyad", target_id=dyad)
    )
    do(study, judging.set_value(study.view, of_dyad, "Bond", -3))
    assert only(study).value("Bond") == -3


def test_a_memo_needs_a_judgement(study: OpenStudy):
    where = bin_three(study)
    with pytest.raises(UserError, match="not judged yet"):
        judging.write_memo(study.view, where, "odd")
    do(study, judging.find_none(study.view, where))
    do(study, judging.write_memo(study.view, where, "odd"))
    assert only(study).memo == "odd"
    do(study, judging.clear(study.view, where))
    assert judging.clear(study.view, where) is None


def test_a_memo_alone_never_says_that_nothing_was_found(study: OpenStudy):
    where = bin_three(study)
    do(study, judging.toggle_code(study.view, where, "Denial"))
    do(study, judging.write_memo(study.view, where, "unsure"))
    with pytest.raises(UserError, match="nothing but the memo"):
        judging.toggle_code(study.view, where, "Denial")
    assert only(study).codes == ("Denial",)
    do(study, judging.find_none(study.view, where))  # said by hand
    assert (only(study).codes, only(study).memo) == ((), "unsure")
    assert judging.find_none(study.view, where) is None  # and no press of it drops the memo
    do(study, judging.write_memo(study.view, where, ""))
    do(study, judging.find_none(study.view, where))
    assert not study.view.judgements


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (lambda v, w: judging.toggle_code(v, w, "Withdrawal"), "a heading"),
        (lambda v, w: judging.toggle_code(v, w, "Shame"), "not in the version"),
        (lambda v, w: judging.set_value(v, w, "Denial", 1), "take no value"),
        (lambda v, w: judging.rate(v, w, "Impact", 6), "outside the scale"),
        (lambda v, w: judging.rate(v, w, "Mode", 3), "no such scale"),
        (lambda v, w: judging.swap(v, w, "Denial", "Complaint"), "are ticked"),
        (lambda v, w: judging.find_none(v, replace(w, code_set_id="alliance")), "whole dyads"),
        (lambda v, w: judging.clear(v, replace(w, code_set_id="none")), "set is not in"),
        (lambda v, w: judging.clear(v, replace(w, round_name="Q9")), "no round 'Q9'"),
    ],
)
def test_what_is_refused(study: OpenStudy, verb, told: str):
    with pytest.raises(UserError, match=told):
        verb(study.view, bin_three(study))


def test_a_set_of_other_accounts_and_a_shut_account_are_refused(study: OpenStudy):
    where = bin_three(study)
    elsewhere = replace(study.view.accounts[account_id(study)], voice="therapist")
    view = replace(study.view, accounts={elsewhere.id: elsewhere})
    with pytest.raises(UserError, match="is for patient accounts"):
        judging.find_none(view, where)
    with pytest.raises(UserError, match="is shut"):
        judging.find_none(replace(study.view, shut=frozenset({account_id(study)})), where)


def test_the_round_in_hand_gives_codebook_and_owner_layer(study: OpenStudy):
    older = Codebook(id="older", number=9, sets=(MARKERS,), frozen=True)
    drawn = Round(id="r2", name="R2", number=2, kind="reliability", codebook_id="older")
    given = Assignment(id="a", round_id="r2", coder_id="A", account_id=account_id(study))
    study.do(added(older, drawn, given), "Draw a round")
    do(study, judging.toggle_code(study.view, bin_three(study), "Denial"))
    assert (only(study).round_id, only(study).codebook_id) == ("r2", "older")
    frozen = replace(drawn, passages_from="r2")
    view = replace(study.view, rounds={**study.view.rounds, "r2": frozen})
    with pytest.raises(UserError, match="only classifies frozen passages"):
        judging.find_none(view, bin_three(study))


def test_a_judgement_follows_the_codebook_that_knows_its_codes(study: OpenStudy):
    where = bin_three(study)
    do(study, judging.toggle_code(study.view, where, "Denial"))
    fresh = replace(MARKERS.codes[4], id="new", name="New", key="")
    newer = Codebook(id="newer", number=3, sets=(replace(MARKERS, codes=(*MARKERS.codes, fresh)),))
    study.do(added(newer), "A second version")
    do(study, judging.toggle_code(study.view, where, "new"))
    assert (only(study).codes, only(study).codebook_id) == (("Denial", "new"), "newer")
    without = Codebook(id="third", number=4, sets=(replace(MARKERS, codes=MARKERS.codes[3:]),))
    study.do(added(without), "A third that lacks what was given")
    do(study, judging.toggle_code(study.view, where, "Complaint"))
    assert only(study).codebook_id == "newer"  # it keeps the version that its codes are of


def test_a_length_that_becomes_known_keeps_the_last_bin(study: OpenStudy):
    (session,) = study.view.sessions.values()
    study.do(Replace(session, unknown := replace(session, length_ms=None)), "Forget the length")
    target = bin_targets(study.view, MARKERS, account_id(study))[-1]
    assert (target.start_ms, target.end_ms) == (2_700_000, 3_000_000)
    do(study, judging.find_none(study.view, replace(bin_three(study), target=target)))
    study.do(Replace(unknown, session), "The length again")
    bins = bin_targets(study.view, MARKERS, account_id(study))
    assert bins[-1].end_ms == 2_892_000
    assert uncoded(study.view, "A", MARKERS, bins) == bins[:-1]


def test_what_is_left_of_obligatory_sets(study: OpenStudy):
    assert left_words(study.view, "A", account_id(study)) == (
        "30 of 30 turns of Client talk and 10 of 10 bins of Markers and the form of Experiencing"
    )
    form = Target(unit="account", target_id=account_id(study))
    where = Judging(coder="A", code_set_id=EXPERIENCING.id, target=form)
    for name in ("Mode", "Peak"):
        do(study, judging.rate(study.view, where, name, 4))
    for target in bin_targets(study.view, MARKERS, account_id(study)):
        do(study, judging.find_none(study.view, replace(bin_three(study), target=target)))
    assert left_words(study.view, "A", account_id(study)) == "30 of 30 turns of Client talk"


def test_that_none_is_present_is_said_by_nothing_else(study: OpenStudy):
    """A unit without codes but with a rating is one of which somebody said that none is there."""
    where = bin_three(study)
    with pytest.raises(UserError, match="tick what is present, or say that none is, then rate"):
        judging.rate(study.view, where, "Impact", 3)
    do(study, judging.toggle_code(study.view, where, "Denial"))
    do(study, judging.rate(study.view, where, "Impact", 3))
    with pytest.raises(UserError, match="tick another first, take the rating out"):
        judging.toggle_code(study.view, where, "Denial")
    do(study, judging.rate(study.view, where, "Impact", None))
    do(study, judging.toggle_code(study.view, where, "Denial"))
    assert study.view.judgements == {}
    do(study, judging.find_none(study.view, where))
    do(study, judging.rate(study.view, where, "Impact", 3))
    do(study, judging.rate(study.view, where, "Impact", None))
    assert (only(study).codes, only(study).ratings) == ((), ())  # none is present still


steps = st.lists(
    st.one_of(
        st.tuples(st.just("tick"), st.sampled_from(["Denial", "Minimal response", "Complaint"])),
        st.tuples(st.just("none"), st.just("")),
        st.tuples(st.just("rate"), st.sampled_from(["1", "5", ""])),
        st.tuples(st.just("clear"), st.just("")),
    ),
    max_size=12,
)


Model = tuple[frozenset[str], int | None] | None
"""Codes and rating of the unit; None where it is not judged."""


def after_step(model: Model, kind: str, value: str) -> tuple[Model, str]:
    """What a step leaves, and part of the sentence where it is refused."""
    codes, rating = model or (frozenset(), None)
    if kind == "tick":
        if codes == {value} and rating:
            return model, "only a rating would be left"
        codes ^= {value}
        return ((codes, rating) if codes else None), ""
    if kind == "none":
        bare = model is not None and not codes and rating is None  # a rating is not dropped
        return (None if bare else (frozenset(), rating)), ""
    if kind == "rate":
        if model is None:
            return None, "a rating alone would say that none was found" if value else ""
        return (codes, int(value) if value else None), ""
    return None, ""


def step_edit(study: OpenStudy, where: Judging, kind: str, value: str) -> Edit | None:
    """The edit of a step."""
    if kind == "tick":
        return judging.toggle_code(study.view, where, value)
    if kind == "rate":
        return judging.rate(study.view, where, "Impact", int(value) if value else None)
    return (judging.find_none if kind == "none" else judging.clear)(study.view, where)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_way_through_is_undone_and_redone_whole(study: OpenStudy, way):
    start, where, done = study.view.judgements, bin_three(study), 0
    model: Model = None
    for kind, value in way:
        model, why_not = after_step(model, kind, value)
        if why_not:
            with pytest.raises(UserError, match=why_not):
                step_edit(study, where, kind, value)
        elif (edit := step_edit(study, where, kind, value)) is not None:
            study.do(edit, kind)
            done += 1
        own = next(iter(study.view.judgements.values()), None)
        seen = None if own is None else (frozenset(own.codes), own.rating("Impact"))
        assert seen == model
    end = study.view.judgements
    for _ in range(done):
        study.undo()
    assert study.view.judgements == start
    for _ in range(done):
        study.redo()
    assert study.view.judgements == end
    for _ in range(done):
        study.undo()
