"""Attaches the recording of a session, says where it begins, finds it again, takes it off."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from annotator.app.actions import key_of
from annotator.app.qt.locating import Known, Locating, Looked
from annotator.app.recordings import Sought, at_once
from annotator.app.verbs import recording
from annotator.domain.ids import Id
from annotator.domain.study import Session
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.recording import RecordingChoice, RecordingState, ask_recording
from annotator.ui.playing.playing import Playing
from annotator.ui.whole_study import why_not_set

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
            f"Take off the recording of {_place(desk, session)}",
        )
    elif choice.way == "folder" and choice.folder is not None:
        Looking(desk, playing, choice.folder)
    elif choice.way == "anyway" and playing.file.sha256 is not None:
        file, sha256 = playing.file.stranger, playing.file.sha256
        if file is not None:
            playing.file.allow(sha256)
            playing.file.use(file)
    elif choice.file is not None:
        Attaching(desk, playing, session, choice.file, choice.offset_ms)
    elif may_set(desk):
        _set_offset(desk, playing, session, choice.offset_ms)


def _set_offset(desk: Desk, playing: Playing, session: Session, offset_ms: int) -> None:
    """The file stays the same; one that only a plan has named is attached by that."""
    view, file, name = desk.view, playing.file, session.recording
    is_here = file.session is not None and file.session.id == session.id and file.stranger is None
    sha256 = file.sha256 if is_here and session.recording_sha256 is None else None
    if sha256 is not None and name is not None:
        attached = sha256
        desk.coding.attempt(
            lambda: recording.attach(view, session.id, name, attached, offset_ms),
            f"Attach the recording of {_place(desk, session)}",
        )
    else:
        desk.coding.attempt(
            lambda: recording.set_offset(view, session.id, offset_ms),
            f"Offset of the recording of {_place(desk, session)}",
        )


class Attaching(QObject):
    """Reads a chosen file through beside the window, then attaches it; the sound comes at once.

    Who may not attach it has it used on this machine, where it is the one that is attached. There
    is one at a time: the choice that was made last counts.
    """

    def __init__(
        self, desk: Desk, playing: Playing, session: Session, file: Path, offset_ms: int
    ) -> None:
        super().__init__(playing)
        for other in playing.findChildren(Attaching):
            if other is not self:
                other.give_up(session.id)
        self._desk, self._playing = desk, playing
        self._session_id, self._file, self._offset_ms = session.id, file, offset_ms
        self._place = _place(desk, session)  # another session may be on screen at the end
        self._is_over = False
        self._locating = Locating(playing.file.places, self)
        self._locating.known.connect(self._finish)
        self._locating.told.connect(self._tell)
        self._locating.failed.connect(playing.file.failed)
        desk.left.connect(self._leave)
        sought = Sought(session_id=session.id, name=file.name, sha256=None, folders=())
        self._locating.read(sought, file)

    def give_up(self, session_id: Id) -> None:
        """A file for this session is chosen by now; that another one gets none is said."""
        if not self._is_over:
            self._end()
            if session_id != self._session_id:
                self._desk.page.banner.say(self._lost("another file was chosen"), "hint")

    def _leave(self) -> None:
        if not self._is_over:
            self._end()
            self._desk.told_after.emit(self._lost("the study was closed"))

    def _lost(self, why: str) -> str:
        return (
            f"{self._file.name} was not attached to {self._place}: {why} before it was read "
            f"through. {key_of('recording')} attaches it."
        )

    def _end(self) -> None:
        self._is_over = True
        self._locating.stop()
        self.deleteLater()

    def _tell(self, share: float) -> None:
        self._playing.bar.show_words(f"reading {self._file.name}, {share:.0%}")

    def _finish(self, known: Known) -> None:
        desk, file = self._desk, self._playing.file
        session = desk.view.sessions.get(self._session_id)
        self._end()
        if session is None:
            return
        if known.stamp is None:
            desk.page.banner.say(as_sentence(known.error) if known.error else "It cannot be read.")
            return
        sha256, view = known.stamp.sha256, desk.view
        file.places.found(view.study.id, session.id, self._file)
        file.places.allowed.pop(session.id, None)
        attached = False
        if may_set(desk):
            attached = desk.coding.attempt(
                lambda: recording.attach(
                    view, session.id, self._file.name, sha256, self._offset_ms
                ),
                f"Attach the recording of {self._place}",
            )
        if not attached and session.recording and session.recording_sha256 is None:
            file.places.note(session, sha256)
        file.keep_places()
        if not attached and file.session is not None and file.session.id == session.id:
            file.look_again()


class Looking(QObject):
    """Looks in a folder, and below it, for all recordings of the study, beside the window."""

    def __init__(self, desk: Desk, playing: Playing, folder: Path) -> None:
        super().__init__(playing)
        for other in playing.findChildren(Looking):
            if other is not self:
                other.stop()
        self._desk, self._playing = desk, playing
        self._locating = Locating(playing.file.places, self)
        self._locating.looked.connect(self._finish)
        self._locating.failed.connect(playing.file.failed)
        desk.left.connect(self.stop)
        playing.bar.show_words(f"looking in {folder.name or folder}…")
        self._locating.look(self._wanted(), folder)

    def stop(self) -> None:
        """Another folder is looked in, or the study is left."""
        self._locating.stop()
        self.deleteLater()

    def _wanted(self) -> list[Sought]:
        sessions = self._desk.view.sessions.values()
        return [sought for each in sessions if (sought := self._playing.file.sought_of(each))]

    def _finish(self, looked: Looked) -> None:
        file, wanted = self._playing.file, self._wanted()
        file.places.look_in(self._desk.view.study.id, looked.folder)
        found = 0
        for each in wanted:
            here = looked.found.get(each.session_id)
            if here is not None:
                file.places.files[each.session_id] = str(here)
            found += here is not None or at_once(each.name, (), each.known) is not None
        self.stop()
        file.keep_places()
        file.look_again()
        words = f"{found} of {len(wanted)} recordings of the study are there."
        self._desk.page.banner.say(words, "good" if found == len(wanted) else "hint")


def may_set(desk: Desk) -> bool:
    """Whether whoever sits here may change what holds for the whole study."""
    return not why_not_set(desk.study, WORDS)


def state_of(desk: Desk, playing: Playing) -> RecordingState:
    """How things stand with the recording of the session on screen."""
    file, player, session = playing.file, playing.player, playing.file.session
    told = "It has no recording yet."
    if session is not None and session.recording is not None:
        told = file.why_not() or player.problem or _attached_words(session, can_set=may_set(desk))
    return RecordingState(
        place=_place(desk, session or desk.view.sessions[desk.session_id or ""]),
        told=told,
        file=player.file,
        offset_ms=session.recording_offset_ms if session else 0,
        heard_ms=player.now_ms() if player.is_ready and player.length_ms else None,
        attached=session is not None and session.recording is not None,
        stranger=file.stranger is not None,
        may_set=may_set(desk),
    )


def _attached_words(session: Session, *, can_set: bool) -> str:
    if session.recording_sha256 is not None:
        return f"Attached: {session.recording}."
    return f"Named, not attached yet: {session.recording}." + (" Set attaches it." * can_set)


def _place(desk: Desk, session: Session) -> str:
    return f"{desk.view.dyads[session.dyad_id].name}, session {session.number}"
