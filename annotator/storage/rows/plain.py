"""A record from its plain values, as the journal's payloads hold them."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from annotator.domain.edits import Record
from annotator.storage.rows import CODECS


def record_of(kind: str, values: Mapping[str, Any]) -> Record:
    """The record that was written as these values; fields that it had not yet are as usual.

    Raises:
        KeyError, TypeError, ValueError: the values are of no record of this kind.
    """
    record: Record = _built(CODECS[kind].record, values)
    return record


def _built(made: type[Any], values: Mapping[str, Any]) -> Any:
    hints = _hints(cast("Hashable", made))
    return made(**{name: _value(hints[name], value) for name, value in values.items()})


@cache
def _hints(made: Hashable) -> dict[str, Any]:
    known = get_type_hints(made)
    return {each.name: known[each.name] for each in fields(cast("type[Any]", made))}


def _value(hint: Any, value: Any) -> Any:
    """A value as its field wants it: days, tuples and parts are not what JSON gives."""
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        return _one_of([each for each in get_args(hint) if each is not type(None)], value)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        each_hint = inner if inner[-1] is not Ellipsis else (inner[0],) * len(value)
        return tuple(_value(own, each) for own, each in zip(each_hint, value, strict=True))
    if isinstance(hint, type) and is_dataclass(hint):
        return _built(hint, value)
    return _one_of([hint], value)


def _one_of(hints: list[Any], value: Any) -> Any:
    """A time or a day from its text; one hint decides all else."""
    if isinstance(value, str) and (date in hints or datetime in hints):
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value if len(hints) > 1 or not _has_parts(hints[0]) else _value(hints[0], value)


def _has_parts(hint: Any) -> bool:
    return get_origin(hint) is tuple or is_dataclass(hint)
