"""The left panel: the study matrix, its counts, and the facts of the session on screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import Signal

from annotator.app.verbs.queue import round_in_hand
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.study import Session, is_past_window, lag_ms
from annotator.domain.view import StudyView
from annotator.ui.figures import round_text
from annotator.ui.matrix_view import MatrixView
from annotator.ui.panel import Facts, Panel
from annotator.ui.progress import Counts, counts_of, lag_text
from annotator.ui.question_filter import QuestionFilter
from annotator.ui.theme import Look
from annotator.ui.when import day_text, when_text
from annotator.ui.words import Words

FACTS = ("Held", "Therapist recall", "Patient recall", "Length", "Read together", "Recording")


class StudyPanel(Panel):
    """Where the study stands, and where in it we are.

    Signals:
        account_chosen: id of an account opened in the matrix.
        question_chosen: id of the question whose moments stay in full; None for all of them.
    """

    account_chosen = Signal(str)
    question_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Study", 232)
        self.matrix = MatrixView(look)
        self.matrix.account_chosen.connect(self.account_chosen)
        self._counts = Words(look, "", "small", wrap=True)
        self._facts = Facts(look)
        self._recording: tuple[str, str] | None = None
        self._has_session = False
        for name in FACTS:  # in this order, whichever is said first
            self._facts.say(name, "")
        self.column.addWidget(Words(look, "Study", "heading"))
        self.column.addSpacing(4)
        self.column.addWidget(self.matrix)
        self.column.addSpacing(10)
        self.column.addWidget(self._counts)
        self.column.addSpacing(18)
        self.column.addWidget(Words(look, "This session", "heading"))
        self.column.addSpacing(8)
        self.column.addWidget(self._facts)
        self.column.addSpacing(18)
        self.questions = QuestionFilter(look)
        self.questions.chosen.connect(self.question_chosen)
        self.column.addWidget(self.questions)
        self.column.addStretch(1)

    def show_view(self, view: StudyView, coder_id: Id | None) -> None:
        """The matrix and its counts, and the guide's questions."""
        self.questions.show_view(view)
        self.matrix.show_view(view, coder_id)
        self._show_counts(view, coder_id)

    def show_work(self, view: StudyView, coder_id: Id | None, account_ids: Iterable[Id]) -> None:
        """The same after an edit of moments on some accounts: most change no state."""
        if self.matrix.show_work(view, coder_id, account_ids):
            self._show_counts(view, coder_id)

    def show_session(self, view: StudyView, session_id: Id | None, account_id: Id | None) -> None:
        """The facts of one session."""
        self.matrix.show_session(view, session_id, account_id)
        session = view.sessions.get(session_id or "")
        self._has_session = session is not None
        if session is None:
            for name in FACTS:
                self._facts.say(name, "")
            return
        accounts = view.accounts_of(session.id)
        self._facts.say("Held", held_text(session.held), held_text(session.held, year=True))
        for voice in ("therapist", "patient"):
            account = accounts.get(voice)
            self._facts.say(
                f"{voice.capitalize()} recall",
                "" if account is None else recall_text(view, session, account.id),
            )
        self._facts.say(
            "Length", "" if session.length_ms is None else clock_text(session.length_ms)
        )
        self._facts.say("Read together", *together_text(view, session.id))
        self._facts.say("Recording", *(self._recording or recording_text(session)))

    def show_recording(self, words: str, tip: str) -> None:
        """Says what there is of the recording of the session on screen; nothing for its name."""
        self._recording = (words, tip) if words else None
        if words and self._has_session:
            self._facts.say("Recording", words, tip)

    def _show_counts(self, view: StudyView, coder_id: Id | None) -> None:
        counts = counts_of(view, coder_id)
        text = counts_text(view, counts, mine=bool(coder_id))
        work_round = round_in_hand(view, coder_id) if coder_id else None
        if work_round is not None:
            text += f"\n{round_text(work_round.name, work_round.kind)}"
            if work_round.due is not None:
                is_left = counts.mine_done < counts.mine
                text += f"\n{due_text(work_round.due, date.today(), is_left=is_left)}"
        self._counts.setText(text)


def counts_text(view: StudyView, counts: Counts, *, mine: bool) -> str:
    """The lines under the matrix."""
    lines = []
    if counts.interviews:
        lines.append(f"{counts.held} of {counts.interviews} interviews held")
        if counts.missing:
            lines[0] += f" · {counts.missing} missing"
    if counts.late:
        lines.append(f"{counts.late} later than {view.study.late_after_ms // 3_600_000} h ⚠")
    if counts.mine:
        whose = "My queue" if mine else "All queues"
        lines.append(f"{whose}: {counts.mine_done} of {counts.mine} coded")
    return "\n".join(lines)


def due_text(due: date, today: date, *, is_left: bool) -> str:
    """By when a coder's round is wanted; that the day has passed only while work is left.

    >>> due_text(date(2026, 3, 3), date(2026, 3, 3), is_left=True)
    'Due 3 March'
    >>> due_text(date(2026, 3, 3), date(2026, 3, 4), is_left=True)
    'Due 3 March, overdue'
    >>> due_text(date(2026, 3, 3), date(2026, 3, 4), is_left=False)
    'Due 3 March'
    """
    late = ", overdue" if is_left and due < today else ""
    return f"Due {day_text(due, today)}{late}"


def together_text(view: StudyView, session_id: Id) -> tuple[str, str]:
    """Who went on from one account to both in a session, and since when each; empty for nobody."""
    steps = sorted(
        (each for each in view.openings.values() if each.session_id == session_id),
        key=lambda each: (each.opened_at, each.id),
    )
    since = {view.coders[each.coder_id].name: when_text(each.opened_at) for each in steps}
    return ", ".join(since), "; ".join(f"{name} since {when}" for name, when in since.items())


def recording_text(session: Session) -> tuple[str, str]:
    """Whether a session has a recording, and its file's name."""
    return ("linked", session.recording) if session.recording else ("none", "")


def held_text(held: date | None, *, year: bool = False) -> str:
    """When something was held, as short as it can be said.

    >>> held_text(datetime(2025, 3, 12, 10)), held_text(date(2025, 3, 12), year=True)
    ('12 Mar, 10:00', '12 Mar 2025')
    """
    if held is None:
        return "unknown"
    text = f"{held.day} {held:%b}" + (f" {held.year}" if year else "")
    return f"{text}, {held:%H:%M}" if isinstance(held, datetime) else text


def recall_text(view: StudyView, session: Session, account_id: Id) -> str:
    """How long after the session an interview was held, or why it was not."""
    interview = view.interview_of(account_id)
    if interview is None:
        return ""
    if interview.status in ("missing", "cancelled"):
        return interview.status
    lag = lag_ms(session, interview)
    late = " ⚠" if is_past_window(view.study, session, interview) else ""
    return (interview.status if lag is None else lag_text(lag)) + late
