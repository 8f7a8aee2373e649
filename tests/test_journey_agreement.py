"""The story of two coders: marked by scripts, compared, settled by keys, exported as consensus."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.resources import resource
from annotator.app.settings import Settings
from annotator.domain.anchoring import places
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.consensus.entries import Entry
from annotator.ui.consensus.page import ConsensusPage
from annotator.ui.window import Window
from tests.cli.conftest import Run, run
from tests.ui.window.conftest import press_keys, shown_window

pytestmark = pytest.mark.usefixtures("fresh_application")

__all__ = ["run"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
F2, F3, F4 = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4
CODERS = ("RA-1", "RA-2")
CELLS = {
    ("D02", 3, "patient"): "D02_S3_patient.txt",
    ("D01", 3, "therapist"): "D01_S3_therapist.docx",
}
"""Two accounts of the sample study that both coders have done."""


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Path:
    """A study with the work of both coders, all of it brought in by the commands."""
    study = tmp_path / "lab.iprstudy"
    codebook = str(resource("sample/codebook.csv"))
    assert run("new", study, "--title", "Lab", "--plain", "--codebook", codebook).code == 0
    for (dyad, session, account), name in CELLS.items():
        cell = ("--dyad", dyad, "--session", session, "--account", account)
        assert run("import", study, resource(f"sample/transcripts/{name}"), *cell).code == 0
    with open_study(study) as opened:
        view = opened.view
    for coder in CODERS:
        lines = "\n".join(json.dumps(each) for each in lines_of(view, coder))
        marked = run("mark", study, "--coder", coder, stdin=lines)
        assert marked.code == 0, marked.err
        assert len(marked.out.split()) == lines.count("\n") + 1
        for dyad, session, account in CELLS:
            cell = ("--dyad", dyad, "--session", session, "--account", account)
            assert run("done", study, "--coder", coder, *cell).code == 0
    return study


def lines_of(view: StudyView, coder: str) -> Iterator[dict[str, Any]]:
    """What a script of this coder would hand over."""
    text = resource("sample/moments.jsonl").read_text(encoding="utf-8")
    for line in filter(None, text.splitlines()):
        fields = json.loads(line)
        cell = (fields["dyad"], fields["session"], fields["account"])
        if fields.pop("coder") == coder and cell in CELLS:
            transcript = view.transcript_of(view.find_account(*cell).id)
            assert transcript is not None
            [start] = places(transcript.text, fields["quote"])
            yield {**fields, "start": start, "end": start + len(fields["quote"])}


@dataclass
class Work:
    """The window at work, and what a person looks at in it."""

    window: Window
    qtbot: Any

    @property
    def view(self) -> StudyView:
        assert self.window.desk is not None
        return self.window.desk.view

    @property
    def page(self) -> ConsensusPage:
        assert self.window.desk is not None
        return self.window.desk.page.consensus

    @property
    def entry(self) -> Entry:
        assert self.page.entry is not None
        return self.page.entry

    def up_to_date(self) -> None:
        """Waits until the numbers are those of the study as it is now."""
        comparing = self.window.comparing
        assert comparing is not None

        def is_new() -> bool:
            computed = comparing.computed
            return computed is not None and computed.view is comparing.study.view

        self.qtbot.waitUntil(is_new, timeout=10_000)
        QApplication.processEvents()

    def press(self, *keys: Any) -> None:
        press_keys(*keys)
        self.up_to_date()


def opened(place: Path, qtbot: Any) -> Work:
    window = shown_window(Settings(scheme="light"))
    window.show_study(open_study(place))
    QApplication.processEvents()
    return Work(window, qtbot)


def layer(view: StudyView) -> list[Moment]:
    """The consensus."""
    own = view.consensus
    return [] if own is None else [m for m in view.all_moments() if m.coder_id == own.id]


def theirs(view: StudyView) -> dict[str, Moment]:
    """The coders' own moments."""
    own = view.consensus
    return {m.id: m for m in view.all_moments() if own is None or m.coder_id != own.id}


