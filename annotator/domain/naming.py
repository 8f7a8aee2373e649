"""What a dyad, a participant or an account may be called: it stands in tables, paths and tips."""

from __future__ import annotations

from annotator.domain.errors import UserError

LONGEST = 60
BETWEEN = "/"
"""Stands between the parts of a unit's id in exports (`D07/3/patient`)."""


def given_name(text: str, whose: str, hint: str) -> str:
    """A name without the blanks around it.

    Args:
        text: as somebody gave it.
        whose: of what, `the dyad`.
        hint: what to give instead.

    Raises:
        UserError: it is empty, too long, or has signs that no table or path can hold.

    >>> given_name(" D07 ", "the dyad", "give one such as D07")
    'D07'
    """
    name = text.strip()
    if not name:
        raise UserError(f"{whose} has no name", hint=hint)
    if not name.isprintable() or BETWEEN in name:
        what = f"the name of {whose} has a line break, a sign that is not seen or a {BETWEEN} in it"
        raise UserError(what, hint=hint)
    if len(name) > LONGEST:
        raise UserError(f"the name of {whose} has more than {LONGEST} letters", hint=hint)
    return name
