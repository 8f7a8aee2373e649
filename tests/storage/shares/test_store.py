"""A study on a share: checked out, worked in, published, read by others, gone two ways."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from unittest import mock

import pytest
from sqlcipher3 import dbapi2

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.storage import (
    Held,
    create_shared,
    open_shared,
    open_study,
    take_out,
    without_share,
    working_copies,
)
from annotator.storage.shares import copies, locks, publishing
from annotator.storage.shares.locks import Lost
from annotator.storage.shares.publishing import Diverged, Missing
from tests.reliability.shared_lab import Lab, left
from tests.storage.making import moment_in, new_study


def test_work_goes_from_one_machine_over_the_share_to_the_next(lab: Lab) -> None:
    first = lab.open("a")
    mine = lab.mark(first)
    assert mine not in lab.there()
    first.close()
    first.sharing.leave()
    assert lab.there() == {mine}
    second = lab.open("b")
    theirs = lab.mark(second)
    second.close()
    second.sharing.leave()
    again = lab.open("a")
    assert {each.id for each in again.view().all_moments()} == {mine, theirs}
    assert again.check() == []
    again.close()
    again.sharing.leave()


def test_the_share_is_never_opened_as_a_database(lab: Lab) -> None:
    opened: list[str] = []
    driver = dbapi2.connect

    def noted(place: str, **named: object) -> object:
        opened.append(place)
        return driver(place, **named)

    with mock.patch.object(dbapi2, "connect", noted):
        store = lab.open("a")
        lab.mark(store)
        store.sharing.publish_now()
        store.close()
        store.sharing.leave()
    assert opened
    assert not [each for each in opened if str(lab.share) in each]


def test_a_working_copy_is_its_owner_s_and_holds_only_what_the_share_does(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "share", tmp_path / "machines", "open sesame")
    store = lab.open("a")
    [copy] = working_copies(lab.work("a"))
    assert copy.file == store.place
    assert store.home == lab.place
    assert stat.S_IMODE(copy.folder.stat().st_mode) == 0o700
    assert copy.file.read_bytes() == lab.place.read_bytes()
    assert "Recall" not in (copy.folder / "state.json").read_text()  # the study's title
    assert working_copies(lab.work("a"), copy.state.study_id) == [copy]
    assert working_copies(lab.work("a"), "another") == []
    left(store)


def test_the_passphrase_is_asked_once_and_a_wrong_one_leaves_nothing(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "share", tmp_path / "machines", "open sesame")
    with pytest.raises(UserError, match=rf"{lab.place}: wrong passphrase"):
        open_shared(take_out(lab.work("b"), lab.place, claims=True), lambda: "no")
    assert not [each for each in lab.work("b").rglob("*") if each.is_file()]
    assert locks.look(lab.place) is None  # nobody is kept out
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return "open sesame"

    left(open_shared(take_out(lab.work("b"), lab.place, claims=False), ask))
    assert len(asked) == 1


def test_the_second_only_reads_and_the_first_is_named(lab: Lab) -> None:
    first = lab.open("a")
    second = lab.open("b")
    assert second.sharing.status.standing == "theirs"
    before = second.view()
    with pytest.raises(Held, match=r"works on the study since .* read only"):
        lab.mark(second)
    assert second.view() == before
    with pytest.raises(Held):
        second.sharing.work_in_it()
    first.close()
    first.sharing.leave()
    assert second.sharing.work_in_it().standing == "ours"
    lab.mark(second)
    left(second)


def test_a_reader_goes_on_with_what_is_published(lab: Lab) -> None:
    first, second = lab.open("a"), lab.open("b")
    assert second.sharing.newer() is None
    mine = lab.mark(first)
    first.sharing.publish_now()
    fetched = second.sharing.newer()
    assert fetched is not None
    assert second.swap(fetched)
    assert [each.id for each in second.view().all_moments()] == [mine]
    assert second.sharing.newer() is None
    left(second)
    left(first)


def test_a_copy_that_another_program_has_open_is_not_replaced(lab: Lab) -> None:
    """What that one writes would go into a file that has no name any more."""
    reader, beside = lab.open("b", claims=False), lab.open("b", claims=False)
    other = lab.open("a")
    lab.mark(other)
    other.close()
    other.sharing.leave()
    fetched = reader.sharing.newer()
    assert fetched is not None
    assert not reader.swap(fetched)
    assert not list(reader.view().all_moments())
    left(lab.open("b", claims=False))  # nor at an opening
    assert beside.place.stat().st_nlink == 1
    assert beside.view() == reader.view()
    left(beside)
    fetched = reader.sharing.newer()
    assert fetched is not None
    assert reader.swap(fetched)
    left(reader)


def test_two_programs_of_one_machine_work_on_one_copy(lab: Lab) -> None:
    window, script = lab.open("a"), lab.open("a", claims=False)
    assert script.sharing.work_in_it().standing == "ours"
    theirs = lab.mark(script)
    left(script)
    assert window.sharing.status.ahead
    window.sharing.publish_now()
    assert lab.there() == {theirs}
    left(window)


def test_a_second_window_of_a_machine_takes_over_when_the_first_is_closed(lab: Lab) -> None:
    left(lab.open("a"))
    first, second = lab.open("a"), lab.open("a")
    assert second.sharing.status.standing == "ours"
    mine = lab.mark(second)
    with pytest.raises(UserError, match="another window of this machine has the study open too"):
        second.sharing.publish_now()
    first.sharing.publish_now()
    assert not second.sharing.turn().ahead
    later = lab.mark(second)
    first.close()
    first.sharing.leave()  # which publishes that too
    assert lab.there() == {mine, later}
    last = lab.mark(second)
    second.sharing.turn()
    second.sharing.publish_now()
    assert lab.there() == {mine, later, last}
    left(second)


def test_what_both_sides_have_changed_is_kept_on_both(lab: Lab) -> None:
    away = lab.open("a")
    mine = lab.mark(away)
    other = lab.open("b")
    other.sharing.work_in_it(over=locks.look(lab.place))
    theirs = lab.mark(other)
    other.close()
    other.sharing.leave()
    with pytest.raises(Lost):
        away.sharing.publish_now()
    with pytest.raises(Diverged, match=r"changed on the share too .*both are kept"):
        away.sharing.publish_now()  # the lock is free by now, the fence stands
    assert away.sharing.status.diverged
    assert lab.there() == {theirs}
    fetched = away.give_way()
    assert fetched.beside is not None
    assert lab.there(fetched.beside) == {mine}
    assert {each.id for each in away.view().all_moments()} == {theirs}
    assert not away.sharing.status.ahead
    left(away)


def test_nothing_is_saved_beside_a_study_that_is_not_there(lab: Lab) -> None:
    store = lab.open("a")
    lab.mark(store)
    lab.place.unlink()
    before = set(lab.share.iterdir())
    with pytest.raises(UserError, match="no such file"):
        store.give_way()
    assert set(lab.share.iterdir()) == before
    assert store.sharing.status.ahead
    store.sharing.publish_now(again=True)
    left(store)


def test_a_share_that_is_gone_is_worked_on_and_published_later(lab: Lab) -> None:
    left(lab.open("a"))
    away = lab.share.rename(lab.share.with_name("away"))
    with pytest.raises(UserError, match="the share is not there"):
        take_out(lab.work("never"), lab.place, claims=True)
    store = lab.open("a")
    assert store.sharing.status.standing == "gone"
    mine = lab.mark(store)
    left(store)
    [copy] = working_copies(lab.work("a"))
    assert copy.is_ahead
    away.rename(lab.share)
    store = lab.open("a")
    store.sharing.publish_now()
    assert lab.there() == {mine}
    assert not store.sharing.status.ahead
    left(store)


def test_without_an_answer_the_copy_is_opened_as_it_is(lab: Lab) -> None:
    why = UserError("the share does not answer", str(lab.place))
    with pytest.raises(UserError, match="does not answer"):
        without_share(lab.work("a"), lab.place, why)
    left(lab.open("a"))
    store = open_shared(without_share(lab.work("a"), lab.place, why))
    assert store.sharing.status.standing == "gone"
    assert store.sharing.turn().standing == "ours"  # it answers now
    left(store)


def test_a_study_that_was_deleted_is_put_there_again_only_when_asked(lab: Lab) -> None:
    store = lab.open("a")
    mine = lab.mark(store)
    lab.place.unlink()
    with pytest.raises(Missing, match="moved or deleted"):
        store.sharing.publish_now()
    assert not lab.place.exists()
    store.sharing.publish_now(again=True)
    assert lab.there() == {mine}
    left(store)


def test_a_killed_publishing_s_drafts_are_swept_and_those_of_others_kept(lab: Lab) -> None:
    stray = lab.share / f".{lab.place.name}.000001.0a0b0c0d.publishing"
    foreign = lab.share / ".other.iprstudy.000001.0a0b0c0d.publishing"
    later = lab.share / f".{lab.place.name}.000999.0a0b0c0d.publishing"
    locks.take(lab.place).release()
    for each in (stray, foreign, later):
        each.touch()
    left(lab.open("a"))
    assert not stray.exists()
    assert foreign.exists()
    assert later.exists()


def test_what_killed_programs_have_fetched_goes_after_an_hour(lab: Lab) -> None:
    work = lab.work("a")
    (work / ".brought.x").mkdir(parents=True)
    strays = [work / ".fetched.0a.iprstudy", work / ".brought.x" / "w.iprwork"]
    for each in strays:
        each.write_bytes(b"cipher")
    left(lab.open("a"))
    assert all(each.exists() for each in strays)  # one may be at it just now
    for each in (*strays, work / ".brought.x"):
        os.utime(each, (1, 1))
    left(lab.open("a"))
    assert not any(each.exists() for each in strays)
    assert len(working_copies(work)) == 1


def test_the_lab_s_rights_on_the_study_stay(lab: Lab) -> None:
    lab.place.chmod(0o660)
    store = lab.open("a")
    lab.mark(store)
    store.sharing.publish_now()
    assert stat.S_IMODE(lab.place.stat().st_mode) == 0o660
    left(store)


def test_bytes_that_come_back_otherwise_are_not_put_there(lab: Lab) -> None:
    store = lab.open("a")
    lab.mark(store)
    before = lab.place.read_bytes()
    with (
        mock.patch.object(publishing, "digest_of", lambda path: path.name),
        pytest.raises(UserError, match="gives back other bytes"),
    ):
        store.sharing.publish_now()
    assert lab.place.read_bytes() == before
    assert not list(lab.share.glob(".*.publishing"))
    left(store)


def test_a_new_study_is_there_wholly_or_nowhere(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="there is a file of this name"):
        create_shared(lab.work("c"), lab.place, new_study(), None)
    nowhere = lab.share / "missing" / "lab.iprstudy"
    with pytest.raises(UserError, match="the share is not there"):
        create_shared(lab.work("c"), nowhere, new_study(), None)
    place = lab.share / "new.iprstudy"
    store = create_shared(lab.work("c"), place, new_study(), None)

    def fail(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_send", fail)
    with pytest.raises(UserError, match=rf"{place}: the disk is full"):
        store.close()
    assert not place.exists()
    assert working_copies(lab.work("c")) == []


def test_a_state_that_makes_no_sense_is_no_working_copy(lab: Lab) -> None:
    left(lab.open("a"))
    [copy] = working_copies(lab.work("a"))
    file = copy.folder / "state.json"
    whole = json.loads(file.read_text())
    for text in ("", "{}", "[1]", json.dumps({**whole, "own": 3})):
        file.write_text(text)
        assert working_copies(lab.work("a")) == []
    assert copies.read_state(copy.folder) is None
    left(lab.open("a"))  # it is taken out anew
    assert len(working_copies(lab.work("a"))) == 1


def test_a_file_with_half_an_edit_in_it_is_checked_out_whole(lab: Lab, tmp_path: Path) -> None:
    """As it may be left there by a version, or a machine, that worked in it in place."""
    half = tmp_path / "half.iprstudy"
    half.write_bytes(lab.place.read_bytes())
    with open_study(half) as store:
        connection = store.connection.connection.driver_connection
        assert connection is not None
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE turns SET speaker = hex(randomblob(2000))")
        os.replace(half, lab.place)  # noqa: PTH105 (as a crash leaves both files)
        journal = half.with_name(f"{half.name}-journal")
        lab.place.with_name(f"{lab.place.name}-journal").write_bytes(journal.read_bytes())
        connection.execute("ROLLBACK")
        store.disconnect()
    found = open_shared(take_out(lab.work("b"), lab.place, claims=False))
    assert found.check() == []
    left(found)


def test_the_command_line_s_store_publishes_when_it_is_closed(lab: Lab) -> None:
    with open_shared(take_out(lab.work("a"), lab.place, claims=False)) as store:
        moment = moment_in(lab.made, lab.made.transcripts[0])
        store.apply(added(moment), action="mark")
    assert lab.there() == {moment.id}
    assert locks.look(lab.place) is None
    away = lab.share.rename(lab.share.with_name("away"))
    store = open_shared(take_out(lab.work("a"), lab.place, claims=False))
    store.apply(added(moment_in(lab.made, lab.made.transcripts[0])), action="mark")
    with pytest.raises(
        UserError, match=r"saved on this machine, not yet published .*annotator publ"
    ):
        store.close()
    with open_shared(take_out(lab.work("a"), lab.place, claims=False)) as reads:
        assert len(list(reads.view().all_moments())) == 2  # and says nothing of it
    away.rename(lab.share)


def test_what_a_killed_program_left_beside_is_taken_away_by_the_next_owner(lab: Lab) -> None:
    killed = lab.open("a")
    lab.mark(killed)
    begun: list[tuple[Path, bytes]] = []

    def dies(draft: Path, _: Path) -> None:
        begun.append((draft, draft.read_bytes()))
        raise OSError(5, "Input/output error")

    with (
        mock.patch.object(publishing, "put_new", dies),
        pytest.raises(UserError),
    ):
        publishing.save_beside(killed.sharing.copy, None)
    [(draft, content)] = begun
    draft.write_bytes(content)  # as it stays where nobody comes to take it away
    killed.close()
    killed.sharing.leave()
    assert draft.exists()  # it may be another's, who writes it now
    left(lab.open("b"))
    assert not draft.exists()
