"""Columns and panels of a study stand as the coder at work had them, in the size they had."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.app.settings import Settings
from annotator.ui.desk import Desk
from annotator.ui.theme import Look


class Arranging(QObject):
    """Gives an open study its arrangement, and another one when another coder sits down.

    Args:
        desk: the coding tab at work.
        look: its text size is part of the arrangement.
        settings: where all arrangements are kept.
    """

    def __init__(self, desk: Desk, look: Look, settings: Settings) -> None:
        super().__init__(desk)
        self._desk = desk
        self._look = look
        self._settings = settings
        self._coder_id = desk.study.seen_by
        self._show()
        desk.moved.connect(self._follow)
        look.changed.connect(self._keep_percent)

    def _follow(self) -> None:
        if self._desk.study.seen_by != self._coder_id:
            self._desk.page.remember()
            self._coder_id = self._desk.study.seen_by
            self._show()

    def _show(self) -> None:
        study_id = self._desk.view.study.id
        kept = self._settings.arrangement(study_id, self._coder_id)
        self._desk.page.kept = kept
        if kept.percent is not None:
            self._look.show_percent(kept.percent)  # another size lays all of it out anew
        self._desk.page.arrange(kept)

    def _keep_percent(self) -> None:
        self._desk.page.kept.percent = self._look.percent
