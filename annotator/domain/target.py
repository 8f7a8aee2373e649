"""What a judgement is about, and how far it is complete."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from annotator.domain.codebook import Code, CodeSet, Scale
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import JudgedUnit, Judgement
from annotator.domain.study import Account
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One unit that is judged as a whole.

    Attributes:
        target_id: the account of a bin or of a whole account, else the session or the dyad.
        start_ms, end_ms: of a bin on the session clock; None for other units.
    """

    unit: JudgedUnit
    target_id: Id
    start_ms: int | None = None
    end_ms: int | None = None


def is_about(view: StudyView, judgement: Judgement, code_set: CodeSet, target: Target) -> bool:
    """Whether a judgement is of a set and a unit; a bin is known by its start and its length."""
    if (judgement.code_set_id, judgement.target_id) != (code_set.id, target.target_id):
        return False
    if (judgement.unit, judgement.start_ms) != (target.unit, target.start_ms):
        return False
    if target.unit != "bin" or judgement.end_ms == target.end_ms:
        return True  # the length of a session may become known later, and its last bin shorter
    made_under = view.codebooks.get(judgement.codebook_id)
    sets = () if made_under is None else made_under.sets
    return any(each.id == code_set.id and each.bin_ms == code_set.bin_ms for each in sets)


def judgement_of(
    view: StudyView, coder_id: Id, round_id: Id | None, code_set: CodeSet, target: Target
) -> Judgement | None:
    """A coder's judgement of a unit in a round, None where there is none."""
    return next(
        (
            each
            for each in view.judgements_on(target.target_id)
            if each.coder_id == coder_id
            and each.round_id == round_id
            and is_about(view, each, code_set, target)
        ),
        None,
    )


def accounts_judged(view: StudyView, code_set: CodeSet, session_id: Id) -> list[Account]:
    """The accounts of a session that a set is for and that may be read, the session's first."""
    order = {"session": 0, "therapist": 1, "patient": 2}
    own = (
        each
        for each in view.accounts_of(session_id).values()
        if each.id not in view.shut and (not code_set.accounts or each.voice in code_set.accounts)
    )
    return sorted(own, key=lambda each: (order.get(each.voice, 3), each.voice))


def items_of(code_set: CodeSet) -> list[Code]:
    """The codes that a unit is judged on: those in force.

    One that others stand under is their heading, unless it has a letter and can so be given.
    """
    heads = {code.parent_id for code in code_set.codes if not code.retired}
    return [
        code
        for code in code_set.codes
        if not code.retired
        and (code.id not in heads or (code.key and code_set.marking == "presence"))
    ]


def item_scale(code_set: CodeSet) -> Scale | None:
    """The scale that each code is rated on: the set's first; None unless codes are rated."""
    if code_set.marking != "rating" or not code_set.scales:
        return None
    return code_set.scales[0]


def unit_scales(code_set: CodeSet) -> tuple[Scale, ...]:
    """The scales that the unit itself is rated on."""
    return code_set.scales[1:] if item_scale(code_set) is not None else code_set.scales


def measure_of(code_set: CodeSet, scale_id: Id | None = None) -> tuple[object, ...]:
    """What a number means in a set: two versions may be mixed only where this is the same.

    Args:
        code_set: the set as one version has it.
        scale_id: a scale of the unit; None for the values of its codes.
    """
    scale = item_scale(code_set)
    if scale_id is not None:
        scale = next((each for each in code_set.scales if each.id == scale_id), None)
    ends = () if scale is None else (scale.id, scale.minimum, scale.maximum, scale.anchors)
    if scale_id is not None:
        return ends
    return (code_set.marking, *(code_set.piles if code_set.marking == "sort" else ()), *ends)


def set_of_judgement(view: StudyView, judgement: Judgement | None, code_set: CodeSet) -> CodeSet:
    """The set that a judgement is read with: that of its own version where numbers mean others.

    Args:
        view: the study.
        judgement: of a unit of the set; None where there is none.
        code_set: the set as the version at work has it.
    """
    book = None if judgement is None else view.codebooks.get(judgement.codebook_id)
    sets = () if book is None else book.sets
    own = next((each for each in sets if each.id == code_set.id), None)
    if judgement is None or own is None or own.unit != code_set.unit:
        return code_set
    parts: list[Id | None] = [each.scale_id for each in judgement.ratings]
    if judgement.values:
        parts.append(None)
    same = all(measure_of(own, each) == measure_of(code_set, each) for each in parts)
    return code_set if same else own


def piles_off(code_set: CodeSet) -> str:
    """That the piles of a Q-sort and its items do not add up, so that no sort fills them; or "".

    >>> piles_off(CodeSet(id="q", name="Q", marking="sort", piles=(2, 2)))
    'its piles take 4, and it has 0 items to sort'
    """
    takes, items = sum(code_set.piles), len(items_of(code_set))
    if code_set.marking != "sort" or takes == items:
        return ""
    return f"its piles take {takes}, and it has {counted(items, 'item')} to sort"


def pile_counts(code_set: CodeSet, judgement: Judgement | None) -> list[int]:
    """How many codes in force lie on each pile of a Q-sort, from the lowest."""
    items = {code.id for code in items_of(code_set)}
    values = () if judgement is None else judgement.values
    counts = Counter(each.value for each in values if each.code_id in items)
    return [counts[number] for number in range(1, len(code_set.piles) + 1)]


def open_parts(code_set: CodeSet, judgement: Judgement | None) -> int:
    """How much of a unit is not judged yet: 0 where all is.

    Codes that are only ticked are one part, done by any tick or by saying that there is none.
    Each scale, each rated code and each place of a pile is a part. Where none of the codes is
    there, as `find_none` says it, the scales and values ask for nothing.
    """
    items = items_of(code_set)
    scales = unit_scales(code_set)
    if judgement is not None and _found_none(code_set, judgement):
        return 0
    if code_set.marking == "presence" and items:
        if judgement is None:
            return 1 + len(scales)
        parts = 0
    elif code_set.marking == "sort":
        counts = pile_counts(code_set, judgement)
        pairs = zip(counts, code_set.piles, strict=True)
        parts = max(len(items) - sum(counts), sum(max(own - quota, 0) for own, quota in pairs))
    else:
        parts = sum(judgement is None or judgement.value(code.id) is None for code in items)
    return parts + sum(judgement is None or judgement.rating(each.id) is None for each in scales)


def is_coded(code_set: CodeSet, judgement: Judgement | None) -> bool:
    """Whether a unit counts as coded.

    Where codes are ticked and the set is not obligatory, it is enough that the coder looked; else
    all parts are needed: a form with one of seven ratings is only begun.
    """
    if judgement is None:
        return False
    looked = code_set.marking == "presence" and not code_set.obligatory and items_of(code_set)
    return bool(looked) or open_parts(code_set, judgement) == 0


def _found_none(code_set: CodeSet, judgement: Judgement) -> bool:
    """Whether a coder looked and said that none of the codes is there."""
    may = code_set.marking == "presence" or (
        code_set.marking == "rating" and not code_set.obligatory
    )
    bare = not judgement.codes and not judgement.values and not judgement.ratings
    return may and bare and bool(items_of(code_set))
