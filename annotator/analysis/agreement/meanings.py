"""What each coefficient of the contract, and of the comparators, means."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import Meaning
from annotator.analysis.agreement.meanings_comparators import OF_COMPARATORS
from annotator.analysis.agreement.meanings_passages import OF_PASSAGES
from annotator.analysis.agreement.meanings_units import OF_UNITS

__all__ = ["MEANINGS", "Meaning", "is_beyond_chance", "meaning_of"]

MEANINGS: dict[str, Meaning] = {**OF_UNITS, **OF_PASSAGES, **OF_COMPARATORS}


def meaning_of(name: str) -> Meaning:
    """The meaning of a coefficient.

    Raises:
        KeyError: there is no coefficient of that name.

    >>> meaning_of("bar_u_alpha").sign
    '|u-alpha'
    """
    return MEANINGS[name]


_WITHOUT_CHANCE = frozenset(
    (
        "percent_agreement",
        "char_percent_agreement",
        "span_precision",
        "span_recall",
        "span_f1",
        "boundary_similarity",
        "session_time_agreement",
        "maxqda_code_in_document",
        "maxqda_code_frequency",
        "maxqda_percent_agreement",
    )
)


def is_beyond_chance(name: str) -> bool:
    """Whether thresholds of reliability mean anything for a coefficient.

    They mean nothing for shares of agreement, which are high by chance alone where most has no
    code: such a value is neither good nor bad, and nobody asks how probably it is too low.

    >>> is_beyond_chance("cohen_kappa"), is_beyond_chance("percent_agreement")
    (True, False)
    """
    return name not in _WITHOUT_CHANCE
