from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import Stale, UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.domain.study import Dyad, Study
from annotator.storage import create, open_study
from annotator.storage import store as store_module
from annotator.storage.writing import write
from tests.storage.generating import edits
from tests.storage.making import (
    UGLY,
    consensus_of,
    driver_of,
    moment_in,
    new_study,
    pairing_of,
)


def rows_of(place: Path) -> list[tuple[object, ...]]:
    """All rows of all tables, read by a connection of its own."""
    with open_study(place) as other:
        connection = driver_of(other)
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return [
            (name, *row)
            for name in sorted(names)
            for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()
        ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_disk_follows_the_view_and_an_inverse_takes_an_edit_back(master, data):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(shutil.copy(master, Path(folder) / "study.iprstudy"))
        with open_study(place) as store:
            view = store.view()
            history = []
            for _ in range(data.draw(st.integers(1, 5))):
                edit = data.draw(edits(view))
                former, view = view, view.after(edit, store.apply(edit, action="edit"))
                assert store.view() == view
                history.append((former, edit))
            for former, edit in reversed(history):
                revision = store.apply(edit.inverse(), action="undo")
                assert store.view() == replace(former, revision=revision)
            assert store.check() == []


def test_an_empty_edit_is_no_revision(store):
    assert store.apply(Several(()), action="nothing") == store.revision == 2


def test_text_comes_back_exactly(store, made):
    stored = store.view().transcripts[made.transcripts[0].id]
    assert stored.text == "\n".join(UGLY)
    assert [stored.quote(turn.start, turn.end) for turn in stored.turns] == list(UGLY)
    assert stored.text.encode() == made.transcripts[0].text.encode()


def test_records_come_in_the_order_of_making(store, made):
    moments = [moment_in(made, made.transcripts[0]) for _ in range(5)]
    for moment in moments:
        store.apply(Replace(None, moment), action="mark")
    again = moments.pop(1)
    store.apply(Several((Replace(again, None), Replace(None, again))), action="again")
    listed = list(store.view().moments_of(made.transcripts[0].id))
    assert listed == [each.id for each in [*moments, again]]


def test_a_stale_edit_changes_nothing(store, made, place):
    moment = moment_in(made, made.transcripts[0])
    store.apply(Replace(None, moment), action="mark")
    theirs = replace(moment, memo="theirs")
    with open_study(place) as other:
        other.apply(Replace(moment, theirs), action="memo")
    before = rows_of(place)
    fresh = moment_in(made, made.transcripts[1])
    edit = Several((Replace(None, fresh), Replace(moment, replace(moment, memo="mine"))))
    with pytest.raises(Stale, match="this moment was changed by somebody else"):
        store.apply(edit, action="memo")
    assert rows_of(place) == before
    with pytest.raises(Stale):
        store.apply(Replace(None, theirs), action="there already")
    with pytest.raises(Stale):
        store.apply(Replace(fresh, None), action="never there")


def test_an_exception_in_the_middle_leaves_the_file_as_it_was(store, made, place, monkeypatch):
    before = rows_of(place)
    seen = []

    def failing(connection, change):
        seen.append(change)
        if len(seen) == 3:
            raise RuntimeError("in the middle")
        return write(connection, change)

    monkeypatch.setattr(store_module, "write", failing)
    moments = [moment_in(made, made.transcripts[0], memo="never") for _ in range(3)]
    with pytest.raises(RuntimeError, match="in the middle"):
        store.apply(added(*moments), action="mark")
    assert rows_of(place) == before
    monkeypatch.undo()
    assert store.apply(added(*moments), action="mark") == 3


def test_what_others_need_is_not_deleted(store, made, place):
    moments = [moment_in(made, each) for each in made.transcripts[:2]]
    pairing = pairing_of(made, tuple(each.id for each in moments))
    store.apply(added(*moments, pairing), action="pair")
    before = rows_of(place)
    code_set = made.codebook.sets[0]
    fewer = replace(made.codebook, sets=(replace(code_set, codes=code_set.codes[:1]),))
    for edit in (
        Replace(moments[0], None),
        Replace(made.transcripts[0], None),
        Replace(made.coders[0], None),
        Replace(made.session, None),
        Replace(made.round, None),
        Replace(made.codebook, fewer),
        Replace(None, replace(moments[0], id=new_id(), coder_id=new_id())),
        Replace(None, replace(moments[0], id=new_id(), codes=(new_id(),))),
    ):
        with pytest.raises(UserError, match="still needed, or names one that is missing"):
            store.apply(edit, action="delete")
        assert rows_of(place) == before
    store.apply(Several((Replace(moments[0], None), Replace(pairing, None))), action="both")
    assert store.check() == []


def test_the_study_itself_stays_and_stays_one(store):
    study = store.view().study
    with pytest.raises(UserError, match="keeps its study"):
        store.apply(Replace(study, None), action="delete")
    with pytest.raises(UserError, match="one study"):
        store.apply(Replace(None, Study(id=new_id(), title="second")), action="add")


def test_the_words_of_a_transcript_are_never_changed(store, made):
    transcript = made.transcripts[0]
    with pytest.raises(ValueError, match="never changed"):
        store.apply(Replace(transcript, replace(transcript, text="other")), action="edit")
    false = replace(transcript, id=new_id(), sha256="0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        store.apply(Replace(None, false), action="add")


@pytest.mark.parametrize("change", [{"memo": "half \ud83d"}, {"own_start_ms": 2**63}])
def test_what_cannot_be_stored_is_said_and_nothing_written(store, made, place, change):
    before = rows_of(place)
    moment = moment_in(made, made.transcripts[0], **change)
    with pytest.raises(UserError, match="cannot be stored"):
        store.apply(Replace(None, moment), action="mark")
    assert rows_of(place) == before


def test_revisions_go_on_after_a_deletion(store, made):
    moment = moment_in(made, made.transcripts[0])
    noted = replace(moment, memo="noted")
    for edit in (
        Replace(None, moment),
        Replace(moment, noted),
        Replace(noted, None),
        Replace(None, noted),
    ):
        store.apply(edit, action="edit")
    revisions = [entry.records[0] for entry in store.journal()][-4:]
    assert revisions == [("moment", moment.id, number) for number in (1, 2, 3, 4)]
    driver = driver_of(store)
    assert driver.execute("SELECT count(*) FROM tombstones").fetchone() == (0,)
    assert driver.execute("SELECT revision, owner FROM moments").fetchall() == [
        (4, moment.coder_id)
    ]
    store.apply(Replace(noted, None), action="edit")
    stones = driver.execute("SELECT kind, id, revision, owner FROM tombstones").fetchall()
    assert stones == [("moment", moment.id, 5, moment.coder_id)]


def test_a_blind_view_loads_no_other_coders_rows(store, made):
    mine = moment_in(made, made.transcripts[0], coder=0, memo="mine")
    theirs = [moment_in(made, each, coder=1, memo="SECRET") for each in made.transcripts[:2]]
    pairing = pairing_of(made, tuple(each.id for each in theirs), coder=1)
    store.apply(added(mine, *theirs, pairing), action="mark")
    driver = driver_of(store)
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    view = store.view(made.coders[0].id)
    driver.set_trace_callback(None)
    assert list(view.all_moments()) == [mine]
    assert not view.pairings
    assert len(view.assignments) == 4
    assert not store.view(made.coders[1].id).assignments
    of_coders = ("moment", "pairing", "assignment")
    for sql in asked:
        table = sql.partition("\nFROM ")[2].split()[:1]
        if table and table[0].startswith(of_coders):
            assert "coder_id = " in sql


def test_a_coder_sees_nothing_of_what_was_settled(store, made):
    """Not even of one's own moment: a blind coder learns what the others had from it."""
    mine = moment_in(made, made.transcripts[0], memo="mine")
    layer, settled, decision, gate = consensus_of(made, mine)
    store.apply(added(mine, layer, settled, decision, gate), action="settle")
    seen = store.view(made.coders[0].id)
    assert list(seen.all_moments()) == [mine]
    assert not seen.decisions
    assert not seen.gates
    assert seen.coders.keys() == store.view().coders.keys()
    whole = store.view()
    assert whole.consensus == layer
    assert list(whole.decisions.values()) == [decision]
    assert list(whole.gates.values()) == [gate]


def test_a_decision_stays_when_a_coder_deletes_what_it_was_about(store, made):
    mine = moment_in(made, made.transcripts[0])
    layer, settled, decision, gate = consensus_of(made, mine)
    store.apply(added(mine, layer, settled, decision, gate), action="settle")
    store.apply(Replace(mine, None), action="delete")
    assert list(store.view().decisions.values()) == [decision]
    assert store.check() == []


def test_two_programs_write_the_same_file(store, made, place):
    assert not store.changed_elsewhere()
    first, second = (moment_in(made, each) for each in made.transcripts[:2])
    store.apply(Replace(None, first), action="mark")
    assert not store.changed_elsewhere()
    with open_study(place) as other:
        other.apply(Replace(None, second), action="mark")
        assert not other.changed_elsewhere()
        assert store.changed_elsewhere()
        view = store.view()
        assert view.revision == store.revision == 4
        assert not store.changed_elsewhere()
        store.apply(Replace(first, None), action="delete")
        assert other.changed_elsewhere()
        # Writing on top of theirs is no reason to forget that we have not seen it.
        assert other.apply(Replace(second, None), action="delete") == 6
        assert other.changed_elsewhere()


def test_a_closed_store_cannot_be_used(store):
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.view()
    store.close()


def test_nothing_but_the_file_is_left_beside_it(place, made):
    with open_study(place) as store:
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert [each.name for each in place.parent.iterdir()] == ["study.iprstudy"]


def test_two_processes_cannot_make_the_same_coder_or_cell(tmp_path: Path) -> None:
    place = tmp_path / "two.iprstudy"
    create(place, new_study(), None).close()
    with open_study(place) as first, open_study(place) as second:
        dyad = Dyad(id=new_id(), name="D01")
        first.apply(added(dyad, Coder(id=new_id(), name="RA-1")), action="Make")
        for twin in (Dyad(id=new_id(), name="D01"), Coder(id=new_id(), name="RA-1")):
            before = place.read_bytes()
            with pytest.raises(Stale, match=r"somebody else made a (dyad|coder) of that name"):
                second.apply(Replace(None, twin), action="Make")
            assert place.read_bytes() == before
        assert len(second.view().dyads) == len(second.view().coders) == 1
        assert second.coders() == first.coders() == {"RA-1": next(iter(second.view().coders))}


def test_coders_are_listed_without_what_they_did(store, made):
    secret = moment_in(made, made.transcripts[0], coder=1, memo="SECRET")
    store.apply(Replace(None, secret), action="mark")
    asked: list[str] = []
    driver_of(store).set_trace_callback(asked.append)
    listed = store.coders()
    driver_of(store).set_trace_callback(None)
    assert listed == {coder.name: coder.id for coder in made.coders}
    tables = [sql.partition("\nFROM ")[2].split()[0] for sql in asked if "\nFROM " in sql]
    assert tables == ["coders"]


def test_a_check_while_another_program_writes_accuses_nobody(tmp_path: Path) -> None:
    place = tmp_path / "busy.iprstudy"
    create(place, new_study(), None).close()
    with open_study(place) as first, open_study(place) as second:
        driver = driver_of(first)
        driver_of(second).execute("PRAGMA busy_timeout=10").fetchall()
        driver.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="another program is writing"):
            second.check()
        driver.execute("ROLLBACK")
        assert second.check() == []
