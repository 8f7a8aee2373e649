"""A failure of the program is noted without what people said, and told in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path

from annotator.ui.crash import MOST_BYTES, catch_all, note, sentence_of


def failing(words: str) -> None:
    raise ValueError(f"cannot place {words!r}")


def caught(words: str) -> ValueError:
    try:
        failing(words)
    except ValueError as error:
        return error
    raise AssertionError


def test_no_words_reach_the_log(tmp_path: Path):
    log = note(caught("she laughed"), tmp_path)
    assert log is not None
    text = log.read_text("utf-8")
    assert "laughed" not in text
    assert str(Path(__file__).parent) not in text
    assert "ValueError" in text
    assert "test_crash.py" in text
    assert " failing" in text
    assert "laughed" not in sentence_of(caught("she laughed"))


def test_the_log_does_not_grow_for_ever(tmp_path: Path):
    (tmp_path / "crash.log").write_text("x" * (MOST_BYTES + 1), encoding="utf-8")
    log = note(caught("a"), tmp_path)
    assert log is not None
    assert log.stat().st_size < 2_000


def test_a_log_that_cannot_be_written_is_no_second_failure(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    assert note(caught("a"), blocked) is None


def test_the_hook_says_it(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    said: list[str] = []
    catch_all(said.append)
    error = caught("a")
    sys.excepthook(type(error), error, error.__traceback__)
    assert len(said) == 1
    assert "on disk" in said[0]
    assert (tmp_path / "crash.log").exists()
