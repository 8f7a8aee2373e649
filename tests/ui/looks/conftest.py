"""The sample study, and files for the sheets that read some."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.actions import put_in_force
from annotator.app.actions.keymap import Keymap
from tests.media import need_multimedia
from tests.ui.looks.material import make_material

FILES = {
    "talk.txt": "T: Good morning, do sit down.\nP: Morning. The parking was a nightmare.\n",
    "plan.csv": "dyad,session,account,status,reason\nD09,3,patient,missing,moved away\n",
    "scores.csv": "dyad,session,wai_p,wai_t\nD01,3,5.2,4.9\nD02,3,4.1,5.0\n",
}


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_multimedia()
    return make_material(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def usual_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of this test only, and the usual keys after it."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))
    yield
    put_in_force(Keymap())
