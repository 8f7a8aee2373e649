"""The models of bins and forms keep Qt's contract while they change, and say what they must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.domain.bins import Extent, bins_of
from annotator.domain.codebook import CodeSet
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.target import Target
from annotator.ui.units import Shown
from annotator.ui.units.bin_model import BinModel
from annotator.ui.units.form_model import UNPLACED, FormModel, rows_of
from tests.four_ways import ALLIANCE, EXPERIENCING, ITEMS, LENGTH_MS, MARKERS, SORT

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning
TEXT = Qt.ItemDataRole.AccessibleTextRole
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


def judgement(**said: object) -> Judgement:
    bare = Judgement(
        id="j",
        coder_id="A",
        round_id="r",
        codebook_id="book",
        code_set_id="s",
        unit="bin",
        target_id="a",
    )
    return replace(bare, **said)  # type: ignore[arg-type]


def shown(code_set: CodeSet, *judgements: Judgement | None) -> Shown:
    bins = bins_of(Extent(LENGTH_MS, known=True), code_set.bin_ms)
    targets = tuple(
        Target(unit="bin", target_id="a", start_ms=each.start_ms, end_ms=each.end_ms)
        for each in bins
    )
    rest = (None,) * (len(targets) - len(judgements))
    return Shown(code_set=code_set, title="D07", targets=targets, judgements=(*judgements, *rest))


def test_bins_keep_the_contract_and_say_what_is_in_each(qapp):
    model = BinModel()
    tester = QAbstractItemModelTester(model, FAIL)
    model.show_units(shown(MARKERS))
    rated = judgement(codes=("Denial",), ratings=(Rating(scale_id="Impact", value=5),))
    model.show_units(shown(MARKERS, rated, judgement()))
    assert (model.rowCount(), model.columnCount()) == (10, 4)
    assert model.index(0, 0).data(TEXT) == "0:00 – 5:00, Withdrawal: Denial: present"
    assert model.index(0, 3).data(TEXT) == "0:00 – 5:00, Impact: 5, fully"
    assert model.index(2, 1).data(TEXT) == "10:00 – 15:00, Withdrawal: Minimal response: nothing"
    assert model.headerData(1, DOWN, TEXT) == "5:00 – 10:00 · none"
    assert model.headerData(9, DOWN, TEXT) == "45:00 – 48:12"
    assert model.headerData(2, ACROSS, TEXT) == "Confrontation: Complaint"
    assert [model.is_coded(row) for row in range(3)] == [True, True, False]
    minutes = replace(MARKERS, bin_ms=60_000)
    model.show_units(shown(minutes))
    assert model.rowCount() == 49
    model.show_units(None)
    assert tester.model() is model


@pytest.mark.parametrize("code_set", [EXPERIENCING, SORT, ALLIANCE, MARKERS])
def test_forms_keep_the_contract(qapp, code_set: CodeSet):
    model = FormModel()
    tester = QAbstractItemModelTester(model, FAIL)
    model.show_rows(rows_of(code_set, None))
    model.show_only(UNPLACED, "")
    model.show_only(None, "no such words")
    assert model.rowCount() == 0
    model.show_only(None, "")
    model.mark(model.all_rows[0].id)
    model.show_rows(())
    assert tester.model() is model


def test_a_form_says_its_values_with_their_labels(qapp):
    model = FormModel()
    both = (Rating(scale_id="Mode", value=1), Rating(scale_id="Peak", value=4))
    model.show_rows(rows_of(EXPERIENCING, judgement(ratings=both)))
    assert [model.index(row).data(TEXT) for row in range(2)] == ["Mode: 1, not at all", "Peak: 4"]
    model.show_rows(rows_of(MARKERS, judgement(codes=("Denial",))))
    said = [model.index(row).data(TEXT) for row in range(4)]
    assert said[:2] == ["Impact: nothing yet", "Withdrawal: Denial: present"]


def test_a_sort_shows_what_lies_on_a_pile_and_holds_words(qapp):
    values = tuple(CodeValue(code_id=each, value=3) for each in ITEMS[:4])
    model = FormModel()
    model.show_rows(rows_of(SORT, judgement(values=values)))
    model.show_only(3, "")
    assert [model.index(row).data() for row in range(model.rowCount())] == list(ITEMS[:4])
    model.show_only(UNPLACED, "SORT 7")
    assert [model.index(row).data() for row in range(model.rowCount())] == [ITEMS[6]]
    model.show_only(3, "item 2 of")
    assert model.index(0).data(TEXT) == f"{ITEMS[1]}: pile 3"
