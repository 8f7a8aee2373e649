"""Real files: the golden turns of AnnoMI 7 in every shape, and what the samples' index states."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.domain.reading import Reading
from annotator.formats import read
from annotator.formats.times import parse_time

SHAPES = [
    ("a7_TP_prefix.txt", ("T", "P"), False),
    ("a7_TP_brackets_crlf.txt", ("T", "P"), True),
    ("a7_TP_tab.docx", ("T", "P"), False),
    ("a7_table.docx", ("T", "P"), True),
    ("a7_zoom.vtt", ("Therapist", "Client"), True),
    ("a7_teams.vtt", ("Dr Example, Th", "Guest"), True),
    ("a7_speaker_on_change.srt", ("Therapist", "Client"), True),
]


def _read(path: Path) -> Reading:
    return read(path.read_bytes(), path.name)


@pytest.mark.parametrize(("name", "labels", "timed"), SHAPES)
def test_each_shape_of_annomi_7_gives_the_golden_turns(
    samples: Path, name: str, labels: tuple[str, str], timed: bool
) -> None:
    with (samples / "golden" / "annomi7_turns.csv").open(encoding="utf-8", newline="") as file:
        golden = list(csv.DictReader(file))
    label_of = dict(zip(("therapist", "client"), labels, strict=True))

    reading = _read(samples / "derived" / name)

    assert len(golden) == 66
    assert [(turn.speaker, turn.text, turn.start_ms) for turn in reading.turns] == [
        (label_of[row["speaker"]], row["text"], parse_time(row["start"]) if timed else None)
        for row in golden
    ]
    assert reading.speakers == {labels[0]: 33, labels[1]: 33}
    assert [note.what for note in reading.notes if note.kind != "dropped"] == []


@pytest.mark.parametrize("name", ["a7_zoom.vtt", "a7_teams.vtt", "a7_speaker_on_change.srt"])
def test_captions_keep_ends_that_overlap_the_next_cue(samples: Path, name: str) -> None:
    turns = _read(samples / "derived" / name).turns
    assert (turns[0].start_ms, turns[0].end_ms) == (49_000, 58_000)
    assert (turns[4].start_ms, turns[4].end_ms, turns[5].start_ms) == (93_000, 94_000, 93_000)


# Cues, first start and last end as the index counts them on the raw bytes.
CAPTIONS = [
    ("vtt/webvttpy_sample.vtt", 16, 500, 64_300),
    ("vtt/webvttpy_captions_with_bom.vtt", 4, 500, 21_580),
    ("vtt/webvttpy_using_identifiers.vtt", 6, 500, 27_280),
    ("vtt/webvttpy_comments.vtt", 3, 135_000, 150_000),
    ("vtt/webvttpy_cue_tags.vtt", 3, 16_500, 21_500),
    ("vtt/webvttpy_metadata_headers_multiline.vtt", 2, 500, 11_890),
    ("vtt/webvttpy_youtube_dl.vtt", 4, 286_070, 305_400),
    ("srt/webvttpy_sample.srt", 5, 500, 23_880),
]


@pytest.mark.parametrize(("name", "cues", "first_ms", "last_ms"), CAPTIONS)
def test_caption_samples_hold_what_the_index_states(
    samples: Path, name: str, cues: int, first_ms: int, last_ms: int
) -> None:
    reading = _read(samples / name)
    assert len(reading.turns) == cues
    assert (reading.turns[0].start_ms, reading.turns[-1].end_ms) == (first_ms, last_ms)
    assert reading.speakers == {}
    assert any("no speaker labels" in note.what for note in reading.notes)


def test_caption_samples_read_word_for_word(samples: Path) -> None:
    def texts(name: str) -> list[str]:
        return [turn.text for turn in _read(samples / "vtt" / name).turns]

    assert texts("webvttpy_cue_tags.vtt") == [
        "When the moon hits your eye",
        "Like a big-a pizza pie",
        "That's amore",
    ]
    assert texts("webvttpy_comments.vtt")[:2] == [
        "- Ta en kopp varmt te. - Det är inte varmt.",
        "- Har en kopp te. - Det smakar som te.",
    ]
    assert texts("webvttpy_youtube_dl.vtt") == [
        "yeah",
        "yeah what",
        "this will happen is I'm telling",
        "this will happen is I'm telling",
    ]
    assert texts("webvttpy_using_identifiers.vtt")[1] == "Caption text #2"
    assert _read(samples / "vtt" / "webvttpy_captions_with_bom.vtt").encoding == "utf-8-sig"


PARAGRAPHS = [
    ("docx2python_soft_line_breaks.docx", ["Line1", "Line2", "Line3", "Line4"]),
    (
        "docx2python_slanted_quotes.docx",
        ["\u201cdouble quote\u201d", "\u2018single quote\u2019", "Apostrophe\u2019s"],
    ),
    (
        "docx2python_pages.docx",
        [
            "This is a document for testing docx2python module.",
            "This document contains paragraphs.",
            "This document does not contain any bulleted lists.",
        ],
    ),
    (
        "docx2python_strict.docx",
        ["Bullet1", "Bullet2", "Number1", "Number2", "Cellaa", "Cellab", "Cellba", "Cellbb"],
    ),
    (
        "pythondocx_hdr-header-footer.docx",
        ["section with header", "section without header of its own."],
    ),
]


@pytest.mark.parametrize(("name", "texts"), PARAGRAPHS)
def test_word_samples_hold_the_texts_that_the_index_states(
    samples: Path, name: str, texts: list[str]
) -> None:
    assert [turn.text for turn in _read(samples / "docx" / name).turns] == texts


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("docx2python_google_docs.docx", 5),
        ("docx2python_merged_cells.docx", 13),
        # 12 paragraphs, one of which holds two soft breaks more.
        ("docx2python_paragraphs_and_tables.docx", 14),
    ],
)
def test_word_samples_hold_as_many_paragraphs_as_the_index_states(
    samples: Path, name: str, filled: int
) -> None:
    assert len(_read(samples / "docx" / name).turns) == filled


def test_headers_and_footers_are_told_and_not_read(samples: Path) -> None:
    reading = _read(samples / "docx" / "pythondocx_hdr-header-footer.docx")
    assert {note.place for note in reading.notes if note.kind == "dropped"} == {
        "headers",
        "footers",
    }
