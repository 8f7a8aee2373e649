"""Rescue: a new study file from what is left of a damaged one, which stays as it is."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.study import Study
from annotator.storage import journal, migrations, schema
from annotator.storage.carving import Carved, carve
from annotator.storage.connection import hang_up, sql_connection, writing
from annotator.storage.creation import (
    draft_beside,
    journal_beside,
    name_as,
    put_new,
    refuse_taken,
    reserve,
    sweep,
    sync,
)
from annotator.storage.erasure.known import take_up
from annotator.storage.erasure.known import told as told_of
from annotator.storage.erasure.rescued import (
    erasures_torn,
    erasures_unknown,
    note_journalled,
    settle_payloads,
)
from annotator.storage.header import PAGE_BYTES, refuse_others
from annotator.storage.key import PROFILES, Key
from annotator.storage.lost_texts import changed_texts, lost_texts
from annotator.storage.opening import page_findings, reference_findings
from annotator.storage.pages import RESERVED, Page
from annotator.storage.remains import Remains, owners_said
from annotator.storage.rescued import Rescued
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.salvage import (
    Named,
    Salvaged,
    account_for,
    clear_bad_cells,
    fill,
    heal,
    known_from,
    proven,
    put_rows,
    take_away_hanging,
)
from annotator.storage.shapes import indexes_in, roots_in, shapes_in
from annotator.storage.sound_backup import sound_backup
from annotator.storage.stand_ins import stand_in
from annotator.storage.trouble import Damaged, of_system, told
from annotator.storage.unlocking import Ask, unlock

_REBUILD = (
    "INSERT INTO turn_words(turn_words) VALUES ('rebuild')",
    "INSERT INTO memo_words(memo_words) VALUES ('rebuild')",
    "INSERT INTO note_words(note_words) VALUES ('rebuild')",
    "INSERT INTO judgement_words(judgement_words) VALUES ('rebuild')",
)
MOST_PAGES = 1 << 22  # 16 GB: what a damaged number may make us list
_BYTES_AT, _KIND_AT = 20, 68
"""Where SQLite's header says how many bytes of each page are kept for others, and what it is."""


Hear = Callable[[str], object]
"""Hears what is at work, in words for a person, and may raise to end it; nothing is left then."""
_PAGES_A_STEP = 100


