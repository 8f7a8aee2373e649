"""What one transcript adds to an overview: computed once, kept until a mark in it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Coded
from annotator.analysis.agreement.confusion import confusion_of
from annotator.analysis.agreement.continuum import of_coders
from annotator.analysis.agreement.episodes import Episode, document_episodes
from annotator.analysis.agreement.shared_moments import Rated, rated_moments
from annotator.analysis.agreement.spans_sums import DocumentSums, document_sums

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DocumentParts:
    """The sums and passages of one transcript.

    Attributes:
        document: what they were computed from.
        sums: of all its coders.
        pairs: of each two of them.
        confusions: (V+1, V+1) of each two of them, first by second.
        episodes: in the order of the text.
        rated: the ratings of shared moments.
    """

    document: Coded
    sums: DocumentSums
    pairs: Mapping[Pair, DocumentSums]
    confusions: Mapping[Pair, FloatArray]
    episodes: tuple[Episode, ...]
    rated: Rated


def document_parts(document: Coded) -> DocumentParts:
    """The parts of a transcript with at least two coders."""
    continuum = document.continuum
    pairs = list(combinations(continuum.coders, 2))
    sums = document_sums(continuum)
    return DocumentParts(
        document=document,
        sums=sums,
        pairs={
            pair: sums if len(pairs) == 1 else document_sums(of_coders(continuum, pair))
            for pair in pairs
        },
        confusions={pair: confusion_of(continuum, pair) for pair in pairs},
        episodes=document_episodes(document, document.code_set),
        rated=rated_moments(document),
    )
