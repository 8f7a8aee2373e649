"""A stored text behind a field that shows it otherwise: only what a person changes is changed."""

from __future__ import annotations

import re

_BREAKS = "\u2028\u2029"
_BYTE_ORDER_MARK = "\ufeff"  # Qt drops it at the very beginning of a text


class KeptText:
    r"""Follows a field and gives the text to store.

    A `QPlainTextEdit` makes one paragraph end of CRLF, CR and LF, and reads U+2028 and NBSP back
    as LF and space. So each character on screen is tied to what is stored for it. What a person
    adds is taken as it stands, but for line ends: those are LF, however they were typed or pasted.

    Args:
        stored: the text as stored.
        raw: the same as the field's document has it (`QTextDocument.toRawText`).

    >>> kept = KeptText("a\r\nb", "a\u2029b")
    >>> kept.follow("a\u2029bc"), kept.text
    (True, 'a\r\nbc')
    """

    def __init__(self, stored: str, raw: str) -> None:
        self._raw = raw
        self._untouched: str | None = stored
        self._head = _BYTE_ORDER_MARK if stored.startswith(_BYTE_ORDER_MARK) else ""
        self._pieces = re.findall(r"\r\n|.", stored.removeprefix(self._head), re.DOTALL)
        if len(self._pieces) != len(raw):  # a change of Qt's that we do not know
            self._head, self._pieces = "", _typed(raw)

    @property
    def text(self) -> str:
        """What is to be stored: to the character what was stored, until a person has typed."""
        if self._untouched is not None:
            return self._untouched
        return self._head + "".join(self._pieces)

    def follow(self, raw: str) -> bool:
        """Takes what the document holds after one act of a person; whether it is another text."""
        before, self._raw = self._raw, raw
        if raw == before:
            return False
        self._untouched = None
        most = min(len(before), len(raw))
        start = next((i for i in range(most) if before[i] != raw[i]), most)
        most -= start
        tail = next((i for i in range(most) if before[-1 - i] != raw[-1 - i]), most)
        self._pieces[start : len(before) - tail] = _typed(raw[start : len(raw) - tail])
        return True


def _typed(raw: str) -> list[str]:
    """What is stored for characters that a person has typed or pasted."""
    return ["\n" if each in _BREAKS else each for each in raw]
