"""The figures of an erasure that is not on the share yet: its certificate waits for that.

They stand beside the working copy: counts, names of files and times, no word of the study; whose
they are is told by a hash only.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from annotator.domain.erasure import ErasedFile, Erasure
from annotator.domain.withdrawal import Wish
from annotator.storage.creation import sync_folder
from annotator.storage.key import Key
from annotator.storage.shares.copies import WorkingCopy, told_here
from annotator.storage.shares.publishing import Generation, generation_of, knows

_STEM = "erased-"


def keep(copy: WorkingCopy, key: Key | None, erasure: Erasure) -> None:
    """Keeps what was erased here, with the head of the journal that it made.

    Raises:
        UserError: it cannot be written.
    """
    now = generation_of(copy.file, key)
    assert now is not None
    values = {
        "seq": now.seq,
        "hash": now.hash,
        "at": erasure.at,
        "kinds": dict(erasure.found.kinds),
        "files": [asdict(each) for each in erasure.files],
        "sentences": erasure.sentences,
        "common": erasure.common,
        "swept": erasure.swept,
    }
    path = _path(copy, erasure.found.wish)
    draft = path.with_name(f".{path.name}.draft")
    with told_here(path):
        with draft.open("w", encoding="utf-8") as stream:
            json.dump(values, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_folder(path.parent)


def with_earlier(copy: WorkingCopy, key: Key | None, erasure: Erasure) -> Erasure:
    """An erasure with the figures of the run before, which was not published then.

    Only where the working copy still is what that run left: what was given up in favour of the
    study on the share is erased there anew.
    """
    try:
        kept = json.loads(_path(copy, erasure.found.wish).read_text("utf-8"))
        files = {each["name"]: ErasedFile(**each) for each in kept["files"]}
        made = Generation(seq=int(kept["seq"]), hash=str(kept["hash"]))
        if not knows(copy.file, key, made):
            return erasure
        kinds = Counter(kept["kinds"])
        kinds.update(erasure.found.kinds)
        return replace(
            erasure,
            at=str(kept["at"]) if not erasure.found.kinds else erasure.at,
            found=replace(erasure.found, kinds=dict(kinds)),
            files=tuple(_with_kinds(each, files.get(each.name)) for each in erasure.files),
            sentences=int(kept["sentences"]) + erasure.sentences,
            common=int(kept["common"]) + erasure.common,
            swept=int(kept["swept"]) + erasure.swept,
        )
    except (OSError, ValueError, TypeError, KeyError):  # nothing is kept
        return erasure


def drop(copy: WorkingCopy, wish: Wish) -> None:
    """It is on the share, and certified."""
    with suppress(OSError):
        _path(copy, wish).unlink(missing_ok=True)


def drop_all(copy: WorkingCopy) -> None:
    """What was erased here is given up for what the share holds."""
    with suppress(OSError):
        for each in copy.folder.glob(f"{_STEM}*.json"):
            each.unlink(missing_ok=True)


def waiting(copy: WorkingCopy) -> int:
    """How many erasures have no certificate yet."""
    return len(list(copy.folder.glob(f"{_STEM}*.json")))


def _path(copy: WorkingCopy, wish: Wish) -> Path:
    who = f"{copy.state.study_id} {wish.with_partner} {wish.participant}"
    return copy.folder / f"{_STEM}{sha256(who.encode()).hexdigest()[:16]}.json"


def _with_kinds(file: ErasedFile, before: ErasedFile | None) -> ErasedFile:
    if before is None:
        return file
    kinds = Counter(before.kinds)
    kinds.update(file.kinds)
    return replace(file, kinds=dict(kinds))
