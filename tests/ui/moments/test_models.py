"""The models of the moments tab: what they say, how they group and sort."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QHeaderView

from annotator.analysis.tables.moment_rows import MomentRows
from annotator.domain.edits import Replace
from annotator.ui.charts.grid import Grid, GridHead
from annotator.ui.moments.cells import COLUMN_NAMES, Cells
from annotator.ui.moments.counts_panel import CountsPanel
from annotator.ui.moments.grid_model import DEPTH_ROLE, GridModel
from annotator.ui.moments.model import GROUPINGS, MomentsModel
from annotator.ui.theme import Look

MODE = QAbstractItemModelTester.FailureReportingMode.Fatal
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp, study_view) -> MomentsModel:
    cells = Cells()
    cells.show_view(study_view)
    made = MomentsModel(cells)
    made.show_rows(MomentRows().of(study_view))
    return made


def ids(model: MomentsModel) -> list[str]:
    return [row.moment.id for row in model.shown()]


def heads(model: MomentsModel) -> list[str]:
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_rows_say_what_the_moments_are(model):
    QAbstractItemModelTester(model, MODE)
    assert ids(model) == ["m-distance", "m-affect", "m-connecting", "m-shame"]
    told = {name: model.index(3, place).data() for place, name in enumerate(COLUMN_NAMES)}
    assert told["dyad"], told["session"] == ("D07", "3")
    assert (told["account"], told["coder"], told["time"]) == ("patient", "RA-2", "12:30")
    assert (told["codes"], told["ratings"]) == ("Shame, Connecting", "4")
    assert (told["pairing"], model.index(0, COLUMN_NAMES.index("pairing")).data()) == (
        "diverging",
        "one-sided",
    )
    said = model.index(3, COLUMN_NAMES.index("memo")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Memo: none"


def test_groups_hold_each_row_where_it_belongs(model):
    QAbstractItemModelTester(model, MODE)
    for grouping in GROUPINGS:
        model.show_grouping(grouping)
        assert sorted(ids(model)) == ["m-affect", "m-connecting", "m-distance", "m-shame"]
    model.show_grouping("code")
    assert heads(model) == [
        "Connecting · 2 moments",
        "Shared affect · 1 moment",
        "Shame · 1 moment",
        "Distance · 1 moment",
    ]
    group = model.index(0, 0)
    assert [row.moment.id for row in model.rows_at([group])] == ["m-connecting", "m-shame"]
    assert model.row_at(group) is None
    place = model.place_of("m-shame")
    assert model.parent(place) == group
    assert model.row_at(place).moment.id == "m-shame"
    assert model.rows_at([group, place]) == model.rows_at([group])
    model.show_grouping("account")
    assert heads(model) == [
        "D07, session 3, therapist · 3 moments",
        "D07, session 3, patient · 1 moment",
    ]


def test_sorting_puts_what_is_empty_last_both_ways(model, study_view):
    QAbstractItemModelTester(model, MODE)
    time = COLUMN_NAMES.index("time")
    model.sort(time, UP)
    assert ids(model) == ["m-distance", "m-affect", "m-connecting", "m-shame"]
    moment = study_view.moment("m-affect")
    view = study_view.after(Replace(moment, replace(moment, memo="so", peak=True)), 2)
    model.show_rows(MomentRows().of(view))
    memo = COLUMN_NAMES.index("memo")
    model.sort(memo, UP)
    assert ids(model)[0] == "m-affect"
    model.sort(memo, DOWN)
    assert ids(model)[0] == "m-affect"
    model.sort(COLUMN_NAMES.index("codes"), DOWN)
    assert ids(model) == ["m-affect", "m-shame", "m-distance", "m-connecting"]
    model.sort(-1)
    assert ids(model) == ["m-distance", "m-affect", "m-connecting", "m-shame"]


def test_an_edit_changes_its_row_and_moves_nothing(model, study_view, qtbot):
    rows = MomentRows()
    model.show_rows(rows.of(study_view))
    moment = study_view.moment("m-connecting")
    view = study_view.after(Replace(moment, replace(moment, memo="new")), 2)
    changed: list[int] = []
    model.dataChanged.connect(lambda first, *_: changed.append(first.row()))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_rows(rows.of(view))
    assert changed == [2]
    assert model.index(2, COLUMN_NAMES.index("memo")).data() == "new"
    with qtbot.waitSignal(model.modelReset):
        model.show_rows(rows.of(view)[1:])


@pytest.mark.parametrize("percent", [90, 100, 150, 200])
def test_a_column_has_room_for_its_names_and_numbers(qapp, percent):
    look = Look(percent=percent)
    panel = CountsPanel(look)
    names = ["Change talk", "Sustain talk", "Other", "Reflection"]
    panel.show_grid(
        Grid(
            title="Codes by dyad",
            rows=tuple(GridHead(key=each, name=each, colour="rose") for each in names),
            columns=(GridHead(key="d", name="D"),),
            values=((1.0,),) * 4,
            texts=(("123,456",),) * 4,
            said=(("",),) * 4,
            right=(("All", ("123,456",) * 4),),
        )
    )
    panel.table.resize(look.px(900), look.px(400))
    panel.table.horizontalHeader().resizeSections(QHeaderView.ResizeMode.ResizeToContents)
    words = QFontMetrics(look.interface_font(13, QFont.Weight.Normal)).horizontalAdvance
    strong = QFontMetrics(look.interface_font(13, QFont.Weight.DemiBold)).horizontalAdvance
    px = look.px
    taken = px(8) + px(9) + px(6) + px(8)  # edge, chip, gap, edge, as they are painted
    assert panel.table.columnWidth(0) >= max(map(words, names)) + taken
    assert panel.table.columnWidth(1) >= words("123,456") + 2 * px(8)
    assert panel.table.columnWidth(2) >= strong("123,456") + 2 * px(8)
    panel.deleteLater()


def test_a_grid_is_a_table_with_sums(qapp):
    model = GridModel()
    QAbstractItemModelTester(model, MODE)
    model.show_grid(
        Grid(
            title="Codes by dyad",
            rows=(GridHead(key="c", name="Shame", colour="rose"),),
            columns=(GridHead(key="d1", name="D1"), GridHead(key="d2", name="D2")),
            values=((2.0, 4.0),),
            texts=(("2", "4"),),
            said=(("Shame, D1\n2 moments", "Shame, D2\n4 moments"),),
            right=(("All", ("6",)),),
            below=(("All codes", ("2", "4", "6")),),
        )
    )
    told = [[model.index(y, x).data() for x in range(model.columnCount())] for y in range(2)]
    assert told == [["Shame", "2", "4", "6"], ["All codes", "2", "4", "6"]]
    assert model.keys_at(model.index(0, 2)) == ("c", "d2")
    assert [model.keys_at(model.index(*at)) for at in ((0, 0), (0, 3), (1, 1))] == [None] * 3
    assert model.index(0, 1).data(DEPTH_ROLE) == 0.5
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Shame, D1: 2 moments"
    assert model.rowCount(QModelIndex()) == 2
    model.show_grid(Grid(title="", reason="Nothing"))
    assert (model.rowCount(), model.columnCount()) == (0, 0)
