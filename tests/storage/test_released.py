"""Files of every released schema open, are renewed, and hold what they held.

`released/version_N.iprstudy.gz` was made by the program of that schema version, and
`version_N.json` beside it lists each record as that program saw it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.view import StudyView
from annotator.storage import open_study, schema
from annotator.storage.backup import backups_of
from tests.storage.making import driver_of

RELEASED = Path(__file__).with_name("released")
VERSIONS = sorted(int(each.name.split("_")[1].split(".")[0]) for each in RELEASED.glob("*.gz"))


BESIDE = ("revision", "work", "shut")
"""What a view holds beside its tables."""


@pytest.fixture(params=VERSIONS)
def released(request, tmp_path) -> tuple[Path, dict[str, Any]]:
    """A file of an older schema version, and what stood in it."""
    stem = f"version_{request.param}"
    place = tmp_path / f"{stem}.iprstudy"
    place.write_bytes(gzip.decompress((RELEASED / f"{stem}.iprstudy.gz").read_bytes()))
    return place, json.loads((RELEASED / f"{stem}.json").read_text("utf-8"))


def records_of(view: StudyView, table: str) -> Iterator[Any]:
    """The records of one table of a view, in order."""
    held = getattr(view, table)
    if is_dataclass(held):
        yield held
        return
    for each in held.values():
        if is_dataclass(each):
            yield each
        else:
            yield from each.values() if hasattr(each, "values") else each


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def known(now: Any, former: Any) -> Any:
    """Of a value as it is now what an older program knew, at every depth."""
    if isinstance(former, dict):
        return {name: known(now[name], own) for name, own in former.items()}
    if isinstance(former, list) and len(now) == len(former):
        return [known(each, own) for each, own in zip(now, former, strict=True)]
    return now


def test_every_older_version_has_its_file():
    assert list(range(1, schema.VERSION)) == VERSIONS


def test_a_released_file_holds_what_it_held(released):
    place, held = released
    with open_study(place) as store:
        view = store.view()
        assert view.revision == held["revision"]
        assert driver_of(store).execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert store.check() == []
        assert len(store.search("memo")) == len(held["tables"]["moments"])
    assert len(backups_of(place)) == 1
    for table in (each.name for each in fields(StudyView) if each.name not in BESIDE):
        found = list(records_of(view, table))
        then = held["tables"].get(table, [])
        assert [each.id for each in found] == [each["id"] for each in then], table
        for record, former in zip(found, then, strict=True):
            now = plain(record)
            assert known(now, former) == former
            # What that version did not know stands at its default.
            fresh = [each for each in fields(record) if each.name not in former]
            assert all(each.default is not MISSING for each in fresh)
            assert all(getattr(record, each.name) == each.default for each in fresh)
