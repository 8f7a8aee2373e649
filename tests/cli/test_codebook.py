"""The codebook through the commands: versions, differences, files in and out."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

PLACE = {"dyad": "D07", "session": 3, "account": "patient", "start": 30, "end": 34}


def test_versions_and_their_difference_from_files(run: Run, study: Path, tmp_path: Path) -> None:
    before = run("codebook", study, "--json").json
    name = before["sets"][0]["codes"][0]["name"]
    line = json.dumps({**PLACE, "codes": [name]})
    assert run("mark", study, "--coder", "A", stdin=line).code == 0
    more = tmp_path / "more.csv"
    more.write_text(f"set,name\n{before['sets'][0]['name']},Brand new\n", encoding="utf-8")
    done = run("import", study, more, "--codebook", "--json")
    assert (done.code, done.json["version"], done.json["changed"]) == (0, 2, True)
    told = run("codebook", study, "--since", 1, "--json").json
    assert [(each["kind"], each["what"]) for each in told["differences"]] == [
        ("added", f"{before['sets'][0]['name']}/Brand new")
    ]
    assert run("codebook", study, "--version", 1, "--json").json["versions"] == [1, 2]
    assert "1 change\n" in run("codebook", study, "--since", 1).out
    missing = run("codebook", study, "--version", 7)
    assert (missing.code, "there are 1, 2" in missing.err) == (2, True)


def test_out_and_in_again_changes_nothing_in_any_format(
    run: Run, study: Path, tmp_path: Path
) -> None:
    for form, ending in (("codebook-csv", "csv"), ("codebook-xlsx", "xlsx"), ("qdc", "qdc")):
        out = tmp_path / f"codes.{ending}"
        wrote = run("export", study, out, "--to", form, "--with-text")
        assert (wrote.code, wrote.out.splitlines()[0]) == (0, str(out))
        back = run("import", study, out, "--codebook", "--json").json
        assert back["changed"] is False
    assert run("new", tmp_path / "n.iprstudy", "--title", "N", "--plain",
               "--codebook", tmp_path / "codes.qdc").code == 0  # fmt: skip
    texts = [run("codebook", each).out for each in (study, tmp_path / "n.iprstudy")]
    assert texts[0] == texts[1]


def test_what_does_not_go_together_is_refused_in_one_line(
    run: Run, study: Path, tmp_path: Path
) -> None:
    for words, says in (
        (("import", study, "--codebook"), "--codebook needs a FILE"),
        (("import", study, "c.qdc", "--dyad", "D07", "--account", "patient"), "whole study"),
        (("import", study, "none.qdc"), "no such file"),
        (("export", study, tmp_path / "o", "--to", "qdc", "--coder", "A"), "--coder"),
        (("export", study, tmp_path / "o", "--to", "pdf"), "codebook-xlsx, qdc"),
    ):
        ran = run(*words)
        assert (ran.code, ran.err.count("\n"), says in ran.err) == (2, 1, True), ran.err
