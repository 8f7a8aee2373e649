"""The sheet of keys, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator import __version__
from annotator.app.actions import ACTIONS, MENUS
from annotator.domain.codebook import Codebook
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words

_TEXT_KEYS = (
    ("Move by a word", "Ctrl+Left, Ctrl+Right"),
    ("Extend by a character, a line", "Shift+arrows"),
    ("Extend by a word, a turn", "Ctrl+Shift+arrows"),
    ("Extend by a sentence", "Alt+Shift+Up, Alt+Shift+Down"),
    ("Take the word, sentence, turn; again for more", "Ctrl+D, Shift+Return, Return"),
)


def show_keys(look: Look, parent: QWidget | None, codebook: Codebook) -> None:
    """Shows all keys."""
    keys_sheet(look, parent, codebook).ask(640)


def keys_sheet(look: Look, parent: QWidget | None, codebook: Codebook) -> Sheet:
    """The sheet of keys: the table of actions, the text's own, the codes'."""
    sheet = Sheet(look, parent, "Keys", "")
    codes = [
        (code.name, code.key.upper())
        for _, code in codebook.codes()
        if code.key and not code.retired
    ]
    if codes:
        _section(sheet, "Codes: the selection; with Shift the chosen moment", codes)
    _section(sheet, "In the text", list(_TEXT_KEYS))
    for menu in MENUS:
        rows = [
            (each.text.rstrip("…"), _written(each.keys))
            for each in ACTIONS
            if each.menu == menu and each.keys
        ]
        if rows:
            _section(sheet, menu, rows)
    return sheet


def show_about(look: Look, parent: QWidget | None) -> None:
    """Says what this program is."""
    sheet = Sheet(look, parent, "IPR Annotator", "")
    sheet.tell(f"Version {__version__}. MIT licence.")
    sheet.tell(
        "Two recall interviews read side by side on the clock of their session. It makes no "
        "connection to any network; studies stay where you keep them."
    )
    sheet.tell(
        "Set in Source Serif and Source Sans (SIL Open Font License), with Phosphor icons (MIT), "
        "on Qt through PySide6 (LGPL)."
    )
    sheet.ask(440)


def _section(sheet: Sheet, name: str, rows: list[tuple[str, str]]) -> None:
    sheet.rows.addSpacing(8)
    sheet.rows.addWidget(Words(sheet.look, name, "heading"))
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    for line, (text, keys) in enumerate(rows):
        grid.addWidget(Words(sheet.look, text, wrap=True), line, 0)
        grid.addWidget(Words(sheet.look, keys, "mute", wrap=True), line, 1)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    sheet.rows.addWidget(table)


def _written(keys: tuple[str, ...]) -> str:
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return "0 to 9"
    return ", ".join(keys)
