"""A study goes to a server and comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.searching import search
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.withdrawal import Wish
from annotator.storage import create, moving, open_study, schema, served
from annotator.storage.moving import move
from tests.labs import admitted
from tests.reliability.tables import content, whole_tables
from tests.reliability.whole_study import whole, work_on
from tests.servers import PASSWORD
from tests.storage.making import UGLY, consensus_of, make, moment_in, new_study, pairing_of


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A file with one of everything, changed, deleted and settled."""
    place = tmp_path_factory.mktemp("moved") / "study.iprstudy"
    made = make(dyads=2)
    with create(place, new_study(), None) as store:
        store.apply(made.edit, action="import")
        moments = [
            moment_in(made, text, coder=coder, memo=f"“{at}” café \U0001f62d")
            for at, text in enumerate(made.transcripts)
            for coder in (0, 1)
        ]
        for coder in made.coders:
            own = (each for each in moments if each.coder_id == coder.id)
            store.apply(added(*own), action="code", actor=coder.id)
        store.apply(Replace(moments[0], replace(moments[0], memo="changed")), action="write")
        store.apply(Replace(moments[3], None), action="delete")
        store.apply(added(pairing_of(made, (moments[0].id, moments[2].id))), action="pair")
        layer, settled, decision, gate = consensus_of(made, moments[1])
        note = Memo(
            id=new_id(), coder_id=made.coders[1].id, about="study", about_id="s", text="a note"
        )
        store.apply(added(layer, settled, decision, gate, note), action="settle")
    return place, made


@pytest.fixture(scope="module")
def shared(filled, server):
    """The same on a server."""
    place = server.empty()
    with open_study(filled[0]) as store:
        done = move(store, place, None, lambda: PASSWORD)
    assert done.records > 30
    return place


def test_to_the_server_and_back_all_is_the_same(filled, shared, tmp_path):
    back = tmp_path / "back.iprstudy"
    with open_study(filled[0]) as before, open_study(shared, lambda: PASSWORD) as there:
        assert content(there) == content(before)
        assert there.check() == []
        move(there, back, "open sesame", None)
        with open_study(back, lambda: "open sesame") as after:
            assert content(after) == content(before)
            assert list(after.journal()) == list(before.journal())
            assert [after.payload(e.seq) for e in after.journal()] == [
                before.payload(e.seq) for e in before.journal()
            ]
            assert after.check() == []
            found = {(e.kind, e.start, e.snippet) for e in after.search("cafe")}
            assert found == {(e.kind, e.start, e.snippet) for e in before.search("cafe")}


def test_what_was_done_there_comes_back_too(filled, server, tmp_path):
    place, made = server.empty(), filled[1]
    with open_study(filled[0]) as store:
        move(store, place, None, lambda: PASSWORD)
        before = len(list(store.journal()))
    moment = moment_in(made, made.transcripts[0], memo="there")
    with open_study(place, lambda: PASSWORD) as pi:
        ane = admitted(served(pi), made.coders[0].id)
        with open_study(ane, lambda: PASSWORD) as store:
            held = store.view(made.coders[0].id).moments_of(moment.transcript_id)
            assert held, "what Ane coded in the file is hers on the server"
            store.apply(added(moment), action="code", actor=made.coders[0].id)
            with pytest.raises(UserError, match="only a PI's login"):
                move(store, tmp_path / "stolen.iprstudy", None, None)
        move(pi, tmp_path / "back.iprstudy", None, None)
        onward = server.empty()
        move(pi, onward, None, lambda: PASSWORD)
        with open_study(onward, lambda: PASSWORD) as further:
            assert content(further) == content(pi)
        with open_study(tmp_path / "back.iprstudy") as back:
            assert content(back) == content(pi)
            assert back.check() == []
            assert len(list(back.journal())) == before + 1
    assert not (tmp_path / "stolen.iprstudy").exists()


def test_a_place_that_is_taken_is_refused(filled, shared, tmp_path):
    with open_study(filled[0]) as store, open_study(shared, lambda: PASSWORD) as there:
        with pytest.raises(UserError, match="a study stands in this database"):
            move(store, shared, None, lambda: PASSWORD)
        with pytest.raises(UserError, match="there is a file of this name"):
            move(there, filled[0], None, None)
        with pytest.raises(UserError, match="both are files"):
            move(store, tmp_path / "x.iprstudy", None, None)


def test_what_does_not_come_as_it_was_leaves_nothing(filled, server, monkeypatch, tmp_path):
    """The control of the comparison: one word is lost on the way, either way."""
    put = moving._put

    def careless(connection, table, rows):
        put(connection, table, [
            {**row, "memo": ""} if table.name == "moments" else row for row in rows
        ])  # fmt: skip

    place = server.empty()
    with open_study(filled[0]) as store:
        with monkeypatch.context() as patch:
            patch.setattr(moving, "_put", careless)
            with pytest.raises(UserError, match="not every moment came as it was"):
                move(store, place, None, lambda: PASSWORD)
        move(store, place, None, lambda: PASSWORD)
    with open_study(place, lambda: PASSWORD) as there, monkeypatch.context() as patch:
        patch.setattr(moving, "_put", careless)
        with pytest.raises(UserError, match="not every moment came as it was"):
            move(there, tmp_path / "back.iprstudy", None, None)
    assert list(tmp_path.iterdir()) == []


