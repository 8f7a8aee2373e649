"""The commands of rounds, as a script calls them: from the draw to the feedback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import disagreements, episodes
from annotator.app.open_study import open_study
from annotator.app.verbs.settling import settle
from tests.cli.conftest import TRANSCRIPT, Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


def lines(*moments: tuple[int, int, list[str]], **cell: Any) -> str:
    """Lines for `mark`."""
    return "".join(
        json.dumps({**CELL, **cell, "start": start, "end": end, "codes": codes}) + "\n"
        for start, end, codes in moments
    )


@pytest.fixture
def place(study: Path, run: Run, tmp_path: Path) -> Path:
    """The study with a second dyad and two coders, who are there from a trial."""
    transcript = tmp_path / "t.txt"
    transcript.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    cell = ("--dyad", "D08", "--session", "3", "--account", "therapist")
    assert run("import", study, transcript, *cell).code == 0
    for coder in ("A", "B"):
        assert run("mark", study, "--coder", coder, stdin=lines((30, 40, ["Shame"]))).code == 0
    return study


def draw(run: Run, place: Path, *more: object, name: str = "R1") -> Any:
    return run("round", place, "--name", name, "--coders", "A,B", "--seed", 5, *more)


def test_a_round_is_drawn_and_each_order_of_work_printed(place: Path, run: Run) -> None:
    ran = draw(run, place, "--kind", "reliability", "--share", 1, "--gate", "bar_u_alpha=0.7")
    assert (ran.code, ran.err) == (0, "")
    told = ran.out.splitlines()
    assert told[0] == "R1: 2 transcripts"
    places = {"D07, session 3, patient", "D08, session 3, therapist"}
    for coder, at in (("A:", 1), ("B:", 4)):
        assert told[at] == coder
        assert [line[:5] for line in told[at + 1 : at + 3]] == ["  1. ", "  2. "]
        assert {line[5:] for line in told[at + 1 : at + 3]} == places
    assert told[2:4] != told[5:7]
    assert run("check", place).code == 0
    with open_study(place) as opened:
        work_round = opened.view.find_round("R1")
        assert work_round is not None
        assert (work_round.kind, work_round.seed, work_round.blind) == ("reliability", 5, True)
        assert (work_round.gate_coefficient, work_round.gate_threshold) == ("bar_u_alpha", 0.7)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--share", "2"), "2 is no share"),
        (("--count", "3"), "3 transcripts cannot be drawn"),
        (("--gate", "bar_u_alpha"), "--gate: 'bar_u_alpha' is no gate"),
        (("--gate", "kappa=1"), "no coefficient 'kappa'"),
        (("--coders", "A,b"), "there is a coder B"),
        (("--coders", "A,Consensus"), "Consensus is nobody"),
        (("--coders", "A"), "two coders or more"),
        (("--count", "1", "--share", "0.5"), "not allowed with"),
        (("--name", "open"), "there is a round 'open'"),
    ],
)
def test_bad_input_is_one_sentence(
    place: Path, run: Run, more: tuple[str, ...], sentence: str
) -> None:
    ran = draw(run, place, *more)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_moments_go_to_the_round_that_is_named(place: Path, run: Run) -> None:
    assert draw(run, place).code == 0
    marked = run("mark", place, "--coder", "A", "--round", "R1", stdin=lines((44, 52, ["Shame"])))
    assert marked.code == 0
    by_id = {each["id"]: each["round"] for each in run("moments", place, "--json").json["moments"]}
    assert by_id.pop(marked.out.strip()) == "R1"
    assert set(by_id.values()) == {"open"}
    unknown = run("mark", place, "--coder", "A", "--round", "R9", stdin=lines((44, 52, [])))
    assert (unknown.code, unknown.out) == (2, "")
    assert "no round 'R9'; the rounds are: R1, open" in unknown.err


@pytest.fixture
def worked(place: Path, run: Run) -> Path:
    """Both coders have worked on the round R1: one passage is agreed on, one has other codes."""
    assert draw(run, place).code == 0
    for coder, second in (("A", ["Shame"]), ("B", ["Distance"])):
        work = lines((28, 40, ["Shame"]), (45, 60, second))
        assert run("mark", place, "--coder", coder, "--round", "R1", stdin=work).code == 0
        assert run("done", place, "--coder", coder, "--round", "R1").code == 0
    return place


def test_passages_are_frozen_and_then_classified(worked: Path, run: Run) -> None:
    ran = run("freeze", worked, "--round", "R1", "--name", "R2", "--rule", "any", "--seed", 2)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "R2: 1 transcripts, 2 frozen passages"
    listed = run("moments", worked, "--json").json["moments"]
    mine = [each for each in listed if (each["round"], each["coder"]) == ("R2", "A")]
    assert [(each["start"], each["end"], each["codes"]) for each in mine] == [
        (28, 40, []),
        (45, 60, []),
    ]
    classify = ("mark", worked, "--coder", "A", "--round", "R2")
    coded = run(*classify, stdin=lines((28, 40, ["Distance"])))
    assert (coded.code, coded.out.split()) == (0, [mine[0]["id"]])
    refused = run(*classify, stdin=lines((28, 41, ["Distance"])))
    assert (refused.code, refused.out) == (2, "")
    assert "standard input, line 1: the passages of round R2 are frozen" in refused.err
    # What `moments` gives can be fed back, changed or not.
    listed = run("moments", worked, "--json").json["moments"]
    mine = [each for each in listed if (each["round"], each["coder"]) == ("R2", "A")]
    assert mine[0]["codes"] == ["Moments/Distance"]
    fields = [each | {"codes": ["Shame"], "ratings": {"Intensity": 2}} for each in mine]
    back = run(*classify, stdin="".join(json.dumps(each) + "\n" for each in (*mine, *fields)))
    assert back.out.split() == [each["id"] for each in (*mine, *fields)]
    listed = run("moments", worked, "--json").json["moments"]
    after = [each for each in listed if (each["round"], each["coder"]) == ("R2", "A")]
    assert [(each["codes"], each["ratings"]) for each in after] == [
        (["Moments/Shame"], {"Intensity": 2})
    ] * 2
    assert run("check", worked).code == 0
    again = run("freeze", worked, "--round", "R2", "--name", "R3", "--rule", "any")
    assert (again.code, again.out) == (2, "")


def test_what_one_coder_alone_is_done_with_is_left_out_and_said(place: Path, run: Run) -> None:
    assert draw(run, place).code == 0
    for coder in ("A", "B"):
        work = lines((28, 40, ["Shame"]))
        assert run("mark", place, "--coder", coder, "--round", "R1", stdin=work).code == 0
    assert run("done", place, "--coder", "A", "--round", "R1").code == 0
    assert run("done", place, "--coder", "B", "--round", "R1", "--dyad", "D07").code == 0
    ran = run("freeze", place, "--round", "R1", "--name", "R2", "--rule", "all", "--seed", 2)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "R2: 1 transcripts, 1 frozen passages"
    assert ran.out.splitlines()[-1] == "1 transcript left out: only one coder is done there"


def settle_the_code(place: Path) -> None:
    """Takes what B has, as the window would."""
    with open_study(place) as opened:
        [episode] = disagreements(episodes(compare(opened.view, round_name="R1")))
        taken = dict(episode.moments)["B"].id
        edit = settle(
            opened.view, episode, "take", taken=taken, reason="she keeps away", decided_by="PI"
        )
        opened.do(edit, "Settle")


def test_a_coder_is_told_what_was_settled(worked: Path, run: Run) -> None:
    before = run("feedback", worked, "--coder", "A", "--round", "R1", "--json").json
    assert (before["passages"], before["waiting"]) == ([], 1)
    settle_the_code(worked)
    ran = run("feedback", worked, "--coder", "A", "--round", "R1", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.json
    assert (told["coder"], told["round"], told["waiting"]) == ("A", "R1", 0)
    [passage] = told["passages"]
    assert (passage["kind"], passage["codes"], passage["consensus_codes"]) == (
        "code",
        "Shame",
        "Distance",
    )
    assert passage["reason"] == "she keeps away"
    assert told["codes"] == [
        {"code": "Shame", "hits": 0, "misses": 0, "added": 1},
        {"code": "Distance", "hits": 0, "misses": 1, "added": 0},
    ]
    plain = run("feedback", worked, "--coder", "A", "--round", "R1")
    text = run("text", worked, "--dyad", "D07", "--session", 3, "--account", "patient").out
    assert "D07, session 3, patient, 45 to 60: code (Shame : Distance)" in plain.out
    assert text[45:60] not in plain.out + ran.out
    quoted = run("feedback", worked, "--coder", "A", "--round", "R1", "--with-text")
    assert text[45:60] in quoted.out
    for wrong in (("--coder", "Z"), ("--coder", "A", "--round", "R9")):
        bad = run("feedback", worked, *wrong)
        assert (bad.code, bad.out) == (2, "")
        assert bad.err.count("\n") == 1


def test_the_consensus_stands_in_lists_and_exports_and_is_nobody(
    worked: Path, run: Run, tmp_path: Path
) -> None:
    settle_the_code(worked)
    assert run("moments", worked, "--coder", "Consensus", "--json").json["moments"][0]["coder"] == (
        "Consensus"
    )
    [cell] = [
        each for each in run("show", worked, "--json").json["interviews"] if each["dyad"] == "D07"
    ]
    assert cell["moments"] == {"A": 3, "B": 3, "Consensus": 1}
    assert run("export", worked, tmp_path / "out", "--to", "csv").code == 0
    decisions = (tmp_path / "out" / "decisions.csv").read_text("utf-8-sig").splitlines()
    assert len(decisions) == 2
    assert "she keeps away" not in decisions[1]
    assert "Consensus" in (tmp_path / "out" / "moments.csv").read_text("utf-8-sig")
    refused = run("mark", worked, "--coder", "Consensus", stdin=lines((1, 5, [])))
    assert (refused.code, refused.out) == (2, "")
    assert "Consensus is nobody" in refused.err
    own = run("moments", worked, "--coder", "A", "--json").json["moments"]
    assert {each["coder"] for each in own} == {"A"}


def test_a_training_round_may_be_one_in_which_coders_see_each_other(place: Path, run: Run) -> None:
    assert draw(run, place, "--kind", "training", "--not-blind").code == 0
    with open_study(place) as opened:
        work_round = opened.view.find_round("R1")
        assert work_round is not None
        assert (work_round.kind, work_round.blind) == ("training", False)


def test_a_coder_marks_in_a_round_only_what_it_gave_to_them(place: Path, run: Run) -> None:
    ran = run("round", place, "--name", "S1", "--coders", "A,B", "--seed", "1", "--share", "0.5")
    assert ran.code == 0, ran.err
    with open_study(place) as opened:
        view = opened.view
        [round_id] = [each.id for each in view.rounds.values() if each.name == "S1"]
        given = {e.account_id for e in view.assignments.values() if e.round_id == round_id}
        inside = {
            view.dyads[view.sessions[view.accounts[e].session_id].dyad_id].name for e in given
        }
    cells = {
        "D07": {"dyad": "D07", "account": "patient"}, "D08": {"dyad": "D08", "account": "therapist"}
    }  # fmt: skip
    [name] = inside
    [other] = {*cells} - inside
    for coder, cell, code in (("A", name, 0), ("A", other, 2), ("C", other, 0)):
        said = lines((3, 9, ["Shame"]), **cells[cell])
        ran = run("mark", place, "--coder", coder, "--round", "S1", stdin=said)
        assert ran.code == code, ran.err
        if code:
            assert "no part of the coder's work in round S1" in ran.err
            assert (ran.out, len(ran.err.splitlines())) == ("", 1)
    said = lines((3, 9, ["Shame"]), **cells[other])
    assert run("mark", place, "--coder", "A", stdin=said).code == 0  # it is everybody's to mark
