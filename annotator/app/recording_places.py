"""Where this machine has the recordings: never in the study, which is read on other machines."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.app.json_file import read_object, write_merged
from annotator.app.recording_names import parts_of
from annotator.app.settings import MOST_PIXELS, settings_folder
from annotator.domain.ids import Id
from annotator.domain.study import Session

MOST_FOLDERS = 12
MOST_STAMPS = 400


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was read through: while it is the same it need not be read again."""

    size: int
    modified_ns: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Places:
    """What is known on this machine.

    Attributes:
        folders: by study, where recordings were found; newest first.
        files: by session, the file that was found.
        allowed: by session, the fingerprint of another recording that is used all the same.
        noted: by session and name with a blank between, the fingerprint of what a plan has named
            and this machine has found; it stands in for one that nobody has attached yet.
        stamps: by path.
        volume: 0 to 100.
        muted: whether nothing is heard.
        video: where the picture stands: `right`, `left`, `floating`, or `closed`.
        video_box: its x, y, width and height while it floats.
        kept: as it was read or written last; None before.
    """

    folders: dict[Id, list[str]] = field(default_factory=dict)
    files: dict[Id, str] = field(default_factory=dict)
    allowed: dict[Id, str] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    volume: int = 80
    muted: bool = False
    video: str = ""
    video_box: tuple[int, ...] = ()
    kept: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    def found(self, study_id: Id, session_id: Id, file: Path) -> None:
        """A recording of this session is there; its folder is looked in for others too."""
        self.files[session_id] = str(file)
        self.look_in(study_id, file.parent)

    def look_in(self, study_id: Id, folder: Path) -> None:
        """A folder is looked in for this study's recordings from now on."""
        own = [each for each in self.folders.get(study_id, []) if each != str(folder)]
        self.folders[study_id] = [str(folder), *own][:MOST_FOLDERS]

    def folders_of(self, study_id: Id, study_file: Path) -> list[Path]:
        """Where a study's recordings are looked for: beside it, in `recordings`, and as known."""
        beside = study_file.parent
        known = map(Path, self.folders.get(study_id, []))
        return list(dict.fromkeys((beside, beside / "recordings", *known)))

    def file_of(self, session: Session) -> str | None:
        """Where a session's recording was last; None where that was another recording."""
        known = self.files.get(session.id)
        if known is None or session.recording is None:
            return None
        stamp, sha256 = self.stamps.get(known), self.fingerprint_of(session)
        if stamp is None or sha256 is None:
            named = parts_of(session.recording)[-1:] == (Path(known).name,)
            return known if named else None
        right = (sha256, self.allowed.get(session.id))
        return known if stamp.sha256 in right else None

    def fingerprint_of(self, session: Session) -> str | None:
        """What is in a session's recording: as the study says, else as it was found here."""
        noted = self.noted.get(f"{session.id} {session.recording}")
        return session.recording_sha256 or noted

    def note(self, session: Session, sha256: str) -> None:
        """What a plan has named is found; the study is not touched by that."""
        self.noted[f"{session.id} {session.recording}"] = sha256

    def size_of(self, sha256: str | None) -> int | None:
        """The size of a recording that this machine has read through."""
        sizes = (each.size for each in self.stamps.values() if each.sha256 == sha256)
        return next(sizes, None)

    def stamp_of(self, file: Path) -> Stamp | None:
        """The stamp of a file that is as it was; None where it must be read."""
        stamp = self.stamps.get(str(file))
        if stamp is None:
            return None
        try:
            now = file.stat()
        except OSError:
            return None
        same = (now.st_size, now.st_mtime_ns) == (stamp.size, stamp.modified_ns)
        return stamp if same else None

    def keep_stamp(self, file: Path, stamp: Stamp) -> None:
        """Keeps what a file was; the oldest stamps are dropped."""
        self.stamps.pop(str(file), None)
        self.stamps[str(file)] = stamp
        for old in list(self.stamps)[:-MOST_STAMPS]:
            del self.stamps[old]


def places_file() -> Path:
    """The file that keeps the places."""
    return settings_folder() / "recordings.json"


def load(path: Path | None = None) -> Places:
    """The places as last kept; nothing known where the file is missing or damaged."""
    places = _places(read_object(path or places_file()))
    places.kept = _raw(places)
    return places


def save(places: Places, path: Path | None = None) -> bool:
    """Writes the places whole or not at all; False where the folder takes no files.

    What another window has found meanwhile stays, but what both have changed.
    """
    raw = _raw(places)
    is_kept = write_merged(path or places_file(), places.kept, raw, {"folders"})
    if is_kept:
        places.kept = raw
    return is_kept


def _raw(places: Places) -> dict[str, Any]:
    return {
        "folders": {study: list(own) for study, own in places.folders.items()},
        "files": dict(places.files),
        "allowed": dict(places.allowed),
        "noted": dict(places.noted),
        "stamps": {
            file: [each.size, each.modified_ns, each.sha256] for file, each in places.stamps.items()
        },
        "volume": places.volume,
        "muted": places.muted,
        "video": places.video,
        "video_box": list(places.video_box),
    }


def _places(raw: Mapping[str, Any]) -> Places:
    """The places from what was read, part by part."""
    result = Places()
    folders = raw.get("folders")
    if isinstance(folders, dict):
        result.folders = {
            study: [each for each in own if isinstance(each, str)][:MOST_FOLDERS]
            for study, own in folders.items()
            if isinstance(own, list)
        }
    result.files = _texts(raw.get("files"))
    result.allowed = _texts(raw.get("allowed"))
    result.noted = _texts(raw.get("noted"))
    stamps = raw.get("stamps")
    if isinstance(stamps, dict):
        for file, own in list(stamps.items())[-MOST_STAMPS:]:
            with suppress(TypeError, ValueError, OverflowError):
                size, modified_ns, sha256 = own
                result.stamps[file] = Stamp(int(size), int(modified_ns), str(sha256))
    volume = raw.get("volume")
    if isinstance(volume, int) and 0 <= volume <= 100:
        result.volume = volume
    result.muted = raw.get("muted") is True
    if raw.get("video") in ("right", "left", "floating", "closed"):
        result.video = raw["video"]
    box = raw.get("video_box")
    if isinstance(box, list) and len(box) == 4:
        fits = all(isinstance(each, int) and abs(each) < MOST_PIXELS for each in box)
        result.video_box = tuple(box) if fits else ()
    return result


def _texts(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        return {}
    return {name: text for name, text in raw.items() if isinstance(text, str)}
