"""Finds in the interviews where the guide's questions were asked, by the interviewers' words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from annotator.analysis.dyads.likeness import words_of
from annotator.analysis.listing import ordered_accounts
from annotator.analysis.wordings import LIKE_FROM, Match, find_wordings
from annotator.app.actions import key_of
from annotator.domain.counted import counted
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.guide import Asked, Question, in_order
from annotator.domain.ids import Id, new_id
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A turn at which a question was found.

    Attributes:
        turn: index of the turn.
        kept: a person has set the turn already, and it stays as they have set it.
    """

    dyad: str
    session: int
    voice: str
    transcript_id: Id
    turn: int
    question: str
    wording: str
    similarity: float
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, and the edit that would store it.

    Attributes:
        edit: None where the study says all of it already.
        places: in the order of the study.
        not_found: names of questions that stand in no interview.
        without: interviews in which nothing was found, as people name them.
        lost: how many turns were found formerly and are not any more.
        shut: interviews that may not be read yet and were left out.
        warnings: wordings that find so much that they can hardly be a question's.
    """

    edit: Edit | None
    places: tuple[Place, ...]
    not_found: tuple[str, ...]
    without: tuple[str, ...]
    lost: int
    shut: int
    like_from: float
    warnings: tuple[str, ...] = ()


def find_questions(view: StudyView, like_from: float = LIKE_FROM) -> Finding:
    """Goes through the interviewers' turns of all recall interviews that may be read.

    What a person has set by hand stays. What was found before is replaced by what is found now.
    A question found holds up to the next one, or to the next stop after its answer.

    Args:
        like_from: see `find_wordings`.

    Raises:
        UserError: there is no guide, or the threshold is none.
    """
    if not view.questions:
        hint = f"make one by {key_of('guide')}, or import it by `annotator guide`"
        raise UserError("the study has no interview guide", hint=hint)
    if not 0 < like_from <= 1:
        raise UserError(f"{like_from:g} is no likeness", hint="give a number over 0 and up to 1")
    texts = _interviews(view)
    found = _matches(view, texts, like_from)
    edits: list[Edit] = []
    places: list[Place] = []
    lost = 0
    for transcript in texts:
        own = found[transcript.id]
        known = {each.turn: each for each in view.asked_of(transcript.id)}
        wanted = _with_ends(view, transcript, own, known)
        gone = [a for turn, a in known.items() if turn not in wanted and not a.by_hand]
        lost += sum(each.question_id is not None for each in gone)
        edits += [Replace(each, None) for each in gone]
        for turn, question_id in sorted(wanted.items()):
            edits += _stored(known.get(turn), transcript.id, turn, question_id)
        places += [
            _place(view, transcript, turn, match, known.get(turn))
            for turn, match in sorted(own.items())
        ]
    named = {each.question for each in places}
    with_one = {each.transcript_id for each in places}
    return Finding(
        edit=Several(tuple(edits)) if edits else None,
        places=tuple(places),
        not_found=tuple(
            each.name for each in in_order(view.questions.values()) if each.name not in named
        ),
        without=tuple(_name(view, each) for each in texts if each.id not in with_one),
        lost=lost,
        shut=sum(view.accounts[each].is_recall for each in view.shut),
        like_from=like_from,
        warnings=_too_common(places, texts),
    )


def finding_values(finding: Finding) -> dict[str, Any]:
    """What was found, as JSON values; without words of the transcripts."""
    return {
        "like_from": finding.like_from,
        "found": [
            {
                "dyad": each.dyad,
                "session": each.session,
                "account": each.voice,
                "turn": each.turn + 1,
                "question": each.question,
                "wording": each.wording,
                "similarity": each.similarity,
                "kept_by_hand": each.kept,
            }
            for each in finding.places
        ],
        "not_found": list(finding.not_found),
        "interviews_without": list(finding.without),
        "no_longer_found": finding.lost,
        "not_readable_yet": finding.shut,
        "warnings": list(finding.warnings),
    }


def finding_lines(finding: Finding) -> list[str]:
    """The same for people to read."""
    counts = Counter(each.question for each in finding.places)
    told = ", ".join(f"{name}: {number}" for name, number in counts.items())
    lines = [
        f"{_turns_ask(len(finding.places))} a question of the guide ({told}). A sentence counts "
        f"from a likeness of {finding.like_from:g} with a wording; 1 is its very words. A question "
        "found holds up to the next one, or to the next stop after its answer."
        if finding.places
        else "No turn asks a question of the guide."
    ]
    if finding.not_found:
        lines.append(f"Found nowhere: {', '.join(finding.not_found)}.")
    if finding.without:
        lines.append(f"Nothing found in: {'; '.join(finding.without)}.")
    if finding.lost:
        lines.append(f"No longer found, and taken out: {finding.lost}.")
    if finding.shut:
        lines.append(
            f"Left out, since you may not read them yet: {counted(finding.shut, 'interview')}."
        )
    lines += [f"Warning: {each}." for each in finding.warnings]
    for each in finding.places:
        kept = ", set by hand and kept as it is" if each.kept else ""
        lines.append(
            f"  {each.dyad}, session {each.session}, {each.voice}, turn {each.turn + 1}: "
            f"{each.question}, by “{each.wording}” ({each.similarity:g}){kept}"
        )
    return lines


def _turns_ask(number: int) -> str:
    return "1 turn asks" if number == 1 else f"{number} turns ask"


def _too_common(places: list[Place], texts: list[Transcript]) -> tuple[str, ...]:
    """Wordings of one word that are found in more than a third of the interviewers' turns."""
    turns = sum(each.role == "interviewer" for text in texts for each in text.turns)
    counts = Counter((each.question, each.wording) for each in places)
    return tuple(
        f"the wording “{wording}” of {question} is one word and finds {number} of "
        f"{counted(turns, 'interviewer turn')}: write more of the question's words"
        for (question, wording), number in counts.items()
        if len(words_of(wording)) == 1 and number * 3 > turns
    )


