"""Frozen code points to positions of a `QTextDocument` and back: the one place with UTF-16.

A document holds the frozen text piece by piece, each piece a block. Blocks are parted by one
position. Between turns that position is the LF of the frozen text; where a stop splits a turn
it is extra. Characters beyond the basic plane take two positions. What a document would change
or take for structure is shown as a stand-in of equal length, so that text is never read back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_UNSAFE = re.compile("[\x00\n\r\u2029\ufdd0\ufdd1\ufffc\ud800-\udfff]")
_STAND_INS = {
    "\n": "\u2028",  # a line's end inside a turn stays one
    "\u2029": "\u2028",
    "\r": " ",
}
_UNKNOWN = "\ufffd"  # NUL, the marks of frames, the object sign, lone surrogates
BLOCK_END = "\u2029"
_ZERO_WIDTH = "\u200b"


class Offsets:
    """The two directions between a frozen text and its document.

    Args:
        text: the frozen text.
        splits: positions inside turns at which an extra block begins, ascending.
    """

    __slots__ = ("_astral", "_astral_units", "_split_units", "_splits", "length")

    def __init__(self, text: str, splits: Sequence[int] = ()) -> None:
        self.length = len(text)
        self._splits = list(splits)
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_units = [place + before for before, place in enumerate(self._astral)]
        self._split_units = [
            place + bisect_left(self._astral, place) + before + 1
            for before, place in enumerate(self._splits)
        ]

    def to_document(self, position: int, *, ends: bool = False) -> int:
        """The document's position of a frozen one.

        Args:
            position: code point, 0 to the text's length.
            ends: the position ends a range; at a split it then stays at the end of the block
                above, where otherwise it is the start of the block below.

        >>> Offsets("a😀b").to_document(2), Offsets("ab", [1]).to_document(1)
        (3, 2)
        >>> Offsets("ab", [1]).to_document(1, ends=True)
        1
        """
        splits = (bisect_left if ends else bisect_right)(self._splits, position)
        return position + bisect_left(self._astral, position) + splits

    def to_frozen(self, place: int) -> int:
        """The frozen position of a document's one; inside a pair the character's start.

        >>> [Offsets("a😀b").to_frozen(place) for place in range(5)]
        [0, 1, 1, 2, 3]
        """
        units = place - bisect_right(self._split_units, place)
        return min(units - bisect_left(self._astral_units, units), self.length)


def shown_text(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    r"""What the document is given: pieces parted by paragraph ends, unsafe characters replaced.

    Args:
        text: the frozen text.
        ranges: the pieces `[start, end)`, ascending, one for each block.

    A blank at the start of a piece that continues a turn gets no width.

    >>> shown_text("a\rb\nc d", [(0, 3), (4, 5), (5, 7)])
    'a b\u2029c\u2029\u200bd'
    """
    safe = _UNSAFE.sub(lambda match: _STAND_INS.get(match[0], _UNKNOWN), text)
    shown: list[str] = []
    before = -1
    for start, end in ranges:
        piece = safe[start:end]
        if start == before and piece[:1].isspace():
            piece = _ZERO_WIDTH + piece[1:]
        shown.append(piece)
        before = end
    return BLOCK_END.join(shown)
