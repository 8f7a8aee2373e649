"""One connection to a study file, with every setting made and read back."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.storage.handles import Driver, driver_on, looking_driver_on
from annotator.storage.key import Key
from annotator.storage.trouble import told

OLDEST_SQLITE = (3, 51, 3)  # before it, a reset of the WAL could damage a file
BUSY_TIMEOUT_MS = 5_000

Setting = tuple[str, str, object]
"""Name, value to set, value to read back."""

# In this order, after the key.
_SETTINGS: tuple[Setting, ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("fullfsync", "1" if sys.platform == "darwin" else "0", int(sys.platform == "darwin")),
    ("secure_delete", "1", 1),
    ("trusted_schema", "0", 0),
    ("foreign_keys", "1", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
    ("cache_size", "-262144", -262144),  # KiB: a whole study stays in memory
    ("cell_size_check", "1", 1),
    ("busy_timeout", str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
)

# Of a file that is only looked at.
_LOOKING = tuple(each for each in _SETTINGS if each[0] in ("trusted_schema", "cell_size_check"))

# SQLCipher keeps keys in memory of its own that is locked and wiped, whatever this says. With it
# all other memory of SQLite would be too, which takes more than the whole encryption; and the
# words in it stand in Python's and Qt's memory as well.
_MEMORY_SECURITY = ("0", "0")


def connect(place: Path, key: Key | None, *, foreign_keys: bool = True) -> Driver:
    """An open connection of the driver, with no transaction under way.

    Only a migration turns the foreign keys off. SQLite makes the file where it is missing:
    who opens a study has looked at its header before.

    Raises:
        UserError: a setting does not hold on this system.
        sqlcipher3.dbapi2.Error: the file cannot be opened or is not of this key.
    """
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise UserError(f"SQLite {dbapi2.sqlite_version} is too old", hint="install again")
    changed = {} if foreign_keys else {"foreign_keys": ("0", 0)}
    return _set_up(driver_on(place), place, key, _SETTINGS, changed)


def _set_up(
    driver: Driver,
    place: Path,
    key: Key | None,
    settings: Iterable[Setting],
    changed: Mapping[str, tuple[str, object]],
) -> Driver:
    try:
        # Before the key: a wrong one must print nothing.
        driver.execute("PRAGMA cipher_log_level=NONE").fetchall()
        if key is not None:
            driver.execute(key.pragma).fetchall()
            _set(driver, place, "cipher_memory_security", *_MEMORY_SECURITY)
        driver.execute("SELECT count(*) FROM sqlite_master").fetchall()
        for name, value, held in settings:
            _set(driver, place, name, *changed.get(name, (value, held)))
    except UnicodeDecodeError as error:  # it quotes a schema that is not text any more
        driver.close()
        raise dbapi2.DatabaseError("database disk image is malformed") from error
    except BaseException:
        driver.close()
        raise
    return driver


def keep_references(driver: Driver, place: Path) -> None:
    """Has every reference kept again, on a connection that has done without."""
    _set(driver, place, "foreign_keys", "1", 1)


def _set(driver: dbapi2.Connection, place: Path, name: str, value: str, held: object) -> None:
    driver.execute(f"PRAGMA {name}={value}").fetchall()
    row = driver.execute(f"PRAGMA {name}").fetchone()
    if row is None or row[0] != held:
        raise UserError(
            f"the setting {name}={value} does not hold here ({row and row[0]})",
            str(place),
            "the study is not safe to open on this system; please report it",
        )


def sql_on(driver: dbapi2.Connection) -> Connection:
    """SQLAlchemy's connection over the driver's, with transactions begun by ourselves.

    The driver's own transactions would let a table made in them survive a rollback.
    """
    engine: Engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: driver,
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine.connect()


def sql_connection(place: Path, key: Key | None, *, foreign_keys: bool = True) -> Connection:
    """A connection for SQLAlchemy to a file that is known to exist.

    Raises:
        UserError: the file cannot be opened, or a setting does not hold.
    """
    with told(place):
        return sql_on(connect(place, key, foreign_keys=foreign_keys))


def looking_connection(place: Path, key: Key | None) -> Connection:
    """A connection to a file that stays as it is, whatever lies beside it: only to read.

    It locks nobody out. What was not finished in the file stands in it as if it were.

    Raises:
        UserError: the file cannot be opened.
    """
    with told(place):
        return sql_on(_set_up(looking_driver_on(place), place, key, _LOOKING, {}))


@contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """A transaction that sees one state and takes no lock from writers until it reads."""
    connection.execution_options(reads_only=True)
    with connection.begin():
        yield connection


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """A transaction that holds the one right to write from its start."""
    connection.execution_options(reads_only=False)
    with connection.begin():
        yield connection


def hang_up(connection: Connection) -> None:
    """Closes a connection for good; an unfinished transaction is rolled back."""
    engine = connection.engine
    connection.close()
    engine.dispose()


def tidy(connection: Connection) -> None:
    """Takes away the empty journal file, which SQLite does only while nobody writes."""
    with suppress(DBAPIError, dbapi2.Error):
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA busy_timeout=0").fetchall()
            driver.execute("PRAGMA journal_mode=DELETE").fetchall()


def pragma(connection: Connection, name: str) -> int | str | None:
    """The first value that a pragma gives."""
    value: int | str | None = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    return value
