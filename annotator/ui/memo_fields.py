"""All fields of a page in which memos are typed, as one: what is said, unsaid and dropped."""

from __future__ import annotations

from annotator.domain.ids import Id
from annotator.ui.memo import MemoField


class MemoFields:
    """The fields of one page."""

    def __init__(self, *fields: MemoField) -> None:
        self._fields = fields

    def end_visit(self) -> None:
        """Says what is left, and that the next key begins another edit."""
        for each in self._fields:
            each.end_visit()

    def flush(self) -> None:
        """Says what was written and is not yet stored."""
        for each in self._fields:
            each.flush()

    def unsaved(self) -> dict[Id, str]:
        """What is typed and not yet stored, by what it is about."""
        return {key: text for each in self._fields for key, text in each.unsaved().items()}

    def unsaved_by_field(self) -> list[dict[Id, str]]:
        """The same for each field, in order."""
        return [each.unsaved() for each in self._fields]

    def take_up(self, unsaved: list[dict[Id, str]]) -> None:
        """Goes on with what the fields of another page had that was not stored."""
        for field, own in zip(self._fields, unsaved, strict=True):
            field.take_up(own)

    def discard(self) -> None:
        """Drops what is not stored."""
        for each in self._fields:
            each.discard()
