"""What can go wrong for a user, told in one sentence; everything else is a bug."""

from __future__ import annotations

_LONGEST_QUOTE = 40


def short(words: str) -> str:
    r"""Words of a file as a message may quote them: at most 40 characters, and in one line.

    >>> short("dyad"), len(short("x" * 300)), short("two\tparts")
    ('dyad', 40, 'two parts')
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return plain if len(plain) <= _LONGEST_QUOTE else f"{plain[: _LONGEST_QUOTE - 1]}…"


class UserError(Exception):
    """A situation that the user can mend: what is wrong, where, and what to do.

    Args:
        what: what is wrong, as half a sentence without a full stop.
        where: the file and the place in it (`D07.docx, paragraph 12`); may be empty.
        hint: what to do about it, as half a sentence; may be empty.
    """

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The one line that a person reads.

        >>> UserError("no text in it", "D07.txt", "save the transcript again").sentence
        'D07.txt: no text in it; save the transcript again.'
        """
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.hint}." if self.hint else f"{head}."

    @property
    def told(self) -> str:
        """The same as a window begins it: with a capital, but for the name of a file before it.

        >>> UserError("no moment yet").told, UserError("no text in it", "d07.txt").told
        ('No moment yet.', 'd07.txt: no text in it.')
        """
        sentence = self.sentence
        return sentence if self.where else f"{sentence[:1].upper()}{sentence[1:]}"


class WrongPassphrase(UserError):
    """What was typed does not open the file, or let the login in: another try may."""


class Stale(UserError):
    """An edit was made for a state that is no longer there: somebody else changed the record."""


class Erased(Stale):
    """Somebody was erased since it was loaded: what was done before may hold their words."""

    def __init__(self) -> None:
        what = "somebody who has withdrawn was erased from the study meanwhile, so this is not done"
        super().__init__(what, hint="what you did before can no longer be undone or redone")


class PartlyErased(UserError):
    """An erasure failed when its rows were gone, or may be: no step of before can be taken back."""
