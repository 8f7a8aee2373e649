"""Dates, mail, web and postal addresses, as they are written in many countries."""

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
    "elokuuta syyskuuta lokakuuta marraskuuta joulukuuta stycznia lutego marca kwietnia maja "
    "czerwca lipca sierpnia września października listopada grudnia jänner"
).split()
DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mandag tirsdag onsdag torsdag "
    "fredag lørdag søndag måndag tisdag lördag söndag montag dienstag mittwoch donnerstag freitag "
    "samstag sonntag maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
).split()
_MONTH = "(?:" + "|".join(sorted(dict.fromkeys(MONTHS), key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d{2}"
_STREETS = (
    "gata|gate|gaten|gatan|gade|gt\\.?|veien|vegen|vägen|vegur|vei|veg|vej|allé|alleen|plass|plassen|"
    "torg|torget|torv|[Ss]traße|[Ss]trasse|[Ss]tr\\.|[Ww]eg|[Aa]llee|[Pp]latz|[Pp]romenade|straat|laan|"
    "plein|gracht|katu|tie|kuja"
)
_ENDINGS = (
    "bakken|svingen|stien|tunet|kroken|haugen|ringen|brinken|backen|stigen|gränd|vænget|stræde|"
    "kade|gasse|damm|ufer|singel|kade|dreef|polku|penger"
)
"""What streets end in that are one word only."""
_NUMBER = r"\d{1,4}(?: ?[A-Za-z](?!\w))?(?!\w)(?![.,:]\d)"
_ROADS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Way|Place|Square|Terrace|"
    "Close|Crescent|Gardens|Grove|Row"
)
_UPPER = "A-ZÆØÅÄÖÜÉÈÁÀÇÍÓÚÑŠŽŁ"
_TOWN = (
    rf"(?:,? (?:[A-Z]{{1,2}}-)?(?:\d{{4}} [A-Z]{{2}}|\d{{4,5}}|\d{{3}} \d\d|\d\d-\d{{3}})"
    rf" [{_UPPER}][\w-]+)?"
)
"""What may follow: the postcode and the town."""
_RUES = "rue|avenue|boulevard|chemin|impasse|quai|place|allée|cours|route|passage"
_CALLES = (
    r"calle|c/|avenida|avda\.|plaza|paseo|via|viale|piazza|corso|largo|vicolo|ul\.|ulica|ulicy|"
    r"aleja|alei|al\.|plac"
)
_ENDS = "com|org|net|edu|gov|info|io|eu|no|se|dk|fi|is|de|nl|fr|es|it|pl|be|ch|at|uk|ie|us|ca|au"
_AT = (
    "(?:at|æt|ät|krøllalfa|alfakrøll|snabel-?a|arroba|arobase|chiocciola|apenstaartje|klammeraffe|"
    "małpa|miukumauku)"
)
_DOT = "(?:dot|punktum|punkt|prikk|point|punto|punt|kropka|piste|prick)"

_SHAPES: tuple[tuple[Kind, str, bool, str, int], ...] = (
    ("mail", "mail address", True, r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", 0),
    (
        "mail",
        "mail address",
        True,
        rf"(?<![\w.+-])[\w.+-]{{1,64}} ?[(\[] ?(?:{_AT}|a|@) ?[)\]] ?[\w-]+"
        rf"(?:(?:\.| ?[(\[] ?(?:{_DOT}|\.) ?[)\]] ?)[\w-]+)+",
        re.IGNORECASE,
    ),
    (
        "mail",
        "mail address as spoken",
        False,
        rf"(?<![\w.-])[\w.-]{{1,64}} {_AT} [\w-]{{1,63}}(?: {_DOT} [\w-]+)? {_DOT} (?:{_ENDS})\b",
        re.IGNORECASE,
    ),
    ("link", "web address", True, r"\b(?:https?://|www\.)[^\s<>\"'”’)\]]+", re.IGNORECASE),
    (
        "link",
        "web address",
        False,
        rf"(?<![\w@.-])[a-z0-9-]{{2,63}}(?:\.[a-z0-9-]{{1,63}}){{0,5}}\.(?:{_ENDS})\b(?:/[^\s<>\"'”’)\]]*)?",
        re.IGNORECASE,
    ),
    ("link", "name in a network", False, r"(?<![\w@.])@[^\W\d][\w.]{2,}", 0),
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
        rf"(?<!\w)[{_UPPER}][\w’'-]*(?:{_STREETS}|{_ENDINGS}) {_NUMBER}{_TOWN}",
        0,
    ),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)(?:[{_UPPER}][\w’'.-]* ){{1,3}}(?:{_STREETS}) {_NUMBER}{_TOWN}",
        0,
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
        rf"(?<!\w)\d{{1,4}},? (?:bis |ter )?(?i:{_RUES})(?: (?:de|du|des|la|le|les))*"
        rf" (?:[dl][’'])?[{_UPPER}][\w’'-]*{_TOWN}",
        0,
    ),
    (
        "address",
        "street and number",
        True,
        rf"(?<!\w)(?i:{_CALLES}) (?:(?:de|del|della|dei|la|el|los|las|san|św\.) )*"
        rf"(?:[{_UPPER}][\w’'.-]* ?){{1,3}},? ?\b{_NUMBER}{_TOWN}",
        0,
    ),
    (
        "address",
        "post box",
        True,
        r"\b(?:postboks|p\.? ?o\.? box|postfach|postbus) \d+",
        re.IGNORECASE,
    ),
    (
        "address",
        "postcode and town",
        True,
        rf"(?<!\w)(?:(?:N|NO|DK|D|DE|S|SE|FI|NL|B|CH|A|F|I|E)-\d{{3,5}}(?: \d\d)?"
        rf"|\d\d-\d{{3}}|[1-9]\d{{3}} [A-Z]{{2}}) [{_UPPER}][^\W\d_]{{2,}}",
        0,
    ),
    (
        "address",
        "postcode and town",
        False,
        rf"(?<![\w.,:/-])(?!{_YEAR}\b)(?:\d{{4,5}}|\d{{3}} \d\d) [{_UPPER}][\w-]{{2,}}",
        0,
    ),
    (
        "address",
        "postcode",
        True,
        r"(?<!\w)(?!(?:P|T|D|S|RA)\d)[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?!\w)",
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
_WITH_DIGITS = ("date", "address")
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
