"""The window's look at work: theme, sizes, typefaces and keys, as the settings have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.actions import put_in_force
from annotator.app.actions.keymap import Keymap, kept_keys
from annotator.app.settings import SchemeChoice, Settings
from annotator.ui import clipboard
from annotator.ui.commands import Commands
from annotator.ui.dialogs.edit_keys import ask_keys
from annotator.ui.dialogs.preferences import Preferences, ask_preferences
from annotator.ui.stylesheet import dress
from annotator.ui.theme import (
    DARK,
    LIGHT,
    SERIF,
    SIZES_PERCENT,
    Look,
    ReadingLook,
    Theme,
    system_theme,
)
from annotator.ui.tips import renew_tips


class Appearance(QObject):
    """Changes how the window looks and which keys it takes, and keeps it.

    Args:
        window: what is dressed and asks.
        look: the look that all parts share.
        settings: where it is kept.
        commands: they hear the keys.
        keep: writes the settings.
    """

    def __init__(
        self,
        window: QWidget,
        look: Look,
        settings: Settings,
        commands: Commands,
        keep: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._settings = settings
        self._commands = commands
        self._keep = keep
        look.restyled.connect(self._dress)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        commands.on("larger", lambda: self._step_size(1))
        commands.on("smaller", lambda: self._step_size(-1))
        commands.on("usual_size", lambda: self.show_percent(100))
        commands.on("theme", self._toggle_theme)
        commands.on("preferences", self.ask)
        commands.on("edit_keys", self.ask_keys)
        clipboard.guard().clear_after(settings.clear_copied_s)
        self._dress()

    def show_scheme(self, scheme: SchemeChoice) -> None:
        """Light, dark, or as the desktop says."""
        self._settings.scheme = scheme
        self._look.show_theme(theme_of(scheme))
        self._keep()

    def show_percent(self, percent: int) -> None:
        """Text size."""
        self._look.show_percent(percent)
        self._settings.percent = self._look.percent
        self._keep()

    def ask(self) -> None:
        """Asks for all of it; what is chosen shows at once, and goes again on a no."""
        before = replace(preferences_of(self._settings), percent=self._look.percent)
        usual = self._settings.percent  # of others, who have no size of their own yet
        chosen = ask_preferences(self._look, self._window, before, self.show)
        self.show(chosen or before)
        if chosen is None:
            self._settings.percent = usual
        elif chosen.remember_recent:
            self._settings.remember_recent = True
        else:
            self._settings.forget_recent()
        self._keep()

    def show(self, preferences: Preferences) -> None:
        """Shows a look, and has the settings say so."""
        settings = self._settings
        settings.scheme = preferences.scheme
        settings.percent = preferences.percent
        settings.reading_face = preferences.reading_face
        settings.reading_percent = preferences.reading_percent
        settings.line_height = preferences.line_height
        settings.line_length = preferences.line_length
        settings.lock_after_min = preferences.lock_after_min
        settings.clear_copied_s = preferences.clear_copied_s
        clipboard.guard().clear_after(settings.clear_copied_s)
        self._look.show_all(theme_of(settings.scheme), settings.percent, reading_of(settings))

    def ask_keys(self) -> None:
        """Asks for other keys."""
        chosen = ask_keys(self._look, self._window, kept_keys(self._settings.keys))
        if chosen is not None:
            self.show_keys(chosen)

    def show_keys(self, keymap: Keymap) -> None:
        """Takes other keys: in the commands, and wherever one is named."""
        self._settings.keys = {each: list(keys) for each, keys in keymap.own.items()}
        put_in_force(keymap)
        self._commands.renew_keys()
        renew_tips(self._window)
        self._look.changed.emit()
        self._keep()

    def _step_size(self, step: int) -> None:
        sizes = SIZES_PERCENT
        here = min(range(len(sizes)), key=lambda i: abs(sizes[i] - self._look.percent))
        self.show_percent(sizes[min(max(here + step, 0), len(sizes) - 1)])

    def _toggle_theme(self) -> None:
        self.show_scheme("dark" if self._look.theme.scheme == "light" else "light")

    def _follow_system(self) -> None:
        if self._settings.scheme == "system":
            self._look.show_theme(system_theme())

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, self._look)


def look_of(settings: Settings) -> Look:
    """The look that the settings ask for."""
    theme = theme_of(settings.scheme)
    return Look(theme, settings.percent, reading_of(settings))


def theme_of(scheme: SchemeChoice) -> Theme:
    """The theme of a choice."""
    return {"light": LIGHT, "dark": DARK}.get(scheme) or system_theme()


def reading_of(settings: Settings) -> ReadingLook:
    """How the settings have the transcripts set; a face that is gone gives way to the usual one."""
    face = settings.reading_face
    return ReadingLook(
        face=face if face in QFontDatabase.families() else SERIF,
        percent=settings.reading_percent,
        line=settings.line_height,
        characters=settings.line_length,
    )


def preferences_of(settings: Settings) -> Preferences:
    """What the sheet of preferences shows of the settings."""
    return Preferences(
        scheme=settings.scheme,
        percent=settings.percent,
        reading_face=settings.reading_face or SERIF,
        reading_percent=settings.reading_percent,
        line_height=settings.line_height,
        line_length=settings.line_length,
        remember_recent=settings.remember_recent,
        lock_after_min=settings.lock_after_min,
        clear_copied_s=settings.clear_copied_s,
    )
