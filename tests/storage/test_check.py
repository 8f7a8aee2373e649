from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.edits import added
from annotator.domain.guide import Asked
from annotator.domain.ids import new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.transcript import Aside
from annotator.storage import Store, open_study
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import Made, consensus_of, driver_of, moment_in, pairing_of


def plant(store: Store, *statements: str) -> list[str]:
    """The findings after a change behind the store's back."""
    driver = driver_of(store)
    driver.execute("PRAGMA foreign_keys = OFF").fetchall()
    for statement in statements:
        driver.execute(statement).fetchall()
    return store.check()


@pytest.fixture
def full(store, made):
    """A study with moments, a pairing, an aside and a question asked."""
    return _filled(store, made)


@pytest.fixture
def keyed(locked, made):
    """The same, encrypted: half of it is checked on a connection of its own."""
    with open_study(locked, lambda: "open sesame") as store:
        yield _filled(store, made)


def _filled(store: Store, made: Made) -> Store:
    moments = [moment_in(made, each, memo="a memo") for each in made.transcripts[:2]]
    pairing = pairing_of(made, tuple(each.id for each in moments))
    layer = consensus_of(made, moments[0])
    aside = Aside(id=new_id(), transcript_id=made.transcripts[0].id, start=0, end=2)
    last = len(made.transcripts[0].turns) - 1
    asked = Asked(id=new_id(), transcript_id=made.transcripts[0].id, turn=last)
    judging = _judging(made)
    store.apply(added(*moments, pairing, *layer, aside, asked, *judging), action="mark")
    return store


def _judging(made) -> tuple[Codebook, Judgement, Judgement]:
    """A version with sets for bins and for dyads, and a judgement under each."""
    sets = tuple(
        CodeSet(id=f"{unit}s", name=unit, unit=unit, codes=(Code(id=f"c-{unit}", name=unit),))
        for unit in ("bin", "dyad")
    )
    book = Codebook(id=new_id(), number=made.codebook.number + 1, sets=sets)
    whole = Judgement(
        id="j-dyad",
        coder_id=made.coders[0].id,
        round_id=made.round.id,
        codebook_id=book.id,
        code_set_id="dyads",
        unit="dyad",
        target_id=made.session.dyad_id,
        values=(CodeValue(code_id="c-dyad", value=3),),
    )
    part = replace(
        whole,
        id="j-bin",
        code_set_id="bins",
        unit="bin",
        target_id=made.transcripts[0].account_id,
        start_ms=300_000,
        end_ms=420_000,
        codes=("c-bin",),
        values=(),
    )
    return book, whole, part


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
        ('UPDATE decisions SET "end" = 9999', "stands outside its transcript"),
        ("UPDATE stops SET position = 9999 WHERE seq = 1", "stands outside its transcript"),
        ('UPDATE asides SET "end" = 9999', "stands outside its transcript"),
        ("UPDATE asked SET turn = 99", "is asked in a turn that its transcript has not"),
        ("UPDATE code_sets SET unit = 'session' WHERE id = 'dyads'", "j-dyad is of another unit"),
        ("UPDATE judgements SET target_id = 'x' WHERE unit = 'dyad'", "j-dyad is of what is not"),
        ("UPDATE judgements SET start_ms = 1 WHERE unit = 'bin'", "j-bin is of no bin that its"),
        ("UPDATE judgements SET end_ms = 600001 WHERE unit = 'bin'", "j-bin is of no bin that"),
        ("UPDATE judgements SET end_ms = NULL WHERE unit = 'bin'", "j-bin is of no bin that its"),
        ("UPDATE judgement_codes SET code_id = 'c-dyad'", "j-bin gives a code that is not of its"),
        ("UPDATE judgement_values SET code_id = 'c-bin'", "j-dyad gives a code that is not of"),
        ("UPDATE judgements SET code_set_id = 'x'", "stands under a set that is not in its"),
        ("DELETE FROM coders WHERE seq = 1", "moments name coders that are not there"),
        ("UPDATE codes SET parent_id = 'x' WHERE position = 1", "under a code that is not in"),
        ("UPDATE moments SET memo = 'other' WHERE seq = 1", "index of memos is not that of"),
        ("DELETE FROM turn_words WHERE rowid = 3", "index of turns is not that of the text"),
        (
            "INSERT INTO note_words(rowid, text) VALUES (999, 'stray')",
            "index of memos of their own is not that of the text",
        ),
        (
            "INSERT INTO judgement_words(rowid, memo) VALUES (999, 'stray')",
            "index of memos of judgements is not that of the text",
        ),
        (
            "INSERT INTO journal_payloads VALUES (999, x'00', '[]')",
            "content of journal record 999 ",
        ),
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


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE journal SET action = 'x' WHERE seq = 2", "the journal is broken at record 2"),
        ("UPDATE journal_payloads SET payload = '[]' WHERE seq = 2", "content of journal record 2"),
        ("UPDATE moments SET memo = 'other' WHERE seq = 1", "index of memos is not that of"),
        ("UPDATE transcripts SET sha256 = 'x' WHERE seq = 2", "not what its SHA-256 says"),
        ("DELETE FROM coders WHERE seq = 1", "moments name coders that are not there"),
        ('UPDATE moments SET "end" = 9999 WHERE seq = 1', "stands outside its transcript"),
        ("CREATE VIEW more AS SELECT 1", "the tables are not those that IPR Annotator makes"),
    ],
)
def test_the_halves_of_an_encrypted_study_find_the_same(keyed, statement, finding):
    assert keyed.check() == []
    findings = plant(keyed, statement)
    assert any(finding in each for each in findings), findings


