from __future__ import annotations

import subprocess
import sys

import pytest
from sqlcipher3 import dbapi2

from annotator.domain.edits import Replace
from annotator.storage import open_study, schema
from tests.storage.making import driver_of, moment_in

HELD = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "secure_delete": 1,
    "trusted_schema": 0,
    "foreign_keys": 1,
    "temp_store": 2,
    "mmap_size": 0,
    "cell_size_check": 1,
    "busy_timeout": 5000,
}


@pytest.mark.parametrize("fixture", ["place", "locked"])
def test_every_setting_holds_on_an_open_study(fixture, request):
    place = request.getfixturevalue(fixture)
    with open_study(place, lambda: "open sesame") as store:
        driver = driver_of(store)
        held = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in HELD}
        assert held == HELD
        if store.encrypted:
            assert driver.execute("PRAGMA cipher_memory_security").fetchone()[0] == "0"
            assert driver.execute("PRAGMA page_size").fetchone()[0] == "4096"


def test_what_persists_is_seen_by_a_second_connection(place):
    other = dbapi2.connect(str(place))
    assert other.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert other.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    # No WAL: a copy of the one file is the whole study.
    assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    secure = "SELECT v FROM {}_config WHERE k = 'secure-delete'"
    for index in ("turn_words", "memo_words"):
        assert other.execute(secure.format(index)).fetchone() == (1,)
    other.close()


def test_deleted_rows_leave_no_trace(place, made):
    moment = moment_in(made, made.transcripts[0], certainty="quicksilver")
    with open_study(place) as store:
        store.apply(Replace(None, moment), action="mark")
        store.apply(Replace(moment, None), action="delete")
        driver_of(store).execute("DELETE FROM journal_payloads").fetchall()
    assert b"quicksilver" not in place.read_bytes()


def test_the_library_is_none_of_those_that_could_damage_a_file():
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


# Looks for the 32 bytes of a key in all memory of its process, by a pattern in which they do not
# stand in one piece. As control it holds one copy of them itself.
SCAN = """
import re, sys
from sqlcipher3 import dbapi2

numbers = [(n * 37 + 11) % 256 for n in range(32)]
pattern = re.compile(b"".join(b"[\\\\x%02x]" % each for each in numbers))
driver = dbapi2.connect(sys.argv[1], isolation_level=None)
hexed = "".join("%02x" % each for each in [*numbers, *range(16)])
driver.execute("PRAGMA key = " + chr(34) + f"x'{hexed}'" + chr(34))
driver.execute("PRAGMA cipher_memory_security=0")
driver.execute("CREATE TABLE words (word)")
driver.execute("INSERT INTO words VALUES (zeroblob(1000000))")
own = bytes(numbers) if sys.argv[2] == "control" else b""
found = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in list(maps):
        span, rights = line.split()[:2]
        start, end = (int(each, 16) for each in span.split("-"))
        if rights.startswith("rw"):
            try:
                memory.seek(start)
                found += len(pattern.findall(memory.read(end - start)))
            except OSError:
                pass
print(found > 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process by /proc")
@pytest.mark.parametrize("kind", ["control", "key"])
def test_sqlcipher_leaves_no_key_in_memory_though_it_does_not_lock_all_of_it(kind, tmp_path):
    command = [sys.executable, "-c", SCAN, str(tmp_path / "scanned.db"), kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == str(kind == "control")
