"""What the server reports, told as a sentence. Its own words may hold values: none is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError

from annotator.domain.address import Address
from annotator.domain.errors import Stale, UserError
from annotator.storage.uniqueness import ONCE

_AGAIN = "look at it as it is now, then do it again"
_SENTENCES: dict[str, tuple[str, str]] = {
    "42501": (
        "this login may not do that",
        "a coder's login writes that coder's own work; all else is the PI's",
    ),
    "23503": (
        "this record is still needed, or names one that is missing",
        "take away first what needs it",
    ),
    "42P01": (
        "this login has no part in the study any more, or the study is gone from the server",
        "what you typed is still in its field: copy it, then ask the PI",
    ),
    "53100": ("the server's disk is full, so nothing of this step is stored", "tell who runs it"),
    "53300": ("the server has no room for another connection", "try again in a moment"),
    "57014": ("the server took too long, so nothing of this step is stored", "try again"),
    "55P03": ("another program is writing to the study", "wait a moment and try again"),
    "25006": ("the server takes no changes at present", "try again when its upkeep is done"),
}
_RULES = ("23", "22")
_GONE = ("57P01", "57P02", "57P03")
_STALE = ("40001", "40P01")
AWAY = "the server cannot be reached"


class Away(UserError):
    """The server is not there, or has gone away."""


def state_of(error: BaseException) -> str:
    """The five signs by which the server names an error; empty where it has not answered."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", "") or "")


def is_away(error: BaseException) -> bool:
    """Whether the connection has ended."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = state_of(error)
    cause = error.orig if isinstance(error, DBAPIError) else error
    return state in _GONE or (
        not state and type(cause).__name__ in ("OperationalError", "_Timeout")
    )


def as_user_error(error: BaseException, place: Address) -> UserError | None:
    """The sentence for an error of the driver or server, None where it is a bug of ours."""
    where, state = str(place), state_of(error)
    if is_away(error):
        return Away(AWAY, where, "nothing of this step is stored; try again when it is there")
    if state in _STALE:
        return Stale("somebody else changed the same in this moment", where, _AGAIN)
    if state == "23505":
        return _twin(error, where)
    if state in _SENTENCES:
        what, hint = _SENTENCES[state]
        return UserError(what, where, hint)
    if state.startswith(_RULES) or type(_cause(error)).__name__ == "DataError":
        hint = "look for damaged characters, huge numbers or an id that stands twice"
        return UserError("it holds a text or a number that cannot be stored", where, hint)
    return None


def _twin(error: BaseException, where: str) -> UserError:
    """What stands there already, by the name of the rule that it breaks."""
    name = str(getattr(getattr(_cause(error), "diag", None), "constraint_name", "") or "")
    known = ONCE.get(name.removeprefix("once_"))
    if known is not None:
        return Stale(f"somebody else made {known[1]} in the meantime", where, _AGAIN)
    return UserError("an id stands twice", where, "leave the id out")


def _cause(error: BaseException) -> object:
    return error.orig if isinstance(error, DBAPIError) else error


@contextmanager
def told(place: Address) -> Iterator[None]:
    """Lets errors of the server out as sentences that name its address."""
    try:
        yield
    except (UnicodeEncodeError, OverflowError) as error:
        what = "it holds a text or a number that cannot be stored"
        hint = "look for damaged characters or huge numbers in it"
        raise UserError(what, str(place), hint) from error
    except (DBAPIError, psycopg.Error) as error:
        told_error = as_user_error(error, place)
        if told_error is None:
            raise
        raise told_error from None  # the server's own words may quote a row
