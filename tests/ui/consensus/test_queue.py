"""The queue: its model, its filters, and where it goes when something is settled."""

from __future__ import annotations

from dataclasses import replace
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.overview import Overview
from annotator.app.verbs.settling import settle, settle_agreed
from annotator.domain.view import StudyView
from annotator.ui.consensus import ConsensusPage
from annotator.ui.consensus.entries import Filters, entries_among, entries_of, unsettled_agreed
from annotator.ui.consensus.queue_model import ENTRY_ROLE, QueueModel
from annotator.ui.theme import Look
from tests.ui.consensus.conftest import Study
from tests.ui.consensus.studies import many_times, overview_of

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning


def test_model_keeps_the_contract(qapp, sample_view: StudyView, sample_overview: Overview):
    model = QueueModel()
    tester = QAbstractItemModelTester(model, FAIL)
    entries = entries_of(sample_view, sample_overview.episodes)
    model.show_entries(sample_view, entries)
    assert model.rowCount() == len(entries) > 50
    model.filter(Filters(state="settled"))
    assert model.rowCount() == 0
    model.filter(Filters(state="all", kind="code"))
    assert 0 < model.rowCount() < len(entries)
    assert all("code" in model.entry(row).episode.kinds for row in range(model.rowCount()))
    model.show_entries(sample_view, entries[:3])
    model.show_entries(sample_view, ())
    assert tester.model() is model


