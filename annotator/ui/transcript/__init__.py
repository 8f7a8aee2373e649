"""The transcript column of the window."""

from annotator.ui.transcript.column import TranscriptColumn

__all__ = ["TranscriptColumn"]
