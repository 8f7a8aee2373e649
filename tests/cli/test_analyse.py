"""The `analyse` command, as a script calls it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.app.verbs.sample import make_sample
from tests.cli.conftest import Run

Write = Callable[..., Path]
KINDS = (
    "convergence",
    "lag",
    "recurrence",
    "congruence",
    "course",
    "groups",
    "pairing",
    "measures",
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a table from rows."""

    def go(*rows: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return go


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study."""
    return make_sample(tmp_path_factory.mktemp("sample"))


# A bare table --------------------------------------------------------------------------------


def test_annomi_is_reproduced_through_the_command(samples: Path, run: Run, write: Write):
    with (samples / "annomi" / "AnnoMI-simple.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [
        f"{r['transcript_id']},{r['utterance_id']},"
        + (
            f"T_{r['main_therapist_behaviour']}"
            if r["interlocutor"] == "therapist"
            else f"C_{r['client_talk_type']}"
        )
        for r in rows
    ]
    ran = run("analyse", write("document,position,code", *lines[::-1]), "--kind", "lag", "--json")
    assert ran.code == 0, ran.err
    found = {(each["given"], each["target"]): each for each in ran.json["results"]}
    with (samples / "golden" / "annomi_lag1_transitions.csv").open(newline="") as file:
        header, *golden = list(csv.reader(file))
    assert len(found) == 49
    for given, *counts in golden:
        for target, n in zip(header[1:], counts, strict=True):
            assert found[given, target]["n"] == int(n)
    cell = found["T_question", "C_change"]
    assert cell.keys() == {"given", "target", "n", "expected", "adjusted_residual"}
    assert cell["expected"] == pytest.approx(169.853, abs=5.1e-4)
    assert cell["adjusted_residual"] == pytest.approx(20.475, abs=5.1e-4)
    assert (ran.json["n"], ran.json["lag"], ran.json["documents"]) == (9_566, 1, 133)
    assert "impossible ones" in ran.json["base"]


def test_positions_sort_as_numbers_and_documents_stay_apart(run: Run, write: Write):
    table = write(
        "position,code,document",
        "10,c,D1",
        "9,b,D1",
        "-1,a,D1",
        "2.5,a,D2",
        "2.25,c,D2",
        "1e1,b,D2",
    )
    ran = run("analyse", table, "--kind", "lag", "--json")
    counts = {(r["given"], r["target"]): r["n"] for r in ran.json["results"]}
    assert len(counts) == 9
    assert {pair for pair, n in counts.items() if n} == {("a", "b"), ("b", "c"), ("c", "a")}
    assert counts["a", "b"] == 2
    ran = run("analyse", table, "--kind", "lag", "--lag", 2, "--json")
    counts = {(r["given"], r["target"]): r["n"] for r in ran.json["results"]}
    assert {pair for pair, n in counts.items() if n} == {("a", "c"), ("c", "b")}


def test_an_undefined_residual_is_null(run: Run, write: Write):
    table = write("document,position,code", "D1,1,a", "D1,2,a", "D2,1,b")
    results = run("analyse", table, "--kind", "lag", "--json").json["results"]
    assert [each["n"] for each in results] == [1, 0, 0, 0]
    assert {each["adjusted_residual"] for each in results} == {None}
    assert results[0]["expected"] == 1
    none = run("analyse", table, "--kind", "lag", "--lag", 5, "--json").json["results"]
    assert {(each["n"], each["expected"]) for each in none} == {(0, None)}


def test_a_missing_code_parts_its_neighbours_and_is_told(run: Run, write: Write):
    table = write("document,position,code", "D1,1,a", "D1,2,", "D1,3,b", "D1,4,n/a")
    found = run("analyse", table, "--kind", "lag", "--json").json
    counts = {(r["given"], r["target"]): r["n"] for r in found["results"]}
    assert {pair for pair, n in counts.items() if n} == {("b", "n/a")}
    assert found["notes"] == ["1 row has no code; no pair is taken across them"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("document,code", "D1,a"), "table.csv, line 1: the column 'position' is missing"),
        (("document,position,code",), "table.csv: there is no row below the header"),
        (
            ("document,position,code", "D1,1,a", "D1,1:30,b"),
            "table.csv, line 3, column position: '1:30' is no number",
        ),
        (
            ("document,position,code", "D1,1,a", ",2,b"),
            "table.csv, line 3, column document: the cell is empty",
        ),
        (
            ("document,position,code", "D1,,a"),
            "table.csv, line 2, column position: the cell is empty",
        ),
        (
            ("document,position,code", "D1,2,a", "D2,2,a", "D1,2.0,b"),
            "table.csv, line 4, column position: the position 2.0 of 'D1' stood in line 2",
        ),
    ],
)
def test_a_bad_table_is_told_with_its_place(run: Run, write: Write, rows, told: str):
    ran = run("analyse", write(*rows), "--kind", "lag", "--json")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith(f"annotator: {told}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kind", "convergence"), "convergence needs a study"),
        (("--kind", "lag", "--lag", "0"), "--lag: 0 is no lag"),
        (("--kind", "lag", "--seed", "-1"), "--seed: -1 is no seed"),
        (("--kind", "lag", "--coder", "A"), "--coder: a bare table has neither coders nor sets"),
        (("--kind", "lag", "--set", "S"), "--set: a bare table has neither coders nor sets"),
        (("--kind", "other"), "invalid choice: 'other'"),
        ((), "the following arguments are required: --kind"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(run: Run, write: Write, arguments, told: str):
    ran = run("analyse", write("document,position,code", "D1,1,a"), *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_people_get_a_table(run: Run, write: Write):
    ran = run("analyse", write("document,position,code", "D1,1,a", "D1,2,b"), "--kind", "lag")
    head, names, first, *_ = ran.out.splitlines()
    assert "base all pairs of codes 1 apart within a document" in head
    assert names.split() == ["given", "target", "n", "expected", "adjusted", "residual"]
    assert first.split() == ["a", "a", "0", "0.000", "–"]


# A study -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_gives_results_of_the_sample_and_the_same_again(
    run: Run, sample: Path, kind: str
):
    ran = run("analyse", sample, "--kind", kind, "--seed", 3, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["results"]
    assert ran.json["kind"] == kind
    assert run("analyse", sample, "--kind", kind, "--seed", 3, "--json").out == ran.out
    for_people = run("analyse", sample, "--kind", kind)
    assert for_people.code == 0
    assert not for_people.out.startswith("{")


def test_convergence_names_its_base_its_chance_and_the_stretch_of_a_stop(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "convergence", "--coder", "RA-1", "--json").json
    first: dict[str, Any] = found["results"][0]
    assert (first["measure"], first["code"]) == ("time", None)
    assert first["value"] == pytest.approx(first["part"] / first["whole"])
    assert first["base"]
    assert "a stop without an end stands for the 60 s before it" in first["notes"]
    shift, partners = first["chance"]
    assert (shift["method"], shift["exact"], shift["draws"]) == ("circular shift", False, 10_000)
    assert shift["p"] < 0.01
    assert (partners["method"], partners["exact"]) == ("permutation of dyads", True)
    assert found["coder"] == "RA-1"
    assert any("not coded by RA-1" in each for each in found["excluded"])
    measures = {each["measure"] for each in found["results"]}
    assert measures == {"time", "time_of_either", "moments"}


def test_the_coder_is_chosen_and_told(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "lag", "--json").json
    assert found["coder"] == "RA-1"
    assert "nothing is settled yet, --coder names another" in found["notes"][0]
    other = run("analyse", sample, "--kind", "lag", "--coder", "RA-2", "--json").json
    assert other["coder"] == "RA-2"
    assert other["n"] != found["n"]


def test_recurrence_goes_as_far_as_asked(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "recurrence", "--lag", 4, "--json").json
    lags = [each["lag_ms"] for each in found["results"][0]["profile"]]
    assert lags == [10_000 * step for step in range(-4, 5)]


def test_congruence_has_ratings_and_agreement_on_pairing(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "congruence", "--json").json
    measures = {each["measure"] for each in found["results"]}
    assert {"mean_difference", "icc_2_1", "truth_force_therapist", "directional_bias_patient"} <= (
        measures
    )
    kappas = {each["coefficient"]: each for each in found["pairing"]}
    assert kappas.keys() == {"pairing_kappa", "one_sided_kappa"}
    assert kappas["pairing_kappa"]["coders"] == ["RA-1", "RA-2"]


def test_convergence_tells_what_the_shifts_leave_out(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "convergence", "--json").json
    shift, partners = found["results"][0]["chance"]
    assert shift["effect"] == pytest.approx(shift["observed"] - shift["mean"])
    assert 0 < shift["p_mid"] <= shift["p"]
    assert any("of either end of that stretch are left out" in each for each in shift["notes"])
    assert partners["observed"] == pytest.approx(found["results"][0]["value"])
    assert partners["notes"] == []
    text = run("analyse", sample, "--kind", "convergence").out
    lines = [each for each in text.splitlines() if each.startswith("note: circular shift: ")]
    assert lines == [f"note: circular shift: {each}" for each in shift["notes"]]
    assert "chance comes out too low" in lines[-1]
    said = f"circular shift: observed {shift['observed']:.3f}, chance {shift['mean']:.3f}, effect "
    assert f"{said}{shift['effect']:.3f}" in text


def test_recurrence_tells_what_chance_and_the_peak_leave_out(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "recurrence", "--json").json
    first = found["results"][0]
    note = (
        "steps before the first and after the last moment of a session, and within 60 s of "
        "either, are left out of what is held against chance"
    )
    assert note in first["notes"]
    [there] = [each for each in first["profile"] if each["lag_ms"] == first["peak_lag_ms"]]
    assert first["peak"] == there["observed"] != there["rate"]
    assert there["tested"] < there["n"]
    text = run("analyse", sample, "--kind", "recurrence").out
    assert text.count(f"note: {note}") == 1


def test_course_has_trends_means_by_session_and_the_counts_behind_them(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "course", "--json").json
    assert {each["measure"] for each in found["results"] if each["code"] is None} == {
        "trend_of_moments_therapist",
        "trend_of_moments_patient",
    }
    assert {each["measure"] for each in found["results"] if each["code"] == "Shame"} == {
        f"trend_of_{what}_{party}"
        for what in ("moments", "shares")
        for party in ("therapist", "patient")
    }
    for each in found["results"]:
        assert each["unit"] == "session"
        assert (each["value"] is None) == (each["reason"] is not None)
        assert each["cluster_unit"] == "dyad"
        assert "a stop without an end stands for the 60 s before it" in each["notes"]
    by_session = run("analyse", sample, "--kind", "course", "--by-session", "--json").json
    assert by_session["counts"] == found["counts"]
    for each in by_session["results"]:
        counted = [
            row["n"]
            for row in found["counts"]
            if (row["session"], row["party"], row["code"])
            == (each["session"], each["party"], each["code"])
        ]
        assert each["value"] == pytest.approx(sum(counted) / len(counted))
        assert each["n"] == len(counted)
    told = run("analyse", sample, "--kind", "course", "--by-session").out
    assert "any code, session 3: mean_moments_therapist" in told


def test_groups_are_by_attributes_of_dyads_or_of_their_two(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "groups", "--group", "patient gender", "--json").json
    assert found["group"] == "patient gender"
    assert found["dyads_by_group"] == {"man": 1, "woman": 1}
    told = "the group man has 1 dyad, fewer than 5: its numbers may tell who they are"
    assert told in found["notes"]
    first = found["results"][0]
    assert (first["what"], first["code"], first["unit"], first["n"]) == ("time", None, "dyad", 2)
    means = [each["mean"] for each in first["groups"]]
    assert [each["group"] for each in first["groups"]] == ["man", "woman"]
    assert first["value"] == pytest.approx(means[0] - means[1])
    assert first["p"] == 1.0  # two dyads can change places in two ways, and both are as far
    assert {each["what"] for each in found["results"]} == {
        *("time", "time_of_either", "moments", "therapist", "patient")
    }
    usual = run("analyse", sample, "--kind", "groups", "--json").json
    assert usual["group"] == "outcome"  # the first attribute of the dyads


def test_pairing_tells_who_paired_what_and_how_far_they_agree(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "pairing", "--json").json
    assert [each["coefficient"] for each in found["results"]] == [
        "pairing_kappa",
        "one_sided_kappa",
    ]
    assert {each["coder"]: each["pairings"] for each in found["coders"]} == {"RA-1": 4, "RA-2": 14}
    assert sum(found["coders"][1]["relations"].values()) == 14
    assert (
        found["results"] == run("analyse", sample, "--kind", "congruence", "--json").json["pairing"]
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kind", "groups", "--group", "eyes"), "no attribute 'eyes' that parts the coded dyads"),
        (("--kind", "pairing", "--coder", "RA-9"), "'RA-9' has paired nothing"),
        (
            ("--kind", "convergence", "--lag", "3"),
            "--lag: convergence has none; it goes with --k",
        ),
        (("--kind", "lag", "--group", "x"), "it goes with --kind groups"),
        (("--kind", "groups", "--by-session"), "it goes with --kind course"),
        (("--kind", "lag", "--coder", "Nobody"), "no coder 'Nobody'; there are RA-1, RA-2"),
        (("--kind", "convergence", "--set", "X"), "no set of codes 'X'; there are"),
        (("--kind", "congruence", "--coder", "Nobody"), "no coder 'Nobody'"),
    ],
)
def test_what_the_study_does_not_have_is_told(run: Run, sample: Path, arguments, told: str):
    ran = run("analyse", sample, *arguments, "--json")
    assert ran.code == 2
    assert ran.err.startswith("annotator: ")
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_study_with_nothing_to_analyse_says_so(run: Run, study: Path):
    for kind in KINDS:
        ran = run("analyse", study, "--kind", kind, "--json")
        assert ran.code == 2
        assert ran.err.count("\n") == 1
    line = json.dumps(
        {
            "dyad": "D07",
            "session": 3,
            "account": "patient",
            "start": 0,
            "end": 9,
            "codes": ["Shame"],
        }
    )
    assert run("mark", study, "--coder", "A", stdin=line + "\n").code == 0
    ran = run("analyse", study, "--kind", "convergence")
    assert ran.code == 2
    assert "no session whose two accounts A has coded" in ran.err
    assert run("analyse", study, "--kind", "lag", "--json").json["n"] == 0


def test_it_loads_no_qt(write: Write):
    table = write("document,position,code", "D1,1,a", "D1,2,b")
    code = (
        "import sys\nfrom annotator.cli import main\n"
        f"assert main(['analyse', {str(table)!r}, '--kind', 'lag', '--json']) == 0\n"
        "assert not any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# Measures --------------------------------------------------------------------------------------


def test_measures_compare_the_parties_and_relate_scores_to_moments(run: Run, sample: Path):
    found = run("analyse", sample, "--kind", "measures", "--json").json
    assert found.keys() >= {"kind", "measures", "courses", "results", "coder", "set", "notes"}
    assert [each["name"] for each in found["measures"]] == ["CORE-10", "SEQ Depth", "WAI-SR"]
    by_name = {
        each["measure"]: each
        for each in found["results"]
        if (each["scale"], each["scored_by"]) == ("WAI-SR", "both")
    }
    pairs = [(3.42, 3.25), (3.83, 3.92), (3.17, 3.58), (3.33, 3.17), (4.08, 4.42), (3.67, 3.0)]
    pairs.append((3.92, 3.5))
    mean = sum(t - p for t, p in pairs) / 7
    assert by_name["mean_difference"]["value"] == pytest.approx(mean)
    assert by_name["mean_difference"]["cluster_unit"] == "therapist"  # T01 has two dyads
    assert by_name["icc_a_1"]["n"] == 7
    assert found["excluded"] == [
        "SEQ Depth: D03, session 5: no score of the patient",
        "WAI-SR: D03, session 5: no score of the patient",
    ]
    course = next(each for each in found["courses"] if each["dyad"] == "D03")
    values = {(each["scale"], each["party"]): each["values"] for each in course["scores"]}
    assert values["WAI-SR", "patient"] == [4.42, None]
    lines = run("analyse", sample, "--kind", "measures").out
    assert "WAI-SR: mean_difference 0.083" in lines
    assert "left out: WAI-SR: D03, session 5: no score of the patient" in lines


def test_measures_of_a_study_without_scores_is_one_line(run: Run, study: Path):
    ran = run("analyse", study, "--kind", "measures")
    assert (ran.code, ran.out) == (2, "")
    assert "no questionnaire scores" in ran.err
    assert len(ran.err.splitlines()) == 1
