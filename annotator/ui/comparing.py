"""The comparing tabs at work: what is asked, what is settled, and what then changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.episodes import Episode
from annotator.app.actions import When
from annotator.app.open_study import NOBODY, OpenStudy
from annotator.app.qt.live_overview import Computed, LiveOverview
from annotator.app.qt.study_signal import StudySignal
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.lab import reads_words
from annotator.app.verbs.settling import settle, settle_agreed, unsettle
from annotator.domain.changes import Changes
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui.consensus.settlement import Settlement
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.only_reading import why_only_read
from annotator.ui.study_page import StudyPage

COMPARING = ("agreement", "consensus")
"""The tabs that compare coders."""
USUAL_SETTLER = "PI"
_TOUCHED = (
    *("moment", "assignment", "round", "codebook", "transcript", "stop", "coder", "study"),
    *("decision", "judgement", "aside", "account"),  # the last two move session times
)


class Comparing(QObject):
    """Computes overviews of an open study for its page, and sends settlements through the door.

    Args:
        study: the open study.
        page: what shows it.

    Signals:
        refused: a sentence that says why nothing was done.
        text_asked: transcript id, start and end of a passage to be shown in the coding tab.
        meanings_asked: the button that explains the numbers was pressed.
        failed: a bug of the computation, for the crash handler.
    """

    refused = Signal(str)
    text_asked = Signal(str, int, int)
    meanings_asked = Signal()
    failed = Signal(object)

    def __init__(self, study: OpenStudy, page: StudyPage) -> None:
        super().__init__(page)
        self.study = study
        self.page = page
        self.asks = Comparison()
        self.computed: Computed | None = None
        self._settler = ""
        self._stale = True
        self._live = LiveOverview(self)
        self._sees = self._seen()
        self._holds = False  # whether the pages show what a blind coder may not see
        self._live.ready.connect(self._show)
        self._live.busy.connect(self._show_busy)
        self._live.failed.connect(self.failed)
        self._signal = StudySignal(study, self)
        self._signal.changed.connect(self._follow)
        self._soon = QTimer(self)  # several changes of one event make one computation
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self._join_pages()
        bar = page.top.comparison
        bar.changed.connect(self.ask)
        bar.settler_chosen.connect(self.settle_as)

    @property
    def settler(self) -> str:
        """Who settles: as chosen, else as in the last decision, else the PI."""
        if self._settler:
            return self._settler
        last = max(self.study.view.decisions.values(), key=lambda d: d.decided_at, default=None)
        return last.decided_by if last is not None and last.decided_by else USUAL_SETTLER

    def fitting(self) -> set[When]:
        """What is there to act upon, beside the study."""
        there: set[When] = set()
        if self.computed is not None and self.computed.overview is not None:
            there |= {"comparison"}
            if self.page.tab == "consensus":
                there |= {"session", "moment", "selection"}
            elif self.page.tab == "agreement":
                there |= {"session"}
        return there

    def stop(self) -> None:
        """The study may change or close without this."""
        self._signal.stop()
        self._live.stop()

    def wait(self) -> None:
        """Waits until what was asked is on the page."""
        self._live.wait()

    def show_tab(self, tab: str) -> None:
        """Shows a tab; what it needs is computed when it is not up to date."""
        self.page.show_tab(tab)
        self._show_bar()
        if tab in COMPARING and (self._stale or self.computed is None):
            self.refresh()

    def ask(self, asks: Comparison) -> None:
        """Compares something else."""
        self.asks = asks
        self.refresh()

    def refresh(self) -> None:
        """Asks for the overview of the study as it is now."""
        self._stale = False
        if self.study.seen_by is not None:
            self._show_why_not(_why_blind(self.study))
            return
        self._live.ask(self.study.view, self.asks)

    def settle_as(self, name: str) -> None:
        """From now on this person settles."""
        self._settler = name
        self._show_bar()

    def settle(self, wish: Settlement) -> None:
        """Writes a decision and what follows from it into the consensus layer."""
        self._do(
            lambda: settle(
                self.study.view,
                wish.episode,
                wish.choice,
                taken=wish.taken,
                new=wish.new,
                reason=wish.reason,
                decided_by=self.settler,
            ),
            f"Settle: {_CHOICES[wish.choice]}",
        )

    def settle_agreed(self) -> None:
        """Puts all passages on which everybody agrees into the consensus layer."""
        overview = self.computed.overview if self.computed else None
        if overview is None:
            return
        edit = self._made(
            lambda: settle_agreed(
                self.study.view,
                overview.episodes,
                self.settler,
                overview.compared.documents,
            )
        )
        if edit is None:
            self.page.banner.say("Nothing more on which all agree.", "hint")
        else:
            self._do(lambda: edit, "Put what all agree on into the consensus")

    def take_back(self, decision_id: str = "") -> None:
        """Takes a decision back; without an id the one on the chosen passage."""
        view = self.study.view
        decision = view.decisions.get(decision_id)
        if not decision_id:
            self.page.consensus.take_back()
        elif decision is not None:
            self._do(lambda: unsettle(view, decision), "Take a decision back")

    def step(self, by: int) -> None:
        """The next passage of the tab, or the one before."""
        if self.page.tab == "consensus":
            self.page.consensus.step(by)
        else:
            self.page.agreement.passages.step(by)

    # Inside -----------------------------------------------------------------------------

    def _seen(self) -> tuple[Id | None, frozenset[Id]]:
        """Whose work is loaded, and what of it is shut."""
        return self.study.seen_by, self.study.view.shut

    def _join_pages(self) -> None:
        agreement, consensus = self.page.agreement, self.page.consensus
        agreement.text_asked.connect(self.text_asked)
        agreement.settling_asked.connect(self._go_to_settle)
        agreement.meanings_asked.connect(self.meanings_asked)
        consensus.text_asked.connect(self.text_asked)
        consensus.settled.connect(self.settle)
        consensus.unsettled.connect(self.take_back)
        consensus.agreed_asked.connect(self.settle_agreed)

    def _do(self, make: Callable[[], Edit | None], text: str) -> None:
        edit = self._made(make)
        if edit is None:
            return
        try:
            self.study.do(edit, text)
        except UserError as error:
            self.refused.emit(as_sentence(error))

    def _made(self, make: Callable[[], Edit | None]) -> Edit | None:
        try:
            return make()
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return None

    def _follow(self, changes: Changes, origin: object) -> None:
        if changes.everything:
            self.computed = None
            self._show_bar()  # somebody else may sit here, who may decide or not
        sees, before = self._seen(), self._sees
        self._sees = sees
        if self.study.seen_by is not None:
            self._stale = True
            if self._holds or sees != before:  # at once: what a blind coder may not see goes
                self._live.forget()
                self.page.renew_comparing()
                self._holds = False
                self._join_pages()
                self._show_why_not(_why_blind(self.study))
        elif changes.everything or changes.touch(*_TOUCHED):
            self._stale = True
            if self.page.tab in COMPARING:
                self._soon.start()

    def _show(self, computed: Computed) -> None:
        """A new overview, or why there is none."""
        if self.study.seen_by is not None:  # somebody codes blind since it was asked
            return
        self.computed = computed
        self._holds = True
        self.page.agreement.show_computed(computed.view, computed)
        self.page.consensus.show_overview(computed.view, computed.overview, computed.why_not)
        self._show_bar()
        self._take_keys()

    def _take_keys(self) -> None:
        """The queue gets the keys that waited at the top while there was no queue."""
        focus = QApplication.focusWidget()
        waiting = focus is None or self.page.top.isAncestorOf(focus)
        panes = self.page.consensus.panes() if self.page.tab == "consensus" else []
        if waiting and panes:
            panes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_busy(self, busy: bool) -> None:
        if self.study.seen_by is not None:  # what still waited for an answer gets none
            return
        self.page.agreement.show_busy(busy)
        self.page.consensus.show_busy(busy)

    def _show_why_not(self, sentence: str) -> None:
        self.computed = None
        self.page.agreement.show_why_not(sentence)
        self.page.consensus.show_overview(self.study.view, None, sentence)
        self._show_bar()

    def _show_bar(self) -> None:
        overview = self.computed.overview if self.computed else None
        bar = self.page.top.comparison
        bar.show_comparison(self.study.view, self.asks, overview)
        names = {each.decided_by for each in self.study.view.decisions.values()}
        why_not = why_only_read(self.study)
        bar.show_settler(self.settler, sorted(name for name in names if name), why_not)
        self.page.consensus.show_only_read(why_not)

    def _go_to_settle(self, episode: Episode) -> None:
        self.show_tab("consensus")
        self.page.consensus.choose_episode(episode)


_CHOICES = {
    "take": "take one coder’s",
    "take all": "take all",
    "new": "a new moment",
    "leave out": "leave out",
    "agreed": "agreed",
}


def _why_blind(study: OpenStudy) -> str:
    """Why a coder sees no comparison."""
    if study.seen_by == NOBODY:
        return "Nobody’s work is loaded. Choose at the top whose work you want to see."
    if study.reader is not None:
        who = f"{study.reader.name} reads {reads_words(study.reader)} only"
        return f"Agreement compares everybody’s work, and {who}."
    name = study.view.coders[study.seen_by].name if study.seen_by else ""
    return (
        f"Agreement compares everybody’s work, and only {name}’s is loaded: whoever codes stays "
        "blind to the others. The PI chooses “Everyone’s work, not blind” at the top."
    )