WORDS = sorted(
    {word for text in UGLY for word in text.split()} | {"then", "zzz", "changed", "note"}
)


@pytest.fixture(scope="module")
def both(filled, shared):
    with open_study(filled[0]) as store, open_study(shared, lambda: PASSWORD) as there:
        yield store, there


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    cut=st.integers(0, 3),
    coder=st.sampled_from([None, 0, 1]),
    joint=st.sampled_from([" ", " OR ", " -"]),
)
def test_a_search_finds_on_the_server_what_it_finds_in_the_file(
    both, filled, words, cut, coder, joint
):
    seen_by = None if coder is None else filled[1].coders[coder].id
    asked = " ".join(words)[: -cut or None]
    ways = (
        {"limit": 50, "seen_by": seen_by},
        {"limit": 50, "shut": (filled[1].transcripts[0].account_id,)},
    )
    for how in ways:
        found = [
            {(e.kind, e.transcript_id, e.moment_id) for e in each.search(asked, **how)}
            for each in both
        ]
        assert found[0] == found[1]
    passages = [_passages(each, joint.join(words), seen_by) for each in both]
    assert passages[0] == passages[1]


def _passages(store, asked, seen_by):
    """What the search panel shows, by way of whatever the store knows beforehand."""
    study = OpenStudy(store, seen_by)
    return sorted(map(repr, search(study.view, asked, study.candidates).passages))


def beside(made):
    """By table what merges and packages leave beside the records."""
    text, coder = made.transcripts[0], made.coders[0].id
    places = (text.id, text.account_id, made.session.id, made.session.dyad_id)
    return {
        "kept_states": ("h1", "moment", "m", coder, *places, "what was set aside"),
        "other_ids": ("o1", "moment", coder, "m"),
        "lineage": ("l1", "moment", "m", "", 1, "digest", None, coder),
        "work_days": ("p", "device", "2026-01-01", 90_000, "2026-01-01T10:00"),
    }


@pytest.mark.parametrize("erases", [False, True])
def test_a_study_of_every_kind_comes_back_in_every_row_of_every_table(
    server, tmp_path_factory, erases
):
    """Records of every kind, deleted and erased in part, with what merges have left beside."""
    folder = tmp_path_factory.mktemp("any")
    made = whole(dyads=2)
    with create(folder / "any.iprstudy", new_study(), None) as store:
        store.apply(made.made.edit, action="import")
        store.apply(made.edit, action="design")
        moments = [moment_in(made.made, made.made.transcripts[0], memo=each) for each in UGLY]
        store.apply(added(*moments), action="code", actor=made.made.coders[0].id)
        store.apply(added(*work_on(made, 1, moments)), action="work")
        store.apply(Replace(moments[4], None), action="delete")
        with store.writing() as connection:
            for name, cells in beside(made.made).items():
                table = schema.metadata.tables[name]
                names = [each.name for each in table.c]
                connection.execute(insert(table), dict(zip(names, cells, strict=True)))
        if erases:  # with what was set aside of it
            store.erasing(Wish(participant="T01"))()
            store.refresh()
        place = server.empty()
        move(store, place, None, lambda: PASSWORD)
        with open_study(place, lambda: PASSWORD) as there:
            assert there.check() == []
            move(there, folder / "back.iprstudy", None, None)
        with open_study(folder / "back.iprstudy") as back:
            here, came = whole_tables(store), whole_tables(back)
    for name, rows in here.items():
        assert came[name] == rows, name
    filled = {*beside(made.made), "moments", "journal", "tombstones"}
    of_the_erased = {"kept_states", "lineage"} if erases else set()
    assert all(here[name] for name in filled - of_the_erased)


def test_the_largest_numbers_that_a_file_holds_stand_on_a_server_too(server, tmp_path):
    """Seeds and times beyond 31 bits: the server's columns hold them, and each statement does."""
    file, made = tmp_path / "numbers.iprstudy", make()
    session = replace(made.session, length_ms=2**62, recording_offset_ms=-(2**62))
    drawn = replace(made.round, id=new_id(), name="drawn", number=2**40, seed=2**63 - 1)
    moment = moment_in(made, made.transcripts[0], own_start_ms=10**12)
    with create(file, new_study(), None) as store:
        store.apply(made.edit, action="import")
        store.apply(Replace(made.session, session), action="length")
        store.apply(added(drawn, moment), action="draw")
        place = server.empty()
        move(store, place, None, lambda: PASSWORD)
        with open_study(place, lambda: PASSWORD) as there:
            assert content(there) == content(store)
            later = replace(drawn, seed=2**63 - 2)
            there.apply(Replace(drawn, later), action="redraw")
            assert there.view().rounds[drawn.id] == later
