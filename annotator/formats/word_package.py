"""The parts of a Word file found through their relationships, whatever they are called."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from annotator.domain.errors import UserError
from annotator.formats.archive import Archive
from annotator.formats.xml_parts import parse_xml

_NO_WORD = "choose a .docx file as Word, LibreOffice or Google Docs saves it"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPackage:
    """The parts that matter of one file.

    Attributes:
        body: the main part's body.
        styles: the styles part, None where there is none.
        others: parts that are not read, with what they are: ("footnotes", root).
    """

    body: etree._Element
    styles: etree._Element | None
    others: tuple[tuple[str, etree._Element], ...]


def open_package(content: bytes, name: str) -> WordPackage:
    """The parts of a .docx file, transitional or strict; UserError where it is none."""
    if not content.startswith(b"PK"):
        raise UserError("it is not a Word document, whatever its name says", name, _NO_WORD)
    archive = Archive(content, name)
    main = _find_main(archive, name)
    document = parse_xml(archive.read(main), f"{name}, {main}")
    body = next((child for child in document if local_name(child) == "body"), None)
    if body is None or local_name(document) != "document":
        raise UserError("its main part is no Word document", name, _NO_WORD)
    styles: etree._Element | None = None
    others = []
    for kind, path in _relations(archive, main, name):
        if kind == "styles" and path in archive:
            styles = parse_xml(archive.read(path), f"{name}, {path}")
        elif kind in ("footnotes", "endnotes", "comments", "header", "footer") and path in archive:
            others.append((kind, parse_xml(archive.read(path), f"{name}, {path}")))
    return WordPackage(body=body, styles=styles, others=tuple(others))


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    tag: object = element.tag  # a function for comments, whatever the stubs say
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name, in whatever namespace; empty without one."""
    found = (v for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name)
    return str(next(found, ""))


def _find_main(archive: Archive, name: str) -> str:
    if "_rels/.rels" not in archive:
        raise UserError("it is a zip archive, but no Word document", name, _NO_WORD)
    for kind, path in _relations(archive, "", name):
        if kind == "officeDocument":
            return path
    raise UserError("it names no main document", name, _NO_WORD)


def _relations(archive: Archive, source: str, name: str) -> list[tuple[str, str]]:
    """Pairs (kind, path of the target) of a part; external targets are never followed."""
    folder, _, file = source.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in archive:
        return []
    found = []
    for relation in parse_xml(archive.read(path), f"{name}, {path}"):
        kind = attribute(relation, "Type").rpartition("/")[2]
        target = attribute(relation, "Target")
        if attribute(relation, "TargetMode") == "External" or not target:
            continue
        joined = target if target.startswith("/") else posixpath.join(folder, target)
        found.append((kind, posixpath.normpath(joined).lstrip("/")))
    return found
