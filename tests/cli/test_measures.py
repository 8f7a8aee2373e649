"""The `measures` command, as a script calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.formats.workbooks import workbook

ROWS = "id;wave;wai_t;wai_p\r\nD07;3;4,5;4\r\nD08;3;1;1\r\nD07;3;;\r\n"
OPTIONS = (
    "--score",
    "wai_t=WAI-SR:therapist",
    "--score",
    "wai_p=WAI-SR:patient",
    "--columns",
    "dyad=id,session=wave",
)


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """A file as Excel in Europe writes it."""
    path = tmp_path / "scores.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    return path


def test_an_import_reports_and_the_list_shows_it(study: Path, scores: Path, run: Run):
    ran = run("measures", study, scores, *OPTIONS, "--range", "WAI-SR=1-5", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json.keys() == {"measures", "added", "replaced", "unchanged", "told", "notes"}
    (measure,) = ran.json["measures"]
    assert measure["new"] is True
    assert measure["parties"] == [
        {"party": "therapist", "added": 1, "replaced": 0, "unchanged": 0},
        {"party": "patient", "added": 1, "replaced": 0, "unchanged": 0},
    ]
    assert [(each["row"], each["column"], each["trouble"]) for each in ran.json["told"]] == [
        (3, "id", "unknown_dyad"),
        (4, "wai_p", "missing"),
        (4, "wai_t", "missing"),
    ]
    listed = run("measures", study, "--json").json["measures"]
    assert listed == [
        {
            "name": "WAI-SR",
            "kind": "other",
            "minimum": 1.0,
            "maximum": 5.0,
            "parties": [
                {
                    "party": party,
                    "n": 1,
                    "missing": 0,
                    "missing_sessions": [],
                    "mean": value,
                    "sd": None,
                    "min": value,
                    "max": value,
                }
                for party, value in (("therapist", 4.5), ("patient", 4.0))
            ],
        }
    ]
    assert "patient: n 1, none missing, mean 4.00, 4 to 4" in run("measures", study).out


def test_the_report_in_words_comes_before_anything_is_stored(study: Path, scores: Path, run: Run):
    assert "no measures yet" in run("measures", study).out
    ran = run("measures", study, scores, *OPTIONS)
    assert ran.code == 0
    assert "3 cells are left out:" in ran.out
    assert "  line 3, column id: the study has no dyad 'D08'" in ran.out
    assert "comma was read as the decimal sign in 1 cell\n" in ran.out


def test_other_values_are_refused_in_one_line_and_nothing_is_stored(
    study: Path, scores: Path, run: Run
):
    assert run("measures", study, scores, *OPTIONS).code == 0
    before = run("measures", study, "--json").json
    scores.write_text("id,wave,wai_t,wai_p\nD07,3,4.5,2\n", encoding="utf-8")
    ran = run("measures", study, scores, *OPTIONS)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "scores.csv, line 2, column wai_p: D07, session 3, patient has 4 on WAI-SR" in ran.err
    assert run("measures", study, "--json").json == before
    ran = run("measures", study, scores, *OPTIONS, "--replace", "--json")
    assert (ran.code, ran.json["replaced"], ran.json["unchanged"]) == (0, 1, 1)


def test_a_workbook_with_its_sheet(study: Path, tmp_path: Path, run: Run):
    path = tmp_path / "scores.xlsx"
    header = ("dyad", "session", "party", "measure", "value")
    path.write_bytes(workbook(("x",), Wave1=[header, ("D07", 3, "patient", "CORE-10", 14)]))
    ran = run("measures", study, path, "--sheet", "Wave1", "--json")
    assert (ran.code, ran.json["added"]) == (0, 1)
    ran = run("measures", study, path)
    assert ran.code == 2
    assert "there is no column 'dyad'" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("nowhere.csv",), "no such file"),
        (("--sheet", "A"), "--sheet: it goes with a FILE only"),
        (("--replace",), "--replace: it goes with a FILE only"),
        (("--delete", "WAI-SR"), "no measure 'WAI-SR'; the study has none yet"),
        (("--delete", "WAI-SR", "--kind", "WAI-SR=other"), "--kind: it goes with a FILE only"),
        (("--range", "WAI-SR=1-5"), "no measure 'WAI-SR'; the study has none yet"),
        (("{scores}", "--delete", "WAI-SR"), "--delete: it goes without a FILE only"),
        (("{scores}",), "there is no column 'dyad'"),
        (("{scores}", "--score", "x"), "--score: 'x' cannot be read"),
        (("{scores}", *OPTIONS, "--range", "WAI-SR=5"), "--range: '5' is no range"),
        (("{study}", *OPTIONS), "small.iprstudy"),
    ],
)
def test_bad_input_is_one_line(study: Path, scores: Path, run: Run, options, words: str):
    asked = [each.format(scores=scores, study=study) for each in options]
    ran = run("measures", study, *asked)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert words in ran.err
    assert run("measures", study, "--json").json == {"measures": []}


def test_a_measure_is_changed_and_deleted_without_a_file(study: Path, scores: Path, run: Run):
    assert run("measures", study, scores, *OPTIONS).code == 0
    ran = run("measures", study, "--range", "wai-sr=1-7", "--kind", "WAI-SR=alliance", "--json")
    assert (ran.code, ran.json) == (0, {"changed": ["WAI-SR"]})
    (known,) = run("measures", study, "--json").json["measures"]
    assert (known["kind"], known["minimum"], known["maximum"]) == ("alliance", 1, 7)
    assert run("measures", study, "--kind", "WAI-SR=alliance").out == "nothing to change\n"
    ran = run("measures", study, "--range", "WAI-SR=5-7")
    assert ran.code == 2
    assert "2 scores of the study lie outside 5 to 7" in ran.err
    ran = run("measures", study, "--delete", "wai-sr", "--json")
    assert ran.json == {"deleted": "WAI-SR", "scores": 2}
    assert run("measures", study, "--json").json == {"measures": []}
