"""A reader at the desk: told at the top and in the status line, and nothing is written."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.app.actions import with_keys
from annotator.app.verbs.lab import reads_words
from annotator.domain.changes import Changes
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk


class ReaderDesk(QObject):
    """Follows who sits here.

    Args:
        desk: the open study at work; it keeps this.
        commands: of them those that write do nothing for a reader.
    """

    def __init__(self, desk: Desk, commands: Commands) -> None:
        super().__init__(desk)
        self._desk, self._commands = desk, commands
        desk.followed.connect(self._follow)
        desk.left.connect(self._leave)
        self._show()

    def _follow(self, changes: Changes, _origin: object) -> None:
        if changes.everything:
            self._show()

    def _show(self) -> None:
        reader, page = self._desk.study.reader, self._desk.page
        self._commands.only_read = page.status.only_read = ""
        if reader is not None:
            why = f"{reader.name} only reads {reads_words(reader)}: "
            self._commands.only_read = why + with_keys("{choose_coder} chooses who codes.")
            page.status.only_read = f"Only read by {reader.name}: nothing is written"
        for field in (page.inspector.memo, page.units.memo):
            field.setReadOnly(reader is not None)
        page.top.reader = reader
        page.top.show_coder(self._desk.view, self._desk.study.seen_by)
        study = self._desk.study
        page.status.show_state(study.saved_at, study.last_step, study.next_step)

    def _leave(self) -> None:
        self._commands.only_read = ""


def join_reader(desk: Desk, commands: Commands) -> None:
    """Joins it to the desk, with which it lives."""
    ReaderDesk(desk, commands)
