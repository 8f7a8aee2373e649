"""The dyads tab of the real window, on the sample study with everybody's work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.domain.view import StudyView
from annotator.ui.dyads.page import DyadsPage
from annotator.ui.window import Window
from tests.ui.window.conftest import shown_window


@pytest.fixture(scope="session")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study; tests work on copies."""
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_view(sample_place: Path) -> StudyView:
    """The sample study with everybody's work."""
    with open_study(sample_place) as study:
        return study.view


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))


@pytest.fixture
def settings() -> Settings:
    return Settings(scheme="light")


@pytest.fixture
def window(qapp, settings: Settings, sample_place: Path, tmp_path: Path) -> Iterator[Window]:
    """The window on a copy of the sample study, in the coding tab."""
    place = tmp_path / "sample.iprstudy"
    copyfile(sample_place, place)
    shown = shown_window(settings)
    shown.resize(1440, 900)
    shown.show_study(open_study(place))
    yield shown
    shown.close()
    shown.deleteLater()
    QApplication.processEvents()


def settled(window: Window) -> DyadsPage:
    """The tab once it shows the study as it is."""
    QApplication.processEvents()  # what was asked in this event is asked for now
    assert window.analysing is not None
    window.analysing.wait()
    QApplication.processEvents()
    assert window.desk is not None
    return window.desk.page.dyads
