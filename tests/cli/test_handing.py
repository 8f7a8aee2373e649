"""Handing out, handing in and merging as a script does it: what is printed, what is refused."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import open_study
from annotator.cli import main
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import TRANSCRIPT, Ran, Run

CELL = ("--dyad", "D07", "--session", "3", "--account")


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that cost little; work is always under a passphrase."""
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    monkeypatch.delenv("ANNOTATOR_PASSPHRASE", raising=False)
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "told by telephone")


@pytest.fixture
def lab(study: Path, run: Run, tmp_path: Path) -> Path:
    """The small study with both accounts of D07, session 3."""
    transcript = tmp_path / "t.txt"
    transcript.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    more = ("therapist", "--interviewer", "RA-1")
    assert run("import", study, transcript, *CELL, *more).code == 0
    return study


def line(account: str = "patient", **more: Any) -> str:
    place = {"dyad": "D07", "session": 3, "account": account, "start": 27, "end": 37}
    return json.dumps({**place, "codes": ["Shame"], **more})


def handed(lab: Path, run: Run, coder: str = "RA-1") -> Path:
    out = lab.with_name(f"{coder}.iprwork")
    ran = run("assign", lab, "--round", "R1", "--coder", coder, out)
    assert (ran.code, ran.err) == (0, "")
    return out


