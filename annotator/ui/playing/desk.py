"""What the commands of playing do at the desk."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import key_of
from annotator.ui.desk import Desk
from annotator.ui.playing.playing import Playing
from annotator.ui.playing.recording import set_recording

SKIP_MS = 5_000


def playing_of(desk: Desk) -> Playing:
    """What plays at a desk."""
    found = desk.findChild(Playing)
    assert isinstance(found, Playing), "nothing plays here"
    return found


def hear_turn(desk: Desk) -> None:
    """Plays from the turn at the caret, of a recall from its stop's session time."""
    text = desk.page.columns.in_hand
    if text is None:
        desk.page.banner.say(f"Go to one of the accounts first ({key_of('next_pane')}).", "hint")
    else:
        playing_of(desk).hear(text, text.caret())


def loop(desk: Desk) -> None:
    """Plays the chosen moment over and over, else what is brushed; again, no longer."""
    playing = playing_of(desk)
    if not playing.is_there():
        return
    if playing.player.loop_ms is not None:
        playing.loop(None)
        return
    stretch = desk.page.timeline.stretch_in_hand()
    if stretch is None:
        sentence = "Choose a moment with a session time first, or brush the timeline (Shift+drag)."
        desk.page.banner.say(sentence, "hint")
    else:
        chosen = desk.moment_id if desk.page.timeline.stretch_of(desk.moment_id) else None
        playing.loop(stretch, chosen)


def step_speed(desk: Desk, step: int) -> None:
    """Slower, faster; 0 for the usual speed."""
    playing = playing_of(desk)
    if playing.is_there():
        if step:
            playing.player.step_speed(step)
        else:
            playing.player.set_speed(1.0)


COMMANDS: dict[str, Callable[[Desk], object]] = {
    "play": lambda desk: playing_of(desk).toggle(),
    "hear_turn": hear_turn,
    "skip_back": lambda desk: playing_of(desk).skip(-SKIP_MS),
    "skip_forward": lambda desk: playing_of(desk).skip(SKIP_MS),
    "slower": lambda desk: step_speed(desk, -1),
    "faster": lambda desk: step_speed(desk, 1),
    "usual_speed": lambda desk: step_speed(desk, 0),
    "loop": loop,
    "video": lambda desk: playing_of(desk).toggle_picture(),
    "recording": lambda desk: set_recording(desk, playing_of(desk)),
}
