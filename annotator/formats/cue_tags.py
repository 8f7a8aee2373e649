"""Markup inside cues: voices kept as speakers, other tags taken out, look-alikes kept as text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAG = re.compile(
    r"<(?P<voice>v(?:\.[^\s<>]{0,100})?(?:[ \t\n]+(?P<name>[^<>]{0,200}))?)>"
    r"|<(?P<end_voice>/v)>"
    r"|<(?P<bold>/?b)(?:\.[^\s<>]{0,100})?>"
    r"|</?(?:c|i|u|s|ruby|rt|lang|font)(?:\.[^\s<>]*)?(?:[ \t]+[^<>]*)?/?>"
    r"|<(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}>"
    r"|\{\\an?\d+\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(slots=True, kw_only=True)
class Stretch:
    """What one voice says in a cue; `speaker` None outside a voice tag."""

    speaker: str | None
    text: str = ""
    bold: int = 0


def split_voices(text: str, *, entities: bool) -> tuple[list[Stretch], int]:
    """The stretches of a cue's text and the number of other tags taken out.

    A voice tag reaches to its end tag, the next voice or the end of the cue. Whatever only
    looks like a tag (`<slow>`, `<[?]>`) is text.
    """
    stretches = [Stretch(speaker=None)]
    tags = at = 0
    bold_open = False
    for match in _TAG.finditer(text):
        _say(stretches[-1], text[at : match.start()], entities=entities, bold=bold_open)
        at = match.end()
        if match["voice"]:
            name = " ".join(decode_entities(match["name"] or "").split())
            stretches.append(Stretch(speaker=name or None))
        elif match["end_voice"]:
            stretches.append(Stretch(speaker=None))
        else:
            tags += 1
            bold_open = match["bold"].lower() == "b" if match["bold"] else bold_open
    _say(stretches[-1], text[at:], entities=entities, bold=bold_open)
    return [s for s in stretches if s.text.strip() or s.speaker], tags


def _say(stretch: Stretch, text: str, *, entities: bool, bold: bool) -> None:
    """Adds text to a stretch, and to its bold beginning while that lasts."""
    text = decode_entities(text) if entities else text
    if bold and stretch.bold == len(stretch.text):
        stretch.bold += len(text)
    stretch.text += text


def decode_entities(text: str) -> str:
    """Character references decoded; line breaks among them become blanks.

    >>> decode_entities("a &amp; b &lt;c&gt; AT&T &copy")
    'a & b <c> AT&T &copy'
    """
    return _ENTITY.sub(lambda match: re.sub(r"[\r\n]", " ", html.unescape(match[0])), text)
