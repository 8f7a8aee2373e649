"""What a draw has given, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.domain.study import Account
from annotator.domain.view import StudyView


def drawn_summary(view: StudyView, accounts: Sequence[Account]) -> str:
    """How many transcripts, and how they spread over accounts and dyads."""
    places = [view.place_of(each.id) for each in accounts]
    voices = Counter(_named(account) for _, _, account in places)
    dyads = Counter(dyad.name for dyad, _, _ in places)
    word = "transcript" if len(accounts) == 1 else "transcripts"
    return f"{len(accounts)} {word}: {_counted(voices)}; {_counted(dyads)}"


def drawn_lines(view: StudyView, accounts: Sequence[Account]) -> list[str]:
    """The places of the transcripts, one a line."""
    places = (view.place_of(each.id) for each in accounts)
    return [
        f"{dyad.name}, session {session.number}, {_named(account)}"
        for dyad, session, account in places
    ]


def _named(account: Account) -> str:
    """The account's voice; the session's own is told apart from a session."""
    return account.voice if account.is_recall else "session’s transcript"


def _counted(counts: Counter[str]) -> str:
    """Names with their counts; in short where all of many are alike.

    >>> _counted(Counter({"D01": 2, "D02": 1})), _counted(Counter("abcdef"))
    ('D01 2, D02 1', 'each of 6 dyads 1')
    """
    if len(counts) > 5 and len(set(counts.values())) == 1:
        return f"each of {len(counts)} dyads {next(iter(counts.values()))}"
    return ", ".join(f"{name} {number}" for name, number in counts.items())
