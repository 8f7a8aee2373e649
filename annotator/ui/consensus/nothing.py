"""What stands in the place of the texts where there is no disagreement to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.app.actions import with_keys
from annotator.ui.consensus.entries import Entry
from annotator.ui.figures import counted
from annotator.ui.theme import Look
from annotator.ui.words import Words


class Nothing(QWidget):
    """A title, a sentence, and where it helps the button that puts in what all agree on.

    Signals:
        agreed_asked: the button was pressed.
    """

    agreed_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._inside = QWidget()
        self.title = Words(look, "", "title", wrap=True)
        self.sentence = Words(look, "", "mute", wrap=True)
        self.agreed = QPushButton("Put what all agree on into the consensus")
        self.agreed.setProperty("main", True)
        self.agreed.setAutoDefault(True)
        self.agreed.clicked.connect(self.agreed_asked)
        column = QVBoxLayout(self._inside)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addSpacing(14)
        column.addWidget(self.agreed, 0, Qt.AlignmentFlag.AlignLeft)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._inside, 6)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)
        look.changed.connect(self._dress)
        self._dress()

    def say(self, title: str, sentence: str, agreed: int = 0) -> None:
        """Says why there is nothing.

        Args:
            title: in a few words.
            sentence: the reason, and what to do.
            agreed: how many agreed passages wait to be put into the layer.
        """
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.agreed.setVisible(agreed > 0)

    def say_of(self, entries: Sequence[Entry], passages: int, agreed: int) -> None:
        """Says it of a comparison in which no disagreement is chosen.

        Args:
            entries: all disagreements, and the decisions whose moments are gone.
            passages: how many passages are compared, agreed on or not.
            agreed: how many agreed ones wait to be put into the layer.
        """
        differing = [each for each in entries if not each.is_left_over]
        gone = _gone_said(len(entries) - len(differing))
        if not passages:
            marked = f"The coders have marked nothing that is compared.{gone}"
            self.say("Nothing to settle", marked)
        elif not differing:
            found = counted(passages, "passage")
            self.say(
                "No disagreements",
                f"The coders agree on {found}: same text, same codes, same ratings.{gone}",
                agreed,
            )
        elif all(each.settled for each in entries):
            found = counted(len(differing), "disagreement")
            self.say(
                "All is settled",
                f"{found} settled, none open. The decisions stand under “Settled”.{gone}",
                agreed,
            )
        else:
            said = "Choose one at the left, or step with {next_moment} and {previous_moment}."
            self.say("No disagreement chosen", with_keys(said))

    def _dress(self) -> None:
        self._inside.setMaximumWidth(self._look.px(460))


def _gone_said(count: int) -> str:
    """What to do about decisions whose moments are gone; empty where there are none."""
    if not count:
        return ""
    what, them = ("1 decision is", "it") if count == 1 else (f"{count} decisions are", "them")
    return f" {what} about moments that are gone: take {them} back under “Settled”."
