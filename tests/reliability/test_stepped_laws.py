"""The laws of merging where the study goes on between merges: a few worlds, and the controls."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.stepped_laws import (
    MOVED,
    SHARED_ID,
    broken_controls,
    broken_law,
    stepped_lab,
    stepped_laws,
)

CASES = 8


def test_merging_holds_its_laws_while_the_study_goes_on(tmp_path: Path) -> None:
    with stepped_lab(tmp_path) as lab:
        assert broken_controls(lab) == ["nothing else is lost", "what is erased stays erased"]
        assert [broken_law(lab, each, 0) for each in (SHARED_ID, MOVED)] == [None, None]
        stepped_laws(CASES, lab)()
