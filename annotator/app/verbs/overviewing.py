"""The overview of a comparison: computed from what is kept of each transcript."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from typing import NamedTuple

from annotator.analysis.agreement import Resampling, Result
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Coded, Compared, compare
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.document_parts import DocumentParts, Pair, document_parts
from annotator.analysis.agreement.drift import (
    DriftCoefficient,
    DriftPoint,
    drift,
    drift_point,
)
from annotator.analysis.agreement.judged_results import rated_scales
from annotator.analysis.agreement.judged_units import scale_units
from annotator.analysis.agreement.overview import CodeRow, Overview, Part, Unit
from annotator.analysis.agreement.overview_judged import (
    judged_codes,
    judged_confusions,
    judged_headline,
    judged_matrix,
    judged_parts,
    rated,
    rated_pairs,
)
from annotator.analysis.agreement.overview_passages import (
    HEADLINE,
    code_rows,
    confusions_of,
    gamma_of,
    group_results,
    passages_of,
)
from annotator.analysis.agreement.overview_units import (
    headline_names,
    unit_matrix,
    unit_results,
    unit_rows,
    units_in,
)
from annotator.analysis.agreement.shared_moments import moment_units
from annotator.analysis.agreement.spans_sums import DocumentSums
from annotator.analysis.agreement.study_units import turn_ratings
from annotator.app.actions import key_of
from annotator.app.verbs.comparing import (
    Comparison,
    agree_in_study,
    times_of,
    unit_of,
)
from annotator.domain.codebook import Scale
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView

PARTS = ("dyad", "account", "session")
_KEPT_GROUPS = 2_000


@dataclass(slots=True)
class Kept:
    """What was computed before, by transcript and by group; it holds while its marks hold.

    One study and one worker use one of these; a change of set, round or coders makes it anew
    by itself, since then no document is the same.
    """

    parts: dict[Id, DocumentParts] = field(default_factory=dict)
    groups: dict[Hashable, tuple[tuple[DocumentParts, ...], tuple[Result, ...]]] = field(
        default_factory=dict
    )
    points: dict[tuple[str, str, str], tuple[Continuum, DriftPoint]] = field(default_factory=dict)

    def parts_of(self, compared: Compared) -> list[DocumentParts]:
        """The parts of each document; only what has changed is computed."""
        found: dict[Id, DocumentParts] = {}
        for document in compared.documents:
            known = self.parts.get(document.account.id)
            if known is not None and _has_same_work(known.document, document):
                found[document.account.id] = known
            else:
                found[document.account.id] = document_parts(document)
        self.parts = found
        return list(found.values())

    def point(self, continuum: Continuum, coder: str, coefficient: DriftCoefficient) -> DriftPoint:
        """A coder's point on one transcript."""
        key = (continuum.document, coder, coefficient)
        known = self.points.get(key)
        if known is None or known[0] is not continuum:
            known = self.points[key] = (continuum, drift_point(continuum, coder, coefficient))
        return known[1]

    def group(
        self,
        key: Hashable,
        parts: Sequence[DocumentParts],
        make: Callable[[], tuple[Result, ...]],
    ) -> tuple[Result, ...]:
        """The results of a group of documents, as before where none of them has changed."""
        known = self.groups.get(key)
        if known is not None and _same(known[0], parts):
            return known[1]
        if len(self.groups) > _KEPT_GROUPS:
            self.groups.clear()
        made = make()
        self.groups[key] = (tuple(parts), made)
        return made


def _has_same_work(before: Coded, now: Coded) -> bool:
    """Whether nothing of the coders has changed; what was settled on it may have."""
    if before is now:
        return True
    if (before.transcript, before.kept, before.code_set, before.coders, before.name) != (
        now.transcript,
        now.kept,
        now.code_set,
        now.coders,
        now.name,
    ):
        return False
    return all(
        len(own) == len(now.moments[name])
        and all(a is b or a == b for a, b in zip(own, now.moments[name], strict=True))
        for name, own in before.moments.items()
    )


def _same(before: Sequence[DocumentParts], now: Sequence[DocumentParts]) -> bool:
    return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))


