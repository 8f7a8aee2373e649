"""What was found of a participant, and the certificate that it is gone: counts, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.withdrawal import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A file of work that was handed out with texts of the participant."""

    coder: str
    round: str
    made_at: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a study, and a file's backups, hold of a participant.

    Attributes:
        kinds: how much by kind, in the study.
        stays: the other party's interviews of the shared sessions, and where that is the patient
            the attributes of the dyads, which stay.
        naming: how many notes of coders that stay name the participant by the pseudonym.
        backups: how many backups there are that can be opened; `elsewhere` names what cannot.
        locked: how many of these another passphrase may open.
        beyond: what a server keeps beside its tables, where the study stands on one.
        packages: handed-out work with texts of the participant.
        exports: what was exported and on which day, as far as the journal has it.
        recordings: names of the recordings of the sessions, which are files of their own.
        fingerprints: SHA-256 of these, by which this machine may know them.
        session_ids, moment_ids: of what goes, by which this machine may know it.
    """

    wish: Wish
    kinds: Mapping[str, int]
    stays: tuple[str, ...] = ()
    naming: int = 0
    backups: int = 0
    elsewhere: tuple[str, ...] = ()
    locked: int = 0
    beyond: tuple[str, ...] = ()
    packages: tuple[Out, ...] = ()
    exports: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    session_ids: tuple[str, ...] = ()
    moment_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedFile:
    """One file after it, or the database of a study on a server.

    Attributes:
        name: of the file, with its folder where that is not the study's.
        sha256: of the file; empty for a database.
        kinds: how much went from it.
        pages: how many of its pages were looked through.
        rows: of a database how many of its rows.
    """

    name: str
    sha256: str
    kinds: Mapping[str, int]
    pages: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Former runs that erased rows, as the study itself has kept them.

    Attributes:
        at: when the last did, UTC, ISO 8601.
        kinds: what there was before each, together.
        sentences: how many they looked for in every row before it was stored.
        common: how many stand in texts of others just as well.
    """

    at: str
    kinds: Mapping[str, int]
    sentences: int
    common: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was done.

    Attributes:
        at: UTC, ISO 8601.
        found: what there was before.
        files: the study first, then its backups.
        sentences: how many were looked for in each file, none of which is there any more.
        common: how many sentences stand in texts of others just as well, and so were not.
        swept: unfinished files of former runs that were taken away.
        earlier: former runs that erased rows, where there were some.
    """

    study_id: str
    at: str
    found: Found
    files: tuple[ErasedFile, ...]
    sentences: int
    common: int
    swept: int = 0
    earlier: Earlier | None = None
