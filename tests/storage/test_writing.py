"""Changes of several records written together are what they are one by one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from annotator.domain.edits import Replace, replacements
from annotator.domain.errors import Stale
from annotator.storage import Store, create, open_study
from annotator.storage.writing import write, write_several
from tests.storage.generating import edits
from tests.storage.making import Made, driver_of, make, new_study

MADE = make(dyads=1)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking files takes minutes
)
@given(st.data())
def test_together_and_one_by_one_are_the_same(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "one.iprstudy"
        with create(place, new_study()) as store:
            store.apply(MADE.edit, action="Bring in")
        stores = [open_study(place), open_study(Path(shutil.copy(place, place.with_stem("other"))))]
        one, other = stores
        for number in range(data.draw(st.integers(1, 4))):
            changes = different(data.draw(edits(one.view())))
            told = [written(one, changes, in_turn), written(other, changes, write_several)]
            assert sorted(told[0]) == sorted(told[1]), number
            assert all_rows(one) == all_rows(other)
        assert other.check() == []
        for store in stores:
            store.close()


def different(edit: Any) -> list[Replace]:
    """The replacements of an edit up to the first that is of a record a second time."""
    found: list[Replace] = []
    for each in replacements(edit):
        if any(each.record.id == former.record.id for former in found):
            break
        found.append(each)
    return found


def in_turn(connection: Connection, changes: Sequence[Replace]) -> list[Any]:
    return [write(connection, each) for each in changes]


def written(store: Store, changes: list[Replace], way: Any) -> list[Any]:
    with store.writing() as connection:
        touched: list[Any] = way(connection, changes)
    store.refresh()
    return touched


def all_rows(store: Store) -> dict[str, list[Any]]:
    """All that the tables hold but the journal, which is not written here."""
    driver = driver_of(store)
    names = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: sorted(driver.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for (name,) in names
        if not name.startswith("journal")
    }


def test_many_names_go_in_a_few_statements(store: Store, made: Made) -> None:
    coders = [replace(each, name=f"{each.name} anew") for each in made.coders]
    changes = [Replace(old, new) for old, new in zip(made.coders, coders, strict=True)]
    seen: list[str] = []
    driver_of(store).set_trace_callback(seen.append)
    with store.writing() as connection:
        write_several(connection, changes)
    driver_of(store).set_trace_callback(None)
    assert len(changes) > 1
    assert sum(each.startswith("SELECT") for each in seen) < 6
    store.refresh()
    assert set(store.view().coders.values()) == set(coders)


@pytest.mark.parametrize("at", [0, 1])
def test_where_one_is_not_as_it_is_expected_nothing_is_written(
    store: Store, made: Made, at: int
) -> None:
    before = all_rows(store)
    olds = list(made.coders[:2])
    olds[at] = replace(made.coders[at], name="somebody else")
    changes = [Replace(old, replace(old, name=f"{old.id} anew")) for old in olds]
    with pytest.raises(Stale), store.writing() as connection:
        write_several(connection, changes)
    assert all_rows(store) == before
