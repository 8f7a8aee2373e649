"""The interview guide: its questions, and the prompts under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.app.actions import key_of
from annotator.app.file_bytes import file_bytes
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.guide import Question, in_order
from annotator.domain.ids import Id, new_id
from annotator.domain.reading import Note
from annotator.domain.study import SESSION_VOICE
from annotator.domain.view import StudyView
from annotator.formats.guide_csv import GuideRow, read_guide


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWish:
    """What a question shall be; `parent` is the name of the main question of a prompt."""

    name: str
    text: str = ""
    parent: str = ""
    wordings: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideImport:
    """An edit that takes a guide in; None where the study has all of it already.

    Attributes:
        new, changed: names of the questions.
        kept: names of questions that the study has and the file has not; they stay.
    """

    edit: Edit | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def find_question(view: StudyView, name: str) -> Question:
    """The question of that name, in any case.

    Raises:
        UserError: the guide has none.
    """
    found = next(
        (each for each in view.questions.values() if each.name.casefold() == name.casefold()), None
    )
    if found is None:
        known = ", ".join(each.name for each in in_order(view.questions.values()))
        hint = f"there are {known}" if known else "the study has no guide yet"
        raise UserError(f"the guide has no question {name!r}", hint=hint)
    return found


def read_guide_file(view: StudyView, path: Path) -> GuideImport:
    """What taking in a guide file would do.

    Raises:
        UserError: the file cannot be read, or does not fit the study.
    """
    rows, notes = read_guide(file_bytes(path), path.name, voices_of(view))
    return import_guide(view, rows, notes)


def import_guide(
    view: StudyView, rows: Sequence[GuideRow], notes: tuple[Note, ...] = ()
) -> GuideImport:
    """The edit that takes a guide's rows in, in their order.

    A question that the study has by that name takes the row's words and place; others of the
    study stay, behind those of the file.
    """
    known = {each.name.casefold(): each for each in view.questions.values()}
    before = {row.name: known.get(row.name.casefold()) for row in rows}
    ids = {name: old.id if old else new_id() for name, old in before.items()}
    after = {
        ids[row.name]: Question(
            id=ids[row.name],
            name=row.name,
            text=row.text,
            parent_id=ids[row.parent] if row.parent else None,
            position=place,
            wordings=row.wordings,
            voices=row.voices,
        )
        for place, row in enumerate(rows, 1)
    }
    rest = [each for each in in_order(view.questions.values()) if each.id not in after]
    for place, each in enumerate(rest, len(rows) + 1):
        after[each.id] = replace(each, position=place)
    _check_levels(after.values())
    edits = [
        Replace(view.questions.get(key), each)
        for key, each in after.items()
        if view.questions.get(key) != each
    ]
    return GuideImport(
        edit=Several(tuple(edits)) if edits else None,
        new=tuple(name for name, old in before.items() if old is None),
        changed=tuple(name for name, old in before.items() if old not in (None, after[ids[name]])),
        kept=tuple(each.name for each in rest),
        notes=notes,
    )


def guide_lines(taken: GuideImport) -> list[str]:
    """What was taken in, for people to read."""
    lines = [
        f"{len(names)} {word}: {', '.join(names)}"
        for names, word in (
            (taken.new, "new"),
            (taken.changed, "changed"),
            (taken.kept, "not in the file and kept"),
        )
        if names
    ]
    lines += [f"{note.kind}, {note.place}: {note.what}" for note in taken.notes]
    return lines or ["the study has this guide already"]


def put_question(view: StudyView, question_id: Id | None, wish: QuestionWish) -> Edit | None:
    """The edit that makes or changes a question; None where nothing is changed.

    A new one stands last: a prompt among the prompts of its main question.

    Raises:
        UserError: it has no name or one that is taken, or its parent is no main question.
    """
    old = view.questions.get(question_id or "")
    name = wish.name.strip()
    if not name:
        raise UserError("the question has no name", hint="give a short one such as Q1")
    if any("|" in wording for wording in (*wish.wordings, *wish.voices)):
        raise UserError("there is a | in a wording", hint="write one wording a line")
    twin = next(
        (each for each in view.questions.values() if each.name.casefold() == name.casefold()), None
    )
    if twin is not None and twin.id != question_id:
        raise UserError(f"the guide has a question {twin.name!r}", hint="choose another name")
    parent = find_question(view, wish.parent) if wish.parent else None
    base = old or Question(id=new_id(), name=name, position=_last(view) + 1)
    new = replace(
        base,
        name=name,
        text=wish.text.strip(),
        parent_id=parent.id if parent else None,
        wordings=tuple(dict.fromkeys(filter(None, map(str.strip, wish.wordings)))),
        voices=wish.voices,
    )
    _check_levels({**view.questions, new.id: new}.values())
    return None if new == old else Replace(old, new)


def delete_question(view: StudyView, question_id: Id) -> Edit:
    """The edit that takes a question out of the guide.

    Where it was asked in an earlier version of a transcript, and could not be carried on, it goes
    from there too: nobody sees it there to take it out.

    Raises:
        UserError: turns answer it, or prompts stand under it.
    """
    question = view.questions[question_id]
    prompts = [each.name for each in view.questions.values() if each.parent_id == question_id]
    if prompts:
        hint = "delete those first, or put them under another question"
        raise UserError(f"{', '.join(prompts)} stand under {question.name}", hint=hint)
    newest = {each.id for each in map(view.transcript_of, view.accounts) if each is not None}
    asked = [each for own in view.asked.values() for each in own if each.question_id == question_id]
    used = sum(each.transcript_id in newest for each in asked)
    if used:
        places = "1 place" if used == 1 else f"{used} places"
        hint = f"take it out there first ({key_of('ask_question')})"
        raise UserError(f"{question.name} is set at {places} of the interviews", hint=hint)
    return Several((*(Replace(each, None) for each in asked), Replace(question, None)))


def move_question(view: StudyView, question_id: Id, step: int) -> Edit | None:
    """The edit that moves a question among its like: up by -1, down by 1; None at the end."""
    question = view.questions[question_id]
    every = in_order(view.questions.values())
    like = [each for each in every if each.parent_id == question.parent_id]
    place = like.index(question)
    if not 0 <= place + step < len(like):
        return None
    like[place], like[place + step] = like[place + step], like[place]
    moved = {each.id: number for number, each in enumerate(like)}
    ordered = in_order(replace(e, position=moved.get(e.id, e.position)) for e in every)
    edits = [
        Replace(view.questions[each.id], replace(each, position=number))
        for number, each in enumerate(ordered, 1)
        if view.questions[each.id].position != number
    ]
    return Several(tuple(edits))


def voices_of(view: StudyView) -> tuple[str, ...]:
    """Whose interviews a question may be asked in."""
    others = {each.voice for each in view.accounts.values()} - {SESSION_VOICE}
    return tuple(dict.fromkeys(("therapist", "patient", *sorted(others))))


def _last(view: StudyView) -> int:
    return max((each.position for each in view.questions.values()), default=0)


def _check_levels(questions: Iterable[Question]) -> None:
    """Prompts stand under main questions, never deeper."""
    every = {each.id: each for each in questions}
    for each in every.values():
        parent = every.get(each.parent_id or "")
        if parent is not None and (parent.parent_id is not None or parent.id == each.id):
            hint = "a prompt stands under a main question"
            raise UserError(
                f"{parent.name} is no main question, yet {each.name} stands under it", hint=hint
            )
