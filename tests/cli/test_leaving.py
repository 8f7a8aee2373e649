"""What leaves a study: looked through before, put down after, and the record of it."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Run

MEMO = "She told Anna Berg, 010107 50160, on +47 22 85 50 50. In Bergen."
LINE = {
    "dyad": "D07", "session": 3, "account": "patient", "start": 30, "end": 36,
    "codes": ["Shame"], "memo": MEMO,
}  # fmt: skip


@pytest.fixture
def coded(run: Run, study: Path) -> Path:
    assert run("mark", study, "--coder", "RA-1", stdin=json.dumps(LINE)).code == 0
    return study


@pytest.fixture
def key(tmp_path: Path) -> Path:
    place = tmp_path / "elsewhere" / "key.csv"
    place.parent.mkdir()
    place.write_text("pseudonym,name,born\nP07,Anna Berg,\n", encoding="utf-8")
    return place


def memo_in(folder: Path) -> str:
    with (folder / "moments.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return row["memo"]


def test_words_that_leave_are_looked_through_and_never_told(
    run: Run, coded: Path, key: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = run("export", coded, out, "--to", "csv", "--with-text", "--names", key)
    assert (done.code, done.err) == (0, "")
    assert memo_in(out) == MEMO
    told = done.out.partition("leaks: ")[2]
    assert told.startswith("3 places surely, 1 perhaps")
    assert "D07, session 3, patient, turn 2, moments.csv row 1 memo" in told
    for word in ("Anna", "50160", "+47", "Bergen"):
        assert word not in done.out
    values = run("export", coded, out, "--to", "csv", "--with-text", "--names", key, "--json").json
    kinds = [each["kind"] for each in values["leaks"]["findings"]]
    assert kinds == ["name", "number", "phone", "capital"]
    assert "Anna" not in json.dumps(values)
    bare = run("export", coded, out, "--to", "csv")
    assert "leaks" not in bare.out


@pytest.mark.parametrize(
    ("mask", "memo"),
    [
        ("sure", "She told [name], [number], on [phone]. In Bergen."),
        ("all", "She told [name], [number], on [phone]. In [name]."),
        ("phone,number", "She told Anna Berg, [number], on [phone]. In Bergen."),
    ],
)
def test_placeholders_stand_in_the_export_and_not_in_the_study(
    run: Run, coded: Path, key: Path, tmp_path: Path, mask: str, memo: str
) -> None:
    words = ["--to", "csv", "--with-text", "--names", key, "--mask", mask]
    assert run("export", coded, tmp_path / "out", *words).code == 0
    assert memo_in(tmp_path / "out") == memo
    assert run("moments", coded, "--json").json["moments"][0]["memo"] == MEMO


def test_strict_writes_nothing_while_something_is_left(
    run: Run, coded: Path, key: Path, tmp_path: Path
) -> None:
    words = ["--to", "csv", "--with-text", "--strict"]
    stopped = run("export", coded, tmp_path / "out", *words)
    assert (stopped.code, stopped.err) == (1, "")
    assert stopped.out.startswith("nothing is written\nleaks: ")
    assert not (tmp_path / "out").exists()
    assert "Export" not in run("journal", coded).out
    masked = run("export", coded, tmp_path / "out", *words, "--mask", "sure", "--names", key)
    assert masked.code == 0
    assert memo_in(tmp_path / "out").startswith("She told [name]")


def test_a_key_beside_the_study_or_in_the_export_is_refused(
    run: Run, coded: Path, key: Path, tmp_path: Path
) -> None:
    beside = coded.parent / "key.csv"
    beside.write_bytes(key.read_bytes())
    words = ["--to", "csv", "--with-text", "--names"]
    for place, out in ((beside, tmp_path / "out"), (key, key.parent)):
        refused = run("export", coded, out, *words, place)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.count("\n") == 1
        assert str(place) in refused.err
        assert "Berg" not in refused.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--to", "csv", "--mask", "all"],
        ["--to", "csv", "--with-text", "--mask", "everything"],
        ["--to", "csv", "--with-text", "--show"],
        ["--to", "qdc", "--strict"],
        ["--to", "codebook-xlsx", "--with-text", "--mask", "everything"],
        ["--to", "agreement", "--with-text", "--strict"],
        ["--to", "agreement", "--json"],
        ["--to", "csv", "--with-text", "--names", "missing.csv"],
    ],
)
def test_what_makes_no_sense_is_one_line(
    run: Run, coded: Path, tmp_path: Path, words: list[str]
) -> None:
    refused = run("export", coded, tmp_path / "out", *words)
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "out").exists()


def test_each_export_is_in_the_record_with_its_hash(run: Run, coded: Path, tmp_path: Path) -> None:
    assert run("export", coded, tmp_path / "tables", "--to", "csv", "--with-text").code == 0
    assert run("export", coded, tmp_path / "codes.qdc", "--to", "qdc").code == 0
    assert run("memos", coded, "--out", tmp_path / "memos").code == 0
    listed = run("journal", coded, "--json", "--words", "export").json
    assert listed["chain"]["whole"] is True
    said = [each["action"] for each in listed["entries"]]
    assert said[0].startswith("Export tables as CSV: everyone’s work, with words, ")
    assert said[1] == "Export codebook as qdc: everyone’s work, without words"
    assert said[2] == "Export memos: everyone’s work, without words, 1 row"
    name, hashed = listed["entries"][1]["files"][0].split()
    assert (name, hashed) == (
        "codes.qdc",
        sha256((tmp_path / "codes.qdc").read_bytes()).hexdigest(),
    )
    assert str(tmp_path) not in json.dumps(listed)
    assert run("check", coded).code == 0


def test_the_record_is_narrowed_and_written(run: Run, coded: Path, tmp_path: Path) -> None:
    own = run("journal", coded, "--coder", "RA-1", "--json").json["entries"]
    assert [each["who"] for each in own] == ["RA-1"]
    assert {each["kind"] for each in own[0]["records"]} >= {"moment"}
    assert MEMO not in run("journal", coded, "--json").out
    tomorrow = date.today() + timedelta(days=1)
    assert run("journal", coded, "--since", tomorrow, "--json").json["entries"] == []
    every = run("journal", coded, "--json").json["entries"]
    assert run("journal", coded, "--until", date.today(), "--json").json["entries"] == every
    assert run("journal", coded, "--kind", "moment", "--json").json["entries"] == own
    for words in (["--coder", "nobody"], ["--kind", "thing"], ["--since", "soon"]):
        refused = run("journal", coded, *words)
        assert (refused.code, refused.err.count("\n")) == (2, 1)
    place = tmp_path / "record.csv"
    assert run("journal", coded, "--to", place).code == 0
    with place.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["hash"] for row in rows] == [each["hash"] for each in every]
    last = run("journal", coded, "--json").json["entries"][-1]
    assert last["action"].startswith("Export record of changes")


def test_a_printed_text_is_put_down_once_and_is_nothing_but_the_text(run: Run, coded: Path) -> None:
    cell = ["--dyad", "D07", "--session", "3", "--account", "patient"]
    first, second = run("text", coded, *cell), run("text", coded, *cell)
    assert first.out == second.out != ""
    assert (first.err, second.err) == ("", "")
    (printed,) = run("journal", coded, "--words", "print", "--json").json["entries"]
    whose = "everyone’s work, with words"
    assert printed["action"] == f"Print text of D07, session 3, patient: {whose}"


def test_a_broken_chain_is_told_with_its_place(run: Run, coded: Path) -> None:
    with sqlite3.connect(coded) as driver:
        driver.execute("UPDATE journal SET action = 'nothing' WHERE seq = 2")
    driver.close()
    told = run("journal", coded)
    assert told.code == 1
    assert "Broken at entry 2" in told.out
    assert run("journal", coded, "--json").json["chain"]["broken_at"] == 2


def test_handed_in_work_stays_as_it_was_signed(
    run: Run, coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "for the work")
    work = tmp_path / "ra.iprwork"
    assert run("assign", coded, "--round", "R1", "--coder", "RA-2", work).code == 0
    assert run("export", work, tmp_path / "before", "--to", "csv").out.count("warning") == 0
    assert run("return", work, "--partial").code == 0
    after = run("export", work, tmp_path / "after", "--to", "csv")
    assert after.code == 0
    assert "warning: It is not in the record: work that was handed in is signed" in after.out
    assert run("merge", coded, work).code == 0
    actions = [each["action"] for each in run("journal", work, "--json").json["entries"]]
    assert sum(each.startswith("Export tables") for each in actions) == 1
