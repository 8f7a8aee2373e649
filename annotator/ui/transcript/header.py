"""The head of a column: whose account it is, and what is known about the interview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.stop_checks import findings_of
from annotator.domain.study import (
    HOUR_MS,
    SESSION_VOICE,
    Account,
    Interview,
    Session,
    is_before,
    is_past_window,
    lag_ms,
)
from annotator.domain.view import StudyView
from annotator.ui.figures import counted
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head says.

    Attributes:
        voice: whose colour it has.
        title: `Therapist · T07`.
        facts: the line under it.
        warning: what is out of order with the interview; empty where nothing is.
        details: what is odd about the stops, one a line, for the tip.
    """

    voice: str = ""
    title: str = ""
    facts: str = ""
    warning: str = ""
    details: str = ""


def heading_of(view: StudyView, account_id: Id | None) -> Heading:
    """The head of an account's column."""
    if account_id is None or account_id not in view.accounts:
        return Heading()
    dyad, session, account = view.place_of(account_id)
    name = pseudonym_of(view, account) or dyad.name
    title = f"{account.voice.capitalize()} · {name}"
    transcript = view.transcript_of(account_id)
    counts = []
    if transcript is not None:
        if account.is_recall:
            counts.append(_stops_text(view, account))
        counts.append(counted(len(transcript.turns), "turn"))
    if not account.is_recall:
        facts = " · ".join([f"Session {session.number}", *counts])
        return Heading(account.voice, title, facts if counts else f"{facts} · no transcript")
    interview = view.interview_of(account_id)
    if interview is None:
        facts = " · ".join(["Recall interview", *counts])
        return Heading(account.voice, title, facts, details=_details(view, account))
    warning = _warning(view, session, interview)
    held = "" if interview.status in ("missing", "cancelled") else _held(session, interview)
    facts = " · ".join(filter(None, [held, *counts]))
    return Heading(account.voice, title, facts, warning, _details(view, account))


def pseudonym_of(view: StudyView, account: Account) -> str:
    """The pseudonym of the person whose account it is; empty for a session's own."""
    interview = view.interview_of(account.id)
    dyad, _, _ = view.place_of(account.id)
    by_voice = {"therapist": dyad.therapist_id, "patient": dyad.patient_id}
    person_id = (interview and interview.participant_id) or by_voice.get(account.voice)
    person = None if person_id is None else view.participants.get(person_id)
    return "" if person is None else person.pseudonym


def source_of(view: StudyView, account: Account) -> str:
    """Whose words they are and where they stand, by pseudonym: `P07, session 3`.

    Without a pseudonym `D07, therapist, session 3`, of a session's own transcript `D07, session 3`.
    """
    dyad, session, _ = view.place_of(account.id)
    whose = dyad.name if account.voice == SESSION_VOICE else f"{dyad.name}, {account.voice}"
    return f"{pseudonym_of(view, account) or whose}, session {session.number}"


def _held(session: Session, interview: Interview) -> str:
    kind = "Partial recall interview" if interview.status == "partial" else "Recall interview"
    lag = lag_ms(session, interview)
    if lag is None:
        return kind
    if lag < 0 and not is_before(session, interview):
        return f"{kind} during the session"
    hours = round(abs(lag) / HOUR_MS)
    return f"{kind} {hours} h {'before' if lag < 0 else 'after'} the session"


def _warning(view: StudyView, session: Session, interview: Interview) -> str:
    """What makes an interview unlike the others, with its reason."""
    reason = f": {interview.reason}" if interview.reason else ""
    if interview.status == "missing":
        return f"Interview missing{reason or ', no reason given'}"
    if interview.status == "cancelled":
        return f"Interview cancelled{reason or ', no reason given'}"
    if is_before(session, interview):
        return f"held before its session{reason}"
    if is_past_window(view.study, session, interview):
        return f"later than {view.study.late_after_ms // HOUR_MS} h{reason}"
    return f"partial{reason}" if interview.status == "partial" and reason else ""


def _stops_text(view: StudyView, account: Account) -> str:
    """How many stops there are, how many of them are odd, and whether that can be told."""
    transcript = view.transcript_of(account.id)
    stops = () if transcript is None else view.stops_of(transcript.id)
    found = findings_of(view, account.id)
    odd = len({each.stop_id for each in found} - {None})
    text = counted(len(stops), "stop")
    text += f", {odd} odd" if odd else ""
    if account.clock_offset_ms:
        sign = "+" if account.clock_offset_ms > 0 else ""
        text += f" · clock {sign}{clock_text(account.clock_offset_ms)}"
    blind = any(each.oddity == "no length" for each in found)
    return f"{text} · session length unknown" if blind else text


def _details(view: StudyView, account: Account) -> str:
    """What is odd about the stops, one a line."""
    transcript = view.transcript_of(account.id)
    if transcript is None:
        return ""
    stops = {stop.id: stop for stop in view.stops_of(transcript.id)}
    lines = []
    for found in findings_of(view, account.id):
        stop = stops.get(found.stop_id or "")
        if stop is None:
            lines.append(f"{found.words[:1].upper()}{found.words[1:]}")
        else:
            lines.append(
                f"Stop {clock_text(stop.start_ms + account.clock_offset_ms)}: {found.words}"
            )
    return "\n".join(lines)


