"""Dates, phones, mail, web and postal addresses, as they are written in many countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.analysis.leaks.checksums import is_day
from annotator.analysis.leaks.finding import Kind, Leak

MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "januar februar mars mai juni juli oktober desember okt des maj augusti januari februari "
    "marts märz dezember dez januari maart mei augustus janvier février avril juin juillet août "
    "septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre "
    "ottobre dicembre tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta "
    "elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
).split()
DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mandag tirsdag onsdag torsdag "
    "fredag lørdag søndag måndag tisdag lördag söndag montag dienstag mittwoch donnerstag freitag "
    "samstag sonntag maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
).split()
_MONTH = "(?:" + "|".join(sorted(dict.fromkeys(MONTHS), key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d{2}"
_STREETS = (
    "gata|gate|gaten|gatan|gade|veien|vegen|vägen|vegur|vei|veg|vej|allé|alleen|plass|plassen|torg|"
    "torget|torv|straße|strasse|str\\.|weg|allee|platz|straat|laan|plein|gracht|katu|tie|kuja"
)
_ROADS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Way|Place|Square|Terrace|"
    "Close|Crescent|Gardens|Grove|Row"
)
_UPPER = "A-ZÆØÅÄÖÜÉÈÁÀÇÍÓÚÑŠŽŁ"
_ENDS = "com|org|net|edu|gov|info|io|eu|no|se|dk|fi|is|de|nl|fr|es|it|pl|be|ch|at|uk|ie|us|ca|au"

_SHAPES: tuple[tuple[Kind, str, bool, str, int], ...] = (
    ("mail", "mail address", True, r"(?<![\w.])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", 0),
    (
        "mail",
        "mail address as spoken",
        False,
        rf"\b[\w.-]+ (?:at|krøllalfa|alfakrøll|snabel-?a|arroba) [\w-]+ (?:dot|punktum|punkt|prikk)"
        rf" (?:{_ENDS})\b",
        re.IGNORECASE,
    ),
    ("link", "web address", True, r"\b(?:https?://|www\.)[^\s<>\"'”’)\]]+", re.IGNORECASE),
    (
        "link",
        "web address",
        False,
        rf"(?<![\w@.])[a-z0-9-]{{2,}}(?:\.[a-z0-9-]+)*\.(?:{_ENDS})\b(?:/[^\s<>\"'”’)\]]*)?",
        re.IGNORECASE,
    ),
    ("link", "name in a network", False, r"(?<![\w@.])@[A-Za-z_][\w.]{2,}", 0),
    ("phone", "phone number", True, r"(?<![\w+])(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){6,13}(?!\w)", 0),
    (
        "phone",
        "phone number",
        False,
        r"(?<![\w.,:/-])\(?0\d{1,4}\)?(?:(?:[ ./-]{1,2}\d{2,4}){2,4}|[ /-]\d{5,8})(?![\w:])",
        0,
    ),
    ("phone", "phone number", False, r"(?<![\w.,:/-])0\d{8,10}(?!\w)", 0),
    (
        "phone",
        "phone number",
        False,
        r"(?<![\w.,:/-])(?:[2-9]\d(?: \d{2}){3}|[2-9]\d{2} \d{2} \d{3}|[2-9]\d{7})(?![\w:])",
        0,
    ),
    (
        "phone",
        "phone number",
        False,
        r"(?<![\w.,:/-])(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}(?!\w)",
        0,
    ),
    (
        "date",
        "date",
        True,
        rf"(?<![\w-])\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of| de)? {_MONTH},? (?:de )?{_YEAR}(?!\d)",
        re.IGNORECASE,
    ),
    (
        "date",
        "date",
        True,
        rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
        re.IGNORECASE,
    ),
    (
        "date",
        "day and month",
        False,
        rf"(?<![\w-])\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of| de)? {_MONTH}(?!\w)",
        re.IGNORECASE,
    ),
    (
        "date",
        "day and month",
        False,
        rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?![\w:])",
        re.IGNORECASE,
    ),
    ("date", "month and year", False, rf"\b{_MONTH},? {_YEAR}(?!\d)", re.IGNORECASE),
    ("date", "day and month", False, r"\b(?:den|am) \d{1,2}\.\d{1,2}\.?(?!\d)", re.IGNORECASE),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)[{_UPPER}][\w’'-]*(?:{_STREETS}) \d{{1,4}} ?[A-Za-z]?(?!\w)",
        0,
    ),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)(?:[{_UPPER}][\w’'.-]* ){{1,3}}(?:{_STREETS}) \d{{1,4}} ?[A-Za-z]?(?!\w)",
        re.UNICODE,
    ),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)\d{{1,5}}[A-Za-z]? (?:[{_UPPER}][\w’'.-]* ){{1,4}}(?:{_ROADS})\b",
        0,
    ),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)\d{{1,4}},? (?:bis |ter )?(?:rue|avenue|boulevard|chemin|impasse|quai)"
        rf"(?: de| du| des| la| l’| d’)* [{_UPPER}][\w’'-]*",
        0,
    ),
    (
        "address",
        "postcode and town",
        False,
        rf"(?<![\w.,:/-])(?!{_YEAR}\b)\d{{4,5}} [{_UPPER}][\w-]{{2,}}",
        0,
    ),
    (
        "address",
        "postcode",
        False,
        r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?)(?!\w)",
        0,
    ),
)
_COMPILED = [
    (kind, what, sure, re.compile(pattern, flags)) for kind, what, sure, pattern, flags in _SHAPES
]
_NUMERIC = re.compile(r"(?<![\w.,/-])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-])(?!\.\d)")
_WITH_DIGITS = ("phone", "date", "address")
_LOOSE_END = ".,;:!?"


def patterns(text: str) -> Iterator[Leak]:
    """What stands in a text by its shape; some places may be found as two kinds."""
    has_digit = any(character.isdigit() for character in text)
    for kind, what, sure, pattern in _COMPILED:
        if kind in _WITH_DIGITS and not has_digit:
            continue
        for match in pattern.finditer(text):
            end = match.end()
            while kind in ("link", "mail") and text[end - 1] in _LOOSE_END:
                end -= 1
            yield Leak(kind, match.start(), end, sure, what)
    for match in _NUMERIC.finditer(text):
        if _is_date(match[1], match[3], match[4]):
            yield Leak("date", match.start(), match.end(), True, "date")


def _is_date(first: str, second: str, third: str) -> bool:
    """Whether three numbers are a day in one of the orders in which days are written."""
    if len(first) > 2:
        return len(first) == 4 and len(third) == 2 and is_day(int(third), int(second), int(first))
    year = int(third) if len(third) == 4 else 2000
    if len(third) == 4 and not 1850 <= year <= 2150:
        return False
    day, month = int(first), int(second)
    return is_day(day, month) or is_day(month, day)
