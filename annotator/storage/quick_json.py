"""JSON as the standard library reads and writes it, in a fraction of the time.

For very much of it at once. What only the standard one takes, half a surrogate pair, is left to it.
JSON has no number that is infinite or none, and here it has none either.
"""

from __future__ import annotations

import json
import math
from typing import Any

from msgspec import MsgspecError
from msgspec import json as quick


def loads(text: str | bytes) -> Any:
    """The values of a JSON text.

    Raises:
        ValueError, RecursionError: it is none.
    """
    try:
        return quick.decode(text)
    except (MsgspecError, UnicodeError):
        return json.loads(text, parse_float=_finite, parse_constant=_finite)


def dumps(values: Any) -> bytes:
    """The JSON of values that it has: texts, numbers, truth values, None, lists and mappings.

    Numbers have to be finite: the quicker library writes others as null.
    """
    try:
        return quick.encode(values)
    except UnicodeError:
        return json.dumps(values, separators=(",", ":"), allow_nan=False).encode()


def dumps_sorted(values: Any) -> bytes:
    """The JSON of values without floats, keys in order: byte for byte the standard library's."""
    try:
        return _SORTED.encode(values)
    except UnicodeError:
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")


class Reader:
    """Reads one text after the other; tells whether `dumps_sorted` can write what it says."""

    def __init__(self) -> None:
        self._decoder = quick.Decoder(float_hook=self._float)
        self._met = False

    def read(self, text: str | bytes) -> tuple[Any, bool]:
        """The values as `loads` gives them, and whether no float is among them.

        False too for what the quicker library does not read.
        """
        self._met = False
        try:
            return self._decoder.decode(text), not self._met
        except (MsgspecError, UnicodeError):
            return loads(text), False

    def _float(self, text: str) -> float:
        self._met = True
        return _finite(text)


_SORTED = quick.Encoder(order="sorted")


def _finite(text: str) -> float:
    if math.isfinite(number := float(text)):
        return number
    raise ValueError(f"{text} is no number")
