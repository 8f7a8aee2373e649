"""What other tools would print on a comparison, for the eye that compares with earlier work.

The text and the coders are ours: what a comparison leaves out is left out here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan
from typing import Literal

from annotator.analysis.agreement import characters, maxqda, unitizing
from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_groups import alpha_u_2004_results
from annotator.analysis.agreement.spans_sums import Setting
from annotator.analysis.agreement.unitizing_atlas import (
    atlas_binary_alpha,
    atlas_capital_cu_alpha,
    atlas_cu_alpha,
)
from annotator.analysis.agreement.unitizing_statistics import Statistics, statistics

Tool = Literal["NVivo", "MAXQDA", "ATLAS.ti", "INCEpTION"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparator:
    """What one tool would print.

    Attributes:
        label: what it is of: `all sources`, or a source's name; `segments`.
        note: one sentence, what differs from ours or is not published.
        results: with `code` and `coders` where they are of one code or pair.
    """

    tool: Tool
    label: str
    note: str
    results: tuple[Result, ...]


def comparators(compared: Compared) -> tuple[Comparator, ...]:
    """NVivo pooled and source by source, MAXQDA, ATLAS.ti and INCEpTION; none without documents."""
    if not compared.documents:
        return ()
    sums = [statistics(each.continuum) for each in compared.documents]
    return (
        *_nvivo(compared, sums),
        *_maxqda(compared),
        _atlas(compared, sums),
        _inception(compared),
    )


def _result(
    compared: Compared,
    coefficient: str,
    value: float,
    reason: str,
    n: int,
    *,
    code: str | None = None,
    coders: Sequence[str] | None = None,
    unit: str = "character",
) -> Result:
    return Result(
        coefficient=coefficient,
        value=value,
        reason=reason if isnan(value) else "",
        n=n,
        unit=unit,
        code=code,
        coders=tuple(coders or compared.coders),
        excluded=compared.excluded,
        notes=compared.notes,
    )


# NVivo --------------------------------------------------------------------------------------


def _nvivo(compared: Compared, sums: Sequence[Statistics]) -> list[Comparator]:
    note = (
        "NVivo gives kappa and percent on characters, code by code and source by source, for two "
        "groups of users, and would count the interviewer's text too."
    )
    pooled = "Cells are added over sources, where NVivo itself leaves the pooling to the reader."
    found = [_nvivo_on(compared, sums, "all sources", pooled)]
    for document, own in zip(compared.documents, sums, strict=True):
        found.append(_nvivo_on(compared, [own], document.name, note))
    return found


def _nvivo_on(compared: Compared, sums: Sequence[Statistics], label: str, note: str) -> Comparator:
    coded_by = {name for each in sums for name in each.coders}
    pairs = [pair for pair in combinations(compared.coders, 2) if coded_by.issuperset(pair)]
    cells = characters.cells(sums, pairs).sum(axis=0)
    values = {
        "char_percent_agreement": characters.percent_agreement(cells),
        "char_kappa": characters.kappa(cells),
    }
    results = [
        _result(
            compared,
            name,
            float(own[row, column]),
            characters.reason_of(cells[row, column], False),
            round(float(cells[row, column].sum())),
            code=code,
            coders=pair,
        )
        for name, own in values.items()
        for row, pair in enumerate(pairs)
        for column, code in enumerate(compared.codes)
    ]
    return Comparator(tool="NVivo", label=label, note=note, results=tuple(results))


# MAXQDA -------------------------------------------------------------------------------------


_NOT_SHARED = "the two coders share no document"
_ONE_CODE = "with one code on segments cut beforehand chance gives full agreement"


def _maxqda(compared: Compared) -> list[Comparator]:
    return [_maxqda_segments(compared), _maxqda_documents(compared)]


def _maxqda_segments(compared: Compared) -> Comparator:
    """The third level, segment by segment, with kappa (RK)."""
    continua = [each.continuum for each in compared.documents]
    fixed = compared.code_set.exclusive and (
        compared.code_set.unit == "turn" or compared.round.passages_from is not None
    )
    results = []
    for pair in combinations(compared.coders, 2):
        own = maxqda.segments(continua, pair)
        percent = maxqda.percent(own)
        counts = own.agreed + own.first + own.second
        nothing = "neither coder has a segment" if _shared(continua, pair) else _NOT_SHARED
        for place, code in enumerate((*compared.codes, None)):
            results.append(
                _result(
                    compared,
                    "maxqda_percent_agreement",
                    float(percent[place]),
                    nothing,
                    round(float(counts[place])),
                    code=code,
                    coders=pair,
                    unit="span",
                )
            )
        results.append(
            _result(
                compared,
                "maxqda_kappa_rk",
                maxqda.kappa_rk(own, len(compared.codes), fixed=fixed),
                _ONE_CODE if counts[-1] else nothing,
                round(float(counts[-1])),
                coders=pair,
                unit="span",
            )
        )
    chance = "1 / n" if fixed else "n / (n + 1)²"
    return Comparator(
        tool="MAXQDA",
        label=f"segments that overlap by {maxqda.USUAL_OVERLAP:.0%}",
        note=(
            f"Kappa (RK) takes chance as {chance} of n codes, which is how it is generally given "
            "and not stated in the manual, and it counts no text that neither coded."
        ),
        results=tuple(results),
    )


def _maxqda_documents(compared: Compared) -> Comparator:
    """The first two levels: whether a code stands in a document, and how often."""
    continua = [each.continuum for each in compared.documents]
    levels = {
        "maxqda_code_in_document": maxqda.code_in_document,
        "maxqda_code_frequency": maxqda.code_frequency,
    }
    results = []
    for pair in combinations(compared.coders, 2):
        shared = _shared(continua, pair)
        reason = "the set has no codes" if shared else _NOT_SHARED
        for name, level in levels.items():
            for code, value in zip((*compared.codes, None), level(continua, pair), strict=True):
                results.append(
                    _result(
                        compared,
                        name,
                        float(value),
                        reason,
                        shared,
                        code=code,
                        coders=pair,
                        unit="document",
                    )
                )
    return Comparator(
        tool="MAXQDA",
        label="whether and how often a code stands in a document",
        note=(
            "MAXQDA’s first two levels compare whole documents, so that two coders who mark quite "
            "different text may agree fully."
        ),
        results=tuple(results),
    )


def _shared(continua: Sequence[Continuum], pair: Pair) -> int:
    """How many documents both coders coded."""
    return sum(set(pair) <= set(each.coders) for each in continua)


# ATLAS.ti -----------------------------------------------------------------------------------


def _atlas(compared: Compared, sums: Sequence[Statistics]) -> Comparator:
    continua = [each.continuum for each in compared.documents]
    own = unitizing.corpus_sums(sums)
    length = sum(each.length for each in sums)
    met = any(each.both[:, -1].any() for each in sums)
    domain = compared.code_set.name

    apart = "no two coders marked the same text"
    one = "only one code was used where two coders marked the same text"
    one_domain = f"there is only one semantic domain, {domain}"

    layers = [(-1, None, compared.codes), *((i, c, [c]) for i, c in enumerate(compared.codes))]
    results = [
        _result(
            compared,
            "atlas_binary_alpha",
            atlas_binary_alpha(continua, codes),
            unitizing.reason_of_bar_u(own, layer),
            length,
            code=code,
        )
        for layer, code, codes in layers
    ]
    results.append(
        _result(
            compared,
            "atlas_cu_alpha",
            atlas_cu_alpha(continua, compared.codes),
            one if met else apart,
            length,
        )
    )
    results.append(
        _result(
            compared,
            "atlas_capital_cu_alpha",
            atlas_capital_cu_alpha(continua, {domain: compared.codes}),
            one_domain if met else apart,
            length,
        )
    )
    return Comparator(
        tool="ATLAS.ti",
        label=f"semantic domain {domain}",
        note=(
            "ATLAS.ti does not publish whether it corrects for the lengths of passages, so that "
            "its values may differ in the second or third decimal, and it asks that the codes of "
            "a domain exclude each other."
        ),
        results=tuple(results),
    )


# INCEpTION ----------------------------------------------------------------------------------


def _inception(compared: Compared) -> Comparator:
    setting = Setting(
        codes=compared.codes,
        coders=compared.coders,
        excluded=compared.excluded,
        notes=compared.notes,
    )
    continua = [each.continuum for each in compared.documents]
    return Comparator(
        tool="INCEpTION",
        label="unitizing alpha (through DKPro)",
        note=(
            "This is the alpha of 1995 and 2004 and not u-alpha, and of overlapping spans with one "
            "label INCEpTION keeps the first and longest, where ours are merged."
        ),
        results=tuple(alpha_u_2004_results(continua, setting)),
    )
