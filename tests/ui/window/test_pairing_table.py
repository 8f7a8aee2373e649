"""The dyadic table: its filters and order, and the export of what it shows."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.analysis.dyads.pairing_table import PairingRow, pairing_table
from annotator.analysis.tables import dyadic_table, moments_table, pairings_table
from annotator.app.verbs.exporting import export_dyadic
from annotator.domain.errors import UserError
from annotator.domain.moment import Rating
from annotator.domain.round import Assignment, Opening
from annotator.domain.table import Table
from annotator.domain.view import StudyView
from annotator.ui.dialogs import pairing_table as sheet_module
from annotator.ui.dialogs.pairing_table import PairingTableQuestion, PairingTableSheet, summary
from annotator.ui.pairing_table_model import COLUMNS, SIDE_ROLE, PairingTableModel, cell_text
from annotator.ui.pairing_words import code_names
from annotator.ui.theme import Look
from tests.analysis.dyads.making import Cell, Put, paired, study
from tests.ui.window.test_screens import nameless

RATED = 3


@pytest.fixture
def view() -> StudyView:
    """Two sessions: one pairing in each, one of them rated, and what stands alone."""
    stops = ((0, 60_000, 80_000), (20, 300_000, None))
    places = (Put(start=0, end=9), Put(start=20, end=29), Put(start=40, end=49))
    made = study(
        Cell(dyad="D01", stops=stops, therapist=places, patient=places[:2]),
        Cell(dyad="D02", stops=stops, therapist=places[:1], patient=places[:2]),
    )
    made = paired(made, "D01-3", "A", "D01-3-therapist-0", "D01-3-patient-0", "D01-3-patient-1")
    return paired(made, "D02-3", "A", "D02-3-therapist-0", "D02-3-patient-0")


def shown(model: PairingTableModel) -> list[tuple[str, str]]:
    return [(row.dyad, row.one_sided) for row in model.rows()]


def test_rows_are_shown_by_party_session_and_words(qapp: QApplication, view: StudyView) -> None:
    model = PairingTableModel(pairing_table(view, None))
    assert len(shown(model)) == 5
    model.show("paired")
    assert shown(model) == [("D01", ""), ("D02", "")]
    model.show("therapist")
    assert shown(model) == [("D01", "therapist")] * 2
    model.show("patient")
    assert shown(model) == [("D02", "patient")]
    model.show("all", "D02-3")
    assert shown(model) == [("D02", ""), ("D02", "patient")]
    model.show("all", None, "CONVERGING d01")
    assert shown(model) == [("D01", "")]
    model.show("patient", "D01-3")
    assert shown(model) == []


def test_codes_are_shown_and_found(qapp: QApplication, view: StudyView) -> None:
    model = PairingTableModel(
        pairing_table(view, None), None, lambda moment: code_names(view, moment)
    )
    first = model.index(0, COLUMNS.index("Therapist"))
    assert first.data(SIDE_ROLE)[0] == "1:00 – 1:20 · Shame"
    model.show("all", None, "shame d02")
    assert shown(model) == [("D02", ""), ("D02", "patient")]
    model.show("all", None, "repair")
    assert shown(model) == []


def test_a_side_has_its_session_interval(view: StudyView) -> None:
    row = next(each for each in pairing_table(view, None) if each.dyad == "D01" and each.pairing)
    assert row.therapist is not None
    assert row.patient is not None
    assert row.therapist.interval == (60_000, 80_000)
    assert row.patient.interval == (60_000, None)  # the later stop has no end


def as_dicts(table: Table) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_the_exported_rows_hold_both_sides_in_the_order_given(view: StudyView) -> None:
    rows = list(reversed(pairing_table(view, None)))
    told = as_dicts(dyadic_table(view, rows))
    assert [(each["dyad"], each["one_sided"]) for each in told] == [
        (row.dyad, row.one_sided or None) for row in rows
    ]
    many = next(each for each in told if each["dyad"] == "D01" and each["relation"])
    first, second = (view.moment(f"D01-3-patient-{n}") for n in (0, 1))
    assert first is not None
    assert second is not None
    text = view.transcripts[first.transcript_id]
    assert many["patient_quotes"] == "|".join(text.quote(m.start, m.end) for m in (first, second))
    assert (many["therapist_start_ms"], many["therapist_end_ms"]) == (60_000, 80_000)
    assert (many["patient_start_ms"], many["patient_end_ms"]) == (60_000, None)
    assert many["patient_moments"] == "D01-3-patient-0|D01-3-patient-1"
    alone = next(each for each in told if each["one_sided"] == "patient")
    assert (alone["relation"], alone["therapist_quotes"], alone["therapist_moments"]) == (
        None,
        None,
        None,
    )
    assert alone["round"] == "r1"


def test_the_tables_of_the_export_say_paired_or_one_sided(view: StudyView) -> None:
    states = {
        each["moment_id"]: each["pairing"]
        for each in as_dicts(moments_table(view, with_text=False))
    }
    assert states["D01-3-therapist-0"] == states["D01-3-patient-1"] == "paired"
    assert states["D01-3-therapist-2"] == states["D02-3-patient-1"] == "one-sided"
    assert len(states) == 8
    told = as_dicts(pairings_table(view, with_text=False))
    assert [each["rating_intensity"] for each in told] == [None, None]


def test_the_consensus_layer_stands_in_no_row() -> None:
    put = (Put(start=0, end=9), Put(start=0, end=9, coder="S"))
    made = study(Cell(dyad="D01", stops=(), therapist=put, patient=()), consensus="S")
    assert [row.coder for row in pairing_table(made, None)] == ["A"]
    told = as_dicts(moments_table(made, with_text=False))
    assert {each["coder"]: each["pairing"] for each in told} == {"A": "one-sided", "S": None}


def test_what_is_not_read_together_yet_is_not_one_sided(view: StudyView) -> None:
    """A holds D01's two accounts in a round that hides one; D02 is open to read together."""
    given = {
        f"g-{voice}": Assignment(
            id=f"g-{voice}", round_id="r2", coder_id="c-A", account_id=f"D01-3-{voice}"
        )
        for voice in ("therapist", "patient")
    }
    hides = {**view.rounds, "r2": replace(view.rounds["r2"], hides_other_account=True)}
    alone = replace(view, rounds=hides, assignments=given)
    rows = pairing_table(alone, None)
    assert [(row.dyad, row.waits) for row in rows if row.pairing is None] == [
        ("D01", True),
        ("D01", True),
        ("D02", False),
    ]
    model = PairingTableModel(rows)
    relation = COLUMNS.index("Relation")
    waiting = [row for row in model.rows() if row.waits]
    assert {cell_text(row, relation) for row in waiting} == {"not read together yet"}
    model.show("therapist")
    assert shown(model) == []
    assert summary(rows).endswith(
        "One-sided moments: 0 of the therapist, 1 of the patient. Not read together yet: 2."
    )
    states = {
        each["moment_id"]: each["pairing"]
        for each in as_dicts(moments_table(alone, with_text=False))
    }
    assert states["D01-3-therapist-0"] == "paired"
    assert states["D01-3-therapist-2"] is None
    assert states["D02-3-patient-1"] == "one-sided"
    step = Opening(id="o", round_id="r2", coder_id="c-A", session_id="D01-3")
    opened = replace(alone, openings={"o": step})
    assert not any(row.waits for row in pairing_table(opened, None))


