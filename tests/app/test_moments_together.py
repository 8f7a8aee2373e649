"""One change to several moments, filters of moments, and coding what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_filter import (
    Wanted,
    fitting,
    fitting_places,
    rating_rule,
    wanted_by,
)
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import moments_together as together
from annotator.app.verbs.coding_passages import Place, code_passages
from annotator.app.verbs.kept_filters import delete_filter, keep_filter, own_filters, rename_filter
from annotator.app.verbs.searching import Passage, search
from annotator.domain.edits import Edit, Replace, added, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment, Pairing
from tests.app.coded import coder_ids, make_study, mark

PLACES = (("D07", 3, "therapist"), ("D07", 3, "patient"), ("D08", 5, "patient"))
T, P, Q = PLACES


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with make_study(tmp_path / "s.iprstudy", PLACES) as made:
        yield made


@pytest.fixture
def moments(study: OpenStudy) -> list[Moment]:
    """Four moments of A and one of B; the first two are paired."""
    made = [
        mark(study, "A", 23, 34, "Shame", place=T, ratings={"Intensity": 4}, tense="then"),
        mark(study, "A", 23, 34, "Shame", "Distance", place=P, memo="Ærlig talt", peak=True),
        mark(study, "A", 0, 8, place=Q, certainty="clear"),
        mark(study, "A", 10, 18, "Distance", place=Q, ratings={"Intensity": 1}),
        mark(study, "B", 0, 8, "Shame", place=P, ratings={"Intensity": 5}),
    ]
    (coder,) = coder_ids(study, "A")
    pairing = Pairing(
        id=new_id(),
        session_id=next(iter(study.view.accounts.values())).session_id,
        coder_id=coder,
        round_id=made[0].round_id,
        moment_ids=(made[0].id, made[1].id),
        relation="diverging",
    )
    study.do(added(pairing), "Pair")
    return made


def do(study: OpenStudy, edit: Edit | None, text: str) -> None:
    assert edit is not None
    study.do(edit, text)


def places_of(found: Iterable[Passage]) -> list[Place]:
    return [(e.transcript_id, e.start, e.end) for e in found if e.transcript_id is not None]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"code": ["Shame"]}, [0, 1, 4]),
        ({"code": ["none"]}, [2]),
        ({"code": ["Distance", "none"]}, [1, 2, 3]),
        ({"code": ["Shame"], "account": ["patient"]}, [1, 4]),
        ({"session": ["5"]}, [2, 3]),
        ({"dyad": ["D08"], "code": ["Distance"]}, [3]),
        ({"coder": ["B"]}, [4]),
        ({"rating": ["Intensity 4..5"]}, [0, 4]),
        ({"rating": ["Intensity 1..1", "Intensity none"]}, [1, 2, 3]),
        ({"memo": ["yes"]}, [1]),
        ({"pairing": ["paired"]}, [0, 1]),
        ({"pairing": ["diverging"]}, [0, 1]),
        ({"pairing": ["converging"]}, []),
        ({"pairing": ["one-sided"]}, [2, 3, 4]),
        ({"tense": ["then"]}, [0]),
        ({"peak": ["yes"]}, [1]),
        ({"certainty": ["clear"]}, [2]),
        ({"text": ["aerlig"]}, [1]),
        ({"text": ["ÆRLIG  talt"]}, [1]),
        ({"set": ["Moments"]}, [0, 1, 3, 4]),
    ],
)
def test_filters_by_hand(study: OpenStudy, moments: list[Moment], asked, numbers):
    view = study.view
    book = view.codebook
    ids = {code.name: code.id for _, code in book.codes()}
    ids |= {own.name: own.id for own in book.sets}
    ids |= {each.name: each.id for each in view.dyads.values()}
    ids |= {each.name: each.id for each in view.coders.values()}
    (scale,) = (each.id for _, each in book.scales())

    def value(given: str) -> str:
        if given.startswith("Intensity"):
            return given.replace("Intensity ", f"{scale}:")
        return ids.get(given, given)

    wanted = wanted_by((name, value(each)) for name, own in asked.items() for each in own)
    assert wanted_by(wanted.rules()) == wanted
    found = {row.moment.id for row in fitting(view, wanted, MomentRows().of(view))}
    assert found == {moments[number].id for number in numbers}
    assert rating_rule(scale, 4, 5) == f"{scale}:4..5"


def test_a_filter_of_places_says_which_texts_count(study: OpenStudy):
    places = MomentRows().places(study.view)
    assert [e.interview for e in fitting_places(Wanted(), places)] == [
        "D07, session 3, therapist",
        "D07, session 3, patient",
        "D08, session 5, patient",
    ]
    wanted = Wanted().toggled("account", "patient").toggled("session", "5").toggled("code", "x")
    assert [e.dyad for e in fitting_places(wanted, places)] == ["D08"]
    assert not wanted.toggled("account", "patient").toggled("session", "5").taking("code", ())


def test_what_a_code_became_and_what_stands_under_it_count_with_it(study: OpenStudy, moments):
    book = study.view.codebook
    (own_set,) = book.sets
    shame, distance = own_set.codes
    merged = replace(distance, retired=True, became=(shame.id,))
    study.do(Replace(book, replace(book, sets=(replace(own_set, codes=(shame, merged)),))), "Merge")
    view = study.view
    found = fitting(view, Wanted().toggled("code", shame.id), MomentRows().of(view))
    assert len(found) == 4
    assert current_codes(view).of(view.moment(moments[1].id) or moments[1]) == (shame.id,)


def test_a_change_to_many_is_one_step_and_says_what_it_left(study: OpenStudy, moments):
    view = study.view
    (a,) = coder_ids(study, "A")
    shame = view.codebook.sets[0].codes[0].id
    before = dict(view.moments)
    result = together.add_code(view, moments, a, shame)
    assert (result.changed, result.same, result.others) == (2, 2, 1)
    assert result.left == ("Left as they are: 2 moments so already; 1 moment of another coder.")
    assert result.edit is not None
    study.do(result.edit, "Add Shame to 2 moments")
    assert all(shame in (study.view.moment(each.id) or each).codes for each in moments)
    assert study.undo() == "Add Shame to 2 moments"
    assert study.view.moments == before
    taken = together.take_code(view, moments, a, shame)
    assert (taken.changed, taken.same) == (2, 2)
    scale = next(scale for _, scale in view.codebook.scales())
    assert together.rate(view, moments, a, scale.id, 4).changed == 3
    too_much = together.rate(view, moments, a, scale.id, 9)
    assert too_much.edit is None
    assert "outside the scale" in too_much.left
    assert together.set_peak(moments, a, True).changed == 3
    assert together.set_tense(moments, a, None).changed == 1
    assert together.set_certainty(moments, a, "clear").changed == 3


def test_deleting_many_takes_their_pairing_along_and_undo_brings_all_back(study, moments):
    (a,) = coder_ids(study, "A")
    before = study.view
    result = together.delete(before, moments, a)
    assert (result.changed, result.others) == (4, 1)
    do(study, result.edit, "Delete 4 moments")
    assert [each.id for each in study.view.all_moments()] == [moments[4].id]
    assert not study.view.pairings
    study.undo()
    assert study.view.pairings == before.pairings
    assert {e.id for e in study.view.all_moments()} == {e.id for e in before.all_moments()}


class _Counted(dict[str, Pairing]):
    """Pairings that count how often all of them are gone through."""

    walks = 0

    def values(self):
        self.walks += 1
        return super().values()


def test_deleting_many_goes_through_the_pairings_once(study, moments):
    """A pairing of three loses one party with two of them, whichever goes first."""
    (a,) = coder_ids(study, "A")
    (pairing,) = study.view.pairings.values()
    third = replace(moments[1], id="third", start=0, end=4)
    wide = replace(pairing, moment_ids=(moments[0].id, moments[1].id, "third"))
    study.do(added(third), "Mark")
    study.do(Replace(pairing, wide), "Pair three")
    counting = _Counted(study.view.pairings)
    result = together.delete(replace(study.view, pairings=counting), [*moments[1:3], third], a)
    assert counting.walks == 1
    assert result.edit is not None
    kept = together.delete(study.view, [third], a).edit
    assert kept is not None
    left = replace(pairing, moment_ids=(moments[0].id, moments[1].id))
    assert list(replacements(kept)) == [Replace(wide, left), Replace(third, None)]
    assert Replace(wide, None) in list(replacements(result.edit))
    study.do(result.edit, "Delete 3 moments")
    assert not study.view.pairings


def test_passages_are_coded_once_in_one_step(tmp_path: Path):
    place = tmp_path / "c.iprstudy"
    make_study(place, PLACES).close()
    with open_study(place, coder="A") as study:
        shame = study.view.codebook.sets[0].codes[0].id
        found = search(study.view, "laughed OR embarrassed", study.candidates).passages
        places = places_of(found)
        assert len(places) == 6
        done = code_passages(study.view, "A", places[:2], shame)
        assert (done.made, done.known, done.told) == (2, 0, "2 passages coded.")
        do(study, done.edit, "Code 2 passages as Shame")
        again = code_passages(study.view, "A", [*places, *places], shame)
        assert (again.made, again.known) == (4, 2)
        assert again.told == "4 passages coded. Left out: 2 passages coded so already."
        turns = code_passages(study.view, "A", places, shame, "turn")
        assert (turns.made, turns.known) == (3, 3)  # both words stand in one turn
        do(study, turns.edit, "Code 3 passages as Shame")
        text = next(iter(study.view.transcripts.values()))
        said = code_passages(study.view, "A", places[1:2], shame, "sentence")
        assert said.edit is not None
        (new,) = (e.record for e in replacements(said.edit))
        assert isinstance(new, Moment)
        assert text.quote(new.start, new.end) == "I laughed because I was embarrassed."
        spans = {(each.start, each.end) for each in study.view.moments_of(text.id).values()}
        assert (text.turns[1].start, text.turns[1].end) in spans
        assert len(list(study.view.all_moments())) == 5
        study.undo()
        study.undo()
        assert not list(study.view.all_moments())
        assert not study.view.rounds  # made for them, and taken back with them
        nothing = code_passages(study.view, "A", [], shame)
        assert (nothing.edit, nothing.made) == (None, 0)


def test_a_code_that_does_not_fit_is_told_not_forced(study: OpenStudy):
    book = study.view.codebook
    (own_set,) = book.sets
    only = replace(own_set, accounts=("patient",))
    study.do(Replace(book, replace(book, sets=(only,))), "Patients only")
    found = search(study.view, "laughed", study.candidates).passages
    places = places_of(found)
    done = code_passages(study.view, "A", places, own_set.codes[0].id)
    assert done.made == 2
    assert done.told == (
        "2 passages coded. Left out: 1 passage: "
        "the set Moments is for patient accounts, not for therapist."
    )


def test_filters_are_kept_renamed_replaced_and_deleted(study: OpenStudy):
    a, b = coder_ids(study, "A", "B")
    rules = Wanted().toggled("account", "patient").rules()
    do(study, keep_filter(study.view, a, "  Patients  only ", rules), "Keep")
    do(study, keep_filter(study.view, b, "Mine", rules), "Keep")
    (kept,) = own_filters(study.view, a)
    assert (kept.name, kept.rules) == ("Patients only", rules)
    assert len(own_filters(study.view, None)) == 2
    assert keep_filter(study.view, a, "patients ONLY", rules) is None
    more = Wanted().toggled("peak", "yes").rules()
    do(study, keep_filter(study.view, a, "patients only", more), "Keep")
    (kept,) = own_filters(study.view, a)
    assert kept.rules == more
    do(study, keep_filter(study.view, a, "Other", rules), "Keep")
    with pytest.raises(UserError, match="another filter"):
        rename_filter(study.view, kept, "OTHER")
    do(study, rename_filter(study.view, kept, "Peaks"), "Rename")
    study.do(delete_filter(own_filters(study.view, a)[0]), "Delete")
    assert [each.name for each in own_filters(study.view, a)] == ["Peaks"]
    study.undo()
    assert [each.name for each in own_filters(study.view, a)] == ["Other", "Peaks"]
    for name, own in (("", rules), ("x" * 99, rules), ("Nothing", ())):
        with pytest.raises(UserError):
            keep_filter(study.view, a, name, own)
