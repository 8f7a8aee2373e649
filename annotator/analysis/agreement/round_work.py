"""Which transcripts are part of a round for some coders, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.codebook import CodeSet
from annotator.domain.ids import Id
from annotator.domain.round import Coder, Round
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """A transcript, session or dyad that some coders have not done.

    Attributes:
        place: `D07, session 3, patient`.
        voice: of the account; empty for a session or a dyad.
        coders: their names.
    """

    place: str
    dyad: str
    voice: str
    coders: tuple[str, ...]

    def said(self, among: Sequence[str]) -> str:
        """Which of these coders have not done it; empty where all have."""
        names = ", ".join(name for name in self.coders if name in among)
        return f"{self.place}: not done by {names}" if names else ""


def not_taken(
    code_set: CodeSet, of_others: int, elsewhere: int, unfinished: int, what: str = "transcript"
) -> Iterator[str]:
    """What a comparison leaves out beside what is not done, in sentences; nothing for 0.

    Args:
        code_set: what is compared.
        of_others: transcripts of accounts that the set is not for.
        elsewhere: transcripts that are not part of the round.
        unfinished: transcripts that were taken though a coder is not done, once for each.
        what: what is compared if not transcripts, in the singular.
    """
    if of_others:
        others = f"{what}{'' if of_others == 1 else 's'} of other accounts"
        if what == "account":
            others = "other account" if of_others == 1 else "other accounts"
        voices = " and ".join(sorted(code_set.accounts))
        accounts = "account" if len(code_set.accounts) == 1 else "accounts"
        own = f"the set {code_set.name} is for the {accounts} {voices}"
        yield f"{of_others} {others}: {own}"
    if elsewhere:
        parts = f"{what} is" if elsewhere == 1 else f"{what}s are"
        yield f"{elsewhere} {parts} not part of this round"
    if unfinished:
        parts = f"{what} of a coder is" if unfinished == 1 else f"{what}s of coders are"
        yield f"nothing, though {unfinished} {parts} not marked done"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWork:
    """What some coders were to code in a round, and what they are done with.

    Attributes:
        coders: their ids.
        done: pairs of ids of coder and account.
        accounts: ids of all that was handed out to any of them.
    """

    round_id: Id
    coders: frozenset[Id]
    done: frozenset[tuple[Id, Id]]
    accounts: frozenset[Id]

    @classmethod
    def of(cls, view: StudyView, work_round: Round, coders: Sequence[Coder]) -> RoundWork:
        """The work of some coders in a round."""
        ids = frozenset(coder.id for coder in coders)
        own = [e for e in view.assignments.values() if e.round_id == work_round.id]
        return cls(
            round_id=work_round.id,
            coders=ids,
            done=frozenset((e.coder_id, e.account_id) for e in own if e.progress == "done"),
            accounts=frozenset(e.account_id for e in own if e.coder_id in ids),
        )

    def has(self, view: StudyView, account: Account, transcript: Transcript) -> bool:
        """Whether a transcript is part of the round; all are where nothing was handed out."""
        if not self.accounts or account.id in self.accounts:
            return True
        return any(
            each.round_id == self.round_id and each.coder_id in self.coders
            for each in view.moments_of(transcript.id).values()
        )
