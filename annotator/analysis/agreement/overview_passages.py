"""The overview of free passages, from what each transcript adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.document_parts import DocumentParts, Pair
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.overview import CodeRow
from annotator.analysis.agreement.readings import reading_of, taken_for
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.spans_groups import gamma_results
from annotator.analysis.agreement.spans_panel import PANEL, UNITIZING, panel
from annotator.analysis.agreement.spans_sums import DocumentSums, Setting

HEADLINE = ("bar_u_alpha", "cu_alpha", "u_alpha")
HEADLINE_OVERLAPPING = ("bar_u_alpha", "gamma_cat", "gamma")
"""Where codes of one coder overlap, cu and u are undefined."""

GAMMA_AT_ONCE = 3_000
"""Up to how many marks gamma is computed while somebody waits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passages:
    """The numbers of free passages.

    Attributes:
        results: all coefficients, overall and for each code.
        overlapping: whether codes of one coder overlap anywhere.
    """

    results: tuple[Result, ...]
    overlapping: bool

    def one(self, coefficient: str, code: str | None = None) -> Result | None:
        """The first result of a coefficient, on all codes or on one."""
        fitting = (r for r in self.results if (r.coefficient, r.code) == (coefficient, code))
        return next(fitting, None)

    @property
    def headline(self) -> tuple[Result, ...]:
        """Same text, same code, both together."""
        names = HEADLINE_OVERLAPPING if self.overlapping else HEADLINE
        return tuple(each for name in names if (each := self.one(name)) is not None)


def passages_of(
    compared: Compared,
    parts: Sequence[DocumentParts],
    resampling: Resampling,
    gamma: Callable[[], Sequence[Result]] | None = None,
) -> Passages:
    """All coefficients of the compared passages; gamma where codes overlap and marks are few.

    Args:
        compared: the comparison.
        parts: of its documents.
        resampling: of the intervals.
        gamma: gives what `gamma_of` gives, from what was kept, say.
    """
    setting = setting_of(compared, resampling)
    results = panel([each.sums for each in parts], setting, PANEL)
    overlapping = any(each.sums.statistics.overlaps for each in parts)
    if overlapping:
        results += gamma() if gamma else gamma_of(compared, resampling)
    left_out = tuple(_with_leftovers(each, compared) for each in results)
    return Passages(results=left_out, overlapping=overlapping)


def setting_of(compared: Compared, resampling: Resampling | None) -> Setting:
    """What all results of a comparison share."""
    return Setting(codes=compared.codes, coders=compared.coders, resampling=resampling)


def gamma_of(compared: Compared, resampling: Resampling) -> tuple[Result, ...]:
    """Gamma and gamma-cat, and gamma-k of each code; undefined where it would take long."""
    setting = setting_of(compared, resampling)
    continua = [each.continuum for each in compared.documents]
    marks = sum(len(each.start) for each in continua)
    seed = setting.resampling.seed if setting.resampling else 0
    if marks <= GAMMA_AT_ONCE:
        return tuple(gamma_results(continua, setting, seed=seed))
    reason = f"it takes long for {marks:,} marks: `annotator agreement` computes it by name"
    names = [("gamma", None), ("gamma_cat", None), *(("gamma_k", c) for c in setting.codes)]
    known: dict[str, Any] = {"n": marks, "unit": "span", "coders": setting.coders}
    return tuple(undefined(name, reason, code=code, **known) for name, code in names)


def _with_leftovers(result: Result, compared: Compared) -> Result:
    return replace(
        result,
        excluded=tuple(dict.fromkeys((*result.excluded, *compared.left_out(result.coders)))),
        notes=tuple(dict.fromkeys((*result.notes, *compared.notes))),
    )


def code_rows(
    compared: Compared,
    found: Passages,
    parts: Sequence[DocumentParts],
    confusions: Mapping[Pair, FloatArray],
    accept_from: float,
) -> tuple[CodeRow, ...]:
    """Each code with its two values and what they say together."""
    main = "gamma_k" if found.overlapping else "ku_alpha"
    spans, users = _use_of(parts, len(compared.codes))
    whole = np.sum(list(confusions.values()), axis=0) if confusions else None
    rows = []
    for place, code in enumerate(compared.code_set.codes):
        own, beside = found.one(main, code.name), found.one("bar_u_alpha", code.name)
        if own is None or beside is None:
            continue
        instead = None if whole is None else taken_for(whole, compared.codes, place)
        rows.append(
            CodeRow(
                code_id=code.id,
                name=code.name,
                main=own,
                beside=beside,
                coverage=own.coverage,
                prevalence=beside.prevalence,
                reading=reading_of(
                    own, beside, instead, accept_from, spans[place], len(users[place])
                ),
            )
        )
    return tuple(rows)


def _use_of(parts: Sequence[DocumentParts], codes: int) -> tuple[list[int], list[set[str]]]:
    """Of each code how many marks have it, and who used it."""
    spans = np.zeros(codes, dtype=np.int64)
    users: list[set[str]] = [set() for _ in range(codes)]
    for each in parts:
        continuum = each.document.continuum
        used = np.zeros((len(continuum.coders), codes), dtype=np.int64)
        np.add.at(used, (continuum.coder, continuum.code), 1)
        spans += used.sum(axis=0)
        for coder, code in zip(*np.nonzero(used), strict=True):
            users[code].add(continuum.coders[coder])
    return [int(each) for each in spans], users


def confusions_of(parts: Sequence[DocumentParts]) -> dict[Pair, FloatArray]:
    """The confusion of each pair over all transcripts."""
    found: dict[Pair, FloatArray] = {}
    for each in parts:
        for pair, table in each.confusions.items():
            found[pair] = found[pair] + table if pair in found else table
    return found


def group_results(
    compared: Compared, sums: Sequence[DocumentSums], coders: Sequence[str], names: Sequence[str]
) -> tuple[Result, ...]:
    """Values on all codes for some of the transcripts or coders."""
    setting = replace(
        setting_of(compared, Resampling(thresholds=())), coders=tuple(coders), codes=compared.codes
    )
    found = panel(sums, setting, [name for name in UNITIZING if name in names])
    by_name = {each.coefficient: each for each in found if each.code is None}
    return tuple(by_name[name] for name in names if name in by_name)
