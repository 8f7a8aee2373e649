"""A weak passphrase is told: a script goes on, and a person says that it shall be taken."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from annotator.app.verbs import moving
from annotator.cli import opening
from annotator.domain.errors import UserError
from annotator.storage.moving import Moved
from tests.cli.conftest import Run

GUESSED = "the passphrase is easily guessed: "


def test_a_script_is_told_in_the_report_and_goes_on(run: Run, tmp_path: Path, monkeypatch) -> None:
    place = tmp_path / "lab.iprstudy"
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "sommer26")
    made = run("new", place, "--title", "Lab")
    assert (made.code, made.err) == (0, ""), "on stderr are errors only"
    assert f"\n{GUESSED}it is one of the most used" in made.out
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", "lab")
    changed = run("passphrase", place)
    assert (changed.code, changed.err) == (0, "")
    assert f": {GUESSED}it has only 3 characters" in changed.out
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "lab")
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", "nine tall spoons")
    changed = run("passphrase", place, "--json")
    assert (changed.code, changed.err) == (0, "")
    assert json.loads(changed.out)["warnings"] == []
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "nine tall spoons")
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", "lab")
    changed = run("passphrase", place, "--json")
    [told] = json.loads(changed.out)["warnings"]
    assert (changed.err, told.startswith(GUESSED)) == ("", True)


def test_a_copy_from_a_server_is_told_of_too(run: Run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "x")
    done = Moved(records=3, entries=2)
    monkeypatch.setattr(moving, "move", lambda *_: done)
    asked = ("move", "postgresql+psycopg://pi@localhost/lab", tmp_path / "a.iprstudy")
    moved = run(*asked)
    assert (moved.code, moved.err) == (0, "")
    assert f"\n{GUESSED}it has only 1 character;" in moved.out
    moved = run(*asked, "--json")
    assert (moved.code, moved.err) == (0, "")
    assert json.loads(moved.out)["warnings"][0].startswith(GUESSED)


def test_handed_out_work_is_told_too(run: Run, study: Path, monkeypatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "for RA-7 now")
    out = study.with_name("w.iprwork")
    made = run("assign", study, "--round", "R", "--coder", "RA-7", out)
    assert (made.code, made.err) == (0, "")
    assert "passphrase" not in made.out
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "of RA-7")
    made = run("assign", study, "--round", "R", "--coder", "RA-7", study.with_name("v.iprwork"))
    assert (made.code, made.err) == (0, "")
    assert "the passphrase is easily guessed: it has only 7 characters" in made.out, "its report"


def test_what_is_refused_for_another_reason_has_its_one_line(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "x")
    place = tmp_path / "lab.iprstudy"
    place.write_text("mine")
    refused = run("new", place, "--title", "Lab")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "there is a file of this name" in refused.err


@pytest.mark.parametrize(("answer", "taken"), [("yes\n", True), ("\n", False), ("", False)])
def test_who_types_an_easily_guessed_one_is_asked(monkeypatch, capsys, answer, taken) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("ANNOTATOR_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr(opening, "_typed", lambda _: "early alliance")
    if taken:
        assert opening.new_passphrase(["Early Alliance"]) == "early alliance"
    else:
        with pytest.raises(UserError, match="no passphrase is taken"):
            opening.new_passphrase(["Early Alliance"])
    assert "Take it all the same?" in capsys.readouterr().err


def test_who_types_the_name_of_a_login_as_its_password_is_asked(monkeypatch, capsys) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("ANNOTATOR_LOGIN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    monkeypatch.setattr(opening, "_typed", lambda _: "research assistant")
    with pytest.raises(UserError, match="no password is taken"):
        opening.new_login_password(["Research Assistant"])
    assert "Take it all the same?" in capsys.readouterr().err
