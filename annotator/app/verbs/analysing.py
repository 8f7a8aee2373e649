"""The dyadic and sequential analyses of a study, or of a bare table, as JSON and as lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, get_args

from annotator.analysis.agreement import Result
from annotator.analysis.dyads.congruence import congruence
from annotator.analysis.dyads.convergence import Drawing, convergence, convergence_json
from annotator.analysis.dyads.estimate import estimate_json, number
from annotator.analysis.dyads.layer import Layer, chosen_layer
from annotator.analysis.dyads.material import Material, material_of
from annotator.analysis.dyads.pairing_agreement import pairing_agreement
from annotator.analysis.dyads.pairs import pairing_coder, pairings_of, rated_pairs
from annotator.analysis.dyads.recurrence import recurrence, recurrence_json
from annotator.analysis.measures.report import measures_report
from annotator.analysis.sequences.material import sequences_of
from annotator.analysis.sequences.transitions import LagTable, lag_table
from annotator.app.file_bytes import file_bytes
from annotator.app.verbs.developing import course_json, courses
from annotator.app.verbs.grouping import chosen_attribute, contrasts, contrasts_json, small_groups
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.round import Coder
from annotator.domain.view import StudyView
from annotator.formats.sequence_csv import read_sequences

Kind = Literal[
    "convergence", "lag", "recurrence", "congruence", "course", "groups", "pairing", "measures"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
USUAL_STEPS = 30
_MOST_LAG, _MOST_STEPS = 10_000, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a study; None stands for the default.

    Attributes:
        lag: for `lag` how many places later, 1; for `recurrence` the longest lag in steps of
            10 s, 30. The other kinds have none.
        seed: of all that is drawn.
        set_name: a set of codes; the first.
        coder: whose work; the consensus where it is there, else the coder with the most.
        group: for `groups` the attribute; the first that parts the dyads.
        by_session: for `course` the means of each session number instead of the trends.
    """

    kind: Kind
    lag: int | None = None
    seed: int = 0
    set_name: str | None = None
    coder: str | None = None
    group: str | None = None
    by_session: bool = False


def question_of(
    kind: Kind,
    *,
    lag: int | None = None,
    seed: int = 0,
    set_name: str | None = None,
    coder: str | None = None,
    group: str | None = None,
    by_session: bool = False,
) -> Question:
    """A question from the words of the command line.

    Raises:
        UserError: a lag or a seed out of its range, or an option of another kind.
    """
    for option, given, use in (
        ("--lag", lag is not None, ("lag", "recurrence")),
        ("--group", group is not None, ("groups",)),
        ("--by-session", by_session, ("course",)),
    ):
        if given and kind not in use:
            raise UserError(f"{kind} has none", option, f"it goes with --kind {' or '.join(use)}")
    most = _MOST_STEPS if kind == "recurrence" else _MOST_LAG
    if lag is not None and not 1 <= lag <= most:
        raise UserError(f"{lag} is no lag", "--lag", f"give a whole number from 1 to {most}")
    if seed < 0:
        raise UserError(f"{seed} is no seed", "--seed", "give a whole number from 0")
    return Question(
        kind=kind,
        lag=lag,
        seed=seed,
        set_name=set_name,
        coder=coder,
        group=group,
        by_session=by_session,
    )


def analyse_study(view: StudyView, asked: Question) -> dict[str, Any]:
    """The results of one kind as the command's JSON object.

    Raises:
        UserError: no such set or coder, or nothing to analyse.
    """
    if asked.kind == "congruence":
        return _congruence(view, asked)
    if asked.kind == "measures":
        return _measures(view, asked)
    if asked.kind == "pairing":
        return _pairing_alone(view, asked)
    layer = chosen_layer(view, asked.coder, asked.set_name)
    if asked.kind == "lag":
        return _sequences(view, layer, asked)
    material = comparable(view, layer, asked.kind)
    if asked.kind == "groups":
        attribute = chosen_attribute(material, asked.group)
        small = small_groups(material, attribute, view.study.small_cell)
        material = replace(material, notes=(*material.notes, *small.values()))
    return {
        "kind": asked.kind,
        **_of_sessions(material, asked),
        "coder": material.coder,
        "set": material.code_set,
        "sessions": len(material.sessions),
        "dyads": len({each.dyad for each in material.sessions}),
        "seed": asked.seed,
        "notes": list(material.notes),
        "excluded": list(material.excluded),
    }


