"""One page per dyad: its sessions, course, counts, pairings and convergence, on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isnan

from annotator.analysis.dyad_sheet import DyadSheet
from annotator.analysis.dyads.convergence import Convergence
from annotator.analysis.dyads.pairing_table import NOT_YET
from annotator.domain.errors import UserError
from annotator.domain.study import RECALL_VOICES
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.course_chart import CoursePlot
from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.figure import Figure, Part, caption_marks, print_look
from annotator.ui.charts.marks import RIGHT, Line, Mark
from annotator.ui.charts.page_quotes import quote_pages
from annotator.ui.charts.page_table import Row, table_marks
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import percent_text
from annotator.ui.charts.timeline_chart import TimelinePlot
from annotator.ui.figures import NONE, counted, p_cell
from annotator.ui.theme import Look

A4_PX = (794.0, 1123.0)
SIDE_PX, TOP_PX, BOTTOM_PX = 53.0, 50.0, 46.0
GAP_PX, BETWEEN_PX, HEAD_PX = 18.0, 32.0, 20.0
_SHRINKS = tuple(1 - step * 0.05 for step in range(14))
_SHARES = {
    "time": "of the session's time",
    "time_of_either": "of the time either marked",
    "moments": "of their moments",
}


def dyad_pages(sheet: DyadSheet, colours: dict[str, str], software: str) -> tuple[Figure, ...]:
    """The page of a dyad, and pages of quotes after it where the sheet has any.

    What is too high for a page is made smaller until it fits, so that it is one page always.

    Args:
        sheet: of the dyad.
        colours: palette names of codes by name.
        software: name and version, for the foot.

    Raises:
        UserError: there is nothing of the dyad yet.
    """
    if sheet.is_empty:
        raise UserError(
            f"nothing to draw for a page of {sheet.dyad!r}",
            hint="it has neither a moment, a stop nor a score yet",
        )
    look = print_look()
    paper = _paper(look, A4_PX[0] - 2 * SIDE_PX)
    head, head_high = _head(paper, sheet)
    basis = Basis(coder=sheet.coder, code_set=sheet.code_set, notes=sheet.notes, colours=colours)
    lines = basis.lines(f"Seed {sheet.seed}", software)
    foot, foot_high = caption_marks(paper, (lines[0], *lines[1:]), 9.5)
    top = TOP_PX + head_high
    end = A4_PX[1] - BOTTOM_PX - foot_high
    room = end - top - 12
    for scale in _SHRINKS:
        body, high = _body(look, sheet, basis, paper.width / scale)
        if high * scale <= room:
            break
    scale = min(scale, room / high)
    parts = [
        Part(marks=head, left=SIDE_PX, top=TOP_PX),
        *(
            replace(
                part,
                left=SIDE_PX + part.left * scale,
                top=top + part.top * scale,
                scale=scale,
            )
            for part in body
        ),
        Part(marks=foot, left=SIDE_PX, top=end),
    ]
    page = Figure(
        title=f"{sheet.study}: {sheet.dyad}",
        said=_said(sheet),
        width=A4_PX[0],
        height=A4_PX[1],
        parts=tuple(parts),
    )
    return (page, *quote_pages(sheet, A4_PX, (SIDE_PX, TOP_PX, BOTTOM_PX)))


def _head(paper: Paper, sheet: DyadSheet) -> tuple[list[Mark], float]:
    """Dyad, who they are, and the study."""
    ink, width = paper.ink("ink"), paper.width
    marks: list[Mark] = [
        paper.words(sheet.dyad, (0, 0, width * 0.5, 28), size=22, ink=ink, strong=True),
        paper.words(sheet.study, (width * 0.5, 6, width * 0.5, 20), size=12, align=RIGHT),
    ]
    left = 0.0
    for voice, name in zip(RECALL_VOICES, (sheet.therapist, sheet.patient), strict=True):
        text = f"{voice.capitalize()} {name}".strip()
        wide = paper.wide(text, paper.font(12.5, strong=True)) + 18
        box = (left, 32, wide, 18)
        marks.append(paper.words(text, box, size=12.5, ink=paper.party(voice), strong=True))
        left += wide
    numbers = [str(each.number) for each in sheet.sessions]
    sessions = f"Session{'' if len(numbers) == 1 else 's'} {', '.join(numbers)}"
    marks.append(paper.words(sessions, (left, 32, width - left, 18), size=12.5))
    marks.append(Line(points=((0, 58), (width, 58)), ink=paper.ink("ink"), width=1))
    return marks, 70.0


def _body(look: Look, sheet: DyadSheet, basis: Basis, width: float) -> tuple[list[Part], float]:
    """Sessions over the whole width; under them the course at the left, figures at the right."""
    timeline = TimelinePlot(sheet.sessions, basis)
    course = CoursePlot([sheet.course], basis, sheet.dyad)
    parts, y = _section(look, "Sessions", width, 0.0, 0.0)
    y += _plot(parts, look, timeline, width, 0.0, y) + GAP_PX
    half = (width - BETWEEN_PX) / 2
    own, left_y = _section(look, "Course over sessions", half, 0.0, y)
    parts += own
    left_y += _plot(parts, look, course, half, 0.0, left_y)
    right, right_y = half + BETWEEN_PX, y
    for title, (marks, high) in _tables(look, sheet, basis, half):
        own, right_y = _section(look, title, half, right, right_y)
        parts += [*own, Part(marks=marks, left=right, top=right_y)]
        right_y += high + GAP_PX
    return parts, max(left_y, right_y)


def _section(
    look: Look, title: str, width: float, left: float, top: float
) -> tuple[list[Part], float]:
    """A head, and where what it heads begins."""
    paper = _paper(look, width)
    marks: list[Mark] = [
        paper.words(title.upper(), (0, 0, width, 14), size=10, strong=True),
    ]
    return [Part(marks=marks, left=left, top=top)], top + HEAD_PX


def _plot(
    parts: list[Part], look: Look, plot: Plot, width: float, left: float, top: float
) -> float:
    """Adds a plot and gives its height; one with nothing to draw tells why in one line."""
    paper = _paper(look, width)
    if plot.reason:
        marks, high = caption_marks(paper, (f"{plot.reason}.",))
    else:
        high = plot.wanted_height(width, look)
        drawing = plot.drawn(look, width, high, "field")
        marks, high = list(drawing.marks), drawing.height or high
    parts.append(Part(marks=marks, left=left, top=top))
    return high


def _tables(
    look: Look, sheet: DyadSheet, basis: Basis, width: float
) -> Sequence[tuple[str, tuple[list[Mark], float]]]:
    paper = _paper(look, width)
    parties = [(voice, paper.party(voice)) for voice in RECALL_VOICES]
    counts = [
        Row(
            name=each.code,
            figures=(str(each.therapist), str(each.patient)),
            swatch=paper.code(basis.colours.get(each.code, "grey")),
        )
        for each in sheet.counts
    ]
    every = tuple(str(sheet.moments(voice)) for voice in RECALL_VOICES)
    counts.append(Row(name="moments, each once", figures=every, strong=True))
    stands = [
        Row(name="paired", figures=tuple(str(sheet.paired(v)) for v in RECALL_VOICES)),
        Row(name="one-sided", figures=tuple(str(sheet.one_sided(v)) for v in RECALL_VOICES)),
    ]
    waiting = tuple(str(sheet.waiting(v)) for v in RECALL_VOICES)
    if any(sheet.waiting(v) for v in RECALL_VOICES):
        stands.append(Row(name=NOT_YET, figures=waiting))
    relations = [Row(name=name, figures=(str(n),)) for name, n in sheet.relations]
    tables = [
        ("Moments by code and party", table_marks(paper, parties, counts)),
        ("Paired and one-sided moments", table_marks(paper, parties, stands)),
    ]
    if relations:
        made = table_marks(paper, [("pairings", None)], relations)
        tables.append(("Pairings by relation", made))
    tables.append(
        (f"Convergence, any code, {counted(sheet.shared, 'session')}", _shares(paper, sheet))
    )
    return tables


def _shares(paper: Paper, sheet: DyadSheet) -> tuple[list[Mark], float]:
    if not sheet.convergence:
        why = "No session has both accounts coded and a known length."
        return caption_marks(paper, (why,))
    rows = [Row(name=_SHARES[each.measure], figures=_figures(each)) for each in sheet.convergence]
    marks, high = table_marks(
        paper, [("both marked", None), ("by chance", None), ("p", None)], rows, 62
    )
    chance = sheet.convergence[0].chance
    draws = chance[0].draws if chance else 0
    lines = [f"Chance and p by {draws:,} circular shifts.", *_compared(sheet.convergence)]
    told, below = caption_marks(paper, (" ".join(lines),), 9.5, high + 3)
    return [*marks, *told], high + 3 + below


def _compared(shares: Sequence[Convergence]) -> Iterator[str]:
    """What chance leaves out, and the shares without it, which p is of."""
    by_shift = [each.chance[0] for each in shares if each.chance and not each.chance[0].reason]
    for note in dict.fromkeys(note for each in by_shift for note in each.notes):
        yield f"{note[:1].upper()}{note[1:]}."
    if any(each.notes for each in by_shift):
        without = ", ".join(percent_text(each.observed) for each in by_shift)
        yield f"Without them both marked {without}."


def _figures(each: Convergence) -> tuple[str, str, str]:
    if isnan(each.value):
        return "undefined", NONE, NONE
    chance = each.chance[0] if each.chance else None
    if chance is None or isnan(chance.mean):
        return percent_text(each.value), NONE, NONE
    return percent_text(each.value), percent_text(chance.mean), p_cell(chance.p)


def _said(sheet: DyadSheet) -> str:
    moments = " and ".join(counted(sheet.moments(v), f"{v} moment") for v in RECALL_VOICES)
    pairings = counted(sum(n for _, n in sheet.relations), "pairing")
    return f"{sheet.dyad}: {counted(len(sheet.sessions), 'session')}, {moments}, {pairings}."


def _paper(look: Look, width: float) -> Paper:
    return Paper(look=look, width=width, height=0, ground=look.colour("field"))
