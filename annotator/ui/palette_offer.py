"""One line of the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["command", "session", "code", "moment", "passage", "memo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One line of the palette.

    Attributes:
        value: what to go to: an action, session, code, transcript or moment id.
        span: of a passage.
    """

    kind: Kind
    text: str
    value: str
    detail: str = ""
    key: str = ""
    icon: str = ""
    span: tuple[int, int] = (0, 0)
