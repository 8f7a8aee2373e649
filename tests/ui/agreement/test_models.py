"""Each table keeps Qt's contract while it changes, and says what it must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan, nan

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.overview import Overview
from annotator.domain.view import StudyView
from annotator.ui.agreement.asked_passages import AskedPassages, of_headline
from annotator.ui.agreement.code_table import BESIDE, CODE, INTERVAL, VALUE, CodeRows, CodeTable
from annotator.ui.agreement.parts_table import PartRows
from annotator.ui.agreement.passages_panel import PassagesPanel
from annotator.ui.theme import Look

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning
TIP = Qt.ItemDataRole.ToolTipRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def panel(qapp, look: Look) -> Iterator[PassagesPanel]:
    made = PassagesPanel(look)
    yield made
    made.deleteLater()


@pytest.fixture
def table(qapp, look: Look) -> Iterator[CodeTable]:
    made = CodeTable(look)
    yield made
    made.deleteLater()


def test_code_rows(qapp, sample_overview: Overview):
    model = CodeRows()
    tester = QAbstractItemModelTester(model, FAIL)
    for rows in (sample_overview.codes, sample_overview.codes[:2], (), sample_overview.codes):
        model.show_rows(rows)
        assert model.rowCount() == len(rows)
    assert tester.model() is model
    undefined = 0
    for place, row in enumerate(sample_overview.codes):
        assert model.index(place, CODE).data() == row.name
        if isnan(row.main.value):
            undefined += 1
            assert model.index(place, VALUE).data() == "—"
            assert row.main.reason in model.index(place, VALUE).data(TIP)
            assert row.main.reason in model.index(place, INTERVAL).data(TIP)
        else:
            assert float(model.index(place, VALUE).data().replace("−", "-")) == round(
                row.main.value, 2
            )
        assert all(row.name in model.index(place, c).data(SPOKEN) for c in range(7))
    assert undefined
    head = [model.headerData(c, Qt.Orientation.Horizontal) for c in (VALUE, BESIDE)]
    assert head == ["γ-k", "|u-alpha"]


def test_part_rows(qapp, sample_overview: Overview):
    model = PartRows()
    tester = QAbstractItemModelTester(model, FAIL)
    for parts in (*sample_overview.parts.values(), ()):
        model.show_rows(parts)
    assert model.columnCount() == 2
    dyads = sample_overview.parts["dyad"]
    unlike = (replace(dyads[0], results=dyads[0].results[:1]), *dyads[1:])
    model.show_rows(unlike)
    assert tester.model() is model
    assert [model.index(0, c).data() for c in (0, 1)] == ["D01", "3"]
    assert model.index(0, 4).data() == ""
    lacking = replace(dyads[0], results=(Result(coefficient="u_alpha", value=nan, reason="why"),))
    model.show_rows((lacking,))
    assert model.index(0, 2).data() == "—"
    assert model.index(0, 2).data(TIP).endswith("undefined, why")


def test_passages_panel(panel: PassagesPanel, sample_view: StudyView, sample_overview: Overview):
    tester = QAbstractItemModelTester(panel.model, FAIL)
    assert panel.entry() is None
    panel.show_overview(sample_view, sample_overview)
    assert panel.model.rowCount() == 0
    panel.ask(of_headline("gamma_cat", "codes"))
    wanted = {"missed", "code"}
    differing = [each for each in sample_overview.episodes if wanted & set(each.kinds)]
    assert panel.model.rowCount() == len(differing)
    entry = panel.entry()
    assert entry is not None
    assert entry.episode is max(differing, key=lambda each: each.size)
    panel.ask(AskedPassages(title="none", coefficient="u_alpha", document="nowhere"))
    assert panel.model.rowCount() == 0
    assert panel.entry() is None
    assert panel.heading().startswith("none · 0 disagreements")
    panel.show_overview(sample_view, None)
    assert tester.model() is panel.model


def test_agreed_passages_stand_in_the_list_too(
    panel: PassagesPanel, sample_view: StudyView, sample_overview: Overview
):
    panel.show_overview(sample_view, sample_overview)
    panel.ask(AskedPassages(title="All passages", coefficient="gamma"))
    agreed = sum(not each.kinds for each in sample_overview.episodes)
    assert agreed
    assert f"{agreed} agreed" in panel.heading()
    assert panel.model.rowCount() == len(sample_overview.episodes)


def test_the_table_keeps_the_row_in_hand(
    table: CodeTable, sample_view: StudyView, sample_overview: Overview
):
    table.resize(700, 300)
    table.show_rows(sample_overview.codes, sample_view.codebook)
    table.selectRow(3)
    table.show_rows(sample_overview.codes, sample_view.codebook)
    assert table.currentIndex().row() == 3
    table.show_rows(sample_overview.codes[:2], sample_view.codebook)
    assert table.currentIndex().row() < 2
    needed = table.horizontalHeader().height() + sum(map(table.rowHeight, range(2)))
    assert table.height() >= needed  # no row is hidden: there is no scroll bar
