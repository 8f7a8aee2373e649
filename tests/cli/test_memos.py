"""The command `memos`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_memos_are_listed_by_coder_and_written(run: Run, study: Path, tmp_path: Path) -> None:
    for coder, memo in (("RA-1", "look <again>"), ("RA-2", "theirs")):
        line = {
            "dyad": "D07", "session": 3, "account": "patient", "start": 30, "end": 36,
            "codes": ["Shame"], "memo": memo,
        }  # fmt: skip
        assert run("mark", study, "--coder", coder, stdin=json.dumps(line)).code == 0
    listed = run("memos", study, "--json").json["memos"]
    assert [(each["coder"], each["memo"]) for each in listed] == [
        ("RA-1", "look <again>"),
        ("RA-2", "theirs"),
    ]
    assert listed[0]["kind"] == "moment"
    assert listed[0]["about"] == "moment 12:30 Shame"
    assert (listed[0]["start"], listed[0]["session_start_ms"]) == (30, 750_000)
    own = run("memos", study, "--coder", "RA-2")
    assert own.out == "D07 · session 3 · patient:\n  moment 12:30 Shame (RA-2): theirs\n"
    assert run("memos", study, "--with-text").code == 2
    bare = run("memos", study, "--out", tmp_path / "bare")
    assert bare.code == 0
    assert [Path(each).name for each in bare.out.split()] == ["memos.csv", "README.txt"]
    assert "theirs" not in (tmp_path / "bare" / "memos.csv").read_text(encoding="utf-8")
    assert run("memos", study, "--out", tmp_path / "all", "--with-text").code == 0
    told = (tmp_path / "all" / "memos.md").read_text(encoding="utf-8")
    assert "look \\<again>" in told


def test_no_memos_are_no_error(run: Run, study: Path, tmp_path: Path) -> None:
    assert run("memos", study).out == "no memos\n"
    nothing = run("memos", study, "--out", tmp_path / "out")
    assert nothing.code == 2
    assert nothing.err.count("\n") == 1
    assert "there is no memo to write; write one first" in nothing.err
    assert not (tmp_path / "out").exists()
    assert run("memos", study, "--coder", "nobody").code == 2


def test_one_file_is_written_under_its_own_name(run: Run, study: Path, tmp_path: Path) -> None:
    line = {
        "dyad": "D07", "session": 3, "account": "patient", "start": 30, "end": 36,
        "codes": [], "memo": "look again",
    }  # fmt: skip
    assert run("mark", study, "--coder", "A", stdin=json.dumps(line)).code == 0
    table, text = tmp_path / "a table.CSV", tmp_path / "so.md"
    assert run("memos", study, "--out", table).out == f"{table}\n"
    assert table.read_text(encoding="utf-8").startswith("kind,id,coder,")
    assert "look again" not in table.read_text(encoding="utf-8")
    before = {*tmp_path.iterdir()}
    for out, more in ((text, ()), (tmp_path / "so.txt", ("--with-text",))):
        ran = run("memos", study, "--out", out, *more)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert {*tmp_path.iterdir()} == before
    assert run("memos", study, "--out", text, "--with-text").code == 0
    assert "look again" in text.read_text(encoding="utf-8")
    assert {*tmp_path.iterdir()} == {*before, text}
    folder = tmp_path / "of.csv"  # a folder that is there is one, whatever it is called
    folder.mkdir()
    assert run("memos", study, "--out", folder).code == 0
    assert {each.name for each in folder.iterdir()} == {"memos.csv", "README.txt"}
