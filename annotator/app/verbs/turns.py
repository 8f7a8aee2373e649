"""Coding every turn: which turns a set is for, which are left, and the code of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.app.actions import key_of
from annotator.app.verbs import moments
from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript, Turn
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one transcript that a set is for.

    Attributes:
        wanted: their places among the transcript's turns.
        left: those of them without a code of the set.
    """

    wanted: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    def beside(self, turn: int, step: int) -> int | None:
        """The next turn left after one, or the last before it; None where there is none."""
        if step > 0:
            return next((each for each in self.left if each > turn), None)
        return next((each for each in reversed(self.left) if each < turn), None)


def is_for_account(code_set: CodeSet, account: Account) -> bool:
    """Whether a set is for an account's voice."""
    return not code_set.accounts or account.voice in code_set.accounts


def is_for_turn(code_set: CodeSet, account: Account, turn: Turn) -> bool:
    """Whether a set is for what a turn's speaker says.

    A set for all roles leaves out the interviewer of a recall interview, whose words no
    agreement counts; a set that names the interviewer takes them in.
    """
    if turn.end <= turn.start:
        return False
    if code_set.roles:
        return turn.role in code_set.roles
    return not (account.is_recall and turn.role == "interviewer")


def turns_of(
    code_set: CodeSet, account: Account, transcript: Transcript, own: Iterable[Moment]
) -> Turns:
    """The turns that a set is for, and those left.

    Args:
        own: the coder's moments there, of the round that they work in.
    """
    if not is_for_account(code_set, account):
        return Turns()
    codes = {code.id for code in code_set.codes}
    coded = {(each.start, each.end) for each in own if not codes.isdisjoint(each.codes)}
    turns = transcript.turns
    wanted = tuple(i for i, turn in enumerate(turns) if is_for_turn(code_set, account, turn))
    return Turns(wanted, tuple(i for i in wanted if (turns[i].start, turns[i].end) not in coded))


def moment_on(
    view: StudyView, coder_id: Id, round_id: Id | None, code_set: CodeSet, turn: Turn, text_id: Id
) -> Moment | None:
    """The moment in which a coder's codes of a set stand on a turn; one without codes serves."""
    codes = {code.id for code in code_set.codes}
    there = [
        each
        for each in view.moments_of(text_id).values()
        if (each.start, each.end) == (turn.start, turn.end)
        and (each.coder_id, each.round_id) == (coder_id, round_id)
        and (not each.codes or not codes.isdisjoint(each.codes))
    ]
    return max(there, key=lambda each: bool(each.codes), default=None)


def code_turn(
    view: StudyView,
    *,
    coder_id: Id,
    round_id: Id,
    transcript_id: Id,
    turn: int,
    code_set: CodeSet,
    code_id: Id,
) -> tuple[Id | None, Edit]:
    """Gives a turn a code of a set, or takes it out; in an exclusive set it replaces the other.

    Returns:
        The id of the moment that stands on the turn, None where its last code was taken out and
        nothing else was said about it; and the edit.

    Raises:
        UserError: the set is not for this account or this speaker, or the passages are frozen.
    """
    transcript = view.transcripts[transcript_id]
    account, place = view.accounts[transcript.account_id], transcript.turns[turn]
    own = moment_on(view, coder_id, round_id, code_set, place, transcript_id)
    if own is not None and code_id in own.codes:
        rest = tuple(each for each in own.codes if each != code_id)
        said = rest or own.ratings or own.memo or own.peak or own.tense or own.certainty
        if said:
            return own.id, Replace(own, replace(own, codes=rest))
        return None, moments.delete(view, own)
    if not is_for_turn(code_set, account, place):
        speaker = f"the {place.role}" if place.role != "other" else "somebody else"
        hint = f"go on with {key_of('next_uncoded')}"
        raise UserError(f"{code_set.name} is not for this turn: {speaker} speaks", hint=hint)
    if own is not None:
        return own.id, moments.toggle_code(view, own, code_id)
    made = moments.mark(
        view,
        coder_id=coder_id,
        round_id=round_id,
        transcript_id=transcript_id,
        start=place.start,
        end=place.end,
        codes=(code_id,),
    )
    return made.record.id, made