def test_a_page_that_goes_bad_while_the_study_is_open_is_all_that_is_told(keyed):
    """What the store holds of it in memory is whole, and says nothing of the disk."""
    keyed.view()
    with keyed.place.open("r+b") as file:
        file.seek(3 * PAGE_BYTES + 9)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    assert keyed.check() == ["HMAC verification failed for page 4"]


@pytest.mark.parametrize("fixture", ["full", "keyed"])
def test_checking_writes_nothing(fixture, request):
    store = request.getfixturevalue(fixture)
    before = store.place.read_bytes()
    assert store.check() == []
    assert store.place.read_bytes() == before


def test_checking_builds_no_records_and_tells_ids_only(full, made, monkeypatch):
    """Whoever checks may be blind to what is checked."""

    def refused(*args: object) -> None:
        raise AssertionError("a record was built")

    monkeypatch.setattr("annotator.storage.rows.loading._built", refused)
    assert full.check() == []
    moment_ids = [
        row[0] for row in driver_of(full).execute("SELECT id FROM moments ORDER BY seq").fetchall()
    ]
    findings = plant(
        full,
        "UPDATE moments SET memo = 'SECRET', \"end\" = 9999",
        "UPDATE pairings SET memo = 'SECRET'",
        "UPDATE decisions SET reason = 'SECRET'",
    )
    places = [each for each in findings if "outside its transcript" in each]
    assert places == [f"moment {each} stands outside its transcript" for each in moment_ids]
    assert not any("SECRET" in each or "9999" in each for each in findings)


def test_spans_are_counted_in_code_points(store, made):
    """To its very end, and not one beyond, in a text that is longer in bytes and in UTF-16."""
    transcript = made.transcripts[0]
    length = len(transcript.text)
    assert len(transcript.text.encode("utf-16-le")) // 2 > length
    whole = moment_in(made, transcript, start=length, end=length)
    store.apply(added(whole, moment_in(made, transcript, start=0, end=length)), action="mark")
    assert store.check() == []
    finding = f"moment {whole.id} stands outside its transcript"
    beyond = f"UPDATE moments SET \"end\" = {length + 1} WHERE id = '{whole.id}'"
    assert plant(store, beyond) == [finding]


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE turns SET start = 0 WHERE seq = 3", 3),
        ('UPDATE turns SET "end" = "end" + 2 WHERE seq = 2', 3),
        ('UPDATE turns SET "end" = "end" + 1 WHERE seq = 5', 5),
    ],
)
def test_the_first_turn_out_of_its_place_is_named(store, made, statement, number):
    findings = [each for each in plant(store, statement) if "its place" in each]
    name = f"transcript {made.transcripts[0].id}"
    assert findings == [f"{name}: turn {number} stands outside its place in the text"]


def test_a_changed_text_is_found_by_hash_and_index(full):
    findings = plant(full, "UPDATE transcripts SET text = replace(text, 'said', 'sang')")
    assert sum("SHA-256" in each for each in findings) == 4
    assert "the full-text index of turns is not that of the text" in findings
