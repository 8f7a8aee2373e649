"""Programs at work on a server that is killed and started again: the long form by its command.

    python -m tests.reliability.restarts --restarts 100

Three programs, two coders' and the PI's, each by a login of its own, write moments and memos to
one study as fast as it goes, each edit in several rows, while the server is killed (`pg_ctl -m
immediate`) and started again. What a program was told as stored it says on a pipe before the next.
Then all of that must stand there, of every edit all rows or none, what was refused must not stand
there, each refusal must be one sentence, and the check finds nothing. Where nobody knows, since
the server went away in the very moment of storing and stayed away, a program is told just that.
The control is a program that says its edits before they are stored: some of these must be missing.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.domain.address import Address
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.storage.server.store import open_study
from tests.labs import Lab, lab_at
from tests.servers import PASSWORD, Server, serving

ROOT = Path(__file__).parents[2]
PARTS = 3
"""Moments of one edit, with a memo."""
PAUSE_S = 0.4
UNSURE = "the server went away while it stored this"
_COUNTED = """SELECT key, count(*) FROM (SELECT memo AS key FROM annotator.moments
    UNION ALL SELECT text FROM annotator.memos) AS own WHERE key <> '' GROUP BY key"""


@dataclass
class Said:
    """What the programs said.

    Attributes:
        stored, refused, unsure: by the first id of an edit; whoever is told that nobody knows
            whether it is stored is told so, and looks.
        sentences: of refusals, each once.
    """

    stored: set[Id] = field(default_factory=set)
    refused: set[Id] = field(default_factory=set)
    unsure: set[Id] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)

    def take(self, lines: Iterable[str]) -> None:
        """Reads a program's lines; one that is cut off said nothing."""
        for line in lines:
            if line.endswith("\n"):
                sign, key, words = line.rstrip("\n").split(" ", 2)
                known = {"+": self.stored, "-": self.refused, "?": self.unsure}
                known.get(sign, set()).add(key)
                self.sentences |= {words} if words else set()


# In each program -----------------------------------------------------------------------------


def edit_of(text_id: Id, coder_id: Id, round_id: Id, book_id: Id) -> tuple[Moment | Memo, ...]:
    """Several records that stand or fall together; their ids tell that they do."""
    key = new_id()
    moments = [
        Moment(
            id=key if not at else new_id(), transcript_id=text_id, coder_id=coder_id,
            round_id=round_id, codebook_id=book_id, start=at, end=at + 1, memo=key,
        )
        for at in range(PARTS)
    ]  # fmt: skip
    memo = Memo(id=new_id(), coder_id=coder_id, about="turn", about_id=text_id,
                transcript_id=text_id, turn=0, text=key)  # fmt: skip
    return (*moments, memo)


def work(place: str, ids: tuple[Id, Id, Id, Id], seconds: float, *, too_early: bool) -> None:
    """Writes until the time is over, which begins once the study is open and that is said."""
    store = open_study(Address.of(place), lambda: PASSWORD)
    say("!", "")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        records = edit_of(*ids)
        key = records[0].id
        if too_early:
            say("+", key)
        try:
            store.apply(added(*records), action="code")
        except UserError as error:
            say("?" if error.what == UNSURE else "-", key, error.what)
            time.sleep(0.05)
        else:
            if not too_early:
                say("+", key)


def say(sign: str, key: Id, words: str = "") -> None:
    print(sign, key, words.replace("\n", " | "), flush=True)


# Around them ---------------------------------------------------------------------------------


def restarted(
    server: Server, lab: Lab, restarts: int, *, too_early: bool = False
) -> tuple[Said, dict[Id, int], list[str]]:
    """What was said, how many records of each edit stand there, and what the check says."""
    made, said = lab.made, Said()
    text, book = made.transcripts[2], made.codebook
    seconds = 1 + restarts * (PAUSE_S + 0.6)
    whose = ((lab.ane, 0), (lab.bo, 1), (lab.pi, 0))
    with TemporaryDirectory() as folder:
        programs = []
        for number, (place, coder) in enumerate(whose):
            words = (str(place), text.id, made.coders[coder].id, made.round.id, book.id)
            out = Path(folder) / str(number)
            command = [sys.executable, "-m", "tests.reliability.restarts", "--work", *words]
            command += ["--seconds", str(seconds), *(["--too-early"] if too_early else [])]
            with out.open("w") as file:
                programs.append((subprocess.Popen(command, cwd=ROOT, stdout=file), out))
        while not all(out.stat().st_size for _, out in programs):
            assert all(program.poll() is None for program, _ in programs)
            time.sleep(0.05)
        chance = random.Random(restarts)
        for _ in range(restarts):
            time.sleep(PAUSE_S * (0.5 + chance.random()))
            server.stop()
            time.sleep(0.2 * chance.random())
            server.start()
        for program, out in programs:
            assert program.wait(timeout=seconds + 120) == 0
            said.take(out.read_text().splitlines(keepends=True))
    with lab.open(lab.pi) as pi:
        with pi.reading() as connection:
            counted = {row[0]: row[1] for row in connection.exec_driver_sql(_COUNTED)}
        return said, counted, pi.check()


def faults(said: Said, counted: dict[Id, int], found: list[str]) -> list[str]:
    """What is not as it must be, in words; nothing where all is."""
    lost, half = said.stored - counted.keys(), {k for k, n in counted.items() if n != PARTS + 1}
    untrue = said.refused & counted.keys()
    long = {each for each in said.sentences if "|" in each or len(each) > 120}
    told = {
        "edits told as stored are lost": lost,
        "edits are there by half": half,
        "edits told as refused are there": untrue,
        "refusals are not one sentence": long,
        "findings of the check": set(found),
    }
    return [f"{len(own)} {what}" for what, own in told.items() if own]


def main() -> int:
    """Lets the programs work, and then those that speak too early."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--work", nargs=5)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--too-early", action="store_true")
    asked = parser.parse_args()
    if asked.work:
        place, *ids = asked.work
        work(place, (ids[0], ids[1], ids[2], ids[3]), asked.seconds, too_early=asked.too_early)
        return 0
    with serving() as server:
        lab = lab_at(server, server.empty())
        said, counted, found = restarted(server, lab, asked.restarts)
        wrong = faults(said, counted, found)
        early, there, _ = restarted(server, lab, min(asked.restarts, 20), too_early=True)
    print(
        f"{asked.restarts} restarts, three programs: {len(said.stored)} edits told as stored, "
        f"{len(said.refused)} refused, {len(said.unsure)} told as not known; "
        f"{'; '.join(wrong) or 'none lost, none by half'}"
    )
    for sentence in sorted(said.sentences):
        print(f"  told: {sentence}")
    lost = len(early.stored - there.keys())
    print(f"control, told before it is stored: {lost} of {len(early.stored)} missing")
    return 0 if not wrong and said.stored and said.refused and lost else 1


if __name__ == "__main__":
    sys.exit(main())
