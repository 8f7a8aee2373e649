"""Reading, selecting and noting in the text."""

from __future__ import annotations

from annotator.app.actions.action import Action

TEXT: tuple[Action, ...] = ()
