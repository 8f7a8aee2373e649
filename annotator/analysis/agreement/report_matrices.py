"""Drawings of two tables: coder by coder, and one coder's codes by another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.report_svg import (
    drawing,
    fitted,
    rect,
    text,
    width_of,
)
from annotator.analysis.agreement.report_values import count_text, printed
from annotator.analysis.agreement.result import Result
from annotator.domain.report_colours import GROUND, HEAT, HEAT_MOST, MUTE, PAPER

WIDTH = 660.0
NO_CODE = "no code"
_GAP = 2.0
_LABEL_MOST = 180.0


def coder_matrix(
    coders: Sequence[str],
    matrix: Mapping[tuple[str, str], Result],
    *,
    title: str,
    limits: tuple[float, ...] = (),
) -> str:
    """One value for each pair of coders, both ways round, as SVG; darker is higher.

    Args:
        coders: in order.
        matrix: by pair, in either order; a pair that is missing is an en dash.
        title: of the drawing.
        limits: thresholds that no rounding may cross.
    """
    side = min(64.0, (WIDTH - _LABEL_MOST - 20) / max(len(coders), 1))
    parts, said = [], []
    left, top = _label_width(coders), 34.0
    for row, first in enumerate(coders):
        middle = top + row * side + side / 2
        label = fitted(first, left - 16)
        parts.append(text((left - 8, middle + 4), label, fill=MUTE, anchor="end"))
        across = (left + row * side + side / 2, top - 10)
        parts.append(text(across, fitted(first, side - 4), fill=MUTE, anchor="middle"))
        for column, second in enumerate(coders):
            result = matrix.get((first, second)) or matrix.get((second, first))
            value = None if result is None or first == second else result.value
            words = "" if first == second else printed(value, limits)
            if column > row:
                said.append(f"{first} with {second} {words}")
            cell = (left + column * side, top + row * side, side)
            parts += _cell(cell, words, _darkness(value), 12 if side > 40 else 9)
    alt = f"{title}: {'; '.join(said) or 'there is no pair of coders'}."
    height = top + len(coders) * side + 12
    return drawing(WIDTH, height, parts, title=title, alt=alt)


def confusion_picture(
    pair: tuple[str, str], names: Sequence[str], table: FloatArray, *, unit: str, title: str
) -> str:
    """What one coder called what the other called so, as SVG; a cell's darkness is its share.

    A cell is as dark as its share of the larger of its row and column, so that rare codes
    stand out as much as common ones; both uncoded is often the most by far.

    Args:
        pair: whose codes are the rows, whose the columns.
        names: of the codes, in the order of the table; its last row and column are no code.
        table: (codes + 1) × (codes + 1) counts.
        unit: what is counted, in words.
        title: of the drawing.
    """
    labels = [*names, NO_CODE]
    left = _label_width(labels)
    side = min(58.0, (WIDTH - left - 12) / len(labels))
    height = min(side, 30.0)
    size = min(11.5, side / 3.6)
    slanted = side < max(width_of(label, 11) for label in labels) + 4
    top = 50.0
    parts = [
        text((left, 16), f"columns: {pair[1]}", size=11.5, bold=True),
        text((10, 16), f"rows: {pair[0]}", size=11.5, bold=True),
    ]
    for place, label in enumerate(labels):
        middle = top + place * height + height / 2
        number = f"{place + 1}  " if slanted else ""
        row_label = fitted(f"{number}{label}", left - 14, min(12, height * 0.62))
        at = (left - 8, middle + 4)
        parts.append(text(at, row_label, size=min(12, height * 0.62), anchor="end"))
        over = str(place + 1) if slanted else label
        across = (left + place * side + side / 2, top - 8)
        parts.append(text(across, over, size=11 if side > 16 else 8, fill=MUTE, anchor="middle"))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    for row in range(len(labels)):
        for column in range(len(labels)):
            count = float(table[row, column])
            whole = max(float(rows[row]), float(columns[column]), 1.0)
            x, y = left + column * side, top + row * height
            words = _brief(count, side) if count else ""
            parts += _box((x, y, side, height), words, count / whole, size, bold=row == column)
    alt = f"{title}. {_largest(labels, table, pair, unit)}"
    return drawing(WIDTH, top + len(labels) * height + 12, parts, title=title, alt=alt)


def taken_for_most(labels: Sequence[str], table: FloatArray) -> list[tuple[str, str, float]]:
    """The cells off the diagonal that hold something, largest first."""
    size = len(labels)
    cells = [
        (labels[row], labels[column], float(table[row, column]))
        for row in range(size)
        for column in range(size)
        if row != column and table[row, column] > 0
    ]
    return sorted(cells, key=lambda cell: -cell[2])


def _label_width(labels: Sequence[str]) -> float:
    longest = max((width_of(f"00  {label}") for label in labels), default=0)
    return min(_LABEL_MOST, longest) + 18


def _darkness(value: float | None) -> float | None:
    """How dark a value's cell is, 0 to 1; None for no value."""
    if value is None or isnan(value):
        return None
    return min(max(value, 0.0), 1.0)


def _cell(
    place: tuple[float, float, float], words: str, share: float | None, size: float
) -> list[str]:
    x, y, side = place
    if share is None:
        middle = (x + side / 2, y + side / 2 + 4)
        plain = rect(x, y, side - _GAP, side - _GAP, GROUND)
        return [plain, text(middle, words, size=size, fill=MUTE, anchor="middle")]
    return _box((x, y, side, side), words, share, size)


def _box(
    place: tuple[float, float, float, float],
    words: str,
    share: float,
    size: float,
    *,
    bold: bool = False,
) -> list[str]:
    """One cell with its words, darker for a larger share."""
    x, y, width, height = place
    inner = (x, y, width - _GAP, height - _GAP)
    opacity = HEAT_MOST * (0.06 + 0.94 * share)
    parts = [rect(*inner, PAPER), rect(*inner, HEAT, opacity)]
    if words:
        middle = (x + inner[2] / 2, y + inner[3] / 2 + size * 0.34)
        parts.append(text(middle, words, size=size, anchor="middle", bold=bold))
    return parts


def _brief(count: float, side: float) -> str:
    """A count that fits into a cell: `1,234`, or `12k` where the cell is narrow."""
    whole = count_text(count)
    if side >= 44 or len(whole) <= 3:
        return whole
    for limit, sign in ((1e6, "M"), (1e3, "k")):
        if count >= limit:
            short = f"{count / limit:.1f}" if count < 10 * limit else f"{count / limit:.0f}"
            return f"{short}{sign}"
    return whole


def _largest(labels: Sequence[str], table: FloatArray, pair: tuple[str, str], unit: str) -> str:
    agreed = sum(float(table[place, place]) for place in range(len(labels) - 1))
    said = [f"Both gave the same code to {count_text(agreed)} {unit}"]
    said += [
        f"{pair[0]} {first}, {pair[1]} {second}: {count_text(count)}"
        for first, second, count in taken_for_most(labels, table)[:3]
    ]
    return "; ".join(said) + "."
