"""Several files at once: all of them or none, wherever it is stopped."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import UserError
from annotator.formats import file_set
from annotator.formats.file_set import write_together

OLD = {"a.csv": b"old a", "c.csv": b"old c"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"}


def content(folder: Path) -> dict[str, bytes]:
    return {str(e.relative_to(folder)): e.read_bytes() for e in folder.rglob("*") if e.is_file()}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("before", [OLD, {}])
def test_stopped_between_any_two_steps_the_files_are_as_before_or_all_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes], stop: type
) -> None:
    """Each renaming is the last one, once before and once after it was done."""
    real, results = Path.replace, []
    for number in range(40):
        folder = tmp_path / str(number)
        if before:
            folder.mkdir()
        for name, data in before.items():
            (folder / name).write_bytes(data)
        steps = [0]

        def replaced(self: Path, target: Any, at: int = number, steps: list[int] = steps) -> Path:
            first = steps[0] == at
            steps[0] += 2
            if first:
                raise stop
            done = real(self, target)
            if steps[0] == at + 1:
                raise stop
            return done

        monkeypatch.setattr(Path, "replace", replaced)
        try:
            write_together(folder, NEW)
            results.append("new")
        except (KeyboardInterrupt, UserError):
            results.append("old")
        monkeypatch.setattr(Path, "replace", real)
        now = content(folder)
        assert now == (NEW if results[-1] == "new" else before)
        assert folder.exists() == bool(before or results[-1] == "new")
    assert results.count("old") == 2 * (2 * len(NEW) + len(before))
    assert results[-1] == "new"


def test_once_it_is_said_the_names_are_on_the_disk_with_those_of_new_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(
        file_set, "sync_folder", lambda folder: synced.append((folder, sorted(content(folder))))
    )
    folder = tmp_path / "new" / "tables"
    write_together(folder, NEW)
    assert [each for each, _ in synced] == [tmp_path / "new", tmp_path, folder]
    assert [*NEW] == [name for name in synced[-1][1] if "/" not in name]
    synced.clear()
    write_together(folder, NEW)
    [(last, names)] = synced
    assert last == folder
    kept = [name for name in names if Path(name).name.startswith("old-")]
    assert len(kept) == len(NEW), "what was there goes afterwards"


@pytest.mark.parametrize("before", [OLD, {}])
def test_where_the_folder_cannot_be_synced_the_files_are_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes]
) -> None:
    def fails(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    folder = tmp_path / "tables"
    folder.mkdir()
    for name, data in before.items():
        (folder / name).write_bytes(data)
    monkeypatch.setattr(file_set, "sync_folder", fails)
    with pytest.raises(UserError, match="Input/output error"):
        write_together(folder, NEW)
    assert content(folder) == before


def readme(*names: str, title: str = "Study") -> bytes:
    told = "".join(f"\n{name}: each row is one.\n" for name in names)
    return f"{title}\nExport of IPR Annotator 0.1.0.\n{told}".encode()


@pytest.mark.parametrize(
    "theirs",
    [
        {"a.csv": b"the only copy"},
        {"README.txt": b"About my thesis.\nNothing of IPR.\n"},
        {"a.csv": b"the only copy", "README.txt": b"Ours, coded with IPR Annotator in 2026.\n"},
        {"b.csv": b"the only copy", "README.txt": readme("a.csv")},
    ],
)
def test_an_export_goes_over_no_file_of_somebody_else(
    tmp_path: Path, theirs: dict[str, bytes]
) -> None:
    for name, data in theirs.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match="of no former export; name another folder") as told:
        write_together(tmp_path, {**NEW, "README.txt": readme(*NEW)})
    assert Path(told.value.where).name in theirs
    assert content(tmp_path) == theirs


@pytest.mark.parametrize("title", ["Study", "A title\nof\nmore\nlines"])
def test_an_export_goes_over_a_former_one_and_beside_other_files(
    tmp_path: Path, title: str
) -> None:
    (tmp_path / "notes.docx").write_bytes(b"theirs")
    new = {**NEW, "README.txt": readme(*NEW, title=title)}
    write_together(tmp_path, {**new, "a.csv": b"older", "d.csv": b"no more"})
    write_together(tmp_path, new)
    assert content(tmp_path) == {**new, "d.csv": b"no more", "notes.docx": b"theirs"}