def test_what_is_handed_out_is_told_with_the_order_and_who_interviewed(
    lab: Path, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "one.iprwork"
    ran = run("assign", lab, "--round", "R1", "--coder", "RA-1", out)
    assert (ran.code, ran.err) == (0, "")
    head, *rest = ran.out.splitlines()
    assert head == f"{out}: 2 transcripts for RA-1, round R1, codebook version 1"
    voices = {each.rpartition(" ")[2] for each in rest[:2]}
    assert voices == {"therapist", "patient"}
    assert rest[2:] == ["warning: RA-1 was the interviewer of D07, session 3, therapist"]
    again = run("assign", lab, "--round", "R1", "--coder", "RA-1", tmp_path / "two.iprwork")
    assert again.out.splitlines()[1:3] == rest[:2], "the order of work stays"
    assert "warning: 2 of them are out with RA-1 already" in again.out


def test_the_commands_work_on_it_as_on_a_study(lab: Path, run: Run) -> None:
    work = handed(lab, run)
    matrix = run("show", work, "--json").json
    assert [(row["account"], row["turns"]) for row in matrix["interviews"]] == [
        ("therapist", 4), ("patient", 4),
    ]  # fmt: skip
    made = run("mark", work, "--coder", "RA-1", stdin=line(memo="so it seems")).out.strip()
    [moment] = run("moments", work, "--json").json["moments"]
    assert (moment["id"], moment["round"], moment["coder"]) == (made, "R1", "RA-1")
    [memo] = run("memos", work, "--json").json["memos"]
    assert memo["memo"] == "so it seems"
    assert "😀" in run("text", work, *CELL, "patient").out
    assert run("search", work, "embarrassed", "--json").json["passages"]
    assert run("check", work).code == 0
    assert run("done", work, "--coder", "RA-1", *CELL, "patient").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("mark", "WORK", "--coder", "RA-2"), "handed out to RA-1, not to RA-2"),
        (("done", "WORK", "--coder", "RA-2"), "handed out to RA-1, not to RA-2"),
        (("mark", "WORK", "--coder", "RA-1", "--round", "open"), "no round 'open'"),
        (("moments", "WORK", "--coder", "RA-2"), "handed out to RA-1, not to RA-2"),
        (("assign", "WORK", "--round", "R1", "--coder", "RA-1", "x.iprwork"), "hands out nothing"),
        (("import", "WORK", "T.txt", *CELL, "patient", "--replace"), "only one coder's are open"),
        (("import", "WORK", "T.txt", *CELL, "session"), "only its coder’s own moments"),
        (("import", "WORK", "none.txt", *CELL, "session"), "only its coder’s own moments"),
        (("import", "WORK", "--plan", "none.csv"), "only its coder’s own moments"),
        (("import", "WORK", "none.csv", "--codebook"), "only its coder’s own moments"),
        (("guide", "WORK", "GUIDE.csv"), "only its coder’s own moments"),
        (("round", "WORK", "--name", "R2", "--coders", "RA-1,RA-9"), "only its coder’s own"),
        (("merge", "WORK", "WORK"), "handed-out work, not a study"),
        (("merge", "STUDY", "STUDY"), "a study, not handed-out work"),
        (("merge", "STUDY", "WORK"), "it has not been handed in"),
        (("return", "STUDY"), "a study, not handed-out work"),
    ],
)
def test_only_its_coder_writes_in_it(
    lab: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    work = handed(lab, run)
    lab.with_name("T.txt").write_text(TRANSCRIPT, encoding="utf-8")
    lab.with_name("GUIDE.csv").write_text("name,text\nQ1,What was going on?\n", encoding="utf-8")
    before = run("show", work, "--json").out, run("show", lab, "--json").out
    named = {"WORK": work, "STUDY": lab}
    words = [named.get(each, lab.with_name(each) if "." in each else each) for each in arguments]
    ran = run(*words, stdin=line() if arguments[0] == "mark" else "")
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert (run("show", work, "--json").out, run("show", lab, "--json").out) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--round", "R1", "--coder", "RA-1", "--dyads", "D09"), "no dyad D09; the dyads are: D07"),
        (("--round", "R1", "--coder", "RA-1", "--dyads", ""), "--dyads: no dyad is named"),
        (("--round", "R1", "--coder", "RA-1", "--dyads", " , "), "--dyads: no dyad is named"),
        (("--round", " ", "--coder", "RA-1"), "is no name for a round"),
        (("--round", "R1", "--coder", "Consensus"), "is nobody"),
        (("--round", "R1", "--coder", "RA-1", "--allow", "names"), "'names' cannot be allowed"),
    ],
)
def test_what_cannot_be_handed_out_leaves_everything_as_it_was(
    lab: Path, run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = lab.read_bytes()
    ran = run("assign", lab, *arguments, tmp_path / "out.iprwork")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert lab.read_bytes() == before
    assert not (tmp_path / "out.iprwork").exists()


def test_a_file_that_cannot_be_made_leaves_the_study_as_it_was(
    lab: Path, run: Run, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.iprwork"
    taken.write_text("mine")
    before = lab.read_bytes()
    for out, said in (
        (taken, "there is a file of this name"),
        (tmp_path / "nowhere" / "a.iprwork", "no such folder"),
        (tmp_path / "a.iprstudy", "end it in .iprwork"),
    ):
        ran = run("assign", lab, "--round", "R1", "--coder", "RA-1", out)
        assert (ran.code, said in ran.err) == (2, True)
        assert lab.read_bytes() == before
    assert taken.read_text() == "mine"


def test_work_is_under_its_own_passphrase(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = handed(lab, run)
    assert b"embarrassed" not in work.read_bytes()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "that of the study")
    assert run("check", work).code == 0, "its own passphrase comes first"
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "wrong")
    assert "wrong passphrase" in run("check", work).err
    monkeypatch.delenv("ANNOTATOR_PACKAGE_PASSPHRASE")
    monkeypatch.delenv("ANNOTATOR_PASSPHRASE")
    ran = run("assign", lab, "--round", "R1", "--coder", "RA-2", lab.with_name("b.iprwork"))
    assert (ran.code, "ANNOTATOR_PACKAGE_PASSPHRASE" in ran.err) == (2, True)


def test_the_passphrase_of_the_study_on_the_work_is_told(
    run: Run, lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "that of the study")
    study, text, book = (tmp_path / each for each in ("locked.iprstudy", "t.txt", "codebook.csv"))
    assert run("new", study, "--title", "Locked", "--codebook", book).code == 0
    assert run("import", study, text, *CELL, "patient").code == 0
    asked = ("--round", "R1", "--coder", "RA-1")
    assert "can open the study" not in run("assign", study, *asked, tmp_path / "own.iprwork").out
    monkeypatch.delenv("ANNOTATOR_PACKAGE_PASSPHRASE")
    ran = run("assign", study, *asked, tmp_path / "same.iprwork")
    assert (ran.code, ran.err) == (0, ""), "on stderr are errors only"
    assert "whoever is told it can open the study too" in ran.out
    ran = run("assign", lab, *asked, tmp_path / "plain.iprwork")
    assert "can open the study" not in ran.out, "not the study's"


def test_nobodys_name_stands_beside_a_turn(run: Run, lab: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text(
        "Zora: What was it?\nDr Kvam: I laughed.\nGro: Hm.\nOlga: Yes.\n" * 2,
        encoding="utf-8",
    )
    cell = ("--dyad", "D08", "--session", "1", "--account", "therapist")
    speakers = "Zora=interviewer,Dr Kvam=therapist"
    assert run("import", lab, names, *cell, "--speakers", speakers).code == 0
    work = handed(lab, run)
    with open_study(work, lambda: "told by telephone") as opened:
        [transcript] = [e for e in opened.view.transcripts.values() if "I laughed." in e.text]
    assert [each.speaker for each in transcript.turns] == [
        "I", "T", "Speaker 1", "Speaker 2",
    ] * 2  # fmt: skip


def test_work_that_came_back_damaged_or_not_at_all_is_asked_for_again(lab: Path, run: Run) -> None:
    work = handed(lab, run)
    assert run("return", work).code == 0
    content = bytearray(work.read_bytes())
    content[20_000] ^= 1
    work.write_bytes(content)
    before = lab.read_bytes()
    for more in ((), ("--dry-run",)):
        ran = run("merge", lab, work, *more)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"annotator: {work}: the file of work is damaged (")
        assert ran.err.endswith("); have its coder send it once more; nothing was merged.\n")
    missing = lab.with_name("none.iprwork")
    ran = run("merge", lab, missing)
    assert ran.err == f"annotator: {missing}: no such file; check the name.\n"
    assert lab.read_bytes() == before


def test_handed_in_twice_it_is_the_same_and_only_read_afterwards(lab: Path, run: Run) -> None:
    work = handed(lab, run)
    run("mark", work, "--coder", "RA-1", stdin=line())
    ran = run("return", work, "--partial")
    assert ran.out == f"{work}: handed in in part; work can go on (2 assignments, 1 moment)\n"
    run("mark", work, "--coder", "RA-1", stdin=line("therapist"))
    stale = run("merge", lab, work)
    assert (stale.code, "worked on since it was handed in" in stale.err) == (2, True)
    ran = run("return", work)
    assert ran.out == f"{work}: handed in (2 assignments, 2 moments)\n"
    closed = work.read_bytes()
    assert run("return", work).out == ran.out
    assert work.read_bytes() == closed
    refused = run("mark", work, "--coder", "RA-1", stdin=line())
    assert (refused.code, "only read now" in refused.err) == (2, True)
    assert "handed in for good" in run("return", work, "--partial").err
    assert {row["done_by"][0] for row in run("show", work, "--json").json["interviews"]} == {"RA-1"}


def test_merging_tells_first_then_brings_it_in_and_twice_changes_nothing(
    lab: Path, run: Run
) -> None:
    works = [handed(lab, run, coder) for coder in ("RA-1", "RA-2")]
    for work in works:
        run("mark", work, "--coder", work.stem, stdin=line() + "\n" + line("therapist"))
        run("return", work)
    before = lab.read_bytes()
    told = run("merge", lab, *works, "--dry-run", "--json").json
    assert lab.read_bytes() == before
    assert not list(lab.parent.glob("* backups"))
    done = run("merge", lab, *works, "--json").json
    assert {**told, "dry_run": False} == done
    counts = {"new": {"moment": 2}, "changed": {"assignment": 2}, "deleted": {}, "known": 0}
    assert done["coders"] == [{"coder": coder, **counts} for coder in ("RA-1", "RA-2")]
    assert len(list(lab.parent.glob("* backups/*"))) == 1
    after = lab.read_bytes()
    ran = run("merge", lab, *reversed(works))
    assert ran.out.splitlines()[-1] == "nothing is new"
    assert lab.read_bytes() == after
    assert run("check", lab).code == 0
    agreed = run("agreement", lab, "--round", "R1", "--json", "--bootstrap", "0").json
    assert {each["n"] for each in agreed["results"]} != {0}


def test_the_list_of_what_is_out_knows_what_came_back(lab: Path, run: Run) -> None:
    first, second = (handed(lab, run, coder) for coder in ("RA-1", "RA-2"))
    run("return", first)
    run("merge", lab, first)
    rows = run("show", lab, "--json").json["packages"]
    assert [(row["coder"], row["state"], row["transcripts"]) for row in rows] == [
        ("RA-1", "returned", 2), ("RA-2", "out", 2),
    ]  # fmt: skip
    assert rows[0]["returned_at"]
    assert rows[1]["returned_at"] is None
    assert "RA-2, round R1: 2 transcripts out since" in run("show", lab).out
    assert run("show", second, "--json").json["packages"] == []


def test_work_of_another_study_changes_nothing(lab: Path, run: Run, tmp_path: Path) -> None:
    work = handed(lab, run)
    run("return", work)
    other = tmp_path / "other.iprstudy"
    assert run("new", other, "--title", "Other", "--plain").code == 0
    before = other.read_bytes()
    ran = run("merge", other, work)
    assert (ran.code, ran.err) == (
        2,
        "annotator: RA-1.iprwork: it is work of another study; merge it into the study it is "
        "from.\n",
    )
    assert other.read_bytes() == before


def test_what_one_device_hid_stays_hidden_in_the_file(lab: Path, run: Run, tmp_path: Path) -> None:
    """Individually first: the other account is in the file, and shut until its turn comes."""
    asked = ("--name", "R2", "--coders", "RA-1,RA-2", "--individually-first")
    for coder in ("RA-1", "RA-2"):
        assert run("mark", lab, "--coder", coder, stdin="").code == 0
    assert run("round", lab, *asked).code == 0
    work = tmp_path / "alone.iprwork"
    ran = run("assign", lab, "--round", "R2", "--coder", "RA-1", work)
    first, second = (each.rpartition(" ")[2] for each in ran.out.splitlines()[1:3])
    assert run("text", work, *CELL, first).code == 0
    assert run("text", work, *CELL, second).code == 2
    assert "still shut" in run("return", work).err
    assert run("done", work, "--coder", "RA-1", *CELL, first).code == 0
    assert run("text", work, *CELL, second).code == 0
    assert run("return", work).code == 0
    with open_study(work, lambda: "told by telephone") as opened:
        assert opened.view.work is not None
        assert opened.seen_by == opened.view.work.coder_id


def test_frozen_passages_go_along_and_come_back_classified(lab: Path, run: Run) -> None:
    for coder in ("RA-1", "RA-2"):
        assert run("mark", lab, "--coder", coder, stdin=line()).code == 0
        assert run("done", lab, "--coder", coder, *CELL, "patient").code == 0
    assert run("freeze", lab, "--round", "open", "--name", "R2", "--rule", "any").code == 0
    work = lab.with_name("frozen.iprwork")
    ran = run("assign", lab, "--round", "R2", "--coder", "RA-1", work)
    assert ran.out.splitlines()[0].startswith(f"{work}: 1 transcript for RA-1, round R2")
    [passage] = run("moments", work, "--json").json["moments"]
    assert (passage["start"], passage["end"], passage["codes"]) == (27, 37, [])
    other = json.dumps({**json.loads(line()), "end": 36})
    assert "are frozen" in run("mark", work, "--coder", "RA-1", stdin=other).err
    for command in (
        ("mark", work, "--coder", "RA-1"),
        ("done", work, "--coder", "RA-1", *CELL, "patient"),
    ):
        ran = run(*command, "--round", "open", stdin=line())
        assert ran.code == 2
        assert "handed out for round R2, not for open; leave the round out" in ran.err
    told = run("mark", work, "--coder", "RA-1", stdin=line(codes=["Distance"])).out.strip()
    assert told == passage["id"]
    assert run("return", work).code == 0
    report = run("merge", lab, work, "--json").json
    assert report["coders"][0]["changed"] == {"assignment": 1, "moment": 1}
    assert report["kept_twice"] == []
    rows = run("moments", lab, "--coder", "RA-1", "--json").json["moments"]
    assert {(row["round"], *row["codes"]) for row in rows} == {
        ("open", "Moments/Shame"), ("R2", "Moments/Distance"),
    }  # fmt: skip


def test_judgements_of_whole_units_are_made_in_the_file_and_come_back(
    lab: Path, run: Run, tmp_path: Path
) -> None:
    book = tmp_path / "more.csv"
    book.write_text(
        "row,set,name,key,minimum,maximum,unit\n"
        "set,Bond,,,,,dyad\nscale,Bond,Warmth,,1,5,\nset,Hour,,,,,account\ncode,Hour,Calm,,,,\n",
        encoding="utf-8",
    )
    assert run("import", lab, book, "--codebook").code == 0
    work = handed(lab, run)
    lines = [
        {"set": "Bond", "dyad": "D07", "ratings": {"Warmth": 4}},
        {"set": "Hour", "dyad": "D07", "session": 3, "account": "patient", "codes": ["Calm"]},
    ]
    said = "\n".join(map(json.dumps, lines))
    ran = run("judge", work, "--coder", "RA-1", stdin=said)
    assert (ran.code, len(ran.out.split())) == (0, 2)
    assert run("return", work).code == 0
    assert run("merge", lab, work, "--json").json["coders"][0]["new"] == {"judgement": 2}
    rows = run("judgements", lab, "--json").json["judgements"]
    assert [(row["set"], row["round"], row["coder"]) for row in rows] == [
        ("Bond", "R1", "RA-1"), ("Hour", "R1", "RA-1"),
    ]  # fmt: skip


def test_texts_in_which_nothing_was_marked_are_told_when_they_are_handed_in(
    lab: Path, run: Run
) -> None:
    work = handed(lab, run)
    assert run("mark", work, "--coder", "RA-1", stdin=line()).code == 0
    assert run("return", work, "--partial").out.count("\n") == 1
    ran = run("return", work)
    assert (ran.code, ran.err) == (0, ""), "on stderr are errors only"
    assert ran.out.partition("\n")[2] == (
        "nothing is marked in 1 transcript, and done counts as nothing found there: "
        "D07, session 3, therapist. Where that is not so, tell the PI, who hands them out anew.\n"
    )
    assert run("return", work).out.count("\n") == 1  # once more, and nothing changes
    called_done = handed(lab, run, "RA-2")
    for account in ("patient", "therapist"):
        assert run("done", called_done, *CELL, account, "--coder", "RA-2").code == 0
    assert run("return", called_done).out.count("\n") == 1


def test_a_day_that_is_past_wants_a_second_word(lab: Path, run: Run) -> None:
    words = ("assign", lab, "--round", "R1", "--coder", "RA-1")
    out = lab.with_name("past.iprwork")
    ran = run(*words, "--due", "2020-01-31", out)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "annotator: --due: 2020-01-31 is past; give a day to come, or --past too if it is meant.\n"
    )
    assert not out.exists()
    assert run("progress", lab, "--json").json["packages"] == []
    assert run(*words, "--due", "2020-01-31", "--past", out).code == 0
    again = lab.with_name("again.iprwork")  # the day that stands is no other day
    assert run(*words, "--due", "2020-01-31", again).code == 0
    assert run("assign", lab, "--round", "R1", "--due", "2020-01-30").code == 2
    for due in ("soon", "2999-02-30"):
        assert run(*words, "--due", due, lab.with_name("no.iprwork")).err.startswith(
            f"annotator: --due: '{due}' is no day; "
        )


