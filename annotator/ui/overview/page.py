"""The overview tab: sums on top, the design at the left, the sample at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.analysis.tables.design import (
    FILTERS,
    DesignRow,
    Held,
    Summary,
    design_rows,
    summary_of,
)
from annotator.app.open_study import NOBODY
from annotator.app.verbs.queue import queue_of
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.overview.design_card import DesignCard
from annotator.ui.overview.sample_card import SampleCard
from annotator.ui.overview.sum_card import SumCard
from annotator.ui.overview.wording import (
    BLIND,
    NOBODYS,
    by_voice,
    held_sentence,
    late_foot,
    summary_text,
)
from annotator.ui.theme import Look
from annotator.ui.words import Words

WIDE_FROM, MEDIUM_FROM = 1160, 620  # at 100 %: from here on cards stand side by side


class OverviewPage(QWidget):
    """Shows a study's design and sample. It changes nothing itself.

    Signals:
        row_asked: the `DesignRow` to be shown in the coding tab.
        edit_asked: the design is to be edited.
        export_asked: sample tables to be written to a file.
    """

    row_asked = Signal(object)
    edit_asked = Signal()
    export_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Overview")
        self.held = SumCard(look, "Interviews held", "all")
        self.missing = SumCard(look, "Missing", "missing")
        self.late = SumCard(look, "Late", "late")
        self.coded = SumCard(look, "Coded", "not done")
        self.design = DesignCard(look)
        self.sample = SampleCard(look)
        self._state = Words(look, "", "small", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self._inside = QWidget()
        inside.setProperty("ground", "ground")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._area.setWidget(inside)
        self._grid = QGridLayout(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addWidget(self._state)
        for card in self._sums():
            card.opened.connect(self._show_filter)
        for table in (self.design.table, self.sample.table):
            table.installEventFilter(self)
        self.design.opened.connect(self.row_asked)
        self.design.edit_asked.connect(self.edit_asked)
        self.sample.export_asked.connect(self.export_asked)
        look.changed.connect(self._place)
        self._place()

    @property
    def chosen(self) -> DesignRow | None:
        """The row of the design in hand."""
        return self.design.table.chosen

    def show_view(self, view: StudyView, coder_id: Id | None) -> None:
        """Shows another state of the study, as the coder sees it."""
        rows = design_rows(view)
        self.design.show_rows(rows)
        self.sample.show_view(view)
        summary = summary_of(view, rows)
        self._show_sums(view, summary, rows)
        self._show_coded(view, coder_id, rows)
        self._state.setText(
            f"{summary_text(summary, view.study.late_after_ms)}. {_whose(view, coder_id)}"
        )

    def state(self) -> str:
        """The summary line."""
        return self._state.text()

    def panes(self) -> list[QWidget]:
        """What F6 goes through; the design first."""
        order = [self.design.table, self.sample.table, self.held]
        return [pane for pane in order if pane.isVisible() and pane.isEnabled()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards go below each other where the page is narrow."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What takes the keys comes on the screen with all that belongs to it."""
        if event.type() == QEvent.Type.FocusIn:
            card = self.design if watched is self.design.table else self.sample
            top = card.mapTo(self._inside, QPoint(0, 0)).y()
            if card.height() > self._area.viewport().height():  # else its head would stay above
                self._area.verticalScrollBar().setValue(top)
            else:
                self._area.ensureWidgetVisible(card, 0, 0)
        return super().eventFilter(watched, event)

    def _sums(self) -> tuple[SumCard, ...]:
        return self.held, self.missing, self.late, self.coded

    def _show_sums(self, view: StudyView, summary: Summary, rows: tuple[DesignRow, ...]) -> None:
        planned = sum(each.planned for each in summary.held)
        held = sum(each.held for each in summary.held)
        self.held.show_sum(str(held), f"of {planned}", held_sentence(summary))
        self.missing.show_sum(*_sum(summary.held, "missing"))
        late, of, foot = _sum(summary.held, "late")
        self.late.show_sum(late, of, late_foot(summary, foot, view.study.late_after_ms))

    def _show_coded(
        self, view: StudyView, coder_id: Id | None, rows: tuple[DesignRow, ...]
    ) -> None:
        """Of a coder in a round their queue, as under the study matrix; else all transcripts."""
        queue = {each.account_id for each in queue_of(view, coder_id)} if coder_id else set()
        asked = [
            row for row in rows if (row.account_id in queue if queue else row.turns is not None)
        ]
        done = sum(row.is_done for row in asked)
        begun = sum(row.is_begun and not row.is_done for row in asked)
        what = "of my queue done" if queue else "transcripts done"
        self.coded.show_sum(str(done), f"of {len(asked)}", f"{what}; {begun} begun")

    def _show_filter(self, chosen: str) -> None:
        self.design.show_filter(next(each for each in FILTERS if each == chosen))
        self.design.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        px, grid = self._look.px, self._grid
        grid.setContentsMargins(px(18), px(16), px(18), px(16))
        grid.setSpacing(px(14))
        self._state.setContentsMargins(px(20), px(3), px(16), px(4))
        width = self.width()
        wide, medium = width >= px(WIDE_FROM), width >= px(MEDIUM_FROM)
        across = 4 if medium else 2
        for place, card in enumerate(self._sums()):
            row, column = divmod(place, across)
            grid.addWidget(card, row, column * (12 // across), 1, 12 // across)
        below = 1 if medium else 2
        if wide:
            grid.addWidget(self.design, below, 0, 1, 8)
            grid.addWidget(self.sample, below, 8, 1, 4)
        else:
            grid.addWidget(self.design, below, 0, 1, 12)
            grid.addWidget(self.sample, below + 1, 0, 1, 12)
        for row in range(5):
            grid.setRowStretch(row, 1 if row == below else 0)
        for column in range(12):
            grid.setColumnStretch(column, 1)


def _sum(held: tuple[Held, ...], what: str) -> tuple[str, str, str]:
    """The figure, what it is of, and how it is made up."""
    counts = [(each.voice, getattr(each, what)) for each in held]
    total = sum(number for _, number in counts)
    return str(total), f"interview{'' if total == 1 else 's'}", by_voice(counts)


def _whose(view: StudyView, coder_id: Id | None) -> str:
    """Whose work is shown, where it is not everybody's."""
    if coder_id is None:
        return "Return opens a row in the text."
    if coder_id == NOBODY:
        return NOBODYS
    return BLIND.format(name=view.coders[coder_id].name)
