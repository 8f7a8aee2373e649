from __future__ import annotations

from annotator.storage import open_study, schema, whitelist
from annotator.storage.migrations import VERSIONS
from tests.storage.making import driver_of


def test_a_new_file_has_the_shipped_schema(store):
    with store.reading() as connection:
        found = whitelist.fingerprint(connection)
    assert found == whitelist.FINGERPRINTS[schema.VERSION], "add it to FINGERPRINTS"
    assert sorted(whitelist.FINGERPRINTS) == list(range(1, schema.VERSION + 1))


def test_an_encrypted_file_has_the_same_schema(locked):
    with open_study(locked, lambda: "open sesame") as store, store.reading() as connection:
        assert whitelist.is_current(connection)


def test_each_schema_version_has_its_migration():
    numbers = sorted(int(script.name[:4]) for script in VERSIONS[0].glob("0*.py"))
    assert numbers == list(range(1, schema.VERSION + 1))


def test_queries_and_file_name_the_same_columns(store):
    driver = driver_of(store)
    for name, table in schema.metadata.tables.items():
        columns = driver.execute(f'PRAGMA table_xinfo("{name}")').fetchall()
        assert {row[1] for row in columns} == set(table.c.keys()), name
        key = {row[1] for row in columns if row[5]}
        assert key == {column.name for column in table.primary_key}, name


def test_every_table_of_records_is_strict_and_none_deletes_by_itself(store):
    driver = driver_of(store)
    ours = set(schema.metadata.tables)
    for _, name, kind, _, _, strict in driver.execute("PRAGMA main.table_list").fetchall():
        if name in ours:
            assert (kind, strict) == ("table", 1), name
    for name in ours:
        for row in driver.execute(f'PRAGMA foreign_key_list("{name}")').fetchall():
            assert row[5:7] == ("NO ACTION", "NO ACTION"), name
