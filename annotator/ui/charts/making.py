"""The pictures of a wish as figures, and as the content of files with speaking names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.app.interrupts import unstopped
from annotator.app.verbs.picturing import (
    SOFTWARE,
    Kind,
    Subject,
    courses_of,
    curve_of,
    map_of,
    profile_of,
    sessions_of,
    sheet_of,
    transitions_of,
)
from annotator.domain.errors import UserError
from annotator.domain.study import Dyad
from annotator.ui.charts.basis import Basis, basis_of
from annotator.ui.charts.convergence_chart import ConvergencePlot
from annotator.ui.charts.course_chart import CoursePlot
from annotator.ui.charts.exporting import figure_bytes, pdf_bytes
from annotator.ui.charts.figure import Figure, figure_of
from annotator.ui.charts.heat_chart import SHOWN, HeatPlot, Of
from annotator.ui.charts.lag_chart import LagPlot
from annotator.ui.charts.page import dyad_pages
from annotator.ui.charts.timeline_chart import TimelinePlot
from annotator.ui.charts.transition_chart import TransitionPlot

Draw = Callable[[], tuple[Figure, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One picture: its name without an ending, and its pages."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What could be drawn, and why the rest could not."""

    made: tuple[Made, ...]
    left_out: tuple[str, ...]


def made_pictures(subject: Subject) -> Pictures:
    """All pictures that were wished for, in the order of the kinds.

    Raises:
        UserError: there is nothing at all to draw.
    """
    made: list[Made] = []
    left_out: list[str] = []
    taken: set[str] = set()
    for kind in subject.wish.kinds:
        for name, draw in _KINDS[kind](subject):
            try:
                with unstopped():
                    figures = draw()
            except UserError as error:
                left_out.append(f"{name}: {error.hint}")
            else:
                made.append(Made(name=_free(name, taken), figures=figures))
    if not made:
        why = left_out[0].partition(": ")[2] if left_out else "the study has no dyads yet"
        raise UserError("there is nothing to draw", hint=why)
    return Pictures(made=tuple(made), left_out=tuple(left_out))


def picture_files(pictures: Sequence[Made], formats: Sequence[str]) -> dict[str, bytes]:
    """The content of the files by name; each page is an own SVG and PNG, all are one PDF."""
    content: dict[str, bytes] = {}
    for each in pictures:
        for ending in formats:
            with unstopped():
                content |= _files(each, ending)
    return content


def _files(picture: Made, ending: str) -> dict[str, bytes]:
    if ending == "pdf":
        return {f"{picture.name}.pdf": pdf_bytes(picture.figures, software=SOFTWARE)}
    return {
        f"{picture.name if number == 1 else f'{picture.name}_{number}'}.{ending}": figure_bytes(
            figure, ending, software=SOFTWARE
        )
        for number, figure in enumerate(picture.figures, start=1)
    }


def file_name(text: str) -> str:
    """A name that every system takes as a part of a file's.

    >>> file_name("D07"), file_name("Lee & Kim/2"), file_name("…")
    ('D07', 'Lee_Kim_2', 'dyad')
    """
    return re.sub(r"[^\w.-]+", "_", text).strip("_.") or "dyad"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where another picture has it: some systems know no capitals."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free


def _timelines(subject: Subject) -> Iterator[tuple[str, Draw]]:
    for dyad in subject.dyads:

        def draw(dyad: Dyad = dyad) -> tuple[Figure, ...]:
            return (figure_of(TimelinePlot(sessions_of(subject, dyad), _basis(subject))),)

        yield f"timeline_{file_name(dyad.name)}", draw


def _courses(subject: Subject) -> Iterator[tuple[str, Draw]]:
    """Of each dyad where some are named, else of all together."""
    courses = courses_of(subject)
    for name in subject.wish.dyads or (None,):

        def draw(name: str | None = name) -> tuple[Figure, ...]:
            return (figure_of(CoursePlot(courses, _basis(subject), name)),)

        yield ("course" if name is None else f"course_{file_name(name)}"), draw


def _convergence(subject: Subject) -> Iterator[tuple[str, Draw]]:
    yield (
        "convergence",
        lambda: (figure_of(ConvergencePlot(curve_of(subject), _basis(subject))),),
    )


def _lag(subject: Subject) -> Iterator[tuple[str, Draw]]:
    yield "lag", lambda: (figure_of(LagPlot(profile_of(subject), _basis(subject))),)


def _transitions(subject: Subject) -> Iterator[tuple[str, Draw]]:
    def draw() -> tuple[Figure, ...]:
        made, table = transitions_of(subject)
        return (figure_of(TransitionPlot(table, basis_of(made, subject.colours))),)

    yield "transitions", draw


def _heat_maps(subject: Subject) -> Iterator[tuple[str, Draw]]:
    found = map_of(subject)
    for of in SHOWN:

        def draw(of: Of = of) -> tuple[Figure, ...]:
            return (figure_of(HeatPlot(found, basis_of(found, subject.colours), of)),)

        yield f"heatmap_{of}", draw


def _pages(subject: Subject) -> Iterator[tuple[str, Draw]]:
    for dyad in subject.dyads:

        def draw(dyad: Dyad = dyad) -> tuple[Figure, ...]:
            return dyad_pages(sheet_of(subject, dyad), subject.colours, SOFTWARE)

        yield f"page_{file_name(dyad.name)}", draw


def _basis(subject: Subject) -> Basis:
    return basis_of(subject.material, subject.colours)


_KINDS: dict[Kind, Callable[[Subject], Iterator[tuple[str, Draw]]]] = {
    "timeline": _timelines,
    "course": _courses,
    "convergence": _convergence,
    "lag": _lag,
    "transitions": _transitions,
    "heatmap": _heat_maps,
    "page": _pages,
}
