"""Another passphrase: all of the study is there under it, and nothing is half done."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from annotator.app.open_study import open_study as open_for_work
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.storage import (
    back_up,
    change_passphrase,
    is_encrypted,
    open_study,
    rekeying,
    show_recovery_key,
)
from annotator.storage.backup import backups_of
from annotator.storage.check import find_faults
from tests.storage.making import WORDS, moment_in

OLD, NEW = "open sesame", "open barley"


def opens(place: Path, passphrase: str) -> bool:
    with suppress(UserError):
        open_study(place, lambda: passphrase).close()
        return True
    return False


def drafts(place: Path) -> list[Path]:
    return [
        each for each in place.parent.rglob("*") if each.name.endswith((".new", ".new-journal"))
    ]


def test_all_is_there_under_the_new_passphrase_and_work_goes_on(locked, made):
    with open_study(locked, lambda: OLD) as store:
        before = store.view()
        recovery = show_recovery_key(store)
        start = locked.read_bytes()[:16]
        done = change_passphrase(store, NEW)
        assert store.revision == before.revision + 2
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        assert store.check() == []
        assert [each.action for each in store.journal()][-2:] == ["Change the passphrase", "mark"]
        assert show_recovery_key(store) != recovery
    assert locked.read_bytes()[:16] != start
    assert not opens(locked, OLD)
    assert not opens(locked, recovery)
    assert (done.renewed, done.left) == (0, 1)
    assert opens(done.backup, OLD)
    with open_study(locked, lambda: NEW) as store:
        view = store.view()
        assert view.transcripts == before.transcripts
        assert len(list(view.all_moments())) == len(list(before.all_moments())) + 1
    assert not drafts(locked)


def test_the_backups_come_along_where_that_is_wanted(locked):
    with open_study(locked, lambda: OLD) as store:
        first = back_up(store)
        modified = first.stat().st_mtime_ns
        done = change_passphrase(store, NEW, backups=True)
    assert (done.renewed, done.left, done.older) == (2, 0, 0)
    assert all(opens(each, NEW) and not opens(each, OLD) for each in backups_of(locked).values())
    assert first.stat().st_mtime_ns == modified
    foreign = first.with_name(first.name.replace("20", "19", 1))
    foreign.write_bytes(bytes(range(256)) * 64)
    with open_study(locked, lambda: NEW) as store:
        done = change_passphrase(store, OLD, backups=True)
    assert (done.renewed, done.left, done.older) == (3, 1, 1)
    assert foreign.read_bytes() == bytes(range(256)) * 64
    assert not drafts(locked)


def test_backups_that_cannot_all_be_renewed_are_counted(locked, monkeypatch):
    with open_study(locked, lambda: OLD) as store:
        back_up(store)
        copy, calls = rekeying._copy, []

        def fails_at_the_third(*arguments):
            calls.append(arguments)
            if len(calls) == 3:  # the study, a backup, another one
                raise OSError(28, "No space left on device")
            copy(*arguments)

        monkeypatch.setattr(rekeying, "_copy", fails_at_the_third)
        done = change_passphrase(store, NEW, backups=True)
    assert (done.renewed, done.left) == (0, 2)
    assert opens(locked, NEW)
    assert all(opens(each, OLD) for each in backups_of(locked).values())
    assert not drafts(locked)


def test_a_plain_study_is_encrypted_with_all_that_is_in_it(place, made):
    with open_study(place) as store:
        before = store.view()
        assert store.search("the")
        done = change_passphrase(store, NEW, backups=True)
        assert store.encrypted
        assert store.check() == []
        assert [each.action for each in store.journal()][-1] == "Encrypt the study"
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        assert store.check() == []
    words = before.transcripts[made.transcripts[0].id].text[:12].encode()
    for path in (place, *backups_of(place).values()):
        assert is_encrypted(path)
        assert words not in path.read_bytes()
    assert done.renewed == 1
    with open_study(place, lambda: NEW) as store:
        assert store.view().transcripts == before.transcripts


@pytest.mark.parametrize("step", ["_copy", "_finish", "find_faults", "row_counts"])
def test_where_a_step_fails_all_is_as_before(locked, made, monkeypatch, step):
    with open_study(locked, lambda: OLD) as store:
        if step == "find_faults":
            monkeypatch.setattr(
                rekeying, step, lambda *_, **__: ["a page is not as it was written"]
            )
        elif step == "row_counts":
            counts = iter([{"moments": 2}, {"moments": 3}])
            monkeypatch.setattr(rekeying, step, lambda _: next(counts))
        else:

            def fail(*_):
                raise OSError(28, "No space left on device")

            monkeypatch.setattr(rekeying, step, fail)
        content = locked.read_bytes()
        with pytest.raises(UserError):
            change_passphrase(store, NEW)
        assert locked.read_bytes() == content
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert opens(locked, OLD)
    assert not drafts(locked)


def test_whoever_has_it_open_elsewhere_writes_nothing_to_the_file_that_is_gone(locked, made):
    with open_study(locked, lambda: OLD) as other, open_study(locked, lambda: OLD) as store:
        other.view()
        change_passphrase(store, NEW)
        moment = moment_in(made, made.transcripts[0])
        with pytest.raises(UserError, match="replaced"):
            other.apply(Replace(None, moment), action="mark")
        store.apply(Replace(None, moment), action="mark")
        with store.reading() as connection:
            assert find_faults(connection, encrypted=True) == []


@pytest.mark.parametrize("again", ["same", "other form", "recovery key"])
def test_what_opens_it_already_is_refused_and_the_recovery_key_stays_valid(locked, again):
    own = "g\u00e5 p\u00e5"
    with open_study(locked, lambda: OLD) as store:
        change_passphrase(store, own)
        recovery = show_recovery_key(store)
        content, backups = locked.read_bytes(), backups_of(locked)
        forms = {"same": own, "other form": "ga\u030a pa\u030a", "recovery key": recovery}
        with pytest.raises(UserError, match="opens it already") as told:
            change_passphrase(store, forms[again], backups=True)
        assert "stays valid" in told.value.sentence
    assert (locked.read_bytes(), backups_of(locked)) == (content, backups)
    assert opens(locked, recovery)


def test_an_empty_passphrase_is_refused(locked):
    with open_study(locked, lambda: OLD) as store, pytest.raises(UserError, match="empty"):
        change_passphrase(store, "")


def _rekey_work(work, known, passphrase, *, hands_in):
    with open_for_work(work, lambda: known) as own:
        if hands_in:
            hand_in(own)
        own.look(lambda store: change_passphrase(store, passphrase))
        assert own.check() == []


def test_handed_out_work_may_get_another_one_before_and_after_it_is_handed_in(lab, work):
    _rekey_work(work, WORDS, "second words", hands_in=False)
    _rekey_work(work, "second words", "third words", hands_in=True)
    report = merge(lab, [work], lambda _: "third words")
    assert len(report.files) == 1
