"""The agreement tab of the real window, on the sample study with everybody's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.overview import Overview
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.app.verbs.sample import make_sample
from annotator.domain.view import StudyView
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.window import Window
from tests.ui.window.conftest import shown_window


@dataclass(frozen=True)
class Shown:
    """The window with the agreement tab in it."""

    window: Window
    page: AgreementPage
    overview: Overview


@pytest.fixture(scope="session")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study; tests work on copies."""
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_view(sample_place: Path) -> StudyView:
    """The sample study with the work of RA-1 and RA-2."""
    with open_study(sample_place) as study:
        return study.view


@pytest.fixture(scope="session")
def sample_overview(sample_view: StudyView) -> Overview:
    """Its comparison."""
    return overview_of(sample_view, Comparison())


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))


@pytest.fixture
def settings() -> Settings:
    return Settings(scheme="light")


@pytest.fixture
def shown(qtbot, settings: Settings, sample_place: Path, tmp_path: Path) -> Iterator[Shown]:
    """The agreement tab, up to date, with the keys in it."""
    place = tmp_path / "sample.iprstudy"
    copyfile(sample_place, place)
    window = shown_window(settings)
    window.show_study(open_study(place))
    window.show_tab("agreement")
    yield compared(qtbot, window)
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def compared(qtbot, window: Window) -> Shown:
    """Waits for the overview of the study as it is now."""
    assert window.comparing is not None
    assert window.desk is not None
    comparing, page = window.comparing, window.desk.page.agreement

    def is_new() -> bool:
        computed, study = comparing.computed, comparing.study
        return computed is not None and computed.view is study.view

    qtbot.waitUntil(is_new, timeout=20_000)
    QApplication.processEvents()
    overview = comparing.computed.overview if comparing.computed else None
    assert overview is not None
    return Shown(window, page, overview)
