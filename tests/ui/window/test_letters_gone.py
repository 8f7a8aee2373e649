"""The letter of a code that is retired tells what became of it, and codes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.domain.codebook_fates import bring_back, retire, split_code
from annotator.ui.desk import Desk
from tests.four_ways import make_study
from tests.ui.window.conftest import Keys


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return open_study(make_study(tmp_path / "four.iprstudy", "A"), coder="A")


def test_a_letter_tells_what_became_of_its_code(desk: Desk, study: OpenStudy, press: Keys) -> None:
    for text, change in (
        ("Split", lambda book: split_code(book, "Shame", ["Guilt", "Embarrassment"])),
        ("Retire", lambda book: retire(book, ["Solidness"])),
    ):
        edit = change_codebook(study.view, study.seen_by, change)
        assert edit is not None
        study.do(edit, text)
    press(Qt.Key.Key_Return, "h")
    assert "Shame became Guilt and Embarrassment: the letter H codes nothing." in said(desk)
    press("o")
    assert "Solidness is retired: the letter O codes nothing." in said(desk)
    assert not list(desk.view.all_moments())
    edit = change_codebook(study.view, study.seen_by, lambda book: bring_back(book, ["Solidness"]))
    assert edit is not None
    study.do(edit, "Bring back")
    press("o")
    assert [each.codes for each in desk.view.all_moments()] == [("Solidness",)]


def said(desk: Desk) -> str:
    return desk.page.banner.text()
