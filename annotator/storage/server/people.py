"""Who has a login on a study's server, and for what."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, text

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.server import homes
from annotator.storage.server.connecting import SCHEMA, say_all
from annotator.storage.server.walls import Roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One person's login.

    Attributes:
        coder_id: whose work it writes, or alone reads: a reader of the consensus has the layer's
            id. None for a PI and a reader of everyone's work.
        role: `pi`, `reader` or `coder`.
        called: the person, as a PI has let them in; empty for who founded the study, for who was
            let in before that was kept, and to all but a PI.
    """

    login: str
    coder_id: Id | None
    role: str
    called: str = ""

    @property
    def reads_layer(self) -> bool:
        """Whether it reads one layer alone, that of the consensus, and writes nothing."""
        return self.role == "reader" and self.coder_id is not None


def own_login(connection: Connection, where: str) -> Login:
    """What the login of this connection is in the study.

    Raises:
        UserError: it has no part in it.
    """
    run = connection.exec_driver_sql
    row = run(
        f"SELECT login, coder_id, role FROM {SCHEMA}.logins WHERE login = session_user"
    ).first()
    if row is not None:
        return Login(login=row[0], coder_id=row[1], role=row[2])
    if run("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").scalar():
        return Login(login="", coder_id=None, role="pi")
    raise UserError("this login has no part in the study", where, "ask the PI for one")


def logins(connection: Connection, *, of_pi: bool) -> list[Login]:
    """Those that the login of this connection may see: a PI all, others their own."""
    called = "called" if of_pi else "''"
    rows = connection.exec_driver_sql(
        f"SELECT login, coder_id, role, {called} FROM {SCHEMA}.logins ORDER BY role, login"
    )
    return [Login(login=row[0], coder_id=row[1], role=row[2], called=row[3]) for row in rows]


def admit(connection: Connection, roles: Roles, person: Login, password: str) -> str:
    """Makes a login for a person, inside a transaction, and gives its name.

    A reader with a `coder_id` stands behind a coder's walls, and may change nothing there.

    Unless one is given the name is drawn and tells nothing, since whoever has a login can list
    the names of all. The password goes to the server as its salted hash, never as itself.

    Raises:
        UserError: such a login is there.
    """
    name = person.login or f"p_{secrets.token_hex(4)}"
    run = connection.exec_driver_sql
    if run("SELECT true FROM pg_roles WHERE rolname = %s", (name,)).scalar():
        raise UserError(f"there is a login {name!r} on the server", "--login", "name another")
    quoted = run("SELECT quote_ident(%s)", (name,)).scalar_one()
    secret = run("SELECT quote_literal(%s)", (_salted(connection, name, password),)).scalar_one()
    run(f"CREATE ROLE {quoted} LOGIN PASSWORD {secret}".replace("%", "%%"))
    run(f"ALTER ROLE {quoted} SET statement_timeout = '60s'")
    coder_id = person.coder_id
    group = roles.of("coder" if coder_id is not None else person.role)
    run(f"GRANT {group} TO {quoted}")
    row = asdict(replace(person, login=name))
    insert = "(login, coder_id, role, called) VALUES (:login, :coder_id, :role, :called)"
    connection.execute(text(f"INSERT INTO {SCHEMA}.logins {insert}"), row)
    home = None if coder_id is None else homes.home_of(connection, coder_id)
    if home is not None:
        run(f"SET LOCAL ROLE {roles.owner}")
        say_all(connection, homes.entering(home, quoted, only_reads=person.role == "reader"))
        run("RESET ROLE")
    return name


def shut_out(connection: Connection, roles: Roles, login: str) -> None:
    """Takes a login away, inside a transaction; what was done under it stays.

    Raises:
        UserError: the study has no such login, or it is the last PI's.
    """
    known = {each.login: each for each in logins(connection, of_pi=True)}
    if login not in known:
        raise UserError(
            f"the study has no login {login!r}", "--remove", "see them without --remove"
        )
    run = connection.exec_driver_sql
    if run("SELECT session_user = %s", (login,)).scalar():
        raise UserError("this is the login that you use", "--remove", "name another")
    connection.execute(text(f"DELETE FROM {SCHEMA}.logins WHERE login = :login"), {"login": login})
    quoted = run("SELECT quote_ident(%s)", (login,)).scalar_one()
    coder_id = known[login].coder_id
    home = None if coder_id is None else homes.home_of(connection, coder_id)
    if home is not None:
        run(f"SET LOCAL ROLE {roles.owner}")
        say_all(connection, homes.leaving(home, quoted))
        run("RESET ROLE")
    run(f"DROP ROLE {quoted}".replace("%", "%%"))


def _salted(connection: Connection, login: str, password: str) -> str:
    """The hash by which the server knows a password (SCRAM-SHA-256)."""
    driver = connection.connection.driver_connection
    assert driver is not None
    made: bytes = driver.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    )
    return made.decode()