def overview_of(
    view: StudyView, asked: Comparison, kept: Kept | None = None, *, complete: bool = False
) -> Overview:
    """All that the agreement view shows.

    Args:
        view: the study with the work of all coders.
        asked: what is compared; `by` has no meaning here.
        kept: what was computed before for the same study.
        complete: with every coefficient of the unit in `everything`, for a report.

    Raises:
        UserError: there is nothing of that name, or nothing that two coders are done with.
    """
    kept = kept or Kept()
    compared = compare(
        view,
        set_name=asked.set_name,
        round_name=asked.round_name,
        coders=asked.coders,
        include_unfinished=asked.include_unfinished,
        known={key: each.document for key, each in kept.parts.items()},
    )
    if not compared.number:
        why = f"nothing to compare in the round {compared.round.name}"
        hint = f"two coders must have marked the same transcript as done ({key_of('done')})"
        if compared.is_judged:
            hint = f"{hint}, and one of them must have judged the {compared.code_set.unit}"
        raise UserError(why, hint=hint)
    unit = unit_of(compared, asked.unit)
    parts = kept.parts_of(compared)
    study = view.study
    resampling = replace(asked.resampling, thresholds=(study.accept_from, study.good_from))
    confusions = judged_confusions(compared) if compared.is_judged else confusions_of(parts)
    job = _Job(view, compared, unit, resampling, kept, parts)
    made = _NUMBERS[unit](job, confusions)
    overlapping = any(each.sums.statistics.overlaps for each in parts)
    drifting: DriftCoefficient = "bar_u_alpha" if overlapping else "u_alpha"
    everything = made.results
    if complete:
        own = replace(asked, resampling=resampling, unit=unit, by=None)
        everything = tuple(each.result for each in agree_in_study(view, own))
    return Overview(
        compared=compared,
        unit=unit,
        headline=made.headline,
        codes=made.codes,
        matrix=made.matrix,
        confusions=confusions,
        parts={by: tuple(_parts(job, by)) for by in PARTS},
        drift={}
        if unit == "passage" or compared.is_judged
        else drift(compared, _done_at(view, compared), kept.point, drifting),
        drift_coefficient=drifting,
        episodes=tuple(episode for each in parts for episode in each.episodes),
        ratings=tuple(_by_scale(job)),
        everything=everything,
        accept_from=study.accept_from,
        good_from=study.good_from,
    )


def _done_at(view: StudyView, compared: Compared) -> dict[tuple[str, str], str | None]:
    return {
        (view.coders[each.coder_id].name, each.account_id): each.done_at
        for each in view.assignments.values()
        if each.round_id == compared.round.id and each.coder_id in view.coders
    }


def _by_scale(job: _Job) -> Iterator[tuple[str, tuple[Result, ...]]]:
    """The ratings' agreement on each scale."""
    if job.compared.is_judged:
        for scale in rated_scales(job.compared):
            yield scale.name, rated(scale_units(job.compared, scale), job.without_thresholds)
        return
    if job.compared.code_set.unit == job.unit == "turn":
        for scale in job.compared.code_set.scales:
            yield scale.name, rated(turn_ratings(job.compared, scale), job.without_thresholds)
        return
    for scale in job.compared.code_set.scales:
        yield scale.name, _ratings(job.compared, job.documents, scale, job.without_thresholds)


def _ratings(
    compared: Compared,
    own: Sequence[DocumentParts],
    scale: Scale,
    resampling: Resampling,
) -> tuple[Result, ...]:
    """The coefficients to read first of the ratings on one scale."""
    units = moment_units(compared, scale, [each.rated for each in own])
    return rated(units, resampling)


# The numbers in each unit -------------------------------------------------------------------


class _Numbers(NamedTuple):
    headline: tuple[Result, ...]
    codes: tuple[CodeRow, ...]
    matrix: dict[Pair, Result]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """One comparison in its unit, with what is kept of its transcripts."""

    view: StudyView
    compared: Compared
    unit: Unit
    resampling: Resampling
    kept: Kept
    documents: list[DocumentParts]

    @property
    def without_thresholds(self) -> Resampling:
        """For values of which nobody asks how probably they are too low."""
        return replace(self.resampling, thresholds=())


_Confusions = Mapping[Pair, FloatArray]


def _of_passages(job: _Job, confusions: _Confusions) -> _Numbers:
    accept_from = job.view.study.accept_from
    gamma = partial(
        job.kept.group,
        (job.compared.coders, job.resampling, "gamma"),
        job.documents,
        partial(gamma_of, job.compared, job.resampling),
    )
    found = passages_of(job.compared, job.documents, job.resampling, gamma)
    rows = code_rows(job.compared, found, job.documents, confusions, accept_from)
    name = "bar_u_alpha" if found.overlapping else "u_alpha"
    matrix = {}
    for pair in combinations(job.compared.coders, 2):
        own = [each for each in job.documents if pair in each.pairs]
        sums = [each.pairs[pair] for each in own]

        def make(pair: Pair = pair, sums: list[DocumentSums] = sums) -> tuple[Result, ...]:
            return group_results(job.compared, sums, pair, (name,))

        if own:
            (matrix[pair],) = job.kept.group((job.compared.coders, pair, name), own, make)
    return _Numbers(found.headline, rows, matrix, found.results)


