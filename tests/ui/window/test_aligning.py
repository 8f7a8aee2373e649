"""Stops that both sides share stand at the same height, whatever is done to the window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.alignment import rows
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qapp, settings, tmp_path) -> Iterator[Window]:
    """The sample study as RA-2 codes it, on its first session."""
    shown = shown_window(settings)
    shown.show_study(open_study(make_sample(tmp_path), coder="RA-2"))
    settle()
    yield shown
    shown.close()


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def texts(window: Window) -> list[TranscriptColumn]:
    assert window.desk is not None
    return list(window.desk.page.columns.texts())


def heights(window: Window) -> list[tuple[float, ...]]:
    """On the screen, of each row that more than one column has."""
    columns = texts(window)
    found = rows([each.timed_places() for each in columns], 10_000)
    return [
        tuple(
            column.text.page.above(column._pieces.at(position))
            - column.text.verticalScrollBar().value()
            for column, position in zip(columns, row.positions, strict=True)
            if position is not None
        )
        for row in found
        if sum(position is not None for position in row.positions) > 1
    ]


def level(window: Window) -> bool:
    shared = heights(window)
    assert len(shared) >= 6
    return all(len(set(own)) == 1 for own in shared)


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1920, 1080)])
def test_shared_stops_are_level_to_the_pixel(window, size):
    window.resize(*size)
    settle()
    assert not level(window)
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    assert level(window)


def test_they_stay_level_after_coding_resizing_and_larger_text(window):
    window.resize(1440, 900)
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    before = heights(window)
    press_keys(Qt.Key.Key_Return, "h")
    settle()
    assert heights(window) == before  # coding never moves a word
    window.resize(1280, 800)
    settle()
    assert level(window)
    window.appearance.show_percent(150)
    settle()
    assert level(window)
    press_keys((Qt.Key.Key_PageDown, CTRL))  # the next session
    settle()
    assert level(window)


def test_columns_scroll_together_and_alone_when_it_is_off(window):
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    left, right = (each.text.verticalScrollBar() for each in texts(window))
    left.setValue(700)
    assert right.value() == left.value() == 700
    right.setValue(300)
    assert left.value() == 300
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    left.setValue(500)
    assert right.value() != 500
    assert not level(window)


def test_it_is_remembered_for_the_study(window, settings):
    press_keys((Qt.Key.Key_L, CTRL))
    window.keep_place()
    assert window.study is not None
    assert settings.places[window.study.view.study.id].aligned


def test_the_sessions_own_transcript_stands_beside_them(window):
    window.resize(1920, 1080)
    press_keys((Qt.Key.Key_4, CTRL), (Qt.Key.Key_L, CTRL))
    settle()
    therapist, session, patient = texts(window)
    spoken = session.text.page
    assert any(spoken._extra.values())
    assert len(heights(window)) >= 6
    shared = [
        (at, beside)
        for row in rows([therapist.timed_places(), patient.timed_places()], 10_000)
        for at, beside in [row.positions]
        if at is not None and beside is not None
    ]
    assert len(shared) >= 6
    for at, beside in shared:
        tops = therapist.text.page, patient.text.page
        pieces = therapist._pieces.at(at), patient._pieces.at(beside)
        assert tops[0].above(pieces[0]) == tops[1].above(pieces[1])


def top_times(window: Window) -> list[int | None]:
    """The session time at the top of each column."""
    return [each.time_at(each.text.top_position()) for each in texts(window)]


def test_the_place_is_kept_in_other_modes_sizes_and_text_sizes(window):
    window.resize(1440, 900)
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    therapist = texts(window)[0]
    stop = next(each for each in therapist._stops if each.start_ms == 1_120_000)  # 18:40
    therapist.text.scroll_to_top(stop.position)
    settle()
    assert top_times(window)[0] == 1_120_000

    def stays() -> bool:
        settle()
        return texts(window)[0].time_at(texts(window)[0].text.top_position()) == 1_120_000

    press_keys((Qt.Key.Key_4, CTRL))
    assert stays()
    press_keys((Qt.Key.Key_2, CTRL))
    assert stays()
    window.resize(1100, 750)
    assert stays()
    assert level(window)
    window.appearance.show_percent(150)
    assert stays()
    assert level(window)
    window.appearance.show_percent(100)
    assert stays()


def test_nothing_stands_beside_what_was_said_of_another_minute(window):
    """What a side says from one stop to its next ends above what is over a minute later."""
    window.resize(1440, 900)
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    columns = texts(window)
    found = rows([each.timed_places() for each in columns], 10_000)
    apart = 0
    for own, other in ((0, 1), (1, 0)):
        mine = [at for at, row in enumerate(found) if row.positions[own] is not None]
        for begin, following in pairwise(mine):
            position = found[following].positions[own]
            bottom = top_of(columns[own], position) - extra_of(columns[own], position)
            for later in found[begin + 1 : following]:  # the other side alone
                if later.time_ms - found[begin].time_ms > 60_000:
                    apart += 1
                    assert top_of(columns[other], later.positions[other]) >= bottom
    assert apart


def top_of(column: TranscriptColumn, position: int | None) -> float:
    assert position is not None
    return column.text.page.above(column._pieces.at(position))


def extra_of(column: TranscriptColumn, position: int | None) -> float:
    assert position is not None
    return column.text.page._extra.get(column._pieces.at(position), 0)
