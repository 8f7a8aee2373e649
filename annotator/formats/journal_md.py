"""A journal of memos as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_RISKY = re.compile(r"^(\s*)([#>|=~+*-]|\d+[.)])", re.MULTILINE)
_INLINE = re.compile(r"([\\`*_\[\]<&~])")
_INDENTED = re.compile(r"^(?: {4}| {0,3}\t)[ \t]*", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One memo to write down.

    Attributes:
        head: what it is about, who wrote it and when.
        quote: the passage; empty for none.
        text: the memo.
    """

    head: str
    quote: str
    text: str


def journal_bytes(title: str, parts: Iterable[tuple[str, Iterable[Noted]]]) -> bytes:
    """Memos under headings, in UTF-8; nothing in them is read as Markdown.

    Args:
        title: of the whole.
        parts: headings with their memos.
    """
    lines = [f"# {plain(title)}", ""]
    for heading, memos in parts:
        lines += [f"## {plain(heading)}", ""]
        for each in memos:
            lines += [f"**{plain(each.head)}**", ""]
            if each.quote:
                lines += [*(f"> {line}" for line in plain(each.quote).splitlines()), ""]
            lines += [plain(each.text), ""]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def plain(text: str) -> str:
    r"""A text in which Markdown finds no sign of its own; blanks that would indent do not break.

    >>> plain("# so *it* is"), plain("1. no\n- yes"), plain("a <b> &lt; ~~no~~")
    ('\\# so \\*it\\* is', '1\\. no\n\\- yes', 'a \\<b> \\&lt; \\~\\~no\\~\\~')
    """
    shown = _INLINE.sub(r"\\\1", text.strip())
    shown = _INDENTED.sub(lambda found: "\u00a0" * len(found[0].expandtabs(4)), shown)
    return _RISKY.sub(_disarmed, shown)


def _disarmed(found: re.Match[str]) -> str:
    """A sign that begins a line, with a stroke before its last character."""
    return f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"
