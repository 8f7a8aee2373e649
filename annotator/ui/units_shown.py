"""What the pane of units is to show, from where the desk stands."""

from __future__ import annotations

from annotator.app.actions import key_of
from annotator.app.verbs.judging import account_ids, round_on
from annotator.app.verbs.left_behind import other_units
from annotator.app.verbs.units_left import bin_targets, judged
from annotator.domain.bins import extent_of
from annotator.domain.clock import clock_text
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.domain.study import SESSION_VOICE, Account
from annotator.domain.target import Target, accounts_judged, set_of_judgement
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.units import Shown


def shown_units(desk: Desk, code_set: CodeSet, account_id: Id | None, coder_id: Id | None) -> Shown:
    """A set of whole units where the desk stands.

    Args:
        code_set: the set in hand, of the newest version.
        account_id: the account that a person chose to judge; None for the one in hand.
        coder_id: whose judgements whoever reads everybody's work chose to see.
    """
    view, session_id = desk.view, desk.session_id or ""
    accounts = _accounts(desk, code_set) if code_set.unit in ("bin", "account") else []
    account = _account(desk, accounts, account_id)
    targets, note = _targets(view, code_set, session_id, account)
    seen_by = desk.study.seen_by
    coders = [] if seen_by else _coders(view, code_set, targets)
    known = [own for own, _ in coders]
    whose = seen_by or (coder_id if coder_id in known else next(iter(known), None))
    book = view.codebook
    if targets and whose:
        book, code_set = _of_round(view, code_set, whose, targets[0])
    found = judged(view, whose, code_set, targets) if whose else [None] * len(targets)
    if len(found) == 1 and found[0] is not None and code_set.unit != "bin":
        own = set_of_judgement(view, found[0], code_set)
        if own is not code_set:
            made_under = view.codebooks[found[0].codebook_id]
            note = _older_words(made_under, own, book)
            book, code_set = made_under, own
    if targets and whose:
        work_round = round_on(view, whose, targets[0])
        round_id = None if work_round is None else work_round.id
        older = other_units(view, whose, round_id, code_set, targets[0])
        note = " ".join(filter(None, (note, older and f"{older}.")))
    if targets and not seen_by and not coders:
        note = "Nobody has judged this yet."
    return Shown(
        code_set=code_set,
        title=_title(view, code_set, session_id, account if len(accounts) == 1 else None),
        targets=tuple(targets),
        judgements=tuple(found),
        note=note,
        accounts=tuple((each.id, each.voice) for each in accounts),
        account_id=None if account is None else account.id,
        coders=tuple(coders),
        coder_id=whose,
        may_write=bool(seen_by) and desk.study.reader is None,
        codebook_id=book.id,
    )


def _accounts(desk: Desk, code_set: CodeSet) -> list[Account]:
    """The accounts that can be judged; of those read one at a time, what is on screen."""
    view, shown = desk.view, desk.shown
    return [
        each
        for each in accounts_judged(view, code_set, desk.session_id or "")
        if view.transcript_of(each.id) is None or shown.transcript_of(each.id) is not None
    ]


def _account(desk: Desk, accounts: list[Account], account_id: Id | None) -> Account | None:
    """The account asked for, else that of the column in hand, else the first with a text."""
    text = desk.page.columns.in_hand
    wanted = [account_id, text.account_id if text is not None else None]
    for own in wanted:
        found = next((each for each in accounts if each.id == own), None)
        if found is not None:
            return found
    with_text = (each for each in accounts if desk.view.transcript_of(each.id) is not None)
    return next(with_text, accounts[0] if accounts else None)


