"""Holds a round against its gate: the value that counts, and the record of it."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.overview import Unit
from annotator.analysis.agreement.result import undefined
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.rounds import record_gate
from annotator.domain.consensus import Gate
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.round import Round
from annotator.domain.view import StudyView

GATE_COEFFICIENTS = ("bar_u_alpha", "cu_alpha", "u_alpha", "krippendorff_alpha_nominal")
"""What the window offers for a gate; the command line takes every name of the contract."""

FROZEN_COEFFICIENTS = (
    "krippendorff_alpha_nominal",
    "krippendorff_alpha_masi",
    "gwet_ac1",
    "fleiss_kappa",
)
"""The same where the passages are frozen: on the same text all agree before they begin."""

_UNITS: tuple[Unit | None, ...] = (None, "character", "turn", "moment")
"""In which a coefficient is looked for; first the usual one of the set and the round."""


_FROZEN_UNITS: tuple[Unit | None, ...] = (None, "moment")


def gate_coefficients(work_round: Round) -> tuple[str, ...]:
    """What can be asked of a round."""
    return GATE_COEFFICIENTS if work_round.passages_from is None else FROZEN_COEFFICIENTS


def gate_result(view: StudyView, asked: Comparison, coefficient: str) -> Result:
    """A coefficient over all codes, in the first unit that has it; undefined where none has.

    Args:
        view: the study with the work of all coders.
        asked: what is compared; its unit has no meaning here, for a gate keeps to its own.
        coefficient: a name of the contract.
    """
    why_not = "it is not computed for this set of codes and this round"
    work_round = view.find_round(asked.round_name or "")
    frozen = work_round is not None and work_round.passages_from is not None
    for unit in (None,) if _is_judged(view, work_round, asked) else _units(frozen):
        own = replace(asked, unit=unit, by=None, coefficients=(coefficient,))
        try:
            found = [each.result for each in agree_in_study(view, own) if not each.group]
        except UserError as error:  # this unit does not have it; maybe none has, and here is why
            why_not = error.sentence.removesuffix(".")
            continue
        whole = [each for each in found if each.code is None]
        if len(whole) == 1:
            return whole[0]
        if whole:
            reason = f"it has {len(whole)} values, for pairs of coders or for scales, none for all"
            return undefined(coefficient, reason)
    return undefined(coefficient, why_not)


def _units(frozen: bool) -> tuple[Unit | None, ...]:
    return _FROZEN_UNITS if frozen else _UNITS


def _is_judged(view: StudyView, work_round: Round | None, asked: Comparison) -> bool:
    """Whether the set's units are no passages, so that it has no other unit than its own."""
    sets = view.codebook_for(work_round.id).sets if work_round else view.codebook.sets
    chosen = next((each for each in sets if asked.set_name in (None, each.name)), None)
    return chosen is not None and chosen.unit in JUDGED_UNITS


def hold_against_gate(
    view: StudyView,
    round_id: Id,
    result: Result,
    code_set: str,
    decided_by: str,
    *,
    threshold: float | None = None,
) -> Edit:
    """Puts down how a round stands against its gate; a round without one gets it first.

    Args:
        view: the study with the work of all coders.
        round_id: the round.
        result: over all codes; of the round's coefficient, where it has one.
        code_set: name of the set of codes that the result is of.
        decided_by: who holds it.
        threshold: for a round without a gate the value that it must reach, from -1 to 1.

    Raises:
        UserError: there is no gate and no threshold, or the result is not what the gate asks.
    """
    work_round = view.rounds[round_id]
    if work_round.gate_threshold is not None or threshold is None:
        return record_gate(view, round_id, result, code_set, decided_by)
    if not isfinite(threshold) or not -1 <= threshold <= 1:
        raise UserError(f"{threshold:g} is no threshold", hint="give a number from -1 to 1")
    gated = replace(work_round, gate_coefficient=result.coefficient, gate_threshold=threshold)
    setting = Replace(work_round, gated)
    after = view.after(setting, view.revision)
    return Several((setting, record_gate(after, round_id, result, code_set, decided_by)))


def gates_of(view: StudyView, round_id: Id) -> list[Gate]:
    """What was recorded of a round, the newest first; of one second, the one made last."""
    own = [each for each in view.gates.values() if each.round_id == round_id]  # as they were made
    own.reverse()
    return sorted(own, key=lambda each: each.decided_at, reverse=True)
