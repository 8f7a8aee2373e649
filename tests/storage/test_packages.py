"""A file of handed-out work: what is in it, who may write, and that no change goes unseen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.app.verbs.rounds import draw_round
from annotator.domain.codebook import Code
from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import Stale, UserError
from annotator.domain.ids import new_id
from annotator.domain.measures import Measure, Score
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.round import Coder, Round
from annotator.domain.transcript import Aside, freeze
from annotator.domain.view import StudyView
from annotator.storage import Store, restore
from annotator.storage import open_study as open_store
from annotator.storage.committing import commit
from annotator.storage.connection import connect
from annotator.storage.opening import open_file
from annotator.storage.pages import read_pages
from annotator.storage.writing import write
from tests.storage.making import (
    WORDS,
    Made,
    consensus_of,
    driver_of,
    moment_in,
    pairing_of,
    reading,
)

SECRET = "kept from coders"


def ask() -> str:
    return WORDS


def text_of(place: Path) -> bytes:
    """All that a file holds, decrypted: pages with what nothing shows any more, and each row."""
    key, connection = open_file(place, ask)
    connection.close()
    pages = [page.content for page in read_pages(place, key)]
    driver = connect(place, key)
    plain = place.with_suffix(".plain")
    driver.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''").fetchall()
    driver.execute("SELECT sqlcipher_export('plain')").fetchall()
    assert driver.execute("PRAGMA freelist_count").fetchone() == (0,)  # no page is out of use
    driver.close()
    rows = plain.read_bytes()  # a long text goes over several pages
    assert None not in pages
    return b"".join(page for page in pages if page is not None) + rows


@pytest.fixture
def lab(store: Store, made: Made) -> OpenStudy:
    """A study in which much is secret: others' work, the consensus, attributes, scores, names."""
    own, other = (
        moment_in(made, made.transcripts[0], coder, memo=f"memo of {coder}") for coder in (0, 1)
    )
    second = moment_in(made, made.transcripts[1], 1, memo=f"second, {SECRET}")
    layer, settled, decision, gate = consensus_of(made, own)
    measure = Measure(id=new_id(), name=f"measure {SECRET}")
    fresh = Coder(id=new_id(), name=f"coder {SECRET}")
    store.apply(
        added(
            own, replace(other, memo=SECRET), second, layer,
            replace(settled, memo=f"settled, {SECRET}"), replace(decision, reason=SECRET),
            replace(gate, reason=SECRET, coders=(SECRET,)), fresh, measure,
            replace(pairing_of(made, (other.id, second.id), 1), memo=SECRET),
            Score(
                id=new_id(), measure_id=measure.id, session_id=made.session.id,
                voice="patient", value=1,
            ),
            Memo(id=new_id(), coder_id=made.coders[1].id, about="study", about_id="x", text=SECRET),
            Memo(id=new_id(), coder_id=fresh.id, about="study", about_id="x", text=SECRET),
        ),
        action=f"an action {SECRET}",
    )  # fmt: skip
    view = store.view()
    people: list[Any] = [*view.participants.values(), *view.dyads.values()]
    changes = [Replace(each, replace(each, attributes=(("secret", SECRET),))) for each in people]
    changes += [
        Replace(each, replace(each, recording=f"{SECRET}.mp4")) for each in view.sessions.values()
    ]
    changes += [
        Replace(each, replace(each, interviewer=SECRET, reason=SECRET))
        for each in view.interviews.values()
    ]
    changes += [
        Replace(stop, replace(stop, note=SECRET))
        for each in made.transcripts
        for stop in view.stops_of(each.id)
    ]
    changes += [
        Replace(each, replace(each, source=f"{SECRET}.docx")) for each in view.transcripts.values()
    ]
    for change in changes:
        store.apply(change, action="edit")
    return OpenStudy(store)


def handed(lab: OpenStudy, coder: str = "Ane", **wish: Any) -> Path:
    place = lab.place.with_name(f"{coder}.iprwork")
    hand_out(lab, AssignWish(**{"round_name": "R1", "coder": coder, **wish}), place, WORDS)
    return place


