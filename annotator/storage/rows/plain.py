"""A record from its plain values, as the journal's payloads hold them."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from annotator.domain.edits import Record
from annotator.storage.rows import CODECS

_Made = Callable[[Any], Any]


def record_of(kind: str, values: Mapping[str, Any]) -> Record:
    """The record that was written as these values; fields that it had not yet are as usual.

    Raises:
        KeyError, TypeError, ValueError: the values are of no record of this kind.
    """
    record: Record = _built(CODECS[kind].record, values)
    return record


def columns_of(kind: type[Any], several: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The fields of many records of one class by column, from values that name all of them.

    Raises:
        TypeError, ValueError, KeyError: some of the values are of no such record.
    """
    names = [each.name for each in fields(kind)]
    if any(len(each) != len(names) for each in several):
        raise ValueError("other fields are named too, or some are not")
    rows = map(itemgetter(*names), several)
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    for name, made in _makers(cast("Hashable", kind)).items():
        columns[name] = [each if each is None else made(each) for each in columns[name]]
    return columns


def _built(kind: type[Any], values: Mapping[str, Any]) -> Any:
    makers = _makers(cast("Hashable", kind))
    own = dict(values)
    for name, made in makers.items():
        if own.get(name) is not None:
            own[name] = made(own[name])
    return kind(**own)


@cache
def _makers(kind: Hashable) -> dict[str, _Made]:
    """What makes the value of each field of a class that JSON cannot hold by itself."""
    made = cast("type[Any]", kind)
    hints = get_type_hints(made)
    found = {each.name: _maker(hints[each.name]) for each in fields(made)}
    return {name: make for name, make in found.items() if make is not None}


def _maker(hint: Any) -> _Made | None:
    """What makes a value of its JSON; None where they are the same."""
    if get_origin(hint) in (Union, types.UnionType):
        hints = [each for each in get_args(hint) if each is not type(None)]
        if date in hints or datetime in hints:
            return _day_or_time
        return _maker(hints[0]) if len(hints) == 1 else None
    if hint in (date, datetime):
        return _day_or_time
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[-1] is not Ellipsis:
            return tuple
        each = _maker(inner[0])
        return tuple if each is None else lambda values: tuple(map(each, values))
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda values: _built(hint, values)
    return None


def _day_or_time(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
