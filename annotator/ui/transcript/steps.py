"""Where the caret goes by words and turns; pure, in frozen positions."""

from __future__ import annotations

from annotator.domain.sentences import sentence_at, sentences
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


def sentence_taken(transcript: Transcript, span: Span | None, caret: int) -> Span | None:
    """What the key for sentences selects: the one at the caret, then one more each time.

    A selection inside a sentence first grows to the whole of it; after the last sentence of a
    turn comes the first of the next.
    """
    if not transcript.turns:
        return None
    if span is None:
        turn = transcript.turns[transcript.turn_at(caret)]
        return sentence_at(transcript.text, caret, (turn.start, turn.end))
    first = _sentence_of(transcript, span[0])
    start = span[0] if first is None else min(first[0], span[0])
    last = _sentence_of(transcript, span[1] - 1)
    end = span[1] if last is None else max(last[1], span[1])
    return (start, end) if (start, end) != span else (start, _sentence_end(transcript, end, 1))


def extended_by_sentences(transcript: Transcript, caret: int, count: int, anchor: int) -> int:
    """Where a selection ends that takes in or lets go of sentences, at the caret's side."""
    for _ in range(abs(count)):
        if count > 0:
            grown = _sentence_end(transcript, caret, 1)
            # Letting go at the start of a selection leaves the caret before a sentence.
            caret = min(_sentence_start(transcript, caret, 1), anchor) if caret < anchor else grown
        elif caret > anchor:
            caret = max(_sentence_end(transcript, caret, -1), anchor)
        else:
            caret = _sentence_start(transcript, caret, -1)
    return caret


def _sentence_of(transcript: Transcript, position: int) -> Span | None:
    turn = transcript.turns[transcript.turn_at(position)]
    return sentence_at(transcript.text, position, (turn.start, turn.end))


def _sentence_end(transcript: Transcript, place: int, step: int) -> int:
    """The next place after one at which a sentence ends, or the last one before it."""
    ends = [end for _, end in _sentences_near(transcript, place)]
    if step > 0:
        return min((each for each in ends if each > place), default=place)
    return max((each for each in ends if each < place), default=0)


def _sentence_start(transcript: Transcript, place: int, step: int) -> int:
    """The next place after one at which a sentence begins, or the last one before it."""
    starts = [start for start, _ in _sentences_near(transcript, place)]
    if step > 0:
        return min((each for each in starts if each > place), default=len(transcript.text))
    return max((each for each in starts if each < place), default=place)


def _sentences_near(transcript: Transcript, place: int) -> list[Span]:
    """The sentences of the turn at a place and of the turns beside it that have any."""
    if not transcript.turns:
        return []
    here = transcript.turn_at(place)
    found = list(sentences(transcript.text, *_range(transcript, here)))
    for step in (-1, 1):
        number = here + step
        while 0 <= number < len(transcript.turns):
            own = list(sentences(transcript.text, *_range(transcript, number)))
            found += own
            if own:
                break
            number += step
    return found


def _range(transcript: Transcript, turn: int) -> Span:
    return transcript.turns[turn].start, transcript.turns[turn].end


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
