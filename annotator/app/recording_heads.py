"""Whether a file begins as a recording of its kind does; only its head is read."""

from __future__ import annotations

from pathlib import Path

_READ = 64
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_EBML = b"\x1a\x45\xdf\xa3"


def begins_as_recording(file: Path) -> bool:
    """False where a person should be asked: text, a page or a program under a recording's name.

    Any of the known kinds will do: a wrong ending stops no player.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as opened:
        head = opened.read(_READ)
    waves = head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE"
    sound = head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
    others = head[:4] in (b"OggS", b"fLaC", b"FORM", _EBML)
    padded = not any(head)  # an mp3 may begin with silence in zeros
    return waves or sound or others or padded or head[4:8] in _BOXES
