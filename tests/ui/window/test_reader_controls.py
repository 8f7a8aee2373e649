"""A reader in the window: whatever writes is greyed or away in every tab, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.lab import add_person
from annotator.app.verbs.sample import make_sample
from annotator.ui.asking import Asking
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.codebook.page import EDITS
from annotator.ui.dialogs.guide import GuideSheet
from annotator.ui.dialogs.measures import MeasuresSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.study_page import StudyPage
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_work import by_key

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
F2, F4, F11, F12 = Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F11, Qt.Key.Key_F12
PALETTE, ALL, CODEBOOK = (Qt.Key.Key_K, CTRL), (Qt.Key.Key_A, CTRL), (F11, SHIFT)
GUIDE, MEASURES = (Qt.Key.Key_Q, CTRL | SHIFT), (Qt.Key.Key_V, CTRL | SHIFT)
ESC, RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return
WHY = "Rea only reads everyone’s work: Ctrl+Shift+C chooses who codes."


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study with two readers; never opened again."""
    place = make_sample(tmp_path_factory.mktemp("sample"))
    with open_study(place) as study:
        study.do(add_person(study.view, "Rea", "reader"), "Add a reader")
        study.do(add_person(study.view, "Con", "reader", "consensus"), "Add a reader")
    return place


@pytest.fixture
def study(master: Path, tmp_path: Path) -> OpenStudy:
    return open_study(Path(copyfile(master, tmp_path / "sample.iprstudy")))


@pytest.fixture
def window(qapp: QApplication, study: OpenStudy) -> Iterator[Window]:
    shown = shown_window(Settings(scheme="light"))
    Asking(shown)
    AskingGuide(shown)
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def sit_down(window: Window, name: str) -> StudyPage:
    assert window.desk is not None
    person = window.desk.view.find_coder(name)
    assert person is not None
    window.see_as(person.id)
    return window.desk.page


def are_grey(*controls: QWidget | None, why: str = WHY) -> bool:
    return all(each is not None and not each.isEnabled() and each.toolTip() == why
               for each in controls)  # fmt: skip


def values_of(page: StudyPage) -> list[QAbstractButton]:
    """The buttons of the inspector that change a moment."""
    found = page.inspector.findChildren(QAbstractButton)
    return [each for each in found if each.isVisible()]


def test_nothing_that_writes_is_offered_to_a_reader_in_any_tab(window: Window) -> None:
    page = sit_down(window, "Rea")
    desk, banner = window.desk, page.banner
    assert desk is not None
    revision = desk.view.revision

    # The moment in hand: shown, not to be changed.
    press_keys("j")
    assert desk.moment is not None
    assert values_of(page)
    assert are_grey(*values_of(page))
    assert not [e for e in values_of(page) if e.accessibleName().startswith("Take ")]
    assert page.inspector.memo.isReadOnly()

    # A click on a code says what its letter says.
    page.codebook.code_chosen.emit(desk.view.codebook.sets[0].codes[1].id)
    assert banner.text() == WHY

    # The palette offers no command that writes, and no code.
    press_keys(PALETTE, "n")
    offers = window.palette_box.offers
    kinds = {offers.offer(row).kind for row in range(offers.rowCount())}
    named = {offers.offer(row).value for row in range(offers.rowCount())}
    assert "code" not in kinds
    assert "next_session" in named
    assert not named & {"mark", "new_round", "hand_out"}
    press_keys(ESC)

    press_keys(F11, ALL)
    moments = page.moments
    assert len(moments.table.selected()) > 1
    assert not any(each.isVisible() for each in (moments.changes.add, moments.changes.delete))
    banner.hide()
    press_keys(Qt.Key.Key_Delete)
    assert banner.text() == WHY
    moments.filter.want(moments.filter.wanted.taking("account", ["patient"]))
    moments.filter.kept.choices.aboutToShow.emit()
    keep = next(e for e in moments.filter.kept.choices.actions() if e.text() == "Keep this one…")
    assert (keep.isEnabled(), keep.toolTip()) == (False, WHY)

    press_keys(F4)
    window.wait_for_comparison()
    consensus, bar = page.consensus, page.consensus.bar
    assert are_grey(consensus.queue.agreed, bar.new, bar.leave_out, page.top.comparison.settler)
    takes = [each for each in map(bar.take_button, (0, 1, 2)) if each is not None]
    assert takes
    assert are_grey(*takes)
    consensus.step(1)  # other buttons stand there, and are grey too
    assert are_grey(*(each for each in map(bar.take_button, (0, 1, 2)) if each is not None))
    assert bar.reason.isReadOnly()
    assert bar.open.isEnabled()
    for key in ("1", "n", "x"):
        banner.hide()
        press_keys(key)
        assert banner.text() == WHY
    assert "take" not in page.status.hints()

    press_keys(F12)
    assert are_grey(page.overview.design.edit)
    press_keys(CODEBOOK)
    own = page.codes_page
    assert not own.may_edit
    assert own.state.text() == WHY
    assert not [wish for wish, *_ in EDITS if own.buttons[wish].isEnabled()]
    assert not own.buttons["import"].isEnabled()
    assert not own.buttons["starter"].isEnabled()
    assert own.buttons["export"].isEnabled()
    assert desk.view.revision == revision
    assert desk.view.decisions == {}


