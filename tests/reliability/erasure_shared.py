"""The marked study on a share: erased from one machine, looked for on the share and there.

The control erases in the working copy alone and publishes it nowhere: the share must keep all.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from annotator.storage import open_shared, take_out, working_copies
from annotator.storage.backup import folder_of
from annotator.storage.erasure import erase
from tests.reliability.erasure import left_in
from tests.reliability.markers import PASSPHRASE, WHO, Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many markers stood where.

    Attributes:
        before: on the share before.
        kept: on the share, where only the working copy was erased.
        left: on the share and on the machine after it.
        files: how many files the certificate names.
    """

    before: int
    kept: int
    left: int
    files: int


def erased_on_share(study: Marked, folder: Path) -> Seen:
    """Puts the study on a share with its backups and a copy saved beside it, and erases there."""
    share, machine = folder / "share", folder / "machine"
    share.mkdir(parents=True)
    place = Path(shutil.copy(study.place, share))
    shutil.copytree(folder_of(study.place), folder_of(place))
    shutil.copy(place, place.with_name(f"{place.stem} (HOST 2026-01-02 030405){place.suffix}"))
    for stray in folder_of(place).glob(".*"):  # this program leaves none there
        stray.unlink()
    before = _number(share, study)
    with mock.patch.dict("os.environ", {"ANNOTATOR_SHARES": str(share)}):
        control = take_out(folder / "control", place, claims=False)
        open_shared(control, lambda: PASSPHRASE).close()
        [copy] = working_copies(folder / "control")
        erase(copy.file, study.key, WHO)
        kept = _number(share, study)
        shutil.rmtree(folder / "control")
        with open_shared(take_out(machine, place, claims=True), lambda: PASSPHRASE) as store:
            done = store.erasing(WHO)()
    left = _number(share, study) + _number(machine, study)
    return Seen(before=before, kept=kept, left=left, files=len(done.files))


def _number(folder: Path, study: Marked) -> int:
    return len(set().union(*left_in(folder, study.key, study.markers).values()))
