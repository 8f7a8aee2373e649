"""What stands in a column as text or number, and what it is in the domain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class BadCell(ValueError):
    """A cell holds what no program of ours has written: in a plain file bits may turn unseen."""


class Flag(TypeDecorator[bool]):
    """A truth value as 0 or 1."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """As stored."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """As in the domain."""
        return None if value is None else bool(value)


class Held(TypeDecorator[date]):
    """A day or a time in ISO form: with a `T` a `datetime`, without it a `date`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """As stored."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """As in the domain."""
        return None if value is None else _read(_day_or_time, value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A short list of texts that no query asks about, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """As stored."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """As in the domain."""
        return None if value is None else tuple(_read(_listed, value))


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A short list of whole numbers that no query asks about, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> str | None:
        """As stored."""
        return None if value is None else json.dumps(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:
        """As in the domain."""
        return None if value is None else tuple(_read(_listed, value))


def _read(read: Callable[[str], Any], cell: str) -> Any:
    try:
        return read(cell)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCell from error


def _day_or_time(cell: str) -> date:
    return datetime.fromisoformat(cell) if "T" in cell else date.fromisoformat(cell)


def _listed(cell: str) -> list[Any]:
    values = json.loads(cell)
    if not isinstance(values, list):
        raise TypeError
    return values
