"""The palette: what it offers first, moments among it, and what it may not show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.domain.edits import Replace
from annotator.domain.view import StudyView
from annotator.ui.palette_model import closest
from annotator.ui.palette_moments import MOST_MOMENTS, MomentOffers
from annotator.ui.palette_offer import Offer
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys

CTRL = Qt.KeyboardModifier.ControlModifier
PALETTE = (Qt.Key.Key_K, CTRL)


def command(text: str, detail: str = "") -> Offer:
    return Offer(kind="command", text=text, value=text, detail=detail)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("st", ["Study settings…", "Next stop", "Interest"]),  # beginning, a word, anywhere
        ("ns", ["Next stop"]),  # first letters
        ("stop next", ["Next stop"]),
        ("STOP", ["Next stop"]),
        ("xq", []),
    ],
)
def test_the_closest_comes_first(words: str, found: list[str]):
    offers = [command("Interest"), command("Next stop"), command("Study settings…")]
    assert [each.text for each in closest(offers, words.casefold().split())] == found


def test_moments_are_found_by_code_words_and_place(study_view: StudyView):
    offers = MomentOffers()
    offers.show_view(study_view)

    def ids(words: str) -> list[str]:
        return [each.value for each in offers.found(words.casefold().split())]

    assert ids("shame") == ["m-shame"]
    assert ids("connecting d07") == ["m-connecting", "m-shame"]
    assert ids("therapist embarrassed") == []
    [shame] = offers.found(["shame"])
    assert shame.detail == "Moment · D07 · Session 3 · patient · 12:30"
    assert shame.text.startswith("Shame, Connecting: “I laughed because")
    moment = study_view.moment("m-shame")
    assert moment is not None
    offers.show_view(study_view.after(Replace(moment, replace(moment, codes=("affect",))), 2))
    assert ids("shame") == []
    assert "m-shame" in ids("shared affect")


def test_what_was_chosen_lately_stands_first(window: Window):
    press_keys(PALETTE, "undo the", Qt.Key.Key_Escape)
    press_keys(PALETTE, "timeline whole", Qt.Key.Key_Return)
    press_keys(PALETTE)
    offers = window.palette_box.offers
    assert offers.offer(0).value == "zoom_all"
    assert window.settings.recent_commands == ["zoom_all"]
    press_keys("tim")
    assert [offers.offer(row).value for row in range(3)] == ["zoom_all", "zoom_in", "zoom_out"]


def test_a_moment_is_gone_to(window: Window):
    assert window.desk is not None
    press_keys((Qt.Key.Key_D, CTRL), "n")
    moment = window.desk.moment
    assert moment is not None
    window.desk.choose_moment(None)
    press_keys(PALETTE, "no code yet")
    row = next(
        row
        for row in range(window.palette_box.offers.rowCount())
        if window.palette_box.offers.offer(row).kind == "moment"
    )
    press_keys(*[Qt.Key.Key_Down] * row, Qt.Key.Key_Return)
    assert window.desk.moment_id == moment.id


def test_letters_do_not_wait_for_many_moments(study_view: StudyView):
    """Only transcripts whose moments have changed are read anew."""
    text = study_view.transcripts["text-patient"]
    one = study_view.moment("m-shame")
    assert one is not None
    many = {f"m{n}": replace(one, id=f"m{n}") for n in range(20_000)}
    view = replace(study_view, moments={**study_view.moments, text.id: many})
    offers = MomentOffers()
    offers.show_view(view)
    assert len(offers.found(["shame"])) == MOST_MOMENTS
    read = offers._known[text.id][1]
    assert offers.found(["nothing", "like", "this"]) == []
    moment = study_view.moment("m-affect")
    assert moment is not None
    offers.show_view(view.after(Replace(moment, replace(moment, codes=("shame",))), 2))
    assert len(offers.found(["shame"])) == MOST_MOMENTS
    assert offers._known[text.id][1] is read
