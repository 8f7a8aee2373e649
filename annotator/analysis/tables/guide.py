"""The interview guide, and which of its questions each turn answers."""

from __future__ import annotations

from annotator.analysis.tables.columns import ACCOUNT, current_transcripts
from annotator.domain.guide import Asked, asked_at, in_order
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def guide_table(view: StudyView) -> Table:
    """One row per question or prompt; `annotator guide` reads it."""
    questions = view.questions
    rows = [
        (
            each.name,
            each.text or None,
            parent.name if (parent := questions.get(each.parent_id or "")) else None,
            "|".join(each.wordings) or None,
            "|".join(each.voices) or None,
        )
        for each in in_order(questions.values())
    ]
    columns = (
        Column(name="name", means="short name of the question"),
        Column(name="text", means="the question as the guide has it"),
        Column(name="parent", means="of a prompt the main question that it stands under"),
        Column(name="wordings", means="other words by which it is asked, joined by |"),
        Column(name="voices", means="whose interviews it is asked in, joined by |; empty for all"),
    )
    return Table(
        name="guide",
        means="one question of the interview guide, or a prompt under one",
        columns=columns,
        rows=tuple(rows),
    )


def _source(governing: Asked | None) -> str | None:
    """How it is known; of talk that left the guide only where a person has said so."""
    if governing is None or (governing.question_id is None and not governing.by_hand):
        return None
    return "hand" if governing.by_hand else "wording"


def turns_table(view: StudyView) -> Table:
    """One row per turn of a recall interview, with the question that it answers; no words."""
    rows: list[tuple[Value, ...]] = []
    for account, transcript in current_transcripts(view):
        if not account.is_recall:
            continue
        dyad, session, _ = view.place_of(account.id)
        asked = view.asked_of(transcript.id)
        for number, turn in enumerate(transcript.turns):
            governing = asked_at(asked, number)
            question = view.question_at(transcript.id, number)
            main = view.questions.get((question.parent_id if question else None) or "")
            rows.append(
                (
                    dyad.name,
                    session.number,
                    account.voice,
                    transcript.version,
                    number + 1,
                    turn.role,
                    turn.start,
                    turn.end,
                    question.name if question else None,
                    (main or question).name if question else None,
                    int(
                        question is not None and governing is not None and governing.turn == number
                    ),
                    _source(governing),
                )
            )
    columns = (
        *ACCOUNT,
        Column(name="transcript_version", means="version of the transcript"),
        Column(name="turn", means="number of the turn, from 1"),
        Column(name="role", means="interviewer, therapist, patient or other"),
        Column(name="start", means="first position, in Unicode code points of the frozen text"),
        Column(name="end", means="position after the last"),
        Column(name="question", means="question of the guide that it answers; empty for none"),
        Column(name="main_question", means="the main question that a prompt stands under"),
        Column(name="asked_here", means="1 if the question begins with this turn, else 0"),
        Column(name="question_from", means="wording or hand: how that is known"),
    )
    return Table(
        name="turns",
        means="one turn of a recall interview",
        columns=columns,
        rows=tuple(rows),
    )
