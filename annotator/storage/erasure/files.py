"""Erases a participant from a study file and all its backups, each whole or not at all.

Killed at any moment, each file is as it was or as it shall be, and the next run goes on. The
study comes last: as long as it holds the texts they can be looked for elsewhere.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.erasure import Earlier, ErasedFile, Erasure, Found
from annotator.domain.errors import UserError
from annotator.domain.quotes import Quotes
from annotator.domain.withdrawal import Wish
from annotator.storage import journal, migrations, schema
from annotator.storage.backup import copy_to
from annotator.storage.check import find_faults
from annotator.storage.connection import hang_up, pragma, reading, sql_connection, writing
from annotator.storage.creation import draft_beside, journal_beside, sweep, sync, sync_folder
from annotator.storage.erasure import known
from annotator.storage.erasure.beside import is_being_made
from annotator.storage.erasure.reach import Reach, folders, reached
from annotator.storage.erasure.remains import Sought, remains_in
from annotator.storage.erasure.rows import (
    Plan,
    erase_rows,
    erased_before,
    find_units,
    note_for,
    planned,
    texts_of,
)
from annotator.storage.erasure.telling import count_sentences, found_in, refuse_unknown
from annotator.storage.handles import bytes_of
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.lineage import Key as Name
from annotator.storage.opening import open_again
from annotator.storage.reading import study_id as id_of_study
from annotator.storage.trouble import Damaged, of_system, told
from annotator.storage.whitelist import is_shipped

Hear = Callable[[str], object]
"""Hears which file is at work."""


def find(place: Path, key: Key | None, wish: Wish, formers: Sequence[str] = ()) -> Found:
    """What a study and its backups hold of a participant; nothing is changed.

    Args:
        place: the study.
        key: of it.
        wish: who.
        formers: passphrases that it had before, under which backups may still be.

    Raises:
        UserError: the study has no such participant, or is no study of one's own.
    """
    with _opened(place, key) as connection, told(place), reading(connection):
        _refuse(connection, place, wish)
        reach = reached(place, key, id_of_study(connection), formers)
        plan, _ = planned(connection, wish, ())
        return _found(connection, wish, plan, reach)


def erase(
    place: Path,
    key: Key | None,
    wish: Wish,
    hear: Hear | None = None,
    formers: Sequence[str] = (),
) -> Erasure:
    """Erases a participant, and proves it; a run that was cut short is gone on with.

    No backup is made before. The work may be done in any thread; who has the study open sees it
    as changed by another program.

    Args:
        place: the study.
        key: of it.
        wish: who.
        hear: told of each file.
        formers: passphrases that it had before; what is under one of them stays under it.

    Raises:
        UserError: as in `find`; or a file cannot be written, or is not free of it afterwards:
            the sentence names it.
    """
    place = place.absolute()
    hear = hear or (lambda _name: None)
    try:
        return _Erasing(place, key, wish, hear, formers).done()
    except OSError as error:
        hint = "see that the folder can be written and has room, then erase again"
        sentence = UserError("not all of it is erased yet", str(place), hint)
        raise of_system(error, sentence, full=place, needed=3 * _size(place)) from error


class _Erasing:
    """One erasure."""

    def __init__(
        self, place: Path, key: Key | None, wish: Wish, hear: Hear, formers: Sequence[str]
    ) -> None:
        self.place, self.key, self.wish, self.hear = place, key, wish, hear
        self.formers = formers
        self.texts: tuple[str, ...] = ()
        self.texts_elsewhere: tuple[str, ...] = ()  # of these what the study itself lacks
        self.tried: tuple[object, Plan, Quotes] | None = None
        self.common = self.sentences = 0
        self.earlier: Earlier | None = None
        self.stamp = known.Stamp()
        self.known: known.Rows | None = None  # what the copy of the study knows, once it is erased
        self.odd: set[str] = set()  # what was wrong before, and is no reason to keep anything

    def done(self) -> Erasure:
        """Does it, and gives the certificate's figures."""
        swept = _sweep_all(self.place)
        with _opened(self.place, self.key) as connection, told(self.place), reading(connection):
            _refuse(connection, self.place, self.wish)
            study_id = id_of_study(connection)
            reach = reached(self.place, self.key, study_id, self.formers)
            plan, _ = self._planned(connection, of_study=True)
            found = _found(connection, self.wish, plan, reach)
            own = frozenset(texts_of(connection, plan.units)[0])
        self.texts = self._all_texts(reach.keys)
        self.texts_elsewhere = tuple(each for each in self.texts if each not in own)
        self.hear(self.place.name)
        self._try_out()
        files = {each: self._backup(each, key) for each, key in reach.keys.items()}
        self.hear(self.place.name)
        study = self._study()
        swept += _sweep_all(self.place)
        since = reached(self.place, self.key, study_id, self.formers, but=reach.keys)
        files.update((each, self._backup(each, key)) for each, key in since.keys.items())
        return Erasure(
            study_id=study_id,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            found=found,
            files=(study, *files.values()),
            sentences=self.sentences,
            common=self.common,
            swept=swept,
            earlier=self.earlier,
        )

    def _all_texts(self, backups: Mapping[Path, Key | None]) -> tuple[str, ...]:
        """The participant's texts from every file: what one lacks another may quote."""
        texts: dict[str, None] = {}
        for each, key in {self.place: self.key, **backups}.items():
            with _opened_again(each, key) as connection, told(each), reading(connection):
                units = find_units(connection, self.wish)
                texts.update(dict.fromkeys(texts_of(connection, units)[0]))
        return tuple(texts)

    def _try_out(self) -> None:
        """Erases from a copy first: what cannot be done or proven there is not begun."""
        draft = draft_beside(self.place)
        try:
            with _opened_again(self.place, self.key) as connection:
                copy_to(connection, draft, self.key, named=self.place)
            self._erase_copy(draft, self.key, named=self.place, of_study=True)
        finally:
            sweep(draft)

    def _backup(self, backup: Path, key: Key | None) -> ErasedFile:
        """Puts an erased copy in the place of a backup."""
        self.hear(backup.name)
        draft = draft_beside(backup)
        try:
            with _opened_again(backup, key) as connection:
                copy_to(connection, draft, key, named=backup)
            kinds = self._erase_copy(draft, key, named=backup)
            journal_beside(backup).unlink(missing_ok=True)
            draft.replace(backup)
            sync_folder(backup.parent)
        finally:
            sweep(draft)
        return _as_erased(backup, f"{backup.parent.name}/{backup.name}", kinds)

    def _erase_copy(
        self, draft: Path, key: Key | None, *, named: Path, of_study: bool = False
    ) -> dict[str, int]:
        """Erases in a copy, and proves it."""
        with told(named):
            _renew(draft, key)
            with _opened_again(draft, key) as connection:
                with reading(connection):
                    self.odd.update(find_faults(connection, encrypted=key is not None))
                with writing(connection):
                    plan, quotes = self._planned(connection, of_study=of_study)
                    touched = erase_rows(connection, plan, device=None)
                    self._note(connection, touched, plan, quotes)
                sought = Sought(quotes.sentences())
                _pack(connection)
                self._prove(connection, draft, key, sought, named=named)
        sync(draft)
        return plan.found

    def _study(self) -> ErasedFile:
        """Erases in the study itself, where others may have it open: one transaction."""
        with _opened(self.place, self.key) as connection, told(self.place, _size(self.place)):
            with writing(connection):
                device = journal.device_of(id_of_study(connection))
                plan, quotes = self._planned(connection, of_study=True)
                self.earlier = erased_before(connection, plan.units)
                wanted = list(quotes.sentences())
                self.sentences = len(wanted)
                self.common = count_sentences(self.texts) - self.sentences
                note = note_for(plan, sentences=self.sentences, common=self.common)
                touched = erase_rows(connection, plan, device=device, note=note)
                self._note(connection, touched, plan, quotes)
            _pack(connection)
            self._prove(connection, self.place, self.key, Sought(wanted), named=self.place)
        return _as_erased(self.place, self.place.name, plan.found)

    def _planned(self, connection: Connection, *, of_study: bool) -> tuple[Plan, Quotes]:
        """What goes from a file; of the study and its copy once, while nobody edits.

        A backup of the same state is looked through for itself: an erasure of it that was cut
        short has left no entry in its journal.
        """
        if not of_study:
            return planned(connection, self.wish, self.texts)
        state = (journal.head(connection), self.texts_elsewhere)
        if self.tried is None or self.tried[0] != state:
            self.tried = (state, *planned(connection, self.wish, self.texts_elsewhere))
        return self.tried[1:]

    def _note(
        self, connection: Connection, touched: list[Name], plan: Plan, quotes: Quotes
    ) -> None:
        """Notes in each file what is erased from it, and from the study."""
        if self.known is not None:
            known.take_up(connection, self.known)
        if not plan.is_empty:
            known.note(connection, self.stamp, touched, quotes)
        if self.known is None:
            self.known = known.told(connection)

    def _prove(
        self, connection: Connection, place: Path, key: Key | None, sought: Sought, *, named: Path
    ) -> None:
        """Sees that a file is sound and that none of the sentences is in it."""
        with reading(connection):
            faults = find_faults(connection, encrypted=key is not None)
            left = remains_in(place, key, connection, sought)
        faults = [each for each in faults if each not in self.odd]
        if faults:
            raise Damaged(named, faults)
        if left:
            number = "one sentence" if len(left) == 1 else f"{len(left)} sentences"
            raise UserError(
                f"{number} of {self.wish.participant} would still stand in it",
                str(named),
                "nothing more is erased; please report it",
            )


