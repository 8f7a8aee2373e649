"""Agreement between the coders of a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal

from annotator.analysis.agreement import Resampling, Result, results_of, usual
from annotator.analysis.agreement.compared import Coded, Compared, compare, only_coders
from annotator.analysis.agreement.judged import UNIT_WORDS, Target
from annotator.analysis.agreement.judged_results import (
    judged_results,
    sort_results,
    turn_results,
)
from annotator.analysis.agreement.overview import Unit
from annotator.analysis.agreement.round_work import NotDone
from annotator.analysis.agreement.shared_moments import moment_units, rated_note
from annotator.analysis.agreement.spans_groups import GAMMA, alpha_u_2004_results, gamma_results
from annotator.analysis.agreement.spans_in_time import time_agreement
from annotator.analysis.agreement.spans_panel import PANEL, panel
from annotator.analysis.agreement.spans_sums import Setting, document_sums
from annotator.analysis.agreement.study_units import passage_units, turn_units
from annotator.domain.errors import UserError
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.spans import SpanIndex
from annotator.domain.view import StudyView

By = Literal["code", "dyad", "account", "coder-pair"]
UNITS: tuple[Unit, ...] = ("character", "turn", "second", "moment", "passage")
"""Those of passages and turns; a set that judges whole units has its own and no other."""
GROUPINGS: tuple[By, ...] = ("code", "dyad", "account", "coder-pair")
TOLERANCE_S = 10.0
"""Session times this near each other are one moment, for the unit `second`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is asked about a study; None stands for the default.

    Attributes:
        unit: what is counted; `usual_unit` where not given.
        by: a result for each of these, instead of one for all.
        coefficients: names in the contract; empty for all that suit the unit.
        iou: least overlap of two passages that count as one, for precision, recall and F1.
    """

    set_name: str | None = None
    round_name: str | None = None
    coders: tuple[str, ...] | None = None
    unit: Unit | None = None
    by: By | None = None
    include_unfinished: bool = False
    coefficients: tuple[str, ...] = ()
    iou: float = 0.5
    resampling: Resampling = field(default_factory=Resampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A result and the group that it is of; empty for all."""

    group: str
    result: Result


def agree_in_study(view: StudyView, asked: Comparison) -> list[Grouped]:
    """The coefficients of a study's coders, with all that was left out.

    Raises:
        UserError: there is nothing of that name, or nothing that two coders are done with.
    """
    compared = compare(
        view,
        set_name=asked.set_name,
        round_name=asked.round_name,
        coders=asked.coders,
        include_unfinished=asked.include_unfinished,
    )
    if not compared.number:
        raise UserError(nothing_to_compare(compared), hint=_MARK_DONE)
    limits = (view.study.accept_from, view.study.good_from)
    asked = replace(asked, resampling=replace(asked.resampling, thresholds=limits))
    unit = unit_of(compared, asked.unit)
    found = [
        Grouped(group=name, result=_with_leftovers(result, part))
        for name, part in _groups(compared, asked.by)
        for result in _results(view, part, unit, asked)
    ]
    if compared.code_set.marking == "sort" and compared.is_judged and asked.by is None:
        sorts = sort_results(compared, asked.resampling, asked.coefficients)
        found += [Grouped(group=name, result=result) for name, result in sorts]
    if asked.coefficients:
        found = _only(found, asked.coefficients)
    if asked.by == "code":
        return [replace(each, group=each.result.code) for each in found if each.result.code]
    return found


_MARK_DONE = "mark transcripts with `annotator done`, or give --include-unfinished"


def nothing_to_compare(compared: Compared) -> str:
    """Why a comparison without transcripts or units has none, in a sentence."""
    what = compared.what
    if not compared.is_judged:
        return "there is no transcript that two of the coders have done"
    return f"there is no {what} that two of the coders have done and one of them has judged"


def unit_of(compared: Compared, asked: Unit | None) -> Unit:
    """The unit that is asked for, else the usual one.

    Raises:
        UserError: frozen passages are asked for in a round in which each coder marks one's own:
            only those that happen to have equal ends could be compared; or passages are asked
            for of a set of whole units, or the other way round.
    """
    own = compared.code_set.unit
    if asked is not None and asked != own and (compared.is_judged or asked in JUDGED_UNITS):
        codes = f"it codes {UNIT_WORDS[own]}"
        raise UserError(
            f"the set {compared.code_set.name} has no {asked}s to compare: {codes}",
            hint="leave the unit out, or take another set",
        )
    if asked == "passage" and compared.round.passages_from is None:
        raise UserError(
            f"the round {compared.round.name} has no frozen passages to compare",
            hint="freeze its passages into a round of their own, or take another unit",
        )
    return asked or usual_unit(compared)


def usual_unit(compared: Compared) -> Unit:
    """The unit of the set; frozen passages where the round only classifies."""
    if compared.code_set.unit in ("bin", "account", "session", "dyad"):
        return compared.code_set.unit
    if compared.round.passages_from is not None:
        return "passage"
    return "turn" if compared.code_set.unit == "turn" else "character"


def _only(found: list[Grouped], names: Sequence[str]) -> list[Grouped]:
    """The results of these coefficients.

    Raises:
        UserError: the unit has none of a name.
    """
    known = dict.fromkeys(each.result.coefficient for each in found)
    for name in names:
        if name not in known:
            raise UserError(
                f"no coefficient {name!r} for this unit", hint=f"there are {', '.join(known)}"
            )
    return [each for each in found if each.result.coefficient in names]


