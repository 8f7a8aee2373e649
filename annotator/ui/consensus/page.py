"""The tab in which disagreements are settled: the queue, the texts side by side, the choices."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.judged import UNIT_WORDS
from annotator.analysis.agreement.overview import Overview
from annotator.app.verbs.settling import NewMoment
from annotator.domain.codebook import Code, CodeSet
from annotator.domain.consensus import Choice
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.consensus.decision_bar import DecisionBar
from annotator.ui.consensus.entries import (
    Entry,
    Key,
    entries_of,
    key_of,
    left_over_entries,
    unsettled_agreed,
)
from annotator.ui.consensus.heading import Heading
from annotator.ui.consensus.new_sheet import ask_new_moment, shared_ratings
from annotator.ui.consensus.nothing import Nothing
from annotator.ui.consensus.queue import Queue
from annotator.ui.consensus.settlement import Settlement
from annotator.ui.consensus.side_by_side import SideBySide
from annotator.ui.low_area import LowArea
from annotator.ui.theme import Look
from annotator.ui.tips import grey
from annotator.ui.words import rule

_QUEUE = 360  # at 100 %
_TALLEST = 16_777_215  # Qt's own greatest height
_NOTHING_YET = "Nothing to settle yet"
_NOT_COMPARED = "Two coders must have marked a transcript as done before they can be compared."
_GONE = "The coders’ moments are gone: there is only the decision to take back."
_WHY_LEFT_OUT = "Write why it is left out: the reason stands with the decision."


class ConsensusPage(QWidget):
    """Where two or more coders' work becomes one.

    It shows a study and changes nothing itself: what a person decides, it says.

    Signals:
        settled: a `Settlement`.
        unsettled: id of a decision to take back.
        agreed_asked: everything on which all agree is to go into the layer.
        text_asked: transcript id, start and end to open in the coding tab.
    """

    settled = Signal(object)
    unsettled = Signal(str)
    agreed_asked = Signal()
    text_asked = Signal(str, int, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: StudyView | None = None
        self._names: tuple[str, ...] = ()
        self._key: Key | None = None
        self._sent: Key | None = None
        self._busy = False
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.queue = Queue(look)
        self.heading = Heading(look)
        self.sides = SideBySide(look)
        self.bar = DecisionBar(look)
        self.nothing = Nothing(look)
        self._work = QWidget()
        self._lay_out()
        self.queue.chosen.connect(self._show_entry)
        self.queue.opened.connect(self.open_in_text)
        self.queue.agreed_asked.connect(self.agreed_asked)
        self.nothing.agreed_asked.connect(self.agreed_asked)
        self.bar.taken.connect(self.take)
        self.bar.new_asked.connect(self.make_new)
        self.bar.left_out.connect(self.leave_out)
        self.bar.taken_back.connect(self.take_back)
        self.bar.text_asked.connect(self.open_in_text)
        self.bar.escaped.connect(self.queue.list.setFocus)
        self.setFocusProxy(self.queue.list)
        look.changed.connect(self._fit)
        self.queue.hide()
        self._rule.hide()
        self.nothing.say(_NOTHING_YET, _NOT_COMPARED)
        self._show_entry(None)

    def _lay_out(self) -> None:
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addWidget(self.heading)
        work.addWidget(self.sides, 1)
        work.addWidget(rule())
        work.addWidget(LowArea(self.bar))
        self._rule = rule()
        self._rule.setFixedSize(1, _TALLEST)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.queue)
        across.addWidget(self._rule)
        across.addWidget(self._work, 1)
        across.addWidget(self.nothing, 1)
        self._fit()

    # What is shown ------------------------------------------------------------------------

    def show_overview(self, view: StudyView, overview: Overview | None, why_not: str = "") -> None:
        """Shows the disagreements of a comparison.

        Called again with newer values it keeps the chosen one, or, where that has just been
        settled, goes to the next open one.

        Args:
            view: the study as it is now, with the decisions.
            overview: None where nothing can be compared.
            why_not: the reason for that.
        """
        self._view, self._sent = view, None
        gone = [] if overview is None else left_over_entries(view, overview.compared)
        there = overview is not None and bool(overview.episodes or gone)
        self.queue.setVisible(there)
        self._rule.setVisible(there)
        if overview is None:
            self.nothing.say(_NOTHING_YET, why_not or _NOT_COMPARED)
            self.queue.clear(view)
            return
        self._names = overview.compared.coders
        entries = [*entries_of(view, overview.episodes), *gone]
        agreed = unsettled_agreed(view, overview.episodes)
        if overview.compared.is_judged and not entries:
            self.nothing.say("Nothing to settle here", _judged_text(overview))
        else:
            self.nothing.say_of(entries, len(overview.episodes), agreed)
        self.queue.show_entries(view, entries, overview.compared.code_set, agreed)

    def show_busy(self, busy: bool) -> None:
        """Says that a newer comparison is being made; until then nothing is decided twice."""
        self._busy = busy
        self.queue.show_busy(busy=busy)
        if busy and self.queue.isHidden():
            self.nothing.say("Comparing…", "The coders’ work is laid side by side.")

    def show_only_read(self, why: str) -> None:
        """Greys out all that decides, with the reason; nothing is greyed without one."""
        grey(why, self.queue.agreed, self.nothing.agreed)
        self.bar.show_only_read(why)

    def choose_episode(self, episode: Episode) -> None:
        """Goes to a disagreement, whatever the filters."""
        self.queue.choose(key_of(episode))

    def _show_entry(self, entry: Entry | None) -> None:
        """Shows the chosen disagreement in all parts."""
        view, chosen = self._view, entry is not None
        self._work.setVisible(chosen)
        self.nothing.setVisible(not chosen)
        if view is None or entry is None:
            self._key = None
            return
        another, self._key = entry.key != self._key, entry.key
        self.heading.show_entry(view, entry)
        self.bar.show_entry(view, entry, self._names)
        if another:
            self.bar.start_over(entry.decision.reason if entry.decision else "")
        self.sides.show_entry(view, entry)

    @property
    def entry(self) -> Entry | None:
        """The chosen disagreement."""
        return self.queue.entry

    def panes(self) -> list[QWidget]:
        """Where F6 goes: the queue, the text, the reason."""
        shown = self._work.isVisibleTo(self)
        texts = [text.text for text in self.sides.texts()[:1]] if shown else []
        queue = [self.queue.list] if self.queue.isVisibleTo(self) else []
        writes = shown and not self.bar.reason.isReadOnly()
        return [*queue, *texts, *([self.bar.reason] if writes else [])]

    # Choosing and deciding ----------------------------------------------------------------

    def step(self, by: int) -> None:
        """The next or the previous disagreement that is shown."""
        self.queue.step(by)

    def take(self, number: int) -> None:
        """Takes a coder's moment, numbered from 1 in the order of the coders; 0 takes all."""
        entry = self._in_hand()
        if entry is None:
            return
        own = dict(entry.episode.moments)
        if number == 0:
            if len(own) > 1:
                self._settle(entry, "take all")
            else:
                self.bar.say("Only one coder has something here: take that, or leave it out.")
            return
        if not 0 < number <= len(self._names):
            return
        name = self._names[number - 1]
        if name in own:
            self._settle(entry, "take", taken=own[name].id)
        else:
            self.bar.say(f"{name} has nothing here. To agree with that, leave it out.")

    def make_new(self) -> None:
        """Asks for a new moment in the place of those that differ."""
        entry = self._in_hand()
        if entry is None:
            return
        answer = ask_new_moment(
            self._look,
            self.window(),
            entry.episode,
            self._codes(entry),
            self.sides.selected_span(),
            self.bar.reason.text(),
        )
        if answer is not None:
            new, reason = answer
            self.bar.reason.setText(reason)
            self._settle(entry, "new", new=new)

    def mark_with(self, code_id: Id) -> None:
        """A new moment with one code on the selection, else on the whole passage.

        It keeps the ratings that all coders have given alike.
        """
        entry = self._in_hand()
        if entry is None:
            return
        if all(code.id != code_id for code in self._codes(entry)):
            self.bar.say(f"That code is not of the set “{entry.episode.document.code_set.name}”.")
            return
        episode = entry.episode
        start, end = self.sides.selected_span() or (episode.start, episode.end)
        ratings = shared_ratings(episode)
        new = NewMoment(start=start, end=end, codes=(code_id,), ratings=ratings)
        self._settle(entry, "new", new=new)

    def leave_out(self) -> None:
        """Decides for no moment; that needs a reason."""
        entry = self._in_hand()
        if entry is None:
            return
        if not self.bar.reason.text().strip():
            self.bar.say(_WHY_LEFT_OUT)
            self.write_reason()
            return
        self._settle(entry, "leave out")

    def take_back(self) -> None:
        """Takes back the decision on the chosen disagreement."""
        entry = self.entry
        if entry is not None and entry.decision is not None:
            self.unsettled.emit(entry.decision.id)

    def write_reason(self) -> None:
        """Gives the keys to the reason."""
        self.bar.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.reason.selectAll()

    def open_in_text(self) -> None:
        """Asks for the passage in the coding tab."""
        entry = self.entry
        if entry is not None:
            episode = entry.episode
            self.text_asked.emit(episode.document.transcript.id, episode.start, episode.end)

    def _in_hand(self) -> Entry | None:
        """The chosen disagreement, to decide on; a decision without moments says so instead."""
        entry = self.entry
        if entry is not None and entry.is_left_over:
            self.bar.say(_GONE)
            return None
        return entry

    def _settle(
        self, entry: Entry, choice: Choice, taken: Id | None = None, new: NewMoment | None = None
    ) -> None:
        """Says a decision; a key pressed again before it has come back is not meant for it."""
        if self._busy and self._sent == entry.key:
            return
        self._sent = entry.key
        self.bar.say("")
        reason = self.bar.reason.text().strip()
        self.settled.emit(
            Settlement(episode=entry.episode, choice=choice, taken=taken, new=new, reason=reason)
        )

    def _codes(self, entry: Entry) -> list[Code]:
        """The codes of the compared set that a new moment can be given."""
        if self._view is None:
            return []
        document = entry.episode.document
        book = self._view.codebook_for(document.round_id)
        own = [each for each in book.sets if each.id == document.code_set.id]
        sets: list[CodeSet] = own or [document.code_set]
        used = entry.episode.codes
        return [code for code in sets[0].codes if not code.retired or code.id in used]

    # Sizes --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The queue takes no more than two fifths."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(1, min(self._look.px(_QUEUE), self.width() * 2 // 5))
        self.queue.setFixedWidth(max(width, self.queue.minimumSizeHint().width()))


def _judged_text(overview: Overview) -> str:
    """Why the consensus settles passages only."""
    return (
        f"The set {overview.compared.code_set.name} judges {UNIT_WORDS[overview.unit]}. Here "
        "passages of the text are settled; choose another set at the top. Judgements are "
        "compared in the tab Agreement."
    )
