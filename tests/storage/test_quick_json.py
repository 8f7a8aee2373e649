"""JSON read and written quickly is what the standard library reads and writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.storage.quick_json import Reader, dumps, dumps_sorted, loads

_BEYOND_64_BITS = 2**70
NO_NUMBERS = ("NaN", "[-Infinity]", '["\\ud800", Infinity]', '["\\ud800", 1e999]', "1e999")

values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_BEYOND_64_BITS, _BEYOND_64_BITS)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=20,
)


@given(values, st.booleans())
@example("\ud800", True)
@example({"\ud800": [-0.0, 1e16, 2**64]}, True)
def test_the_same_is_read(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert told(loads(text)) == told(json.loads(text))


@given(values)
@example(["\ud800"])
@example([2**64, 1e16, 1e-7])
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    assert told(json.loads(dumps(value))) == told(value)


@pytest.mark.parametrize(
    "text", ["", "[1,]", "{", '"a\nb"', "[1] 2", "[" * 100_000, "'a'", *NO_NUMBERS]
)
def test_what_is_none_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        loads(text)


def told(value: Any) -> str:
    """A value with the types of its parts: 1, 1.0 and True are three."""
    return repr(value)


exact: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_BEYOND_64_BITS, _BEYOND_64_BITS)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=20,
)


@given(exact)
@example({"b": '\x00\x1f\x7f\u2028/\\"', "a": {"\U00010000": 1, "\uffff": 2, "": 3}})
@example({"\ud800": 1, "a": "\udfff"})
def test_sorted_it_is_byte_for_byte_what_the_standard_library_writes(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert dumps_sorted(value) == text.encode("utf-8", "surrogatepass")


@given(values, st.booleans())
@example([1.0], True)
@example({"a": [2**64, {"b": "1.5"}]}, False)
def test_a_reader_tells_whether_a_float_stands_in_a_text(value: Any, ascii_only: bool) -> None:
    reader = Reader()
    reader.read("[0.5]")  # what stood in the text before does not count
    found, is_exact = reader.read(json.dumps(value, ensure_ascii=ascii_only))
    assert told(found) == told(value)
    if has_float(value):
        assert not is_exact
    elif not has_half_pair(value):
        assert is_exact


@pytest.mark.parametrize("text", ["", "[1,]", "[" * 100_000, *NO_NUMBERS])
def test_a_reader_takes_no_more_than_others(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        Reader().read(text)


def has_float(value: Any) -> bool:
    if isinstance(value, dict):
        return has_float(list(value.values()))
    return any(map(has_float, value)) if isinstance(value, list) else isinstance(value, float)


def has_half_pair(value: Any) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in json.dumps(value, ensure_ascii=False))
