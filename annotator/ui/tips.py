"""Tooltips of words that come from files or from the study: never read as HTML."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt as QtGuiText


def plain_tip(text: str) -> str:
    """The tip that shows a text as it is; Qt takes a tip for HTML when it looks like it.

    >>> plain_tip("T07"), plain_tip("<b>T07</b>")
    ('T07', '<qt>&lt;b&gt;T07&lt;/b&gt;</qt>')
    """
    if not QtGuiText.mightBeRichText(text):
        return text
    return f"<qt>{'<br>'.join(escape(line) for line in text.splitlines())}</qt>"
