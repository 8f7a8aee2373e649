"""Fixtures that more than one room of the suite uses."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from tests.labs import Lab, lab_at
from tests.servers import Server, serving

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Where tests run side by side, or a machine is shared, its clock is no judge of an example.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for a person is not that of whoever runs the suite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATOR_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> Iterator[None]:
    """What a shell runs in its background ignores Ctrl+C, and so do all that it starts."""
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def samples() -> Path:
    """The folder of real files beside the checkout."""
    if not SAMPLES.is_dir():
        pytest.skip(f"no folder of real samples at {SAMPLES}")
    return SAMPLES


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real server, one for the whole run."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def hosted(server: Server) -> Lab:
    """A study on it, made by a superuser, so that the server's counters are shut."""
    return lab_at(server, server.empty())


@pytest.fixture(scope="session")
def hosted_open(server: Server) -> Lab:
    """One made by a login that is no superuser, so that they are open."""
    return lab_at(server, server.founder())


@pytest.fixture
def fresh_application(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Settings of this test only, and nothing of a window left behind."""
    font, palette = qapp.font(), qapp.palette()
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))
    yield
    for widget in QApplication.topLevelWidgets():
        # Not all that are hidden: Qt keeps some for its own ends, and deletes them itself.
        if widget.isVisible() or isinstance(widget, QMainWindow | QDialog):
            widget.close()
            widget.deleteLater()
    QApplication.processEvents()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
