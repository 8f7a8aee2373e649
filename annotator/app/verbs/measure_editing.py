"""Changes the measures of a study: their name, kind and range, or deletes one with its scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.domain.edits import Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.measures import Measure, MeasureKind
from annotator.domain.view import StudyView

LONGEST_NAME = 80


def range_text(known: Measure) -> str:
    """A measure's range in words.

    >>> range_text(Measure(id="m", name="CORE-10", minimum=0, maximum=40))
    '0 to 40'
    """
    if known.minimum is None and known.maximum is None:
        return "not known"
    if known.minimum is None or known.maximum is None:
        up = known.maximum is None
        return f"from {known.minimum:g}" if up else f"up to {known.maximum:g}"
    return f"{known.minimum:g} to {known.maximum:g}"


def check_range(known: Measure, values: Iterable[float]) -> None:
    """Refuses a range that is none, or that scores of the study lie outside of.

    Raises:
        UserError: so it is.
    """
    if known.minimum is not None and known.maximum is not None and known.minimum >= known.maximum:
        raise UserError("the lowest score must lie below the highest", known.name)
    outside = sum(not known.takes(each) for each in values)
    if outside:
        are = "score of the study lies" if outside == 1 else "scores of the study lie"
        hint = "correct or delete them first, or widen the range"
        raise UserError(f"{outside} {are} outside {range_text(known)}", known.name, hint)


def edit_measure(
    view: StudyView,
    measure_id: Id,
    *,
    name: str,
    kind: MeasureKind,
    minimum: float | None,
    maximum: float | None,
) -> Replace | None:
    """The edit that gives a measure its name, kind and range; None where nothing changes.

    Raises:
        UserError: no name, another's name, or a range that does not fit its scores.
    """
    before = view.measures[measure_id]
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError(f"a measure needs a name of 1 to {LONGEST_NAME} characters")
    for other in view.measures.values():
        if other.id != measure_id and other.name.casefold() == name.casefold():
            raise UserError(f"there is a measure {other.name!r}", hint="give it another name")
    after = replace(before, name=name, kind=kind, minimum=minimum, maximum=maximum)
    check_range(after, [s.value for s in view.scores.values() if s.measure_id == measure_id])
    return None if after == before else Replace(before, after)


def find_measure(view: StudyView, name: str) -> Measure:
    """The measure of that name, whatever its case.

    Raises:
        UserError: there is none.
    """
    wanted = name.casefold()
    found = next((each for each in view.measures.values() if each.name.casefold() == wanted), None)
    if found is None:
        known = ", ".join(sorted(each.name for each in view.measures.values()))
        hint = f"there are {known}" if known else "the study has none yet"
        raise UserError(f"no measure {name!r}", hint=hint)
    return found


def set_measures(
    view: StudyView,
    ranges: Mapping[str, tuple[float | None, float | None]],
    kinds: Mapping[str, MeasureKind],
) -> tuple[Several, tuple[Measure, ...]]:
    """The edit that gives measures their ranges and kinds by name, and those that it changes.

    Raises:
        UserError: no such measure, or scores lie outside its new range.
    """
    changes: list[Replace] = []
    changed: list[Measure] = []
    found = {each.id: each for each in (find_measure(view, name) for name in (*ranges, *kinds))}
    ends_of = {find_measure(view, name).id: ends for name, ends in ranges.items()}
    kind_of = {find_measure(view, name).id: kind for name, kind in kinds.items()}
    for known in found.values():
        low, high = ends_of.get(known.id, (known.minimum, known.maximum))
        kind = kind_of.get(known.id, known.kind)
        edit = edit_measure(view, known.id, name=known.name, kind=kind, minimum=low, maximum=high)
        if edit is not None:
            changes.append(edit)
            changed.append(known)
    return Several(tuple(changes)), tuple(changed)


def delete_measure(view: StudyView, measure_id: Id) -> Several:
    """The edit that takes a measure and all its scores out of the study."""
    scores = [each for each in view.scores.values() if each.measure_id == measure_id]
    own = [Replace(each, None) for each in scores]
    return Several((*own, Replace(view.measures[measure_id], None)))
