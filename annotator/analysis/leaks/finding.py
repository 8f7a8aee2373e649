"""One place in a text that may tell who somebody is, and the kinds of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "name", "number", "account", "card", "mail", "link", "phone", "date", "address", "capital"
]


@dataclass(frozen=True, slots=True)
class LeakKind:
    """A kind of finding.

    Attributes:
        one, many: what it is called.
        placeholder: what stands in its place in an export, where a person wants that.
    """

    one: str
    many: str
    placeholder: str


KINDS: dict[Kind, LeakKind] = {
    "name": LeakKind("name of the key", "names of the key", "[name]"),
    "number": LeakKind("identity number", "identity numbers", "[number]"),
    "account": LeakKind("bank account", "bank accounts", "[account]"),
    "card": LeakKind("card number", "card numbers", "[card]"),
    "mail": LeakKind("mail address", "mail addresses", "[mail]"),
    "link": LeakKind("web address", "web addresses", "[link]"),
    "phone": LeakKind("phone number", "phone numbers", "[phone]"),
    "date": LeakKind("date", "dates", "[date]"),
    "address": LeakKind("postal address", "postal addresses", "[address]"),
    "capital": LeakKind("capitalised word", "capitalised words", "[name]"),
}
"""In the order in which they are told: the surest and gravest first."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A finding: `[start, end)` in code points of the text that was looked through.

    Attributes:
        sure: a check digit, a name of the key or an unmistakable shape says so; else it is a hint.
        what: more exactly what it is, `Norwegian birth number`.
    """

    kind: Kind
    start: int
    end: int
    sure: bool
    what: str
