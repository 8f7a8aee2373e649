"""Puts down in the study's record what left it, and who looked at everybody's work.

Neither changes a record, and neither is a step that undo takes back. An entry holds no words: of
files it has the names without their folders, and the SHA-256 of what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.domain.counted import counted
from annotator.domain.edits import Several
from annotator.domain.errors import UserError
from annotator.storage import EntryFilter

PARTS = " | "
"""Between what was done and each file."""
LOOKED = "Open everyone’s work while a round is blind"
_LONGEST_NAME = 120
_ONCE_IN = timedelta(hours=12)
_LOOKED_BACK = 5_000  # entries


def note_export(
    study: OpenStudy,
    what: str,
    files: Iterable[Path],
    *,
    with_text: bool = False,
    rows: int | None = None,
    replaced: int = 0,
) -> str:
    """Puts down that files were made of a study; gives the sentence that it was not, or nothing.

    The files stand already: where the study cannot be written to, or is signed as it is, they
    stay, and whoever made them is told.

    Args:
        study: what they were made of.
        what: `tables as CSV`.
        files: where they stand now.
        with_text: whether words of transcripts or memos are in them.
        rows: how many rows they have, where they are tables.
        replaced: in how many places something else stands than in the study.
    """
    told = [_whose(study), "with words" if with_text else "without words"]
    if rows is not None:
        told.append(counted(rows, "row"))
    if replaced:
        told.append(f"{counted(replaced, 'place')} replaced")
    listed = [f"{each.name[:_LONGEST_NAME]} {_sha256(each)}" for each in files]
    return _noted(study, PARTS.join([f"Export {what}: {', '.join(told)}", *listed]))


def note_print(study: OpenStudy, what: str, *, with_text: bool) -> str:
    """The same of what went to a printer, of which there is no file."""
    words = "with words" if with_text else "without words"
    return _noted(study, f"Print {what}: {_whose(study)}, {words}")


def warning_of(untold: str) -> str:
    """The line that a command prints where an export is not in the record; else nothing."""
    return f"warning: {untold}" if untold else ""


def note_reading(study: OpenStudy, what: str) -> None:
    """Puts down that words were printed, `text of D07, session 3, patient`.

    As `note_looking`: of a study that cannot be written to they are read all the same.
    """
    _noted_once(study, f"Print {what}: {_whose(study)}, with words")


def note_looking(study: OpenStudy) -> None:
    """Puts down that everybody's work was opened while coders still work blind.

    Once in twelve hours on one machine. A study that cannot be written to is only read.
    """
    if study.seen_by is None and study.work is None and _someone_is_blind(study):
        _noted_once(study, LOOKED)


def _noted_once(study: OpenStudy, action: str) -> None:
    """Puts something down that was not put down on this machine in the last twelve hours."""
    since = (datetime.now(UTC) - _ONCE_IN).isoformat(timespec="milliseconds")
    wanted = EntryFilter(
        actors=frozenset([study.seen_by or None]),
        since=since,
        words=(action,),
        after=max(0, study.view.revision - _LOOKED_BACK),
    )
    lately = study.look(
        lambda store: any(
            (each.device, each.action) == (store.device, action)
            for each in storage.entries_of(store, storage.entry_numbers(store, wanted))
        )
    )
    if not lately:
        _noted(study, action)


def action_and_files(action: str) -> tuple[str, Sequence[str]]:
    """What was done, and the files that it names.

    >>> action_and_files("Export tables as CSV: without words | moments.csv 00ff")
    ('Export tables as CSV: without words', ['moments.csv 00ff'])
    """
    said, *files = action.split(PARTS)
    return said, files


def _noted(study: OpenStudy, action: str) -> str:
    try:
        revision = study.look(lambda store: storage.note(store, action, study.seen_by or None))
    except UserError as error:
        return f"The record of the study could not be written: {error.what}."
    if revision is None:
        return "It is not in the record: work that was handed in is signed as it is."
    if revision == study.view.revision + 1:
        study.view = study.view.after(Several(()), revision)
    return ""


def _whose(study: OpenStudy) -> str:
    """Whose work was open."""
    if study.seen_by is None:
        return "everyone’s work"
    coder = study.view.coders.get(study.seen_by)
    return "nobody’s work" if coder is None else f"work of {coder.name}"


def _someone_is_blind(study: OpenStudy) -> bool:
    """Whether a round is blind, and its work not all done."""
    view = study.view
    return any(
        view.rounds[each.round_id].blind and each.progress != "done"
        for each in view.assignments.values()
        if each.round_id in view.rounds
    )


def _sha256(path: Path) -> str:
    """Of a file's bytes; that it cannot be read says so."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unread"
