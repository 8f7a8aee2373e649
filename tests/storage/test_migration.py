from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.storage import Damaged, Store, migrations, open_study, schema, whitelist
from annotator.storage.backup import backups_of
from annotator.storage.migration import renewed
from annotator.storage.opening import open_file
from tests.storage.making import driver_of, moment_in

SCRIPT = """
from alembic import op
revision = "{version:04d}"
down_revision = "{former:04d}"

def upgrade():
    for statement in {statements!r}:
        op.get_bind().exec_driver_sql(statement)
"""
TODAY = schema.VERSION
TOMORROW = TODAY + 1
# The usual rebuild of a table that others point to: what cascades have emptied elsewhere.
REBUILD = (
    """CREATE TABLE coders_new (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, role TEXT NOT NULL, revision INTEGER NOT NULL, owner TEXT,
    reads TEXT NOT NULL, email TEXT) STRICT""",
    "INSERT INTO coders_new SELECT *, NULL FROM coders",
    "DROP TABLE coders",
    "ALTER TABLE coders_new RENAME TO coders",
)


@pytest.fixture
def tomorrow(tmp_path, monkeypatch):
    """Makes this program one version newer, with these statements as its migration."""

    def make(*statements: str) -> None:
        scripts = tmp_path / "100 % scripts"
        scripts.mkdir()
        script = SCRIPT.format(version=TOMORROW, former=TODAY, statements=statements)
        (scripts / f"{TOMORROW:04d}_test.py").write_text(script)
        monkeypatch.setattr(migrations, "VERSIONS", (*migrations.VERSIONS, scripts))
        monkeypatch.setattr(schema, "VERSION", TOMORROW)
        seen = whitelist.fingerprint

        def taken(connection: object) -> str:
            """The new schema's fingerprint is that of the first file that was renewed."""
            found = seen(connection)  # type: ignore[arg-type]
            if found != whitelist.FINGERPRINTS[TODAY]:
                whitelist.FINGERPRINTS.setdefault(TOMORROW, found)
            return found

        monkeypatch.setattr(whitelist, "fingerprint", taken)
        known = {TODAY: whitelist.FINGERPRINTS[TODAY]}
        monkeypatch.setattr(whitelist, "FINGERPRINTS", known)

    return make


def beside(place: Path) -> list[str]:
    return sorted(each.name for each in place.parent.iterdir() if each.name != "100 % scripts")


@pytest.mark.parametrize("fixture", ["place", "locked"])
def test_an_older_study_is_renewed_and_kept(fixture, request, made, tomorrow):
    place = request.getfixturevalue(fixture)
    moments = [moment_in(made, each, memo="kept") for each in made.transcripts]
    with open_study(place, lambda: "open sesame") as store:
        for moment in moments:
            store.apply(Replace(None, moment), action="mark")
        view = store.view()
    old = place.read_bytes()
    tomorrow(*REBUILD)
    with open_study(place, lambda: "open sesame") as store:
        assert store.view() == view
        driver = driver_of(store)
        assert driver.execute("PRAGMA user_version").fetchone()[0] == TOMORROW
        assert driver.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert driver.execute("SELECT email FROM coders").fetchall() == [(None,)] * 2
        assert store.check() == []
        store.apply(Replace(moments[0], None), action="delete")
        assert len(store.search("kept")) == 3
    assert beside(place) == sorted([place.name, f"{place.stem} backups"])
    (backup,) = backups_of(place).values()
    assert len(backup.read_bytes()) == len(old)
    # Opened by the program of today, the backup is what the study was.
    schema.VERSION = TODAY
    with open_study(backup, lambda: "open sesame") as store:
        assert store.view() == view


@pytest.mark.parametrize(
    "statements",
    [
        (*REBUILD, "DELETE FROM moment_codes"),
        (*REBUILD, "UPDATE moments SET coder_id = 'nobody'"),
    ],
)
def test_a_migration_that_loses_something_is_undone(place, made, tomorrow, statements):
    with open_study(place) as store:
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    old = place.read_bytes()
    tomorrow(*statements)
    with pytest.raises(Damaged):
        open_study(place)
    assert place.read_bytes() == old
    assert beside(place) == [f"{place.stem} backups", place.name]


def test_a_migration_that_breaks_off_is_undone(place, tomorrow):
    old = place.read_bytes()
    tomorrow(*REBUILD, "SELECT nonsense")
    with pytest.raises(Exception, match="nonsense"):
        open_study(place)
    assert place.read_bytes() == old
    assert beside(place) == [f"{place.stem} backups", place.name]


def test_nobody_writes_to_a_study_while_it_is_renewed(place, made, tomorrow, monkeypatch):
    moment = moment_in(made, made.transcripts[0])
    with open_study(place) as other:
        driver_of(other).execute("PRAGMA busy_timeout=0").fetchall()
        tomorrow(*REBUILD)
        migrate = migrations.upgrade

        def slow(connection, **options):
            migrate(connection, **options)
            with pytest.raises(UserError, match="another program is writing"):
                other.apply(Replace(None, moment), action="mark")

        monkeypatch.setattr(migrations, "upgrade", slow)
        open_study(place).close()
        with pytest.raises(UserError, match="was replaced"):  # never into the file that is gone
            other.apply(Replace(None, moment), action="mark")
    with open_study(place) as store:
        assert list(store.view().all_moments()) == []
        store.apply(Replace(None, moment), action="mark")


def test_what_another_program_has_renewed_and_written_to_is_not_replaced(place, made, tomorrow):
    moment = moment_in(made, made.transcripts[0])
    tomorrow(*REBUILD)
    key, early = open_file(place, None)  # which has seen the old schema, and is slow
    with open_study(place) as store:
        store.apply(Replace(None, moment), action="mark")
    late = renewed(early, place, key)
    with Store(place, key, late) as store:
        assert list(store.view().all_moments()) == [moment]
    assert len(backups_of(place)) == 1


def test_a_folder_without_room_for_the_renewal_is_said(place, tomorrow, monkeypatch):
    def failing(*_args: object, **_named: object) -> None:
        raise OSError(30, "Read-only file system")

    tomorrow(*REBUILD)
    old = place.read_bytes()
    monkeypatch.setattr("annotator.storage.migration.copy_to", failing)
    with pytest.raises(UserError, match="older version and cannot be renewed"):
        open_study(place)
    assert place.read_bytes() == old
