"""Each model keeps Qt's contract while it changes, and says what it must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.domain.judgement import Judgement
from annotator.domain.round import Assignment, Progress
from annotator.domain.view import StudyView
from annotator.ui.codebook_model import CodebookModel, counts_in
from annotator.ui.matrix_model import CELL_ROLE, MatrixModel
from annotator.ui.palette_model import PaletteModel
from annotator.ui.palette_offer import Offer
from annotator.ui.progress import cell_of, counts_of

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning
TEXT = Qt.ItemDataRole.AccessibleTextRole


def with_progress(view: StudyView, progress: Progress) -> StudyView:
    given = Assignment(
        id="a", round_id="round", coder_id="coder", account_id="therapist", progress=progress
    )
    return replace(view, assignments={"a": given})


def test_matrix_keeps_the_contract(qapp, study_view: StudyView):
    model = MatrixModel()
    tester = QAbstractItemModelTester(model, FAIL)
    model.show_view(study_view, "coder")
    model.show_view(with_progress(study_view, "done"), "coder")
    model.show_view(replace(study_view, dyads={}, sessions={}), None)
    model.show_view(study_view, None)
    assert model.rowCount() == 2
    assert model.columnCount() == 3
    assert tester.model() is model


@pytest.mark.parametrize(
    ("account_id", "state", "words"),
    [
        ("therapist", "in progress", "in progress; +26 h"),
        ("missing", "absent", "missing, withdrew"),
        ("late", "waiting", "late"),
    ],
)
def test_cells_say_their_state(study_view: StudyView, account_id, state, words):
    cell = cell_of(study_view, account_id, "coder")
    assert cell.state == state
    assert words in cell.text


def test_a_done_account_is_done_for_its_coder_only(study_view: StudyView):
    view = with_progress(study_view, "done")
    assert cell_of(view, "therapist", "coder").state == "done"
    assert cell_of(view, "therapist", "other").state == "in progress"


def test_counts(study_view: StudyView):
    counts = counts_of(with_progress(study_view, "done"), "coder")
    assert (counts.interviews, counts.held, counts.missing, counts.late) == (4, 3, 1, 1)
    assert (counts.mine, counts.mine_done) == (2, 1)


def test_matrix_speaks(qapp, study_view: StudyView):
    model = MatrixModel()
    model.show_view(study_view, "coder")
    place = model.place_of("missing")
    assert place.isValid()
    assert place.data(TEXT) == "D08, session 3, patient: missing, withdrew"
    assert place.data(CELL_ROLE).account_id == "missing"
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            assert model.index(row, column).data(TEXT)


def test_codebook_keeps_the_contract(qapp, study_view: StudyView):
    model = CodebookModel()
    tester = QAbstractItemModelTester(model, FAIL)
    model.show_codebook(study_view.codebook, {})
    model.show_codebook(study_view.codebook, counts_in(study_view, "session-3"))
    lines = {entry.text: entry for entry in model.entries()}
    assert lines["Connecting"].count == 2
    assert lines["Facilitating"].kind == "parent"
    assert (lines["Shame"].depth, lines["Hindering"].depth) == (1, 0)
    model.show_codebook(replace(study_view.codebook, sets=()), {})
    assert model.rowCount() == 0
    assert tester.model() is model


def test_palette_keeps_the_contract(qapp):
    model = PaletteModel()
    tester = QAbstractItemModelTester(model, FAIL)
    for count in (0, 3, 1, 0):
        model.show_offers([Offer(kind="command", text=f"{i}", value="undo") for i in range(count)])
        assert model.rowCount() == count
    assert tester.model() is model


def test_an_account_whose_form_is_judged_is_begun(study_view: StudyView):
    own = Judgement(
        id="j",
        coder_id="coder",
        round_id="round",
        codebook_id="book",
        code_set_id="set",
        unit="account",
        target_id="patient",
    )
    bare = replace(study_view, moments={})
    assert cell_of(bare, "patient", "coder").state == "to do"
    judged = replace(bare, judgements={"j": own})
    assert cell_of(judged, "patient", "coder").state == "in progress"
    assert cell_of(judged, "therapist", "coder").state == "to do"
