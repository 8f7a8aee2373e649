"""A connection to a server: encrypted unless it is this machine, with its limits set.

The password comes from where PostgreSQL's own programs take it (PGPASSWORD, ~/.pgpass), else it
is asked for; it is never part of an address. The driver is loaded only for a study on a server.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.pool import StaticPool

from annotator.domain.address import LOCAL_HOSTS, Address
from annotator.domain.errors import UserError, WrongPassphrase
from annotator.storage.server.silence import HeedingConnection
from annotator.storage.server.trouble import AWAY, Away, told

Ask = Callable[[], str | None]
OLDEST = 150_000
SCHEMA = "annotator"
CONNECT_S = 10
_NAMES = re.compile(r"""\"[^"]*\"|'[^']*'""")
_NOT_IN = "the server lets this login not in"
_REFUSALS = (
    (("No space left on device",), "the server's disk is full", "tell who runs it"),
    (
        ("does not support SSL",),
        "the server does not encrypt",
        "have who runs it switch on ssl: nothing of a study goes over a network in the open",
    ),
    (
        ("too many connections", "too many clients", "connection slots"),
        "the server has no room for another connection",
        "close other windows, or try again in a moment",
    ),
    (
        ("database  does not exist",),
        "there is no such database",
        "have the server's keeper make it",
    ),
    (("no pg_hba.conf entry", "permission denied", "role"), _NOT_IN, "ask who runs it"),
)
"""Signs in the driver's words, without names; what it is; what to do."""
_SOON = ("starting up", "shutting down", "recovery", "terminating connection")
_LIMITS = {
    "search_path": f"{SCHEMA},pg_temp",
    "statement_timeout": "60s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "client_encoding": "UTF8",
}


def arguments_of(place: Address) -> dict[str, Any]:
    """What the driver is called with, but for the password.

    A server elsewhere must show a certificate that is its own and is vouched for: by the file
    in `sslrootcert`, in PGSSLROOTCERT or in ~/.postgresql/root.crt, else by those whom this
    system trusts.
    """
    asked: dict[str, Any] = {
        "dbname": place.database,
        "application_name": "annotator",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": " ".join(f"-c {name}={value}" for name, value in _LIMITS.items()),
    }
    if place.login:
        asked["user"] = place.login
    if place.host:
        asked["host"] = place.host
    if place.port:
        asked["port"] = place.port
    asked.update(place.options)
    if not place.is_local or _leads_elsewhere(place):
        asked["sslmode"] = "verify-full"
        known = Path.home() / ".postgresql" / "root.crt"
        if not (asked.get("sslrootcert") or os.environ.get("PGSSLROOTCERT") or known.exists()):
            asked["sslrootcert"] = "system"
    return asked


def _leads_elsewhere(place: Address) -> bool:
    """Whether the driver's own variables take an address of this machine to another.

    PGHOST does so only where the address names neither a host nor a socket.
    """
    named = place.host or dict(place.options).get("host") or os.environ.get("PGHOST", "")
    hosts = named.split(",")
    if any(each not in LOCAL_HOSTS and not each.startswith("/") for each in hosts):
        return True
    if os.environ.get("PGSERVICE"):
        return True
    given = os.environ.get("PGHOSTADDR", "")
    return any(each not in LOCAL_HOSTS for each in given.split(","))


def connect(place: Address, password: str | None, *, within_s: int | None = None) -> Connection:
    """SQLAlchemy's connection to a server, with no transaction under way.

    Args:
        place: of the study.
        password: of the login; None for the one that the driver knows of.
        within_s: how many seconds the server has; None for the usual.

    Raises:
        UserError: it cannot be reached, or refuses; told without its own words.
    """
    driver = _driven(place, password, within_s or CONNECT_S)
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: driver,
        poolclass=StaticPool,
        hide_parameters=True,
        pool_reset_on_return=None,
    )
    try:
        with told(place):
            return engine.connect().execution_options(driver=driver)
    except BaseException:
        driver.close()
        raise


