"""How far the consensus layer is with an account: all of its coders, all sets of codes."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.analysis.agreement.compared import coded
from annotator.analysis.agreement.episodes import Episode, document_episodes
from annotator.app.verbs.decisions import Decisions, is_agreed, is_current, is_left_over
from annotator.app.verbs.finishing import assignment_of
from annotator.domain.ids import Id
from annotator.domain.round import Coder, Progress
from annotator.domain.study import Account
from annotator.domain.view import StudyView


def progress_of(view: StudyView, account_id: Id, round_id: Id, decisions: Decisions) -> Progress:
    """How far an account is settled in a round, whoever is compared at the time.

    It is done when two coders or more work on it, each of them is done, each passage of each
    set of codes is settled as it is now, and no decision stands whose moments are gone.

    Args:
        view: the study with the work of all coders.
        account_id: with a transcript.
        round_id: the round.
        decisions: as they are by now; those of the view may be older.
    """
    account = view.accounts[account_id]
    coders = coders_of(view, account_id, round_id)
    settled: list[bool] = []
    for episode in _all_episodes(view, account, round_id, coders):
        if episode.kinds or is_agreed(episode):  # else no text that is compared
            decision = decisions.of(episode)
            settled.append(decision is not None and is_current(decision, episode))
    if all(settled) and _all_done(view, account_id, round_id, coders):
        own = decisions.on(_transcripts_of(view, account_id), round_id)
        if not any(is_left_over(view, each) for each in own):
            return "done"
    return "in progress" if any(settled) else "to do"


def coders_of(view: StudyView, account_id: Id, round_id: Id) -> list[Coder]:
    """Who has work on an account in a round, handed out or begun, by name; not the layer."""
    ids = {
        each.coder_id
        for each in view.assignments.values()
        if (each.account_id, each.round_id) == (account_id, round_id)
    }
    for transcript_id in _transcripts_of(view, account_id):
        own = view.moments_of(transcript_id).values()
        ids |= {each.coder_id for each in own if each.round_id == round_id}
    people = (view.coders[each] for each in ids)
    return sorted((p for p in people if p.role != "consensus"), key=lambda each: each.name)


def _all_done(view: StudyView, account_id: Id, round_id: Id, coders: list[Coder]) -> bool:
    work = [assignment_of(view, each.id, account_id, round_id) for each in coders]
    return len(work) > 1 and all(each is not None and each.progress == "done" for each in work)


def _all_episodes(
    view: StudyView, account: Account, round_id: Id, coders: list[Coder]
) -> Iterator[Episode]:
    """The episodes of an account in all sets of the round's codebook that are for it."""
    transcript = view.transcript_of(account.id)
    if transcript is None:
        return
    for code_set in view.codebook_for(round_id).sets:
        if not code_set.accounts or account.voice in code_set.accounts:
            work_round = view.rounds[round_id]
            document = coded(view, account, transcript, code_set, work_round, coders)
            yield from document_episodes(document, code_set)


def _transcripts_of(view: StudyView, account_id: Id) -> set[Id]:
    """All versions."""
    return {each.id for each in view.transcripts.values() if each.account_id == account_id}
