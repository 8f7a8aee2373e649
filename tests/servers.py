"""A real PostgreSQL server for tests: started once in a folder of its own, and taken away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest

from annotator.domain.address import Address

PASSWORD = "the keeper's word"
_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """A running server; `postgres` is its keeper, a superuser.

    Attributes:
        options: more of what it is started with.
    """

    port: int
    folder: Path
    programs: Path
    options: str = ""

    def address(self, database: str, login: str = "postgres") -> Address:
        return Address(login=login, host="127.0.0.1", port=self.port, database=database)

    def connect(self, database: str, login: str = "postgres", password: str = PASSWORD) -> Any:
        """The driver's connection, for looking and planting."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=login, password=password,
            autocommit=True,
        )  # fmt: skip

    def empty(self, login: str = "postgres") -> Address:
        """The address of a new database without a study."""
        name = f"study_{os.getpid()}_{next(_NUMBERS)}"
        with self.connect("postgres") as keeper:
            keeper.execute(f"CREATE DATABASE {name} OWNER {login}")
        return self.address(name, login)

    def drop(self, place: Address) -> None:
        """Takes a database away again, and whoever is in it out."""
        with self.connect("postgres") as keeper:
            keeper.execute(f"DROP DATABASE IF EXISTS {place.database} WITH (FORCE)")

    def founder(self) -> Address:
        """The same for a login that may make roles, and is no superuser."""
        login = f"founder_{os.getpid()}_{next(_NUMBERS)}"
        with self.connect("postgres") as keeper:
            keeper.execute(f"CREATE ROLE {login} LOGIN CREATEROLE PASSWORD '{PASSWORD_SQL}'")
        return self.empty(login)

    def stop(self) -> None:
        _run([self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"])

    def start(self) -> None:
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c shared_buffers=16MB -c autovacuum=off -c max_connections=40 "
        ) + self.options
        log = self.folder / "log"
        _run([self.programs / "pg_ctl", "-D", self.folder / "data", "-l", log, "-o", options,
              "-w", "start"])  # fmt: skip


PASSWORD_SQL = PASSWORD.replace("'", "''")


@contextmanager
def serving(certificate: tuple[Path, Path] | None = None) -> Iterator[Server]:
    """A server of its own, or a skip where the system has none.

    Args:
        certificate: its file and its key's, with which it encrypts; without them it does not.
    """
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL 15 or later on this system (Debian: postgresql)")
    folder = Path(mkdtemp(prefix="annotator-server-"))
    try:
        word = folder / "word"
        word.write_text(PASSWORD)
        if os.getuid() == 0:
            for place in (folder, word):
                shutil.chown(place, _user())
        _run([programs / "initdb", "-D", folder / "data", "-U", "postgres", "-E", "UTF8",
              "-A", "scram-sha-256", "--pwfile", word, "--no-locale", "-N"])  # fmt: skip
        options = "" if certificate is None else _encrypting(folder, certificate)
        server = Server(_free_port(), folder, programs, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _encrypting(folder: Path, certificate: tuple[Path, Path]) -> str:
    """The options of a server that encrypts; it takes only a key that is its own."""
    copies = [Path(shutil.copy(each, folder)) for each in certificate]
    for each in copies:
        each.chmod(0o600)
        if os.getuid() == 0:
            shutil.chown(each, _user())
    return f"-c ssl=on -c ssl_cert_file={copies[0]} -c ssl_key_file={copies[1]}"


def _programs() -> Path | None:
    """The folder of the newest programs that are there."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    beside = shutil.which("initdb")
    places = [*found, *([Path(beside)] if beside else [])]
    if not places:
        return None
    said = subprocess.run([places[-1], "--version"], capture_output=True, text=True, check=True)
    version = int(said.stdout.split()[2].split(".")[0])
    return places[-1].parent if version >= 15 else None


def _version(place: Path) -> int:
    return int(place.parent.parent.name)


def _run(command: list[Any]) -> None:
    """Runs a program of the server, which refuses to be root."""
    words = [str(each) for each in command]
    if os.getuid() == 0:
        user = _user()
        words = ["setpriv", f"--reuid={user}", f"--regid={_group(user)}", "--clear-groups", *words]
    done = subprocess.run(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr


def _user() -> str:
    known = [line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()]
    return "postgres" if "postgres" in known else "nobody"


def _group(user: str) -> str:
    for line in Path("/etc/passwd").read_text().splitlines():
        if line.startswith(f"{user}:"):
            return line.split(":")[3]
    raise LookupError(user)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
