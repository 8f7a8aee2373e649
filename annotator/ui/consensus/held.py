"""What each coder has at a disagreement: codes as chips, ratings, and where it begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.codebook import Code
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.chips import Spot
from annotator.ui.consensus.entries import Entry, choice_said, when_said
from annotator.ui.excerpt_text import codes_of, said_of
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.words import RowWords, Words

_WORDS = 3
_PER_ROW = 4


class Held(QWidget):
    """A block for each coder, side by side."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[StudyView, Entry] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(look.px(8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._renew)

    def show_entry(self, view: StudyView, entry: Entry) -> None:
        """Shows what the coders have, and what was decided."""
        self._shown = view, entry
        episode = entry.episode
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        own = dict(episode.moments)
        names = episode.coders
        blocks: list[QWidget] = [_Block(self._look, view, each, own.get(each)) for each in names]
        blocks.append(_Decided(self._look, view, entry))
        for column in range(_PER_ROW):
            self._grid.setColumnStretch(column, 1 if column < len(blocks) else 0)
        for place, block in enumerate(blocks):
            self._grid.addWidget(block, place // _PER_ROW, place % _PER_ROW)

    def _renew(self) -> None:
        if self._shown is not None:
            self.show_entry(*self._shown)


class _Block(QWidget):
    """One coder's moment, or that there is none."""

    def __init__(self, look: Look, view: StudyView, name: str, moment: Moment | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(10), 0)  # as the names above
        column.setSpacing(look.px(3))
        first = Flow(gap=look.px(6))
        first.addWidget(Words(look, name, "strong"))
        column.addLayout(first)
        if moment is None:
            first.addWidget(Words(look, "nothing here", "mute"))
            self.setAccessibleName(f"{name}: nothing here")
            column.addStretch(1)
            return
        for chip in chips(look, codes_of(view, moment)):
            first.addWidget(chip)
        rated = ratings_said(view, moment)
        if rated:
            first.addWidget(RowWords(look, rated))
        words = ends_said(view.transcripts[moment.transcript_id].text, moment.start, moment.end)
        quote = Words(look, words, "small", wrap=True)
        column.addWidget(quote)
        column.addStretch(1)
        self.setAccessibleName(f"{name}: {said_of(view, moment)}; {words}")


class _Decided(QWidget):
    """What stands in the consensus: the choice, by whom and when."""

    def __init__(self, look: Look, view: StudyView, entry: Entry) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(10), 0)  # as the names above
        column.setSpacing(look.px(3))
        first = Flow(gap=look.px(6))
        first.addWidget(Words(look, "Consensus", "strong"))
        column.addLayout(first)
        decision = entry.decision
        if decision is None:
            first.addWidget(Words(look, "open", "mute"))
        else:
            first.addWidget(RowWords(look, f"✓ {choice_said(view, entry)}"))
            by = (decision.decided_by, when_said(decision.decided_at))
            lines = [" · ".join(filter(None, by))]
            if entry.note:
                lines.append(f"{entry.note}: decide again.")
            if entry.is_left_over:
                lines.append("The coders’ moments are gone: take the decision back.")
            for line in lines:
                column.addWidget(Words(look, line, "small", wrap=True))
        column.addStretch(1)


def chips(look: Look, codes: Sequence[Code]) -> list[QWidget]:
    """Codes as chips that only tell."""
    if not codes:
        return [Words(look, "no code", "mute")]
    return [_chip(look, code) for code in codes]


def ratings_said(view: StudyView, moment: Moment) -> str:
    """Ratings in words: `Intensity 4`."""
    book = view.codebook_of(moment)
    named = ((book.scale(each.scale_id), each.value) for each in moment.ratings)
    return ", ".join(
        f"{scale.name} {value}".replace("-", "−") for scale, value in named if scale is not None
    )


def ends_said(text: str, start: int, end: int) -> str:
    """The first and last words of a passage, and how long it is.

    >>> ends_said("I laughed because I was embarrassed.", 0, 36)
    '“I laughed because I was embarrassed.” · 36 characters'
    """
    words = text[start:end].split()
    if len(words) > 2 * _WORDS:
        quote = f"{' '.join(words[:_WORDS])} … {' '.join(words[-_WORDS:])}"
    else:
        quote = " ".join(words)
    count = end - start
    return f"“{quote}” · {count} character{'' if count == 1 else 's'}"


def _chip(look: Look, code: Code) -> QWidget:
    chip = QFrame()
    chip.setProperty("chip", True)
    row = QHBoxLayout(chip)
    row.setContentsMargins(look.px(7), 1, look.px(8), 1)
    row.setSpacing(look.px(5))
    row.addWidget(Spot(look.theme.code(code.colour).base, look.px(10)))
    row.addWidget(Words(look, code.name))
    return chip
