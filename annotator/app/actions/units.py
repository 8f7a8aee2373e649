"""Coding every turn, time bins and whole units."""

from __future__ import annotations

from annotator.app.actions.action import Action

UNITS: tuple[Action, ...] = ()
