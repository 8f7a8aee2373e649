"""Reads transcripts, scores and codebooks in a child process, under limits of memory and time.

A hostile or broken file can at worst end the child. What comes back is JSON, never a pickle.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotator.app.child_limits import limit_memory
from annotator.app.file_bytes import file_bytes
from annotator.app.interrupts import start
from annotator.domain.errors import UserError
from annotator.domain.reading import Note, Reading, ReadStop, ReadTurn
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.domain.study import DEFAULT_STOP_PATTERNS
from annotator.formats.codebook_rows import Rows, rows_of, values_of

READ_SECONDS = 60.0
START_SECONDS = 30.0
_TRANSCRIPT_HINT = "look at it in a word processor and save it again"
_TABLE_HINT = "open it in a spreadsheet and save it as CSV (UTF-8)"


class Reader:
    """One child process that reads files one after the other; a context manager.

    Args:
        seconds: how long one file may take.
    """

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(
        self,
        path: Path,
        *,
        format: str | None = None,
        stop_patterns: Sequence[str] = DEFAULT_STOP_PATTERNS,
    ) -> Reading:
        """What the reader for this file finds in it.

        Args:
            path: the transcript file.
            format: name of a reader; None to go by the file.
            stop_patterns: how stops are written.

        Raises:
            UserError: the file cannot be read, or asked for too much memory or time.
        """
        request = {"path": str(path), "format": format, "stop_patterns": list(stop_patterns)}
        return _reading(self._ask(request, path.name, "transcript", _TRANSCRIPT_HINT))

    def read_scores(self, path: Path, sheet: str | None = None) -> ScoreTable:
        """The table of questionnaire scores in a CSV file or a workbook.

        Args:
            path: the file.
            sheet: name of a workbook's sheet; None for the first that is not hidden.

        Raises:
            UserError: the file cannot be read, or asked for too much memory or time.
        """
        request = {"path": str(path), "scores": True, "sheet": sheet}
        return _score_table(self._ask(request, path.name, "table", _TABLE_HINT))

    def read_codebook(self, path: Path) -> tuple[Rows, tuple[Note, ...]]:
        """The rows of a codebook file, and what was concluded to read it.

        Raises:
            UserError: the file cannot be read, or asked for too much memory or time.
        """
        request = {"path": str(path), "codebook": True}
        answer = self._ask(request, path.name, "table", _TABLE_HINT)
        return rows_of(answer["rows"]), tuple(Note(**note) for note in answer["notes"])

    def _ask(self, request: dict[str, Any], name: str, kind: str, hint: str) -> dict[str, Any]:
        answer = self._answer_to(request, name, kind, hint)
        if "error" in answer:
            raise UserError(*answer["error"])
        return answer

    def _answer_to(
        self, request: dict[str, Any], name: str, kind: str, hint: str
    ) -> dict[str, Any]:
        try:
            pipe = self._started(name)
            pipe.send_bytes(json.dumps(request).encode())
            if pipe.poll(self._seconds):
                answer: dict[str, Any] = json.loads(pipe.recv_bytes())
                return answer
        except (EOFError, OSError):
            self.close()
            raise UserError(
                "the reader ended before it was through; the file may need more memory than a "
                f"{kind} may",
                name,
                hint,
            ) from None
        self.close()
        raise UserError(
            f"the file was not read within {self._seconds:g} seconds",
            name,
            hint,
        )

    def _started(self, name: str) -> Connection:
        """The pipe to the child, which is started when there is none."""
        if self._pipe is None:
            spawn = multiprocessing.get_context("spawn")
            near_end, far_end = spawn.Pipe()
            process = spawn.Process(target=_serve, args=(far_end,), daemon=True)
            start(process)  # where it does not start there is nothing to end
            self._pipe, self._process = near_end, process
            far_end.close()
            if not self._pipe.poll(START_SECONDS):
                self.close()
                raise UserError("the reader did not start", name, "try again")
            self._pipe.recv_bytes()
        return self._pipe

    def close(self) -> None:
        """Ends the child."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _serve(pipe: Connection) -> None:
    """The child: reads what it is asked for until the pipe closes."""
    from annotator.formats import read

    limit_memory()
    pipe.send_bytes(b"ready")
    while True:
        try:
            request = json.loads(pipe.recv_bytes())
        except (EOFError, OSError):
            return
        pipe.send_bytes(json.dumps(_answer(read, request)).encode())


def _answer(read: Any, request: dict[str, Any]) -> dict[str, Any]:
    """A reading or an error as JSON values."""
    path = Path(request["path"])
    is_table = "scores" in request or "codebook" in request
    try:
        content = file_bytes(path)
        if "codebook" in request:
            return _codebook_answer(content, path.name)
        if is_table:
            return _scores_answer(content, path.name, request["sheet"])
        reading = read(
            content,
            path.name,
            format=request["format"],
            stop_patterns=tuple(request["stop_patterns"]),
        )
        return asdict(reading)
    except UserError as error:
        return {"error": [error.what, error.where, error.hint]}
    except MemoryError:
        what = f"the file needs more memory than a {'table' if is_table else 'transcript'} may"
        return {"error": [what, path.name, _TABLE_HINT if is_table else _TRANSCRIPT_HINT]}


def _scores_answer(content: bytes, name: str, sheet: str | None) -> dict[str, Any]:
    """A table of scores as JSON values."""
    from annotator.formats.measures_csv import read_scores

    table = read_scores(content, name, sheet=sheet)
    return {**asdict(table), "formulas": sorted(table.formulas)}


def _codebook_answer(content: bytes, name: str) -> dict[str, Any]:
    """A codebook as JSON values."""
    from annotator.formats.codebooks import read_codebook_file

    rows, notes = read_codebook_file(content, name)
    return {"rows": values_of(rows), "notes": [asdict(note) for note in notes]}


def _reading(answer: dict[str, Any]) -> Reading:
    """The reading that the child sent."""
    return Reading(
        format=answer["format"],
        encoding=answer["encoding"],
        turns=tuple(ReadTurn(**turn) for turn in answer["turns"]),
        stops=tuple(ReadStop(**stop) for stop in answer["stops"]),
        notes=tuple(Note(**note) for note in answer["notes"]),
    )


def _score_table(answer: dict[str, Any]) -> ScoreTable:
    """The table of scores that the child sent."""
    return ScoreTable(
        name=answer["name"],
        row_word=answer["row_word"],
        columns=tuple(answer["columns"]),
        lines=tuple(ScoreLine(**line) for line in answer["lines"]),
        sheet=answer["sheet"],
        sheets=tuple(answer["sheets"]),
        formulas=frozenset((number, column) for number, column in answer["formulas"]),
        notes=tuple(Note(**note) for note in answer["notes"]),
        header=tuple(answer["header"]),
    )
