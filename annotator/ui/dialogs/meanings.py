"""The sheet of numbers: what each is, in two sentences, and where it comes from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.analysis.agreement.meanings import MEANINGS
from annotator.analysis.dyads.meanings import MEANINGS as OF_DYADS
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words


def show_meanings(look: Look, parent: QWidget | None) -> None:
    """Shows what the numbers mean."""
    meanings_sheet(look, parent).ask(680)


def meanings_sheet(look: Look, parent: QWidget | None) -> Sheet:
    """The sheet: name and sign, the question, two sentences, the source.

    Those of the dyads come first where they are on the screen, else those of agreement.
    """
    sheet = Sheet(look, parent, "What the numbers mean", "")
    own, other = tuple(OF_DYADS.values()), tuple(MEANINGS.values())
    dyads = None if parent is None else parent.findChild(QWidget, "dyads")
    for meaning in (*own, *other) if dyads and dyads.isVisible() else (*other, *own):
        sheet.rows.addSpacing(6)
        named = meaning.name if meaning.sign in meaning.name else f"{meaning.name} ({meaning.sign})"
        sheet.rows.addWidget(Words(look, named, "strong", wrap=True))
        sheet.rows.addWidget(Words(look, meaning.asks, "mute", wrap=True))
        sheet.rows.addWidget(Words(look, meaning.says, wrap=True))
        sheet.rows.addWidget(Words(look, meaning.source, "small", wrap=True))
    return sheet
