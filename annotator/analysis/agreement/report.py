"""The agreement report: what a methods section and its reader need, in no file format.

It holds names of dyads, accounts, coders and codes, and numbers; no words of any transcript, no
memo and nothing else about participants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from itertools import islice
from math import isnan

from annotator.analysis.agreement.comparators import Comparator
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Overview
from annotator.analysis.agreement.report_drift import drift_picture
from annotator.analysis.agreement.report_forest import ForestRow, forest
from annotator.analysis.agreement.report_lists import results_grid, side_by_side_grid, sign_of
from annotator.analysis.agreement.report_matrices import (
    NO_CODE,
    coder_matrix,
    confusion_picture,
    taken_for_most,
)
from annotator.analysis.agreement.report_methods import left_out, methods, remarks
from annotator.analysis.agreement.report_tables import (
    codes_grid,
    drift_grid,
    headline_grid,
    pairs_grid,
    parts_grid,
    ratings_grid,
)
from annotator.analysis.agreement.report_values import count_text, counted
from annotator.domain.report import Block, Grid, Heading, Paragraph, Picture, Report

MOST_PAIRS_DRAWN = 6
"""Of more pairs of coders the confusions are drawn of those who agree least."""

_MOST_CONFUSED = 12
_DRIFT_AT_ONCE = 10  # panels that fit on a page
_NO_TEXT = (
    "This report holds no words of the transcripts, no memos and no data of participants: only "
    "names of dyads, accounts, codes and coders as the study gave them, and numbers."
)
_CONFUSION_NOTE = (
    "Characters of compared text by the code of the one coder and that of the other. Where codes "
    "of one coder overlap, those that both gave count on the diagonal, and only what remains of "
    "the one is set against what remains of the other. A cell is as dark as its share of the "
    "larger of its row and column."
)
_JUDGED_NOTE = (
    "Units by the code of the one coder and that of the other. Of several codes in a unit, those "
    "that both gave count on the diagonal, and each that only the one gave is set against each "
    "that only the other gave. A cell is as dark as its share of the larger of its row and column."
)


def report_of(
    overview: Overview,
    *,
    title: str,
    software: str,
    made_at: datetime,
    comparators: Sequence[Comparator] = (),
    resampling: Resampling | None = None,
) -> Report:
    """The report of a comparison.

    Args:
        overview: all its numbers.
        title: of the document.
        software: name and version.
        made_at: when the numbers were computed.
        comparators: what other programs would print, for comparison with earlier work.
        resampling: with which intervals were made, for the methods; None where not known.
    """
    blocks = [
        Paragraph(text=f"{software}, {made_at:%Y-%m-%d %H:%M}. {_NO_TEXT}", style="note"),
        *_headline(overview),
        Heading(text="Methods"),
        *(Paragraph(text=each) for each in methods(overview, software, resampling)),
        *_codes(overview),
        *_coders(overview),
        *_parts(overview),
        *_drift(overview),
        *_grids("Ratings", ratings_grid(overview)),
        *_all_coefficients(overview),
        *_comparators(comparators),
        *_left_out(overview),
        *_meanings(overview, comparators),
    ]
    return Report(title=title, blocks=tuple(_numbered(blocks)))


def _headline(overview: Overview) -> Iterator[Block]:
    yield Heading(text="Agreement at a glance")
    if not overview.headline:
        yield Paragraph(text="No coefficient could be computed.")
        return
    yield headline_grid(overview)
    rows = [ForestRow(label=sign_of(each), result=each) for each in overview.headline]
    rows += [
        ForestRow(label=row.name, result=row.main, gap=place == 0)
        for place, row in enumerate(overview.codes)
    ]
    below = f"; then {sign_of(overview.codes[0].main)} of each code" if overview.codes else ""
    caption = f"Values with 95 % intervals on all codes{below}"
    svg = forest(rows, overview.accept_from, overview.good_from, title=caption)
    yield _picture("intervals", caption, svg)


def _codes(overview: Overview) -> Iterator[Block]:
    yield from _grids("By code", codes_grid(overview))


def _coders(overview: Overview) -> Iterator[Block]:
    """Each pair's value, and what they took for what."""
    grid = pairs_grid(overview)
    if grid is None:
        return
    yield Heading(text="Coder by coder")
    coders = overview.compared.coders
    limits = (overview.accept_from, overview.good_from)
    svg = coder_matrix(coders, overview.matrix, title=grid.caption, limits=limits)
    yield _picture("coders", grid.caption, svg)
    yield grid
    if not any(float(table.sum()) > 0 for table in overview.confusions.values()):
        return
    yield Heading(text="Which codes were taken for which", level=2)
    note = _JUDGED_NOTE if overview.compared.is_judged else _CONFUSION_NOTE
    yield Paragraph(text=note, style="note")
    for number, pair in enumerate(_least_agreeing(overview), start=1):
        yield from _confusion(overview, pair, f"confusion-{number}")
    more = len(overview.confusions) - MOST_PAIRS_DRAWN
    if more > 0:
        yield Paragraph(
            text=f"These are the {MOST_PAIRS_DRAWN} pairs that agree least; "
            f"{counted(more, 'other pair')} can be read in agreement_confusions.csv.",
            style="note",
        )


def _least_agreeing(overview: Overview) -> list[tuple[str, str]]:
    """The pairs to draw: all in their order, or the first by least agreement."""
    pairs = list(overview.confusions)
    if len(pairs) <= MOST_PAIRS_DRAWN:
        return pairs

    def value(pair: tuple[str, str]) -> float:
        result = overview.matrix.get(pair)
        return 2.0 if result is None or isnan(result.value) else result.value

    return sorted(pairs, key=value)[:MOST_PAIRS_DRAWN]


