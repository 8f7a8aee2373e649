"""Codes passages that a search has found, all in one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from annotator.app.verbs import moments as verbs
from annotator.app.verbs.marking import coder_and_round
from annotator.domain.counted import counted
from annotator.domain.edits import Edit, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.sentences import sentences
from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

Reach = Literal["words", "sentence", "turn"]
REACHES: tuple[Reach, ...] = get_args(Reach)
"""How much of the text around what was found is coded."""

Place = tuple[Id, int, int]
"""Transcript, start and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """New moments on passages.

    Attributes:
        edit: None where there is none to be made.
        made: how many.
        known: how many passages have just this code by this coder already.
        refused: how many were refused by reason.
    """

    edit: Edit | None
    made: int
    known: int = 0
    refused: tuple[tuple[str, int], ...] = ()

    @property
    def told(self) -> str:
        """What was done and what was not, in a sentence or two."""
        parts = []
        if self.known:
            parts.append(f"{counted(self.known, 'passage')} coded so already")
        parts += [f"{counted(number, 'passage')}: {reason}" for reason, number in self.refused]
        left = f" Left out: {'; '.join(parts)}." if parts else ""
        return f"{counted(self.made, 'passage')} coded.{left}"


def code_passages(
    view: StudyView, coder: str, places: Iterable[Place], code_id: Id, reach: Reach = "words"
) -> Coded:
    """A new moment with a code on each passage, in the round that the coder works in there.

    A passage that has the same span and code by this coder already is skipped, also where two
    of the places come to the same turn.
    """
    grounds: dict[Id, _Ground] = {}
    edits: list[Edit] = []
    made = known = 0
    refused: Counter[str] = Counter()
    for transcript_id, start, end in dict.fromkeys(places):
        transcript = view.transcripts.get(transcript_id)
        if transcript is None:
            continue
        ground = grounds.get(transcript_id) or _ground(view, coder, transcript, code_id)
        if not ground.begun:
            grounds[transcript_id] = ground
        span = _EXTENT[reach](transcript, (start, end))
        if span in ground.coded:
            known += 1
            continue
        try:
            mark = _marked(ground, transcript, span, code_id)
        except UserError as error:
            refused[error.what] += 1
            continue
        made += 1
        edits += [*ground.begun, mark]
        view = ground.view  # the next one finds the round of those before
        ground.coded.add(span)
        grounds[transcript_id] = replace(ground, begun=())
    return Coded(
        edit=Several(tuple(edits)) if made else None,
        made=made,
        known=known,
        refused=tuple(refused.most_common()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """Where a coder codes in one transcript.

    Attributes:
        view: the study with the round in it.
        begun: the edits that make the coder and the round where there are none yet.
        coded: the passages that have the code by this coder in that round; grows.
    """

    view: StudyView
    coder_id: Id
    round_id: Id
    begun: tuple[Edit, ...]
    coded: set[Span]


def _ground(view: StudyView, coder: str, transcript: Transcript, code_id: Id) -> _Ground:
    who = view.find_coder(coder)
    found = None if who is None else verbs.round_for(view, who.id, transcript.account_id)
    begun: list[Edit] = []
    if who is not None and found is not None:
        coder_id, work_round = who.id, found
    else:
        begun, coder_id, work_round = coder_and_round(view, coder)
        view = view.after(Several(tuple(begun)), view.revision)
    coded = {
        (each.start, each.end)
        for each in view.moments_of(transcript.id).values()
        if (each.coder_id, each.round_id) == (coder_id, work_round.id) and code_id in each.codes
    }
    return _Ground(
        view=view,
        coder_id=coder_id,
        round_id=work_round.id,
        begun=tuple(begun),
        coded=coded,
    )


def _marked(ground: _Ground, transcript: Transcript, span: Span, code_id: Id) -> Edit:
    """The edit that codes one passage."""
    if ground.view.codebook_for(ground.round_id).code(code_id) is None:
        raise UserError("the code is not in the version of the codebook of their round")
    return verbs.mark(
        ground.view,
        coder_id=ground.coder_id,
        round_id=ground.round_id,
        transcript_id=transcript.id,
        start=span[0],
        end=span[1],
        codes=(code_id,),
    )


def _sentences(transcript: Transcript, span: Span) -> Span:
    """From the start of the first sentence that a passage touches to the end of the last."""
    turns = _turns(transcript, span)
    own = [
        each
        for each in sentences(transcript.text, *turns)
        if each[0] < span[1] and span[0] < each[1]
    ]
    return (min(own[0][0], span[0]), max(own[-1][1], span[1])) if own else span


def _turns(transcript: Transcript, span: Span) -> Span:
    """From the start of the first turn that a passage touches to the end of the last."""
    first, last = transcript.turn_at(span[0]), transcript.turn_at(span[1] - 1)
    return transcript.turns[first].start, transcript.turns[last].end


_EXTENT: dict[Reach, Callable[[Transcript, Span], Span]] = {
    "words": lambda _transcript, span: span,
    "sentence": _sentences,
    "turn": _turns,
}
