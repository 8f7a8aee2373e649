"""Asks what a new moment of the consensus layer shall be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QWidget

from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.settling import NewMoment
from annotator.domain.codebook import Code, CodeSet
from annotator.domain.ids import Id
from annotator.domain.moment import Rating
from annotator.domain.spans import Span
from annotator.ui.consensus.held import ends_said
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.flow import Flow
from annotator.ui.scale_row import ScaleRow
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick, Tick
from annotator.ui.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Ends that can be taken, and whose they are."""

    name: str
    start: int
    end: int


def passages_of(episode: Episode, selection: Span | None) -> list[Passage]:
    """The passages to choose from, each once: what is selected, then coders', all, and shared."""
    offered: list[tuple[str, Span]] = []
    if selection is not None:
        offered.append(("As selected in the text", selection))
    own = [(moment.start, moment.end) for _, moment in episode.moments]
    offered += [(f"As {name}", span) for (name, _), span in zip(episode.moments, own, strict=True)]
    offered.append(("From the first start to the last end", (episode.start, episode.end)))
    shared = max(start for start, _ in own), min(end for _, end in own)
    if len(own) > 1 and shared[0] < shared[1]:
        offered.append(("What all have marked", shared))
    names: dict[Span, list[str]] = {}
    for name, span in offered:
        names.setdefault(span, []).append(name)
    return [
        Passage(name=_joined(found), start=span[0], end=span[1]) for span, found in names.items()
    ]


def shared_codes(episode: Episode) -> tuple[Id, ...]:
    """The codes of the compared set that all moments of an episode have."""
    order = [code.id for code in episode.document.code_set.codes]
    sets = [set(moment.codes) for _, moment in episode.moments]
    return tuple(each for each in order if all(each in own for own in sets))


def shared_ratings(episode: Episode) -> tuple[Rating, ...]:
    """The ratings on scales of the compared set that all moments of an episode have alike."""
    first, *others = [moment for _, moment in episode.moments]
    found = ((scale.id, first.rating(scale.id)) for scale in episode.document.code_set.scales)
    return tuple(
        Rating(scale_id=scale_id, value=value)
        for scale_id, value in found
        if value is not None and all(each.rating(scale_id) == value for each in others)
    )


class NewMomentSheet(Sheet):
    """Passage, codes, ratings, memo and reason.

    Args:
        look: the look in force.
        parent: the window.
        episode: the disagreement that it settles.
        codes: that can be given; of the set, as the round has them.
        selection: what is selected in the text; None for nothing.
        reason: as written so far.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        episode: Episode,
        codes: Sequence[Code],
        selection: Span | None,
        reason: str,
    ) -> None:
        super().__init__(
            look, parent, "New moment for the consensus", "Make the moment", self._wrong
        )
        self._episode = episode
        code_set = episode.document.code_set
        self.passages = passages_of(episode, selection)
        self.picks = self._passage_rows()
        self.codes = self._code_rows(code_set, codes)
        self.scales = self._scale_rows(code_set)
        self.memo = QPlainTextEdit()
        self.memo.setProperty("field", True)
        self.memo.setTabChangesFocus(True)
        self.memo.setFixedHeight(look.px(56))
        self.row("Memo", self.memo)
        self.reason = QLineEdit(reason)
        self.row("Reason", self.reason, "Why this, and not what a coder has.")

    def choice(self) -> NewMoment:
        """The moment."""
        passage = next(
            passage
            for passage, pick in zip(self.passages, self.picks, strict=True)
            if pick.isChecked()
        )
        return NewMoment(
            start=passage.start,
            end=passage.end,
            codes=tuple(code_id for code_id, tick in self.codes.items() if tick.isChecked()),
            ratings=tuple(
                Rating(scale_id=scale_id, value=value)
                for scale_id, value in self._values.items()
                if value is not None
            ),
            memo=self.memo.toPlainText().strip(),
        )

    def _wrong(self) -> str:
        if self.codes and not any(tick.isChecked() for tick in self.codes.values()):
            return "Give it a code."
        return ""

    # Rows ---------------------------------------------------------------------------------

    def _passage_rows(self) -> list[Pick]:
        self.rows.addWidget(Words(self.look, "Passage"))
        group, text = QButtonGroup(self), self._episode.document.transcript.text
        picks = []
        for passage in self.passages:
            pick = Pick(self.look, passage.name)
            said = ends_said(text, passage.start, passage.end)
            pick.setAccessibleName(f"Passage: {passage.name}, {said}")
            group.addButton(pick)
            self.rows.addWidget(pick)
            quote = Words(self.look, said, "small", wrap=True)
            quote.setContentsMargins(self.look.px(28), 0, 0, 0)
            self.rows.addWidget(quote)
            picks.append(pick)
        picks[0].setChecked(True)
        self.rows.addSpacing(4)
        return picks

    def _code_rows(self, code_set: CodeSet, codes: Sequence[Code]) -> dict[Id, Pick | Tick]:
        """Ticks; in a set that lets a moment have but one code, one choice."""
        self.rows.addWidget(Words(self.look, "Code" if code_set.exclusive else "Codes"))
        group, given = QButtonGroup(self), shared_codes(self._episode)
        group.setExclusive(code_set.exclusive)
        rows: dict[Id, Pick | Tick] = {}
        flow = Flow(gap=self.look.px(4))
        for code in codes:
            make = Pick if code_set.exclusive else Tick
            row = make(self.look, code.name)
            row.setAccessibleName(f"Code: {code.name}")
            row.setChecked(code.id in given)
            group.addButton(row)
            rows[code.id] = row
            flow.addWidget(row)
        self.rows.addLayout(flow)
        self.rows.addSpacing(4)
        return rows

    def _scale_rows(self, code_set: CodeSet) -> list[ScaleRow]:
        given = {each.scale_id: each.value for each in shared_ratings(self._episode)}
        self._values: dict[Id, int | None] = dict(given)
        rows = []
        for scale in code_set.scales:
            row = ScaleRow(self.look, scale)
            row.show_value(given.get(scale.id))
            row.rated.connect(self._rate)
            self.rows.addWidget(row)
            rows.append(row)
        self.rows.addSpacing(4)
        return rows

    def _rate(self, scale_id: Id, value: int | None) -> None:
        self._values[scale_id] = value


def ask_new_moment(
    look: Look,
    parent: QWidget | None,
    episode: Episode,
    codes: Sequence[Code],
    selection: Span | None,
    reason: str,
) -> tuple[NewMoment, str] | None:
    """A new moment and the reason for it, None when a person gives up."""
    sheet = NewMomentSheet(look, parent, episode, codes, selection, reason)
    if not sheet.ask(520):
        return None
    return sheet.choice(), sheet.reason.text().strip()


def _joined(names: Sequence[str]) -> str:
    """`As RA-1, as RA-2`."""
    first, *others = names
    return ", ".join([first, *(each[:1].lower() + each[1:] for each in others)])
