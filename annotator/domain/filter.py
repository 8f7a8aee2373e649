"""Filters that a coder keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One coder's kept filter of moments.

    Attributes:
        rules: what it asks for as names and values, a name once for each value it takes.
    """

    id: Id
    coder_id: Id
    name: str
    rules: tuple[tuple[str, str], ...] = ()