def test_another_day_of_a_round_is_told_where_others_have_work_in_it(lab: Path, run: Run) -> None:
    def assigned(coder: str, *more: str) -> list[str]:
        out = lab.with_name(f"{coder}.iprwork")
        ran = run("assign", lab, "--round", "R1", "--coder", coder, out, *more)
        assert (ran.code, ran.err) == (0, "")
        return [each for each in ran.out.splitlines() if "the round R1" in each]

    def days() -> set[str | None]:
        rows = run("progress", lab, "--json").json["coders"]
        return {each["due"] for each in rows if each["round"] == "R1"}

    kept = "files that are out keep the day that they were made with"
    assert assigned("A", "--due", "2999-01-01") == []  # nobody else is in it
    assert assigned("B", "--due", "2999-01-01") == []  # it is the same day
    assert assigned("C") == []
    told = f"the round R1 has the day 2999-02-02 instead of 2999-01-01 for A, B, C too; {kept}"
    assert assigned("D", "--due", "2999-02-02") == [told]
    assert days() == {"2999-02-02"}
    told = f"the round R1 has no day any more instead of 2999-02-02 for A, B, C, D too; {kept}"
    assert assigned("E", "--due", "none") == [told]
    assert days() == {None}

    # Without a coder and a file only the day is set.
    ran = run("assign", lab, "--round", "R1", "--due", "2999-03-03")
    assert ran.out == f"the round R1 has the day 2999-03-03 for A, B, C, D, E; {kept}\n"
    assert days() == {"2999-03-03"}
    assert run("assign", lab, "--round", "R1", "--due", "2999-03-03").code == 2
    assert run("assign", lab, "--round", "R1", "--due=NONE").code == 0
    assert days() == {None}
    for wrong in (
        ("--due", "2999-03-03"),
        ("--due", "2999-03-03", "--round", "R2"),
        ("--due", "2999-03-03", "--round", "R1", "--dyads", "D07"),
        ("--due", "2999-03-03", "--round", "R1", lab.with_name("x.iprwork")),
        ("--round", "R1", "--coder", "A", "--past", lab.with_name("x.iprwork")),
    ):
        ran = run("assign", lab, *wrong)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert days() == {None}
    assert not lab.with_name("x.iprwork").exists()


