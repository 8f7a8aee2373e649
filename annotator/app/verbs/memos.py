"""Memos on turns, codes, accounts, sessions, dyads and the study. A verb gives an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from annotator.app.verbs.moments import now_text
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.memo import Memo, MemoAbout
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True)
class Subject:
    """What a memo is about.

    Attributes:
        about: the kind of it.
        about_id: its id; for a turn that of the transcript.
        turn: its place among the transcript's turns, else None.
    """

    about: MemoAbout
    about_id: Id
    turn: int | None = None


Noted = Mapping[Subject, tuple[Memo, ...]]
"""Memos by what they are about, oldest first; without those that say nothing."""


def subject_of(memo: Memo) -> Subject:
    """What a memo is about."""
    return Subject(memo.about, memo.about_id, memo.turn)


def by_subject(memos: Iterable[Memo]) -> dict[Subject, tuple[Memo, ...]]:
    """Memos by what they are about."""
    found: dict[Subject, tuple[Memo, ...]] = {}
    for memo in sorted(memos, key=lambda each: each.made_at):
        if memo.text.strip():
            subject = subject_of(memo)
            found[subject] = (*found.get(subject, ()), memo)
    return found


def memo_on(view: StudyView, coder_id: Id, subject: Subject) -> Memo | None:
    """A coder's own memo on something, also an empty one; None where they never wrote one."""
    own = (each for each in view.memos_on(subject.about_id) if each.coder_id == coder_id)
    return next((each for each in own if subject_of(each) == subject), None)


def write_memo(
    view: StudyView, coder_id: Id, subject: Subject, text: str, *, keeps_empty: bool = False
) -> Replace | None:
    """The edit by which a coder's memo on something says a text; None where it does already.

    A memo that is emptied is gone.

    Args:
        view: the study.
        coder_id: whose memo it is; nobody writes in another's.
        subject: what it is about.
        text: as typed; of blanks only it says nothing.
        keeps_empty: leave an empty memo where it stands, while somebody still types in it.

    Raises:
        UserError: there is no such thing in the study, or it may not be read yet.
    """
    check_subject(view, subject)
    before = memo_on(view, coder_id, subject)
    if text == (before.text if before else ""):
        return None
    if not text.strip() and before is None:
        return None
    if not text.strip() and not keeps_empty:
        return Replace(before, None)
    if before is not None:
        return Replace(before, replace(before, text=text))
    return Replace(
        None,
        Memo(
            id=new_id(),
            coder_id=coder_id,
            about=subject.about,
            about_id=subject.about_id,
            transcript_id=subject.about_id if subject.about == "turn" else None,
            turn=subject.turn,
            text=text,
            made_at=now_text(),
        ),
    )


def check_subject(view: StudyView, subject: Subject) -> None:
    """Refuses what the study lacks, and what whoever writes may not read yet.

    Raises:
        UserError: it is either.
    """
    if subject.about == "account" and subject.about_id in view.shut:
        raise UserError("this account may not be read yet", hint="write the memo once it is open")
    if not is_there(view, subject):
        raise UserError(f"there is no such {subject.about} for a memo", hint="choose another")


def is_there(view: StudyView, subject: Subject) -> bool:
    """Whether the study has what a memo is about."""
    about_id = subject.about_id
    if subject.about == "turn":
        text = view.transcripts.get(about_id)
        return text is not None and 0 <= (subject.turn or 0) < len(text.turns)
    if subject.about == "code":
        return any(book.code(about_id) is not None for book in view.codebooks.values())
    if subject.about == "study":
        return about_id == view.study.id
    tables: dict[str, Mapping[Id, object]] = {
        "account": view.accounts,
        "session": view.sessions,
        "dyad": view.dyads,
    }
    return about_id in tables[subject.about]


def subject_words(view: StudyView, subject: Subject) -> str:
    """What a memo is about, as people say it: `turn 14`, `code Shame`, `session 3`.

    Turns count from 1, as everywhere on the screen.
    """
    about_id = subject.about_id
    if subject.about == "turn":
        return f"turn {(subject.turn or 0) + 1}"
    if subject.about == "code":
        return f"code {code_name(view, about_id)}"
    if subject.about == "account":
        account = view.accounts.get(about_id)
        return f"{account.voice}’s account" if account else "an account that is gone"
    if subject.about == "session":
        session = view.sessions.get(about_id)
        return f"session {session.number}" if session else "a session that is gone"
    if subject.about == "dyad":
        dyad = view.dyads.get(about_id)
        return f"dyad {dyad.name}" if dyad else "a dyad that is gone"
    return "the study"


def code_name(view: StudyView, code_id: Id) -> str:
    """A code's name in the newest version that has it."""
    for book in sorted(view.codebooks.values(), key=lambda each: -each.number):
        if (code := book.code(code_id)) is not None:
            return code.name
    return "that is gone"
