"""What is looked for is found, however it is written, and nothing else is."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from base64 import b64encode
from pathlib import Path

import pytest

from tests.reliability.searching import ENCODINGS, OVERLAP, PIECE, kinds_in, kinds_in_file

WORD = "Zqsomeword"
WORDS = {"memo": WORD, "code": "Zqanother"}
SAID = f"then {WORD} came".encode()


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sheet.xml", content)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("odd", [b"", b"\1"])
def test_in_every_encoding_and_case(encoding: str, odd: bytes) -> None:
    for word in (WORD, WORD.upper(), WORD.lower()):
        assert kinds_in(odd + f"“{word}”".encode(encoding), WORDS) == {"memo"}
        assert kinds_in(odd + word.encode(encoding)[:-2], WORDS) == set()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("before", ["", "1", "12", "123"])
def test_in_base_64_and_as_digits_wherever_it_begins(encoding: str, before: str) -> None:
    raw = f"{before}{WORD} and on".encode(encoding)
    assert kinds_in(b64encode(raw), WORDS) == {"memo"}
    assert kinds_in(raw.hex().encode(), WORDS) == {"memo"}
    assert kinds_in(raw.hex().upper().encode(), WORDS) == {"memo"}


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(SAID),
        _zip(SAID),
        *(b"head" + zlib.compress(SAID * 9, level) + b"tail" for level in (1, 6, 9)),
    ],
    ids=["gzip", "zip", "zlib 1", "zlib 6", "zlib 9"],  # what is packed tells the time too
)
def test_in_what_is_compressed(packed: bytes) -> None:
    assert WORD.encode() not in packed, "else it would show nothing"
    assert kinds_in(packed, WORDS) == {"memo"}


def test_bytes_as_they_are_as_digits_and_in_base_64() -> None:
    key = bytes(range(200, 232)) + b"Ab"
    for content in (key, key.hex().encode(), key.hex().upper().encode(), b64encode(b"1" + key)):
        assert kinds_in(b"\0" + content, {"key": key}) == {"key"}
        assert kinds_in(b"\0" + content[:-8], {"key": key}) == set()
    assert kinds_in(key.lower(), {"key": key}) == set()


def test_nothing_is_found_where_nothing_is() -> None:
    other = b"then Zqsomewor came" * 100
    for content in (b"", other, gzip.compress(other), _zip(other), b64encode(other)):
        assert kinds_in(content, WORDS) == set()


def test_over_the_edge_of_two_pieces_of_a_large_file(tmp_path: Path) -> None:
    place = tmp_path / "core"
    assert len(WORD) * 8 < OVERLAP
    with place.open("wb") as file:
        file.seek(PIECE - 4)
        file.write(WORD.encode())
    assert kinds_in_file(place, WORDS) == {"memo"}