def test_each_file_of_a_merge_may_be_under_its_own_passphrase(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each, in any order; a passphrase may hold the sign between them."""
    files = {"A": "of A", "B": "b=c=", "C": "told by telephone"}
    lines = [f"{coder}.iprwork={words}" for coder, words in files.items() if coder != "C"]
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "\n".join(["", *reversed(lines), ""]))
    works = []
    for coder in files:
        works.append(lab.with_name(f"{coder}.iprwork"))
        ran = run("assign", lab, "--round", "R1", "--coder", coder, works[-1])
        assert (ran.code, ran.err) == (0, "")
        assert run("return", works[-1]).code == 0
    for coder, work in zip(files, works, strict=True):
        alone = {"ANNOTATOR_PACKAGE_PASSPHRASES": "", "ANNOTATOR_PACKAGE_PASSPHRASE": files[coder]}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in alone.items():
                patch.setenv(name, value)
            assert run("show", work).code == 0
    ran = run("merge", lab, *works)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split(":")[0] for line in ran.out.splitlines()[:3]] == [
        each.name for each in works
    ]
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "A.iprwork=of A\nB.iprwork=of A")
    ran = run("merge", lab, *works)
    assert (ran.code, ran.out) == (2, "")
    assert "B.iprwork: wrong passphrase" in ran.err
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "A.iprwork=of A\nof A")
    ran = run("merge", lab, *works)
    assert (ran.code, ran.out) == (2, "")
    assert "ANNOTATOR_PACKAGE_PASSPHRASES: line 2 has no =; " in ran.err
    assert "of A" not in ran.err


def test_two_files_of_one_name_are_told_apart_by_their_folders(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"A": "one of them", "B": "the other of them"}
    works = []
    for coder, own in words.items():
        folder = lab.with_name(f"from {coder}")
        folder.mkdir()
        works.append(folder / "work.iprwork")
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", own)
        assert run("assign", lab, "--round", "R1", "--coder", coder, works[-1]).code == 0
        assert run("return", works[-1]).code == 0
    monkeypatch.delenv("ANNOTATOR_PACKAGE_PASSPHRASE")
    lines = [f"{works[0]}={words['A']}", f"work.iprwork={words['B']}"]
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "\n".join(reversed(lines)))
    ran = run("merge", lab, *works)
    assert (ran.code, ran.err) == (0, "")
    monkeypatch.chdir(works[0].parent)
    other = "../from B/work.iprwork"
    for named in (("./work.iprwork", other), (works[0], f"../from A/{other}")):
        lines = [f"  {each}={own}" for each, own in zip(named, words.values(), strict=True)]
        monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "\n".join(lines))
        ran = run("merge", lab, *works)
        assert (ran.code, ran.err) == (0, ""), ran.err
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASES", "../from C/work.iprwork=one of them")
    ran = run("merge", lab, *works)
    assert (ran.code, f"a line {works[0]}=PASSPHRASE" in ran.err) == (2, True), ran.err


def test_work_that_lost_its_ending_on_the_way_is_merged(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = handed(lab, run)
    assert run("return", work).code == 0
    renamed = work.rename(work.with_suffix(".docx"))
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "of something else")
    ran = run("merge", lab, renamed)
    assert (ran.code, ran.err) == (0, "")


def test_a_script_is_told_by_which_variable_work_is_opened(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = handed(lab, run)
    assert run("return", work).code == 0
    monkeypatch.delenv("ANNOTATOR_PACKAGE_PASSPHRASE")
    hint = (
        f"set ANNOTATOR_PACKAGE_PASSPHRASE, or for several files a line {work}=PASSPHRASE "
        "for each in ANNOTATOR_PACKAGE_PASSPHRASES"
    )
    told = f"annotator: {work}: encrypted; {hint}.\n"
    assert run("merge", lab, work).err == told
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "of the study")
    told = f"annotator: {work}: wrong passphrase, or not a study file; {hint}.\n"
    ran = run("merge", lab, work)
    assert (ran.code, ran.out, ran.err) == (2, "", told)
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "another")
    assert "try the passphrase again" in run("merge", lab, work).err  # it is known


def test_who_hands_in_at_a_terminal_is_asked_before_unmarked_texts_count_as_done(
    lab: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def typing(answer: str) -> Ran:
        with monkeypatch.context() as there:
            there.setattr("sys.stdin", Terminal(answer))
            code = main(["return", str(work)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    work = handed(lab, run)
    for answer in ("no\n", "", "\n"):
        ran = typing(answer)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Nothing is marked in 2 transcripts, and done counts as nothing")
        assert ran.err.endswith(
            f"Hand it in for good? (yes/no) annotator: {work}: nothing is handed in; go on with "
            "it, or hand in what there is with --partial.\n"
        )
    assert run("mark", work, "--coder", "RA-1", stdin=line()).code == 0  # it is not closed
    ran = typing("yes\n")
    assert (ran.code, ran.err.count("\n")) == (0, 0)
    assert ran.err.startswith("Nothing is marked in 1 transcript,")
    assert "handed in (" in ran.out
    assert run("mark", work, "--coder", "RA-1", stdin=line()).code == 2


def test_a_file_that_is_no_work_is_told_as_such(lab: Path, run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("dyad,session\nD07,3\n", encoding="utf-8")
    empty = tmp_path / "empty.iprwork"
    empty.write_bytes(b"")
    hint = "give the .iprwork file that came back, or have it sent once more"
    for file in (plan, empty):
        ran = run("merge", lab, file)
        told = f"annotator: {file}: no handed-out work, or only a part of it; {hint}.\n"
        assert (ran.code, ran.out, ran.err) == (2, "", told)
    ran = run("merge", lab, tmp_path)
    told = f"annotator: {tmp_path}: this is a folder; name the .iprwork files in it.\n"
    assert (ran.code, ran.err) == (2, told)
    ran = run("merge", lab, lab)
    assert "this is a study, not handed-out work; give .iprwork files" in ran.err


def test_what_a_round_allows_anew_is_told_of_all_its_coders(lab: Path, run: Run) -> None:
    def assigned(coder: str, name: str, *more: str) -> list[str]:
        ran = run("assign", lab, "--round", "R1", "--coder", coder, lab.with_name(name), *more)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.splitlines()

    assert not [each for each in assigned("RA-1", "1.iprwork") if "lets" in each]
    told = assigned("RA-2", "2.iprwork", "--allow", "attributes")
    assert "with attributes" in told[0]
    assert told[-1] == (
        "the round R1 lets RA-1 have attributes too: on a server at once, in files handed out "
        "from now on"
    )
    assert "with attributes" in assigned("RA-3", "3.iprwork")[0]
    told = assigned("RA-3", "4.iprwork", "--allow", "attributes,measures")
    assert "lets RA-1, RA-2 have measures too:" in "\n".join(told)
    told = assigned("RA-3", "5.iprwork", "--allow", "measures")
    assert "does not let RA-1, RA-2 have attributes any more:" in "\n".join(told)
    assert "have measures too" not in "\n".join(told)
    told = assigned("RA-3", "6.iprwork", "--allow", "none")
    assert "measures" not in told[0]
    assert "does not let RA-1, RA-2 have measures any more:" in "\n".join(told)
    ran = run("assign", lab, "--round", "R1", "--coder", "RA-3", lab.with_name("7.iprwork"),
              "--allow", "none,measures")  # fmt: skip
    assert (ran.code, "'none' cannot be allowed" in ran.err) == (2, True)


def test_done_tells_of_texts_in_which_nothing_is_marked(lab: Path, run: Run) -> None:
    work = handed(lab, run)
    assert run("mark", work, "--coder", "RA-1", stdin=line()).code == 0
    ran = run("done", work, "--coder", "RA-1")
    assert ran.out == (
        "2 of 2 transcripts newly done for RA-1; in 1 nothing is marked, which counts as nothing "
        "found there\n"
    )
    assert "nothing is marked" not in run("done", work, "--coder", "RA-1").out
    assert "nothing is marked" not in run("done", work, "--coder", "RA-1", "--reopen").out


def test_done_looks_at_the_texts_and_the_work_of_its_round(lab: Path, run: Run) -> None:
    assert run("mark", lab, "--coder", "RA-9", stdin=line()).code == 0  # in the open round
    for name in ("S1", "S2"):
        drawn = ("round", lab, "--name", name, "--coders", "RA-9,RA-8", "--share", "0.5")
        assert run(*drawn).code == 0
    ran = run("done", lab, "--coder", "RA-9", "--round", "S1")
    assert ran.out.startswith("1 of 2 transcripts newly done for RA-9; in 1 nothing is marked")


def test_a_pseudonym_is_short_and_a_title_one_line(lab: Path, run: Run) -> None:
    ran = run("coders", lab, "--add", "a" * 300)
    assert (ran.code, ran.err.count("\n"), len(ran.err) < 250) == (2, 1, True)
    assert "is too long for a coder’s name; give a pseudonym of 60 letters at most" in ran.err
    assert run("coders", lab, "--add", "a" * 60).code == 0
    for at, title in enumerate(("two\nlines", "turned \u202e round", "t" * 201)):
        place = lab.with_name(f"new{at}.iprstudy")
        ran = run("new", place, "--plain", "--title", title)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "the title is too long, or has a line break or another sign" in ran.err
        assert not place.exists()
    joined = "می\u200cخواهم 👩\u200d⚕️"
    assert run("new", lab.with_name("ok.iprstudy"), "--plain", "--title", joined).code == 0


def test_what_the_system_refuses_is_told_with_the_name(lab: Path, run: Run) -> None:
    long = lab.with_name(f"{'n' * 270}.iprstudy")
    ran = run("new", long, "--plain", "--title", "T")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"{long.name}" in ran.err
    assert "File name too long" in ran.err
