"""The `agreement` command on bare tables, as a script calls it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.analysis import agreement
from tests.cli.conftest import Run

KEYS = set(
    "coefficient value reason ci_low ci_high n unit code coders coverage excluded version "
    "seed".split()
)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a table from rows."""

    def go(*rows: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return go


@pytest.fixture
def units(write: Write) -> Path:
    """Six units of two documents by three coders, with a gap."""
    codes = {"A": "xxyyzx", "B": "xyyyzx", "C": "xxyz.x"}
    rows = [
        f"{1 + n},{coder},{'' if code == '.' else code},D{1 + n // 3}"
        for coder, own in codes.items()
        for n, code in enumerate(own)
    ]
    return write("unit,coder,value,document", *rows)


def values(ran: Any) -> dict[str, float | None]:
    assert ran.code == 0, ran.err
    return {r["coefficient"]: r["value"] for r in ran.json["results"] if r["code"] is None}


# AnnoMI --------------------------------------------------------------------------------------


def annomi(samples: Path) -> list[dict[str, str]]:
    place = samples / "annomi" / "AnnoMI-full.csv"
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_annomi_is_reproduced_through_the_command(samples: Path, run: Run, write: Write):
    golden = json.loads((samples / "golden" / "annomi_agreement.json").read_text())
    rows = annomi(samples)
    coders: dict[str, set[str]] = {}
    for row in rows:
        coders.setdefault(row["transcript_id"], set()).add(row["annotator_id"])
    shared = {transcript for transcript, who in coders.items() if len(who) == 10}
    assert len(shared) == 7
    assert len(golden) == 8
    for variable, expected in golden.items():
        speaker = "client" if variable == "client_talk_type" else "therapist"
        table = write(
            "unit,coder,value,document",
            *(
                f"{r['utterance_id']},{r['annotator_id']},{r[variable]},{r['transcript_id']}"
                for r in rows
                if r["transcript_id"] in shared and r["interlocutor"] == speaker
            ),
        )
        names = "fleiss_kappa,krippendorff_alpha_nominal,percent_agreement,light_kappa,cohen_kappa"
        ran = run("agreement", table, "--layout", "units", "--coefficients", names, "--json")
        assert ran.code == 0, ran.err
        results = [r for r in ran.json["results"] if r["code"] is None]
        found = {r["coefficient"]: r for r in results if r["coefficient"] != "cohen_kappa"}
        assert {r["n"] for r in results} == {expected["units"]}
        for name, key in (
            ("fleiss_kappa", "fleiss_kappa"),
            ("krippendorff_alpha_nominal", "krippendorff_alpha_nominal"),
            ("percent_agreement", "mean_pairwise_agreement"),
            ("light_kappa", "mean_pairwise_cohen"),
        ):
            assert found[name]["value"] == pytest.approx(expected[key], abs=5.1e-7)
        pairs = {
            "-".join(sorted(r["coders"], key=int)): r["value"]
            for r in results
            if r["coefficient"] == "cohen_kappa"
        }
        assert pairs.keys() == expected["cohen_pairs"].keys()
        assert len(pairs) == 45
        assert pairs == pytest.approx(expected["cohen_pairs"], abs=5.1e-7)


@pytest.mark.parametrize("with_documents", [True, False])
def test_the_whole_of_annomi_counts_what_ten_coders_saw(
    samples: Path, run: Run, write: Write, with_documents: bool
):
    golden = json.loads((samples / "golden" / "annomi_agreement.json").read_text())
    column = "document" if with_documents else "transcript"
    table = write(
        f"unit,coder,value,{column}",
        *(
            f"{r['transcript_id']}.{r['utterance_id']},{r['annotator_id']},"
            f"{r['main_therapist_behaviour']},{r['transcript_id']}"
            for r in annomi(samples)
            if r["interlocutor"] == "therapist"
        ),
    )
    names = "fleiss_kappa,krippendorff_alpha_nominal"
    ran = run("agreement", table, "--layout", "units", "--coefficients", names, "--json")
    expected = golden["main_therapist_behaviour"]
    for name, value in values(ran).items():
        assert value == pytest.approx(expected[name], abs=5.1e-7)
    for result in ran.json["results"]:
        assert result["n"] == 216
        assert len(result["excluded"]) == 1
    told = ran.json["results"][0]["excluded"][0]
    assert told.startswith("126 documents" if with_documents else "4666 of 4882 units")


# What a result says --------------------------------------------------------------------------


def test_every_result_has_the_keys_of_the_contract(run: Run, units: Path):
    ran = run("agreement", units, "--layout", "units", "--json", "--seed", "5")
    names = [r["coefficient"] for r in ran.json["results"]]
    assert names.count("cohen_kappa") == names.count("scott_pi") == 3
    assert "weighted_kappa_linear" not in names
    codes = [r["code"] for r in ran.json["results"] if r["coefficient"].endswith("nominal")]
    assert codes == [None, "x", "y", "z"]
    for result in ran.json["results"]:
        assert result.keys() >= KEYS
        assert result["seed"] == 5
        assert (result["value"] is None) == (result["reason"] is not None)
        assert len(result["coders"]) in (2, 3)


def test_the_seed_and_the_number_of_replicates_are_taken(run: Run, units: Path):
    ask = ("agreement", units, "--layout", "units", "--coefficients", "gwet_ac1", "--json")
    first = run(*ask, "--seed", "1", "--bootstrap", "200")
    assert first.out == run(*ask, "--seed", "1", "--bootstrap", "200").out
    (without,) = run(*ask, "--bootstrap", "0").json["results"]
    assert (without["ci_low"], without["seed"]) == (None, None)
    assert without["value"] == first.json["results"][0]["value"]


def test_by_code_adds_each_code_against_the_rest(run: Run, units: Path):
    ask = ("agreement", units, "--layout", "units", "--coefficients", "fleiss_kappa,cohen_kappa")
    ran = run(*ask, "--by", "code", "--json", "--bootstrap", "0")
    codes = [(r["coefficient"], r["code"]) for r in ran.json["results"]]
    assert codes.count(("fleiss_kappa", "y")) == 1
    assert codes.count(("cohen_kappa", "y")) == 3
    assert len(codes) == 1 + 3 + 3 + 9


def test_without_documents_units_are_resampled_and_it_says_so(run: Run, write: Write):
    rows = [f"{n},{c},{n % 3 if c == 'A' or n % 4 else 0}" for n in range(30) for c in "AB"]
    table = write("unit,coder,value", *rows)
    ran = run("agreement", table, "--layout", "units", "--coefficients", "cohen_kappa")
    assert "resampling 30 units" in ran.out
    assert "[" in ran.out


def test_the_table_for_people_tells_value_interval_and_what_was_left_out(run: Run, units: Path):
    ran = run(
        "agreement", units, "--layout", "units", "--coefficients", "krippendorff_alpha_nominal"
    )
    assert ran.code == 0
    assert "krippendorff_alpha_nominal 'y': " in ran.out
    assert "(A, B, C)" in ran.out


# Values ---------------------------------------------------------------------------------------


def test_numbers_have_their_order_and_categories_win(run: Run, write: Write):
    table = write("unit,coder,value", "1,A,2", "1,B,10", "2,A,1", "2,B,1", "3,A,10", "3,B,10")
    ask = ("agreement", table, "--layout", "units", "--json", "--bootstrap", "0")
    found = values(run(*ask))
    own = agreement.units_of([[2, 10], [1, 1], [10, 10]])
    assert found["weighted_kappa_quadratic"] == pytest.approx(
        agreement.weighted_kappa(own, weights="quadratic").value
    )
    assert found["krippendorff_alpha_ratio"] == pytest.approx(
        agreement.krippendorff_alpha_ratio(own).value
    )
    listed = values(run(*ask, "--categories", "1,2,5,10"))
    longer = agreement.units_of([[2, 10], [1, 1], [10, 10]], categories=[1, 2, 5, 10])
    for name, function in (
        ("gwet_ac2", agreement.gwet_ac2),
        ("brennan_prediger", agreement.brennan_prediger),
    ):
        assert listed[name] == pytest.approx(function(longer).value)
        assert listed[name] != pytest.approx(found[name])


def test_one_number_written_in_two_ways_is_two_words_and_one_number(run: Run, write: Write):
    table = write("unit,coder,value", "1,A,1", "1,B,1.0", "2,A,2", "2,B,2", "3,A,3", "3,B,3")
    names = "percent_agreement,krippendorff_alpha_ordinal"
    ran = run("agreement", table, "--layout", "units", "--coefficients", names, "--json")
    found = values(ran)
    assert found["percent_agreement"] == pytest.approx(2 / 3)
    assert found["krippendorff_alpha_ordinal"] == 1


def test_sets_get_their_own_coefficients(run: Run, write: Write):
    rows = ("1,A,a|b", "1,B,b|a", "2,A,|", "2,B,|", "3,A,a", "3,B,a|c", "4,A,c", "4,B,")
    table = write("unit,coder,value", *rows)
    ask = ("agreement", table, "--layout", "units", "--json", "--bootstrap", "0")
    ran = run(*ask)
    sets: list[list[set[str]]] = [[{"a", "b"}, {"a", "b"}], [set(), set()], [{"a"}, {"a", "c"}]]
    found = values(ran)
    for name in ("krippendorff_alpha_masi", "krippendorff_alpha_jaccard"):
        assert found[name] == pytest.approx(agreement.CATALOGUE[name].function(sets).value)
    codes = {r["code"]: r["value"] for r in ran.json["results"] if r["code"]}
    assert codes == {"a": 1, "b": 1, "c": 0}
    assert run(*ask, "--categories", "a,b,c").code == 0


def test_ratings_get_the_six_forms(run: Run, write: Write):
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    rows = [f"{t},J{j},{value}" for t, row in enumerate(table) for j, value in enumerate(row)]
    path = write("target,coder,rating", *rows, "7,J0,3", "7,J1,")
    ran = run("agreement", path, "--layout", "ratings", "--json")
    found = values(ran)
    assert [round(value or 0, 2) for value in found.values()] == [
        0.17,
        0.29,
        0.71,
        0.44,
        0.62,
        0.91,
    ]
    for result in ran.json["results"]:
        assert (result["n"], result["unit"], result["ci_kind"]) == (6, "target", "F")
        assert result["excluded"] == ["1 of 7 targets without all ratings"]
        assert result["ci_low"] < result["value"] < result["ci_high"]


# Bad input ------------------------------------------------------------------------------------

GOOD = ("unit,coder,value", "1,A,x", "1,B,y")
BAD: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
    (GOOD, ("--coefficients", "kappa"), "no coefficient 'kappa'"),
    (GOOD, ("--coefficients", "u_alpha"), "percent_agreement, cohen_kappa"),
    (GOOD, ("--coefficients", ","), "--coefficients"),
    (GOOD, ("--coefficients", "gwet_ac2"), "line 2, column value: 'x' is no number"),
    (GOOD, ("--coefficients", "krippendorff_alpha_ratio", "--categories", "x,y"), "line 2"),
    (GOOD, ("--categories", "x,z"), "line 3, column value: 'y' is not among the categories"),
    (GOOD, ("--bootstrap", "-1"), "--bootstrap"),
    (GOOD, ("--seed", "-1"), "--seed"),
    (GOOD, ("--iou", "0"), "--iou"),
    (GOOD, ("--length", "D1"), "--length"),
    (("unit,coder,value", "1,A,x", "1,A,y"), (), "line 3, column unit"),
    (("unit,value", "1,A"), (), "line 1: the column 'coder' is missing"),
    (("unit,coder,value",), (), "no row"),
]


