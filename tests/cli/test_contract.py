"""The command line as PRODUCT.md promises it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.app.resources import resource
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.domain.codebook_changes import change_scale
from tests.cli.conftest import Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}
CELL_WORDS = ("--dyad", "D07", "--session", "3", "--account", "patient")


def line(start: int, end: int, **more: object) -> str:
    """One line for `mark`."""
    return json.dumps({**CELL, "start": start, "end": end, "codes": [], **more}) + "\n"


def test_a_plan_of_the_sample_gives_its_matrix(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "s.iprstudy"
    assert run("new", place, "--title", "S", "--plain").code == 0
    done = run("import", place, "--plan", resource("sample/plan.csv"))
    assert (done.code, done.err) == (0, "")
    shown = run("show", place, "--json").json
    interviews = shown["interviews"]
    assert len(interviews) == 16
    assert [each["status"] for each in interviews].count("missing") == 1
    assert [each["late"] for each in interviews].count(True) == 1
    assert max(each["lag_h"] for each in interviews if each["lag_h"]) == 61
    assert {type(each["session"]) for each in interviews} == {int}
    assert len(shown["sessions"]) == 2
    assert run("check", place).code == 0


def test_quotes_are_the_text_at_their_positions(run: Run, study: Path) -> None:
    text = run("text", study, *CELL_WORDS).out
    assert "😀" in text
    assert "\u00a0" in text
    assert "e\u0301tait שלום and then" in text
    spans = [(0, 5), (text.index("😀"), text.index("😀") + 1)]
    spans.append((text.index("don"), text.index("and then")))
    spans.append((10, len(text)))
    given = "".join(line(*span, codes=["Shame"], ratings={"Intensity": 4}) for span in spans)
    assert run("mark", study, "--coder", "RA-1", stdin=given).code == 0
    found = run("moments", study, "--json").json["moments"]
    assert [(each["start"], each["end"]) for each in found] == sorted(spans)
    for each in found:
        assert each["quote"] == text[each["start"] : each["end"]]
        assert each["codes"] == ["Moments/Shame"]
        assert each["ratings"] == {"Intensity": 4}


def test_session_time_follows_the_stops(run: Run, study: Path) -> None:
    text = run("text", study, *CELL_WORDS).out
    laughed, passed = text.index("I laughed"), text.index("and then it passed")
    given = line(0, 4) + line(laughed, laughed + 9) + line(passed, passed + 3)
    given += line(laughed, passed + 3)
    assert run("mark", study, "--coder", "RA-1", stdin=given).code == 0
    found = run("moments", study, "--json").json["moments"]
    times = {
        (each["start"], each["end"]): (each["session_start_ms"], each["session_end_ms"])
        for each in found
    }
    assert times == {
        (0, 4): (None, None),
        (laughed, laughed + 9): (750_000, 768_000),
        (passed, passed + 3): (900_000, None),
        (laughed, passed + 3): (750_000, None),
    }


def test_mark_prints_ids_and_nothing_else_and_knows_them_again(run: Run, study: Path) -> None:
    own = str(uuid.uuid4())
    given = line(0, 4, id=own) + "\n" + line(5, 9)
    first = run("mark", study, "--coder", "RA-1", stdin=given)
    assert first.out.splitlines()[0] == own
    assert len(first.out.splitlines()) == 2
    again = run("mark", study, "--coder", "RA-1", stdin=line(0, 4, id=own.upper()))
    assert (again.code, again.out) == (0, f"{own}\n")
    other = run("mark", study, "--coder", "RA-1", stdin=line(0, 5, id=own))
    assert other.code == 2
    assert "taken" in other.err
    someone_else = run("mark", study, "--coder", "RA-2", stdin=line(0, 4, id=own))
    assert someone_else.code == 2
    assert len(run("moments", study, "--json").json["moments"]) == 2


def test_what_moments_lists_can_be_fed_back(run: Run, study: Path) -> None:
    run("mark", study, "--coder", "RA-1", stdin=line(2, 9, codes=["Moments/Distance"], memo="hm"))
    listed = run("moments", study, "--json").json["moments"]
    again = run("mark", study, "--coder", "RA-1", stdin=json.dumps(listed[0]))
    assert (again.code, again.out.strip()) == (0, listed[0]["id"])
    assert run("moments", study, "--json").json["moments"] == listed


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        (json.dumps({**CELL, "start": 1, "end": 2}), "'codes' is missing"),
        (line(4, 4), "not inside the text"),
        (line(-1, 4), "not inside the text"),
        (line(0, 10_000), "not inside the text"),
        (line(0, 4, codes=["Joy"]), "unknown code 'Joy'"),
        (line(0, 4, codes="Shame"), "'codes' must be a list, in [ ]"),
        (line(0, 4, codes=["Shame", "Moments/Shame"]), "stands twice"),
        (line(0, 4, ratings={"Intensity": 6}), "not on the scale"),
        (line(0, 4, ratings={"Intensity": True}), "not on the scale"),
        (line(0, 4, ratings={"Depth": 1}), "unknown scale"),
        (line(0, 4, session=4), "no session 4"),
        (line(0, 4, dyad="D08"), "no dyad D08"),
        (line(0, 4, account="therapist"), "no account 'therapist'"),
        (line(True, 4), "'start' must be a whole number"),
        (line(0, 4, id="17"), "not a UUID"),
        (line(0, 4, colour="red"), "unknown field 'colour'"),
        ('{"dyad": "D07", "dyad": "D08"}', "stands twice"),
        (line(0, 4, quote="else"), "the quote is not"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_what_was_acknowledged_stays(
    run: Run, study: Path, bad: str, told: str
) -> None:
    ran = run("mark", study, "--coder", "RA-1", stdin=line(0, 3) + bad.strip() + "\n" + line(5, 9))
    assert ran.code == 2
    assert told in ran.err
    assert "line 2" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert [each["end"] for each in run("moments", study, "--json").json["moments"]] == [3]
    assert run("check", study).code == 0


def test_a_bad_first_line_makes_no_coder(run: Run, study: Path) -> None:
    assert run("mark", study, "--coder", "Typo", stdin=line(9, 2)).code == 2
    assert run("moments", study, "--coder", "Typo").code == 2


def test_two_markings_at_once_make_one_coder(run: Run, study: Path) -> None:
    lines = "".join(line(n, n + 3) for n in range(25))
    with ThreadPoolExecutor(2) as both:
        ran = list(
            both.map(
                lambda _: subprocess.run(
                    [sys.executable, "-m", "annotator", "mark", str(study), "--coder", "NEW"],
                    input=lines,
                    capture_output=True,
                    text=True,
                    check=True,
                ),
                range(2),
            )
        )
    ids = {each for one in ran for each in one.stdout.split()}
    found = run("moments", study, "--coder", "NEW", "--json").json["moments"]
    assert len(ids) == 50
    assert {each["id"] for each in found} == ids
    assert run("check", study).code == 0


def test_ids_come_while_the_input_is_open(study: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "annotator", "mark", str(study), "--coder", "RA-1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(line(number, number + 3))
            process.stdin.flush()
            assert len(process.stdout.readline().strip()) == 36
        process.stdin.close()
        assert process.wait(20) == 0


def test_done_and_reopen(run: Run, study: Path) -> None:
    assert "1 of 1" in run("done", study, "--coder", "RA-1").out
    assert "0 of 1" in run("done", study, "--coder", "RA-1").out
    assert "1 of 1" in run("done", study, "--coder", "RA-1", "--reopen").out
    assert run("done", study, "--coder", "RA-1", "--round", "second").code == 2
    assert run("done", study, "--coder", "RA-1", "--dyad", "D99").code == 2


def test_a_cell_is_not_imported_twice(run: Run, study: Path, tmp_path: Path) -> None:
    again = run("import", study, tmp_path / "p.txt", *CELL_WORDS)
    assert again.code == 2
    assert "--replace" in again.err


def test_replace_carries_what_stands_once_and_lists_the_rest(
    run: Run, study: Path, tmp_path: Path
) -> None:
    text = run("text", study, *CELL_WORDS).out
    laughed, wanted = text.index("I laughed"), text.index("I wanted")
    given = line(laughed, laughed + 12) + line(wanted, wanted + 20)
    kept, left = run("mark", study, "--coder", "RA-1", stdin=given).out.split()
    corrected = tmp_path / "corrected.txt"
    source = (tmp_path / "p.txt").read_text(encoding="utf-8")
    corrected.write_text(source.replace("I wanted", "I really wanted"), encoding="utf-8")
    report = run("import", study, corrected, *CELL_WORDS, "--replace", "--json").json["imported"][0]
    assert report["version"] == 2
    assert report["carried_moments"] == 1
    assert [each["id"] for each in report["left_moments"]] == [left]
    listed = run("moments", study, "--json").json
    text = run("text", study, *CELL_WORDS).out
    assert [each["id"] for each in listed["moments"]] == [kept]
    assert [each["id"] for each in listed["left_behind"]] == [left]
    moment = listed["moments"][0]
    assert moment["quote"] == text[moment["start"] : moment["end"]] == "I laughed 😀 "
    assert moment["session_start_ms"] == 750_000
    assert run("check", study).code == 0
    same = run("import", study, corrected, *CELL_WORDS, "--replace")
    assert same.code == 2
    assert "very transcript" in same.err


def test_nothing_of_a_broken_plan_is_stored(run: Run, study: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "dyad,session,account,file\nD08,1,patient,p.txt\nD08,1,therapist,gone.txt\n",
        encoding="utf-8",
    )
    ran = run("import", study, "--plan", plan)
    assert ran.code == 2
    assert "plan.csv, line 3" in ran.err
    assert "gone.txt" in ran.err
    assert [each["dyad"] for each in run("show", study, "--json").json["interviews"]] == ["D07"]


def test_reports_quote_no_words(run: Run, study: Path, tmp_path: Path) -> None:
    ran = run("import", study, tmp_path / "p.txt", "--dyad", "D08", *CELL_WORDS[2:])
    assert ran.code == 0
    assert "laughed" not in ran.out
    assert "4 turns" in ran.out
    assert "laughed" not in run("show", study).out + run("moments", study).out


def test_an_encrypted_study_needs_its_passphrase(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "e.iprstudy"
    none = run("new", place, "--title", "E")
    assert none.code == 2
    assert not place.exists()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", 'it\'s a "long"; one é')
    assert run("new", place, "--title", "E").code == 0
    assert run("show", place, "--json").json["title"] == "E"
    assert b"SQLite" not in place.read_bytes()[:16]
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "wrong")
    wrong = run("show", place)
    assert wrong.code == 2
    assert "passphrase" in wrong.err
    assert len(wrong.err.splitlines()) == 1
    monkeypatch.delenv("ANNOTATOR_PASSPHRASE")
    assert run("show", place).code == 2


def test_the_codebook_comes_back_from_its_export(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "1.iprstudy", tmp_path / "2.iprstudy"
    source = resource("sample/codebook.csv")
    assert run("new", first, "--title", "1", "--plain", "--codebook", source).code == 0
    assert run("export", first, tmp_path / "out", "--to", "csv", "--with-text").code == 0
    exported = tmp_path / "out" / "codebook.csv"
    assert run("new", second, "--title", "2", "--plain", "--codebook", exported).code == 0
    again = run("export", second, tmp_path / "again", "--to", "csv", "--with-text")
    assert again.code == 0
    assert b"examples" in exported.read_bytes()
    assert (tmp_path / "again" / "codebook.csv").read_bytes() == exported.read_bytes()


def test_a_session_number_is_counted_from_nought_and_other_voices_are_told(
    run: Run, study: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.txt"
    assert run("import", study, path, "--dyad", "D1", "--session", "-4", "--account", "x").code == 2
    odd = run("import", study, path, "--dyad", "D1", "--session", "0", "--account", "theripist")
    assert odd.code == 0
    assert "'theripist' is a new kind of account" in odd.out


def test_times_with_a_zone_are_refused(run: Run, study: Path, tmp_path: Path) -> None:
    cell = ("--dyad", "D1", "--session", "1", "--account", "patient")
    ran = run(
        "import", study, tmp_path / "p.txt", *cell, "--session-held", "2025-01-01T10:00+02:00"
    )
    assert ran.code == 2
    assert "time zone" in ran.err


def test_nobody_is_reopened_by_a_slip(run: Run, study: Path) -> None:
    assert run("done", study, "--coder", "RA-l", "--reopen").code == 2


def test_an_exclusive_set_takes_one_code_and_its_accounts_only(run: Run, tmp_path: Path) -> None:
    codebook, transcript = tmp_path / "c.csv", tmp_path / "p.txt"
    codebook.write_text(
        "row,set,name,exclusive,accounts\nset,S,S,yes,patient\ncode,S,A,,\ncode,S,B,,\n",
        encoding="utf-8",
    )
    transcript.write_text("P: So it was.\n", encoding="utf-8")
    place = tmp_path / "x.iprstudy"
    run("new", place, "--title", "X", "--plain", "--codebook", codebook)
    run("import", place, transcript, *CELL_WORDS)
    run("import", place, transcript, *CELL_WORDS[:-1], "therapist")
    assert run("mark", place, "--coder", "RA-1", stdin=line(0, 4, codes=["A"])).code == 0
    both = run("mark", place, "--coder", "RA-1", stdin=line(0, 4, codes=["A", "B"]))
    assert "takes one code" in both.err
    other = line(0, 4, codes=["A"], account="therapist")
    assert "is for patient accounts" in run("mark", place, "--coder", "RA-1", stdin=other).err


def test_inspect_shows_every_stop(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text("[video 1:00]\nP: So [video 2:00] it was.\n[video 3:00]\n", encoding="utf-8")
    shown = run("inspect", path).out
    assert [f"session {n}:00" in shown for n in (1, 2, 3)] == [True] * 3


def test_ids_that_nobody_reads_stop_the_marking(study: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "annotator", "mark", str(study), "--coder", "RA-1"],
        input=(line(0, 3) + line(4, 6)).encode(),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert ran.returncode == 2
    assert b"line 1" in ran.stderr


def test_check_tells_what_no_longer_fits_the_codebook_as_advice(run: Run, study: Path) -> None:
    run("mark", study, "--coder", "C", stdin=line(0, 4, ratings={"Intensity": 5}))
    with open_study(study) as opened:
        scale = next(each for _, each in opened.view.codebook.scales() if each.name == "Intensity")
        shorter = change_codebook(
            opened.view, None, lambda book: change_scale(book, scale.id, maximum=3)
        )
        assert shorter is not None
        opened.do(shorter, "Shorten")
    told = run("check", study, "--json")
    assert told.code == 0  # nothing is damaged
    assert (told.json["sound"], told.json["findings"]) == (True, [])
    assert told.json["advice"] == [
        "1 rating on Intensity lies outside 1 to 3, its ends in version 2 of the codebook "
        "(C, D07, session 3, patient)"
    ]
    lines = run("check", study).out.splitlines()
    assert lines == [f"{study}: sound", f"{study}: {told.json['advice'][0]}"]


def test_check_tells_damage_by_its_exit_code(run: Run, study: Path) -> None:
    assert run("check", study, "--json").json == {"sound": True, "findings": []}
    content = bytearray(study.read_bytes())
    place = content.rindex(b"embarrassed")  # in one of the pages of a plain file
    content[place : place + 4] = b"XXXX"
    study.write_bytes(content)
    ran = run("check", study, "--json")
    assert ran.code == 1
    assert ran.json["findings"]
    assert "XXXX" not in ran.out
    [what_to_do] = ran.json["advice"]
    assert "annotator rescue" in what_to_do
    assert run("check", study).out.splitlines()[-1] == f"{study}: {what_to_do}"


def test_a_study_without_codes_takes_moments(run: Run, tmp_path: Path) -> None:
    place, transcript = tmp_path / "x.iprstudy", tmp_path / "p.txt"
    transcript.write_text("P: So it was.\n", encoding="utf-8")
    run("new", place, "--title", "X", "--plain")
    run("import", place, transcript, *CELL_WORDS)
    assert run("mark", place, "--coder", "RA-1", stdin=line(0, 4)).code == 0
    assert run("check", place).code == 0


def test_a_wrong_call_is_one_line(run: Run) -> None:
    ran = run("moments")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert run("fly").code == 2
    assert run("--version").out.startswith("annotator 0.")


def test_demo_without_a_display_leaves_a_picture_and_the_exports(tmp_path: Path) -> None:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    surroundings = {name: value for name, value in os.environ.items() if name not in displays}
    surroundings["ANNOTATOR_HOME"] = str(tmp_path / "home")
    ran = subprocess.run(
        [sys.executable, "-m", "annotator", "demo", str(tmp_path / "demo")],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "no display" in ran.stdout
    made = {path.name for path in (tmp_path / "demo").iterdir()}
    assert len([name for name in made if name.endswith(".iprstudy")]) == 1
    assert (tmp_path / "demo" / "window.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "demo" / "export" / "moments.csv").exists()
    assert (tmp_path / "demo" / "agreement" / "agreement.csv").exists()
