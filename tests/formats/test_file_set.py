"""Several files at once: all of them or none, wherever it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import UserError
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
