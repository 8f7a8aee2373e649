"""The key of a file whose beginning is lost: by a salt that is noted, or by the recovery key."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.storage import Rescued, change_passphrase, create, open_study, rescue, unlocking
from annotator.storage.header import PAGE_BYTES, PLAIN_MAGIC
from annotator.storage.key import SALT_BYTES, Key, Profile
from annotator.storage.opening import candidates
from annotator.storage.pages import Page, is_of_raw, read_pages, read_unproven
from annotator.storage.recovery_key import written
from tests.storage.making import make, moment_in, new_study

PASSPHRASE = "a passphrase"


class Kept:
    """A study of some hundred moments, with no backup beside it."""

    def __init__(self, folder: Path) -> None:
        self.place, made = folder / "study.iprstudy", make(dyads=2)
        with create(self.place, new_study(), PASSPHRASE) as store:
            store.apply(made.edit, action="plan")
            for number in range(20):
                own = [
                    moment_in(made, made.transcripts[0], memo=f"{number}.{n} " + "word " * 60)
                    for n in range(8)
                ]
                store.apply(added(*own), action="mark", actor=made.coders[0].id)
            self.view = store.view()
            assert store.key is not None
            self.key = store.key
        self.recovery = written(self.key.raw)
        self.content = self.place.read_bytes()
        self.pages = list(read_pages(self.place, self.key))

    def rescued(
        self, content: bytes | bytearray, goal: Path, typed: str, salts: tuple[bytes, ...] = ()
    ) -> tuple[Rescued, StudyView]:
        self.place.write_bytes(content)
        report = rescue(self.place, goal, lambda: typed, salts)
        with open_study(goal, lambda: typed) as store:
            assert store.check() == []
            return report, store.view()

    def without_the_first_page(self) -> bytes:
        return bytes(PAGE_BYTES) + self.content[PAGE_BYTES:]


def moments(view: StudyView) -> dict[Id, Moment]:
    return {each.id: each for each in view.all_moments()}


@pytest.fixture(scope="module")
def kept(cheap_keys: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


def test_a_salt_that_was_noted_opens_a_file_whose_first_page_is_lost(
    kept: Kept, tmp_path: Path
) -> None:
    """By the passphrase as ever; what was damaged besides is seen."""
    other = bytes(range(SALT_BYTES))
    bad = bytearray(kept.without_the_first_page())
    bad[-2_000] ^= 1
    goal = tmp_path / "new.iprstudy"
    report, view = kept.rescued(bad, goal, PASSPHRASE, (other, kept.key.salt))
    assert (report.damaged, report.is_proven) == (2, True)
    assert moments(view).keys() <= moments(kept.view).keys()
    assert goal.read_bytes()[:SALT_BYTES] == kept.key.salt
    with open_study(goal, lambda: kept.recovery) as store:  # which is still valid
        assert store.view() == view


def test_where_its_own_salt_is_noted_no_other_is_tried(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a typing error would take a third of a second for each file of this machine."""
    kept.place.write_bytes(kept.content)
    tried: list[bytes] = []

    def counting(typed: str, salt: bytes, profiles: Sequence[Profile]) -> Iterator[tuple[Key, str]]:
        tried.append(salt)
        return candidates(typed, salt, profiles)

    monkeypatch.setattr(unlocking, "candidates", counting)
    salts = (bytes(range(SALT_BYTES)), kept.key.salt)
    with pytest.raises(UserError, match="wrong passphrase"):
        rescue(kept.place, tmp_path / "new.iprstudy", lambda: "another", salts)
    assert tried == [kept.key.salt]


