"""Coders' records from the plain values that the journal keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.edits import Record
from annotator.domain.judgement import CodeValue
from annotator.domain.moment import Rating
from annotator.storage.rows import CODECS

CODERS_KINDS = ("assignment", "opening", "moment", "pairing", "judgement", "memo", "filter")
"""What a coder alone writes, in an order in which none needs one after it."""

_NESTED: dict[str, type[Any]] = {"ratings": Rating, "values": CodeValue}


def record_of(kind: str, values: Mapping[str, Any]) -> Record:
    """The record of one of the coders' kinds.

    Raises:
        TypeError, ValueError: the values are not those of such a record.
    """
    made = dict(values)
    for name, value in values.items():
        if value.__class__ is list:
            made[name] = _several(name, value)
    record: Record = CODECS[kind].record(**made)
    return record


def _several(name: str, values: list[Any]) -> tuple[Any, ...]:
    nested = _NESTED.get(name)
    if nested is not None:
        return tuple(nested(**each) for each in values)
    return tuple(tuple(each) if isinstance(each, list) else each for each in values)
