"""Transcripts and plans become records of their cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.verbs.importing import (
    Cell,
    import_absence,
    import_reading,
    parse_speakers,
    replace_reading,
)
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.planning import import_file
from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from tests.app.conftest import reading


def test_dyad_session_and_participant_are_made_once(study: OpenStudy) -> None:
    for voice, session in (("therapist", 3), ("therapist", 5), ("patient", 5)):
        cell = Cell(dyad="D07", session=session, voice=voice, participant=f"{voice[0].upper()}07")
        study.do(import_reading(study.view, cell, reading(), "x.txt").edit, "Import")
    view = study.view
    assert [dyad.name for dyad in view.dyads.values()] == ["D07"]
    dyad = next(iter(view.dyads.values()))
    assert [each.number for each in view.sessions_of(dyad.id)] == [3, 5]
    assert sorted(each.pseudonym for each in view.participants.values()) == ["P07", "T07"]
    assert view.participants[dyad.therapist_id or ""].pseudonym == "T07"


def test_later_rows_add_what_was_not_known_and_may_not_contradict(study: OpenStudy) -> None:
    held = datetime(2025, 3, 12, 10)
    cell = Cell(dyad="D07", session=3, voice="therapist", session_held=held)
    study.do(import_reading(study.view, cell, reading(), "x.txt").edit, "Import")
    session = study.view.find_session("D07", 3)
    assert session is not None
    assert session.held == held
    other = Cell(dyad="D07", session=3, voice="session", session_held=datetime(2025, 3, 13, 10))
    with pytest.raises(UserError, match="D07, session 3 has two values for held"):
        import_reading(study.view, other, reading(), "y.txt")


def test_an_absent_interview_has_its_reason_and_takes_no_file(study: OpenStudy) -> None:
    cell = Cell(dyad="D07", session=5, voice="patient", status="missing", reason="moved away")
    study.do(import_absence(study.view, cell).edit, "Import")
    account = study.view.find_account("D07", 5, "patient")
    interview = study.view.interview_of(account.id)
    assert interview is not None
    assert (interview.status, interview.reason) == ("missing", "moved away")
    with pytest.raises(UserError, match="is missing, yet it has a file"):
        import_reading(study.view, cell, reading(), "x.txt")


def test_what_is_said_of_the_interview_stays_when_a_file_comes(study: OpenStudy) -> None:
    planned = Cell(dyad="D07", session=5, voice="patient", status="partial", reason="ill")
    study.do(import_absence(study.view, planned).edit, "Import")
    cell = Cell(dyad="D07", session=5, voice="patient")
    study.do(import_reading(study.view, cell, reading(), "x.txt").edit, "Import")
    account = study.view.find_account("D07", 5, "patient")
    interview = study.view.interview_of(account.id)
    assert interview is not None
    assert (interview.status, interview.reason) == ("partial", "ill")
    gone = Cell(dyad="D07", session=5, voice="patient", status="missing")
    with pytest.raises(UserError, match="has a transcript, so it is not missing"):
        import_absence(study.view, gone)


def test_a_blind_coder_does_not_replace_transcripts(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text("P: Corrected.\n", encoding="utf-8")
    cell = Cell(dyad="D07", session=3, voice="patient")
    with open_study(place) as study:
        study.do(Several(tuple(coder_and_round(study.view, "RA-1")[0])), "New coder")
    with (
        open_study(place, coder="RA-1") as blind,
        Reader() as reader,
        pytest.raises(UserError, match="every coder's moments"),
    ):
        import_file(blind, reader, path, cell, replacing=True)


def test_an_unknown_label_is_told_and_a_role_given_in_vain_too(study: OpenStudy) -> None:
    said = (("Anna", "So."), ("Dr Example, Th", "Yes."), ("I", "Mm."))
    cell = Cell(
        dyad="D08",
        session=1,
        voice="therapist",
        speakers=parse_speakers("Dr Example, Th=therapist,Guest=patient"),
    )
    imported = import_reading(study.view, cell, reading(said), "x.txt")
    assert imported.transcript is not None
    assert [turn.role for turn in imported.transcript.turns] == [
        "other",
        "therapist",
        "interviewer",
    ]
    told = [note.place for note in imported.notes if note.kind == "warning"]
    assert told == ["speaker 'Anna'", "speaker 'Guest'"]


def test_a_corrected_transcript_keeps_the_roles_that_were_given(study: OpenStudy) -> None:
    said = (("Anna", "So."), ("Bo", "Yes."))
    cell = Cell(dyad="D08", session=1, voice="patient", speakers={"Anna": "interviewer"})
    study.do(import_reading(study.view, cell, reading(said), "x.txt").edit, "Import")
    corrected = reading((("Anna", "So?"), ("Bo", "Yes.")))
    again = Cell(dyad="D08", session=1, voice="patient")
    imported = replace_reading(study.view, again, corrected, "y.txt")
    assert imported.transcript is not None
    assert imported.transcript.version == 2
    assert [turn.role for turn in imported.transcript.turns] == ["interviewer", "other"]


@pytest.mark.parametrize("text", ["T", "T=boss", "T=therapist,I", "=,"])
def test_speakers_of_another_shape_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_speakers(text)


def test_a_corrected_transcript_says_what_of_the_account_stays(study: OpenStudy) -> None:
    cell = Cell(dyad="D07", session=3, voice="patient")
    account = study.view.find_account("D07", 3, "patient")
    making, coder_id, work_round = coder_and_round(study.view, "A")
    book = study.view.codebook
    judged = CodeSet(id=new_id(), name="Whole", unit="account")
    own = Judgement(
        id=new_id(),
        coder_id=coder_id,
        round_id=work_round.id,
        codebook_id=book.id,
        code_set_id=judged.id,
        unit="account",
        target_id=account.id,
    )
    with_set = Replace(book, replace(book, sets=(*book.sets, judged)))
    study.do(Several((with_set, *making, Replace(None, own))), "Judge")
    other = import_reading(study.view, replace(cell, session=5), reading(), "y.txt")
    assert not [note for note in other.notes if note.place == "judgements"]
    told = replace_reading(study.view, cell, reading((("P", "Other words."),)), "z.txt")
    (note,) = [note for note in told.notes if note.place == "judgements"]
    assert note.what.startswith("1 judgement of the account or its time bins stay")
    study.do(told.edit, "Replace")
    assert study.view.judgements == {own.id: own}


@pytest.mark.parametrize("name", ["", "a/b", "a\nb", "x" * 300])
def test_a_dyad_of_an_impossible_name_is_not_made(study: OpenStudy, name: str) -> None:
    cell = Cell(dyad=name, session=1, voice="patient")
    with pytest.raises(UserError, match="the dyad"):
        import_reading(study.view, cell, reading(), "p.txt")