def test_nothing_of_others_is_in_the_file(lab: OpenStudy, made: Made) -> None:
    place = handed(lab, dyads=("D01",))
    found = text_of(place)
    assert SECRET.encode() not in found
    assert b"memo of" not in found, "of another round"
    view = lab.view
    others = [each.id for each in view.all_moments()]
    others += [each.id for each in view.coders.values() if each.name != "Ane"]
    others += [*view.pairings, *view.decisions, *view.gates, *view.scores, *view.memos]
    others += [each.id for each in view.assignments.values() if each.round_id == made.round.id]
    left_out = [each for each in view.accounts.values() if view.place_of(each.id)[0].name == "D00"]
    others += [each.id for each in left_out]
    assert [each for each in others if each.encode() in found] == []
    assert made.transcripts[2].id.encode() in found


def test_a_round_may_let_its_coders_have_attributes_and_scores(lab: OpenStudy) -> None:
    place = handed(lab, allows=("attributes", "measures"))
    assert SECRET.encode() in text_of(place), "else the search above would show nothing"
    with open_study(place, ask) as opened:
        assert dict(next(iter(opened.view.participants.values())).attributes) == {"secret": SECRET}
        assert dict(next(iter(opened.view.dyads.values())).attributes) == {"secret": SECRET}
        assert [each.name for each in opened.view.measures.values()] == [f"measure {SECRET}"]
        assert len(opened.view.scores) == 1
        assert all(each.interviewer is None for each in opened.view.interviews.values())
    assert lab.view.find_round("R1") is not None
    assert lab.view.find_round("R1").allows == ("attributes", "measures")  # type: ignore[union-attr]


def test_an_example_that_quotes_a_text_which_stays_here_stays_too(
    lab: OpenStudy, made: Made
) -> None:
    """And merging takes the file for one of the same codebook all the same."""
    elsewhere = made.transcripts[3].account_id
    other, _ = freeze(reading(("Only Kari said this once",)), elsewhere, version=2)
    code_set = made.codebook.sets[0]
    examples = ("“only  kari said THIS”", f"“{made.transcripts[0].text[:7]}”", "as if made up")
    code = replace(code_set.codes[0], examples=examples)
    code_sets = (replace(code_set, codes=(code, *code_set.codes[1:])), *made.codebook.sets[1:])
    lab.do(
        Several((
            Replace(None, other), Replace(made.codebook, replace(made.codebook, sets=code_sets)),
        )), "Examples",
    )  # fmt: skip
    place = lab.place.with_name("examples.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane", dyads=("D00",)), place, WORDS)
    with open_study(place, lambda: WORDS) as opened:
        assert opened.view.codebook.sets[0].codes[0].examples == examples[1:]
        hand_in(opened)
    assert lab.view.codebook.sets[0].codes[0].examples == examples
    assert merge(lab, [place], lambda _: WORDS).changes


def test_the_file_has_the_texts_and_all_that_stands_in_them(lab: OpenStudy, made: Made) -> None:
    transcript = made.transcripts[0]
    aside = Aside(id=new_id(), transcript_id=transcript.id, start=0, end=3, note="elsewhere")
    lab.do(Replace(None, aside), "Aside")
    with open_study(handed(lab), ask) as opened:
        view = opened.view
        assert {each.text for each in view.transcripts.values()} == {
            each.text for each in made.transcripts
        }
        assert view.stops == {
            key: tuple(replace(each, note="", marker="[stop]") for each in stops)
            for key, stops in lab.view.stops.items()
        }
        assert view.asides == {transcript.id: (replace(aside, note=""),)}
        assert view.codebook == lab.view.codebook
        assert view.codebook.frozen
        [work_round] = view.rounds.values()
        assert (work_round.name, work_round.codebook_id) == ("R1", view.codebook.id)
        order = sorted(view.assignments.values(), key=lambda each: each.position)
        assert [each.position for each in order] == [1, 2, 3, 4]
        assert all(
            turn.speaker in ("I", "T", None) for t in view.transcripts.values() for turn in t.turns
        )
        assert opened.check() == []


