"""Frozen passages that a coder has yet to classify before an account can be done."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.round import Round
from annotator.domain.study import Account
from annotator.domain.view import StudyView


def refuse_unclassified(
    view: StudyView, coder_id: Id, work_round: Round, accounts: Sequence[Account]
) -> None:
    """Refuses to call accounts done while frozen passages of theirs need a code and have none.

    Raises:
        UserError: there are such passages; with their number by account.
    """
    left = []
    for account in accounts:
        count = len(unclassified(view, coder_id, work_round, account))
        if count:
            dyad, session, _ = view.place_of(account.id)
            passages = "1 passage" if count == 1 else f"{count} passages"
            left.append(f"{passages} of {dyad.name}, session {session.number}, {account.voice}")
    if left:
        have = "has" if len(left) == 1 and left[0].startswith("1 ") else "have"
        raise UserError(
            f"{' and '.join(left)} {have} no code yet",
            hint="give each one, or call only other transcripts done",
        )


def unclassified(
    view: StudyView, coder_id: Id, work_round: Round, account: Account
) -> list[Moment]:
    """A coder's frozen passages on an account that need a code and have none.

    One is needed of each obligatory set that is for the account, and one of the exclusive ones
    together. In other sets no code is an answer too: none of them fits.
    """
    if work_round.passages_from is None:
        return []
    sets = [
        each
        for each in view.codebook_for(work_round.id).sets
        if each.codes and (not each.accounts or account.voice in each.accounts)
    ]
    needed = [{code.id for code in each.codes} for each in sets if each.obligatory]
    exclusive = {code.id for each in sets if each.exclusive for code in each.codes}
    if exclusive:
        needed.append(exclusive)
    transcript = view.transcript_of(account.id)
    own = view.moments_of(transcript.id).values() if transcript is not None else ()
    return [
        each
        for each in own
        if (each.coder_id, each.round_id) == (coder_id, work_round.id)
        and any(codes.isdisjoint(each.codes) for codes in needed)
    ]
