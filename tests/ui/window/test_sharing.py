"""A study on a share in the window: published, read only, out of reach, gone two ways."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app import sharing as sharing_app
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.qt.parking import is_parked
from annotator.app.settings import Settings
from annotator.app.sharing import (
    Fetched,
    Sharing,
    TakenOut,
    all_working_copies,
    in_background,
    sharing_of,
    unpublished,
)
from annotator.app.sharing import take_out as take_out_here
from annotator.app.verbs.erasing import erase
from annotator.app.verbs.rekeying import change_passphrase
from annotator.domain.edits import Replace, added
from annotator.domain.errors import PartlyErased, UserError
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import SharedStore, creation, open_shared, opening, rekeying, take_out
from annotator.storage.key import Profile
from annotator.storage.shares import locks, publishing
from annotator.ui import asking_passphrase, sharing_desk, taking_out
from annotator.ui.asking import Asking
from annotator.ui.desk import Desk
from annotator.ui.dialogs import share as sheets
from annotator.ui.locking import Locking
from annotator.ui.sharing_desk import SharingDesk, wait_for_leaving
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window

QUICK_S = 0.2
WORDS = "seven quiet rivers"


@pytest.fixture
def place(study_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The study, on a share."""
    share = study_file.parent / "share"
    share.mkdir()
    monkeypatch.setenv("ANNOTATOR_SHARES", str(share))
    monkeypatch.setattr(sharing_desk, "TURN_EVERY_MS", 600_000)  # a test takes the turns itself
    return study_file.rename(share / study_file.name)


@pytest.fixture
def window(qapp: QApplication, place: Path) -> Iterator[Window]:
    """A window that has the study of the share open."""
    shown = opened(place)
    yield shown
    shown.close()
    assert wait_for_leaving(20_000)
    shown.deleteLater()


def opened(place: Path) -> Window:
    shown = shown_window(Settings(scheme="light"))
    assert Asking(shown).open_place(place, coder="RA-2")
    QApplication.processEvents()
    return shown


class Other:
    """Another machine, with the study open."""

    def __init__(self, home: Path, place: Path) -> None:
        self.store: SharedStore = open_shared(take_out(home / "work", place, claims=True))
        self.store.is_eager = False

    def mark(self) -> str:
        moment = self.moment(self.store.view())
        self.store.apply(added(moment), action="mark")
        return moment.id

    @staticmethod
    def moment(view: StudyView) -> Moment:
        return Moment(
            id=new_id(),
            transcript_id=min(view.transcripts),
            coder_id="coder",
            round_id=min(view.rounds),
            codebook_id=min(view.codebooks),
            start=0,
            end=3,
        )

    def leave(self) -> None:
        self.store.close()
        self.store.sharing.leave()


@pytest.fixture
def other(tmp_path: Path, place: Path) -> Iterator[Callable[[], Other]]:
    made: list[Other] = []

    def make() -> Other:
        made.append(Other(tmp_path / "other", place))
        return made[-1]

    yield make
    for each in made:
        each.store.close()
        each.store.sharing.close_here()


def part_of(window: Window) -> SharingDesk:
    assert window.desk is not None
    part = window.desk.findChild(SharingDesk)
    assert part is not None
    return part


def turned(window: Window) -> None:
    part = part_of(window)
    part.turn()
    settled(part)


def settled(part: SharingDesk) -> None:
    while part.is_busy:  # one answer may lead to the next question
        part.wait()
        QCoreApplication.sendPostedEvents()


