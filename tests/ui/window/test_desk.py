"""What the desk does beside the hour told in `test_journey`: rounds, rules, refreshing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from annotator.app.actions import ACTIONS
from annotator.app.open_study import OpenStudy
from annotator.app.qt.study_signal import StudySignal
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Replace, added
from annotator.domain.errors import Stale
from annotator.domain.round import Assignment, Coder, Round
from annotator.ui.asking import Asking
from annotator.ui.asking_agreement import AskingAgreement
from annotator.ui.asking_design import AskingDesign
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.asking_pictures import AskingPictures
from annotator.ui.coding import Coding, is_done
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments

CTRL = Qt.KeyboardModifier.ControlModifier


def mark_three(press: Keys) -> None:
    press((Qt.Key.Key_Home, CTRL))
    for _ in range(3):
        press((Qt.Key.Key_Down, CTRL), (Qt.Key.Key_Down, CTRL), (Qt.Key.Key_D, CTRL), "n")


# Moments -------------------------------------------------------------------------------------


def chosen(desk: Desk) -> str | None:
    """The moment that is chosen now."""
    return desk.moment_id


def progress_of(study: OpenStudy, assignment_id: str) -> str:
    """How far an assignment is now."""
    return study.view.assignments[assignment_id].progress


def test_after_deleting_the_next_moment_is_chosen(desk: Desk, press: Keys):
    mark_three(press)
    first, second, third = moments(desk)
    desk.choose_moment(second.id)
    press("x")
    assert chosen(desk) == third.id
    press("x")
    assert chosen(desk) is None
    assert moments(desk) == [first]


def test_every_action_is_joined(window: Window):
    Asking(window)
    AskingAgreement(window)
    AskingDesign(window)
    AskingGuide(window)
    AskingPictures(window)
    assert {each.id for each in ACTIONS} - window.commands.joined() == set()


def test_the_command_to_rate_gives_the_keys_to_the_scale(window: Window, desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    window.commands.run("rate")
    focus = QApplication.focusWidget()
    assert focus is desk.page.inspector.scale_row("intensity").dot(1)
    press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert moments(desk)[0].rating("intensity") == 2


# Rules of coding ---------------------------------------------------------------------------


def with_codebook(study: OpenStudy, codebook: Codebook) -> None:
    study.do(Replace(study.view.codebooks["book"], codebook), "Change the codebook")


def test_a_set_for_other_accounts_is_refused_with_a_sentence(desk: Desk, press: Keys):
    book = desk.view.codebook
    with_codebook(desk.study, replace(book, sets=(replace(book.sets[0], accounts=("patient",)),)))
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    assert moments(desk) == []
    assert "patient" in desk.page.banner.text()


def test_in_an_exclusive_set_the_new_code_takes_the_place(desk: Desk, press: Keys):
    book = desk.view.codebook
    with_codebook(desk.study, replace(book, sets=(replace(book.sets[0], exclusive=True),)))
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h", "d")
    assert [each.codes for each in moments(desk)] == [("distance",)]


def test_a_code_that_the_round_lacks_is_refused(desk: Desk, press: Keys):
    """The round codes with the version that it was begun with."""
    old = desk.view.codebook
    shorter = replace(
        old.sets[0], codes=tuple(each for each in old.sets[0].codes if each.id != "shame")
    )
    first = replace(old, id="first", number=2, sets=(shorter,))
    training = Round(id="training", name="t", number=5, kind="training", codebook_id="first")
    given = Assignment(id="t", round_id="training", coder_id="coder", account_id="therapist")
    desk.study.do(added(first, training, given), "Begin a round")
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    assert moments(desk) == []
    assert "version of the codebook" in desk.page.banner.text()
    press("d")
    assert [(each.round_id, each.codebook_id) for each in moments(desk)] == [("training", "first")]


def test_done_is_asked_of_the_round_that_it_is_written_to(study: OpenStudy):
    """The older round's assignment is still open: it must not hide that the newer one is done."""
    newer = Round(id="newer", name="newer", number=7, kind="training", codebook_id="book")
    given = Assignment(id="n", round_id="newer", coder_id="coder", account_id="therapist")
    with study:
        study.do(added(newer, given), "Begin a round")
        coding = Coding(study)
        assert coding.finish("therapist") is True
        assert is_done(study.view, "coder", "therapist")
        assert progress_of(study, "n") == "done"
        assert progress_of(study, "assignment") == "to do"
        assert coding.finish("therapist") is False
        assert progress_of(study, "n") == "in progress"
        assert not is_done(study.view, "coder", "therapist")


# Telling -----------------------------------------------------------------------------------


