"""Hearing the session."""

from __future__ import annotations

from annotator.app.actions.action import Action

PLAYING: tuple[Action, ...] = (
    Action("play", "Play or pause", ("Space",), "play", "session", "Recording"),
    Action("hear_turn", "Hear from this turn", ("Ctrl+Space",), "ear", "session", "Recording"),
    Action("skip_back", "Back 5 seconds", ("Alt+J",), "rewind", "session", "Recording"),
    Action("skip_forward", "On 5 seconds", ("Alt+L",), "fast-forward", "session", "Recording"),
    Action("slower", "Slower", ("Alt+-",), "minus", "session", "Recording"),
    Action("faster", "Faster", ("Alt+=",), "plus", "session", "Recording"),
    Action("usual_speed", "Usual speed", ("Alt+0",), "gauge", "session", "Recording"),
    Action(
        "loop", "Play the chosen moment over and over", ("Alt+R",), "repeat", "session", "Recording"
    ),
    Action(
        "video", "Show or hide the picture", ("Shift+F9",), "video-camera", "session", "Recording"
    ),
    Action(
        "recording", "Recording of the session…", ("Alt+V",), "microphone", "session", "Recording"
    ),
)
