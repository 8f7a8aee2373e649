"""Who sits down after another coder is not shown where that one stood, nor what they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings, load
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.four_ways import make_study
from tests.ui.window.conftest import press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SEARCH = (Key.Key_F, CTRL)
UNDO = (Key.Key_Z, CTRL)


@pytest.fixture
def window(tmp_path: Path, settings: Settings) -> Iterator[Window]:
    """A study of two coders; A is at work."""
    place = make_study(tmp_path / "two.iprstudy", "A", "B", voices=("therapist", "patient"))
    shown = shown_window(settings)
    shown.show_study(open_study(place, coder="A"))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def coder_id(desk: Desk, name: str) -> str:
    coder = desk.view.find_coder(name)
    assert coder is not None
    return coder.id


def carets(desk: Desk) -> dict[str, int]:
    return desk.place().carets


def test_each_coder_comes_to_their_own_place(window: Window, desk: Desk):
    press_keys((Key.Key_End, CTRL))
    desk.page.columns.take("patient")
    press_keys((Key.Key_Down, CTRL), (Key.Key_Down, CTRL))
    desk.show_mode("patient")
    left = carets(desk)
    assert left["patient"] > 0
    window.see_as(coder_id(desk, "B"))
    assert set(carets(desk).values()) == {0}
    assert desk.moment_id is None
    desk.show_mode("dyadic")
    assert carets(desk) == {"therapist": 0, "patient": 0}
    desk.page.columns.take("therapist")
    press_keys((Key.Key_Down, CTRL))
    own = carets(desk)
    assert own["therapist"] > 0
    window.see_as(coder_id(desk, "A"))
    assert (desk.mode, carets(desk)) == ("patient", left)
    window.see_as(coder_id(desk, "B"))
    assert (desk.mode, carets(desk)) == ("dyadic", own)
    window.close_study()
    kept = load()
    study_id = next(iter(kept.places)).split()[0]
    a, b = kept.place(study_id, "A"), kept.place(study_id, "B")
    assert a is not None
    assert b is not None
    assert (a.mode, a.carets, b.mode, b.carets) == ("patient", left, "dyadic", own)
    assert kept.last_coder(study_id) == "B"
    assert kept.place(study_id, None) is None


def test_the_cell_and_the_search_of_one_coder_are_not_the_next_ones(window: Window, desk: Desk):
    pane, finding = desk.page.units, desk.page.finding
    desk.page.codebook.set_choice.chosen.emit("markers")
    press_keys("d", Key.Key_Down, Key.Key_Down, Key.Key_Right)
    assert (pane.grid.row, "10:00 – 15:00" in pane.told()) == (2, True)
    press_keys(SEARCH, "memo:SECRET")
    assert finding.field.text() == "memo:SECRET"
    window.see_as(coder_id(desk, "B"))
    assert (pane.isVisible(), pane.told(), finding.isVisible()) == (False, "", False)
    press_keys(SEARCH)
    assert finding.field.text() == ""
    press_keys(UNDO)
    assert finding.field.text() == ""
    press_keys(Key.Key_Escape)
    desk.page.codebook.set_choice.chosen.emit("markers")
    assert pane.isVisible()
    assert pane.grid.currentIndex().row() == pane.grid.currentIndex().column() == 0
    assert [each for each in pane.shown.judgements if each] == []  # type: ignore[union-attr]


def test_the_same_coder_stays_where_they_are_when_all_is_loaded_anew(window: Window, desk: Desk):
    desk.page.columns.take("patient")
    press_keys((Key.Key_Down, CTRL), (Key.Key_Down, CTRL))
    before = carets(desk)
    desk.study.see_as(desk.study.seen_by)
    assert carets(desk) == before
    assert before["patient"] > 0
