"""What an import says of stops that can hardly be meant, and of judgements; nothing is mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.domain.clock import clock_text
from annotator.domain.counted import counted
from annotator.domain.reading import Note
from annotator.domain.stop_checks import stop_findings
from annotator.domain.study import Account, Role
from annotator.domain.transcript import Stop, Transcript
from annotator.domain.view import StudyView


def stop_notes(view: StudyView, account: Account, stops: Sequence[Stop]) -> list[Note]:
    """A warning for each fault of the stops that were read.

    Args:
        view: the study as it will be, with the session's length where it is known.
        account: the one that is imported.
        stops: sorted by position.
    """
    offset = view.accounts[account.id].clock_offset_ms
    length = view.sessions[account.session_id].length_ms
    starts = {stop.id: clock_text(stop.start_ms + offset) for stop in stops}
    return [
        Note(kind="warning", place=f"stop {starts[each.stop_id]}", what=each.words)
        for each in stop_findings(stops, offset_ms=offset, length_ms=length)
        if each.stop_id is not None and each.is_fault
    ]


def judgement_notes(view: StudyView, account: Account) -> list[Note]:
    """That judgements of an account stay as they are when its transcript becomes another."""
    own = sum(each.target_id == account.id for each in view.judgements.values())
    if not own:
        return []
    told = (
        f"{counted(own, 'judgement')} of the account or its time bins stay as they are: they do "
        "not hang on places in the text"
    )
    return [Note(kind="warning", place="judgements", what=told)]


def role_notes(transcript: Transcript, speakers: Mapping[str, Role]) -> list[Note]:
    """A warning for each speaker label without a role, and for each role given in vain."""
    labels = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker is not None)
    unknown = dict.fromkeys(
        turn.speaker for turn in transcript.turns if turn.speaker and turn.role == "other"
    )
    notes = [
        Note(
            kind="warning",
            place=f"speaker {label!r}",
            what="no role is known for this label, so its turns are `other`; name it by --speakers",
        )
        for label in unknown
        if label not in speakers
    ]
    seen = {label.casefold() for label in labels}
    notes += [
        Note(kind="warning", place=f"speaker {label!r}", what="given a role but not in the file")
        for label in speakers
        if label.casefold() not in seen
    ]
    return notes
