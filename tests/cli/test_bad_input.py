"""Bad input: one line with file, place and advice; exit 2; nothing written."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(64)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
CELL = ("--dyad", "D08", "--session", "1", "--account", "patient")


def bomb() -> bytes:
    """A docx whose text unpacks to 100 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * (100 << 20))
    return stream.getvalue()


FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "empty.docx": b"",
    "picture.docx": PNG,
    "locked.docx": OLE,
    "old.doc": OLE,
    "bomb.docx": bomb(),
    "zeros.txt": b"P: so\0so\n",
    "broken.vtt": b"WEBVTT\n\n00:01 --> 00:xx\nSo.\n",
    "broken.srt": b"1\n00:00:01,000 --> \nSo.\n",
    "header.vtt": b"WEBVTT\n",
    "what.xyz": b"\x00\x01\x02\x03",
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_transcript_is_told_and_nothing_is_stored(
    run: Run, study: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    before = study.read_bytes()
    for command in (("inspect", path), ("import", study, path, *CELL)):
        ran = run(*command)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
        assert name in ran.err
        assert ran.err.count(";") >= 1, f"no advice: {ran.err}"
    assert study.read_bytes() == before


def test_a_broken_cue_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.vtt"
    path.write_bytes(FILES["broken.vtt"])
    assert "line 3" in run("inspect", path).err


def test_a_newer_study_is_refused(run: Run, study: Path) -> None:
    content = bytearray(study.read_bytes())
    assert int.from_bytes(content[60:64], "big") > 0  # user_version in SQLite's header
    content[60:64] = (9999).to_bytes(4, "big")
    study.write_bytes(content)
    ran = run("show", study)
    assert ran.code == 2
    assert "newer" in ran.err
    assert study.read_bytes() == bytes(content)


@pytest.mark.parametrize("content", [b"", PNG, b"so" * 5000, b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_study_is_told(run: Run, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "x.iprstudy"
    place.write_bytes(content)
    ran = run("show", place)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert place.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["x.iprstudy"]


def test_a_study_is_never_written_over(run: Run, study: Path) -> None:
    before = study.read_bytes()
    ran = run("new", study, "--title", "Again", "--plain")
    assert ran.code == 2
    assert study.read_bytes() == before


def bare_rights() -> list[str]:
    """How to run a command so that a read-only folder is read-only for root too."""
    if os.name == "nt" or os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write anywhere and setpriv is not installed")
    return [setpriv, "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]


@pytest.mark.skipif(os.name == "nt", reason="rights of folders are another matter on Windows")
def test_a_read_only_folder_is_told(study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0o555)
    for words in (
        ["new", f"{folder}/a.iprstudy", "--title", "A", "--plain"],
        ["export", str(study), f"{folder}/out", "--to", "csv"],
        ["demo", f"{folder}/demo"],
    ):
        ran = subprocess.run(
            [*bare_rights(), sys.executable, "-m", "annotator", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        assert ran.returncode == 2, ran.stderr
        assert len(ran.stderr.splitlines()) == 1
        assert str(folder) in ran.stderr
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"name,key\nShame,H\nShame,D\n", "line 3"),
        (b"name,key\nShame,J\n", "line 2"),
        (b"", "codebook.csv"),
        (b"key\nH\n", "name"),
    ],
)
def test_a_bad_codebook_makes_no_study(run: Run, tmp_path: Path, table: bytes, told: str) -> None:
    codebook = tmp_path / "codebook.csv"
    codebook.write_bytes(table)
    place = tmp_path / "x.iprstudy"
    ran = run("new", place, "--title", "X", "--plain", "--codebook", codebook)
    assert ran.code == 2
    assert told in ran.err
    assert not place.exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("D01,three,patient,,,", "line 2"),
        ("D01,3,patient,2025-13-01,,", "line 2"),
        ("D01,3,patient,,1:75:00,", "line 2"),
        (",3,patient,,,", "line 2"),
        ("D01,3,patient,,,maybe", "line 2"),
    ],
)
def test_a_bad_plan_row_is_told_with_its_line(
    run: Run, study: Path, tmp_path: Path, row: str, told: str
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(
        f"dyad,session,account,session_held,session_length,status\n{row}\n", encoding="utf-8"
    )
    before = study.read_bytes()
    ran = run("import", study, "--plan", plan)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert study.read_bytes() == before


# Stops and dates: told where they stand, and nothing else stops working ---------------------

ODD_STOPS = (
    "I: So?\n[video 12:30-12:48]\nP: One.\n[video 12:40-12:50]\nP: Two.\n"
    "[video 3:00-2:00]\nP: Three.\n[video 1:75:00]\nP: Four.\n[video 55:00]\nP: Five.\n"
)


def plan_of(folder: Path, *rows: str) -> Path:
    """A plan beside one transcript, `odd.txt`."""
    (folder / "odd.txt").write_text(ODD_STOPS, encoding="utf-8")
    plan = folder / "plan.csv"
    head = "dyad,session,account,session_held,session_length,interview_held,file"
    plan.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return plan


def test_odd_stops_are_told_where_they_stand_and_the_rest_works(
    run: Run, study: Path, tmp_path: Path
) -> None:
    row = "D09,1,patient,2026-03-01 10:00,50:00,2026-03-01 12:00,odd.txt"
    ran = run("import", study, "--plan", plan_of(tmp_path, row))
    assert ran.code == 0
    assert "line 6: the stop 3:00 - 2:00 ends before it starts: read as it stands" in ran.out
    assert "line 8: a stop marker whose time 1:75:00 is none: left in the text" in ran.out
    assert "stop 12:30: overlaps the stop at 12:40" in ran.out
    assert "stop 55:00: starts at 55:00, after the session’s end at 50:00" in ran.out
    rows = run("show", study, "--json").json["interviews"]
    found = next(each for each in rows if each["dyad"] == "D09")["stop_findings"]
    told = [(each["oddity"], each["session_start_ms"]) for each in found]
    assert told == [
        ("overlap", 750_000),
        ("overlap", 760_000),
        ("backwards", 180_000),
        ("out of order", 180_000),
        ("after the recording", 3_300_000),
    ]
    text = run("text", study, "--dyad", "D09", "--session", "1", "--account", "patient").out
    starts = [text[each["position"] :].split(".")[0] for each in found]
    assert starts == ["One", "Two", "Three", "Three", "Five"]
    printed = run("show", study).out
    assert "stop 55:00 at" in printed
    assert "after the session’s end at 50:00" in printed
    assert run("export", study, tmp_path / "out", "--to", "csv").code == 0
    table = (tmp_path / "out" / "stops.csv").read_text(encoding="utf-8-sig")
    assert "overlaps the stop at 12:40" in table
    assert run("check", study).code == 0


def test_a_session_without_a_length_is_told(run: Run, study: Path) -> None:
    (shown,) = run("show", study, "--json").json["interviews"]
    assert [(each["oddity"], each["position"]) for each in shown["stop_findings"]] == [
        ("no length", None)
    ]
    assert "the session has no length" in run("show", study).out


def test_an_interview_before_its_session_is_told(run: Run, study: Path, tmp_path: Path) -> None:
    row = "D09,1,patient,2026-03-02 10:00,50:00,2026-03-01 12:00,odd.txt"
    ran = run("import", study, "--plan", plan_of(tmp_path, row))
    assert ran.code == 0
    assert ran.out.count("before its session") == 1
    by_dyad = {each["dyad"]: each for each in run("show", study, "--json").json["interviews"]}
    assert by_dyad["D09"]["before_session"] is True
    assert by_dyad["D07"]["before_session"] is False
    assert "held before its session" in run("show", study).out


@pytest.mark.parametrize("second", ["D09,1,patient,,,,odd.txt", "D09,1,patient,,,,"])
def test_two_interviews_for_one_cell_are_told_with_both_lines(
    run: Run, study: Path, tmp_path: Path, second: str
) -> None:
    before = study.read_bytes()
    plan = plan_of(tmp_path, "D09,1,patient,,,,odd.txt", "D09,1,therapist,,,,", second)
    ran = run("import", study, "--plan", plan)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "line 4" in ran.err
    assert "line 2 already" in ran.err
    assert study.read_bytes() == before


WRITERS = {
    "csv": ("export", "--to", "csv"),
    "with-text": ("export", "--to", "csv", "--with-text"),
    "agreement": ("export", "--to", "agreement"),
    "codebook-csv": ("export", "--to", "codebook-csv"),
    "codebook-xlsx": ("export", "--to", "codebook-xlsx"),
    "qdc": ("export", "--to", "qdc"),
    "pictures": ("pictures",),
    "memos": ("memos", "--out"),
    "report": ("agreement", "--report"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_no_command_writes_over_a_study(run: Run, study: Path, tmp_path: Path, name: str) -> None:
    command, *options = WRITERS[name]
    other = tmp_path / "other.iprstudy"
    shutil.copy(study, other)
    before = study.read_bytes()
    for target in (study, other):
        at_the_end = options[-1:] in (["--out"], ["--report"])
        words = [study, *options, target] if at_the_end else [study, target, *options]
        ran = run(command, *words)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran
        assert (study.read_bytes(), other.read_bytes()) == (before, before)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("codebook-csv", "lab.csv"),
        ("codebook-xlsx", "lab.XLSX"),
        ("qdc", "lab.qdc"),
        ("qdc", "lab"),
    ],
)
def test_a_codebook_is_not_written_over_a_study_of_another_name(
    run: Run, study: Path, form: str, name: str
) -> None:
    own = study.rename(study.with_name(name))
    before = own.read_bytes()
    ran = run("export", own, own, "--to", form)
    assert (ran.code, own.read_bytes()) == (2, before)
    assert "there is a study or another database; choose another file name" in ran.err


def test_a_codebook_goes_to_a_file_of_its_format(run: Run, study: Path, tmp_path: Path) -> None:
    ran = run("export", study, tmp_path / "codes.xlsx", "--to", "codebook-csv")
    assert (ran.code, (tmp_path / "codes.xlsx").exists()) == (2, False)
    assert "is written to .csv files; call it codes.csv, or choose another format" in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("agreement", "STUDY", "--coders", "RA-1"), "--coders: agreement is between coders;"),
        (("agreement", "STUDY", "--coders", ","), "--coders: agreement is between coders;"),
        (("agreement", "STUDY", "--coders", "A, B"), "no coder 'A';"),
        (("agreement", "STUDY", "--json", "--report", "OUT"), "--json: the report is files only;"),
        (
            ("export", "STUDY", "FILE", "--to", "csv"),
            "there is a file of that name; name a folder.",
        ),
        (("import", "STUDY", "FILE", "--session", "one"), "--session: 'one' is no whole number;"),
        (("co-occurrence", "STUDY", "--within", "x"), "--within: 'x' is no number;"),
    ],
)
def test_a_careless_call_is_told_what_is_wrong(
    run: Run, study: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    file = tmp_path / "p.txt"
    places = {"STUDY": study, "FILE": file, "OUT": tmp_path / "out"}
    for coder in ("RA-1", "RA-2"):
        assert run("done", study, "--coder", coder).code == 0
    before = file.read_bytes()
    ran = run(*(places.get(each, each) for each in arguments))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert told in ran.err
    assert file.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_names_of_coders_may_have_a_space_after_the_comma(run: Run, study: Path) -> None:
    for coder in ("RA-1", "RA-2"):
        assert run("done", study, "--coder", coder).code == 0
    ran = run("agreement", study, "--coders", "RA-2, RA-1", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert {tuple(each["coders"]) for each in ran.json["results"]} == {("RA-2", "RA-1")}