def _confusion(overview: Overview, pair: tuple[str, str], name: str) -> Iterator[Block]:
    table = overview.confusions[pair]
    codes, what = overview.compared.codes, overview.confused
    title = f"Codes of {pair[0]} (rows) by codes of {pair[1]} (columns), in {what}"
    svg = confusion_picture(pair, codes, table, unit=what, title=title)
    yield _picture(name, title, svg)
    cells = taken_for_most([*codes, NO_CODE], table)
    if not cells:
        return
    more = len(cells) - _MOST_CONFUSED
    note = f"{counted(more, 'smaller difference')} can be read in agreement_confusions.csv."
    yield Grid(
        caption=f"Largest differences between {pair[0]} and {pair[1]}",
        columns=(pair[0], pair[1], what.capitalize()),
        rows=tuple(
            (first, second, count_text(count))
            for first, second, count in islice(cells, _MOST_CONFUSED)
        ),
        numeric=frozenset((2,)),
        notes=(note,) if more > 0 else (),
    )


def _parts(overview: Overview) -> Iterator[Block]:
    what = f"{overview.compared.what}s".capitalize()
    grids = [parts_grid(by, parts, what) for by, parts in overview.parts.items()]
    yield from _grids("By dyad, account and session", *grids)


def _drift(overview: Overview) -> Iterator[Block]:
    grid = drift_grid(overview)
    if grid is None:
        return
    yield Heading(text="Drift")
    coders = list(overview.drift)
    for first in range(0, len(coders), _DRIFT_AT_ONCE):
        shown = {coder: overview.drift[coder] for coder in coders[first : first + _DRIFT_AT_ONCE]}
        caption = (
            f"{meaning_of(overview.drift_coefficient).sign} of each coder with the others, "
            "transcript by transcript in the order of coding, with 95 % bands"
        )
        svg = drift_picture(shown, overview.accept_from, title=caption)
        yield _picture(f"drift-{first // _DRIFT_AT_ONCE + 1}", caption, svg)
    yield grid


def _all_coefficients(overview: Overview) -> Iterator[Block]:
    """Everything that was computed on all codes; the values of codes are in the CSV."""
    overall = [("", each) for each in overview.everything if each.code is None]
    if not overall:
        return
    limits = (overview.accept_from, overview.good_from)
    yield from _grids("All coefficients", results_grid("All coefficients", overall, limits))


def _comparators(comparators: Sequence[Comparator]) -> Iterator[Block]:
    """For each program what it would print first; of NVivo that is all sources together."""
    if not comparators:
        return
    yield Heading(text="As other programs would print it")
    yield Paragraph(
        text="For comparison with earlier work only. These values follow the other programs’ "
        "own definitions, which differ from those above.",
        style="note",
    )
    for tool in dict.fromkeys(each.tool for each in comparators):
        own = [each for each in comparators if each.tool == tool]
        yield Heading(text=f"As {tool} would print it", level=2)
        yield Paragraph(text=own[0].note)
        if own[0].results:
            caption = f"As {tool} would print it: {own[0].label}"
            yield side_by_side_grid(caption, own[0].results)
        if len(own) > 1:
            yield Paragraph(
                text=f"{own[1].note} {counted(len(own) - 1, 'more table')} of {tool}, "
                f"{_labels(own[1:])}, can be read in agreement.csv.",
                style="note",
            )


def _labels(own: Sequence[Comparator]) -> str:
    return own[0].label if len(own) == 1 else f"from {own[0].label} to {own[-1].label}"


def _left_out(overview: Overview) -> Iterator[Block]:
    yield Heading(text="What was left out, and remarks")
    excluded, noted = left_out(overview), remarks(overview)
    if not excluded and not noted:
        yield Paragraph(text="Nothing was left out.")
        return
    rows = [*(("left out", each) for each in excluded), *(("remark", each) for each in noted)]
    yield Grid(caption="Left out, and remarks", columns=("Kind", "What"), rows=tuple(rows))


def _meanings(overview: Overview, comparators: Sequence[Comparator]) -> Iterator[Block]:
    """Two sentences and the source of each coefficient that the report prints."""
    results = [
        *overview.headline,
        *(row.main for row in overview.codes),
        *(row.beside for row in overview.codes if row.beside is not None),
        *overview.matrix.values(),
        *(each for _, own in overview.ratings for each in own),
        *overview.everything,
        *(each for comparator in comparators for each in comparator.results),
    ]
    names = list(dict.fromkeys(each.coefficient for each in results))
    if not names:
        return
    yield Heading(text="What each coefficient means")
    rows = []
    for name in names:
        meaning = meaning_of(name)
        rows.append((f"{meaning.sign} ({name})", meaning.says, meaning.source))
    yield Grid(
        caption="Coefficients, what they say, and their sources",
        columns=("Coefficient", "What it says", "Source"),
        rows=tuple(rows),
    )


def _grids(heading: str, *grids: Grid | None) -> Iterator[Block]:
    """A heading and its tables, nothing where there is none."""
    known = [grid for grid in grids if grid is not None]
    if known:
        yield Heading(text=heading)
        yield from known


def _picture(name: str, caption: str, svg: str) -> Picture:
    """A drawing; what it says stands in its own description."""
    start, end = svg.index("<desc>") + len("<desc>"), svg.index("</desc>")
    return Picture(name=name, caption=caption, svg=svg, alt=unescape(svg[start:end]))


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with their tables and figures counted."""
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            yield replace(block, caption=f"Table {tables}. {block.caption}")
        elif isinstance(block, Picture):
            figures += 1
            yield replace(block, caption=f"Figure {figures}. {block.caption}")
        else:
            yield block
