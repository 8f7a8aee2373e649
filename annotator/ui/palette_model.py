"""What the palette offers for a few words: commands, sessions, codes, passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.actions import ACTIONS, When, shown_key
from annotator.app.open_study import OpenStudy
from annotator.domain.view import StudyView

Index = QModelIndex | QPersistentModelIndex
OFFER_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LEAST_LETTERS = 2
MOST_PASSAGES = 30

Kind = Literal["command", "session", "code", "passage", "memo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One line of the palette.

    Attributes:
        value: what to go to: an action, session, code, transcript or moment id.
        span: of a passage.
    """

    kind: Kind
    text: str
    value: str
    detail: str = ""
    key: str = ""
    icon: str = ""
    span: tuple[int, int] = (0, 0)


class PaletteModel(QAbstractListModel):
    """The offers for the words typed; `OFFER_ROLE` gives the `Offer`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: list[Offer] = []

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Takes other offers."""
        self.beginResetModel()
        self._offers = list(offers)
        self.endResetModel()

    def offer(self, row: int) -> Offer:
        """One offer."""
        return self._offers[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of offers."""
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What an offer shows and says."""
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == OFFER_ROLE:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (offer.text, offer.detail, offer.key) if part)
        return None


def offers_for(
    words: str, study: OpenStudy | None, fitting: set[When], *, text_only: bool = False
) -> list[Offer]:
    """What fits the words, commands first; passages from two letters on.

    Args:
        words: as typed.
        study: what to search; None for commands only.
        fitting: what is there to act upon; commands that need more are left out.
        text_only: only passages and memos.

    Raises:
        UserError: the study's file cannot be read.
    """
    asked = words.casefold().split()
    offers: list[Offer] = []
    if not text_only:
        offers += [each for each in _commands(fitting) if _has_all(each, asked)]
        if study is not None:
            offers += [each for each in _sessions(study.view) if _has_all(each, asked)]
            if "session" in fitting:
                offers += [each for each in _codes(study.view) if _has_all(each, asked)]
    if study is not None and len(words.strip()) >= LEAST_LETTERS:
        offers += _passages(study, words)
    if asked:
        offers.sort(key=lambda each: _rank(each, asked[0]))
    return offers


def _commands(fitting: set[When]) -> Iterator[Offer]:
    for each in ACTIONS:
        if each.when in fitting and each.id != "palette":
            yield Offer(
                kind="command",
                text=each.text,
                value=each.id,
                detail=each.menu,
                key=shown_key(each.keys),
                icon=each.icon,
            )


def _sessions(view: StudyView) -> Iterator[Offer]:
    for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
        for session in view.sessions_of(dyad.id):
            yield Offer(
                kind="session",
                text=f"{dyad.name} · Session {session.number}",
                value=session.id,
                detail="Session",
                icon="squares-four",
            )


def _codes(view: StudyView) -> Iterator[Offer]:
    for code_set, code in view.codebook.codes():
        if not code.retired:
            yield Offer(
                kind="code",
                text=code.name,
                value=code.id,
                detail=f"Code of {code_set.name}",
                key=code.key.upper(),
                icon="tag",
            )


def _passages(study: OpenStudy, words: str) -> Iterator[Offer]:
    view = study.view
    for hit in study.search(words, limit=MOST_PASSAGES):
        transcript = view.transcripts.get(hit.transcript_id)
        if transcript is None:
            continue
        dyad, session, account = view.place_of(transcript.account_id)
        place = f"{dyad.name} · Session {session.number} · {account.voice}"
        text = " ".join(hit.snippet.split())
        if hit.moment_id is not None:
            yield Offer(
                kind="memo", text=text, value=hit.moment_id, detail=f"Memo · {place}",
                icon="note-pencil",
            )  # fmt: skip
        else:
            yield Offer(
                kind="passage", text=text, value=hit.transcript_id, detail=place,
                icon="quotes", span=(hit.start, hit.end),
            )  # fmt: skip


def _has_all(offer: Offer, asked: list[str]) -> bool:
    text = f"{offer.text} {offer.detail}".casefold()
    return all(word in text for word in asked)


def _rank(offer: Offer, first: str) -> int:
    """What begins with the words comes before what holds them; passages come last."""
    if offer.kind in ("passage", "memo"):
        return 2
    return 0 if offer.text.casefold().startswith(first) else 1
