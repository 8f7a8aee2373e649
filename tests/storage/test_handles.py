"""Files that SQLite has open and that are read past it: no lock may be lost by that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.storage import back_up, open_study
from annotator.storage.handles import bytes_of
from annotator.storage.header import read_header
from annotator.storage.pages import read_pages
from annotator.storage.shares.copies import digest_of
from tests.storage.making import driver_of

# Another program, since one program's connections know of each other without any locks.
ASK = """
import sys
from sqlcipher3 import dbapi2

driver = dbapi2.connect(sys.argv[1], isolation_level=None, timeout=0)
try:
    driver.execute("BEGIN EXCLUSIVE")
    print("free")
except dbapi2.OperationalError as error:
    print(error)
"""


def told_another(place: Path) -> str:
    command = [sys.executable, "-c", ASK, str(place)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def open_handles(place: Path) -> int:
    """How many handles this process has on a file."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        try:
            found += each.samefile(place)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    "read",
    [read_header, digest_of, lambda place: list(read_pages(place, None))],
    ids=["header", "digest", "pages"],
)
def test_reading_past_sqlite_loses_no_lock(read: Callable[[Path], object], place):
    with open_study(place) as store:
        driver = driver_of(store)
        driver.execute("BEGIN IMMEDIATE").fetchall()
        read(place)
        assert told_another(place) == "database is locked"
        driver.execute("ROLLBACK").fetchall()
        assert told_another(place) == "free"


@pytest.mark.skipif(sys.platform != "linux", reason="counts handles by /proc")
def test_our_handles_go_with_the_last_connection_and_never_pile_up(locked):
    before = open_handles(locked)
    with open_study(locked, lambda: "open sesame") as store:
        with open_study(locked, lambda: "open sesame") as other:
            for _ in range(3):
                back_up(other)
        one_of_ours = open_handles(locked)
        for _ in range(5):
            read_header(locked)
            back_up(store)
        assert open_handles(locked) == one_of_ours
        with bytes_of(locked) as one, bytes_of(locked) as two:
            assert one.read(100) == two.read(100) == locked.read_bytes()[:100]
    assert before == open_handles(locked) == 0


def test_a_handle_is_never_that_of_a_file_that_was_there_before(place, tmp_path):
    with open_study(place):
        read_header(place)
        new = tmp_path / "new"
        new.write_bytes(b"another file")
        new.replace(place)
        with bytes_of(place) as file:
            assert file.read() == b"another file"
