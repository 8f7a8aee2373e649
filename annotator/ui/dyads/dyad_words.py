"""What ratings, courses, groups and pairing say, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from annotator.analysis.dyads.estimate import Estimate
from annotator.app.verbs.dyad_analysis import (
    Courses,
    Groups,
    Kappas,
    Ratings,
)
from annotator.app.verbs.grouping import Contrast
from annotator.ui.dyads.told import (
    SURE,
    Headline,
    Line,
    Page,
    Table,
    TableRow,
    between,
    percent,
    plain,
)
from annotator.ui.figures import NONE, counted, interval_text, p_cell, p_text, value_text

_MEASURES = {
    "mean_difference": "mean difference",
    "mean_absolute_difference": "mean absolute difference",
    "correlation": "correlation",
    "icc_2_1": "ICC(2,1)",
    "directional_bias_therapist": "therapist above patient (bias)",
    "truth_force_therapist": "therapist follows patient (truth force)",
    "truth_force_therapist_within_dyads": "… within dyads",
    "directional_bias_patient": "patient above therapist (bias)",
    "truth_force_patient": "patient follows therapist (truth force)",
    "truth_force_patient_within_dyads": "… within dyads",
}
_WHATS = {
    "time": "session time that both marked",
    "time_of_either": "of the time that either marked",
    "moments": "moments that meet one",
    "therapist": "therapist’s moments a session",
    "patient": "patient’s moments a session",
}
_SEVERAL = ("Groups", "first", "second")
_KAPPAS = {
    "pairing_kappa": "Do two coders pair the same moments?",
    "one_sided_kappa": "Do they leave the same moments one-sided?",
}


def ratings_page(found: Ratings) -> Page:
    """How far paired ratings agree."""
    first = found.results[0].code if found.results else None
    own = {each.measure: each for each in found.results if each.code == first}
    scale = first or "the scale"
    asks = {
        "mean_difference": f"{scale}: who rates higher?",
        "icc_2_1": f"{scale}: how alike are the two?",
        "truth_force_therapist_within_dyads": f"{scale}: does the therapist follow the patient?",
    }
    return Page(
        headlines=tuple(_estimate_headline(own[each], asks[each], each) for each in asks),
        table=Table(
            title="By scale",
            heads=("Scale", "Measure", "value", "95 %", "n"),
            rows=tuple(
                TableRow(
                    cells=(
                        each.code or "",
                        _MEASURES.get(each.measure, each.measure),
                        plain(each.value),
                        between(each.ci_low, each.ci_high),
                        str(each.n),
                    ),
                    tips=_estimate_tips(each, 2),
                )
                for each in found.results
            ),
            words=2,
        ),
    )


def _estimate_headline(each: Estimate, asks: str, key: str) -> Headline:
    interval = between(each.ci_low, each.ci_high)
    if isnan(each.value):
        return Headline(asks=asks, value=NONE, says=f"Undefined: {each.reason}.", key=key)
    words = {
        "mean_difference": "Therapist less patient, in points of the scale.",
        "icc_2_1": "1 is the same ratings, 0 no likeness beyond that of any two.",
    }.get(key, "1: fully, 0: not at all; ratings less the dyad’s own mean.")
    return Headline(
        asks=asks,
        value=plain(each.value, signed=key == "mean_difference"),
        beside=f"95 % {interval}" if interval else "no interval",
        says=f"{words} {counted(each.n, each.unit)}, {counted(each.clusters, each.cluster_unit)}.",
        key=key,
    )


def _estimate_tips(each: Estimate, column: int) -> dict[int, str]:
    if isnan(each.value):
        return {column: f"Undefined: {each.reason}"}
    return {column: each.base, column + 1: f"{each.ci_kind}, {each.clusters} {each.cluster_unit}s"}


def courses_page(found: Courses) -> Page:
    """How moments develop over the sessions."""
    every = found.results[0]
    headlines = []
    for party in ("therapist", "patient"):
        trend = every.trend_of(party)
        interval = between(trend.ci_low, trend.ci_high)
        says = (
            f"Undefined: {trend.reason}."
            if isnan(trend.value)
            else f"Moments more with each session, within dyads. {counted(trend.n, 'session')}, "
            f"{counted(trend.clusters, trend.cluster_unit)}."
        )
        headlines.append(
            Headline(
                asks=f"Does the {party} mark more as sessions go on?",
                value=plain(trend.value, signed=True),
                beside=f"95 % {interval}" if interval else "a session",
                says=says,
                key="trend",
            )
        )
    rows = []
    for each in found.results:
        trends = [each.trend_of(party) for party in ("therapist", "patient")]
        cells = [each.code or "any code"]
        for party in ("therapist", "patient"):
            means = [plain(mean.value, 1) for own, _, mean in each.means if own == party]
            cells.append(" · ".join(means))
        for trend in trends:
            cells += [plain(trend.value, signed=True), between(trend.ci_low, trend.ci_high)]
        tips = {3: trends[0].reason or trends[0].base, 5: trends[1].reason or trends[1].base}
        rows.append(TableRow(cells=tuple(cells), tips=tips, code=each.code, picks=True))
    numbers = sorted({point.number for point in every.points})
    sessions = " · ".join(map(str, numbers))
    return Page(
        headlines=tuple(headlines),
        table=Table(
            title="By code",
            heads=(
                "Code",
                f"therapist, session {sessions}",
                f"patient, session {sessions}",
                "trend, therapist",
                "95 %",
                "trend, patient",
                "95 %",
            ),
            rows=tuple(rows),
        ),
    )


def groups_page(found: Groups) -> Page:
    """Groups of dyads compared."""
    first = found.results[0].groups if found.results else ("", "")
    shown = [each for each in found.results if each.code is None and each.groups == first]
    alone = len({each.groups for each in found.results}) == 1
    return Page(
        headlines=tuple(_contrast_headline(each, found.small) for each in shown[:3]),
        table=Table(
            title=f"By {found.attribute}",
            heads=("Code", "Compared", *(first if alone else _SEVERAL), "difference", "95 %", "p"),
            rows=tuple(_contrast_row(each, named=not alone) for each in found.results),
            words=2 if alone else 3,
        ),
    )


def _contrast_headline(each: Contrast, small: Mapping[str, str]) -> Headline:
    """One difference of the first two groups; of few dyads the card itself warns."""
    difference = each.difference
    one, other = (each.mean_of(group) for group in each.groups)
    says = f"{each.groups[0]} {percent(one[0])} ({counted(one[1], 'dyad')}), {each.groups[1]} "
    says += f"{percent(other[0])} ({counted(other[1], 'dyad')})."
    if isnan(difference.value):
        return Headline(
            asks=f"{_WHATS[each.what]}".capitalize(),
            value=NONE,
            says=f"Undefined: {difference.reason}.",
            key="group_difference",
        )
    verdict = "" if difference.p is None else (
        " The groups differ more than chance."
        if difference.p <= SURE
        else " Not told from chance."
    )  # fmt: skip
    warned = "".join(
        f" {small[group][0].upper()}{small[group][1:]}." for group in each.groups if group in small
    )
    interval = between(difference.ci_low, difference.ci_high, share=True)
    return Headline(
        asks=f"{_WHATS[each.what]}: do the groups differ?".capitalize(),
        value=f"{plain(100 * difference.value, 1, signed=True)}",
        beside=", ".join(
            filter(
                None,
                ["points", interval and f"95 % {interval}", p_text(difference.p)],
            )
        ),
        says=says + verdict + warned,
        key="group_difference",
    )


def _contrast_row(each: Contrast, *, named: bool) -> TableRow:
    """One row; `named` where the groups are not those of the heads."""
    share = each.what not in ("therapist", "patient")
    write = percent if share else plain
    difference = each.difference
    one, other = (each.mean_of(group)[0] for group in each.groups)
    told = "; ".join((*difference.notes[-1:], *difference.excluded))
    return TableRow(
        cells=(
            each.code or "any code",
            _WHATS[each.what],
            *((f"{each.groups[0]} – {each.groups[1]}",) if named else ()),
            write(one),
            write(other),
            plain(100 * difference.value, 1, signed=True)
            if share
            else plain(difference.value, signed=True),
            between(difference.ci_low, difference.ci_high, share=share),
            p_cell(difference.p),
        ),
        tips={4 + named: difference.reason or difference.base, 6 + named: told},
        code=each.code,
    )


def kappas_page(found: Kappas) -> Page:
    """How far two coders pair the same moments."""
    shown = found.results[:2]
    return Page(
        headlines=tuple(
            Headline(
                asks=_KAPPAS[each.coefficient],
                value=value_text(each.value),
                beside=" ".join(
                    filter(None, ["kappa", interval_text(each) and f"95 % {interval_text(each)}"])
                ),
                says=(
                    f"Undefined: {each.reason}."
                    if isnan(each.value)
                    else f"{' and '.join(each.coders)}, {counted(each.n, each.unit)}."
                ),
                line=None
                if isnan(each.value)
                else Line(value=each.value, low=each.ci_low, high=each.ci_high),
                key=each.coefficient,
            )
            for each in shown
        ),
        table=Table(
            title="By two coders",
            heads=("Coders", "Of what", "kappa", "95 %", "n"),
            rows=tuple(
                TableRow(
                    cells=(
                        " and ".join(each.coders),
                        "paired with each other"
                        if each.coefficient == "pairing_kappa"
                        else "paired at all",
                        value_text(each.value),
                        interval_text(each),
                        str(each.n),
                    ),
                    tips={2: f"Undefined: {each.reason}"} if isnan(each.value) else {},
                )
                for each in found.results
            ),
            words=2,
        ),
    )
