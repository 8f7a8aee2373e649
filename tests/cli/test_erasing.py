"""Erasing a participant as a script does it: what is listed, asked, printed and refused."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.app.verbs import certifying
from annotator.app.verbs.erasing import erase
from annotator.cli import erasing, main
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.withdrawal import Wish
from annotator.storage import opening, rekeying
from annotator.storage.key import Profile
from tests.cli.conftest import TRANSCRIPT, Run

CELL = ("--dyad", "D07", "--session", "3", "--account")
WHO = ("--participant", "P07")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def ready(master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `lab` is a copy of: all accounts of a session, with pseudonyms.

    Each party's is marked once, and there is a backup.
    """
    folder = Path(shutil.copytree(master, tmp_path_factory.mktemp("ready") / "lab"))
    (folder / "t.txt").write_text(
        TRANSCRIPT.replace("P:", "T:").replace("laughed", "smiled"), encoding="utf-8"
    )
    (folder / "plan.csv").write_text(
        "dyad,session,account,participant,status,file,recording,attr_age\n"
        "D07,3,therapist,T07,held,t.txt,,40s\n"
        "D07,3,session,,,p.txt,call 3.mp4,\n"
        "D07,3,patient,P07,held,,,30s\n",
        encoding="utf-8",
    )
    place = {"dyad": "D07", "session": 3, "start": 27, "end": 37, "codes": ["Shame"]}
    lines = "\n".join(json.dumps({**place, "account": e}) for e in ("patient", "therapist"))
    study = str(folder / "small.iprstudy")
    assert main(["import", study, "--plan", str(folder / "plan.csv")]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        assert main(["mark", study, "--coder", "RA-1"]) == 0
    assert main(["backup", study]) == 0
    return folder


@pytest.fixture
def lab(ready: Path, tmp_path: Path) -> Path:
    """That study, one's own."""
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    return tmp_path / "small.iprstudy"


def test_the_list_changes_nothing_and_quotes_nothing(lab: Path, run: Run) -> None:
    before = lab.read_bytes()
    ran = run("erase", lab, *WHO, "--list")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "P07, in the study:"
    assert "  transcripts: 2" in ran.out, "the interview, and the session in which they speak"
    assert "  moments: 1" in ran.out
    assert "what stands in 1 backup beside it goes too" in ran.out
    assert "(--with-partner takes it too): D07, session 3, therapist" in ran.out
    assert "recording call 3.mp4" in ran.out
    assert "laughed" not in ran.out
    with_partner = run("erase", lab, *WHO, "--with-partner", "--list", "--json").json
    assert with_partner["found"]["transcripts"] == 3
    assert with_partner["stays"] == []
    assert lab.read_bytes() == before


def test_it_is_done_only_when_it_is_meant(lab: Path, run: Run, tmp_path: Path) -> None:
    before = lab.read_bytes()
    ran = run("erase", lab, *WHO)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"annotator: {lab}: erasing P07 cannot be undone; look at it with --list, then give "
        "--yes.\n"
    )
    ran = run("erase", lab, "--participant", "P08", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"annotator: {lab}: no participant P08; there are P07, T07.\n"
    taken = tmp_path / "taken.json"
    taken.write_text("{}")
    ran = run("erase", lab, *WHO, "--yes", "--certificate", tmp_path / "taken.txt")
    assert (ran.code, "there is a file of this name" in ran.err) == (2, True)
    assert lab.read_bytes() == before


def test_files_of_work_beside_the_study_are_named_where_they_lie(lab: Path, run: Run) -> None:
    (lab.parent / "in").mkdir()
    for name in ("early.iprwork", "in/ra1.iprwork"):
        (lab.parent / name).write_bytes(b"ciphertext")
    for more in (("--list",), ("--yes",)):
        ran = run("erase", lab, *WHO, *more)
        assert ran.code == 0
        assert "whatever its study: early.iprwork, in/ra1.iprwork" in ran.out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("P70\n", 2), ("P07\n", 0), ("", 2)])
