"""The frozen text of one account, cut into turns, and the stops that stand in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from annotator.domain.ids import Id, new_id
from annotator.domain.reading import Note, Reading
from annotator.domain.study import Role

ROLES: dict[str, Role] = {
    **dict.fromkeys(("t", "th", "therapist"), "therapist"),
    **dict.fromkeys(("p", "c", "k", "patient", "client"), "patient"),
    **dict.fromkeys(("i", "int", "interviewer"), "interviewer"),
}
ROLE_NAMES: tuple[Role, ...] = ("interviewer", "therapist", "patient", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speaker's stretch: `[start, end)` in code points of the transcript's text.

    Attributes:
        start_ms: start on the interview's own clock (the session's for a session transcript).
        question: the guide's question that the turn answers, where known.
    """

    start: int
    end: int
    speaker: str | None = None
    role: Role = "other"
    start_ms: int | None = None
    end_ms: int | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One version of an account's text. It is never changed, only followed by a new version.

    Attributes:
        text: the turns' texts joined by one LF, exactly as read.
        sha256: hex digest of the text in UTF-8.
        source: name of the file that it was read from.
        notes: what its reader dropped, joined or inferred.
    """

    id: Id
    account_id: Id
    version: int
    text: str
    turns: tuple[Turn, ...]
    sha256: str
    source: str = ""
    format: str = ""
    encoding: str | None = None
    notes: tuple[Note, ...] = ()

    def quote(self, start: int, end: int) -> str:
        """The words at `[start, end)`."""
        return self.text[start:end]

    def turn_at(self, position: int) -> int:
        """Index of the turn at a position; the LF after a turn counts as that turn's."""
        return max(0, bisect_right(self.turns, position, key=lambda turn: turn.start) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where playback was stopped: a place in the transcript and the session time shown there.

    Attributes:
        position: code point from which on the talk is about this session time.
        end_ms: end of the stretch that was watched; None where only the stop is known.
        stopped_by: `therapist`, `patient`, `interviewer`; None where unknown.
        prompted: whether the interviewer asked for it; None where unknown.
        marker: as written in the file; empty for a stop made by hand.
    """

    id: Id
    transcript_id: Id
    position: int
    start_ms: int
    end_ms: int | None = None
    stopped_by: str | None = None
    prompted: bool | None = None
    note: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A range `[start, end)` of a recall interview whose stop does not govern it.

    People digress, or speak of another moment than the one on the screen.

    Attributes:
        start_ms: the session time that the range is about instead; None for a range that is
            not about this moment, nor about another that could be named.
        end_ms: where that session time ends; None where it is not known.
    """

    id: Id
    transcript_id: Id
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    note: str = ""


def text_sha256(text: str) -> str:
    """Hex digest of a text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def role_of(label: str | None, speakers: Mapping[str, Role]) -> Role:
    """A speaker's role: as the study says, else by the usual labels, else `other`.

    >>> role_of("Th", {}), role_of("K", {"K": "other"}), role_of("Speaker 1", {})
    ('therapist', 'other', 'other')
    """
    if label is None:
        return "other"
    if label in speakers:
        return speakers[label]
    folded = {name.casefold(): role for name, role in speakers.items()}
    plain = label.strip().rstrip(".:").casefold()
    return folded.get(plain) or ROLES.get(plain, "other")


def freeze(
    reading: Reading,
    account_id: Id,
    *,
    version: int = 1,
    source: str = "",
    speakers: Mapping[str, Role] | None = None,
) -> tuple[Transcript, tuple[Stop, ...]]:
    """The transcript and its stops, from what a reader found."""
    turns: list[Turn] = []
    position = 0
    for read in reading.turns:
        end = position + len(read.text)
        turns.append(
            Turn(
                start=position,
                end=end,
                speaker=read.speaker,
                role=role_of(read.speaker, speakers or {}),
                start_ms=read.start_ms,
                end_ms=read.end_ms,
            )
        )
        position = end + 1
    text = "\n".join(read.text for read in reading.turns)
    transcript = Transcript(
        id=new_id(),
        account_id=account_id,
        version=version,
        text=text,
        turns=tuple(turns),
        sha256=text_sha256(text),
        source=source,
        format=reading.format,
        encoding=reading.encoding,
        notes=reading.notes,
    )
    return transcript, tuple(_frozen_stops(reading, transcript))


def _frozen_stops(reading: Reading, transcript: Transcript) -> list[Stop]:
    """The stops of a reading at their positions in the frozen text."""
    stops = []
    for read in reading.stops:
        after_all = read.turn >= len(transcript.turns)
        position = (
            len(transcript.text) if after_all else transcript.turns[read.turn].start + read.offset
        )
        stops.append(
            Stop(
                id=new_id(),
                transcript_id=transcript.id,
                position=position,
                start_ms=read.start_ms,
                end_ms=read.end_ms,
                marker=read.marker,
            )
        )
    return stops
