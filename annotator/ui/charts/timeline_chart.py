"""The session timeline of a dyad: both accounts about the clock, one session under the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from annotator.analysis.dyads.lanes import LaneBlock, PartyLanes, SessionLanes
from annotator.domain.clock import clock_text
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Paper, Place
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import CENTRE, RIGHT, Box, Dots, Line, Mark, Ribbon
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import Scale, clock_ticks
from annotator.ui.figures import counted
from annotator.ui.relations import OTHER_DASHES, RELATION_STYLES, relation_style
from annotator.ui.theme import Look

LABEL_PX, RIGHT_PX = 96.0, 18.0
HEAD_PX, FOOT_PX, GAP_PX, CLOCK_PX = 22.0, 18.0, 12.0, 16.0
STEP_PX, BLOCK_SHARE, MOST_LANES = 11.0, 0.78, 9
LEAST_PX = 2.5
_OTHER_DASHES: tuple[tuple[float, ...], ...] = (OTHER_DASHES, (6.0, 1.6, 1.6, 1.6), (1.0, 2.4))


class TimelinePlot(Plot):
    """Therapist's lanes above the clock, the patient's mirrored below, pairings between them."""

    stretches = False

    def __init__(self, sessions: Sequence[SessionLanes], basis: Basis) -> None:
        self._sessions = tuple(each for each in sessions if not each.is_empty)
        self._basis = basis
        dyad = sessions[0].dyad if sessions else ""
        self.title = f"Session timeline of {dyad}" if dyad else "Session timeline"
        self.reason = ""
        if not self._sessions:
            self.reason = f"No account of {dyad or 'this dyad'} has a moment or a stop yet"
        self.finding = " ".join(map(_session_text, self._sessions))
        moments = sum(party.n for each in self._sessions for party in each.parties)
        untimed = sum(len(party.untimed) for each in self._sessions for party in each.parties)
        self.caption = basis.lines(
            f"n = {counted(moments, 'moment')} in {counted(len(self._sessions), 'session')}",
            f"Not drawn, for want of a session time: {untimed}" if untimed else "",
            "Diamonds are stops, lines between them pairings by relation",
        )

    def height_of(self, paper: Paper) -> float:
        """As its lanes and its legend need."""
        px, top = paper.px, paper.px(2)
        for session in self._sessions:
            top = _shape(paper, session, top).bottom + px(GAP_PX)
        top += px(FOOT_PX + 6) - px(GAP_PX)
        return top + self._legend(paper, top)[1] + px(4)

    def draw(self, paper: Paper) -> Drawing:
        """The sessions, the labels of the clock, the legend."""
        px = paper.px
        longest = max((each.length_ms for each in self._sessions), default=0)
        x = Scale(
            low=0,
            high=max(longest, 1),
            start_px=px(LABEL_PX),
            end_px=max(paper.width - px(RIGHT_PX), px(LABEL_PX) + 1),
        )
        times = clock_ticks(longest, max(int((x.end_px - x.start_px) / px(56)), 1))
        marks: list[Mark] = []
        places: list[tuple[Place, ...]] = []
        top = px(2)
        for session in self._sessions:
            shape = _shape(paper, session, top)
            marks += _frame(paper, session, shape, x, times)
            marks += self._pairings(paper, session, shape, x)
            for party in session.parties:
                own, rows = self._party(paper, session, party, shape, x)
                marks += own
                places += rows
            top = shape.bottom + px(GAP_PX)
        top -= px(GAP_PX)
        for time in times:
            box = (x.px(time) - px(28), top, px(56), px(16))
            marks.append(paper.words(clock_text(time), box, align=CENTRE))
        top += px(FOOT_PX + 6)
        own, high = self._legend(paper, top)
        return Drawing(
            marks=(*marks, *own), places=tuple(filter(None, places)), height=top + high + px(4)
        )

    def _legend(self, paper: Paper, top: float) -> tuple[list[Mark], float]:
        """What is drawn, in words, and how high that is."""
        entries = [*self._codes(paper), *self._relations(paper)]
        px = paper.px
        return legend(paper, entries, px(LABEL_PX), top, paper.width - px(8))

    def _party(
        self, paper: Paper, session: SessionLanes, party: PartyLanes, shape: _Shape, x: Scale
    ) -> tuple[list[Mark], list[tuple[Place, ...]]]:
        """One side: its name, blocks and stops."""
        px, ink = paper.px, paper.party(party.voice)
        above = party.voice == "therapist"
        name = f"{party.voice.capitalize()} {party.name}".strip()
        middle = shape.clock - px(CLOCK_PX + 8) if above else shape.clock + px(CLOCK_PX + 8)
        box = (px(2), middle - px(8), px(LABEL_PX) - px(12), px(16))
        marks: list[Mark] = [paper.words(name, box, size=11.5, ink=ink, strong=True)]
        if not party.coded:
            where = (x.start_px + px(5), middle - px(8), px(160), px(16))
            marks.append(paper.words(party.uncoded, where))
        places = []
        of_codes = {code for block in party.blocks for code in block.codes[:4]}
        colours = {code: self._ink(paper, code) for code in of_codes}
        for block in party.blocks:
            area = _block_box(paper, block, shape, x, above=above)
            inks = tuple(colours[code] for code in block.codes[:4])
            marks.append(Box(name=f"moment {block.moment_id}", box=area, inks=inks, radius=px(2)))
            places.append(
                Place(box=area, said=_moment_text(session, party, block), key=block.moment_id)
            )
        marks += _stops(paper, party, shape, x, ink)
        return marks, [tuple(places)]

    def _pairings(
        self, paper: Paper, session: SessionLanes, shape: _Shape, x: Scale
    ) -> Iterable[Mark]:
        px = paper.px
        for each in session.pairings:
            ink, dash = self._style(paper, each.relation)
            yield Ribbon(
                name=f"pairing {each.pairing_id}",
                start=(x.px(each.therapist_ms), shape.clock - px(CLOCK_PX - 4)),
                end=(x.px(each.patient_ms), shape.clock + px(CLOCK_PX - 4)),
                ink=ink,
                width=px(1.8),
                dash=dash,
            )

    def _ink(self, paper: Paper, code: str) -> QColor:
        return paper.wash(paper.code(self._basis.colours.get(code, "grey")), 0.86)

    def _style(self, paper: Paper, relation: str) -> tuple[QColor, tuple[float, ...]]:
        """Colour and dashes of a relation; those that a study has added differ by their dashes."""
        token, dash = relation_style(relation)
        if relation in RELATION_STYLES:
            return paper.ink(token), dash
        added = [each for each in self._used() if each not in RELATION_STYLES]
        return paper.ink(token), _OTHER_DASHES[added.index(relation) % len(_OTHER_DASHES)]

    def _used(self) -> list[str]:
        """The relations that are drawn."""
        used = {each.relation for own in self._sessions for each in own.pairings}
        usual = [each for each in RELATION_STYLES if each in used]
        return [*usual, *sorted(used.difference(RELATION_STYLES))]

    def _codes(self, paper: Paper) -> list[Entry]:
        """The codes that are drawn, in the order of the codebook."""
        blocks = (each for s in self._sessions for party in s.parties for each in party.blocks)
        used = dict.fromkeys(code for each in blocks for code in each.codes)
        order = list(self._basis.colours)
        listed = sorted(used, key=lambda code: order.index(code) if code in order else len(order))
        return [Entry(text=each, ink=self._ink(paper, each), swatch="box") for each in listed]

    def _relations(self, paper: Paper) -> list[Entry]:
        entries = []
        for relation in self._used():
            ink, dash = self._style(paper, relation)
            entries.append(Entry(text=relation, ink=ink, dash=dash, width=1.8))
        return entries


class TimelineChart(Chart):
    """The plot on the screen. Places are moments; they open by the moment's id."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Session timeline")

    def show_sessions(self, sessions: Sequence[SessionLanes], basis: Basis) -> None:
        """Shows one or several sessions of a dyad, on one scale of time."""
        self.show_plot(TimelinePlot(sessions, basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Heights of a session: of its head, its clock and its end, and from lane to lane."""

    top: float
    clock: float
    bottom: float
    steps: tuple[float, float]


def _shape(paper: Paper, session: SessionLanes, top: float) -> _Shape:
    px = paper.px
    counts = [max(party.lane_count, 1) for party in session.parties]
    steps = [px(STEP_PX) * min(1.0, MOST_LANES / count) for count in counts]
    high, low = (count * step for count, step in zip(counts, steps, strict=True))
    clock = top + px(HEAD_PX) + max(high, px(16)) + px(CLOCK_PX)
    bottom = clock + px(CLOCK_PX) + max(low, px(16)) + px(4)
    return _Shape(top=top, clock=clock, bottom=bottom, steps=(steps[0], steps[1]))


def _frame(
    paper: Paper, session: SessionLanes, shape: _Shape, x: Scale, times: Sequence[int]
) -> list[Mark]:
    """Head, grid and clock of a session."""
    px, right = paper.px, x.px(session.length_ms)
    head = (px(2), shape.top, px(LABEL_PX) + px(120), px(18))
    counts = (x.start_px + px(60), shape.top, x.end_px - x.start_px - px(60), px(18))
    marks: list[Mark] = [
        paper.words(f"Session {session.number}", head, size=12, ink=paper.ink("ink"), strong=True),
        paper.words(_counts_text(session), counts, align=RIGHT),
    ]
    grid = shape.top + px(HEAD_PX - 2)
    marks += [
        paper.rule((x.px(each), grid), (x.px(each), shape.bottom))
        for each in times
        if each <= session.length_ms
    ]
    ink = paper.wash(paper.ink("mute"), 0.6)
    ends = ((x.start_px, shape.clock), (right, shape.clock))
    marks.append(Line(name="clock", points=ends, ink=ink, width=px(1)))
    for at in (x.start_px, right):
        cap = ((at, shape.clock - px(4)), (at, shape.clock + px(4)))
        marks.append(Line(points=cap, ink=ink, width=px(1)))
    return marks


def _block_box(
    paper: Paper, block: LaneBlock, shape: _Shape, x: Scale, *, above: bool
) -> tuple[float, float, float, float]:
    step = shape.steps[0 if above else 1]
    high = step * BLOCK_SHARE
    edge = paper.px(CLOCK_PX) + block.lane * step
    top = shape.clock - edge - high if above else shape.clock + edge
    left, right = x.px(block.start_ms), x.px(block.end_ms)
    return left, top, max(right - left, paper.px(LEAST_PX)), high


def _stops(paper: Paper, party: PartyLanes, shape: _Shape, x: Scale, ink: QColor) -> Iterable[Mark]:
    """A diamond at each stop, with a line to its end where that is known."""
    px = paper.px
    away = px(CLOCK_PX - 4)
    y = shape.clock - away if party.voice == "therapist" else shape.clock + away
    for start, end in party.stops:
        if end is not None:
            points = ((x.px(start), y), (x.px(end), y))
            yield Line(points=points, ink=paper.wash(ink, 0.45), width=px(1.6))
    places = tuple((x.px(start), y) for start, _ in party.stops)
    if places:
        yield Dots(
            name=f"stops {party.voice}", points=places, ink=ink, radius=px(2.8), sign="diamond"
        )


def _counts_text(session: SessionLanes) -> str:
    parts = [_side_text(party) for party in session.parties]
    pairings = sum(n for _, n in session.relations)
    return ", ".join([*parts, counted(pairings, "pairing"), clock_text(session.length_ms)])


def _side_text(party: PartyLanes) -> str:
    if not party.coded:
        return f"{party.voice} {party.uncoded}"
    return counted(party.n, f"{party.voice} moment")


def _session_text(session: SessionLanes) -> str:
    """A session in words."""
    relations = ", ".join(f"{n} {name}" for name, n in session.relations)
    return (
        f"Session {session.number}: {_counts_text(session)}"
        f"{f' ({relations})' if relations else ''}."
    )


def _moment_text(session: SessionLanes, party: PartyLanes, block: LaneBlock) -> str:
    return (
        f"{', '.join(block.codes)}\nsession {session.number}, {party.voice}, "
        f"{clock_text(block.start_ms)} – {clock_text(block.end_ms)}"
    )
