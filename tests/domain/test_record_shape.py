"""Whether records are of the kinds that their class declares, one by one and by column."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Rating
from annotator.domain.record_shape import are_shaped, misshapen

ID = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11"
OTHER = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a12"

# Mostly what fits, beside what equals it and does not, or is of another kind.
_TEXT = st.sampled_from([ID, "words", "å", "", "\ud800", None, 1])
_NUMBER = st.sampled_from([0, 1, 7, True, False, 1.0, None, 2**63, "1"])
_CODES = st.sampled_from([(), ("a",), ("a", "b"), ("a", "a"), (1,), ["a"], None, ("\ud800",)])
_RATING = st.builds(
    Rating, scale_id=st.sampled_from(["s", "t", 1]), value=st.sampled_from([1, 2, True])
)
_RATINGS = st.one_of(
    st.lists(_RATING, max_size=2).map(tuple), st.sampled_from([None, ("s",), [Rating]])
)
_ODD: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from([ID, OTHER, ID.upper(), "", None]),
    "transcript_id": _TEXT,
    "start": _NUMBER,
    "end": _NUMBER,
    "codes": _CODES,
    "ratings": _RATINGS,
    "tense": st.sampled_from([None, "then", "now", "later", 1]),
    "peak": st.sampled_from([True, False, 0, 1, None]),
    "memo": _TEXT,
    "own_start_ms": _NUMBER,
}


def moment(**changes: Any) -> Moment:
    values: dict[str, Any] = {
        "id": ID, "transcript_id": "t", "coder_id": "c", "round_id": "r", "codebook_id": "b",
        "start": 1, "end": 2, "codes": ("a",), "ratings": (Rating(scale_id="s", value=1),),
    }  # fmt: skip
    return Moment(**{**values, **changes})


_MOMENTS = st.lists(
    st.one_of(
        st.builds(moment),
        st.sampled_from(sorted(_ODD)).flatmap(
            lambda name: _ODD[name].map(lambda value: moment(**{name: value}))
        ),
    ),
    min_size=1,
    max_size=5,
)


@given(_MOMENTS)
def test_by_column_it_is_as_one_by_one(moments: list[Moment]) -> None:
    columns = {each.name: [getattr(one, each.name) for one in moments] for each in fields(Moment)}
    assert are_shaped(Moment, columns) == all(misshapen(each) is None for each in moments)


def test_what_equals_a_number_is_not_taken_for_one() -> None:
    odd = moment(ratings=(Rating(scale_id="s", value=True),))
    for several in ([moment(), odd], [moment(start=1), moment(start=True)]):
        columns = {e.name: [getattr(one, e.name) for one in several] for e in fields(Moment)}
        assert not are_shaped(Moment, columns)


def test_memos_by_column() -> None:
    own = {"id": [ID, OTHER], "about": ["study", "session"], "turn": [None, 3]}
    rest = {e.name: [e.default] * 2 for e in fields(Memo)}
    said = {"coder_id": ["c"] * 2, "about_id": ["s"] * 2, "text": ["one", "øre"]}
    columns: dict[str, Any] = {**rest, **own, **said}
    assert are_shaped(Memo, columns)
    assert not are_shaped(Memo, {**columns, "about": ["study", "weather"]})
