"""Bins that are judged by keys stand on the timeline, each coder's own; and light by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.target import Target
from annotator.ui.bin_lanes import cell_of
from annotator.ui.desk import Desk
from annotator.ui.timeline.bins import Cell
from annotator.ui.window import Window
from tests.four_ways import CODEBOOK, MARKERS, PASSAGES, code, make_study, scale
from tests.ui.window.conftest import press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
BIN = Target(unit="bin", target_id="patient", start_ms=300_000, end_ms=600_000)


def judged(**more: object) -> Judgement:
    return Judgement(
        id="j", coder_id="A", round_id="open", codebook_id="book", code_set_id="markers",
        unit="bin", target_id="patient", start_ms=300_000, end_ms=600_000, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_bin_by_hand() -> None:
    """Impact goes from 1 to 5: a 3 fills three fifths."""
    own = judged(codes=("Denial", "Complaint"), ratings=(Rating(scale_id="Impact", value=3),))
    assert cell_of(MARKERS, BIN, own) == Cell(
        colours=("indigo", "wine"), share=0.6, words="5:00 – 10:00: Denial, Complaint, Impact 3"
    )
    assert cell_of(MARKERS, BIN, judged()) == Cell(
        colours=(), share=1.0, words="5:00 – 10:00: none present"
    )
    rated = replace(
        MARKERS, marking="rating", scales=(scale("Strength", 0, 4),),
        codes=(code("Bond", colour="teal"), code("Goals", colour="sand")),
    )  # fmt: skip
    values = (CodeValue(code_id="Bond", value=0), CodeValue(code_id="Goals", value=1))
    assert cell_of(rated, BIN, judged(values=values)) == Cell(
        colours=("sand",), share=0.4, words="5:00 – 10:00: Bond 0, Goals 1"
    )
    only_rated = replace(MARKERS, codes=(), scales=(scale("Impact", -3, 3),))
    own = judged(ratings=(Rating(scale_id="Impact", value=-3),))
    assert cell_of(only_rated, BIN, own).colours == ("grey",)
    assert cell_of(only_rated, BIN, own).share == pytest.approx(1 / 7)


@pytest.fixture
def desk(tmp_path: Path, settings: Settings) -> Iterator[Desk]:
    """The patient's interview with a set of passages and one of bins; the coders A and B."""
    book = replace(CODEBOOK, sets=(PASSAGES, MARKERS))
    place = make_study(tmp_path / "b.iprstudy", "A", "B", codebook=book)
    shown = shown_window(settings)
    shown.show_study(open_study(place, coder="A"))
    assert shown.desk is not None
    yield shown.desk
    shown.close()
    shown.deleteLater()


def lanes(desk: Desk) -> list[tuple[str, list[tuple[str, ...] | None]]]:
    """Label and colours of the first three bins of each lane."""
    return [
        (own.label, [None if cell is None else cell.colours for cell in own.cells[:3]])
        for own in desk.page.timeline.bins.lanes
    ]


def test_bins_stand_on_the_timeline_for_the_coder_in_hand(desk: Desk) -> None:
    window = desk.page.window()
    assert isinstance(window, Window)
    assert lanes(desk) == []
    desk.page.codebook.set_choice.chosen.emit("markers")
    QApplication.processEvents()
    assert lanes(desk) == [("Markers · patient", [None, None, None])]
    press_keys("d", "p", Key.Key_Down, "n")
    judged_now = [("Markers · patient", [("indigo", "wine"), (), None])]
    assert lanes(desk) == judged_now
    desk.page.codebook.set_choice.chosen.emit("passages")
    QApplication.processEvents()
    assert lanes(desk) == judged_now  # also while passages are coded
    press_keys((Key.Key_Z, CTRL))
    assert lanes(desk)[0][1] == [("indigo", "wine"), None, None]
    window.see_as("B")
    QApplication.processEvents()
    desk.page.codebook.set_choice.chosen.emit("passages")
    QApplication.processEvents()
    assert lanes(desk) == []  # of another's nothing is seen
    window.see_as(None)
    QApplication.processEvents()
    desk.page.codebook.set_choice.chosen.emit("markers")
    QApplication.processEvents()
    assert [label for label, _ in lanes(desk)] == ["Markers · patient · A"]


def lit(desk: Desk) -> set[str | None] | None:
    """The moments that the timeline shows in full light."""
    found = desk.page.timeline.light.lit
    return None if found is None else set(found)


def test_a_moment_alone_is_alone_on_the_timeline_too(desk: Desk) -> None:
    press_keys((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), Key.Key_Return, "h")
    press_keys((Key.Key_Down, CTRL), Key.Key_Return, "o")
    second = desk.moment_id
    assert lit(desk) is None
    press_keys((Key.Key_I, ALT))
    assert lit(desk) == {second}
    press_keys("k" if desk.moment_id else "j")
    first = desk.moment_id
    assert first != second
    assert lit(desk) == {first}
    text = desk.page.columns.text("patient")
    assert text is not None
    text.text.moment_pointed.emit(second)  # the mouse rests on another
    assert lit(desk) == {second}
    press_keys("j")  # and the keys go on
    assert lit(desk) == {desk.moment_id}
    press_keys((Key.Key_I, ALT))
    assert lit(desk) is None
