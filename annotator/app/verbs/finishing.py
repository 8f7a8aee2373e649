"""Marks accounts as done by a coder, and reopens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.app.verbs.consensus_layer import people
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.moments import now_text
from annotator.app.verbs.unclassified import refuse_unclassified
from annotator.domain.edits import Edit, Replace, Several, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment, Round
from annotator.domain.study import Account
from annotator.domain.view import StudyView


def chosen_accounts(
    view: StudyView, dyad: str | None, session: int | None, voice: str | None
) -> list[Account]:
    """The accounts with a transcript that fit a choice; None stands for any.

    Raises:
        UserError: the study has none that fits.
    """
    found = []
    for account in view.accounts.values():
        its_dyad, its_session, _ = view.place_of(account.id)
        fits = (
            dyad in (None, its_dyad.name)
            and session in (None, its_session.number)
            and voice in (None, account.voice)
        )
        if fits and view.transcript_of(account.id) is not None:
            found.append(account)
    if not found:
        raise UserError(
            "no transcript fits --dyad, --session and --account", hint="see `annotator show`"
        )
    return found


def unmarked_in(view: StudyView, edit: Edit) -> int:
    """In how many of the texts that an edit of `finish` calls done nothing stands in that round."""
    every = [e.after for e in replacements(edit) if isinstance(e.after, Assignment)]
    done = [each for each in every if each.progress == "done"]
    if not done:
        return 0
    accounts = [view.accounts[each.account_id] for each in done]
    return len(unmarked(view, done[0].coder_id, accounts, done[0].round_id))


def unmarked(
    view: StudyView,
    coder_id: Id | None,
    accounts: Iterable[Account],
    round_id: Id | None = None,
) -> list[Account]:
    """Those accounts in whose texts nothing is marked, judged or noted.

    Args:
        view: the study.
        coder_id: by whom; None for anybody.
        accounts: of which.
        round_id: in which round; None for any. A memo is of none.
    """

    def is_own(each: Moment | Judgement) -> bool:
        return coder_id in (None, each.coder_id) and round_id in (None, each.round_id)

    moments = filter(is_own, view.all_moments())
    touched = {view.transcripts[each.transcript_id].account_id for each in moments}
    touched.update(each.target_id for each in filter(is_own, view.judgements.values()))
    for memo in view.memos.values():
        if coder_id in (None, memo.coder_id):
            text = view.transcripts.get(memo.transcript_id or "")
            touched.add(memo.about_id if text is None else text.account_id)
    return [each for each in accounts if each.id not in touched]


def finish(
    view: StudyView,
    coder: str,
    accounts: list[Account],
    *,
    round_name: str | None = None,
    done: bool = True,
) -> tuple[Edit | None, int]:
    """The edit that marks accounts as done (or reopens them), and how many it changes.

    Raises:
        UserError: the study has no such round, or no such coder to reopen for; or frozen
            passages need a code before their account is done.
    """
    if not done and view.find_coder(coder) is None:
        known = ", ".join(each.name for each in people(view)) or "none yet"
        raise UserError(f"no coder {coder!r}", hint=f"the coders are: {known}")
    edits, coder_id, work_round = coder_and_round(view, coder, round_name)
    if done:
        accounts = _in_sample(view, work_round, accounts)
        refuse_unclassified(view, coder_id, work_round, accounts)
    before = len(edits)
    for account in accounts:
        old = assignment_of(view, coder_id, account.id, work_round.id)
        if done and (old is None or old.progress != "done"):
            base = old or Assignment(
                id=new_id(), round_id=work_round.id, coder_id=coder_id, account_id=account.id
            )
            edits.append(Replace(old, replace(base, progress="done", done_at=now_text())))
        elif not done and old is not None and old.progress == "done":
            edits.append(Replace(old, replace(old, progress="in progress", done_at=None)))
    count = len(edits) - before
    return (Several(tuple(edits)) if count else None), count


def _in_sample(view: StudyView, work_round: Round, accounts: list[Account]) -> list[Account]:
    """Those that a drawn round has drawn; all of them where nothing was drawn.

    Raises:
        UserError: none of them is in the sample.
    """
    drawn = {e.account_id for e in view.assignments.values() if e.round_id == work_round.id}
    if work_round.seed is None or not drawn:
        return accounts
    inside = [each for each in accounts if each.id in drawn]
    if not inside:
        dyad, session, account = view.place_of(accounts[0].id)
        place = f"{dyad.name}, session {session.number}, {account.voice}"
        raise UserError(f"{place} is no part of the round {work_round.name}")
    return inside


def assignment_of(view: StudyView, coder_id: Id, account_id: Id, round_id: Id) -> Assignment | None:
    """A coder's assignment for an account in a round."""
    return next(
        (
            each
            for each in view.assignments.values()
            if (each.coder_id, each.account_id, each.round_id) == (coder_id, account_id, round_id)
        ),
        None,
    )
