from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.storage import Damaged, back_up, create, is_encrypted, open_study
from annotator.storage import connection as connection_module
from annotator.storage import store as store_module
from annotator.storage.committing import commit
from tests.storage.making import driver_of, moment_in, new_study


def never() -> str | None:
    raise AssertionError("asked for a passphrase without need")


def change_plain(place: Path, *statements: str) -> None:
    driver = dbapi2.connect(str(place), isolation_level=None)
    for statement in statements:
        driver.execute(statement).fetchall()
    driver.close()


def refused(place: Path, passphrase: str | None = None) -> str:
    """The sentence with which a file is refused, without its place; the file stays as it was."""
    before = place.read_bytes() if place.is_file() else None
    around = sorted(place.parent.iterdir())
    with pytest.raises(UserError) as caught:
        open_study(place, lambda: passphrase)
    assert caught.value.where == str(place)
    assert "\n" not in caught.value.sentence
    assert (place.read_bytes() if place.is_file() else None) == before
    assert sorted(place.parent.iterdir()) == around
    return caught.value.sentence.removeprefix(f"{place}: ")


def test_a_plain_study_needs_no_passphrase(place):
    assert not is_encrypted(place)
    with open_study(place, never) as store:
        assert not store.encrypted
        assert store.check() == []


def test_an_encrypted_study_needs_its_passphrase(locked):
    assert is_encrypted(locked)
    with open_study(locked, lambda: "open sesame") as store:
        assert store.encrypted
        assert store.check() == []
        assert len(store.view().transcripts) == 4
    assert refused(locked) == "encrypted; give the passphrase."
    assert refused(locked, "Open Sesame").startswith("wrong passphrase, or not a study file;")
    with pytest.raises(UserError, match="encrypted"):
        open_study(locked)


@pytest.mark.parametrize("at", [16, 300, 4000, 4095])
def test_a_damaged_first_page_is_not_taken_for_a_wrong_passphrase(locked: Path, at: int):
    content = bytearray(locked.read_bytes())
    content[at] ^= 1
    locked.write_bytes(content)
    assert refused(locked, "open sesame").startswith(
        "the study file is damaged (page 1 is not as it was written);"
    )
    assert refused(locked, "Open Sesame").startswith("wrong passphrase, or not a study file;")


def test_no_word_of_an_encrypted_study_can_be_read_in_the_file(locked, place):
    # Long ones: three letters stand in a megabyte of noise by chance.
    words = [b"cafe\xcc\x81, he said", b"CREATE TABLE", b"Helpful"]
    assert all(word in place.read_bytes() for word in words)
    assert not any(word in locked.read_bytes() for word in words)


def test_an_empty_passphrase_is_refused_and_leaves_nothing(tmp_path, locked):
    with pytest.raises(UserError, match="passphrase is empty"):
        create(tmp_path / "new.iprstudy", new_study(), "")
    assert not (tmp_path / "new.iprstudy").exists()
    assert refused(locked, "") == "encrypted; give the passphrase."


def test_what_is_no_study_is_said_in_a_sentence(tmp_path, locked):
    assert refused(tmp_path / "none.iprstudy").startswith("no such file;")
    with pytest.raises(UserError, match="its folder is not there; see that its disk or share is"):
        open_study(tmp_path / "share" / "none.iprstudy")
    assert refused(tmp_path).startswith("this is a folder;")
    strange = tmp_path / "strange.iprstudy"
    strange.write_bytes(b"")
    assert refused(strange).startswith("the file is empty;")
    strange.write_bytes(b"\x89PNG\r\n\x1a\n" * 9)
    assert refused(strange).startswith("not a study file, or only a part of one;")
    strange.write_bytes(locked.read_bytes()[:-100])
    assert refused(strange, "open sesame").startswith("not a study file, or only a part of one;")
    assert "`annotator rescue` makes a new file" in refused(strange, "open sesame")
    work = tmp_path / "strange.iprwork"
    work.write_bytes(strange.read_bytes())
    hint = "have it sent once more; or, where you have worked in it, `annotator rescue` makes"
    assert hint in refused(work, "open sesame")
    strange.write_bytes(locked.read_bytes() + b"x")
    assert "`annotator rescue` makes a new file" in refused(strange, "open sesame")
    strange.write_bytes(os.urandom(8192))
    assert refused(strange, "open sesame").startswith("wrong passphrase, or not a study file;")
    strange.unlink()
    change_plain(strange, "CREATE TABLE notes (text)")
    assert refused(strange).startswith("a database, but not a study;")


