"""Rows by column: nothing at all, something here and there, values that are stored otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from annotator.domain.errors import UserError
from annotator.storage import Store, schema
from annotator.storage.rows.inserting import insert_columns

ROWS: list[dict[str, Any]] = [
    {"hash": "a", "kind": "moment", "record_id": "1", "parent": "", "depth": 1, "digest": "x",
     "placed": None, "coder_id": "c"},
    {"hash": "b", "kind": "memo", "record_id": "2", "parent": "a", "depth": 2, "digest": "",
     "placed": "y", "coder_id": ""},
]  # fmt: skip


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], ROWS[1:]])
def test_rows_stand_as_they_were_given(store: Store, rows: list[dict[str, Any]]) -> None:
    with store.writing() as connection:
        insert_columns(connection, schema.lineage, columns_of(rows))
        found = connection.execute(select(schema.lineage).order_by("hash")).mappings().all()
    assert [dict(row) for row in found] == rows


def test_no_rows_are_no_rows(store: Store) -> None:
    with store.writing() as connection:
        insert_columns(connection, schema.lineage, {name: [] for name in ROWS[0]})
        assert connection.execute(select(schema.lineage)).first() is None


def test_a_truth_and_a_list_are_stored_as_in_every_other_row(store: Store) -> None:
    table = schema.codebooks
    with store.writing() as connection:
        own: dict[str, list[Any]] = {
            "id": ["p", "q"],
            "number": [8, 9],
            "frozen": [True, False],
            "revision": [1, 1],
        }
        insert_columns(connection, table, own)
        chosen = "SELECT frozen, owner FROM codebooks WHERE id IN ('p', 'q') ORDER BY id"
        assert connection.exec_driver_sql(chosen).all() == [(1, None), (0, None)]


def test_a_row_that_the_schema_refuses_is_refused(store: Store) -> None:
    twice = columns_of([ROWS[0], ROWS[0]])
    with pytest.raises(UserError, match="UNIQUE constraint failed"), store.writing() as connection:
        insert_columns(connection, schema.lineage, twice)
