"""Who is in a lab, how far they are, what is out, what came back, what never will."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.app.verbs.progressing import _Times
from annotator.domain.work_time import worked_days
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from annotator.storage.work_days import days_of
from tests.cli.conftest import Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


def of_json(run: Run, *arguments: object) -> dict:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_a_lab_from_handing_out_to_what_never_comes_back(
    study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for coder in ("RA-1", "RA-2"):
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", f"of {coder}")
        out = tmp_path / f"{coder}.iprwork"
        due = ("--due", "2020-01-31", "--past") if coder == "RA-1" else ()
        assert run("assign", study, "--round", "R1", "--coder", coder, *due, out).code == 0
    found = of_json(run, "progress", study)
    rows = {each["coder"]: each for each in found["coders"] if each["round"] == "R1"}
    assert {each["due"] for each in rows.values()} == {"2020-01-31"}
    assert all(each["late"] and each["to_do"] == each["assigned"] for each in rows.values())
    assert [each["state"] for each in found["packages"]] == ["out", "out"]
    assert all(each["late"] for each in found["packages"])

    # One comes back in part, then for good; its journal tells how long it took.
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "of RA-1")
    work = tmp_path / "RA-1.iprwork"
    line = json.dumps({**CELL, "start": 0, "end": 5, "codes": []})
    assert run("mark", work, "--coder", "RA-1", stdin=f"{line}\n{line}\n").code == 0
    assert run("return", work, "--partial").code == 0
    assert run("merge", study, work).code == 0
    [part] = [e for e in of_json(run, "progress", study)["packages"] if e["coder"] == "RA-1"]
    assert (part["state"], part["machines"], part["late"]) == ("returned in part", 1, True)
    assert run("return", work).code == 0
    assert run("merge", study, work).code == 0
    found = of_json(run, "progress", study)
    rows = {each["coder"]: each for each in found["coders"] if each["round"] == "R1"}
    own = rows["RA-1"]
    assert (own["done"], own["moments"], own["late"]) == (own["assigned"], 2, False)
    assert own["last_seen"] is not None
    assert sum(own["days"].values()) == own["worked_ms"]
    table = list(csv.DictReader(io.StringIO(run("progress", study, "--csv").out)))
    assert {each["coder"]: each["done"] for each in table if each["round"] == "R1"} == {
        "RA-1": str(own["assigned"]),
        "RA-2": "0",
    }

    # A coder sees the own row and file only.
    seen = of_json(run, "progress", study, "--coder", "RA-2")
    assert {each["coder"] for each in (*seen["coders"], *seen["packages"])} == {"RA-2"}

    # The other is struck off; should it come back, nothing is lost, and it is told.
    [lost] = [each for each in found["packages"] if each["coder"] == "RA-2"]
    ran = run("assign", study, "--strike", lost["id"][:8])
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    ran = run("assign", study, "--strike", lost["id"][:8], "--reason", "laptop lost")
    assert (ran.code, "struck off (laptop lost)" in ran.out) == (0, True)
    assert run("assign", study, "--strike", lost["id"], "--reason", "again").code == 2
    assert run("assign", study, "--strike", "nonsense", "--reason", "why").code == 2
    found = of_json(run, "progress", study)
    assert [e["late"] for e in found["packages"] if e["coder"] == "RA-2"] == [False]
    assert [e["late"] for e in found["coders"] if e["coder"] == "RA-2"] == [False], "nor the coder"
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "of RA-2")
    assert run("return", tmp_path / "RA-2.iprwork").code == 0
    ran = run("merge", study, tmp_path / "RA-2.iprwork")
    assert "this work had been struck off; it comes in all the same" in ran.out
    states = {e["coder"]: e["state"] for e in of_json(run, "progress", study)["packages"]}
    assert states == {"RA-1": "returned", "RA-2": "returned"}


def test_what_came_back_in_part_is_in_progress_and_the_rest_is_to_do(
    study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three texts: one marked and done, one marked, one untouched; another round counts apart."""
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "of RA-1")
    transcript = tmp_path / "t.txt"
    transcript.write_text("T: One.\nT: Two.\n", encoding="utf-8")
    for session in ("3", "5"):
        cell = ("--dyad", "D07", "--session", session, "--account", "therapist")
        assert run("import", study, transcript, *cell).code == 0
    work = tmp_path / "work.iprwork"
    assert run("assign", study, "--round", "R1", "--coder", "RA-1", work).code == 0

    def counted(place: Path) -> list[tuple[int, int, int, int]]:
        return [
            (each["assigned"], each["done"], each["in_progress"], each["to_do"])
            for each in of_json(run, "progress", place)["coders"]
            if (each["round"], each["coder"]) == ("R1", "RA-1")
        ]

    def line(account: str, session: int = 3) -> str:
        place = {"dyad": "D07", "session": session, "account": account}
        return json.dumps({**place, "start": 0, "end": 3, "codes": []})

    elsewhere = line("therapist", 5)
    assert run("mark", study, "--coder", "RA-1", "--round", "open", stdin=elsewhere).code == 0
    assert counted(study) == [(3, 0, 0, 3)]
    lines = [line(account) for account in ("patient", "therapist", "therapist")]
    assert run("mark", work, "--coder", "RA-1", stdin="\n".join(lines)).code == 0
    assert counted(work) == [(3, 0, 2, 1)]
    cell = ("--dyad", "D07", "--session", "3", "--account", "patient")
    assert run("done", work, "--coder", "RA-1", "--round", "R1", *cell).code == 0
    assert run("return", work, "--partial").code == 0
    assert counted(study) == [(3, 0, 0, 3)]
    assert run("merge", study, work).code == 0
    assert counted(study) == [(3, 1, 1, 1)]
    assert "1 of 3 done, 1 in progress, 1 to do;" in run("progress", study).out


