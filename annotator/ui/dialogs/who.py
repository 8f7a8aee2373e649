"""Asks who is coding."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.consensus_layer import check_name, people
from annotator.app.verbs.lab import named_with_role
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Pick, Tick

_ROLES = {
    "Coder": ("coder", ""),
    "PI": ("pi", ""),
    "Reader of everyone’s work": ("reader", "everyone"),
    "Reader of the consensus": ("reader", "consensus"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is coding: somebody of the study, a new name, or neither for a reader of everything.

    Attributes:
        role, reads: of a new name, as `add_person` takes them.
        only_adds: whoever sits here stays.
    """

    coder_id: Id | None = None
    new_name: str = ""
    role: str = "coder"
    reads: str = ""
    only_adds: bool = False


class WhoSheet(Sheet):
    """The study's coders, a field for a new one, and reading without coding."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Who is coding?", "Go on", self._wrong)
        self._view = view
        self._known: dict[Id, Pick] = {}
        coders = people(view)
        if coders:
            self.tell("Only the work of the coder named here is loaded: you code blind.")
        for coder in coders:
            button = Pick(look, named_with_role(coder))
            self._known[coder.id] = button
            self.rows.addWidget(button)
        self.somebody = Pick(look, "Somebody new, by pseudonym:" if coders else "By pseudonym:")
        self.name = QLineEdit()
        self.name.setPlaceholderText("RA-1")
        self.name.setAccessibleName("Pseudonym of the new coder")
        self.name.textEdited.connect(lambda: self.somebody.setChecked(True))
        self.role = Combo(look)
        self.role.setAccessibleName("What the new one is")
        self.role.view().setAccessibleName("Roles")
        for words, role in _ROLES.items():
            self.role.addItem(words, role)
        self.role.activated.connect(lambda: self.somebody.setChecked(True))
        self.only_adds = Tick(look, "Only add them: who is here now stays")
        self.only_adds.clicked.connect(lambda: self.somebody.setChecked(True))
        self.everything = Pick(look, "Nobody: read everything, for the PI")
        self.rows.addWidget(self.somebody)
        for each in (self.name, self.role, self.only_adds):
            self.rows.addWidget(each)
        self.rows.addWidget(self.everything)
        first = next(iter(self._known.values()), self.somebody)
        first.setChecked(True)
        (self.name if not coders else first).setFocus()

    def choose(self, coder_id: Id) -> None:
        """Marks a coder as the likely answer."""
        if coder_id in self._known:
            self._known[coder_id].setChecked(True)

    def choice(self) -> Who:
        """The answer."""
        if self.everything.isChecked():
            return Who()
        for coder_id, button in self._known.items():
            if button.isChecked():
                return Who(coder_id=coder_id)
        role, reads = self.role.currentData()
        return Who(
            new_name=self.name.text().strip(),
            role=role,
            reads=reads,
            only_adds=self.only_adds.isChecked(),
        )

    def take_keys(self) -> None:
        """The keys begin at what is chosen."""
        chosen = [each for each in self._known.values() if each.isChecked()]
        if chosen:
            chosen[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _wrong(self) -> str:
        if not self.somebody.isChecked():
            return ""
        name = self.name.text().strip()
        if not name:
            return "Give a pseudonym, such as RA-1."
        try:
            check_name(self._view, name)
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_who(
    look: Look, parent: QWidget | None, view: StudyView, likely: Id | None = None
) -> Who | None:
    """Who is coding, None when a person gives up."""
    sheet = WhoSheet(look, parent, view)
    if likely is not None:
        sheet.choose(likely)
    sheet.take_keys()
    return sheet.choice() if sheet.ask(420) else None
