"""The lanes of time bins on the timeline: what the coder in hand found in each bin."""

from __future__ import annotations

import numpy as np

from annotator.domain.codebook import CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import Target, item_scale, items_of, unit_scales
from annotator.ui.desk import Desk
from annotator.ui.timeline.bins import BinLane, Cell
from annotator.ui.units import Shown
from annotator.ui.units.shown import bin_of, scale_words
from annotator.ui.units_shown import shown_units

GREY = "grey"
MOST_COLOURS = 4


def bin_lanes(desk: Desk, in_hand: CodeSet | None, in_pane: Shown | None) -> list[BinLane]:
    """A lane for each set of bins and account that has judgements here, the one in hand first.

    Args:
        in_hand: the set in hand.
        in_pane: what the pane of units shows; its bins have a lane before any is judged. Whoever
            reads everybody's work sees that lane alone, for it says whose it is.
    """
    if desk.session_id is None:
        return []
    lanes = []
    if in_hand is not None and in_hand.unit == "bin" and in_pane is not None and in_pane.targets:
        lanes.append(_lane(in_pane))
    for code_set in desk.view.codebook.sets if desk.study.seen_by else ():
        if code_set.unit != "bin":
            continue
        first = shown_units(desk, code_set, None, None)
        for account_id, _voice in first.accounts:
            if in_pane is not None and _is_of(in_pane, code_set, account_id):
                continue
            own = shown_units(desk, code_set, account_id, None)
            if any(own.judgements):
                lanes.append(_lane(own))
    return lanes


def _is_of(shown: Shown, code_set: CodeSet, account_id: Id) -> bool:
    return (shown.code_set.id, shown.account_id) == (code_set.id, account_id)


def _lane(shown: Shown) -> BinLane:
    voice = next((name for own, name in shown.accounts if own == shown.account_id), "")
    times = [(each.start_ms or 0, each.end_ms or 0) for each in shown.targets]
    whose = next((name for own, name in shown.coders if own == shown.coder_id), "")
    return BinLane(
        label=" · ".join(filter(None, (shown.code_set.name, voice, whose))),
        times_ms=np.array(times, dtype=np.int64).reshape(-1, 2),
        cells=tuple(
            None if own is None else cell_of(shown.code_set, target, own)
            for target, own in zip(shown.targets, shown.judgements, strict=True)
        ),
    )


def cell_of(code_set: CodeSet, target: Target, own: Judgement) -> Cell:
    """A judged bin as it is drawn and said.

    Codes that are ticked are there; of codes that are rated one by one those above the lowest
    value. The height is that of the first rating: of the bin, else of its most rated code.
    """
    scale = item_scale(code_set)
    rated = {code.id: own.value(code.id) for code in items_of(code_set)} if scale else {}
    there, words = [], []
    for code in code_set.codes:
        value = rated.get(code.id)
        if code.id in own.codes or (scale and value is not None and value > scale.minimum):
            there.append(code)
        if scale is not None and value is not None:
            words.append(f"{code.name} {value}".replace("-", "−"))
        elif code.id in own.codes:
            words.append(code.name)
    shares = [
        _share(value, scale.minimum, scale.maximum)
        for value in rated.values()
        if scale is not None and value is not None
    ]
    share = max(shares, default=None)
    for of_bin in unit_scales(code_set):
        value = own.rating(of_bin.id)
        if value is not None:
            words.append(scale_words(of_bin, value))
            share = _share(value, of_bin.minimum, of_bin.maximum) if share is None else share
    colours = tuple(dict.fromkeys(code.colour for code in there))[:MOST_COLOURS]
    if not colours and not items_of(code_set) and share is not None:
        colours = (GREY,)  # a set that only rates has no colour of its own
    said = ", ".join(words) or "none present"
    return Cell(colours=colours, share=share or 1.0, words=f"{bin_of(target).words}: {said}")


def _share(value: int, lowest: int, highest: int) -> float:
    """How high a value stands on its scale, the lowest one step above nothing.

    >>> _share(1, 1, 5), _share(5, 1, 5), _share(0, -3, 3)
    (0.2, 1.0, 0.5714285714285714)
    """
    return (value - lowest + 1) / (highest - lowest + 1)
