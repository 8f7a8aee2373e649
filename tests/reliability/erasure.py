"""A participant erased: is a single marker sentence left anywhere, is all else as it was?

    python -m tests.reliability.erasure --count 1000 --kills 200 --shared-kills 100

So many marker sentences are put into texts of several versions, notes, memos of own and of other
texts, ranges, examples of codes, filters, attributes, former states in the journal, what was
merged, and so into the index and several backups; an unfinished file of a killed run lies beside.
The participant is erased, and all bytes of the folder are looked through, study and backups
decrypted page by page (what the program's home holds of them, `tests/app/test_erased_places.py`
looks for). Then the erasure is killed (-9) at random moments: each file must be whole, as before
or as after, and erasing again must end it and change nothing else.

The controls delete the same rows without overwriting them, and without packing the index: they
must leave traces. The same is done with the study on a share (`erasure_shared`). The exit code is
1 where a marker is left, something else has changed, a file is not whole, or a control finds
nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.erasure import Erasure
from annotator.domain.errors import UserError
from annotator.domain.quotes import PUT_FOR
from annotator.domain.view import StudyView
from annotator.storage import open_study
from annotator.storage.backup import folder_of
from annotator.storage.check import find_faults
from annotator.storage.connection import hang_up, sql_connection
from annotator.storage.connection import reading as in_transaction
from annotator.storage.erasure import erase
from annotator.storage.key import Key
from annotator.storage.pages import read_pages
from tests.reliability.kept_statements import keep_statements
from tests.reliability.markers import PASSPHRASE, WHO, Marked, marked_study
from tests.reliability.parts import in_parts, working_folder

SMALL = 100
"""Markers in a study that is erased again and again."""
A_PART = 25
"""Erasures of one such study; an odd number, so that every other one is encrypted."""
A_SHARED_PART = 13
"""The same on a share."""
_PREFIX = 3
"""The index keeps of a word only what differs from the one before it."""


# Looking --------------------------------------------------------------------------------------


def left_in(folder: Path, key: Key | None, markers: tuple[str, ...]) -> dict[str, set[str]]:
    """By file below a folder the markers that stand in its bytes, decrypted where they can be."""
    found: dict[str, set[str]] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if key is not None:
            pages = (each.content or b"" for each in read_pages(path, key))
            content += b"".join(pages)
        content = (content + _said(path, key)).lower()
        own = {each for each in markers if any(form in content for form in forms_of(each))}
        if own:
            found[path.name] = own
    return found


def forms_of(marker: str) -> set[bytes]:
    """In which bytes its end may stand: as text, as JSON and scripts escape it, in UTF-16."""
    end = marker[_PREFIX:]
    return {
        end.encode(),
        json.dumps(end)[1:-1].encode(),
        end.encode("utf-16-le").strip(b"\0"),  # in either order
    }


def _said(path: Path, key: Key | None) -> bytes:
    """Every cell of a study file as a whole: a long text goes over several pages."""
    driver = dbapi2.connect(f"file:{path}?mode=ro", uri=True)
    try:
        if key is not None:
            driver.execute("PRAGMA cipher_log_level=NONE").fetchall()
            driver.execute(key.pragma)
        names = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        cells = (
            cell for (name,) in names
            for row in driver.execute(f'SELECT * FROM "{name}"') for cell in row
        )  # fmt: skip
        return b"".join(
            e.encode() if isinstance(e, str) else e
            for e in cells
            if e and not isinstance(e, int | float)
        )
    except dbapi2.DatabaseError:  # no study file
        return b""
    finally:
        driver.close()


def unlike(before: StudyView, after: StudyView, erased: Erasure) -> list[str]:
    """Records that have changed though they are not the participant's."""
    gone = set(erased.found.session_ids)
    texts = {
        each.id for each in before.transcripts.values()
        if before.accounts[each.account_id].session_id in gone
        and before.accounts[each.account_id].voice != "therapist"
    }  # fmt: skip
    wrong = []
    for name in ("coders", "rounds", "questions", "measures", "packages", "assignments",
                 "transcripts", "interviews", "participants", "dyads", "sessions"):  # fmt: skip
        was, now = getattr(before, name), getattr(after, name)
        wrong += [name for key, each in was.items() if not _touches(each, before, texts, gone)
                  and now.get(key) != each]  # fmt: skip
    for each in before.all_moments():
        if each.transcript_id not in texts:
            here = after.moment(each.id)
            if here is None or (here != each and here != replace(each, memo=here.memo)):
                wrong.append("moments")
            elif here.memo != each.memo and PUT_FOR not in here.memo:
                wrong.append("memo")
    return wrong