def test_at_a_terminal_the_pseudonym_is_typed_again(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    before = lab.read_bytes()
    monkeypatch.setattr(sys, "stdin", _Terminal(typed))
    assert main(["erase", str(lab), *WHO]) == code
    assert (lab.read_bytes() == before) == (code == 2)


def test_a_study_without_participants_says_how_they_are_named(study: Path, run: Run) -> None:
    ran = run("erase", study, *WHO, "--yes")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "no participant P07" in ran.err
    assert "`annotator import --plan` (columns participant and status), then erase" in ran.err
    plan = study.with_name("who.csv")
    plan.write_text(
        "dyad,session,account,participant,status\nD07,3,patient,P07,held\n", encoding="utf-8"
    )
    assert run("import", study, "--plan", plan).code == 0
    assert "transcripts: 1" in run("erase", study, *WHO, "--yes").out, "as it was told"


def test_what_is_erased_is_gone_and_the_rest_works_on(lab: Path, run: Run, tmp_path: Path) -> None:
    place = tmp_path / "certificates" / "P07.txt"
    place.parent.mkdir()
    ran = run("erase", lab, *WHO, "--yes", "--json", "--certificate", place)
    assert (ran.code, ran.err) == (0, "")
    told = ran.json
    assert told["found"]["transcripts"] == 2
    assert told["sentences"] > 0
    assert told["sentences_left"] == 0
    assert told["files"][0]["name"] == "small.iprstudy"
    assert len(told["files"]) == 2
    for each in told["files"]:
        content = (tmp_path / each["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
    written = place.read_text(encoding="utf-8")
    assert told["files"][0]["sha256"] in written
    assert json.loads(place.with_suffix(".json").read_text(encoding="utf-8")) == told
    assert "laughed" not in written + ran.out
    for path in (lab, *lab.with_name("small backups").iterdir()):
        assert b"laughed" not in path.read_bytes()
        assert b"smiled" in path.read_bytes(), "the partner's own words stay"
    assert run("check", lab).code == 0
    shown = run("show", lab, "--json").json
    cells = {each["account"]: each for each in shown["interviews"]}
    assert cells["patient"]["status"] == "missing"
    assert cells["patient"]["turns"] == 0
    assert cells["therapist"]["moments"] == {"RA-1": 1}
    assert [each["account"] for each in run("moments", lab, "--json").json["moments"]] == [
        "therapist"
    ]
    for command in ("export", "agreement", "analyse"):
        more = {"export": (tmp_path / "out", "--to", "csv"), "analyse": ("--kind", "convergence")}
        assert "Traceback" not in run(command, lab, *more.get(command, ())).err
    again = run("erase", lab, *WHO, "--yes")
    assert again.code == 0
    assert "nothing any more\nBefore rows were erased earlier, the last on" in again.out
    assert "transcripts: 2" in again.out
    assert f"looked for {told['sentences']} sentences and found none" in again.out
    assert run("search", lab, "laughed").out.count("laughed") == 0


def test_a_certificate_that_could_not_be_written_is_had_again(
    lab: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: Path, _content: bytes) -> None:
        if place.suffix == ".json":
            raise UserError("the disk is full", str(place), "free some space")
        place.write_bytes(b"half")

    where = tmp_path / "P07 v1.2"
    with monkeypatch.context() as patch:
        patch.setattr(certifying, "write_atomically", full)
        ran = run("erase", lab, *WHO, "--yes", "--json", "--certificate", where)
    assert ran.code == 2
    first = ran.json
    assert f"{where}.json: P07 is erased, but not certified (the disk is full); erase again" in (
        ran.err
    )
    assert not list(tmp_path.glob("P07*"))
    ran = run("erase", lab, *WHO, "--yes", "--certificate", where)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(f"This certificate is in {where}.txt and {where.name}.json.\n")
    told = json.loads(Path(f"{where}.json").read_text(encoding="utf-8"))
    assert told["found_earlier"] == first["found"]
    assert told["sentences_earlier"] == first["sentences"]
    assert told["rows_erased_earlier_at"]
    assert run("journal", lab).code == run("check", lab).code == 0


def test_erasing_again_tells_of_the_same_person_and_not_of_the_partner(lab: Path, run: Run) -> None:
    first = run("erase", lab, *WHO, "--yes", "--json").json
    other = run("erase", lab, "--participant", "T07", "--yes", "--json").json
    assert first["found"] != other["found"]
    for name, told in (("P07", first), ("T07", other)):
        again = run("erase", lab, "--participant", name, "--yes", "--json").json
        assert (again["found"], again["found_earlier"]) == ({}, told["found"])
        assert again["sentences_earlier"] == told["sentences"]


def test_what_was_erased_in_several_runs_is_certified_together(lab: Path, run: Run) -> None:
    asked = ("erase", lab, *WHO, "--yes", "--json")
    first = run(*asked).json
    partner = run(*asked, "--with-partner").json
    assert partner["found"]
    assert partner["found_earlier"] == first["found"]
    whole = run(*asked).json
    assert whole["found_earlier"] == {
        kind: first["found"].get(kind, 0) + partner["found"].get(kind, 0)
        for kind in {**first["found"], **partner["found"]}
    }
    assert whole["sentences_earlier"] == first["sentences"] + partner["sentences"]
    other = run("erase", lab, "--participant", "T07", "--yes", "--json").json
    assert other["found_earlier"]["transcripts"] >= partner["found"]["transcripts"]


def test_a_former_certificate_stays_where_another_cannot_be_written(
    lab: Path, run: Run, tmp_path: Path
) -> None:
    place = tmp_path / "P07.txt"
    assert run("erase", lab, *WHO, "--yes", "--certificate", place).code == 0
    with open_study(lab) as opened:
        erasure = erase(opened, Wish(participant="P07"))
    before = place.read_bytes()
    for name in ("P07.txt", "P07.json", "P07"):
        with pytest.raises(UserError, match="there is a file of this name"):
            certifying.write_certificate(erasure, tmp_path / name)
    assert place.read_bytes() == before


def test_a_backup_from_before_that_was_put_back_is_restored_once_it_is_erased(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = Path(run("backup", lab).out.strip())
    before = backup.read_bytes()
    assert run("erase", lab, *WHO, "--yes").code == 0
    backup.write_bytes(before)  # fetched from a stick, say
    goal = lab.with_name("back.iprstudy")
    for out in ((), (goal,)):
        ran = run("restore", backup, *out)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"{backup}: an erasure has not reached this backup" in ran.err
        assert "erase again in the study, which reaches its backups" in ran.err
    monkeypatch.chdir(backup.parent)
    beside = lab.with_name(backup.name)
    beside.write_bytes(before)
    linked = lab.with_name("linked")
    linked.symlink_to(backup.parent)
    for named in (backup.name, beside, linked / backup.name):
        assert "an erasure has not reached" in run("restore", named, goal).err
    assert not goal.exists()
    assert run("erase", lab, *WHO, "--yes").code == 0
    assert run("restore", backup, goal).code == 0
    assert "laughed" not in run("text", goal, *CELL, "therapist").out
    shown = {each["account"]: each for each in run("show", goal, "--json").json["interviews"]}
    assert (shown["patient"]["status"], shown["patient"]["turns"]) == ("missing", 0)


@pytest.mark.parametrize("place", [".", "..", "/", ""])
def test_a_certificate_is_no_folder(
    lab: Path, run: Run, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = lab.read_bytes()
    ran = run("erase", lab, *WHO, "--yes", "--certificate", place)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "this is a folder; name a file in it" in ran.err
    assert lab.read_bytes() == before


def test_a_text_that_others_have_too_is_deleted_and_said_not_to_be_searched_for(
    lab: Path, run: Run
) -> None:
    where = ("--dyad", "D08", "--session", "3", "--account", "patient")
    assert run("import", lab, lab.with_name("p.txt"), *where).code == 0
    ran = run("erase", lab, *WHO, "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "\n  transcripts: 2\n" in ran.out
    assert "Searched for: nothing, since each of the 5 sentences of the participant" in ran.out
    assert "Left: 0" not in ran.out
    assert "was left in any file" not in ran.out


def test_nothing_comes_back_by_itself(lab: Path, run: Run, tmp_path: Path) -> None:
    assert run("erase", lab, *WHO, "--yes").code == 0
    before = lab.read_bytes()
    for account in ("patient", "session"):
        ran = run("import", lab, tmp_path / "p.txt", *CELL, account)
        assert ran.code == 2
        assert f"D07, session 3, {account}: somebody has withdrawn" in ran.err
    ran = run("import", lab, "--plan", tmp_path / "plan.csv")
    assert ran.code == 2
    scores = tmp_path / "scores.csv"
    scores.write_text("dyad,session,wai_p,wai_t\nD07,3,4,5\n", encoding="utf-8")
    columns = ("--score", "wai_p=WAI:patient", "--score", "wai_t=WAI:therapist")
    assert lab.read_bytes() == before
    ran = run("measures", lab, scores, *columns)
    assert ran.code == 0
    assert "has withdrawn" in ran.out
    with open_study(lab) as opened:  # the person has agreed anew
        cell = opened.view.find_account("D07", 3, "patient")
        missing = opened.view.interview_of(cell.id)
        assert missing is not None
        opened.do(Replace(missing, replace(missing, status="held", reason=None)), "Held")
    assert run("import", lab, tmp_path / "p.txt", *CELL, "patient").code == 0


def test_handed_out_work_erases_nothing(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "told by telephone")
    work = lab.with_name("ra.iprwork")
    assert run("assign", lab, "--round", "R1", "--coder", "RA-1", work).code == 0
    ran = run("erase", work, *WHO, "--yes")
    assert ran.code == 2
    assert "erased by the PI, in the study itself" in ran.err
    listed = run("erase", lab, *WHO, "--list").out
    assert "handed-out work for RA-1, round R1" in listed


OLD, NEW = "open sesame", "open barley"


@pytest.fixture
def locked(lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That study encrypted, and under another passphrase since; one backup is as it was."""
    for module in (opening, rekeying):
        cheap = (Profile(memory_kib=64, passes=1, lanes=1),)
        monkeypatch.setattr(module, "PROFILES", cheap)
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", OLD)
    assert run("passphrase", lab, "--encrypt", "--backups", "too").code == 0
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", OLD)
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", NEW)
    assert run("passphrase", lab, "--backups", "keep").code == 0
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", NEW)
    return lab


def test_a_backup_under_a_former_passphrase_is_restored_with_a_word_on_erasures(
    locked: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = min((locked.parent / "small backups").iterdir())
    assert run("erase", locked, *WHO, "--yes").code == 0
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", OLD)
    goal = locked.with_name("back.iprstudy")
    ran = run("restore", backup, goal)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"{goal}\nsomebody may be in it who was erased since, whom you must erase once more\n"
    )
    assert run("restore", backup, locked.with_name("b.iprstudy"), "--json").json["erasures_unknown"]


def test_a_script_gives_former_passphrases_in_a_variable(
    locked: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run("erase", locked, *WHO, "--list", "--json").json
    assert (listed["backups"], listed["backups_locked"]) == (0, 3)
    assert sum("under another passphrase" in each for each in listed["out_of_reach"]) == 3
    monkeypatch.setenv("ANNOTATOR_FORMER_PASSPHRASES", f"none of them\n{OLD}\n")
    ran = run("erase", locked, *WHO, "--yes", "--json")
    assert (ran.code, ran.json["backups_locked"], len(ran.json["files"])) == (0, 0, 4)
    assert not any(each.startswith("backup") for each in ran.json["out_of_reach"])
    assert OLD not in ran.out + ran.err
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", OLD)
    for backup in (locked.parent / "small backups").iterdir():
        shown = run("text", backup, *CELL, "patient")
        assert "laughed" not in shown.out


def test_who_can_answer_is_asked_for_former_passphrases_until_nothing_is_given(
    locked: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = iter(["none of them", OLD]), list[str]()

    def another(prompt: str) -> str | None:
        asked.append(prompt)
        return next(answers, None)

    monkeypatch.setattr(erasing, "another_former", another)
    ran = run("erase", locked, *WHO, "--yes", "--json")
    assert (ran.code, ran.json["backups_locked"]) == (0, 0)
    assert len(asked) == 2
    assert all(each.startswith("3 backups under another passphrase") for each in asked)
