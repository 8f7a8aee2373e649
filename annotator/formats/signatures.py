"""Files that are no transcripts, told by their first bytes, with what to do about each."""

from __future__ import annotations

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How files of Excel 2, 3, 4, 5 and 97 begin where they stand in no container.
_BARE_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_AS_DOCX = "save it as .docx or .txt in the program that made it"
_NO_TRANSCRIPT = "choose the file with the transcript"

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _NO_TRANSCRIPT),
    (b"\xff\xd8\xff", "a JPEG image", _NO_TRANSCRIPT),
    (b"GIF8", "a GIF image", _NO_TRANSCRIPT),
    (b"%PDF-", "a PDF file", _AS_DOCX),
    (b"{\\rtf", "an RTF document", _AS_DOCX),
    (b"ID3", "an audio recording", _NO_TRANSCRIPT),
    (b"OggS", "an audio recording", _NO_TRANSCRIPT),
    (b"fLaC", "an audio recording", _NO_TRANSCRIPT),
    (b"SQLite format 3\x00", "a database", _NO_TRANSCRIPT),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
)


def foreign_kind(content: bytes) -> tuple[str, str] | None:
    """What a file is if it is surely no transcript that we read, and what to do; else None."""
    for signature, kind, hint in _SIGNATURES:
        if content.startswith(signature):
            return kind, hint
    if content.startswith(b"RIFF") and content[8:12] in (b"WAVE", b"AVI "):
        return "a recording", _NO_TRANSCRIPT
    if content[4:8] == b"ftyp":
        return "a recording", _NO_TRANSCRIPT
    if content.startswith(_OLE):
        return _ole_kind(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(content)
    return None


def is_old_excel(content: bytes) -> bool:
    """Whether a table begins as the formats of Excel before 2007 do, whole, cut off or bare."""
    return content.startswith(_OLE[:4]) or content.startswith(_BARE_EXCEL)


def _ole_kind(content: bytes) -> tuple[str, str]:
    """What an OLE container holds; its directory names streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return (
            "a password-protected document",
            "open it in Word, remove the password and save it again",
        )
    if "WordDocument".encode("utf-16-le") in content:
        return "a document in the old .doc format", "save it as .docx in Word"
    return "an old Office file (OLE)", "save it as .docx in Word"


def _zip_kind(content: bytes) -> tuple[str, str] | None:
    """What a zip archive is; None for a Word document, which has a reader."""
    if b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        return "an OpenDocument file", "save it as .docx or .txt"
    if b"[Content_Types].xml" not in content:
        return "a zip archive, not a Word document", "unpack it and choose the transcript in it"
    for folder, kind in ((b"xl/workbook", "an Excel workbook"), (b"ppt/presentation", "slides")):
        if folder in content and b"word/" not in content:
            return kind, _AS_DOCX
    return None
