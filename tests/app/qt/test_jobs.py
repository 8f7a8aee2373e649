from __future__ import annotations

from threading import Event, Timer

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from annotator.app.qt.jobs import Jobs


def test_who_is_deleted_hears_nothing_and_nobody_dies(
    qapp: QApplication, capfd: pytest.CaptureFixture[str]
) -> None:
    """Qt waits for what runs; what it then tells has nowhere to go."""
    begun, free = Event(), Event()
    jobs = Jobs()
    heard: list[object] = []
    jobs.done.connect(heard.append)

    def work() -> None:
        begun.set()
        free.wait(10)

    jobs.run(work)
    assert begun.wait(10)
    later = Timer(0.05, free.set)  # while Qt waits
    later.start()
    delete(jobs)
    later.join()
    qapp.processEvents()
    assert heard == []
    assert capfd.readouterr().err == ""
