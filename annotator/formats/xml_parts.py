"""XML parsed without DTD, entities, network or more elements than allowed."""

from __future__ import annotations

import re

from lxml import etree

from annotator.domain.errors import UserError
from annotator.formats import limits

_SAVE_AGAIN = "open it in the program that made it and save it again"
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.IGNORECASE)
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def parse_xml(raw: bytes, where: str) -> etree._Element:
    """The root element of an XML part.

    Args:
        raw: the part's bytes.
        where: file and part, for messages.

    Raises UserError for a DOCTYPE, too many elements, an encoding that office files do not
    use, and XML that is not well formed.
    """
    _check_elements(raw, where)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if b"<!DOCTYPE" in raw:
        raise _refused_doctype(where)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        if "depth" in error.msg:
            what = "elements stand too deep in each other in it"
            raise UserError(what, f"{where}, line {line}", "make it flatter") from error
        raise UserError("the XML in it is broken", f"{where}, line {line}", _SAVE_AGAIN) from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise _refused_doctype(where)
    return root


def check_xml(raw: bytes, where: str) -> None:
    """Refuses the same of a part that another library will read, without building a tree."""
    _check_elements(raw, where)
    declared = ("<!DOCTYPE".encode(each) for each in ("ascii", "utf-16-le", "utf-16-be"))
    if any(mark in raw for mark in declared):
        raise _refused_doctype(where)


def _refused_doctype(where: str) -> UserError:
    return UserError("there is a DOCTYPE in it, which is not allowed", where, _SAVE_AGAIN)


def _check_elements(raw: bytes, where: str) -> None:
    """Refuses too many elements before anything is built.

    Each element begins with its own `<`, so that counting bytes bounds the number from above
    in every encoding that is let through: no tree has to be built to find it too large. In
    two-byte encodings `</` may be part of a name's bytes and is not subtracted.
    """
    if raw.startswith(_WIDE_STARTS):
        opened = raw.count(b"<")
    else:
        declared = _DECLARED.search(raw[:400])
        if declared is not None and declared[1].lower() not in _ENCODINGS:
            raise UserError("its XML is in an encoding that is not allowed", where, _SAVE_AGAIN)
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
            raise UserError("a part of it is no XML", where, _SAVE_AGAIN)
        opened = raw.count(b"<") - raw.count(b"</")
    if opened > limits.XML_ELEMENTS:
        raise UserError(
            f"it holds more than {limits.XML_ELEMENTS:,} elements", where, limits.TOO_LARGE_HINT
        )
