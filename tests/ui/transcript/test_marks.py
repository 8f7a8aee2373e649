from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.moment import Moment
from annotator.ui.transcript.marks import Marks, lasting_order, slabs
from annotator.ui.transcript.pieces import Piece, Pieces

LENGTH = 400
spans = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 60)).map(
    lambda each: (each[0], min(LENGTH, each[0] + each[1]))
)


def pieces_of(step: int = 40) -> Pieces:
    every = tuple(
        Piece(start=start, end=min(start + step - 1, LENGTH), turn=number)
        for number, start in enumerate(range(0, LENGTH, step))
    )
    return Pieces(every, [piece.start for piece in every], (), ())


def moment(name: str, span: tuple[int, int]) -> Moment:
    return Moment(
        id=name,
        transcript_id="t",
        coder_id="c",
        round_id="r",
        codebook_id="b",
        start=span[0],
        end=span[1],
    )


@given(st.lists(spans, max_size=12))
def test_at_each_place_the_spans_share_the_line_and_none_lies_on_another(given_spans):
    parts = slabs(given_spans)
    for place in range(LENGTH):
        here = [part for part in parts if part.start <= place < part.end]
        covering = [n for n, span in enumerate(given_spans) if span[0] <= place < span[1]]
        assert sorted(part.number for part in here) == covering
        assert sorted(part.lane for part in here) == list(range(len(covering)))
        assert all(part.lanes == len(covering) for part in here)


@given(
    st.dictionaries(st.sampled_from("abcdefghij"), spans, min_size=1),
    st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.none() | spans), max_size=12),
)
def test_moments_changed_one_by_one_are_found_as_if_read_at_once(first, changes):
    pieces = pieces_of()
    moments = {name: moment(name, span) for name, span in first.items()}
    marks = Marks(pieces)
    marks.show(moments)
    for name, span in changes:
        moments = dict(moments)
        if span is None:
            moments.pop(name, None)
        else:
            moments[name] = moment(name, span)
        marks.show(moments)
        for start in range(0, LENGTH, 37):
            expected = [m for m in moments.values() if m.start < start + 50 and m.end > start]
            assert marks.meeting(start, start + 50) == sorted(expected, key=lasting_order)


@given(st.dictionaries(st.sampled_from("abcdefgh"), spans, min_size=1), spans)
def test_bars_that_overlap_have_lanes_of_their_own_and_stay_where_they_are(first, added):
    marks = Marks(pieces_of())
    moments = {name: moment(name, span) for name, span in first.items()}
    marks.show(moments)
    before = {name: marks._lanes[name] for name in moments}
    marks.show({**moments, "new": moment("new", added)})
    assert {name: marks._lanes[name] for name in moments} == before
    for name, span in first.items():
        if span[0] < added[1] and added[0] < span[1]:
            assert marks._lanes[name] != marks._lanes["new"]


def test_only_the_pieces_of_a_changed_moment_are_touched():
    marks = Marks(pieces_of())
    moments = {"a": moment("a", (10, 30)), "b": moment("b", (100, 130))}
    assert marks.show(moments) is None
    assert marks.show(dict(moments)) == set()
    changed = {**moments, "b": replace(moments["b"], codes=("x",))}
    assert marks.show(changed) == {2, 3}
    assert marks.show({"a": moments["a"]}) == {2, 3}
