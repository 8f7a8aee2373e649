"""Where sentences stand in a frozen text, in code points; the same for everybody's language.

A sentence never crosses the end of a line, and so of a turn. Where it is in doubt the next word
decides: what goes on in lower case goes on with the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.domain.spans import Span

_END = re.compile(
    r"""(?P<sign>[.!?…‽]+|[。！？]+)   # as many as there are
        (?P<shut>["'”’“‘»«›‹)\]]*)      # what they take along
        (?P<gap>\s+|$)?""",
    re.VERBOSE,
)
_OPENING = re.compile(r"""(?:\([^)\n]*\)|\[[^\]\n]*\]|["'“”„‚‘«»‹›(\[¿¡–—\s-])*""")
"""What may stand before the first word of a sentence: blanks, quotes, dashes, `(laughs)`."""
_BEFORE = re.compile(r"[^\s(\[\"'“”„‚‘«»‹›]+\Z")
_DOTTED = re.compile(r"\w{1,4}(\.\w{1,4})+")
_ABBREVIATIONS = frozenset(
    # titles and names
    "dr mr mrs ms prof st jr sr hr fr frk dipl"
    # English, German, Norwegian, Danish, Swedish, Dutch; no word that may end a sentence too
    " vs cf approx fig vol pp ca dvs feks bl kl nr jf jfr evt inkl ekskl pga mht ift ang"
    " bzw ggf vgl sog bspw zb bijv dwz resp tlf".split()
)
"""What stands before a full stop and ends no sentence, whatever follows."""
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember "
    "january february march may june july october december".split()
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    r"""The sentences of a stretch of text in order, each without the blanks around it.

    >>> [text[a:b] for text in ["Dr. Berg laughed. (.) So I left … well. “Why?” she said."]
    ...  for a, b in sentences(text)]
    ['Dr. Berg laughed.', '(.) So I left … well.', '“Why?” she said.']
    >>> list(sentences("Ja.\nNei, 3. mai."))
    [(0, 3), (4, 16)]
    """
    stop = len(text) if end is None else end
    place = start
    while place < stop:
        found = text.find("\n", place, stop)
        line_end = stop if found < 0 else found
        yield from _of_line(text, place, line_end)
        place = line_end + 1


def sentence_at(text: str, position: int, within: Span) -> Span | None:
    """The sentence at a position, else the one before it, else the next.

    Args:
        text: the frozen text.
        position: of the caret.
        within: where to look: the turn.

    >>> sentence_at("Yes. It was so.", 6, (0, 15)), sentence_at("  ", 1, (0, 2))
    ((5, 15), None)
    """
    found: Span | None = None
    for span in sentences(text, *within):
        if found is not None and span[0] > position:
            break
        found = span
    return found


def _of_line(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of one line."""
    begun = start
    for match in _END.finditer(text, start, end):
        if match.end("shut") >= end:
            break
        if _ends(text, start, end, match):
            yield from _bare(text, begun, match.end("shut"))
            begun = match.end("shut")
    yield from _bare(text, begun, end)


def _bare(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    if words.strip():
        left = start + len(words) - len(words.lstrip())
        yield left, left + len(words.strip())


def _ends(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether a sign ends a sentence, by what stands around it."""
    sign, shut = match["sign"], match["shut"]
    if sign[0] in "。！？":  # written without blanks
        return True
    if match["gap"] is None:
        return False
    opening = _OPENING.match(text, match.end(), end)
    begins = match.end() if opening is None else opening.end()
    after = text[begins : min(end, begins + 40)]
    if not after:
        return False
    goes_on = after[0].islower()
    if match.start() > start and text[match.start() - 1] in "([":  # a pause: (.) or […]
        return False
    if sign[-1] in "!?‽":
        return not (goes_on and shut)
    if goes_on:
        return False
    return sign != "." or bool(shut) or not _is_short(text[start : match.start()], after)


def _is_short(before: str, after: str) -> bool:
    """Whether a full stop only shortens the word before it: `Dr.`, `z.B.`, `J.`, `3. Oktober`."""
    found = _BEFORE.search(before)
    if found is None:
        return False
    word = found.group()
    if word.isdigit():
        month = re.match(r"\w+", after)
        return len(word) < 3 and month is not None and month.group().casefold() in _MONTHS
    if len(word) == 1 and word.isupper():
        return word != "I"
    if _DOTTED.fullmatch(word) and not word.replace(".", "").isdigit():
        return True
    return word.casefold() in _ABBREVIATIONS