# Files ----------------------------------------------------------------------------------------


@contextmanager
def _opened(place: Path, key: Key | None) -> Iterator[Connection]:
    """A connection to a study file or a backup of it, of whatever version."""
    connection = open_again(place, key)
    try:
        yield connection
    finally:
        hang_up(connection)


def _found(connection: Connection, wish: Wish, plan: Plan, reach: Reach) -> Found:
    """What there is in a study, and which of its backups are reached."""
    number, names = len(reach.keys), reach.elsewhere
    found = found_in(connection, wish, plan, backups=number, elsewhere=names)
    return replace(found, locked=reach.locked)


@contextmanager
def _opened_again(place: Path, key: Key | None) -> Iterator[Connection]:
    """A connection to a file that this run has looked at already."""
    with told(place):
        connection = sql_connection(place, key)
    try:
        yield connection
    finally:
        hang_up(connection)


def _refuse(connection: Connection, place: Path, wish: Wish) -> None:
    """Stops what is no study of one's own, or has no such participant."""
    if pragma(connection, "application_id") != schema.APPLICATION_ID:
        raise UserError("this is handed-out work", str(place), "erase in the study itself")
    refuse_unknown(connection, str(place), wish)


def _renew(draft: Path, key: Key | None) -> None:
    """Makes a copy of an older backup one of today's tables."""
    connection = sql_connection(draft, key, foreign_keys=False)
    try:
        with writing(connection):
            version = int(pragma(connection, "user_version") or 0)
            if version < schema.VERSION and is_shipped(connection, version):
                migrations.upgrade(connection, version=schema.VERSION)
    finally:
        hang_up(connection)


