"""What an erasure does not reach by a study: files beside it, working copies elsewhere."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.sharing import all_working_copies, is_shared
from annotator.domain.erasure import Found

_WORK = "work files beside the study, each of which may hold some of it, whatever its study"
_STUDIES = (
    "other study files beside it, each of which may be a copy of it, or rescued from it or its "
    "damaged original: erase in these too, or delete them"
)


class Beside:
    """What stands by an open study; `told` looks, in any thread.

    Args:
        study: that one.
    """

    def __init__(self, study: OpenStudy) -> None:
        self._place: Path | None = study.place if study.address is None else None
        self._study_id = study.view.study.id

    def told(self, found: Found) -> Found:
        """What was found, with what is out of reach beside it."""
        if self._place is None:
            return found
        lines: list[str] = []
        shared = is_shared(self._place)
        with suppress(OSError):  # the share is away, which is told
            own = storage.study_files(self._place, self._study_id, with_saved=not shared)
            lines += _lines(_STUDIES, own)
            lines += _lines(_WORK, storage.work_files(self._place))
        if not shared:
            lines += [
                f"working copy on this machine of {each.place}: erase in that study too"
                for each in all_working_copies(self._study_id)
            ]
        return replace(found, beyond=(*found.beyond, *lines))


def _lines(what: str, names: tuple[str, ...]) -> list[str]:
    return [f"{what}: {', '.join(names)}"] if names else []
