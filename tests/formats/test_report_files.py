from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.formats.file_set import write_together


def test_files_are_written_together(tmp_path):
    folder = tmp_path / "new" / "report"
    places = write_together(folder, {"a.html": b"1", "b.csv": b"2"})
    assert [place.name for place in places] == ["a.html", "b.csv"]
    assert sorted(each.name for each in folder.iterdir()) == ["a.html", "b.csv"]
    write_together(folder, {"a.html": b"3"})
    assert (folder / "a.html").read_bytes() == b"3"
    assert (folder / "b.csv").read_bytes() == b"2"


def test_where_one_cannot_be_moved_in_all_are_as_before(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(b"old")
    from pathlib import Path

    move = Path.replace

    def refusing(self, target):
        if self.name == "b.csv" and Path(target).parent == tmp_path:
            raise PermissionError(13, "open in a spreadsheet")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(UserError, match="cannot be written"):
        write_together(tmp_path, {"a.html": b"new", "b.csv": b"2"})
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]
    assert (tmp_path / "a.html").read_bytes() == b"old"


def test_a_new_folder_is_gone_where_writing_fails(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError):
        write_together(tmp_path / "file" / "report", {"a": b"1"})
    with pytest.raises(UserError):
        write_together(tmp_path / "report", {"no/such/folder": b"1"})
    assert not (tmp_path / "report").exists()
