"""The transcript once for each coder, each with that coder's marks only, scrolled as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.view import StudyView
from annotator.ui.column import NARROWEST
from annotator.ui.consensus.entries import Entry
from annotator.ui.consensus.left_over import LAYER
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.words import Words, rule

_TALLEST = 16_777_215  # Qt's own greatest height


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One column: whose marks it has.

    Attributes:
        name: of a coder, or `Consensus`.
        moments: of the transcript, that are shown.
        chosen: id of the one that the disagreement is about.
    """

    name: str
    moments: tuple[Moment, ...]
    chosen: Id | None


def sides_of(view: StudyView, episode: Episode, made: Collection[Id] = ()) -> list[Side]:
    """A side for each coder who is done with the transcript, and the layer's as the last.

    Args:
        view: the study.
        episode: what the coders have differently.
        made: ids of the moments that settled it in the layer.
    """
    document = episode.document
    own = dict(episode.moments)
    wanted = {code.id for code in document.code_set.codes}
    sides = [
        Side(
            name=name,
            moments=tuple(
                each
                for each in document.moments[name]
                if not each.codes or not wanted.isdisjoint(each.codes)
            ),
            chosen=own[name].id if name in own else None,
        )
        for name in episode.coders
    ]
    layer = view.consensus
    settled = tuple(
        each
        for each in view.moments_of(document.transcript.id).values()
        if layer is not None
        and (each.coder_id, each.round_id) == (layer.id, document.round_id)
        and (not each.codes or not wanted.isdisjoint(each.codes))
    )
    chosen = next((each.id for each in settled if each.id in made), None)
    return [*sides, Side(name=LAYER, moments=settled, chosen=chosen)]


def fitting(sides: Sequence[Side], room: int) -> list[Side]:
    """The sides that there is room for; those who have something here are always shown.

    First go the coders who have nothing here, then the layer where it has nothing either.

    Args:
        sides: the layer's as the last.
        room: how many columns fit.
    """
    if len(sides) <= room:
        return list(sides)
    having = [each for each in sides if each.chosen is not None]
    if sides[-1] not in having and len(having) < room:
        having.append(sides[-1])
    return having


class SideBySide(QScrollArea):
    """The columns. Where even the fewest are too wide, it scrolls sideways."""

    focused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: StudyView | None = None
        self._entry: Entry | None = None
        self._columns: list[_SideColumn] = []
        self._in_hand: TranscriptColumn | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("ground", "paper")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        inside = QWidget()
        inside.setProperty("ground", "paper")
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.setWidget(inside)
        look.changed.connect(self._place)

    def show_entry(self, view: StudyView, entry: Entry | None) -> None:
        """Shows a disagreement; goes to it where it is another one."""
        another = entry is None or self._entry is None or entry.key != self._entry.key
        self._view, self._entry = view, entry
        self._show(go=another)

    def texts(self) -> list[TranscriptColumn]:
        """The transcripts on screen, from left to right."""
        return [each.text for each in self._columns if not each.isHidden()]

    def names(self) -> list[str]:
        """Whose they are."""
        return [each.name for each in self._columns if not each.isHidden()]

    def selected_span(self) -> Span | None:
        """What is selected: in the column that had the keys last, else in any."""
        shown = self.texts()
        shown.sort(key=lambda text: text is not self._in_hand)
        spans = (text.selected_span() for text in shown)
        return next((span for span in spans if span is not None), None)

    def go_to_passage(self) -> None:
        """Brings the passage into the upper third of every column."""
        shown = self.texts()
        if shown and self._entry is not None:
            shown[0].show_well(self._entry.episode.start)
            self._follow(shown[0])

    # Columns ------------------------------------------------------------------------------

    def _show(self, *, go: bool) -> None:
        view, entry = self._view, self._entry
        if view is None or entry is None:
            for column in self._columns:
                column.hide()
            return
        room = max(1, self.viewport().width() // self._look.px(NARROWEST))
        episode, decision = entry.episode, entry.decision
        sides = fitting(sides_of(view, episode, decision.made_ids if decision else ()), room)
        while len(self._columns) < len(sides):
            self._add()
        for column in self._columns[len(sides) :]:
            column.hide()
        width = max(self.viewport().width() // len(sides), self._look.px(NARROWEST))
        for number, (column, side) in enumerate(zip(self._columns, sides, strict=False)):
            column.setFixedWidth(width)  # all alike: then their lines break alike
            column.show_as(is_last=number == len(sides) - 1)
            column.show()
            column.show_side(view, episode, side)
            if go:
                column.text.clear_selection()
        if go:
            self.go_to_passage()

    def _add(self) -> None:
        column = _SideColumn(self._look)
        self._columns.append(column)
        self._row.insertWidget(self._row.count() - 1, column)
        text = column.text
        text.text.verticalScrollBar().valueChanged.connect(lambda _value: self._follow(text))
        text.focused.connect(lambda: self._take(text))

    def _take(self, text: TranscriptColumn) -> None:
        """A column has the keys: it is seen as a whole, and its selection is the one meant."""
        self._in_hand = text
        for other in self.texts():
            if other is not text:
                other.clear_selection()
        column = text.parentWidget()
        if column is not None:
            self.ensureWidgetVisible(column, 0, 0)
        self.focused.emit()

    def _follow(self, leading: TranscriptColumn) -> None:
        """All columns have the same lines: one place of the scroll bar is that of all."""
        value = leading.text.verticalScrollBar().value()
        for text in self.texts():
            if text is not leading:
                text.text.verticalScrollBar().setValue(value)

    def _place(self) -> None:
        shown = self.texts()
        self._show(go=False)
        if shown:
            self.go_to_passage()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths, and maybe more or fewer columns."""
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """Low and narrow enough for any window: it scrolls."""
        return QSize(self._look.px(200), self._look.px(120))


class _SideColumn(QWidget):
    """A transcript under the name of a coder."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.name = ""
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bar = QFrame()
        self._bar.setObjectName("head")
        self._name = Words(look, "", "strong")
        self._what = Words(look, "", "small")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(look.px(16), look.px(5), look.px(10), look.px(5))
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._what)
        self.text = TranscriptColumn(look)
        self.text.header.hide()  # the account is named once, above all columns
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.text, 1)
        self._edge = rule()
        self._edge.setFixedSize(1, _TALLEST)
        keeps = self._edge.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._edge.setSizePolicy(keeps)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(column, 1)
        across.addWidget(self._edge)

    def show_as(self, *, is_last: bool) -> None:
        """One scroll bar stands for all columns, that of the last; lines part the others."""
        policies = Qt.ScrollBarPolicy
        policy = policies.ScrollBarAlwaysOn if is_last else policies.ScrollBarAlwaysOff
        self.text.text.setVerticalScrollBarPolicy(policy)
        self._edge.setHidden(is_last)

    def show_side(self, view: StudyView, episode: Episode, side: Side) -> None:
        """Shows the marks of one side; the chosen moment has its ring."""
        self.name = side.name
        document = episode.document
        self._name.setText(side.name)
        missing = side.chosen is None and side.name != LAYER
        self._what.setText("nothing here" if missing else "")
        own = replace(view, moments={document.transcript.id: {m.id: m for m in side.moments}})
        if self.text.transcript_id == document.transcript.id:
            self.text.show_moments(own)
        else:
            self.text.show_account(own, document.account.id)
        self.text.choose_moment(side.chosen, reveal=False)
        name = f"{side.name}: {self.text.text.accessibleName().rpartition(': ')[2]}"
        self.text.text.setAccessibleName(name)