def _pack(connection: Connection) -> None:
    """Writes the file anew without what is free in it."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("VACUUM").fetchall()


def _sweep_all(place: Path) -> int:
    """Takes away the unfinished files of runs that were killed; each may hold all of the study."""
    swept = 0
    ending = glob.escape(place.suffix)
    stem = glob.escape(place.stem)
    beside = (f".{glob.escape(place.name)}.????????.new", ".*.iprwork.????????.new")
    places: list[tuple[Path, tuple[str, ...]]] = [
        (each, beside) for each in dict.fromkeys((place.parent, place.resolve().parent))
    ]
    places += [(each, (f".*{stem}{ending}.????????.new",)) for each in folders(place)]
    for folder, names in places:
        found = [each for name in names for each in folder.glob(name)]
        strays = [each for each in found if not is_being_made(each)]
        for stray in strays:
            with suppress(OSError):
                sweep(stray)
                swept += 1
        for name in names:
            for left in folder.glob(f"{name}-journal"):
                if not left.with_name(left.name.removesuffix("-journal")).exists():
                    left.unlink(missing_ok=True)
    return swept


def _as_erased(place: Path, name: str, kinds: dict[str, int]) -> ErasedFile:
    with bytes_of(place) as file:
        content = file.read()
    return ErasedFile(
        name=name,
        sha256=sha256(content).hexdigest(),
        kinds=kinds,
        pages=len(content) // PAGE_BYTES,
    )


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except OSError:
        return 0
