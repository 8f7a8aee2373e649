"""Numbers that belong to one person: of identity, of accounts, of cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.analysis.leaks import checksums as check
from annotator.analysis.leaks.finding import Kind, Leak

_SHORTEST_IBAN = 14
_BARE = re.compile(r"[^0-9A-Za-z]")
_COUNTRIES = (
    "AD|AE|AT|BE|BG|BH|BR|CH|CR|CY|CZ|DE|DK|DO|EE|ES|FI|FO|FR|GB|GE|GI|GL|GR|HR|HU|IE|IL|IS|IT|"
    "KW|KZ|LB|LI|LT|LU|LV|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL|PS|PT|QA|RO|RS|SA|SE|SI|SK|SM|TN|TR|UA"
)


_BY_THREES = r"[89]\d{2} ?\d{3} ?\d{3}"
_DAY = r"\d{2}(?:\d{4}|[ .]\d\d[ .]\d\d)"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a number is written, and what makes it one.

    Attributes:
        pattern: without what must not stand beside it.
        check: takes its letters and digits, or all of it where it is `raw`; None for none.
        open_ended: what follows after a blank may be taken for more of it.
    """

    kind: Kind
    what: str
    pattern: str
    check: Callable[[str], bool] | None
    sure: bool = True
    raw: bool = False
    open_ended: bool = False

    def found(self, text: str) -> Iterator[Leak]:
        """Where it stands in a text."""
        for match in _compiled(self.pattern).finditer(text):
            for end in self._ends(text, match):
                written = text[match.start() : end]
                asked = written if self.raw else _BARE.sub("", written).upper()
                if self.check is None or self.check(asked):
                    yield Leak(self.kind, match.start(), end, self.sure, self.what)
                    break

    def _ends(self, text: str, match: re.Match[str]) -> Iterator[int]:
        """Where it may end; of one without a length of its own at each earlier blank too."""
        yield match.end()
        if self.open_ended:
            for end in range(match.end() - 1, match.start() + _SHORTEST_IBAN, -1):
                if text[end] == " ":
                    yield end


_KNOWN: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that stands alone: nothing of a longer number or word is one."""
    if pattern not in _KNOWN:
        _KNOWN[pattern] = re.compile(rf"(?<![\w+])(?<!\d[.,])(?:{pattern})(?![\w])(?![.,]\d)")
    return _KNOWN[pattern]


_SHAPES = (
    _Shape(
        "number",
        "Norwegian birth or D-number",
        rf"{_DAY}[ -]?(?:\d{{5}}|\d{{3}} \d\d)",
        check.norwegian,
    ),
    _Shape(
        "number",
        "like a Norwegian birth number",
        r"\d{6}[ -]\d{5}",
        check.is_norwegian_shape,
        sure=False,
    ),
    _Shape(
        "number",
        "Norwegian organisation number",
        r"[89]\d{2} ?\d{3} ?\d{3}",
        check.norwegian_organisation,
        sure=False,
    ),
    _Shape(
        "number", "Norwegian organisation number", r"(?:NO ?)?[89]\d{2} ?\d{3} ?\d{3} ?MVA", None
    ),
    _Shape(
        "number",
        "Swedish personal number",
        r"(?:19|20)?\d{6}[-+ ]\d{4}|(?:19|20)\d{10}",
        check.swedish,
    ),
    _Shape("number", "Swedish personal number", r"\d{10}", check.swedish, sure=False),
    _Shape("number", "Danish CPR number", r"\d{6}[- ]\d{4}", check.danish),
    _Shape("number", "Danish CPR number", r"\d{6}[- ]?\d{4}", check.is_danish_shape, sure=False),
    _Shape(
        "number",
        "Finnish identity code",
        r"\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]",
        check.finnish,
        raw=True,
    ),
    _Shape("number", "Dutch BSN", r"\d{9}|\d{3}[ .]\d{3}[ .]\d{3}", check.dutch, sure=False),
    _Shape("number", "NHS number", r"\d{3}[ -]\d{3}[ -]\d{4}", check.nhs),
    _Shape("number", "NHS number", r"\d{10}", check.nhs, sure=False),
    _Shape(
        "number",
        "National Insurance number",
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
        r"|[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]\d{6}[a-d]",
        None,
    ),
    _Shape("number", "German Steuer-ID", r"\d{11}|\d{2} \d{3} \d{3} \d{3}", check.german_tax),
    _Shape(
        "number",
        "German insurance number",
        r"\d{2} ?\d{6} ?[A-Za-z] ?\d{3}|\d{2} \d{6} [A-Za-z] \d{2} ?\d",
        check.german_insurance,
    ),
    _Shape(
        "number", "US Social Security number", r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", None
    ),
    _Shape(
        "number",
        "French NIR",
        r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AaBb]) ?\d{3} ?\d{3} ?\d{2}",
        check.french,
    ),
    _Shape(
        "number",
        "Spanish DNI or NIE",
        r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZxyz][- ]?\d{7})[- ]?[A-Za-z]",
        check.spanish,
    ),
    _Shape(
        "number",
        "Italian codice fiscale",
        r"(?i:[A-Z]{3} ?[A-Z]{3} ?\d{2}[A-EHLMPRST]\d{2} ?[A-Z]\d{3}[A-Z])",
        check.italian,
    ),
    _Shape("number", "Polish PESEL", r"\d{11}", check.polish),
    _Shape("number", "Belgian national number", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", check.belgian),
    _Shape("number", "Belgian national number", r"\d{11}", check.belgian),
    _Shape("number", "Swiss AHV number", r"756\.?\d{4}\.?\d{4}\.?\d{2}", check.swiss),
    _Shape("number", "Icelandic kennitala", r"\d{6}-\d{4}", check.icelandic),
    _Shape(
        "account",
        "IBAN",
        rf"(?i:(?:{_COUNTRIES})\d{{2}}(?:[ -]?[0-9A-Z]{{4}}){{2,7}}(?:[ -]?[0-9A-Z]{{1,4}})?)",
        check.iban,
        open_ended=True,
    ),
    _Shape(
        "account",
        "Norwegian bank account",
        r"\d{4}[. ]\d{2}[. ]\d{5}",
        check.norwegian_account,
    ),
    _Shape("account", "Norwegian bank account", r"\d{11}", check.norwegian_account, sure=False),
    _Shape(
        "card",
        "card number",
        r"[3-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}",
        check.luhn,
    ),
)


def numbers(text: str) -> Iterator[Leak]:
    """Numbers of persons in a text; some places may be found as two kinds."""
    if not any(character.isdigit() for character in text):
        return
    for shape in _SHAPES:
        yield from shape.found(text)
