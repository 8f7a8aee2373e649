"""Of a study that was left nothing stays in memory, its texts and moments least of all."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from weakref import ReferenceType, ref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.moment import Moment
from annotator.domain.transcript import Transcript
from annotator.ui.collecting import collecting_here
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window

PATIENCE_MS = 5_000


@pytest.fixture
def alone(qapp: QApplication, settings: Settings) -> Iterator[Window]:
    """A window, and nobody collects but the program itself."""
    was_on = gc.isenabled()
    gc.collect()
    with collecting_here():
        window = shown_window(settings)
        yield window
        window.close()
        window.deleteLater()
    (gc.enable if was_on else gc.disable)()


def worked_at(window: Window, place: Path) -> list[ReferenceType[object]]:
    """Opens a study, marks a moment in it, and gives what must not stay of it."""
    window.show_study(open_study(place, coder="RA-2"))
    press_keys(Qt.Key.Key_Return, "h")
    desk = window.desk
    assert desk is not None
    assert desk.moment is not None
    return [ref(desk), ref(desk.page), ref(desk.study)]


def has_gone(left: list[ReferenceType[object]]) -> bool:
    return all(each() is None for each in left)


def test_nothing_stays_of_one_that_is_closed(alone: Window, study_file: Path, qtbot) -> None:
    left = worked_at(alone, study_file)
    assert alone.desk is not None
    view = alone.desk.view
    words = {id(each) for each in (*view.transcripts.values(), *view.all_moments())}
    assert len(words) > 2
    del view
    assert alone.close_study()
    qtbot.waitUntil(lambda: has_gone(left), timeout=PATIENCE_MS)
    assert gc.get_freeze_count() == 0
    kept = [each for each in gc.get_objects() if isinstance(each, Transcript | Moment)]
    assert not words & {id(each) for each in kept}


def test_nothing_stays_of_one_after_another_was_opened(
    alone: Window, study_file: Path, tmp_path: Path, qtbot
) -> None:
    other = Path(shutil.copy(study_file, tmp_path / "other.iprstudy"))
    left = worked_at(alone, study_file)
    alone.close_study()
    now = worked_at(alone, other)
    qtbot.waitUntil(lambda: has_gone(left), timeout=PATIENCE_MS)
    assert not any(each() is None for each in now)
    assert gc.get_freeze_count() > 0, "the study that is open is set aside"
