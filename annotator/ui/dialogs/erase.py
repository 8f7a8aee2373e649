"""Asks who is to be erased, shows all that is found of them, and has the pseudonym typed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.app.qt.jobs import Jobs, Outcome, Work
from annotator.app.qt.locating import MOST_WAIT_MS
from annotator.app.qt.parking import park
from annotator.app.verbs.certifying import found_lines
from annotator.domain.erasure import Found
from annotator.domain.errors import UserError
from annotator.domain.withdrawal import Wish
from annotator.ui.dialogs.former_field import FormerField
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.room import room_for
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick

Finding = Callable[..., Work]
"""Gives the work that looks for a participant, in a thread of its own.

It takes the wish, and where backups are under them the passphrases that the study had before.
"""

_LOOKING = "Looking through the study and its backups …"
_LOOKING_THERE = "Looking through the study …"


class EraseSheet(Sheet):
    """Participant, the partner's interviews, what is found, and the pseudonym once more.

    Args:
        look: the look in force.
        parent: the window.
        pseudonyms: who may be erased.
        finding: looks for one beside the window.
        chosen: the pseudonym to begin with.
        on_server: whether the study stands on one, where there are no backups beside it.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        pseudonyms: Sequence[str],
        finding: Finding,
        chosen: str = "",
        *,
        on_server: bool = False,
    ) -> None:
        super().__init__(look, parent, "Erase a participant", "Erase for good", self._wrong)
        self._finding = finding
        self._on_server = on_server
        self._found: Found | None = None
        self._asked: list[Wish] = []
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._show)
        self.participant = Combo(look)
        self.participant.addItems(list(pseudonyms))
        if chosen in pseudonyms:
            self.participant.setCurrentText(chosen)
        self.with_partner = Tick(look, "The other party’s interviews of the shared sessions too")
        self.found = QPlainTextEdit()
        self.former = FormerField(look)
        self.again = QLineEdit()
        self._lay_out()
        self.participant.currentTextChanged.connect(self._look)
        self.with_partner.toggled.connect(self._look)
        self.former.given.connect(self._look)
        self._look()

    @property
    def wish(self) -> Wish:
        """The answers."""
        return Wish(
            participant=self.participant.currentText(),
            with_partner=self.with_partner.isChecked(),
        )

    @property
    def formers(self) -> tuple[str, ...]:
        """Passphrases that the study had before, under which backups may be."""
        return self.former.tried

    def wait(self) -> None:
        """Waits until what is found is shown."""
        self._jobs.wait()
        QCoreApplication.sendPostedEvents(self)

    def done(self, result: int) -> None:
        """Closes at once; what is still being looked for ends by itself and keeps nobody."""
        if not self._jobs.end(MOST_WAIT_MS):
            self._jobs.done.disconnect(self._show)
            park(self._jobs, self._jobs.done)
        super().done(result)

    # Inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whence = (
            "this server’s study" if self._on_server else "the study and every backup beside it"
        )
        self.tell(
            f"Texts, notes, moments and memos go from {whence}, and nothing brings them back. "
            "The pseudonym stays, with interviews that are missing."
        )
        self.row("Participant", self.participant)
        self.participant.view().setAccessibleName("Participant")
        self.rows.addWidget(self.with_partner)
        self.found.setReadOnly(True)
        self.found.setProperty("field", True)
        self.found.setTabChangesFocus(True)
        self.found.setMinimumHeight(self.look.px(190))
        self.row("What is found", self.found)
        self.rows.addWidget(self.former)
        self.row("The pseudonym again", self.again, "Type it to confirm.")

    def _look(self) -> None:
        """Looks for who is chosen; the newest choice counts."""
        self._found = None
        self.again.clear()
        self.found.setPlainText(_LOOKING_THERE if self._on_server else _LOOKING)
        self._asked.append(self.wish)
        self._jobs.run(self._finding(self.wish, *([self.formers] if self.formers else [])))

    def _show(self, outcome: Outcome) -> None:
        if self._asked.pop(0) != self.wish or self._asked:
            return
        if isinstance(outcome.value, Found):
            self._found = outcome.value
            self.found.setPlainText("\n".join(found_lines(outcome.value, "the tick above")))
            self._show_locked(outcome.value.locked)
        elif isinstance(outcome.error, UserError):
            self.found.setPlainText(as_sentence(outcome.error))
        elif outcome.error is not None:
            raise outcome.error

    def _show_locked(self, number: int) -> None:
        """Makes room for the former passphrase where it comes to be seen."""
        was = self.former.isVisibleTo(self)
        self.former.show_locked(number)
        if self.former.isVisibleTo(self) and not was:
            more = self.former.sizeHint().height() + self.rows.spacing()
            room = room_for(self.parentWidget() or self).height() - 60
            self.resize(self.width(), min(self.height() + more, room))

    def _wrong(self) -> str:
        if self._found is None:
            return "Wait until it is shown what is found."
        if self.again.text().strip() != self.wish.participant:
            return f"Type {self.wish.participant} to erase; this cannot be undone."
        return ""


class ErasingSheet(Sheet):
    """Says what is at work, and stays until it is done: half-way there is no way back.

    Signals:
        heard: what is at work, a file's name say, from the thread of the work.
    """

    heard = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None, *, on_server: bool = False) -> None:
        super().__init__(look, parent, "Erasing", "")
        self._outcome = Outcome()
        each = "table" if on_server else "file"
        self.tell(f"Each {each} is written anew, then searched. Please wait.")
        self.file = self.tell("The rows" if on_server else "The study, for a trial")
        self.no.hide()
        self.heard.connect(self.file.setText)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._finish)

    def outcome_of(self, erasing: Callable[[Callable[[str], object]], Work]) -> Outcome:
        """What came of the work, for which it waits.

        Args:
            erasing: given what hears names of files, the work.
        """
        self._jobs.run(erasing(self.heard.emit))
        self.ask(440)
        return self._outcome

    def reject(self) -> None:
        """Waits: what is begun is ended."""

    def _finish(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.accept()
