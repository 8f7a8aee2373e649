"""A lab on a server in three windows, each by a login of its own: coded, settled, erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.address import Address
from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment, Round
from annotator.ui.asking import Asking
from annotator.ui.desk import Desk
from annotator.ui.dialogs.erase import EraseSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window
from tests.labs import Lab, lab_at
from tests.servers import PASSWORD, Server
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_asking_erasing import ERASE, TAB
from tests.ui.window.test_asking_work import said
from tests.ui.window.test_screens import ARTEFACTS
from tests.ui.window.test_server import HOME, RETURN, look

CTRL = Qt.KeyboardModifier.ControlModifier
DONE = (Qt.Key.Key_Return, CTRL)
DOWN, F4 = Qt.Key.Key_Down, Qt.Key.Key_F4


@pytest.fixture
def own(server: Server) -> Lab:
    """A lab of this test alone, in which Bo has dyad 0 too: what no round gives, Bo cannot read."""
    lab = lab_at(server, server.empty())
    account_id = lab.made.transcripts[0].account_id
    given = Assignment(
        id=new_id(), round_id=lab.made.round.id, coder_id=lab.made.coders[1].id,
        account_id=account_id,
    )  # fmt: skip
    with lab.open(lab.pi) as pi:
        pi.apply(added(given), action="give")
    return lab


@pytest.fixture
def windows(qapp: QApplication, own: Lab) -> Iterator[dict[str, Window]]:
    """By login a window that is open for it."""
    shown = {name: opened(getattr(own, name)) for name in ("ane", "bo", "pi")}
    Asking(shown["pi"])
    yield shown
    for each in shown.values():
        each.close()
        each.deleteLater()


def opened(place: Address) -> Window:
    window = shown_window(Settings(scheme="light"))
    window.show_study(open_study(place, lambda: PASSWORD))
    QApplication.processEvents()
    return window


def desk_of(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


def sit_at(window: Window) -> None:
    """From now on its window has the keys."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def moments(window: Window) -> set[str]:
    return {each.id for each in desk_of(window).view.all_moments()}


def texts_at(window: Window) -> set[str]:
    """What is read there once it has asked; it may have been asking since before."""
    look(window)
    return set(desk_of(window).view.transcripts)


def layer(window: Window) -> list[Moment]:
    view = desk_of(window).view
    whose = view.consensus
    return [] if whose is None else [m for m in view.all_moments() if m.coder_id == whose.id]


def test_two_coders_and_a_pi_each_by_an_own_login(
    windows: dict[str, Window], own: Lab, qtbot: Any
) -> None:
    ane, bo, pi = windows["ane"], windows["bo"], windows["pi"]
    for coder, to_turn in ((ane, (HOME, DOWN)), (bo, (HOME, DOWN, DOWN, DOWN))):
        sit_at(coder)
        if coder is bo:  # whose queue begins elsewhere
            desk_of(bo).show_session(desk_of(ane).session_id, "therapist")
        press_keys(*to_turn, RETURN, "h", DONE)
        assert len(moments(coder)) == 1
    for each in windows.values():
        look(each)
    assert moments(ane).isdisjoint(moments(bo))
    assert moments(pi) == moments(ane) | moments(bo)

    # The PI compares and takes the first coder's; neither coder is told of it.
    sit_at(pi)
    press_keys(F4)
    pi.wait_for_comparison()
    page = desk_of(pi).page.consensus
    qtbot.waitUntil(lambda: page.entry is not None, timeout=60_000)
    before = [moments(ane), moments(bo)]
    press_keys("1")
    [settled] = layer(pi)
    assert settled.codes
    for each in (ane, bo):
        view = desk_of(each).view
        look(each)
        assert desk_of(each).view is view
        assert layer(each) == []
    assert [moments(ane), moments(bo)] == before

    # A coder whose login is taken away amid work is told in a sentence; nobody else notices.
    pi_study = desk_of(pi).study
    pi_study.look(lambda store: store.shut_out(own.bo.login))  # type: ignore[attr-defined]
    sit_at(bo)
    press_keys(HOME, RETURN, "h")
    assert "no part in the study any more" in said(bo)
    look(bo)
    assert "is tried again by itself" in said(bo)
    sit_at(ane)
    press_keys(HOME, RETURN, "h")
    look(pi)
    assert moments(pi) == moments(ane) | before[1] | {settled.id}
    assert bo.close_study()

    # The therapist withdraws: erased on the server beside the window, with a certificate.
    sit_at(pi)
    told = erased_by_keys(pi, "T00")
    assert "stands in the texts of others just as well" in told[1]  # all say the same here
    assert "pg_wal" in told[1]
    assert said(pi) == "T00 is erased; the pseudonym stays."
    assert moments(pi) == set()
    look(ane)
    assert moments(ane) == set()
    assert desk_of(pi).study.check() == []


def erased_by_keys(window: Window, who: str) -> list[str]:
    """Erases a participant as a person does; gives what was found and the certificate."""
    told: list[str] = []

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, EraseSheet)
        press_keys(who, TAB, TAB, TAB)
        sheet.wait()
        told.append(sheet.found.toPlainText())
        sheet.accepted.connect(lambda: in_sheet(go_on))
        press_keys(who, RETURN)

    def go_on(sheet: Sheet) -> None:
        if sheet.windowTitle() == "Certificate of erasure":
            told.append(sheet.findChildren(QPlainTextEdit)[0].toPlainText())
            keep_picture(sheet, "certificate")
            press_keys(Qt.Key.Key_Escape)
        else:
            keep_picture(sheet, "erasing")
            in_sheet(go_on, tries=6_000)

    in_sheet(fill)
    press_keys(ERASE)
    go_back(window)
    return told


def keep_picture(sheet: Sheet, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    assert sheet.grab().save(str(ARTEFACTS / f"server-{name}.png"))


def test_a_round_that_comes_while_a_window_is_open_leaves_what_it_gives(
    windows: dict[str, Window], own: Lab, qtbot: Any
) -> None:
    """The text on screen is the coder's no more: the window goes to one that is."""
    ane, made = windows["ane"], own.made
    me, given = made.coders[0].id, made.transcripts[2]
    desk = desk_of(ane)
    before = desk.session_id
    assert before != desk.view.accounts[given.account_id].session_id
    drawn = Round(
        id=new_id(), name="R1", number=5, kind="reliability", codebook_id=made.codebook.id
    )
    work = Assignment(
        id=new_id(), round_id=drawn.id, coder_id=me, account_id=given.account_id, position=1
    )
    with own.open(own.pi) as pi:
        for each in [e for e in pi.view().assignments.values() if e.coder_id == me]:
            pi.apply(Replace(each, None), action="take back")
        pi.apply(added(drawn, work), action="draw")
        qtbot.waitUntil(lambda: texts_at(ane) == {given.id}, timeout=30_000)
        assert desk.session_id == desk.view.accounts[given.account_id].session_id
        sit_at(ane)
        press_keys(HOME, DOWN, RETURN, "h")
        assert {each.round_id for each in desk.view.all_moments()} == {drawn.id}
        pi.apply(Replace(work, None), action="take back")
        every = {each.id for each in made.transcripts}
        qtbot.waitUntil(lambda: texts_at(ane) == every, timeout=30_000)