def comparable(view: StudyView, layer: Layer, kind: Kind) -> Material:
    """The sessions whose two accounts the layer coded; of known length where the kind needs it.

    Raises:
        UserError: there is none.
    """
    material = material_for(material_of(view, layer), kind)
    if not material.sessions:
        why = "; ".join(material.excluded[:2])
        if material.counted:
            raise UserError(
                f"no session whose two accounts {layer.coder.name} has coded has a known length",
                hint=why,
            )
        raise UserError(
            f"there is no session whose two accounts {layer.coder.name} has coded",
            hint=why or "code both accounts of a session first",
        )
    return material


def material_for(material: Material, kind: Kind) -> Material:
    """What a kind of analysis rests on: counts of moments need no length of a session."""
    if kind not in ("course", "groups"):
        return material
    counts = material.of_counts()
    if kind == "course":
        return counts
    only = (f"{each}, so only its moments are counted" for each in material.unmeasured)
    return replace(counts, excluded=(*counts.excluded, *only))


def analyse_table(path: Path, asked: Question) -> dict[str, Any]:
    """The lag table of a bare table as the command's JSON object.

    Raises:
        UserError: another kind, a coder or a set named, or a table that cannot be read.
    """
    if asked.kind != "lag":
        raise UserError(
            f"{asked.kind} needs a study", str(path), "a bare table goes with --kind lag"
        )
    for option, given in (("--coder", asked.coder), ("--set", asked.set_name)):
        if given is not None:
            raise UserError("a bare table has neither coders nor sets", option, "leave it out")
    table = read_sequences(file_bytes(path), path.name)
    found = lag_table(table.sequences, table.codes(), asked.lag or 1)
    return {**_lag_json(found), "notes": list(table.notes)}


def _of_sessions(material: Material, asked: Question) -> dict[str, Any]:
    """What a kind finds in sessions; what was left out stands once, with the whole."""
    if asked.kind == "course":
        return course_json(courses(material), by_session=asked.by_session)
    if asked.kind == "groups":
        attribute = chosen_attribute(material, asked.group)
        return contrasts_json(contrasts(material, attribute, asked.seed), attribute)
    if asked.kind == "convergence":
        drawing = Drawing(seed=asked.seed)
        shares = convergence(material.sessions, material.codes, drawing, notes=material.notes)
        return {"results": [convergence_json(each) for each in shares]}
    profiles = recurrence(
        material.sessions,
        material.codes,
        most_steps=asked.lag or USUAL_STEPS,
        seed=asked.seed,
        notes=material.notes,
    )
    return {"results": [recurrence_json(each) for each in profiles]}


def _sequences(view: StudyView, layer: Layer, asked: Question) -> dict[str, Any]:
    made = sequences_of(view, layer)
    found = lag_table(made.sequences, made.codes, asked.lag or 1)
    return {
        **_lag_json(found),
        "coder": made.coder,
        "set": made.code_set,
        "unit": made.unit,
        "notes": list(made.notes),
    }


def _lag_json(table: LagTable) -> dict[str, Any]:
    return {
        "kind": "lag",
        "results": [
            {
                "given": given,
                "target": target,
                "n": int(table.counts[row, column]),
                "expected": number(float(table.expected[row, column])),
                "adjusted_residual": number(float(table.residuals[row, column])),
            }
            for row, given in enumerate(table.given)
            for column, target in enumerate(table.targets)
        ],
        "lag": table.lag,
        "n": table.n,
        "base": table.base,
        "documents": table.documents,
    }


