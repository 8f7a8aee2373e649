"""Parts of a description that stand there in words: `Include: …`, `Key: …`, each a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

LABELS = ("Include", "Exclude", "Example")
OWN_LABELS = ("Key", "Colour", "Retired", "Became")
LABELS_OF_SETS = (
    *("Unit", "Exclusive", "Obligatory", "Accounts", "Speakers", "Marking", "Bin", "Piles"),
    *("Source", "Scale"),
)
LABELS_OF_CODES = (*LABELS, *OWN_LABELS)


def escaped(text: str, labels: Iterable[str]) -> str:
    r"""A text whose paragraphs do not begin as parts of a description do.

    >>> escaped("What it is.\n\nKey: A\n\n\\Key: B", ["Key"])
    'What it is.\n\n\\Key: A\n\n\\\\Key: B'
    """
    return _paragraph(labels).sub(r"\\\g<0>", text)


def plain_again(text: str, labels: Iterable[str]) -> str:
    """A text as it was before it was escaped."""
    return _paragraph(labels).sub(lambda found: found[0].removeprefix("\\"), text)


def _paragraph(labels: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:\A|(?<=\n\n))\\*(?:{'|'.join(labels)}):")


def joined_labels(parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The parts by their labels; those of one label are paragraphs of one text."""
    said: dict[str, list[str]] = {}
    for label, text in parts:
        said.setdefault(label, []).append(text)
    return {label: "\n\n".join(filter(None, texts)) for label, texts in said.items()}


def labelled(text: str, labels: Iterable[str]) -> list[tuple[str, str]]:
    """The parts of a description with their labels; what has none stands before them."""
    pattern = re.compile(rf"(?:^|\n\n)({'|'.join(labels)}): ?")
    pieces = pattern.split(text)
    told = zip(pieces[1::2], pieces[2::2], strict=True)
    return [("", pieces[0].strip()), *((label, part.strip()) for label, part in told)]
