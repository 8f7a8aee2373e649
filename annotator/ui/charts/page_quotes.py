"""The pages after a dyad's page, where the words were asked for: both sides of each pairing."""

from __future__ import annotations

from annotator.analysis.dyad_sheet import DyadSheet, Said
from annotator.domain.clock import clock_text
from annotator.domain.report import printable
from annotator.domain.study import RECALL_VOICES
from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.figure import Figure, Part, print_look
from annotator.ui.charts.marks import Mark
from annotator.ui.charts.plot import wrapped

SIZE_PX, LINE_PX, HEAD_PX, GAP_PX, BETWEEN_PX = 11.0, 15.5, 18.0, 10.0, 24.0
TITLE_PX = 52.0


def quote_pages(
    sheet: DyadSheet, size: tuple[float, float], margins: tuple[float, float, float]
) -> list[Figure]:
    """As many pages as the quotes take; a quote that is longer than a page goes on on the next.

    Args:
        sheet: whose quotes; none where it has none.
        size: width and height of a page.
        margins: side, top and bottom.
    """
    side, top, bottom = margins
    look = print_look()
    paper = Paper(look=look, width=size[0] - 2 * side, height=0, ground=look.colour("field"))
    room = size[1] - top - bottom
    pages: list[list[Mark]] = []
    marks: list[Mark] = []
    y = 0.0
    for rows in (row for each in sheet.quotes for row in _pieces(paper, each, room - TITLE_PX)):
        high = len(rows) * LINE_PX + GAP_PX
        if not pages or y + high > room:
            marks = _title(paper, sheet, len(pages) + 1)
            pages.append(marks)
            y = TITLE_PX
        for number, row in enumerate(rows):
            marks += _row(paper, row, y + number * LINE_PX)
        y += high
    return [
        Figure(
            title=f"{sheet.study}: {sheet.dyad}, words",
            said=f"Words of the moments of {sheet.dyad}, page {number}.",
            width=size[0],
            height=size[1],
            parts=(Part(marks=own, left=side, top=top),),
        )
        for number, own in enumerate(pages, start=1)
    ]


_Row = tuple[str, str, str]
"""A head, whose last part says whether it stands at the right; or a line of each party's."""


def _pieces(paper: Paper, each: Said, room: float) -> list[list[_Row]]:
    """The rows of a pairing, in pieces that each fit on a page."""
    half, font = (paper.width - BETWEEN_PX) / 2, paper.font(SIZE_PX)
    sides = [wrapped(printable(text), font, half) for text in (each.therapist, each.patient)]
    lines = max(len(own) for own in sides)
    rows: list[_Row] = [(_head(each), "", "" if each.therapist else "right")]
    for number in range(lines):
        one, other = (own[number] if number < len(own) else "" for own in sides)
        rows.append(("", one, other))
    most = max(int((room - GAP_PX) // LINE_PX), 1)
    return [rows[start : start + most] for start in range(0, len(rows), most)]


def _head(each: Said) -> str:
    start, end = each.interval
    when = "no session time" if start is None else clock_text(start)
    if start is not None and end is not None:
        when = f"{when} – {clock_text(end)}"
    return f"Session {each.session}, {when}: {each.relation}"


def _row(paper: Paper, row: _Row, y: float) -> list[Mark]:
    """A head stands over the one that speaks alone, else over both."""
    half = (paper.width - BETWEEN_PX) / 2
    sides = (0.0, half + BETWEEN_PX)
    head, therapist, patient = row
    if head:
        left = sides[1] if patient else sides[0]
        box = (left, y, paper.width - left, LINE_PX)
        return [paper.words(head, box, size=SIZE_PX, strong=True)]
    ink = paper.ink("ink")
    return [
        paper.words(text, (left, y, half, LINE_PX), size=SIZE_PX, ink=ink)
        for left, text in zip(sides, (therapist, patient), strict=True)
        if text
    ]


def _title(paper: Paper, sheet: DyadSheet, page: int) -> list[Mark]:
    """What the page is, and whose words stand in which column."""
    half, ink = (paper.width - BETWEEN_PX) / 2, paper.ink("ink")
    title = f"{sheet.dyad}: words of the moments ({page})"
    marks: list[Mark] = [
        paper.words(title, (0.0, 0.0, paper.width, 20.0), size=14, ink=ink, strong=True)
    ]
    names = zip(RECALL_VOICES, (sheet.therapist, sheet.patient), strict=True)
    for place, (voice, name) in enumerate(names):
        box = (place * (half + BETWEEN_PX), 24.0, half, 18.0)
        text = f"{voice.capitalize()} {name}".strip()
        marks.append(paper.words(text, box, size=11.5, ink=paper.party(voice), strong=True))
    return marks
