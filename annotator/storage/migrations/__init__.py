"""Alembic's migrations, run by storage without an ini file.

The folder is found beside this file, which also holds in a frozen app as long as the scripts
in `versions` and `env.py` are shipped as files.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

FOLDER = Path(__file__).resolve().parent
VERSIONS = (FOLDER / "versions",)


def upgrade(connection: Connection, *, version: int) -> None:
    """Brings the file of a connection to a schema version, inside its transaction."""
    # Alembic is slow to import, and only a new or an old file needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _escaped(FOLDER))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(each) for each in VERSIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{version:04d}")
    connection.exec_driver_sql(f"PRAGMA user_version={version}")


def _escaped(folder: Path) -> str:
    """A path as the config parser takes it."""
    return str(folder).replace("%", "%%")
