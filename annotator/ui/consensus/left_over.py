"""Decisions whose moments the coders have taken away: how they stand in the queue."""

from __future__ import annotations

from dataclasses import replace

from annotator.analysis.agreement.compared import Coded, Compared, coded
from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.decisions import is_left_over
from annotator.domain.consensus import Decision
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.excerpt_text import ExcerptText, excerpt_of

LAYER = "Consensus"
GONE = "the coders’ moments are gone"


def left_over(view: StudyView, compared: Compared) -> list[tuple[Episode, Decision]]:
    """The decisions of a comparison that stand at none of its passages, in the order of texts.

    Each comes with an episode without moments, where it was decided. Decisions on a set that
    the round's codebook has no more stand in every comparison of the round.
    """
    own_sets = {each.id for each in view.codebook_for(compared.round.id).sets}
    others = own_sets - {compared.code_set.id}
    found = [
        each
        for each in view.decisions.values()
        if each.round_id == compared.round.id
        and each.code_set_id not in others
        and is_left_over(view, each)
    ]
    known = {each.transcript.id: each for each in compared.documents}
    episodes = []
    for decision in found:
        document = known.get(decision.transcript_id)
        if document is None:  # it may be that nothing else in it is compared
            document = known[decision.transcript_id] = _document(view, compared, decision)
        episodes.append((_episode(view, document, decision), decision))
    return sorted(episodes, key=lambda pair: (pair[0].document.name, pair[0].start))


def made_by(view: StudyView, decision: Decision) -> list[Moment]:
    """What a decision has put into the consensus layer and is still there."""
    source = view.moments_of(decision.transcript_id)
    return [source[each] for each in decision.made_ids if each in source]


def place_of(decision: Decision) -> Moment:
    """A moment of nobody's where it was decided, to ask for its time and its text."""
    return Moment(
        id=decision.id,
        transcript_id=decision.transcript_id,
        coder_id=decision.coder_id,
        round_id=decision.round_id,
        codebook_id="",
        start=decision.start,
        end=decision.end,
    )


def excerpt_without_moments(view: StudyView, episode: Episode, decision: Decision) -> ExcerptText:
    """The passage that was decided on, with the marks of the consensus and of nobody else."""
    made = made_by(view, decision)
    shown = tuple((LAYER, each) for each in (*made, place_of(decision)))
    excerpt = excerpt_of(view, replace(episode, moments=shown, coders=(LAYER,)))
    return replace(excerpt, marks=excerpt.marks[: len(made)])


def _document(view: StudyView, compared: Compared, decision: Decision) -> Coded:
    transcript = view.transcripts[decision.transcript_id]
    coders = [each for each in map(view.find_coder, compared.coders) if each is not None]
    account = view.accounts[transcript.account_id]
    return coded(view, account, transcript, compared.code_set, compared.round, coders)


def _episode(view: StudyView, document: Coded, decision: Decision) -> Episode:
    wanted = {code.id for code in document.code_set.codes}
    codes = {code_id for each in made_by(view, decision) for code_id in each.codes}
    return Episode(
        document=document,
        start=decision.start,
        end=decision.end,
        moments=(),
        coders=document.continuum.coders,
        kinds=(),
        size=0,
        said=GONE,
        codes=frozenset(wanted & codes),
    )
