"""Writes the journal into a folder: a table, and with their words the memos to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from annotator import __version__
from annotator.app.verbs.journal import Entry, Order, entry_values, group_of
from annotator.domain.errors import UserError
from annotator.domain.table import Column, Table, Value
from annotator.formats.csv_tables import csv_bytes
from annotator.formats.file_set import README, write_together
from annotator.formats.journal_md import Noted, journal_bytes

_COLUMNS = {
    "kind": "moment, pairing, judgement, turn, code, account, session, dyad or study",
    "id": "id of the record that holds the memo",
    "coder": "who wrote it",
    "dyad": "name of the dyad",
    "session": "number of the session",
    "account": "voice of the account",
    "about": "what it is about",
    "turn": "number of the turn, from 1",
    "start": "first code point of the passage in the frozen text",
    "end": "the code point after its last",
    "session_start_ms": "session time in ms",
    "made_at": "when it was begun, of a moment when that was marked, UTC",
    "left_behind": "stands with an earlier version of its transcript",
    "characters": "length of the memo in code points",
    "quote": "the words of the passage",
    "memo": "the memo",
}
_WORDS = ("quote", "memo")
FILES = (".csv", ".md")
"""The endings of what can be written as one file."""
_README = """{title}
Journal of IPR Annotator {version}.

memos.csv: UTF-8, comma, an empty cell for a missing value; each row is a memo.
{text}

{columns}
"""
_WITHOUT = "It tells where memos stand and holds neither their words nor the transcripts’."
_WITH = """memos.md has the same to read. Both hold the words of memos and transcripts: keep them as
you keep the transcripts. A text that a spreadsheet would run as a formula has a ' before it."""


def export_journal(
    title: str,
    entries: Sequence[Entry],
    out: Path,
    *,
    with_text: bool,
    order: Order = "place",
) -> list[Path]:
    """Writes memos into a folder, or one file, and gives the files: all of them or none.

    Args:
        title: of the study.
        entries: in their order.
        out: a folder, made when new; or a file, `*.csv` for the table, `*.md` for what is to read.
        with_text: with the words of memos and passages, as `memos.md` too.
        order: what the headings of `memos.md` are by.

    Raises:
        UserError: there is no memo, what is to read is wanted without words, or the folder
            cannot be written to.
    """
    if not entries:
        raise UserError("there is no memo to export", hint="show more of the journal")
    names = [name for name in _COLUMNS if with_text or name not in _WORDS]
    content = {"memos.csv": csv_bytes(_table(entries, names))}
    if with_text:
        content["memos.md"] = journal_bytes(title, _parts(entries, order))
    told = "\n".join(f"  {name}: {_COLUMNS[name]}" for name in names)
    readme = _README.format(
        title=title, version=__version__, text=_WITH if with_text else _WITHOUT, columns=told
    )
    content[README] = readme.encode("utf-8")
    ending = out.suffix.casefold()
    if ending not in FILES or out.is_dir():
        return write_together(out, content)
    if f"memos{ending}" not in content:
        raise UserError("what is to read holds the words", str(out), "give --with-text too")
    return write_together(out.parent, {out.name: content[f"memos{ending}"]})


def _table(entries: Sequence[Entry], names: Sequence[str]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for each in entries:
        values = {**entry_values(each), "characters": len(each.text), "quote": each.quote}
        rows.append(tuple(values[name] for name in names))
    columns = tuple(Column(name=name, means=_COLUMNS[name]) for name in names)
    return Table(name="memos", means="a memo", columns=columns, rows=tuple(rows))


def _parts(entries: Sequence[Entry], order: Order) -> Iterator[tuple[str, list[Noted]]]:
    for heading, own in groupby(entries, key=lambda each: group_of(each, order)):
        yield heading, [_noted(each, order) for each in own]


def _noted(entry: Entry, order: Order) -> Noted:
    about = entry.about[:1].upper() + entry.about[1:]
    place = f"{entry.place}: {about}" if order == "newest" else about
    made = entry.made_at[:10]
    head = f"{place} ({', '.join(filter(None, (entry.coder, made)))})"
    return Noted(head=head, quote=entry.quote, text=entry.text)
