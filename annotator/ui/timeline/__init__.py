"""The session timeline: both accounts' moments, stops and pairings on the session's clock."""

from annotator.ui.timeline.timeline import Timeline

__all__ = ["Timeline"]
