"""Kills `annotator mark` while it is fed lines, and looks at what then stands in the study.

The process that is killed is forked from one that has all modules loaded; from there on it is the
program itself, `main(["mark", …])`, with its own store on a real file. After each kill the study
is opened as the program opens it, checked, and compared three times: with the lines that were fed
(exactly the first so many of them, whole, and all that were acknowledged), with its journal
replayed from nothing, and with what the study held before.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.resources import resource
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.sample import make_sample
from annotator.cli import acknowledging, commands, main
from annotator.domain.edits import Edit, Replace, Several, replacements
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.view import StudyView
from annotator.storage import creation, opening
from annotator.storage import open_study as open_store
from annotator.storage.key import Profile
from tests.reliability.kept_statements import keep_statements
from tests.reliability.replaying import held, payloads, replayed

LINES_A_RUN = 150
ID_LENGTH = 36
A_STUDY = 15
"""Kills on one study before a fresh one is taken: it grows with each."""
LONGEST_OPENING_S = 0.12
LONGEST_WORK_S = {"small": 0.05, "sample": 0.12}
"""The same in more time is more edits, of which a small study is to have few."""
CHEAP = (Profile(memory_kib=64, passes=1, lanes=1),)
"""What a passphrase costs is not what is tried here."""
PASSPHRASE = "a passphrase of the lab"
CELL = {"dyad": "D03", "session": 3, "account": "patient"}

Kind = Literal["small", "sample"]


@dataclass(frozen=True, slots=True)
class Killed:
    """One `mark` that was killed.

    Attributes:
        fed: the lines that it was given, each with an id of its own.
        acknowledged: how many of them it acknowledged.
        amid_a_write: whether a journal lay beside the study that takes an edit back.
        in_order: whether it acknowledged the first lines, in their order.
    """

    fed: list[dict[str, Any]]
    acknowledged: int
    amid_a_write: bool
    in_order: bool


def lines(choose: random.Random) -> list[dict[str, Any]]:
    """Moments of random ends on one interview, each with rows in several tables."""
    made = []
    for number in range(LINES_A_RUN):
        start = choose.randrange(1000)
        made.append(
            {
                **CELL,
                "id": str(uuid.UUID(int=choose.getrandbits(128), version=4)),
                "start": start,
                "end": start + choose.randrange(1, 200),
                "codes": ["Shame", "Connecting"][: choose.randrange(1, 3)],
                "ratings": {"Intensity": choose.randrange(1, 6)},
                "memo": f"memo {number}",
            }
        )
    return made


def mark(place: Path) -> int:
    """What is killed: the command."""
    return main(["mark", str(place), "--coder", "RA-7"])


def mark_carelessly(place: Path) -> int:
    """The control: acknowledges before it stores, and stores a moment in two parts."""
    stored, do = commands._marked, OpenStudy.do

    def acknowledged_first(
        study: OpenStudy, coder: str, fields: dict[str, Any], work_round: str | None
    ) -> str:
        acknowledging.acknowledge(fields["id"], 1)
        return stored(study, coder, fields, work_round)

    def in_two(study: OpenStudy, edit: Edit, text: str, origin: object = None) -> None:
        changes = list(replacements(edit))
        whole = next(each.after for each in changes if isinstance(each.after, Moment))
        bare = replace(whole, memo="", ratings=())
        first = (replace(each, after=bare) if each.after is whole else each for each in changes)
        do(study, Several(tuple(first)), text, origin)
        do(study, Replace(bare, whole), text, origin)

    commands._marked = acknowledged_first
    commands.acknowledge = lambda *_: None  # type: ignore[attr-defined]
    OpenStudy.do = in_two  # type: ignore[method-assign,assignment]
    return mark(place)


def marked_and_killed(
    place: Path,
    choose: random.Random,
    longest_work_s: float,
    marks: Callable[[Path], int] = mark,
) -> Killed:
    """Starts `mark`, feeds it, and kills it at a random moment."""
    into, feed = os.pipe()
    hear, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(into, 0)
        os.dup2(out, 1)
        for end in (into, feed, hear, out):
            os.close(end)
        sys.stdin = os.fdopen(0, "r", closefd=False)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        os._exit(marks(place))
    os.close(into)
    os.close(out)
    fed = lines(choose)
    said = b"".join(json.dumps(each).encode() + b"\n" for each in fed)
    os.write(feed, said)  # fits the pipe's buffer; the input stays open
    # A quarter falls anywhere from the start on, the rest into the work however slow the machine.
    heard = b""
    if choose.random() < 0.25:
        longest_s = LONGEST_OPENING_S
    else:
        longest_s = longest_work_s
        for _ in range(choose.randrange(1, 4)):
            heard += os.read(hear, ID_LENGTH + 1)
    time.sleep(choose.uniform(0, longest_s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(feed)
    with os.fdopen(hear, "rb") as stream:
        told = (heard + stream.read()).decode("ascii")
    ids = [line[:-1] for line in told.splitlines(keepends=True) if line.endswith("\n")]
    journal = place.with_name(f"{place.name}-journal")
    return Killed(
        fed=fed,
        acknowledged=len(ids),
        amid_a_write=journal.exists() and journal.stat().st_size > 0,
        in_order=ids == [each["id"] for each in fed[: len(ids)]],
    )


def storm(
    folder: Path, seed: int, kills: int, kind: Kind, marks: Callable[[Path], int] = mark
) -> Counter[str]:
    """Kills `mark` again and again, every other study being encrypted; counts what was seen."""
    for module in (creation, opening):
        module.PROFILES = CHEAP  # type: ignore[attr-defined]  # of this process and its children
    os.environ["ANNOTATOR_PASSPHRASE"] = PASSPHRASE  # asked for only where one is needed
    keep_statements()
    choose, counts = random.Random(seed), Counter[str]()
    kinds = [_sample(folder)] if kind == "sample" else [_small(folder, each) for each in (0, 1)]
    a_study = kills if kind == "sample" else A_STUDY
    for number, start in enumerate(range(0, kills, a_study)):
        place = folder / "study.iprstudy"
        shutil.copyfile(kinds[number % len(kinds)], place)
        with open_study(place, lambda: PASSPHRASE) as study:  # all is loaded before the forks
            there = {each.id: each for each in study.view.all_moments()}
        for _ in range(min(a_study, kills - start)):
            killed = marked_and_killed(place, choose, LONGEST_WORK_S[kind], marks)
            counts["acknowledged"] += killed.acknowledged
            counts["cut short"] += 0 < killed.acknowledged < LINES_A_RUN
            counts["amid a write"] += killed.amid_a_write
            there = _look(place, there, killed, counts)
        place.unlink()
    return counts


def _look(
    place: Path, before: dict[str, Moment], killed: Killed, counts: Counter[str]
) -> dict[str, Moment]:
    """Counts what one kill did to a study, and gives the moments that stand in it now."""
    with open_store(place, lambda: PASSPHRASE) as store:
        counts["unsound"] += bool(store.check())
        view = store.view()
        whole = replayed(store.journal(), payloads(store).get) == held(view)
    now = {each.id: each for each in view.all_moments()}
    stored = [each for each in killed.fed if each["id"] in now]
    counts["lost"] += sum(each["id"] not in now for each in killed.fed[: killed.acknowledged])
    counts["lost"] += sum(now.get(each) != moment for each, moment in before.items())
    counts["unacknowledged"] += len(stored) - killed.acknowledged
    counts["half"] += not (
        whole
        and killed.in_order
        and len(now) == len(before) + len(stored)
        and stored == killed.fed[: len(stored)]
        and all(_says(view, now[each["id"]]) == each for each in stored)
    )
    return now


def _says(view: StudyView, moment: Moment) -> dict[str, Any]:
    """A moment as the line that it was made from."""
    dyad, session, account = view.place_of(view.transcripts[moment.transcript_id].account_id)
    names = {code.id: code.name for _, code in view.codebook.codes()}
    scales = {each.id: each.name for own in view.codebook.sets for each in own.scales}
    return {
        "dyad": dyad.name,
        "session": session.number,
        "account": account.voice,
        "id": moment.id,
        "start": moment.start,
        "end": moment.end,
        "codes": [names[each] for each in moment.codes],
        "ratings": {scales[each.scale_id]: each.value for each in moment.ratings},
        "memo": moment.memo,
    }


def _small(folder: Path, encrypted: int) -> Path:
    """A study of one interview."""
    place = folder / f"small {encrypted}.iprstudy"
    passphrase = PASSPHRASE if encrypted else None
    create_study(place, "Small", passphrase, codebook=resource("sample/codebook.csv"))
    turns = tuple(ReadTurn(speaker="IP"[n % 2], text="And so it went. " * 5) for n in range(20))
    stop = ReadStop(turn=0, offset=0, start_ms=60_000, end_ms=None, marker="[video]")
    read = Reading(format="txt", encoding=None, turns=turns, stops=(stop,))
    with open_study(place, lambda: passphrase) as study:
        cell = Cell(dyad="D03", session=3, voice="patient")
        study.do(import_reading(study.view, cell, read, "x.txt").edit, "Import")
    return place


def _sample(folder: Path) -> Path:
    return make_sample(folder / "sample")
