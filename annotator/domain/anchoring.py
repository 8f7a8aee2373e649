"""Carries what stands in one version of a transcript to the next, or says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.guide import Asked
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.transcript import Aside, Stop, Transcript

STOP_QUOTE = 60
"""Code points after a stop by which its place is recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of all that stood in a transcript when it was replaced.

    Attributes:
        moments: old and new state of each moment that stands in the new text.
        left_moments: whose words are not in the new text, or not once only.
        stops: old and new state of each stop that was carried.
        left_stops: that stay with the old version.
        asides: old and new state of each aside whose words stand in the new text.
        left_asides: that stay with the old version.
        asked: old and new state of each question asked in a turn that the new text has.
        left_asked: that stay with the old version.
        memos: old and new state of each memo on a turn that the new text has.
        left_memos: that stay with the old version.
    """

    moments: tuple[tuple[Moment, Moment], ...]
    left_moments: tuple[Moment, ...]
    stops: tuple[tuple[Stop, Stop], ...]
    left_stops: tuple[Stop, ...]
    asides: tuple[tuple[Aside, Aside], ...] = ()
    left_asides: tuple[Aside, ...] = ()
    asked: tuple[tuple[Asked, Asked], ...] = ()
    left_asked: tuple[Asked, ...] = ()
    memos: tuple[tuple[Memo, Memo], ...] = ()
    left_memos: tuple[Memo, ...] = ()


def places(text: str, quote: str) -> list[int]:
    """The first two places of a quote in a text; overlapping ones count.

    >>> places("so so so", "so so")
    [0, 3]
    """
    found: list[int] = []
    place = text.find(quote) if quote else -1
    while place >= 0 and len(found) < 2:
        found.append(place)
        place = text.find(quote, place + 1)
    return found


def carried_span(old: str, new: str, span: Span) -> Span | None:
    """Where the words of a span stand in the new text; None unless once, in both texts.

    >>> carried_span("I was searching.", "Well, I was searching.", (2, 5))
    (8, 11)
    """
    quote = old[span[0] : span[1]]
    found = places(new, quote)
    if len(found) != 1 or len(places(old, quote)) != 1:
        return None
    return found[0], found[0] + len(quote)


def carry(
    old: Transcript,
    new: Transcript,
    moments: tuple[Moment, ...],
    stops: tuple[Stop, ...],
    read_stops: tuple[Stop, ...],
    asides: tuple[Aside, ...] = (),
    asked: tuple[Asked, ...] = (),
    memos: tuple[Memo, ...] = (),
) -> Carried:
    """Carries what stands in one version to the next.

    A stop that the new file has itself (same session time) is not carried beside it. Where the
    new file has stops of its own, those that an earlier file had and this one lacks stay behind.

    Args:
        read_stops: what the reader found in the new file.
    """
    kept: list[tuple[Moment, Moment]] = []
    left: list[Moment] = []
    for moment in moments:
        span = carried_span(old.text, new.text, (moment.start, moment.end))
        if span is None:
            left.append(moment)
        else:
            moved = replace(moment, transcript_id=new.id, start=span[0], end=span[1])
            kept.append((moment, moved))
    times = {stop.start_ms for stop in read_stops}
    kept_stops: list[tuple[Stop, Stop]] = []
    left_stops: list[Stop] = []
    for stop in stops:
        if stop.start_ms in times and stop.marker:
            continue
        position = None if stop.marker and read_stops else _stop_place(old, new, stop)
        if position is None:
            left_stops.append(stop)
        else:
            kept_stops.append((stop, replace(stop, transcript_id=new.id, position=position)))
    kept_asides = [(aside, at) for aside in asides if (at := _moved_aside(old, new, aside))]
    kept_asked = [(each, to) for each in asked if (to := _moved_asked(old, new, each))]
    kept_memos = [(memo, own) for memo in memos if (own := _moved_memo(old, new, memo))]
    with_place = {aside.id for aside, _ in kept_asides} | {each.id for each, _ in kept_asked}
    with_place |= {memo.id for memo, _ in kept_memos}
    return Carried(
        moments=tuple(kept),
        left_moments=tuple(left),
        stops=tuple(kept_stops),
        left_stops=tuple(left_stops),
        asides=tuple(kept_asides),
        left_asides=tuple(aside for aside in asides if aside.id not in with_place),
        asked=tuple(kept_asked),
        left_asked=tuple(each for each in asked if each.id not in with_place),
        memos=tuple(kept_memos),
        left_memos=tuple(memo for memo in memos if memo.id not in with_place),
    )


def _moved_aside(old: Transcript, new: Transcript, aside: Aside) -> Aside | None:
    """The aside on the same words of the new text."""
    span = carried_span(old.text, new.text, (aside.start, aside.end))
    if span is None:
        return None
    return replace(aside, transcript_id=new.id, start=span[0], end=span[1])


def _moved_asked(old: Transcript, new: Transcript, asked: Asked) -> Asked | None:
    """The question on the turn of the new text that has the same words."""
    turn = _moved_turn(old, new, asked.turn)
    return None if turn is None else replace(asked, transcript_id=new.id, turn=turn)


def _moved_memo(old: Transcript, new: Transcript, memo: Memo) -> Memo | None:
    """The memo on the turn of the new text that has the same words."""
    turn = None if memo.turn is None else _moved_turn(old, new, memo.turn)
    if turn is None:
        return None
    return replace(memo, about_id=new.id, transcript_id=new.id, turn=turn)


def _moved_turn(old: Transcript, new: Transcript, number: int) -> int | None:
    """The turn of the new text that has the words of an old one; None unless once, in both."""
    if number >= len(old.turns):
        return None
    turn = old.turns[number]
    span = carried_span(old.text, new.text, (turn.start, turn.end))
    return None if span is None else new.turn_at(span[0])


def _stop_place(old: Transcript, new: Transcript, stop: Stop) -> int | None:
    """The place of the words after a stop in the new text."""
    if stop.position >= len(old.text):
        return len(new.text)
    turn = old.turns[old.turn_at(stop.position)]
    end = min(stop.position + STOP_QUOTE, max(turn.end, stop.position + 1))
    span = carried_span(old.text, new.text, (stop.position, end))
    return None if span is None else span[0]
