"""The sheet of numbers: what each is, in two sentences, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from annotator.analysis.agreement.meanings import MEANINGS
from annotator.analysis.dyads.meanings import MEANINGS as OF_DYADS
from annotator.ui.dialogs.telling import TellingSheet
from annotator.ui.theme import Look
from annotator.ui.told_text import Paragraph


def show_meanings(look: Look, parent: QWidget | None) -> None:
    """Shows what the numbers mean."""
    meanings_sheet(look, parent).ask(680)


def meanings_sheet(look: Look, parent: QWidget | None) -> TellingSheet:
    """The sheet: name and sign, the question, two sentences, the source.

    Those of the dyads come first where they are on the screen, else those of agreement.
    """
    sheet = TellingSheet(look, parent, "What the numbers mean")
    dyads = None if parent is None else parent.findChild(QWidget, "dyads")
    sheet.told.tell(tuple(_told(dyads_first=dyads is not None and dyads.isVisible())))
    sheet.place_told()
    return sheet


def _told(*, dyads_first: bool) -> Iterator[Paragraph]:
    own, other = tuple(OF_DYADS.values()), tuple(MEANINGS.values())
    for meaning in (*own, *other) if dyads_first else (*other, *own):
        named = meaning.name if meaning.sign in meaning.name else f"{meaning.name} ({meaning.sign})"
        yield Paragraph(named, "strong", above=16)
        yield Paragraph(meaning.asks, "mute", above=6)
        yield Paragraph(meaning.says, above=6)
        yield Paragraph(meaning.source, "small", above=6)