def _of_judged(job: _Job, confusions: _Confusions) -> _Numbers:
    compared, plain = job.compared, job.without_thresholds
    headline = judged_headline(compared, job.resampling)
    rows = judged_codes(compared, confusions, job.view.study.accept_from, plain)
    of_codes = tuple(result for row in rows for result in (row.main, row.beside) if result)
    return _Numbers(headline, rows, judged_matrix(compared, plain), (*headline, *of_codes))


def _of_units(job: _Job, confusions: _Confusions) -> _Numbers:
    scales = job.compared.code_set.scales
    if not job.compared.codes and scales:  # turns are rated and not coded
        units = turn_ratings(job.compared, scales[0])
        results = rated(units, job.resampling)
        return _Numbers(results, (), rated_pairs(units, job.without_thresholds), results)
    units = units_in(job.compared, job.unit)
    names = headline_names(units)
    headline = unit_results(units, names, job.resampling)
    rows = unit_rows(
        job.compared, units, confusions, job.view.study.accept_from, job.without_thresholds
    )
    by_pair = "cohen_kappa" if names[0].endswith("nominal") else names[0]
    matrix = unit_matrix(job.compared, job.unit, by_pair, job.without_thresholds)
    of_codes = tuple(result for row in rows for result in (row.main, row.beside) if result)
    return _Numbers(headline, rows, matrix, (*headline, *of_codes))


def _of_ratings(job: _Job, confusions: _Confusions) -> _Numbers:
    del confusions
    scales = job.compared.code_set.scales
    if not scales:
        raise UserError(f"the set {job.compared.code_set.name} has no scale to compare ratings on")
    results = _ratings(job.compared, job.documents, scales[0], job.resampling)
    units = moment_units(job.compared, scales[0], [each.rated for each in job.documents])
    matrix = rated_pairs(units, job.without_thresholds)
    return _Numbers(results, (), matrix, results)


def _of_times(job: _Job, confusions: _Confusions) -> _Numbers:
    del confusions
    results = tuple(times_of(job.view, job.compared))
    matrix = {(each.coders[0], each.coders[1]): each for each in results}
    return _Numbers(results[:3], (), matrix, results)


_NUMBERS: dict[Unit, Callable[[_Job, _Confusions], _Numbers]] = {
    "character": _of_passages,
    "turn": _of_units,
    "passage": _of_units,
    "moment": _of_ratings,
    "second": _of_times,
    "bin": _of_judged,
    "account": _of_judged,
    "session": _of_judged,
    "dyad": _of_judged,
}


# Parts of the study -------------------------------------------------------------------------


def _parts(job: _Job, by: str) -> Iterator[Part]:
    """The values of each dyad, account or session."""
    if job.compared.is_judged:
        yield from judged_parts(job.compared, by, job.without_thresholds)
        return
    groups: dict[str, list[DocumentParts]] = {}
    for each in job.documents:
        groups.setdefault(_name_of(each, by), []).append(each)
    for name, own in groups.items():
        make = partial(_of_group, job, own)
        if job.unit == "second":  # stops change without a mark's changing
            results = make()
        else:
            results = job.kept.group((job.unit, job.compared.coders, by, name), own, make)
        yield Part(name=name, documents=len(own), results=results)


def _name_of(parts: DocumentParts, by: str) -> str:
    document = parts.document
    if by == "dyad":
        return document.dyad
    return document.account.voice if by == "account" else f"session {document.session}"


def _of_group(job: _Job, own: Sequence[DocumentParts]) -> tuple[Result, ...]:
    compared = replace(job.compared, documents=tuple(each.document for each in own))
    if job.unit == "character":
        sums = [each.sums for each in own]
        return group_results(compared, sums, compared.coders, HEADLINE)
    if job.unit == "turn" and not compared.codes and compared.code_set.scales:
        return rated(turn_ratings(compared, compared.code_set.scales[0]), job.without_thresholds)
    if job.unit in ("turn", "passage"):
        units = units_in(compared, job.unit)
        return unit_results(units, headline_names(units), job.without_thresholds)
    if job.unit == "moment":
        scale = compared.code_set.scales[0]
        return _ratings(compared, own, scale, job.without_thresholds)
    return tuple(times_of(job.view, compared))[:3]
