"""Deciding: by buttons, by the keys' methods, in the sheet; and what the page says and shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.overview import Overview
from annotator.domain.moment import Rating
from annotator.domain.view import StudyView
from annotator.ui.consensus import ConsensusPage
from annotator.ui.consensus.new_sheet import NewMomentSheet, passages_of, shared_codes
from annotator.ui.consensus.queue_model import ENTRY_ROLE
from annotator.ui.consensus.side_by_side import fitting, sides_of
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, Look
from tests.ui.consensus.conftest import Study
from tests.ui.consensus.studies import overview_of, with_third_coder
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL = Qt.KeyboardModifier.ControlModifier


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def go_to(study: Study, *kinds: str, moments: int = 2) -> Episode:
    """The first disagreement of just these kinds."""
    wanted = next(
        each for each in study.open if each.kinds == kinds and len(each.moments) == moments
    )
    study.page.step(study.open.index(wanted) - study.open.index(chosen(study)))
    assert chosen(study) is wanted
    return wanted


def chosen(study: Study) -> Episode:
    assert study.page.entry is not None
    return study.page.entry.episode


# Deciding ------------------------------------------------------------------------------------


def test_a_coders_moment_is_taken_by_the_mouse(study: Study):
    episode = go_to(study, "boundary")
    study.page.bar.reason.setText("the whole sentence")
    button = study.page.bar.take_button(2)
    assert button is not None
    assert button.text() == "Take RA-2   2"
    press(button)
    (settled,) = study.settlements
    assert (settled.episode, settled.choice) == (episode, "take")
    assert settled.taken == dict(episode.moments)["RA-2"].id
    assert settled.reason == "the whole sentence"
    (decision,) = study.view.decisions.values()
    assert decision.reason == "the whole sentence"
    assert study.page.bar.reason.text() == "", "it belongs to the one before"


def test_it_is_taken_by_the_keyboard_alone(study: Study):
    episode = go_to(study, "code")
    bar = study.page.bar
    study.page.write_reason()
    assert QApplication.focusWidget() is bar.reason
    QTest.keyClicks(bar.reason, "as the manual has it")
    QTest.keyClick(bar.reason, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is bar.take_button(1)
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    (settled,) = study.settlements
    assert settled.taken == episode.moments[0][1].id
    assert settled.reason == "as the manual has it"


def test_reason_gives_the_keys_back(study: Study):
    study.page.write_reason()
    QTest.keyClick(study.page.bar.reason, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is study.page.queue.list
    assert study.settlements == []


def test_numbers_are_the_coders_and_nobody_is_taken_for_nothing(study: Study):
    episode = go_to(study, "missed", moments=1)
    (name, moment) = episode.moments[0]
    number = study.overview.compared.coders.index(name) + 1
    other = 3 - number
    study.page.take(other)
    assert study.settlements == []
    assert f"{episode.missing[0]} has nothing here" in study.page.bar.hint.text()
    study.page.take(0)
    study.page.take(7)
    assert study.settlements == []
    assert study.page.bar.take_button(other) is None
    study.page.take(number)
    assert [each.taken for each in study.settlements] == [moment.id]
    assert study.page.bar.hint.isHidden()


def test_both_are_taken(study: Study):
    episode = go_to(study, "code")
    button = study.page.bar.take_button(0)
    assert button is not None
    assert button.text() == "Take both   0"
    press(button)
    assert [(each.choice, each.episode) for each in study.settlements] == [("take all", episode)]


def test_leaving_out_asks_for_the_reason_first(study: Study):
    press(study.page.bar.leave_out)
    assert study.settlements == []
    assert "why" in study.page.bar.hint.text()
    assert QApplication.focusWidget() is study.page.bar.reason
    QTest.keyClicks(study.page.bar.reason, "too thin")
    assert study.page.bar.hint.isHidden()
    press(study.page.bar.leave_out)
    assert [(each.choice, each.reason) for each in study.settlements] == [("leave out", "too thin")]


def test_a_decision_is_shown_and_taken_back(study: Study):
    episode = go_to(study, "boundary")
    study.page.bar.reason.setText("clearer")
    study.page.take(1)
    study.page.queue.show_state("settled")
    entry = study.page.entry
    assert entry is not None
    assert entry.episode is episode
    index = study.page.queue.model.index(0)
    said = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "Took RA-1 · PI · " in said
    assert study.page.bar.reason.text() == "clearer"
    assert study.page.bar.back.isVisible()
    press(study.page.bar.back)
    assert study.view.decisions == {}
    study.page.queue.show_state("open")
    assert not study.page.bar.back.isVisible()


def test_a_codes_letter_makes_a_moment_of_the_passage(study: Study):
    episode = go_to(study, "code")
    code = study.overview.compared.code_set.codes[4]
    study.page.mark_with(code.id)
    new = study.settlements[0].new
    assert new is not None
    assert (new.start, new.end, new.codes) == (episode.start, episode.end, (code.id,))
    first, second = (moment for _, moment in episode.moments)
    agreed = tuple(each for each in first.ratings if each in second.ratings)
    assert new.ratings == agreed


def test_a_codes_letter_takes_what_is_selected(study: Study):
    episode = go_to(study, "boundary")
    text = study.page.sides.texts()[1]
    text.setFocus()
    text.select_span(episode.start, episode.start + 9)
    code = study.overview.compared.code_set.codes[4]
    study.page.mark_with(code.id)
    new = study.settlements[0].new
    assert new is not None
    assert (new.start, new.end) == text_span(episode, episode.start, episode.start + 9)


def text_span(episode: Episode, start: int, end: int) -> tuple[int, int]:
    """Without blanks at its ends."""
    words = episode.document.transcript.text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def test_a_selection_does_not_outlive_its_disagreement(study: Study):
    episode = go_to(study, "boundary")
    study.page.sides.texts()[0].select_span(episode.start, episode.start + 9)
    assert study.page.sides.selected_span() is not None
    study.page.step(1)
    assert study.page.sides.selected_span() is None


def test_a_code_of_another_set_is_refused(study: Study):
    study.page.mark_with("nobody's")
    assert study.settlements == []
    assert "not of the set" in study.page.bar.hint.text()


def test_open_in_text_says_where(study: Study, qtbot):
    episode = chosen(study)
    with qtbot.waitSignal(study.page.text_asked) as asked:
        press(study.page.bar.open)
    assert asked.args == [episode.document.transcript.id, episode.start, episode.end]


def test_agreed_passages_are_asked_for(study: Study, qtbot):
    with qtbot.waitSignal(study.page.agreed_asked):
        press(study.page.queue.agreed)


# The sheet -----------------------------------------------------------------------------------


def in_sheet(study: Study, act) -> None:
    """Opens the sheet and does something in it."""

    def answer() -> None:
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, NewMomentSheet)
        try:
            act(sheet)
        finally:
            if sheet.isVisible():
                sheet.reject()

    QTimer.singleShot(0, answer)
    press(study.page.bar.new)


def test_a_new_moment_by_keys(study: Study):
    episode = go_to(study, "code")
    code_set = study.overview.compared.code_set

    def act(sheet: NewMomentSheet) -> None:
        assert sheet.focusWidget() is sheet.picks[0]
        QTest.keyClick(sheet.picks[0], Qt.Key.Key_Down)
        tick = sheet.codes[code_set.codes[2].id]
        tick.setFocus()
        QTest.keyClick(tick, Qt.Key.Key_Space)
        dot = sheet.scales[0].dot(2)
        dot.setFocus()
        QTest.keyClick(dot, Qt.Key.Key_Space)
        sheet.memo.setFocus()
        QTest.keyClicks(sheet.memo, "between the two")
        sheet.reason.setFocus()
        QTest.keyClicks(sheet.reason, "neither fits")
        QTest.keyClick(sheet.reason, Qt.Key.Key_Return)

    in_sheet(study, act)
    (settled,) = study.settlements
    new = settled.new
    assert new is not None
    passage = passages_of(episode, None)[min(1, len(passages_of(episode, None)) - 1)]
    assert (new.start, new.end) == (passage.start, passage.end)
    assert new.codes == (code_set.codes[2].id,)
    assert new.ratings == (Rating(scale_id=code_set.scales[0].id, value=2),)
    assert (new.memo, settled.reason) == ("between the two", "neither fits")
    made = [
        each
        for each in study.view.all_moments()
        if study.view.consensus is not None and each.coder_id == study.view.consensus.id
    ]
    assert [(each.start, each.codes, each.memo) for each in made] == [
        (new.start, new.codes, "between the two")
    ]


def test_a_new_moment_needs_a_code_and_may_be_given_up(study: Study):
    go_to(study, "code")
    problems: list[str] = []

    def act(sheet: NewMomentSheet) -> None:
        press(sheet.yes)
        problems.append(sheet.problem())
        press(sheet.no)

    in_sheet(study, act)
    assert problems == ["Give it a code."]
    assert study.settlements == []


def test_what_all_agree_on_is_ticked_already(study: Study, look: Look):
    episode = go_to(study, "boundary")
    codes = study.overview.compared.code_set.codes
    sheet = NewMomentSheet(look, None, episode, codes, None, "as written")
    ticked = tuple(code_id for code_id, tick in sheet.codes.items() if tick.isChecked())
    assert ticked == shared_codes(episode) != ()
    assert sheet.reason.text() == "as written"
    sheet.deleteLater()


def test_in_an_exclusive_set_there_is_one_code(study: Study, look: Look):
    episode = go_to(study, "boundary")
    document = episode.document
    exclusive = replace(document.code_set, exclusive=True)
    alone = replace(episode, document=replace(document, code_set=exclusive))
    sheet = NewMomentSheet(look, None, alone, exclusive.codes, None, "")
    sheet.fit(520)
    sheet.show()
    for code in exclusive.codes[:3]:
        press(sheet.codes[code.id])
    assert sheet.choice().codes == (exclusive.codes[2].id,)
    sheet.close()
    sheet.deleteLater()


def test_passages_are_offered_once_each(sample_overview: Overview):
    episode = next(each for each in sample_overview.episodes if each.kinds == ("boundary",))
    (_, first), (_, second) = episode.moments
    offered = passages_of(episode, (first.start, first.end))
    spans = [(each.start, each.end) for each in offered]
    assert len(spans) == len(set(spans))
    assert spans[0] == (first.start, first.end)
    assert offered[0].name.startswith("As selected in the text, as RA-1")
    assert {
        (episode.start, episode.end),
        (max(first.start, second.start), min(first.end, second.end)),
    } <= set(spans)


def test_apart_passages_share_nothing(sample_overview: Overview):
    episode = next(each for each in sample_overview.episodes if len(each.moments) == 2)
    (a, first), (b, second) = episode.moments
    apart = replace(
        episode,
        start=10,
        end=40,
        moments=((a, replace(first, start=10, end=20)), (b, replace(second, start=30, end=40))),
    )
    assert [(each.start, each.end) for each in passages_of(apart, None)] == [
        (10, 20),
        (30, 40),
        (10, 40),
    ]


# Side by side --------------------------------------------------------------------------------


def test_each_column_has_its_own_coders_marks(study: Study):
    episode = go_to(study, "code")
    sides = study.page.sides
    assert sides.names() == ["RA-1", "RA-2", "Consensus"]
    for name, text in zip(sides.names(), sides.texts(), strict=True):
        coder = study.view.find_coder(name)
        shown = text.text.sheet.marks.meeting(0, len(episode.document.transcript.text))
        assert {each.coder_id for each in shown} == ({coder.id} if coder else set())
        own = dict(episode.moments).get(name)
        assert text.text.sheet.chosen == (own.id if own else None)
        assert text.text.page.line_at(episode.start).rect.isValid()


def test_the_layer_shows_what_was_settled(study: Study):
    episode = go_to(study, "boundary")
    study.page.take(1)
    study.page.queue.show_state("settled")
    layer = study.page.sides.texts()[-1]
    (made,) = layer.text.sheet.marks.meeting(0, 10**6)
    taken = episode.moments[0][1]
    assert (made.start, made.end, made.codes) == (taken.start, taken.end, taken.codes)
    assert layer.text.sheet.chosen == made.id


def test_columns_scroll_as_one_and_to_the_passage(study: Study):
    for _ in range(4):
        study.page.step(1)
        QApplication.processEvents()
        texts = study.page.sides.texts()
        bars = [text.text.verticalScrollBar() for text in texts]
        assert len({bar.value() for bar in bars}) == 1
        rect = texts[0].text.page.line_at(chosen(study).start).rect
        above = rect.top() - bars[0].value()
        assert 0 <= above < texts[0].text.viewport().height()
    bars[1].setValue(bars[1].maximum() // 2)
    assert len({bar.value() for bar in bars}) == 1
    starts = {text.text.page.line_at(chosen(study).end).rect.top() for text in texts}
    assert len(starts) == 1, "lines break alike in all columns"


def test_with_three_coders_narrow_windows_show_those_who_have_something(
    page: ConsensusPage, sample_view: StudyView
):
    view = with_third_coder(sample_view)
    three = Study(page, view, overview_of(view))
    go_to(three, "missed", moments=2)
    assert page.sides.names() == ["RA-1", "RA-2", "RA-3", "Consensus"]
    assert all(text.width() >= 256 for text in page.sides.texts())
    page.resize(1280, 800)
    QApplication.processEvents()
    own = [name for name, _ in chosen(three).moments]
    assert page.sides.names() == [*own, "Consensus"]


def test_all_have_their_side_where_there_is_room(sample_view: StudyView, sample_overview: Overview):
    episode = next(each for each in sample_overview.episodes if len(each.moments) == 1)
    sides = sides_of(sample_view, episode)
    assert [each.name for each in fitting(sides, 3)] == ["RA-1", "RA-2", "Consensus"]
    own = episode.moments[0][0]
    assert [each.name for each in fitting(sides, 2)] == [own, "Consensus"]
    assert [each.name for each in fitting(sides, 1)] == [own], "the layer has nothing here yet"


# Nothing to do -------------------------------------------------------------------------------


def test_it_says_that_it_compares_before_it_says_that_there_is_nothing(
    page: ConsensusPage, sample_view: StudyView, sample_overview: Overview
):
    page.show_busy(True)
    assert page.nothing.title.text() == "Comparing…"
    page.show_busy(False)
    page.show_overview(sample_view, None, "Two coders are wanted.")
    assert page.nothing.title.text() == "Nothing to settle yet"
    page.show_overview(sample_view, sample_overview)
    page.show_busy(True)  # what is shown stays until the newer numbers come
    assert not page.queue.isHidden()


def test_it_says_why_nothing_is_compared(study: Study):
    why = "RA-1 and RA-2 have done no transcript in common."
    study.page.show_overview(study.view, None, why)
    assert study.page.nothing.sentence.text() == why
    assert study.page.nothing.isVisible()
    assert not study.page.queue.isVisible()
    study.page.take(1)
    study.page.make_new()
    study.page.step(1)
    study.page.take_back()
    assert study.settlements == []
    assert study.page.panes() == []
    study.show()
    assert study.page.queue.isVisible()
    assert chosen(study) is study.open[0]


def test_agreement_throughout_offers_to_take_it_in(study: Study, qtbot):
    agreed = tuple(each for each in study.overview.episodes if not each.kinds)
    study.overview = replace(study.overview, episodes=agreed)
    study.show()
    nothing = study.page.nothing
    assert nothing.title.text() == "No disagreements"
    assert nothing.agreed.isVisible()
    with qtbot.waitSignal(study.page.agreed_asked):
        press(nothing.agreed)


def test_all_settled_is_said(study: Study):
    study.overview = replace(study.overview, episodes=tuple(study.open[:2]))
    study.show()
    for _ in range(2):
        study.page.bar.reason.setText("too thin")
        study.page.leave_out()
    assert study.page.nothing.isVisible()
    assert study.page.nothing.title.text() == "All is settled"
    assert not study.page.nothing.agreed.isVisible()
    study.page.queue.show_state("settled")
    assert not study.page.nothing.isVisible()
    assert study.page.queue.model.index(0).data(ENTRY_ROLE).settled


# How it stands on the screen -----------------------------------------------------------------


def test_panes_are_queue_text_and_reason(study: Study):
    panes = study.page.panes()
    assert panes[0] is study.page.queue.list
    assert panes[-1] is study.page.bar.reason
    for pane in panes:
        pane.setFocus()
        assert pane.hasFocus()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_and_all_is_named(
    qapp: QApplication, look: Look, sample_view: StudyView, sample_overview: Overview,
    percent: int, scheme: str,
):  # fmt: skip
    if scheme == "dark":
        look.show_theme(DARK)
    look.show_percent(percent)
    dress(qapp, look)
    page = ConsensusPage(look)
    page.resize(1280, 800)
    page.show()
    study = Study(page, sample_view, sample_overview)
    go_to(study, "code")
    study.page.take(1)
    study.page.queue.show_state("all")
    for _ in range(4):  # rows that wrap ask for another height
        QApplication.processEvents()
    ARTEFACTS.mkdir(exist_ok=True)
    assert page.grab().save(str(ARTEFACTS / f"consensus-{scheme}-1280x800-{percent}.png"))
    assert nameless(page) == []
    labels = [each for each in page.findChildren(QLabel) if each.isVisible() and each.text()]
    cut = [each.text() for each in labels if each.property("words") and is_cut(each)]
    assert cut == []
    buttons = [
        each.text()
        for each in page.findChildren(QAbstractButton)
        if each.isVisible() and each.text() and each.sizeHint().width() > each.width()
    ]
    assert buttons == []
    page.close()
    page.deleteLater()
