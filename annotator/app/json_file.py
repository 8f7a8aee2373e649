"""Small files that this program keeps for one person on one machine, as JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any


def read_object(path: Path) -> dict[str, Any]:
    """What stands in the file; nothing where it is missing, damaged or no object."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}


def write_object(path: Path, raw: dict[str, Any]) -> bool:
    """Writes the file whole or not at all; False where the folder takes no files.

    A lab machine may have no writable home: the window works without, so this is no error.
    """
    half: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.stem}", delete=False
        ) as draft:
            half = Path(draft.name)
            json.dump(raw, draft, indent=1)
        half.replace(path)
    except OSError:
        if half is not None:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return False
    return True
