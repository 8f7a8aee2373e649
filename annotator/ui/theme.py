"""Colours, type and space: the only module of the project that names a colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication

from annotator.app.qt.fonts import load_fonts

Scheme = Literal["light", "dark"]
READING_PX = 15
READING_LINE = 1.6
READING_CHARACTERS = 72
INTERFACE_PX = 13
SIZES_PERCENT = (90, 100, 110, 125, 150, 175, 200)
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"


@dataclass(frozen=True, slots=True)
class ReadingLook:
    """How the transcripts are set.

    Attributes:
        face: the family.
        percent: size against the usual one, on top of the text size of the window.
        line: line height in text sizes.
        characters: a line's length at most.
    """

    face: str = SERIF
    percent: int = 100
    line: float = READING_LINE
    characters: int = READING_CHARACTERS


@dataclass(frozen=True, slots=True)
class CodeColour:
    """A code's colour in one scheme: `base` for bars and chips, `highlight` behind text."""

    base: QColor
    highlight: QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of one scheme, as `#rrggbb`."""

    scheme: Scheme
    ground: str
    panel: str
    paper: str
    line: str
    ink: str
    mute: str
    accent: str
    wash: str
    therapist: str
    patient: str
    good: str
    warn: str
    bad: str
    stop: str
    stop_ink: str
    field: str

    def party(self, voice: str) -> str:
        """The colour of a party's column and lanes."""
        return {"therapist": self.therapist, "patient": self.patient}.get(voice, self.mute)

    def code(self, colour: str) -> CodeColour:
        """The two colours of a code from its palette name or `#rrggbb`."""
        if colour in PALETTE:
            light, light_behind, dark, dark_behind = PALETTE[colour]
            pair = (light, light_behind) if self.scheme == "light" else (dark, dark_behind)
            return CodeColour(QColor(pair[0]), QColor(pair[1]))
        base = QColor(colour) if QColor.isValidColorName(colour) else QColor(PALETTE["grey"][0])
        share = 0.28 if self.scheme == "light" else 0.26  # so that the ink stands out on white too
        return CodeColour(base, mixed(base, QColor(self.paper), share))


LIGHT = Theme(
    scheme="light",
    ground="#f6f5f2",
    panel="#fffefb",
    paper="#fffdf8",
    line="#e3e0d8",
    ink="#24262b",
    mute="#6b6d75",
    accent="#3c5a99",
    wash="#edf1f9",
    therapist="#2f6f8f",
    patient="#a8553a",
    good="#4d8f6b",
    warn="#d0803a",
    bad="#b8483c",
    stop="#f0f2ec",
    stop_ink="#596057",
    field="#ffffff",
)
DARK = Theme(
    scheme="dark",
    ground="#17181b",
    panel="#212327",
    paper="#1d1f23",
    line="#34363c",
    ink="#e7e4dc",
    mute="#a3a5ad",
    accent="#9db4ec",
    wash="#2b3350",
    therapist="#7fb6d3",
    patient="#e0977c",
    good="#7cc49a",
    warn="#e8a869",
    bad="#e58a7f",
    stop="#292c2a",
    stop_ink="#a9b0a6",
    field="#1a1c20",
)
PALETTE: dict[str, tuple[str, str, str, str]] = {
    # name: base and highlight in light, base and highlight in dark (Paul Tol's muted set)
    "sand": ("#DDCC77", "#f5efd4", "#ddcc77", "#5e5a40"),
    "teal": ("#44AA99", "#cbe6dd", "#44aa99", "#2a4e4b"),
    "green": ("#117733", "#bcd7c1", "#117733", "#193d28"),
    "rose": ("#CC6677", "#f1d3d4", "#cc6677", "#583740"),
    "indigo": ("#332288", "#c6c0d9", "#8f85be", "#444258"),
    "cyan": ("#88CCEE", "#deeff5", "#88ccee", "#415a68"),
    "wine": ("#882255", "#dec0ca", "#be85a2", "#54424e"),
    "olive": ("#999933", "#e2e1c1", "#999933", "#474828"),
    "purple": ("#AA4499", "#e7c9dd", "#aa4499", "#4d2c4b"),
    "grey": ("#8b8d93", "#dfdedc", "#8b8d93", "#424449"),
}