class Header(QWidget):
    """Two lines over a column, with a line below while the column has the keys."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._heading = Heading()
        self._has_keys = False
        self._title, self._facts = QLabel(self), QLabel(self)
        self._clock, self._left = QLabel(self), QLabel(self)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        for label in (self._title, self._facts, self._clock, self._left):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("fitted", True)  # it says as much as fits
            label.setMinimumWidth(1)  # else their words would forbid to make the column narrower
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._clock)
        self._layout.addLayout(head)
        foot = self._foot = QHBoxLayout()
        foot.addWidget(self._facts, 1)
        foot.addWidget(self._left)
        self._left.hide()
        self._layout.addLayout(foot)
        self.apply_look()

    @property
    def heading(self) -> Heading:
        """What it says."""
        return self._heading

    def show_heading(self, heading: Heading) -> None:
        """Says something else."""
        self._heading = heading
        self.apply_look()

    def show_clock(self, words: str) -> None:
        """Says how far the column is from the current session time; nothing where empty."""
        if words != self._clock.text():
            self._clock.setText(words)
            self._clock.setMinimumWidth(self._clock.sizeHint().width() if words else 0)
            self._clock.setAccessibleName(words)

    def show_left(self, words: str) -> None:
        """Says what is left to code in the column; nothing where empty."""
        if words != self._left.text():
            self._left.setText(words)
            self._left.setVisible(bool(words))  # an empty one would take the gap beside it
            self._left.setMinimumWidth(self._left.sizeHint().width() if words else 0)
            self._left.setAccessibleName(words)
            self._say_facts()

    def left(self) -> str:
        """What it says of that."""
        return self._left.text()

    def clock(self) -> str:
        """What it says of that."""
        return self._clock.text()

    def show_keys(self, has_keys: bool) -> None:
        """Marks the column that has the keys."""
        self._has_keys = has_keys
        self.update()

    def apply_look(self) -> None:
        """Takes theme and text size from the look."""
        look, heading = self._look, self._heading
        self.setFixedHeight(look.px(56))
        self._layout.setContentsMargins(look.px(22), look.px(9), look.px(12), look.px(8))
        self._foot.setSpacing(look.px(8))
        self._title.setFont(look.interface_font(14, QFont.Weight.DemiBold))
        _colour(self._title, look.theme.party(heading.voice))
        self._title.setText(heading.title)
        for label in (self._facts, self._clock, self._left):
            label.setFont(look.interface_font(11.5))
        _colour(self._clock, look.theme.mute)
        _colour(self._left, look.theme.accent)
        _colour(self._facts, look.theme.bad if heading.warning else look.theme.mute)
        self._say_facts()
        self.update()

    def _say_facts(self) -> None:
        """The second line, or as much of it as there is room for; in full as the tip."""
        heading = self._heading
        warning = f"⚠ {heading.warning}" if heading.warning else ""
        words = " · ".join(filter(None, (warning, heading.facts)))
        room = self.width() - self._look.px(34)
        room -= self._left.sizeHint().width() + self._look.px(8) if self._left.text() else 0
        metrics = self._facts.fontMetrics()
        fits = (each for each in shorter(words) if metrics.horizontalAdvance(each) <= room)
        shown = next(fits, None) or metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        self._facts.setText(shown)
        tip = "\n".join(filter(None, (words if shown != words else "", heading.details)))
        self._facts.setToolTip(plain_tip(tip))
        self._facts.setAccessibleName(words)
        self._facts.setAccessibleDescription(heading.details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as fits now."""
        super().resizeEvent(event)
        self._say_facts()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panel, hairline, and the accent's line for the keys."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour("panel"))
        height = 2 if self._has_keys else 1
        line = QRectF(0, self.height() - height, self.width(), height)
        painter.fillRect(line, self._look.colour("accent" if self._has_keys else "line"))


def shorter(words: str) -> Iterator[str]:
    """The second line, said with fewer and fewer words.

    >>> list(shorter("Recall interview 29 h after the session · 12 stops · 121 turns"))[1:3]
    ['29 h after the session · 12 stops · 121 turns', '29 h after · 12 stops · 121 turns']
    >>> list(shorter("Recall interview 29 h after the session · 12 stops, 1 odd · 121 turns"))[-1]
    '29 h after'
    """
    yield words
    words = words.replace("Recall interview ", "").replace("Partial recall", "Partial")
    yield words
    words = words.replace(" after the session", " after").replace(" before the session", " before")
    yield words
    parts = words.split(" · ")
    for count in range(len(parts) - 1, 0, -1):
        yield " · ".join(parts[:count])


def _colour(label: QLabel, colour: str) -> None:
    palette = QPalette(label.palette())
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    label.setPalette(palette)
