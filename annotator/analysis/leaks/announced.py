"""Numbers that the words before them tell to be somebody's: `BSN 111222333`, `org.nr. 974…`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.analysis.leaks.finding import Leak

_NAMES = (
    r"fødselsnummer|fødselsnr|personnummer|personnr|d-nummer|organisasjonsnummer|org\.? ?nr|"
    r"organisationsnummer|samordningsnummer|cpr(?:-?n(?:ummer|r))?|henkilötunnus|hetu|bsn|"
    r"burgerservicenummer|steuer-?id|steuernummer|sozialversicherungsnummer|"
    r"versicherungsnummer|national insurance(?: number)?|nhs(?: number)?|ssn|"
    r"social security(?: number)?|numéro de sécurité sociale|codice fiscale|pesel|"
    r"passport(?: number)?|passnummer|passnr|reisepass|passeport|pasaporte|journalnummer|"
    r"pasientnummer|patient(?: id| number)|medical record(?: number)?|mrn|case number|saksnummer|"
    r"kundenummer|kontonummer|kontonr|account number|licen[sc]e number|førerkortnummer"
)
_SHAPE = re.compile(
    rf"\b(?:{_NAMES})\b[.:]?(?:[ ,]+[^\W\d]+){{0,2}}?[ ,:#]*"
    r"((?:(?-i:[A-Z]{1,3})[ -]?)?\d(?:[ .-]?\d){4,14}(?:[ -]?[A-Z])?)(?![\w:])(?![.,]\d)",
    re.IGNORECASE,
)


def announced(text: str) -> Iterator[Leak]:
    """Numbers behind what they are called."""
    if not any(character.isdigit() for character in text):
        return
    for match in _SHAPE.finditer(text):
        yield Leak("number", match.start(1), match.end(1), True, "number that is named")
