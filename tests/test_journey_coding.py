"""The story of a codebook: made, coded with, changed, told apart, all of it undone and redone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.resources import resource
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.marking import mark_line
from annotator.app.verbs.recoding import recode
from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.codebook_difference import differences
from annotator.domain.view import StudyView
from annotator.formats.reading import read
from tests.reliability.replaying import content

FILES = {"therapist": "D02_S3_therapist.docx", "patient": "D02_S3_patient.txt"}
NAMES = ("Shame", "Distance", "Repair", "Warmth")


def from_disk(place: Path) -> StudyView:
    with open_study(place) as other:
        return content(other.view)


def edit(study: OpenStudy, text: str, do: Callable[[Codebook], Codebook]) -> None:
    made = change_codebook(study.view, study.seen_by, do)
    assert made is not None
    study.do(made, text)


def code_id(study: OpenStudy, name: str) -> str:
    return next(code.id for _, code in study.view.codebook.codes() if code.name == name)


def test_a_codebook_is_made_used_changed_and_all_is_taken_back_and_done_again(
    tmp_path: Path,
) -> None:
    place = tmp_path / "lab.iprstudy"
    create_study(place, "Lab", None)
    with open_study(place) as study:
        empty = content(study.view)
        for voice, name in FILES.items():
            reading = read(resource(f"sample/transcripts/{name}").read_bytes(), name)
            cell = Cell(dyad="D02", session=3, voice=voice)
            study.do(import_reading(study.view, cell, reading, name).edit, f"Import {name}")
        edit(study, "Add a set", lambda b: change.add_set(b, CodeSet(id="s", name="Moments")))
        for name in NAMES:
            new = Code(id=name.lower(), name=name, key=name[0])
            edit(study, f"Add {name}", lambda b, new=new: change.add_code(b, "s", new))  # type: ignore[misc]
        assert study.view.codebook.number == 1
        for voice in FILES:
            for number, name in enumerate(NAMES):
                line = {"dyad": "D02", "session": 3, "account": voice, "codes": [name]}
                line |= {"start": 40 * number, "end": 40 * number + 25}
                made = mark_line(study.view, "RA-1", line)[1]
                assert made is not None
                study.do(made, f"Code as {name}")
        used = study.view.codebook
        edit(study, "Rename", lambda b: change.change_code(b, "repair", name="Mending"))
        edit(study, "Merge", lambda b: fate.merge_codes(b, {"shame"}, "distance"))
        edit(study, "Split", lambda b: fate.split_code(b, "warmth", ["Kindness", "Humour"]))
        edit(study, "Retire", lambda b: fate.retire(b, {"repair"}))
        newest = study.view.codebook
        assert (used, newest.number) == (study.view.codebooks[used.id], 2)
        assert [each.sentence for each in differences(used, newest)] == [
            "Moments/Shame: merged into Distance",
            "Moments/Repair is now called Mending",
            "Moments/Mending: retired",
            "Moments/Kindness: new",
            "Moments/Humour: new",
            "Moments/Warmth: split into Kindness and Humour",
        ]
        assert {each.codebook_id for each in study.view.all_moments()} == {used.id}
        coder = study.view.find_coder("RA-1")
        assert coder is not None
        report = recode(study.view, coder.id)
        assert (report.moved, len(report.undecided), len(report.kept)) == (6, 2, 0)
        assert report.edit is not None
        study.do(report.edit, "Bring the work to version 2")
        codes = [each.codes for each in study.view.all_moments()]
        assert codes == [("distance",), ("distance",), ("repair",), ("warmth",)] * 2
        end = content(study.view)
        assert from_disk(place) == end
        steps = 0
        while study.undo() is not None:
            steps += 1
        assert steps == 2 + 1 + 4 + 8 + 4 + 1
        assert content(study.view) == empty == from_disk(place)
        while study.redo() is not None:
            steps -= 1
        assert steps == 0
        assert content(study.view) == end == from_disk(place)
        assert study.check() == []