def rescue(
    place: Path,
    goal: Path,
    ask: Ask | None,
    salts: Iterable[bytes] = (),
    hear: Hear = lambda _: None,
    beside: Sequence[Path] = (),
) -> Rescued:
    """Writes to `goal` what can be read of a damaged study file and of its newest sound backup.

    The new file has the same passphrase, but where the salt is nowhere to be found: then the
    recovery key opens the old file and the new one. It is checked before it gets its name.

    Args:
        place: the damaged file.
        goal: the new one.
        ask: gives the passphrase or the recovery key.
        salts: of files that were opened on this machine, for a file whose own is lost.
        hear: hears of each step.
        beside: other files of the same study that are tried as its backups are, though an
            erasure may not have reached them.

    Raises:
        UserError: nothing can be read, the passphrase is wrong, or a file stands at `goal`.
    """
    refuse_taken(goal)
    draft = draft_beside(goal)
    try:
        with _whole_transactions(place) as readable:
            unlocked = unlock(readable, place, ask, salts, PROFILES)
            if readable != place:
                _play_back(readable, unlocked.key)
            count = -(-readable.stat().st_size // PAGE_BYTES)
            pages = {page.number: page.content for page in _heard(unlocked.pages(), count, hear)}
            pages |= dict.fromkeys(range(len(pages) + 1, _page_count(pages) + 1))  # cut off
        reserve(draft)
        found = _build(draft, place, goal, unlocked.key, pages, hear, beside)
        found = replace(found, is_proven=unlocked.is_proven or unlocked.key is None)
        sync(draft)
        put_new(draft, goal)
    except OSError as error:
        hint = "see that it can be read, and that the new one can be written"
        told_error = UserError("the file cannot be rescued", str(place), hint)
        raise of_system(error, told_error, full=goal, needed=2 * place.stat().st_size) from error
    finally:
        sweep(draft)
    return found


@contextmanager
def _whole_transactions(place: Path) -> Iterator[Path]:
    """The damaged file, or a copy in which a transaction that was cut short is taken back."""
    beside = journal_beside(place)
    refuse_others(place)
    if not place.is_file():
        raise UserError("no such file", str(place), "check the name")
    if not beside.is_file() or not beside.stat().st_size:
        yield place
        return
    draft = draft_beside(place)
    try:
        shutil.copyfile(place, draft)
        shutil.copyfile(beside, journal_beside(draft))
        yield draft
    finally:
        sweep(draft)


def _play_back(copy: Path, key: Key | None) -> None:
    """Lets SQLite take back what was cut short; where it cannot, the pages stay as they are."""
    with suppress(UserError, DBAPIError, dbapi2.Error):
        hang_up(sql_connection(copy, key))


def _heard(pages: Iterable[Page], count: int, hear: Hear) -> Iterator[Page]:
    """The pages, with a word to whoever hears now and then."""
    for page in pages:
        if page.number % _PAGES_A_STEP == 1:
            hear(f"Reading page {page.number} of {count}")
        yield page


def _build(
    draft: Path,
    place: Path,
    goal: Path,
    key: Key | None,
    pages: dict[int, bytes | None],
    hear: Hear,
    beside: Sequence[Path],
) -> Rescued:
    """Fills the draft."""
    connection = sql_connection(draft, key, foreign_keys=False)
    try:
        with told(goal), writing(connection):
            carved = _carve(connection, place, pages, key, hear)
            hear("Looking through the journal")
            known = known_from(connection)
            done = Salvaged()
            emptied = clear_bad_cells(connection)
            heal(connection, known, done)
            hear("Looking for a sound backup")
            if is_torn := erasures_torn(carved):
                note_journalled(connection)
            with sound_backup(connection, place, key, beside, torn=is_torn) as (backup, older):
                if backup is not None and older is not None:
                    hear(f"Taking what is missing from {backup.name}")
                    fill(connection, older, known, done)
                    take_up(connection, told_of(older))
                whole = proven(connection, older, known)
            hear("Making anew what others hang on")
            left = Remains(connection, known, carved, done)
            stand_in(left)
            take_away_hanging(connection, done)
            _see_that_something_is_left(connection, place)
            done.unsure |= emptied.difference(whole)
            account_for(connection, known, carved, whole, done)
            changed = changed_texts(connection)
            done.unsure |= {("transcript", each) for each in changed}
            whose = owners_said(carved)
            whose |= {name: state.actor for name, state in known.items()}
            lost, unsure = (_named(connection, whose, each) for each in (done.lost, done.unsure))
            entries = _mend_journal(connection, is_cut="journal" in carved.broken)
            torn = lost_texts(connection, left.blanked, left.unsized)
            unknown = backup is None or backup in beside  # an erasure may not have reached it
            unknown = unknown and erasures_unknown(carved, entries_lost=entries[2])
            hear("Checking the new file")
            for statement in _REBUILD:
                connection.exec_driver_sql(statement)
            is_work = _name_by_its_papers(connection)
            faults = reference_findings(connection)
            faults += page_findings(connection, encrypted=key is not None)
            if faults:
                raise Damaged(goal, faults)
    finally:
        hang_up(connection)
    return Rescued(
        place=goal,
        pages=len(pages),
        damaged=len(carved.damaged),
        rows=sum(len(rows) for rows in carved.rows.values()),
        healed=len(done.healed),
        backup=backup,
        from_backup=dict(Counter(kind for kind, _ in done.brought)),
        lost=dict(lost),
        unsure=dict(unsure),
        stood_in=dict(left.made),
        lost_texts=torn,
        changed_texts=tuple(changed.values()),
        entries=entries[0],
        entries_read=entries[1],
        entries_lost=entries[2],
        papers_lost=not is_work and _kind_of(place, pages.get(1)) == schema.PACKAGE_ID,
        erasures_unknown=unknown,
    )


def _see_that_something_is_left(connection: Connection, place: Path) -> None:
    """Stops where not even a study could be made of what is left."""
    if not load(connection, CODECS["study"]):
        raise UserError(
            "too little of the file is left: not even its study is",
            str(place),
            "open the newest backup",
        )


def _page_count(pages: Mapping[int, bytes | None]) -> int:
    """How many pages the file had, by its first one; 0 where that cannot be read."""
    first = pages.get(1)
    if first is None or first[24:28] != first[92:96]:  # written by a program that knows no count
        return 0
    return min(int.from_bytes(first[28:32], "big"), MOST_PAGES)


def _kind_of(place: Path, first: bytes | None) -> int:
    """The application id of the damaged file; where its first page is lost, by its ending."""
    if first is not None:
        found = int.from_bytes(first[_KIND_AT : _KIND_AT + 4], "big")
        if found in (schema.APPLICATION_ID, schema.PACKAGE_ID):
            return found
    return schema.PACKAGE_ID if place.suffix == ".iprwork" else schema.APPLICATION_ID


def _name_by_its_papers(connection: Connection) -> bool:
    """Makes the new file handed-out work where it has the papers, else a study; whether it has."""
    has_papers = connection.execute(select(schema.work.c.only)).first() is not None
    name_as(connection, schema.PACKAGE_ID if has_papers else schema.APPLICATION_ID)
    return has_papers


def _carve(
    connection: Connection,
    place: Path,
    pages: dict[int, bytes | None],
    key: Key | None,
    hear: Hear,
) -> Carved:
    """Rows of the damaged file in tables of its own version, which then are renewed."""
    first = pages.get(1)
    reserved = RESERVED if key is not None else first[_BYTES_AT] if first is not None else 0
    usable = len(next((page for page in pages.values() if page), b"")) or 1
    usable -= reserved if key is None else 0
    version = schema.VERSION
    if first is not None:
        version = min(int.from_bytes(first[60:64], "big"), schema.VERSION) or schema.VERSION
    name_as(connection, _kind_of(place, first))
    migrations.upgrade(connection, version=version)
    shapes = shapes_in(connection)
    indexes, usual = indexes_in(connection, shapes), roots_in(connection)
    hear("Finding rows on the pages")
    carved = carve(pages, usable, shapes, indexes, usual)
    hear("Putting the rows in their tables")
    put_rows(connection, shapes, carved)
    migrations.upgrade(connection, version=schema.VERSION)
    return carved


def _named(
    connection: Connection, whose: Mapping[Named, Id | None], records: Iterable[Named]
) -> Counter[tuple[str, str]]:
    """How many records, by kind and by the name of the coder who wrote them last."""
    names = {each.id: each.name for each in load(connection, CODECS["coder"])}
    counted: Counter[tuple[str, str]] = Counter()
    for name in records:
        counted[name[0], names.get(whose.get(name) or "", "")] += 1
    return counted


def _mend_journal(connection: Connection, *, is_cut: bool) -> tuple[int, int, int]:
    """Keeps the unbroken beginning of the chain and says the rescue in it.

    Gives how many entries are kept, how many were read, and how many could not be: where pages
    of it are lost and nothing says how long it was, one at least.
    """
    table, former, kept = schema.journal, journal.FIRST_HASH, 0
    rows = connection.execute(select(table).order_by(table.c.seq)).all()
    hashes: dict[int, str] = {}
    head = connection.execute(select(schema.journal_head.c.seq)).scalar()
    last = max(head or 0, rows[-1].seq if rows else 0)
    last += head is None and is_cut
    for row in rows:
        cells = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
        if cells["seq"] != kept + 1 or journal.link(former, cells) != cells["hash"]:
            break
        former, kept = cells["hash"], kept + 1
        hashes[kept] = cells["payload_sha256"]
    payloads = schema.journal_payloads
    for row in connection.execute(select(payloads)).all():
        if hashes.get(row.seq) != journal.payload_hash(row.salt, row.payload):
            connection.execute(delete(payloads).where(payloads.c.seq == row.seq))
    connection.execute(delete(table).where(table.c.seq > kept))
    settle_payloads(connection)
    connection.execute(delete(schema.journal_head))
    connection.execute(insert(schema.journal_head), {"only": 1, "seq": kept, "hash": former})
    study: Study = load(connection, CODECS["study"])[0]
    device = journal.device_of(study.id)
    journal.append(connection, [], [], action="rescue", actor=None, device=device)
    return kept, len(rows), last - len(rows)
