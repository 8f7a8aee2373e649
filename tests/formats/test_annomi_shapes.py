"""Real talk of all 133 AnnoMI transcripts, written in each shape and read back."""

from __future__ import annotations

import csv
import html
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.formats import read
from annotator.formats.times import parse_time
from tests.formats.word_files import paragraph, run, table, word_file

Said = tuple[str, str, str]  # label, start as hh:mm:ss, text
LABELS = [
    {"therapist": "T", "client": "P"},
    {"therapist": "Therapist", "client": "Client"},
    {"therapist": "Speaker 1", "client": "Speaker 2"},
    {"therapist": "Dr Example, Th", "client": "Guest"},
]
# An utterance of this talk begins "Speaker 1: ", which alone in its line is a label.
OPENS_LIKE_A_LABEL = "104"


@pytest.fixture(scope="module")
def talks() -> dict[str, list[Said]]:
    """Transcript id → utterances, the speaker still as `therapist` or `client`."""
    path = Path(__file__).resolve().parents[3] / "shared" / "samples" / "annomi"
    if not path.is_dir():
        pytest.skip(f"no folder of real samples at {path}")
    found: defaultdict[str, list[Said]] = defaultdict(list)
    with (path / "AnnoMI-simple.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = re.sub(r"[ \t\r\n]+", " ", row["utterance_text"]).strip(" ")
            if text:
                found[row["transcript_id"]].append((row["interlocutor"], row["timestamp"], text))
    assert len(found) == 133
    return dict(found)


def _prefix(said: list[Said]) -> str:
    return "".join(f"{label}: {text}\n" for label, _, text in said)


def _brackets(said: list[Said]) -> str:
    return "".join(f"[{start}] {label}: {text}\r\n" for label, start, text in said)


def _round(said: list[Said]) -> str:
    return "\r".join(f"{label} ({start}): {text}" for label, start, text in said)


def _after(said: list[Said]) -> str:
    return "\n\n".join(f"{label}: [{start},000] {text}" for label, start, text in said)


def _alone(said: list[Said]) -> str:
    return "\n".join(f"[{start}] {label}:\n{text}\n" for label, start, text in said)


def _tabs(said: list[Said]) -> str:
    return "\n".join(f"{label}:\t{text}" for label, _, text in said)


def _wide(said: list[Said]) -> str:
    return "\n".join(f"{label}\u00a0\uff1a {text}" for label, _, text in said)


TXT: list[tuple[Callable[[list[Said]], str], bool]] = [
    (_prefix, False),
    (_brackets, True),
    (_round, True),
    (_after, True),
    (_alone, True),
    (_tabs, False),
    (_wide, False),
]


def _expected(said: list[Said], *, timed: bool) -> list[tuple[str | None, str, int | None]]:
    return [(label, text, parse_time(start) if timed else None) for label, start, text in said]


def _got(content: bytes, name: str) -> list[tuple[str | None, str, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms) for turn in read(content, name).turns]


def _labelled(said: list[Said], number: str) -> list[Said]:
    """The talk with labels, of another kind from one talk to the next."""
    labels = LABELS[int(number) % len(LABELS)]
    return [(labels[who], start, text) for who, start, text in said]


@pytest.mark.parametrize(("shape", "timed"), TXT, ids=lambda value: getattr(value, "__name__", ""))
def test_all_talks_read_back_from_txt(
    talks: dict[str, list[Said]], shape: Callable[[list[Said]], str], timed: bool
) -> None:
    for number, talk in talks.items():
        if shape is _alone and number == OPENS_LIKE_A_LABEL:
            continue
        said = _labelled(talk, number)
        encoding = ("utf-8", "utf-8-sig", "utf-16")[int(number) % 3]
        assert _got(shape(said).encode(encoding), "x.txt") == _expected(said, timed=timed), number


def _word_plain(said: list[Said]) -> str:
    return "".join(paragraph(f"{label}: {text}") for label, _, text in said)


def _word_bold(said: list[Said]) -> str:
    return "".join(paragraph(run(label, "<w:b/>"), run(f" {text}")) for label, _, text in said)


def _word_split(said: list[Said]) -> str:
    def runs(text: str) -> list[str]:
        return [run(text[at : at + 7]) for at in range(0, len(text), 7)]

    return "".join(paragraph(*runs(f"[{start}] {label}: {text}")) for label, start, text in said)


def _word_one_paragraph(said: list[Said]) -> str:
    lines = (run(f"({start}) {label}:\u00a0{text}") for label, start, text in said)
    return paragraph("<w:r><w:br/></w:r>".join(lines))


def _word_table(said: list[Said]) -> str:
    return table(
        ("Utterance", "Who", "Start"), *((text, label, start) for label, start, text in said)
    )


def _word_bare_table(said: list[Said]) -> str:
    return table(*((start, f"{label}:", text) for label, start, text in said))


WORD: list[tuple[Callable[[list[Said]], str], bool]] = [
    (_word_plain, False),
    (_word_bold, False),
    (_word_split, True),
    (_word_one_paragraph, True),
    (_word_table, True),
    (_word_bare_table, True),
]


@pytest.mark.parametrize(("shape", "timed"), WORD, ids=lambda value: getattr(value, "__name__", ""))
def test_all_talks_read_back_from_docx(
    talks: dict[str, list[Said]], shape: Callable[[list[Said]], str], timed: bool
) -> None:
    for number, talk in talks.items():
        said = _labelled(talk, number)
        assert _got(word_file(shape(said)), "x.docx") == _expected(said, timed=timed), number


def _cues(said: list[Said], *, comma: bool) -> list[str]:
    return [
        f"{start}.000 --> {start}.900".replace(".", "," if comma else ".") for _, start, _ in said
    ]


def _vtt_voices(said: list[Said]) -> str:
    cues = (
        f"id {index}/0-0\n{timing} align:start\n"
        f"<v.loud {label}>{html.escape(text, quote=False)}</v>"
        for index, ((label, _, text), timing) in enumerate(
            zip(said, _cues(said, comma=False), strict=True)
        )
    )
    return "\ufeffWEBVTT\n\n" + "\n\n".join(cues)


def _vtt_names(said: list[Said]) -> str:
    cues = (
        f"{timing}\n{label}: {html.escape(text, quote=False)}\n"
        for (label, _, text), timing in zip(said, _cues(said, comma=True), strict=True)
    )
    return "WEBVTT\r\n\r\n" + "\r\n".join(cue.replace("\n", "\r\n") for cue in cues)


def _srt(said: list[Said]) -> str:
    return "\n".join(
        f"{index}\n{timing}\n{label}: {text}\n"
        for index, ((label, _, text), timing) in enumerate(
            zip(said, _cues(said, comma=True), strict=True), 1
        )
    )


@pytest.mark.parametrize(
    ("shape", "name"), [(_vtt_voices, "x.vtt"), (_vtt_names, "x.vtt"), (_srt, "x.srt")]
)
def test_all_talks_read_back_from_captions(
    talks: dict[str, list[Said]], shape: Callable[[list[Said]], str], name: str
) -> None:
    for number, talk in talks.items():
        said = _labelled(talk, number)
        assert _got(shape(said).encode(), name) == _expected(said, timed=True), number
