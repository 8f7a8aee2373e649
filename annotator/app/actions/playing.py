"""Hearing the session."""

from __future__ import annotations

from annotator.app.actions.action import Action

PLAYING: tuple[Action, ...] = ()
