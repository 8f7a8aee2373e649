"""What the app remembers between starts: look, geometry, places. Never text or names of people."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import platformdirs

from annotator.app.json_file import read_object, write_merged
from annotator.domain.address import Address, is_address
from annotator.domain.errors import UserError

SchemeChoice = Literal["system", "light", "dark"]
RECENT_STUDIES = 8
RECENT_COMMANDS = 6
PERCENTS = range(90, 201)
MOST_PIXELS = 100_000
LINE_HEIGHTS = (1.4, 1.5, 1.6, 1.8, 2.0)
LOCK_AFTER_MIN = (2, 5, 10, 20, 30, 60, 0)
CLEAR_COPIED_S = (60, 0)
LINE_LENGTHS = (48, 56, 64, 72)

_CHOSEN: dict[str, tuple[Any, ...]] = {
    "line_height": LINE_HEIGHTS,
    "line_length": LINE_LENGTHS,
    "lock_after_min": LOCK_AFTER_MIN,
    "clear_copied_s": CLEAR_COPIED_S,
}
"""What a few settings can be."""


@dataclass(slots=True, kw_only=True)
class Place:
    """Where a coder left a study.

    Attributes:
        coder_id: who was coding; None for a reader of everything.
        mode: `therapist`, `dyadic`, `patient` or `session`.
        carets: position of the caret by voice.
        aligned: whether the columns stood level by the session's clock.
        set_id: the set of codes in hand.
    """

    coder_id: str | None = None
    session_id: str | None = None
    mode: str = "dyadic"
    moment_id: str | None = None
    carets: dict[str, int] = field(default_factory=dict)
    aligned: bool = False
    set_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Arrangement:
    """How a coder has the columns and panels of a study.

    Attributes:
        splitters: sizes in pixels by splitter.
        panels: whether `study`, `codes`, `timeline` stand there; where not named, as there is room.
        percent: text size; None for that of the settings.
        open_sets: ids of the sets of codes that are open beside the one in hand.
    """

    splitters: dict[str, list[int]] = field(default_factory=dict)
    panels: dict[str, bool] = field(default_factory=dict)
    percent: int | None = None
    open_sets: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Settings:
    """The settings of one person on one machine. Written as a whole by `save`.

    Attributes:
        scheme: light, dark, or as the desktop says.
        percent: text size, 90 to 200.
        reading_face: the family of the transcripts; empty for the one that comes with the app.
        reading_percent: their size against the usual one, on top of `percent`.
        line_height: of the transcripts, in text sizes.
        line_length: of the transcripts, in characters at most.
        keys: keys that a person has changed, by action id.
        recent_commands: ids of actions chosen in the palette, newest first.
        arrangements: by study id and coder id with a blank between.
        geometry: Qt's window geometry, base64.
        splitters: sizes in pixels by splitter, for studies that have none of their own yet.
        recent: paths of studies, newest first; empty when `remember_recent` is off.
        places: the last one by study id, and each coder's own by study id and coder id.
        moment_columns: by study id the widths of the moments' columns at 100 %, 0 for a hidden one.
        lock_after_min: minutes without a key or the mouse until an encrypted study is locked; 0
            for never.
        clear_copied_s: seconds until what was copied is cleared from the clipboard; 0 for never.
        kept: as it was read or written last; None before.
    """

    scheme: SchemeChoice = "system"
    percent: int = 100
    reading_face: str = ""
    reading_percent: int = 100
    line_height: float = 1.6
    line_length: int = 72
    keys: dict[str, list[str]] = field(default_factory=dict)
    recent_commands: list[str] = field(default_factory=list)
    arrangements: dict[str, Arrangement] = field(default_factory=dict)
    geometry: str = ""
    splitters: dict[str, list[int]] = field(default_factory=dict)
    remember_recent: bool = True
    recent: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    moment_columns: dict[str, dict[str, int]] = field(default_factory=dict)
    lock_after_min: int = 10
    clear_copied_s: int = 60
    kept: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    def last_coder(self, study_id: str) -> str | None:
        """Who was at work in a study last; None for a reader of everything, or a new study."""
        last = self.places.get(study_id)
        return None if last is None else last.coder_id

    def place(self, study_id: str, coder_id: str | None) -> Place | None:
        """Where a coder left a study; None where they were never in it."""
        last = self.places.get(study_id)
        if last is not None and last.coder_id == coder_id:
            return last
        return self.places.get(_own(study_id, coder_id))

    def left(self, study_id: str, place: Place) -> None:
        """Keeps where a coder is now; those of the others stay."""
        self.places[study_id] = self.places[_own(study_id, place.coder_id)] = place

    def arrangement(self, study_id: str, coder_id: str | None) -> Arrangement:
        """How a coder had columns and panels of a study; as they stood last for a new one."""
        usual = Arrangement(splitters=dict(self.splitters))
        return self.arrangements.setdefault(f"{study_id} {coder_id or ''}".strip(), usual)

    def ran(self, action_id: str) -> None:
        """Puts a command at the head of those that were chosen lately."""
        others = [each for each in self.recent_commands if each != action_id]
        self.recent_commands = [action_id, *others][:RECENT_COMMANDS]

    def opened(self, study: Path | Address) -> None:
        """Puts a study at the head of the recent ones; of one on a server its address."""
        if not self.remember_recent:
            return
        own = str(study.absolute() if isinstance(study, Path) else study)
        others = [each for each in self.recent if each != own]
        self.recent = [own, *others][:RECENT_STUDIES]

    def forget_recent(self) -> None:
        """Empties the list of recent studies and keeps none from now on."""
        self.recent = []
        self.remember_recent = False

    def recent_studies(self) -> list[Path | Address]:
        """The recent studies whose files are still there, and those on servers."""
        return [place for each in self.recent if (place := _still_there(each)) is not None]

    def last_study(self) -> Path | Address | None:
        """The study that was open last, if it is remembered and still there."""
        return _still_there(self.recent[0]) if self.recent else None


def _still_there(recent: str) -> Path | Address | None:
    """A study of the list; None where its file is gone.

    Neither a server nor a share, which may hang, is asked.
    """
    from annotator.storage import on_share

    if is_address(recent):
        try:
            return Address.of(recent)
        except UserError:
            return None
    path = Path(recent)
    return path if on_share(path) or path.is_file() else None


def _own(study_id: str, coder_id: str | None) -> str:
    return f"{study_id} {'everybody' if coder_id is None else coder_id}"


def settings_folder() -> Path:
    """The folder of this person's settings; `ANNOTATOR_HOME` names another one."""
    home = os.environ.get("ANNOTATOR_HOME")
    if home:
        return Path(home)
    return platformdirs.user_config_path("ipr-annotator", appauthor=False, roaming=False)