def at_desk(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


def code(window: Window) -> None:
    """Codes a turn by its keys."""
    before = len(list(at_desk(window).view.all_moments()))
    press_keys(Qt.Key.Key_Return, "N")
    assert len(list(at_desk(window).view.all_moments())) == before + 1


def on_share(place: Path, home: Path) -> set[str]:
    """The moments that any other machine finds there."""
    store = open_shared(take_out(home / "looking", place, claims=False))
    found = {each.id for each in store.view().all_moments()}
    store.close()
    return found


def ids(window: Window) -> set[str]:
    return {each.id for each in at_desk(window).view.all_moments()}


def test_work_is_published_by_its_key_and_when_the_study_is_closed(
    window: Window, place: Path, tmp_path: Path
) -> None:
    line = at_desk(window).page.status
    code(window)
    assert "not published yet" in line.text()
    assert not on_share(place, tmp_path)
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    settled(part_of(window))
    assert "Published at" in at_desk(window).page.banner.text()
    assert line.text().count("Published") == 1
    assert on_share(place, tmp_path) == ids(window)
    code(window)
    wanted = ids(window)
    window.close_study()
    assert wait_for_leaving(20_000)
    QApplication.processEvents()
    assert "is published" in window.start.banner.text()
    assert on_share(place, tmp_path) == wanted
    assert not unpublished()


def test_a_second_one_reads_only_until_it_is_free_and_asked(
    place: Path, other: Callable[[], Other], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = other()
    theirs = first.mark()
    window = opened(place)
    try:
        desk = at_desk(window)
        banner = desk.page.banner
        assert "works on this study since" in banner.text()
        assert "you read a copy" in banner.text()
        press_keys(Qt.Key.Key_Return, "N")
        assert not ids(window)
        assert "works on the study" in banner.text()
        assert "read only" in banner.text()
        seen: list[str] = []

        def tells(sheet: sheets.WorkInItSheet, _width: int) -> bool:
            seen.append(sheet.yes.text())
            return False

        monkeypatch.setattr(sheets.WorkInItSheet, "ask", tells)
        part_of(window).publish()
        assert seen == [""]  # it only tells
        first.leave()
        part_of(window)._sharing._looked_at -= 3_600
        turned(window)
        assert "Nobody works on this study now" in banner.text()
        assert ids(window) == {theirs}  # what was published meanwhile is shown
        monkeypatch.setattr(sheets.WorkInItSheet, "ask", lambda *_: True)
        press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
        settled(part_of(window))
        assert "You work in the study now" in banner.text()
        code(window)
    finally:
        window.close()
        assert wait_for_leaving(20_000)
        window.deleteLater()
    assert not unpublished()


def test_a_passphrase_that_is_asked_for_keeps_nobody_out(
    tmp_path: Path,
    place: Path,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a colleague does meanwhile is shown once it is typed; a wrong one takes no lock."""
    shut = place.with_name("shut.iprstudy")
    with open_study(place) as plain:
        shutil.copyfile(plain.place, shut)
    with open_study(shut) as study:
        change_passphrase(study, WORDS, backups=False)
    away = tmp_path / "away" / "work"
    given: list[str] = []
    held: list[object] = []

    def type_it(*_: object) -> str:
        held.append(locks.look(shut))
        if not given:
            with open_shared(take_out(away, shut, claims=True), lambda: WORDS) as store:
                store.apply(added(Other.moment(store.view())), action="mark")
        given.append(WORDS if given else "a slip")
        return given[-1]

    monkeypatch.setattr(asking_passphrase, "ask_passphrase", type_it)
    window = shown_window(Settings(scheme="light"))
    assert Asking(window).open_place(shut, coder="RA-2")
    assert given == ["a slip", WORDS]
    assert held == [None, None]
    assert len(ids(window)) == 1, "what was published while it was asked for"
    assert part_of(window)._sharing.status.standing == "ours"
    code(window)
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()
    assert locks.look(shut) is None


def test_a_study_that_was_locked_is_worked_in_again(
    tmp_path: Path, place: Path, qapp: QApplication, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """While it is locked others may work in it; what they did is there when it is opened."""
    for module in (creation, opening, rekeying):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    with open_study(place) as plain:
        change_passphrase(plain, WORDS, backups=False)
    window = shown_window(Settings(scheme="light"))
    monkeypatch.setattr(asking_passphrase, "ask_passphrase", lambda *_: WORDS)
    assert Asking(window).open_place(place, coder="RA-2")
    [locking] = window.findChildren(Locking)
    code(window)
    lock_by_keys(window, qtbot)
    assert locks.look(place) is None, "nobody is kept out by it"
    with open_shared(take_out(tmp_path / "away", place, claims=True), lambda: WORDS) as store:
        assert len(list(store.view().all_moments())) == 1, "what was done before is published"
        store.apply(added(Other.moment(store.view())), action="mark")
    unlock_by_keys(window, locking)
    assert part_of(window)._sharing.status.standing == "ours"
    assert locks.look(place) is not None
    assert len(ids(window)) == 2
    code(window)
    lock_by_keys(window, qtbot)
    hangs, free = Event(), Event()

    def hang(_: Path) -> None:
        hangs.set()
        free.wait(60)

    with monkeypatch.context() as stalled:
        stalled.setattr(taking_out, "take_out", hang)
        stalled.setattr(taking_out, "MOST_WAIT_MS", 20)
        unlock_by_keys(window, locking)  # a share that hangs keeps nobody
        assert hangs.is_set()
        assert "the share is gone" in at_desk(window).page.status.text()
        free.set()
        qtbot.waitUntil(lambda: not is_parked(), timeout=20_000)
    assert len(ids(window)) == 3
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()


def lock_by_keys(window: Window, qtbot: QtBot) -> None:
    press_keys((Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier))
    qtbot.waitUntil(lambda: window.study is None, timeout=20_000)
    assert wait_for_leaving(20_000)


def unlock_by_keys(window: Window, locking: Locking) -> None:
    assert QApplication.focusWidget() is locking.page.field
    press_keys(WORDS, Qt.Key.Key_Return)
    assert window.study is not None, locking.page.problem.text()


def test_a_reader_follows_what_is_published_and_keeps_nobody_out(
    place: Path, other: Callable[[], Other], qapp: QApplication
) -> None:
    """Where nobody is blind any more: else that the reader looks is put down in the study."""
    with open_study(place) as study:
        study.do(added(Coder(id="reader", name="Ida", role="reader", reads="everyone")), "Add Ida")
        for each in list(study.view.assignments.values()):
            study.do(Replace(each, replace(each, progress="done")), "Done")
    window = shown_window(Settings(scheme="light"))
    assert Asking(window).open_place(place, coder="Ida")
    assert locks.look(place) is None
    assert not at_desk(window).page.banner.text(), "whoever only reads is not asked to work in it"
    first = other()
    assert first.store.sharing.status.standing == "ours"
    theirs = first.mark()
    first.store.sharing.publish_now()
    part_of(window)._sharing._looked_at -= 3_600
    turned(window)
    assert ids(window) == {theirs}
    assert "works on it" in at_desk(window).page.status.text()
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()


def test_what_cannot_be_taken_up_is_told_once(
    place: Path, other: Callable[[], Other], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window of this machine has the copy open: what is seen is from before."""
    first = other()
    window = opened(place)
    beside = open_study(place, coder="RA-2")
    first.mark()
    first.store.sharing.publish_now()
    part_of(window)._sharing._looked_at -= 3_600
    turned(window)
    banner = at_desk(window).page.banner
    assert "was published anew, and what you see is from before" in banner.text()
    assert not ids(window)
    banner.hide()
    part_of(window)._sharing._looked_at -= 3_600
    turned(window)
    assert not banner.text(), "once is enough"
    beside.close()
    monkeypatch.setattr(part_of(window), "_not_before", 0.0)
    part_of(window)._sharing._looked_at -= 3_600
    turned(window)
    assert len(ids(window)) == 1, "it is taken up as soon as it can be"
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()


def test_nobody_codes_in_what_was_published_anew_before_the_lock_was_taken(
    place: Path, tmp_path: Path, other: Callable[[], Other], qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It cannot be shown, as another window here has the copy too: then it is only read."""
    study = open_study(taking_out.taken_out(place), coder="RA-2")
    first = other()
    theirs = first.mark()
    first.store.sharing.publish_now()
    first.leave()
    beside = open_study(place, coder="RA-2")
    taking_out.work_in(study)
    assert locks.look(place) is None
    window = shown_window(Settings(scheme="light"))
    window.show_study(study)
    banner = at_desk(window).page.banner
    assert "cannot be shown yet: you read the study as it was before" in banner.text()
    press_keys(Qt.Key.Key_Return, "N")
    assert not ids(window)
    monkeypatch.setattr(sheets.WorkInItSheet, "ask", lambda *_: True)
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    settled(part_of(window))
    assert "what you see is from before" in banner.text()
    assert locks.look(place) is None, "nobody is kept out by who cannot work in it"
    press_keys(Qt.Key.Key_Return, "N")
    assert not ids(window)
    beside.close()
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    settled(part_of(window))
    assert "You work in the study now" in banner.text()
    assert ids(window) == {theirs}
    code(window)
    wanted = ids(window)
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()
    assert on_share(place, tmp_path) == wanted


def test_a_lock_that_came_too_late_keeps_nobody_out(
    place: Path, other: Callable[[], Other], qapp: QApplication, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The share gave the lock, and what was published only after the window had gone on."""
    study = open_study(taking_out.taken_out(place), coder="RA-2")
    first = other()
    theirs = first.mark()
    first.store.sharing.publish_now()
    first.leave()
    free, fetched = Event(), sharing_app.newer

    def hang(sharing: Sharing) -> Fetched | None:
        assert free.wait(60)
        return fetched(sharing)

    with monkeypatch.context() as stalled:
        stalled.setattr(sharing_app, "newer", hang)
        stalled.setattr(taking_out, "MOST_WAIT_MS", 20)
        taking_out.work_in(study)
        assert locks.look(place) is not None
        free.set()
        qtbot.waitUntil(lambda: not is_parked(), timeout=20_000)
    assert locks.look(place) is None
    window = shown_window(Settings(scheme="light"))
    window.show_study(study)
    press_keys(Qt.Key.Key_Return, "N")
    assert not ids(window)
    turned(window)
    assert ids(window) == {theirs}
    window.close()
    assert wait_for_leaving(20_000)
    window.deleteLater()


def test_a_share_that_hangs_keeps_nobody(
    place: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Working, asking and closing go on; the next start finds what is not published."""
    window = opened(place)
    part = part_of(window)
    hangs, free = Event(), Event()
    send = publishing._send

    def hang(*arguments: Path) -> str:
        hangs.set()
        assert free.wait(60)
        raise OSError(5, "the share failed")

    monkeypatch.setattr(publishing, "_send", hang)
    code(window)
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    assert hangs.wait(10)
    longest = 0.0
    for act in (lambda: code(window), part.turn, part.publish, window.close_study):
        began = monotonic()
        act()
        longest = max(longest, monotonic() - began)
    assert longest < QUICK_S * (1 + os.getloadavg()[0])  # on a busy machine all takes longer
    [left] = unpublished()
    free.set()
    qtbot.waitUntil(lambda: wait_for_leaving(10), timeout=20_000)
    assert "not yet published" in window.start.banner.text()
    assert "saved on this machine" in window.start.banner.text()
    window.close()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))

    monkeypatch.setattr(publishing, "_send", send)
    again = shown_window(Settings(scheme="light"))
    asking = Asking(again)
    assert place.name in again.start.banner.text()
    assert asking.open_place(place, coder="RA-2")
    assert ids(again)
    assert all_working_copies() == [left]
    part_of(again).publish()
    settled(part_of(again))
    assert on_share(place, tmp_path) == ids(again)
    again.close()
    assert wait_for_leaving(20_000)
    again.deleteLater()
    window.deleteLater()


def test_a_share_that_does_not_answer_is_not_waited_for_at_an_opening(
    place: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, free = take_out_here, Event()

    def hang(wanted: Path) -> TakenOut:
        assert free.wait(60)
        return asked(wanted)

    never = shown_window(Settings(scheme="light"))
    with monkeypatch.context() as stalled:
        stalled.setattr(taking_out, "take_out", hang)
        stalled.setattr(taking_out, "MOST_WAIT_MS", 20)
        assert not Asking(never).open_place(place, coder="RA-2")
        assert "the share does not answer" in never.start.banner.text()
        free.set()
        qtbot.waitUntil(lambda: not is_parked(), timeout=20_000)
    assert locks.look(place) is None  # what came too late keeps nobody out
    assert Asking(never).open_place(place, coder="RA-2")
    never.close_study()
    assert wait_for_leaving(20_000)
    free.clear()
    with monkeypatch.context() as stalled:
        stalled.setattr(taking_out, "take_out", hang)
        stalled.setattr(taking_out, "MOST_WAIT_MS", 20)
        assert Asking(never).open_place(place, coder="RA-2")
    assert "the share is gone" in at_desk(never).page.status.text()
    assert "does not answer" in at_desk(never).page.banner.text()
    code(never)
    free.set()
    qtbot.waitUntil(lambda: not is_parked(), timeout=20_000)
    turned(never)
    assert "not published yet" in at_desk(never).page.status.text()  # ours again
    never.close()
    assert wait_for_leaving(20_000)
    assert not unpublished()
    never.deleteLater()


def test_a_window_that_is_ended_publishes_before_it_goes(
    place: Path, tmp_path: Path, own_settings: Path, qtbot: QtBot
) -> None:
    """Also what a script of the same machine has marked meanwhile, beside it."""
    command = [sys.executable, "-m", "annotator", "open", str(place), "--coder", "RA-2"]
    window = subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        qtbot.waitUntil(lambda: locks.look(place) is not None, timeout=60_000)
        qtbot.waitUntil((own_settings / "settings.json").is_file, timeout=60_000)  # it is shown
        with open_study(place, coder="RA-2") as beside:
            edit = Other.moment(beside.view)
            beside.do(added(edit), "Mark")
        assert not on_share(place, tmp_path)
        window.terminate()
        assert window.wait(60) == 0
    finally:
        window.kill()
        window.wait()
    assert on_share(place, tmp_path) == {edit.id}
    assert locks.look(place) is None


def test_a_share_that_is_gone_costs_delay_only(
    window: Window, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = place.parent.rename(tmp_path / "away")
    sharing = part_of(window)._sharing
    now = [sharing._clock()]
    sharing._clock = lambda: now[0]
    code(window)
    now[0] += 120
    turned(window)
    page = at_desk(window).page
    assert "the share is gone" in page.status.text()
    assert "published when the share is back" in page.banner.text()
    code(window)
    assert sharing.status.ahead
    away.rename(place.parent)
    for _ in range(2):
        now[0] += 120
        turned(window)
    assert "Published" in page.status.text()
    assert on_share(place, tmp_path) == ids(window)


def test_what_has_gone_two_ways_is_kept_beside(
    window: Window, place: Path, other: Callable[[], Other], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    code(window)
    mine = ids(window)
    second = other()
    owner = second.store.sharing.owner_now()
    second.store.sharing.work_in_it(over=owner)  # as if this window had slept
    theirs = second.mark()
    second.leave()
    sharing = part_of(window)._sharing
    sharing._beaten_at -= 3_600
    turned(window)
    banner = at_desk(window).page.banner
    assert "has taken the study over" in banner.text()
    press_keys(Qt.Key.Key_Return, "N")
    assert ids(window) == mine
    monkeypatch.setattr(sheets.WorkInItSheet, "ask", lambda *_: True)
    monkeypatch.setattr(sheets.ApartSheet, "ask", lambda *_: True)
    part_of(window).publish()
    settled(part_of(window))
    part_of(window).publish()
    settled(part_of(window))
    assert "changed on the share too" in banner.text()
    part_of(window).publish()
    settled(part_of(window))
    assert ids(window) == {theirs}
    [beside] = [each for each in place.parent.glob("*.iprstudy") if each != place]
    assert beside.name in banner.text()
    with open_study(beside) as kept:
        assert {each.id for each in kept.view.all_moments()} == mine


def test_a_study_of_this_machine_has_nothing_to_publish(
    study: OpenStudy, qapp: QApplication
) -> None:
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(study)
    assert study.look(sharing_of) is None
    assert study.look(in_background) is None
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    assert "nothing to publish" in at_desk(shown).page.banner.text()
    shown.close()
    shown.deleteLater()


def test_a_participant_is_erased_on_the_share_too_and_by_one_window_only(
    window: Window, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window has the lock: it erases here, publishes, and only then there is a certificate."""
    assert window.desk is not None
    study = window.desk.study
    window.see_as(None)
    patient = study.view.find_account("D07", 3, "patient")
    text = study.view.transcript_of(patient.id)
    assert text is not None
    line = text.text.splitlines()[-1].encode()
    assert line in place.read_bytes()
    with open_study(take_out_here(place)) as second, pytest.raises(UserError) as refused:
        erase(second, Wish(participant="P07"))
    assert "another window of this machine has the study open too" in refused.value.sentence
    assert line in place.read_bytes()
    done: list[str] = []
    sharing = study.look(sharing_of)
    assert sharing is not None
    sharing.publish_now()  # else it is not even begun
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_put", _fails)
        with pytest.raises(PartlyErased, match="not yet on the share"):
            erase(study, Wish(participant="P07"), done.append)
    assert line in place.read_bytes()
    assert study.view.transcript_of(patient.id) is None
    press_keys((Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier))
    part_of(window).wait()
    assert line not in place.read_bytes()
    assert "gives its certificate" in window.desk.page.banner.text()
    certified = erase(study, Wish(participant="P07"))
    assert certified.found.kinds["transcripts"] == 1
    assert certified.files[0].name.endswith("on the share")


def _fails(*_: object) -> None:
    raise OSError("the share went away")
