"""The interview guide in the window, with real keys: what a turn answers, and the guide itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit

from annotator.app.open_study import OpenStudy
from annotator.domain.edits import added
from annotator.domain.guide import Question, in_order
from annotator.domain.view import StudyView
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.desk import Desk
from annotator.ui.dialogs.guide import GuideKind, GuideSheet
from annotator.ui.dialogs.guide_question import QuestionSheet
from annotator.ui.dialogs.question import AskedSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ASK, GUIDE = (Qt.Key.Key_G, CTRL), (Qt.Key.Key_Q, CTRL | SHIFT)
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)
HOME, END, UP, DOWN = Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down
RETURN, SPACE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab
Act = Callable[[Sheet], object]
QUESTIONS = (
    Question(id="q1", name="Q1", text="What was going on?", position=1),
    Question(
        id="q1a",
        name="Q1 quiet",
        parent_id="q1",
        position=2,
        wordings=("what did you make of the quiet",),
    ),
    Question(id="q2", name="Q2", text="Did she know?", position=3, wordings=("what was it like",)),
)


@pytest.fixture
def asking(window: Window, study: OpenStudy) -> AskingGuide:
    study.do(added(*QUESTIONS), "Bring in the guide")
    return AskingGuide(window)


def ask(window: Window, keys: tuple[object, ...], act: Act) -> str:
    """Presses keys that open a sheet and acts in it; gives its title, empty without one."""
    seen = in_sheet(act)
    press_keys(*keys)  # type: ignore[arg-type]
    go_back(window)
    return "".join(seen)


def answers(view: StudyView, transcript_id: str) -> list[str | None]:
    """The question of each turn."""
    turns = range(len(view.transcripts[transcript_id].turns))
    found = [view.question_at(transcript_id, turn) for turn in turns]
    return [each.name if each else None for each in found]


def shown_only(desk: Desk) -> set[str]:
    """The questions whose moments stay in full; none where all do."""
    return set(desk.only or ())


def therapist(study: OpenStudy) -> list[str | None]:
    return answers(study.view, "text-therapist")


def to_turn(press: Keys, turn: int) -> None:
    press((HOME, CTRL), *[(DOWN, CTRL)] * turn)


def labels(desk: Desk) -> dict[int, str]:
    """What stands in the therapist's margin, by turn."""
    text = desk.page.columns.text("therapist")
    assert text is not None
    turns = desk.view.transcripts["text-therapist"].turns
    starts = {turn.start: number for number, turn in enumerate(turns)}
    shown = text.text.sheet.questions.labels
    return {starts[start]: label.words for start, label in shown.items()}


# What a turn answers ----------------------------------------------------------------------------


def test_a_question_is_set_changed_taken_back_and_undone(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingGuide, press: Keys
) -> None:
    to_turn(press, 2)
    title = "Question that this turn answers"
    assert ask(window, (ASK,), lambda _: press_keys(HOME, DOWN, RETURN)) == title
    assert therapist(study) == [None, None, *["Q1 quiet"] * 4]
    assert labels(desk) == {2: "Q1 quiet"}
    to_turn(press, 4)
    ask(window, (ASK,), lambda _: press_keys(END, RETURN))  # off the guide
    assert therapist(study) == [None, None, "Q1 quiet", "Q1 quiet", None, None]
    assert labels(desk) == {2: "Q1 quiet", 4: "off the guide"}
    to_turn(press, 2)
    ask(window, (ASK,), lambda _: press_keys(HOME, RETURN))
    assert therapist(study)[2] == "Q1"
    to_turn(press, 4)
    ask(window, (ASK,), lambda _: press_keys(END, RETURN))  # as before this turn
    assert therapist(study) == [None, None, *["Q1"] * 4]
    for _ in range(4):
        press(UNDO)
    assert therapist(study) == [None] * 6
    assert labels(desk) == {}
    press(REDO)
    assert labels(desk) == {2: "Q1 quiet"}


