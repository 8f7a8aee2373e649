"""Files of work looked at in processes of their own bring what they bring here."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from annotator import storage
from annotator.app import looking_beside
from annotator.app.looking_beside import beside, look_for
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.erasing import erase
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.study import Participant
from annotator.domain.withdrawal import Wish
from annotator.storage import creation, opening
from annotator.storage.issuer import Issuer
from annotator.storage.key import Profile
from annotator.storage.receiving import Sealed, looked_at, sealed
from tests.storage.making import driver_of

WORDS = "words"


@pytest.fixture(scope="module", autouse=True)
def cheap_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture
def files(study: OpenStudy) -> list[Path]:
    """What three coders handed in: a memo each."""
    places = []
    for number in range(3):
        place = study.place.with_name(f"{number}.iprwork")
        hand_out(study, AssignWish(round_name="R1", coder=f"C{number}"), place, WORDS)
        with open_study(place, lambda: WORDS) as opened:
            assert opened.work is not None
            session = next(iter(opened.view.sessions))
            memo = Memo(
                id=new_id(), coder_id=opened.work.coder_id, about="session", about_id=session,
                text=f"m{number}",
            )  # fmt: skip
            opened.do(Replace(None, memo), "Note")
            hand_in(opened)
        places.append(place)
    return places


def test_several_processes_bring_the_same(study: OpenStudy, files: list[Path]) -> None:
    store = study._store
    here = storage.merge(store, files, lambda _: WORDS, dry_run=True)
    there = storage.merge(store, files, lambda _: WORDS, dry_run=True, look=beside(2))
    assert there == here
    assert [each.name for each in there.files] == [each.name for each in files]
    assert [each.new for each in there.coders] == [{"memo": 1}] * 3
    assert multiprocessing.active_children() == []
    storage.merge(store, files, lambda _: WORDS, look=beside(2))
    study._reload()
    assert {each.text for each in study.view.memos.values()} == {"m0", "m1", "m2"}


def test_where_somebody_was_erased_all_is_looked_at_here(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of the processes is begun: who looks has to ask the study."""
    monkeypatch.setattr(looking_beside, "start", lambda _: pytest.fail("a process was started"))
    gone = Participant(id=new_id(), pseudonym="P99")
    study.do(Replace(None, gone), "Note")
    erase(study, Wish(participant="P99"))
    report = storage.merge(study._store, files, lambda _: WORDS, look=beside(2))
    assert [each.name for each in report.files] == [each.name for each in files]


def test_the_first_file_that_is_refused_says_why(study: OpenStudy, files: list[Path]) -> None:
    for number in (1, 2):
        with storage.open_study(files[number], lambda: WORDS) as store:
            driver_of(store).execute("UPDATE memos SET text = 'another'")
    said = []
    for look in (looked_at, beside(2)):
        with pytest.raises(UserError) as caught:
            storage.merge(study._store, files, lambda _: WORDS, look=look)
        said.append(caught.value.sentence)
    assert said[0] == said[1]
    assert said[0].startswith("1.iprwork: the file was altered")
    assert multiprocessing.active_children() == []


def test_who_wants_no_more_leaves_no_process_behind(study: OpenStudy, files: list[Path]) -> None:
    with study._store.reading() as connection:
        issuer = Issuer.of(connection)
    looking = beside(2)(sealed(files, lambda _: WORDS), issuer)
    assert next(looking).name == files[0].name
    assert len(multiprocessing.active_children()) == 2
    looking.close()
    assert multiprocessing.active_children() == []
    assert [each.name for each in threading.enumerate() if "looking" in each.name] == []


def test_all_passphrases_are_asked_for_before_a_file_is_looked_at(
    study: OpenStudy, files: list[Path]
) -> None:
    asked: list[str] = []

    def ask(place: Path) -> str:
        asked.append(place.name)
        return WORDS if place == files[0] else "another"

    with study._store.reading() as connection:
        issuer = Issuer.of(connection)
    taken = sealed(files, ask)
    assert asked == [each.name for each in files]
    looking = beside(1)(taken, issuer)
    assert next(looking).name == files[0].name
    with pytest.raises(UserError, match="wrong passphrase") as caught:
        next(looking)
    assert caught.value.where == str(files[1])


def test_where_the_processes_die_it_is_done_here(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = storage.merge(study._store, files, lambda _: WORDS, dry_run=True)
    hand = looking_beside._Child.hand
    killed = []

    def dies(child: looking_beside._Child, file: Sealed) -> None:
        hand(child, file)
        child._process.kill()
        killed.append(file.place.name)

    monkeypatch.setattr(looking_beside._Child, "hand", dies)
    there = storage.merge(study._store, files, lambda _: WORDS, dry_run=True, look=beside(2))
    assert there == here
    assert len(killed) == 2


def test_where_no_process_starts_it_is_done_here(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    here = storage.merge(study._store, files, lambda _: WORDS, dry_run=True)
    monkeypatch.setattr(looking_beside._Child, "__init__", refused)
    look = beside(2)
    assert storage.merge(study._store, files, lambda _: WORDS, dry_run=True, look=look) == here


def test_little_is_looked_at_here(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look_for(files) is looked_at
    monkeypatch.setattr(looking_beside, "WORTH_BYTES", files[0].stat().st_size * 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert look_for(files) is not looked_at
    assert look_for(files[:1]) is looked_at
    assert look_for([*files[:1], files[0].with_name("none.iprwork")]) is looked_at
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert look_for(files) is looked_at


def test_processes_are_under_way_before_the_study_is_read(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[int] = []
    of = Issuer.of

    def noted(connection: Connection) -> Issuer:
        there.append(len(multiprocessing.active_children()))
        return of(connection)

    monkeypatch.setattr(Issuer, "of", noted)
    storage.merge(study._store, files, lambda _: WORDS, dry_run=True, look=beside(2))
    assert there == [2]
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_before_it_knows_the_study_is_done_without(
    study: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = storage.merge(study._store, files, lambda _: WORDS, dry_run=True)
    learn = looking_beside._Child.learn

    def dies(child: looking_beside._Child, issuer: Issuer) -> None:
        child._process.kill()
        child._process.join()
        learn(child, issuer)

    monkeypatch.setattr(looking_beside._Child, "learn", dies)
    look = beside(2)
    assert storage.merge(study._store, files, lambda _: WORDS, dry_run=True, look=look) == here
