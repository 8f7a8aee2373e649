"""What an erasure does not reach by a study: files of work beside it, working copies elsewhere."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.sharing import all_working_copies, is_shared
from annotator.domain.erasure import Found


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
        with suppress(OSError):  # the share is away, which is told
            lines += _work_lines(storage.work_files(self._place))
        if not is_shared(self._place):
            lines += [
                f"working copy on this machine of {each.place}: erase in that study too"
                for each in all_working_copies(self._study_id)
            ]
        return replace(found, beyond=(*found.beyond, *lines))


def _work_lines(names: tuple[str, ...]) -> list[str]:
    if not names:
        return []
    what = "work files beside the study, each of which may hold some of it, whatever its study"
    return [f"{what}: {', '.join(names)}"]
