from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def coded(study: Path, run: Run) -> Path:
    """Two coders who are done with the one interview, and agree on half of it."""
    cell = {"dyad": "D07", "session": 3, "account": "patient"}
    work = {
        "A": [(24, 40, "Shame", 4), (45, 60, "Distance", 2)],
        "B": [(24, 40, "Shame", 2), (45, 60, "Shame", 2)],
    }
    for coder, own in work.items():
        lines = [
            json.dumps(
                {**cell, "start": s, "end": e, "codes": [code], "ratings": {"Intensity": value}}
            )
            for s, e, code, value in own
        ]
        assert run("mark", study, "--coder", coder, stdin="\n".join(lines)).code == 0
        assert run("done", study, "--coder", coder).code == 0
    return study


def test_the_report_has_the_numbers_that_the_command_prints(coded, run, tmp_path):
    printed = run("agreement", coded, "--json", "--seed", 4).json["results"]
    wrote = run("agreement", coded, "--report", tmp_path / "out.csv", "--seed", 4)
    assert (wrote.code, wrote.out.splitlines()[0]) == (0, str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    overall = {row["coefficient"]: row["value"] for row in rows if not row["code"]}
    for result in printed:
        if result["code"] is None and result["value"] is not None:
            written = float(overall[result["coefficient"]])
            assert written == pytest.approx(result["value"], abs=1e-9), result["coefficient"]


def test_a_folder_takes_all_four_kinds_and_no_words(coded, run, tmp_path):
    ran = run("export", coded, tmp_path / "report", "--to", "agreement")
    assert ran.code == 0, ran.err
    made = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert made == [
        "agreement.csv",
        "agreement.docx",
        "agreement.html",
        "agreement.pdf",
        "agreement_confusions.csv",
    ]
    assert "embarrassed" not in (tmp_path / "report" / "agreement.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "{study}", "{out}", "--to", "agreement", "--with-text"), "--with-text"),
        (("export", "{study}", "{out}", "--to", "agreement", "--coder", "A"), "--coder"),
        (("export", "{study}", "{out}", "--to", "agreement", "--round", "9"), "no round '9'"),
        (("agreement", "{study}", "--report", "{out}.xlsx"), "no report format 'xlsx'"),
        (("agreement", "{table}", "--layout", "units", "--report", "{out}"), "--report"),
    ],
)
def test_what_a_report_cannot_be_is_told_in_one_line(coded, run, tmp_path, arguments, said):
    table = tmp_path / "t.csv"
    table.write_text("unit,coder,value\n1,A,x\n1,B,x\n", encoding="utf-8")
    places = {"study": coded, "out": tmp_path / "out", "table": table}
    ran = run(*(each.format(**places) for each in arguments))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_nothing_to_compare_writes_nothing(study, run, tmp_path):
    ran = run("agreement", study, "--report", tmp_path / "out")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()