def settings_file() -> Path:
    """The file of this person's settings."""
    return settings_folder() / "settings.json"


def load(path: Path | None = None) -> Settings:
    """The settings as last saved; the usual ones for each part that is missing or damaged."""
    settings = _settings(read_object(path or settings_file()))
    settings.kept = _raw(settings)
    return settings


def save(settings: Settings, path: Path | None = None) -> bool:
    """Writes the settings whole or not at all; False where the folder takes no files.

    What another window has changed meanwhile stays, but what both have changed.
    """
    raw = _raw(settings)
    gather = {"recent"} if settings.remember_recent else set()
    is_kept = write_merged(path or settings_file(), settings.kept, raw, gather)
    if is_kept:
        settings.kept = raw
    return is_kept


def _raw(settings: Settings) -> dict[str, Any]:
    raw = asdict(settings)
    del raw["kept"]
    return raw


def _settings(raw: dict[str, Any]) -> Settings:
    """Settings from what was read, part by part."""
    result = Settings()
    if raw.get("scheme") in ("system", "light", "dark"):
        result.scheme = raw["scheme"]
    result.percent = _percent(raw.get("percent")) or 100
    result.reading_percent = _percent(raw.get("reading_percent")) or 100
    if isinstance(raw.get("reading_face"), str):
        result.reading_face = raw["reading_face"]
    for name, known in _CHOSEN.items():
        if (value := raw.get(name)) in known and not isinstance(value, bool):
            setattr(result, name, known[known.index(value)])
    result.keys = _lists_of_text(raw.get("keys"))
    commands = _lists_of_text({"": raw.get("recent_commands")})
    result.recent_commands = commands.get("", [])[:RECENT_COMMANDS]
    if isinstance(raw.get("geometry"), str):
        result.geometry = raw["geometry"]
    if isinstance(raw.get("remember_recent"), bool):
        result.remember_recent = raw["remember_recent"]
    if isinstance(raw.get("recent"), list):
        texts = [each for each in raw["recent"] if isinstance(each, str)]
        result.recent = texts[:RECENT_STUDIES] if result.remember_recent else []
    result.splitters = _sizes(raw.get("splitters"))
    arrangements = raw.get("arrangements")
    if isinstance(arrangements, dict):
        result.arrangements = {
            name: _arrangement(own) for name, own in arrangements.items() if isinstance(own, dict)
        }
    places = raw.get("places")
    if isinstance(places, dict):
        result.places = {
            study_id: _place(own) for study_id, own in places.items() if isinstance(own, dict)
        }
    result.moment_columns = _widths(raw.get("moment_columns"))
    return result


def _widths(raw: object) -> dict[str, dict[str, int]]:
    """Widths by study and column, as far as they are some."""
    if not isinstance(raw, dict):
        return {}
    return {
        study_id: {
            name: min(width, 4_000)
            for name, width in own.items()
            if isinstance(width, int) and not isinstance(width, bool) and width >= 0
        }
        for study_id, own in raw.items()
        if isinstance(own, dict)
    }


def _place(raw: dict[str, Any]) -> Place:
    result = Place()
    for part in fields(Place):
        value = raw.get(part.name)
        if part.name != "carets" and isinstance(value, str):
            setattr(result, part.name, value)
    result.aligned = raw.get("aligned") is True
    carets = raw.get("carets")
    if isinstance(carets, dict):
        result.carets = {
            voice: position for voice, position in carets.items() if isinstance(position, int)
        }
    return result


def _arrangement(raw: dict[str, Any]) -> Arrangement:
    panels = raw.get("panels")
    shown = panels.items() if isinstance(panels, dict) else ()
    return Arrangement(
        splitters=_sizes(raw.get("splitters")),
        panels={name: own for name, own in shown if isinstance(own, bool)},
        percent=_percent(raw.get("percent")),
        open_sets=_lists_of_text({"": raw.get("open_sets")}).get("", []),
    )


def _percent(value: object) -> int | None:
    return value if isinstance(value, int) and value in PERCENTS else None


def _sizes(value: object) -> dict[str, list[int]]:
    read = value.items() if isinstance(value, dict) else ()
    return {name: sizes for name, sizes in read if _is_list_of_int(sizes)}


def _lists_of_text(value: object) -> dict[str, list[str]]:
    read = value.items() if isinstance(value, dict) else ()
    return {
        name: own
        for name, own in read
        if isinstance(own, list) and all(isinstance(each, str) for each in own)
    }


def _is_list_of_int(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, int) and abs(each) < MOST_PIXELS for each in value
    )
