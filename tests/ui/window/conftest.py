"""The real window on a real study file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.leak_choices import LeakChoices
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.creating import create_study
from annotator.domain.edits import Record, added
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.leaks import LeakAnswer, LeakQuestion
from annotator.ui.run import made_window
from annotator.ui.theme import Look
from annotator.ui.window import Window

Keys = Callable[..., None]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of this test only."""
    home = tmp_path / "settings"
    monkeypatch.setenv("ANNOTATOR_HOME", str(home))
    return home


@pytest.fixture
def words_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is shown what was found in words that leave lets all of them go."""

    def agree(_look: Look, _parent: QWidget | None, asked: LeakQuestion) -> LeakAnswer:
        return LeakAnswer(found=asked.look(None), choices=LeakChoices())

    monkeypatch.setattr("annotator.ui.leaving.ask_leaks", agree)


@pytest.fixture(scope="session")
def study_master(tmp_path_factory: pytest.TempPathFactory, study_view: StudyView) -> Path:
    """The file that `study_file` is a copy of. Never opened again."""
    place = tmp_path_factory.mktemp("master") / "small.iprstudy"
    create_study(place, "Early Alliance Study", None)
    with open_study(place) as study:
        study.do(added(*records_of(study_view)), "Bring in the small study")
    return place


@pytest.fixture
def study_file(tmp_path: Path, study_master: Path) -> Path:
    """The small study of the widgets' tests, in a plain file, without its moments."""
    return Path(shutil.copy(study_master, tmp_path))


def records_of(view: StudyView) -> list[Record]:
    """What the small study is made of, in an order that every record finds its parts."""
    assignment = Assignment(
        id="assignment", round_id="round", coder_id="coder", account_id="therapist"
    )
    return [
        *view.coders.values(),
        *view.participants.values(),
        *view.dyads.values(),
        *view.sessions.values(),
        *view.accounts.values(),
        *view.interviews.values(),
        *view.codebooks.values(),
        *view.rounds.values(),
        assignment,
        *view.transcripts.values(),
        *(stop for stops in view.stops.values() for stop in stops),
    ]


@pytest.fixture
def settings() -> Settings:
    return Settings(scheme="light")


@pytest.fixture
def study(study_file: Path) -> OpenStudy:
    """The study, open for its coder; the window closes it."""
    return open_study(study_file, coder="RA-2")


@pytest.fixture
def window(qapp: QApplication, settings: Settings, study: OpenStudy) -> Iterator[Window]:
    """A window at work on the study, active, with the keys in the therapist's text."""
    shown = shown_window(settings)
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def shown_window(settings: Settings) -> Window:
    """A window on screen that takes keys."""
    window = made_window(settings)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return window


@pytest.fixture
def desk(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def press(window: Window) -> Keys:
    """Presses keys where the focus is, as a person does."""
    return lambda *keys: press_keys(*keys)


def press_keys(*keys: str | tuple[Qt.Key, Qt.KeyboardModifier] | Qt.Key) -> None:
    """Letters as text; else a key, or a key with modifiers."""
    for key in keys:
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget), "nothing has the focus"
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        elif isinstance(key, tuple):
            QTest.keyClick(target, key[0], key[1])
        else:
            QTest.keyClick(target, key)
        QApplication.processEvents()


def moments(desk: Desk) -> list[Moment]:
    """All moments that there are, in the order of the text."""
    return sorted(desk.view.all_moments(), key=lambda each: (each.transcript_id, each.start))