def _congruence(view: StudyView, asked: Question) -> dict[str, Any]:
    coder, notes = pairing_coder(view, asked.coder)
    if coder is None:
        raise UserError(
            "nobody has paired moments of the two parties", hint="pair moments in the window first"
        )
    code_set = chosen_layer(view, coder.name, asked.set_name).code_set
    sides = pairings_of(view, coder.id)
    results: list[dict[str, Any]] = []
    for scale in code_set.scales:
        pairs = rated_pairs(view, sides, scale)
        unrated = len(sides) - len(pairs)
        excluded = (
            (f"{counted(unrated, 'pairing')} with a side not rated on {scale.name}",)
            if unrated
            else ()
        )
        found = congruence(pairs, scale.name, notes=notes, excluded=excluded)
        results += [estimate_json(each) for each in found]
    return {
        "kind": "congruence",
        "results": results,
        "pairing": [each.as_json() for each in pairing_results(view, asked.set_name)],
        "coder": coder.name,
        "set": code_set.name,
        "pairings": len(sides),
        "notes": [*notes, *([] if code_set.scales else [f"{code_set.name} has no scales"])],
        "excluded": [],
    }


def _pairing_alone(view: StudyView, asked: Question) -> dict[str, Any]:
    """Agreement on pairing, and what each coder paired.

    Raises:
        UserError: nobody has paired anything, or the coder named has not.
    """
    people = pairing_people(view)
    if asked.coder is not None and asked.coder not in [each.name for each in people]:
        raise UserError(
            f"{asked.coder!r} has paired nothing",
            "--coder",
            f"there are {', '.join(each.name for each in people)}" if people else "",
        )
    if not people:
        raise UserError(
            "nobody has paired moments of the two parties", hint="pair moments in the window first"
        )
    found = [
        result
        for result in pairing_results(view, asked.set_name)
        if asked.coder is None or asked.coder in result.coders
    ]
    alone = f"only {people[0].name} has paired moments; agreement needs two coders"
    return {
        "kind": "pairing",
        "results": [each.as_json() for each in found],
        "pairings": sum(len(pairings_of(view, each.id)) for each in people),
        "coders": [
            {
                "coder": each.name,
                "pairings": len(sides),
                "relations": dict(Counter(side.pairing.relation for side in sides)),
            }
            for each in people
            for sides in (pairings_of(view, each.id),)
        ],
        "notes": [] if len(people) > 1 else [alone],
        "excluded": [],
    }


def pairing_people(view: StudyView) -> list[Coder]:
    """The coders who have paired anything, by name; the consensus is nobody."""
    who = {each.coder_id for each in view.pairings.values()}
    own = (view.coders[each] for each in who if view.coders[each].role != "consensus")
    return sorted(own, key=lambda coder: coder.name)


def pairing_results(view: StudyView, set_name: str | None = None) -> list[Result]:
    """Agreement on pairing, of each two coders who paired anything."""
    layers = [chosen_layer(view, coder.name, set_name) for coder in pairing_people(view)]
    return [
        result
        for one, other in combinations(layers, 2)
        for result in pairing_agreement(view, (one, other))
    ]


def _measures(view: StudyView, asked: Question) -> dict[str, Any]:
    """The measures; without any moments there is nothing to relate them to, which is told."""
    if not view.scores:
        raise UserError(
            "the study has no questionnaire scores",
            hint="import them with `annotator measures` first",
        )
    layer: Layer | None = None
    notes: tuple[str, ...] = ()
    try:
        layer = chosen_layer(view, asked.coder, asked.set_name)
    except UserError as error:
        if asked.coder is not None or asked.set_name is not None:
            raise
        notes = (f"scores are related to no moments: {error.what}",)
    known = {"coder": layer.coder.name, "set": layer.code_set.name} if layer else {}
    if layer is not None:
        notes = layer.notes
    report = measures_report(view, layer, notes)
    return {"kind": "measures", **report, **known, "notes": list(notes)}
