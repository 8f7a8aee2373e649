"""A participant erased: is a single marker sentence left anywhere, is all else as it was?

    python -m tests.reliability.erasure --count 1000 --kills 200

So many marker sentences are put into texts of several versions, notes, memos of own and of other
texts, ranges, examples of codes, filters, attributes, former states in the journal, what was
merged, and so into the index and several backups; an unfinished file of a killed run lies beside.
The participant is erased, and all bytes of the folder and of the program's home are looked
through, study and backups decrypted page by page. Then the erasure is killed (-9) at random
moments: each file must be whole, as before or as after, and erasing again must end it.

The controls delete the same rows without overwriting them, and without packing the index: they
must leave traces. The exit code is 1 where a marker is left, something else has changed, a file
is not whole, or a control finds nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.edits import Replace, added
from annotator.domain.erasure import Erasure
from annotator.domain.filter import Filter
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.quotes import PUT_FOR
from annotator.domain.reading import Note
from annotator.domain.study import Account
from annotator.domain.transcript import Aside, Stop, Transcript, freeze
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import Store, back_up, create, open_study
from annotator.storage.backup import folder_of
from annotator.storage.check import find_faults
from annotator.storage.connection import hang_up, sql_connection
from annotator.storage.connection import reading as in_transaction
from annotator.storage.erasure import erase
from annotator.storage.key import Key
from annotator.storage.pages import read_pages
from tests.storage.making import Made, consensus_of, make, moment_in, new_study, pairing_of
from tests.storage.making import reading as read_as

PASSPHRASE = "a passphrase"
WHO = Wish(participant="P00")
OTHERS = ("Nobody here says anything of note today.", "So we went on with the week as planned.")
_PREFIX = 3
"""The index keeps of a word only what differs from the one before it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A study full of markers of one participant."""

    place: Path
    key: Key | None
    markers: tuple[str, ...]
    before: StudyView


def marker(number: int) -> str:
    """One word that stands nowhere else."""
    digest = hashlib.sha256(f"marker {number}".encode()).digest()
    return "".join(chr(97 + each % 26) for each in digest[:14])


def sentence(number: int) -> str:
    """A sentence with that word in it."""
    return f"Then {marker(number)} came up, “as if” by itself."


def marked_study(
    folder: Path, passphrase: str | None, count: int = 1000, *, backups: int = 5
) -> Marked:
    """The study, with backups of several states and an unfinished file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    place, made = folder / "lab.iprstudy", make(OTHERS, dyads=2)
    numbers = iter(range(count))
    with create(place, new_study(), passphrase) as store:
        store.apply(made.edit, action="plan")
        back_up(store)
        for stage in (_texts, _around, _quoted, _former):
            stage(store, made, numbers, count // 4)
            back_up(store)
        key, before = store.key, store.view()
    for each in sorted(folder_of(place).iterdir())[: 5 - backups]:
        each.unlink()
    stray = place.with_name(f".{place.name}.0badcafe.new")
    shutil.copy(place, stray)
    backup = next(folder_of(place).iterdir())
    shutil.copy(place, backup.with_name(f".{backup.name}.0badcafe.new"))
    (folder / f".{place.name}.0badcafe.new-journal").write_bytes(b"left")
    return Marked(place, key, tuple(map(marker, range(count))), before)


def _taken(numbers: Iterator[int], some: int) -> list[int]:
    return [each for _, each in zip(range(some), numbers, strict=False)]


def _own(made: Made) -> Transcript:
    """The first text of P00's interview; the therapist's comes before each patient's."""
    return made.transcripts[1]


def _texts(store: Store, made: Made, numbers: Iterator[int], some: int) -> None:
    """Two versions of the interview, and the session's own transcript."""
    first = _own(made)
    session = Account(id=new_id(), session_id=_session_of(store, first), voice="session")
    store.apply(added(session), action="session")
    parts = _taken(numbers, some)
    third = max(1, len(parts) // 3)
    for version, account_id, own in (
        (2, first.account_id, parts[:third]),
        (3, first.account_id, parts[third : 2 * third]),
        (1, session.id, parts[2 * third :]),
    ):
        turns = tuple(map(sentence, own)) or ("-",)
        text, stops = freeze(read_as(turns), account_id, version=version, source="P00.txt")
        store.apply(added(text, *stops), action="text")


def _session_of(store: Store, text: Transcript) -> str:
    return store.view().accounts[text.account_id].session_id


def _around(store: Store, made: Made, numbers: Iterator[int], some: int) -> None:
    """What stands about the texts, and says more than they do."""
    view, text = store.view(), _own(made)
    session_id = _session_of(store, text)
    party = next(each for each in view.participants.values() if each.pseudonym == "P00")
    dyad = view.dyads[view.sessions[session_id].dyad_id]
    coder, book = made.coders[0], made.codebook
    whole = CodeSet(id=new_id(), name="Whole", unit="account")
    store.apply(Replace(book, replace(book, sets=(*book.sets, whole))), action="set")
    for at, number in enumerate(_taken(numbers, some)):
        said = sentence(number)
        moment = moment_in(made, text, memo=said)
        others = moment_in(made, made.transcripts[0])
        layer, settled, decision, _ = consensus_of(made, moment)
        about: dict[str, Any] = {"coder_id": coder.id, "text": said}
        unit: dict[str, Any] = {
            "coder_id": coder.id, "round_id": made.round.id, "codebook_id": book.id,
            "code_set_id": whole.id, "memo": said,
        }  # fmt: skip
        kinds: list[list[Any]] = [
            [moment],
            [Stop(id=new_id(), transcript_id=text.id, position=0, start_ms=at, note=said)],
            [Aside(id=new_id(), transcript_id=text.id, start=0, end=4, note=said)],
            [Memo(id=new_id(), about="turn", about_id=text.id, transcript_id=text.id, turn=0,
                  **about)],
            [Memo(id=new_id(), about="session", about_id=session_id, **about)],
            [Memo(id=new_id(), about="dyad", about_id=dyad.id, **about)],
            [Judgement(id=new_id(), unit="account", target_id=text.account_id, **unit)],
            [moment, others, replace(pairing_of(made, (moment.id, others.id)), memo=said)],
            [replace(layer, name=f"Consensus {number}"), replace(settled, memo=said), moment,
             replace(decision, reason=said)],
        ]  # fmt: skip
        if at == 0:
            changed = replace(party, attributes=(("what they said", said),))
            store.apply(Replace(party, changed), action="attributes")
        elif at == 1:
            changed_dyad = replace(dyad, attributes=(("outcome", said),))
            store.apply(Replace(dyad, changed_dyad), action="attributes")
        elif at == 2:
            note = Note(kind="dropped", place="line 1", what="a title", text=said)
            store.apply(Replace(text, replace(text, notes=(note,))), action="note")
        elif at == 3:
            old = view.sessions[session_id]
            store.apply(Replace(old, replace(old, recording=f"{said}.mp4")), action="recording")
        else:
            store.apply(added(*kinds[at % len(kinds)]), action="work")


def _quoted(store: Store, made: Made, numbers: Iterator[int], some: int) -> None:
    """Sentences of a text that are quoted where nothing else is the participant's."""
    parts = _taken(numbers, some)
    text, _ = freeze(read_as(tuple(map(sentence, parts))), _own(made).account_id, version=4)
    store.apply(added(text), action="text")
    partner, coder = made.transcripts[0], made.coders[0]
    for at, number in enumerate(parts):
        said = f"Here it is again: {sentence(number)} Or not."
        book = store.view().codebooks[made.codebook.id]
        kinds = [
            Replace(None, moment_in(made, partner, memo=said)),
            Replace(None, Memo(id=new_id(), coder_id=coder.id, about="study",
                               about_id=store.view().study.id, text=said)),
            Replace(None, Filter(id=new_id(), coder_id=coder.id, name="quoting",
                                 rules=(("words", sentence(number)),))),
            Replace(book, _with_example(book, sentence(number))),
        ]  # fmt: skip
        store.apply(kinds[at % len(kinds)], action="quote")


def _with_example(book: Codebook, example: str) -> Codebook:
    first, *rest = book.sets
    code, *codes = first.codes
    code = replace(code, examples=(*code.examples, example))
    return replace(book, sets=(replace(first, codes=(code, *codes)), *rest))


def _former(store: Store, made: Made, numbers: Iterator[int], some: int) -> None:
    """What stands in the journal alone: changed, or deleted."""
    text = _own(made)
    for at, number in enumerate(_taken(numbers, some)):
        moment = moment_in(made, text, memo=sentence(number))
        store.apply(added(moment), action="mark")
        after = None if at % 2 else replace(moment, memo="")
        store.apply(Replace(moment, after), action="take back")


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
        own = {each for each in markers if each[_PREFIX:].encode() in content}
        if own:
            found[path.name] = own
    return found


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
    """What was seen."""

    kills: int = 0
    cut_short: int = 0
    not_whole: int = 0
    left: int = 0


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
            seen.not_whole += not _is_whole(path, study.key)
        erase(place, study.key, WHO)
        seen.left += bool(left_in(own, study.key, study.markers))
        shutil.rmtree(own)
    return seen


def _is_whole(path: Path, key: Key | None) -> bool:
    """Whether a file is sound, and has all of the participant's texts or none."""
    connection = sql_connection(path, key)
    try:
        with in_transaction(connection):
            sound = not find_faults(connection, encrypted=key is not None)
            chosen = (
                "SELECT count(*) FROM transcripts AS t JOIN accounts ON accounts.id = t.account_id "
                "JOIN interviews ON interviews.account_id = accounts.id "
                "WHERE interviews.reason = 'withdrawn'"
            )
            return sound and connection.exec_driver_sql(chosen).scalar_one() == 0
    finally:
        hang_up(connection)


def main() -> int:
    """Prints what was found."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--count", type=int, default=1_000)
    wanted.add_argument("--kills", type=int, default=200)
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ANNOTATOR_HOME"] = str(folder / "home")
        for passphrase in (None, PASSPHRASE):
            kind = "plain" if passphrase is None else "encrypted"
            study = marked_study(folder / kind / "study", passphrase, asked.count)
            there = set().union(*left_in(folder / kind, study.key, study.markers).values())
            controls = [careless(study, overwriting=each) for each in (False, True)]
            for each in (folder / kind).glob("control*"):
                shutil.rmtree(each)
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
        study = marked_study(
            folder / "kills" / "study", PASSPHRASE, min(asked.count, 100), backups=2
        )
        seen = killed(study, folder, asked.kills, random.Random(asked.seed))
    print(
        f"{seen.kills} erasures, {seen.cut_short} killed: {seen.not_whole} files not whole; after "
        f"erasing again {seen.left} with a marker left"
    )
    return int(failed or seen.not_whole > 0 or seen.left > 0)


if __name__ == "__main__":
    raise SystemExit(main())
