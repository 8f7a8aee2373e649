"""Decisions whose moments the coders have deleted: listed, shown, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.consensus import Decision
from annotator.ui.consensus.entries import Entry, Filters, left_over_entries
from annotator.ui.consensus.left_over import GONE, excerpt_without_moments
from annotator.ui.consensus.queue_model import ENTRY_ROLE
from tests.ui.consensus.conftest import Study
from tests.ui.consensus.studies import overview_of


def without_moments(study: Study, episode: Episode) -> None:
    """The coders delete what a decision was about; what is compared is compared anew."""
    gone = {moment.id for _, moment in episode.moments}
    transcript_id = episode.document.transcript.id
    own = study.view.moments_of(transcript_id)
    left = {key: each for key, each in own.items() if key not in gone}
    study.view = replace(study.view, moments={**study.view.moments, transcript_id: left})
    study.overview = overview_of(study.view)
    study.show()


@pytest.fixture
def decision(study: Study) -> Decision:
    """A passage of two coders is taken as the first has it; then both delete theirs."""
    episode = next(each for each in study.open if len(each.moments) == 2)
    study.page.choose_episode(episode)
    study.page.take(1)
    [made] = study.view.decisions.values()
    without_moments(study, episode)
    return made


def layer_size(study: Study) -> int:
    own = study.view.consensus
    return sum(own is not None and each.coder_id == own.id for each in study.view.all_moments())


def go_to(study: Study) -> Entry:
    """Chooses the entry of the decision."""
    study.page.queue.show_state("settled")
    QApplication.processEvents()
    entry = study.page.entry
    assert entry is not None
    assert entry.is_left_over
    return entry


def test_it_stands_among_the_settled_and_is_counted_apart(study: Study, decision: Decision):
    [entry] = left_over_entries(study.view, study.overview.compared)
    assert entry.decision == decision
    assert entry.key == {decision.id}
    assert (entry.settled, entry.note, entry.episode.said) == (True, "", GONE)
    assert entry.time
    assert not Filters(state="open").let_through(entry)
    counts = study.page.queue.counts.text()
    assert counts == (
        f"{len(study.open)} disagreements · 0 settled · 1 decision on moments that are gone"
    )
    study.page.queue.show_state("settled")
    assert study.page.queue.model.rowCount() == 1
    said = str(study.page.queue.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert GONE in said
    assert "Took one coder’s · PI" in said


def test_its_excerpt_has_the_mark_of_the_consensus_and_of_nobody_else(
    study: Study, decision: Decision
):
    entry = go_to(study)
    excerpt = excerpt_without_moments(study.view, entry.episode, decision)
    [mark] = excerpt.marks
    [made] = (study.view.moment(each) for each in decision.made_ids)
    assert made is not None
    text = entry.episode.document.transcript
    assert excerpt.text[mark.start : mark.end] == text.quote(made.start, made.end)
    assert mark.said.startswith("Consensus ")
    names = study.page.sides.names()
    assert names == ["RA-1", "RA-2", "Consensus"]
    assert entry.decision is not None
    nothing = replace(entry.decision, made_ids=())
    assert excerpt_without_moments(study.view, entry.episode, nothing).marks == ()


def test_keys_that_decide_say_why_not(study: Study, decision: Decision):
    go_to(study)
    page, before = study.page, len(study.settlements)
    code_id = study.overview.compared.code_set.codes[0].id
    page.bar.reason.setText("because")
    for act in (
        lambda: page.take(0),
        lambda: page.take(1),
        page.make_new,
        page.leave_out,
        lambda: page.mark_with(code_id),
    ):
        page.bar.say("")
        act()
        assert "gone" in page.bar.hint.text()
    assert len(study.settlements) == before
    assert page.bar.take_button(1) is None
    assert not page.bar.new.isVisible()
    assert not page.bar.leave_out.isVisible()


def test_it_is_taken_back_by_the_button_and_the_layer_is_rid_of_it(
    study: Study, decision: Decision
):
    assert layer_size(study) == 1
    go_to(study)
    assert study.page.bar.back.isVisible()
    QTest.mouseClick(study.page.bar.back, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not study.view.decisions
    assert layer_size(study) == 0
    assert study.page.queue.model.rowCount() == 0
    study.page.queue.show_state("open")
    assert study.page.entry is not None
    assert study.page.bar.new.isVisible()


def test_it_is_opened_in_the_text_where_it_was_decided(study: Study, decision: Decision, qtbot):
    go_to(study)
    with qtbot.waitSignal(study.page.text_asked) as asked:
        study.page.open_in_text()
    assert asked.args == [decision.transcript_id, decision.start, decision.end]


def test_it_is_listed_where_nothing_else_is_compared(study: Study, decision: Decision):
    study.overview = replace(
        study.overview,
        compared=replace(study.overview.compared, documents=()),
        episodes=(),
    )
    study.show()
    assert study.page.queue.isVisible()
    assert "take it back under “Settled”" in study.page.nothing.sentence.text()
    entry = go_to(study)
    assert entry.decision == decision
    study.page.take_back()
    assert not study.view.decisions
    assert not study.page.queue.isVisible()


def test_a_decision_of_another_set_or_round_is_not_listed(study: Study, decision: Decision):
    compared = study.overview.compared
    for other in (
        replace(compared, round=replace(compared.round, id="another")),
        replace(compared, code_set=replace(compared.code_set, id="another")),
    ):
        assert left_over_entries(study.view, other) == []


def test_with_a_moment_left_it_is_a_disagreement_to_decide_again(study: Study):
    episode = next(each for each in study.open if len(each.moments) == 2)
    study.page.choose_episode(episode)
    study.page.take(1)
    without_moments(study, replace(episode, moments=episode.moments[:1]))
    assert left_over_entries(study.view, study.overview.compared) == []
    model = study.page.queue.model
    entries = [model.index(row).data(ENTRY_ROLE) for row in range(model.rowCount())]
    [again] = [each for each in entries if each.decision is not None]
    assert again.note == "Changed since it was settled"
    assert not again.settled
