"""Three coders on three machines: work handed out, coded, handed in, merged, compared, settled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import disagreements, episodes
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.settling import settle
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import TRANSCRIPT, Run

CODERS = ("RA-1", "RA-2", "RA-3")
CELL = ("--dyad", "D07", "--session", "3", "--account")
MARKS = {
    "RA-1": [(27, 37, "Shame"), (60, 80, "Distance")],
    "RA-2": [(27, 40, "Shame"), (60, 80, "Shame")],
    "RA-3": [(29, 37, "Shame")],
}


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


def test_three_coders_on_three_machines(
    study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = tmp_path / "t.txt"
    transcript.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    assert run("import", study, transcript, *CELL, "therapist").code == 0

    # The PI hands out; each file goes to another machine under another passphrase.
    works = {}
    for coder in CODERS:
        home = tmp_path / coder
        home.mkdir()
        works[coder] = home / "work.iprwork"
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", f"of {coder}")
        ran = run("assign", study, "--round", "R1", "--coder", coder, works[coder])
        assert (ran.code, ran.err) == (0, "")

    # Each codes at home; none knows of the others.
    for coder, work in works.items():
        monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / coder))
        monkeypatch.setattr("platform.node", lambda coder=coder: coder)
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", f"of {coder}")
        place = {"dyad": "D07", "session": 3, "account": "patient"}
        lines = [
            json.dumps({**place, "start": start, "end": end, "codes": [code]})
            for start, end, code in MARKS[coder]
        ]
        assert run("mark", work, "--coder", coder, stdin="\n".join(lines)).code == 0
        with open_study(work, lambda coder=coder: f"of {coder}") as opened:  # type: ignore[misc]
            assert [each.name for each in opened.view.coders.values()] == [coder]
        assert run("return", work).code == 0

    # The PI merges one after the other, in any order; each file has its own passphrase.
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "PI"))
    for coder in reversed(CODERS):
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", f"of {coder}")
        report = run("merge", study, works[coder], "--json").json
        assert report["coders"][0]["new"] == {"moment": len(MARKS[coder])}
        assert report["files"][0]["devices"] == 1
    found = run("moments", study, "--json").json["moments"]
    assert sorted((m["coder"], m["start"], m["end"], m["codes"][0]) for m in found) == sorted(
        (coder, start, end, f"Moments/{code}")
        for coder, marks in MARKS.items()
        for start, end, code in marks
    )
    assert {row["state"] for row in run("show", study, "--json").json["packages"]} == {"returned"}
    with open_study(study) as opened:
        assert len({each.devices for each in opened.view.packages.values()}) == 3

    # Agreement of all three, then the consensus over them.
    agreed = run("agreement", study, "--json", "--bootstrap", "0").json
    assert {"RA-1", "RA-2", "RA-3"} == {name for r in agreed["results"] for name in r["coders"]}
    with open_study(study) as opened:
        settle_first(opened)
    [kept] = run("moments", study, "--coder", "Consensus", "--json").json["moments"]
    assert (kept["start"], kept["end"], kept["codes"]) == (27, 40, ["Moments/Shame"])
    assert run("check", study).code == 0

    # What came by merging is rescued like all else, though its journal entries hold no content.
    rescued = run("rescue", study, tmp_path / "rescued.iprstudy", "--json")
    assert (rescued.code, rescued.json["whole"]) == (0, True)
    again = run("moments", tmp_path / "rescued.iprstudy", "--json").json
    assert again == run("moments", study, "--json").json


def settle_first(opened: OpenStudy) -> None:
    """Takes RA-2's moment for the first passage in which the three differ."""
    view = opened.view
    two = ("RA-1", "RA-2")
    episode = min(disagreements(episodes(compare(view, coders=two))), key=lambda each: each.start)
    ra_2 = view.find_coder("RA-2")
    assert ra_2 is not None
    [taken] = [each for each in view.all_moments() if (each.coder_id, each.start) == (ra_2.id, 27)]
    opened.do(settle(view, episode, "take", taken=taken.id, decided_by="PI"), "Settle")
