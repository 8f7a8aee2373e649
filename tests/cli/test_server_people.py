"""Who is let in to a study on a server, and what each login may read there."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from annotator.app.open_study import open_study
from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import Run
from tests.cli.test_lab import MARKS, settle_first
from tests.servers import PASSWORD, Server

WORD = "a person's own word"


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", PASSWORD)
    monkeypatch.setenv("ANNOTATOR_LOGIN_PASSWORD", WORD)
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


@pytest.fixture
def moved(words: None, server: Server, run: Run, study: Path) -> Address:
    """A study in which three have coded and a reader of the consensus is known, on a server."""
    added = run("coders", study, "--add", "RD-1", "--role", "reader", "--reads", "consensus")
    assert added.code == 0, added.err
    place = {"dyad": "D07", "session": 3, "account": "patient"}
    for name, marks in MARKS.items():
        lines = [
            json.dumps({**place, "start": start, "end": end, "codes": [code], "memo": f"of {name}"})
            for start, end, code in marks
        ]
        assert run("mark", study, "--coder", name, stdin="\n".join(lines)).code == 0
        assert run("done", study, "--coder", name, "--round", "open").code == 0
    target = server.empty()
    assert run("move", study, target).code == 0
    return target


def test_a_reader_of_the_consensus_reads_nobody_else_on_a_server(
    moved: Address, server: Server, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run("people", moved, "--add", "RD-1", "--role", "reader")
    assert (made.code, made.err) == (0, "")
    address = made.out.strip()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    before = run("moments", address, "--json")
    assert (before.code, before.json["moments"]) == (0, [])
    with open_study(Address.of(address), lambda: WORD) as reading:
        with open_study(moved, lambda: PASSWORD) as opened:
            settle_first(opened)
        assert reading.take_up()
        assert len(list(reading.view.all_moments())) == 1
        with pytest.raises(UserError, match="this login only reads this study"):
            reading.operate(lambda _: None)
    [settled] = run("moments", address, "--json").json["moments"]
    assert (settled["coder"], settled["start"], settled["end"]) == ("Consensus", 27, 40)
    told = [run(name, address, "--json") for name in ("show", "memos", "progress", "people")]
    sheet = tmp_path / "tables"
    told.append(run("export", address, sheet, "--to", "csv"))
    said = "".join(ran.out for ran in told) + "".join(
        each.read_text("utf-8") for each in sheet.rglob("*") if each.is_file()
    )
    assert not [name for name in MARKS if name in said]
    assert "Consensus" in said
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 0, "end": 3, "codes": []}
    for name in ("Consensus", "RA-1", "RA-9"):
        refused = run("mark", address, "--coder", name, stdin=json.dumps(line))
        assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    # The walls are the server's: a query by hand meets them too.
    with server.connect(moved.database, Address.of(address).login, WORD) as sql:
        for table in ("moments", "memos", "assignments", "journal_chains"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(f"SELECT * FROM annotator.{table} LIMIT 1")
        assert sql.execute("SELECT name FROM annotator.coders").fetchall() == [("Consensus",)]
        assert sql.execute("SELECT * FROM annotator.decisions").fetchall() == []
        home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
        assert sql.execute(f"SELECT count(*) FROM {home}.moments").fetchone() == (1,)
        for change in (f"DELETE FROM {home}.moments", f"UPDATE {home}.moments SET memo = ''"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(change)
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", PASSWORD)
    assert run("check", moved).code == 0
    assert run("people", moved, "--remove", Address.of(address).login).code == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("RD-1", "--role", "coder"), "give --role reader"),
        (("RD-1", "--role", "pi"), "give --role reader"),
        (("RD-1", "--role", "reader", "--reads", "everyone"), "reader of the consensus"),
        (("RA-1", "--role", "reader"), "give --role coder"),
        (("RA-9", "--reads", "consensus"), "a coder is no reader"),
    ],
)
def test_nobody_is_let_in_as_what_the_study_does_not_say(
    moved: Address, run: Run, asked: tuple[str, ...], said: str
) -> None:
    ran = run("people", moved, "--add", *asked)
    assert (ran.code, said in ran.err, len(ran.err.splitlines())) == (2, True, 1), ran.err


def test_a_reader_nobody_knows_yet_reads_what_is_said_at_the_door(
    words: None, server: Server, run: Run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = server.empty()
    assert run("move", study, target).code == 0
    whole, layer = (
        run("people", target, "--add", name, "--role", "reader", *more).out.strip()
        for name, more in (("RD-2", ()), ("RD-3", ("--reads", "consensus")))
    )
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": 0, "end": 3, "codes": []}
    assert run("mark", target, "--coder", "RA-1", stdin=json.dumps(line)).code == 0
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    assert len(run("moments", whole, "--json").json["moments"]) == 1
    assert run("moments", layer, "--json").json["moments"] == []


def test_everybody_who_was_let_in_has_a_name_in_the_list_of_a_pi(
    moved: Address, server: Server, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        ("RD-1",),
        ("RD-2", "--role", "reader"),
        ("PI-2", "--role", "pi"),
        ("RA-1",),
    )
    made = {each[0]: run("people", moved, "--add", *each).out.strip() for each in asked}
    listed = run("people", moved, "--json").json["people"]
    assert {each["name"]: each["address"] for each in listed if each["name"]} == made
    assert [each["role"] for each in listed if not each["name"]] == ["pi"]  # who founded it
    again = run("people", moved, "--add", *asked[1])
    assert (again.code, "RD-2 has a login" in again.err) == (2, True), again.err
    out = run("people", moved, "--remove", "RD-2", "--json").json["people"]
    assert {each["name"] for each in out} == {"", *made} - {"RD-2"}
    assert run("people", moved, "--remove", "RD-2").code == 2
    for nobody in ("", " ", "Consensus"):
        refused = run("people", moved, "--remove", nobody)
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    odd = run("people", moved, "--add", "two\nlines", "--role", "pi")
    assert (odd.code, "is no name" in odd.err) == (2, True)
    made["RD-2"] = run("people", moved, "--add", *asked[1]).out.strip()
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", WORD)
    other = run("people", made["PI-2"], "--json").json["people"]
    assert {each["name"] for each in other} == {"", *made}
    for name, own in (("RA-1", "RA-1"), ("RD-1", "Consensus"), ("RD-2", "")):
        seen = run("people", made[name], "--json").json["people"]
        assert [(each["name"], each["address"]) for each in seen] == [(own, made[name])]
        with server.connect(moved.database, Address.of(made[name]).login, WORD) as sql:
            sql.execute("SELECT login, coder_id, role FROM annotator.logins")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute("SELECT called FROM annotator.logins")


def test_who_was_let_in_before_names_were_kept_is_listed_without_one(
    moved: Address, server: Server, run: Run
) -> None:
    asked = ("people", moved, "--role", "reader", "--add")
    made = {name: run(*asked, name).out.strip() for name in ("RD-1", "RD-2")}
    with server.connect(moved.database, moved.login) as keeper:
        keeper.execute("ALTER TABLE annotator.logins DROP COLUMN called")
        keeper.execute("UPDATE annotator.laid SET walls = 2")
    assert run("check", moved).code == 0
    listed = {
        each["address"]: each["name"] for each in run("people", moved, "--json").json["people"]
    }
    assert (listed[made["RD-1"]], listed[made["RD-2"]]) == ("Consensus", "")
    named = run(*asked, "RD-3").out.strip()
    listed = {
        each["address"]: each["name"] for each in run("people", moved, "--json").json["people"]
    }
    assert listed[named] == "RD-3"


def test_a_short_password_of_a_login_is_told(
    words: None, moved: Address, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("people", moved, "--role", "reader", "--add")
    assert len(run(*asked, "RD-1").out.splitlines()) == 1
    monkeypatch.setenv("ANNOTATOR_LOGIN_PASSWORD", "ab1")
    made = run(*asked, "RD-2")
    assert (made.code, made.err) == (0, "")
    address, line = made.out.splitlines()
    assert Address.of(address).login
    assert line.startswith("the password is easily guessed: it has only 3 characters")
    told = run(*asked, "RD-3", "--json").json
    assert told["warnings"] == [line]
    assert "warnings" not in run("people", moved, "--json").json


def test_a_server_that_tells_all_how_much_each_writes_is_named_before_a_coder_is_let_in(
    words: None, server: Server, run: Run, study: Path, tmp_path: Path
) -> None:
    new, target = server.founder(), server.founder()
    command = "--shut-counters"
    assert command in run("new", new, "--title", "T").out
    assert run("move", study, target, "--json").json["counters_open"] is True
    refused = run("people", target, "--add", "RA-1")
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert "tells every login how much all write" in refused.err
    assert command in refused.err
    assert run("people", target, "--json").json["people"][1:] == []
    assert run("people", target, "--add", "RD-9", "--role", "reader").code == 0
    assert run("people", target, "--add", "RA-1", "--open-counters").code == 0
    keeper = server.address(target.database)
    assert run("people", keeper, command).code == 0
    assert run("people", target, "--add", "RA-2").code == 0
    back = run("move", target, tmp_path / "back.iprstudy", "--plain", "--json")
    assert back.json["counters_open"] is False
