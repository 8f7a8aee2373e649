"""Files made to hurt: refused in one sentence, at once, whatever their bytes are."""

from __future__ import annotations

import contextlib
import random
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading
from annotator.formats import limits, read
from annotator.formats.xml_parts import parse_xml
from tests.formats.word_files import paragraph, word_file, zipped

GOOD = word_file(paragraph("T: hello") + paragraph("P: hi"))


def _with(document: bytes) -> bytes:
    """The good file with another main part."""
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return zipped(entries | {"word/document.xml": document})


def _refused(content: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read(content, "talk.docx")
    assert "\n" not in caught.value.sentence
    assert caught.value.hint
    return caught.value.sentence


HEAD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
TAIL = b"</w:body></w:document>"


@pytest.mark.parametrize("size", [100_000_000, 60_000_000])
def test_a_zip_bomb_is_refused(size: int) -> None:
    assert "zip bomb" in _refused(_with(HEAD + b" " * size + TAIL))


def test_many_parts_that_are_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TOTAL_BYTES", 100_000)
    assert len(read(GOOD, "talk.docx").turns) == 2
    noise = random.Random(5).randbytes(60_000)
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    assert "zip bomb" in _refused(zipped(entries | {"word/a.bin": noise, "word/b.bin": noise}))


def test_more_entries_than_allowed_are_refused_before_they_are_listed() -> None:
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries |= {f"x{n}": b"" for n in range(limits.ZIP_ENTRIES)}
    assert "zip bomb" in _refused(zipped(entries))


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    content = bytearray(_with(HEAD + b" " * 3_000_000 + TAIL))
    at = content.index(b"word/document.xml", content.index(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    assert "talk.docx" in _refused(bytes(content))


def test_too_many_elements_are_refused_without_a_tree() -> None:
    many = b"<w:p/>" * (limits.XML_ELEMENTS + 1)
    _refused(_with(HEAD + many + TAIL))
    with pytest.raises(UserError, match="elements"):
        parse_xml(HEAD + many + TAIL, "talk.docx")
    with pytest.raises(UserError, match="elements"):
        parse_xml((HEAD + many + TAIL).decode().encode("utf-16"), "talk.docx")


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///secret.txt">]>' + HEAD + b"&x;" + TAIL,
        b'<?xml version="1.0"?>\n<!DOCTYPE a>' + HEAD + TAIL,
        ("<!DOCTYPE a [<!ENTITY x 'y'>]>" + (HEAD + b"&x;" + TAIL).decode()).encode("utf-16"),
    ],
)
def test_any_doctype_is_refused(document: bytes) -> None:
    assert "DOCTYPE" in _refused(_with(document))


@pytest.mark.parametrize(
    "document",
    [
        HEAD + b"<w:p>" * 100_000 + b"</w:p>" * 100_000 + TAIL,
        HEAD + b"<w:p><w:r><w:t>" + b"x" * 11_000_000 + b"</w:t></w:r></w:p>" + TAIL,
        b'<?xml version="1.0" encoding="UTF-7"?>' + HEAD + TAIL,
        b"\x4c\x6f\xa7\x94" + HEAD + TAIL,
        b"",
        b"<a/>",
        b"no xml",
    ],
)
def test_deep_huge_and_strange_xml_is_refused(document: bytes) -> None:
    _refused(_with(document))


def test_an_encrypted_entry_and_a_strange_method_are_refused() -> None:
    content = bytearray(GOOD)
    at = content.index(b"word/document.xml", content.index(b"PK\x01\x02")) - 46
    encrypted, method, version = content[:], content[:], content[:]
    encrypted[at + 8] |= 1
    method[at + 10] = 14
    version[at + 6] = 191
    for changed in (encrypted, method, version):
        _refused(bytes(changed))


def test_a_file_beyond_the_cap_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    with pytest.raises(UserError, match="101 bytes"):
        read(b"x" * 101, "talk.txt")
    monkeypatch.setattr(limits, "TEXT_CHARACTERS", 50)
    with pytest.raises(UserError, match="60 characters"):
        read(b"x" * 60, "talk.txt")


@pytest.mark.parametrize(
    "text",
    [
        "T" + " " * 300_000,
        "T: " + "[video 1:00] " * 20_000,
        "T: " + "[" * 300_000,
        "T" + "\u00a0:" * 100_000,
        "T: a" + "\x0cb" * 30_000,
        "(" * 100_000 + "12:34",
        "T: a\n" + "b\n" * 30_000,
        "**" * 100_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 100_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "&a" * 100_000,
        "WEBVTT\n\n" + "0" * 300_000 + ":00\n",
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000 " + "a:b " * 100_000 + "!\nx",
    ],
    ids=range(12),
)
def test_no_line_takes_time_out_of_proportion(text: str) -> None:
    """A quadratic expression would run into the suite's own time limit here."""
    with contextlib.suppress(UserError):
        assert read(text.encode(), "talk.vtt" if text.startswith("WEBVTT") else "talk.txt").turns


MUTATED = ["a7_TP_tab.docx", "a7_table.docx", "a7_teams.vtt", "a7_speaker_on_change.srt",
           "a7_TP_brackets_crlf.txt"]  # fmt: skip


def read_or_told(content: bytes, name: str) -> Reading | None:
    """The reading, or None where a sentence says what is wrong; any other error is a failure."""
    try:
        return read(content, name)
    except UserError as error:
        told = error
    assert told.where.startswith(name)
    assert "\n" not in told.sentence
    return None


@pytest.mark.parametrize("name", MUTATED)
def test_mutated_files_only_ever_raise_a_user_error(samples: Path, name: str) -> None:
    original = (samples / "derived" / name).read_bytes()
    rng = random.Random(name)
    told = 0
    for _ in range(250):
        content = bytearray(original)
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(len(content))
            match rng.randrange(4):
                case 0:
                    content[at] = rng.randrange(256)
                case 1:
                    del content[at : at + rng.randint(1, 40)]
                case 2:
                    content[at:at] = content[at : at + rng.randint(1, 40)]
                case _:
                    content[at:at] = rng.choice([b"\x00", b"\xff", b"\r", b"-->", b"<v ", b"["])
        reading = read_or_told(bytes(content), name)
        told += reading is None
        if reading is not None:
            assert all(turn.text.strip(" \t") for turn in reading.turns)
            assert not any("\n" in turn.text or "\r" in turn.text for turn in reading.turns)
            assert all(0 <= stop.turn <= len(reading.turns) for stop in reading.stops)
    assert 0 < told < 250


@pytest.mark.parametrize("name", MUTATED)
def test_every_truncation_is_read_or_told(samples: Path, name: str) -> None:
    original = (samples / "derived" / name).read_bytes()
    for end in range(0, len(original), 97):
        read_or_told(original[:end], name)
