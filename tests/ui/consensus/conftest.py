"""The sample study, compared, and the page on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.episodes import Episode, disagreements
from annotator.analysis.agreement.overview import Overview
from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.app.verbs.settling import settle, unsettle
from annotator.domain.view import StudyView
from annotator.ui.consensus import ConsensusPage, Settlement
from annotator.ui.stylesheet import dress
from annotator.ui.theme import Look
from tests.ui.consensus.studies import overview_of


class Study:
    """A study in memory: what the page decides is done to its view, and shown again."""

    def __init__(self, page: ConsensusPage, view: StudyView, overview: Overview) -> None:
        self.page, self.view, self.overview = page, view, overview
        self.settlements: list[Settlement] = []
        page.settled.connect(self.settle)
        page.unsettled.connect(self.unsettle)
        self.show()

    def show(self) -> None:
        """Shows the newest view."""
        self.page.show_overview(self.view, self.overview)
        QApplication.processEvents()

    def settle(self, wanted: Settlement) -> None:
        """As the window does."""
        self.settlements.append(wanted)
        edit = settle(
            self.view,
            wanted.episode,
            wanted.choice,
            taken=wanted.taken,
            new=wanted.new,
            reason=wanted.reason,
            decided_by="PI",
        )
        self.view = self.view.after(edit, self.view.revision + 1)
        self.show()

    def unsettle(self, decision_id: str) -> None:
        """As the window does."""
        edit = unsettle(self.view, self.view.decisions[decision_id])
        self.view = self.view.after(edit, self.view.revision + 1)
        self.show()

    @property
    def open(self) -> list[Episode]:
        """The disagreements, largest first."""
        return disagreements(self.overview.episodes)


@pytest.fixture(scope="session")
def sample_view(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    """The sample study with the work of RA-1 and RA-2."""
    place: Path = make_sample(tmp_path_factory.mktemp("sample"))
    with open_study(place) as study:
        return study.view


@pytest.fixture(scope="session")
def sample_overview(sample_view: StudyView) -> Overview:
    """Its comparison."""
    return overview_of(sample_view)


@pytest.fixture
def page(qapp: QApplication, look: Look) -> Iterator[ConsensusPage]:
    """The page on the screen, active, with nothing to show yet."""
    dress(qapp, look)
    shown = ConsensusPage(look)
    shown.resize(1440, 900)
    shown.show()
    shown.activateWindow()
    QTest.qWaitForWindowActive(shown)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def study(page: ConsensusPage, sample_view: StudyView, sample_overview: Overview) -> Study:
    """The page at work on the sample study."""
    return Study(page, sample_view, sample_overview)


Press = Callable[..., None]
