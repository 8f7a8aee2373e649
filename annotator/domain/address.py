"""The address of a study on a server: who, where, which database; never a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from annotator.domain.errors import UserError

SCHEME = "postgresql+psycopg"
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")
OPTIONS = ("host", "sslrootcert", "sslcert", "sslkey")
"""What may stand after the `?`: a folder with the server's socket, and files of certificates."""

_FORM = f"write {SCHEME}://LOGIN@HOST/DATABASE"


def is_address(text: str) -> bool:
    """Whether a text is meant as the address of a server rather than as the name of a file.

    >>> is_address("postgresql+psycopg://ane@lab/recall"), is_address("recall.iprstudy")
    (True, False)
    """
    return text.strip().casefold().startswith(("postgresql:", "postgres:", "postgresql+"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a study stands on a server, and as whom it is opened.

    Attributes:
        login: the login's name on the server; empty for that of the computer's user.
        host: empty for the socket of this machine.
        port: 0 for the usual one.
        options: names and values of `OPTIONS`.
    """

    login: str
    host: str
    port: int
    database: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str) -> Self:
        """The address that a text gives.

        Raises:
            UserError: it is none, or holds a password.

        >>> str(Address.of("postgresql+psycopg://ane@db.lab.example:5433/recall"))
        'postgresql+psycopg://ane@db.lab.example:5433/recall'
        """
        parts, port = _split(text.strip())
        if parts.password is not None:
            raise UserError(
                "the address holds a password, which others on this machine can read",
                hint="leave it out: it is asked for, or taken from PGPASSWORD or ~/.pgpass",
            )
        database = unquote(parts.path.lstrip("/"))
        if not database or "/" in database or parts.fragment:
            raise UserError("the address names no database", hint=_FORM)
        options = tuple(parse_qsl(parts.query, keep_blank_values=True))
        for name, _ in options:
            if name not in OPTIONS:
                known = ", ".join(OPTIONS)
                raise UserError(f"{name!r} is no option of an address", hint=f"known are {known}")
        return cls(
            login=unquote(parts.username or ""),
            host=parts.hostname or "",
            port=port,
            database=database,
            options=options,
        )

    def __str__(self) -> str:
        """The address as it is typed."""
        login = f"{quote(self.login, safe='')}@" if self.login else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        asked = f"?{urlencode(self.options, safe='/')}" if self.options else ""
        return f"{SCHEME}://{login}{host}{port}/{quote(self.database, safe='')}{asked}"

    @property
    def name(self) -> str:
        """The name of the database."""
        return self.database

    @property
    def stem(self) -> str:
        """The same: what files beside a study are named after."""
        return self.database

    @property
    def is_local(self) -> bool:
        """Whether the way to the server leaves this machine nowhere."""
        socket = dict(self.options).get("host", "")
        return self.host in LOCAL_HOSTS and (not socket or socket.startswith("/"))

    def with_login(self, login: str) -> Address:
        """The same study for another login."""
        return Address(
            login=login,
            host=self.host,
            port=self.port,
            database=self.database,
            options=self.options,
        )


def _split(text: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(text)
        port = parts.port or 0
    except ValueError:
        raise UserError("this is no address of a server", hint=_FORM) from None
    if parts.scheme != SCHEME or not text[len(SCHEME) :].startswith("://"):
        raise UserError("this is no address of a server", hint=_FORM)
    return parts, port
