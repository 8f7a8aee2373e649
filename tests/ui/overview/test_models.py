"""The models of the overview keep Qt's contract while they change, and say what they must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.analysis.tables.design import FILTERS, design_rows
from annotator.analysis.tables.sample import sample_table
from annotator.ui.overview.design_model import (
    ACCOUNT,
    CODED,
    HELD,
    LAG,
    NOTE,
    STATE,
    DesignModel,
    cell_text,
)
from annotator.ui.overview.sample_card import note_of
from annotator.ui.overview.sample_model import SampleModel
from tests.analysis.design_study import design_study

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning
SPOKEN, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
VIEW = design_study()


def test_the_design_keeps_the_contract_and_tells_only_what_changes(qtbot) -> None:
    model = DesignModel()
    tester = QAbstractItemModelTester(model, FAIL)
    with qtbot.waitSignal(model.modelReset):
        model.show_rows(design_rows(VIEW))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_rows(design_rows(replace(VIEW, moments={})))
    counts = []
    for each in FILTERS:
        model.show_filter(each)
        counts.append(model.rowCount())
    assert counts == [7, 1, 1, 3]
    model.show_rows(())
    assert model.rowCount() == 0
    assert tester.model() is model


@pytest.mark.parametrize(
    ("place", "column", "said"),
    [
        (0, STATE, "no transcript yet"),
        (1, ACCOUNT, "therapist T1"),
        (1, HELD, "3 Mar 2026, 11:00"),
        (1, LAG, "+24 h"),
        (1, CODED, "RA-1 in progress, 2 · RA-2 done"),
        (2, LAG, "+70 h ⚠"),
        (3, STATE, "partial: broke off"),
        (4, STATE, "missing: withdrew"),
        (5, STATE, "no account yet"),
        (6, STATE, "no session yet"),
        (6, HELD, ""),
    ],
)
def test_cells_say_what_is_known(place: int, column: int, said: str) -> None:
    assert cell_text(design_rows(VIEW)[place], column) == said


def test_a_shut_account_says_so() -> None:
    shut = replace(VIEW, shut=frozenset({"a-t"}), transcripts={}, moments={})
    row = design_rows(shut)[1]
    assert cell_text(row, NOTE).startswith("not open to you yet")
    assert cell_text(row, STATE) == "held"


def test_the_sample_keeps_the_contract_and_flags_small_cells(qtbot) -> None:
    model = SampleModel()
    tester = QAbstractItemModelTester(model, FAIL)
    for by, across in (("gender", ""), ("gender", "age"), ("age", "gender")):
        model.show_table(sample_table(VIEW, "patients", by, across))
    model.show_table(sample_table(VIEW, "patients", "gender", "age"))
    assert (model.rowCount(), model.columnCount()) == (3, 4)
    cell = model.index(1, 1)
    assert cell.data() == "1 (33 %)"
    assert cell.data(SPOKEN) == "woman, 18-24: 1, 33 %. Fewer than 2: may tell who they are."
    assert cell.data(TIP) == "Fewer than 2: may tell who they are."
    assert model.index(2, 3).data() == "3 (100 %)"
    assert model.index(2, 1).data(TIP) == ""
    assert [model.headerData(c, Qt.Orientation.Horizontal) for c in range(4)] == [
        "gender",
        "18-24",
        "not stated",
        "all",
    ]
    model.show_table(None)
    assert model.rowCount() == 0
    assert tester.model() is model


def test_the_note_names_n_spread_and_small_cells() -> None:
    assert note_of(sample_table(VIEW, "therapists", "years")) == (
        "n = 2; per cent of all of them. years: mean 10.5, SD 7.8, 5 to 16, n = 2. "
        "Flagged (2 cells): fewer than 2: may tell who they are."
    )