def mixed(front: QColor, behind: QColor, share: float) -> QColor:
    """`share` of the one colour over the other, opaque."""

    def part(over: float, under: float) -> float:
        return over * share + under * (1 - share)

    return QColor.fromRgbF(
        part(front.redF(), behind.redF()),
        part(front.greenF(), behind.greenF()),
        part(front.blueF(), behind.blueF()),
    )


class Look(QObject):
    """How the window looks now: one object that all its parts share.

    Signals:
        restyled: theme, text size or typeface is another; the style sheets hear it, so that
            widgets which hear `changed` find themselves dressed.
        changed: the same, or a key that is shown is another.
        settled: after `changed`: the parts have their sizes, and what is long is laid out in them.
    """

    restyled = Signal()
    changed = Signal()
    settled = Signal()

    def __init__(
        self,
        theme: Theme = LIGHT,
        percent: int = 100,
        reading: ReadingLook = ReadingLook(),
    ) -> None:
        super().__init__()
        load_fonts()
        self._theme = theme
        self._percent = percent
        self._reading = reading

    @property
    def theme(self) -> Theme:
        """The tokens in force."""
        return self._theme

    @property
    def percent(self) -> int:
        """Text size, 90 to 200."""
        return self._percent

    def show_theme(self, theme: Theme) -> None:
        """Changes to another scheme."""
        self.show_all(theme, self._percent, self._reading)

    def show_percent(self, percent: int) -> None:
        """Changes the text size."""
        self.show_all(self._theme, percent, self._reading)

    @property
    def reading(self) -> ReadingLook:
        """How the transcripts are set."""
        return self._reading

    def show_all(self, theme: Theme, percent: int, reading: ReadingLook) -> bool:
        """Changes all of it at once, the window is laid out once; False where all is as it was."""
        percent = min(max(percent, SIZES_PERCENT[0]), SIZES_PERCENT[-1])
        if (theme, percent, reading) == (self._theme, self._percent, self._reading):
            return False
        self._theme, self._percent, self._reading = theme, percent, reading
        self.restyled.emit()
        self.changed.emit()
        self.settled.emit()
        return True

    def px(self, length: float) -> int:
        """A length of the design at this text size, in pixels."""
        return round(length * self._percent / 100)

    def colour(self, token: str) -> QColor:
        """A token as a colour."""
        return QColor(getattr(self._theme, token))

    def reading_font(self) -> QFont:
        """The face of the transcripts, the serif that comes with the app where it is gone."""
        return _font((self._reading.face, SERIF), self.reading_px(READING_PX))

    def reading_px(self, length: float) -> int:
        """A length of the transcripts' type at their size, in pixels."""
        return self.px(length * self._reading.percent / 100)

    def interface_font(
        self, px: float = INTERFACE_PX, weight: QFont.Weight = QFont.Weight.Normal
    ) -> QFont:
        """The sans of everything else, with tabular figures."""
        return _font((SANS,), self.px(px), weight)

    def heading_font(self) -> QFont:
        """Section heads: small, spaced; the text itself is set in capitals."""
        font = self.interface_font(11, QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        return font


def system_theme() -> Theme:
    """The theme that the desktop asks for."""
    from PySide6.QtCore import Qt

    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def _font(families: tuple[str, ...], px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font of its own: some go on to change it."""
    return QFont(_made_font(families, px, weight))


@cache
def _made_font(families: tuple[str, ...], px: int, weight: QFont.Weight) -> QFont:
    """Painting asks for the same few again and again."""
    font = QFont(families)
    font.setPixelSize(px)
    font.setWeight(weight)
    if families == (SANS,):
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
