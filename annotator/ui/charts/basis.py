"""What a picture rests on: whose work, which codes, and what a reader must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Told(Protocol):
    """Material of an analysis: `Material` and `Sequences` are."""

    @property
    def coder(self) -> str:
        """Whose work it is."""

    @property
    def code_set(self) -> str:
        """The set of codes."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What stands under a picture besides its own numbers.

    Attributes:
        notes: sentences without their stop, such as
            `a stop without an end stands for the 60 s before it`.
        colours: palette names of codes by name; a code without one is grey.
    """

    coder: str = ""
    code_set: str = ""
    notes: tuple[str, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)

    def lines(self, *own: str) -> tuple[str, ...]:
        """The caption: the picture's own sentences, whose work it is, and the notes.

        >>> Basis(coder="RA-2", code_set="Moments", notes=("of one",)).lines("n = 3", "")
        ('n = 3. Coder RA-2, codes of Moments.', 'Of one.')
        """
        whose = ", ".join(
            filter(
                None,
                [
                    f"Coder {self.coder}" if self.coder else "",
                    f"codes of {self.code_set}" if self.code_set else "",
                ],
            )
        )
        head = " ".join(_sentence(each) for each in (*own, whose) if each)
        below = " ".join(_sentence(_for_readers(each)) for each in self.notes)
        return tuple(filter(None, (head, below)))


def basis_of(told: Told, colours: Mapping[str, str] | None = None) -> Basis:
    """The basis of a picture of some material."""
    return Basis(
        coder=told.coder, code_set=told.code_set, notes=told.notes, colours=dict(colours or {})
    )


def _for_readers(note: str) -> str:
    """A note without the advice that is meant for the command line.

    >>> _for_readers("of RA-1; nothing is settled yet, --coder names another")
    'of RA-1; nothing is settled yet'
    """
    return note.removesuffix("--coder names another").rstrip(" ,;")


def _sentence(text: str) -> str:
    """A note with a capital and a stop; `n` stays small, as statistics write it."""
    first = text[:1] if text.startswith("n = ") else text[:1].upper()
    return f"{first}{text[1:].rstrip('.')}."
