from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import Stale, UserError
from annotator.domain.guide import Question
from annotator.domain.ids import new_id
from annotator.domain.measures import Measure, Score
from annotator.storage import open_study
from annotator.storage.rows import CODECS
from tests.storage.making import driver_of, moment_in, pairing_of

# What each kind may hold only once, stated anew: this is what the study relies on.
ALONE = {
    "coder": {"name"},
    "participant": {"pseudonym"},
    "dyad": {"name"},
    "session": {"dyad_id", "number"},
    "account": {"session_id", "voice"},
    "interview": {"account_id"},
    "transcript": {"account_id", "version"},
    "codebook": {"number"},
    "round": {"name"},
    "question": {"name"},
    "measure": {"name"},
    "score": {"measure_id", "session_id", "voice"},
}


def one_of(kind: str, store: Any) -> Any:
    """A record of that kind that stands in the study."""
    if kind in ("question", "measure", "score") and not store.view().measures:
        _fill(store)
    view = store.view()
    return next(iter(getattr(view, f"{kind}s").values()))


def _fill(store: Any) -> None:
    """A question, a measure and a score."""
    measure = Measure(id=new_id(), name="WAI-SR")
    session_id = next(iter(store.view().sessions))
    score = Score(
        id=new_id(), measure_id=measure.id, session_id=session_id, voice="patient", value=4.5
    )
    store.apply(added(Question(id=new_id(), name="Q1"), measure, score), action="fill")


def twin_of(record: Any) -> Any:
    """Another record that takes the same name or place, and shares nothing else that it can."""
    twin = replace(record, id=new_id())
    return replace(twin, sets=()) if hasattr(record, "sets") else twin


@pytest.mark.parametrize("kind", sorted(ALONE))
def test_what_somebody_else_made_meanwhile_is_not_made_twice(kind, place):
    with open_study(place) as first, open_study(place) as second:
        theirs = twin_of(one_of(kind, first))
        field = max(ALONE[kind])
        value = getattr(theirs, field)
        if kind == "interview":  # its one field is a reference: free an account instead
            first.apply(Replace(one_of(kind, first), None), action="delete")
            theirs = replace(theirs, account_id=value)
        else:
            theirs = replace(theirs, **{field: value + 7 if isinstance(value, int) else "new"})
        view = second.view()
        first.apply(Replace(None, theirs), action="make")
        before = place.read_bytes()
        with pytest.raises(Stale, match=r"somebody else made .* in the meantime") as caught:
            second.apply(Replace(None, twin_of(theirs)), action="make")
        assert caught.value.where == str(place)
        assert place.read_bytes() == before
        assert second.view().revision == view.revision + 1
        assert getattr(second.view(), f"{kind}s")[theirs.id] == theirs
        # A sound store is left: what has a name of its own goes in.
        second.apply(Replace(theirs, None), action="delete")
        assert second.check() == []


def test_the_schema_has_these_and_no_other_rules_of_one(store):
    """None on what coders make: a refusal would tell one of another's work."""
    driver = driver_of(store)
    found: dict[str, set[str]] = {}
    for kind, codec in CODECS.items():
        for _, name, unique, origin, *_ in driver.execute(
            f'PRAGMA index_list("{codec.table.name}")'
        ).fetchall():
            columns = {row[2] for row in driver.execute(f'PRAGMA index_info("{name}")')}
            if unique and origin != "pk" and columns != {"id"}:
                found[kind] = columns
    assert found == ALONE
    assert not {"coder_id"} & {each.name for kind in ALONE for each in fields(CODECS[kind].record)}


def test_coders_make_what_they_like_beside_each_other(store, made):
    first = moment_in(made, made.transcripts[0], memo="one")
    own = [replace(first, id=new_id()), replace(first, id=new_id(), coder_id=made.coders[1].id)]
    pairs = [pairing_of(made, (first.id,)), pairing_of(made, (first.id,))]
    assignment = next(iter(store.view().assignments.values()))
    store.apply(added(first, *own, *pairs, replace(assignment, id=new_id())), action="mark")
    assert store.check() == []


def test_two_names_are_not_swapped_at_one_go_and_nothing_happens(store, place):
    one, two = list(store.view().dyads.values())
    before = place.read_bytes()
    swap = Several(
        (Replace(one, replace(one, name=two.name)), Replace(two, replace(two, name=one.name)))
    )
    with pytest.raises(UserError, match=r"a dyad of that name twice; .* by a third one") as caught:
        store.apply(swap, action="swap")
    assert not isinstance(caught.value, Stale)
    assert place.read_bytes() == before


def test_names_are_swapped_by_a_third_one_and_back(store):
    view = store.view()
    one, two = list(view.dyads.values())
    parked = replace(one, name="for a while")
    theirs, mine = replace(two, name=one.name), replace(one, name=two.name)
    swap = Several((Replace(one, parked), Replace(two, theirs), Replace(parked, mine)))
    store.apply(swap, action="swap")
    assert store.view().dyads == {one.id: mine, two.id: theirs}
    revision = store.apply(swap.inverse(), action="undo")
    assert store.view() == replace(view, revision=revision)


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_is_taken_over_only_after_it_was_left(store, order):
    coder = store.view().coders
    old = next(iter(coder.values()))
    assignments = [Replace(each, None) for each in store.view().assignments.values()]
    fresh = replace(old, id=new_id())
    steps = (Replace(old, None), Replace(None, fresh))[::order]
    if order == -1:
        with pytest.raises(UserError, match="a coder of that name twice"):
            store.apply(Several((*assignments, *steps)), action="take over")
        return
    store.apply(Several((*assignments, *steps)), action="take over")
    store.apply(Several((*assignments, *steps)).inverse(), action="undo")
    assert store.view().coders == coder


def test_an_id_twice_in_one_codebook_is_told_and_is_not_somebody_elses_doing(store, made, place):
    code_set = made.codebook.sets[0]
    twins = replace(code_set, codes=(*code_set.codes, replace(code_set.codes[0], name="again")))
    book = replace(made.codebook, id=new_id(), number=2, sets=(twins,))
    before = place.read_bytes()
    with pytest.raises(UserError, match="breaks a rule of the study file") as caught:
        store.apply(Replace(None, book), action="codebook")
    assert not isinstance(caught.value, Stale)
    assert caught.value.where == str(place)
    assert place.read_bytes() == before


def test_a_span_that_ends_before_it_starts_is_told(store, made):
    with pytest.raises(UserError, match="breaks a rule"):
        store.apply(Replace(None, moment_in(made, made.transcripts[0], start=4, end=2)), action="m")
