"""Pills without words: the icon alone, as high as the others, and no room kept for words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.ui.pill import Pill
from annotator.ui.stylesheet import Dress
from annotator.ui.theme import Look


@pytest.mark.parametrize("scale", [100, 200])
def test_a_pill_without_words_is_its_icon_and_no_empty_room(qtbot: QtBot, scale: int) -> None:
    look = Look(percent=scale)
    with_words, without = Pill(look, "lock"), Pill(look, "lock")
    for pill, text in ((with_words, "Encrypted"), (without, "")):
        qtbot.addWidget(pill)
        Dress(look, pill)
        pill.say(text, "The study file is kept under a passphrase", "Encrypted")
        pill.ensurePolished()
    assert without.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert without.accessibleName() == "Encrypted"
    padding = without.sizeHint().width() - without.iconSize().width()
    assert padding <= look.px(27)
    assert without.sizeHint().height() == with_words.sizeHint().height()


def test_either_tells_how_wide_it_would_be_with_other_words(qtbot: QtBot, look: Look) -> None:
    pill = Pill(look, "lock")
    qtbot.addWidget(pill)
    Dress(look, pill)
    pill.ensurePolished()
    widths = {}
    for text in ("", "Plain file", "Encrypted"):
        pill.say(text)
        widths[text] = pill.sizeHint().width()
        assert {each: pill.width_with(each) for each in widths} == widths
    pill.say("")
    assert {each: pill.width_with(each) for each in widths} == widths
