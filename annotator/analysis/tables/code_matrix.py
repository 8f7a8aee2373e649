"""Codes by dyads, sessions, accounts, interviews or coders: how often, where, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from annotator.analysis.tables.current_codes import CurrentCodes
from annotator.analysis.tables.moment_rows import MomentRow, RowPlace
from annotator.domain.ids import Id
from annotator.domain.spans import Span, merged
from annotator.domain.table import Column, Table, Value, column_name

By = Literal["dyad", "session", "account", "interview", "coder"]
BYS: tuple[By, ...] = get_args(By)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """What one code has in one column.

    Attributes:
        moments: with the code.
        interviews: in which there is at least one.
        share: of the column's words, those that some moment with the code covers; None where
            the column has no words.
    """

    moments: int
    interviews: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatrix:
    """A table of codes. A moment with two codes is counted in two rows.

    Attributes:
        codes: id and name of the codes with a moment, in the order of the codebook.
        columns: the names of the columns, in order; all that have a transcript (coders: moments).
        keys: by column what it is: an id, or the voice.
        cells: by code and column.
        of_codes: the sums over the columns, by code.
        of_columns: the sums over the codes; moments count here once for each of their codes.
        words: of the transcripts of each column.
        notes: what a reader must know.
    """

    by: By
    codes: tuple[tuple[Id, str], ...]
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    of_codes: tuple[MatrixCell, ...]
    of_columns: tuple[int, ...]
    words: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All codings."""
        return sum(self.of_columns)


class WordCounts:
    """Counts the words of transcripts, each read once."""

    def __init__(self) -> None:
        self._starts: dict[Id, np.ndarray] = {}

    def all(self, place: RowPlace) -> int:
        """Words of a transcript, as blanks part them."""
        return len(self._of(place))

    def within(self, place: RowPlace, spans: Iterable[Span]) -> int:
        """Words that begin in at least one of the spans."""
        apart = merged(spans)
        if not apart:
            return 0
        ends = np.searchsorted(self._of(place), np.array(apart))
        return int((ends[:, 1] - ends[:, 0]).sum())

    def _of(self, place: RowPlace) -> np.ndarray:
        key = place.transcript.id
        if key not in self._starts:
            found = [match.start() for match in _WORD.finditer(place.transcript.text)]
            self._starts[key] = np.array(found, dtype=np.int64)
        return self._starts[key]


def code_matrix(
    rows: Sequence[MomentRow],
    places: Sequence[RowPlace],
    by: By,
    current: CurrentCodes,
    words: WordCounts | None = None,
) -> CodeMatrix:
    """Counts the codes of moments.

    Args:
        rows: the moments to be counted.
        places: the transcripts that they may come from; their words are what shares are of.
        by: what the columns are.
        current: codes that became another one are counted under that.
        words: counts made before.
    """
    counter = words or WordCounts()
    keys = _columns(rows, places, by)
    texts = {key: [e for e in places if by == "coder" or _key(by, None, e) == key] for key in keys}
    totals = {key: sum(map(counter.all, own)) for key, own in texts.items()}
    spans: dict[Id, dict[str, dict[Id, list[Span]]]] = {}
    at = {each.transcript.id: each for each in places}
    for row in rows:
        place = row.place
        at.setdefault(place.transcript.id, place)
        key = _key(by, row, place)
        for code_id in current.of(row.moment):
            own = spans.setdefault(code_id, {}).setdefault(key, {})
            own.setdefault(place.transcript.id, []).append((row.moment.start, row.moment.end))

    def cell(found: dict[Id, list[Span]], of: int) -> MatrixCell:
        covered = sum(counter.within(at[key], own) for key, own in found.items())
        moments = sum(map(len, found.values()))
        share = covered / of if of else None
        return MatrixCell(moments=moments, interviews=len(found), share=share)

    order = [each for each in current.codes if each in spans]
    order += [each for each in spans if each not in current.codes]
    cells = tuple(
        tuple(cell(spans[code_id].get(key, {}), totals[key]) for key in keys) for code_id in order
    )
    whole = sum(map(counter.all, places))
    return CodeMatrix(
        by=by,
        codes=tuple((each, _name(current, each)) for each in order),
        columns=tuple(keys.values()),
        keys=tuple(keys),
        cells=cells,
        of_codes=tuple(cell(_joined(spans[code_id].values()), whole) for code_id in order),
        of_columns=tuple(sum(own[x].moments for own in cells) for x in range(len(keys))),
        words=tuple(totals[key] for key in keys),
        notes=current.moved(row.moment for row in rows),
    )


def matrix_table(matrix: CodeMatrix) -> Table:
    """The matrix as rows for a file: one a code and column."""
    rows: list[tuple[Value, ...]] = [
        (name, column, cell.moments, cell.interviews, _rounded(cell.share), words)
        for (_, name), own in zip(matrix.codes, matrix.cells, strict=True)
        for column, words, cell in zip(matrix.columns, matrix.words, own, strict=True)
    ]
    return Table(
        name=f"code_matrix_by_{matrix.by}",
        means=f"one code in one {matrix.by}",
        columns=(
            Column(name="code", means="the code"),
            Column(name=column_name(matrix.by, set()), means=f"the {matrix.by}"),
            Column(name="moments", means="moments with the code"),
            Column(name="interviews", means="interviews with at least one of them"),
            Column(name="share_of_words", means="of the words, those that they cover; 0 to 1"),
            Column(name="words", means="words of the transcripts"),
        ),
        rows=tuple(rows),
    )


def _columns(rows: Sequence[MomentRow], places: Sequence[RowPlace], by: By) -> dict[str, str]:
    """Names of the columns by key, in order."""
    if by == "coder":
        named = {row.moment.coder_id: row.coder for row in rows}
        return dict(sorted(named.items(), key=lambda each: each[1]))
    columns: dict[str, str] = {}
    for place in [*places, *(row.place for row in rows)]:
        name = {
            "dyad": place.dyad,
            "session": f"{place.dyad}, session {place.session}",
            "account": place.voice,
        }.get(by, place.interview)
        columns.setdefault(_key(by, None, place), name)
    return columns


def _key(by: By, row: MomentRow | None, place: RowPlace) -> str:
    if by == "coder":
        return "" if row is None else row.moment.coder_id
    return {
        "dyad": place.dyad_id,
        "session": place.session_id,
        "account": place.voice,
    }.get(by, place.account_id)


def _joined(parts: Iterable[dict[Id, list[Span]]]) -> dict[Id, list[Span]]:
    joined: dict[Id, list[Span]] = {}
    for part in parts:
        for key, spans in part.items():
            joined.setdefault(key, []).extend(spans)
    return joined


def _name(current: CurrentCodes, code_id: Id) -> str:
    code = current.codes.get(code_id)
    retired = " (retired)" if code is not None and code.retired else ""
    return f"{current.name(code_id)}{retired}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