def test_a_newer_study_is_refused(place):
    change_plain(place, "PRAGMA user_version = 99")
    sentence = refused(place)
    assert sentence.startswith("made by a newer version of IPR Annotator (schema 99")
    assert sentence.endswith("update IPR Annotator.")


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER wipe AFTER INSERT ON moments BEGIN DELETE FROM journal; END",
        "CREATE VIEW peek AS SELECT * FROM moments",
        "CREATE TABLE more (x)",
        "CREATE VIRTUAL TABLE more USING fts5(x)",
        "CREATE INDEX more ON moments (lower(memo))",
        "CREATE TRIGGER wipe INSTEAD OF INSERT ON turn_texts BEGIN DELETE FROM journal; END",
        "DROP INDEX moments_by_coder",
        "ALTER TABLE study ADD COLUMN extra TEXT",
        "DROP VIEW memo_texts",
    ],
)
def test_tables_that_are_not_ours_are_refused(place, planted):
    change_plain(place, planted)
    assert refused(place).startswith("its tables are not those of IPR Annotator;")


def test_what_is_planted_in_an_encrypted_file_is_refused_wherever_it_is_opened(locked):
    with open_study(locked, lambda: "open sesame") as store:
        back_up(store)
        driver_of(store).execute(
            "CREATE TRIGGER wipe AFTER INSERT ON moments BEGIN DELETE FROM journal; END"
        )
    assert refused(locked, "open sesame").startswith("its tables are not those")
    assert refused(locked.rename(locked.with_suffix(".iprwork")), "open sesame").startswith(
        "its tables are not those"
    )


def test_a_planted_view_in_the_place_of_a_table_is_refused(place):
    change_plain(
        place,
        "DROP VIEW turn_texts",
        "CREATE VIEW turn_texts AS WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 "
        "FROM n) SELECT seq, 'x' AS text FROM n",
    )
    assert refused(place).startswith("its tables are not those of IPR Annotator;")


def test_a_truncated_plain_study_is_damaged(place):
    data = place.read_bytes()
    place.write_bytes(data[: len(data) // 4096 // 2 * 4096])
    with pytest.raises(Damaged, match="the study file is damaged"):
        open_study(place)


def test_a_schema_that_is_not_text_any_more_is_told_as_damage(place):
    """The driver's own error quotes it, and cannot be read either."""
    data = place.read_bytes()
    assert data.count(b"tablemomentsmoments") == 1
    place.write_bytes(data.replace(b"tablemomentsmoments", b"tablemoments\xb6\xe7ments"))
    with pytest.raises(Damaged, match="the study file is damaged"):
        open_study(place)


def test_dangling_references_are_found_on_opening(place):
    change_plain(place, "DELETE FROM accounts WHERE seq = 1")
    assert "assignments name accounts that are not there and 2 more" in refused(place)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE journal SET action = 'nothing' WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE journal_head SET seq = seq + 1",
        "DELETE FROM journal_payloads; DELETE FROM journal",
    ],
)
def test_a_journal_that_was_cut_is_found_on_opening(place, change):
    change_plain(place, "PRAGMA foreign_keys = OFF", *change.split(";"))
    if "payloads" not in change:
        change_plain(
            place, "DELETE FROM journal_payloads WHERE seq NOT IN (SELECT seq FROM journal)"
        )
    assert "journal" in refused(place)


def test_one_flipped_bit_of_an_encrypted_study_is_found(locked, tmp_path):
    data = locked.read_bytes()
    for number in range(40):
        # In every part of the file; the first page tells no damage from a wrong passphrase.
        place = 4096 + (len(data) - 4096) * number // 40 + 17 * number
        bad = bytearray(data)
        bad[place] ^= 1 << (number % 8)
        copy = tmp_path / f"bad{number}.iprstudy"
        copy.write_bytes(bad)
        with pytest.raises(Damaged, match="the study file is damaged"):
            open_study(copy, lambda: "open sesame")
        copy.unlink()


def test_a_setting_that_does_not_hold_is_refused(place, monkeypatch):
    wrong = tuple(
        (name, value, 99 if name == "synchronous" else held)
        for name, value, held in connection_module._SETTINGS
    )
    monkeypatch.setattr(connection_module, "_SETTINGS", wrong)
    assert "the setting synchronous=EXTRA does not hold here" in refused(place)


