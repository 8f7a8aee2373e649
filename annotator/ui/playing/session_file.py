"""The file of the recording of the session on screen: sought, found, read through, refused."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.app import recording_places
from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.qt.locating import Known, Locating
from annotator.app.recording_names import folded
from annotator.app.recordings import Found, Sought
from annotator.domain.study import SESSION_VOICE, Session
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence

LOST = "not found here"
UNCLEAR = "which one is not clear"


class SessionFile(QObject):
    """Knows which file belongs to the session on screen.

    Args:
        study: the open study.

    Attributes:
        places: what this machine knows of files.
        session: the session on screen, None where it may not be heard.
        sha256: what is in the file in hand, once it is read through.
        stranger: the file of the name, where it is another recording than the one attached.
        missing: nothing of that name or content is found.
        unclear: several files, or sessions, have that name, and nothing tells which it is.
        words: what is being done; empty for nothing.

    Signals:
        taken: a file is to be played.
        dropped: no file is to be played any more.
        changed: what is known is other than before.
        drawn: the waveform of the file in hand.
        told: a sentence for a person.
        failed: a bug that the work met.
    """

    taken = Signal(object)
    dropped = Signal()
    changed = Signal()
    drawn = Signal(object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, study: OpenStudy, parent: QObject) -> None:
        super().__init__(parent)
        self._study = study
        self.places = recording_places.load()
        self.session: Session | None = None
        self.sha256: str | None = None
        self.stranger: Path | None = None
        self.missing = self.unclear = False
        self.words = ""
        self.locating = Locating(self.places, self)
        self.locating.found.connect(self._follow_found)
        self.locating.known.connect(self._follow_known)
        self.locating.told.connect(self._tell_share)
        self.locating.drawn.connect(self._follow_drawn)
        self.locating.failed.connect(self.failed)

    @property
    def name(self) -> str | None:
        """The name of the recording of the session on screen."""
        return self.session.recording if self.session else None

    def see(self, view: StudyView, session: Session | None) -> None:
        """This session is on screen now; looks for its file unless it is the one in hand."""
        if session is not None:
            own = view.accounts_of(session.id).get(SESSION_VOICE)
            if own is not None and own.id in view.shut:
                session = None  # who may not read the session may not hear it
        before, self.session = self.session, session
        if session is before:
            return
        if session is not None and before is not None and session.id == before.id:
            same = session.recording == before.recording
            right = self.places.fingerprint_of(session)
            if same and right in (before.recording_sha256, self.sha256):
                self.changed.emit()
                return
        self.look_again()

    def look_again(self) -> None:
        """Looks for the recording anew, in what this machine knows by now."""
        self._forget()
        sought = self.sought()
        if sought is None:
            self.locating.forget()
        else:
            self.words = "looking for the recording…"
            self.locating.seek(sought)
        self.changed.emit()

    def use(self, file: Path) -> None:
        """Takes a file for the session on screen, whatever the study says is in it."""
        if self.session is not None:
            self._forget()
            self.places.found(self._study.view.study.id, self.session.id, file)
            self.keep_places()
            self._take(file)

    def allow(self, sha256: str) -> None:
        """Another recording than the one attached is used on this machine all the same."""
        if self.session is not None:
            self.places.allowed[self.session.id] = sha256
            self.keep_places()

    def sought(self) -> Sought | None:
        """What is looked for to hear the session on screen."""
        return None if self.session is None else self.sought_of(self.session)

    def sought_of(self, session: Session) -> Sought | None:
        """What is looked for to hear a session; None where it has no recording."""
        study, name = self._study, session.recording
        if name is None:
            return None
        sha256, own = self.places.fingerprint_of(session), folded(name)[-1:]
        others = (e.recording for e in study.view.sessions.values() if e.id != session.id)
        return Sought(
            session_id=session.id,
            name=name,
            sha256=sha256,
            folders=tuple(self.places.folders_of(study.view.study.id, study.place)),
            others=tuple(each for each in others if each and folded(each)[-1:] == own),
            known=self.places.file_of(session),
            size=self.places.size_of(sha256),
        )

    def why_not(self) -> str:
        """Why there is nothing to hear; empty where a file is in hand."""
        if self.session is None:
            return "The recording of this session is not open to you."
        if self.name is None:
            return f"This session has no recording yet: {key_of('recording')} attaches one."
        if self.stranger is not None:
            return f"{self.name} is {self.other_words()}: {key_of('recording')} says what to do."
        if self.unclear:
            return (
                f"Several files or sessions go by the name {self.name}: "
                f"{key_of('recording')} says which file it is."
            )
        if self.missing:
            return f"{self.name} is not found on this machine: {key_of('recording')} looks for it."
        return self.words

    def other_words(self) -> str:
        """What a file of the name is, where it is not the one that is known."""
        is_attached = self.session is not None and self.session.recording_sha256 is not None
        known = "the one that was attached" if is_attached else "the one that was found here before"
        return f"another recording than {known}"

    def stop(self) -> None:
        """The study is left: nothing works on any more."""
        self.locating.stop()
        self.keep_places()

    def keep_places(self) -> None:
        """Writes down what this machine knows."""
        recording_places.save(self.places)

    def _forget(self) -> None:
        self.sha256 = self.stranger = None
        self.missing = self.unclear = False
        self.words = ""
        self.dropped.emit()

    def _take(self, file: Path) -> None:
        """Has a file played, and reads it through meanwhile."""
        self.words = ""
        self.taken.emit(file)
        if (sought := self.sought()) is not None:
            self.locating.read(sought, file)
        self.changed.emit()

    def _follow_found(self, found: Found) -> None:
        if found.file is None:
            self.words, self.missing, self.unclear = "", not found.unclear, found.unclear
            self.changed.emit()
            return
        self.places.found(self._study.view.study.id, found.sought.session_id, found.file)
        self.keep_places()
        self._take(found.file)

    def _follow_known(self, known: Known) -> None:
        self.words = ""
        session, stamp = self.session, known.stamp
        if session is None or stamp is None:
            self.words = as_sentence(known.error) if known.error else ""
            self.changed.emit()
            return
        self.sha256 = stamp.sha256
        allowed = self.places.allowed.get(session.id) == stamp.sha256
        right = self.places.fingerprint_of(session)
        if right is None:  # a plan has named it; it is attached when a person does so
            self.places.note(session, stamp.sha256)
        self.keep_places()
        if right not in (None, stamp.sha256) and not allowed:
            self._refuse(known.file)
            return
        self.locating.draw(stamp.sha256, known.file)
        self.changed.emit()

    def _refuse(self, file: Path) -> None:
        """A file of the name that is another recording: it is told, and not played unasked."""
        self.dropped.emit()
        self.stranger = file
        self.told.emit(
            f"{file.name} is {self.other_words()}: "
            f"{key_of('recording')} uses it anyway, or looks elsewhere."
        )
        self.changed.emit()

    def _follow_drawn(self, sha256: str, waveform: object) -> None:
        if sha256 == self.sha256:
            self.drawn.emit(waveform)

    def _tell_share(self, share: float) -> None:
        words = "" if share >= 1 else f"reading the recording, {share:.0%}"
        if words != self.words:
            self.words = words
            self.changed.emit()
