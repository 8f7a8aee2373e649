"""`passphrase` and `recovery-key` as a script uses them."""

from __future__ import annotations

import re
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.storage import creation, opening, rekeying
from annotator.storage.key import Profile
from tests.cli.conftest import Run

OLD, NEW = "open sesame", "open barley"


@pytest.fixture(autouse=True)
def cheap_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening, rekeying):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", OLD)
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", NEW)
    return monkeypatch


@pytest.fixture
def locked(run: Run, study: Path, passphrase: pytest.MonkeyPatch) -> Path:
    """The small study, encrypted with the old passphrase."""
    passphrase.setenv("ANNOTATOR_NEW_PASSPHRASE", OLD)
    assert run("passphrase", study, "--encrypt", "--backups", "too").code == 0
    passphrase.setenv("ANNOTATOR_NEW_PASSPHRASE", NEW)
    return study


def test_a_plain_study_is_encrypted_only_where_that_is_said(
    run: Run, study: Path, passphrase: pytest.MonkeyPatch
) -> None:
    before = run("text", study, "--dyad", "D07", "--session", 3, "--account", "patient").out
    refused = run("passphrase", study)
    assert (refused.code, refused.out) == (2, "")
    assert "--encrypt" in refused.err
    ran = run("passphrase", study, "--encrypt", "--backups", "keep", "--json")
    assert (ran.code, ran.json["renewed"], ran.json["left"]) == (0, 0, 1)
    passphrase.setenv("ANNOTATOR_PASSPHRASE", NEW)
    assert run("text", study, "--dyad", "D07", "--session", 3, "--account", "patient").out == before
    assert run("check", study).code == 0
    assert run("passphrase", study, "--encrypt").code == 2


def test_what_stays_under_the_old_passphrase_is_said(
    run: Run, locked: Path, passphrase: pytest.MonkeyPatch
) -> None:
    ran = run("passphrase", locked, "--backups", "keep")
    assert ran.code == 0
    assert "2 backups beside it keep the old passphrase" in ran.out
    assert OLD not in ran.out + ran.err
    wrong = run("show", locked)
    assert (wrong.code, wrong.out) == (2, "")
    assert "wrong passphrase" in wrong.err
    passphrase.setenv("ANNOTATOR_PASSPHRASE", NEW)
    assert run("check", locked).code == 0


def test_unless_that_is_said_no_backup_opens_by_the_old_passphrase(
    run: Run, locked: Path, passphrase: pytest.MonkeyPatch
) -> None:
    """Whoever left with it is not to read on in them."""
    ran = run("passphrase", locked)
    assert "2 backups made anew under the new passphrase" in ran.out
    assert "old passphrase" not in ran.out
    backups = list((locked.parent / f"{locked.stem} backups").iterdir())
    assert [run("check", each).code for each in backups] == [2, 2]
    passphrase.setenv("ANNOTATOR_PASSPHRASE", NEW)
    assert [run("check", each).code for each in backups] == [0, 0]


def test_whether_a_recovery_key_is_void_is_said(
    run: Run, locked: Path, passphrase: pytest.MonkeyPatch
) -> None:
    passphrase.setenv("ANNOTATOR_NEW_PASSPHRASE", OLD)
    refused = run("passphrase", locked)
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "stays valid" in refused.err
    passphrase.setenv("ANNOTATOR_NEW_PASSPHRASE", NEW)
    assert "is void: print the new one" in run("passphrase", locked).out
    passphrase.setenv("ANNOTATOR_PASSPHRASE", NEW)
    passphrase.setenv("ANNOTATOR_NEW_PASSPHRASE", OLD)
    assert run("passphrase", locked, "--json").json["recovery_key_void"] is True


def test_without_a_new_passphrase_or_the_old_nothing_changes(
    run: Run, locked: Path, passphrase: pytest.MonkeyPatch
) -> None:
    content = locked.read_bytes()
    passphrase.delenv("ANNOTATOR_NEW_PASSPHRASE")
    ran = run("passphrase", locked)
    assert ran.code == 2
    assert "ANNOTATOR_NEW_PASSPHRASE" in ran.err
    passphrase.delenv("ANNOTATOR_PASSPHRASE")
    assert run("passphrase", locked).code == 2
    assert locked.read_bytes() == content


def test_the_recovery_key_is_written_anywhere_but_beside_the_study(
    run: Run, locked: Path, passphrase: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (locked.parent / "inside").mkdir()
    for out in (locked.with_name("key.txt"), locked.parent / "inside" / "key.txt"):
        refused = run("recovery-key", locked, out)
        assert (refused.code, out.exists()) == (2, False)
        assert "beside the study" in refused.err
    out = tmp_path_factory.mktemp("stick") / "key.txt"
    ran = run("recovery-key", locked, out)
    assert ran.code == 0
    page = out.read_text(encoding="utf-8")
    groups = re.findall(r"(?<![\w-])(?:[0-9A-Z]{5}-){2,4}[0-9A-Z]{5}\b", page)
    key = "-".join(groups)
    assert key.count("-") == 12
    assert key not in ran.out
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    passphrase.setenv("ANNOTATOR_PASSPHRASE", key.lower())
    assert run("check", locked).code == 0
    again = run("recovery-key", locked, out)
    assert (again.code, out.read_text(encoding="utf-8")) == (2, page)
    moved = Path(shutil.copy(locked, locked.with_name("copy.iprstudy")))
    passphrase.setenv("ANNOTATOR_PASSPHRASE", f"{key[:7]}{'2' if key[7] == '1' else '1'}{key[8:]}")
    wrong = run("check", moved)
    assert wrong.code == 2
    assert "typing error in group 2" in wrong.err