def test_nothing_to_export_is_said(view: StudyView, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no row to export"):
        export_dyadic(view, [], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def sheet(qtbot, look: Look, view: StudyView, tmp_path: Path) -> PairingTableSheet:
    def export(rows: Sequence[PairingRow], folder: Path) -> object:
        return export_dyadic(view, rows, folder)

    made = PairingTableSheet(
        look,
        None,
        PairingTableQuestion(
            rows=pairing_table(view, None),
            session_id="D01-3",
            folder=tmp_path / "dyadic",
            export=export,
        ),
    )
    qtbot.addWidget(made)
    made.fit(1080)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_what_is_shown_is_what_is_exported(
    sheet: PairingTableSheet, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nameless(sheet) == []
    assert sheet.count.text() == "5 rows"
    qtbot.mouseClick(sheet.scope.button("one"), Qt.MouseButton.LeftButton)
    assert sheet.count.text() == "3 rows"
    qtbot.mouseClick(sheet.shown.button("therapist"), Qt.MouseButton.LeftButton)
    sheet.order.setCurrentText("Therapist")
    assert sheet.count.text() == "2 rows"
    asked: list[int] = []

    def ask(_look: object, _parent: object, folder: Path, count: int) -> Path:
        asked.append(count)
        return folder

    monkeypatch.setattr(sheet_module, "ask_pairing_export", ask)
    qtbot.mouseClick(sheet.export, Qt.MouseButton.LeftButton)
    assert asked == [2]
    assert sheet.count.text() == "2 rows are in dyadic, dyadic.csv."
    with (tmp_path / "dyadic" / "dyadic.csv").open(encoding="utf-8", newline="") as stream:
        told = [row["therapist_moments"] for row in csv.DictReader(stream)]
    assert told == ["D01-3-therapist-1", "D01-3-therapist-2"]


def test_an_export_that_cannot_be_written_says_so(
    sheet: PairingTableSheet, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setattr(sheet_module, "ask_pairing_export", lambda *_: tmp_path / "file" / "below")
    qtbot.mouseClick(sheet.export, Qt.MouseButton.LeftButton)
    assert sheet.problem()
    sheet.words.setText("nobody said this")
    assert (sheet.count.text(), sheet.problem()) == ("0 rows", "")
    qtbot.mouseClick(sheet.export, Qt.MouseButton.LeftButton)
    assert sheet.problem() == "There is no row to export."
    assert sheet.choice() == ()


def test_ratings_stand_in_a_column_of_their_own(qapp: QApplication, view: StudyView) -> None:
    pairings = {
        key: replace(each, ratings=(Rating(scale_id="scale", value=RATED),))
        for key, each in view.pairings.items()
        if each.session_id == "D02-3"
    }
    rated = replace(view, pairings={**view.pairings, **pairings})
    model = PairingTableModel(pairing_table(rated, None))
    column = COLUMNS.index("Ratings")
    model.sort(column)
    assert [cell_text(row, column) for row in model.rows()][:2] == [f"Intensity {RATED}", ""]
    told = as_dicts(pairings_table(rated, with_text=False))
    assert {each["dyad"]: each["rating_intensity"] for each in told} == {"D01": None, "D02": RATED}
