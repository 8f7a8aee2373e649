"""Icons are QtAwesome's, painted without it."""

from __future__ import annotations

import pytest
import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator.ui.icons import icon
from annotator.ui.theme import DARK, LIGHT, Look, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["lock", "book-open", "pencil-simple", "x"])
def test_an_icon_has_the_pixels_of_the_package(qapp: QApplication, name: str, theme: Theme) -> None:
    look = Look(theme)
    theirs = qtawesome.icon(f"ph.{name}", color=theme.accent, color_disabled=theme.line)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        for edge in (13, 20, 32):
            size = QSize(edge, edge)
            ours = icon(look, name, "accent").pixmap(size, mode).toImage()
            assert ours == theirs.pixmap(size, mode).toImage()


def test_a_name_that_is_none_is_no_icon(qapp: QApplication) -> None:
    assert icon(Look(), "").isNull()
    with pytest.raises(KeyError):
        icon(Look(), "no-such-icon")
