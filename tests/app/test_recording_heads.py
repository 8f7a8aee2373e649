"""What begins as a recording, and what only has its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.recording_heads import begins_as_recording
from tests.media import FILM, write_wave


@pytest.mark.parametrize(
    ("head", "fits"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", True),
        (b"RF64\xff\xff\xff\xffWAVEds64", True),
        (b"ID3\x04\x00", True),
        (b"\xff\xfb\x90\x64", True),
        (b"\x00\x00\x00\x20ftypM4A ", True),
        (b"\x00\x00\x00\x08wide", True),
        (b"\x1a\x45\xdf\xa3", True),
        (bytes(200), True),
        (b"RIFF\x24\x00\x00\x00AVI LIST", False),
        (b"Notes of the session", False),
        (b"MZ\x90\x00", False),
        (b"<!DOCTYPE html>", False),
        (b"\xff\xfeN\x00o\x00", True),  # as UTF-16 and as an mp3 may begin: nobody is asked
        (b"x", False),
    ],
)
def test_the_head_tells(tmp_path: Path, head: bytes, fits: bool) -> None:
    file = tmp_path / "session.wav"
    file.write_bytes(head)
    assert begins_as_recording(file) is fits


def test_real_ones_fit(tmp_path: Path) -> None:
    assert begins_as_recording(write_wave(tmp_path / "a.wav", 0.1))
    assert begins_as_recording(FILM)