def rows_of(run: Run, place: Path, out: Path, name: str) -> list[tuple[str, ...]]:
    """The rows of a table of the export, head and all, as they stand in the file."""
    assert run("export", place, out, "--to", "csv", "--with-text").code == 0
    with (out / name).open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_from_two_coders_to_one_consensus(qtbot, place: Path, run: Run, tmp_path: Path) -> None:
    before = rows_of(run, place, tmp_path / "before", "moments.csv")
    work = opened(place, qtbot)
    coded = theirs(work.view)

    # The numbers are read; they are those of the command line.
    press_keys(F3)
    work.up_to_date()
    assert work.window.desk is not None
    agreement = work.window.desk.page.agreement
    printed = run("agreement", place, "--json")
    by_name = {r["coefficient"]: r for r in printed.json["results"] if r["code"] is None}
    card = agreement.numbers.headline[0]
    assert card.value() == f"{by_name['bar_u_alpha']['value']:.2f}".removeprefix("0")

    # A disagreement is opened in the text, with both coders' marks, and then settled.
    press_keys("j")
    looked_at = agreement.passages.entry()
    assert looked_at is not None
    press_keys(Qt.Key.Key_Return)
    assert work.window.desk.page.tab == "coding"
    assert work.window.desk.page.columns.in_hand is not None
    press_keys(F4)
    work.up_to_date()
    assert work.page.entry is not None
    open_at_first = work.page.queue.model.rowCount()

    # Take the first coder's where both have something; undo and redo.
    while len(work.entry.episode.moments) < 2:
        press_keys("j")
    taken = work.entry
    work.press("1")
    [settled] = layer(work.view)
    mine = dict(taken.episode.moments)["RA-1"]
    assert (settled.start, settled.end, settled.codes) == (mine.start, mine.end, mine.codes)
    assert len(work.view.decisions) == 1
    work.press((Qt.Key.Key_Z, CTRL))
    assert layer(work.view) == []
    assert work.view.decisions == {}
    work.press((Qt.Key.Key_Z, CTRL | SHIFT))
    assert [each.id for each in layer(work.view)] == [settled.id]
    assert work.page.queue.model.rowCount() == open_at_first - 1

    # Another is left out, with its reason.
    left_out = work.entry
    press_keys("m", "Not a moment.", Qt.Key.Key_Escape)
    work.press("x")
    assert len(layer(work.view)) == 1
    choices = {each.choice: each for each in work.view.decisions.values()}
    assert choices["leave out"].reason == "Not a moment."
    assert set(choices["leave out"].moment_ids) == set(left_out.key)

    # All that the coders agree on goes in at once.
    work.press((Qt.Key.Key_A, CTRL | SHIFT))
    agreed = [each for each in work.view.decisions.values() if each.choice == "agreed"]
    assert agreed
    assert len(layer(work.view)) == 1 + len(agreed)
    assert theirs(work.view) == coded
    kept, decisions = layer(work.view), dict(work.view.decisions)
    assert work.window.close()

    # It is all there when the study is opened again.
    again = opened(place, qtbot)
    assert sorted(layer(again.view), key=str) == sorted(kept, key=str)
    assert again.view.decisions == decisions
    press_keys(F4)
    again.up_to_date()
    assert again.page.queue.model.rowCount() == open_at_first - 2
    assert again.window.close()

    # The export holds the consensus and the decisions; the coders' rows are as they were.
    after = rows_of(run, place, tmp_path / "after", "moments.csv")
    assert [row for row in after if row in set(before)] == before
    assert len(after) == len(before) + len(kept)
    moments = {row["moment_id"]: row for row in table(tmp_path / "after", "moments.csv")}
    for each in kept:
        row = moments[each.id]
        text = again_text(place, each)
        assert (row["coder"], row["quote"]) == ("Consensus", text)
    rows = {row["decision_id"]: row for row in table(tmp_path / "after", "decisions.csv")}
    assert set(rows) == set(decisions)
    row = next(each for each in rows.values() if each["choice"] == "take")
    assert row["consensus_moments"] == settled.id
    assert set(row["moments"].split("|")) == set(taken.key)
    assert row["decided_by"] == "PI"
    assert row["coders"] == "RA-1|RA-2"

    # The command line compares a coder with the consensus, once its layer is done.
    with_layer = run("agreement", place, "--coders", "RA-1,Consensus", "--include-unfinished")
    assert with_layer.code == 0, with_layer.err
    assert "RA-1" in with_layer.out
    usual = run("agreement", place, "--json")
    assert usual.json == printed.json  # the consensus is no coder of the comparison
    assert run("check", place).code == 0


def test_settled_to_the_end_the_layer_is_done(qtbot, place: Path, run: Run) -> None:
    work = opened(place, qtbot)
    press_keys(F4)
    work.up_to_date()
    for _ in range(200):
        if work.page.entry is None:
            break
        marked = dict(work.entry.episode.moments)
        work.press("1" if "RA-1" in marked else "2")
    work.press((Qt.Key.Key_A, CTRL | SHIFT))
    assert work.page.entry is None
    assert work.window.close()
    found = run("agreement", place, "--coders", "RA-1,Consensus", "--json")
    assert found.code == 0, found.err
    own = {r["coefficient"]: r for r in found.json["results"] if r["code"] is None}
    other = run("agreement", place, "--coders", "RA-2,Consensus", "--json")
    others = {r["coefficient"]: r for r in other.json["results"] if r["code"] is None}
    assert own["bar_u_alpha"]["value"] > others["bar_u_alpha"]["value"]  # RA-1 was taken
    assert run("check", place).code == 0


def again_text(place: Path, moment: Moment) -> str:
    with open_study(place) as study:
        return study.view.transcripts[moment.transcript_id].quote(moment.start, moment.end)
