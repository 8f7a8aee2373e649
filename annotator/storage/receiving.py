"""Files of work as they come back: opened with their keys, and looked at, one by one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.collecting_later import collecting_later
from annotator.storage.erasure.returning import gone_texts
from annotator.storage.header import NoStudy, read_header
from annotator.storage.issuer import Issuer
from annotator.storage.key import Key
from annotator.storage.opening import key_by
from annotator.storage.places import open_with_key
from annotator.storage.returned import Returned, read_returned
from annotator.storage.straight import batches_of
from annotator.storage.trouble import Damaged

Ask = Callable[[Path], str | None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file of work with its key, not looked at yet.

    Attributes:
        named: as it is told: with its folder where another of these files has its name; empty
            for its mere name.
    """

    place: Path
    key: Key | None
    named: str = ""


Looking = Generator[Returned, None, None]
Begin = Callable[[Iterable[Sealed], Issuer], Looking]


@dataclass(frozen=True, slots=True)
class Look:
    """How files are looked at; it is called with them and the study that has handed them out.

    Attributes:
        begin: what files bring back, in their order, each as soon as it is known; errors as
            `read_returned`.
        elsewhere: whether other processes do it, so that this one is free meanwhile.
        prepared: what `begin` needs, made ready before the study is known; None where that is
            nothing.
    """

    begin: Begin
    elsewhere: bool
    prepared: Callable[[], AbstractContextManager[Begin]] | None = None

    @contextmanager
    def ready(self) -> Iterator[Begin]:
        """What begins soon, since all that it needs is made ready meanwhile."""
        if self.prepared is None:
            yield self.begin
            return
        with self.prepared() as begin:
            yield begin

    def __call__(self, files: Iterable[Sealed], issuer: Issuer) -> Looking:
        """Begins."""
        return self.begin(files, issuer)


def sealed(places: Iterable[Path], ask: Ask) -> Iterator[Sealed]:
    """Files with their keys, each made of its passphrase when it comes to it.

    All passphrases are asked for first, by whoever calls: a person has time then, and another
    thread may take the files.

    Raises:
        UserError: one is not there or none of ours; or, when it comes to it, of another passphrase.
    """
    given = [(each, ask(each) if _is_encrypted(each) else None) for each in places]
    named = told_names([each for each, _ in given])
    return (_sealed(each, said, named[each]) for each, said in given)


def told_names(places: Sequence[Path]) -> dict[Path, str]:
    """By file its name, with as many of its folders as tell it from the others.

    >>> told_names([Path("/a/x/r"), Path("/b/x/r"), Path("/c/r"), Path("/c/s")]).values()
    dict_values(['a/x/r', 'b/x/r', 'c/r', 's'])
    """
    parts = {each: each.absolute().parts for each in places}
    names = {}
    for each, own in parts.items():
        others = [other for place, other in parts.items() if place != each]
        depth = 1
        while depth < len(own) and any(other[-depth:] == own[-depth:] for other in others):
            depth += 1
        names[each] = "/".join(own[-depth:])
    return names


def _sealed(place: Path, passphrase: str | None, named: str) -> Sealed:
    with _of_work(place):
        return Sealed(place, key_by(place, passphrase), named)


def _is_encrypted(place: Path) -> bool:
    if place.is_dir():
        raise UserError("this is a folder", str(place), "name the .iprwork files in it")
    try:
        return read_header(place).encrypted
    except NoStudy:
        what = "no handed-out work, or only a part of it"
        hint = "give the .iprwork file that came back, or have it sent once more"
        raise UserError(what, str(place), hint) from None


def _looked_at(files: Iterable[Sealed], issuer: Issuer) -> Looking:
    for each in files:
        yield look_at(each, issuer)


looked_at = Look(_looked_at, elsewhere=False)
"""Looks at files here, one after the other."""


def gone_from(files: Iterable[Sealed], study: Connection) -> dict[Id, str]:
    """The texts, by id, that some files hold and the study has no more; errors as `look_at`."""
    found: dict[Id, str] = {}
    for file in files:
        with _opened(file) as connection:
            found |= gone_texts(study, connection)
    return found


def look_at(file: Sealed, issuer: Issuer) -> Returned:
    """What one file brings back; what can come in straight is seen already.

    Raises:
        UserError: it cannot be read, or is not what the study has handed out.
    """
    with _opened(file) as connection:
        named = file.named or file.place.name
        return straightened(read_returned(issuer, connection, named), issuer)


@contextmanager
def _opened(file: Sealed) -> Iterator[Connection]:
    """A file's connection, in a transaction."""
    with (
        _of_work(file.place),
        open_with_key(file.place, file.key) as package,
        package.reading() as connection,
        collecting_later(),
    ):
        yield connection


@contextmanager
def _of_work(place: Path) -> Iterator[None]:
    """Tells of a damaged file what its coder can do about it."""
    try:
        yield
    except Damaged as error:
        what = f"the file of work is damaged ({error.findings[0]})"
        hint = "have its coder send it once more; nothing was merged"
        raise UserError(what, str(place), hint) from error


def straightened(returned: Returned, issuer: Issuer) -> Returned:
    """The same, with those records by column that can come in as they are."""
    straight = batches_of(issuer, returned.coder_id, returned.nodes, returned.contents)
    nodes, contents = dict(returned.nodes), dict(returned.contents)
    for batch in straight:
        for record_id, hash_ in zip(batch.ids, batch.hashes, strict=True):
            del nodes[batch.kind, record_id], contents[hash_]
    return replace(returned, nodes=nodes, contents=contents, straight=straight, seen_at=issuer.head)
