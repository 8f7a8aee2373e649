"""The style of the widgets, from the tokens."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.theme import SIZES_PERCENT, Look, Theme

_SHEET = """
* { outline: none; }
QWidget[ground="ground"] { background: {ground}; }
QWidget[ground="panel"], QScrollArea[ground="panel"] { background: {panel}; }
QWidget[ground="paper"] { background: {paper}; }
QWidget[rule="true"] { background: {line}; }
QLabel { background: transparent; }
QLabel[words="mute"], QLabel[words="small"], QLabel[words="heading"], QLabel[words="quote"] {
    color: {mute}; }
QLabel[party="therapist"] { color: {therapist}; }
QLabel[party="patient"] { color: {patient}; }
QLabel[keycap="true"] {
    color: {mute}; background: {panel}; border: 1px solid {line}; border-radius: {4}px;
    padding: 0 {5}px; }
QToolTip {
    color: {ink}; background: {panel}; border: 1px solid {line}; padding: {5}px; }

QSplitter::handle { background: {line}; }
QSplitter::handle:hover, QSplitter::handle:pressed { background: {accent}; }

QPushButton, QToolButton {
    color: {ink}; background: {panel}; border: 1px solid {line}; border-radius: {7}px;
    padding: {4}px {11}px; }
QPushButton:hover, QToolButton:hover { background: {wash}; }
QPushButton:pressed, QToolButton:pressed { background: {line}; }
QPushButton:disabled, QToolButton:disabled { color: {mute}; background: {ground}; }
QPushButton:focus, QToolButton:focus { border: 2px solid {accent};
    padding: {3}px {10}px; }
QPushButton[main="true"] {
    color: {panel}; background: {accent}; border-color: {accent}; font-weight: 600; }
QPushButton[main="true"]:focus { border: 2px solid {ink}; }
QPushButton[main="true"]:disabled { color: {mute}; background: {line}; border-color: {line}; }
QToolButton::menu-indicator { image: none; }
QFileDialog QToolButton { padding: {2}px; }
QToolButton[pill="true"] { color: {mute}; border-radius: {pill}px; padding: {3}px {10}px; }
QToolButton[pill="true"]:focus { padding: {2}px {9}px; }
QToolButton[bare="true"] { background: transparent; border: 1px solid transparent;
    padding: {4}px; }
QToolButton[bare="true"]:hover { background: {wash}; }
QToolButton[bare="true"]:focus { border: 2px solid {accent}; padding: {3}px; }
QToolButton[find="true"] { color: {mute}; padding: {5}px {11}px; }
QToolButton[find="true"]:focus { padding: {4}px {10}px; }

QPushButton[segment] { color: {mute}; border-radius: 0; border-right-width: 0;
    padding: {5}px {13}px; }
QPushButton[segment][small="true"] { padding: {2}px {9}px; }
QPushButton[segment="first"], QPushButton[segment="only"] {
    border-top-left-radius: {7}px; border-bottom-left-radius: {7}px; }
QPushButton[segment="last"], QPushButton[segment="only"] {
    border-top-right-radius: {7}px; border-bottom-right-radius: {7}px; border-right-width: 1px; }
QPushButton[segment]:checked { color: {accent}; background: {wash}; font-weight: 600; }
QPushButton[segment]:focus { border: 2px solid {accent}; padding: {4}px {12}px; }
QPushButton[segment][small="true"]:focus { padding: {1}px {8}px; }
QToolButton[swatch="true"] { background: transparent; border: 2px solid transparent;
    padding: {3}px; }
QToolButton[swatch="true"]:hover { background: {wash}; }
QToolButton[swatch="true"]:checked { border-color: {ink}; }
QToolButton[swatch="true"]:focus { border: 2px solid {accent}; padding: {3}px; }
QToolButton[dot="true"] { border-radius: {dot}px; padding: 0; min-width: {18}px; max-width: {18}px;
    min-height: {18}px; max-height: {18}px; font-size: {11}px; }
QToolButton[dot="true"]:checked { color: {panel}; background: {accent}; border-color: {accent}; }
QToolButton[dot="true"]:focus { border: 2px solid {accent}; border-radius: {dot_focus}px;
    min-width: {16}px; max-width: {16}px; min-height: {16}px; max-height: {16}px; padding: 0; }
QToolButton[dot="true"]:checked:focus { border-color: {ink}; }

QFrame[card="true"] { background: {panel}; border: 1px solid {line}; border-radius: {9}px; }
QFrame[card="true"]:focus { border: 2px solid {accent}; }
QFrame[chip="true"] { background: {panel}; border: 1px solid {line}; border-radius: {7}px; }

QLineEdit, QPlainTextEdit[field="true"], QComboBox, QSpinBox {
    color: {ink}; background: {field}; border: 1px solid {line}; border-radius: {7}px;
    padding: {5}px {8}px; selection-background-color: {accent}; selection-color: {panel}; }
QLineEdit, QPlainTextEdit[field="true"] { placeholder-text-color: {mute}; }
QPlainTextEdit[field="true"] { padding: {3}px {4}px; }
QLineEdit:focus, QPlainTextEdit[field="true"]:focus, QComboBox:focus, QSpinBox:focus {
    border: 2px solid {accent}; padding: {4}px {7}px; }
QPlainTextEdit[field="true"]:focus { padding: {2}px {3}px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: {mute}; background: {ground}; }
QLineEdit[form="true"]:read-only, QPlainTextEdit[form="true"]:read-only {
    background: {ground}; border-color: {ground};
}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { border: 0; background: transparent;
    font-size: {16}px; padding: {4}px; }
