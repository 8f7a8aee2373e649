"""The one table of actions: menus, palette, shortcut sheet, tooltips, guide and tests read it."""

from __future__ import annotations

from annotator.app.actions.action import Action
from annotator.app.actions.agreement import AGREEMENT
from annotator.app.actions.codebook import CODEBOOK
from annotator.app.actions.edit import EDIT
from annotator.app.actions.finding import FINDING
from annotator.app.actions.go import GO
from annotator.app.actions.help import HELP
from annotator.app.actions.history import HISTORY
from annotator.app.actions.look import LOOK
from annotator.app.actions.moment import MOMENT
from annotator.app.actions.playing import PLAYING
from annotator.app.actions.study import STUDY
from annotator.app.actions.text import TEXT
from annotator.app.actions.units import UNITS
from annotator.app.actions.view import VIEW

ACTIONS: tuple[Action, ...] = (
    *STUDY,
    *EDIT,
    *HISTORY,
    *MOMENT,
    *AGREEMENT,
    *VIEW,
    *GO,
    *CODEBOOK,
    *UNITS,
    *TEXT,
    *FINDING,
    *LOOK,
    *PLAYING,
    *HELP,
)

_BY_ID = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The action of that id."""
    return _BY_ID[action_id]


def shown_key(keys: tuple[str, ...]) -> str:
    """The first key as people read it; digits as their range.

    >>> shown_key(("Ctrl+PgUp",)), shown_key(tuple("1234567890")), shown_key(())
    ('Ctrl+PgUp', '1–9', '')
    """
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{keys[0]}–{max(keys)}"
    return keys[0] if keys else ""
