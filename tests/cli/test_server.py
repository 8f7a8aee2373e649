"""A lab with a server: three coders code by logins of their own, the PI compares and settles.

One of the three codes in the window (`tests/ui/window/test_server.py`); here all go by commands.
"""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from annotator.app.open_study import open_study
from annotator.app.verbs import erasing
from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import TRANSCRIPT, Run
from tests.cli.test_lab import CELL, MARKS, settle_first
from tests.servers import PASSWORD, Server

WHO = ("--participant", "P07")
WORD = "a coder's own word"


@pytest.fixture
def keeper(server: Server, monkeypatch: pytest.MonkeyPatch) -> Address:
    """An empty database, and its keeper's password where the commands look for one."""
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", PASSWORD)
    monkeypatch.setenv("ANNOTATOR_LOGIN_PASSWORD", WORD)
    return server.empty()


def test_three_coders_by_their_own_logins(
    keeper: Address, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "book.csv"
    book.write_text("set,name\nMoments,Shame\nMoments,Distance\n", encoding="utf-8")
    ran = run("new", keeper, "--title", "Recall", "--codebook", book)
    assert (ran.code, ran.out) == (0, f"{keeper}: a new shared study\n")
    patient, therapist = tmp_path / "p.txt", tmp_path / "t.txt"
    patient.write_text(TRANSCRIPT, encoding="utf-8")
    therapist.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    assert run("import", keeper, patient, *CELL, "patient").code == 0
    assert run("import", keeper, therapist, *CELL, "therapist").code == 0

    # The PI lets three in, and draws a blind round for them.
    address = {name: run("people", keeper, "--add", name).out.strip() for name in MARKS}
    twice = run("people", keeper, "--add", "RA-1")
    assert (twice.code, "RA-1 has a login" in twice.err) == (2, True)
    drawn = run("round", keeper, "--name", "R1", "--coders", ",".join(MARKS), "--seed", "3")
    assert drawn.code == 0, drawn.err

    # Each codes by the own login and sees the own work.
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    place = {"dyad": "D07", "session": 3, "account": "patient"}
    for name, marks in MARKS.items():
        lines = [
            json.dumps({**place, "start": start, "end": end, "codes": [code], "memo": name})
            for start, end, code in marks
        ]
        ran = run("mark", address[name], "--coder", name, "--round", "R1", stdin="\n".join(lines))
        assert (ran.code, ran.err) == (0, "")
        assert len(ran.out.splitlines()) == len(marks)
        assert run("done", address[name], "--coder", name, "--round", "R1").code == 0
        seen = run("moments", address[name], "--json").json["moments"]
        assert {each["coder"] for each in seen} == {name}
        [cell, _] = sorted(
            run("show", address[name], "--json").json["interviews"], key=lambda e: e["account"]
        )
        assert cell["moments"] == {name: len(marks)}
        assert run("check", address[name]).code == 0
        others = {*MARKS} - {name}
        for command in ("show", "moments", "memos", "people"):
            out = run(command, address[name], "--json").out
            assert not [each for each in others if each in out]
    stolen = run("mark", address["RA-1"], "--coder", "RA-2", stdin=json.dumps(
        {**place, "start": 0, "end": 3, "codes": []}
    ))  # fmt: skip
    assert (stolen.code, "this login may not do that" in stolen.err) == (2, True)
    assert run("moments", address["RA-1"], "--coder", "RA-2").code == 2
    assert run("people", address["RA-1"], "--add", "Mallory").code == 2
    assert run("move", address["RA-1"], tmp_path / "stolen.iprstudy", "--plain").code == 2

    # The PI sees it all at once, compares, settles, exports and finds.
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", PASSWORD)
    found = run("moments", keeper, "--json").json["moments"]
    assert sorted((m["coder"], m["start"], m["end"], m["codes"][0]) for m in found) == sorted(
        (coder, start, end, f"Moments/{code}")
        for coder, marks in MARKS.items()
        for start, end, code in marks
    )
    agreed = run("agreement", keeper, "--json", "--bootstrap", "0").json
    assert {*MARKS} == {name for result in agreed["results"] for name in result["coders"]}
    with open_study(keeper, lambda: PASSWORD) as opened:
        settle_first(opened)
    [kept] = run("moments", keeper, "--coder", "Consensus", "--json").json["moments"]
    assert (kept["start"], kept["end"], kept["codes"]) == (27, 40, ["Moments/Shame"])
    assert run("export", keeper, tmp_path / "tables", "--to", "csv").code == 0
    assert run("search", keeper, "memo:RA-2").code == 0
    assert run("check", keeper).out == f"{keeper}: sound\n"
    refused = run("backup", keeper)
    assert (refused.code, "is backed up there" in refused.err) == (2, True)

    # The whole of it goes into a file; what is no coder's any more opens nothing.
    file = tmp_path / "taken.iprstudy"
    assert run("move", keeper, file, "--plain").code == 0
    assert run("moments", file, "--json").json == run("moments", keeper, "--json").json
    assert run("check", file).code == 0
    login = Address.of(address["RA-3"]).login
    assert run("people", keeper, "--remove", login).code == 0
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    assert run("show", address["RA-3"]).code == 2


def test_work_is_handed_out_from_a_server_and_merged_into_it(
    keeper: Address, run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A study of files goes on a server; one coder works far from it, in a file."""
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    assert run("move", study, keeper).code == 0
    for command in (("show", "--json"), ("codebook", "--json"), ("search", "embarrassed")):
        on_server = run(command[0], keeper, *command[1:])
        assert (on_server.code, on_server.out) == (0, run(command[0], study, *command[1:]).out)
    work = tmp_path / "ra.iprwork"
    assert run("assign", keeper, "--round", "R1", "--coder", "RA-1", work).code == 0
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 27, "end": 37, "codes": []}
    assert run("mark", work, "--coder", "RA-1", stdin=json.dumps(line)).code == 0
    assert run("return", work).code == 0
    report = run("merge", keeper, work, "--json").json
    assert report["coders"][0]["new"] == {"moment": 1}
    again = run("merge", keeper, work, "--json").json
    assert again["coders"][0]["new"] == {}
    [moment] = run("moments", keeper, "--json").json["moments"]
    assert (moment["coder"], moment["start"]) == ("RA-1", 27)
    # The same coder goes on by a login, with that work.
    address = run("people", keeper, "--add", "RA-1").out.strip()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    assert run("moments", address, "--json").json["moments"] == [moment]


def test_what_only_a_file_can_do_is_refused_and_a_corrected_transcript_is_not(
    keeper: Address, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", "another one")
    text = tmp_path / "p.txt"
    text.write_text(TRANSCRIPT, encoding="utf-8")
    assert run("new", keeper, "--title", "Recall").code == 0
    assert run("import", keeper, text, *CELL, "patient").code == 0
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 0, "end": 4, "codes": []}
    assert run("mark", keeper, "--coder", "RA-1", stdin=json.dumps(line)).code == 0
    for command, why in (
        (("erase", keeper, "--participant", "P07", "--list"), "no participant P07"),
        (("passphrase", keeper), "has no passphrase of its own"),
        (("recovery-key", keeper, tmp_path / "key.txt"), "has no passphrase of its own"),
        (("backup", keeper), "is backed up there"),
    ):
        ran = run(*command)
        assert (ran.code, why in ran.err, ran.err.count("\n")) == (2, True, 1), ran.err
    text.write_text(f"{TRANSCRIPT}\nP: One turn more.\n", encoding="utf-8")
    ran = run("import", keeper, text, *CELL, "patient", "--replace")
    assert ran.code == 0, ran.err


def test_a_participant_is_erased_on_the_server(
    keeper: Address, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    text, plan = tmp_path / "p.txt", tmp_path / "plan.csv"
    text.write_text(TRANSCRIPT, encoding="utf-8")
    plan.write_text(
        "dyad,session,account,participant,file,attr_age\nD07,3,patient,P07,p.txt,41\n", "utf-8"
    )
    assert run("new", keeper, "--title", "Recall").code == 0
    assert run("import", keeper, "--plan", plan).code == 0
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 0, "end": 4, "codes": []}
    assert run("mark", keeper, "--coder", "RA-1", stdin=json.dumps(line)).code == 0
    coder = run("people", keeper, "--add", "RA-1").out.strip()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    refused = run("erase", coder, "--participant", "P07", "--yes")
    assert (refused.code, "by the PI" in refused.err, len(refused.err.splitlines())) == (2, True, 1)
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", PASSWORD)
    listed = run("erase", keeper, "--participant", "P07", "--list", "--json").json
    assert (listed["found"]["moments"], listed["backups"]) == (1, 0)
    assert listed["out_of_reach"][0].startswith("the server’s write-ahead log")
    kept = tmp_path / "P07.txt"
    away = UserError("the server cannot be reached", str(keeper), "try again")
    with monkeypatch.context() as patch:  # it goes away in the very moment in which all is done
        patch.setattr(erasing, "_take_up", MagicMock(side_effect=away))
        done = run("erase", keeper, *WHO, "--yes", "--certificate", kept, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["sentences_left"] == 0
    assert done.json["sentences"] > 0
    assert done.json["files"][0]["rows"] > 0
    assert "every row of every table of the database" in kept.read_text("utf-8")
    assert "embarrassed" not in kept.read_text("utf-8")
    again = run("erase", keeper, *WHO, "--yes", "--json").json
    assert (again["found"], again["found_earlier"]) == ({}, done.json["found"])
    assert again["sentences_earlier"] == done.json["sentences"]
    assert run("moments", keeper, "--json").json["moments"] == []
    assert run("search", keeper, "embarrassed").out == run("search", keeper, "qqq").out
    assert run("check", keeper).code == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("postgresql+psycopg://ane:word@127.0.0.1/x", "the address holds a password"),
        ("postgresql://ane@127.0.0.1/x", "this is no address of a server"),
        ("postgresql+psycopg://127.0.0.1", "the address names no database"),
        ("postgresql+psycopg://127.0.0.1:x/y", "this is no address of a server"),
        ("postgresql+psycopg://127.0.0.1/y?sslmode=disable", "is no option of an address"),
        ("postgresql+psycopg://127.0.0.1:1/y", "the server cannot be reached"),
    ],
)
def test_a_wrong_address_is_one_sentence(run: Run, given: str, said: str) -> None:
    ran = run("show", given)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert said in ran.err
    assert "word" not in ran.err.replace("password", "")


def test_a_password_is_never_taken_from_what_was_typed_as_an_argument(
    keeper: Address, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANNOTATOR_PASSPHRASE")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert "the server wants a password" in run("new", keeper, "--title", "T").err
    monkeypatch.setenv("PGPASSWORD", "not it")
    assert "wrong password in PGPASSWORD" in run("new", keeper, "--title", "T").err
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert run("new", keeper, "--title", "T").code == 0
    assert run("new", keeper, "--title", "T", "--plain").code == 2


def test_a_server_elsewhere_must_prove_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.storage.server.connecting import arguments_of

    away = Address.of("postgresql+psycopg://ane@db.lab.example/recall")
    assert arguments_of(away)["sslmode"] == "verify-full"
    kept = Address.of(f"{away}?sslrootcert=/etc/lab.crt")
    assert arguments_of(kept)["sslrootcert"] == "/etc/lab.crt"
    assert "sslmode" not in arguments_of(Address.of("postgresql+psycopg://ane@localhost/recall"))
    # A host in the option leads elsewhere too.
    tricky = Address.of("postgresql+psycopg://ane@localhost/recall?host=db.lab.example")
    assert arguments_of(tricky)["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    ("variable", "value", "host", "leaves"),
    [
        ("PGHOST", "127.0.0.1", "127.0.0.1", False),
        ("PGHOST", "localhost", "", False),
        ("PGHOST", "/run/postgresql", "", False),
        ("PGHOST", "db.lab.example", "127.0.0.1", False),  # an address that names a host wins
        ("PGHOST", "db.lab.example", "", True),
        ("PGHOST", "127.0.0.1,db.lab.example", "", True),
        ("PGHOSTADDR", "127.0.0.1", "127.0.0.1", False),
        ("PGHOSTADDR", "10.0.0.7", "localhost", True),  # goes before any host
        ("PGHOSTADDR", "10.0.0.7", "", True),
        ("PGSERVICE", "lab", "127.0.0.1", True),  # its file may hold a hostaddr
    ],
)
def test_only_what_leads_off_this_machine_must_encrypt(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, host: str, leaves: bool
) -> None:
    from annotator.storage.server.connecting import arguments_of

    monkeypatch.setenv(variable, value)
    asked = arguments_of(Address.of(f"postgresql+psycopg://ane@{host}/recall"))
    assert ("sslmode" in asked) is leaves


def test_two_coders_who_give_their_moments_one_id_have_one_each(
    keeper: Address, run: Run, tmp_path: Path
) -> None:
    text = tmp_path / "p.txt"
    text.write_text(TRANSCRIPT, encoding="utf-8")
    assert run("new", keeper, "--title", "Recall").code == 0
    assert run("import", keeper, text, *CELL, "patient").code == 0
    one = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11"
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 3, "end": 9, "codes": []}
    given = json.dumps({"id": one, **line})
    ids = {
        name: run("mark", keeper, "--coder", name, stdin=given).out.strip() for name in ("A", "B")
    }
    assert len({one, *ids.values()}) == 3
    # A script that runs again adds nothing, by the id it gives and by the one that was printed.
    for name, own in ids.items():
        for again in (given, json.dumps({"id": own, **line})):
            assert run("mark", keeper, "--coder", name, stdin=again).out.strip() == own
    listed = run("moments", keeper, "--json").json["moments"]
    assert {(each["coder"], each["id"]) for each in listed} == set(ids.items())
    assert run("check", keeper).code == 0
    back = tmp_path / "back.iprstudy"
    assert run("move", keeper, back).code == 0
