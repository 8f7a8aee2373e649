"""What a coder may not read yet: the other party's account, until this one is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.domain.ids import Id
from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.study import RECALL_VOICES, Account


def hiding_round(
    rounds: Mapping[Id, Round], given: Iterable[Assignment], coder_id: Id, account_id: Id
) -> Assignment | None:
    """The coder's assignment on an account, where its round hides the other party's account.

    Of several rounds that gave the account the newest counts.
    """
    own = [each for each in given if (each.coder_id, each.account_id) == (coder_id, account_id)]
    if not own:
        return None
    newest = max(own, key=lambda each: rounds[each.round_id].number)
    return newest if rounds[newest.round_id].hides_other_account else None


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
    hiding = [each for each in assignments.values() if each.coder_id == coder_id]
    opened = {
        (each.session_id, each.round_id) for each in openings.values() if each.coder_id == coder_id
    }
    alone: dict[Id, list[Assignment]] = {}
    for account_id in dict.fromkeys(each.account_id for each in hiding):
        account = accounts.get(account_id)
        found = hiding_round(rounds, hiding, coder_id, account_id)
        if account is None or found is None or account.voice not in RECALL_VOICES:
            continue
        if (account.session_id, found.round_id) not in opened:
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
    accounts are shut. Then those that the round gave open too, each to be read alone; one that
    it did not give stays shut until the session is opened for dyadic reading.
    """
    alone = reads_alone(coder_id, accounts, rounds, assignments, openings)
    shut: set[Id] = set()
    for account in accounts.values():
        own = alone.get(account.session_id)
        if own is None or not account.is_recall:
            continue
        given = own if own[0].progress == "done" else own[:1]
        if account.id not in {each.account_id for each in given}:
            shut.add(account.id)
    return frozenset(shut)
