"""A drawing of values with their intervals, one below the other, and the study's thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isnan

from annotator.analysis.agreement.meanings import is_beyond_chance
from annotator.analysis.agreement.report_svg import (
    circle,
    drawing,
    fitted,
    line,
    polygon,
    rect,
    text,
    width_of,
)
from annotator.analysis.agreement.report_values import interval_text, limit_text, printed
from annotator.analysis.agreement.result import Result
from annotator.domain.report_colours import BAD, GOOD, INK, LINE, MUTE, PAPER, WARN

WIDTH = 660.0
_ROW = 24.0
_TOP = 44.0
_FOOT = 62.0
_LABEL_MOST = 210.0
_VALUES = 122.0
_SIZE = 12.5
_MARK = 4.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One value; a `gap` sets it apart from the row above."""

    label: str
    result: Result
    gap: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places."""

    low: float
    left: float
    right: float

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), 1.0) - self.low) / (1 - self.low)
        return self.left + share * (self.right - self.left)


def forest(rows: Sequence[ForestRow], accept_from: float, good_from: float, *, title: str) -> str:
    """Values with their 95 % intervals on one scale up to 1, as SVG.

    Each mark's shape says on which side of the thresholds the value lies, its colour says it
    again; one that is not beyond chance, for which they mean nothing, is a grey stroke. An
    undefined value is an en dash with its reason.

    Args:
        rows: from top to bottom.
        accept_from: the study's lower threshold.
        good_from: the study's upper threshold.
        title: of the drawing.
    """
    label_width = min(max((width_of(row.label, _SIZE) for row in rows), default=0), _LABEL_MOST)
    scale = _Scale(_lowest(rows), label_width + 26, WIDTH - _VALUES - 14)
    places, y = [], _TOP + _ROW / 2
    for row in rows:
        y += 12 if row.gap else 0
        places.append(y)
        y += _ROW
    bottom = y - _ROW / 2 + 4
    parts = [*_axis(scale, bottom), *_thresholds(scale, bottom, accept_from, good_from)]
    limits = (accept_from, good_from)
    for row, place in zip(rows, places, strict=True):
        parts.append(text((10, place + 4), fitted(row.label, label_width + 4, _SIZE), size=_SIZE))
        parts += _value(row.result, place, scale, limits)
    parts += _legend(bottom + 44, limits, [row.result for row in rows])
    alt = f"{title}. {_said(rows, limits)}"
    return drawing(WIDTH, bottom + _FOOT, parts, title=title, alt=alt)


def _lowest(rows: Sequence[ForestRow]) -> float:
    """Where the scale starts: 0, or lower in steps of .2 down to -1."""
    values = [0.0]
    for row in rows:
        if not isnan(row.result.value):
            values += [row.result.value, row.result.ci_low or 0.0]
    return max(-1.0, floor(min(values) * 5 - 1e-9) / 5 if min(values) < 0 else 0.0)


def _axis(scale: _Scale, bottom: float) -> list[str]:
    parts = []
    for step in range(round(scale.low * 5), 6):
        x = scale.x(step / 5)
        parts.append(line((x, _TOP - 4), (x, bottom), LINE))
        parts.append(text((x, bottom + 16), printed(step / 5), size=11, fill=MUTE, anchor="middle"))
    return parts


def _thresholds(scale: _Scale, bottom: float, accept_from: float, good_from: float) -> list[str]:
    parts = []
    sides = (("end", -4, accept_from, "acceptable from"), ("start", 4, good_from, "good from"))
    for anchor, shift, limit, words in sides:
        x = scale.x(limit)
        parts.append(line((x, _TOP - 14), (x, bottom), INK, 1, "3 3"))
        said = f"{words} {limit_text(limit)}"
        parts.append(text((x + shift, _TOP - 18), said, size=11, fill=MUTE, anchor=anchor))
    return parts


def _value(result: Result, y: float, scale: _Scale, limits: tuple[float, float]) -> list[str]:
    at = WIDTH - _VALUES
    if isnan(result.value):
        room = scale.right - scale.left
        said = text((at, y + 4), "– undefined", size=_SIZE, fill=MUTE)
        why = fitted(result.reason, room - 8, 11)
        reason_at = (scale.left + 4, y + 4)
        width = min(width_of(why, 11) + 6, room)
        behind = rect(reason_at[0] - 3, y - 9, width, 18, PAPER)
        return [behind, text(reason_at, why, size=11, fill=MUTE), said]
    known = is_beyond_chance(result.coefficient)
    value = printed(result.value, limits)
    parts = []
    if result.ci_low is not None and result.ci_high is not None:
        ends = ((scale.x(result.ci_low), y), (scale.x(result.ci_high), y))
        colour = _colour(result.value, limits) if known else MUTE
        parts.append(line(*ends, colour, 2.4))
    at_value = (scale.x(result.value), y)
    parts.append(_mark(at_value, result.value, limits) if known else _stroke(at_value))
    parts.append(text((at + 34, y + 4), value, size=_SIZE, anchor="end", bold=True))
    parts.append(text((at + 42, y + 4), interval_text(result, limits), size=_SIZE, fill=MUTE))
    return parts


def _colour(value: float, limits: tuple[float, float]) -> str:
    if value >= limits[1]:
        return GOOD
    return WARN if value >= limits[0] else BAD


def _mark(at: tuple[float, float], value: float, limits: tuple[float, float]) -> str:
    """A dot, a diamond or a square: good, acceptable, below."""
    x, y = at
    colour = _colour(value, limits)
    if value >= limits[1]:
        return circle(at, _MARK, colour)
    if value >= limits[0]:
        half = _MARK * 1.35
        return polygon([(x - half, y), (x, y - half), (x + half, y), (x, y + half)], colour)
    return rect(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK, colour)


def _stroke(at: tuple[float, float]) -> str:
    """An upright stroke: neither good nor bad."""
    x, y = at
    return rect(x - 1.4, y - _MARK - 1, 2.8, 2 * _MARK + 2, MUTE)


def _legend(y: float, limits: tuple[float, float], results: Sequence[Result]) -> list[str]:
    parts, x = [], 14.0
    shown = ((limits[1], "good"), (limits[0], "acceptable"), (limits[0] - 1, "below"))
    for value, words in shown:
        parts.append(_mark((x, y - 4), value, limits))
        parts.append(text((x + 10, y), words, size=11, fill=MUTE))
        x += 26 + width_of(words, 11)
    if not all(is_beyond_chance(each.coefficient) for each in results):
        words = "not beyond chance: no threshold"
        parts += [_stroke((x, y - 4)), text((x + 10, y), words, size=11, fill=MUTE)]
        x += 26 + width_of(words, 11)
    parts.append(text((x, y), "line: 95 % interval", size=11, fill=MUTE))
    return parts


def _said(rows: Sequence[ForestRow], limits: tuple[float, float]) -> str:
    """The values in words."""
    parts = []
    for row in rows:
        if isnan(row.result.value):
            parts.append(f"{row.label}: undefined, {row.result.reason}")
        else:
            ends = interval_text(row.result, limits)
            parts.append(f"{row.label}: {printed(row.result.value, limits)} {ends}")
    return "; ".join(parts) + "."
