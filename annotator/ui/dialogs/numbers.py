"""Numbers as people type them into a sheet."""

from __future__ import annotations

from math import isfinite

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from annotator.domain.errors import UserError
from annotator.ui.advice import in_window


def number_in(text: str) -> float | None:
    """The number that a field holds, with a point or a comma; None where it holds none.

    >>> number_in(".667"), number_in(" 0,8 "), number_in("-.2"), number_in("high")
    (0.667, 0.8, -0.2, None)
    """
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def whole_number_in(text: str) -> int | None:
    """The whole number from 0 that a field holds; None where it holds none.

    >>> whole_number_in(" 12 "), whole_number_in("12.5"), whole_number_in("-1")
    (12, None, None)
    """
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() else None


def number_text(number: float) -> str:
    """A number as it stands in a field.

    >>> number_text(0.667), number_text(1.0)
    ('0.667', '1')
    """
    return f"{number:g}"


def as_sentence(error: UserError) -> str:
    """What is wrong, as a sentence of the window; the name of a file before it stays as it is.

    >>> as_sentence(UserError("there is a round '2'", hint="choose another name"))
    "There is a round '2'; choose another name."
    """
    return in_window(error.told)


def side_by_side(*named: tuple[str, QWidget]) -> QGridLayout:
    """Labelled fields in one row; each takes its label as its name for screen readers."""
    grid = QGridLayout()
    for column, (name, widget) in enumerate(named):
        label = QLabel(name)
        label.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(name)
        if isinstance(widget, QComboBox):
            widget.view().setAccessibleName(name)
        grid.addWidget(label, 0, column)
        grid.addWidget(widget, 1, column)
        grid.setColumnStretch(column, 1)
    return grid