def test_rows_say_where_what_and_who(qapp, sample_view: StudyView, sample_overview: Overview):
    model = QueueModel()
    model.show_entries(sample_view, entries_of(sample_view, sample_overview.episodes))
    said = str(model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    entry = model.index(0).data(ENTRY_ROLE)
    assert said.startswith(f"{entry.place} {entry.time}, {entry.episode.said}")
    for name, _ in entry.episode.moments:
        assert name in said


def test_what_was_changed_after_the_decision_is_open_again(
    sample_view: StudyView, sample_overview: Overview
):
    episode = entries_of(sample_view, sample_overview.episodes)[0].episode
    name, moment = episode.moments[0]
    edit = settle(sample_view, episode, "take", taken=moment.id, decided_by="PI")
    view = sample_view.after(edit, 99)
    (settled,) = [each for each in entries_of(view, sample_overview.episodes) if each.settled]
    assert settled.episode is episode
    own = view.moments_of(moment.transcript_id)
    moved = {**own, moment.id: replace(moment, end=moment.end - 5)}
    later = replace(view, moments={**view.moments, moment.transcript_id: moved})
    (changed,) = [
        each for each in entries_of(later, overview_of(later).episodes) if each.decision is not None
    ]
    assert not changed.current
    assert not changed.settled
    assert Filters(state="open").let_through(changed)
    assert name in dict(changed.episode.moments)


def test_agreed_passages_are_counted_until_they_are_in(
    sample_view: StudyView, sample_overview: Overview
):
    episodes = sample_overview.episodes
    assert unsettled_agreed(sample_view, episodes) > 0
    edit = settle_agreed(sample_view, episodes, "PI")
    assert edit is not None
    assert unsettled_agreed(sample_view.after(edit, 99), episodes) == 0


# On screen -----------------------------------------------------------------------------------


def test_keys_go_down_the_cards(study: Study):
    cards = study.page.queue.list
    cards.setFocus()
    assert study.page.entry is not None
    assert study.page.entry.episode is study.open[0]
    QTest.keyClick(cards, Qt.Key.Key_Down)
    assert study.page.entry.episode is study.open[1]
    QTest.keyClick(cards, Qt.Key.Key_End)
    assert study.page.entry.episode is study.open[-1]


def test_a_letter_on_the_cards_is_left_to_the_window(study: Study):
    """A list would go to the row whose name begins with it."""
    study.page.queue.list.setFocus()
    before = study.page.entry
    QTest.keyClick(study.page.queue.list, Qt.Key.Key_D)
    assert study.page.entry is before


def test_a_click_chooses_and_a_double_click_opens(study: Study, qtbot):
    cards = study.page.queue.list
    index = study.page.queue.model.index(1)
    place = cards.visualRect(index).center()
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert study.page.entry is not None
    chosen = study.page.entry.episode
    assert chosen is study.open[1]
    with qtbot.waitSignal(study.page.text_asked) as asked:
        QTest.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [chosen.document.transcript.id, chosen.start, chosen.end]
    with qtbot.waitSignal(study.page.text_asked):
        QTest.keyClick(cards, Qt.Key.Key_Return)


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def test_filters_narrow_the_queue(study: Study):
    queue = study.page.queue
    queue.kind.setFocus()
    QTest.keyClick(queue.kind, Qt.Key.Key_Down)  # Missed
    assert queue.model.filters.kind == "missed"
    shown = [queue.model.entry(row).episode for row in range(queue.model.rowCount())]
    assert shown == [each for each in study.open if "missed" in each.kinds]
    queue.kind.setCurrentIndex(0)
    code = study.overview.compared.code_set.codes[1]
    queue.code.setCurrentIndex(queue.code.findData(code.id))
    shown = [queue.model.entry(row).episode for row in range(queue.model.rowCount())]
    assert shown == [each for each in study.open if code.id in each.codes]
    queue.code.setCurrentIndex(0)
    press(queue.state.button("settled"))
    assert queue.model.rowCount() == 0
    assert study.page.entry is None
    press(queue.state.button("all"))
    assert queue.model.rowCount() == len(study.open)


def test_after_settling_the_next_open_one_is_chosen(study: Study):
    study.page.step(1)
    study.page.take(0) if len(study.open[1].moments) > 1 else study.page.take(1)
    assert len(study.settlements) == 1
    assert study.page.entry is not None
    assert study.page.entry.episode is study.open[2]
    press(study.page.queue.state.button("all"))
    assert study.page.entry.episode is study.open[2]
    study.page.step(-1)
    assert study.page.entry.settled
    study.show()
    assert study.page.entry.episode is study.open[1], "looking back is not settling"


def test_the_last_open_one_leads_back_to_the_first(study: Study):
    study.page.step(len(study.open))
    last = study.page.entry
    assert last is not None
    assert last.episode is study.open[-1]
    study.page.bar.reason.setText("too thin")
    study.page.leave_out()
    assert study.page.entry is not None
    assert study.page.entry.episode is study.open[0]


def test_a_disagreement_that_is_gone_gives_way_to_the_next(study: Study):
    study.page.step(3)
    gone = study.open[3]
    rest = tuple(each for each in study.overview.episodes if each is not gone)
    following = study.open[4]
    study.overview = replace(study.overview, episodes=rest)
    study.show()
    assert study.page.entry is not None
    assert study.page.entry.episode is following


def test_head_counts(study: Study):
    assert words_of(study.page) == f"{len(study.open)} disagreements · 0 settled"
    study.page.bar.reason.setText("too thin")
    study.page.leave_out()
    assert words_of(study.page) == f"{len(study.open)} disagreements · 1 settled"


def words_of(page: ConsensusPage) -> str:
    return page.queue.counts.text()


def test_two_thousand_open_at_once(page: ConsensusPage, sample_view: StudyView):
    """Measured at 0.2 s for all of the page; the bound only tells a slow way from a fast one."""
    view = many_times(sample_view, 28)
    overview = overview_of(view)
    start = thread_time()
    page.show_overview(view, overview)
    QApplication.processEvents()
    assert page.queue.model.rowCount() > 2000
    assert thread_time() - start < 2
    assert page.queue.list.verticalScrollBar().maximum() > 2000 * 80


def test_cards_are_as_high_as_what_they_show(study: Study, look: Look):
    """Also where the height told before painting was wrong."""
    cards, model = study.page.queue.list, study.page.queue.model
    for percent in (100, 200):
        look.show_percent(percent)
        for row in range(0, model.rowCount(), 7):
            cards.scrollTo(model.index(row))
            QApplication.processEvents()
            cards.grab()
        QApplication.processEvents()
        tops = [cards.visualRect(model.index(row)).top() for row in range(model.rowCount())]
        assert tops == sorted(tops)


@pytest.mark.parametrize("busy", [True, False])
def test_it_says_when_a_newer_comparison_is_made(study: Study, busy: bool):
    study.page.show_busy(busy)
    assert study.page.queue.busy.isVisible() == busy


def test_an_episode_is_gone_to_whatever_the_filters(study: Study):
    queue = study.page.queue
    queue.kind.setCurrentIndex(queue.kind.findData("missed"))
    wanted = next(each for each in study.open if "missed" not in each.kinds)
    study.page.choose_episode(wanted)
    assert study.page.entry is not None
    assert study.page.entry.episode is wanted
    study.page.bar.reason.setText("too thin")
    study.page.leave_out()
    queue.show_state("open")
    study.page.choose_episode(wanted)
    assert study.page.entry.episode is wanted
    assert study.page.entry.settled


def test_a_key_pressed_twice_decides_once(study: Study):
    """The window computes in the background: what was decided comes back a little later."""
    heard: list[object] = []
    study.page.settled.disconnect(study.settle)
    study.page.settled.connect(heard.append)
    study.page.settled.connect(lambda _: study.page.show_busy(True))
    study.page.bar.reason.setText("too thin")
    study.page.leave_out()
    study.page.leave_out()
    assert len(heard) == 1
    study.page.show_busy(False)
    study.page.leave_out()  # it was refused: it may be tried again
    assert len(heard) == 2


def test_other_lists_keep_their_order_and_what_is_agreed(
    sample_view: StudyView, sample_overview: Overview
):
    found = entries_among(sample_view, sample_overview.episodes)
    assert [each.episode for each in found] == list(sample_overview.episodes)
