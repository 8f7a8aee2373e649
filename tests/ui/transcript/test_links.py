"""The marks of paired moments: there, saying the relation, moving nothing, clickable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.domain.edits import Replace
from annotator.domain.moment import Pairing
from annotator.domain.view import StudyView
from annotator.ui.theme import Look, mixed
from annotator.ui.timeline.frame import RELATION_SHARE, Frame, relation_pen
from annotator.ui.timeline.rows import Rows
from annotator.ui.timeline.stretch import Stretch
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.transcript.links import LinkMark, links_of

THERAPIST = "text-therapist"


@pytest.fixture
def column(qtbot, look, study_view: StudyView) -> TranscriptColumn:
    column = TranscriptColumn(look)
    qtbot.addWidget(column)
    column.resize(600, 700)
    column.show_account(study_view, "therapist")
    with qtbot.waitExposed(column):
        column.show()
    return column


def marks(column: TranscriptColumn) -> list[LinkMark]:
    sheet, page = column.text.sheet, column.text.page
    pieces = page.visible(0, 2000)
    return sheet._links.beside(sheet._names.beside(pieces), pieces)


def test_what_a_mark_says(study_view: StudyView) -> None:
    patient = study_view.transcripts["text-patient"]
    own = links_of(study_view, study_view.transcripts[THERAPIST])
    assert {key: link.tip for key, link in own.items()} == {
        "m-affect": "Diverging: paired with the patient’s at 12:30"
    }
    facing = links_of(study_view, patient)
    assert facing["m-shame"].tip == "Diverging: paired with the therapist’s at 12:30"
    pairing = study_view.pairings["pairing"]
    more = replace(pairing, moment_ids=("m-distance", *pairing.moment_ids))
    many = replace(study_view, pairings={"pairing": more})
    assert links_of(many, patient)["m-shame"].tip == (
        "Diverging: paired with the therapist’s at 9:40 and 12:30"
    )


def test_only_paired_moments_have_one_after_their_name(column: TranscriptColumn) -> None:
    [mark] = marks(column)
    assert mark.moment_id == "m-affect"
    sheet = column.text.sheet
    name = next(n for n in sheet._names.beside(range(6)) if n.moment_id == "m-affect")
    assert abs(mark.rect.center().y() - name.rect.center().y()) <= 1
    assert mark.rect.left() > name.rect.left()
    assert sheet.tip_at(mark.rect.center()) == mark.link.tip


def test_it_is_painted_in_the_colour_of_its_relation(column, study_view, look) -> None:
    [mark] = marks(column)
    warn = look.colour("warn")

    def reddish() -> int:
        image = column.text.viewport().grab().toImage()
        rect = mark.rect.toRect()
        colours = [
            image.pixelColor(x, y)
            for x in range(rect.left(), rect.right())
            for y in range(rect.top(), rect.bottom())
        ]
        return sum(abs(c.red() - warn.red()) + abs(c.blue() - warn.blue()) < 60 for c in colours)

    assert reddish() > 5
    column.show_moments(study_view.after(Replace(study_view.pairings["pairing"], None), 2))
    assert marks(column) == []
    assert reddish() == 0


def test_pairing_never_moves_a_word(column, study_view) -> None:
    page = column.text.page
    blocks = range(column.text.document().blockCount())
    before = [(page.top(n), page.block(n).layout().lineCount()) for n in blocks]
    names = [(n.rect, n.words) for n in column.text.sheet._names.beside(range(6))]
    more = Pairing(
        id="more",
        session_id="session-3",
        coder_id="coder",
        round_id="round",
        moment_ids=("m-distance", "m-shame"),
        relation="converging",
    )
    column.show_moments(study_view.after(Replace(None, more), 2))
    assert {each.moment_id for each in marks(column)} == {"m-affect", "m-distance"}
    assert [(page.top(n), page.block(n).layout().lineCount()) for n in blocks] == before
    assert [(n.rect, n.words) for n in column.text.sheet._names.beside(range(6))] == names


def test_a_narrow_column_has_them_beside_the_text(column, study_view) -> None:
    column.resize(360, 700)
    page = column.text.page
    assert not page.measures.names_width
    [mark] = marks(column)
    moment = study_view.moments[THERAPIST]["m-affect"]
    line = page.line_at(moment.start).rect
    assert mark.rect.left() >= page.measures.width
    assert mark.rect.right() <= column.text.viewport().width()
    assert line.top() <= mark.rect.center().y() <= line.bottom()


def test_a_click_asks_for_the_counterpart(column, qtbot) -> None:
    [mark] = marks(column)
    with qtbot.waitSignal(column.counterpart_asked) as asked:
        qtbot.mouseClick(
            column.text.viewport(), Qt.MouseButton.LeftButton, pos=mark.rect.center().toPoint()
        )
    assert asked.args == ["m-affect"]


@pytest.mark.parametrize(
    ("relation", "token"),
    [
        ("converging", "good"),
        ("diverging", "warn"),
        ("complementary", "accent"),
        ("mirrored", "mute"),  # as a study may add it
    ],
)
def test_margin_and_ribbon_are_of_one_colour(
    column: TranscriptColumn, study_view: StudyView, look: Look, relation: str, token: str
) -> None:
    before = study_view.pairings["pairing"]
    column.text.sheet._links.forget()
    column.show_moments(study_view.after(Replace(before, replace(before, relation=relation)), 2))
    column.text.viewport().grab()
    assert set(column.text.sheet._links._icons) == {token}
    stretch = Stretch(length_ms=1, start_ms=0, end_ms=1, left_px=0, right_px=1)
    rows = Rows(
        height_px=9, grid_top_px=0, grid_end_px=9, clock_px=4, clock_half_px=1, strip_half_px=1,
        bands=(),
    )  # fmt: skip
    frame = Frame(look=look, picture=None, stretch=stretch, rows=rows)
    pen = relation_pen(frame, relation, 2)
    assert pen.color() == mixed(look.colour(token), look.colour("panel"), RELATION_SHARE)
