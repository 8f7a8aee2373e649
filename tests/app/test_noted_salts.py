"""Salts that this machine has noted: by them the passphrase opens a file without its beginning."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from annotator.app.noted_salts import MOST, noted, salts_file
from annotator.app.open_study import open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.rekeying import change_passphrase
from annotator.app.verbs.rescuing import rescue, rescued_lines
from annotator.domain.errors import UserError
from annotator.storage import creation, opening, rekeying, rescuing
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import SALT_BYTES, Profile

WORDS = "open sesame"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    for module in (creation, opening, rekeying, rescuing):
        cheap = (Profile(memory_kib=64, passes=1, lanes=1),)
        monkeypatch.setattr(module, "PROFILES", cheap)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    place = tmp_path / "lab.iprstudy"
    create_study(place, "A study", WORDS)
    return place


def salt(place: Path) -> bytes:
    return place.read_bytes()[:SALT_BYTES]


def lose_the_first_page(place: Path) -> None:
    content = place.read_bytes()
    place.write_bytes(bytes(PAGE_BYTES) + content[PAGE_BYTES:])


def test_a_file_without_its_beginning_is_rescued_by_its_passphrase(
    study: Path, tmp_path: Path
) -> None:
    """Made, opened and under another passphrase: each salt is noted once, and no name with it."""
    first = salt(study)
    open_study(study, lambda: WORDS).close()
    assert noted() == [first]
    with open_study(study, lambda: WORDS) as opened:
        change_passphrase(opened, "open barley", backups=True)
    second = salt(study)
    assert noted() == [second, first]
    assert salts_file().read_text("ascii") == f"{first.hex()}\n{second.hex()}\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(salts_file().stat().st_mode) == 0o600
    alone = tmp_path / "alone" / "lab.iprstudy"
    alone.parent.mkdir()
    study.rename(alone)  # without its backups, which begin with the salt too
    lose_the_first_page(alone)
    goal = tmp_path / "new.iprstudy"
    with pytest.raises(UserError, match="wrong passphrase"):
        rescue(alone, goal, lambda: WORDS)
    found = rescue(alone, goal, lambda: "open barley")
    assert found.is_proven
    assert not any("could be proven" in line for line in rescued_lines(found))
    with open_study(goal, lambda: "open barley") as opened:
        assert opened.view.study.title == "A study"


def test_a_plain_file_has_none_to_note(tmp_path: Path) -> None:
    create_study(tmp_path / "plain.iprstudy", "A study", None)
    assert noted() == []
    assert not salts_file().exists()


def test_many_are_kept_in_measure_and_what_is_no_salt_is_passed_over(study: Path) -> None:
    own = salt(study)
    old = [bytes([1, each // 256, each % 256, *bytes(13)]) for each in range(2 * MOST)]
    lines = [f"{each.hex()}\n" for each in old]
    salts_file().write_text("".join(["no salt\n", "\u00e5\n", "abcd\n", *lines]))
    assert noted() == old[: -MOST - 1 : -1]
    open_study(study, lambda: WORDS).close()
    assert noted() == [own, *old[:-MOST:-1]]
    assert len(salts_file().read_text("ascii").splitlines()) == MOST


def test_a_home_that_takes_no_files_hinders_nothing(study: Path) -> None:
    salts_file().unlink()
    salts_file().mkdir()
    open_study(study, lambda: WORDS).close()
    assert noted() == []
