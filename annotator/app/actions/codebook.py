"""Editing the codebook."""

from __future__ import annotations

from annotator.app.actions.action import Action

CODEBOOK: tuple[Action, ...] = ()
