"""Scores imported, changed and deleted in the window, with real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from annotator.app.open_study import OpenStudy
from annotator.app.settings import Settings
from annotator.app.verbs.measure_mapping import mapping_of
from annotator.app.verbs.measure_proposing import proposed_mapping
from annotator.app.verbs.measuring import measure, store
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.domain.view import StudyView
from annotator.formats.measures_csv import read_scores
from annotator.ui.asking import Asking
from annotator.ui.dialogs.measures import COLUMNS, MeasuresSheet
from annotator.ui.dialogs.measures_columns import IGNORED, SCORE
from annotator.ui.dialogs.measures_import import MeasuresImportSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.formats.workbooks import workbook
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
IMPORT, LIST = (Qt.Key.Key_M, CTRL), (Qt.Key.Key_V, CTRL | SHIFT)
UNDO, ALL = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_A, CTRL)
TAB, RETURN, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
ROWS = (
    ("dyad", "session", "wai_t", "wai_p", "note"),
    ("D07", 3, 4.5, 4, "fine"),
    ("D08", 3, 9, "x", None),
)
GIVEN = mapping_of(scores=["wai_t=WAI-SR:therapist", "wai_p=WAI-SR:patient"], ranges=["WAI-SR=1-5"])


@pytest.fixture
def window(qapp, settings: Settings, study: OpenStudy) -> Iterator[Window]:
    shown = shown_window(settings)
    Asking(shown)
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes, str], None]:
    """Makes a file the one that the file dialog gives."""

    def go(content: bytes, name: str) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        given = staticmethod(lambda *_: (str(path), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", given)

    return go


def values(study: OpenStudy) -> dict[tuple[str, str], float]:
    """By measure's name and party."""
    view = study.view
    return {(view.measures[s.measure_id].name, s.voice): s.value for s in view.scores.values()}


def by_key(window: Window, key: tuple[Qt.Key, Qt.KeyboardModifier], act) -> str:
    """Presses a command's key and acts in its sheet; gives the sheet's title."""
    seen = in_sheet(act)
    press_keys(key)
    go_back(window)
    return "".join(seen)


# Importing -------------------------------------------------------------------------------------


def test_a_workbook_is_imported_by_keys_and_taken_back(window, study: OpenStudy, choose):
    choose(workbook(*ROWS), "scores.xlsx")
    seen: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresImportSheet)
        lines = {line.column: line for line in sheet.columns.lines}
        assert [line.holds.currentText() for line in lines.values()] == [
            "dyad",
            "session",
            SCORE,
            IGNORED,  # half of its cells are no numbers
            IGNORED,
        ]
        # Tab from the dyad's box: session, then wai_t with its measure.
        press_keys(TAB, TAB, TAB, ALL, "WAI-SR", TAB, TAB)
        assert QApplication.focusWidget() is lines["wai_p"].holds
        press_keys(Qt.Key.Key_Down)  # a score of
        press_keys(TAB, "wai-sr", TAB, Qt.Key.Key_Down, TAB)
        assert lines["wai_p"].whose.currentText() == "patient"
        fields = sheet.known.lines["WAI-SR"]
        press_keys(TAB)
        assert QApplication.focusWidget() is fields.kind
        press_keys(Qt.Key.Key_Home, TAB, "1", TAB, "5")
        seen.append(sheet.report.toPlainText())
        assert study.view.scores == {}
        press_keys(RETURN)

    assert by_key(window, IMPORT, act) == "Import measures"
    assert values(study) == {("WAI-SR", "therapist"): 4.5, ("WAI-SR", "patient"): 4}
    (made,) = study.view.measures.values()
    assert (made.kind, made.minimum, made.maximum) == ("alliance", 1, 5)
    assert "row 3, column wai_t: WAI-SR, therapist: 9 is not within 1 to 5" in seen[0]
    assert "row 3, column wai_p: WAI-SR, patient: 'x' is no number" in seen[0]
    assert window.desk.page.banner.text() == "2 scores are imported; 2 cells left out."
    press_keys(UNDO)
    assert (study.view.scores, study.view.measures) == ({}, {})
    assert window.desk.page.banner.text() == ""


