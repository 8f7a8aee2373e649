"""What a person has decided on findings before: kept on this machine, without a word of them.

A finding is kept as a mark that only the open study can make again, the key of names as the
path at which it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.app.json_file import read_object, write_object
from annotator.app.settings import settings_folder

MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakChoices:
    """Decisions on the findings of one study.

    Attributes:
        key: where the key of names lies; None where none was named.
        left: marks of what shall stand as it is.
        replaced: marks of what shall be replaced.
    """

    key: Path | None = None
    left: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()


def choices_file() -> Path:
    """The file of these decisions."""
    return settings_folder() / "leaks.json"


def kept_choices(study_id: str) -> LeakChoices:
    """What was decided in a study before."""
    raw = read_object(choices_file()).get(study_id)
    if not isinstance(raw, dict):
        return LeakChoices()
    key = raw.get("key")
    return LeakChoices(
        key=Path(key) if isinstance(key, str) and key else None,
        left=_marks(raw.get("left")),
        replaced=_marks(raw.get("replaced")),
    )


def keep_choices(study_id: str, choices: LeakChoices) -> bool:
    """Keeps what was decided; False where the folder takes no files."""
    whole = read_object(choices_file())
    whole[study_id] = {
        "key": "" if choices.key is None else str(choices.key),
        "left": sorted(choices.left)[:MOST],
        "replaced": sorted(choices.replaced)[:MOST],
    }
    return write_object(choices_file(), whole)


def _marks(value: Any) -> frozenset[str]:
    return frozenset(each for each in value if isinstance(each, str)) if isinstance(
        value, list
    ) else frozenset()  # fmt: skip
