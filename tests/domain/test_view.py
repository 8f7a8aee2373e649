"""The view after edits equals a view made anew; edits and their inverses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.changes import changes_of
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.study import Dyad, Study
from annotator.domain.transcript import Stop
from annotator.domain.view import StudyView

EMPTY = StudyView(revision=0, study=Study(id="s", title="A study"))


def moment(name: str, transcript: str, start: int) -> Moment:
    """A moment of one length."""
    return Moment(
        id=name,
        transcript_id=transcript,
        coder_id="c",
        round_id="r",
        codebook_id="b",
        start=start,
        end=start + 5,
    )


@st.composite
def walks(draw: st.DrawFn) -> list[Edit]:
    """Edits that each fit the state that the ones before it leave."""
    state: dict[str, Moment] = {}
    edits: list[Edit] = []
    for _ in range(draw(st.integers(0, 12))):
        name = draw(st.sampled_from("abcd"))
        before = state.get(name)
        after = draw(
            st.none()
            if before and draw(st.booleans())
            else st.builds(moment, st.just(name), st.sampled_from(["t1", "t2"]), st.integers(0, 9))
        )
        if before is None and after is None:
            continue
        edits.append(Replace(before, after))
        if after is None:
            del state[name]
        else:
            state[name] = after
    return edits


@given(walks())
def test_the_view_holds_what_the_edits_leave(edits: list[Edit]) -> None:
    view = EMPTY.after(Several(tuple(edits)), 1)
    one_by_one = EMPTY.after(Several(()), 1)
    for edit in edits:
        one_by_one = one_by_one.after(edit, 1)
    assert view == one_by_one
    assert view.after(Several(tuple(edits)).inverse(), 0) == EMPTY


def test_an_edit_shares_what_it_does_not_touch() -> None:
    first = EMPTY.after(
        Several((Replace(None, moment("a", "t1", 0)), Replace(None, moment("b", "t2", 0)))), 1
    )
    second = first.after(Replace(None, moment("c", "t1", 9)), 2)
    assert second.moments["t2"] is first.moments["t2"]
    assert second.dyads is first.dyads
    assert "c" not in first.moments["t1"]


def test_stops_stay_in_order_of_the_text() -> None:
    late = Stop(id="l", transcript_id="t", position=9, start_ms=1)
    early = Stop(id="e", transcript_id="t", position=2, start_ms=5)
    view = EMPTY.after(Several((Replace(None, late), Replace(None, early))), 1)
    assert view.stops_of("t") == (early, late)
    moved = replace(early, position=20)
    assert view.after(Replace(early, moved), 2).stops_of("t") == (late, moved)


def test_an_edit_keeps_kind_and_id() -> None:
    dyad = Dyad(id="d", name="D01")
    with pytest.raises(ValueError, match="kind and the id"):
        Replace(dyad, replace(dyad, id="e"))
    with pytest.raises(ValueError, match="nothing by nothing"):
        Replace(None, None)


def test_changes_name_kinds_records_and_transcripts() -> None:
    carried = Replace(moment("a", "old", 0), replace(moment("a", "old", 0), transcript_id="new"))
    changes = changes_of(carried)
    assert changes.kinds == {"moment"}
    assert changes.transcript_ids == {"old", "new"}
    assert changes.touch("moment", "stop")
    assert not changes.touch("codebook")


def memo(name: str, about: str) -> Memo:
    """A memo on a dyad."""
    return Memo(id=name, coder_id="c", about="dyad", about_id=about)


def judged(name: str, about: str) -> Judgement:
    """A judgement of a dyad."""
    return Judgement(
        id=name,
        coder_id="c",
        round_id="r",
        codebook_id="b",
        code_set_id="s",
        unit="dyad",
        target_id=about,
    )


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["d1", "d2", ""])), max_size=14),
    st.integers(0, 14),
    st.sampled_from([memo, judged]),
)
def test_what_is_about_a_thing_is_found_after_any_edits(
    steps: list[tuple[str, str]], asked_at: int, make: Callable[[str, str], Memo | Judgement]
) -> None:
    """However early it was asked for: the same as in a view made anew."""
    view, state = EMPTY, dict[str, Memo | Judgement]()
    for number, (name, about) in enumerate(steps):
        if number == asked_at:
            view.memos_on("d1"), view.judgements_on("d1")
        before, after = state.get(name), make(name, about) if about else None
        if before is None and after is None:
            continue
        view = view.after(Replace(before, after), number)
        state = {key: own for key, own in {**state, name: after}.items() if own is not None}
    anew = replace(view, revision=99)
    for about in ("d1", "d2", "d3"):
        for kept, fresh in (
            (view.memos_on(about), anew.memos_on(about)),
            (view.judgements_on(about), anew.judgements_on(about)),
        ):
            assert {each.id: each for each in kept} == {each.id: each for each in fresh}
            assert len(kept) == len({each.id for each in kept})
        own = {*view.memos_on(about), *view.judgements_on(about)}
        assert own == {each for each in state.values() if about == about_of(each)}


def about_of(record: Memo | Judgement) -> str:
    """What a record is about."""
    return record.about_id if isinstance(record, Memo) else record.target_id
