"""The one position: session, mode and chosen moment, the same in all parts of the page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.app.alone_view import AloneView
from annotator.app.open_study import OpenStudy
from annotator.app.settings import Place
from annotator.app.verbs.opening import alone_in
from annotator.app.work_view import WorkView
from annotator.domain.guide import with_prompts
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView
from annotator.ui.columns import MODES
from annotator.ui.order import (
    answers,
    beside,
    beside_caret,
    counterparts,
    first_session,
    moments_in_session,
    moments_in_text,
    sessions_in_order,
)
from annotator.ui.reading_alone import why_alone
from annotator.ui.sample_told import said_of_the_sample
from annotator.ui.study_page import StudyPage
from annotator.ui.transcript import TranscriptColumn


class Position(QObject):
    """Where we are in a study, and how we go elsewhere.

    Args:
        study: the open study.
        page: what shows it.
        place: where it was left.

    Signals:
        moved: `place` has another answer now.
    """

    moved = Signal()

    def __init__(self, study: OpenStudy, page: StudyPage, place: Place) -> None:
        super().__init__(page)
        self.study = study
        self._work = WorkView()
        self._alone = AloneView()
        self.page = page
        self.session_id: Id | None = None
        self.moment_id: Id | None = None
        self.only: frozenset[Id] | None = None  # questions whose moments are gone through
        self.mode = place.mode if place.mode in MODES else "dyadic"
        alone = alone_in(study.view, study.seen_by, place.session_id)
        self._wished = "dyadic" if alone else self.mode  # one at a time is nobody's wish
        self._beside = ""
        page.columns.caret_moved.connect(lambda _position: self.moved.emit())

    @property
    def view(self) -> StudyView:
        """The study as it is now, and as whoever sits here sees it."""
        return self._work.of(self.study.view, self.study.seen_by)

    @property
    def shown(self) -> StudyView:
        """The same as columns, timeline and inspector show it: at times one account alone."""
        return self._alone.of(self.view, self.session_id, self._voice_alone())

    @property
    def moment(self) -> Moment | None:
        """The chosen moment."""
        return None if self.moment_id is None else self.view.moment(self.moment_id)

    def place(self) -> Place:
        """Where we are, to be found again."""
        carets = {
            voice: text.caret()
            for voice in self.page.columns.voices()
            if (text := self.page.columns.text(voice)) is not None
        }
        return Place(
            coder_id=self.study.seen_by,
            session_id=self.session_id,
            mode=self.mode,
            moment_id=self.moment_id,
            carets=carets,
            aligned=self.page.aligning.is_on,
            set_id=self.page.codebook.set_choice.set_id,
        )

    def leave(self) -> None:
        """Says what is not yet said; to be called before anything that ends the visit."""
        self.page.memos.end_visit()
        self.page.codes_page.flush()

    def show_session(self, session_id: Id | None, voice: str | None = None) -> None:
        """Goes to a session; `voice` gets the focus, and a column where it has none."""
        self.leave()
        had_keys = self._text_has_keys()
        self.page.banner.put_away("hint")
        self.mode = self._mode_for(session_id, voice)
        reads = self._read_alone(session_id)
        if not reads:
            self._wished = self.mode
        if self.mode in RECALL_VOICES or session_id != self.session_id:
            self._beside = self.mode if self.mode in RECALL_VOICES else reads
        self.session_id = session_id
        self.moment_id = None
        self._show_columns()
        self.page.timeline.show_session(self.shown, session_id)
        self._show_place()
        self.choose_moment(None)
        self.page.banner_hint(self._said_of_other_rounds())
        if voice is not None:
            self.page.columns.take(voice)
        if had_keys and not self._text_has_keys():  # Qt gave them to whatever stands beside it
            self.page.columns.take_keys()

    def _mode_for(self, session_id: Id | None, voice: str | None) -> str:
        """The mode in which a session is shown: as wished, with a voice in it, one at a time."""
        alone = alone_in(self.view, self.study.seen_by, session_id)
        if not alone:
            if voice is None or voice in MODES[self._wished]:
                return self._wished
            return "session" if voice == "session" else "dyadic"
        if voice is not None and voice in MODES:
            return voice
        if session_id == self.session_id and self.mode != "dyadic":
            return self.mode
        return self._read_alone(session_id) if voice is None else "session"

    def _read_alone(self, session_id: Id | None) -> str:
        """The voice that is to be read now where one account is read at a time."""
        alone = alone_in(self.view, self.study.seen_by, session_id)
        if not alone:
            return ""
        waiting = next((each for each in alone if each.progress != "done"), alone[0])
        return self.view.accounts[waiting.account_id].voice

    def _voice_alone(self) -> str:
        """The voice of the account that is on screen alone; empty where all are read together."""
        read = self._read_alone(self.session_id)
        if not read:
            return ""
        voice = self.mode if self.mode in RECALL_VOICES else self._beside
        account = self.view.accounts_of(self.session_id or "").get(voice)
        return read if account is None or account.id in self.view.shut else voice

    def _show_columns(self) -> None:
        """Shows session and mode; beside the session's own transcript one account at a time."""
        read = self._voice_alone() if self.mode == "session" else ""
        other = {"therapist": "patient", "patient": "therapist"}.get(read, "")
        imports = self.study.of_coder is None
        self.page.columns.show_session(
            self.shown, self.session_id, self.mode, other, imports=imports
        )

    def _said_of_other_rounds(self) -> str:
        """That a coder has moments here from another round, which are not shown."""
        ids = [text.transcript_id for text in self.page.columns.texts() if text.transcript_id]
        whole = sum(len(self.study.view.moments_of(each)) for each in ids)
        shown = [each.account_id for each in self.page.columns.texts() if each.account_id]
        if outside := said_of_the_sample(self.view, self.study.seen_by, self.session_id, shown):
            return outside
        hidden = whole - sum(len(self.view.moments_of(each)) for each in ids)
        if not hidden:
            return ""
        what = "1 moment" if hidden == 1 else f"{hidden} moments"
        return f"{what} of yours from another round stay out of sight while you work in this one."

    def show_account(self, account_id: Id) -> None:
        """Goes to an account."""
        _, session, account = self.view.place_of(account_id)
        self.show_session(session.id, account.voice)

    def show_mode(self, mode: str) -> None:
        """Shows other columns of the same session, unless it is read one account at a time."""
        why_alone_now = why_alone(self.view, self.study.seen_by, self.session_id)
        if why_alone_now and mode == "dyadic":
            self.page.banner.say(why_alone_now, "hint")
            self._show_place()
            return
        if not why_alone_now:
            self._wished = mode
        moment_id = self.moment_id
        shown = set(self.page.columns.voices())
        time_ms = self.page.timeline.playhead()
        self.leave()
        had_keys = self._text_has_keys()
        self.mode = mode
        if mode in RECALL_VOICES:
            self._beside = mode
        self._show_columns()
        self.page.timeline.show_moments(self.shown)
        voices = self.page.columns.voices()
        if had_keys and voices and not self._text_has_keys():
            self.page.columns.take(voices[0])
        self._show_place()
        for voice in set(self.page.columns.voices()) - shown:
            if time_ms is not None and (text := self.page.columns.text(voice)) is not None:
                text.scroll_to_time(time_ms)
        self.choose_moment(moment_id)

    def show_voice(self, voice: str) -> None:
        """Shows columns of the same session with a voice among them: alone, where it is read so."""
        self.show_mode(self._mode_for(self.session_id, voice))

    def step_session(self, step: int) -> None:
        """The session before or after."""
        order = sessions_in_order(self.view)
        if self.session_id in order:
            place = order.index(self.session_id) + step
            if 0 <= place < len(order):
                self.show_session(order[place], self.page.columns.voice)

    def step_moment(self, step: int) -> None:
        """The next moment of the column in hand by text; of all columns by session time."""
        text = self.page.columns.in_hand
        own = text.transcript_id if text is not None else None
        if text is not None and own is not None:
            moments = self._wanted(moments_in_text(self.view, own))
            chosen = any(each.id == self.moment_id for each in moments)
            found = (
                beside(moments, self.moment_id, step)
                if chosen
                else beside_caret(moments, text.caret(), step)
            )
        else:
            moments = self._wanted(moments_in_session(self.view, self._transcripts()))
            found = beside(moments, self.moment_id, step)
        if found is not None:
            self.choose_moment(found.id)
        elif self.moment_id is None or self.only is not None:
            what = "" if self.only is None else " that answers the question chosen at the left"
            self.page.banner.say(f"No moment that way{what}.", "hint")

    def show_only(self, question_id: Id | None) -> None:
        """Fades the moments that do not answer a question, or a prompt under it; None for all."""
        known = self.view.questions
        found = question_id is not None and question_id in known
        self.only = with_prompts(known.values(), question_id or "") if found else None
        self.page.columns.show_only(self.only)

    def _wanted(self, moments: list[Moment]) -> list[Moment]:
        return [each for each in moments if answers(self.view, each, self.only)]

    def choose_moment(self, moment_id: Id | None, *, by: object = None) -> None:
        """Chooses a moment in every part; `by` is the part that did so and need not be moved."""
        another = moment_id != self.moment_id
        if another:
            self.leave()
        moment = None if moment_id is None else self.shown.moment(moment_id)
        self.moment_id = moment.id if moment else None
        self.moved.emit()  # showing a session or a mode ends here too
        for text in self.page.columns.texts():
            own = moment is not None and moment.transcript_id == text.transcript_id
            text.choose_moment(self.moment_id if own else None, reveal=own and by is not text)
            if own:
                self.page.columns.sought.emit(self.view.accounts[text.account_id or ""].voice)
        self.page.timeline.choose_moment(self.moment_id)
        typing = self.page.inspector.memo.hasFocus()
        self.page.inspector.show_moment(self.shown, moment)
        if typing and not self.page.inspector.memo.isVisibleTo(self.page):
            self.page.columns.take_keys()  # else Qt gives them to whatever stands beside it
        strange = moment is not None and moment.coder_id != self.study.seen_by
        self.page.inspector.memo.show_lock(is_locked=strange or self.study.reader is not None)
        self.page.codebook.show_codes(moment.codes if moment else ())
        if moment is not None:
            start_ms, _ = self.view.interval_of(moment)
            if start_ms is not None:
                self.page.timeline.set_playhead(start_ms)
                if by is not self.page.timeline:
                    self.page.timeline.reveal(start_ms)
                if another and not isinstance(by, TranscriptColumn):
                    self._take_others_along(moment, start_ms)

    def _take_others_along(self, moment: Moment, time_ms: int) -> None:
        """The other columns go to the time of a moment; its own shows the moment itself."""
        for text in self.page.columns.texts():
            if text.transcript_id != moment.transcript_id:
                text.scroll_to_time(time_ms)

    def open_found(self, moment_id: Id) -> None:
        """Goes to a moment that a search has found."""
        self.open_moment(moment_id)
        moment = self.moment
        text = self.text_of(moment)
        if moment is not None and text is not None:
            text.show_well(moment.start)

    def open_moment(self, moment_id: Id) -> None:
        """Goes to a moment wherever it stands, and chooses it."""
        moment = self.view.moment(moment_id)
        if moment is None:
            return
        account = self.view.accounts[self.view.transcripts[moment.transcript_id].account_id]
        if account.session_id != self.session_id:
            self.show_session(account.session_id, account.voice)
        elif account.voice not in self.page.columns.wanted:
            self.show_voice(account.voice)
        self.choose_moment(moment_id)
        self.page.columns.take(account.voice, focus=False)

    def open_counterpart(self, moment_id: Id) -> None:
        """Goes from a moment to what it is paired with; again, to the next where there are more."""
        moment = self.view.moment(moment_id)
        facing = [] if moment is None else counterparts(self.view, moment)
        ids = [each.id for each in facing]
        if not ids:
            return
        after = ids.index(self.moment_id) + 1 if self.moment_id in ids else 0
        self.open_moment(ids[after % len(ids)])

    def open_passage(self, transcript_id: Id, start: int, end: int) -> None:
        """Goes to a passage and selects it."""
        account = self.view.accounts[self.view.transcripts[transcript_id].account_id]
        shown = self.page.columns.wanted
        if account.session_id != self.session_id or account.voice not in shown:
            self.show_session(account.session_id, account.voice)
        text = self.page.columns.text(account.voice)
        if text is not None and text.transcript_id == transcript_id:
            self.page.columns.take(account.voice)
            text.select_span(start, end)
            text.show_well(start)

    def go_to_time(self, time_ms: int) -> None:
        """Every column goes to a session time."""
        for text in self.page.columns.texts():
            text.scroll_to_time(time_ms)
        self.page.timeline.set_playhead(time_ms)

    def select(self, what: str) -> None:
        """Selects the word or the turn at the caret, or nothing."""
        text = self.page.columns.in_hand
        if text is not None:
            do = {"word": text.select_word, "turn": text.select_turn}
            do.get(what, text.clear_selection)()

    def go_to_place(self, place: Place) -> None:
        """Shows everything anew, at a place as far as it is there."""
        view, page = self.view, self.page
        page.top.show_study(view, encrypted=self.study.is_encrypted)
        page.top.show_coder(view, self.study.seen_by)
        page.study.show_view(view, self.study.seen_by)
        page.status.show_state(self.study.saved_at, self.study.last_step, self.study.next_step)
        near_ms, apart_ms = view.study.shared_within_ms, view.study.stop_before_ms
        page.aligning.turn(place.aligned, near_ms, apart_ms)
        known = place.session_id in view.sessions
        self.show_session(place.session_id if known else first_session(view))
        for voice, caret in place.carets.items():
            if known and (text := page.columns.text(voice)) is not None:
                text.place_caret(caret)
                text.scroll_to(caret)
        if known and place.moment_id is not None and view.moment(place.moment_id):
            self.open_moment(place.moment_id)

    def _show_place(self) -> None:
        """Says in bar and panels where we are."""
        view, page = self.view, self.page
        page.top.show_session(view, self.session_id)
        page.top.show_mode(self.mode, why_alone(view, self.study.seen_by, self.session_id))
        page.codebook.show_view(view, self.session_id, self.study.seen_by)
        self.show_focus()

    def show_focus(self) -> None:
        """Says in the left panel which account is in hand."""
        text = self.page.columns.in_hand
        account_id = text.account_id if text is not None else None
        self.page.study.show_session(self.view, self.session_id, account_id)

    def text_of(self, moment: Moment | None) -> TranscriptColumn | None:
        """The column that a moment stands in, None where it is not on screen."""
        texts = self.page.columns.texts()
        wanted = moment.transcript_id if moment else None
        return next((text for text in texts if text.transcript_id == wanted), None)

    def _text_has_keys(self) -> bool:
        return any(text.text.hasFocus() for text in self.page.columns.texts())

    def _transcripts(self) -> list[Id]:
        own = (text.transcript_id for text in self.page.columns.texts())
        return [each for each in own if each is not None]
