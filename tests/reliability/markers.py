"""A study full of words that stand nowhere else, all of one participant, to be erased."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.edits import Replace, added
from annotator.domain.filter import Filter
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.reading import Note
from annotator.domain.study import Account
from annotator.domain.transcript import Aside, Stop, Transcript, freeze
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import Store, back_up, create
from annotator.storage.backup import folder_of
from annotator.storage.key import Key
from tests.storage.making import Made, consensus_of, make, moment_in, new_study, pairing_of
from tests.storage.making import reading as read_as

PASSPHRASE = "a passphrase"
WHO = Wish(participant="P00")
OTHERS = ("Nobody here says anything of note today.", "So we went on with the week as planned.")


@dataclass(frozen=True, slots=True)
class Marked:
    """A study full of markers of one participant."""

    place: Path
    key: Key | None
    markers: tuple[str, ...]
    before: StudyView


def marker(number: int) -> str:
    """One word that stands nowhere else, with a letter that JSON may escape."""
    digest = hashlib.sha256(f"marker {number}".encode()).digest()
    letters = "".join(chr(97 + each % 26) for each in digest[:14])
    return f"{letters[:7]}ø{letters[7:]}"


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
