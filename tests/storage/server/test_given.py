"""What a coder's login reads once a round gives it work: what a file of that work would hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from annotator.app.verbs.package_content import content_of
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.package import Package
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.study import Role
from annotator.domain.transcript import Aside, Transcript, freeze
from annotator.storage import open_study, served
from annotator.storage.moving import move
from annotator.storage.server import quoted
from tests.labs import admitted, lab_at
from tests.reliability.server_probes import at_home
from tests.servers import PASSWORD
from tests.storage.making import moment_in

SPEAKERS = ("Kari Nordmann", "P", "Ola", "", "Kari Nordmann", "T", "Per")
QUOTE_OF_OTHERS, QUOTE_OF_OWN = "“… What  OTHERS said”", "what only Bo was given"


def version_2(former: Transcript, words: str, speakers: tuple[str, ...]) -> tuple[Any, ...]:
    """A next version with speakers by name and by role, and a stop and an aside with notes."""
    turns = tuple(
        ReadTurn(speaker=who, text=f"{words} {at}", start_ms=None)
        for at, who in enumerate(speakers)
    )
    stop = ReadStop(turn=0, offset=0, start_ms=1000, end_ms=None, marker="[SECRET 12:34]")
    made = Reading(format="txt", encoding="utf-8", turns=turns, stops=(stop,))
    roles: dict[str, Role] = {"P": "patient", "T": "therapist"}
    text, stops = freeze(made, former.account_id, version=2, source="SECRET.txt", speakers=roles)
    aside = Aside(id=new_id(), transcript_id=text.id, start=0, end=3, note="SECRET aside")
    return text, *(replace(each, note="SECRET stop") for each in stops), aside


def package_of(lab, text):
    """What a file of the same work would be."""
    return Package(
        id=new_id(), round_id=lab.alone.id, coder_id=lab.made.coders[1].id,
        codebook_id=lab.made.codebook.id, account_ids=(text.account_id,), verify_key="",
        made_at="",
    )  # fmt: skip


def with_examples(book: Codebook, *examples: str) -> Codebook:
    """A codebook whose first code has these."""
    first, *sets = book.sets
    code, *codes = first.codes
    changed = replace(first, codes=(replace(code, examples=examples), *codes))
    return replace(book, sets=(changed, *sets))


def examples_in(store, book):
    return store.view(store.of_coder).codebooks[book.id].sets[0].codes[0].examples


@pytest.fixture(scope="module")
def given(server):
    """A lab whose round gives Bo both accounts of dyad 1, and what was written besides."""
    lab = lab_at(server, server.empty())
    text, *beside = version_2(lab.made.transcripts[2], QUOTE_OF_OWN, SPEAKERS)
    others = version_2(lab.made.transcripts[0], "so what others said", ("P",))
    drawn = replace(lab.alone, seed=77, gate_coefficient="bar_u_alpha", gate_threshold=0.7)
    book = lab.made.codebook
    quoting = with_examples(book, QUOTE_OF_OTHERS, QUOTE_OF_OWN, "made up")
    with lab.open(lab.pi) as pi:
        pi.apply(added(text, *beside, *others), action="correct")
        pi.apply(Replace(lab.alone, drawn), action="draw")
        pi.apply(Replace(book, quoting), action="examples")
    return lab, text


def test_only_what_is_given_is_read(given):
    lab, text = given
    made = lab.made
    with lab.open(lab.bo) as bo, lab.sql(lab.bo) as sql, lab.open(lab.ane) as ane:
        seen = bo.view(bo.of_coder)
        assert set(seen.transcripts) == {made.transcripts[2].id, text.id}
        assert [each.name for each in seen.dyads.values()] == ["D01"]
        assert {each.pseudonym for each in seen.participants.values()} == {"T01", "P01"}
        assert {len(seen.sessions), len(seen.accounts), len(seen.interviews)} == {1, 2}
        assert [each.transcript_id for each in bo.search("was")] == [text.id] * len(SPEAKERS)
        for table in ("turns", "stops", "transcripts"):
            column = "id" if table == "transcripts" else "transcript_id"
            asked = f"SELECT DISTINCT {column} FROM annotator.{table}"
            assert {row[0] for row in sql.execute(asked)} <= {made.transcripts[2].id, text.id}
        for table in ("sessions", "dyads", "interviews"):
            count = sql.execute(f"SELECT count(*) FROM annotator.{table}").fetchone()[0]
            assert count == len(getattr(seen, table))
        assert bo.check() == []
        # Whom no round gives anything works in the open round, on all.
        assert {each.id for each in made.transcripts} <= set(ane.view(ane.of_coder).transcripts)


def test_a_coder_gives_nobody_anything(given):
    lab, _ = given
    other = lab.made.transcripts[0]
    me = lab.made.coders[1].id
    own = {"id": new_id(), "me": me, "round": lab.made.round.id, "alone": lab.alone.id}
    own |= {"account": other.account_id, "session": lab.made.session.id}
    tricks = [
        "INSERT INTO assignments (id, round_id, coder_id, account_id, progress, owner) "
        "VALUES (%(id)s, %(round)s, %(me)s, %(account)s, 'done', %(me)s)",
        "DELETE FROM assignments WHERE round_id = %(alone)s",
        "UPDATE assignments SET round_id = %(round)s",
        "INSERT INTO openings (id, round_id, coder_id, session_id, owner) SELECT %(id)s, "
        "%(alone)s, %(me)s, session_id, %(me)s FROM annotator.accounts WHERE id = %(account)s",
    ]
    with lab.sql(lab.bo) as sql, at_home(lab, sql):
        for trick in tricks:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(trick, own)
        asked = "SELECT count(*) FROM annotator.transcripts WHERE account_id = %s"
        assert sql.execute(asked, (other.account_id,)).fetchone() == (0,)


MARK = (
    'INSERT INTO moments (id, transcript_id, coder_id, round_id, start, "end", revision, owner) '
    "VALUES (%(id)s, %(text)s, %(me)s, %(round)s, 0, 1, 1, %(me)s)"
)
MOVE = "UPDATE moments SET transcript_id = %(text)s WHERE id = %(own)s"
OPEN = "SELECT count(*) FROM annotator.transcripts"


def test_no_text_is_opened_by_a_moment_that_says_it_stands_there(given):
    lab, text = given
    me = lab.made.coders[1].id
    own = {"own": new_id(), "me": me, "round": lab.made.round.id}
    with lab.sql(lab.bo) as sql, at_home(lab, sql):
        before = sql.execute(OPEN).fetchone()
        sql.execute(MARK, own | {"id": own["own"], "text": text.id})
        told = set()
        for other in (lab.made.transcripts[0].id, new_id()):  # one that is shut, and of nobody
            for trick in (MARK, MOVE):
                with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
                    sql.execute(trick, own | {"id": new_id(), "text": other})
                told.add(str(refused.value))
        assert len(told) == 1
        assert sql.execute(OPEN).fetchone() == before
        sql.execute(MOVE, own | {"text": lab.made.transcripts[2].id})
        assert sql.execute("DELETE FROM moments WHERE id = %(own)s", own).rowcount == 1


def test_a_server_whose_walls_let_moments_open_texts_gets_todays(given):
    lab, _ = given
    me = lab.made.coders[1].id
    mark = {"id": new_id(), "text": lab.made.transcripts[0].id, "me": me}
    mark["round"] = lab.made.round.id
    with lab.sql(lab.bo) as sql, lab.sql(lab.pi) as keeper, at_home(lab, sql):
        home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
        keeper.execute(f"ALTER POLICY own ON {home}.moments WITH CHECK (owner = '{me}')")
        keeper.execute("UPDATE annotator.laid SET walls = 1")
        before = sql.execute(OPEN).fetchone()
        sql.execute(MARK, mark)
        assert sql.execute(OPEN).fetchone() > before  # the control
        sql.execute("DELETE FROM moments WHERE id = %(id)s", mark)
        lab.open(lab.pi).close()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(MARK, mark)


def test_names_notes_seeds_and_gates_are_as_in_a_file_of_work(given):
    lab, text = given
    with lab.open(lab.bo) as bo, lab.sql(lab.bo) as sql, at_home(lab, sql), lab.open(lab.pi) as pi:
        held = {each.id: each for each in content_of(pi.view(), package_of(lab, text))}
        seen = bo.view(bo.of_coder)
        assert [each.speaker for each in seen.transcripts[text.id].turns] == [
            "Speaker 1", "P", "Speaker 2", "", "Speaker 1", "T", "Speaker 3",
        ]  # fmt: skip
        assert seen.transcripts[text.id] == held[text.id]
        assert seen.stops[text.id] == tuple(held[each.id] for each in seen.stops[text.id])
        assert seen.asides[text.id] == tuple(held[each.id] for each in seen.asides[text.id])
        own = seen.rounds[lab.alone.id]
        assert (own.seed, own.gate_coefficient, own.gate_threshold) == (0, "", None)
        assert "SECRET" not in repr(seen)
        assert "SECRET" in repr(pi.view())
        for asked in (
            "SELECT speaker FROM annotator.turns",
            "SELECT 1 FROM annotator.turns WHERE speaker LIKE 'K%'",
            "SELECT note FROM annotator.stops",
            "SELECT marker FROM annotator.stops",
            "SELECT note FROM annotator.asides",
            "SELECT seed FROM annotator.rounds",
            "SELECT gate_threshold FROM annotator.rounds",
            "SELECT examples FROM annotator.codes",
            "SELECT xmin FROM annotator.examples",
            "SELECT texts FROM annotator.examples",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(asked)


def test_no_two_speakers_are_called_alike_when_roles_change(given):
    lab, _ = given
    text, *beside = version_2(lab.made.transcripts[2], "who is who", ("A", "B", "A", "E"))
    text = replace(text, version=3)
    first, second, third, fourth = text.turns
    therapist = replace(text, turns=(replace(first, role="therapist"), second, third, fourth))
    both = (replace(first, role="therapist"), second, replace(third, role="therapist"), fourth)
    named = replace(text, turns=(first, replace(second, speaker="D"), third, fourth))
    steps = (therapist, text, replace(text, turns=both), text, named)
    said = []
    with lab.open(lab.pi) as pi, lab.open(lab.bo) as bo:
        pi.apply(added(text, *beside), action="import")
        for before, after in zip((text, *steps), steps, strict=False):
            pi.apply(Replace(before, after), action="role")
            turns = bo.view(bo.of_coder).transcripts[text.id].turns
            said.append(" ".join(each.speaker.removeprefix("Speaker ") for each in turns))
        pi.apply(Several(tuple(Replace(each, None) for each in (*beside, named))), action="undo")
    assert said == ["T 2 1 3", "1 2 1 3", "T 2 T 3", "4 2 4 3", "4 5 4 3"]


def test_an_example_that_quotes_a_text_which_is_shut_is_not_read(given):
    lab, text = given
    book = lab.made.codebook
    all_three = (QUOTE_OF_OTHERS, QUOTE_OF_OWN, "made up")
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane, lab.open(lab.bo) as bo:
        assert examples_in(pi, book) == examples_in(ane, book) == all_three
        assert examples_in(bo, book) == (QUOTE_OF_OWN, "made up")
        held = next(
            e for e in content_of(pi.view(), package_of(lab, text)) if isinstance(e, Codebook)
        )
        assert held == bo.view(bo.of_coder).codebooks[book.id]
        # A text that comes later, and goes again.
        said = (ReadTurn(speaker="T", text="all of it MADE up", start_ms=None),)
        made = Reading(format="txt", encoding="utf-8", turns=said)
        later, _ = freeze(made, lab.made.transcripts[1].account_id, version=2)
        pi.apply(added(later), action="import")
        assert examples_in(bo, book) == (QUOTE_OF_OWN,)
        newer = replace(pi.view().codebooks[book.id], id=new_id(), number=9, frozen=False)
        pi.apply(added(newer), action="new version")
        assert examples_in(bo, newer) == (QUOTE_OF_OWN,)
        pi.apply(Replace(later, None), action="take away")
        assert examples_in(bo, newer) == examples_in(bo, book) == (QUOTE_OF_OWN, "made up")


def test_what_an_older_program_imports_opens_no_example_that_quotes_it(given, monkeypatch):
    """It writes the text, and notes nothing."""
    lab, _ = given
    book = lab.made.codebook
    texts = [version_2(lab.made.transcripts[1], words, ("T",)) for words in ("it was MADE up", "x")]
    first, second = (replace(text, version=at) for at, (text, *_) in enumerate(texts, 5))
    with lab.open(lab.bo) as bo:
        assert examples_in(bo, book) == (QUOTE_OF_OWN, "made up")
        with lab.open(lab.pi) as pi, monkeypatch.context() as older:
            for name in ("announce", "note"):
                older.setattr(quoted, name, lambda *_: None)
            pi.apply(added(first), action="import")
        assert examples_in(bo, book) == (QUOTE_OF_OWN,)
        # Today's program has it looked at by opening, not by another text.
        lab.open(lab.pi).close()
        assert examples_in(bo, book) == (QUOTE_OF_OWN,)
        with lab.open(lab.pi) as pi:
            pi.apply(Replace(first, None), action="take away")
            with monkeypatch.context() as older:
                for name in ("announce", "note"):
                    older.setattr(quoted, name, lambda *_: None)
                pi.apply(added(second), action="import")
            assert examples_in(bo, book) == (QUOTE_OF_OWN,)
            pi.apply(Replace(second, None), action="take away")
        lab.open(lab.pi).close()
        assert examples_in(bo, book) == (QUOTE_OF_OWN, "made up")


def test_what_is_opened_for_dyadic_reading_is_read(server):
    """A round that gives one account and hides the other: open at the step that is on record."""
    lab = lab_at(server, server.empty())
    me, (first, second) = lab.made.coders[0], lab.made.transcripts[:2]
    hides = replace(lab.alone, id=new_id(), name="one", number=3)
    work = Assignment(
        id=new_id(), round_id=hides.id, coder_id=me.id, account_id=first.account_id, position=1
    )
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane:
        pi.apply(added(hides, work), action="draw")
        for each in [e for e in pi.view().assignments.values() if e.coder_id == me.id]:
            if each.id != work.id and each.account_id != second.account_id:
                pi.apply(Replace(each, None), action="take back")
        assert second.id not in ane.view(me.id).transcripts
        assert second.account_id in ane.view(me.id).shut
        done = replace(work, progress="done", done_at="2026-01-01T10:00:00+00:00")
        ane.apply(Replace(work, done), action="done")
        opened = Opening(
            id=new_id(), round_id=hides.id, coder_id=me.id,
            session_id=pi.view().accounts[first.account_id].session_id,
        )  # fmt: skip
        ane.apply(added(opened), action="open")
        assert {first.id, second.id} <= set(ane.view(me.id).transcripts)


def test_what_was_done_in_the_open_round_stays_once_a_round_gives_less(server):
    lab = lab_at(server, server.empty())
    made, me = lab.made, lab.made.coders[0]
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane:
        view = pi.view()
        for each in [e for e in view.assignments.values() if e.coder_id == me.id]:
            pi.apply(Replace(each, None), action="take back")
        gone = view.accounts[made.transcripts[2].account_id].session_id
        marked = moment_in(made, made.transcripts[1])
        memo = Memo(id=new_id(), coder_id=me.id, about="session", about_id=gone, text="mine")
        judged = Judgement(
            id=new_id(), coder_id=me.id, round_id=made.round.id, codebook_id=made.codebook.id,
            code_set_id=made.codebook.sets[0].id, unit="session", target_id=gone,
        )  # fmt: skip
        ane.apply(added(marked, memo, judged), action="code")
        assert ane.view(me.id).memos
        sample = Round(
            id=new_id(), name="R1", number=4, kind="reliability", codebook_id=made.codebook.id
        )
        work = Assignment(
            id=new_id(), round_id=sample.id, coder_id=me.id,
            account_id=made.transcripts[0].account_id, position=1,
        )  # fmt: skip
        pi.apply(added(sample, work), action="draw")
        assert ane.changed_elsewhere()
        seen = ane.view(me.id)
        assert set(seen.transcripts) == {each.id for each in made.transcripts[:2]}
        assert seen.moment(marked.id) == marked
        assert (dict(seen.memos), dict(seen.judgements)) == ({}, {})
        assert pi.view().memos[memo.id] == memo
        pi.apply(Replace(work, None), action="take back")
        assert ane.view(me.id).memos[memo.id] == memo
        assert len(ane.view(me.id).transcripts) == 4


def test_the_walls_of_an_earlier_version_are_put_up_anew_by_a_pi(given):
    """A server whose tables are today's and whose walls let more through."""
    lab, text = given
    speakers, shut = "SELECT speaker FROM annotator.turns", "SELECT text FROM annotator.transcripts"
    with lab.sql(lab.pi) as keeper:
        homes = [row[0] for row in keeper.execute("SELECT home FROM annotator.homes")]
        keeper.execute("DROP POLICY own_reading ON annotator.transcripts")
        group = keeper.execute("SELECT prefix || '_coder' FROM annotator.laid").fetchone()[0]
        keeper.execute(
            f"CREATE POLICY own_reading ON annotator.transcripts FOR SELECT TO {group} USING (true)"
        )
        keeper.execute(f"GRANT SELECT (speaker) ON annotator.turns TO {group}")
        for name in ("turns", "stops", "asides", "rounds", "codes", "accounts"):
            for home in homes:
                keeper.execute(f"DROP VIEW {home}.{name}")
        keeper.execute("DROP TABLE annotator.examples")
        keeper.execute("ALTER TABLE annotator.turns DROP COLUMN called")
        keeper.execute("ALTER TABLE annotator.laid DROP COLUMN walls")
        keeper.execute("DROP TRIGGER call_speaker ON annotator.turns")
    with lab.sql(lab.bo) as sql:  # the control: they do let more through
        assert ("Kari Nordmann",) in sql.execute(speakers).fetchall()
        assert len(sql.execute(shut).fetchall()) > 3
    with lab.open(lab.pi) as pi:
        assert pi.check() == []
    with lab.open(lab.bo) as bo, lab.sql(lab.bo) as sql:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(speakers)
        assert len(sql.execute(shut).fetchall()) == 2
        called = [each.speaker for each in bo.view(bo.of_coder).transcripts[text.id].turns]
        assert called == ["Speaker 1", "P", "Speaker 2", "", "Speaker 1", "T", "Speaker 3"]
        assert examples_in(bo, lab.made.codebook) == (QUOTE_OF_OWN, "made up")


