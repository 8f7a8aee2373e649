"""What each coefficient of the contract, and of the comparators, means."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import Meaning
from annotator.analysis.agreement.meanings_comparators import OF_COMPARATORS
from annotator.analysis.agreement.meanings_passages import OF_PASSAGES
from annotator.analysis.agreement.meanings_units import OF_UNITS

__all__ = ["MEANINGS", "Meaning", "meaning_of"]

MEANINGS: dict[str, Meaning] = {**OF_UNITS, **OF_PASSAGES, **OF_COMPARATORS}


def meaning_of(name: str) -> Meaning:
    """The meaning of a coefficient.

    Raises:
        KeyError: there is no coefficient of that name.

    >>> meaning_of("bar_u_alpha").sign
    '|u-alpha'
    """
    return MEANINGS[name]