def test_people_are_listed_and_added_and_readers_write_nothing(study: Path, run: Run) -> None:
    assert run("coders", study, "--add", "Rea", "--role", "reader").code == 0
    assert {"name": "Rea", "role": "reader", "reads": "everyone"} in of_json(run, "coders", study)[
        "coders"
    ]
    line = json.dumps({**CELL, "start": 0, "end": 5, "codes": []})
    for ran in (
        run("mark", study, "--coder", "Rea", stdin=line),
        run("done", study, "--coder", "Rea"),
        run("assign", study, "--round", "R1", "--coder", "Rea", study.with_suffix(".iprwork")),
    ):
        assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert run("coders", study, "--role", "reader").code == 2
    assert run("coders", study, "--add", "Rea").code == 2


def test_a_long_pause_is_no_work_and_each_machine_has_its_own_days() -> None:
    at = "2026-03-0{}T09:{:02}:00+00:00"
    done = [("m1", at.format(2, 0)), ("m1", at.format(2, 9)), ("m1", at.format(2, 40))]
    done += [("m2", at.format(2, 5)), ("m1", at.format(3, 0)), ("m1", "yesterday")]
    days = {(each.device, each.day): each.worked_ms for each in days_of("p", done)}
    assert days == {("m1", "2026-03-02"): 540_000, ("m2", "2026-03-02"): 0, ("m1", "2026-03-03"): 0}
    assert worked_days([]) == {}


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("2999-01-02T08:00:00+00:00", "ahead or more"),
        ("2020-01-02T08:00:00+00:00", "behind or more"),
    ],
)
def test_a_machine_whose_clock_was_wrong_is_told_and_not_set_right(
    study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, fault: str
) -> None:
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "for RA-7 alone")
    work = tmp_path / "RA-7.iprwork"
    assert run("assign", study, "--round", "R1", "--coder", "RA-7", work).code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("annotator.app.verbs.returning.now_text", lambda: at)
        assert run("return", work, "--partial").code == 0
    found = of_json(run, "merge", study, work, "--dry-run")
    [file] = found["files"]
    assert fault in file["clock"]
    assert file["returned_at"] == at
    merged = run("merge", study, work)
    assert f"handed in at {at[:10]} 08:00, as its machine says: its clock was" in merged.out
    [out] = of_json(run, "progress", study)["packages"]
    assert (out["returned_at"], out["clock"]) == (at, file["clock"])
    assert f"last back {at[:10]} as its machine says (its clock was" in run("progress", study).out


def test_of_two_wrong_clocks_that_one_is_told_whose_time_is_shown() -> None:
    """Marked with a clock far behind, handed in with one far ahead; in either order."""
    now = datetime(2026, 3, 9, tzinfo=UTC)
    out = "2026-03-01T08:00:00+00:00"
    behind, ahead = "2017-03-02T08:00:00+00:00", "2035-03-02T08:00:00+00:00"
    told = "its clock was 8 years ahead or more, or this one is behind"
    for order in ((behind, ahead), (ahead, behind)):
        times = _Times(Counter())
        for at in order:
            times.saw(at, out, now)
        assert (times.last, times.clock) == (ahead, told)
    times.saw("2026-03-08T08:00:00+00:00", out, now)
    assert times.clock == told


def test_a_clock_that_may_be_right_is_not_spoken_of(study, run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "for RA-7 alone")
    work = tmp_path / "RA-7.iprwork"
    assert run("assign", study, "--round", "R1", "--coder", "RA-7", work).code == 0
    assert run("return", work).code == 0
    assert "clock" not in run("merge", study, work).out
    found = of_json(run, "progress", study)
    assert {each["clock"] for each in (*found["packages"], *found["coders"])} == {""}
