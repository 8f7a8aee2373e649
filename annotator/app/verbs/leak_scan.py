"""Looks through the words that are about to leave a study, and puts others in their place.

The frozen text is never changed: only what is written to the files of one export.
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator import storage
from annotator.analysis.leaks import (
    KINDS,
    NO_NAMES,
    Kind,
    Leak,
    Names,
    hinted,
    scan,
    with_replaced,
)
from annotator.app.file_bytes import file_bytes
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.journal import Entry
from annotator.domain.codebook import Code, Codebook
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.folding import folded_text
from annotator.domain.table import Table, Value
from annotator.formats.names_csv import read_names

WORDS = frozenset(
    ["quote", "consensus_quote", "therapist_quotes", "patient_quotes", "memo", "note", "reason",
     "examples", "definition", "include", "exclude"]
)  # fmt: skip
"""Columns that hold what somebody said or wrote."""
_CONTEXT = 40  # characters on each side
_PURPOSE = "leaks that a person has decided on"
_MARK = 16  # letters of a mark
_TURNS = ("turn_first", "first_turn", "turn")


@dataclass(frozen=True, slots=True)
class Said:
    """One text that is about to leave, and where it stands in the study or its tables."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in one text.

    Attributes:
        mark: stands for the kind and the words, and tells neither without the study.
    """

    leak: Leak
    said: Said
    mark: str

    @property
    def words(self) -> str:
        """What stands there."""
        return self.said.text[self.leak.start : self.leak.end]

    @property
    def before(self) -> str:
        """A little of what stands before it."""
        start = max(0, self.leak.start - _CONTEXT)
        return ("…" if start else "") + self.said.text[start : self.leak.start]

    @property
    def after(self) -> str:
        """A little of what stands after it."""
        end = self.leak.end + _CONTEXT
        return self.said.text[self.leak.end : end] + ("…" if end < len(self.said.text) else "")


@dataclass(frozen=True, slots=True)
class Group:
    """The same words of one kind wherever they stand: one thing to decide on."""

    found: tuple[Found, ...]

    @property
    def first(self) -> Found:
        """Where they stand first."""
        return self.found[0]

    @property
    def kind(self) -> Kind:
        """Of which kind they are."""
        return self.first.leak.kind

    @property
    def is_sure(self) -> bool:
        """Whether a check or the key says so in one place at least."""
        return any(each.leak.sure for each in self.found)


@dataclass(frozen=True, slots=True)
class LeakScan:
    """What was found in all that is about to leave.

    Attributes:
        groups: sure ones first, then by kind.
    """

    groups: tuple[Group, ...]
    names: Names = field(repr=False)
    hints: frozenset[str] = field(repr=False)
    secret: bytes = field(repr=False)

    def masked(self, text: str, marks: Collection[str]) -> tuple[str, int]:
        """A text with placeholders for what these marks stand for, and in how many places."""
        chosen = [
            each
            for each in scan(text, self.names, self.hints)
            if mark_of(self.secret, each.kind, text[each.start : each.end]) in marks
        ]
        return with_replaced(text, chosen), len(chosen)

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """By kind how many places are sure, and how many are hints."""
        sure: Counter[Kind] = Counter()
        hints: Counter[Kind] = Counter()
        for group in self.groups:
            for each in group.found:
                (sure if each.leak.sure else hints)[group.kind] += 1
        return {kind: (sure[kind], hints[kind]) for kind in KINDS if sure[kind] or hints[kind]}

    def marks(self, kinds: Collection[str], *, sure_only: bool = False) -> frozenset[str]:
        """The marks of all that is of these kinds."""
        return frozenset(
            each.first.mark
            for each in self.groups
            if each.kind in kinds and (each.is_sure or not sure_only)
        )


def look_through(
    said: Iterable[Said], names: Names = NO_NAMES, secret: bytes | None = None
) -> LeakScan:
    """What stands in texts that may tell who somebody is.

    Args:
        said: the texts.
        names: of the study's key.
        secret: by which findings are marked; one for this time where None is given.
    """
    texts = list(said)
    known = secret or secrets.token_bytes(32)
    hints = hinted(each.text for each in texts)
    grouped: dict[str, list[Found]] = {}
    for each in texts:
        for leak in scan(each.text, names, hints):
            mark = mark_of(known, leak.kind, each.text[leak.start : leak.end])
            grouped.setdefault(mark, []).append(Found(leak, each, mark))
    order = list(KINDS)
    groups = sorted(
        (Group(tuple(each)) for each in grouped.values()),
        key=lambda each: (not each.is_sure, order.index(each.kind), -len(each.found)),
    )
    return LeakScan(tuple(groups), names, hints, known)


def mark_of(secret: bytes, kind: Kind, words: str) -> str:
    """What stands for words of a kind."""
    told = f"{kind}\n{folded_text(words)}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret, told, "sha256").hex()[:_MARK]


def secret_for(study: OpenStudy) -> bytes | None:
    """By which the findings in a study are marked, the same each time."""
    return study.look(lambda store: storage.secret_of(store, _PURPOSE))


def names_of(key: Path | None, study_place: Path, *, out: Path | None = None) -> Names:
    """The names in a key, which must not lie beside the study nor where the export goes.

    Args:
        key: the file; None for no key.
        study_place: the study.
        out: the folder, or the file, that is written.

    Raises:
        UserError: it lies there, or cannot be read.
    """
    if key is None:
        return NO_NAMES
    folder = key.resolve().parent
    if folder == study_place.resolve().parent:
        raise UserError(
            "the key of names lies beside the study", str(key),
            "keep it in another place, where not everybody with the study comes",
        )  # fmt: skip
    if out is not None and folder in (out.resolve(), out.resolve().parent):
        raise UserError(
            "the key of names lies where the export goes", str(key), "keep it in another place"
        )
    return Names.of(read_names(file_bytes(key), key.name))


# Tables ----------------------------------------------------------------------------------------


def said_in(tables: Iterable[Table]) -> Iterator[Said]:
    """What somebody said or wrote, of all that is in tables."""
    for table in tables:
        own = _word_columns(table)
        names = [column.name for column in table.columns]
        for number, row in enumerate(table.rows, 1) if own else ():
            for at in own:
                text = row[at]
                if isinstance(text, str) and text:
                    yield Said(text, _place(table, number, names, row, names[at]))


def masked_tables(
    tables: Sequence[Table], found: LeakScan, marks: Collection[str]
) -> tuple[list[Table], int]:
    """Tables with placeholders for what these marks stand for, and in how many places."""
    if not marks:
        return list(tables), 0
    count = 0
    masked: list[Table] = []
    for table in tables:
        own = _word_columns(table)
        rows: list[tuple[Value, ...]] = []
        for row in table.rows:
            cells = list(row)
            for at in own:
                text = cells[at]
                if isinstance(text, str) and text:
                    cells[at], places = found.masked(text, marks)
                    count += places
            rows.append(tuple(cells))
        masked.append(replace(table, rows=tuple(rows)))
    return masked, count


def said_in_memos(entries: Iterable[Entry]) -> Iterator[Said]:
    """The words of memos, and those that they are about."""
    for each in entries:
        for name, text in (("memo", each.text), ("quote", each.quote)):
            if text:
                yield Said(text, f"{each.place}, {each.about}, {name}")


def masked_memos(entries: Iterable[Entry], change: Callable[[str], str]) -> list[Entry]:
    """Memos with what `change` puts in the place of words."""
    return [replace(each, text=change(each.text), quote=change(each.quote)) for each in entries]


_SAID_OF_CODES = ("definition", "include", "exclude")
"""Free words of a code: who writes them may quote a transcript there too."""


def said_in_codebook(codebook: Codebook) -> Iterator[Said]:
    """What is said of its codes, and their examples: words of transcripts."""
    for code_set, code in codebook.codes():
        place = f"{code_set.name}/{code.name}"
        for name in _SAID_OF_CODES:
            if text := getattr(code, name):
                yield Said(text, f"{place}, {name}")
        for number, text in enumerate(code.examples, 1):
            yield Said(text, f"{place}, example {number}")


def masked_codebook(codebook: Codebook, change: Callable[[str], str]) -> Codebook:
    """The codebook with what `change` puts in the place of words said of its codes."""
    return replace(
        codebook,
        sets=tuple(
            replace(each, codes=tuple(_masked_code(code, change) for code in each.codes))
            for each in codebook.sets
        ),
    )


def _masked_code(code: Code, change: Callable[[str], str]) -> Code:
    return replace(
        code,
        definition=change(code.definition),
        include=change(code.include),
        exclude=change(code.exclude),
        examples=tuple(map(change, code.examples)),
    )


def _word_columns(table: Table) -> list[int]:
    return [at for at, column in enumerate(table.columns) if column.name in WORDS]


def _place(
    table: Table, number: int, names: Sequence[str], row: Sequence[Value], column: str
) -> str:
    """Where a cell stands: in the study where its row says so, and in its table."""
    cells = dict(zip(names, row, strict=True))
    account = cells.get("account") or (column.partition("_")[0] if "_quotes" in column else None)
    turn = next((cells[each] for each in _TURNS if cells.get(each) is not None), None)
    parts = [
        str(cells["dyad"]) if cells.get("dyad") is not None else "",
        f"session {cells['session']}" if cells.get("session") is not None else "",
        str(account) if account is not None else "",
        f"turn {turn}" if turn is not None else "",
        f"{table.name}.csv row {number} {column}",
    ]
    return ", ".join(filter(None, parts))


# Telling ---------------------------------------------------------------------------------------


def heading_of(found: LeakScan) -> str:
    """How many findings there are, in one line."""
    sure = sum(each for each, _ in found.counts().values())
    hints = sum(each for _, each in found.counts().values())
    if not sure and not hints:
        return "nothing in the words tells who somebody is, as far as this can be seen"
    return f"{counted(sure, 'place')} surely, {hints} perhaps tell who somebody is"


def scan_lines(found: LeakScan, *, most: int = 8) -> list[str]:
    """How many of each kind, and where; never the words themselves."""
    lines = [f"leaks: {heading_of(found)}"]
    for kind, (sure, hints) in found.counts().items():
        named = KINDS[kind]
        parts = [f"{sure} sure" if sure else "", f"{hints} perhaps" if hints else ""]
        places = [
            each.said.place for group in found.groups if group.kind == kind for each in group.found
        ]
        told = "; ".join(dict.fromkeys(places[:most]))
        more = f"; and {len(places) - most} more" if len(places) > most else ""
        word = named.one if sure + hints == 1 else named.many
        lines.append(f"  {word} ({', '.join(filter(None, parts))}): {told}{more}")
    return lines


def scan_values(found: LeakScan) -> dict[str, Any]:
    """The same as JSON values, with all places."""
    return {
        "sure": sum(each for each, _ in found.counts().values()),
        "perhaps": sum(each for _, each in found.counts().values()),
        "by_kind": {
            kind: {"sure": sure, "perhaps": hints} for kind, (sure, hints) in found.counts().items()
        },
        "findings": [
            {
                "kind": each.leak.kind,
                "what": each.leak.what,
                "sure": each.leak.sure,
                "place": each.said.place,
                "start": each.leak.start,
                "end": each.leak.end,
                "same": group.first.mark,
            }
            for group in found.groups
            for each in group.found
        ],
    }
