"""How wide the columns of a printed table are."""

from __future__ import annotations

from annotator.domain.report import Grid

PAGE = 100
"""Characters that surely fit on a line of A4 in a table's size, whatever the typeface."""

_PADDING = 4
_CAPTION = 1.15  # a caption's letters are larger
_LONGEST_WORD = 26
_LONGEST_TEXT = 200


def column_shares(grid: Grid, line: int = PAGE) -> tuple[float, ...]:
    """The share of each column in the page's width; a table of short texts leaves some free.

    A column gets room for its longest word; what is then left goes to those with longer texts.

    Args:
        grid: the table.
        line: characters that fit on a line, with a table's padding.

    >>> from annotator.domain.report import Grid
    >>> shares = column_shares(Grid(caption="", columns=("Code", "n"), rows=(("Shame", "7"),)))
    >>> [round(share, 3) for share in shares]
    [0.09, 0.05]
    """
    least, wanted = [], []
    for place, name in enumerate(grid.columns):
        texts = [row[place] for row in grid.rows]
        words = [len(word) for text in (name, *texts) for word in text.split()]
        # A number, an interval and their unit stand in one line.
        whole = [len(text) for text in texts] if place in grid.numeric else []
        widest = min(max((*words, *whole), default=1), _LONGEST_WORD)
        least.append(widest + _PADDING)
        longest = max((len(text) for text in texts), default=0)
        wanted.append(max(widest, min(longest, _LONGEST_TEXT)) + _PADDING)
    left = line - sum(least)
    more = sum(wanted) - sum(least)
    if left <= 0:
        return tuple(each / sum(least) for each in least)
    part = min(1.0, left / more) if more else 0.0
    widths = [low + (high - low) * part for low, high in zip(least, wanted, strict=True)]
    # The caption stands in one line where the page has room for it.
    stretched = max(1.0, min(len(grid.caption) * _CAPTION, line) / sum(widths))
    return tuple(width * stretched / line for width in widths)
