"""Asks what a dyad or a participant shall be."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from annotator.analysis.tables.sample import GROUPS, attributes_of
from annotator.app.verbs.designing import (
    DyadWish,
    attributes_text,
    parse_attributes,
    put_dyad,
    put_participant,
)
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.study import Attributes
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo

_ATTRIBUTES = "Attributes, one a line, as name: value"


class DyadSheet(Sheet):
    """Name, therapist, patient, attributes."""

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, dyad_id: Id | None
    ) -> None:
        dyad = view.dyads.get(dyad_id or "")
        title, go = ("New dyad", "Make it") if dyad is None else (f"Dyad {dyad.name}", "Change")
        super().__init__(look, parent, title, go, self._wrong)
        self._view, self._dyad_id = view, dyad_id
        self.name = QLineEdit("" if dyad is None else dyad.name)
        self.therapist = people_box(look, view, dyad.therapist_id if dyad else None, "Therapist")
        self.patient = people_box(look, view, dyad.patient_id if dyad else None, "Patient")
        known = attributes_of(view, "dyads")
        self.attributes = lines_field(look, attributes_text(dyad.attributes if dyad else (), known))
        self.row("Name", self.name)
        self.rows.addLayout(side_by_side(("Therapist", self.therapist), ("Patient", self.patient)))
        self.row(_ATTRIBUTES, self.attributes, "Such as the outcome group: sample tables count it.")

    def edit(self) -> Edit | None:
        """The edit that the answers make; None where nothing is changed.

        Raises:
            UserError: an answer does not fit.
        """
        wish = DyadWish(
            name=self.name.text(),
            therapist=self.therapist.currentText(),
            patient=self.patient.currentText(),
            attributes=parse_attributes(self.attributes.toPlainText()),
        )
        return put_dyad(self._view, self._dyad_id, wish)

    def _wrong(self) -> str:
        return what_is_wrong(self)


class ParticipantSheet(Sheet):
    """Pseudonym and attributes."""

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, participant_id: Id | None
    ) -> None:
        person = view.participants.get(participant_id or "")
        named = "" if person is None else person.pseudonym
        title = f"Participant {named}" if person else "New participant"
        super().__init__(look, parent, title, "Change" if person else "Make it", self._wrong)
        self._view, self._participant_id = view, participant_id
        self.pseudonym = QLineEdit(named)
        own = person.attributes if person else ()
        self.attributes = lines_field(look, attributes_text(own, _known(view, participant_id)))
        self.row("Pseudonym, never the name", self.pseudonym)
        self.row(_ATTRIBUTES, self.attributes, "What has no value is left out.")

    def edit(self) -> Edit | None:
        """As in `DyadSheet`."""
        attributes: Attributes = parse_attributes(self.attributes.toPlainText())
        return put_participant(self._view, self._participant_id, self.pseudonym.text(), attributes)

    def _wrong(self) -> str:
        return what_is_wrong(self)


def what_is_wrong(sheet: Sheet) -> str:
    """What the verb has against the answers of a sheet with an `edit`; empty for nothing."""
    try:
        sheet.edit()  # type: ignore[attr-defined]
    except UserError as error:
        return as_sentence(error)
    return ""


def people_box(look: Look, view: StudyView, chosen_id: Id | None, name: str) -> QComboBox:
    """The participants to choose from, or a new pseudonym to be typed; empty for nobody."""
    known = sorted(each.pseudonym for each in view.participants.values())
    box = open_box(look, ["", *known], name)
    person = view.participants.get(chosen_id or "")
    box.setCurrentText(person.pseudonym if person else "")
    return box


def open_box(look: Look, offered: list[str], name: str) -> QComboBox:
    """A box to choose from, or to type something else into."""
    box = Combo(look)
    box.setEditable(True)
    box.setInsertPolicy(Combo.InsertPolicy.NoInsert)
    box.addItems(offered)
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)
    line = box.lineEdit()
    if line is not None:
        # It would take the Return that is meant for the sheet.
        box.setCompleter(None)  # type: ignore[arg-type]
        line.setAccessibleName(name)
        line.setFrame(False)
    return box


def lines_field(look: Look, text: str) -> QPlainTextEdit:
    """A field of several lines that Tab leaves."""
    field = QPlainTextEdit(text)
    field.setProperty("field", True)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(look.px(96))
    return field


def _known(view: StudyView, participant_id: Id | None) -> tuple[str, ...]:
    """The attributes of participants of the same party; of a new one those of all."""
    therapists = {each.therapist_id for each in view.dyads.values()}
    patients = {each.patient_id for each in view.dyads.values()}
    if participant_id in therapists:
        return attributes_of(view, "therapists")
    if participant_id in patients:
        return attributes_of(view, "patients")
    both = (name for group in GROUPS[:2] for name in attributes_of(view, group))
    return tuple(dict.fromkeys(both))
