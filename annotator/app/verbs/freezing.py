"""The two-stage way: the passages of one round are frozen, and another round classifies them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import product
from typing import Literal, get_args

from annotator.analysis.listing import ordered_accounts
from annotator.app.verbs.moments import now_text
from annotator.app.verbs.rounds import (
    check_name,
    check_seed,
    frozen_codebook,
    handed_out,
    next_number,
)
from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder, Round
from annotator.domain.spans import Span, merged
from annotator.domain.study import Account
from annotator.domain.view import StudyView

Rule = Literal["all", "any", "consensus"]
RULES: tuple[Rule, ...] = get_args(Rule)


def freeze_passages(
    view: StudyView,
    round_id: Id,
    *,
    name: str,
    rule: Rule,
    set_name: str | None = None,
    seed: int,
) -> Edit:
    """A round in which the coders of another classify its passages, the same for everybody.

    Each coder gets a moment without codes on each passage, and each account that has passages
    in an order of one's own. Only the work of coders who are done with an account counts.

    Args:
        view: the study with the work of all coders.
        round_id: where the passages were marked.
        name: of the new round.
        rule: `any`, the marks of any coder, overlapping ones merged; `all`, the stretches that
            all who are done have marked; `consensus`, the passages of the consensus layer.
        set_name: only marks with a code of this set; all marks where not given.
        seed: of the orders of work.

    Raises:
        UserError: the name is taken, there is no such set, the round's own passages are frozen,
            or there is no passage.
    """
    old = view.rounds[round_id]
    check_name(view, name)
    check_seed(seed)
    if rule not in RULES:
        raise UserError(f"{rule!r} is no rule", hint=f"it is one of {', '.join(RULES)}")
    if old.passages_from is not None:
        raise UserError(f"the passages of round {old.name} are frozen already")
    coders = _coders(view, old)
    passages = _passages(view, old, rule, _set_of(view, old, set_name))
    if not passages:
        hint = "settle its passages first" if rule == "consensus" else "see who is done with what"
        raise UserError(f"round {old.name} has no passages by the rule {rule}", hint=hint)
    book, freezing = frozen_codebook(view)
    fresh = Round(
        id=new_id(),
        name=name,
        number=next_number(view),
        kind="reliability" if old.kind == "open" else old.kind,
        codebook_id=book.id,
        blind=old.blind,
        hides_other_account=old.hides_other_account,
        seed=seed,
        passages_from=old.id,
    )
    made_at = now_text()
    moments = [
        Moment(
            id=new_id(),
            transcript_id=transcript_id,
            coder_id=coder.id,
            round_id=fresh.id,
            codebook_id=book.id,
            start=start,
            end=end,
            made_at=made_at,
        )
        for coder, (_, transcript_id, spans) in product(coders, passages)
        for start, end in spans
    ]
    chance = random.Random(seed)  # noqa: S311 (an order that anybody can repeat)
    work = handed_out(fresh, coders, [account for account, _, _ in passages], chance)
    added = (Replace(None, moment) for moment in moments)
    return Several((*freezing, Replace(None, fresh), *work, *added))


def _coders(view: StudyView, old: Round) -> list[Coder]:
    """Who works in a round, by name."""
    ids = {each.coder_id for each in view.assignments.values() if each.round_id == old.id}
    people = (view.coders[each] for each in ids)
    found = sorted((p for p in people if p.role != "consensus"), key=lambda each: each.name)
    if not found:
        raise UserError(f"nobody works in round {old.name}", hint="mark transcripts as done first")
    return found


def _set_of(view: StudyView, old: Round, name: str | None) -> CodeSet | None:
    if name is None:
        return None
    sets = view.codebook_for(old.id).sets
    found = next((each for each in sets if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in sets)
        raise UserError(f"no set of codes {name!r}", hint=f"there are {known}")
    return found


def _passages(
    view: StudyView, old: Round, rule: Rule, code_set: CodeSet | None
) -> list[tuple[Account, Id, list[Span]]]:
    """The passages of a round by account, with its transcript; accounts without any drop out."""
    found = []
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id)
        if transcript is None:
            continue
        done = _done(view, old, account.id)
        marks: dict[Id, list[Span]] = {coder_id: [] for coder_id in done}
        for moment in view.moments_of(transcript.id).values():
            if moment.round_id == old.id and moment.coder_id in marks and _of(moment, code_set):
                marks[moment.coder_id].append((moment.start, moment.end))
        spans = _ruled(view, rule, marks)
        if spans:
            found.append((account, transcript.id, spans))
    return found


def _done(view: StudyView, old: Round, account_id: Id) -> set[Id]:
    """Coders who are done with an account, and the consensus layer, which is as far as it is."""
    layer = view.consensus
    return {
        each.coder_id
        for each in view.assignments.values()
        if (each.round_id, each.account_id, each.progress) == (old.id, account_id, "done")
    } | ({layer.id} if layer is not None else set())


def _of(moment: Moment, code_set: CodeSet | None) -> bool:
    return code_set is None or any(code.id in moment.codes for code in code_set.codes)


def _ruled(view: StudyView, rule: Rule, marks: dict[Id, list[Span]]) -> list[Span]:
    """The passages that a rule makes of each coder's marks in one transcript."""
    layer = view.consensus
    if rule == "consensus":
        return sorted(set(marks.get(layer.id, ()))) if layer is not None else []
    own = [spans for coder_id, spans in marks.items() if layer is None or coder_id != layer.id]
    if rule == "any":
        return merged(span for spans in own for span in spans)
    return shared_by_all(own)


def shared_by_all(marks: Iterable[Iterable[Span]]) -> list[Span]:
    """The stretches that stand in everybody's marks.

    >>> shared_by_all([[(0, 5), (7, 9)], [(3, 8)]])
    [(3, 5), (7, 8)]
    """
    shared: list[Span] | None = None
    for spans in marks:
        own = merged(spans)
        if shared is None:
            shared = own
            continue
        pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a, b in product(shared, own))
        shared = sorted((start, end) for start, end in pairs if start < end)
    return shared or []
