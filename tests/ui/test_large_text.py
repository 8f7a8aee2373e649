"""What grows with the text, in a small window at 200 %."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from annotator.ui.banner import Banner
from annotator.ui.panel import Facts
from annotator.ui.stylesheet import dress
from annotator.ui.theme import Look
from annotator.ui.transcript.bands import paint_hint

LONG = "Relations are set for the whole study: choose everyone’s work at the top first. " * 2


@pytest.fixture
def look(qapp: QApplication) -> Look:
    look = Look()
    look.show_percent(200)
    dress(qapp, look)
    return look


def test_the_first_sentence_of_a_banner_has_the_size_of_the_text(look: Look) -> None:
    banner = Banner(look)
    banner.resize(1024, 10)
    banner.say(LONG, "hint")
    assert banner._words.font().pixelSize() == look.interface_font().pixelSize()
    assert banner.heightForWidth(1024) >= 2 * banner._words.fontMetrics().height()


def test_a_fact_goes_on_below_its_name_where_both_are_too_wide(look: Look) -> None:
    facts = Facts(look)
    facts.say("Therapist recall", "+23 h")
    (name, value), (row, _) = (
        facts.findChildren(type(facts._rows["Therapist recall"][1])),
        (facts._rows["Therapist recall"]),
    )
    assert row.heightForWidth(600) < row.heightForWidth(name.sizeHint().width() + 4)
    facts.resize(name.sizeHint().width() + 4, 300)
    facts.show()
    assert value.width() >= value.sizeHint().width()
    assert {name.y(), value.y()} != {0}
    facts.close()


def test_a_hint_that_does_not_fit_says_what_matters(look: Look) -> None:
    def painted(words: str, width: int) -> QImage:
        image = QImage(width, 60, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_hint(painter, look, QRectF(0, 0, width, 60), words)
        painter.end()
        return image

    words = "before the first stop: no session time"
    assert painted(words, 300) == painted("no session time", 300)
    assert painted(words, 900) != painted("no session time", 900)
