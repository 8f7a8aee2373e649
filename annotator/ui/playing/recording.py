"""Attaches the recording of a session, says where it begins, finds it again, takes it off."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from annotator.app.qt.locating import Known, Locating, Sought
from annotator.app.recordings import at_once, below
from annotator.app.verbs import recording
from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.study import Session
from annotator.ui.desk import Desk
from annotator.ui.dialogs.recording import RecordingChoice, RecordingState, ask_recording
from annotator.ui.playing.playing import Playing

WORDS = "recordings"


def set_recording(desk: Desk, playing: Playing) -> None:
    """Asks what the recording of the session on screen shall be, and sees to it."""
    desk.leave()
    session = playing.file.session
    if session is None:
        desk.page.banner.say(playing.file.why_not(), "hint")
        return
    playing.player.pause()
    look, beside = desk.page.look, desk.study.place.parent
    choice = ask_recording(look, desk.page.window(), state_of(desk, playing), beside)
    if choice is not None:
        do_choice(desk, playing, session, choice)


def do_choice(desk: Desk, playing: Playing, session: Session, choice: RecordingChoice) -> None:
    """Does what was chosen for a session."""
    if choice.way == "off":
        view = desk.view
        desk.coding.attempt(
            lambda: recording.take_off(view, session.id),
            f"Take off the recording of {_place(desk)}",
        )
    elif choice.way == "folder" and choice.folder is not None:
        look_in(desk, playing, choice.folder)
    elif choice.way == "anyway" and playing.file.sha256 is not None:
        file, sha256 = playing.file.stranger, playing.file.sha256
        if file is not None:
            playing.file.allow(sha256)
            playing.file.use(file)
    elif choice.file is not None:
        Attaching(desk, playing, session.id, choice.file, choice.offset_ms)
    elif may_set(desk):
        view = desk.view
        desk.coding.attempt(
            lambda: recording.set_offset(view, session.id, choice.offset_ms),
            f"Offset of the recording of {_place(desk)}",
        )


class Attaching(QObject):
    """Reads a chosen file through beside the window, then attaches it; the sound comes at once.

    Who may not attach it has it used on this machine, where it is the one that is attached.
    """

    def __init__(
        self, desk: Desk, playing: Playing, session_id: Id, file: Path, offset_ms: int
    ) -> None:
        super().__init__(playing)
        self._desk, self._playing = desk, playing
        self._session_id, self._file, self._offset_ms = session_id, file, offset_ms
        self._locating = Locating(playing.file.places, self)
        self._locating.known.connect(self._finish)
        self._locating.told.connect(self._tell)
        self._locating.failed.connect(playing.file.failed)
        desk.left.connect(self._locating.stop)
        sought = Sought(session_id=session_id, name=file.name, sha256=None, folders=())
        self._locating.read(sought, file)

    def _tell(self, share: float) -> None:
        self._playing.bar.show_words(f"reading {self._file.name}, {share:.0%}")

    def _finish(self, known: Known) -> None:
        desk, file = self._desk, self._playing.file
        session = desk.view.sessions.get(self._session_id)
        self.deleteLater()
        if session is None:
            return
        if known.stamp is None:
            desk.page.banner.say(known.error.sentence if known.error else "It cannot be read.")
            return
        sha256, view = known.stamp.sha256, desk.view
        file.places.found(view.study.id, session.id, self._file)
        file.places.allowed.pop(session.id, None)
        file.keep_places()
        attached = False
        if may_set(desk):
            attached = desk.coding.attempt(
                lambda: recording.attach(
                    view, session.id, self._file.name, sha256, self._offset_ms
                ),
                f"Attach the recording of {_place(desk)}",
            )
        if not attached and file.session is not None and file.session.id == session.id:
            file.look_again()


def look_in(desk: Desk, playing: Playing, folder: Path) -> None:
    """Looks in a folder, and below it, for all recordings of the study."""
    file, view = playing.file, desk.view
    file.places.look_in(view.study.id, folder)
    files = list(below([folder]))
    by_name = {each.name.casefold(): each for each in reversed(files)}
    wanted = [each for each in view.sessions.values() if each.recording]
    found = 0
    for session in wanted:
        name = Path(session.recording or "").name.casefold()
        known = file.places.file_of(session)
        here = by_name.get(name)
        if here is not None:
            file.places.files[session.id] = str(here)
        found += here is not None or at_once(name, (), known) is not None
    file.keep_places()
    file.look_again()
    lacking = len(wanted) - found
    words = f"{found} of {len(wanted)} recordings of the study are there."
    desk.page.banner.say(words, "good" if not lacking else "hint")


def may_set(desk: Desk) -> bool:
    """Whether whoever sits here may change what holds for the whole study."""
    try:
        refuse_coder(desk.study.view, desk.study.seen_by, WORDS)
    except UserError:
        return False
    return True


def state_of(desk: Desk, playing: Playing) -> RecordingState:
    """How things stand with the recording of the session on screen."""
    file, player, session = playing.file, playing.player, playing.file.session
    told = "It has no recording yet."
    if session is not None and session.recording is not None:
        told = file.why_not() or player.problem or f"Attached: {session.recording}."
    return RecordingState(
        place=_place(desk),
        told=told,
        file=player.file,
        offset_ms=session.recording_offset_ms if session else 0,
        heard_ms=player.now_ms() if player.is_ready and player.length_ms else None,
        attached=session is not None and session.recording is not None,
        stranger=file.stranger is not None,
        may_set=may_set(desk),
    )


def _place(desk: Desk) -> str:
    session = desk.view.sessions[desk.session_id or ""]
    return f"{desk.view.dyads[session.dyad_id].name}, session {session.number}"
