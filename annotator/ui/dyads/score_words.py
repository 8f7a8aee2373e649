"""What questionnaires say, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from annotator.analysis.dyads.estimate import Estimate
from annotator.analysis.measures.report import MeasureEstimate
from annotator.app.verbs.dyad_analysis import Scores
from annotator.ui.dyads.told import Headline, Page, Table, TableRow, between, plain
from annotator.ui.figures import NONE, counted

_WHATS = {
    "trend": "trend, points a session",
    "mean_difference": "therapist less patient",
    "mean_absolute_difference": "distance of the two",
    "icc_a_1": "ICC(A,1), agreement",
    "icc_c_1": "ICC(C,1), consistency",
    "correlation": "correlation, all sessions",
    "correlation_within_dyads": "correlation within dyads",
    "correlation_between_dyads": "correlation between dyads",
}
_SIGNED = ("trend", "mean_difference")
_HEADLINES = {
    "mean_difference": ("score_difference", "who scores higher?"),
    "icc_a_1": ("score_icc", "how alike are the two?"),
    "correlation_within_dyads": ("score_within", "do the two go together over sessions?"),
}


def scores_page(found: Scores) -> Page:
    """Therapist against patient, trends, and relations to moments."""
    shared = [each for each in found.results if each.scored_by == "both"]
    return Page(
        headlines=_headlines(shared) or _trend_headlines(found.results),
        table=Table(
            title="By measure",
            heads=("Measure", "By", "With moments", "Of what", "value", "95 %", "n"),
            rows=tuple(map(_row, found.results)),
            words=4,
        ),
    )


def _headlines(shared: Sequence[MeasureEstimate]) -> tuple[Headline, ...]:
    """Of the first measure that both fill in; alliance comes first among them."""
    ranked = sorted(shared, key=lambda each: each.measure.kind != "alliance")
    own = [each for each in ranked if each.measure == ranked[0].measure]
    found = {each.estimate.measure: each for each in own}
    return tuple(
        _headline(found[name], asks, key)
        for name, (key, asks) in _HEADLINES.items()
        if name in found
    )


def _trend_headlines(results: Sequence[MeasureEstimate]) -> tuple[Headline, ...]:
    trends = [each for each in results if each.estimate.measure == "trend"]
    return tuple(
        _headline(each, f"does it change over sessions, by the {each.scored_by}?", "score_trend")
        for each in trends[:3]
    )


def _headline(each: MeasureEstimate, asks: str, key: str) -> Headline:
    estimate, asks = each.estimate, f"{each.measure.name}: {asks}"
    if isnan(estimate.value):
        return Headline(asks=asks, value=NONE, says=f"Undefined: {estimate.reason}.", key=key)
    interval = between(estimate.ci_low, estimate.ci_high)
    words = {
        "score_difference": "Therapist less patient, in points.",
        "score_icc": "1 is the same scores, 0 no likeness.",
        "score_within": "Of scores less the dyad’s own mean.",
    }.get(key, "Points a session, within dyads.")
    sessions = counted(estimate.n, "session")
    clusters = counted(estimate.clusters, estimate.cluster_unit)
    return Headline(
        asks=asks,
        value=plain(estimate.value, signed=estimate.measure in _SIGNED),
        beside=f"95 % {interval}" if interval else "no interval",
        says=f"{words} {sessions}, {clusters}.",
        key=key,
    )


def _row(each: MeasureEstimate) -> TableRow:
    estimate = each.estimate
    moments = "" if each.moments_by is None else f"{each.moments_by}: {estimate.code or 'any code'}"
    return TableRow(
        cells=(
            each.measure.name,
            "both" if each.scored_by == "both" else each.scored_by,
            moments,
            _WHATS.get(estimate.measure, estimate.measure),
            plain(estimate.value, signed=estimate.measure in _SIGNED),
            between(estimate.ci_low, estimate.ci_high),
            str(estimate.n),
        ),
        tips=_tips(estimate),
        code=estimate.code,
        picks=estimate.code is not None,
    )


def _tips(estimate: Estimate) -> dict[int, str]:
    if isnan(estimate.value):
        return {4: f"Undefined: {estimate.reason}"}
    kind = f"{estimate.ci_kind}, {counted(estimate.clusters, estimate.cluster_unit)}"
    return {4: estimate.base, 5: kind}
