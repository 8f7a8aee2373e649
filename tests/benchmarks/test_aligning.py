"""Two columns of 12,000 words each, set level by the session's clock.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported; the target is 30 ms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.study import Account
from annotator.domain.view import StudyView
from annotator.ui.aligning import Aligning
from annotator.ui.columns import Columns
from annotator.ui.theme import LIGHT, Look
from tests.benchmarks.test_transcript import study

NEAR_MS, APART_MS = 10_000, 60_000


def two_accounts() -> StudyView:
    """31 stops on each side: every other one is shared, the rest 40 s apart."""
    view, other = study(600, 0), study(400, 0, words_a_turn=30)
    (transcript,) = other.transcripts.values()
    patients = replace(transcript, id="patients", account_id="patient")
    stops = tuple(
        replace(
            stop,
            id=f"patients-{stop.id}",
            transcript_id=patients.id,
            start_ms=stop.start_ms + (40_000 if place % 2 else 4_000),
        )
        for place, stop in enumerate(other.stops[transcript.id])
    )
    account = Account(id="patient", session_id="session", voice="patient")
    return replace(
        view,
        accounts={**view.accounts, account.id: account},
        transcripts={**view.transcripts, patients.id: patients},
        stops={**view.stops, patients.id: stops},
    )


@pytest.fixture
def look() -> Look:
    """Light, at the usual size."""
    return Look(LIGHT, 100)


@pytest.fixture
def columns(qapp: QApplication, look: Look) -> Iterator[Columns]:
    """Both accounts side by side."""
    shown = Columns(look)
    shown.resize(1200, 800)
    shown.show()
    shown.show_session(two_accounts(), "session", "dyadic")
    for _ in range(10):
        qapp.processEvents()
    yield shown
    shown.close()


def test_two_columns_are_set_level(columns: Columns, look: Look, qapp: QApplication, benchmark):
    aligning = Aligning(columns, look)

    def loose() -> None:
        aligning.turn(False, NEAR_MS, APART_MS)
        qapp.processEvents()

    def level() -> None:
        aligning.turn(True, NEAR_MS, APART_MS)

    benchmark.pedantic(level, setup=loose, rounds=20)
    assert any(text.text.page._extra for text in columns.texts())
