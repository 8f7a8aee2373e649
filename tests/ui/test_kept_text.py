"""What a person did not touch is stored as it was, to the character."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from annotator.ui.kept_text import KeptText

ODD = "a \u00a0\r\n\u2028\u2029\t\ufeff\ufdd0\u200b\u0301😀\x0b"
texts = st.lists(
    st.one_of(st.sampled_from(ODD), st.just("\r\n"), st.characters(codec="utf-8"))
).map("".join)


def shown(memo: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setPlainText(memo)
    return field


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(texts)
def test_what_is_only_looked_at_stays(qapp, memo: str):
    field = shown(memo)
    assert KeptText(memo, field.document().toRawText()).text == memo


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.sampled_from([*ODD.replace("\r", ""), "\r\n", "\r."])).map("".join), st.data())
def test_typing_changes_only_what_is_typed(qapp, memo: str, data):
    field = shown(memo)
    raw = field.document().toRawText()
    kept = KeptText(memo, raw)
    place = data.draw(st.integers(0, len(raw)))
    cursor = field.textCursor()
    cursor.setPosition(len(raw[:place].encode("utf-16-le")) // 2)
    cursor.insertText("here")
    kept.follow(field.document().toRawText())
    before, found, after = kept.text.partition("here")
    assert found
    assert before + after == memo


def test_line_ends_and_blanks_around_what_is_deleted_stay(qapp):
    memo = "one\r\ntwo\u00a0three\u2028four\rfive"
    field = shown(memo)
    kept = KeptText(memo, field.document().toRawText())
    cursor = field.textCursor()
    cursor.setPosition(field.document().toRawText().index("two"))
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, 3)
    cursor.removeSelectedText()
    assert kept.follow(field.document().toRawText())
    assert kept.text == "one\r\n\u00a0three\u2028four\rfive"


def test_what_is_typed_is_taken_but_for_line_ends(qapp):
    field = shown("")
    kept = KeptText("", "")
    field.insertPlainText("a\r\nb\u2028c\u00a0d")
    kept.follow(field.document().toRawText())
    assert kept.text == "a\nb\nc\u00a0d"


def test_the_same_again_is_no_change(qapp):
    kept = KeptText("a\r\nb", "a\u2029b")
    assert not kept.follow("a\u2029b")
    assert kept.text == "a\r\nb"
