"""Hearing and seeing the session: bar, picture, and the columns that follow the sound."""

from annotator.ui.playing.playing import Playing, join_playing

__all__ = ["Playing", "join_playing"]
