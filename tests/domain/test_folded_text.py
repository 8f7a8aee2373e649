"""The quick way of folding is the slow one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.folding import fold, folded_text


@given(st.text())
@example("Grått ﬁn Straße ’ja’ Ω İ e\u0301")
def test_text_folds_alike_with_and_without_places(text: str) -> None:
    assert folded_text(text) == fold(text).text
