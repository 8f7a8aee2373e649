"""Phone numbers, by the shapes of many countries and by the words that announce them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from annotator.analysis.leaks.finding import Leak

_SURE = (
    r"\(?(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){6,13}(?!\w)",  # with the country
    r"[2-79]\d(?: \d\d){3}(?![\w:])(?! \d)",  # Norway, Denmark: 99 88 77 66
    r"[2-79]\d\d \d\d \d{3}(?![\w:])(?! \d)",  # Norway: 998 87 766
    r"0[1-9](?:[ .-]\d\d){4}(?!\w)",  # France, the Netherlands: 06 12 34 56 78
    r"06[ -]\d{8}(?!\w)",  # the Netherlands: 06-12345678
    r"07\d{3} \d{6}(?!\w)|07\d{3} \d{3} \d{3}(?!\w)|02\d \d{4} \d{4}(?!\w)",  # Great Britain
    r"0[1-9]\d{0,2}-\d{2,3} ?\d\d ?\d\d(?!\w)",  # Sweden: 070-123 45 67
    r"(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[ .-]\d{4}(?!\w)",  # North America
)
_PERHAPS = (
    r"\(?0\d{1,4}\)?(?:(?:[ ./-]{1,2}\d{2,4}){2,4}|[ /-]\d{5,8})(?![\w:])",
    r"0\d{8,10}(?!\w)",
    r"8\d(?: \d\d){3}(?![\w:])|8\d\d \d\d \d{3}(?![\w:])|[2-9]\d{7}(?![\w:])",
    r"[2-9]\d{3} \d{4}(?![\w:])(?! \d)",  # Denmark: 2012 3456
    r"(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}(?!\w)",
    r"3[2-9]\d[ .-]\d{3}[ .-]?\d{4}(?!\w)",  # Italy: 347 123 4567
    r"[5-9]\d\d[ -]\d{3}[ -]\d{3}(?![\w:])(?! \d)",  # Spain, Poland: 612 345 678
)
_ALONE = r"(?<![\w.,:/+-])(?<!\d )"
_SHAPES = [
    *((True, re.compile(_ALONE + rf"(?:{each})")) for each in _SURE),
    *((False, re.compile(_ALONE + rf"(?:{each})")) for each in _PERHAPS),
]
_ANNOUNCED = re.compile(
    r"\b(?:tlf|tel|mob|telefon\w*|mobil\w*|ring|ringe|call|text|phone\w*|cell\w*|nummeret|numret|"
    r"number|handy\w*|anrufen|rufnummer|téléphone|portable|numéro|teléfono|móvil|número|telefono|"
    r"numero|puhelin\w*|telefoon\w*|telefonu?|komórk\w*|komorka)\b[.:]?"
    r"(?:[ ,]+[^\W\d]+){0,3}[ ,:]*(?<!\d)(\(?\d(?:[ ./()-]{0,2}\d){6,11})(?![\w:])(?![.,]\d)",
    re.IGNORECASE,
)
_STEPS = (0, 1, -1, 2, -2, 5, -5, 10, -10)
"""By these somebody counts, and tells no number."""

_DIGITS = (
    "zero oh one two three four five six seven eight nine null en ett to tre fire fem seks sju syv "
    "åtte ni noll två fyra sex åtta nio nul fire seks syv otte eins zwei zwo drei vier fünf sechs "
    "sieben acht neun een twee drie vijf zes zeven negen zéro un deux trois quatre cinq six sept "
    "huit neuf cero uno dos cuatro cinco seis siete ocho nueve due tre quattro cinque sei sette "
    "otto nove nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän jeden dwa "
    "trzy cztery pięć sześć siedem osiem dziewięć"
).split()
_SIGNS = str.maketrans(",-.!?", "     ")
_KNOWN = frozenset(_DIGITS)
_IN_A_NUMBER = 7
_DIGIT = "(?:" + "|".join(sorted(set(_DIGITS), key=len, reverse=True)) + ")"
_SPOKEN = re.compile(rf"\b{_DIGIT}(?:[ ,-]+{_DIGIT}){{{_IN_A_NUMBER - 1},}}\b", re.IGNORECASE)
_COUNTED = frozenset(
    ["one two three", "two three four", "en to tre", "ett to tre", "to tre fire", "ett två tre",
     "en to tre", "eins zwei drei", "een twee drie", "un deux trois", "uno dos tres",
     "uno due tre", "yksi kaksi kolme", "jeden dwa trzy"]
)  # fmt: skip
_FEWEST = 3  # digits that differ: nobody's number is "no no no" or 20 20 20 20


def phones(text: str) -> Iterator[Leak]:
    """Phone numbers in a text; some places may be found in two ways."""
    if any(character.isdigit() for character in text):
        for sure, pattern in _SHAPES:
            for match in pattern.finditer(text):
                if not _is_counting(match.group()):
                    yield Leak("phone", match.start(), match.end(), sure, "phone number")
        for match in _ANNOUNCED.finditer(text):
            yield Leak("phone", match.start(1), match.end(1), True, "phone number")
    for match in _SPOKEN.finditer(text) if _has_digits_in_words(text) else ():
        words = re.findall(r"[^\W\d_]+", match.group().casefold())
        if len(set(words)) >= _FEWEST and " ".join(words[:3]) not in _COUNTED:
            yield Leak("phone", match.start(), match.end(), False, "phone number as spoken")


def _has_digits_in_words(text: str) -> bool:
    """Whether there are enough of them for a number: most texts are put aside by that."""
    words = text.lower().translate(_SIGNS).split()
    return sum(map(_KNOWN.__contains__, words)) >= _IN_A_NUMBER


def _is_counting(written: str) -> bool:
    """Whether it is a list such as 20 30 40 50."""
    parts = written.split(" ")
    if len(parts) < 4 or not all(each.isdigit() for each in parts):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(parts)}
    return len(steps) == 1 and steps <= set(_STEPS)
