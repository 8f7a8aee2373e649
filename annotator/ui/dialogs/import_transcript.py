"""Shows what a reader found in a transcript file, and asks where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QGridLayout,
    QSpinBox,
    QWidget,
)

from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.reading import Reading
from annotator.domain.study import RECALL_VOICES, SESSION_VOICE, Account, Role
from annotator.domain.transcript import ROLE_NAMES, role_of
from annotator.domain.view import StudyView
from annotator.ui.dialogs.report import note_lines
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

VOICES = (*RECALL_VOICES, SESSION_VOICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoice:
    """Where a transcript belongs, who its speakers are, and whether it replaces one."""

    dyad: str
    session: int
    voice: str
    speakers: Mapping[str, Role]
    replacing: bool


class ImportSheet(Sheet):
    """The cell, the speakers' roles, and the reader's report before anything is stored.

    Args:
        look: the look in force.
        parent: the window.
        view: the study.
        file_name: as the person knows it.
        reading: what a reader found in it.
        session_id: proposed, with its first account that has no transcript; None for the first.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        view: StudyView,
        file_name: str,
        reading: Reading,
        session_id: Id | None = None,
    ) -> None:
        super().__init__(look, parent, "Import a transcript", "Import", self._wrong)
        self._view = view
        encoding = f", {reading.encoding}" if reading.encoding else ""
        self.tell(
            f"{file_name}: {reading.format}{encoding}, {counted(len(reading.turns), 'turn')}, "
            f"{counted(len(reading.stops), 'stop')}. Nothing is stored yet."
        )
        self.dyad = Combo(look)
        self.dyad.setEditable(True)
        self.dyad.lineEdit().setAccessibleName("Dyad")  # type: ignore[union-attr]
        self.dyad.addItems(sorted(each.name for each in view.dyads.values()))
        self.session = QSpinBox()
        self.session.setRange(1, 999)
        self.session.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.session.setValue(min((each.number for each in view.sessions.values()), default=1))
        self.voice = Combo(look)
        self.voice.addItems(VOICES)
        if (session := view.sessions.get(session_id or "")) is not None:
            self.dyad.setCurrentText(view.dyads[session.dyad_id].name)
            self.session.setValue(session.number)
            self.voice.setCurrentText(_lacking(view, session.id))
        self.replacing = Tick(
            look, "Put it in the place of the present transcript, as a new version"
        )
        self.row("Dyad", self.dyad)
        self.row("Session", self.session)
        self.row("Account", self.voice)
        self.rows.addWidget(self.replacing)
        self.roles: dict[str, Combo] = {}
        self._add_speakers(reading)
        self._add_report(reading)

    def choice(self) -> ImportChoice:
        """The answers."""
        return ImportChoice(
            dyad=self.dyad.currentText().strip(),
            session=self.session.value(),
            voice=self.voice.currentText(),
            speakers={label: _role(box) for label, box in self.roles.items()},
            replacing=self.replacing.isChecked(),
        )

    def _add_speakers(self, reading: Reading) -> None:
        self.rows.addSpacing(6)
        self.rows.addWidget(Words(self.look, "Speakers", "heading"))
        if not reading.speakers:
            self.tell("The file names no speakers.")
            return
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(2, 1)
        for line, (label, count) in enumerate(reading.speakers.items()):
            box = Combo(self.look)
            box.addItems(list(ROLE_NAMES))
            box.setCurrentText(role_of(label, {}))
            box.setAccessibleName(f"Role of {label}")
            self.roles[label] = box
            grid.addWidget(Words(self.look, label), line, 0)
            grid.addWidget(Words(self.look, counted(count, "turn"), "mute"), line, 1)
            grid.addWidget(box, line, 2)
        self.rows.addWidget(table)

    def _add_report(self, reading: Reading) -> None:
        self.rows.addSpacing(6)
        self.rows.addWidget(Words(self.look, "What the reader did", "heading"))
        self.tell(
            "\n".join(note_lines(reading.notes)) or "It copied the text and did nothing else."
        )

    def _wrong(self) -> str:
        choice = self.choice()
        if not choice.dyad:
            return "Name the dyad, such as D07."
        session = self._view.find_session(choice.dyad, choice.session)
        account = self._view.accounts_of(session.id).get(choice.voice) if session else None
        there = account is not None and self._view.transcript_of(account.id) is not None
        if there and not choice.replacing:
            return "This account has a transcript: say that the new one takes its place."
        if choice.replacing and not there:
            return "This account has no transcript that could be replaced."
        return ""


def ask_import(
    look: Look,
    parent: QWidget | None,
    view: StudyView,
    file_name: str,
    reading: Reading,
    session_id: Id | None = None,
) -> ImportChoice | None:
    """Where a transcript belongs, None when a person gives up."""
    sheet = ImportSheet(look, parent, view, file_name, reading, session_id)
    return sheet.choice() if sheet.ask(520) else None


def _lacking(view: StudyView, session_id: Id) -> str:
    """The voice of a session's first account that waits for its transcript; else the first."""
    accounts = view.accounts_of(session_id)
    return next((each for each in VOICES if _waits(view, accounts.get(each))), VOICES[0])


def _waits(view: StudyView, account: Account | None) -> bool:
    """Whether an account could have a transcript and has none; a shut one may have one."""
    if account is None:
        return True
    interview = view.interview_of(account.id)
    absent = interview is not None and interview.status in ("missing", "cancelled")
    return not absent and account.id not in view.shut and view.transcript_of(account.id) is None


def _role(box: Combo) -> Role:
    return next(each for each in ROLE_NAMES if each == box.currentText())
