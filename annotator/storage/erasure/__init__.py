"""Erasing a participant: from the rows of a study, from its backups, and proven on their pages."""

from __future__ import annotations

from annotator.storage.erasure.files import Hear, erase, find

__all__ = ["Hear", "erase", "find"]
