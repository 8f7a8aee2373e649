"""The codebook tab with real keys: make, rename, merge, split, retire, see it, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel

from annotator.app.open_study import OpenStudy
from annotator.app.verbs import moments
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.codebook_files import starters
from annotator.app.verbs.recoding import Decisions, Recoding, Undecided, recode
from annotator.domain.codebook import Codebook
from annotator.domain.codebook_fates import split_code
from annotator.domain.edits import Replace, added
from annotator.domain.moment import Moment, Rating
from annotator.domain.round import Coder
from annotator.ui.codebook.page import CodebookPage
from annotator.ui.codebook_panel import CodebookPanel
from annotator.ui.desk import Desk
from annotator.ui.dialogs.codebook_edit import MergeSheet, SplitSheet, StarterSheet
from annotator.ui.dialogs.codebook_files import ExportCodebookSheet
from annotator.ui.dialogs.example import ExampleSheet
from annotator.ui.dialogs.new_study import NewStudySheet
from annotator.ui.dialogs.recode import RecodeSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
TAB_KEY = (Qt.Key.Key_F11, SHIFT)
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)
DOWN, UP, RETURN, SPACE = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Space
HOME, INSERT, DELETE = Qt.Key.Key_Home, Qt.Key.Key_Insert, Qt.Key.Key_Delete
NEXT, BEFORE = Qt.Key.Key_F6, (Qt.Key.Key_F6, SHIFT)
Act = Callable[[Sheet], object]


@pytest.fixture
def page(window: Window, desk: Desk) -> CodebookPage:
    """The tab, with the keys in its tree."""
    press_keys(TAB_KEY)
    assert desk.page.tab == "codebook"
    assert QApplication.focusWidget() is desk.page.codes_page.tree
    return desk.page.codes_page


def go_to(page: CodebookPage, name: str) -> None:
    """Goes to a line of the tree by the arrow keys."""
    press_keys(HOME)
    for _ in range(40):
        node = page.tree.in_hand
        assert node is not None
        if node.name == name:
            return
        press_keys(DOWN)
    raise AssertionError(f"no line {name}")


def press_button(window: Window, page: CodebookPage, text: str, act: Act | None = None) -> str:
    """Goes to a button by Tab and presses it; acts in the sheet that it opens."""
    for _ in range(60):
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and focus.text() == text:
            break
        press_keys(Qt.Key.Key_Tab)
    else:
        raise AssertionError(f"no button {text}")
    seen = in_sheet(act) if act is not None else []
    press_keys(SPACE)
    if act is not None:
        go_back(window)
    page.tree.setFocus()
    return "".join(seen)


def step_text(study: OpenStudy) -> str:
    return study.history.last.text if study.history.last is not None else ""


def lines(book: Codebook) -> list[str]:
    return [f"{code.name}{' (retired)' if code.retired else ''}" for _, code in book.codes()]


def test_a_codebook_is_remade_by_keys_and_undone_and_redone(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    coder, text = study.view.coders["coder"], study.view.transcripts["text-therapist"]
    marked = moments.mark(
        study.view, coder_id=coder.id, round_id="round", transcript_id=text.id, start=0, end=4,
        codes=("shame",),
    )  # fmt: skip
    study.do(marked, "Code as Shame")
    first, known = study.view.codebook, study.view.codebooks

    go_to(page, "Connecting")
    press_keys(INSERT)  # a new code beside it, the keys in its name
    assert QApplication.focusWidget() is page.forms["code"].name
    press_keys("Warmth", RETURN)
    press_keys(BEFORE)
    assert QApplication.focusWidget() is page.tree
    go_to(page, "Distance")
    press_keys(RETURN, "Going away", NEXT)  # leaving the field says it
    page.tree.setFocus()
    go_to(page, "Warmth")
    press_keys((UP, SHIFT))
    assert len(page.tree.chosen) == 2

    def into_the_second(sheet: Sheet) -> None:
        assert isinstance(sheet, MergeSheet)
        press_keys(DOWN, RETURN)

    assert press_button(window, page, "Merge…", into_the_second) == "Merge codes"
    assert QApplication.focusWidget() is page.tree  # not the next button, which would retire
    go_to(page, "Going away")

    def into_two(sheet: Sheet) -> None:
        assert isinstance(sheet, SplitSheet)
        press_keys("Absent", RETURN, "Elsewhere", (RETURN, CTRL))
        sheet.yes.click()

    assert press_button(window, page, "Split…", into_two) == "Split Going away"
    assert QApplication.focusWidget() is page.tree
    go_to(page, "Shame")
    press_keys(DELETE)

    book = study.view.codebook
    assert (book.number, first) == (first.number + 1, study.view.codebooks[first.id])
    assert lines(book) == [
        "Facilitating",
        "Connecting (retired)",
        "Warmth",
        "Shared affect",
        "Hindering",
        "Shame (retired)",
        "Absent",
        "Elsewhere",
        "Going away (retired)",
    ]
    assert page.difference.texts() == [
        "Micro-processes/Connecting: merged into Warmth",
        "Micro-processes/Warmth: new",
        "Micro-processes/Shame: retired",
        "Micro-processes/Absent: new",
        "Micro-processes/Elsewhere: new",
        "Micro-processes/Distance is now called Going away",
        "Micro-processes/Going away: split into Absent and Elsewhere",
    ]
    steps = 0
    while study.history.last is not None:
        press_keys(UNDO)
        steps += 1
    assert study.view.codebooks == known
    assert study.view.moments == {}
    for _ in range(steps):
        press_keys(REDO)
    assert study.view.codebook == book
    assert study.history.next is None
    assert step_text(study) == "Retire Shame"


def test_forms_say_what_was_typed_and_take_back_what_is_refused(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    go_to(page, "Shame")
    form = page.forms["code"]
    press_keys(RETURN, Qt.Key.Key_Tab)
    press_keys((Qt.Key.Key_A, CTRL), "d", RETURN)
    assert "the key D belongs to" in desk.page.banner._words.text().lower().replace(
        "key d", "key D"
    )
    assert form.key.text() == "H"  # type: ignore[union-attr]
    press_keys((Qt.Key.Key_A, CTRL), "g", RETURN)
    assert study.view.codebook.code("shame").key == "G"  # type: ignore[union-attr]
    press_keys(UNDO)  # with nothing typed, undo is the study's also in a field
    assert study.view.codebook.code("shame").key == "H"  # type: ignore[union-attr]
    form.definition.setFocus()  # type: ignore[union-attr]
    press_keys("To hide.", (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier))
    assert desk.page.tab == "coding"
    assert study.view.codebook.code("shame").definition == "To hide."  # type: ignore[union-attr]
    press_keys(TAB_KEY)
    go_to(page, "Intensity")
    scale = page.forms["scale"]
    scale.maximum.setFocus()  # type: ignore[union-attr]
    press_keys((Qt.Key.Key_A, CTRL), "3", RETURN)
    found = study.view.codebook.scale("intensity")
    assert found is not None
    assert (found.maximum, [each.value for each in found.anchors]) == (3, [1])
    page.tree.setFocus()
    go_to(page, "Micro-processes")
    rules = page.forms["set"]
    rules.exclusive.setFocus()  # type: ignore[union-attr]
    press_keys(SPACE)
    assert study.view.codebook.sets[0].exclusive
    rules.unit.setFocus()  # type: ignore[union-attr]
    press_keys(DOWN, DOWN)  # every turn, then bins
    assert study.view.codebook.sets[0].unit == "bin"
    rules.bin.setFocus()  # type: ignore[union-attr]
    press_keys((Qt.Key.Key_A, CTRL), "1:00", RETURN)
    assert study.view.codebook.sets[0].bin_ms == 60_000


def test_codes_move_by_keys_and_what_is_new_is_deleted(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    go_to(page, "Shared affect")
    press_keys((UP, CTRL))
    go_to(page, "Hindering")
    press_keys((Qt.Key.Key_Right, CTRL))  # under Facilitating
    codes = {code.id: code.parent_id for _, code in study.view.codebook.codes()}
    assert codes["hindering"] == "facilitating"
    assert list(codes)[1] == "affect"
    press_keys((Qt.Key.Key_Left, CTRL), (INSERT, CTRL), "Deep", RETURN, BEFORE)
    assert codes.keys() < {code.id for _, code in study.view.codebook.codes()}
    press_keys((DELETE, CTRL))
    assert {code.id for _, code in study.view.codebook.codes()} == set(codes)
    go_to(page, "Shame")
    press_keys((DELETE, CTRL))
    assert study.view.codebook.code("shame") is not None
    assert "retire it instead" in desk.page.banner._words.text()


def test_a_move_shows_the_codes_beside_the_text_once(
    page: CodebookPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[str]] = []
    panel, show = desk.page.codebook, CodebookPanel.show_view

    def count(own: CodebookPanel, *args: object) -> None:
        show(own, *args)  # type: ignore[arg-type]
        shown.append([each.text for each in panel.list.codes.entries()])

    monkeypatch.setattr(CodebookPanel, "show_view", count)
    go_to(page, "Connecting")
    press_keys((DOWN, CTRL))
    moved = ["Facilitating", "Shared affect", "Connecting", "Hindering", "Shame", "Distance"]
    assert shown == [moved]
    press_keys(UNDO)
    assert shown[1:] == [[moved[0], moved[2], moved[1], *moved[3:]]]


def test_a_blank_or_an_emoji_takes_no_key_away(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    go_to(page, "Shame")
    before = study.view.codebook
    field = page.forms["code"].key  # type: ignore[union-attr]
    for given in (" ", "😀", "👨‍👩‍👧"):
        field.setFocus()
        field.selectAll()
        field.insert(given)
        press_keys(RETURN)
        assert study.view.codebook == before
        assert " no " in desk.page.banner._words.text()
        assert field.text() == "H"
        desk.page.banner.hide()


def test_a_scale_with_ratings_is_not_deleted_by_its_key(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    marked = moments.mark(
        study.view, coder_id="coder", round_id="round", transcript_id="text-therapist", start=0,
        end=4, codes=("shame",),
    ).after  # fmt: skip
    _, scale = next(study.view.codebook.scales())
    assert isinstance(marked, Moment)
    study.do(Replace(None, replace(marked, ratings=(Rating(scale_id=scale.id, value=2),))), "Rate")
    go_to(page, scale.name)
    press_keys((DELETE, CTRL))
    assert study.view.codebook.scale(scale.id) == scale
    said = desk.page.banner._words.text()
    assert said.startswith(f"Ratings were given on the scale '{scale.name}'; keep it")


def test_words_of_the_text_become_an_example_with_a_pseudonymous_source(
    window: Window, desk: Desk, study: OpenStudy
) -> None:
    press_keys((Qt.Key.Key_D, CTRL))

    def choose(sheet: Sheet) -> None:
        assert isinstance(sheet, ExampleSheet)
        press_keys("dist", RETURN)

    seen = in_sheet(choose)
    press_keys((Qt.Key.Key_E, ALT))
    go_back(window)
    assert seen == ["Add as an example"]
    code = study.view.codebook.code("distance")
    assert code is not None
    assert code.examples == ("What (T07, D07, session 3)",)


def test_a_coder_recodes_own_work_and_decides_what_was_split(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    made = moments.mark(
        study.view, coder_id="coder", round_id="round", transcript_id="text-therapist", start=0,
        end=4, codes=("distance",),
    )  # fmt: skip
    study.do(made, "Code")
    go_to(page, "Distance")

    def split(sheet: Sheet) -> None:
        press_keys("One", RETURN, "Two", Qt.Key.Key_Tab)
        assert sheet.yes.hasFocus()  # and not the button that gives it all up
        press_keys((Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier), RETURN)
        press_keys((RETURN, Qt.KeyboardModifier.ControlModifier))
        assert not sheet.isVisible()

    press_button(window, page, "Split…", split)

    def decide(sheet: Sheet) -> None:
        assert isinstance(sheet, RecodeSheet)
        sheet.try_to_accept()
        assert sheet.problem() == "There is nothing to do as it is decided."
        next(iter(sheet._boxes.values())).setFocus()
        press_keys(DOWN, DOWN, RETURN)
        assert "Distance becomes Two: 1 time." in sheet.report.toPlainText()
        if sheet.isVisible():
            sheet.yes.click()

    press_button(window, page, "Bring my work to v5…", decide)
    told = "1 moment or judgement comes to the newer version. Ctrl+Z takes it back in one step."
    assert desk.page.banner.text() == told
    moment = study.view.moment(made.record.id)
    assert moment is not None
    book = study.view.codebook
    assert [book.code_path(each) for each in moment.codes] == ["Micro-processes/Two"]


@pytest.mark.parametrize("exclusive", [True, False])
def test_both_parts_of_a_split_code_are_offered_only_where_a_set_takes_both(
    window: Window, study: OpenStudy, exclusive: bool
) -> None:
    def change(book: Codebook) -> Codebook:
        whole = next(own for own, code in book.codes() if code.id == "distance")
        sets = (replace(e, exclusive=exclusive) if e is whole else e for e in book.sets)
        return split_code(replace(book, sets=tuple(sets)), "distance", ["One", "Two"])

    made = moments.mark(
        study.view, coder_id="coder", round_id="round", transcript_id="text-therapist", start=0,
        end=4, codes=("distance",),
    )  # fmt: skip
    study.do(made, "Code")
    split = change_codebook(study.view, None, change)
    assert split is not None
    study.do(split, "Split")

    def plan(decisions: Decisions) -> Recoding:
        return recode(study.view, "coder", decisions)

    sheet = RecodeSheet(window.look, window, study.view, plan)
    (box,) = sheet._boxes.values()
    offered = [box.itemText(row) for row in range(box.count())]
    assert offered == ["decide later", "One", "Two", *([] if exclusive else ["One and Two"])]


def test_files_and_starter_sets_come_in_after_their_report(
    window: Window,
    desk: Desk,
    study: OpenStudy,
    page: CodebookPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out.qdc"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))

    def as_qdc(sheet: Sheet) -> None:
        press_keys(DOWN, DOWN, RETURN)

    press_button(window, page, "Export…", as_qdc)
    assert b"Shared affect" in out.read_bytes()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(out), ""))
    assert press_button(window, page, "Import…", lambda sheet: sheet.reject()) == (
        "Import a codebook"
    )
    titles: list[str] = []

    def agree(report: Sheet) -> None:
        titles.append(report.windowTitle())
        report.yes.click()

    def take(sheet: Sheet) -> None:
        assert isinstance(sheet, StarterSheet)
        press_keys(HOME, RETURN)
        in_sheet(agree)

    press_button(window, page, "Add a starter set…", take)
    assert titles == ["Add a starter set"]
    assert "3RS: markers" in [each.name for each in study.view.codebook.sets]
    press_keys(UNDO)
    assert len(study.view.codebook.sets) == 1


def test_a_coder_among_several_reads_and_changes_nothing(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    study.do(added(Coder(id="other", name="RA-3")), "Another coder")
    book = study.view.codebook
    go_to(page, "Shame")
    press_keys(DELETE)
    assert study.view.codebook == book
    assert "hold for the whole study" in desk.page.banner._words.text()
    assert not page.buttons["new code"].isEnabled()
    assert page.forms["code"].name.isReadOnly()
    assert not page.buttons["import"].isEnabled()
    assert not page.buttons["starter"].isEnabled()
    assert page.buttons["export"].isEnabled()
    assert "Insert" not in desk.page.status._hints.text()
    assert "hold for the whole study" in page.state.text()


def test_a_split_that_cannot_be_is_said_in_its_sheet(
    window: Window, study: OpenStudy, page: CodebookPage
) -> None:
    go_to(page, "Distance")
    said: list[str] = []

    def split(sheet: Sheet) -> None:
        assert isinstance(sheet, SplitSheet)
        press_keys("Shame", RETURN, "Away")
        sheet.try_to_accept()
        said.append(sheet.problem())
        assert sheet.isVisible()
        assert sheet.choice() == ["Shame", "Away"]  # nothing typed is lost
        press_keys((Qt.Key.Key_Home, CTRL), "No ")
        sheet.yes.click()

    press_button(window, page, "Split…", split)
    assert said == ["The set 'Micro-processes' has a code 'Shame' already; take another name."]
    assert {"No Shame", "Away"} < set(lines(study.view.codebook))


def test_what_is_no_end_of_a_scale_is_said(
    window: Window, desk: Desk, study: OpenStudy, page: CodebookPage
) -> None:
    go_to(page, "Intensity")
    scale, before = page.forms["scale"], study.view.codebook
    scale.minimum.setFocus()  # type: ignore[union-attr]
    press_keys((Qt.Key.Key_A, CTRL), "abc", RETURN)
    lowest = before.scale("intensity").minimum  # type: ignore[union-attr]
    sentence = f"“abc” is no whole number: the lowest value of Intensity stays {lowest}."
    assert desk.page.banner.text() == sentence
    scale.maximum.setFocus()  # type: ignore[union-attr]
    press_keys((Qt.Key.Key_A, CTRL), "99999", RETURN)
    assert "values go from −9999 to 9999" in desk.page.banner.text()
    assert study.view.codebook == before


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_nothing_of_the_tab_is_cut_and_all_is_named(
    window: Window, page: CodebookPage, theme: Theme
) -> None:
    window.look.show_theme(theme)
    ARTEFACTS.mkdir(exist_ok=True)
    for percent in (100, 200):
        window.look.show_percent(percent)
        for name in ("Micro-processes", "Shame", "Intensity"):
            go_to(page, name)
            assert nameless(page) == []
            labels = [each for each in page.findChildren(QLabel) if each.isVisible()]
            assert [each.text() for each in labels if is_cut(each)] == []
            buttons = [each for each in page.buttons.values() if each.isVisible()]
            assert [each.text() for each in buttons if each.width() < each.sizeHint().width()] == []
            window.grab().save(str(ARTEFACTS / f"codebook-{name}-{theme.scheme}-{percent}.png"))


def test_a_new_study_is_offered_the_starter_sets(window: Window, tmp_path: Path) -> None:
    sheet = NewStudySheet(window.look, window, tmp_path)
    offered = [sheet.codebook.itemText(place) for place in range(sheet.codebook.count())]
    assert {"3rs", "apes", "q-set", ""} < set(offered)
    sheet.title.setText("A study")
    sheet.file.setText(str(tmp_path / "a.iprstudy"))
    sheet.codebook.setCurrentText("apes")
    assert sheet.choice().codebook == Path("apes")
    assert nameless(sheet) == []


@pytest.mark.parametrize("percent", [100, 200])
def test_the_sheets_of_the_codebook_name_their_controls_and_cut_nothing(
    window: Window, study: OpenStudy, percent: int
) -> None:
    window.look.show_percent(percent)
    look, view, book = window.look, study.view, study.view.codebook
    codes = [code for _, code in book.codes()]

    marked = moments.mark(
        view, coder_id="coder", round_id="round", transcript_id="text-patient", start=0, end=60
    ).after
    assert isinstance(marked, Moment)
    undecided = Undecided(record=marked, code=codes[0], choices=tuple(codes[1:3]))

    def nothing(_decisions: Decisions) -> Recoding:
        return Recoding(edit=None, moved=0, undecided=(undecided,), kept=(), lines=("Nothing.",))

    sheets: list[Sheet] = [
        MergeSheet(look, window, codes[1:4]),
        SplitSheet(look, window, codes[1]),
        StarterSheet(look, window, starters()),
        ExportCodebookSheet(look, window, 4),
        RecodeSheet(look, window, view, nothing),
        ExampleSheet(look, window, book, "Words (T07, D07, session 3)", ["shame"]),
    ]
    ARTEFACTS.mkdir(exist_ok=True)
    for sheet in sheets:
        sheet.fit(520)
        sheet.show()
        QApplication.processEvents()
        name = type(sheet).__name__
        assert nameless(sheet) == [], name
        labels = [each for each in sheet.findChildren(QLabel) if each.isVisible()]
        assert [each.text() for each in labels if is_cut(each)] == [], name
        sheet.grab().save(str(ARTEFACTS / f"codebook-{name}-{percent}.png"))
        sheet.close()
        sheet.deleteLater()