def _targets(
    view: StudyView, code_set: CodeSet, session_id: Id, account: Account | None
) -> tuple[list[Target], str]:
    """The units, and what is to be known of them."""
    if code_set.unit == "dyad":
        return [Target(unit="dyad", target_id=view.sessions[session_id].dyad_id)], ""
    if code_set.unit == "session":
        return [Target(unit="session", target_id=session_id)], ""
    if account is None:
        return [], _why_none(view, code_set, session_id)
    if code_set.unit == "account":
        return [Target(unit="account", target_id=account.id)], ""
    bins = bin_targets(view, code_set, account.id)
    if not bins:
        return [], f"No length and no times: give the session’s length ({key_of('edit_design')})."
    extent = extent_of(view, session_id)
    told = f"Session length unknown: bins to the last known time, {clock_text(extent.length_ms)}."
    return bins, "" if extent.known else told


def _why_none(view: StudyView, code_set: CodeSet, session_id: Id) -> str:
    """Why no account of a session can be judged: none is there, or another is read just now."""
    own = view.accounts_of(session_id)
    others = [each for each in code_set.accounts or own if each in own]
    if others:  # it is there, and read before or after the one in hand
        voices = "’s or ".join(others)
        return (
            f"{code_set.name} is for the {voices}’s account: you read one at a time, now another."
        )
    named = ("the session itself" if each == SESSION_VOICE else each for each in code_set.accounts)
    wanted = " or ".join(named) or "any"
    none = f"This session has no account of {wanted} that you can judge"
    return (
        f"{none}: the rules of {code_set.name} name no other." if code_set.accounts else f"{none}."
    )


def _coders(view: StudyView, code_set: CodeSet, targets: list[Target]) -> list[tuple[Id, str]]:
    """Those who have judged these units under the set, by name."""
    wanted = {each.target_id for each in targets}
    ids = {
        each.coder_id
        for each in view.judgements.values()
        if each.code_set_id == code_set.id and each.target_id in wanted
    }
    return sorted(((each, view.coders[each].name) for each in ids), key=lambda own: own[1])


def _of_round(
    view: StudyView, code_set: CodeSet, coder_id: Id, target: Target
) -> tuple[Codebook, CodeSet]:
    """The version of the round that is worked in, and the set in it, as far as it has that."""
    work_round = round_on(view, coder_id, target)
    codebook = view.codebook if work_round is None else view.codebook_for(work_round.id)
    found = next((each for each in codebook.sets if each.id == code_set.id), None)
    return (view.codebook, code_set) if found is None else (codebook, found)


def _older_words(older: Codebook, code_set: CodeSet, newer: Codebook) -> str:
    """Why a form is shown with another version than the round's."""
    sorts = code_set.marking == "sort"
    bring = "" if sorts else "bring your work to it in the codebook tab, or "
    return (
        f"Judged under version {older.number} and shown with its {'piles' if sorts else 'scales'}:"
        f" version {newer.number} has others. To judge by those, {bring}take out what is here."
    )


def _title(view: StudyView, code_set: CodeSet, session_id: Id, account: Account | None) -> str:
    """What is judged: dyad, session, voice."""
    session = view.sessions[session_id]
    dyad = view.dyads[session.dyad_id].name
    if code_set.unit == "dyad":
        return f"dyad {dyad}"
    place = f"{dyad}, session {session.number}"
    return f"{place}, {account.voice}" if account is not None else place


def form_targets(desk: Desk, code_set: CodeSet, given: set[Id]) -> list[Target]:
    """All units of a set of forms, in the order of the study; of a round what it gave.

    Args:
        given: the accounts of the coder's queue; empty where no round has given one.
    """
    view = desk.view
    sessions = sorted(
        view.sessions.values(), key=lambda each: (view.dyads[each.dyad_id].name, each.number)
    )
    targets: list[Target] = []
    for session in sessions:
        if code_set.unit == "account":
            targets += [
                Target(unit="account", target_id=each.id)
                for each in accounts_judged(view, code_set, session.id)
                if view.transcript_of(each.id) is not None
            ]
        elif code_set.unit == "session":
            targets.append(Target(unit="session", target_id=session.id))
        else:
            own = Target(unit="dyad", target_id=session.dyad_id)
            targets += [own] if own not in targets else []
    if not given:
        return targets
    return [each for each in targets if not given.isdisjoint(account_ids(view, each))]
