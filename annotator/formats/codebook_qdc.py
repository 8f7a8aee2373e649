"""A codebook in the exchange format REFI-QDA (.qdc), which MAXQDA, NVivo, ATLAS.ti and others read.

The format knows codes in a tree, with a colour and one description each, and sets of codes. What
it has no place for stands in the descriptions in words (`Include:`, `Key:`, `Unit:`): other
programs show it and do not heed it, and reading it here gives the same codebook again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from annotator import __version__
from annotator.domain.code_colours import hex_of
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.codebook_cells import joined_parts
from annotator.domain.codebook_rules import LONGEST_NAME, in_tree_order, name_key
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id, known_id, new_id
from annotator.domain.reading import Note
from annotator.domain.report import printable
from annotator.formats.codebook_names import free_name, kept_name
from annotator.formats.codebook_rows import DEFAULT_SET, Rows, codebook_rows
from annotator.formats.codebook_words import (
    LABELS,
    LABELS_OF_CODES,
    LABELS_OF_SETS,
    escaped,
    joined_labels,
    labelled,
    plain_again,
)
from annotator.formats.delimited import TableRow
from annotator.formats.limits import check_file_size
from annotator.formats.xml_parts import parse_xml

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_WORDS_OF_SETS = "the rules and scales of sets, and the keys of codes, stand as words"

_DEFAULT: Any = {None: NAMESPACE}  # the stubs know no namespace without a prefix
_OURS = "IPR Annotator"

# Writing ---------------------------------------------------------------------------------------


def write_qdc(codebook: Codebook, *, with_text: bool = True) -> tuple[bytes, tuple[Note, ...]]:
    """A codebook as `.qdc`, and what other programs will not make of it.

    Raises:
        UserError: there is no code, which the format does not allow.
    """
    if not any(True for _ in codebook.codes()):
        raise UserError("the codebook has no codes", hint="make one before it is exported")
    guids = _guids(codebook)
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=_DEFAULT)
    root.set("origin", f"{_OURS} {__version__}")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    for code_set in codebook.sets:
        _write_tree(codes, codebook, code_set, guids, with_text=with_text)
    sets = etree.SubElement(root, f"{{{NAMESPACE}}}Sets")
    for code_set in codebook.sets:
        own = etree.SubElement(sets, f"{{{NAMESPACE}}}Set")
        own.set("guid", guids[code_set.id])
        own.set("name", printable(code_set.name))
        _describe(own, "\n\n".join(_set_parts(code_set)))
        for code in code_set.codes:
            member = etree.SubElement(own, f"{{{NAMESPACE}}}MemberCode")
            member.set("guid", guids[code.id])
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content, tuple(_notes(codebook))


def _guids(codebook: Codebook) -> dict[Id, str]:
    """A UUID for each set and code: its id where that is one."""
    guids: dict[Id, str] = {}
    for own in (*(each.id for each in codebook.sets), *(code.id for _, code in codebook.codes())):
        try:
            guids[own] = known_id(own)
        except UserError:
            guids[own] = new_id()
    return guids


def _write_tree(
    codes: etree._Element,
    codebook: Codebook,
    code_set: CodeSet,
    guids: Mapping[Id, str],
    *,
    with_text: bool,
) -> None:
    line: list[etree._Element] = []
    for depth, code in in_tree_order(code_set):
        del line[depth:]
        made = etree.SubElement(line[-1] if line else codes, f"{{{NAMESPACE}}}Code")
        made.set("guid", guids[code.id])
        made.set("name", printable(code.name))
        made.set("isCodable", "false" if code.retired else "true")
        if colour := hex_of(code.colour):
            made.set("color", colour)
        _describe(made, "\n\n".join(_code_parts(codebook, code, with_text=with_text)))
        line.append(made)


def _describe(element: etree._Element, text: str) -> None:
    if text:
        described = etree.SubElement(element, f"{{{NAMESPACE}}}Description")
        described.text = printable(text)


def _code_parts(codebook: Codebook, code: Code, *, with_text: bool) -> Iterator[str]:
    if code.definition:
        yield escaped(code.definition, LABELS_OF_CODES)
    told = [("Include", code.include), ("Exclude", code.exclude)]
    told += [("Example", each) for each in code.examples if with_text]
    told += [("Key", code.key)]
    if not hex_of(code.colour):
        told += [("Colour", code.colour)]
    told += [("Retired", "yes" if code.retired else "")]
    told += [("Became", "|".join(codebook.code_path(each) for each in code.became))]
    yield from (f"{label}: {escaped(text, LABELS_OF_CODES)}" for label, text in told if text)


def _set_parts(code_set: CodeSet) -> Iterator[str]:
    told = [
        ("Unit", code_set.unit),
        ("Exclusive", "yes" if code_set.exclusive else "no"),
        ("Obligatory", "yes" if code_set.obligatory else "no"),
        ("Accounts", joined_parts(code_set.accounts)),
        ("Speakers", joined_parts(code_set.roles)),
        ("Marking", code_set.marking),
        ("Bin", f"{code_set.bin_ms / 1000!r} s"),
        ("Piles", "|".join(map(str, code_set.piles))),
        ("Source", code_set.source),
    ]
    for scale in code_set.scales:
        anchors = joined_parts(f"{each.value}={each.label}" for each in scale.anchors)
        told.append(("Scale", f"{scale.name} ({scale.minimum} to {scale.maximum}): {anchors}"))
    return (f"{label}: {escaped(text, LABELS_OF_SETS)}" for label, text in told if text)


def _notes(codebook: Codebook) -> Iterator[Note]:
    yield Note(
        kind="warning",
        place="whole file",
        what=f"{_WORDS_OF_SETS} in the descriptions; other programs show and do not heed them",
    )
    retired = sum(code.retired for _, code in codebook.codes())
    if retired:
        what = f"{retired} retired codes are in it as codes that cannot be given"
        yield Note(kind="warning", place="whole file", what=what)


# Reading ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """One code as the file has it."""

    guid: str
    name: str
    parent: str | None
    description: str
    colour: str
    codable: bool
    code_set: str = DEFAULT_SET


def read_qdc(content: bytes, name: str) -> tuple[Rows, tuple[Note, ...]]:
    """The codebook in a `.qdc` as rows, and what was concluded to read it.

    Elements are told by their names, whatever version of the namespace the program writes.

    Raises:
        UserError: it is no codebook of the format, or holds no code.
    """
    check_file_size(len(content), name, "codebook")
    root = parse_xml(content, name)
    if _local(root) != "CodeBook":
        hint = "export the codebook as REFI-QDA (.qdc), CSV or XLSX in the program that made it"
        raise UserError("it is no codebook of the format REFI-QDA", name, hint)
    notes: list[Note] = []
    found = {each.guid: each for each in _codes(root, None, notes, set())}
    order, heads = _sets(root, found, notes)
    _name_apart(order, found, notes)
    rows = [*heads, *(_code_row(each, found, ours=_is_ours(root)) for each in order)]
    folders = sum(not each.codable for each in order)
    if folders and not _is_ours(root):
        what = f"{folders} codes could not be given in that program; here they can be"
        notes.append(Note(kind="inferred", place="whole file", what=what))
    table = [TableRow(line=number, cells=cells) for number, cells in enumerate(rows, 1)]
    return codebook_rows(table, ("name",), f"{name}, code", notes), tuple(notes)


def _codes(
    parent: etree._Element, over: str | None, notes: list[Note], guids: set[str]
) -> Iterator[_Found]:
    holder = parent
    if over is None:
        held = _child(parent, "Codes")
        if held is None:
            return
        holder = held
    for element in holder:
        if _local(element) != "Code":
            continue
        guid = _guid(element)
        given = element.get("name") or ""
        name = kept_name(given) or "unnamed"
        if name != given:
            notes.append(_called("code", given, name))
        if guid in guids:
            _note(notes, given, "another code has its GUID too; it has a new one here")
            guid = new_id()
        guids.add(guid)
        codable = (element.get("isCodable") or "true").strip().lower() not in ("false", "0")
        yield _Found(
            guid=guid,
            name=name,
            parent=over,
            description=_description(element),
            colour=element.get("color") or "",
            codable=codable,
        )
        yield from _codes(element, guid, notes, guids)


def _sets(
    root: etree._Element, found: Mapping[str, _Found], notes: list[Note]
) -> tuple[list[_Found], list[dict[str, str]]]:
    """The codes in the order of their sets, and a row for each set and scale."""
    heads: list[dict[str, str]] = []
    order: dict[str, None] = {}
    names: dict[str, int] = {}
    held = _child(root, "Sets")
    ours = _is_ours(root)
    for element in () if held is None else held:
        if _local(element) != "Set":
            continue
        given = element.get("name") or ""
        name = free_name(kept_name(given) or "Set", names)
        if name != given:
            notes.append(_called("set", given, name))
        heads += _set_rows(element, name, ours=ours)
        for member in element:
            guid = _plain(member.get("guid") or member.get("targetGUID") or "")
            if _local(member) != "MemberCode" or guid not in found:
                continue
            if guid in order:
                _note(notes, found[guid].name, f"it stays in the set {found[guid].code_set}")
                continue
            order[guid] = None
            found[guid].code_set = name
    rest = _placed_rest(found, order, notes)
    return [*(found[guid] for guid in order), *rest], heads


def _placed_rest(
    found: Mapping[str, _Found], order: Collection[str], notes: list[Note]
) -> list[_Found]:
    """The codes in no set, each put into one; a code whose parent is in another stands alone."""
    rest = [each for each in found.values() if each.guid not in order]
    for each in rest:  # a code in no set goes with the one that it stands under
        if each.parent is not None:
            each.code_set = found[each.parent].code_set
    for each in found.values():
        if each.parent is not None and found[each.parent].code_set != each.code_set:
            _note(notes, each.name, f"it stands at the top of its set {each.code_set}")
            each.parent = None
    return rest


def _set_rows(element: etree._Element, name: str, *, ours: bool) -> Iterator[dict[str, str]]:
    parts = labelled(_description(element), LABELS_OF_SETS) if ours else []
    parts = [(label, plain_again(text, LABELS_OF_SETS)) for label, text in parts]
    said = joined_labels(parts)
    length = re.match(r"[0-9.]+", said.get("Bin", ""))
    yield {
        "row": "set",
        "set": name,
        "name": name,
        "unit": said.get("Unit", ""),
        "exclusive": said.get("Exclusive", ""),
        "obligatory": said.get("Obligatory", ""),
        "accounts": said.get("Accounts", ""),
        "roles": said.get("Speakers", ""),
        "marking": said.get("Marking", ""),
        "bin_s": length[0] if length else "",
        "piles": said.get("Piles", ""),
        "source": said.get("Source", ""),
        "id": _guid(element),
    }
    for label, text in parts:
        scale = _SCALE.fullmatch(text) if label == "Scale" else None
        if scale is not None:
            yield {
                "row": "scale",
                "set": name,
                "name": scale[1],
                "minimum": scale[2],
                "maximum": scale[3],
                "anchors": scale[4],
            }


_SCALE = re.compile(r"(.+) \((-?[0-9]+) to (-?[0-9]+)\):\s*(.*)", re.DOTALL)


def _code_row(own: _Found, found: Mapping[str, _Found], *, ours: bool) -> dict[str, str]:
    parts = labelled(own.description, LABELS_OF_CODES if ours else LABELS)
    if ours:
        parts = [(label, plain_again(text, LABELS_OF_CODES)) for label, text in parts]
    said = joined_labels(parts)
    return {
        "row": "code",
        "set": own.code_set,
        "name": own.name,
        "parent": found[own.parent].name if own.parent is not None else "",
        "key": said.get("Key", ""),
        "colour": said.get("Colour", own.colour),
        "definition": said.get("", ""),
        "include": said.get("Include", ""),
        "exclude": said.get("Exclude", ""),
        "examples": joined_parts(text for label, text in parts if label == "Example"),
        "retired": said.get("Retired", "no" if ours else ""),
        "became": said.get("Became", ""),
        "id": own.guid,
    }


def _name_apart(order: Iterable[_Found], found: Mapping[str, _Found], notes: list[Note]) -> None:
    """Codes of one name in one set, which trees of other programs allow, get names apart."""
    taken: dict[str, dict[str, int]] = {}
    for own in order:
        names = taken.setdefault(own.code_set, {})
        name = own.name
        if name_key(name) in names and own.parent is not None:
            name = f"{own.name} ({found[own.parent].name})"[: LONGEST_NAME - 10].strip()
        name = free_name(name, names)
        if name != own.name:
            _note(notes, own.name, f"its set has a code of that name; it is called '{name}' here")
            own.name = name


def _note(notes: list[Note], code: str, what: str) -> None:
    notes.append(Note(kind="inferred", place=f"code {short(code)}", what=what))


def _called(kind: str, given: str, name: str) -> Note:
    what = f"it is called '{short(name)}' here"
    return Note(kind="inferred", place=f"{kind} {short(given)}", what=what)


def _is_ours(root: etree._Element) -> bool:
    """Whether the descriptions hold rules and keys in our words."""
    return (root.get("origin") or "").startswith(_OURS)


def _local(element: etree._Element) -> str:
    """The element's name without its namespace; a comment has none."""
    return str(element.tag).rpartition("}")[2]


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element if _local(each) == name), None)


def _description(element: etree._Element) -> str:
    found = _child(element, "Description")
    return "" if found is None else "".join(map(str, found.itertext())).strip()


def _guid(element: etree._Element) -> str:
    return _plain(element.get("guid") or "") or new_id()


def _plain(guid: str) -> str:
    """A GUID in its one spelling; empty where it is none."""
    try:
        return known_id(guid.strip().strip("{}"))
    except UserError:
        return ""
