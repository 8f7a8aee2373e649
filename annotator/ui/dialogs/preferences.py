"""Asks how the window shall look; each answer shows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from annotator.app.actions import with_keys
from annotator.app.settings import (
    CLEAR_COPIED_S,
    LINE_HEIGHTS,
    LINE_LENGTHS,
    LOCK_AFTER_MIN,
    SchemeChoice,
)
from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import SANS, SERIF, SIZES_PERCENT, Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

_SCHEMES = (
    Choice("system", "As the desktop"),
    Choice("light", "Light"),
    Choice("dark", "Dark"),
)
_NAMES = {SERIF: "Source Serif (usual)", SANS: "Source Sans"}
_EASY = (
    *("Atkinson Hyperlegible", "Atkinson Hyperlegible Next", "Lexend", "OpenDyslexic"),
    *("OpenDyslexic3", "Dyslexie", "Sylexiad Sans", "Comic Neue", "Comic Sans MS", "Verdana"),
)
_SAMPLE = "I was searching, really. I knew I wanted to reach her, but I had no words yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How the window looks, what it guards and remembers; fields of `Settings` so named."""

    scheme: SchemeChoice = "system"
    percent: int = 100
    reading_face: str = SERIF
    reading_percent: int = 100
    line_height: float = 1.6
    line_length: int = 72
    remember_recent: bool = True
    lock_after_min: int = 10
    clear_copied_s: int = 60


class PreferencesSheet(Sheet):
    """Theme, sizes, and how the transcripts are set.

    Args:
        look: the look in force.
        parent: the window.
        now: what holds now.
        show: shows an answer in the window behind.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        now: Preferences,
        show: Callable[[Preferences], object],
    ) -> None:
        super().__init__(look, parent, "Preferences", "Keep")
        self._show = show
        self._quiet = True
        self.scheme = Segments("Theme", _SCHEMES)
        self.percent = _sizes(look)
        self.face = Combo(look)
        for family, name in faces():
            self.face.addItem(name, family)
            self.face.setItemData(self.face.count() - 1, QFont(family), 6)  # Qt.FontRole
        self.reading_percent = _sizes(look)
        self.line_height = Combo(look)
        for height in LINE_HEIGHTS:
            self.line_height.addItem(f"{height:g} of the text size", height)
        self.line_length = Combo(look)
        for length in LINE_LENGTHS:
            self.line_length.addItem(f"{length} characters at most", length)
        self.remember = Tick(look, "Remember which studies were open")
        self.lock_after = Combo(look)
        for minutes in LOCK_AFTER_MIN:
            self.lock_after.addItem(f"{minutes} minutes" if minutes else "Never", minutes)
        self.clear_copied = Combo(look)
        for seconds in CLEAR_COPIED_S:
            self.clear_copied.addItem(f"After {seconds} seconds" if seconds else "Never", seconds)
        self.sample = Words(look, _SAMPLE, "quote", wrap=True)
        self.sample.setAccessibleName(f"How transcripts are set now: {_SAMPLE}")
        self._lay_out()
        self.put(now)
        self._quiet = False
        self._show_sample()
        self.scheme.chosen.connect(self._chosen)
        for box in self._boxes():
            box.currentIndexChanged.connect(self._chosen)
        look.changed.connect(self._show_sample)

    def put(self, preferences: Preferences) -> None:
        """Puts answers into the fields."""
        self.remember.setChecked(preferences.remember_recent)
        self.scheme.show_value(preferences.scheme)
        for box, value in (
            (self.percent, preferences.percent),
            (self.face, preferences.reading_face),
            (self.reading_percent, preferences.reading_percent),
            (self.line_height, preferences.line_height),
            (self.line_length, preferences.line_length),
            (self.lock_after, preferences.lock_after_min),
            (self.clear_copied, preferences.clear_copied_s),
        ):
            if box.findData(value) < 0:
                named = f"{value} %" if isinstance(value, int) else f"{value} (not installed)"
                box.addItem(named, value)
            box.setCurrentIndex(box.findData(value))

    def choice(self) -> Preferences:
        """The answers."""
        return Preferences(
            scheme=self.scheme.value or "system",  # type: ignore[arg-type]
            percent=self.percent.currentData(),
            reading_face=self.face.currentData(),
            reading_percent=self.reading_percent.currentData(),
            line_height=self.line_height.currentData(),
            line_length=self.line_length.currentData(),
            remember_recent=self.remember.isChecked(),
            lock_after_min=self.lock_after.currentData(),
            clear_copied_s=self.clear_copied.currentData(),
        )

    def _lay_out(self) -> None:
        self.row("Theme", self.scheme)
        self.row("Size of everything", self.percent)
        self.row(
            "Typeface of the transcripts",
            self.face,
            "Faces made for easy reading stand first where they are installed.",
        )
        self.rows.addLayout(
            side_by_side(
                ("Their size beside that", self.reading_percent),
                ("Line height", self.line_height),
            )
        )
        self.rows.addSpacing(4)
        self.row("Line length", self.line_length)
        self.rows.addWidget(self.sample)
        usual = QPushButton("Usual look")
        usual.setAccessibleName("Put all of it back to the usual look")
        usual.setAutoDefault(False)
        usual.clicked.connect(self._put_usual)
        row = QHBoxLayout()
        row.addWidget(usual)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.rows.addSpacing(4)
        self.row(
            "Lock an encrypted study when nobody touches it for",
            self.lock_after,
            with_keys("{lock} locks at once. The passphrase opens it at the same place."),
        )
        self.row("Clear what was copied from the clipboard", self.clear_copied)
        self.rows.addWidget(self.remember)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return (
            *(self.percent, self.face, self.reading_percent),
            *(self.line_height, self.line_length),
            *(self.lock_after, self.clear_copied),
        )

    def _put_usual(self) -> None:
        self._quiet = True
        guarded = self.choice()
        usual = Preferences(
            remember_recent=guarded.remember_recent,
            lock_after_min=guarded.lock_after_min,
            clear_copied_s=guarded.clear_copied_s,
        )
        self.put(usual)
        self._quiet = False
        self._chosen()

    def _chosen(self) -> None:
        if not self._quiet:
            self._show(self.choice())

    def _show_sample(self) -> None:
        """The sample is set as the transcripts are."""
        self.sample.setFont(self.look.reading_font())


def faces() -> list[tuple[str, str]]:
    """Families to read in with their names: our own, those for easy reading, all others."""
    installed = [
        each for each in QFontDatabase.families() if QFontDatabase.isSmoothlyScalable(each)
    ]
    easy = [each for each in _EASY if each in installed]
    rest = sorted({*installed} - {SERIF, SANS, *easy}, key=str.casefold)
    return [(each, _NAMES.get(each, each)) for each in (SERIF, SANS, *easy, *rest)]


def ask_preferences(
    look: Look,
    parent: QWidget | None,
    now: Preferences,
    show: Callable[[Preferences], object],
) -> Preferences | None:
    """How the window shall look, None when a person gives up."""
    sheet = PreferencesSheet(look, parent, now, show)
    return sheet.choice() if sheet.ask(460) else None


def _sizes(look: Look) -> Combo:
    box = Combo(look)
    for percent in SIZES_PERCENT:
        box.addItem(f"{percent} %", percent)
    return box
