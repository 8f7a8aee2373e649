"""The contract for turns: labels, continuation, frame, starts, what is told in the report."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading
from annotator.formats import read

Turn = tuple[str | None, str]


def txt(text: str) -> Reading:
    return read(text.encode(), "talk.txt")


def turns(reading: Reading) -> list[Turn]:
    return [(turn.speaker, turn.text) for turn in reading.turns]


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(note.kind, note.place) for note in reading.notes]


@pytest.mark.parametrize(
    "text",
    [
        "T: hello\nP: hi",
        "T:hello\nP:hi",
        "t : hello\np : hi",
        "T:\thello\nP:\thi",
        "T\thello\nP\thi",
        "T\uff1ahello\nP\uff1ahi",
        "T\u00a0: hello\nP\u00a0: hi",
        "\u200fT\u200f: hello\n\u200eP: hi",
        "\ufeffT: hello\nP: hi",
        "T:\nhello\nP:\n\nhi",
        "T\nhello\nP\nhi",
        "**T:** hello\n**P:** hi",
        "**T**: hello\n**P** hi",
        "[12:34] T: hello\n(12:35) P: hi",
        "[00:12:34.500] T: hello\nP [00:12:35,250]: hi",
        "T: [00:12:34] hello\nP: (12:35) hi",
        "[12:34]\nT: hello\n[12:35]\nP: hi",
        "T1: hello\nP1: hi\n".replace("1", ""),
        "  T:   hello  \n\n\tP: hi\t\n",
        "T: hello\r\rP: hi",
        "T: hello\u2028P: hi",
        "T: hello\x0cP: hi",
    ],
)
def test_every_label_shape_gives_the_same_turns(text: str) -> None:
    reading = txt(text)
    assert [((t.speaker or "").upper(), t.text) for t in reading.turns] == [
        ("T", "hello"),
        ("P", "hi"),
    ]


@pytest.mark.parametrize(
    ("text", "start_ms"),
    [
        ("[12:34] T: a", 754_000),
        ("(12:34) T: a", 754_000),
        ("[00:12:34] T: a", 754_000),
        ("[1:02:03.004] T: a", 3_723_004),
        ("T: [1:02:03,004] a", 3_723_004),
        ("T (0:05): a", 5_000),
        ("[75:30] T: a", 4_530_000),
        ("[\u200e12:34\u200e]\u00a0T: a", 754_000),
        ("[00:09:025] T: a", 565_000),
        ("T: a", None),
        ("T: (0.4) a", None),
        ("T: (12.0) a", None),
        ("T: [unintelligible 00:01:18] a", None),
        ("T: (pause 0.31) a", None),
        ("T: (12 seconds) a", None),
    ],
)
def test_a_start_is_a_bracketed_time_and_a_remark_is_none(text: str, start_ms: int | None) -> None:
    (turn,) = txt(text).turns
    assert (turn.speaker, turn.start_ms, turn.end_ms) == ("T", start_ms, None)
    assert turn.text.endswith("a")
    assert ("(" in turn.text or "[" in turn.text) == (start_ms is None and text != "T: a")


def test_a_stamp_that_is_no_time_does_not_hide_the_label() -> None:
    reading = txt("[00:75:12] T: hello\nP (1:99): hi\n[00:75:12] there")
    assert turns(reading) == [("T", "hello"), ("P", "hi [00:75:12] there")]
    assert [turn.start_ms for turn in reading.turns] == [None, None]
    assert ("warning", "line 1") in kinds(reading)


@pytest.mark.parametrize(
    "mark",
    [
        *"(.) (0.4) (12.0) [overlap] <slow> = :: \u2191 >fast< .hh".split(),
        *"((laughs)) (word?) \u2308x\u2309 //S02:ja// \u00b0soft\u00b0".split(),
        *"don't-- e\u0301 \U0001f600 \u202babc\u202c".split(),
        "[unintelligible 00:01:18]",
        "[inaudible 00:01:04]",
        "(pause 0.31)",
        "(12 seconds pause)",
        "a \u00a0 b",
        "So: what",
        "he said: no",
        "10:30 or 11",
    ],
)
def test_marks_of_transcription_stay_as_they_are(mark: str) -> None:
    reading = txt(f"T: {mark}\nP: and {mark} then\nT: then {mark}")
    assert turns(reading) == [("T", mark), ("P", f"and {mark} then"), ("T", f"then {mark}")]
    assert [turn.start_ms for turn in reading.turns] == [None] * 3


def test_without_labels_each_line_is_a_turn_and_one_warning_says_so() -> None:
    reading = txt("first\n\n  second \nSo: third\nSo: fourth\n10:30 Meeting: x\n10:30 Meeting: y")
    assert [turn.speaker for turn in reading.turns] == [None] * 6
    assert reading.turns[1].text == "second"
    assert kinds(reading) == [("warning", "whole file")]


@pytest.mark.parametrize(
    "line",
    [
        "So: x",
        "And then: x",
        "He said: x",
        "10:30 Meeting: x",
        "https://example.org/a: x",
        "see http://example.org",
        "Is it this one?: x",
        "the thing about it: x",
        "Note: x",
        "12: x",
        "C:\\folder",
    ],
)
def test_speech_with_a_colon_is_no_label_however_often(line: str) -> None:
    reading = txt(f"T: a\n{line}\nP: b\n{line}\n{line}")
    assert reading.speakers == {"T": 1, "P": 1}
    assert turns(reading)[0] == ("T", f"a {line}")


@pytest.mark.parametrize(
    "name",
    [
        "Dr Example, Th",
        "Mireille B. Reece, Psy.D",
        "Ashlee Kupor (SL)",
        "SPEAKER_00",
        "TH01",
        "Åse",
        "מטפל",
        "Unknown Speaker",
        "Anna van der Berg",
        "B",
    ],
)
def test_a_name_seen_twice_is_a_label(name: str) -> None:
    reading = txt(f"{name}: one\nP: two\n{name}: three")
    assert turns(reading) == [(name, "one"), ("P", "two"), (name, "three")]


def test_a_name_seen_once_stays_in_the_text_and_is_told() -> None:
    reading = txt("T: one\nCarla: two\nP: three")
    assert turns(reading) == [("T", "one Carla: two"), ("P", "three")]
    assert [note.text for note in reading.notes if note.kind == "warning"] == ["Carla"]


def test_one_label_far_into_a_long_text_does_not_swallow_it() -> None:
    lines = [f"line {number}" for number in range(20)]
    lines[12] = "Speaker 1: as he put it"
    reading = txt("\n".join(lines))
    assert [turn.text for turn in reading.turns] == lines
    assert [note.text for note in reading.notes] == ["Speaker 1", ""]
    assert txt("T: one\n" + "\n".join(lines[:12])).speakers == {"T": 1}


def test_numbers_that_count_turns_are_no_persons_and_those_that_come_back_are() -> None:
    assert txt("T1: a\nP1: b\nT2: c\nP2: d").speakers == {"T": 2, "P": 2}
    assert txt("T1: a\nP1: b\nT2: c\nT1: d").speakers == {"T1": 2, "P1": 1, "T2": 1}
    assert txt("S1: a\nS2: b").speakers == {"S1": 1, "S2": 1}


def test_an_unlabelled_line_continues_the_turn_before_and_is_told() -> None:
    reading = txt("T: one\n two \n\nthree\nP: four\nP: five")
    assert turns(reading) == [("T", "one two three"), ("P", "four"), ("P", "five")]
    assert kinds(reading) == [("joined", "line 2"), ("joined", "line 4")]


def test_text_before_the_first_label_is_a_turn_without_a_speaker() -> None:
    reading = txt("We begin in the middle.\nT: one")
    assert turns(reading) == [(None, "We begin in the middle."), ("T", "one")]
    assert kinds(reading) == [("warning", "line 1")]


def test_the_frame_of_a_meeting_is_dropped_and_told() -> None:
    reading = txt(
        "Weekly sync\nJuly 10, 2026, 8:42PM\n31m 5s\nAnna B started transcription\n"
        "T: hi\nP: we started transcription\nno date: 2026-01-01\n"
        "Anna B stopped transcription\nTranscribed by https://otter.ai"
    )
    assert turns(reading) == [("T", "hi"), ("P", "we started transcription no date: 2026-01-01")]
    assert [note.place for note in reading.notes if note.kind == "dropped"] == [
        f"line {line}" for line in (1, 2, 3, 4, 8, 9)
    ]
    assert reading.notes[1].text == "July 10, 2026, 8:42PM"


def test_sentences_that_only_sound_like_a_frame_stay() -> None:
    spoken = ["Then she stopped transcription", "we had started the transcription", "31m 5s", "x"]
    assert [turn.text for turn in txt("\n".join(spoken)).turns] == spoken


def test_a_start_of_its_own_belongs_to_the_next_turn_and_none_is_interpolated() -> None:
    reading = txt("[00:10]\none\ntwo\n[00:20] three\n[00:30]")
    assert [(turn.text, turn.start_ms) for turn in reading.turns] == [
        ("one", 10_000),
        ("two", None),
        ("three", 20_000),
    ]
    assert ("dropped", "line 5") in kinds(reading)


def test_times_may_repeat_and_step_back_and_the_order_stays() -> None:
    reading = txt("[00:20] T: a\n[00:20] P: b\n[00:10] T: c")
    assert [turn.start_ms for turn in reading.turns] == [20_000, 20_000, 10_000]


def test_a_label_without_text_is_dropped_and_told() -> None:
    reading = txt("T: one\nP:\nT: two\nP: \u200b")
    assert turns(reading) == [("T", "one"), ("T", "two")]
    assert [n.place for n in reading.notes if n.kind == "dropped"] == ["line 2", "line 4"]


def test_soft_breaks_stay_unless_a_label_or_start_follows() -> None:
    text = "T: a\u2028b\x0bSo: c\u2029P: d\x85e\x0c[00:10] T: f"
    assert turns(txt(text)) == [("T", "a\u2028b\x0bSo: c"), ("P", "d\x85e"), ("T", "f")]


def test_time_marks_inside_a_turn_stay_and_are_told() -> None:
    reading = txt("T: one #00:00:05-2#\nP: two [00:00:09] three")
    assert reading.turns[0].text == "one #00:00:05-2#"
    assert [n.what for n in reading.notes if n.kind == "warning"] == [
        "2 turns: time marks inside turns are left in the text, first in this one"
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty (0 bytes)"),
        (b"\n \t\r\n", "no turns"),
        (b"\xef\xbb\xbf", "no turns"),
        (b"T:\nP:\n", "no turns"),
        ("\u00a0\u200b\n".encode(), "no turns"),
    ],
)
def test_a_file_without_text_is_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UserError) as caught:
        read(content, "talk.txt")
    assert says in caught.value.sentence
    assert caught.value.sentence.startswith("talk.txt: ")
    assert caught.value.hint
    assert "\n" not in caught.value.sentence
