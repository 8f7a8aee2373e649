"""What the app remembers between starts: look, geometry, places. Never text or names of people."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal

import platformdirs

SchemeChoice = Literal["system", "light", "dark"]
RECENT_STUDIES = 8


@dataclass(slots=True, kw_only=True)
class Place:
    """Where a coder left a study.

    Attributes:
        coder_id: who was coding; None for a reader of everything.
        mode: `therapist`, `dyadic`, `patient` or `session`.
        carets: position of the caret by voice.
        aligned: whether the columns stood level by the session's clock.
    """

    coder_id: str | None = None
    session_id: str | None = None
    mode: str = "dyadic"
    moment_id: str | None = None
    carets: dict[str, int] = field(default_factory=dict)
    aligned: bool = False


@dataclass(slots=True, kw_only=True)
class Settings:
    """The settings of one person on one machine. Written as a whole by `save`.

    Attributes:
        scheme: light, dark, or as the desktop says.
        percent: text size, 90 to 200.
        geometry: Qt's window geometry, base64.
        splitters: sizes in pixels by splitter.
        recent: paths of studies, newest first; empty when `remember_recent` is off.
        places: by study id.
        moment_columns: by study id the widths of the moments' columns at 100 %, 0 for a hidden one.
    """

    scheme: SchemeChoice = "system"
    percent: int = 100
    geometry: str = ""
    splitters: dict[str, list[int]] = field(default_factory=dict)
    remember_recent: bool = True
    recent: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    moment_columns: dict[str, dict[str, int]] = field(default_factory=dict)

    def place(self, study_id: str) -> Place:
        """Where this study was left; a fresh place for a new one."""
        return self.places.setdefault(study_id, Place())

    def opened(self, study_file: Path) -> None:
        """Puts a study at the head of the recent ones."""
        if not self.remember_recent:
            return
        own = str(study_file.absolute())
        others = [each for each in self.recent if each != own]
        self.recent = [own, *others][:RECENT_STUDIES]

    def forget_recent(self) -> None:
        """Empties the list of recent studies and keeps none from now on."""
        self.recent = []
        self.remember_recent = False

    def recent_studies(self) -> list[Path]:
        """The recent studies whose files are still there."""
        return [path for path in map(Path, self.recent) if path.is_file()]

    def last_study(self) -> Path | None:
        """The study that was open last, if it is remembered and still there."""
        last = Path(self.recent[0]) if self.recent else None
        return last if last is not None and last.is_file() else None


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
    try:
        raw = json.loads((path or settings_file()).read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    return _settings(raw) if isinstance(raw, dict) else Settings()


def save(settings: Settings, path: Path | None = None) -> bool:
    """Writes the settings whole or not at all; False where the folder takes no files.

    A lab machine may have no writable home: the window works without, so this is no error.
    """
    target = path or settings_file()
    half: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=".settings", delete=False
        ) as draft:
            half = Path(draft.name)
            json.dump(asdict(settings), draft, indent=1)
        half.replace(target)
    except OSError:
        if half is not None:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return False
    return True


def _settings(raw: dict[str, Any]) -> Settings:
    """Settings from what was read, part by part."""
    result = Settings()
    if raw.get("scheme") in ("system", "light", "dark"):
        result.scheme = raw["scheme"]
    percent = raw.get("percent")
    if isinstance(percent, int) and 90 <= percent <= 200:
        result.percent = percent
    if isinstance(raw.get("geometry"), str):
        result.geometry = raw["geometry"]
    if isinstance(raw.get("remember_recent"), bool):
        result.remember_recent = raw["remember_recent"]
    if isinstance(raw.get("recent"), list):
        result.recent = [each for each in raw["recent"] if isinstance(each, str)][:RECENT_STUDIES]
    splitters = raw.get("splitters")
    if isinstance(splitters, dict):
        result.splitters = {
            name: sizes for name, sizes in splitters.items() if _is_list_of_int(sizes)
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


def _is_list_of_int(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, int) for each in value)