def test_the_question_that_governs_is_in_hand(
    window: Window, study: OpenStudy, asking: AskingGuide, press: Keys
) -> None:
    to_turn(press, 1)
    ask(window, (ASK,), lambda _: press_keys(END, UP, RETURN))  # Q2, the last of the guide
    assert therapist(study)[1] == "Q2"
    seen: list[str] = []

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, AskedSheet)
        seen.append(sheet.list.currentItem().text())
        press_keys(RETURN)

    to_turn(press, 3)
    before = study.view.revision
    ask(window, (ASK,), look)
    assert seen == ["Q2: Did she know?"]
    assert study.view.revision == before + 1  # said once more from here: by hand


def test_it_never_moves_a_word(
    window: Window, desk: Desk, asking: AskingGuide, press: Keys
) -> None:
    text = desk.page.columns.text("therapist")
    assert text is not None
    page = text.text.page
    before = [page.top(piece) for piece in range(len(page.pieces.all))]
    to_turn(press, 2)
    ask(window, (ASK,), lambda _: press_keys(HOME, RETURN))
    assert labels(desk)
    assert [page.top(piece) for piece in range(len(page.pieces.all))] == before


def test_it_says_why_there_is_nothing_to_ask(window: Window, desk: Desk, press: Keys) -> None:
    AskingGuide(window)
    press(ASK)
    assert "no interview guide yet" in desk.page.banner.text()


def test_in_another_tab_the_key_says_where_it_is_of_use(
    window: Window, desk: Desk, asking: AskingGuide, press: Keys
) -> None:
    press(Qt.Key.Key_F12, ASK)
    assert desk.page.banner.text()


def test_the_moment_says_what_it_answers(
    window: Window, desk: Desk, asking: AskingGuide, press: Keys
) -> None:
    to_turn(press, 3)
    ask(window, (ASK,), lambda _: press_keys(HOME, RETURN))
    press(RETURN, "h")
    assert desk.page.inspector._facts.value("Answers") == "Q1"


def test_only_what_answers_a_question_stays_in_full_and_is_gone_through(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingGuide, press: Keys
) -> None:
    for turn, key in ((1, "h"), (3, "s"), (5, "d")):
        to_turn(press, turn)
        press(RETURN, key)
    to_turn(press, 2)
    ask(window, (ASK,), lambda _: press_keys(HOME, DOWN, RETURN))  # Q1 quiet, a prompt of Q1
    to_turn(press, 4)
    ask(window, (ASK,), lambda _: press_keys(END, UP, RETURN))  # Q2
    box = desk.page.study.questions.box
    assert box.isVisible()
    box.setFocus()
    press_keys(DOWN)  # Q1, with its prompt
    text = desk.page.columns.text("therapist")
    assert text is not None
    turns = desk.view.transcripts["text-therapist"]
    full = {
        turns.turn_at(m.start)
        for m in desk.view.all_moments()
        if m.id in (text.text.sheet.only or ())
    }
    assert full == {3}
    text.setFocus()
    to_turn(press, 0)
    press("j")
    assert desk.moment is not None
    assert turns.turn_at(desk.moment.start) == 3
    press("j")
    assert "answers the question chosen" in desk.page.banner.text()
    box.setFocus()
    press_keys(UP)
    assert text.text.sheet.only is None
    text.setFocus()
    press("j")
    assert turns.turn_at(desk.moment.start) == 5


def test_the_filter_goes_with_its_question(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingGuide
) -> None:
    questions = desk.page.study.questions
    questions.box.setFocus()
    press_keys(END)  # Q2
    assert questions.question_id == "q2"
    assert shown_only(desk) == {"q2"}
    study.undo()  # the guide is gone
    assert shown_only(desk) == set()
    assert questions.isHidden()


# The guide --------------------------------------------------------------------------------------


def names(study: OpenStudy) -> list[str]:
    return [each.name for each in in_order(study.view.questions.values())]


def click(sheet: Sheet, kind: GuideKind) -> None:
    assert isinstance(sheet, GuideSheet)
    button = sheet.buttons.get(kind, sheet.seek)
    button.setFocus()
    QTest.keyClick(button, SPACE)


