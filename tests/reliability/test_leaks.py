"""Part of the working days and of the runs under strace, with their controls."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.reliability.leaks import found, internet_sockets, lived, made_day, odd_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="judged on Linux")
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="needs strace, which .ci/run installs"
)


@pytest.mark.parametrize("end", ["error", "fault"])
def test_no_word_stands_outside_the_file_after_a_day_that_ends_badly(
    tmp_path: Path, end: str
) -> None:
    day, since = made_day(tmp_path, 20261128), time.time()
    code = lived(day, actions=15, end=end, seed=3)
    assert odd_of(day, end, code) == []
    assert found(day, since) == []


def test_a_program_that_logs_words_is_found(tmp_path: Path) -> None:
    day, since = made_day(tmp_path, 20261129), time.time()
    lived(day, actions=0, end="close", seed=3, logs=True)
    assert found(day, since) == ["memo in debug.log"]


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


@needs_strace
def test_commands_and_the_window_open_no_internet_socket(tmp_path: Path) -> None:
    day = made_day(tmp_path, 20261201)
    words = [f"{kind}={word}" for kind, word in day.words.items()]
    window = [sys.executable, "-m", "tests.reliability.leaks_day", str(tmp_path), "close", "5", "3"]
    assert internet_sockets([*window, "quiet", *words], day.environment) == (0, 0)
    for command in (["show"], ["export", "--with-text", "--to", "csv"]):
        more = [str(tmp_path / "exported" / "more")] if command[0] == "export" else []
        run = [sys.executable, "-m", "annotator", command[0], str(day.study), *more, *command[1:]]
        assert internet_sockets(run, day.environment) == (0, 0), command[0]


@needs_strace
def test_a_program_that_opens_one_is_found() -> None:
    program = "import socket; socket.socket().close()"
    assert internet_sockets([sys.executable, "-c", program], os.environ) == (0, 1)
