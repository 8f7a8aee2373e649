"""What was typed into the codebook's forms and the study could not take: none of it is lost."""

from __future__ import annotations

from annotator.domain.ids import Id
from annotator.ui.codebook.fields import words_in

Record = tuple[str, Id]
"""Kind and id of a set, a code or a scale."""


class HeldFields:
    """Fields that are typed and not stored, by what they are about."""

    def __init__(self) -> None:
        self._held: dict[Record, dict[str, tuple[object, str]]] = {}

    def hold(self, record: Record, fields: dict[str, object], text: str) -> None:
        """Keeps texts that are not stored; what is ticked or chosen is not kept.

        Args:
            fields: by name.
            text: words for the step that would have stored them.
        """
        for name, value in fields.items():
            if words_in(fields, name) is not None:
                self._held.setdefault(record, {})[name] = (value, text)

    def let_go(self, record: Record, fields: dict[str, object]) -> None:
        """These are stored by now, or are not to be."""
        own = self._held.get(record, {})
        for name in fields:
            own.pop(name, None)
        if not own:
            self._held.pop(record, None)

    def fields(self, record: Record) -> dict[str, object]:
        """Those of one set, code or scale."""
        return {name: value for name, (value, _) in self._held.get(record, {}).items()}

    def beside(self, record: Record) -> list[tuple[Record, dict[str, object], str]]:
        """Those of all others, one by one, with the words for their steps."""
        return [
            (own, {name: value}, text)
            for own, fields in self._held.items()
            if own != record
            for name, (value, text) in fields.items()
        ]

    def unsaved(self) -> list[str]:
        """All of them, to be read."""
        own = (self.fields(record) for record in self._held)
        return [words for each in own for name in each if (words := words_in(each, name))]

    def take_up(self, former: HeldFields) -> None:
        """Goes on with those of another page."""
        self._held.update(former._held)

    def discard(self) -> None:
        """Drops all of them."""
        self._held.clear()
