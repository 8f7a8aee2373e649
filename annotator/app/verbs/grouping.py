"""Groups of dyads compared by an attribute of theirs, of the therapist or of the patient."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import isnan
from typing import Any, get_args

from annotator.analysis.dyads.by_dyad import What, values_by_dyad
from annotator.analysis.dyads.estimate import Estimate, estimate_json
from annotator.analysis.dyads.groups import DyadValue, group_difference
from annotator.analysis.dyads.material import ANY, Material
from annotator.domain.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Two groups compared in one number of one code.

    Attributes:
        what: `time`, `time_of_either`, `moments` (shares that both marked), or a party's
            moments a session.
        groups: their names; the difference is the first less the second.
        values: of all dyads.
    """

    what: What
    code: str | None
    groups: tuple[str, str]
    values: tuple[DyadValue, ...]
    difference: Estimate

    def mean_of(self, group: str) -> tuple[float | None, int]:
        """Mean of a group's dyads, and how many have a value; None without any."""
        own = [each.value for each in self.values if each.group == group and not isnan(each.value)]
        return (sum(own) / len(own) if own else None), len(own)


def attributes_known(material: Material) -> tuple[str, ...]:
    """Attributes by which the dyads fall into two groups or more, in order of the study."""
    names = dict.fromkeys(name for each in material.sessions for name, _ in each.attributes)
    return tuple(name for name in names if len(_groups(material, name)) > 1)


def contrasts(material: Material, attribute: str | None, seed: int) -> tuple[Contrast, ...]:
    """Every two groups compared in each number of any code and of each code in use.

    Args:
        material: of the study.
        attribute: by which; the first that parts the dyads where not given.
        seed: of permutations that are drawn.

    Raises:
        UserError: no such attribute, or none that parts the dyads.
    """
    attribute = chosen_attribute(material, attribute)
    groups = _groups(material, attribute)
    used = {code for each in material.sessions for code in (*each.therapist, *each.patient)}
    found = []
    for code in (ANY, *(each for each in material.codes if each in used)):
        for what in get_args(What):
            values = values_by_dyad(material.sessions, attribute, what, code)
            for pair in combinations(groups, 2):
                difference = group_difference(
                    values, pair, measure=f"difference_of_{what}", seed=seed, notes=material.notes
                )
                found.append(
                    Contrast(
                        what=what,
                        code=code or None,
                        groups=pair,
                        values=values,
                        difference=difference,
                    )
                )
    return tuple(found)


def chosen_attribute(material: Material, attribute: str | None) -> str:
    """The attribute of that name, else the first that parts the dyads.

    Raises:
        UserError: there is none.
    """
    known = attributes_known(material)
    told = f"there are {', '.join(map(repr, known))}" if known else "give the dyads attributes"
    if attribute is None and not known:
        raise UserError("no attribute parts the coded dyads into groups", hint=told)
    if attribute is not None and attribute not in known:
        raise UserError(f"no attribute {attribute!r} that parts the coded dyads", hint=told)
    return attribute or known[0]


def small_groups(material: Material, attribute: str, least: int) -> dict[str, str]:
    """A note by group for each of fewer dyads than a cell must have not to tell who they are."""
    dyads = {each.dyad: dict(each.attributes).get(attribute, "") for each in material.sessions}
    counts = Counter(each for each in dyads.values() if each)
    return {
        group: f"the group {group} has {n} {'dyad' if n == 1 else 'dyads'}, fewer than {least}: "
        "its numbers may tell who they are"
        for group, n in sorted(counts.items())
        if n < least
    }


def contrasts_json(found: tuple[Contrast, ...], attribute: str) -> dict[str, Any]:
    """The differences, each with its code, its groups and their means."""
    return {
        "results": [
            {
                **estimate_json(each.difference),
                "code": each.code,
                "what": each.what,
                "groups": [
                    {"group": group, "mean": mean, "n": n}
                    for group in each.groups
                    for mean, n in (each.mean_of(group),)
                ],
            }
            for each in found
        ],
        "group": attribute,
        "dyads_by_group": dict(
            Counter(value.group for value in found[0].values if value.group) if found else {}
        ),
    }


def _groups(material: Material, attribute: str) -> tuple[str, ...]:
    values = (dict(each.attributes).get(attribute, "") for each in material.sessions)
    return tuple(sorted({each for each in values if each}))
