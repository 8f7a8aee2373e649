"""All that the agreement view and the report show of one comparison, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.drift import DriftPoint
from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.readings import Reading
from annotator.analysis.agreement.report_values import plural
from annotator.analysis.agreement.result import Result
from annotator.domain.ids import Id

Unit = Literal[
    "character", "turn", "second", "moment", "passage", "bin", "account", "session", "dyad"
]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code's agreement.

    Attributes:
        code_id: in the codebook; empty for a scale.
        main: what the rows are sorted by: (k)u for passages, alpha of the code for turns.
        beside: the second value: |u of the code's own layer, AC1 for turns; None for none.
        coverage: share of the code's text on which `main` rests; None where it has none.
        prevalence: share of all that was compared.
        reading: what the two say together.
    """

    code_id: Id
    name: str
    main: Result
    beside: Result | None
    coverage: float | None
    prevalence: float | None
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The headline values of a part of the study: one dyad, account or session."""

    name: str
    documents: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overview:
    """One comparison with all its numbers.

    Attributes:
        headline: up to three results: same text, same code, both together.
        codes: in the order of the codebook.
        matrix: one result for each pair of coders, all of one coefficient.
        confusions: for each pair (V+1, V+1) positions, or units that were judged, of the first
            coder's codes by the second's; last row and column are no code.
        parts: by `dyad`, `account` and `session`.
        drift: for each coder agreement with the others, transcript by transcript in the order
            in which that coder finished them.
        episodes: the passages of the coders' moments, in order of the text.
        ratings: each scale's results, by its name.
        everything: all results, as the command line prints them.
        accept_from, good_from: the study's thresholds.
    """

    compared: Compared
    unit: Unit
    headline: tuple[Result, ...]
    codes: tuple[CodeRow, ...]
    matrix: Mapping[Pair, Result]
    confusions: Mapping[Pair, FloatArray]
    parts: Mapping[str, tuple[Part, ...]]
    drift: Mapping[str, tuple[DriftPoint, ...]]
    drift_coefficient: str
    episodes: tuple[Episode, ...]
    ratings: tuple[tuple[str, tuple[Result, ...]], ...]
    everything: tuple[Result, ...]
    accept_from: float
    good_from: float

    @property
    def confused(self) -> str:
        """What `confusions` count, in the plural."""
        return plural(self.unit) if self.compared.is_judged else "characters"