def test_another_value_is_replaced_only_when_that_is_ticked(window, study: OpenStudy, choose):
    table = read_scores(b"dyad,session,wai_p\nD07,3,2\n", "w.csv")
    store(study, measure(study.view, table, mapping_of(scores=["wai_p=WAI-SR:patient"])))
    choose(b"dyad;session;wai_p\r\nD07;3;3,5\r\n", "later.csv")

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresImportSheet)
        assert sheet.columns.lines[2].measure.text() == "WAI-SR"  # as the study has it
        press_keys(RETURN)
        assert sheet.isVisible()
        assert "D07, session 3, patient has 2 on WAI-SR already" in sheet.problem()
        assert "--" not in sheet.problem()
        sheet.replacing.setFocus()
        press_keys(SPACE)
        assert "patient 1 replaced" in sheet.report.toPlainText()
        press_keys(RETURN)

    assert by_key(window, IMPORT, act) == "Import measures"
    assert values(study) == {("WAI-SR", "patient"): 3.5}


def test_what_is_not_yet_said_is_asked_for_and_escape_stores_nothing(window, study, choose):
    choose(b"id,session,wai\nD07,3,2\n", "w.csv")
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresImportSheet)
        line = {each.column: each for each in sheet.columns.lines}
        told.append(sheet.report.toPlainText())
        line["id"].holds.setCurrentText("dyad")
        told.append(sheet.report.toPlainText())
        line["wai"].whose.setCurrentText("therapist")
        told.append(sheet.report.toPlainText().splitlines()[0])
        line["wai"].holds.setCurrentText("dyad")
        told.append(sheet.report.toPlainText())
        line["wai"].holds.setCurrentText(IGNORED)
        told.append(sheet.report.toPlainText())
        press_keys(Qt.Key.Key_Escape)

    by_key(window, IMPORT, act)
    assert told == [
        "Say which column is the dyad.",
        "Say whose score it is, or which column says so: wai.",
        "wai: a new measure, other, range not known; therapist 1 new",
        "Two columns are said to be the dyad: leave one.",
        "Say which columns are scores.",
    ]
    assert study.view.scores == {}


def test_another_sheet_of_a_workbook_is_read_when_it_is_chosen(window, study, choose):
    header = ("dyad", "session", "party", "measure", "value")
    choose(workbook(("x",), (1,), Wave=[header, ("D07", 3, "P", "CORE-10", 14)]), "w.xlsx")

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresImportSheet)
        assert QApplication.focusWidget() is sheet.page
        press_keys(Qt.Key.Key_Down)
        assert [line.column for line in sheet.columns.lines] == list(header)
        assert "CORE-10: a new measure" in sheet.report.toPlainText()
        assert "CORE-10" in sheet.known.lines
        press_keys(RETURN)

    by_key(window, IMPORT, act)
    assert values(study) == {("CORE-10", "patient"): 14}


def test_a_file_that_is_no_table_is_one_sentence(window, study, choose):
    choose(b"%PDF-1.7", "w.pdf")
    press_keys(IMPORT)
    assert window.desk.page.banner.text().startswith("w.pdf: it is a PDF file")


# The list --------------------------------------------------------------------------------------


@pytest.fixture
def scored(window: Window, study: OpenStudy) -> OpenStudy:
    """WAI-SR by both parties of D07."""
    store(study, measure(study.view, read_scores(workbook(*ROWS), "w.xlsx"), GIVEN))
    return study


def test_a_measure_gets_its_kind_and_range_by_keys(window: Window, scored: OpenStudy):
    steps: list[object] = []

    def change(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresSheet)
        row = [sheet.model.index(0, n).data() for n in range(len(COLUMNS))]
        assert row == ["WAI-SR", "other", "1 to 5", "therapist", "1", "1", "4.50", "4.5 – 4.5"]
        assert sheet.lacking.text() == "WAI-SR, therapist: no score in D08, session 3."
        press_keys(TAB, TAB, Qt.Key.Key_Home, TAB, TAB, ALL, "4", RETURN)
        assert "1 score of the study lies outside 1 to 4" in sheet.problem()
        press_keys(ALL, "7")
        steps.append(in_sheet(lambda _: press_keys(Qt.Key.Key_Escape)))
        press_keys(RETURN)

    assert by_key(window, LIST, change) == "Measures of the study"
    (known,) = scored.view.measures.values()
    assert (known.kind, known.minimum, known.maximum) == ("alliance", 1, 7)
    assert steps == [["Measures of the study"]]  # the list is back after the change
    press_keys(UNDO)
    (known,) = scored.view.measures.values()
    assert (known.kind, known.maximum) == ("other", 5)


