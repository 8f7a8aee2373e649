"""Part of the working days and of the runs under strace, with their controls."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.storage import opening
from annotator.storage.backup import folder_of
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import PROFILES
from annotator.storage.pages import read_pages
from tests.reliability import leaks
from tests.reliability.leaks import HELD, Day, found, left_by, lived, made_day, odd_of
from tests.reliability.traced import STRACE, internet_sockets, sockets_in, under_strace, writes_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="judged on Linux")
needs_strace = pytest.mark.skipif(STRACE is None, reason="needs strace, which .ci/run installs")


def test_no_word_stands_outside_the_file_after_a_day_that_ends_badly(tmp_path: Path) -> None:
    day, since = made_day(tmp_path, 20261128), time.time()
    code = lived(day, actions=10, end="fault", seed=3)
    assert odd_of(day, "fault", code) == []
    assert found(day, since) == []


@dataclass(frozen=True)
class Logged:
    """A day of a program that logs words, when it began, and what strace wrote of it."""

    day: Day
    since: float
    log: Path | None


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Logged:
    day, since = made_day(tmp_path_factory.mktemp("day"), 20261129), time.time()
    log = None if STRACE is None else tmp_path_factory.mktemp("strace") / "log"
    code = lived(day, actions=3, end="close", seed=3, logs=True, log=log)
    assert odd_of(day, "close", code) == []
    return Logged(day, since, log)


def test_a_key_that_is_left_somewhere_is_found(
    logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PROFILES", PROFILES)  # those of the program that made the file
    key = logged.day.key()
    with open_study(logged.day.study, lambda: logged.day.words["passphrase"]) as study:
        assert study._store.key == key, "else another would be looked for"
    left = logged.day.folder / "HOME" / "key.txt"
    for content in (b"\0" + key.raw, f"key {key.raw.hex().upper()}".encode()):
        left.write_bytes(content)
        assert "the key in key.txt" in found(logged.day, logged.since)
    left.unlink()


def test_a_program_that_logs_words_is_found(logged: Logged) -> None:
    hits = found(logged.day, logged.since, logged.log)
    assert set(hits) == left_by(logged.day, "close", logged.log)
    assert "memo in debug.log" in hits


def test_a_study_or_a_backup_that_is_plain_is_found(logged: Logged) -> None:
    day = logged.day
    [backup] = folder_of(day.study).glob("*.iprstudy")
    for place in (day.study, backup):
        kept = place.read_bytes()
        plain = b"".join(page.content or b"" for page in read_pages(place, day.key()))
        place.write_bytes(kept[:16] + plain + bytes(-(16 + len(plain)) % PAGE_BYTES))
        hits = found(day, logged.since)
        place.write_bytes(kept)
        assert {f"{kind} in {place.name}" for kind in HELD} <= {*hits}


@needs_strace
def test_the_window_and_a_command_open_no_internet_socket(logged: Logged, tmp_path: Path) -> None:
    assert logged.log is not None
    assert sockets_in(logged.log) == 0
    out = str(tmp_path / "more")
    export = [sys.executable, "-m", "annotator", "export", str(logged.day.study), out]
    environment = logged.day.environment
    log = tmp_path / "log"
    command = [*export, "--to", "csv", "--with-text"]
    assert internet_sockets(command, environment, log) == (0, 0)


@needs_strace
def test_a_program_that_opens_one_is_found_and_so_is_its_child(tmp_path: Path) -> None:
    one, log = "import socket; socket.socket().close()", tmp_path / "log"
    assert internet_sockets([sys.executable, "-c", one], os.environ, log) == (0, 1)
    two = "import os, socket; socket.socket(); os.fork() and os.wait() or socket.socket(10)"
    assert internet_sockets([sys.executable, "-c", two], os.environ, log) == (0, 2)


@needs_strace
def test_what_stood_in_a_file_that_is_gone_is_seen(tmp_path: Path) -> None:
    program = (
        "import os; where = os.open('passing', os.O_RDWR | os.O_CREAT); os.write(where, b'one');"
        "os.pwrite(where, b'two', 9); os.unlink('passing'); os.writev(where, [b'th', b'ree']);"
        "os.write(os.pipe()[1], b'not in a file')"
    )
    log = tmp_path / "log"
    subprocess.run(under_strace([sys.executable, "-c", program], log), cwd=tmp_path, check=True)
    assert not (tmp_path / "passing").exists()
    own = [(str(tmp_path / "passing"), said) for said in (b"one", b"two", b"three")]
    assert [each for each in writes_in(log) if each[1] != b"not in a file"] == own
    assert len(list(writes_in(log))) == 3


def test_new_files_anywhere_in_the_systems_folders_are_searched_and_old_ones_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, since = made_day(tmp_path / "day", 20261130), time.time()
    system, home = tmp_path / "system", tmp_path / "home of the account"
    monkeypatch.setattr(leaks, "SYSTEM_FOLDERS", (system,))
    monkeypatch.setattr(leaks, "_account_home", lambda: home)
    for folder, name in ((system / "new" / "in it", "a"), (home / ".cache" / "x", "b")):
        folder.mkdir(parents=True)
        (folder / name).write_text(day.words["text"], encoding="utf-8")
    old = system / "old"
    old.write_text(day.words["text"], encoding="utf-8")
    os.utime(old, (since - 60, since - 60))
    assert found(day, since) == ["text in a", "text in b"]


def test_a_word_in_any_file_name_or_encoding_is_found(tmp_path: Path) -> None:
    day, since = made_day(tmp_path, 20261130), time.time()
    word = day.words["text"]
    (tmp_path / "HOME").mkdir()
    (tmp_path / "HOME" / "a").write_bytes(b"\0\1" + word.upper().encode("utf-16-le"))
    (tmp_path / "HOME" / word).mkdir()
    (tmp_path / "HOME" / word / "b").touch()
    (tmp_path / "exported" / "codes.csv").write_text(day.words["code"], encoding="utf-8")
    (tmp_path / "exported" / "more.csv").write_text(day.words["memo"], encoding="utf-8")
    assert sorted(found(day, since)) == [
        "a word in the name of a file",
        "memo in more.csv",
        "text in a",
    ]
