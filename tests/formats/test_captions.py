"""WebVTT and SRT as tools really write them, and broken timing lines."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading
from annotator.formats import read

Cue = tuple[str | None, str, int | None, int | None]


def cues(reading: Reading) -> list[Cue]:
    return [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in reading.turns]


def vtt(*blocks: str, head: str = "WEBVTT") -> Reading:
    return read("\n\n".join((head, *blocks)).encode(), "talk.vtt")


def srt(text: str) -> Reading:
    return read(text.encode(), "talk.srt")


def one(payload: str) -> list[tuple[str | None, str]]:
    """Speakers and texts of a WebVTT file of one cue."""
    reading = vtt(f"00:01.000 --> 00:02.000\n{payload}")
    return [(turn.speaker, turn.text) for turn in reading.turns]


@pytest.mark.parametrize(
    ("timing", "start_ms", "end_ms"),
    [
        ("00:00:01.000 --> 00:00:02.500", 1_000, 2_500),
        ("00:01.000 --> 00:02.500", 1_000, 2_500),
        ("00:00:01,000 --> 00:00:02,500", 1_000, 2_500),
        ("0:0:3.490 --> 0:0:5.110", 3_490, 5_110),
        ("100:00:01.000 --> 100:00:02.000", 360_001_000, 360_002_000),
        ("00:01.000-->00:02.500", 1_000, 2_500),
        ("00:01.000 --> 00:02.500 align:start position:0%", 1_000, 2_500),
        ("00:03.000 --> 00:02.000", 3_000, None),
    ],
)
@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_times(timing: str, start_ms: int, end_ms: int | None, name: str) -> None:
    head = "WEBVTT\n\n" if name.endswith("vtt") else ""
    reading = read(f"{head}1\n{timing}\nT: hello\n".encode(), name)
    assert cues(reading) == [("T", "hello", start_ms, end_ms)]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("<v Ann>hello</v>", [("Ann", "hello")]),
        ("<v Ann>hello", [("Ann", "hello")]),
        ("<v.loud.first Ann B>hello</v>", [("Ann B", "hello")]),
        ("<v R&amp;D>a &lt;b&gt; &amp;amp; c&nbsp;d</v>", [("R&D", "a <b> &amp; c\u00a0d")]),
        ("<v Ann>hello</v> <v Bo>hi</v>", [("Ann", "hello"), ("Bo", "hi")]),
        ("<v Ann>hello\n<v Bo>hi\nthere", [("Ann", "hello"), ("Bo", "hi there")]),
        ("<v Ann>one</v> two", [("Ann", "one two")]),
        ("<v Ann>So: what", [("Ann", "So: what")]),
        ("<v>hello</v>", [(None, "hello")]),
        ("<c.red>T</c>: <i>hel</i>lo", [("T", "hello")]),
        ("<b>T</b> hello", [("T", "hello")]),
        ("T: hello\nP: hi", [("T", "hello"), ("P", "hi")]),
        ("T: hello\nthere", [("T", "hello there")]),
        ("hello <[?]> <slow> a < b > c <00:01.500>x", [(None, "hello <[?]> <slow> a < b > c x")]),
        ("- a\n- b", [(None, "- a - b")]),
        ("a&#10;b", [(None, "a b")]),
    ],
)
def test_what_a_cue_says(payload: str, said: list[tuple[str | None, str]]) -> None:
    assert one(payload) == said


def test_a_voice_covers_one_cue_and_the_next_continues_the_turn() -> None:
    reading = vtt(
        "00:01.000 --> 00:02.000\n<v Ann>one",
        "00:02.000 --> 00:03.500\ntwo",
        "00:04.000 --> 00:05.000\n<v Ann>three",
    )
    assert cues(reading) == [("Ann", "one two", 1_000, 3_500), ("Ann", "three", 4_000, 5_000)]
    assert [(n.kind, n.place) for n in reading.notes] == [("joined", "cue 2")]


def test_blocks_identifiers_and_header_lines_are_no_text() -> None:
    reading = vtt(
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred",
        "NOTE one line",
        "0f3a8c1e-5d2b/1-0\n00:01.000 --> 00:02.000\nT: hello",
        "NOTE\nof two\nlines",
        "NOTE\n00:02.000 --> 00:03.000\nP: hi",
        "second\n00:03.000 --> 00:04.000\nT: bye",
        head="\ufeffWEBVTT - title\nKind: captions",
    )
    assert [turn.text for turn in reading.turns] == ["hello", "hi", "bye"]
    assert [note.kind for note in reading.notes] == ["dropped"] * 5
    assert reading.encoding == "utf-8-sig"


def test_a_blank_line_inside_a_cue_loses_nothing() -> None:
    reading = srt(
        "1\n00:00:01,000 --> 00:00:02,000\nT: one\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nP: x"
    )
    assert [turn.text for turn in reading.turns] == ["one two", "x"]
    assert "joined" in [note.kind for note in reading.notes]


def test_srt_without_numbers_with_double_ones_and_numbers_as_speech() -> None:
    timings = [f"00:00:0{n},000 --> 00:00:0{n},900" for n in range(1, 5)]
    bare = "\n\n".join(f"{timing}\nT: say {n}" for n, timing in enumerate(timings))
    double = "\n".join(f"1\n{timing}\nT: say {n}" for n, timing in enumerate(timings))
    assert cues(srt(bare)) == cues(srt(double))
    spoken = "\n\n".join(f"{n}\n{timing}\n{n * 10}" for n, timing in enumerate(timings))
    assert [turn.text for turn in srt(spoken).turns] == ["0", "10", "20", "30"]


def test_srt_keeps_entities_and_drops_its_tags() -> None:
    reading = srt(
        '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<font color="red">T:</font> a &amp; <slow> b'
    )
    assert cues(reading) == [("T", "a &amp; <slow> b", 1_000, 2_000)]
    assert "3 formatting tags" in reading.notes[0].what


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>hello"),
        ("talk.srt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>hello"),
        ("talk.docx", "\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>hello"),
        ("talk.txt", "1\n00:00:01,000 --> 00:00:02,000\nAnn: hello\n"),
        ("talk.vtt", "1\n00:00:01,000 --> 00:00:02,000\nAnn: hello\n"),
    ],
)
def test_captions_are_known_by_their_content(name: str, content: str) -> None:
    reading = read(content.encode(), name)
    assert reading.turns[0].start_ms == 1_000
    assert reading.notes[0].kind == "inferred"


@pytest.mark.parametrize(
    ("timing", "line"),
    [
        ("00:01.000 -> 00:02.000", 5),
        ("00:01.000 --- 00:02.000", 5),
        ("00:01.000 00:02.000", 5),
        ("00:01.000 -->", 5),
        ("--> 00:02.000", 5),
        ("00:01.000 --> 00:0x.000", 5),
        ("00:0x.000 --> 00:02.000", 5),
        ("00:61.000 --> 01:02.000", 5),
        ("00:01.000 --> 00:02.000 hello there", 5),
        ("1,000 --> 2,000", 5),
    ],
)
@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_a_broken_timing_line_is_told_with_its_place(timing: str, line: int, name: str) -> None:
    head = "WEBVTT\n\n" if name.endswith("vtt") else "1\n00:00.000 --> 00:00.900\n"
    text = (
        f"{head}NOTE x\n\n{timing}\nhello\n"
        if name.endswith("vtt")
        else f"{head}a\n2\n{timing}\nb\n"
    )
    if name.endswith("srt"):
        text = text.replace("a\n2\n", "a\n\n")
    with pytest.raises(UserError) as caught:
        read(text.encode(), name)
    assert caught.value.where == f"{name}, line {line}"
    assert "-->" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.vtt", "WEBVTT\n"),
        ("a.vtt", "WEBVTT\n\nNOTE nothing\n"),
        ("a.vtt", "hello\nthere\n"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n"),
        ("a.srt", "hello\nthere\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n"),
        ("a.srt", "\n\n"),
    ],
)
def test_captions_without_text_are_refused(name: str, content: str) -> None:
    with pytest.raises(UserError) as caught:
        read(content.encode(), name)
    assert caught.value.where.startswith(name)
    assert caught.value.hint