@pytest.mark.parametrize("lost", ["first page", "salt", "half of the first page"])
def test_the_recovery_key_alone_opens_a_file_without_its_salt(
    kept: Kept, tmp_path: Path, lost: str
) -> None:
    bad = bytearray(kept.content)
    end = {"first page": PAGE_BYTES, "salt": SALT_BYTES, "half of the first page": 2048}[lost]
    bad[:end] = bytes(end)
    goal = tmp_path / "new.iprstudy"
    report, view = kept.rescued(bad, goal, kept.recovery)
    assert not report.is_proven
    assert not report.is_whole
    assert report.damaged == (lost != "salt")
    assert moments(view) == moments(kept.view)
    assert view.transcripts == kept.view.transcripts
    with pytest.raises(UserError, match="wrong passphrase"):
        open_study(goal, lambda: PASSPHRASE)
    with open_study(goal, lambda: kept.recovery) as store:
        change_passphrase(store, PASSPHRASE)  # which is no longer refused as the one it has
    with open_study(goal, lambda: PASSPHRASE) as store:
        assert replace(store.view(), revision=0) == replace(view, revision=0)


def test_the_passphrase_alone_is_told_of_the_recovery_key(kept: Kept, tmp_path: Path) -> None:
    kept.place.write_bytes(kept.without_the_first_page())
    with pytest.raises(UserError, match="nothing of the file is whole") as told:
        rescue(kept.place, tmp_path / "new.iprstudy", lambda: PASSPHRASE)
    assert "recovery key" in told.value.sentence
    with pytest.raises(UserError) as opening:
        open_study(kept.place, lambda: PASSPHRASE)
    assert "its beginning is lost" in opening.value.sentence
    assert "annotator rescue" in opening.value.sentence


@pytest.mark.parametrize("wrong", ["a typing error", "of another file"])
def test_a_wrong_recovery_key_opens_nothing(kept: Kept, tmp_path: Path, wrong: str) -> None:
    kept.place.write_bytes(kept.without_the_first_page())
    if wrong == "a typing error":
        sign = "2" if kept.recovery[7] == "1" else "1"
        typed, said = kept.recovery[:7] + sign + kept.recovery[8:], "group 2"
    else:
        typed, said = written(bytes(range(32))), "of another file"
    with pytest.raises(UserError) as told:
        rescue(kept.place, tmp_path / "new.iprstudy", lambda: typed)
    assert said in told.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_without_a_salt_zeros_are_still_seen(kept: Kept, tmp_path: Path) -> None:
    """Sectors that are zeroed, pages of noise: none gives a row that was not there."""
    choose, last = random.Random(5), len(kept.content) // PAGE_BYTES
    bad = bytearray(kept.without_the_first_page())
    pages = choose.sample(range(2, last + 1), 6)
    for number, page in enumerate(pages):
        start = (page - 1) * PAGE_BYTES
        if number < 4:
            sector = start + 512 * choose.randrange(8)
            bad[sector : sector + 512] = bytes(512)
        else:
            bad[start : start + PAGE_BYTES] = choose.randbytes(PAGE_BYTES)
    report, view = kept.rescued(bad, tmp_path / "new.iprstudy", kept.recovery)
    assert report.damaged == 7
    found, was = moments(view), moments(kept.view)
    assert found.keys() <= was.keys()
    assert len(found) > len(was) / 2
    wrong = sum(found.get(key) != own for key, own in was.items())
    assert report.entries_lost or wrong <= sum((*report.lost.values(), *report.unsure.values()))


def test_pages_read_by_the_raw_key_are_those_that_prove_themselves(kept: Kept) -> None:
    kept.place.write_bytes(kept.content)
    assert list(read_unproven(kept.place, kept.key.raw)) == kept.pages
    assert kept.pages[0].content is not None
    assert kept.pages[0].content.startswith(PLAIN_MAGIC)
    other = bytes([kept.key.raw[0] ^ 1, *kept.key.raw[1:]])
    assert is_of_raw(kept.place, kept.key.raw)
    assert not is_of_raw(kept.place, other)
    noise = [each for each in read_unproven(kept.place, other) if each.content is not None]
    assert noise == list[Page]()
