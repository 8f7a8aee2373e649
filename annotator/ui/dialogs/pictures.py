"""Asks which pictures are exported, of whom, as what and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.app.verbs.picturing import FORMATS, Format, Kind, PictureWish
from annotator.ui.dialogs.folder_field import FolderField
from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick

EVERY_DYAD = "All dyads"
USUAL_CODER = "What is settled, else the most"
_KINDS: dict[Kind, str] = {
    "timeline": "Session timelines",
    "course": "Course over sessions",
    "convergence": "Convergence",
    "lag": "Lag profile",
    "transitions": "Transitions between codes",
    "heatmap": "Dyads by codes",
    "page": "One page per dyad",
}
_FORMATS: dict[Format, str] = {"svg": "SVG", "png": "PNG", "pdf": "PDF"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesChoice:
    """A wish, and the folder that it goes to."""

    folder: Path
    wish: PictureWish


class PicturesSheet(Sheet):
    """Kinds, formats, dyad, coder, set, words and folder.

    Args:
        look: the look in force.
        parent: the window.
        folder: what is proposed.
        dyads, coders, sets: names to choose from.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        folder: Path,
        *,
        dyads: Sequence[str],
        coders: Sequence[str],
        sets: Sequence[str],
    ) -> None:
        super().__init__(look, parent, "Export pictures", "Export", self._wrong)
        self.kinds = {kind: Tick(look, text) for kind, text in _KINDS.items()}
        self.formats = {each: Tick(look, _FORMATS[each]) for each in FORMATS}
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        for place, tick in enumerate(self.kinds.values()):
            tick.setChecked(True)
            grid.addWidget(tick, place // 2, place % 2)
        self.rows.addLayout(grid)
        self.rows.addSpacing(6)
        self.dyad, self.coder, self.code_set = Combo(look), Combo(look), Combo(look)
        self.dyad.addItems([EVERY_DYAD, *dyads])
        self.coder.addItems([USUAL_CODER, *coders])
        self.code_set.addItems(list(sets))
        self.rows.addLayout(side_by_side(("Dyads", self.dyad), ("Whose work", self.coder)))
        if len(sets) > 1:
            self.rows.addLayout(side_by_side(("Codes of", self.code_set)))
        row = QGridLayout()
        for place, tick in enumerate(self.formats.values()):
            tick.setChecked(True)
            row.addWidget(tick, 0, place)
        row.setColumnStretch(len(self.formats), 1)
        self.row("As", row, "SVG and PDF are vectors, PNG has 192 dots to the inch.")
        self.with_text = Tick(look, "Pages with the words of the moments after them")
        self.rows.addWidget(self.with_text)
        self.folder = FolderField(folder)
        self.row("Folder", self.folder)

    def choice(self) -> PicturesChoice:
        """The answers."""
        dyad, coder = self.dyad.currentIndex(), self.coder.currentIndex()
        return PicturesChoice(
            folder=self.folder.folder() or Path(),
            wish=PictureWish(
                kinds=tuple(kind for kind, tick in self.kinds.items() if tick.isChecked()),
                formats=tuple(each for each, tick in self.formats.items() if tick.isChecked()),
                dyads=(self.dyad.currentText(),) if dyad else (),
                coder=self.coder.currentText() if coder else None,
                set_name=self.code_set.currentText() or None,
                with_text=self.with_text.isChecked(),
            ),
        )

    def _wrong(self) -> str:
        chosen = self.choice().wish
        if not chosen.kinds:
            return "Choose a picture."
        return self.folder.problem() if chosen.formats else "Choose a format."


def ask_pictures(
    look: Look,
    parent: QWidget | None,
    folder: Path,
    *,
    dyads: Sequence[str],
    coders: Sequence[str],
    sets: Sequence[str],
) -> PicturesChoice | None:
    """Which pictures and where, None when a person gives up."""
    sheet = PicturesSheet(look, parent, folder, dyads=dyads, coders=coders, sets=sets)
    return sheet.choice() if sheet.ask(520) else None