def test_what_shows_something_first_is_shown_to_a_reader_and_changes_nothing(
    window: Window,
) -> None:
    sit_down(window, "Rea")

    def guide(sheet: Sheet) -> None:
        assert isinstance(sheet, GuideSheet)
        assert are_grey(*sheet.buttons.values(), sheet.seek)
        press_keys(RETURN)  # on the question in hand, where it would be edited
        assert sheet.problem() == WHY

    assert by_key(window, GUIDE, guide) == ["Interview guide"]

    def measures(sheet: Sheet) -> None:
        assert isinstance(sheet, MeasuresSheet)
        assert sheet.yes.isHidden()
        assert are_grey(sheet.name, sheet.kind, sheet.minimum, sheet.maximum, sheet.delete)

    assert by_key(window, MEASURES, measures) == ["Measures of the study"]


def test_all_is_offered_again_to_who_may_write(window: Window) -> None:
    page = sit_down(window, "Rea")
    press_keys("j", F4)
    window.wait_for_comparison()
    window.see_as(None)
    window.wait_for_comparison()
    assert page.consensus.bar.new.isEnabled()
    assert page.consensus.bar.new.toolTip() == ""
    assert page.top.comparison.settler.toolTip() == "Who decides"
    assert page.overview.design.edit.toolTip().startswith("Edit the design")
    assert not page.consensus.bar.reason.isReadOnly()
    press_keys(F2, "j")
    assert all(each.isEnabled() for each in values_of(page))
    assert [e for e in values_of(page) if e.accessibleName().startswith("Take ")]
    press_keys(F11, ALL)
    assert page.moments.changes.add.isVisible()


def test_a_reader_of_the_consensus_types_no_memo_on_its_moments(window: Window) -> None:
    assert window.desk is not None
    press_keys(F4)
    window.wait_for_comparison()
    window.commands.run("settle_agreed")
    page = sit_down(window, "Con")
    press_keys(F2, "j")
    moment = window.desk.moment
    assert moment is not None
    assert moment.coder_id == window.desk.study.seen_by  # of the layer, which is loaded
    why = WHY.replace("Rea", "Con").replace("everyone’s work", "the consensus")
    assert are_grey(*values_of(page), why=why)
    page.inspector.memo.setFocus()
    press_keys("words")
    assert page.memos.unsaved() == {}
    press_keys(F4)
    assert "Con reads the consensus only" in page.consensus.nothing.sentence.text()
