"""Stop markers: stated templates, offsets into the final text, what is no marker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading
from annotator.formats import read
from annotator.formats.stops import compile_stops, extract_stops


def txt(text: str, *patterns: str) -> Reading:
    return read(
        text.encode(), "x.txt", stop_patterns=patterns or ("[video {time}]", "[stop {time}]")
    )


def found(reading: Reading) -> list[tuple[int, int, int, int | None]]:
    return [(stop.turn, stop.offset, stop.start_ms, stop.end_ms) for stop in reading.stops]


@pytest.mark.parametrize(
    ("text", "left", "offset"),
    [
        ("T: one [video 12:34] two", "one two", 4),
        ("T: one[video 12:34] two", "one two", 3),
        ("T: one [video 12:34]two", "one two", 4),
        ("T: one[video 12:34]two", "one two", 4),
        ("T: one [video 12:34].", "one.", 3),
        ("T: one [video 12:34]", "one", 3),
        ("T: [video 12:34] one", "one", 0),
        ("[video 12:34] T: one", "one", 0),
        ("[00:01] [video 12:34] T: one", "one", 0),
        ("T: one  [video 12:34] two", "one  two", 5),
        ("T: \U0001f600e\u0301 [VIDEO 12:34] two", "\U0001f600e\u0301 two", 4),
    ],
)
def test_a_marker_goes_and_the_words_stay_apart(text: str, left: str, offset: int) -> None:
    reading = txt(text)
    assert [turn.text for turn in reading.turns] == [left]
    assert found(reading) == [(0, offset, 754_000, None)]


@pytest.mark.parametrize(
    ("marker", "start_ms", "end_ms"),
    [
        ("[video 12:34]", 754_000, None),
        ("[stop 00:12:34]", 754_000, None),
        ("[Stop 1:02:03]", 3_723_000, None),
        ("[video 12:34-12:50]", 754_000, 770_000),
        ("[video 12:34 \u2013 12:50]", 754_000, 770_000),
        ("[video 59:50-1:00:10]", 3_590_000, 3_610_000),
        ("[video 999:59]", 59_999_000, None),
        ("[video  12.34]", 754_000, None),
    ],
)
def test_times_of_markers(marker: str, start_ms: int, end_ms: int | None) -> None:
    reading = txt(f"T: a {marker} b")
    assert found(reading) == [(0, 2, start_ms, end_ms)]
    assert reading.stops[0].marker == marker


@pytest.mark.parametrize(
    ("marker", "time"),
    [
        ("[video 12:75]", "12:75"),
        ("[video 1:75:00]", "1:75:00"),
        ("[video 12:3]", "12:3"),
        ("[video 12:75-12:34]", "12:75 - 12:34"),
    ],
)
def test_a_marker_without_a_time_is_left_and_warned_of(marker: str, time: str) -> None:
    reading = txt(f"P: x\nT: a {marker} b")
    assert reading.turns[1].text == f"a {marker} b"
    assert reading.stops == ()
    [note] = [note for note in reading.notes if note.kind == "warning"]
    assert (note.text, note.place) == (marker, "line 2")
    assert note.what.startswith(f"a stop marker whose time {time} is none: left in the text; cor")


@pytest.mark.parametrize(
    ("marker", "start_ms", "end_ms", "times"),
    [
        ("[stop 20:00-19:00]", 1_200_000, 1_140_000, "20:00 - 19:00"),
        ("[video 12:48-12:30]", 768_000, 750_000, "12:48 - 12:30"),
        ("[video 1:00:00 \u2013 0:01]", 3_600_000, 1_000, "1:00:00 - 0:01"),
    ],
)
def test_a_stop_that_ends_before_it_starts_is_read_as_it_stands_and_told(
    marker: str, start_ms: int, end_ms: int, times: str
) -> None:
    reading = txt(f"P: x\nT: a {marker} b")
    assert reading.turns[1].text == "a b"
    assert found(reading) == [(1, 2, start_ms, end_ms)]
    [note] = [note for note in reading.notes if note.kind == "warning"]
    assert (note.text, note.place) == (marker, "line 2")
    assert note.what.startswith(f"the stop {times} ends before it starts: read as it stands; ")


def test_a_stop_that_ends_as_it_starts_is_nothing_odd() -> None:
    reading = txt("T: a [video 12:34-12:34] b\nP: c")
    assert found(reading) == [(0, 2, 754_000, 754_000)]
    assert not [note for note in reading.notes if note.kind == "warning"]


@pytest.mark.parametrize(
    "remark", ["[unintelligible 00:01:18]", "(12:34)", "[12:34]", "[video]", "video 12:34", "(0.4)"]
)
def test_other_remarks_are_no_stops(remark: str) -> None:
    reading = txt(f"T: a {remark} b")
    assert reading.turns[0].text == f"a {remark} b"
    assert reading.stops == ()


@pytest.mark.parametrize("remark", ["(video 12:34)", "[video: 12:34]", "[Stop at 12:34]"])
def test_a_slip_of_a_marker_is_left_and_warned_of(remark: str) -> None:
    reading = txt(f"T: a {remark} b")
    assert (reading.turns[0].text, reading.stops) == (f"a {remark} b", ())
    assert [note.text for note in reading.notes if note.kind == "warning"] == [remark]


def test_a_marker_alone_stands_before_the_next_turn() -> None:
    reading = txt("[video 0:10]\nT: one\n[stop 0:20]\n\nP: two\n[video 0:30]")
    assert [turn.text for turn in reading.turns] == ["one", "two"]
    assert found(reading) == [(0, 0, 10_000, None), (1, 0, 20_000, None), (2, 0, 30_000, None)]


def test_a_marker_alone_before_a_continuation_lies_inside_the_turn() -> None:
    reading = txt("T: one\n[video 0:20]\ntwo [video 0:30] three\n[video 0:40]\nP: x")
    assert reading.turns[0].text == "one two three"
    assert found(reading) == [(0, 4, 20_000, None), (0, 8, 30_000, None), (1, 0, 40_000, None)]


def test_a_marker_after_a_label_without_text_goes_to_the_next_turn() -> None:
    reading = txt("T: [video 0:10]\nP: two")
    assert [turn.text for turn in reading.turns] == ["two"]
    assert found(reading) == [(0, 0, 10_000, None)]


def test_a_marker_alone_in_a_cue_and_in_a_word_paragraph() -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n[video 0:10]\n\n00:03.000 --> 00:04.000\n<v A>one"
    reading = read(vtt.encode(), "x.vtt")
    assert [turn.text for turn in reading.turns] == ["one"]
    assert found(reading) == [(0, 0, 10_000, None)]


def test_own_templates() -> None:
    own = "(stopper video ved {time})"
    reading = txt("I: a (stopper video ved 12:34) b (Stopper  video ved 13.05)", own)
    assert found(reading) == [(0, 2, 754_000, None), (0, 3, 785_000, None)]
    assert txt("I: a [video 12:34]", own).stops == ()
    reading = txt("I: a {from 1:00 to 2:00.} b", "{from {time} to {end}.}")
    assert found(reading) == [(0, 2, 60_000, 120_000)]
    assert txt("I: a.*(12:34)", ".*({time})").turns[0].text == "a"
    assert read(b"T: [video 12:34] a", "x.txt", stop_patterns=()).stops == ()


def test_a_template_that_looks_like_a_label_is_still_a_stop() -> None:
    reading = txt("Video: 1:00\nT: a\nVideo: 2:00\nP: b", "Video: {time}")
    assert reading.speakers == {"T": 1, "P": 1}
    assert found(reading) == [(0, 0, 60_000, None), (1, 0, 120_000, None)]


@pytest.mark.parametrize("pattern", ["[video]", "{time}", " {time} ", "{time}{time}", ""])
def test_a_template_that_would_find_too_much_or_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(UserError, match="stop pattern"):
        txt("T: a", pattern)


_words = st.lists(st.text("aZ9é\u05d0\U0001f600\u0301-([", min_size=1), max_size=6)


@given(_words)
def test_markers_between_words_leave_the_words(words: list[str]) -> None:
    pattern = compile_stops(["[video {time}]"])
    extracted = extract_stops(" [video 0:01] ".join(["x", *words, "y"]), pattern)
    assert extracted.text == " ".join(["x", *words, "y"])
    assert len(extracted.stops) == len(words) + 1
    for stop in extracted.stops:
        assert extracted.text[stop.offset - 1] == " "
