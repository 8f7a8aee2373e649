"""The lock: nothing of the study on the screen, its file closed, its key let go of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QToolTip

from annotator.app.actions import key_of
from annotator.app.history import History
from annotator.app.open_study import open_study
from annotator.app.settings import Place
from annotator.app.verbs.comparing import Comparison
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui import clipboard
from annotator.ui.codebook.held import HeldFields
from annotator.ui.consensus.entries import Filters, Key
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.idle import Clock, Idle, both_clocks
from annotator.ui.lock_page import LockPage
from annotator.ui.stylesheet import Dress
from annotator.ui.taking_out import taken_out, work_in
from annotator.ui.window import TITLE, Window

_TRY_AGAIN_MS, _MOST_TRIES = 5, 400
WHILE_LOCKED = frozenset({"quit", "larger", "smaller", "usual_size", "theme"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bookmark:
    """Where somebody was when it was locked. No word of a transcript is in it.

    Attributes:
        selections: anchor and caret by voice.
        scrolls: where each column was scrolled to, in pixels.
        comparison: what is compared, and who settles.
        queue: the disagreement in hand and the filters: ids, and no names.
        history: the steps that can be taken back, as long as `revision` is the study's.
        memos: what was typed and the study had refused, by field.
        held: the same of the codebook's forms.
        dialogs: titles of what was open and is shut without being done.
    """

    file: Path
    coder_id: Id | None
    place: Place
    tab: str
    selections: dict[str, tuple[int, int]]
    scrolls: dict[str, int]
    playhead_ms: int | None
    comparison: tuple[Comparison, str]
    queue: tuple[Key | None, Filters]
    revision: int
    history: History
    memos: list[dict[Id, str]]
    held: HeldFields
    dialogs: tuple[str, ...]


class Locking(QObject):
    """Locks a window when nobody touches it, or at once, and opens it again.

    Args:
        window: an encrypted study in it can be locked; a plain one has nothing to lock it with.
        clock: replaced in tests.
    """

    def __init__(self, window: Window, clock: Clock = both_clocks) -> None:
        super().__init__(window)
        self._window = window
        self._bookmark: Bookmark | None = None
        self._shut: tuple[str, ...] = ()
        self._level = 0  # of nested loops of events, once those of the dialogs have ended
        self._tries = 0
        self.page = LockPage(window.look)
        Dress(window.look, self.page)
        stack = window.centralWidget()
        assert isinstance(stack, QStackedWidget)
        self._stack = stack
        stack.addWidget(self.page)
        self.idle = Idle(self, self._after_s, clock)
        self.idle.passed.connect(self._lock_idle)
        self.page.given.connect(self.unlock)
        self.page.left.connect(self.leave)
        window.commands.on("lock", self.lock)

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase is needed to go on."""
        return self._window.commands.only is not None

    # Locking --------------------------------------------------------------------------------

    def lock(self, why: str = "") -> None:
        """Hides the study at once, and closes it as soon as what was asked is put away."""
        window = self._window
        if window.study is None or self.is_locked:
            return
        if window.study.address is not None:
            closes = key_of("close_study")
            window.say(f"A study on a server is locked by closing it: {closes}.", "hint")
            return
        if not window.study.is_encrypted:
            window.say(
                "This study is a plain file: there is no passphrase to lock it with. "
                f"{key_of('rekey')} encrypts it.",
                "hint",
            )
            return
        window.commands.only = WHILE_LOCKED
        self.page.show_why(why or "It goes on where you were.")
        self._stack.setCurrentWidget(self.page)
        window.setWindowTitle(TITLE)
        self._shut = _shut_dialogs(window)
        self._level = QThread.currentThread().loopLevel() - len(self._shut)
        self._tries = _MOST_TRIES
        self._close()

    def _lock_idle(self) -> None:
        minutes = counted(self._window.settings.lock_after_min, "minute")
        self.lock(f"Nobody has touched it for {minutes}. It goes on where you were.")

    def _close(self) -> None:
        """Closes the study; what still waits for an answer gets its turn before, and ends."""
        window = self._window
        self._shut += _shut_dialogs(window)  # one dialog may have led to the next
        if QThread.currentThread().loopLevel() > self._level and self._tries:
            self._tries -= 1
            QTimer.singleShot(_TRY_AGAIN_MS, self, self._close)
            return
        if window.desk is None:  # what ended meanwhile has closed it
            self.leave()
            return
        study = window.desk.study
        window.desk.leave()
        self._bookmark = _bookmark(window, window.desk, self._shut)
        window.let_go()
        study.close()
        self._stack.setCurrentWidget(self.page)
        window.setWindowTitle(TITLE)
        clipboard.guard().clear()
        self.page.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # Opening again --------------------------------------------------------------------------

    def unlock(self, passphrase: str) -> None:
        """Opens the study again at the same place, or says why not."""
        mark = self._bookmark
        if mark is None:
            return
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            study = open_study(taken_out(mark.file), lambda: passphrase, seen_by=mark.coder_id)
            work_in(study)
        except UserError as error:
            self.page.show_problem(as_sentence(error))
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self._bookmark = None
        self._window.commands.only = None
        self.idle.touch()
        is_same = study.view.revision == mark.revision
        if is_same:
            study.history = mark.history
        self._window.show_study(study)
        self._restore(mark)
        self._tell(mark, is_same=is_same)

    def leave(self) -> None:
        """Leaves the study closed, and what had not been stored with it."""
        self._bookmark = None
        self._window.commands.only = None
        self._stack.setCurrentWidget(self._window.start)
        self._window.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self, mark: Bookmark) -> None:
        """Shows all of it as it was."""
        desk = self._window.desk
        assert desk is not None
        page = desk.page
        desk.go_to_place(mark.place)
        page.layout_now()
        for voice, (anchor, caret) in mark.selections.items():
            if (column := page.columns.text(voice)) is not None:
                column.text.set_selection(anchor, caret)
        if mark.playhead_ms is not None:
            page.timeline.set_playhead(mark.playhead_ms)
        page.memos.take_up(mark.memos)
        page.codes_page.held.take_up(mark.held)
        comparing = self._window.comparing
        assert comparing is not None
        comparing.asks, settler = mark.comparison
        comparing.settle_as(settler)
        page.consensus.queue.go_to_place(*mark.queue)
        if mark.tab != "coding":
            self._window.show_tab(mark.tab)
        _scroll(desk, mark.scrolls)
        QTimer.singleShot(0, desk, partial(_scroll, desk, mark.scrolls))  # once it is laid out

    def _tell(self, mark: Bookmark, *, is_same: bool) -> None:
        """Says what is not as it was."""
        said = []
        if mark.dialogs:
            said.append(f"“{', '.join(mark.dialogs)}” was shut without being done.")
        if not is_same:
            said.append(
                "The study was changed elsewhere meanwhile, so that what was done before it was "
                "locked cannot be undone any more."
            )
        if said:
            self._window.say(" ".join(said), "hint")

    def _after_s(self) -> float:
        study = self._window.study
        waits = study is not None and study.is_encrypted and not self.is_locked
        return self._window.settings.lock_after_min * 60.0 if waits else 0.0


