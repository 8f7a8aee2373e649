"""A coder's day on a server in the window, with real keys: opened, coded, cut off, gone on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.settings import Settings
from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.domain.study import Dyad
from annotator.ui.asking import Asking
from annotator.ui.dialogs.server import ServerSheet
from annotator.ui.watching import Watching
from annotator.ui.window import Window
from tests.labs import lab_at
from tests.servers import PASSWORD, serving
from tests.storage.making import moment_in
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_work import ALL, by_key, said

OPEN = (Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
HOME = (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def window(qapp: QApplication, settings: Settings) -> Iterator[Window]:
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
            bo.apply(added(moment_in(lab.made, lab.made.transcripts[0], coder=1)), action="code")
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
