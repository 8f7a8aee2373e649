"""What is left to code of obligatory sets, as people say it."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.app.actions import key_of
from annotator.app.verbs.judging import round_on
from annotator.app.verbs.moments import round_for
from annotator.app.verbs.turns import is_for_account, turns_of
from annotator.domain.bins import bins_of, extent_of
from annotator.domain.codebook import CodeSet
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.study import Account
from annotator.domain.target import Target, is_about, is_coded, set_of_judgement
from annotator.domain.view import StudyView


def left_words(view: StudyView, coder_id: Id, account_id: Id) -> str:
    """What obligatory sets still ask of an account, `12 of 41 turns of MISC`; empty for nothing."""
    return " and ".join(_left(view, coder_id, view.accounts[account_id]))


def left_said(view: StudyView, coder_id: Id | None, account_id: Id) -> str:
    """The sentence after an account is marked as done while something is left; else empty."""
    left = left_words(view, coder_id, account_id) if coder_id else ""
    return f" Still to code: {left} ({key_of('next_uncoded')} goes there)." if left else ""


def turns_left_words(left: int, wanted: int) -> str:
    """`12 of 41 turns left`.

    >>> turns_left_words(12, 41), turns_left_words(0, 41)
    ('12 of 41 turns left', 'all 41 turns coded')
    """
    if not wanted:
        return "no turns for it here"
    return f"{left} of {counted(wanted, 'turn')} left" if left else f"all {wanted} turns coded"


def _left(view: StudyView, coder_id: Id, account: Account) -> Iterator[str]:
    work_round = round_for(view, coder_id, account.id)
    round_id = None if work_round is None else work_round.id
    codebook = view.codebook if round_id is None else view.codebook_for(round_id)
    transcript = view.transcript_of(account.id)
    for code_set in codebook.sets:
        if not code_set.obligatory or not is_for_account(code_set, account):
            continue
        if code_set.unit == "turn" and transcript is not None:
            own = [
                each
                for each in view.moments_of(transcript.id).values()
                if (each.coder_id, each.round_id) == (coder_id, round_id)
            ]
            turns = turns_of(code_set, account, transcript, own)
            if turns.left:
                yield _words(len(turns.left), len(turns.wanted), "turn", code_set)
        elif code_set.unit in ("bin", "account"):
            targets = _targets(view, code_set, account)
            left = len(uncoded(view, coder_id, code_set, targets))
            if left:
                yield _words(left, len(targets), code_set.unit, code_set)


def _words(left: int, wanted: int, unit: str, code_set: CodeSet) -> str:
    if unit == "account":
        return f"the form of {code_set.name}"
    return f"{left} of {counted(wanted, unit)} of {code_set.name}"


def _targets(view: StudyView, code_set: CodeSet, account: Account) -> list[Target]:
    if code_set.unit == "account":
        return [Target(unit="account", target_id=account.id)]
    return bin_targets(view, code_set, account.id)


def bin_targets(view: StudyView, code_set: CodeSet, account_id: Id) -> list[Target]:
    """The bins of a set on an account's session."""
    extent = extent_of(view, view.accounts[account_id].session_id)
    return [
        Target(unit="bin", target_id=account_id, start_ms=each.start_ms, end_ms=each.end_ms)
        for each in bins_of(extent, code_set.bin_ms)
    ]


def judged(
    view: StudyView, coder_id: Id, code_set: CodeSet, targets: list[Target]
) -> list[Judgement | None]:
    """A coder's judgements of units, None where there is none; all in one pass."""
    wanted = {each.target_id for each in targets}
    rounds = {each: _round_id(view, coder_id, each, targets) for each in wanted}
    own = [
        each
        for each in view.judgements.values()
        if each.code_set_id == code_set.id
        and each.target_id in wanted
        and each.coder_id == coder_id
        and each.round_id == rounds[each.target_id]
    ]
    at: dict[tuple[Id, int | None], list[Judgement]] = {}
    for each in own:  # bins of several lengths may start together
        at.setdefault((each.target_id, each.start_ms), []).append(each)
    return [
        next(
            (
                each
                for each in at.get((target.target_id, target.start_ms), ())
                if is_about(view, each, code_set, target)
            ),
            None,
        )
        for target in targets
    ]


def uncoded(
    view: StudyView, coder_id: Id, code_set: CodeSet, targets: list[Target]
) -> list[Target]:
    """The units that do not count as coded."""
    own = judged(view, coder_id, code_set, targets)
    return [
        target
        for target, each in zip(targets, own, strict=True)
        if not is_coded(set_of_judgement(view, each, code_set), each)
    ]


def _round_id(view: StudyView, coder_id: Id, target_id: Id, targets: list[Target]) -> Id | None:
    target = next(each for each in targets if each.target_id == target_id)
    found = round_on(view, coder_id, target)
    return None if found is None else found.id
