"""One command of the window, and what must be there for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

When = Literal[
    "always",  # with and without a study
    "study",  # a study is open
    "session",  # a session is on screen
    "text",  # a transcript is on screen; its column sees to the keys itself
    "selection",  # words are selected
    "moment",  # a moment is chosen
    "rows",  # moments stand in their table
    "comparison",  # the work of several coders is compared on screen
    "undo",  # there is a step to take back
    "redo",  # there is a step to do again
]
Menu = Literal["Study", "Edit", "Moment", "Recording", "Agreement", "View", "Go", "Help"]
MENUS: tuple[Menu, ...] = (
    "Study",
    "Edit",
    "Moment",
    "Recording",
    "Agreement",
    "View",
    "Go",
    "Help",
)

RESERVED: tuple[str, ...] = ()
"""Keys kept for commands that come later: none now."""


@dataclass(frozen=True, slots=True)
class Action:
    """One command.

    Attributes:
        id: its name in code and settings.
        text: what it does, as menus and palette write it; `…` where a question follows.
        keys: portable key sequences (`Ctrl+Z`); the first is the one shown.
        icon: a Phosphor name without its prefix; empty for none.
        when: what must be there for it to make sense.
        menu: the menu that it stands in.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    when: When
    menu: Menu
