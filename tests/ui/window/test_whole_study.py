"""What holds for the whole study is refused to a coder among several, and the clock is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.guide import QuestionWish, put_question
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.round import Coder
from annotator.ui.asking_design import AskingDesign
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.asking_measures import AskingMeasures
from annotator.ui.desk import Desk
from annotator.ui.dialogs.guide import GuideWish
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet

CTRL = Qt.KeyboardModifier.ControlModifier
STOP = (Qt.Key.Key_B, CTRL)
SHEETS = {
    "study_settings": "Settings",
    "relations": "Relations",
    "measures": "Measures",
    "import_measures": "Measures",
    "edit_design": "Dyads and sessions",
}


@pytest.fixture
def study(study_file: Path) -> OpenStudy:
    """The small study as one of two coders sees it."""
    with open_study(study_file) as pi:
        pi.do(added(Coder(id="second", name="RA-3")), "A second coder")
        question = put_question(pi.view, None, QuestionWish(name="Q1"))
        assert question is not None
        pi.do(question, "A question")
    return open_study(study_file, coder="RA-2")


@pytest.fixture
def asking(window: Window) -> AskingGuide:
    AskingDesign(window)
    AskingMeasures(window)
    return AskingGuide(window)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked, instead of asking it."""
    seen: list[str] = []

    def ask(sheet: Sheet, *_: object) -> bool:
        seen.append(sheet.windowTitle())
        return False

    def choose(*given: object) -> tuple[str, str]:
        seen.append(str(given[1]))
        return "", ""

    monkeypatch.setattr(Sheet, "ask", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    return seen


@pytest.mark.parametrize("action", SHEETS)
def test_it_is_refused_to_a_coder_and_asked_of_the_pi(
    window: Window, desk: Desk, asking: AskingGuide, opened: list[str], action: str
) -> None:
    window.commands.run(action)
    assert opened == []
    assert desk.page.banner.text() == (
        f"{SHEETS[action]} hold for the whole study; choose everyone’s work at the top first."
    )
    window.see_as(None)
    window.commands.run(action)
    assert len(opened) == 1


def test_the_guide_is_read_by_all_and_changed_by_the_pi(
    window: Window, desk: Desk, asking: AskingGuide
) -> None:
    study = desk.study
    (question,) = study.view.questions
    with pytest.raises(UserError, match="the guide’s questions hold for the whole study"):
        asking._act(study, GuideWish(kind="delete", question_id=question))
    assert question in study.view.questions
    window.see_as(None)
    asking._act(desk.study, GuideWish(kind="delete", question_id=question))
    assert question not in desk.study.view.questions


def test_stops_stay_open_to_coders(window: Window, desk: Desk, press: Keys) -> None:
    def act(sheet: Sheet) -> None:
        press_keys((Qt.Key.Key_A, CTRL), *"11:00", Qt.Key.Key_Return)

    before = desk.view.stops
    seen = in_sheet(act)
    press((Qt.Key.Key_Home, CTRL), (Qt.Key.Key_Down, CTRL), STOP)
    go_back(window)
    assert seen == ["Stop here"]
    assert desk.view.stops != before