def test_create_never_overwrites(place):
    before = place.read_bytes()
    with pytest.raises(UserError, match="there is a file of this name"):
        create(place, new_study(), None)
    assert place.read_bytes() == before


def test_create_says_that_the_folder_is_missing(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        create(tmp_path / "none" / "study.iprstudy", new_study(), None)


@pytest.mark.parametrize("where", ["title", "actor"])
def test_create_says_that_a_text_cannot_be_stored(tmp_path, where):
    study = new_study()
    if where == "title":
        study = replace(study, title="half \ud83d")
    with pytest.raises(UserError, match="cannot be stored") as caught:
        create(tmp_path / "s.iprstudy", study, None, actor="\udce9" if where == "actor" else "")
    assert caught.value.where == str(tmp_path / "s.iprstudy")
    assert list(tmp_path.iterdir()) == []


def test_asking_for_what_no_file_can_hold_is_told(place):
    with open_study(place) as store:
        with pytest.raises(UserError, match="cannot be stored"):
            store.view("\udce9")
        assert len(store.view().transcripts) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO])
def test_a_share_that_cannot_sync_folders_will_do(tmp_path, monkeypatch, code):
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, os.strerror(code))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    place = tmp_path / "s.iprstudy"
    if code == errno.EIO:
        with pytest.raises(UserError, match="cannot be made there"):
            create(place, new_study(), None)
        assert list(tmp_path.iterdir()) == []
        return
    with create(place, new_study(), None) as store:
        assert back_up(store).exists()


