"""One account in the window: its head, and its text with stops and moments."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.domain.alignment import Timed, in_order
from annotator.domain.clock import clock_text, governing_at
from annotator.domain.ids import Id
from annotator.domain.spans import Span
from annotator.domain.study import Account
from annotator.domain.transcript import Aside, Stop, Transcript
from annotator.domain.view import StudyView
from annotator.ui.order import answers
from annotator.ui.theme import Look
from annotator.ui.transcript.asides import aside_marks
from annotator.ui.transcript.header import Header, heading_of, source_of
from annotator.ui.transcript.pieces import NOTHING, cut
from annotator.ui.transcript.questions import labels_of
from annotator.ui.transcript.stops import bands_of, position_at, shared_stop_ids, time_at
from annotator.ui.transcript.text import TranscriptText
from annotator.ui.transcript.words import End, span_beside


class TranscriptColumn(QWidget):
    """A transcript to read and mark. It shows a view and changes nothing itself.

    Signals:
        moment_chosen: id or None, by mouse or by keys in the text.
        caret_moved: frozen position of the caret, whoever moved it.
        time_reached: session time in ms, or None, where a person put the caret or clicked a band.
        ends_dragged: moment id, new start, new end; the moment itself is for the window to change.
        focused: the text took the keys.
        counterpart_asked: id of a moment whose mark of a pairing was clicked.
        memo_asked: number of a turn whose mark of a memo was clicked.
    """

    counterpart_asked = Signal(str)
    memo_asked = Signal(int)

    moment_chosen = Signal(object)
    caret_moved = Signal(int)
    time_reached = Signal(object)
    ends_dragged = Signal(str, int, int)
    focused = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view: StudyView | None = None
        self._account: Account | None = None
        self._transcript: Transcript | None = None
        self._stops: tuple[Stop, ...] = ()
        self._asides: tuple[Aside, ...] = ()
        self._near_ms = 0
        self._only: frozenset[Id] | None = None
        self._pieces = NOTHING
        self._memos: Mapping[int, str] = {}
        self.header = Header(look, self)
        self.text = TranscriptText(look, self)
        self.setFocusProxy(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.text)
        self.text.moment_chosen.connect(self.moment_chosen)
        self.text.caret_moved.connect(self.caret_moved)
        self.text.ends_dragged.connect(self.ends_dragged)
        self.text.counterpart_asked.connect(self.counterpart_asked)
        self.text.memo_asked.connect(self._report_memo)
        self.text.place_reached.connect(self._report_time)
        self.text.stop_chosen.connect(self._report_stop)
        self.text.focused.connect(self._report_focus)
        look.changed.connect(self._apply_look)

    # What is shown ------------------------------------------------------------------------

    @property
    def account_id(self) -> Id | None:
        """The account shown."""
        return self._account.id if self._account else None

    @property
    def transcript_id(self) -> Id | None:
        """The transcript shown; None where the account has none."""
        return self._transcript.id if self._transcript else None

    def show_account(self, view: StudyView, account_id: Id | None) -> None:
        """Shows an account's newest transcript; keeps place and selection if it is the same."""
        account = None if account_id is None else view.accounts.get(account_id)
        transcript = None if account is None else view.transcript_of(account.id)
        self._account = account
        self._near_ms = view.study.shared_within_ms
        if transcript is None or transcript.id != self.transcript_id:
            self._transcript = transcript
            self._memos = {}
            self._load(view)
        self.show_moments(view)

    def show_moments(self, view: StudyView) -> None:
        """Takes moments, stops and codebook of a newer view of the same transcript."""
        before, self._view = self._view, view
        transcript, account = self._transcript, self._account
        if transcript is None or account is None:
            self._view = None  # out of sight it holds no text, whatever is shut by the next view
            self.header.show_heading(heading_of(view, self.account_id))
            return
        if view.stops_of(transcript.id) != self._stops:
            self._move_stops(view)
        self._asides = view.asides_of(transcript.id)
        if before is None or _parts(before) != _parts(view):
            self._show_stops(view, account)
            self.header.show_heading(heading_of(view, account.id))
        if before is None or not _asks_the_same(before, view):
            self.text.show_questions(labels_of(view, transcript))
        self.text.show_moments(view, view.moments_of(transcript.id))
        self._fade(view)

    def show_alone(self, moment_ids: frozenset[Id] | None) -> None:
        """Fades all moments but these; None shows all again."""
        self.text.show_alone(moment_ids)

    def show_memos(self, memos: Mapping[int, str]) -> None:
        """Marks the turns that have a memo: what it says by the turn's number."""
        self._memos = memos
        turns = () if self._transcript is None else self._transcript.turns
        self.text.show_memos({turns[each].start: said for each, said in memos.items()})

    def show_only(self, question_ids: frozenset[Id] | None) -> None:
        """Fades the moments that answer none of these questions; None fades none."""
        self._only = question_ids
        if self._view is not None:
            self._fade(self._view)

    def _fade(self, view: StudyView) -> None:
        own = view.moments_of(self.transcript_id or "").values()
        wanted = self._only
        lit = None if wanted is None else frozenset(e.id for e in own if answers(view, e, wanted))
        self.text.show_only(lit)

    def _load(self, view: StudyView) -> None:
        """Loads the text of another transcript, or none."""
        self._view = None
        transcript, account = self._transcript, self._account
        self._stops = view.stops_of(transcript.id) if transcript else ()
        self._pieces = cut(transcript, self._stops) if transcript else NOTHING
        source = ""
        if account is not None:
            source = source_of(view, account)
            self.text.spoken_at = None if account.is_recall else self._spoken_at
        hint, heading = self._hint(), heading_of(view, self.account_id)
        self.text.load(transcript, self._pieces, source, hinted=bool(hint))
        self.text.show_words(hint=hint, note=heading.warning or "No transcript yet.")
        self.text.setAccessibleName(f"Transcript of {heading.title}" if heading.title else "")
        self.text.setAccessibleDescription(heading.facts)

    def _move_stops(self, view: StudyView) -> None:
        """Cuts the text anew where stops have come or gone, keeping place and selection."""
        assert self._transcript is not None
        self._stops = view.stops_of(self._transcript.id)
        pieces = cut(self._transcript, self._stops)
        if pieces == self._pieces:
            return
        place, chosen = self.place(), self.text.sheet.chosen
        self._load(view)
        self.text.show_moments(view, view.moments_of(self._transcript.id))
        self.show_memos(self._memos)
        self.go_back(*place)
        self.text.choose(chosen, reveal=False)

    def place(self) -> tuple[Span, int]:
        """Where it is read: selection from anchor to caret, and the position at the top."""
        return self.text.selection(), self.text.top_position()

    def go_back(self, selection: Span, top: int) -> None:
        """Shows again what stood there."""
        self.select_span(*selection)
        self.text.scroll_to_top(top)

    def _show_stops(self, view: StudyView, account: Account) -> None:
        shared, offset = shared_stop_ids(view, account.session_id), account.clock_offset_ms
        length = view.sessions[account.session_id].length_ms
        self.text.show_bands(bands_of(self._stops, shared, offset, length, self._asides))
        self.text.show_asides(aside_marks(self._asides, offset))

    def _hint(self) -> str:
        """What stands above text that has no session time."""
        transcript, account = self._transcript, self._account
        if transcript is None or account is None or not account.is_recall:
            return ""
        if not self._stops:
            return "no stops: no session time"
        before = transcript.text[: self._stops[0].position].strip()
        return "before the first stop: no session time" if before else ""

    def _apply_look(self) -> None:
        self.header.apply_look()
        self.update()

    # Moments, caret, selection ------------------------------------------------------------

    def choose_moment(self, moment_id: Id | None, *, reveal: bool = True) -> None:
        """Marks a moment as chosen, and brings it on the screen."""
        self.text.point_away()
        self.text.choose(moment_id, reveal=reveal)

    def caret(self) -> int:
        """The caret's frozen position."""
        return self.text.selection()[1]

    def turn_at_caret(self) -> int | None:
        """The number of the turn that the caret is in; None without a transcript."""
        transcript = self._transcript
        if transcript is None or not transcript.turns:
            return None
        return transcript.turn_at(self.caret())

    def place_caret_in_turn(self, turn: int) -> None:
        """Puts the caret where a turn begins, unless it is in it."""
        if self._transcript is not None and turn != self.turn_at_caret():
            self.place_caret(self._transcript.turns[turn].start)

    def place_caret(self, position: int) -> None:
        """Puts the caret somewhere and drops the selection."""
        self.text.set_selection(position, position)

    def selected_span(self) -> Span | None:
        """The selection in frozen code points without blanks at its ends; None if empty."""
        return self.text.selected_span()

    def select_span(self, start: int, end: int) -> None:
        """Selects `[start, end)` and brings its end on the screen."""
        self.text.set_selection(start, end)

    def select_word(self) -> None:
        """Selects the word at the caret; again, a word more."""
        self.text.take_next("word")

    def select_sentence(self) -> None:
        """Selects the sentence at the caret; again, a sentence more."""
        self.text.take_next("sentence")

    def select_turn(self) -> None:
        """Selects the turn at the caret; again, a turn more."""
        self.text.take_next("turn")

    def clear_selection(self) -> None:
        """Drops the selection where the caret stands."""
        self.place_caret(self.caret())

    def word_span_beside(self, span: Span, end: End, step: int) -> Span:
        """A span with one end moved by `step` words; it keeps at least one."""
        return span_beside(self._transcript.text, span, end, step) if self._transcript else span

    # Places -------------------------------------------------------------------------------

    def scroll_to(self, position: int) -> None:
        """Brings a frozen position on the screen, unless it is there already."""
        self.text.scroll_to(position)

    def show_well(self, position: int) -> None:
        """Brings a frozen position into the upper third of the screen, unless it is there."""
        self.text.show_well(position)

    def scroll_to_time(self, time_ms: int) -> None:
        """Scrolls the stop that governs a session time to the top; before all stops, the text's."""
        position = self.position_at(time_ms)
        if position is None:
            self.text.verticalScrollBar().setValue(0)
        else:
            self.text.scroll_to_top(position)

    def position_at(self, time_ms: int) -> int | None:
        """Where a session time is talked about; None where all of the text is about later ones."""
        transcript, account = self._transcript, self._account
        if transcript is None or account is None:
            return None
        return position_at(transcript, account, self._stops, time_ms, self._near_ms, self._asides)

    def time_at(self, position: int) -> int | None:
        """The session time that a position is about, in ms; None where it has none."""
        transcript, account = self._transcript, self._account
        if transcript is None or account is None:
            return None
        return time_at(transcript, account, self._stops, position, self._asides)

    def is_on_screen(self, position: int) -> bool:
        """Whether the line of a position shows as a whole."""
        rect, bar = self.text.page.line_at(position).rect, self.text.verticalScrollBar()
        bottom = bar.value() + self.text.viewport().height()
        return bool(rect.top() >= bar.value() and rect.bottom() <= bottom)

    def caret_line(self) -> QRect:
        """The line of the caret, in the coordinates of this column."""
        line = self.text.page.line_at(self.caret()).rect.toRect()
        line.translate(0, -self.text.verticalScrollBar().value())
        return line.translated(self.text.viewport().mapTo(self, QPoint(0, 0)))

    def time_shown(self, time_ms: int) -> int | None:
        """The session time, nearest to one, that is talked about on screen; None for none."""
        position = self.position_at(time_ms)
        if position is None or not self.is_on_screen(position):
            position = self.text.top_position()
        return self.time_at(position)

    def timed_places(self) -> list[Timed]:
        """Session time and position of what can stand level with other columns.

        Of a recall interview the stops in order, one a piece, without those inside an aside;
        of the session its turns.
        """
        transcript, account = self._transcript, self._account
        if transcript is None or account is None:
            return []
        if not account.is_recall:
            turns = transcript.turns
            return [(turn.start_ms, turn.start) for turn in turns if turn.start_ms is not None]
        offset = account.clock_offset_ms
        own = [
            (stop.start_ms + offset, stop.position)
            for stop in self._stops
            if isinstance(governing_at(self._stops, self._asides, stop.position), Stop)
        ]
        places = in_order(own)
        firsts = {self._pieces.at(position): (time, position) for time, position in places[::-1]}
        return [firsts[piece] for piece in sorted(firsts)]

    def natural_top(self, position: int) -> float:
        """Where the piece of a position would begin without any white space set above pieces."""
        return self.text.page.natural_above(self._pieces.at(position))

    def natural_end(self) -> float:
        """Where the text would end without any white space set above pieces."""
        return self.text.page.natural_end()

    def set_stop_margins(self, heights: Mapping[int, int]) -> None:
        """White space in pixels above the pieces that stand at these frozen positions."""
        at = self._pieces.at
        self.text.set_extra({at(position): height for position, height in heights.items()})

    def _spoken_at(self, position: int) -> str:
        """The session time at which a turn of the session's own transcript was spoken."""
        time_ms = self.time_at(position)
        return "" if time_ms is None else clock_text(time_ms)

    def _report_time(self, position: int) -> None:
        if self._transcript is not None and self._account is not None:
            self.time_reached.emit(self.time_at(position))

    def _report_memo(self, position: int) -> None:
        if self._transcript is not None:
            self.memo_asked.emit(self._transcript.turn_at(position))

    def _report_stop(self, stop: Stop) -> None:
        if self._account is not None:
            self.place_caret(stop.position)
            self.time_reached.emit(stop.start_ms + self._account.clock_offset_ms)

    def _report_focus(self, has_keys: bool) -> None:
        self.header.show_keys(has_keys)
        if has_keys:
            self.focused.emit()


def _asks_the_same(before: StudyView, view: StudyView) -> bool:
    """Whether the guide and where it was asked are the same, by identity."""
    return before.asked is view.asked and before.questions is view.questions


def _parts(view: StudyView) -> tuple[int, ...]:
    """The parts of a view that bands and head are made of, by identity: views share them."""
    return tuple(
        map(
            id,
            (
                view.study,
                view.stops,
                view.asides,
                view.transcripts,
                view.accounts,
                view.sessions,
                view.interviews,
                view.participants,
                view.dyads,
            ),
        )
    )
