"""What is said of codes that were merged or split since they were given."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.analysis.agreement.report_values import counted
from annotator.domain.code_lineage import counted_names, merges, split_codes
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id


def lineage_notes(
    codebook: Codebook, code_set: CodeSet, given: Mapping[Id, int], what: str = "moment"
) -> list[str]:
    """Sentences on the codes of a set that count as another, or that were split.

    Args:
        codebook: the version that is compared by.
        code_set: one of its sets.
        given: how often each code was given, by its id.
        what: what it was given to, in the singular.
    """
    names, became = counted_names(codebook, code_set), merges(codebook)
    notes = [
        f"{counted(given[old], what)} of the code {_name(codebook, old)} "
        f"{_verb(given[old], 'counts', 'count')} as {names[old]}, into which it was merged"
        for old in became
        if given.get(old) and old in names
    ]
    for code in split_codes(codebook, (each.id for each in code_set.codes)):
        if given.get(code.id):
            parts = " and ".join(_name(codebook, each) for each in code.became)
            notes.append(
                f"{counted(given[code.id], what)} of the code {code.name}, which was split into "
                f"{parts}, {_verb(given[code.id], 'counts', 'count')} for itself and for "
                "none of these"
            )
    return notes


def _name(codebook: Codebook, code_id: Id) -> str:
    code = codebook.code(code_id)
    return code.name if code else code_id


def _verb(count: int, one: str, several: str) -> str:
    return one if count == 1 else several
