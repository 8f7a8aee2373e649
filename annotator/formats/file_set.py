"""Several files put into a folder together: all of them or none."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.atomic import refuse_study, sync_folder, write_atomically

_OF_FILES = frozenset(
    ".csv .tsv .txt .json .jsonl .xlsx .xls .ods .sav .r .rds .html .htm .pdf .svg .png .docx .doc "
    ".odt .md .zip .qdpx .qdc .iprstudy .iprwork".split()
)
"""Who names a new folder so wants one file."""


README = "README.txt"
"""By it an export is known for one."""

_OURS = re.compile(rb"(^|of |\. )IPR Annotator \d[\w.]*\.$")
"""The end of the line in which ours names the program and its version."""
_FILE = re.compile(rb"[\w-]+\.(csv|md)\b")


def write_together(folder: Path, content: Mapping[str, bytes]) -> list[Path]:
    """Writes files into a folder, all or none, and gives their places once they are on the disk.

    All are first written beside their places; then each is moved in, and where one cannot be,
    those of before are put back.

    Args:
        folder: made when new, and gone again where writing fails.
        content: by file name. With a README.txt it is an export, which replaces a former one
            and no other files: a lab may have a `scores.csv` of its own. Without one, files of
            these names are replaced.

    Raises:
        UserError: the folder cannot be written to, a study or something of no former export is
            in the place of a file, or a new folder would have the ending of a file.
    """
    fresh = not folder.exists()
    if fresh and folder.suffix.casefold() in _OF_FILES:
        what = f"several files are written, into a folder, and this ends in {folder.suffix}"
        raise UserError(what, str(folder), "name a folder")
    if not fresh and not folder.is_dir():
        raise UserError("there is a file of that name", str(folder), "name a folder")
    for name in content:
        refuse_study(folder / name)
    if README in content:
        _refuse_others(folder, content)
    try:
        _write(folder, content)
    except OSError as error:
        _take_away(folder, fresh=fresh)
        raise UserError(
            f"the files cannot be written ({error.strerror})",
            str(folder),
            "name a folder that you may write to, and close its files in other programs",
        ) from None
    except BaseException:  # somebody may stop it, too
        _take_away(folder, fresh=fresh)
        raise
    return [folder / name for name in content]


def _refuse_others(folder: Path, names: Iterable[str]) -> None:
    """Stops an export over files that no former one has written, as its README tells."""
    former = _former(folder / README)
    for name in names:
        if (folder / name).exists() and name.encode() not in former:
            what = "there is a file of this name, and it is of no former export"
            raise UserError(what, str(folder / name), "name another folder")


def _former(readme: Path) -> frozenset[bytes]:
    """The names of the files that an export has written, by its README; none where it is no such.

    One that says of each table what its rows are names it at the beginning of a line.
    """
    try:
        lines = readme.read_bytes().splitlines()
    except OSError:
        return frozenset()
    if not any(map(_OURS.search, lines)):
        return frozenset()
    named = (found.group() for line in lines if (found := _FILE.match(line)) is not None)
    return frozenset({README.encode(), *named})


def _write(folder: Path, content: Mapping[str, bytes]) -> None:
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        sync_folder(each.parent)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as waiting:
        for name, data in content.items():
            write_atomically(Path(waiting) / name, data, named=folder / name)
        _put_in_place(Path(waiting), folder, list(content))


def _take_away(folder: Path, *, fresh: bool) -> None:
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(waiting: Path, folder: Path, names: Sequence[str]) -> None:
    """Moves the new files in; where one cannot be, the old ones are put back."""
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).replace(waiting / f"old-{name}")
            (waiting / name).replace(folder / name)
        sync_folder(folder)  # before those go that were there
    except BaseException:  # by what is there: it may be stopped between any two steps
        for name in names:
            old = waiting / f"old-{name}"
            if old.exists():
                old.replace(folder / name)
            elif not (waiting / name).exists():
                (folder / name).unlink(missing_ok=True)
        raise
