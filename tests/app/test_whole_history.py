"""Every kind of record: edits at random, back to the beginning, and on to the end again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.edits import Record
from annotator.domain.view import StudyView
from annotator.storage import create
from tests.reliability.replaying import content
from tests.storage.generating import edits
from tests.storage.making import make, new_study

MADE = make(dyads=1)


def from_disk(place: Path) -> StudyView:
    """What another program reads in the file."""
    with open_study(place) as other:
        return content(other.view)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking files takes minutes
)
@given(st.data())
def test_back_to_the_empty_study_and_on_to_the_end(data: st.DataObject) -> None:
    """The steps are every kind of record that a file holds, judgements and memos among them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "history.iprstudy"
        create(place, new_study(), None).close()
        with open_study(place) as study:
            states = [content(study.view)]
            study.do(MADE.edit, "Bring in")
            states.append(content(study.view))
            for number in range(data.draw(st.integers(3, 12))):
                study.do(data.draw(edits(study.view)), f"step {number}")
                states.append(content(study.view))
            assert_steps(study, states)
            assert from_disk(place) == states[-1]
            study.go_to(0)
            assert content(study.view) == states[0]
            assert from_disk(place) == states[0]
            assert records_but_the_study(study.view) == []
            study.go_to(len(states) - 1)
            assert content(study.view) == states[-1]
            assert from_disk(place) == states[-1]


def assert_steps(study: OpenStudy, states: list[StudyView]) -> None:
    """One by one back and on, each state as it was; an edit of nothing is a step too."""
    for state in reversed(states[:-1]):
        assert study.undo() is not None
        assert content(study.view) == state
    assert study.undo() is None
    for state in states[1:]:
        assert study.redo() is not None
        assert content(study.view) == state
    assert study.redo() is None


def records_but_the_study(view: StudyView) -> list[Record]:
    """What an empty study does not hold."""
    tables = (view.coders, view.dyads, view.codebooks, view.transcripts, view.judgements)
    return [each for table in (*tables, view.memos, view.filters) for each in table.values()]