def _interviews(view: StudyView) -> list[Transcript]:
    texts = (view.transcript_of(each.id) for each in ordered_accounts(view) if each.is_recall)
    return [each for each in texts if each is not None]


def _matches(
    view: StudyView, texts: list[Transcript], like_from: float
) -> dict[Id, dict[int, Match]]:
    """By transcript and turn what was found, each question in its own parties' interviews."""
    questions = in_order(view.questions.values())
    by_voice: dict[str, list[tuple[Id, int, str]]] = {}
    for text in texts:
        voice = view.accounts[text.account_id].voice
        by_voice.setdefault(voice, []).extend(
            (text.id, place, text.quote(turn.start, turn.end))
            for place, turn in enumerate(text.turns)
            if turn.role == "interviewer"
        )
    found: dict[Id, dict[int, Match]] = {text.id: {} for text in texts}
    for voice, turns in by_voice.items():
        asked = [each for each in questions if not each.voices or voice in each.voices]
        for match in find_wordings([words for _, _, words in turns], asked, like_from):
            transcript_id, turn, _ = turns[match.turn]
            found[transcript_id][turn] = match
    return found


def _with_ends(
    view: StudyView, text: Transcript, found: dict[int, Match], known: dict[int, Asked]
) -> dict[int, Id | None]:
    """By turn the question found there, None where a stop ends the one before.

    Who stops the recording anew speaks of what is on the screen then. A question that is not
    answered yet when the recording stops goes on, and so does one that a person has set.
    """
    wanted: dict[int, Id | None] = {turn: match.question_id for turn, match in found.items()}
    stops = {_first_turn(text, stop.position) for stop in view.stops_of(text.id)}
    holds = answered = False
    for turn, own in enumerate(text.turns):
        if turn in known and known[turn].by_hand:
            holds = False
        elif turn in found:
            holds, answered = True, False
        elif holds and answered and turn in stops:
            wanted[turn] = None
            holds = False
        answered = answered or own.role != "interviewer"
    return wanted


def _first_turn(text: Transcript, position: int) -> int:
    """The first turn that begins at a position or after it."""
    turn = text.turn_at(position)
    return turn if text.turns and text.turns[turn].start >= position else turn + 1


def _stored(old: Asked | None, transcript_id: Id, turn: int, question_id: Id | None) -> list[Edit]:
    if old is not None and (old.by_hand or old.question_id == question_id):
        return []
    base = old or Asked(id=new_id(), transcript_id=transcript_id, turn=turn)
    return [Replace(old, replace(base, question_id=question_id))]


def _place(
    view: StudyView, text: Transcript, turn: int, match: Match, known: Asked | None
) -> Place:
    dyad, session, account = view.place_of(text.account_id)
    question: Question = view.questions[match.question_id]
    return Place(
        dyad=dyad.name,
        session=session.number,
        voice=account.voice,
        transcript_id=text.id,
        turn=turn,
        question=question.name,
        wording=match.wording,
        similarity=match.similarity,
        kept=known is not None and known.by_hand,
    )


def _name(view: StudyView, text: Transcript) -> str:
    dyad, session, account = view.place_of(text.account_id)
    return f"{dyad.name}, session {session.number}, {account.voice}"
