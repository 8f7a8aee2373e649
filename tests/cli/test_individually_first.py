"""A round that is read individually first, from the command line: drawn, shown, exported."""

from __future__ import annotations

import csv
from pathlib import Path

from annotator.app.open_study import open_study
from annotator.app.verbs.opening import alone_in, open_both
from tests.cli.conftest import TRANSCRIPT, Run


def test_a_round_individually_first(study: Path, run: Run, tmp_path: Path) -> None:
    transcript = tmp_path / "t.txt"
    transcript.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    cell = ("--dyad", "D07", "--session", "3", "--account", "therapist")
    assert run("import", study, transcript, *cell).code == 0
    for coder in ("A", "B"):
        assert run("mark", study, "--coder", coder, stdin="").code == 0
    asked = ("--name", "R1", "--coders", "A,B", "--individually-first")
    ran = run("round", study, *asked)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "R1: 2 transcripts, individually first"
    assert run("show", study, "--json").json["openings"] == []

    with open_study(study, coder="A") as opened:
        [session] = opened.view.sessions
        first = alone_in(opened.view, opened.seen_by, session)[0]
        voice = opened.view.accounts[first.account_id].voice
    done = ("--coder", "A", "--round", "R1", "--dyad", "D07", "--session", 3, "--account", voice)
    assert run("done", study, *done).code == 0
    with open_study(study, coder="A") as opened:
        opened.do_for_good(open_both(opened.view, opened.seen_by or "", session), "Both")
        [step] = opened.view.openings.values()

    row = {
        "coder": "A", "round": "R1", "dyad": "D07", "session": 3,
        "opened_at": step.opened_at, "done": [voice],
    }  # fmt: skip
    assert run("show", study, "--json").json["openings"] == [row]
    assert f"A reads both accounts together since {step.opened_at}" in run("show", study).out
    assert run("export", study, tmp_path / "out", "--to", "csv").code == 0
    with (tmp_path / "out" / "openings.csv").open(encoding="utf-8", newline="") as stream:
        [read] = csv.DictReader(stream)
    assert read == {**row, "session": "3", "done": voice}
    assert run("check", study).code == 0