def test_the_status_line_is_right_at_once(desk: Desk):
    """With no turn of the event loop in between."""
    desk.study.do(Replace(None, Coder(id="o", name="RA-3")), "Add the coder RA-3")
    assert desk.page.status.text().endswith("Undo: “Add the coder RA-3”")


def test_a_step_that_cannot_be_undone_is_no_longer_offered(
    desk: Desk, press: Keys, monkeypatch: pytest.MonkeyPatch
):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")

    def stale(*_: object, **__: object) -> int:
        raise Stale("somebody else changed it", "small.iprstudy")

    monkeypatch.setattr("annotator.storage.Store.apply", stale)
    desk.undo()
    assert "Undo" not in desk.page.status.text()
    assert "somebody else" in desk.page.banner.text()


def test_a_part_that_fails_does_not_keep_the_others_from_hearing(study: OpenStudy, qtbot):
    heard: list[str] = []

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    with study:
        signal = StudySignal(study)
        signal.changed.connect(fail)
        signal.changed.connect(lambda *_: heard.append("second"))
        with qtbot.captureExceptions() as caught:
            study.do(Replace(None, Coder(id="o", name="RA-3")), "Add the coder RA-3")
        assert [kind for kind, *_ in caught] == [RuntimeError]
        assert heard == ["second"]
        assert study.history.last is not None


def test_a_study_goes_on_when_the_window_has_let_it_go(window: Window, study: OpenStudy, qtbot):
    window.let_go()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    QApplication.processEvents()
    study.do(Replace(None, Coder(id="o", name="RA-3")), "Add the coder RA-3")
    assert study.view.coders["o"].name == "RA-3"
    study.close()


def test_a_moment_refreshes_its_own_cell_and_only_when_the_state_changes(desk: Desk, press: Keys):
    matrix = desk.page.study.matrix.matrix
    touched: list[tuple[int, int, int, int]] = []
    matrix.dataChanged.connect(
        lambda first, last: touched.append((first.row(), first.column(), last.row(), last.column()))
    )
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    assert touched == [(0, 1, 0, 1)]
    press("d", "4", (Qt.Key.Key_Down, CTRL), Qt.Key.Key_Return, "h")
    assert len(touched) == 1
    assert "in progress" in str(matrix.index(0, 1).data(Qt.ItemDataRole.ToolTipRole))


def test_the_matrix_head_is_painted_without_asking_the_cells(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    view = desk.page.study.matrix
    assert view.session_number == 3
    asked: list[object] = []
    read = view.matrix.data

    def spied(*given: Any) -> Any:
        asked.append(given)
        return read(*given)

    monkeypatch.setattr(view.matrix, "data", spied)
    view.horizontalHeader().grab()
    assert asked == []
    view.matrix.index(0, 1).data()
    assert len(asked) == 1  # the spy does hear


def test_a_column_that_was_put_away_comes_back_as_it_was_left(desk: Desk, press: Keys) -> None:
    """Else who has looked at one account alone has lost the place in the other."""
    columns = desk.page.columns
    columns.take("therapist")
    therapist = columns.in_hand
    assert therapist is not None
    therapist.select_span(40, 52)
    QApplication.processEvents()
    left = therapist.place()
    press((Qt.Key.Key_3, CTRL))
    assert therapist.transcript_id is None
    press((Qt.Key.Key_2, CTRL))
    assert therapist.place() == left
    assert left[0] == (40, 52)
    press((Qt.Key.Key_3, CTRL))
    here = desk.session_id
    for each in (next(e for e in desk.view.sessions if e != here), here):
        assert each is not None
        desk.show_session(each)
    press((Qt.Key.Key_2, CTRL))
    assert therapist.text.selection() == (0, 0), "what another session has shown is not kept"


def test_larger_letters_keep_the_caret_on_the_screen(
    window: Window, desk: Desk, press: Keys
) -> None:
    """And leave the page where it is for who has scrolled away from the caret."""
    text = desk.page.columns.in_hand
    assert text is not None
    body = text.text
    press((Qt.Key.Key_Home, CTRL))
    while body.cursorRect().bottom() < body.viewport().height() - 60:
        press(Qt.Key.Key_Down)
    for _ in range(8):
        window.commands.run("larger")
        QApplication.processEvents()
        assert 0 <= body.cursorRect().top() <= body.viewport().height() - 10
    bar = body.verticalScrollBar()
    press((Qt.Key.Key_Home, CTRL))
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    window.commands.run("usual_size")
    QApplication.processEvents()
    assert bar.value() > 0, "the caret is at the top, and was not looked at"
