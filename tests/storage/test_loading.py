"""Records from their rows: many at a time, and with what each has many of."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest

from annotator.domain.edits import added
from annotator.domain.moment import Rating
from annotator.storage.collecting_later import collecting_later, is_put_off
from annotator.storage.rows import CODECS, loading
from annotator.storage.rows.loading import load, load_many, load_one
from tests.storage.making import moment_in


@pytest.fixture
def moments(store, made):
    """Seven, with none to three codes and ratings; each is in order of making."""
    codes = tuple(code.id for _, code in made.codebook.codes())
    scales = tuple(scale.id for _, scale in made.codebook.scales())
    text = made.transcripts[0]
    several = [
        replace(
            moment_in(made, text, memo=f"memo {number}", peak=bool(number % 2)),
            codes=codes[: number % 4],
            ratings=tuple(Rating(scale_id=each, value=number) for each in scales[: number % 3]),
        )
        for number in range(7)
    ]
    store.apply(added(*several), action="mark")
    return several


@pytest.mark.parametrize("at_once", [1, 3, 2000])
def test_records_are_as_they_were_written_however_many_are_made_at_once(
    store, moments, monkeypatch, at_once
):
    monkeypatch.setattr(loading, "_AT_ONCE", at_once)
    codec = CODECS["moment"]
    ids = [each.id for each in moments]
    assert max(len(each.codes) for each in moments) > 1
    with store.reading() as connection:
        assert load(connection, codec) == moments
        assert load_many(connection, codec, ids[2:5]) == moments[2:5]
        assert load_one(connection, codec, ids[3]) == moments[3]
        assert load_one(connection, codec, "nobody's") is None


def test_the_quick_way_makes_the_same_of_all_kinds(store, moments, monkeypatch):
    with store.reading() as connection:
        quickly = {kind: load(connection, codec) for kind, codec in CODECS.items()}
        monkeypatch.setattr(loading, "_is_plain", lambda _codec: False)
        slowly = {kind: load(connection, codec) for kind, codec in CODECS.items()}
    assert quickly == slowly
    assert sum(map(bool, quickly.values())) > 8
    for kind, records in slowly.items():
        for slow, quick in zip(records, quickly[kind], strict=True):
            assert repr(quick) == repr(slow)  # True, and not 1


class _Own:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(params=[True, False], ids=["by itself", "by the window"])
def is_on(request) -> Iterator[bool]:
    """Whether Python collects by itself; where a window does it, that stays off."""
    was_on = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if was_on else gc.disable)()


def test_what_is_loaded_is_not_looked_through_at_once_and_garbage_still_goes(is_on: bool):
    gc.collect()
    with collecting_later():
        kept = [_Own() for _ in range(5000)]
        lost = weakref.ref(_Own())
        assert not gc.isenabled()
    assert gc.isenabled() == is_on
    young = {id(each) for each in gc.get_objects(generation=0)}
    assert not any(id(each) in young for each in kept)
    assert lost() is not None
    gc.collect()
    assert lost() is None
    assert gc.get_freeze_count() == 0


def test_it_stays_off_until_the_last_is_out(is_on: bool):
    with collecting_later():
        with collecting_later():
            assert is_put_off()
        assert is_put_off()
        assert not gc.isenabled()
    assert not is_put_off()
    assert gc.isenabled() == is_on


def test_what_was_set_aside_stays_aside_when_more_is_loaded():
    gc.collect()
    gc.freeze()
    try:
        aside = gc.get_freeze_count()
        with collecting_later():
            pass
        assert gc.get_freeze_count() == aside
    finally:
        gc.unfreeze()