def test_a_failure_while_making_leaves_nothing_behind(tmp_path, monkeypatch):
    def failing(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotator.storage.creation.sync", failing)
    with pytest.raises(UserError, match=r"the disk is full, .*up to [\d,]+ are needed"):
        create(tmp_path / "study.iprstudy", new_study(), None)
    assert list(tmp_path.iterdir()) == []


def as_nobody(action: Callable[[], str]) -> str:
    """What an action says when it is done by somebody with no rights, in a process of its own."""
    if sys.platform == "win32" or os.getuid() != 0:
        return action()
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            os.setgid(65534)
            os.setuid(65534)
            said = action()
        except BaseException as error:  # noqa: BLE001 (told to the parent)
            said = repr(error)
        finally:
            os.write(start, said.encode())
            os._exit(0)
    os.close(start)
    with os.fdopen(end, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def open_to_nobody(tmp_path):
    """The folders above made passable, and the folder of the test read-only, for a while."""
    changed = []
    for folder in [tmp_path, *tmp_path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            changed.append((folder, mode))
            folder.chmod(mode | 0o055)
    tmp_path.chmod(0o555)
    yield
    tmp_path.chmod(0o755)
    for folder, mode in changed:
        folder.chmod(mode)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are other on this system")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_read_only_folder_can_be_read_and_says_so_on_writing(place, made, open_to_nobody):
    place.chmod(0o444)
    moment = moment_in(made, made.transcripts[0])

    def read_and_write() -> str:
        with open_study(place) as store:
            assert len(store.view().transcripts) == 4
            assert store.search("no break")
            assert store.check() == []
            try:
                store.apply(Replace(None, moment), action="mark")
            except UserError as error:
                return error.sentence
        return "written"

    def make() -> str:
        try:
            create(place.with_name("new.iprstudy"), new_study(), None)
        except UserError as error:
            return error.sentence
        return "made"

    before = place.read_bytes()
    assert "the study cannot be written: the file or its folder is read-only" in as_nobody(
        read_and_write
    )
    assert "the file cannot be made there (Permission denied)" in as_nobody(make)
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir()] == [place.name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are other on this system")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_writable_file_in_a_read_only_folder_says_so_too(place, made, open_to_nobody):
    place.chmod(0o666)
    moment = moment_in(made, made.transcripts[0])

    def write() -> str:
        with open_study(place) as store:
            try:
                store.apply(Replace(None, moment), action="mark")
            except UserError as error:
                return error.sentence
            finally:
                assert len(store.view().transcripts) == 4
        return "written"

    assert "cannot be" in as_nobody(write)


def test_a_full_disk_undoes_the_whole_edit(place, made):
    with open_study(place) as store:
        driver = driver_of(store)
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count={pages}").fetchall()
        big = [moment_in(made, made.transcripts[0], memo="words " * 2000) for _ in range(3)]
        for moment in big:
            with pytest.raises(UserError, match="the disk is full"):
                store.apply(Replace(None, moment), action="mark")
        driver.execute("PRAGMA max_page_count=1000000").fetchall()
        assert not list(store.view().all_moments())
        store.apply(Replace(None, big[0]), action="mark")
        assert store.check() == []


def test_a_busy_file_says_so_and_loses_nothing(place, made):
    moment = moment_in(made, made.transcripts[0])
    with open_study(place) as store:
        driver_of(store).execute("PRAGMA busy_timeout=10").fetchall()
        other = dbapi2.connect(str(place), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="another program is writing to the study"):
            store.apply(Replace(None, moment), action="mark")
        assert not list(store.view().all_moments())
        other.execute("ROLLBACK")
        other.close()
        store.apply(Replace(None, moment), action="mark")


def test_a_study_whose_last_writer_was_killed_opens(place, made, tmp_path):
    """A rollback journal that waits beside the file is played back, whatever the file's size."""
    writer = dbapi2.connect(str(place), isolation_level=None)
    writer.execute("PRAGMA cache_size=2").fetchall()
    writer.execute("BEGIN IMMEDIATE")
    for number in range(400):  # more than the cache holds: the file itself is written to
        writer.execute(
            "INSERT INTO coders (id, name, role, revision) VALUES (?, ?, 'coder', 1)",
            (number, f"{number}{'x' * 500}"),
        )
    killed = tmp_path / "killed.iprstudy"
    shutil.copy(place, killed)
    shutil.copy(f"{place}-journal", f"{killed}-journal")
    writer.execute("ROLLBACK")
    writer.close()
    assert killed.stat().st_size > place.stat().st_size
    with open_study(killed) as store:
        assert len(store.view().coders) == 2
        assert store.check() == []


@pytest.mark.parametrize("stored", [True, False])
def test_after_a_failing_disk_the_file_says_whether_the_edit_is_stored(
    place, made, monkeypatch, stored
):
    moment = moment_in(made, made.transcripts[0])

    def failing(connection: Connection, where: Path) -> None:
        if stored:
            commit(connection, where)
        raise disk_error()

    with open_study(place) as store:
        before, revision = store.connection, store.revision
        monkeypatch.setattr(store_module, "commit", failing)
        if stored:
            assert store.apply(Replace(None, moment), action="mark") == revision + 1
        else:
            with pytest.raises(UserError, match="the disk or share failed"):
                store.apply(Replace(None, moment), action="mark")
        monkeypatch.undo()
        assert store.revision == revision + stored
        assert store.connection is not before
        assert list(store.view().all_moments()) == [moment] * stored
        assert store.apply(added(), action="nothing") == store.revision


def test_a_failing_disk_that_does_not_say_is_told(place, made, monkeypatch):
    moment = moment_in(made, made.transcripts[0])

    def failing(connection: Connection, where: Path) -> None:
        commit(connection, where)
        place.rename(place.with_suffix(".away"))
        raise disk_error()

    with open_study(place) as store:
        monkeypatch.setattr(store_module, "commit", failing)
        with pytest.raises(UserError, match="does not say whether it is; look whether the last"):
            store.apply(Replace(None, moment), action="mark")
        place.with_suffix(".away").rename(place)
        assert store.changed_elsewhere()
        assert list(store.view().all_moments()) == [moment]


def disk_error() -> OperationalError:
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = 10 | 4 << 8
    return OperationalError("COMMIT", None, error)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
def test_a_study_that_was_moved_away_is_not_written_to(place, made):
    with open_study(place) as store:
        place.rename(place.with_name("moved.iprstudy"))
        with pytest.raises(UserError, match="was moved or deleted"):
            store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert not place.exists()


def test_a_journal_of_another_study_is_not_taken_for_a_new_ones(tmp_path):
    left = tmp_path / "study.iprstudy-journal"
    left.write_bytes(b"left by a killed program")
    with pytest.raises(UserError, match="belongs to a study that was here"):
        create(tmp_path / "study.iprstudy", new_study(), None)
    assert [each.name for each in tmp_path.iterdir()] == [left.name]


def test_drafts_left_by_a_killed_run_are_swept_a_day_later(tmp_path):
    old, new = (tmp_path / f".study.iprstudy.{name}.new" for name in ("01234567", "89abcdef"))
    for draft in (old, new):
        draft.touch()
    os.utime(old, (0, 0))
    create(tmp_path / "other.iprstudy", new_study(), None).close()
    assert sorted(each.name for each in tmp_path.iterdir()) == [new.name, "other.iprstudy"]
