"""Memos: what a coder thought about a turn, a code, an account, a session, a dyad, the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

MemoAbout = Literal["turn", "code", "account", "session", "dyad", "study"]
MEMO_ABOUT: tuple[MemoAbout, ...] = ("turn", "code", "account", "session", "dyad", "study")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """One coder's memo. That of a moment stands in the moment itself.

    Attributes:
        about: the kind of what it is about.
        about_id: its id; for a turn that of the transcript.
        transcript_id: the transcript of a turn, else None.
        turn: its place among the transcript's turns, else None.
        made_at: UTC, ISO 8601; shown, never used to decide.
    """

    id: Id
    coder_id: Id
    about: MemoAbout
    about_id: Id
    transcript_id: Id | None = None
    turn: int | None = None
    text: str = ""
    made_at: str = ""
