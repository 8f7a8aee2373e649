"""What is wrong with a widget on screen: names that a screen reader lacks, and texts cut off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import ceil

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from annotator.ui.units.bin_heads import CodeHead
from annotator.ui.words import widest_word

_LONGER = "longer"
_WORD = re.compile(r"\w+")
Role = QAccessible.Role
PRESSED = {Role.Button, Role.ButtonMenu, Role.CheckBox, Role.RadioButton}
ANSWERED = {*PRESSED, Role.ComboBox, Role.EditableText, Role.SpinBox, Role.List, Role.Table}
SIGN = 8
"""What Qt reserves in a head beyond its words."""
ROWS = 4
"""Rows of a table that are asked for their text: a whole table says no more."""


def told(root: QWidget) -> Iterator[QAccessibleInterface]:
    """All that a screen reader is told of, but for the cells below the first rows of a table."""
    top = QAccessible.queryAccessibleInterface(root)
    assert top is not None
    waiting = [top]
    while waiting:
        each = waiting.pop()
        yield each
        count = each.childCount()
        if each.role() in (Role.Table, Role.List, Role.Tree):
            count = min(count, 40)
        children = (each.child(place) for place in range(count))
        waiting += [
            child
            for child in children
            if child is not None and child.isValid() and not child.state().invisible  # type: ignore[redundant-expr] # Qt gives None
        ]


def nameless(root: QWidget) -> list[str]:
    """What can take the keys or be pressed and has no name."""
    wrong = []
    for each in told(root):
        own = each.object()
        reached = each.state().focusable or each.role() in PRESSED
        if reached and not _name(each).strip() and not _is_hidden(own):
            wrong.append(f"{each.role().name} {own!r}")
    return wrong


def same_names(root: QWidget) -> list[str]:
    """Controls of one window that a screen reader cannot tell apart."""
    names = Counter(
        (each.role().name, _name(each))
        for each in told(root)
        if each.role() in ANSWERED and each.object() is not None and not _is_hidden(each.object())
    )
    return [f"{count} × {role} {name!r}" for (role, name), count in names.items() if count > 1]


def silent(root: QWidget) -> list[str]:
    """Painted widgets that take the keys and say nothing but their name."""
    wrong = []
    for each in told(root):
        own = each.object()
        if not isinstance(own, QWidget) or own.focusPolicy().value == 0 or _is_hidden(own):
            continue
        if each.role() in ANSWERED or each.role() in (Role.Border, Role.Pane, Role.StaticText):
            continue
        says = each.text(QAccessible.Text.Description) or each.text(QAccessible.Text.Value)
        if isinstance(own, QLabel) or _is_surface(own):
            continue
        if not says and not each.childCount():
            wrong.append(f"{type(own).__name__} {_name(each)!r}")
    return wrong


def mute(root: QWidget) -> list[str]:
    """Labels whose name hides what they show: a name stands in the place of the text."""
    return [
        f"{type(each).__name__} {each.text()!r} is called {each.accessibleName()!r}"
        for each in root.findChildren(QLabel)
        if each.isVisible()
        and each.accessibleName()
        and not each.property("fitted")  # it shows a part of its name
        and not set(_WORD.findall(each.text())) <= set(_WORD.findall(each.accessibleName()))
    ]


def _is_surface(widget: QWidget) -> bool:
    """Whether it is what a scroll area paints on: the area says what is there."""
    area = widget.parentWidget()
    return isinstance(area, QAbstractScrollArea) and area.viewport() is widget


def _name(each: QAccessibleInterface) -> str:
    """Its name; that of a combo box on Unix is its value, so what it is called is asked too."""
    own = each.object()
    if isinstance(own, QComboBox):
        return own.accessibleName()
    return each.text(QAccessible.Text.Name)


def _is_hidden(own: QObject | None) -> bool:
    return isinstance(own, QWidget) and not own.isVisible()


# Texts cut off ---------------------------------------------------------------------------


def cut(root: QWidget) -> list[str]:
    """Labels, buttons, boxes and heads whose text has no room."""
    return [
        f"{type(each).__name__} {_text(each)!r}: {each.width()}×{each.height()}, {why}"
        for each in root.findChildren(QWidget)
        if each.isVisible() and _text(each).strip() and (why := _why_cut(each))
    ] + [
        f"head {text!r} of {table.accessibleName()!r}"
        for table in root.findChildren(QTableView)
        if table.isVisible()
        for text in _cut_heads(table.horizontalHeader())
    ]


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _why_cut(widget: QWidget) -> str:
    if isinstance(widget, QLabel) and widget.pixmap().isNull() is False:
        return ""
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        if needed > widget.height():
            return f"needs {needed} in height"
        if widest_word(widget) > widget.width():
            return f"its widest word needs {widest_word(widget)}"
    else:
        width, height = _needed(widget)
        if width > widget.width() or height > widget.height():
            return f"needs {width}×{height}"
    return _why_outside(widget)


def _needed(widget: QWidget) -> tuple[int, int]:
    """Of the text alone where a size is set: Qt's hint counts a frame that the sheet leaves out."""
    metrics = widget.fontMetrics()
    if widget.property("dot") or isinstance(widget, QComboBox):
        frame = 4 if widget.property("dot") else 34
        return metrics.horizontalAdvance(_text(widget)) + frame, metrics.height() - 4
    hint = widget.sizeHint()
    return hint.width(), hint.height()


def _why_outside(widget: QWidget) -> str:
    """Where it stands outside what holds it, and nothing scrolls there."""
    place, inside = QRect(widget.rect()), widget
    while (parent := inside.parentWidget()) is not None and not inside.isWindow():
        place.translate(inside.pos())
        scrolled = parent.parentWidget()
        if isinstance(scrolled, QAbstractScrollArea) and parent is scrolled.viewport():
            across = scrolled.horizontalScrollBar()
            sideways = place.left() < -across.value() or place.right() > parent.width()
            if sideways and across.maximum() == 0 and not isinstance(scrolled, QAbstractItemView):
                return f"outside {type(scrolled).__name__}"
            return ""
        if not parent.rect().contains(place):
            return f"outside {type(parent).__name__}"
        inside = parent
    return ""


def _cut_heads(header: QHeaderView) -> Iterator[str]:
    if not header.isVisible():
        return
    if isinstance(header, CodeHead):  # it writes on some lines, or upwards
        yield from header.cut_names()
        return
    for column in range(header.count()):
        text = str(header.model().headerData(column, header.orientation()) or "")
        needed = header.fontMetrics().horizontalAdvance(text)
        if type(header) is QHeaderView and text:  # the others paint their own heads
            needed = header.sectionSizeHint(column) - SIGN
        if not header.isSectionHidden(column) and 0 < header.sectionSize(column) < needed:
            yield text


def lengthen(root: QWidget) -> None:
    """Makes texts 1.4 times as long, as in another language; not those that fit themselves."""
    for each in root.findChildren(QWidget):
        if not isinstance(each, QLabel | QAbstractButton) or each.property("fitted"):
            continue
        text = each.text()
        if len(text.strip()) > 2 and each.property(_LONGER) != text:
            each.setText(lengthened(text))
            each.setProperty(_LONGER, each.text())  # what is said anew is lengthened anew


def lengthened(text: str) -> str:
    """A text with as many more letters as a translation may bring.

    >>> lengthened("Therapist recall")
    'Therapistung recallung'
    """
    words = text.split(" ")
    more = ceil(0.4 * sum(map(len, words)) / len(words))
    return " ".join(f"{word}{('ungen' * more)[:more]}" if len(word) > 1 else word for word in words)
