"""The reader's child process and its limits."""

from __future__ import annotations

import io
import multiprocessing
import multiprocessing.connection
import os
import sys
import zipfile
from pathlib import Path

import pytest

from annotator.app import reading
from annotator.app.reading import Reader
from annotator.domain.errors import UserError
from annotator.formats import read
from annotator.formats.measures_csv import read_scores
from tests.formats.workbooks import workbook

if sys.platform != "win32":
    import resource


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A small transcript with a stop and a time."""
    path = tmp_path / "p.txt"
    path.write_text("I: Here?\n[video 12:30]\n[00:01:02] P: Yes 😀.\n", encoding="utf-8")
    return path


def test_what_the_child_reads_is_what_the_reader_finds(transcript: Path) -> None:
    with Reader() as reader:
        seen = reader.read(transcript)
        again = reader.read(transcript)
    assert seen == again == read(transcript.read_bytes(), "p.txt")
    assert seen.stops[0].start_ms == 750_000


def test_the_child_reads_tables_of_scores_from_text_and_workbooks(tmp_path: Path) -> None:
    text, book = tmp_path / "w.csv", tmp_path / "w.xlsx"
    text.write_text("dyad;session;wai\nD01;3;4,5\n", encoding="utf-8")
    book.write_bytes(workbook(("dyad", "wai"), ("D01", "=1+1"), Other=[("dyad",)]))
    with Reader() as reader:
        seen, sheet = reader.read_scores(text), reader.read_scores(book, "Scores")
        with pytest.raises(UserError, match="no sheet 'Nope'"):
            reader.read_scores(book, "Nope")
    assert seen == read_scores(text.read_bytes(), "w.csv")
    assert sheet == read_scores(book.read_bytes(), "w.xlsx", sheet="Scores")
    assert sheet.formulas == {(2, "wai")}


def test_the_reader_is_another_process_that_ends_with_it(transcript: Path) -> None:
    with Reader() as reader:
        reader.read(transcript)
        children = multiprocessing.active_children()
        assert len(children) == 1
        assert children[0].pid != os.getpid()
    assert multiprocessing.active_children() == []


def test_a_file_that_takes_too_long_is_told_and_the_next_is_read(
    transcript: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.txt"
    slow.write_text("P: so\n" * 400_000, encoding="utf-8")
    reader = Reader(seconds=0.05)
    with reader:
        with pytest.raises(UserError, match=r"slow\.txt: the file was not read within 0\.05"):
            reader.read(slow)
        reader._seconds = 30  # the same reader goes on
        assert len(reader.read(transcript).turns) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit of memory")
def test_a_child_that_runs_out_of_memory_is_told(
    transcript: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_serve", _dies)
    with Reader() as reader, pytest.raises(UserError, match=r"p\.txt: the reader ended before"):
        reader.read(transcript)


def _dies(pipe: multiprocessing.connection.Connection) -> None:
    """A child that the system ends."""
    pipe.send_bytes(b"ready")
    pipe.recv_bytes()
    os._exit(137)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit of memory")
def test_a_child_that_cannot_even_start_is_told(
    transcript: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_serve", _never_ready)
    with Reader() as reader, pytest.raises(UserError, match=r"p\.txt: the reader ended before"):
        reader.read(transcript)


def _never_ready(pipe: multiprocessing.connection.Connection) -> None:
    """A child that dies before its first word."""
    os._exit(1)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems set no limit")
def test_a_lower_limit_of_the_system_is_kept(transcript: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_AS)
    spawn = multiprocessing.get_context("spawn")
    tell: multiprocessing.Queue[int] = spawn.Queue()
    process = spawn.Process(target=_reads_under_a_lower_limit, args=(transcript, tell))
    process.start()
    assert tell.get(timeout=60) == 2
    process.join()
    assert resource.getrlimit(resource.RLIMIT_AS) == limit


def _reads_under_a_lower_limit(path: Path, tell: multiprocessing.Queue[int]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))
    with Reader() as reader:
        tell.put(len(reader.read(path).turns))


def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * (100 << 20))
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(stream.getvalue())
    with Reader() as reader, pytest.raises(UserError, match=r"bomb\.docx"):
        reader.read(bomb)


@pytest.mark.parametrize("name", ["gone.txt", "."])
def test_what_is_no_file_is_told(tmp_path: Path, name: str) -> None:
    with Reader() as reader, pytest.raises(UserError):
        reader.read(tmp_path / name)
