"""The dyads tab: models, what it says, edits, blind coders, and answers that come too late."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.open_study import NOBODY
from annotator.app.qt import live_analysis
from annotator.app.qt.live_analysis import Answer, LiveAnalysis
from annotator.app.verbs.analysing import Kind, Question
from annotator.app.verbs.dyad_analysis import Asked, Kept, SessionRow, Shares, analysed
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.ui.dyads.analysis_bar import KIND_NAMES
from annotator.ui.dyads.page import DyadsPage
from annotator.ui.dyads.result_table import ResultRows
from annotator.ui.dyads.session_list import SessionRows
from annotator.ui.dyads.telling import page_of
from annotator.ui.theme import Look
from annotator.ui.window import Window
from tests.ui.dyads.conftest import settled


def answer_of(view: StudyView, kind: Kind = "convergence", **asks: str) -> Answer:
    asked = Asked(question=Question(kind=kind), **asks)
    return Answer(view=view, asked=asked, analysed=analysed(view, asked), seconds=0.25)


# Models and what they say ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_table_keeps_the_rules_of_models(
    qapp: QApplication, sample_view: StudyView, kind: Kind
):
    rows = ResultRows()
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = answer_of(sample_view, kind).analysed
    assert found is not None
    table = page_of(found.found).table
    rows.show_table(table)
    assert rows.rowCount() == len(table.rows) > 0
    assert {len(row.cells) for row in table.rows} == {len(table.heads)}
    assert tester.model() is rows


def test_the_sessions_keep_the_rules_of_models(look: Look, sample_view: StudyView):
    rows = SessionRows(look)
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = answer_of(sample_view).analysed
    assert found is not None
    rows.show_rows(found.sessions)
    assert rows.rowCount() == 8
    rows.show_rows(())
    assert rows.rowCount() == 0
    assert tester.model() is rows


def test_a_session_says_what_it_gives_or_why_it_is_left_out(
    qtbot, look: Look, sample_view: StudyView
):
    page = DyadsPage(look)
    qtbot.addWidget(page)
    page.show_answer(answer_of(sample_view))
    sentences = [
        page.sessions.rows.data(page.sessions.rows.index(row, 0), 11)  # AccessibleTextRole
        for row in (0, 7)
    ]
    assert sentences == [
        "D01, session 3: 22 moments of the therapist, 26 of the patient, 37 of them meet one of "
        "the other’s",
        "D04, session 5: left out, therapist and patient not coded by RA-1",
    ]
    left = page.numbers.left_out()
    assert "D04, session 5: therapist and patient not coded by RA-1." in left
    assert "A stop without an end stands for the 60 s before it." in page.numbers.notes()
    assert "--coder" not in page.numbers.notes()


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_number_has_a_meaning_and_every_control_a_name(
    qtbot, look: Look, sample_view: StudyView, kind: Kind
):
    page = DyadsPage(look)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    page.show_answer(answer_of(sample_view, kind))
    cards = [card for card in page.numbers.headlines if not card.isHidden()]
    assert cards
    for card in cards:
        assert card.toolTip()
        assert card.value() in card.accessibleName()
        assert card.accessibleDescription() == card.says()
    for pane in page.panes():
        assert pane.accessibleName()
    shown = [each for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    assert not [each.text() for each in shown if "nan" in each.text().casefold()]


def test_the_table_says_the_numbers_of_the_analysis(sample_view: StudyView):
    found = answer_of(sample_view).analysed
    assert found is not None
    assert isinstance(found.found, Shares)
    rows = {row.cells[0]: row for row in page_of(found.found).table.rows}
    for result in found.found.results:
        if result.measure != "time" or (result.code or "any code") not in rows:
            continue
        row = rows[result.code or "any code"]
        assert row.cells[1] == f"{100 * result.value:.1f} %"
        assert row.cells[2] == f"{100 * result.chance[0].mean:.1f} %"
    unused = {each.code for each in found.found.results if each.measure == "moments"}
    assert unused - {None} - set(rows) == {"Facilitating", "Hindering"}


def test_what_is_held_against_chance_stands_beside_it_so_that_the_numbers_add_up(
    qtbot, look: Look, sample_view: StudyView
):
    answer = answer_of(sample_view)
    assert answer.analysed is not None
    found = answer.analysed.found
    assert isinstance(found, Shares)
    shift = found.results[0].chance[0]
    own, mean = round(100 * shift.observed, 1), round(100 * shift.mean, 1)
    assert own != round(100 * found.results[0].value, 1)
    assert own - mean == pytest.approx(100 * shift.effect, abs=0.1)  # but for rounding
    page = DyadsPage(look)
    qtbot.addWidget(page)
    page.show_answer(answer)
    assert (
        f"Within what was recalled {own} %, with the clock shifted {mean} %: "
        f"+{100 * shift.effect:.1f} points"
    ) in page.numbers.headlines[0].says().replace("\xa0", " ")
    note = "With the clock shifted: shifts stay between the first and the last moment of either"
    assert note in page.numbers.notes()
    page.show_answer(answer_of(sample_view, "recurrence"))
    assert "Steps before the first and after the last moment of a session" in page.numbers.notes()


# The window ------------------------------------------------------------------------------------


def test_an_edit_is_followed_while_the_tab_is_on_screen(window: Window):
    window.show_tab("dyads")
    page = settled(window)
    assert window.study is not None
    view = window.study.view
    before = page.numbers.headlines[2].says()
    first = page.sessions.rows.row(0)
    account = view.accounts_of(first.session_id)["patient"]
    transcript = view.transcript_of(account.id)
    assert transcript is not None
    coder = view.find_coder("RA-1")
    assert coder is not None
    moment = next(m for m in view.moments_of(transcript.id).values() if m.coder_id == coder.id)
    window.study.do(Replace(before=moment, after=None), "Delete a moment")
    settled(window)
    assert page.sessions.rows.row(0).patient == first.patient - 1
    assert page.numbers.headlines[2].says() != before
    window.study.undo()
    settled(window)
    assert page.sessions.rows.row(0) == first
    assert page.numbers.headlines[2].says() == before


def test_a_blind_coder_sees_own_work_only_and_the_bar_says_so(window: Window):
    window.show_tab("dyads")
    settled(window)
    assert window.study is not None
    coder = window.study.view.find_coder("RA-2")
    assert coder is not None
    window.see_as(coder.id)
    page = settled(window)
    assert window.desk is not None
    top = window.desk.page.top
    assert window.desk.page.tab == "dyads"
    assert top.analysis.work.text() == "Work of RA-2 · blind"
    assert "Only RA-2’s work is loaded" in top.analysis.work.toolTip()
    assert "work of RA-2" in page.state()
    assert [each.text() for each in top.analysis.work.choices.actions()][1:] == ["RA-2"]
    assert top.tabs.button("dyads").isVisible()
    assert not top.tabs.button("agreement").isVisible()


def test_nothing_to_analyse_is_said_in_a_sentence(window: Window):
    assert window.study is not None
    window.see_as(NOBODY)
    window.show_tab("dyads")
    page = settled(window)
    assert page.why_not().startswith("Nobody’s work is loaded.")
    assert window.desk is not None
    assert window.desk.page.top.analysis.work.text() == "Nobody’s work"
    assert page.panes() == [page]


# Beside the window ------------------------------------------------------------------------------


def test_only_the_newest_view_is_shown(qtbot, sample_view: StudyView, monkeypatch):
    """While one is computed two more are asked for: the first is dropped, the last is given."""
    begun, go_on = Event(), Event()
    seen: list[StudyView] = []

    def slow(view: StudyView, asked: Asked, kept: Kept) -> object:
        seen.append(view)
        begun.set()
        assert go_on.wait(10)
        return analysed(view, asked, kept)

    monkeypatch.setattr(live_analysis, "analysed", slow)
    live = LiveAnalysis()
    given: list[Answer] = []
    live.ready.connect(given.append)
    views = [replace(sample_view, revision=sample_view.revision + n) for n in range(3)]
    live.ask(views[0], Asked())
    assert begun.wait(10)
    live.ask(views[1], Asked())
    live.ask(views[2], Asked(question=Question(kind="lag")))
    go_on.set()
    qtbot.wait_until(lambda: bool(given), timeout=10_000)
    live.wait()
    assert [id(each) for each in seen] == [id(views[0]), id(views[2])]
    assert [(id(each.view), each.asked.question.kind) for each in given] == [(id(views[2]), "lag")]


def test_what_was_forgotten_is_not_given(qtbot, sample_view: StudyView):
    live = LiveAnalysis()
    given: list[Answer] = []
    live.ready.connect(given.append)
    live.ask(sample_view, Asked())
    live.forget()
    live.wait()
    assert given == []


def test_a_reason_is_given_as_a_sentence_and_a_bug_is_told(qtbot, sample_view, monkeypatch):
    live = LiveAnalysis()
    given: list[Answer] = []
    failed: list[Exception] = []
    live.ready.connect(given.append)
    live.failed.connect(failed.append)
    live.ask(sample_view, Asked(question=Question(kind="groups", group="eyes")))
    live.wait()
    assert given[0].analysed is None
    assert "No attribute 'eyes'" in given[0].why_not

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(live_analysis, "analysed", broken)
    live.ask(sample_view, Asked())
    live.wait()
    assert [type(each) for each in failed] == [ZeroDivisionError]
    assert len(given) == 1


# The verb ---------------------------------------------------------------------------------------


def test_another_code_or_session_takes_the_numbers_that_are_there(sample_view: StudyView):
    kept = Kept()
    first = analysed(sample_view, Asked(), kept)
    other = analysed(
        sample_view,
        Asked(code="Shame", session_id=first.sessions[2].session_id),
        kept,
    )
    assert isinstance(first.found, Shares)
    assert isinstance(other.found, Shares)
    assert other.found.results is first.found.results
    assert (first.found.curve.code, other.found.curve.code) == (None, "Shame")
    assert {each.dyad for each in other.lanes} == {"D02"}
    seeded = analysed(sample_view, Asked(question=Question(kind="convergence", seed=4)), kept)
    assert isinstance(seeded.found, Shares)
    assert seeded.found.results is not first.found.results


def test_an_error_leaves_nothing_of_another_question(sample_view: StudyView):
    kept = Kept()
    analysed(sample_view, Asked(), kept)
    with pytest.raises(UserError):
        analysed(sample_view, Asked(question=Question(kind="groups", group="eyes")), kept)
    again = analysed(sample_view, Asked(question=Question(kind="lag")), kept)
    assert again.asked.question.kind == "lag"


def test_a_session_that_may_not_be_read_whole_is_left_out_with_the_reason(sample_view: StudyView):
    first = analysed(sample_view, Asked()).sessions[0]
    shut = sample_view.accounts_of(first.session_id)["patient"]
    transcript = sample_view.transcript_of(shut.id)
    assert transcript is not None
    view = replace(
        sample_view,
        shut=frozenset({shut.id}),
        transcripts={k: v for k, v in sample_view.transcripts.items() if k != transcript.id},
        moments={k: v for k, v in sample_view.moments.items() if k != transcript.id},
        pairings={},
    )
    found = analysed(view, Asked())
    assert found.sessions[0] == SessionRow(
        session_id=first.session_id,
        dyad="D01",
        number=3,
        reason="the account of the patient is not to be read yet",
    )


def test_the_card_of_groups_of_few_dyads_says_so_itself(qtbot, look: Look, sample_view: StudyView):
    for least, warned in ((1, False), (5, True)):
        view = replace(sample_view, study=replace(sample_view.study, small_cell=least))
        page = DyadsPage(look)
        qtbot.addWidget(page)
        page.show_answer(answer_of(view, "groups"))
        for card in page.numbers.headlines:
            says = card.says().replace("\xa0", " ")
            assert ("fewer than 5: its numbers may tell who they are." in says) is warned
