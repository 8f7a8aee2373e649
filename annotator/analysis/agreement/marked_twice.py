"""A passage that one coder has marked twice in the same way is one passage to an analysis.

Two files of the same work bring it under two ids, and a script that is run twice; both stay in
the study, for nobody can choose.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.domain.moment import Moment


def once(moments: Iterable[Moment]) -> list[Moment]:
    """Moments without those that say the same as another of the same coder in the same round.

    Of two the one of the smaller id is taken, in whatever order they came in. Memos and the
    times when they were made do not count.

    >>> from dataclasses import replace
    >>> own = {"transcript_id": "t", "coder_id": "c", "round_id": "r", "codebook_id": "b"}
    >>> one = Moment(id="2", start=1, end=5, codes=("x", "y"), **own)
    >>> again = replace(one, id="1", codes=("y", "x"), memo="again")
    >>> [each.id for each in once([one, again, replace(one, id="3", end=6)])]
    ['1', '3']
    """
    found: dict[object, Moment] = {}
    for each in moments:
        key = (
            each.transcript_id, each.coder_id, each.round_id, each.start, each.end,
            frozenset(each.codes), frozenset(each.ratings), each.tense, each.peak, each.certainty,
        )  # fmt: skip
        known = found.get(key)
        if known is None or each.id < known.id:
            found[key] = each
    return list(found.values())
