"""The panel of the codebook with each starter set in hand: nothing of it is cut at the side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.codebook_files import starters, take_codebook
from annotator.domain.codebook import Codebook
from annotator.ui.panel import Panel
from annotator.ui.window import Window
from tests.four_ways import make_study
from tests.ui.window.conftest import shown_window

SIZES = [((1280, 800), 100), ((1440, 900), 100), ((1280, 800), 200), ((1440, 900), 200)]


def settle() -> None:
    """Each round of layout may ask for another."""
    for _ in range(6):
        QApplication.processEvents()


@pytest.fixture(scope="module")
def starter_sets() -> list[Path]:
    return [Path(each.name) for each in starters()]


@pytest.fixture(params=[("patient",), ("patient", "session")], ids=["recalled", "session too"])
def shown(
    tmp_path: Path, settings: Settings, starter_sets: list[Path], request: pytest.FixtureRequest
) -> Iterator[Window]:
    """A study with all starter sets, without and with the session's own transcript."""
    empty = Codebook(id="book", number=2)
    place = make_study(tmp_path / "all.iprstudy", "A", codebook=empty, voices=request.param)
    with open_study(place) as study:
        for each in starter_sets:
            edit = take_codebook(study.view, None, each).edit
            assert edit is not None
            study.do(edit, f"Take {each}")
    window = shown_window(settings)
    window.show_study(open_study(place, coder="A"))
    settle()
    yield window
    window.close()
    window.deleteLater()


def too_wide(panel: Panel) -> list[str]:
    """What stands outside the panel, to the left or to the right."""
    viewport, found = panel.viewport(), []
    inside = panel.column.parentWidget()
    assert inside is not None
    for part in [inside, *inside.findChildren(QWidget)]:
        left = part.mapTo(viewport, QPoint(0, 0)).x()
        if part.isVisible() and (left < 0 or left + part.width() > viewport.width()):
            found.append(f"{type(part).__name__} {left}+{part.width()} of {viewport.width()}")
    return found


def test_no_starter_set_makes_the_panel_scroll_sideways(shown: Window) -> None:
    assert shown.desk is not None
    page, wrong, left = shown.desk.page, [], set()
    sets = shown.desk.view.codebook.sets
    has_session = any(each.voice == "session" for each in shown.desk.view.accounts.values())
    assert len(sets) > len(starters())  # some bring two
    for size, percent in SIZES:
        shown.resize(*size)
        shown.appearance.show_percent(percent)
        settle()
        for code_set in sets:
            page.codebook.set_choice.chosen.emit(code_set.id)
            settle()
            assert page.codes.isVisible()
            left.add(page.codebook.set_choice.left())
            at = f"{code_set.name} at {size[0]}, {percent} %"
            wrong += [f"{at}: {each}" for each in too_wide(page.codes)]
            if page.codes.horizontalScrollBar().maximum():
                wrong.append(f"{at}: it scrolls")
    assert not wrong
    why = "This session has no account of the session itself that you can judge"
    assert any(each.startswith(why) for each in left) != has_session
