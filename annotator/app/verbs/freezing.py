"""The two-stage way: the passages of one round are frozen, and another round classifies them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from typing import Literal, get_args

from annotator.analysis.listing import ordered_accounts
from annotator.app.verbs.freezing_rules import shared_by_all, worth_freezing
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
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

Rule = Literal["all", "any", "consensus"]
RULES: tuple[Rule, ...] = get_args(Rule)
_HINTS: dict[Rule, str] = {
    "consensus": "settle its passages first",
    "all": "two coders must be done with a transcript and have marked some of the same text",
}


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
            all who are done have marked, where two or more are done; `consensus`, the passages
            of the consensus layer.
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
        hint = _HINTS.get(rule, "see who is done with what")
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
    """The set of that name in a round's codebook; None without a name.

    Raises:
        UserError: there is none.
    """
    if name is None:
        return None
    sets = view.codebook_for(old.id).sets
    found = next((each for each in sets if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in sets)
        raise UserError(f"no set of codes {name!r}", hint=f"there are {known}")
    return found


def skipped_accounts(view: StudyView, round_id: Id, rule: Rule) -> list[Account]:
    """The accounts that a rule leaves out because one coder alone is done with them.

    What one has marked is shared with nobody: with the rule `all` it makes no passage.
    """
    if rule != "all":
        return []
    return [
        account
        for account in ordered_accounts(view)
        if view.transcript_of(account.id) is not None
        and len(_done(view, round_id, account.id)) == 1
    ]


def _passages(
    view: StudyView, old: Round, rule: Rule, code_set: CodeSet | None
) -> list[tuple[Account, Id, list[Span]]]:
    """The passages of a round by account, with its transcript; accounts without any drop out."""
    sets = [code_set] if code_set is not None else view.codebook_for(old.id).sets
    found = []
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id)
        if transcript is None:
            continue
        if rule == "consensus":
            whose = {view.consensus.id} if view.consensus is not None else set()
        else:
            whose = _done(view, old.id, account.id)
        marks = _marks(view, transcript.id, old.id, whose, code_set)
        spans = _ruled(rule, marks, transcript, sets)
        if spans:
            found.append((account, transcript.id, spans))
    return found


def _done(view: StudyView, round_id: Id, account_id: Id) -> set[Id]:
    """Coders who are done with an account; the consensus layer is none."""
    return {
        each.coder_id
        for each in view.assignments.values()
        if (each.round_id, each.account_id, each.progress) == (round_id, account_id, "done")
        and view.coders[each.coder_id].role != "consensus"
    }


def _marks(
    view: StudyView, transcript_id: Id, round_id: Id, whose: set[Id], code_set: CodeSet | None
) -> list[list[Span]]:
    """The spans of each of these in one transcript."""
    marks: dict[Id, list[Span]] = {each: [] for each in whose}
    for moment in view.moments_of(transcript_id).values():
        if moment.round_id == round_id and moment.coder_id in marks and _of(moment, code_set):
            marks[moment.coder_id].append((moment.start, moment.end))
    return list(marks.values())


def _of(moment: Moment, code_set: CodeSet | None) -> bool:
    return code_set is None or any(code.id in moment.codes for code in code_set.codes)


def _ruled(
    rule: Rule, marks: list[list[Span]], transcript: Transcript, sets: Sequence[CodeSet]
) -> list[Span]:
    """The passages that a rule makes of each one's marks in one transcript."""
    every = (span for spans in marks for span in spans)
    if rule == "consensus":
        return sorted(set(every))
    if rule == "any":
        return merged(every)
    if len(marks) < 2:
        return []
    return worth_freezing(shared_by_all(marks), marks, transcript, sets)