def _groups(compared: Compared, by: By | None) -> Iterator[tuple[str, Compared]]:
    """The comparison in parts: all, or one for each dyad, account or pair of coders."""
    if compared.is_judged and by in ("dyad", "account"):
        yield from _judged_groups(compared, by)
    elif by in ("dyad", "account"):
        names = [each.dyad if by == "dyad" else each.account.voice for each in compared.documents]
        for name in dict.fromkeys(names):
            own = [d for d, named in zip(compared.documents, names, strict=True) if named == name]
            not_done = tuple(
                each
                for each in compared.not_done
                if name == (each.dyad if by == "dyad" else each.voice)
            )
            yield name, replace(compared, documents=tuple(own), not_done=not_done)
    elif by == "coder-pair":
        for pair in combinations(compared.coders, 2):
            part = only_coders(compared, pair)
            if part.number:
                yield " and ".join(pair), part
    else:
        yield "", compared


def _judged_groups(compared: Compared, by: By) -> Iterator[tuple[str, Compared]]:
    """The same of judged units.

    Raises:
        UserError: sessions and dyads belong to no one account.
    """
    whole = compared.code_set.unit
    if by == "account" and whole in ("session", "dyad"):
        raise UserError(f"a {whole} is of no one account", "--by", "group by dyad or coder-pair")

    def name_of(each: Target | NotDone) -> str:
        return each.dyad if by == "dyad" else each.voice

    for name in dict.fromkeys(name_of(each) for each in compared.targets):
        yield (
            name,
            replace(
                compared,
                targets=tuple(each for each in compared.targets if name_of(each) == name),
                not_done=tuple(each for each in compared.not_done if name_of(each) == name),
            ),
        )


def _results(
    view: StudyView, compared: Compared, unit: Unit, asked: Comparison
) -> Iterator[Result]:
    resampling = asked.resampling
    if compared.is_judged:
        yield from judged_results(compared, resampling, asked.coefficients)
    elif unit in ("turn", "passage"):
        units = turn_units(compared) if unit == "turn" else passage_units(compared)
        for name in usual(units) if compared.codes else ():
            for result in results_of(name, units, resampling):
                yield replace(result, notes=(*result.notes, *_unit_notes(compared, unit)))
        if unit == "turn" == compared.code_set.unit:
            yield from turn_results(compared, resampling, asked.coefficients)
    elif unit == "moment":
        yield from ratings_of(compared, resampling)
    elif unit == "second":
        yield from times_of(view, compared)
    else:
        yield from _characters(compared, asked)


def _unit_notes(compared: Compared, unit: Unit) -> tuple[str, ...]:
    """How a unit gets its one value."""
    if unit == "turn" and compared.code_set.exclusive:
        return ("a turn with several codes counts as the one that covers most of it",)
    return ()


def _characters(compared: Compared, asked: Comparison) -> Iterator[Result]:
    """The panel of free passages, the older alpha_U, and gamma where it is asked for by name."""
    setting = Setting(
        codes=compared.codes, coders=compared.coders, iou=asked.iou, resampling=asked.resampling
    )
    continua = [document.continuum for document in compared.documents]
    yield from panel([document_sums(each, asked.iou) for each in continua], setting, PANEL)
    yield from alpha_u_2004_results(continua, setting)
    gammas = [name for name in GAMMA if name in asked.coefficients]
    if gammas:
        yield from gamma_results(continua, setting, gammas, seed=asked.resampling.seed)


def ratings_of(compared: Compared, resampling: Resampling) -> Iterator[Result]:
    """Agreement on each scale, over the moments that two or more coders share."""
    for scale in compared.code_set.scales:
        units = moment_units(compared, scale)
        matched = rated_note(units, scale)
        for ratings in (False, True):
            for name in usual(units, ratings=ratings):
                for result in results_of(name, units, resampling):
                    yield replace(result, notes=(*result.notes, matched))


def times_of(view: StudyView, compared: Compared) -> Iterator[Result]:
    """How far two coders put moments of one code at the same session time."""
    names = {code.id: code.name for code in compared.code_set.codes}

    def timed(document: Coded, coder: str) -> Iterator[tuple[int, str]]:
        kept = SpanIndex(document.kept)
        for moment in document.moments[coder]:
            if not kept.meeting(moment.start, moment.end):
                continue  # wholly in text that is not compared
            start_ms, _ = view.interval_of(moment)
            for code_id in moment.codes if start_ms is not None else ():
                if code_id in names and start_ms is not None:
                    yield start_ms, names[code_id]

    for pair in combinations(compared.coders, 2):
        part = only_coders(compared, pair)
        shift = 0
        sides: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
        for document in part.documents:
            own = [list(timed(document, name)) for name in pair]
            for side, marks in zip(sides, own, strict=True):
                side += [(time + shift, code) for time, code in marks]
            latest = max((time for marks in own for time, _ in marks), default=0)
            shift += latest + round(TOLERANCE_S * 2000)  # moments of two documents never meet
        yield time_agreement(sides[0], sides[1], TOLERANCE_S, pair)


def _with_leftovers(result: Result, compared: Compared) -> Result:
    """The result with what the comparison left out and noted."""
    return replace(
        result,
        excluded=tuple(dict.fromkeys((*result.excluded, *compared.left_out(result.coders)))),
        notes=tuple(dict.fromkeys((*result.notes, *compared.notes))),
    )


def grouped_json(found: Sequence[Grouped]) -> dict[str, Any]:
    """The results as the command's JSON object; `group` where they are by something."""
    return {
        "results": [
            {**each.result.as_json(), **({"group": each.group} if each.group else {})}
            for each in found
        ]
    }
