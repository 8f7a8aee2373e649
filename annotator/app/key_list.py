"""All keys in sections, as the sheet of keys shows them and a printed page has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from annotator.app.actions import ACTIONS, MENUS
from annotator.app.actions.keymap import Keymap
from annotator.domain.codebook import Codebook

_TEXT_KEYS = (
    ("Move by a word", "Ctrl+Left, Ctrl+Right"),
    ("Extend by a character, a line", "Shift+arrows"),
    ("Extend by a word, a turn", "Ctrl+Shift+arrows"),
    ("Extend by a sentence", "Alt+Shift+Up, Alt+Shift+Down"),
    ("Take the word, sentence, turn; again for more", "Ctrl+D, Shift+Return, Return"),
)
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Keys of IPR Annotator</title><style>
body {{ font: 10pt/1.4 "Source Sans Pro", sans-serif; columns: 2; margin: 12mm; }}
section {{ break-inside: avoid; margin-bottom: 5mm; }}
h1 {{ font-size: 14pt; }} h2 {{ font-size: 11pt; margin: 0 0 1mm; }}
table {{ width: 100%; border-collapse: collapse; }}
td {{ padding: 0.4mm 0; vertical-align: top; }} td:last-child {{ text-align: right; }}
</style></head><body><h1>Keys of IPR Annotator</h1>
{sections}</body></html>
"""


@dataclass(frozen=True, slots=True)
class KeySection:
    """A heading, and what each key under it does."""

    name: str
    rows: tuple[tuple[str, str], ...]


def key_sections(keymap: Keymap, codebook: Codebook) -> Iterator[KeySection]:
    """The codes' keys, the text's own, then menu by menu the keys in force."""
    codes = tuple(
        (code.name, code.key.upper())
        for _, code in codebook.codes()
        if code.key and not code.retired
    )
    if codes:
        yield KeySection("Codes: the selection; with Shift the chosen moment", codes)
    yield KeySection("In the text", _TEXT_KEYS)
    for menu in MENUS:
        rows = tuple(
            (each.text.rstrip("…"), written_keys(keymap.keys(each.id)))
            for each in ACTIONS
            if each.menu == menu and keymap.keys(each.id)
        )
        if rows:
            yield KeySection(menu, rows)


def with_words(sections: Iterator[KeySection], words: str) -> Iterator[KeySection]:
    """The rows that hold all of these words, in what they do, their key or their heading."""
    asked = words.casefold().split()
    for section in sections:
        rows = tuple(
            row
            for row in section.rows
            if all(word in f"{section.name} {' '.join(row)}".casefold() for word in asked)
        )
        if rows:
            yield KeySection(section.name, rows)


def written_keys(keys: tuple[str, ...]) -> str:
    """Keys in a row; digits as their range.

    >>> written_keys(("Ctrl+Y", "Alt+Z")), written_keys(tuple("1234567890"))
    ('Ctrl+Y, Alt+Z', '0 to 9')
    """
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{min(keys)} to {max(keys)}"
    return ", ".join(keys)


def key_page(sections: Iterator[KeySection]) -> str:
    """A page to print, as HTML in two columns."""
    return _PAGE.format(sections="".join(map(_section, sections)))


def _section(section: KeySection) -> str:
    rows = "".join(
        f"<tr><td>{escape(text)}</td><td>{escape(keys)}</td></tr>" for text, keys in section.rows
    )
    return f"<section><h2>{escape(section.name)}</h2><table>{rows}</table></section>\n"
