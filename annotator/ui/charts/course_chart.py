"""The course over sessions: moments by party, and under them each measure by party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from annotator.analysis.measures.course import MeasureCourse
from annotator.domain.measures import Measure
from annotator.domain.study import RECALL_VOICES
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Panel, Paper, Place
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import Dots, Line, Mark, Sign
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import Scale, number_text, reach, runs, tick_step, ticks
from annotator.ui.figures import counted
from annotator.ui.theme import Look

LEFT_PX, PANEL_PX, TITLE_PX, GAP_PX = 44.0, 108.0, 22.0, 12.0
SIGNS: dict[str, Sign] = {"therapist": "circle", "patient": "diamond"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One line of a panel: of a dyad, or the mean of all where `dyad` is empty.

    Attributes:
        numbers: of the sessions, ascending.
        values: one a session; None makes a gap.
        n: one a session, of how many dyads the value is.
    """

    dyad: str
    party: str
    numbers: tuple[int, ...]
    values: tuple[float | None, ...]
    n: tuple[int, ...]

    @property
    def known(self) -> list[tuple[int, float]]:
        """Number and value of the sessions that have one."""
        pairs = zip(self.numbers, self.values, strict=True)
        return [(number, value) for number, value in pairs if value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePanel:
    """Moments, or one measure."""

    name: str
    measure: Measure | None
    lines: tuple[Course, ...]


class CoursePlot(Plot):
    """One dyad with its points, or all as thin lines with the mean of each session above them.

    Args:
        courses: of all dyads; others than `dyad` are left out.
        basis: whose work.
        dyad: name of the one to show.
    """

    def __init__(
        self, courses: Sequence[MeasureCourse], basis: Basis, dyad: str | None = None
    ) -> None:
        own = [each for each in courses if dyad in (None, each.dyad) and not each.is_empty]
        self._numbers = tuple(sorted({n for each in own for n in each.sessions}))
        self._panels = panels_of(own, alone=dyad is not None)
        code = own[0].code if own else ""
        self.title = " ".join(
            filter(
                None, ["Course over sessions", f"of {dyad}" if dyad else "", code and f"({code})"]
            )
        )
        whom = dyad or "any dyad"
        self.reason = "" if own else f"There is neither a coded account nor a score of {whom} yet"
        self.finding = " ".join(_panel_text(each) for each in self._panels)
        n = counted(len(self._numbers), "session") if dyad else counted(len(own), "dyad")
        self.caption = basis.lines(
            f"n = {n}",
            "" if dyad else "Thin lines: dyads; thick: mean of those with a value in a session",
            "A gap: no coded account, or no score",
        )

    @property
    def panels(self) -> tuple[CoursePanel, ...]:
        """What is drawn, from the top down."""
        return self._panels

    def wanted_height(self, width: float, look: Look) -> float:
        """As its panels need."""
        px = look.percent / 100
        return px * (68 + max(len(self._panels), 1) * (PANEL_PX + TITLE_PX + GAP_PX))

    def draw(self, paper: Paper) -> Drawing:
        """Legend, then a panel under the other with one scale of sessions."""
        px = paper.px
        entries = [
            Entry(text=voice, ink=paper.party(voice), sign=SIGNS[voice]) for voice in RECALL_VOICES
        ]
        marks, high = legend(paper, entries, px(LEFT_PX), px(4), paper.width - px(8))
        count = len(self._panels)
        room = (paper.height - high - px(54)) / count - px(TITLE_PX + GAP_PX)
        room = max(room, px(60))
        top = high + px(10)
        places: list[tuple[Place, ...]] = []
        panel: Panel | None = None
        for each in self._panels:
            panel = self._scales(paper, each, top + px(TITLE_PX), top + px(TITLE_PX) + room)
            box = (px(LEFT_PX), top + px(2), paper.width - px(LEFT_PX), px(16))
            marks.append(paper.words(each.name, box, size=11.5, ink=paper.ink("ink"), strong=True))
            marks += panel.grid(_labels(each, panel.y))
            for line in each.lines:
                own, row = _line(paper, panel, each, line, thin=self._is_thin(each, line))
                marks += own
                places.append(row)
            top = panel.y.start_px + px(GAP_PX)
        if panel is not None:
            marks += panel.feet([(n, str(n)) for n in _spaced(paper, panel.x, self._numbers)])
            marks.append(panel.foot("session"))
        return Drawing(
            marks=tuple(marks),
            places=tuple(filter(None, places)),
            height=top - px(GAP_PX) + px(42),
        )

    def _is_thin(self, panel: CoursePanel, line: Course) -> bool:
        """Lines of single dyads stand behind where there is a mean."""
        return bool(line.dyad) and any(not each.dyad for each in panel.lines)

    def _scales(self, paper: Paper, each: CoursePanel, top: float, bottom: float) -> Panel:
        values = [value for line in each.lines for _, value in line.known]
        low, high = reach(values, whole=each.measure is None)
        if each.measure is not None and each.measure.minimum is not None:
            low = min(each.measure.minimum, *values) if values else each.measure.minimum
        if each.measure is not None and each.measure.maximum is not None:
            high = max(each.measure.maximum, *values) if values else each.measure.maximum
        first, last = self._numbers[0], self._numbers[-1]
        edge = 0.12 * max(last - first, 1)
        return Panel(
            paper=paper,
            x=Scale(
                low=first - edge,
                high=last + edge,
                start_px=paper.px(LEFT_PX),
                end_px=paper.width - paper.px(16),
            ),
            y=Scale(low=low, high=high, start_px=bottom, end_px=top),
        )


class CourseChart(Chart):
    """The plot on the screen. Points of the thick lines open by (panel, party, session)."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Course over sessions")

    def show_courses(
        self, courses: Sequence[MeasureCourse], basis: Basis, dyad: str | None = None
    ) -> None:
        """Shows the courses of all dyads, or of one."""
        self.show_plot(CoursePlot(courses, basis, dyad))


def panels_of(courses: Sequence[MeasureCourse], *, alone: bool) -> tuple[CoursePanel, ...]:
    """Moments first, then each measure that has a score; with the means where not `alone`."""
    panels = []
    moments = [_course(each, line.party, line.counts) for each in courses for line in each.moments]
    if any(line.known for line in moments):
        panels.append(_panel("Moments a session", None, moments, alone=alone))
    measures = {line.measure.id: line.measure for each in courses for line in each.measures}
    for measure in measures.values():
        lines = [
            _course(each, line.party, line.values)
            for each in courses
            for line in each.measures
            if line.measure.id == measure.id
        ]
        if any(line.known for line in lines):
            panels.append(_panel(measure.name, measure, lines, alone=alone))
    return tuple(panels)


def _course(course: MeasureCourse, party: str, values: Sequence[float | None]) -> Course:
    return Course(
        dyad=course.dyad,
        party=party,
        numbers=course.sessions,
        values=tuple(None if each is None else float(each) for each in values),
        n=tuple(int(each is not None) for each in values),
    )


def _panel(name: str, measure: Measure | None, lines: list[Course], *, alone: bool) -> CoursePanel:
    means = [] if alone else [_mean(lines, party) for party in RECALL_VOICES]
    shown = [each for each in (*lines, *means) if each.known]
    return CoursePanel(name=name, measure=measure, lines=tuple(shown))


def _mean(lines: Sequence[Course], party: str) -> Course:
    own = [line for line in lines if line.party == party]
    by_number: dict[int, list[float]] = {n: [] for line in own for n in line.numbers}
    for line in own:
        for number, value in line.known:
            by_number[number].append(value)
    order = tuple(sorted(by_number))
    return Course(
        dyad="",
        party=party,
        numbers=order,
        values=tuple(fmean(by_number[n]) if by_number[n] else None for n in order),
        n=tuple(len(by_number[n]) for n in order),
    )


def _line(
    paper: Paper, panel: Panel, own: CoursePanel, line: Course, *, thin: bool
) -> tuple[list[Mark], tuple[Place, ...]]:
    """A line with its points; a thin one has neither points nor places."""
    px = paper.px
    ink = paper.party(line.party)
    points = {n: panel.at(n, value) for n, value in line.known}
    name = f"{own.name} {line.dyad or 'mean'} {line.party}"
    marks: list[Mark] = []
    for run in runs(line.values):
        stretch = tuple(points[line.numbers[place]] for place in run)
        if len(stretch) > 1:
            shown = paper.wash(ink, 0.35) if thin else ink
            width = px(1) if thin else px(2)
            marks.append(Line(name=name, points=stretch, ink=shown, width=width))
        elif thin:
            faint = paper.wash(ink, 0.5)
            marks.append(Dots(points=stretch, ink=faint, radius=px(1.8), sign=SIGNS[line.party]))
    if thin:
        return marks, ()
    spots = tuple(points.values())
    marks.append(
        Dots(name=f"{name} points", points=spots, ink=ink, radius=px(3.8), sign=SIGNS[line.party])
    )
    places = tuple(
        Place(
            box=(x - px(6), y - px(6), px(12), px(12)),
            said=_said(own, line, n),
            key=(own.name, line.party, n),
        )
        for n, (x, y) in points.items()
    )
    return marks, places


def _spaced(paper: Paper, x: Scale, numbers: Sequence[int]) -> list[int]:
    """The sessions to label: all, or as many as have room."""
    shown: list[int] = []
    for number in numbers:
        if not shown or x.px(number) - x.px(shown[-1]) >= paper.px(24):
            shown.append(number)
    return shown


def _labels(own: CoursePanel, y: Scale) -> list[tuple[float, str]]:
    """The values to label: a measure's ends and middle where they are known, else round ones."""
    measure = own.measure
    if measure is not None and (y.low, y.high) == (measure.minimum, measure.maximum):
        values = (y.low, (y.low + y.high) / 2, y.high)
        return [(value, _value(value)) for value in values]
    step = tick_step(y.low, y.high, 3, whole=measure is None)
    return [
        (value, number_text(value, step))
        for value in ticks(y.low, y.high, 3, whole=measure is None)
    ]


def _said(panel: CoursePanel, line: Course, number: int) -> str:
    value = dict(line.known)[number]
    if line.dyad:
        return f"{line.dyad}, session {number}, {line.party}\n{panel.name}: {_value(value)}"
    dyads = counted(line.n[line.numbers.index(number)], "dyad")
    return f"mean of {dyads}, session {number}, {line.party}\n{panel.name}: {_value(value)}"


def _value(value: float) -> str:
    """A value with at most two digits behind the point."""
    return number_text(round(value, 2))


def _panel_text(panel: CoursePanel) -> str:
    """From the first to the last session, by party."""
    means = [line for line in panel.lines if not line.dyad] or list(panel.lines)
    parts = []
    for line in means:
        (first, begin), (last, end) = line.known[0], line.known[-1]
        text = f"{line.party} {_value(begin)} in session {first}"
        if len(line.known) > 1:
            text = (
                f"{line.party} from {_value(begin)} in session {first} to {_value(end)} in "
                f"session {last}"
            )
        parts.append(text)
    return f"{panel.name}: {'; '.join(parts)}."
