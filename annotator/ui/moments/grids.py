"""Code matrix and co-occurrence as grids."""

from __future__ import annotations

from typing import Literal, get_args

from annotator.analysis.tables.co_occurrence import CoOccurrence, rule_text
from annotator.analysis.tables.code_matrix import CodeMatrix, MatrixCell
from annotator.analysis.tables.current_codes import CurrentCodes
from annotator.domain.counted import counted
from annotator.ui.charts.grid import Grid, GridHead

Measure = Literal["moments", "interviews", "words"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
_TITLES = {"moments": "moments", "interviews": "interviews", "words": "share of words"}
NO_CODES = "No moment that is shown has a code"


def matrix_grid(
    matrix: CodeMatrix, measure: Measure, current: CurrentCodes, basis: tuple[str, ...]
) -> Grid:
    """A code matrix by one of its three numbers."""
    title = f"Codes by {matrix.by}: {_TITLES[measure]}"
    if not matrix.codes or not matrix.columns:
        return Grid(title=title, reason=NO_CODES, notes=basis)
    told = {
        "moments": "a moment with two codes counts for both",
        "interviews": "interviews with at least one moment",
        "words": "of all words of the transcripts, those that moments with the code cover",
    }[measure]
    below = (("All codes", tuple(map(str, matrix.of_columns))),) if measure == "moments" else ()
    whole = tuple(_text(each, measure) for each in matrix.of_codes)
    most = max(range(len(matrix.codes)), key=lambda y: matrix.of_codes[y].moments)
    return Grid(
        title=title,
        finding=(
            f"{counted(matrix.total, 'coding')}; the most frequent code is "
            f"{matrix.codes[most][1]} ({matrix.of_codes[most].moments})."
        ),
        notes=(told, *matrix.notes, *basis),
        rows=_heads(matrix.codes, current),
        columns=tuple(
            GridHead(key=key, name=name)
            for key, name in zip(matrix.keys, matrix.columns, strict=True)
        ),
        values=tuple(tuple(_value(each, measure) for each in own) for own in matrix.cells),
        texts=tuple(tuple(_text(each, measure) for each in own) for own in matrix.cells),
        said=tuple(
            tuple(
                f"{name}, {column}\n{_said(cell)}"
                for column, cell in zip(matrix.columns, own, strict=True)
            )
            for (_, name), own in zip(matrix.codes, matrix.cells, strict=True)
        ),
        right=(("All", whole),),
        below=tuple((head, (*own, str(matrix.total))) for head, own in below),
    )


def pairs_grid(found: CoOccurrence, current: CurrentCodes, basis: tuple[str, ...]) -> Grid:
    """A co-occurrence."""
    when = rule_text(found.rule, found.within_ms)
    title = f"Codes {when}"
    if not found.codes:
        return Grid(title=title, reason=NO_CODES, notes=basis)
    notes = ["pairs of moments of one coder each"]
    if found.rule != "moment":
        notes = ["pairs of a moment with the one code and one with the other, of one coder each"]
        notes.append("a moment with both is a pair too")
    if found.untimed:
        notes.append(f"{counted(found.untimed, 'moment')} without a session time left out")
    heads = _heads(found.codes, current)
    alone = found.rule == "moment"
    texts = [
        ["–" if alone and x == y else str(n) for x, n in enumerate(own)]
        for y, own in enumerate(found.counts)
    ]
    return Grid(
        title=title,
        finding=_most_told(found),
        notes=(*notes, *found.notes, *basis),
        rows=heads,
        columns=tuple(GridHead(key=each.key, name=each.name) for each in heads),
        values=tuple(
            tuple(None if alone and x == y else float(n) for x, n in enumerate(own))
            for y, own in enumerate(found.counts)
        ),
        texts=tuple(map(tuple, texts)),
        said=tuple(
            tuple(
                f"{first} and {second}\n{counted(n, 'pair')} {when}; {a} and {b} moments in all"
                for (_, second), b, n in zip(found.codes, found.moments, own, strict=True)
            )
            for (_, first), a, own in zip(found.codes, found.moments, found.counts, strict=True)
        ),
        right=(("Moments", tuple(map(str, found.moments))),),
    )


def _most_told(found: CoOccurrence) -> str:
    """The two codes that stand together most often."""
    pairs = [
        (n, found.codes[y][1], found.codes[x][1])
        for y, own in enumerate(found.counts)
        for x, n in enumerate(own)
        if y < x and n
    ]
    if not pairs:
        return "No two codes stand together."
    n, first, second = max(pairs, key=lambda each: each[0])
    return f"{first} and {second} stand together most often: {counted(n, 'pair')}."


def _heads(codes: tuple[tuple[str, str], ...], current: CurrentCodes) -> tuple[GridHead, ...]:
    colours = {key: code.colour for key, code in current.codes.items()}
    return tuple(
        GridHead(key=key, name=name, colour=colours.get(key, "grey")) for key, name in codes
    )


def _value(cell: MatrixCell, measure: Measure) -> float | None:
    if measure == "words":
        return cell.share
    return float(cell.moments if measure == "moments" else cell.interviews)


def _text(cell: MatrixCell, measure: Measure) -> str:
    if measure == "words":
        return "–" if cell.share is None else f"{100 * cell.share:.1f} %"
    return str(cell.moments if measure == "moments" else cell.interviews)


def _said(cell: MatrixCell) -> str:
    share = "" if cell.share is None else f", {100 * cell.share:.1f} % of the words"
    return f"{counted(cell.moments, 'moment')} in {counted(cell.interviews, 'interview')}{share}"
