"""Formats: one small file each, found through a registry; nothing here knows Qt, SQL or screens."""

from __future__ import annotations

from annotator.formats import docx, srt, txt, vtt
from annotator.formats.reading import read
from annotator.formats.registry import FORMATS
from annotator.formats.stops import DEFAULT_STOP_PATTERNS

for _module in (docx, vtt, srt, txt):
    _module.register()

__all__ = ["DEFAULT_STOP_PATTERNS", "FORMATS", "read"]
