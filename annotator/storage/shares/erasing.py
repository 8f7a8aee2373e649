"""Erasing a participant from a study on a share: done only when the share has it.

The lock is ours and the share holds nothing that is not here before anything is erased. Then the
working copy is erased, with all backups and copies of the study beside it and on this machine,
and published, and the file on the share is read back. Where that fails the erasure stays in the
working copy, to be published with all else, and there is no certificate yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.domain.erasure import ErasedFile, Erasure, Found
from annotator.domain.errors import PartlyErased, UserError
from annotator.domain.withdrawal import Wish
from annotator.storage.erasure import Hear, erase, find
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.shares import erased, locks
from annotator.storage.shares.checkout import token_of
from annotator.storage.shares.copies import (
    WorkingCopy,
    digest_of,
    drop,
    is_behind,
    stamp,
    told_there,
)
from annotator.storage.shares.gathering import (
    Gathered,
    files_beside,
    gathered,
    other_copies,
    sweep_drafts,
)
from annotator.storage.shares.locks import Held
from annotator.storage.shares.sharing import Sharing


def find_shared(
    sharing: Sharing, key: Key | None, wish: Wish, formers: Sequence[str] = ()
) -> Found:
    """What a study on a share and its copies hold of a participant; nothing is changed.

    Files beside the study are counted, not opened. Errors as `find`.
    """
    copy = sharing.copy
    found = find(copy.file, key, wish, formers)
    try:
        beside = len(files_beside(copy.place))
    except UserError as error:
        return replace(found, beyond=(*found.beyond, f"the share: {error.sentence.rstrip('.')}"))
    return replace(found, backups=found.backups + beside + len(other_copies(copy)))


def erase_shared(
    sharing: Sharing,
    key: Key | None,
    wish: Wish,
    hear: Hear | None = None,
    formers: Sequence[str] = (),
    *,
    claims: bool,
) -> Erasure:
    """Erases a participant here and on the share, and proves it; errors as `erase`.

    Args:
        sharing: of the open study.
        key: of it.
        wish: who.
        hear: told of each file.
        formers: former passphrases, by which older backups are reached.
        claims: takes the lock where it is free; else it must be ours.

    Raises:
        UserError: it cannot be published: nothing is erased.
        PartlyErased: it is erased here, and could not be published.
    """
    hear = hear or (lambda _name: None)
    make_ready(sharing, claims=claims)
    swept = sweep_drafts(sharing.place)
    with gathered(sharing.copy) as beside:
        own = sharing.copy.file
        done = erase(own, key, wish, lambda name: hear(beside.named(name)), formers)
        done = _named(replace(done, swept=done.swept + swept), beside, sharing.copy)
        done = erased.with_earlier(sharing.copy, key, done)
        erased.keep(sharing.copy, key, done)
        try:
            beside.put_back()
            hear(f"{sharing.place.name} on the share")
            sharing.publish_now()
            there = _on_share(sharing.copy, done)
        except UserError as error:
            raise PartlyErased(
                f"{wish.participant} is erased on this machine and not yet on the share "
                f"({error.sentence.rstrip('.')})",
                "",
                "it is published with all else; then erase again for the certificate",
            ) from error
    erased.drop(sharing.copy, wish)
    return replace(done, files=(there, *done.files))


def make_ready(sharing: Sharing, *, claims: bool) -> None:
    """Sees that what is done here next can be published, and publishes what is here already.

    Raises:
        Held, Gone, Diverged, Behind, Missing: it cannot.
        UserError: another window has the study open too, or it is open for reading only.
    """
    place, standing = sharing.place, sharing.status.standing
    refusal = sharing.refusal()
    if refusal is not None and not claims:
        raise refusal
    if standing != "ours":
        sharing.work_in_it()
    if sharing.status.beside:
        what = "another window of this machine has the study open too"
        raise UserError(what, str(place), "close it there, then erase")
    with told_there(place):
        owner = locks.look(place)
    if owner is None or owner.token != token_of(sharing.copy):
        if owner is not None:
            raise Held(place, owner)
        raise UserError("the study is open for reading only", str(place), "open it again")
    sharing.publish_now()
    if is_behind(sharing.copy):
        fetched = sharing.newer()
        if fetched is not None:
            drop(fetched.draft)
            what = "somebody has published the study just now"
            raise UserError(what, str(place), "open it again, then erase")
    with told_there(place):
        stamp(place)


def _on_share(copy: WorkingCopy, done: Erasure) -> ErasedFile:
    """The file on the share after it, read back."""
    place = copy.place
    with told_there(place):
        digest, size = digest_of(place), place.stat().st_size
    if digest != copy.state.sha256:
        what = "the share gives back other bytes than it was given"
        raise UserError(what, str(place), "publish again")
    return ErasedFile(
        name=f"{place.name} on the share",
        sha256=digest,
        kinds=done.files[0].kinds,
        pages=size // PAGE_BYTES,
    )


def _named(erasure: Erasure, beside: Gathered, copy: WorkingCopy) -> Erasure:
    """The same with each file named by where it is, and what could not be reached."""
    own, *others = erasure.files
    files = [replace(own, name=f"{copy.file.name}, its working copy on this machine")]
    files += [replace(each, name=beside.named(each.name)) for each in others]
    in_use = tuple(
        f"the working copy on this machine of {each.place}, which is open in another window: "
        "close that, then erase again"
        for each in beside.in_use
    )
    found = replace(
        erasure.found,
        beyond=(*erasure.found.beyond, *in_use),
        elsewhere=tuple(map(beside.named, erasure.found.elsewhere)),
    )
    return replace(erasure, files=tuple(files), found=found)
