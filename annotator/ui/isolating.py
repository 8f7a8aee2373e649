"""Showing the chosen moment alone: all others fade until it is asked for again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.domain.ids import Id
from annotator.ui.desk import Desk
from annotator.ui.order import counterparts


class Isolating(QObject):
    """Fades all moments but the chosen one and what it is paired with, in columns and timeline.

    On the timeline a moment that is pointed at in a text stands alone too.

    Going to another moment shows that one alone; letting go of it shows all again.

    Attributes:
        is_on: whether others are faded.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._lit: frozenset[Id] | None = None
        self.is_on = False
        desk.moved.connect(self._show)
        desk.followed.connect(lambda *_: self._show())
        light = desk.page.timeline.light
        desk.moved.connect(lambda: light.point_at(None))  # the keys have moved on
        for text in desk.page.columns.all_texts():
            text.text.moment_pointed.connect(light.point_at)

    def toggle(self) -> None:
        """Shows the chosen moment alone, or all again."""
        self.is_on = not self.is_on and self._desk.moment is not None
        self._show()

    def _show(self) -> None:
        if not self.is_on and self._lit is None:
            return
        moment = self._desk.moment
        self.is_on = self.is_on and moment is not None
        lit: frozenset[Id] | None = None
        if self.is_on and moment is not None:
            paired = counterparts(self._desk.view, moment)
            lit = frozenset((moment.id, *(each.id for each in paired)))
        self._lit = lit
        for text in self._desk.page.columns.all_texts():
            text.show_alone(lit)
        self._desk.page.timeline.light.show_alone(lit)


def join_isolating(desk: Desk) -> None:
    """Joins it to the desk."""
    Isolating(desk)


def _toggle(desk: Desk) -> None:
    if (found := desk.findChild(Isolating)) is not None:
        found.toggle()


ISOLATING_COMMANDS: dict[str, Callable[[Desk], object]] = {"isolate": _toggle}
