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
