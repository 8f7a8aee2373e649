"""Whether the values of a record are of the kinds that its class declares."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

_Fits = Callable[[Any], bool]

_LARGEST = 2**63
"""Whole numbers from here on have no place in a file."""

_PLAIN = ({int}, {bool})

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)

_ONCE = {"codes": "", "moment_ids": "", "done_ids": "", "ratings": "scale_id", "values": "code_id"}
"""Fields that name each thing once, and the part of an entry that names it."""


def misshapen(record: Any) -> str | None:
    """What is wrong with a record's values by themselves, in words; None where nothing is.

    >>> from annotator.domain.memo import Memo
    >>> one = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11"
    >>> misshapen(Memo(id=one, coder_id="c", about="study", about_id="s"))
    >>> misshapen(Memo(id=one, coder_id="c", about="weather", about_id="s"))
    'its about can be nothing that this program wrote'
    >>> misshapen(Memo(id="", coder_id="c", about="study", about_id="s"))
    'its id is not a UUID'
    """
    kind = cast("Hashable", type(record))
    for name, default, is_text, fits in _checks(kind):
        value = getattr(record, name)
        if value is default or (is_text and type(value) is str and value.isascii()):
            continue
        if not fits(value):
            return f"its {name.replace('_', ' ')} can be nothing that this program wrote"
    if not is_id(record.id):
        return "its id is not a UUID"
    for name in _named_once(kind):
        given, part = getattr(record, name), _ONCE[name]
        named = [getattr(each, part) for each in given] if part else given
        if len(set(named)) < len(named):
            return f"its {name} name one thing twice"
    return None


def are_shaped(kind: type[Any], columns: Mapping[str, Sequence[Any]]) -> bool:
    """Whether `misshapen` finds nothing wrong with any of many records of one class.

    Args:
        kind: their class.
        columns: by field its values, record after record.
    """
    for name, _, is_text, fits in _checks(cast("Hashable", kind)):
        column = columns[name]
        if is_text and set(map(type, column)) == {str} and all(map(str.isascii, column)):
            continue
        if not all(map(fits, _different(column))):
            return False
    if not all(map(_UUID.fullmatch, columns["id"])):
        return False
    for name in _named_once(cast("Hashable", kind)):
        part = _ONCE[name]
        for given in _different([each for each in columns[name] if len(each) > 1]):
            named = [getattr(each, part) for each in given] if part else given
            if len(set(named)) < len(named):
                return False
    return True


def _different(column: Sequence[Any]) -> Iterable[Any]:
    """The different values of a column; all where equal ones may be of two types, as 1 and True.

    Of whole numbers the least and the greatest: whatever takes these takes those between.
    """
    types_there = set(map(type, column))
    if types_there == {int}:
        return min(column), max(column)
    if types_there == {tuple}:
        inner = set(map(type, chain.from_iterable(column)))
        return set(column) if inner <= {str} else column
    types_there.discard(types.NoneType)
    return set(column) if types_there <= {str} or types_there in _PLAIN else column


def is_id(value: object) -> bool:
    """Whether a value is a UUID in its one spelling."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


@cache
def _defaults(kind: Hashable) -> dict[str, Any]:
    """What each field is at that nobody has filled; such a value is the class's own."""
    return {each.name: each.default for each in fields(cast("type[Any]", kind))}


@cache
def _checks(kind: Hashable) -> tuple[tuple[str, Any, bool, _Fits], ...]:
    """Of each field its name, what it is at by itself, whether it is any text, and what fits."""
    made = cast("type[Any]", kind)
    hints, defaults = get_type_hints(made), _defaults(kind)
    return tuple(
        (name, defaults[name], hints[name] is str, fits) for name, fits in _parts(kind).items()
    )


@cache
def _named_once(kind: Hashable) -> tuple[str, ...]:
    """The fields of a class that name each thing once."""
    return tuple(name for name in _ONCE if name in _defaults(kind))


@cache
def _parts(kind: Hashable) -> dict[str, _Fits]:
    made = cast("type[Any]", kind)
    hints = get_type_hints(made)
    return {each.name: _fitting(hints[each.name]) for each in fields(made)}


def _fitting(hint: Any) -> _Fits:
    """What tells whether a value is of a declared kind."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in inner
    if origin in (Union, types.UnionType):
        several = [_fitting(each) for each in inner]
        return lambda value: any(fits(value) for fits in several)
    if origin is tuple:
        return _fitting_tuple(inner)
    if is_dataclass(hint):
        parts = _parts(cast("Hashable", hint))
        return lambda value: (
            type(value) is hint and all(fits(getattr(value, name)) for name, fits in parts.items())
        )
    if hint is int:
        return lambda value: type(value) is int and -_LARGEST <= value < _LARGEST
    if hint is str:
        return lambda value: type(value) is str and _is_text(value)
    return lambda value: type(value) is hint


def _fitting_tuple(inner: tuple[Any, ...]) -> _Fits:
    parts = [_fitting(each) for each in inner if each is not Ellipsis]
    if inner[-1] is Ellipsis:
        return lambda value: type(value) is tuple and all(map(parts[0], value))
    return lambda value: (
        type(value) is tuple
        and len(value) == len(parts)
        and all(fits(each) for fits, each in zip(parts, value, strict=True))
    )


def _is_text(value: str) -> bool:
    """Whether a text can be written to a file: one half of a pair of code units cannot."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
