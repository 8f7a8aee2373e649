"""Where the caret goes by words and turns; pure, in frozen positions."""

from __future__ import annotations

from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.ui.transcript.words import trimmed, word_after, word_at, word_before


def moved_by_words(text: str, caret: int, count: int) -> int:
    """The start of the word that lies `count` words on.

    >>> moved_by_words("so it is", 0, 2), moved_by_words("so it is", 8, -1)
    (6, 6)
    """
    for _ in range(abs(count)):
        if count < 0:
            found = word_before(text, caret)
            caret = 0 if found is None else found[0]
        else:
            here = word_after(text, caret)
            following = here
            if here is not None and here[0] <= caret:
                following = word_after(text, here[1])
            caret = len(text) if following is None else following[0]
    return caret


def extended_by_words(text: str, caret: int, count: int, anchor: int) -> int:
    """Where a selection ends that takes in or lets go of `count` words, at the caret's side.

    >>> extended_by_words("so it is", 0, 2, 0), extended_by_words("so it is", 5, -1, 0)
    (5, 2)
    """
    for _ in range(abs(count)):
        if count > 0:
            found = word_after(text, caret)
            if caret < anchor and found is not None:  # letting go at the start of the selection
                following = word_after(text, found[1])
                caret = anchor if following is None else min(following[0], anchor)
            elif found is not None:
                caret = found[1]
        else:
            found = word_before(text, caret)
            if caret > anchor and found is not None:  # letting go at its end
                preceding = word_before(text, found[0])
                caret = anchor if preceding is None else max(preceding[1], anchor)
            elif found is not None:
                caret = found[0]
    return caret


def moved_by_turns(transcript: Transcript, caret: int, count: int) -> int:
    """The start of the turn that lies `count` turns on; going back, first that of its own."""
    if not transcript.turns:
        return 0
    here = transcript.turn_at(caret)
    if count < 0 and caret > transcript.turns[here].start:
        count += 1
    wanted = here + count
    if wanted >= len(transcript.turns):
        return len(transcript.text)
    return transcript.turns[max(0, wanted)].start


def extended_by_turns(transcript: Transcript, caret: int, count: int) -> int:
    """The end of the turn that lies `count` turns on, or going back its start."""
    if not transcript.turns:
        return 0
    for _ in range(abs(count)):
        here = transcript.turn_at(caret)
        turn = transcript.turns[here]
        if count < 0:
            caret = turn.start if caret > turn.start else transcript.turns[max(0, here - 1)].start
        elif caret >= turn.end:
            caret = transcript.turns[min(here + 1, len(transcript.turns) - 1)].end
        else:
            caret = turn.end
    return caret


def word_taken(text: str, span: Span | None, caret: int) -> Span | None:
    """What the key for words selects: the word at the caret, then a word more each time."""
    if span is None:
        return word_at(text, caret)
    found = word_after(text, span[1])
    return span if found is None else (span[0], found[1])


def turn_taken(transcript: Transcript, span: Span | None, caret: int) -> Span | None:
    """What the key for turns selects: the turn at the caret, then a turn more each time."""
    if not transcript.turns:
        return None
    if span is None:
        turn = transcript.turns[transcript.turn_at(caret)]
        return turn.start, turn.end
    first = transcript.turns[transcript.turn_at(span[0])]
    last = transcript.turn_at(span[1])
    if trimmed(transcript.text, (first.start, transcript.turns[last].end)) == span:
        last = min(last + 1, len(transcript.turns) - 1)
    return first.start, transcript.turns[last].end
