"""Pairing by any steps: each can be taken back, and no pairing is ever out of order."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app.verbs.moments import delete
from annotator.app.verbs.pairing import (
    change,
    pair,
    pairing_of,
    rate_pairing,
    scales_for_pairing,
    unpair,
)
from annotator.app.verbs.relations import offered_relations, set_pairing_rules
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.moment import Rating
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell, Put, study

PLACES = tuple(Put(start=n * 20, end=n * 20 + 9) for n in range(4))
START = study(
    Cell(dyad="D07", stops=((0, 60_000, None),), therapist=PLACES, patient=PLACES),
    Cell(dyad="D08", stops=((0, 60_000, None),), therapist=PLACES, patient=PLACES),
)
MOMENTS = sorted(each.id for each in START.all_moments())
couples = st.tuples(st.sampled_from(["D07", "D08"]), st.integers(0, 3), st.integers(0, 3)).map(
    lambda each: [f"{each[0]}-3-therapist-{each[1]}", f"{each[0]}-3-patient-{each[2]}"]
)
ids = couples | st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=4)
names = st.sampled_from(
    ["converging", "complementary", "diverging", "mirrored", "", "a|b", "x" * 50]
)
step = st.one_of(
    st.tuples(st.just("pair"), ids, names),
    st.tuples(st.just("change"), ids, names),
    st.tuples(st.just("rate"), ids, st.integers(-3, 9)),
    st.tuples(st.just("unpair"), ids, names),
    st.tuples(st.just("delete"), ids, names),
    st.tuples(st.just("rules"), st.lists(names, max_size=4), st.integers(-5, 20_000)),
)


def made(view: StudyView, step: tuple[str, list[str], object]) -> Edit | None:
    """The edit of a step; None where there is nothing to do."""
    what, given_ids, third = step
    if what == "rules":
        return set_pairing_rules(view, given_ids, third)  # type: ignore[arg-type]
    if what == "pair":
        return pair(view, coder_id="c-A", round_id="r1", moment_ids=given_ids, relation=str(third))
    moment = view.moment(given_ids[0])
    if moment is None:
        return None
    if what == "delete":
        return delete(view, moment)
    pairing = pairing_of(view, moment)
    if pairing is None:
        return None
    if what == "unpair":
        return unpair(pairing)
    if what == "rate":
        scale = scales_for_pairing(view, "r1")[0]
        return rate_pairing(pairing, scale, third if isinstance(third, int) else None)
    return change(view, pairing, moment_ids=given_ids, relation=str(third), memo="m")


def check(view: StudyView) -> None:
    """What holds of all pairings at any time."""
    seen: list[str] = []
    for each in view.pairings.values():
        found = [view.moment(key) for key in each.moment_ids]
        assert all(moment is not None for moment in found)
        places = [view.place_of(view.transcripts[m.transcript_id].account_id) for m in found if m]
        assert {session.id for _, session, _ in places} == {each.session_id}
        seen += each.moment_ids
        assert each.relation in offered_relations(view, each)
    assert len(seen) == len(set(seen)), "a moment stands in two pairings"
    assert view.study.relations
    lowered = [each.casefold() for each in view.study.relations]
    assert len(set(lowered)) == len(lowered)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(step, max_size=12))
def test_any_steps_keep_the_rules_and_can_be_taken_back(steps) -> None:
    states, edits = [START], []
    for each in steps:
        view = states[-1]
        edit = None
        with suppress(UserError):
            edit = made(view, each)
        if edit is not None:
            states.append(view.after(edit, view.revision + 1))
            edits.append(edit)
            check(states[-1])
    for before, edit in zip(reversed(states[:-1]), reversed(edits), strict=True):
        after = states.pop()
        back = after.after(edit.inverse(), before.revision)
        assert (back.pairings, back.study) == (before.pairings, before.study)
        assert {m.id for m in back.all_moments()} == {m.id for m in before.all_moments()}


@settings(deadline=None)
@given(st.integers(-3, 9), st.integers(-3, 9))
def test_a_rating_is_on_its_scale_and_given_once(first: int, second: int) -> None:
    [scale] = scales_for_pairing(START, "r1")
    other = next(m for m in MOMENTS if "therapist" in m and m[:3] == "D07")
    one = next(m for m in MOMENTS if "patient" in m and m[:3] == "D07")
    ratings = (Rating(scale_id=scale.id, value=first), Rating(scale_id=scale.id, value=second))
    fits = [scale.minimum <= each <= scale.maximum for each in (first, second)]
    for given_ratings, allowed in ((ratings[:1], fits[0]), (ratings, False)):
        try:
            edit = pair(
                START,
                coder_id="c-A",
                round_id="r1",
                moment_ids=[one, other],
                relation="converging",
                ratings=given_ratings,
            )
        except UserError:
            assert not allowed
        else:
            assert allowed
            assert edit.after.ratings == given_ratings  # type: ignore[union-attr]
