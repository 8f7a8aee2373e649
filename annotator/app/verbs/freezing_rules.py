"""The rules by which the marks of coders become frozen passages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product

from annotator.analysis.agreement.compared import kept_stretches
from annotator.domain.codebook import CodeSet
from annotator.domain.spans import Span, merged
from annotator.domain.transcript import Transcript

SHORTEST = 3
"""Characters of an overlap of marks that makes a passage; what coders marked so may be shorter."""


def shared_by_all(marks: Iterable[Iterable[Span]]) -> list[Span]:
    """The stretches that stand in everybody's marks.

    >>> shared_by_all([[(0, 5), (7, 9)], [(3, 8)]])
    [(3, 5), (7, 8)]
    """
    shared: list[Span] | None = None
    for spans in marks:
        own = merged(spans)
        if shared is None:
            shared = own
            continue
        pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a, b in product(shared, own))
        shared = sorted((start, end) for start, end in pairs if start < end)
    return shared or []


def worth_freezing(
    shared: Iterable[Span],
    marks: Iterable[Collection[Span]],
    transcript: Transcript,
    sets: Sequence[CodeSet],
) -> list[Span]:
    """The shared stretches that can be classified.

    Left out are those that hold no compared text, and overlaps of under `SHORTEST` characters
    that are nobody's mark as it stands.

    Args:
        shared: as `shared_by_all` gives them.
        marks: of each coder.
        transcript: that they are of.
        sets: text that counts for one of these is compared.
    """
    as_marked = {span for own in marks for span in own}
    kept = [span for each in sets for span in kept_stretches(transcript, each)]
    return [
        span
        for span in shared
        if (span[1] - span[0] >= SHORTEST or span in as_marked)
        and any(
            transcript.text[max(span[0], start) : min(span[1], end)].strip() for start, end in kept
        )
    ]
