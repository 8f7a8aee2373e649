"""Bytes of a text file decoded: mark, then UTF-8, then cp1252, and the report says which."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from annotator.domain.errors import UserError
from annotator.domain.reading import Note
from annotator.formats import limits

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_SAVE_AS_UTF8 = "save it again as UTF-8 text"
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the encoding it was read in, and what had to be concluded for that."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The text cut at LF, CRLF and CR, and nowhere else."""
        return LINE_END.split(self.text)


def decode(content: bytes, name: str) -> Decoded:
    """The text of a file: marked encodings first, then UTF-8, then cp1252; never normalised.

    Raises UserError for NUL characters, a marked file with bytes that its encoding does not
    know, and a text beyond the cap.
    """
    decoded = _decode_marked(content, name) or _decode_unmarked(content)
    limits.check_text_size(len(decoded.text), name)
    if "\x00" in decoded.text:
        line = len(LINE_END.findall(decoded.text[: decoded.text.index("\x00")])) + 1
        raise UserError(
            "there are NUL bytes in it, so it is no text in UTF-8, marked UTF-16 or cp1252",
            f"{name}, line {line}",
            _SAVE_AS_UTF8,
        )
    return decoded


def _decode_marked(content: bytes, name: str) -> Decoded | None:
    for mark, encoding, codec in _MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            try:
                return Decoded(text=body.decode(codec), encoding=encoding)
            except UnicodeDecodeError as error:
                before = body[: error.start].decode(codec, errors="replace")
                raise UserError(
                    f"it is marked as {codec.upper()}, but the bytes there are not {codec.upper()}",
                    f"{name}, line {len(LINE_END.findall(before)) + 1}",
                    _SAVE_AS_UTF8,
                ) from error
    return None


def _decode_unmarked(content: bytes) -> Decoded:
    try:
        return Decoded(text=content.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    notes = [
        Note(
            kind="inferred",
            place="whole file",
            what="neither UTF-8 nor marked as UTF-16: read as cp1252 (Windows, Western European)",
        )
    ]
    unknown = text.count("\ufffd")
    if unknown:
        line = len(LINE_END.findall(text[: text.index("\ufffd")])) + 1
        notes.append(
            Note(
                kind="warning",
                place=f"line {line}",
                what=f"{unknown} bytes that cp1252 does not know, kept as U+FFFD, first here",
            )
        )
    return Decoded(text=text, encoding="cp1252", notes=tuple(notes))
