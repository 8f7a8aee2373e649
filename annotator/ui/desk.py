"""The desk: one open study at work. What keys and controls do to it, and what then changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, Signal

from annotator.analysis.tables.design import DesignRow
from annotator.app.actions import When, key_of
from annotator.app.open_study import OpenStudy
from annotator.app.qt.study_signal import StudySignal
from annotator.app.settings import Place
from annotator.app.verbs.moments import codebook_at_work
from annotator.app.verbs.queue import next_in_queue, queue_of
from annotator.app.verbs.units_left import left_said
from annotator.domain.changes import Changes
from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.domain.moment import CERTAINTIES, Moment
from annotator.domain.round import Assignment
from annotator.ui.coding import Coding
from annotator.ui.inspector import scale_in_turn
from annotator.ui.order import beside, moments_in_text
from annotator.ui.overviewing import Overviewing
from annotator.ui.own_place import OwnPlaces, PlaceOf, first_place
from annotator.ui.position import Position
from annotator.ui.reading_alone import after_done
from annotator.ui.study_page import StudyPage
from annotator.ui.transcript import TranscriptColumn


class Desk(Position):
    """Sends edits through the door, and follows what they change.

    Args:
        study: the open study.
        page: what shows it.
        place_of: where a coder left it; None where they were never in it.

    Signals:
        codebook_changed: the codes' letters may be others.
        followed: the changes that the page shows by now, and who asked for them.
        left: nobody sits here any more.
        told_after: a sentence for who is left when nobody sits here any more.
    """

    codebook_changed = Signal()
    followed = Signal(object, object)
    left = Signal()
    told_after = Signal(str)

    def __init__(self, study: OpenStudy, page: StudyPage, place_of: PlaceOf) -> None:
        place = place_of(study.seen_by) or first_place(study.view, study.seen_by)
        super().__init__(study, page, place)
        self._own_places = OwnPlaces(place_of, study.seen_by)
        self.coding = Coding(study, self)
        self.set_id_left = place.set_id
        self.by_unit: Callable[[Id, bool], bool] | None = None  # codes of turns and whole units
        self.passed: set[tuple[Id, Id]] = set()  # suggested pairings, while the study is open
        self._signal = StudySignal(study, self)
        self._signal.changed.connect(self._follow)
        self._signal.changed.connect(self.followed)
        self.coding.refused.connect(page.banner.say)
        self.overviewing = Overviewing(study, page)
        self.overviewing.row_asked.connect(self.show_row)
        self._join()
        for text in page.columns.all_texts():
            text.text.nothing_copied.connect(self._say_nothing_copied)
        self.go_to_place(place)

    @property
    def codebook(self) -> Codebook:
        """The version that whoever sits here codes with on this session."""
        return codebook_at_work(self.study.view, self.study.seen_by, self.session_id)

    def fitting(self) -> set[When]:
        """What is there to act upon."""
        there: set[When] = {"always", "study"}
        there |= {"session"} if self.session_id else set()
        there |= {"rows"} if self.page.shows_rows else set()
        there |= {"moment"} if self.moment else set()
        there |= {"undo"} if self.study.history.last else set()
        there |= {"redo"} if self.study.history.next else set()
        text = self.page.columns.in_hand
        there |= {"text"} if text is not None else set()
        there |= {"selection"} if text is not None and text.selected_span() else set()
        return there

    def stop_following(self) -> None:
        """The study may change further without this desk."""
        self._signal.stop()
        self.overviewing.stop()
        self.left.emit()

    def show_row(self, row: DesignRow) -> None:
        """Shows a row of the overview in the coding tab."""
        if row.session_id is None:
            sentence = f"This dyad has no session yet: make one by {key_of('edit_design')}."
            self.page.banner.say(sentence, "hint")
            return
        self.page.top.tab_chosen.emit("coding")
        if row.account_id is not None:
            self.show_account(row.account_id)
        else:
            self.show_session(row.session_id)

    def code(self, code_id: Id, *, adds: bool = False) -> None:
        """Codes the selection; without one, or when adding, toggles the chosen moment's code."""
        self.leave()
        if self.by_unit is not None and self.by_unit(code_id, adds):
            return
        text = self.page.columns.in_hand
        span = text.selected_span() if text is not None else None
        moment = self.moment
        if moment is not None and (adds or span is None or self._is_span(moment, text, span)):
            self.coding.toggle_code(moment.id, code_id)
        elif span is None or text is None:
            self.page.banner.say(
                "Select a passage first, or choose a moment: "
                f"{key_of('select_word')} takes a word, Return a turn.",
                "hint",
            )
        else:
            self._mark(text, span, code_id)

    def mark(self) -> None:
        """A new moment without a code on the selection."""
        self.leave()
        text = self.page.columns.in_hand
        span = text.selected_span() if text is not None else None
        if text is not None and span is not None:
            self._mark(text, span, None)

    def rate(self, digit: int) -> None:
        """Rates the chosen moment on the next scale that fits it; see `scale_in_turn`."""
        self.leave()
        moment = self.moment
        if moment is None:
            return
        scale = scale_in_turn(self.view, moment)
        if scale is None:
            self.page.banner.say("The codebook has no scale for this moment.", "hint")
            return
        self.coding.rate(moment.id, scale, None if moment.rating(scale.id) == digit else digit)

    def choose_rating(self) -> None:
        """Gives the keys to the first scale that fits the chosen moment."""
        if self.moment is not None and not self.page.rate():
            self.page.banner.say("The codebook has no scale for this moment.", "hint")

    def rate_on(self, scale_id: Id, value: int | None) -> None:
        """Rates the chosen moment on a scale."""
        self.leave()
        moment = self.moment
        scale = None if moment is None else self.view.codebook_of(moment).scale(scale_id)
        if moment is not None and scale is not None:
            self.coding.rate(moment.id, scale, value)
            self.page.inspector.show_moment(self.shown, self.moment)

    def move_end(self, end: Literal["start", "end"], step: int) -> None:
        """Moves an end of the chosen moment by a word."""
        self.leave()
        moment = self.moment
        text = self.text_of(moment) if moment else None
        if moment is None or text is None:
            return
        span = text.word_span_beside((moment.start, moment.end), end, step)
        self.coding.move_ends(moment.id, (span[0], span[1]))
        text.scroll_to(span[0] if end == "start" else span[1] - 1)

    def drag_ends(self, moment_id: Id, start: int, end: int) -> None:
        """Takes the ends that a mouse has drawn."""
        self.leave()
        self.coding.move_ends(moment_id, (start, end))
        self.page.columns.show_moments(self.shown)

    def delete(self) -> None:
        """Takes the chosen moment out; the one after it is chosen where there is one."""
        self.leave()
        moment = self.moment
        if moment is None:
            return
        following = beside(moments_in_text(self.view, moment.transcript_id), moment.id, 1)
        if self.coding.delete(moment.id):
            self.page.inspector.memo.discard(moment.id)
            self.choose_moment(following.id if following else None)

    def next_tense(self) -> None:
        """Then, now, not said, and round again."""
        self.leave()
        if (moment := self.moment) is not None:
            order = (None, "then", "now")
            tense = order[(order.index(moment.tense) + 1) % len(order)]
            self.coding.set_tense(moment.id, tense)  # type: ignore[arg-type]

    def next_certainty(self) -> None:
        """Unsure, fair, clear, not said, and round again."""
        self.leave()
        if (moment := self.moment) is not None:
            order = (None, *CERTAINTIES)
            certainty = order[(order.index(moment.certainty) + 1) % len(order)]
            self.coding.set_certainty(moment.id, certainty)

    def toggle_peak(self) -> None:
        """Peak or not."""
        self.leave()
        if (moment := self.moment) is not None:
            self.coding.set_peak(moment.id, not moment.peak)

    def toggle_alignment(self) -> None:
        """Columns level by the session's clock, or each as it comes."""
        self.leave()
        aligning = self.page.aligning
        study = self.view.study
        aligning.turn(not aligning.is_on, study.shared_within_ms, study.stop_before_ms)
        state = (
            "stand level by the session clock" if aligning.is_on else "go together by session time"
        )
        self.page.banner.say(f"The columns {state} ({key_of('align')}).", "hint")
        self.moved.emit()

    def finish(self) -> None:
        """Marks the account in hand as done, or reopens it."""
        self.leave()
        text = self.page.columns.in_hand
        if text is None or text.account_id is None:
            self.page.banner.say(
                f"Go to one of the accounts first ({key_of('next_pane')}).", "hint"
            )
            return
        account_id = text.account_id
        done = self.coding.finish(account_id)
        if done is not None:
            view = self.view
            dyad, session, account = view.place_of(account_id)
            state = "marked as done" if done else "open again"
            said = f"{dyad.name}, session {session.number}, {account.voice} is {state}."
            more = after_done(view, self.study.seen_by, session.id) if done else ""
            more += left_said(view, self.study.seen_by, account_id) if done else ""
            if done and self._next():
                more += f" {key_of('next_of_queue')} goes to the next of your queue."
            self.page.banner.say(said + more, "good")

    def show_next_of_queue(self) -> None:
        """Goes to the next account that the round in hand has given and that is not done."""
        self.leave()
        following = self._next()
        if following is not None:
            self.show_account(following.account_id)
        elif self.study.seen_by and queue_of(self.view, self.study.seen_by):
            self.page.banner.say("Your queue is done.", "good")
        else:
            self.page.banner.say("No round has given you a queue.", "hint")

    def _next(self) -> Assignment | None:
        text = self.page.columns.in_hand
        here = text.account_id if text is not None else None
        coder_id = self.study.seen_by
        return next_in_queue(self.view, coder_id, here) if coder_id else None

    def undo(self) -> None:
        """Takes the last step back."""
        self.leave()
        self.coding.undo()
        self._show_state()  # a step that could not be taken back is dropped after all is told

    def redo(self) -> None:
        """Does the next step again."""
        self.leave()
        self.coding.redo()
        self._show_state()

    def _follow(self, changes: Changes, origin: object) -> None:
        """Refreshes what a change has touched."""
        page, view = self.page, self.view
        self._show_state()
        if origin == "history":
            page.banner.hide()  # what it says was done may be undone now
        page.banner.put_away("bad", "hint")
        if changes.everything or changes.touch("session", "transcript", "account", "dyad", "study"):
            self._reload()
            return
        if changes.touch("stop", "aside"):
            self._show_clock(changes, origin)
        elif changes.touch("moment", "pairing"):
            page.columns.show_moments(self.shown)
            page.timeline.show_moments(self.shown)
        elif changes.touch("asked", "question", "interview", "participant"):
            page.columns.show_moments(self.shown)
        self._follow_beside(changes)
        if changes.touch("moment", "pairing"):
            touched = [each for each in changes.record_ids if view.moment(each) is not None]
            if origin == "history" and touched and self.moment_id not in touched:
                self.open_moment(touched[0])
            elif origin is not self.coding or not touched or self.moment_id in touched:
                self.choose_moment(self.moment_id, by=self.text_of(self.moment))

    def _show_clock(self, changes: Changes, origin: object) -> None:
        """Shows stops and asides that have changed, and goes to what undo has changed elsewhere."""
        page, view = self.page, self.view
        elsewhere = changes.transcript_ids.difference(self._transcripts())
        if origin == "history" and elsewhere == changes.transcript_ids:
            self.show_account(view.transcripts[min(elsewhere)].account_id)
            return
        self._show_columns()
        page.timeline.show_moments(self.shown)
        page.inspector.show_moment(self.shown, self.moment)

    def _follow_beside(self, changes: Changes) -> None:
        """The same for what stands around the columns."""
        page, view, coder_id = self.page, self.view, self.study.seen_by
        if changes.touch("moment") and not changes.touch("codebook"):
            page.codebook.show_view(view, self.session_id, coder_id)
        if changes.touch("question"):
            page.study.questions.show_view(view)
            self.show_only(page.study.questions.question_id)
        if changes.touch("codebook"):
            self.codebook_changed.emit()
        if changes.touch("assignment", "interview", "round"):
            page.study.show_view(view, coder_id)
            self.show_focus()
        elif changes.touch("moment"):
            texts = (view.transcripts[each] for each in changes.transcript_ids)
            page.study.show_work(view, coder_id, {each.account_id for each in texts})
        if changes.touch("coder", "study", "round"):
            page.top.show_study(view, encrypted=self.study.is_encrypted)
            page.top.show_coder(view, coder_id)

    def _say_nothing_copied(self) -> None:
        sentence = "Select a passage or choose a moment first: that is copied."
        self.page.banner.say(sentence, "hint")

    def _show_state(self) -> None:
        self.page.status.show_state(self.study.saved_at, self.study.last_step, self.study.next_step)

    def _reload(self) -> None:
        """Shows everything anew, at the same place as far as it is still there."""
        memo = self.page.inspector.memo
        typing = memo.hasFocus()
        another = self._own_places.of_another(self.view, self.study.seen_by)
        self._wished = another.mode if another is not None else self._wished
        place = another or self.place()
        if place.session_id not in self.view.sessions:
            place = Place(coder_id=place.coder_id, mode=place.mode)
        self.go_to_place(place)
        if typing and another is not None:  # who comes did not write there
            self.page.columns.take_keys()
        elif typing and memo.isVisible():  # else the next letters would be commands
            memo.setFocus(Qt.FocusReason.OtherFocusReason)
        self.codebook_changed.emit()

    def _mark(self, text: TranscriptColumn, span: tuple[int, int], code_id: Id | None) -> None:
        if text.transcript_id is None:
            return
        moment_id = self.coding.mark(text.transcript_id, span, code_id)
        if moment_id is not None:
            text.clear_selection()
            self.choose_moment(moment_id, by=text)
            self.page.banner_hint(self.coding.doubt(moment_id))

    def _is_span(
        self, moment: Moment, text: TranscriptColumn | None, span: tuple[int, int]
    ) -> bool:
        """Whether the selection is just the chosen moment."""
        return (
            text is not None
            and moment.transcript_id == text.transcript_id
            and (moment.start, moment.end) == span
        )

    def _join(self) -> None:
        """Listens to the parts."""
        page = self.page
        page.columns.moment_chosen.connect(self._chosen_in_text)
        page.columns.time_reached.connect(self._reached)
        page.columns.ends_dragged.connect(self.drag_ends)
        page.columns.counterpart_asked.connect(self.open_counterpart)
        page.columns.focused.connect(lambda _voice: self.show_focus())
        page.timeline.time_chosen.connect(self.go_to_time)
        page.timeline.moment_chosen.connect(self._chosen_on_timeline)
        page.study.account_chosen.connect(self.show_account)
        page.study.question_chosen.connect(self.show_only)
        page.codebook.code_chosen.connect(self.code)
        page.top.session_chosen.connect(self.show_session)
        page.top.mode_chosen.connect(self.show_mode)

    def _chosen_in_text(self, moment_id: Id | None, voice: str) -> None:
        self.choose_moment(moment_id, by=self.page.columns.text(voice))

    def _chosen_on_timeline(self, moment_id: Id | None) -> None:
        if moment_id is None:
            self.choose_moment(None, by=self.page.timeline)
        else:
            self.open_moment(moment_id)

    def _reached(self, time_ms: int | None, _voice: str) -> None:
        self.page.timeline.set_playhead(time_ms)
