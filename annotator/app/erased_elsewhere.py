"""Takes up what another window has erased from the file of an open study."""

from __future__ import annotations

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.storage import Store


class ErasedElsewhere:
    """Looks at a study's file now and then, and reads it only where it was written to.

    While another program writes it is left alone: a window must not wait for that.

    Args:
        study: in a file, on this machine or in a working copy.
    """

    def __init__(self, study: OpenStudy) -> None:
        self._study = study
        self._before = self._read = self._stamp()

    def take_up(self) -> bool:
        """Whether somebody was erased since; then all is loaded anew, and no step stays.

        Raises:
            UserError: the file cannot be read.
        """
        before, self._before = self._before, self._stamp()
        at_rest = self._before is not None and self._before == before
        if not at_rest or self._before == self._read:
            return False
        self._read = self._before
        if not self._study.look(_is_erased):
            return False
        self._study.take_up()
        return True

    def _stamp(self) -> tuple[int, int] | None:
        return self._study.look(_stamp_of)


def _is_erased(store: Store) -> bool:
    with store.reading() as connection:
        return storage.erased_since(connection, store.revision)


def _stamp_of(store: Store) -> tuple[int, int] | None:
    return storage.stamp_at_rest(store.place)
