"""What a coder may not read yet: the other party's account, until this one is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.domain.ids import Id
from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.study import RECALL_VOICES, Account


def newest_given(
    coder_id: Id, rounds: Mapping[Id, Round], assignments: Iterable[Assignment]
) -> dict[Id, Assignment]:
    """By account what the newest round that gave it to a coder gave."""
    newest: dict[Id, Assignment] = {}
    for each in assignments:
        if each.coder_id == coder_id:
            known = newest.get(each.account_id)
            if known is None or _number(rounds, known) < _number(rounds, each):
                newest[each.account_id] = each
    return newest


def reads_alone(
    coder_id: Id | None,
    accounts: Mapping[Id, Account],
    rounds: Mapping[Id, Round],
    assignments: Mapping[Id, Assignment],
    openings: Mapping[Id, Opening],
) -> dict[Id, list[Assignment]]:
    """The sessions that a coder has to read one account at a time.

    Returns:
        By session the hiding assignments on its recall accounts, in the coder's order of work;
        at one place in it the therapist's account comes first. A session that the coder has
        opened for dyadic reading is not among them.
    """
    if not coder_id:
        return {}
    opened = {
        (each.session_id, each.round_id) for each in openings.values() if each.coder_id == coder_id
    }
    alone: dict[Id, list[Assignment]] = {}
    for account_id, found in newest_given(coder_id, rounds, assignments.values()).items():
        account = accounts.get(account_id)
        if account is None or account.voice not in RECALL_VOICES:
            continue
        hides = rounds[found.round_id].hides_other_account
        if hides and (account.session_id, found.round_id) not in opened:
            alone.setdefault(account.session_id, []).append(found)
    for own in alone.values():
        own.sort(
            key=lambda each: (each.position, RECALL_VOICES.index(accounts[each.account_id].voice))
        )
    return alone


def shut_accounts(
    coder_id: Id | None,
    accounts: Mapping[Id, Account],
    rounds: Mapping[Id, Round],
    assignments: Mapping[Id, Assignment],
    openings: Mapping[Id, Opening],
) -> frozenset[Id]:
    """The accounts whose text is not loaded for a coder.

    Until the first of the session's accounts in the coder's order is done, all other recall
    accounts are shut. Then all are open that the coder was given, by whatever round and of
    whatever informant; what no round gave stays shut until the session is opened for dyadic
    reading.
    """
    alone = reads_alone(coder_id, accounts, rounds, assignments, openings)
    if not alone:
        return frozenset()
    given = {each.account_id for each in assignments.values() if each.coder_id == coder_id}
    shut: set[Id] = set()
    for account in accounts.values():
        own = alone.get(account.session_id)
        if own is None or not account.is_recall:
            continue
        is_first = account.id == own[0].account_id
        if not is_first and (own[0].progress != "done" or account.id not in given):
            shut.add(account.id)
    return frozenset(shut)


def _number(rounds: Mapping[Id, Round], own: Assignment) -> int:
    return rounds[own.round_id].number