def test_questions_are_added_moved_and_deleted_a_step_each(
    window: Window, study: OpenStudy, asking: AskingGuide, press: Keys
) -> None:
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        inner = in_sheet(lambda _: press_keys("Q3", TAB, TAB, "Why?", RETURN))
        click(sheet, "add")
        told.extend(inner)
        click(sheet, "up")
        click(sheet, "up")
        assert isinstance(sheet, GuideSheet)
        told.append(sheet.list.currentItem().text())
        sheet.list.setCurrentRow(1)
        click(sheet, "delete")
        told.append(sheet.problem())

    assert ask(window, (GUIDE,), act) == "Interview guide"
    assert told == [
        "New question",
        "Q3: Why?",
        "Q1 quiet stand under Q1; delete those first, or put them under another question.",
    ]
    assert names(study) == ["Q3", "Q1", "Q1 quiet", "Q2"]
    for _ in range(3):
        press(UNDO)
    assert names(study) == ["Q1", "Q1 quiet", "Q2"]


def test_questions_are_found_shown_and_then_stored_in_one_step(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingGuide, press: Keys
) -> None:
    reports: list[str] = []

    def agree(sheet: Sheet) -> None:
        field = sheet.findChild(QPlainTextEdit)
        assert field is not None
        reports.append(field.toPlainText())
        assert therapist(study) == [None] * 6  # nothing is stored yet
        sheet.yes.setFocus()
        press_keys(SPACE)

    def act(sheet: Sheet) -> None:
        in_sheet(agree)
        click(sheet, "find")

    ask(window, (GUIDE,), act)
    assert (
        "D07, session 3, therapist, turn 5: Q1 quiet, by “what did you make of the quiet” (1)"
        in (reports[0])
    )
    assert therapist(study) == ["Q1", "Q1", None, None, "Q1 quiet", "Q1 quiet"]  # a stop at 3
    assert answers(study.view, "text-patient")[1:4] == ["Q2", "Q2", "Q2"]
    assert labels(desk) == {0: "Q1", 4: "Q1 quiet"}
    press(UNDO)
    assert therapist(study) == [None] * 6


def test_a_likeness_that_is_none_is_told_in_the_sheet(window: Window, asking: AskingGuide) -> None:
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, GuideSheet)
        for text in ("much", "0"):
            sheet.like_from.setText(text)
            click(sheet, "find")
            told.append(sheet.problem())

    ask(window, (GUIDE,), act)
    assert told[0] == "Give the likeness as a number over 0 and up to 1."
    assert told[1].startswith("0 is no likeness")


def test_a_guide_is_imported_after_a_look(
    window: Window,
    study: OpenStudy,
    asking: AskingGuide,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "guide.csv"
    path.write_text("name,text\nQ9,What else?\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    def agree(sheet: Sheet) -> None:
        sheet.yes.setFocus()
        press_keys(SPACE)

    def act(sheet: Sheet) -> None:
        in_sheet(agree)
        click(sheet, "import")

    ask(window, (GUIDE,), act)
    assert names(study) == ["Q9", "Q1", "Q1 quiet", "Q2"]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_no_sheet_cuts_its_words_and_each_control_has_a_name(
    window: Window, study: OpenStudy, asking: AskingGuide, theme: Theme, percent: int
) -> None:
    window.appearance.show_percent(percent)
    window.look.show_theme(theme)
    ARTEFACTS.mkdir(exist_ok=True)
    view = study.view
    transcript = view.transcripts["text-therapist"]
    sheets: list[Sheet] = [
        GuideSheet(window.look, window, view, lambda _: view),
        QuestionSheet(window.look, window, view, "q1a"),
        AskedSheet(window.look, window, view, transcript, 3),
    ]
    for number, sheet in enumerate(sheets):
        sheet.fit(600)
        sheet.show()
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"guide-{number}-{theme.scheme}-{percent}.png"))
        shown: list[QLabel] = sheet.findChildren(QLabel)
        assert [each.text() for each in shown if each.isVisible() and is_cut(each)] == []
        assert nameless(sheet) == [], sheet.windowTitle()
        sheet.close()
        sheet.deleteLater()