def _touches(record: Any, view: StudyView, texts: set[str], sessions: set[str]) -> bool:
    account = view.accounts.get(getattr(record, "account_id", ""))
    if account is not None:
        return account.session_id in sessions and account.voice != "therapist"
    dyads = {view.sessions[each].dyad_id for each in sessions}
    return record.id in texts | sessions | dyads or getattr(record, "pseudonym", "") == "P00"


# The controls ---------------------------------------------------------------------------------


def careless(study: Marked, *, overwriting: bool) -> int:
    """Markers left where the texts are deleted without overwriting, or without the index's care."""
    copy = study.place.parent.parent / f"control {overwriting}" / study.place.name
    copy.parent.mkdir()
    shutil.copy(study.place, copy)
    driver = dbapi2.connect(str(copy), isolation_level=None)
    if study.key is not None:
        driver.execute(study.key.pragma)
    driver.execute(f"PRAGMA secure_delete={int(overwriting)}")
    driver.execute("BEGIN")
    for name in ("turn_words", "memo_words", "note_words", "judgement_words"):
        driver.execute(f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 0)")
    rows = driver.execute("SELECT seq, text FROM turn_texts").fetchall()
    driver.executemany(
        "INSERT INTO turn_words(turn_words, rowid, text) VALUES ('delete', ?, ?)", rows
    )
    for name in ("turns", "transcript_notes", "transcripts", "moments", "journal_payloads"):
        driver.execute(f"DELETE FROM {name}")
    driver.execute("COMMIT")
    driver.close()
    left = left_in(copy.parent, study.key, study.markers)
    texts = set(study.markers[: len(study.markers) // 4])
    return len(texts & set().union(*left.values()))


# Killing --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Killed:
    """What was seen.

    Attributes:
        not_whole: files after a kill.
        left, lost: erasures that were ended and left a marker, or took something else.
        uncertified, strays: on a share: whose certificate does not begin with it; unfinished
            files that are there all the same.
    """

    kills: int = 0
    cut_short: int = 0
    not_whole: int = 0
    left: int = 0
    lost: int = 0
    uncertified: int = 0
    strays: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.not_whole or self.left or self.lost or self.uncertified or self.strays)


def killed(study: Marked, folder: Path, kills: int, choose: random.Random) -> Killed:
    """Kills the erasure at random moments, each time from the beginning, then ends it."""
    seen, took = Killed(), 1.0
    for number in range(kills):
        own = folder / f"kill {number}"
        shutil.copytree(study.place.parent, own)
        place = own / study.place.name
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            erase(place, study.key, WHO)
            os._exit(0)
        wait = choose.uniform(0, took * 1.05) if number else None
        if wait is not None:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if wait is None:
            took = time.monotonic() - began
        seen.kills += 1
        seen.cut_short += os.WIFSIGNALED(status)
        for path in (place, *sorted(folder_of(place).glob("*.iprstudy"))):
            seen.not_whole += not is_whole(path, study.key)
        done = erase(place, study.key, WHO)
        seen.left += bool(left_in(own, study.key, study.markers))
        with open_study(place, lambda: PASSPHRASE) as store:
            seen.lost += bool(unlike(study.before, store.view(), done))
        shutil.rmtree(own)
    return seen


def kills(count: int, folder: Path, seed: int) -> Counter[str]:
    """So many erasures of a small study, encrypted or plain by the seed, that are killed."""
    keep_statements()
    passphrase = PASSPHRASE if seed % 2 else None
    study = marked_study(folder / "study", passphrase, SMALL, backups=2)
    return Counter(asdict(killed(study, folder, count, random.Random(seed))))


def is_whole(path: Path, key: Key | None) -> bool:
    """Whether a file is sound, and has all of the participant's texts or none."""
    chosen = (
        "SELECT count(*) FROM transcripts AS t JOIN accounts ON accounts.id = t.account_id "
        "JOIN interviews ON interviews.account_id = accounts.id "
        "WHERE interviews.reason = 'withdrawn'"
    )
    try:
        connection = sql_connection(path, key)
        try:
            with in_transaction(connection):
                sound = not find_faults(connection, encrypted=key is not None)
                return sound and connection.exec_driver_sql(chosen).scalar_one() == 0
        finally:
            hang_up(connection)
    except (UserError, DBAPIError, dbapi2.DatabaseError):  # not even that can be asked
        return False


def main() -> int:
    """Prints what was found."""
    from tests.reliability.erasure_shared import (  # which look by this module
        erased_on_share,
        killed_half_way,
        kills_on_share,
    )

    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--count", type=int, default=1_000)
    wanted.add_argument("--kills", type=int, default=200)
    wanted.add_argument("--shared-kills", type=int, default=100)
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(dir=working_folder()) as name:
        folder = Path(name)
        os.environ["ANNOTATOR_HOME"] = str(folder / "home")
        for passphrase in (None, PASSPHRASE):
            kind = "plain" if passphrase is None else "encrypted"
            study = marked_study(folder / kind / "study", passphrase, asked.count)
            there = set().union(*left_in(folder / kind, study.key, study.markers).values())
            controls = [careless(study, overwriting=each) for each in (False, True)]
            for each in (folder / kind).glob("control*"):
                shutil.rmtree(each)
            shared = erased_on_share(study, folder / f"{kind} shared")
            failed |= bool(shared.left) or not shared.before == shared.kept >= asked.count
            print(
                f"{kind}, on a share: {shared.before} markers before, {shared.left} after, in "
                f"{shared.files} files; control: {shared.kept} left",
                flush=True,
            )
            began = time.monotonic()
            done = erase(study.place, study.key, WHO)
            took = time.monotonic() - began
            left = left_in(folder / kind, study.key, study.markers)
            with open_study(study.place, lambda: PASSPHRASE) as store:
                wrong, faults = unlike(study.before, store.view(), done), store.check()
            print(
                f"{kind}: {len(there)} markers before, {sum(map(len, left.values()))} after, in "
                f"{len(done.files)} files; {len(wrong)} other records changed, {len(faults)} "
                f"faults; {took:.1f} s; controls: {controls[0]} and {controls[1]} left",
                flush=True,
            )
            failed |= bool(left or wrong or faults) or len(there) < asked.count or 0 in controls
        torn = killed_half_way(marked_study(folder / "half", None, SMALL, backups=1), folder / "h")
        print(f"control, written over on the share: {torn.not_whole} file not whole", flush=True)
        failed |= not torn.not_whole
        for where, what, number, some in (
            ("erasures", kills, asked.kills, A_PART),
            ("erasures on a share", kills_on_share, asked.shared_kills, A_SHARED_PART),
        ):
            if number:
                counts = in_parts(what, number, some, folder, asked.seed)
                seen = Killed(**counts)
                failed |= not seen.is_well
                print(
                    f"{seen.kills} {where}, {seen.cut_short} killed: {seen.not_whole} files not "
                    f"whole; after erasing again {seen.left} with a marker left, {seen.lost} with "
                    f"something else lost, {seen.uncertified} without the share in their "
                    f"certificate, {seen.strays} unfinished files",
                    flush=True,
                )
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