def test_a_coder_whom_an_older_program_let_in_gets_the_walls_once_a_pi_opens_the_study(given):
    lab, _ = given
    with lab.sql(lab.bo) as sql, lab.sql(lab.pi) as keeper:
        home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
        for name in ("turns", "stops", "asides", "rounds", "codes", "accounts"):
            keeper.execute(f"DROP VIEW {home}.{name}")
    with lab.open(lab.bo) as bo, pytest.raises(UserError, match="this login may not do that"):
        bo.view(bo.of_coder)  # the control
    lab.open(lab.pi).close()
    with lab.open(lab.bo) as bo:
        assert examples_in(bo, lab.made.codebook) == (QUOTE_OF_OWN, "made up")


def test_a_study_that_comes_from_a_file_has_the_same_walls(given, server, tmp_path):
    lab, text = given
    place = server.empty()
    with lab.open(lab.pi) as pi:
        move(pi, tmp_path / "there.iprstudy", None, None)
    with open_study(tmp_path / "there.iprstudy") as store:
        move(store, place, None, lambda: PASSWORD)
    with open_study(place, lambda: PASSWORD) as pi:
        bo_at = admitted(served(pi), lab.made.coders[1].id)
    with open_study(bo_at, lambda: PASSWORD) as bo:
        seen = bo.view(bo.of_coder)
        assert set(seen.transcripts) == {lab.made.transcripts[2].id, text.id}
        assert "SECRET" not in repr(seen)
        assert examples_in(bo, lab.made.codebook) == (QUOTE_OF_OWN, "made up")
