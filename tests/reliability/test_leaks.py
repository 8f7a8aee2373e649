"""Part of the working days and of the runs under strace, with their controls."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.reliability.leaks import Day, found, internet_sockets, lived, made_day, odd_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="judged on Linux")
STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="needs strace, which .ci/run installs")


def test_no_word_stands_outside_the_file_after_a_day_that_ends_badly(tmp_path: Path) -> None:
    day, since = made_day(tmp_path, 20261128), time.time()
    code = lived(day, actions=10, end="fault", seed=3)
    assert odd_of(day, "fault", code) == []
    assert found(day, since) == []


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Day, float, int]:
    """A day of a program that logs words, when it began, and how many sockets it opened."""
    day, since = made_day(tmp_path_factory.mktemp("day"), 20261129), time.time()
    if STRACE is None:
        lived(day, actions=0, end="close", seed=3, logs=True)
        return day, since, 0
    words = [f"{kind}={word}" for kind, word in day.words.items()]
    window = [sys.executable, "-m", "tests.reliability.leaks_day", str(day.folder), "close", "3"]
    code, sockets = internet_sockets([*window, "3", "logs", *words], day.environment)
    assert code == 0
    return day, since, sockets


def test_a_key_that_is_left_somewhere_is_found(logged: tuple[Day, float, int]) -> None:
    day, since, _ = logged
    key = day.key()
    left = day.folder / "HOME" / "key.txt"
    for content in (b"\0" + key.raw, f"key {key.raw.hex().upper()}".encode()):
        left.write_bytes(content)
        assert "the key in key.txt" in found(day, since)
    left.unlink()


def test_a_program_that_logs_words_is_found(logged: tuple[Day, float, int]) -> None:
    day, since, _ = logged
    assert found(day, since) == ["memo in debug.log"]


@needs_strace
def test_the_window_and_a_command_open_no_internet_socket(
    logged: tuple[Day, float, int], tmp_path: Path
) -> None:
    day, _, sockets = logged
    assert sockets == 0
    out = str(tmp_path / "more")
    export = [sys.executable, "-m", "annotator", "export", str(day.study), out, "--to", "csv"]
    assert internet_sockets([*export, "--with-text"], day.environment) == (0, 0)


@needs_strace
def test_a_program_that_opens_one_is_found() -> None:
    program = "import socket; socket.socket().close()"
    assert internet_sockets([sys.executable, "-c", program], os.environ) == (0, 1)


def test_a_word_in_any_file_name_or_encoding_is_found(tmp_path: Path) -> None:
    day, since = made_day(tmp_path, 20261130), time.time()
    word = day.words["text"]
    (tmp_path / "HOME").mkdir()
    (tmp_path / "HOME" / "a").write_bytes(b"\0\1" + word.upper().encode("utf-16-le"))
    (tmp_path / "HOME" / f"{word}.txt").touch()
    (tmp_path / "exported" / "codes.csv").write_text(day.words["code"], encoding="utf-8")
    (tmp_path / "exported" / "more.csv").write_text(day.words["memo"], encoding="utf-8")
    assert sorted(found(day, since)) == [
        "a word in the name of a file",
        "memo in more.csv",
        "text in a",
    ]
