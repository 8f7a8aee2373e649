"""The recording of a session: which file it is, where it begins on the session's clock."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.clock import clock_text, parse_offset_ms
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView

MOST_OFFSET_MS = 24 * 3_600_000


def attach(
    view: StudyView, session_id: Id, name: str, sha256: str, offset_ms: int | None = None
) -> Edit | None:
    """The edit that gives a session a recording: a file's name and fingerprint, no place.

    Args:
        view: the study.
        session_id: the session.
        name: the file's name.
        sha256: of what is in it.
        offset_ms: session time at its start; None keeps what there is.

    Raises:
        UserError: the offset is more than a day.
    """
    old = view.sessions[session_id]
    offset_ms = old.recording_offset_ms if offset_ms is None else _checked(offset_ms)
    new = replace(old, recording=name, recording_sha256=sha256, recording_offset_ms=offset_ms)
    return None if new == old else Replace(old, new)


def set_offset(view: StudyView, session_id: Id, offset_ms: int) -> Edit | None:
    """The edit that says at which session time the recording begins; negative before its start.

    Raises:
        UserError: there is no recording, or the offset is more than a day.
    """
    old = view.sessions[session_id]
    if old.recording is None:
        raise UserError("this session has no recording", hint="attach one first")
    new = replace(old, recording_offset_ms=_checked(offset_ms))
    return None if new == old else Replace(old, new)


def take_off(view: StudyView, session_id: Id) -> Edit | None:
    """The edit that takes the recording off a session; the file itself stays where it is."""
    old = view.sessions[session_id]
    new = replace(old, recording=None, recording_sha256=None, recording_offset_ms=0)
    return None if new == old else Replace(old, new)


def offset_by_sound(media_ms: int, session_ms: int) -> int:
    """The offset at which what is heard at one time of the file is at a session time.

    >>> offset_by_sound(45_000, 750_000), offset_by_sound(60_000, 0)
    (705000, -60000)
    """
    return session_ms - media_ms


def typed_offset(text: str) -> int:
    """An offset as typed, in ms; an empty field is none.

    Raises:
        UserError: it is no time.

    >>> typed_offset(""), typed_offset("-0:12")
    (0, -12000)
    """
    bare = text.strip()
    found = 0 if not bare else parse_offset_ms(bare)
    if found is None:
        raise UserError(f"{bare!r} is no time", hint="write 0:12, or -0:12")
    return found


def _checked(offset_ms: int) -> int:
    if abs(offset_ms) > MOST_OFFSET_MS:
        raise UserError(
            f"{clock_text(offset_ms)} is no offset of a recording", hint="a day is the most"
        )
    return offset_ms
