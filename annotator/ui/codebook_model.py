"""The codebook as a list: sets, parents and codes, each with how often it was used here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from textwrap import fill
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.actions import key_of
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
TIP_CHARACTERS = 64
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the codebook.

    Attributes:
        kind: `set`, `parent` for a code with codes under it, `code`.
        depth: steps in.
        code: None for a set.
        count: moments with it in the session on screen; of a set, those of all its codes.
        codes: of a set, how many it has.
        opened: of a set, whether its codes follow.
    """

    kind: Literal["set", "parent", "code"]
    text: str
    depth: int
    code_set: CodeSet
    code: Code | None = None
    count: int = 0
    codes: int = 0
    opened: bool = False


class CodebookModel(QAbstractListModel):
    """The lines of one codebook; `ENTRY_ROLE` gives the `Entry`.

    Attributes:
        memos: on codes, by the code's id; a code's tip ends with them.
        given: ids of the codes of the chosen moment; a screen reader is told.
        signs: of the codes that have no letter, by the code's id.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self.memos: Mapping[Id, str] = {}
        self.given: frozenset[Id] = frozenset()
        self.signs: Mapping[Id, str] = {}

    def show_codebook(
        self, codebook: Codebook, counts: Mapping[Id, int], opened: Collection[Id] = ()
    ) -> bool:
        """Takes another version, other counts or open sets; whether there are other lines."""
        entries, before = list(entries_of(codebook, counts, opened)), self._entries
        if entries and _shape(entries) == _shape(before):
            self._entries = entries
            for row, (old, new) in enumerate(zip(before, entries, strict=True)):
                if old != new:  # a key pressed changes one count: the others are not painted anew
                    self.dataChanged.emit(self.index(row), self.index(row))
            return False
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()
        return True

    def sign_of(self, entry: Entry) -> str:
        """The sign of a code without a letter; empty for none."""
        return "" if entry.code is None else self.signs.get(entry.code.id, "")

    def entries(self) -> list[Entry]:
        """All lines."""
        return list(self._entries)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of lines."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a line shows and says."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            memo = self.memos.get(entry.code.id, "") if entry.code else ""
            return tip_of(entry, memo, self.sign_of(entry))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            given = entry.code is not None and entry.code.id in self.given
            return _heard(entry, self.sign_of(entry), is_given=given)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Codes can be picked, and sets be opened."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _shape(entries: list[Entry]) -> list[tuple[str, int]]:
    """What decides how many lines there are and how wide."""
    return [(each.text, each.depth) for each in entries]


def codes_words(entry: Entry) -> str:
    """How many codes a set has; a set without any that can be ticked is rated as a form."""
    return counted(entry.codes, "code") if entry.codes else "a form"


def keys_words(code: Code, sign: str) -> str:
    """What is pressed for a code: its letter, or its sign after the key that asks for one."""
    return code.key or (f"{key_of('code_by_sign')}, {sign}" if sign else "")


def _heard(entry: Entry, sign: str, *, is_given: bool) -> str:
    """A line as a screen reader says it."""
    if entry.code is None:
        state = "open" if entry.opened else "closed"
        return f"{entry.text}, {codes_words(entry)}, {state}, {entry.count} here"
    keys = keys_words(entry.code, sign)
    key = f", key {keys}" if keys else ""
    given = ", on the chosen moment" if is_given else ""
    return f"{entry.text}{key}, {entry.count} here{given}"


def counts_in(view: StudyView, session_id: Id | None) -> dict[Id, int]:
    """How many moments of a session, and units judged in it, have each code."""
    counts: Counter[Id] = Counter()
    for account in view.accounts_of(session_id or "").values():
        transcript = view.transcript_of(account.id)
        if transcript is not None:
            own = view.moments_of(transcript.id).values()
            counts.update(chain.from_iterable(moment.codes for moment in own))
    if session_id is not None and session_id in view.sessions:
        here = {session_id, view.sessions[session_id].dyad_id, *_account_ids(view, session_id)}
        for judgement in view.judgements.values():
            if judgement.target_id in here:
                counts.update(judgement.codes)
    return counts


def _account_ids(view: StudyView, session_id: Id) -> list[Id]:
    return [each.id for each in view.accounts_of(session_id).values()]


def entries_of(
    codebook: Codebook, counts: Mapping[Id, int], opened: Collection[Id] = ()
) -> Iterator[Entry]:
    """The lines: parents and their codes, retired ones left out.

    Where there are several sets, those of the first one, which is in hand; then a line for each
    other one, and its codes where it is open.
    """
    for place, code_set in enumerate(codebook.sets):
        is_open = place == 0 or code_set.id in opened
        if place:
            codes = [each.id for each in code_set.codes if not each.retired]
            yield Entry(
                kind="set",
                text=code_set.name,
                depth=0,
                code_set=code_set,
                count=sum(counts.get(each, 0) for each in codes),
                codes=len(codes),
                opened=is_open,
            )
        if is_open:
            yield from _under(code_set, None, 0, counts)


def _under(
    code_set: CodeSet, parent_id: Id | None, depth: int, counts: Mapping[Id, int]
) -> Iterator[Entry]:
    for code in code_set.codes:
        if code.parent_id != parent_id or code.retired:
            continue
        has_children = any(each.parent_id == code.id for each in code_set.codes)
        yield Entry(
            kind="parent" if has_children else "code",
            text=code.name,
            depth=depth,
            code_set=code_set,
            code=code,
            count=counts.get(code.id, 0),
        )
        yield from _under(code_set, code.id, depth + 1, counts)


def tip_of(entry: Entry, memo: str = "", sign: str = "") -> str:
    """A code's rules, one part a line, and the memo on it."""
    code = entry.code
    if code is None:
        return ""
    keys = keys_words(code, sign)
    parts = [code.name + (f" ({keys})" if keys else "")]
    parts += [code.definition] if code.definition else []
    parts += [f"Include: {code.include}"] if code.include else []
    parts += [f"Exclude: {code.exclude}"] if code.exclude else []
    parts += [f"“{example}”" for example in code.examples[:2]]
    parts += [f"Memo: {line}" for line in memo.splitlines()]
    return plain_tip("\n".join(fill(part, TIP_CHARACTERS) for part in parts))
