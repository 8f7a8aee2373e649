"""Judgements of one unit that one coder made twice, on two copies of a file of work say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.analysis.agreement.report_values import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement


def once(judgements: Iterable[Judgement]) -> tuple[list[Judgement], Counter[Id]]:
    """One judgement of each unit by each coder, whatever the order in which they stand.

    Of several that say the same, memo aside, one counts. Where they contradict each other none
    does: nobody can tell which of them the coder meant.

    Args:
        judgements: of one set and one round.

    Returns:
        What counts, and by coder's id how many units are left out.
    """
    by_unit: dict[tuple[object, ...], list[Judgement]] = {}
    for each in judgements:
        by_unit.setdefault((each.target_id, each.coder_id, each.start_ms), []).append(each)
    counts: list[Judgement] = []
    left_out: Counter[Id] = Counter()
    for own in by_unit.values():
        if len({_said(each) for each in own}) == 1:
            counts.append(min(own, key=lambda each: each.id))
        else:
            left_out[own[0].coder_id] += 1
    return counts, left_out


def twice_notes(left_out: Counter[Id], names: dict[Id, str]) -> Iterator[str]:
    """What is said of the units that are left out."""
    for coder_id in sorted(left_out, key=lambda each: names[each]):
        units = counted(left_out[coder_id], "unit")
        yield (
            f"{units} that {names[coder_id]} judged twice, with different answers: "
            "taken as not judged"
        )


def _said(judgement: Judgement) -> tuple[frozenset[object], ...]:
    """What of a judgement a comparison counts."""
    ratings = frozenset((each.scale_id, each.value) for each in judgement.ratings)
    values = frozenset((each.code_id, each.value) for each in judgement.values)
    return frozenset(judgement.codes), ratings, values