def test_a_measure_is_deleted_after_a_question_and_comes_back(window: Window, scored: OpenStudy):
    titles: list[list[str]] = []

    def delete(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresSheet)

        def agree(question: Sheet) -> None:
            press_keys(TAB, TAB)
            titles.append(in_sheet(lambda _: press_keys(Qt.Key.Key_Escape)))
            press_keys(SPACE)

        titles.append(in_sheet(agree))
        sheet.delete.setFocus()
        press_keys(SPACE)

    by_key(window, LIST, delete)
    assert titles == [["Delete the measure"], ["Measures of the study"]]
    assert (scored.view.measures, scored.view.scores) == ({}, {})
    press_keys(UNDO)
    assert values(scored) == {("WAI-SR", "therapist"): 4.5, ("WAI-SR", "patient"): 4}


def test_a_study_without_scores_says_how_to_get_some(window: Window, study: OpenStudy):
    said: list[str] = []

    def look(sheet: Sheet) -> None:
        said.extend(label.text() for label in sheet.findChildren(QLabel))
        press_keys(Qt.Key.Key_Escape)

    assert by_key(window, LIST, look) == "Measures of the study"
    assert any("Ctrl+M" in each for each in said)


# Proposals -------------------------------------------------------------------------------------


def test_columns_are_proposed_by_their_names_and_cells(study_view: StudyView):
    cells = {"dyad": "D07", "session": "3", "seq_patient": "4,5", "age": "", "note": "so"}
    table = ScoreTable(
        name="w.csv",
        columns=tuple(cells),
        lines=(ScoreLine(number=2, cells=cells),),
    )
    found = proposed_mapping(study_view, table)
    assert {c: (each.measure, each.party) for c, each in found.scores.items()} == {
        "seq_patient": ("seq", "patient")
    }


def test_names_keep_the_case_of_the_file(window, study: OpenStudy, choose):
    choose(b"Dyad;Session;Seq_P;WaiTotal\r\nD07;3;4,5;x1\r\n", "Scores.csv")

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresImportSheet)
        lines = {line.heading: line for line in sheet.columns.lines}
        assert list(lines) == ["Dyad", "Session", "Seq_P", "WaiTotal"]
        assert lines["Dyad"].holds.currentText() == "dyad"
        assert lines["Seq_P"].measure.text() == "Seq"
        assert lines["Seq_P"].whose.currentText() == "patient"
        lines["WaiTotal"].holds.setCurrentText(SCORE)
        assert sheet.columns.problem().endswith("WaiTotal.")
        lines["WaiTotal"].measure.setText("Wai")
        lines["WaiTotal"].whose.setCurrentText("patient")
        assert "line 2, column WaiTotal: " in sheet.report.toPlainText()
        press_keys(RETURN)

    assert by_key(window, IMPORT, act) == "Import measures"
    assert values(study) == {("Seq", "patient"): 4.5}


# The look --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
@pytest.mark.parametrize("percent", [100, 150])
def test_the_sheets_have_names_and_nothing_is_cut(qapp, study_view, theme: Theme, percent: int):
    look = Look()
    look.show_theme(theme)
    look.show_percent(percent)
    dress(qapp, look)
    table = read_scores(workbook(*ROWS, Other=[("x",), (1,)]), "w.xlsx")
    made = measure(study_view, table, GIVEN)
    assert made.edit is not None
    full = study_view.after(made.edit, 2)
    sheets: list[Sheet] = [
        MeasuresImportSheet(look, None, study_view, table, lambda _: table),
        MeasuresSheet(look, None, full),
    ]
    ARTEFACTS.mkdir(exist_ok=True)
    for sheet in sheets:
        sheet.fit(760)
        sheet.show()
        QApplication.processEvents()
        name = type(sheet).__name__
        sheet.grab().save(str(ARTEFACTS / f"{name}-{theme.scheme}-{percent}.png"))
        assert nameless(sheet) == []
        labels = [each for each in sheet.findChildren(QLabel) if each.isVisible()]
        assert [each.text() for each in labels if each.text() and is_cut(each)] == []
        assert all(each.accessibleName() for each in sheet.findChildren(QLineEdit))
        sheet.close()
        sheet.deleteLater()
