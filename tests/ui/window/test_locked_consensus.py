"""The lock while disagreements are settled: the one in hand, its filters, and who sits there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.lab import add_person
from annotator.app.verbs.rekeying import change_passphrase
from annotator.app.verbs.sample import make_sample
from annotator.storage import creation, opening, rekeying
from annotator.storage.key import Profile
from annotator.ui.locking import Locking
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_locking import ALT_Q, WORDS, unlock

F4 = Qt.Key.Key_F4
UNDO = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample study with a reader, encrypted with a cheap key."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening, rekeying):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        place = make_sample(tmp_path_factory.mktemp("sample"))
        with open_study(place) as study:
            study.do(add_person(study.view, "Rea", "reader"), "Add a reader")
            change_passphrase(study, WORDS, backups=True)
        yield place


@pytest.fixture
def study(master: Path, tmp_path: Path) -> OpenStudy:
    return open_study(Path(copyfile(master, tmp_path / "sample.iprstudy")), lambda: WORDS)


@pytest.fixture
def window(qapp: QApplication, study: OpenStudy) -> Iterator[Window]:
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def queue_of(window: Window):
    assert window.desk is not None
    window.wait_for_comparison()
    return window.desk.page.consensus.queue


def test_the_disagreement_in_hand_and_its_filters_come_back_and_undo_leaves_them(window: Window):
    locking = Locking(window)
    press_keys(F4)
    queue = queue_of(window)
    queue.kind.setCurrentIndex(queue.kind.findData("code"))
    queue.code.setCurrentIndex(2)
    press_keys("j", "1")
    queue_of(window)
    press_keys("j")
    in_hand, (_, filters), code = queue.entry, queue.place, queue.code.currentText()
    assert in_hand is not None
    assert queue.model.row_of(in_hand.key) > 0
    window.comparing.settle_as("Ada")  # type: ignore[union-attr]

    press_keys(ALT_Q)
    unlock(window, locking)
    queue = queue_of(window)
    assert queue.entry is not None
    assert queue.entry.key == in_hand.key
    assert queue.place == (in_hand.key, filters)
    assert queue.code.currentText() == code
    assert window.comparing.settler == "Ada"  # type: ignore[union-attr]
    press_keys(UNDO)
    queue = queue_of(window)
    assert window.desk.view.decisions == {}  # type: ignore[union-attr]
    assert queue.entry is not None
    assert queue.entry.key == in_hand.key


def test_a_reader_is_one_still_when_it_is_unlocked(window: Window):
    locking = Locking(window)
    assert window.desk is not None
    rea = window.desk.view.find_coder("Rea")
    assert rea is not None
    window.see_as(rea.id)
    press_keys(ALT_Q)
    unlock(window, locking)
    assert window.desk.study.reader == rea
    assert window.commands.only_read.startswith("Rea only reads")
