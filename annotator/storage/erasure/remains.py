"""Looks for sentences in all bytes of a study file, decrypted; and in what its rows say together.

A page may hold what no row says any more; a long text goes over several pages. So both are
looked through.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, select, table, text

from annotator.storage.key import Key
from annotator.storage.pages import read_pages

_COLUMNS = text("SELECT name FROM pragma_table_info(:name)")
_BLANKS = bytes(each if each > 127 or chr(each).isalnum() else 32 for each in range(256))
"""Puts a blank for what is no part of a word: cut so, bytes are words in a third of the time."""
_AT_ONCE = 1 << 16
"""Cells are looked through together: most of them are short."""
_ROWS_AT_ONCE = 2000
_APART = b"\n"
"""Stands between them; no sentence goes over a line."""
_RUN = 3
"""So many words in a row stand in few sentences; a single one, however long, in too many."""
Run = tuple[bytes, ...]


class Sought:
    """Sentences as the bytes in which they may stand: plain, and as JSON writes them.

    >>> sought = Sought(["He said “no” to me.", "Never."])
    >>> sought.found_in("… He said “no” to me.".encode()), sought.found_in(b"Ever.")
    ({'He said “no” to me.'}, set())
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        self._by_run: dict[int, dict[Run, list[tuple[bytes, str]]]] = {}
        self._telling: set[bytes] = set()
        self._plain: list[tuple[bytes, str]] = []
        self.count = 0
        for sentence in sentences:
            self.count += 1
            for form in _forms(sentence):
                # A word inside has the sentence's own signs around it, whatever stands before it.
                inner = _words(form)[1:-1]
                if inner:
                    run = max(
                        _runs(inner, min(_RUN, len(inner))), key=lambda own: sum(map(len, own))
                    )
                    known = self._by_run.setdefault(len(run), defaultdict(list))
                    known[run].append((form, sentence))
                    self._telling.add(max(run, key=len))
                else:
                    self._plain.append((form, sentence))

    def found_in(self, content: bytes) -> set[str]:
        """The sentences that stand in some bytes."""
        found = {sentence for form, sentence in self._plain if form in content}
        words = _words(content)
        if self._telling.isdisjoint(words):  # as in most cells
            return found
        for length, known in self._by_run.items():
            for run in set(filter(known.__contains__, _runs(words, length))):
                found.update(sentence for form, sentence in known[run] if form in content)
        return found


def remains_in(place: Path, key: Key | None, connection: Connection, sought: Sought) -> set[str]:
    """The sentences that still stand in a study file.

    Args:
        place: the file.
        key: of it.
        connection: to it, in a transaction that reads.
        sought: what is looked for.
    """
    if not sought.count:
        return set()
    found: set[str] = set()
    for page in read_pages(place, key):
        if page.content is not None:
            found |= sought.found_in(page.content)
    for content in _together(_said(connection)):
        found |= sought.found_in(content)
    return found


def _words(content: bytes) -> list[bytes]:
    return content.translate(_BLANKS).split()


def _together(cells: Iterable[bytes]) -> Iterator[bytes]:
    """Cells in portions, with what stands in no sentence between them."""
    portion: list[bytes] = []
    size = 0
    for cell in cells:
        portion.append(cell)
        size += len(cell)
        if size >= _AT_ONCE:
            yield _APART.join(portion)
            portion, size = [], 0
    yield _APART.join(portion)


def _runs(words: list[bytes], length: int) -> Iterator[Run]:
    """All that stand side by side."""
    return zip(*(words[at:] for at in range(length)), strict=False)


def _forms(sentence: str) -> set[bytes]:
    plain = sentence.encode("utf-8", "surrogatepass")
    written = json.dumps(sentence, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
    escaped = json.dumps(sentence)[1:-1].encode()
    return {plain, written, escaped}


def _said(connection: Connection) -> Iterator[bytes]:
    """Every text and blob of every table, the index's own too, each as a whole."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).scalars()
    for name in list(names):
        columns = connection.execute(_COLUMNS, {"name": name}).scalars()
        own: Any = select(*(column(each) for each in columns)).select_from(table(name))
        for rows in connection.execute(own).partitions(_ROWS_AT_ONCE):
            for cell in {cell for row in rows for cell in row}:  # ids stand there again and again
                if isinstance(cell, bytes):
                    yield cell
                elif isinstance(cell, str):
                    yield cell.encode("utf-8", "surrogatepass")
