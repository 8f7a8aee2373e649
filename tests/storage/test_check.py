from __future__ import annotations

import pytest

from annotator.domain.edits import added
from annotator.storage import Store, open_study
from tests.storage.making import driver_of, moment_in, pairing_of


def plant(store: Store, *statements: str) -> list[str]:
    """The findings after a change behind the store's back."""
    driver = driver_of(store)
    driver.execute("PRAGMA foreign_keys = OFF").fetchall()
    for statement in statements:
        driver.execute(statement).fetchall()
    return store.check()


@pytest.fixture
def full(store, made):
    """A study with moments and a pairing."""
    moments = [moment_in(made, each, memo="a memo") for each in made.transcripts[:2]]
    pairing = pairing_of(made, tuple(each.id for each in moments))
    store.apply(added(*moments, pairing), action="mark")
    return store


def test_a_sound_study_has_no_findings(full, place):
    assert full.check() == []
    full.close()
    with open_study(place) as store:
        assert store.check() == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE transcripts SET sha256 = 'x' WHERE seq = 2", "not what its SHA-256 says"),
        ('UPDATE turns SET "end" = 9999 WHERE seq = 5', "turn 5 stands outside its place"),
        ('UPDATE moments SET "end" = 9999 WHERE seq = 1', "stands outside its transcript"),
        ("UPDATE stops SET position = 9999 WHERE seq = 1", "stands outside its transcript"),
        ("DELETE FROM coders WHERE seq = 1", "moments name coders that are not there"),
        ("UPDATE codes SET parent_id = 'x' WHERE position = 1", "under a code that is not in"),
        ("UPDATE moments SET memo = 'other' WHERE seq = 1", "index of memos is not that of"),
        ("DELETE FROM turn_words WHERE rowid = 3", "index of turns is not that of the text"),
        ("PRAGMA user_version = 0", "the schema version is not that of this program"),
        ("PRAGMA application_id = 1", "the application id is not that of a study"),
        ("CREATE VIEW more AS SELECT 1", "the tables are not those that IPR Annotator makes"),
        (
            "INSERT INTO pairing_ratings SELECT id, 0, 'x', 1 FROM pairings",
            "rated on a scale that is not there",
        ),
    ],
)
def test_what_was_changed_behind_our_back_is_found(full, statement, finding):
    findings = plant(full, statement)
    assert any(finding in each for each in findings), findings
    assert not any("said" in each for each in findings)


def test_a_changed_text_is_found_by_hash_and_index(full):
    findings = plant(full, "UPDATE transcripts SET text = replace(text, 'said', 'sang')")
    assert sum("SHA-256" in each for each in findings) == 4
    assert "the full-text index of turns is not that of the text" in findings