def _shut_dialogs(window: Window) -> tuple[str, ...]:
    """Puts away menus, the palette and every dialog, as if a person gave them up; their titles.

    Whatever floats beside the window (the picture of a recording) is hidden too.
    """
    window.palette_box.shut()
    QToolTip.hideText()
    while (popup := QApplication.activePopupWidget()) is not None:
        if not popup.close():
            break
    titles = []
    for other in QApplication.topLevelWidgets():
        if other is window or not other.isVisible():
            continue
        other.hide()
        if isinstance(other, QDialog):
            titles.append(other.windowTitle())
            other.reject()
    return tuple(titles)


def _bookmark(window: Window, desk: Desk, dialogs: tuple[str, ...]) -> Bookmark:
    page, study, comparing = desk.page, desk.study, window.comparing
    assert comparing is not None
    columns = {
        voice: column
        for voice in page.columns.voices()
        if (column := page.columns.text(voice)) is not None
    }
    held = HeldFields()
    held.take_up(page.codes_page.held)
    return Bookmark(
        file=study.place,
        coder_id=study.sits_here,
        place=desk.place(),
        tab=page.tab,
        selections={voice: column.text.selection() for voice, column in columns.items()},
        scrolls={v: column.text.verticalScrollBar().value() for v, column in columns.items()},
        playhead_ms=page.timeline.playhead(),
        comparison=(comparing.asks, comparing.settler),
        queue=page.consensus.queue.place,
        revision=study.view.revision,
        history=study.history,
        memos=page.memos.unsaved_by_field(),
        held=held,
        dialogs=dialogs,
    )


def _scroll(desk: Desk, scrolls: dict[str, int]) -> None:
    for voice, value in scrolls.items():
        if (column := desk.page.columns.text(voice)) is not None:
            column.text.verticalScrollBar().setValue(value)
