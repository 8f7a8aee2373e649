"""What the filters of moments offer, and how they say what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from annotator.analysis.tables.current_codes import CurrentCodes
from annotator.analysis.tables.moment_filter import (
    NONE,
    ONE_SIDED,
    PAIRED,
    Wanted,
    parse_rating,
    rating_rule,
)
from annotator.domain.codebook import Code, Codebook, Scale
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.moment import CERTAINTIES
from annotator.domain.view import StudyView
from annotator.ui.moments.choices import Option

MOST_POINTS = 12  # a longer scale is offered in ranges

PILLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Code", ("code", "with")),
    ("Set", ("set",)),
    ("Dyad", ("dyad",)),
    ("Session", ("session",)),
    ("Account", ("account",)),
    ("Coder", ("coder",)),
    ("Round", ("round",)),
    ("Rating", ("rating",)),
    ("Pairing", ("pairing",)),
    ("Marks", ("memo", "tense", "peak", "certainty")),
)
"""The pills in order, with the names of the filter that each holds."""
_MARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "memo": (("yes", "With a memo"), (NONE, "Without a memo")),
    "tense": (("then", "Felt then"), ("now", "Seen now"), (NONE, "Then or now not said")),
    "peak": (("yes", "Peak of its event"), (NONE, "Not a peak")),
    "certainty": (
        *((each, each.capitalize()) for each in CERTAINTIES),
        (NONE, "How sure: not said"),
    ),
}


def options_of(
    view: StudyView, current: CurrentCodes, wanted: Wanted, names: Sequence[str]
) -> list[Option]:
    """The lines of a pill's menu."""
    lines: list[Option] = []
    for name in names:
        if name == "with":  # only a cell of the co-occurrence asks for it
            lines += _others(view, current, wanted)
            continue
        for value, text in _values(view, current, name):
            is_head = value == ""
            ticked = not is_head and value in wanted.of(name)
            lines.append(Option("" if is_head else name, value, text, ticked))
    return lines


def _others(view: StudyView, current: CurrentCodes, wanted: Wanted) -> list[Option]:
    """Codes that the moments must have too, to be unticked."""
    named = {value: text.strip() for value, text in _values(view, current, "code")}
    return [
        Option("with", each, f"and {named.get(each, 'what is gone')}", ticked=True)
        for each in sorted(wanted.of("with"))
    ]


def chosen_texts(
    view: StudyView, current: CurrentCodes, wanted: Wanted, names: Sequence[str]
) -> list[str]:
    """What is chosen under some names, in words."""
    texts: list[str] = []
    for name in names:
        known = {value: text.strip() for value, text in _values(view, current, name)}
        order = {value: place for place, value in enumerate(known)}
        chosen = sorted(wanted.of(name), key=lambda each: order.get(each, len(order)))
        texts += [_text_of(view, known, name, value) for value in chosen]
    return texts


def is_offered(view: StudyView, names: Sequence[str]) -> bool:
    """Whether there is any choice under these names: one coder alone is none."""
    counts = {
        "set": len(view.codebook.sets),
        "coder": len(view.coders),
        "round": len(view.rounds),
        "rating": 2 * any(True for _ in view.codebook.scales()),
    }
    return counts.get(names[0], 2) > 1


def _text_of(view: StudyView, known: dict[str, str], name: str, value: str) -> str:
    if name == "rating":
        return _rating_text(view, value)
    if name == "with":
        return f"and {known.get(value, 'what is gone')}"
    return known.get(value, "what is gone")


def _rating_text(view: StudyView, value: str) -> str:
    scale_id = value.rpartition(":")[0]
    scale = next((own for _, own in view.codebook.scales() if own.id == scale_id), None)
    parsed = parse_rating(value)
    head = scale.name if scale else "Rating"
    return f"{head} {_range_text(parsed[1], parsed[2])}" if parsed else f"{head} not rated"


def _values(view: StudyView, current: CurrentCodes, name: str) -> list[tuple[str, str]]:
    """Values with their texts; a head has no value."""
    if name in ("code", "with"):
        return _codes(view.codebook, current)
    if name == "rating":
        several = len(list(view.codebook.scales())) > 1
        return [e for _, scale in view.codebook.scales() for e in _points(scale, headed=several)]
    if name == "pairing":
        relations = [(each, each.capitalize()) for each in view.study.relations]
        return [(PAIRED, "Paired"), (ONE_SIDED, "One-sided"), *relations]
    if name in _MARKS:
        return list(_MARKS[name])
    return _places(view, name)


def _places(view: StudyView, name: str) -> list[tuple[str, str]]:
    if name == "session":
        numbers = sorted({each.number for each in view.sessions.values()})
        return [(str(each), f"Session {each}") for each in numbers]
    if name == "account":
        voices = dict.fromkeys(("therapist", "patient", "session"))
        voices |= dict.fromkeys(sorted(each.voice for each in view.accounts.values()))
        there = {each.voice for each in view.accounts.values()}
        return [(each, each.capitalize()) for each in voices if each in there]
    named = {
        "set": [(each.id, each.name) for each in view.codebook.sets],
        "dyad": [(each.id, each.name) for each in view.dyads.values()],
        "coder": [(each.id, each.name) for each in view.coders.values()],
        "round": [(each.id, each.name) for each in view.rounds.values()],
    }[name]
    return named if name == "set" else sorted(named, key=lambda each: each[1])


def _codes(book: Codebook, current: CurrentCodes) -> list[tuple[str, str]]:
    """The tree of codes that moments have, headed by their sets if several; retired ones last."""
    lines: list[tuple[str, str]] = []
    sets = [each for each in book.sets if each.unit not in JUDGED_UNITS and each.codes]
    for code_set in sets:
        if len(sets) > 1:
            lines.append(("", code_set.name))
        lines += _under(code_set.codes, None, 0)
    known = {value for value, _ in lines}
    for key, code in current.codes.items():
        if key not in known and current.now.get(key, key) == key:
            lines.append((key, f"{code.name} (retired)"))
    return [*lines, (NONE, "No code")]


def _under(codes: Sequence[Code], parent_id: Id | None, depth: int) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    ids = {code.id for code in codes}
    for code in codes:
        parent = code.parent_id if code.parent_id in ids else None
        if parent == parent_id and not code.retired and depth < 9:
            lines.append((code.id, f"{'    ' * depth}{code.name}"))
            lines += _under(codes, code.id, depth + 1)
    return lines


def _points(scale: Scale, *, headed: bool) -> list[tuple[str, str]]:
    """Each point of a scale with its anchor; of a long one ranges."""
    lines = [("", scale.name)] if headed else []
    anchors = {each.value: each.label for each in scale.anchors}
    points = scale.maximum - scale.minimum + 1
    step = 1 if points <= MOST_POINTS else ceil(points / MOST_POINTS)
    for least in range(scale.minimum, scale.maximum + 1, step):
        most = min(least + step - 1, scale.maximum)
        anchor = f" · {anchors[least]}" if step == 1 and least in anchors else ""
        text = f"{_range_text(least, most)}{anchor}"
        lines.append((rating_rule(scale.id, least, most), text))
    return [*lines, (f"{scale.id}:{NONE}", "Not rated")]


def _range_text(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"
