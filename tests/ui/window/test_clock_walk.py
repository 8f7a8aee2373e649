"""A long walk of stops and asides: undo and redo lead back, and the columns show what there is."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt

from annotator.app.verbs import asides, session_time, stops
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from tests.ui.window.conftest import Keys, press_keys

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)
VOICES = ("therapist", "patient")


def clock_of(view: StudyView) -> tuple[object, ...]:
    """All that makes session times."""
    return dict(view.stops), dict(view.asides), dict(view.accounts)


def some_edit(view: StudyView, chance: random.Random) -> Edit | None:
    """Something that a person may do to the clock of one of the two accounts."""
    voice = chance.choice(VOICES)
    transcript = view.transcripts[f"text-{voice}"]
    own, ranges = view.stops_of(transcript.id), view.asides_of(transcript.id)
    start = chance.randrange(len(transcript.text) - 40)
    time_ms = chance.randrange(2_892) * 1000
    what = chance.choice(["place", "move", "delete", "mark", "change", "away", "offset"])
    if what == "place":
        return stops.place(view, transcript.id, start, start_ms=time_ms)
    if what in ("move", "delete") and own:
        stop = chance.choice(own)
        return stops.move(view, stop, time_ms) if what == "move" else stops.delete(stop)
    if what == "mark":
        end = start + chance.randrange(1, 40)
        return asides.mark(view, transcript.id, start, end)
    if what in ("change", "away") and ranges:
        aside = chance.choice(ranges)
        if what == "away":
            return asides.take_away(aside)
        return asides.change(view, aside, start_ms=time_ms, end_ms=None, note="")
    return session_time.set_offset(view, view.accounts[voice], chance.randrange(-30, 30) * 1000)


def assert_shown(desk: Desk) -> None:
    """Columns and timeline show just what the study holds."""
    view, picture = desk.view, desk.page.timeline._picture
    assert picture is not None
    for voice in VOICES:
        text, transcript_id = desk.page.columns.text(voice), f"text-{voice}"
        assert text is not None
        offset = view.accounts[voice].clock_offset_ms
        own = view.stops_of(transcript_id)
        assert set(text.text.sheet.bands) == {stop.id for stop in own}
        marked = [each.span for each in text.text.sheet.asides]
        assert marked == [(each.start, each.end) for each in view.asides_of(transcript_id)]
        party = picture.party(voice)
        assert party is not None
        drawn = dict(zip(party.stop_ids, party.stop_ms[:, 0].tolist(), strict=True))
        assert drawn == {stop.id: stop.start_ms + offset for stop in own}


@pytest.mark.parametrize(("seed", "aligned"), [(1, False), (2, True)])
def test_walk(desk: Desk, press: Keys, seed: int, aligned: bool) -> None:
    chance = random.Random(seed)
    if aligned:
        press((Qt.Key.Key_L, CTRL))
    states = [clock_of(desk.view)]
    here = 0
    for _ in range(20):
        turn = chance.random()
        if turn < 0.2:
            press_keys(UNDO)
            here = max(here - 1, 0)
        elif turn < 0.35:
            press_keys(REDO)
            here = min(here + 1, len(states) - 1)
        else:
            view = desk.view
            try:
                edit = some_edit(view, chance)
            except UserError:  # two ranges would overlap
                continue
            if edit is not None:
                made = edit
                assert desk.coding.attempt(lambda: made, "Something")  # noqa: B023 - done at once
                del states[here + 1 :]
                states.append(clock_of(desk.view))
                here += 1
        assert clock_of(desk.view) == states[here]
        assert_shown(desk)
    assert len(states) > 5