def connect_asking(place: Address, ask: Ask | None) -> tuple[Connection, str | None]:
    """A connection, and the password that it took; asked for where the server wants one."""
    try:
        return connect(place, None), None
    except _NoPasswordError:
        password = ask() if ask is not None else None
    if not password:
        raise UserError(
            "the server wants a password", str(place), "give it when asked, or in PGPASSWORD"
        )
    return connect(place, password), password


class _NoPasswordError(UserError):
    """The server wants a password, and none is known."""


def _driven(place: Address, password: str | None, within_s: int) -> HeedingConnection:
    where = str(place)
    asked = arguments_of(place) | {"connect_timeout": within_s}
    if password is not None:
        asked["password"] = password
    try:
        driver = HeedingConnection.connect(**asked)
    except psycopg.Error as error:
        raise _refusal(str(error), where, given=password is not None) from None
    if driver.info.server_version < OLDEST:
        driver.close()
        raise UserError("the server is older than PostgreSQL 15", where, "have it renewed")
    return driver


def _refusal(words: str, where: str, *, given: bool) -> UserError:
    """The sentence for a connection that did not come about, from the driver's words.

    Names in them, of hosts and logins, are anybody's and tell nothing.
    """
    words = _NAMES.sub("", words)
    if "no password supplied" in words:
        return _NoPasswordError(
            "the server wants a password", where, "give it when asked, or in PGPASSWORD"
        )
    if "password authentication failed" in words:
        if given:
            what = "wrong password, or no such login on the server"
            return WrongPassphrase(what, where, "try again")
        what = "wrong password in PGPASSWORD or ~/.pgpass, or no such login on the server"
        return UserError(what, where, "try again")
    if "does not support SSL" not in words and ("certificate" in words or "SSL" in words):
        return UserError("the server does not prove who it is", where, _unproven(words))
    for signs, what, hint in _REFUSALS:
        if any(each in words for each in signs):
            return UserError(what, where, hint)
    if "FATAL:" in words and not any(each in words for each in _SOON):  # in its own language
        hint = "see that login, password and database are right, else ask who runs it"
        return UserError(_NOT_IN, where, hint)
    return Away(AWAY, where, "see that the address is right and the network is there")


def _unproven(words: str) -> str:
    """What to do where a certificate is not believed."""
    if "does not match host name" in words:
        return "its certificate is for another name: write the host as it stands there"
    return (
        "give the file of its authority, ?sslrootcert=FILE at the end of the address; where that "
        "is right, its certificate may be past its time"
    )


def say_all(connection: Connection, statements: Iterable[str]) -> None:
    """Sends statements without values in one go, inside the transaction under way."""
    driver: Any = connection.connection.driver_connection
    driver.execute(";\n".join(statements))


@contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """A transaction that sees one state and changes nothing."""
    with connection.begin():
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves nothing."""
    with connection.begin():
        yield connection


def enter_own(connection: Connection) -> None:
    """Lets names of tables mean a coder's own piece first."""
    with writing(connection):
        home = connection.exec_driver_sql("SELECT annotator.own_home()").scalar()
        if home is not None:
            found = f"{home},{SCHEMA},pg_temp"
            connection.execute(
                text("SELECT set_config('search_path', :found, false)"), {"found": found}
            )


def waits_most(connection: Connection, seconds: float) -> None:
    """From now on the server is taken as away where it says nothing for so long."""
    _driver_of(connection).most_s = seconds


def heed(connection: Connection, goes_on: Callable[[float], bool]) -> None:
    """Lets something else say, while the server is silent, whether to wait on."""
    _driver_of(connection).goes_on = goes_on


def _driver_of(connection: Connection) -> HeedingConnection:
    driver = connection.get_execution_options()["driver"]
    assert isinstance(driver, HeedingConnection)
    return driver


def hang_up(connection: Connection) -> None:
    """Closes a connection for good, also one that has died."""
    engine, driver = connection.engine, _driver_of(connection)
    driver.close()  # first: nothing else then waits for a server that is away
    with suppress(DBAPIError, InvalidRequestError):
        connection.close()
    engine.dispose()