@pytest.mark.parametrize(("rows", "options", "what"), BAD)
def test_bad_input_is_one_line(run: Run, write: Write, rows, options, what):
    ran = run("agreement", write(*rows), "--layout", "units", *options)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert what in ran.err
    assert ";" in ran.err


def test_a_file_that_is_not_there(run: Run, tmp_path: Path):
    ran = run("agreement", tmp_path / "none.csv", "--layout", "units")
    assert ran.code == 2
    assert "none.csv" in ran.err


def test_no_layout_and_an_unknown_one(run: Run, units: Path):
    assert run("agreement", units).code == 2
    assert run("agreement", units, "--layout", "rows").code == 2


def test_spans_by_name_and_with_their_line(run: Run, write: Write):
    rows = ("D,A,0,4,x", "D,B,1,5,x", "D,B,6,9,y")
    table = write("document,coder,start,end,value", *rows)
    ask = ("agreement", table, "--layout", "spans", "--coefficients", "u_alpha", "--json")
    ran = run(*ask, "--length", "D=20")
    assert ran.json["results"][0]["n"] == 20
    assert "line 4, column end" in run(*ask, "--length", "D=8").err
    assert "no coefficient 'kappa' for spans" in run(*ask[:4], "--coefficients", "kappa").err


def test_it_loads_no_qt_and_no_scipy_without_intervals(units: Path):
    code = (
        "import sys; from annotator.cli import main;"
        f"main(['agreement', {str(units)!r}, '--layout', 'units', '--bootstrap', '0', '--json']);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    for name in ("PySide6", "scipy"):
        assert f"'{name}'" not in done.stderr
