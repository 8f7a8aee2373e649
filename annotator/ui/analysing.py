"""The dyads tab at work: what is asked, what is computed, and where it leads."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.app.open_study import NOBODY
from annotator.app.qt.live_analysis import Answer, LiveAnalysis
from annotator.app.qt.study_signal import StudySignal
from annotator.app.verbs.dyad_analysis import Asked
from annotator.domain.changes import Changes
from annotator.domain.ids import Id
from annotator.ui.desk import Desk

_TOUCHED = (
    *("moment", "pairing", "assignment", "round", "codebook", "transcript", "stop", "aside"),
    *("coder", "study", "decision", "dyad", "session", "account", "participant", "opening"),
    *("measure", "score", "interview"),
)
_NOBODY = "Nobody’s work is loaded. Choose at the top whose work you want to see."


class Analysing(QObject):
    """Computes analyses of an open study for its page, and leads from them to the text.

    Args:
        desk: the coding tab at work, with its study and page.

    Signals:
        failed: a bug of the computation, for the crash handler.
    """

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.page)
        self.desk = desk
        self.study = desk.study
        self.page = page = desk.page
        self.asks = Asked()
        self.answer: Answer | None = None
        self._sees = self._seen()
        self._stale = True
        self._live = LiveAnalysis(self)
        self._live.ready.connect(self._show)
        self._live.busy.connect(self._show_busy)
        self._live.failed.connect(self.failed)
        self._signal = StudySignal(self.study, self)
        self._signal.changed.connect(self._follow)
        self._soon = QTimer(self)  # several changes of one event make one computation
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        page.top.analysis.changed.connect(self.ask)
        self._join()

    def stop(self) -> None:
        """The study may change or close without this."""
        self._signal.stop()
        self._live.stop()

    def wait(self) -> None:
        """Waits until what was asked is on the page."""
        self._live.wait()

    def show(self) -> None:
        """The tab is on the screen; what it needs is computed when it is not up to date."""
        self._show_bar()
        if self._stale or self.answer is None:
            self.refresh()

    def ask(self, asks: Asked) -> None:
        """Analyses something else."""
        self.asks = asks
        self._show_bar()
        self.refresh()

    def choose_session(self, session_id: Id) -> None:
        """Draws the dyad of another session."""
        if session_id != self.asks.session_id:
            self.asks = replace(self.asks, session_id=session_id)
            self.refresh()

    def choose_code(self, code: str | None) -> None:
        """Draws another code."""
        if code != self.asks.code:
            self.asks = replace(self.asks, code=code)
            self.refresh()

    def refresh(self) -> None:
        """Asks for the analysis of the study as it is now."""
        self._stale = False
        if self.study.seen_by == NOBODY:
            self.answer = None
            self._live.forget()
            self.page.dyads.show_why_not(_NOBODY)
            self._show_bar()
            return
        self._live.ask(self.study.view, self.asks)

    # Inside -----------------------------------------------------------------------------

    def _seen(self) -> tuple[Id | None, frozenset[Id]]:
        """Whose work is loaded, and what of it is shut."""
        return self.study.seen_by, self.study.view.shut

    def _join(self) -> None:
        page = self.page.dyads
        page.session_asked.connect(self._open_session)
        page.moment_asked.connect(self._open_moment)
        page.meanings_asked.connect(lambda: self.page.top.comparison.asked.emit("meanings"))
        page.session_chosen.connect(self.choose_session)
        page.code_chosen.connect(self.choose_code)

    def _open_session(self, session_id: Id) -> None:
        self.desk.show_session(session_id)
        self.page.top.tab_chosen.emit("coding")

    def _open_moment(self, moment_id: Id) -> None:
        self.page.top.tab_chosen.emit("coding")
        self.desk.open_moment(moment_id)

    def _follow(self, changes: Changes, origin: object) -> None:
        if changes.everything and self._sees != (sees := self._seen()):
            self._live.forget()  # other work, or less of it: nothing of before is left
            self.answer = None
            if sees[0] != self._sees[0]:
                self.asks = Asked()
            self._sees = sees
            self.page.renew_dyads()
            self._join()
        if changes.everything or changes.touch(*_TOUCHED):
            self._stale = True
            if self.page.tab == "dyads":
                self._soon.start()

    def _show(self, answer: Answer) -> None:
        """A new analysis, or why there is none."""
        if self.study.seen_by == NOBODY:
            return
        self.answer = answer
        self.page.dyads.show_answer(answer)
        self._show_bar()

    def _show_busy(self, busy: bool) -> None:
        self.page.dyads.show_busy(busy)

    def _show_bar(self) -> None:
        coder = self.study.view.coders.get(self.study.seen_by or "")
        self.page.top.analysis.show_asked(
            self.study.view,
            self.asks,
            self.answer.analysed if self.answer else None,
            coder.name if coder else "",
        )
