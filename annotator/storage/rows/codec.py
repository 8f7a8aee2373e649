"""What turns a record into rows and back; one `Codec` for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from annotator.domain.edits import Record

Cells = tuple[Any, ...]
"""The values of one row of a part, in the order of the part's columns."""

Parts = Mapping[str, Sequence[Any]]
"""What the rows of each part stand for, by the part's field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of what a record holds many of, by position.

    Attributes:
        field: the record's field that it fills (for `Codec.build`).
        columns: those that hold the value, in the order of `Cells`.
        cells: the rows of a record, in order.
        value: what the cells of one row stand for.
    """

    field: str
    table: Table
    parent: str
    columns: tuple[str, ...]
    cells: Callable[[Any], Iterable[Cells]]
    value: Callable[..., Any]

    @property
    def parent_column(self) -> Column[Any]:
        """The column with the record's id."""
        return self.table.c[self.parent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """How one kind of record stands in the file.

    Attributes:
        columns: the record's fields that stand in its own table, under the same names.
        parts: the tables of what it holds many of.
        build: the record from its columns and parts.
    """

    record: type[Any]
    table: Table
    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    build: Callable[[dict[str, Any], Parts], Record] | None = None

    @property
    def kind(self) -> str:
        """The name of the record in lower case."""
        return self.record.__name__.lower()

    @property
    def of_coder(self) -> bool:
        """Whether each of these records belongs to a coder."""
        return "coder_id" in self.table.c

    def made(self, columns: dict[str, Any], parts: Parts) -> Record:
        """The record."""
        if self.build is not None:
            return self.build(columns, parts)
        record: Record = self.record(
            **columns, **{field: tuple(own) for field, own in parts.items()}
        )
        return record

    def cells(self, record: Record) -> dict[str, Any]:
        """The row of a record in its own table."""
        return {name: getattr(record, name) for name in self.columns}


def plain_codec(record: type[Any], table: Table, *parts: Part) -> Codec:
    """The codec of a record whose table has its fields as columns."""
    own = [name for name in table.c.keys() if name not in ("seq", "revision", "owner")]  # noqa: SIM118
    return Codec(record=record, table=table, columns=tuple(own), parts=parts)
