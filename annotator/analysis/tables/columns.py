"""Columns and rows that several export tables share."""

from __future__ import annotations

from collections import Counter

from annotator.analysis.listing import ordered_accounts
from annotator.domain.clock import governing_at
from annotator.domain.ids import Id
from annotator.domain.study import Account
from annotator.domain.table import Column, column_name
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

CELL = (
    Column(name="dyad", means="name of the dyad"),
    Column(name="session", means="number of the therapy session"),
)
ACCOUNT = (
    *CELL,
    Column(name="account", means="whose account: session, therapist or patient"),
)


def named_columns(taken: set[str], prefix: str, named: list[tuple[str, str]]) -> list[Column]:
    """Columns named after codes or scales, each name once."""
    columns = []
    for name, means in named:
        column = Column(name=column_name(f"{prefix}_{name}", taken), means=means)
        taken.add(column.name)
        columns.append(column)
    return columns


def current_transcripts(view: StudyView) -> list[tuple[Account, Transcript]]:
    """Accounts with their newest transcripts, in order."""
    pairs = ((account, view.transcript_of(account.id)) for account in ordered_accounts(view))
    return [(account, transcript) for account, transcript in pairs if transcript is not None]


def moments_begun(view: StudyView, transcript: Transcript) -> Counter[Id]:
    """How many moments of all coders begin under each stop and in each aside of a transcript."""
    stops, asides = view.stops_of(transcript.id), view.asides_of(transcript.id)
    governing = (
        governing_at(stops, asides, each.start) for each in view.moments_of(transcript.id).values()
    )
    return Counter(each.id for each in governing if each is not None)
