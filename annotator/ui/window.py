"""The window: the start screen or an open study, its commands, and what it asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from annotator.app import settings as settings_file
from annotator.app.actions import When, put_in_force
from annotator.app.actions.keymap import kept_keys
from annotator.app.open_study import OpenStudy
from annotator.app.settings import Settings
from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui.analysing import Analysing
from annotator.ui.appearance import Appearance
from annotator.ui.arranging import Arranging
from annotator.ui.banner import Kind
from annotator.ui.beside import join_beside
from annotator.ui.collecting import set_aside, take_back
from annotator.ui.commands import Commands
from annotator.ui.comparing import Comparing
from annotator.ui.crash import raise_again
from annotator.ui.desk import Desk
from annotator.ui.dialog_dress import DialogDress
from annotator.ui.dialogs.keys import show_about, show_keys
from annotator.ui.dialogs.meanings import show_meanings
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.unsaved import ask_discard
from annotator.ui.layouts import lay_out
from annotator.ui.palette import Palette
from annotator.ui.palette_model import offers_for
from annotator.ui.palette_moments import MomentOffers
from annotator.ui.palette_offer import Offer
from annotator.ui.panes import step_pane
from annotator.ui.room import room_for
from annotator.ui.start_page import StartPage
from annotator.ui.study_page import TABS, StudyPage
from annotator.ui.stylesheet import Dress
from annotator.ui.tab_look import PartLook
from annotator.ui.theme import Look
from annotator.ui.work_commands import join_work

TITLE = "IPR Annotator"
KEEP_AFTER_MS = 1_000
SMALLEST = QSize(640, 420)


class Window(QMainWindow):
    """One window with at most one study in it.

    Args:
        look: how all of it looks.
        settings: what was remembered.
        keep: writes the settings; replaced in tests.
    """

    def __init__(
        self,
        look: Look,
        settings: Settings,
        keep: Callable[[Settings], object] = settings_file.save,
    ) -> None:
        super().__init__()
        self.look, self.settings = look, settings
        self._dialogs = DialogDress(look, self)
        self._keep = keep
        self.desk: Desk | None = None
        self.comparing: Comparing | None = None
        self.analysing: Analysing | None = None
        self._soon = QTimer(self)  # not put off by further moves: a second is the most to lose
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEEP_AFTER_MS)
        self._soon.timeout.connect(self._write_place)
        self.setObjectName("window")
        self.setWindowTitle(TITLE)
        self.setMinimumSize(SMALLEST)
        put_in_force(kept_keys(settings.keys))
        self.commands = Commands(self, look, self._fitting)
        self.appearance = Appearance(self, look, settings, self.commands, self.keep_settings)
        self._menu = self.commands.menu(self)
        own = PartLook(look, self)
        self.start = StartPage(own)
        own.wear(self.start)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self.setCentralWidget(self._stack)
        self._moments = MomentOffers()
        self.palette_box = Palette(look, self, self._find)
        for part in (self._menu, self.palette_box):
            Dress(look, part)
        self.palette_box.chosen.connect(self._go_to)
        self.commands.unfit.connect(lambda sentence: self.say(sentence, "hint"))
        self._join_commands()
        self._restore()
        self._show_start()

    # A study ----------------------------------------------------------------------------

    @property
    def study(self) -> OpenStudy | None:
        """The open study."""
        return self.desk.study if self.desk else None

    def show_study(self, study: OpenStudy) -> None:
        """Shows an open study; the one before is closed, so ask `may_leave` first."""
        self._close()
        page = StudyPage(self.look, self.settings, self._menu)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        place_of = partial(self.settings.place, study.view.study.id)
        self.desk = Desk(study, page, place_of)
        self.desk.codebook_changed.connect(self._show_codebook)
        self.desk.told_after.connect(self.start.banner.say)
        join_beside(self.desk, self.commands, self.say)
        Arranging(self.desk, self.look, self.settings)
        self.comparing = Comparing(study, page)
        self.comparing.refused.connect(self.say)
        self.comparing.text_asked.connect(self._show_in_text)
        self.comparing.failed.connect(raise_again)
        self.analysing = Analysing(self.desk)
        self.analysing.failed.connect(raise_again)
        page.top.tab_chosen.connect(self.show_tab)
        page.top.comparison.asked.connect(self.commands.run)
        self.comparing.meanings_asked.connect(lambda: self.commands.run("meanings"))
        page.columns.asked.connect(self.commands.run)
        page.top.palette_asked.connect(lambda: self.palette_box.open())
        page.top.coder_chosen.connect(self.see_as)
        page.top.new_coder_asked.connect(lambda: self.commands.run("choose_coder"))
        self._show_codebook()
        page.settle()
        self.settings.opened(study.address or study.place)
        self._write_place()
        self.desk.moved.connect(self._keep_soon)
        self.setWindowTitle(f"{study.place.stem} – {TITLE}")
        texts = list(page.columns.texts())
        if texts:
            (page.columns.in_hand or texts[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        elif page.columns.empty.isVisibleTo(page):
            page.columns.empty.setFocus(Qt.FocusReason.OtherFocusReason)
        set_aside()

    def may_leave(self) -> bool:
        """Whether the study can be left without losing a word.

        All is on disk but a memo, or words of the codebook, that the study has refused; what
        becomes of them is asked.
        """
        if self.desk is None:
            return True
        self.desk.leave()
        memo = self.desk.page.memos
        held = self.desk.page.codes_page.held
        unsaved = [*memo.unsaved().values(), *held.unsaved()]
        if unsaved and not ask_discard(self.look, self, unsaved):
            return False
        memo.discard()
        held.discard()
        return True

    def close_study(self) -> bool:
        """Closes the study, unless a person stays for the sake of an unsaved memo."""
        if not self.may_leave():
            return False
        self._close()
        return True

    def _close(self) -> None:
        study = self.study
        self.let_go()
        if study is not None:
            study.close()

    def let_go(self) -> None:
        """Shows the start screen; the study that was shown stays open for somebody else."""
        if self.desk is None:
            return
        self.keep_place()
        page = self.desk.page
        self.desk.stop_following()
        for part in (self.comparing, self.analysing):
            if part is not None:
                part.stop()
        self.desk = self.comparing = self.analysing = None
        self._moments = MomentOffers()  # nothing of the study stays
        self._stack.removeWidget(page)
        take_back(page)
        page.deleteLater()
        self._show_codebook()
        self._show_start()

    def show_tab(self, tab: str) -> None:
        """Shows a tab of the study; what was typed is said before."""
        if self.desk is None or self.comparing is None or self.analysing is None:
            return
        self.desk.leave()
        self.desk.page.banner.put_away("bad", "hint")
        self.comparing.show_tab(tab)
        if tab == "dyads":
            self.analysing.show()
        columns = self.desk.page.columns
        texts = list(columns.texts()) if tab == "coding" else []
        panes = [columns.in_hand or texts[0]] if texts else self.desk.page.panes()
        if panes:
            panes[-1 if tab == "agreement" else 0].setFocus(Qt.FocusReason.OtherFocusReason)
        lay_out()

    def wait_for_comparison(self) -> None:
        """Waits until the tab shows the comparison of the study as it is; for pictures."""
        if self.comparing is not None:
            self.comparing.wait()
        if self.analysing is not None:
            self.analysing.wait()

    def _show_in_text(self, transcript_id: Id, start: int, end: int) -> None:
        """Shows a passage of the comparing tabs in the coding tab."""
        if self.desk is not None:
            self.show_tab("coding")
            self.desk.open_passage(transcript_id, start, end)

    def see_as(self, coder_id: Id | None) -> None:
        """Loads the study anew for another coder."""
        desk = self.desk
        if desk is None or coder_id == desk.study.sits_here:
            return
        if not self.may_leave():
            desk.page.top.show_coder(desk.view, desk.study.seen_by)
            return
        self.palette_box.shut()  # it shows what the one before may see
        self.keep_place()  # of who leaves
        if self.attempt(lambda: desk.study.see_as(coder_id)):
            self.keep_place()
        else:
            desk.page.top.show_coder(desk.view, desk.study.seen_by)

    def keep_place(self) -> None:
        """Writes down where we are, after what was typed is said."""
        if self.desk is not None:
            self.desk.leave()
            self._write_place()

    def keep_settings(self) -> None:
        """Writes the settings."""
        geometry = self.saveGeometry().toBase64().data()
        self.settings.geometry = bytes(geometry).decode("ascii")
        self._keep(self.settings)

    # Saying and asking --------------------------------------------------------------------

    def say(self, sentence: str, kind: Kind = "bad") -> None:
        """Shows a sentence in the banner."""
        (self.desk.page if self.desk else self.start).banner.say(sentence, kind)

    def attempt(self, work: Callable[[], object]) -> bool:
        """Does something; what a user can mend is said in the banner."""
        try:
            work()
        except UserError as error:
            self.say(as_sentence(error))
            return False
        return True

    def dialog_folder(self) -> Path:
        """Where file dialogs begin: beside the study, else at home."""
        return self.study.place.parent if self.study else Path.home()

    # The look ---------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing to save: it closes at once, but for a memo that the study has refused."""
        if not self.close_study():
            event.ignore()
            return
        self.keep_settings()
        super().closeEvent(event)

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802 - Qt's name
        """Qt's own dialogs are dressed as ours."""
        super().childEvent(event)
        if event.type() == QEvent.Type.ChildPolished:
            self._dialogs.soon()

    def changeEvent(self, event: QEvent) -> None:
        """What was typed is on disk before another window is looked at."""
        if event.type() == QEvent.Type.ActivationChange and self.desk is not None:
            self.desk.page.memos.flush()
        super().changeEvent(event)

    # Inside -----------------------------------------------------------------------------

    def _keep_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _write_place(self) -> None:
        """Also while somebody works: a killed process comes back to where it was."""
        self._soon.stop()
        if self.desk is not None:
            self.desk.page.remember()
            self.settings.left(self.desk.view.study.id, self.desk.place())
            self.keep_settings()

    def _fitting(self) -> set[When]:
        if self.desk is None or self.comparing is None:
            return {"always"}
        there = self.desk.fitting()
        if self.desk.page.tab != "coding":
            there &= {"always", "study", "undo", "redo", "rows"}
        return there | self.comparing.fitting()

    def _find(self, words: str, text_only: bool) -> list[Offer]:
        try:
            if self.desk is not None:
                self._moments.show_view(self.desk.view)
            return offers_for(
                words,
                self.study,
                self._fitting(),
                text_only=text_only,
                recent=self.settings.recent_commands,
                moments=self._moments if self.desk is not None else None,
                only_read=bool(self.commands.only_read),
            )
        except UserError as error:
            self.say(as_sentence(error))
            return []

    def _go_to(self, offer: Offer) -> None:
        """Goes to what was found."""
        if offer.kind == "command":
            self.settings.ran(offer.value)
            self.commands.run(offer.value)
            return
        self.show_tab("coding")
        if self.desk is None:
            return
        if offer.kind == "session":
            self.desk.show_session(offer.value)
        elif offer.kind == "code":
            self.desk.code(offer.value)
        elif offer.kind in ("memo", "moment"):
            self.desk.open_found(offer.value)
        else:
            self.desk.open_passage(offer.value, *offer.span)

    def _join_commands(self) -> None:
        """What needs no question; `ui.asking` joins the rest."""
        on = self.commands.on
        on("quit", self.close)
        on("close_study", self.close_study)
        on("palette", lambda: self.palette_box.open())
        on("shortcuts", lambda: show_keys(self.look, self, self._codebook()))
        on("about", lambda: show_about(self.look, self))
        on("meanings", lambda: show_meanings(self.look, self))
        on("next_pane", lambda: self._step_pane(1))
        on("previous_pane", lambda: self._step_pane(-1))
        on("menu", self._open_menu)
        for tab in TABS:
            on(f"tab_{tab}", partial(self.show_tab, tab))
        join_work(self.commands, self._at_work)

    def _at_work(self) -> tuple[Desk, Comparing] | None:
        return None if self.desk is None or self.comparing is None else (self.desk, self.comparing)

    def _codebook(self) -> Codebook:
        desk, none = self.desk, Codebook(id="", number=0)
        return desk.page.codebook.set_choice.in_hand_first(desk.codebook) if desk else none

    def _show_codebook(self) -> None:
        self.commands.show_codebook(self._codebook())

    def _show_start(self) -> None:
        self.start.show_recent(
            self.settings.recent_studies(), remembering=self.settings.remember_recent
        )
        self._stack.setCurrentWidget(self.start)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setWindowTitle(TITLE)

    def _open_menu(self) -> None:
        if self.desk is not None and self.desk.page.top.menu_button.isVisible():
            self.desk.page.top.menu_button.showMenu()
        else:
            self._menu.popup(self.mapToGlobal(self.rect().topLeft()))

    def _step_pane(self, step: int) -> None:
        if self.desk is not None:
            step_pane(self.desk.page.panes(), step)

    def _restore(self) -> None:
        if not self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode())):
            room = room_for(self).size()
            frame = QSize(16, 56)  # about what the desktop puts around a window
            self.resize(QSize(1440, 900).boundedTo(room - frame).expandedTo(SMALLEST))
