"""The pieces that a transcript is shown in: one block each, a turn or the part of one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.transcript import Stop, Transcript, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one block shows.

    Attributes:
        start: first code point.
        end: the code point after the last; the LF after a turn belongs to none.
        turn: index of the turn.
        letter: of the speaker, empty where the piece continues a turn or nobody is named.
        stops: the stops whose bands stand above it.
    """

    start: int
    end: int
    turn: int
    letter: str = ""
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a transcript.

    Attributes:
        all: at least one.
        starts: where they start, for bisecting.
        splits: positions inside turns at which a piece starts.
        after_all: stops behind the last turn.
    """

    all: tuple[Piece, ...]
    starts: list[int]
    splits: tuple[int, ...]
    after_all: tuple[Stop, ...]

    def at(self, position: int) -> int:
        """Number of the piece at a position; the LF after a turn counts as that turn's."""
        return max(0, bisect_right(self.starts, position) - 1)

    def meeting(self, start: int, end: int) -> range:
        """Numbers of the pieces that share a position with a range."""
        return range(self.at(start), max(bisect_left(self.starts, end), self.at(start) + 1))


NOTHING = Pieces((Piece(start=0, end=0, turn=0),), [0], (), ())
"""What an empty page is made of."""


def cut(transcript: Transcript, stops: Sequence[Stop]) -> Pieces:
    """The pieces of a transcript, split where a stop stands inside a turn.

    A stop at the end of a turn governs what follows, so its band stands above the next turn.

    Args:
        transcript: with its turns.
        stops: of this transcript, sorted by position.
    """
    pieces: list[Piece] = []
    splits: list[int] = []
    waiting: tuple[Stop, ...] = ()
    place = 0
    for number, turn in enumerate(transcript.turns):
        start, letter = turn.start, speaker_letter(turn)
        while place < len(stops) and stops[place].position < turn.end:
            stop = stops[place]
            if stop.position > start:
                pieces.append(
                    Piece(start=start, end=stop.position, turn=number, letter=letter, stops=waiting)
                )
                splits.append(stop.position)
                start, letter, waiting = stop.position, "", ()
            waiting = (*waiting, stop)
            place += 1
        pieces.append(Piece(start=start, end=turn.end, turn=number, letter=letter, stops=waiting))
        waiting = ()
    if not pieces:
        pieces.append(Piece(start=0, end=len(transcript.text), turn=0))
    starts = [piece.start for piece in pieces]
    return Pieces(tuple(pieces), starts, tuple(splits), tuple(stops[place:]))


def speaker_letter(turn: Turn) -> str:
    """What stands beside a turn: the role's letter, else the speaker's number or first letter.

    >>> speaker_letter(Turn(start=0, end=1, speaker="Speaker 2"))
    '2'
    """
    if turn.role != "other":
        return turn.role[0].upper()
    name = (turn.speaker or "").strip()
    digits = name[len(name.rstrip("0123456789")) :]
    return digits[:2] or name[:1].upper()
