"""Hands out work: who codes what in which round, as a file for one coder."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from annotator import storage
from annotator.analysis.listing import ordered_accounts
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.consensus_layer import check_name as check_coder_name
from annotator.app.verbs.moments import now_text
from annotator.app.verbs.package_content import content_of
from annotator.app.verbs.rounds import check_name, frozen_codebook, handed_out, next_number
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Edit, Record, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.package import Package
from annotator.domain.round import ALLOWED, Assignment, Coder, Round
from annotator.domain.study import Account
from annotator.domain.view import StudyView

Due = date | Literal["none"]
"""A day by which a round is wanted, or that there is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignWish:
    """What shall be handed out.

    Attributes:
        round_name, coder: made where new.
        dyads: names of those to hand out; empty for all.
        allows: what the round lets its coders have beside the texts; None to leave it as it is.
        due: the day by which the round is wanted, `none` for no day any more; None to leave it
            as it is.
    """

    round_name: str
    coder: str
    dyads: tuple[str, ...] = ()
    allows: tuple[str, ...] | None = None
    due: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Work ready to be handed out.

    Attributes:
        edit: what the study needs for it.
        held: all that the file holds, the study first.
        accounts: in the coder's order of work.
        interviewed: those of them in which the coder was the interviewer.
        out: those of them that the coder has already, in a file that has not come back.
        told: what of the round is another for others too, its day or what it allows, each in a
            sentence.
    """

    edit: Edit
    package: Package
    held: tuple[Record, ...]
    coder: Coder
    round: Round
    codebook: Codebook
    accounts: tuple[Account, ...]
    interviewed: tuple[Account, ...]
    out: tuple[Account, ...]
    told: tuple[str, ...] = ()


def hand_out(study: OpenStudy, wish: AssignWish, place: Path, passphrase: str) -> Handing:
    """Makes a file of work for a coder and puts down in the study that it is out, or neither.

    It is no step that undo takes back: the file may be on its way.

    Raises:
        UserError: as `assign`; or only one coder's work is open, or the file cannot be made.
    """
    if study.work is None and study.seen_by is not None:
        raise UserError(
            "only one coder’s work is open", hint="open the study for everyone’s work first"
        )
    handing = assign(study.view, wish)
    study.operate(
        lambda store: storage.hand_out(
            store, handing.edit, handing.package, handing.held, place, passphrase
        ),
        clears=False,
    )
    return handing


def dyad_names(text: str) -> tuple[str, ...]:
    """The names of dyads that stand between commas, each once.

    Raises:
        UserError: there is none. To hand out nothing in particular is not to hand out all.
    """
    names = tuple(dict.fromkeys(filter(None, (each.strip() for each in text.split(",")))))
    if not names:
        hint = "write names with commas between, or leave it out for all dyads"
        raise UserError("no dyad is named", hint=hint)
    return names


def due_of(text: str) -> Due:
    """A day that somebody has typed, or the word `none`.

    Raises:
        UserError: it is neither.
    """
    if text.strip().casefold() == "none":
        return "none"
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(f"{text!r} is no day", hint="write it as 2026-11-30") from None


def assign(view: StudyView, wish: AssignWish) -> Handing:
    """What is handed out to a coder in a round, and the edit that puts it down in the study.

    A round that was drawn gives its sample, any other round all transcripts; of both only the
    dyads that are named. What the coder has in the round already keeps its place in the order,
    the rest follows in an order of the coder's own. The codebook is frozen.

    Args:
        view: the study with the work of all coders.
        wish: what shall be handed out.

    Raises:
        UserError: a name is none, the coder does not code, there is nothing to hand out, or
            this is handed-out work itself.
    """
    if view.work is not None:
        raise UserError(
            "this is handed-out work, which hands out nothing", hint="give the study itself"
        )
    allows = None if wish.allows is None else _allows(wish.allows)
    coder, making = _coder(view, wish.coder)
    work_round, book, drawing = _round(view, wish.round_name, allows, wish.due)
    given = {
        each.account_id: each
        for each in view.assignments.values()
        if (each.coder_id, each.round_id) == (coder.id, work_round.id)
    }
    accounts = _wanted(view, work_round, wish.dyads)
    fresh = _fresh(work_round, coder, [each for each in accounts if each.id not in given], given)
    work = [*(each for each in accounts if each.id in given)]
    assignments = [*(given[each.id] for each in work), *fresh]
    order = sorted(assignments, key=lambda each: (each.position == 0, each.position))
    edits = (*making, *drawing, *(Replace(None, each) for each in fresh))
    after = view.after(Several(edits), view.revision)
    package = Package(
        id=new_id(),
        round_id=work_round.id,
        coder_id=coder.id,
        codebook_id=book.id,
        account_ids=tuple(each.account_id for each in order),
        verify_key="",
        made_at=now_text(),
    )
    chosen = tuple(view.accounts[each] for each in package.account_ids)
    return Handing(
        edit=Several(edits),
        package=package,
        held=content_of(after, package),
        coder=coder,
        round=work_round,
        codebook=book,
        accounts=chosen,
        interviewed=tuple(each for each in chosen if _interviewed(view, each, coder)),
        out=tuple(each for each in chosen if each.id in _out(view, coder.id, work_round.id)),
        told=tuple(
            filter(
                None,
                (
                    moved_words(view, work_round, but=coder.id),
                    allowed_words(view, work_round, but=coder.id),
                ),
            )
        ),
    )


def change_due(view: StudyView, round_name: str, due: Due) -> Replace:
    """The edit that gives a round another day, or takes its day away.

    Raises:
        UserError: there is no such round, it is so already, or this is handed-out work.
    """
    if view.work is not None:
        raise UserError("the PI sets the day, in the study itself", hint="give the study itself")
    known = view.find_round(round_name)
    if known is None:
        named = ", ".join(sorted(each.name for each in view.rounds.values())) or "none yet"
        raise UserError(f"no round {round_name}", hint=f"the rounds are: {named}")
    day = None if due == "none" else due
    if day == known.due:
        what = "has no day" if day is None else f"is due {day} already"
        raise UserError(f"the round {known.name} {what}", hint="nothing is changed")
    return Replace(known, replace(known, due=day))


def moved_words(view: StudyView, work_round: Round, but: Id | None = None) -> str:
    """What another day of a round means for those who have work in it, in a sentence.

    Empty where the day is as it was, or nobody but one coder has work in it.

    Args:
        view: the study as it was.
        work_round: the round as it shall be.
        but: the one who need not be told of.
    """
    known = view.rounds.get(work_round.id)
    if known is None or known.due == work_round.due:
        return ""
    own = {e.coder_id for e in view.assignments.values() if e.round_id == known.id} - {but}
    names = sorted(each.name for each in view.coders.values() if each.id in own)
    if not names:
        return ""
    now = "no day any more" if work_round.due is None else f"the day {work_round.due}"
    before = "" if known.due is None else f" instead of {known.due}"
    too = "" if but is None else " too"
    return (
        f"the round {known.name} has {now}{before} for {', '.join(names)}{too}; "
        "files that are out keep the day that they were made with"
    )


def allowed_words(view: StudyView, work_round: Round, but: Id) -> str:
    """What a round that lets its coders have other things means for the others in it.

    Empty where it lets them have what it did, or nobody but that coder has work in it.
    """
    known = view.rounds.get(work_round.id)
    if known is None or set(known.allows) == set(work_round.allows):
        return ""
    own = {e.coder_id for e in view.assignments.values() if e.round_id == known.id} - {but}
    names = ", ".join(sorted(each.name for each in view.coders.values() if each.id in own))
    if not names:
        return ""
    more = " and ".join(each for each in work_round.allows if each not in known.allows)
    less = " or ".join(each for each in known.allows if each not in work_round.allows)
    now = [f"lets {names} have {more} too"] if more else []
    now += [f"does not let {names} have {less} any more"] if less else []
    return (
        f"the round {known.name} {' and '.join(now)}: on a server at once, in files handed out "
        "from now on"
    )


def _allows(names: tuple[str, ...]) -> tuple[str, ...]:
    if names == ("none",):
        return ()
    for name in names:
        if name not in ALLOWED:
            hint = f"what can be allowed is {' and '.join(ALLOWED)}"
            raise UserError(f"{name!r} cannot be allowed", hint=hint)
    return tuple(each for each in ALLOWED if each in set(names))


def _coder(view: StudyView, name: str) -> tuple[Coder, list[Edit]]:
    known = view.find_coder(name)
    if known is None:
        check_coder_name(view, name)
        fresh = Coder(id=new_id(), name=name)
        return fresh, [Replace(None, fresh)]
    if known.role in ("reader", "consensus"):
        raise UserError(f"{name} does not code", hint="name a coder")
    return known, []


def _round(
    view: StudyView, name: str, allows: tuple[str, ...] | None, due: Due | None
) -> tuple[Round, Codebook, list[Edit]]:
    """The round and its frozen codebook, with the edits that make them so."""
    known = view.find_round(name)
    if known is None:
        check_name(view, name)
        book, freezing = frozen_codebook(view)
        fresh = Round(
            id=new_id(),
            name=name,
            number=next_number(view),
            kind="production",
            codebook_id=book.id,
            allows=allows or (),
            due=None if due == "none" else due,
        )
        return fresh, book, [*freezing, Replace(None, fresh)]
    book = view.codebook_for(known.id)
    if not any(True for _ in book.codes()):
        raise UserError("the codebook has no codes", hint="bring one in before work is handed out")
    edits: list[Edit] = []
    if not book.frozen:
        frozen = replace(book, frozen=True)
        edits.append(Replace(book, frozen))
        book = frozen
    changed = replace(
        known,
        codebook_id=book.id,
        allows=known.allows if allows is None else allows,
        due=known.due if due is None else None if due == "none" else due,
    )
    if changed != known:
        edits.append(Replace(known, changed))
    return changed, book, edits


def _wanted(view: StudyView, work_round: Round, dyads: Sequence[str]) -> list[Account]:
    """The accounts with a transcript that a round gives, of the dyads that are named."""
    for name in dyads:
        if view.find_dyad(name) is None:
            known = ", ".join(sorted(each.name for each in view.dyads.values())) or "none yet"
            raise UserError(f"no dyad {name}", hint=f"the dyads are: {known}")
    sample = {e.account_id for e in view.assignments.values() if e.round_id == work_round.id}
    is_drawn = bool(sample) and (work_round.seed is not None or work_round.passages_from)
    found = [
        each
        for each in ordered_accounts(view)
        if view.transcript_of(each.id) is not None
        and (not is_drawn or each.id in sample)
        and (not dyads or view.place_of(each.id)[0].name in dyads)
    ]
    if not found:
        hint = "name other dyads" if dyads else "import transcripts first"
        raise UserError("there is nothing to hand out", hint=hint)
    return found


def _fresh(
    work_round: Round, coder: Coder, accounts: Sequence[Account], given: dict[Id, Assignment]
) -> list[Assignment]:
    """Assignments for accounts that the coder does not have yet, in shuffled order at the end."""
    last = max((each.position for each in given.values()), default=0)
    edits = handed_out(work_round, [coder], accounts, random.SystemRandom())
    return [
        replace(each.after, position=last + each.after.position)
        for each in edits
        if isinstance(each, Replace) and isinstance(each.after, Assignment)
    ]


def _interviewed(view: StudyView, account: Account, coder: Coder) -> bool:
    interview = view.interview_of(account.id)
    who = (interview.interviewer or "") if interview is not None else ""
    return who.strip().casefold() == coder.name.casefold()


def _out(view: StudyView, coder_id: Id, round_id: Id) -> set[Id]:
    return {
        account_id
        for each in view.packages.values()
        if (each.coder_id, each.round_id) == (coder_id, round_id)
        and each.state not in ("returned", "struck off")
        for account_id in each.account_ids
    }
