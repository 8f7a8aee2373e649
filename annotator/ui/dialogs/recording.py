"""Asks which file is the recording of a session, and where it begins on the session's clock."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.app.recording_heads import begins_as_recording
from annotator.app.recordings import SUFFIXES, refuse_strange
from annotator.app.verbs.recording import offset_by_sound, typed_offset
from annotator.domain.clock import clock_text, parse_ms
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.stop import time_text
from annotator.ui.theme import Look

Way = Literal["set", "folder", "anyway", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingState:
    """How things stand.

    Attributes:
        place: the session, in words.
        told: what is known of its recording.
        file: the file in hand, if any.
        offset_ms: as the study has it.
        heard_ms: the recording's own time that is heard now; None where nothing is.
        attached: the study names a recording.
        stranger: the file of the name is another recording.
        may_set: whoever sits here may change what holds for all.
    """

    place: str
    told: str
    file: Path | None
    offset_ms: int
    heard_ms: int | None
    attached: bool
    stranger: bool
    may_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChoice:
    """What shall be.

    Attributes:
        way: `set` the file and the offset, look in a `folder`, use the file `anyway`, or take
            the recording `off`.
        file: another file than the one in hand; None for the same.
        folder: where to look.
    """

    way: Way
    file: Path | None = None
    offset_ms: int = 0
    folder: Path | None = None


class FileField(QWidget):
    """A field for a recording, with a button that chooses one."""

    def __init__(self, file: Path | None, beside: Path) -> None:
        super().__init__()
        self._beside = beside
        self.field = QLineEdit("" if file is None else str(file))
        self.field.setAccessibleName("File of the recording")
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose the recording")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self.setFocusProxy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(choose)

    def file(self) -> Path | None:
        """What is written there, from the study's folder on; None where nothing is."""
        text = self.field.text().strip()
        if not text:
            return None
        written = Path(text)
        with suppress(RuntimeError):  # ~nobody: then there is no such file
            written = written.expanduser()
        return (self._beside / written).absolute()

    def _choose(self) -> None:
        patterns = " ".join(f"*{each}" for each in SUFFIXES)
        start = self.field.text().strip() or str(self._beside)
        chosen, _ = QFileDialog.getOpenFileName(
            self.window(), "Recording", start, f"Recordings ({patterns})"
        )
        if chosen:
            self.field.setText(chosen)


class RecordingSheet(Sheet):
    """The file, its offset by hand or by ear, and the other ways.

    Args:
        look: the look in force.
        parent: the window.
        state: how things stand.
        beside: the folder in which choosing begins.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, state: RecordingState, beside: Path
    ) -> None:
        go = "Set" if state.may_set else "Use this file"
        super().__init__(look, parent, "Recording of the session", go, self._wrong)
        self._state, self._beside = state, beside
        self._way: Way = "set"
        self._folder: Path | None = None
        self._said_strange: Path | None = None
        self.tell(f"{state.place}. {state.told}".strip())
        self.file = FileField(state.file, beside)
        self.row(
            "File (wav, mp3, m4a, mp4, mov, webm)",
            self.file,
            "It stays where it is. The study keeps its name and what it takes to know it again.",
        )
        self.offset = QLineEdit(time_text(state.offset_ms))
        self.row("The recording begins at session time (0:00, or -0:12)", self.offset)
        heard = "" if state.heard_ms is None else f", at {clock_text(state.heard_ms)} of the file,"
        self.here = QLineEdit()
        self.here.setPlaceholderText("or by ear")
        self.here.textChanged.connect(self._reckon)
        self.row(f"What is heard now{heard} is at session time", self.here)
        for field in (self.offset, self.here):
            field.setEnabled(state.may_set)
        self.here.setEnabled(state.may_set and state.heard_ms is not None)
        if not state.may_set:
            self.tell(
                "Attaching and offset hold for the whole study: choose everyone’s work at the top "
                "to change them. Where the file is on this machine is yours to say."
            )
        self._add_ways(state)

    def choice(self) -> RecordingChoice:
        """The answers.

        Raises:
            UserError: there is no such file, it is none that can be played, or no time.
        """
        if self._way != "set":
            return RecordingChoice(way=self._way, folder=self._folder)
        file = self.file.file()
        if file is None and not self._state.attached:
            raise UserError("no file is chosen", hint="choose the recording")
        if file == self._state.file:
            file = None
        if file is not None:
            refuse_strange(file)
        return RecordingChoice(way="set", file=file, offset_ms=typed_offset(self.offset.text()))

    def _add_ways(self, state: RecordingState) -> None:
        foot = QHBoxLayout()
        self.anyway = self._way_button("Use the other one anyway", "anyway", foot)
        self.anyway.setVisible(state.stranger)
        self.search = self._way_button("Look in a folder…", "folder", foot)
        self.off = self._way_button("Take the recording off", "off", foot)
        self.off.setVisible(state.attached and state.may_set)
        foot.addStretch(1)
        self.rows.addSpacing(4)
        self.rows.addLayout(foot)

    def _way_button(self, text: str, way: Way, foot: QHBoxLayout) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(lambda: self._go(way))
        foot.addWidget(made)
        return made

    def _go(self, way: Way) -> None:
        if way == "folder":
            title = "Folder with this study’s recordings"
            chosen = QFileDialog.getExistingDirectory(self.window(), title, str(self._beside))
            if not chosen:
                return
            self._folder = Path(chosen)
        self._way = way
        self.accept()

    def _reckon(self, text: str) -> None:
        """The offset that follows from what is heard now."""
        here_ms, heard_ms = parse_ms(text), self._state.heard_ms
        if here_ms is not None and heard_ms is not None:
            self.offset.setText(time_text(offset_by_sound(heard_ms, here_ms)))

    def _wrong(self) -> str:
        try:
            if self.here.text().strip() and parse_ms(self.here.text()) is None:
                return "What is heard now: write a session time such as 12:30."
            file = self.choice().file
        except UserError as error:
            return as_sentence(error)
        return self._strange(file)

    def _strange(self, file: Path | None) -> str:
        """Says once of a file that it is hardly a recording; whoever goes on means it."""
        if file is None or file == self._said_strange:
            return ""
        try:
            if begins_as_recording(file):
                return ""
        except OSError as error:
            return f"{file.name} cannot be read: {error.strerror}."
        self._said_strange = file
        go = "Set" if self._state.may_set else "Use this file"
        return f"{file.name} does not begin as a recording does; {go} again takes it all the same."


def ask_recording(
    look: Look, parent: QWidget | None, state: RecordingState, beside: Path
) -> RecordingChoice | None:
    """What the recording of a session shall be, None when a person gives up."""
    sheet = RecordingSheet(look, parent, state, beside)
    return sheet.choice() if sheet.ask(560) else None
