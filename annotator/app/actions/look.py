"""How the window looks, and its keys."""

from __future__ import annotations

from annotator.app.actions.action import Action

LOOK: tuple[Action, ...] = ()
