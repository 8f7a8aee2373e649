"""The numbers of the agreement tab: cards in a grid that scrolls when there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Overview
from annotator.domain.view import StudyView
from annotator.ui.agreement.asked_passages import AskedPassages, of_headline
from annotator.ui.agreement.basis import Basis
from annotator.ui.agreement.card import Card
from annotator.ui.agreement.code_table import CodeTable
from annotator.ui.agreement.confusion_card import ConfusionCard
from annotator.ui.agreement.drift_chart import DriftChart
from annotator.ui.agreement.headline import HeadlineCard, coverage_foot
from annotator.ui.agreement.heat_map import Cell, HeatMap
from annotator.ui.agreement.parts_table import PartsTable
from annotator.ui.figures import counted, interval_text, value_text
from annotator.ui.theme import Look

_DRIFT = "Drift: each coder with the others, in order of coding"
WIDE_FROM, MEDIUM_FROM = 1060, 700  # at 100 %: from here on cards stand side by side


class NumbersArea(QScrollArea):
    """Overall, by code, coder by coder, drift, confusion, parts, and what was compared.

    Signals:
        asked: `AskedPassages` of what a person has opened.
    """

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._overview: Overview | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("ground", "ground")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(inside)
        self._grid = QGridLayout(inside)
        self.headline = tuple(HeadlineCard(look) for _ in range(3))
        self.by_code = Card(look, "By code")
        self.codes = CodeTable(look)
        self.by_code.column.addWidget(self.codes)
        self.by_code.column.addStretch(1)
        self.by_coder = Card(look, "Coder by coder")
        self.matrix = HeatMap(look, "Agreement coder by coder", (96, 58))
        self.by_coder.column.addWidget(self.matrix)
        self.by_coder.column.addStretch(1)
        self.drifting = Card(look, _DRIFT)
        self.drift = DriftChart(look)
        self.drifting.column.addWidget(self.drift, 1)
        self.confusion = ConfusionCard(look)
        self.by_part = Card(look, "By part of the study")
        self.parts = PartsTable(look)
        self.by_part.add_to_head(self.parts.by)
        self.by_part.column.addWidget(self.parts)
        self.basis = Basis(look)
        self._join()
        look.changed.connect(self._place)
        self._place()

    def show_overview(self, view: StudyView, overview: Overview) -> None:
        """Shows the numbers of an overview."""
        self._overview = overview
        limits = overview.accept_from, overview.good_from
        for place, card in enumerate(self.headline):
            known = place < len(overview.headline)
            card.setVisible(known)
            if known:
                card.show_result(overview.headline[place], *limits, _foot(overview, place))
        self.by_code.setVisible(bool(overview.codes))
        self.codes.show_rows(overview.codes, view.codebook)
        self._show_matrix(overview)
        self.drifting.show_title(_DRIFT, meaning_of(overview.drift_coefficient).sign)
        self.drifting.setVisible(bool(overview.drift))
        self.drift.show_drift(overview.drift, overview.accept_from)
        self.confusion.show_overview(overview)
        self.parts.show_parts(overview.parts, f"{overview.compared.what}s")
        self.basis.show_overview(overview)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [
            self.headline[0],
            self.codes,
            self.matrix,
            self.drift,
            self.confusion.map,
            self.parts.table,
        ]

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest card: nothing scrolls sideways."""
        inside = self._grid.minimumSize().width()
        return QSize(inside + self.verticalScrollBar().sizeHint().width(), self._look.px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards go below each other where the area is narrow."""
        super().resizeEvent(event)
        self._place()

    # Inside -----------------------------------------------------------------------------

    def _join(self) -> None:
        for card in self.headline:
            card.opened.connect(self._open_headline)
        self.codes.chosen.connect(self._open_code)
        self.matrix.opened.connect(self._open_pair)
        self.drift.opened.connect(self._open_point)
        self.confusion.asked.connect(self.asked)
        self.parts.chosen.connect(self._open_part)

    def _show_matrix(self, overview: Overview) -> None:
        coders = overview.compared.coders
        self.by_coder.setVisible(len(coders) > 1)
        first = next(iter(overview.matrix.values()), None)
        sign = meaning_of(first.coefficient).sign if first else ""
        self.by_coder.show_title("Coder by coder", sign)
        self.matrix.show_cells(
            coders, [[self._cell(overview, one, other) for other in coders] for one in coders]
        )

    def _cell(self, overview: Overview, one: str, other: str) -> Cell:
        result = _of_pair(overview, one, other)
        if one == other or result is None:
            return Cell()
        if isnan(result.value):
            return Cell("—", None, f"{one} and {other}: undefined, {result.reason}")
        said = f"{one} and {other}: {value_text(result.value)} {interval_text(result)}"
        return Cell(value_text(result.value), min(max(result.value, 0.0), 1.0) ** 2, said.strip())

    def _open_headline(self, coefficient: str) -> None:
        self.asked.emit(of_headline(coefficient, meaning_of(coefficient).sign))

    def _open_code(self, code_id: str) -> None:
        overview = self._overview
        row = next((r for r in overview.codes if r.code_id == code_id), None) if overview else None
        if row is not None:
            self.asked.emit(
                AskedPassages(title=row.name, coefficient=row.main.coefficient, code_id=code_id)
            )

    def _open_pair(self, row: int, column: int) -> None:
        if self._overview is None:
            return
        coders = self._overview.compared.coders
        result = _of_pair(self._overview, coders[row], coders[column])
        if result is not None:
            pair = (coders[row], coders[column])
            self.asked.emit(
                AskedPassages(title=" and ".join(pair), coefficient=result.coefficient, pair=pair)
            )

    def _open_point(self, coder: str, document: str) -> None:
        if self._overview is not None:
            self.asked.emit(
                AskedPassages(
                    title=document,
                    coefficient=self._overview.drift_coefficient,
                    document=document,
                )
            )

    def _open_part(self, by: str, name: str) -> None:
        if self._overview is not None and self._overview.headline:
            coefficient = self._overview.headline[0].coefficient
            self.asked.emit(AskedPassages(title=name, coefficient=coefficient, part=(by, name)))

    def _place(self) -> None:
        px = self._look.px
        self._grid.setContentsMargins(px(18), px(16), px(18), px(16))
        self._grid.setSpacing(px(14))
        width = self.viewport().width()
        medium = _MEDIUM if width >= px(MEDIUM_FROM) else _NARROW
        spans = _WIDE if width >= px(WIDE_FROM) else medium
        parts: Sequence[QWidget] = (
            *self.headline,
            self.by_code,
            self.by_coder,
            self.drifting,
            self.confusion,
            self.by_part,
            self.basis,
        )
        for part, place in zip(parts, spans, strict=True):
            self._grid.addWidget(part, *place)
        for column in range(6):
            self._grid.setColumnStretch(column, 1)


_WIDE = (
    (0, 0, 1, 2),
    (0, 2, 1, 2),
    (0, 4, 1, 2),
    (1, 0, 1, 4),
    (1, 4, 1, 2),
    (2, 0, 1, 4),
    (2, 4, 1, 2),
    (3, 0, 1, 3),
    (3, 3, 1, 3),
)
_MEDIUM = (
    *_WIDE[:3],
    (1, 0, 1, 6),
    (2, 0, 1, 2),
    (3, 0, 1, 6),
    (2, 2, 1, 4),
    *((4, column, 1, 3) for column in (0, 3)),
)
_NARROW = tuple((row, 0, 1, 6) for row in range(len(_WIDE)))
"""Row, column, rows and columns of each card."""


def _of_pair(overview: Overview, one: str, other: str) -> Result | None:
    return overview.matrix.get((one, other)) or overview.matrix.get((other, one))


def _foot(overview: Overview, place: int) -> str:
    """What a headline card says below its number."""
    result = overview.headline[place]
    if result.coefficient == "session_time_agreement":
        return " and ".join(result.coders)
    if result.coefficient == "cu_alpha":
        return coverage_foot(result)
    if place < 2:
        return ""
    return basis_sentence(overview)


def basis_sentence(overview: Overview) -> str:
    """How much was compared: `24 transcripts, 3 coders, 1,812 moments`."""
    compared = overview.compared
    coders = f"{len(compared.coders)} coders"
    if compared.is_judged:
        judgements = sum(len(own) for t in compared.targets for own in t.judgements.values())
        whole = counted(compared.number, compared.what)
        return f"{whole}, {coders}, {counted(judgements, 'judgement')}"
    moments = sum(len(o) for d in compared.documents for o in d.moments.values())
    return f"{counted(compared.number, compared.what)}, {coders}, {moments:,} moments"
