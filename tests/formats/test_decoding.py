"""Encodings and line ends: what is read as what, and what is refused."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.formats import read

TALK = "T: Å være – “ja”\nP: é"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TALK.encode("utf-8"), "utf-8"),
        (TALK.encode("utf-8-sig"), "utf-8-sig"),
        (b"\xff\xfe" + TALK.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TALK.encode("utf-16-be"), "utf-16-be"),
        (TALK.encode("cp1252"), "cp1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_encoding_and_line_end(content: bytes, encoding: str, end: str) -> None:
    codec = encoding.removesuffix("-sig")
    content = content.replace("\n".encode(codec), end.encode(codec))
    reading = read(content, "x.txt")
    assert reading.encoding == encoding
    assert [(t.speaker, t.text) for t in reading.turns] == [("T", "Å være – “ja”"), ("P", "é")]
    assert [n.kind for n in reading.notes] == (["inferred"] if encoding == "cp1252" else [])


def test_nothing_is_normalised() -> None:
    text = "e\u0301 \u00e9 \ufb01 \u212b a\u00a0b \U0001f469\u200d\U0001f680 \u05e9\u200f \u2028 x"
    assert read(f"T: {text}".encode(), "x.txt").turns[0].text == text


def test_bytes_unknown_to_cp1252_are_kept_as_marks_and_warned_of() -> None:
    reading = read(b"T: a\nP: \xe9 \x81 \x9d", "x.txt")
    assert reading.turns[1].text == "é \ufffd \ufffd"
    (warning,) = [note for note in reading.notes if note.kind == "warning"]
    assert (warning.place, warning.what[:2]) == ("line 2", "2 ")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"T: a\nP: \x00b", "x.txt, line 2"),
        (b"T: \xe9\r\rP: \x00b", "x.txt, line 3"),
        ("T: a\nP: b".encode("utf-16-le"), "x.txt, line 1"),
        ("T: a".encode("utf-32"), "x.txt, line 1"),
        (b"\xef\xbb\xbfT: a\nP: \xe9", "x.txt, line 2"),
        (b"\xff\xfe" + "T: a\n".encode("utf-16-le") + b"\x00", "x.txt, line 2"),
        (b"\xff\xfe\x00\xd8a\x00", "x.txt, line 1"),
    ],
)
def test_nul_and_bytes_against_their_own_mark_are_refused(content: bytes, where: str) -> None:
    with pytest.raises(UserError) as caught:
        read(content, "x.txt")
    assert (caught.value.where, "UTF" in caught.value.what) == (where, True)


@pytest.mark.parametrize("name", ["x.pdf", "x.md", "x", "x.csv"])
def test_an_unknown_ending_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(UserError, match=r"\.docx.*\.txt"):
        read(b"T: a", name)


def test_a_stated_format_wins_and_an_unknown_one_is_told() -> None:
    assert read(b"T: a", "x.md", format="txt").turns[0].text == "a"
    with pytest.raises(UserError, match="docx, srt, txt, vtt"):
        read(b"T: a", "x.txt", format="xyz")
