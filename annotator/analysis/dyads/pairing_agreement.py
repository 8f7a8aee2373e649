"""Do two coders pair the same moments? Cohen's kappa over pairs that both could have made.

In each session that both coded, the moments that both marked (spans that share half of their
union or more, each used once, whatever their codes) are found on the therapist's and on the
patient's side. Every one of the one side with every one of the other is a pair that either
coder may have joined. A second kappa asks of each such moment whether it is paired at all, or
one-sided. A pair that only one coder could have made says nothing of agreement and is told.

Source of kappa: Cohen (1960), Educ. Psychol. Meas. 20:37-46; of the interval, leaving out each
dyad once: Efron & Tibshirani (1993), ch. 11. The base of pairs is our own; we know of no
published coefficient for joining.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from annotator.analysis.agreement import Resampling, Result, cohen_kappa, units_of
from annotator.analysis.agreement.report_values import counted
from annotator.analysis.agreement.result import undefined
from annotator.analysis.agreement.shared_moments import SAME_MOMENT
from annotator.analysis.dyads.layer import Layer, coded_account
from annotator.analysis.dyads.material import clusters_of, therapist_name
from annotator.analysis.dyads.pairs import Sides, pairings_of
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import overlap
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView

PAIRS = "pairs of a therapist's and a patient's moment of one session, both marked by both coders"
MOMENTS = "moments that both coders marked: paired, or one-sided"
PAIRED, APART = "paired", "not paired"


@dataclass(slots=True)
class _Rows:
    """Verdicts of the two coders, with the dyad and therapist of each."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    moments: list[tuple[str, str]] = field(default_factory=list)
    pair_clusters: list[tuple[str, str]] = field(default_factory=list)
    moment_clusters: list[tuple[str, str]] = field(default_factory=list)
    alone: int = 0


def pairing_agreement(view: StudyView, layers: tuple[Layer, Layer]) -> tuple[Result, Result]:
    """`pairing_kappa` and `one_sided_kappa` of two coders.

    Args:
        view: the study.
        layers: of the two coders, with the same set of codes.
    """
    rows = _Rows()
    made = [pairings_of(view, each.coder.id) for each in layers]
    for session in sorted(view.sessions.values(), key=lambda each: (each.dyad_id, each.number)):
        accounts = view.accounts_of(session.id)
        own = [[s for s in sides if s.pairing.session_id == session.id] for sides in made]
        shared = []
        for voice in RECALL_VOICES:
            coded = [
                coded_account(view, layer, accounts[voice]) if voice in accounts else None
                for layer in layers
            ]
            if any(each is None for each in coded):
                break
            seen = [
                _seen(each.moments if each else (), sides, voice)
                for each, sides in zip(coded, own, strict=True)
            ]
            matched = same_passages(*seen)
            rows.alone += len(seen[0]) + len(seen[1]) - 2 * len(matched)
            shared.append(matched)
        if len(shared) == len(RECALL_VOICES):
            dyad = view.dyads[session.dyad_id]
            _judge(rows, shared, own, (dyad.name, therapist_name(view, dyad)))
    names = tuple(each.coder.name for each in layers)
    told = f"{counted(rows.alone, 'moment')} that only one of the two marked"
    excluded = (told,) if rows.alone else ()
    return (
        _kappa("pairing_kappa", rows.pairs, rows.pair_clusters, names, "pair", PAIRS, excluded),
        _kappa(
            "one_sided_kappa",
            rows.moments,
            rows.moment_clusters,
            names,
            "moment",
            MOMENTS,
            excluded,
        ),
    )


def same_passages(mine: Sequence[Moment], theirs: Sequence[Moment]) -> list[tuple[Moment, Moment]]:
    """Moments of two coders on one passage: half of the union shared or more, each used once."""
    near = []
    for one, first in enumerate(mine):
        for other, second in enumerate(theirs):
            both = overlap((first.start, first.end), (second.start, second.end))
            union = first.end - first.start + second.end - second.start - both
            if both and both / union >= SAME_MOMENT:
                near.append((first.id != second.id, -both / union, one, other))
    taken: tuple[set[int], set[int]] = (set(), set())
    matched = []
    for _, _, one, other in sorted(near):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            matched.append((mine[one], theirs[other]))
    return matched


def _seen(own: Iterable[Moment], sides: Iterable[Sides], voice: str) -> list[Moment]:
    """A coder's moments of one party, and those of others that the coder paired."""
    paired = (
        m for each in sides for m in (each.therapist if voice == "therapist" else each.patient)
    )
    return list({each.id: each for each in (*own, *paired)}.values())


def _judge(
    rows: _Rows,
    shared: Sequence[Sequence[tuple[Moment, Moment]]],
    own: Sequence[Sequence[Sides]],
    cluster: tuple[str, str],
) -> None:
    """Adds the verdicts of one session."""
    joined = [_joined(sides) for sides in own]
    for one in shared[0]:
        for other in shared[1]:
            verdicts = [(one[n].id, other[n].id) in joined[n] for n in range(2)]
            rows.pairs.append((_word(verdicts[0]), _word(verdicts[1])))
            rows.pair_clusters.append(cluster)
    touched = [{each for pair in pairs for each in pair} for pairs in joined]
    for matched in (*shared[0], *shared[1]):
        first, second = (matched[n].id in touched[n] for n in range(2))
        rows.moments.append((_word(first), _word(second)))
        rows.moment_clusters.append(cluster)


def _joined(sides: Iterable[Sides]) -> set[tuple[Id, Id]]:
    return {(t.id, p.id) for each in sides for t in each.therapist for p in each.patient}


def _word(paired: bool) -> str:
    return PAIRED if paired else APART


def _kappa(
    name: str,
    rows: Sequence[tuple[str, str]],
    clusters: Sequence[tuple[str, str]],
    coders: tuple[str, ...],
    unit: str,
    base: str,
    excluded: tuple[str, ...],
) -> Result:
    if not rows:
        reason = "there is nothing that both coders could have paired"
        return undefined(name, reason, unit=unit, coders=coders, excluded=excluded, notes=(base,))
    groups, group = clusters_of(clusters)
    units = units_of(rows, categories=(PAIRED, APART), coders=coders, clusters=groups, unit=unit)
    result = cohen_kappa(units, resampling=Resampling(thresholds=()))
    notes = (*result.notes, f"base: {base}", f"the interval leaves out each {group} once")
    return replace(result, coefficient=name, notes=notes, excluded=(*result.excluded, *excluded))