def test_what_a_coder_did_in_the_round_goes_along_when_it_is_handed_out_anew(
    lab: OpenStudy, made: Made
) -> None:
    first = handed(lab)
    with open_study(first, ask) as opened:
        mark(opened, made)
        hand_in(opened)
    merge(lab, [first], lambda _: WORDS)
    place = first.with_name("again.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), place, WORDS)
    with open_study(place, ask) as opened:
        [moment] = opened.view.all_moments()
        opened.do(Replace(moment, replace(moment, peak=True)), "Peak")
        hand_in(opened)
    report = merge(lab, [place], lambda _: WORDS)
    assert (report.coders[0].changed, report.kept_twice) == ({"moment": 1}, ())
    assert [each.peak for each in own_moments(lab.view)] == [True]


def mark(opened: OpenStudy, made: Made, **changes: Any) -> Moment:
    """A moment of the file's coder, in its round."""
    assert opened.work is not None
    work_round, transcript = opened.work.round_id, made.transcripts[0]
    moment = moment_in(
        made, transcript, round_id=work_round, coder_id=opened.work.coder_id, **changes
    )
    opened.do(Replace(None, moment), "Mark")
    return moment


def moment_in_file(opened: OpenStudy, transcript_id: str) -> Moment:
    """A moment of the file's coder in one of its texts."""
    assert opened.work is not None
    moment = Moment(
        id=new_id(), transcript_id=transcript_id, coder_id=opened.work.coder_id,
        round_id=opened.work.round_id, codebook_id=opened.view.codebook.id, start=0, end=3,
    )  # fmt: skip
    opened.do(Replace(None, moment), "Mark")
    return moment


def own_moments(view: StudyView) -> list[Moment]:
    work_round = view.find_round("R1")
    assert work_round is not None
    return [each for each in view.all_moments() if each.round_id == work_round.id]


# Who writes ----------------------------------------------------------------------------------


def test_only_the_coders_own_records_are_written(lab: OpenStudy, made: Made) -> None:
    with open_study(handed(lab), ask) as opened:
        moment = mark(opened, made)
        book = opened.view.codebook
        foreign = Coder(id=new_id(), name="Somebody")
        for edit in (
            Replace(book, replace(book, frozen=False)),
            Replace(None, foreign),
            Replace(moment, replace(moment, coder_id=foreign.id)),
            Replace(
                None, Round(id=new_id(), name="open", number=0, kind="open", codebook_id=book.id)
            ),
            Replace(opened.view.study, replace(opened.view.study, title="Mine")),
        ):
            with pytest.raises(UserError, match="only its coder’s own"):
                opened.do(edit, "Try")
        with pytest.raises(UserError, match="its coder’s alone"):
            opened.see_as(None)
        opened.undo()
        assert not list(opened.view.all_moments())


def test_a_window_that_is_still_open_writes_nothing_once_it_is_handed_in(
    lab: OpenStudy, made: Made
) -> None:
    place = handed(lab)
    with open_study(place, ask) as window:
        with open_study(place, ask) as other:
            hand_in(other)
        with pytest.raises(UserError, match="only read now"):
            mark(window, made)


def test_a_reader_codes_nothing(lab: OpenStudy) -> None:
    lab.do(added(Coder(id=new_id(), name="Reader", role="reader")), "Reader")
    with pytest.raises(UserError, match="does not code"):
        handed(lab, "Reader")


def test_a_study_of_an_older_version_gets_its_key_with_the_first_file(lab: OpenStudy) -> None:
    driver = driver_of(lab._store)
    driver.execute("DELETE FROM study_key")
    place = handed(lab)
    [(public, private)] = driver.execute("SELECT public, private FROM study_key").fetchall()
    assert (len(public), len(private)) == (32, 32)
    with open_store(place, ask) as store:
        assert driver_of(store).execute("SELECT * FROM study_key").fetchall() == [(1, public, None)]


def test_where_the_study_cannot_be_written_there_is_no_file(
    lab: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr("annotator.storage.store.commit", full)
    before = lab.view
    with pytest.raises(UserError, match="disk is full"):
        handed(lab)
    assert not list(lab.place.parent.glob("*.iprwork"))
    monkeypatch.undo()
    assert lab._store.view() == before


def test_the_study_knows_of_a_file_before_the_file_has_its_name(
    lab: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is killed in between leaves no file that could never come back."""
    seen: list[list[Path]] = []

    def watched(*given: Any) -> None:
        seen.append(list(lab.place.parent.glob("*.iprwork")))
        commit(*given)

    monkeypatch.setattr("annotator.storage.store.commit", watched)
    place = handed(lab)
    assert seen == [[]]
    assert place.exists()
    assert not list(lab.place.parent.glob(".*.new"))


def test_a_file_that_gets_no_name_is_not_out(
    lab: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: object) -> None:
        raise PermissionError(13, "not allowed")

    before = lab._store.view()
    monkeypatch.setattr("annotator.storage.packages.put_new", taken)
    with pytest.raises(UserError, match="cannot be made there"):
        handed(lab)
    assert not list(lab.place.parent.glob(".*.new"))
    assert replace(lab._store.view(), revision=before.revision) == before
    assert lab.check() == []
    monkeypatch.undo()
    assert handed(lab).exists()


def test_work_is_not_handed_out_from_a_view_that_is_old(lab: OpenStudy, made: Made) -> None:
    """What another program wrote meanwhile would be missing in the file."""
    with open_store(lab.place) as other:
        other.apply(added(moment_in(made, made.transcripts[0])), action="Mark")
    with pytest.raises(Stale, match="changed by another program"):
        handed(lab)
    assert not list(lab.place.parent.glob("*.iprwork"))
    assert not lab._store.view().packages
    assert handed(lab).exists(), "the view was loaded anew"


# Tampering -----------------------------------------------------------------------------------

HANDED_OUT = {
    "a text": "UPDATE transcripts SET text = replace(text, 'then', 'than')",
    "a label": "UPDATE turns SET role = 'patient' WHERE position = 0",
    "a code": "UPDATE codes SET name = 'Coldness' WHERE name = 'Warmth'",
    "the round": "UPDATE rounds SET blind = 0",
    "the title": "UPDATE study SET title = 'Other'",
    "a stop": "DELETE FROM stops WHERE seq = (SELECT min(seq) FROM stops)",
    "the beginnings": "DELETE FROM lineage",
}
HANDED_IN = {
    "a moment": "UPDATE moments SET start = start + 1",
    "its code": "DELETE FROM moment_codes WHERE position = 1",
    "a moment less": "DELETE FROM moments WHERE seq = (SELECT max(seq) FROM moments)",
    "an assignment": "UPDATE assignments SET progress = 'to do'",
    "a tombstone": "INSERT INTO tombstones VALUES ('moment', 'x', 1, NULL)",
    "the journal": "UPDATE journal SET action = 'Nothing' WHERE seq = 2",
    "a journal less": "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    "a payload": "UPDATE journal_payloads SET payload = replace(payload, 'Warm', 'Cold') || ' '",
    "no payload": "DELETE FROM journal_payloads WHERE seq = 2",
    "its head": "UPDATE journal_head SET hash = replace(hash, substr(hash, 1, 1), 'x')",
    "the closing": "UPDATE work SET closing = replace(closing, '\"moment\":2', '\"moment\":3')",
    "partial": "UPDATE work SET closing = replace(closing, ':false', ':true')",
    "its signature": "UPDATE work SET closing_signature = zeroblob(64)",
    "no closing": "UPDATE work SET closing = NULL",
    "the manifest": "UPDATE work SET manifest = replace(manifest, '\"format\":1', '\"format\":2')",
    "no manifest": "UPDATE work SET manifest = 'nothing'",
    "an empty manifest": "UPDATE work SET manifest = '{}'",
    "an empty closing": "UPDATE work SET closing = '{}'",
    "the study's signature": "UPDATE work SET signature = zeroblob(64)",
}


@pytest.fixture(scope="module")
def handed_in(made: Made, master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a study and a file of work that was handed in. Nothing is written there."""
    folder = tmp_path_factory.mktemp("handed in")
    with open_study(Path(shutil.copy(master, folder / "study.iprstudy"))) as lab:
        place = handed(lab)
    with open_study(place, ask) as opened:
        mark(opened, made)
        mark(opened, made, memo="one more")
        hand_in(opened)
    return folder


@pytest.mark.parametrize(
    "sql", [*HANDED_OUT.values(), *HANDED_IN.values()], ids=[*HANDED_OUT, *HANDED_IN]
)
def test_every_change_past_the_program_is_seen_and_changes_nothing(
    handed_in: Path, tmp_path: Path, sql: str
) -> None:
    shutil.copytree(handed_in, tmp_path, dirs_exist_ok=True)
    place = tmp_path / "Ane.iprwork"
    tamper(place, sql)
    before = (tmp_path / "study.iprstudy").read_bytes()
    with open_study(tmp_path / "study.iprstudy") as lab, pytest.raises(UserError) as refused:
        merge(lab, [place], lambda _: WORDS)
    assert place.name in refused.value.sentence
    assert (tmp_path / "study.iprstudy").read_bytes() == before


def test_the_same_file_untouched_comes_in(handed_in: Path, tmp_path: Path) -> None:
    shutil.copytree(handed_in, tmp_path, dirs_exist_ok=True)
    with open_study(tmp_path / "study.iprstudy") as lab:
        report = merge(lab, [tmp_path / "Ane.iprwork"], lambda _: WORDS)
        assert report.coders[0].new == {"moment": 2}


def tamper(place: Path, sql: str) -> None:
    """Changes a file as somebody with the passphrase and a database tool could."""
    key, connection = open_file(place, ask)
    connection.close()
    driver = connect(place, key, foreign_keys=False)
    assert driver.execute(sql).rowcount > 0
    driver.close()


def test_what_was_changed_past_the_journal_is_not_handed_in(lab: OpenStudy, made: Made) -> None:
    place = handed(lab)
    with open_study(place, ask) as opened:
        mark(opened, made)
    tamper(place, "UPDATE moments SET peak = 1")
    with open_study(place, ask) as opened, pytest.raises(UserError, match="not what its journal"):
        hand_in(opened)


def test_papers_signed_with_another_key_are_refused(lab: OpenStudy, made: Made) -> None:
    place = handed(lab)
    with open_study(place, ask) as opened:
        hand_in(opened)
    driver = driver_of(lab._store)
    driver.execute("UPDATE study_key SET public = zeroblob(32)")
    with pytest.raises(UserError, match="not signed by this study"):
        merge(lab, [place], lambda _: WORDS)


def test_a_copy_of_the_study_from_before_does_not_know_the_file(
    lab: OpenStudy, tmp_path: Path
) -> None:
    backup = lab.back_up()
    place = handed(lab)
    with open_study(place, ask) as opened:
        hand_in(opened)
    with open_study(backup) as older, pytest.raises(UserError, match="does not know"):
        merge(older, [place], lambda _: WORDS)


def test_a_copy_from_before_that_has_coder_and_round_takes_it_in(lab: OpenStudy) -> None:
    """The study's own signature says that it was handed out; only the list lacks it."""
    handed(lab, dyads=("D00",))
    backup = restore(lab.back_up(), lab.place.with_name("older.iprstudy"))
    place = lab.place.with_name("second.iprwork")
    wish = AssignWish(round_name="R1", coder="Ane", dyads=("D01",))
    hand_out(lab, wish, place, WORDS)
    with open_study(place, ask) as opened:
        texts = sorted(opened.view.transcripts)
        moment = moment_in_file(opened, texts[0])
        hand_in(opened, partial=True)
    with open_study(backup) as older:
        assert len(older.view.packages) == 1
        report = merge(older, [place], lambda _: WORDS)
        assert report.set_aside == ()
        assert older.view.moment(moment.id) == moment
        again = {each.id: each for each in lab.view.packages.values()}
        assert {
            each.id: (each.account_ids, each.verify_key, each.made_at)
            for each in older.view.packages.values()
        } == {each.id: (each.account_ids, each.verify_key, each.made_at) for each in again.values()}
        states = {each.id: each.state for each in older.view.packages.values()}
        assert sorted(states.values()) == ["out", "returned in part"]
        assert older.view.assignments == lab.view.assignments
        assert not merge(older, [place], lambda _: WORDS).changes
        assert older.check() == []


def test_a_copy_from_before_takes_in_nothing_that_another_key_signed(lab: OpenStudy) -> None:
    handed(lab, dyads=("D00",))
    backup = restore(lab.back_up(), lab.place.with_name("older.iprstudy"))
    place = lab.place.with_name("second.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), place, WORDS)
    with open_study(place, ask) as opened:
        hand_in(opened)
    with open_study(backup) as older:
        driver_of(older._store).execute("UPDATE study_key SET public = zeroblob(32)")
        with pytest.raises(UserError, match="not signed by this study"):
            merge(older, [place], lambda _: WORDS)


def test_another_codebook_under_that_version_is_told(lab: OpenStudy, made: Made) -> None:
    place = handed(lab)
    with open_study(place, ask) as opened:
        hand_in(opened)
    book = lab.view.codebook
    others = Replace(book, replace(book, sets=book.sets[:1]))
    with pytest.raises(UserError, match="its codes stay as they are"):
        lab.do(others, "Past the rules")
    [file] = lab.view.packages.values()
    there_and_back = Several((Replace(file, None), others, Replace(None, file)))
    with pytest.raises(UserError, match="its codes stay as they are"):
        lab.do(there_and_back, "Past the rules in one step")
    with lab._store.writing() as connection:  # past the program too
        write(connection, others)
    with pytest.raises(UserError, match="another codebook"):
        merge(lab, [place], lambda _: WORDS)


def test_work_comes_back_though_its_codebook_is_no_longer_frozen(lab: OpenStudy) -> None:
    """An older round froze it, work was handed out in a new one, and the older was undone."""
    book = lab.view.codebook
    one, two = (Code(id=new_id(), name=name) for name in ("Calm", "Still"))
    for code in (one, two):
        book = lab.view.codebook
        [first, *rest] = book.sets
        more = replace(book, sets=(replace(first, codes=(*first.codes, code)), *rest))
        lab.do(Replace(book, more), f"Code {code.name}")
    coders = [each.id for each in lab.view.coders.values()][:2]
    drawn = draw_round(lab.view, name="R0", kind="training", coders=coders, count=1, seed=1)
    lab.do(drawn, "Draw R0")
    place = handed(lab, round_name="R2")
    assert lab.undo() == "Draw R0"
    assert not lab.view.codebook.frozen
    with pytest.raises(UserError, match="handed out with this version of the codebook"):
        lab.undo()
    assert lab.view.codebook.code(two.id) is not None, "the codes under which work is out stay"
    with open_study(place, ask) as opened:
        hand_in(opened)
    assert merge(lab, [place], lambda _: WORDS).set_aside == ()
    assert {each.state for each in lab.view.packages.values()} == {"returned"}


def test_codes_that_changed_as_work_went_out_go_back_with_it(lab: OpenStudy) -> None:
    handed(lab)
    [file] = lab.view.packages.values()
    free = replace(lab.view.codebook, id=new_id(), number=9)
    other = replace(file, id=new_id(), codebook_id=free.id)
    lab.do(Replace(None, free), "A version nobody works with")
    [first, *rest] = free.sets
    code = Code(id=new_id(), name="Calm")
    more = replace(free, sets=(replace(first, codes=(*first.codes, code)), *rest))
    lab.do(Several((Replace(free, more), Replace(None, other))), "Both at once")
    assert lab.undo() == "Both at once"
    assert lab.view.codebooks[free.id] == free
    assert lab.redo() == "Both at once"
    with pytest.raises(UserError, match="handed out with this version of the codebook"):
        lab.do(Replace(more, free), "The codes alone")
