"""Whose steps may be taken back, and what is said of those that may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.app.history import Step
from annotator.app.readers import NOBODY
from annotator.domain.errors import UserError


def refuse_others(
    steps: Sequence[Step], what: str, may: Callable[[Step], bool], done: Sequence[Step]
) -> None:
    """Refuses steps that were made while other work was loaded, without naming them.

    Args:
        steps: that are to be gone over.
        what: is to become of them: `taken back`.
        may: whether one may be.
        done: all that are done, the last of them last.

    Raises:
        UserError: one may not.
    """
    others = [each for each in steps if not may(each)]
    if not others:
        return
    everyone = "in everyone’s work"
    how = ": the PI chooses “Everyone’s work, not blind” at the top"
    whose, where = "was made in everyone’s work", "there"
    if others[0].seen_by:
        whose, where, how = "is another coder’s", f"as that coder, or {everyone},", ""
    elif others[0].seen_by == NOBODY:
        whose, where = "was made while nobody was coding", everyone
    if len(steps) == 1:
        one = "this step"
        if others[0].seen_by == NOBODY and done and steps[0] is done[-1]:
            own = any(map(may, done))
            one = one if own else "nothing of yours is left to undo: the step before it"
        raise UserError(f"{one} {whose}", hint=f"only {where} can it be {what}{how}")
    one = f"one of these {len(steps)} steps {whose}"
    raise UserError(f"{one}, so none is {what}", hint=f"only {where} can it be{how}")
