"""A coder's day on a server in the window, with real keys: opened, coded, cut off, gone on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.app.qt.jobs import Outcome
from annotator.app.qt.parking import is_parked
from annotator.app.settings import Settings
from annotator.domain.address import Address
from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.domain.study import Dyad
from annotator.storage.server import connecting
from annotator.storage.server.pulse import ANSWER_S, DOUBT_S
from annotator.ui import calling
from annotator.ui.asking import Asking
from annotator.ui.dialogs.server import ServerSheet
from annotator.ui.watching import Watching
from annotator.ui.window import Window
from tests.labs import Lab, lab_at
from tests.servers import PASSWORD, PASSWORD_SQL, serving
from tests.storage.making import moment_in
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_work import ALL, by_key, said
from tests.wires import Wire, wired

OPEN = (Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
HOME = (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
END = (Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def window(
    qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setattr(calling, "SHOWN_AFTER_MS", 60_000)  # no sheet where a machine is slow
    shown = shown_window(settings)
    Asking(shown)
    yield shown
    shown.close()
    shown.deleteLater()


def said_in(sheet: ServerSheet) -> str:
    problem = sheet.findChild(QLabel, "problem")
    assert problem is not None
    return problem.text()


def watching(window: Window) -> Watching:
    assert window.desk is not None
    [found] = window.desk.findChildren(Watching)
    return found


def look(window: Window) -> None:
    """Asks the server now, and hears what it says."""
    watching(window).look()
    watching(window).wait()


def hears(window: Window, words: str) -> bool:
    """Whether the window says this once it has asked; it may have been asking since before."""
    look(window)
    return words in said(window)


def test_a_day_on_a_server(window: Window):
    with serving() as server:
        lab = lab_at(server, server.empty())
        problems: list[str] = []

        def give_address(sheet: ServerSheet) -> None:
            assert sheet.address.accessibleName() == "Address of the study"
            press_keys(ALL, str(lab.ane).replace("@", ":word@"), RETURN)
            problems.append(said_in(sheet))
            press_keys(ALL, str(lab.ane), RETURN)

        seen = by_key(
            window, OPEN, give_address, lambda _: press_keys("wrong", RETURN),
            lambda _: press_keys(PASSWORD, RETURN),
        )  # fmt: skip
        assert seen == ["Open on a server", "Password", "Password"]
        assert "holds a password" in problems[0]
        desk = window.desk
        assert desk is not None
        assert desk.study.seen_by == lab.made.coders[0].id  # nobody is asked who codes
        assert window.settings.recent == [str(lab.ane)]
        assert PASSWORD not in str(window.settings)
        assert lab.ane.database in window.windowTitle()
        press_keys(
            (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        )
        assert said(window) == "This is the login of Ane, and is theirs alone."

        # What is coded here is there, and what others code is not here; the PI's design is.
        press_keys(HOME, RETURN, "h")
        [own] = desk.view.all_moments()
        with lab.open(lab.pi) as pi, lab.open(lab.bo) as bo:
            assert [each.id for each in pi.view().all_moments()] == [own.id]
            bo.apply(added(moment_in(lab.made, lab.made.transcripts[2], coder=1)), action="code")
            before = desk.view
            look(window)
            assert desk.view is before
            pi.apply(added(Dyad(id=new_id(), name="D55")), action="design")
            look(window)
        assert "D55" in {each.name for each in desk.view.dyads.values()}
        assert [each.id for each in desk.view.all_moments()] == [own.id]

        # The server goes away while a memo is typed: it stays in its field, and is kept after.
        press_keys("m", "half a sent")
        memo = QApplication.focusWidget()
        server.stop()
        look(window)
        assert "the server cannot be reached" in said(window)
        press_keys("ence")
        desk.page.memos.flush()
        assert "half a sentence" in memo.toPlainText()  # type: ignore[union-attr]
        server.start()
        look(window)
        assert said(window) == "The server is back."
        press_keys(".")
        desk.page.memos.flush()
        with lab.open(lab.pi) as pi:
            kept = pi.view().moment(own.id)
        assert kept is not None
        assert kept.memo == "half a sentence."
        assert watching(window).is_watching
        assert window.close_study()


@pytest.fixture
def wire(hosted: Lab) -> Iterator[Wire]:
    with wired(hosted.server.port) as made:
        yield made


def give(place: Address) -> Callable[[ServerSheet], None]:
    return lambda _: press_keys(ALL, str(place), RETURN)


class Ticking:
    """How long the window was deaf at most while something else was waited for."""

    def __init__(self, window: Window) -> None:
        self._longest_s, self._last = 0.0, monotonic()
        timer = QTimer(window)
        timer.timeout.connect(self._tick)
        timer.start(10)

    def longest_s(self) -> float:
        self._tick()
        return self._longest_s

    def _tick(self) -> None:
        now = monotonic()
        self._longest_s, self._last = max(self._longest_s, now - self._last), now


def test_a_host_that_swallows_all_neither_holds_the_window_nor_costs_a_moment(
    window: Window, hosted: Lab, wire: Wire, qtbot: QtBot
):
    ane = wire.to(hosted.ane)
    elsewhere = moment_in(hosted.made, hosted.made.transcripts[0], round_id=hosted.alone.id)
    with hosted.open(hosted.ane) as own:  # of a round that is not in hand: the desk shows none
        own.apply(added(elsewhere), action="code")
    by_key(window, OPEN, give(ane), lambda _: press_keys(PASSWORD, RETURN))
    desk = window.desk
    assert desk is not None
    press_keys(HOME, RETURN, "h")
    first = {each.id for each in desk.view.all_moments()}
    look(window)
    wire.hold()
    ticking = Ticking(window)
    watching(window).look()
    qtbot.waitUntil(lambda: "the server cannot be reached" in said(window), timeout=60_000)
    assert ticking.longest_s() < ANSWER_S  # who waits for such a host waits longer than that
    desk.page.banner.put_away("bad")
    press_keys(END, RETURN, "h")
    assert "the server cannot be reached" in said(window)
    assert {each.id for each in desk.view.all_moments()} == first
    wire.release()
    look(window)
    assert said(window) == "The server is back."
    press_keys(END, RETURN, "h")
    assert len({each.id for each in desk.view.all_moments()} - first) == 1
    with hosted.open(hosted.ane) as again:
        kept = {each.id for each in again.view(again.of_coder).all_moments()}
    assert kept == {each.id for each in desk.study.view.all_moments()}
    assert elsewhere.id in kept
    assert desk.view.moment(elsewhere.id) is None
    assert window.close_study()


def test_a_server_that_is_back_and_knows_the_password_no_more_says_so(
    window: Window, hosted: Lab, wire: Wire, qtbot: QtBot
):
    """The window that was told of a server away is told the other reason too, and goes on after."""
    ane = wire.to(hosted.ane)
    by_key(window, OPEN, give(ane), lambda _: press_keys(PASSWORD, RETURN))
    desk = window.desk
    assert desk is not None
    named = f"ALTER ROLE {hosted.ane.login} PASSWORD "
    wire.hold()
    qtbot.waitUntil(lambda: hears(window, "the server cannot be reached"), timeout=60_000)
    with hosted.sql(hosted.pi) as keeper:
        keeper.execute(f"{named} 'another'")
        try:
            wire.release()
            qtbot.waitUntil(lambda: hears(window, "wrong password"), timeout=60_000)
        finally:
            keeper.execute(f"{named} '{PASSWORD_SQL}'")
    qtbot.waitUntil(lambda: hears(window, "The server is back."), timeout=60_000)
    before = {each.id for each in desk.view.all_moments()}
    press_keys(HOME, RETURN, "h")
    assert len({each.id for each in desk.view.all_moments()} - before) == 1
    assert window.close_study()


def test_the_first_edit_after_a_host_has_fallen_silent_holds_the_window_no_longer_than_its_doubt(
    window: Window, hosted: Lab, wire: Wire, qtbot: QtBot
):
    """What was sent before comes to the server afterwards, and does nothing there."""
    by_key(window, OPEN, give(wire.to(hosted.ane)), lambda _: press_keys(PASSWORD, RETURN))
    desk = window.desk
    assert desk is not None
    look(window)
    first = {*desk.view.all_moments()}
    wire.hold()
    began = monotonic()
    press_keys(HOME, RETURN, "h")
    held_s = monotonic() - began
    assert "the server cannot be reached" in said(window)
    assert held_s < DOUBT_S + ANSWER_S  # so long it takes until it is certain
    began = monotonic()
    press_keys(HOME, RETURN, "h")
    assert monotonic() - began < held_s
    wire.release()
    watching(window).wait()
    look(window)
    assert {*desk.view.all_moments()} == first
    press_keys(HOME, RETURN, "h")
    assert 1 <= len({*desk.view.all_moments()} ^ first) <= 2  # one more, or another code of one
    with hosted.open(hosted.ane) as again:
        kept = {*again.view(again.of_coder).all_moments()}
    assert kept == {*desk.study.view.all_moments()}  # of other rounds too
    assert window.close_study()


def test_opening_is_given_up_while_the_host_says_nothing(
    window: Window, hosted: Lab, wire: Wire, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(calling, "SHOWN_AFTER_MS", 50)
    wire.hold()
    seen = by_key(window, OPEN, give(wire.to(hosted.ane)), lambda _: press_keys(ESC))
    assert seen == ["Open on a server", "Opening"]
    assert window.desk is None
    assert is_parked()
    wire.release()  # what comes now is for nobody
    qtbot.waitUntil(lambda: not is_parked(), timeout=60_000)
    assert window.desk is None


def test_opening_ends_by_itself_where_the_host_says_nothing(
    window: Window, hosted: Lab, wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connecting, "CONNECT_S", 2)
    wire.hold()
    assert by_key(window, OPEN, give(wire.to(hosted.ane))) == ["Open on a server"]
    assert window.desk is None
    assert "the server cannot be reached" in window.start.banner.text()


@pytest.mark.parametrize("is_late", [False, True])
def test_a_study_that_opens_while_or_after_it_is_given_up_is_closed(
    window: Window, monkeypatch: pytest.MonkeyPatch, *, is_late: bool
):
    closed: list[bool] = []

    class Opened:
        def close(self) -> None:
            closed.append(True)

    monkeypatch.setattr(calling, "open_study", lambda *_, **__: Opened())
    work: list[Callable[[], object]] = []
    asked = calling.Calling(window, Address(login="", host="", port=0, database="lab"), None, None)
    monkeypatch.setattr(asked, "_wait", lambda: None)  # given up before anybody is told
    monkeypatch.setattr(asked._jobs, "run", work.append if is_late else lambda own: own())
    assert asked.study() is None
    for each in work:
        assert each() is None
    assert closed == [True]
    asked._jobs.done.emit(Outcome())
    assert not is_parked()
    asked.deleteLater()
