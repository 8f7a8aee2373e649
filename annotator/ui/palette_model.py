"""What the palette offers for a few words: commands, sessions, codes, passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.actions import ACTIONS, When, in_force
from annotator.app.actions.writing import WRITING
from annotator.app.open_study import OpenStudy
from annotator.domain.view import StudyView
from annotator.ui.palette_moments import MomentOffers
from annotator.ui.palette_offer import Offer

Index = QModelIndex | QPersistentModelIndex
OFFER_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LEAST_LETTERS = 2
MOST_PASSAGES = 30


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
    words: str,
    study: OpenStudy | None,
    fitting: set[When],
    *,
    text_only: bool = False,
    recent: Sequence[str] = (),
    moments: MomentOffers | None = None,
    only_read: bool = False,
) -> list[Offer]:
    """What fits the words, the closest first; passages and moments from two letters on.

    Args:
        words: as typed.
        study: what to search; None for commands only.
        fitting: what is there to act upon; commands that need more are left out.
        text_only: only passages and memos.
        recent: ids of commands chosen lately, the newest first; they go before their like.
        moments: those that may be offered; None for none.
        only_read: whoever asks writes nothing: what writes is left out.

    Raises:
        UserError: the study's file cannot be read.
    """
    asked = words.casefold().split()
    named: list[Offer] = []
    if not text_only:
        known = [each for each in _commands(fitting) if not only_read or each.value not in WRITING]
        known.sort(key=lambda each: recent.index(each.value) if each.value in recent else 99)
        named = known
        if study is not None:
            named += _sessions(study.view)
            if "session" in fitting and not only_read:
                named += _codes(study.view)
    offers = closest(named, asked)
    if study is None or len(words.strip()) < LEAST_LETTERS:
        return offers
    found = moments.found(asked) if moments is not None and not text_only else []
    return [*offers, *found, *_passages(study, words)]


def closest(offers: Iterable[Offer], asked: Sequence[str]) -> list[Offer]:
    """The offers that fit all words, the closest first, else in their order.

    >>> undo, new = (Offer(kind="command", text=t, value="") for t in ("Undo", "New round…"))
    >>> [each.text for each in closest([undo, new], ["n"])]
    ['New round…', 'Undo']
    >>> [each.text for each in closest([undo, new], ["nr"])]
    ['New round…']
    """
    ranked = [(closeness(each, asked), each) for each in offers]
    fitting = [(rank, each) for rank, each in ranked if rank is not None]
    return [each for _, each in sorted(fitting, key=lambda pair: pair[0])]


def closeness(offer: Offer, asked: Sequence[str]) -> int | None:
    """How well an offer fits the words; None where it does not.

    0: its text begins with the first of them; 1: each begins a word; 2: each stands somewhere in
    text or detail; 3: the one word typed is the first letters of its words, `nr` of *New round*.
    """
    if not asked:
        return 0
    text = offer.text.casefold()
    whole = f"{text} {offer.detail.casefold()}"
    if all(word in whole for word in asked):
        parts = re.findall(r"\w+", whole)
        if text.startswith(asked[0]):
            return 0
        return 1 if all(any(p.startswith(word) for p in parts) for word in asked) else 2
    initials = "".join(part[0] for part in re.findall(r"\w+", text))
    return 3 if len(asked) == 1 and initials.startswith(asked[0]) else None


def _commands(fitting: set[When]) -> Iterator[Offer]:
    for each in ACTIONS:
        if each.when in fitting and each.id != "palette":
            yield Offer(
                kind="command",
                text=each.text,
                value=each.id,
                detail=each.menu,
                key=in_force().shown(each.id),
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
