"""Which moments stand in full light on the timeline, and which are faded beside them."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.ids import Id

FADED = 0.3


class Light:
    """The moment that is pointed at, in text or timeline, else those that are shown alone.

    Args:
        changed: called when something else is to be painted.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self._alone: frozenset[Id] | None = None
        self._pointed: Id | None = None

    @property
    def lit(self) -> frozenset[Id] | None:
        """The moments in full light; None for all."""
        return self._alone if self._pointed is None else frozenset((self._pointed,))

    def show_alone(self, moment_ids: frozenset[Id] | None) -> None:
        """Fades all but these until something else is pointed at; None shows all."""
        if moment_ids != self._alone:
            self._alone = moment_ids
            self._changed()

    def point_at(self, moment_id: Id | None) -> None:
        """A moment is pointed at, or none any more."""
        if moment_id != self._pointed:
            self._pointed = moment_id
            self._changed()

    def forget(self) -> None:
        """Another session is shown; to be painted by whoever shows it."""
        self._alone = self._pointed = None
