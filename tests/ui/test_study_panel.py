"""The panel of the study: the facts of the session on screen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from annotator.domain.view import StudyView
from annotator.ui.study_panel import FACTS, StudyPanel
from annotator.ui.theme import Look


def shown(panel: StudyPanel) -> dict[str, str]:
    """What the rows say that are on the screen."""
    facts = panel._facts
    return {name: facts.value(name) for name in FACTS if facts.value(name)}


def test_facts_go_with_their_session(qtbot: QtBot, study_view: StudyView) -> None:
    panel = StudyPanel(Look())
    qtbot.addWidget(panel)
    panel.show_recording("none", "")
    assert shown(panel) == {}  # of a study without a session nothing is said
    session_id = next(iter(study_view.sessions))
    panel.show_session(study_view, session_id, None)
    assert {"Held", "Recording"} <= shown(panel).keys()
    panel.show_session(study_view, None, None)
    assert shown(panel) == {}
    panel.show_recording("not open to you", "")
    assert shown(panel) == {}
