"""A reader at the desk: told at the top and in the status line, and nothing is written."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.domain.changes import Changes
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk
from annotator.ui.only_reading import why_only_read
from annotator.ui.tips import grey


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
        study, page = self._desk.study, self._desk.page
        reader, why = study.reader, why_only_read(study)
        self._commands.only_read = why
        page.status.only_read = f"Only read by {reader.name}: nothing is written" if reader else ""
        for field in (page.inspector.memo, page.units.memo):
            field.setReadOnly(reader is not None)
        page.inspector.show_only_read(why)
        page.moments.filter.show_only_read(why)
        page.moments.changes.show_only_read(why)
        page.finding.show_only_read(why)
        grey(why, page.overview.design.edit)
        page.top.reader = reader
        page.top.show_coder(self._desk.view, study.seen_by)
        page.status.show_state(study.saved_at, study.last_step, study.next_step)

    def _leave(self) -> None:
        self._commands.only_read = ""


def join_reader(desk: Desk, commands: Commands) -> None:
    """Joins it to the desk, with which it lives."""
    ReaderDesk(desk, commands)