QComboBox::drop-down { border: 0; width: {18}px; }
QComboBox QAbstractItemView { background: {panel}; border: 1px solid {line}; color: {ink};
    selection-background-color: {wash}; selection-color: {ink}; }

QAbstractScrollArea { border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QTableView, QListView, QTreeView { background: transparent; border: 0; color: {ink};
    selection-background-color: {wash}; selection-color: {ink}; }
QTableView[framed="true"], QListView[framed="true"], QTreeView[framed="true"] { background: {field};
    border: 1px solid {line}; border-radius: {7}px; }
QTableView[framed="true"]:focus, QListView[framed="true"]:focus, QTreeView[framed="true"]:focus {
    border: 2px solid {accent}; }
QListView[framed="true"]::item { padding: {2}px {6}px; }
QListView[framed="true"]::item:selected { background: {wash}; color: {ink}; }
QTextEdit[told="true"] { border: 2px solid transparent; border-radius: {7}px; padding: {3}px; }
QTextEdit[told="true"]:focus { border-color: {accent}; }
QTreeView { outline: 0; }
QTreeView::item { border: 0; }
QTreeView::item:selected { background: {wash}; color: {ink}; }
QHeaderView { background: transparent; border: 0; padding: 0; }
QHeaderView::section { background: transparent; color: {mute}; border: 0;
    padding: {3}px {6}px; }
QTableCornerButton::section { background: transparent; border: 0; }

QMenu { background: {panel}; border: 1px solid {line}; padding: {5}px 0; }
QMenu::item { padding: {5}px {22}px {5}px {12}px; color: {ink}; background: transparent; }
QMenu::item:selected { background: {wash}; }
QMenu::item:disabled { color: {mute}; }
QMenu::icon { padding-left: {10}px; }
QMenu::separator { height: 1px; background: {line}; margin: {4}px 0; }

QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: {10}px; }
QScrollBar:horizontal { height: {10}px; }
QScrollBar::handle { background: {line}; border-radius: {3}px; margin: {2}px; }
QScrollBar::handle:vertical { min-height: {28}px; }
QScrollBar::handle:horizontal { min-width: {28}px; }
QScrollBar::handle:hover { background: {mute}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QDialog { background: {panel}; }
QFrame#palette { background: {panel}; border: 1px solid {line}; border-radius: {9}px; }
QFrame#banner { background: {wash}; border: 0; border-bottom: 1px solid {line}; }
QFrame#banner[over="true"] { border: 1px solid {line}; border-left: 3px solid {accent}; }
QFrame#banner[over="true"][kind="bad"] { border-left-color: {bad}; }
QFrame#banner[over="true"] QToolButton { padding: 1px; }
QFrame#banner[kind="bad"] QLabel { color: {bad}; }
QFrame#topbar { background: {panel}; border: 0; border-bottom: 1px solid {line}; }
QFrame#statusline { background: {ground}; border: 0; border-top: 1px solid {line}; }
QFrame#head { background: {panel}; border: 0; border-bottom: 1px solid {line}; }
"""

_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 18, 22, 28)


def stylesheet(look: Look) -> str:
    """The sheet for the look in force: tokens by name, lengths at the text size by number."""
    return _filled(look.theme, look.percent)


@lru_cache(maxsize=len(SIZES_PERCENT))
def _filled(theme: Theme, percent: int) -> str:
    """The same for each part of the window."""

    def px(length: int) -> str:
        return str(round(length * percent / 100))

    words = {
        name: getattr(theme, name)
        for name in (
            "ground panel paper line ink mute accent wash therapist patient bad field".split()
        )
    }
    words["pill"] = px(12)
    words["dot"] = str((int(px(18)) + 2) // 2)  # more than half the height draws square corners
    words["dot_focus"] = str((int(px(16)) + 4) // 2)
    words.update({str(length): px(length) for length in _LENGTHS})
    sheet = _SHEET
    for name, value in words.items():
        sheet = sheet.replace("{" + name + "}", value)
    return sheet


def dress(app: QApplication, look: Look) -> None:
    """Gives font and palette of a look to the app: what holds for all widgets."""
    app.setFont(look.interface_font())
    app.setPalette(_palette(look))


class Dress(QObject):
    """The sheet on a widget and all in it, now and whenever the look is another.

    It is on the parts of the window and on each dialog, not on the window as a whole: a tab that
    is not seen is dressed anew when it is.

    Args:
        look: the look of that part.
        widget: it keeps its dress as long as it lives.
    """

    def __init__(self, look: Look, widget: QWidget) -> None:
        super().__init__(widget)
        self._look = look
        self._widget = widget
        look.restyled.connect(self._put_on)
        self._put_on()

    def _put_on(self) -> None:
        sheet = stylesheet(self._look)
        if sheet != self._widget.styleSheet():  # Qt dresses all of it again for an equal one too
            self._widget.setStyleSheet(sheet)


def _palette(look: Look) -> QPalette:
    """Qt's own palette, for what no sheet reaches."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "panel"),
        (roles.WindowText, "ink"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "ground"),
        (roles.Text, "ink"),
        (roles.Button, "panel"),
        (roles.ButtonText, "ink"),
        (roles.ToolTipBase, "panel"),
        (roles.ToolTipText, "ink"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "panel"),
        (roles.PlaceholderText, "mute"),
        (roles.Link, "accent"),
        (roles.Mid, "line"),
        (roles.Dark, "line"),
        (roles.Light, "panel"),
    ):
        palette.setColor(role, QColor(look.colour(token)))
    return palette
