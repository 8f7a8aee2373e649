"""What a codebook must be like: names, keys, trees, scales and the rules of its sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category, normalize

from annotator.domain.codebook import (
    RESERVED_KEYS,
    Code,
    Codebook,
    CodeSet,
    Scale,
)
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id

PASSAGES = ("turn", "span")
"""Units that are passages of text: they are marked with codes and neither rated nor sorted."""

SHORTEST_BIN_MS, LONGEST_BIN_MS = 1_000, 24 * 3_600_000
LARGEST_VALUE = 9_999
LONGEST_NAME = 200
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DEEPEST = 50
"""How many codes a code may stand under."""


def sound(book: Codebook) -> Codebook:
    """The codebook itself, once all of it has been looked at.

    Raises:
        UserError: the first thing that is not as it must be.
    """
    _check_once([each.name for each in book.sets], "the codebook", "set")
    _check_keys(book)
    for code_set in book.sets:
        _check_name(code_set.name, "set")
        _check_codes(code_set)
        _check_scales(code_set)
        _check_rules(code_set)
    return book


def clean_name(name: str) -> str:
    r"""A name as it is kept: in one line, without outer blanks.

    Raises:
        UserError: it is too long, or holds signs that cannot be seen and turn others round.

    >>> clean_name(" Shared\n affect ")
    'Shared affect'
    """
    kept = " ".join(name.split())
    if len(kept) > LONGEST_NAME:
        what = f"the name '{short(kept)}' has {len(kept):,} characters"
        raise UserError(what, hint=f"shorten it to {LONGEST_NAME}")
    hidden = next((each for each in kept if is_hidden(each)), None)
    if hidden is not None:
        what = f"the name '{short(kept)}' holds the hidden sign U+{ord(hidden):04X}"
        raise UserError(what, hint="leave it out")
    return kept


def name_key(name: str) -> str:
    r"""What two names have in common that are one to a reader: case, accents' writing, joiners.

    >>> name_key("\u00c9tude") == name_key("e\u0301tude"), name_key("Sha\u200bme"), name_key("ﬁt")
    (True, 'shame', 'fit')
    """
    if name.isascii():
        return name.casefold()
    shown = "".join(each for each in name if category(each) != "Cf")
    return normalize("NFC", normalize("NFC", shown).casefold())


def is_hidden(char: str) -> bool:
    r"""Whether a sign is a control character or a mark of the direction of writing.

    >>> is_hidden("\x1b"), is_hidden("\u202e"), is_hidden("ש")
    (True, True, False)
    """
    return category(char) in ("Cc", "Cs") or char in _DIRECTIONS


def clean_key(key: str) -> str:
    """A key as it is kept: an upper-case letter that the window does not need itself.

    Raises:
        UserError: it is no single letter, or one of the window's own.

    >>> clean_key(" s "), clean_key("")
    ('S', '')
    """
    upper = key.strip().upper()
    if not key:
        return ""
    if not upper:
        raise UserError("a blank is no key", hint="choose one letter, or leave the key empty")
    if len(upper) != 1 or not upper.isalpha():
        raise UserError(f"the key '{short(upper)}' is no single letter", hint="choose one letter")
    if upper in RESERVED_KEYS:
        reserved = " ".join(sorted(RESERVED_KEYS))
        hint = f"choose a letter other than {reserved}"
        raise UserError(f"the key {upper} is one of the window's own", hint=hint)
    return upper


def under(code_set: CodeSet, code_id: Id) -> Iterator[Code]:
    """All that stands under a code, however deep."""
    children: dict[Id | None, list[Code]] = {}
    for code in code_set.codes:
        children.setdefault(code.parent_id, []).append(code)
    return (code for _, code in _below(children, code_id))


def above(code_set: CodeSet, code_id: Id) -> Iterator[Code]:
    """The codes that a code stands under, the nearest first."""
    code = code_set.code(code_id)
    while code is not None and code.parent_id is not None:
        code = code_set.code(code.parent_id)
        if code is not None:
            yield code


def in_tree_order(code_set: CodeSet) -> Iterator[tuple[int, Code]]:
    """The codes as the tree shows them, each with how deep it stands."""
    known = {code.id for code in code_set.codes}
    children: dict[Id | None, list[Code]] = {}
    for code in code_set.codes:
        parent = code.parent_id if code.parent_id in known else None
        children.setdefault(parent, []).append(code)
    return _below(children, None)


def _below(children: dict[Id | None, list[Code]], top: Id | None) -> Iterator[tuple[int, Code]]:
    """What stands under a code or the top of a set, each before its own, and how deep."""
    waiting = [(0, code) for code in reversed(children.get(top, ()))]
    while waiting:
        depth, code = waiting.pop()
        yield depth, code
        waiting += [(depth + 1, each) for each in reversed(children.get(code.id, ()))]


def _check_name(name: str, what: str) -> None:
    if not name_key(name) or name != " ".join(name.split()):
        raise UserError(f"the {what} has no name", hint="give it one, in one line")
    if "/" in name or "|" in name:
        hint = "leave it out: paths and lists need these signs"
        raise UserError(f"there is a / or | in the name of the {what} '{short(name)}'", hint=hint)


def _check_once(names: Iterable[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name_key(name) in seen:
            hint = "take another name"
            raise UserError(f"{where} has a {what} '{short(name)}' already", hint=hint)
        seen.add(name_key(name))


def _check_keys(book: Codebook) -> None:
    """No key for two codes in force: one key press must mean one code."""
    seen: dict[str, str] = {}
    for _, code in book.codes():
        if code.key != clean_key(code.key):
            raise UserError(f"the key of '{code.name}' is no capital letter")
        if not code.key or code.retired:
            continue
        if code.key in seen:
            what = f"the key {code.key} belongs to '{seen[code.key]}' already"
            raise UserError(what, hint=f"choose another letter for '{code.name}'")
        seen[code.key] = code.name


def _check_codes(code_set: CodeSet) -> None:
    where = f"the set '{short(code_set.name)}'"
    _check_twin(code_set, where)
    known = {code.id for code in code_set.codes}
    for code in code_set.codes:
        _check_name(code.name, "code")
        if code.parent_id is not None and code.parent_id not in known:
            hint = "move it to the set of that code"
            raise UserError(f"'{short(code.name)}' stands under a code of another set", hint=hint)
    depths = {code.id: depth for depth, code in in_tree_order(code_set)}
    lost = next((code for code in code_set.codes if code.id not in depths), None)
    if lost is not None:
        hint = "move it under another code"
        raise UserError(f"the code '{short(lost.name)}' would stand under itself", hint=hint)
    deep = next((code for code in code_set.codes if depths[code.id] > DEEPEST), None)
    if deep is not None:
        what = f"the code '{short(deep.name)}' stands under more than {DEEPEST} others"
        raise UserError(what, hint="put it under fewer")


def _check_twin(code_set: CodeSet, where: str) -> None:
    """No name for two codes of a set; that one of them is retired is said."""
    seen: dict[str, Code] = {}
    for code in code_set.codes:
        other = seen.setdefault(name_key(code.name), code)
        if other is not code:
            retired = other.retired or code.retired
            hint = "bring that one back, or take another name" if retired else "take another name"
            which = "a retired code" if retired else "a code"
            raise UserError(f"{where} has {which} '{short(code.name)}' already", hint=hint)


def _check_scales(code_set: CodeSet) -> None:
    names = [each.name for each in code_set.scales]
    _check_once(names, f"the set '{short(code_set.name)}'", "scale")
    for scale in code_set.scales:
        _check_name(scale.name, "scale")
        _check_scale(scale)


def _check_scale(scale: Scale) -> None:
    if not -LARGEST_VALUE <= scale.minimum < scale.maximum <= LARGEST_VALUE:
        hint = "the lowest value must be the smaller one"
        if max(abs(scale.minimum), abs(scale.maximum)) > LARGEST_VALUE:
            hint = f"values go from \u2212{LARGEST_VALUE} to {LARGEST_VALUE}"
        raise UserError(
            f"the scale '{short(scale.name)}' goes from {scale.minimum} to {scale.maximum}",
            hint=hint,
        )
    values = [each.value for each in scale.anchors]
    for anchor in scale.anchors:
        if not scale.minimum <= anchor.value <= scale.maximum or values.count(anchor.value) > 1:
            hint = f"give each value from {scale.minimum} to {scale.maximum} at most one label"
            what = f"the label of {anchor.value} stands outside the scale '{short(scale.name)}'"
            raise UserError(f"{what}, or twice", hint=hint)
        if not anchor.label.strip() or "|" in anchor.label:
            what = f"the label of {anchor.value} on the scale '{short(scale.name)}' is none"
            raise UserError(what, hint="write one without |, or leave the value without a label")


def _check_rules(code_set: CodeSet) -> None:
    name = short(code_set.name)
    if code_set.marking != "presence" and code_set.unit in PASSAGES:
        hint = "take bins, or a whole account, session or dyad, or let codes be ticked"
        raise UserError(f"the set '{name}' cannot rate or sort codes by {code_set.unit}", hint=hint)
    if code_set.marking == "sort" and code_set.unit == "bin":
        hint = "take a whole account, session or dyad"
        raise UserError(f"the set '{name}' cannot sort its codes for each bin", hint=hint)
    if code_set.marking == "rating" and not code_set.scales:
        hint = "add its scale first"
        raise UserError(f"the set '{name}' has no scale to rate its codes on", hint=hint)
    if code_set.marking == "sort" and (len(code_set.piles) < 2 or min(code_set.piles) < 1):
        hint = "write how many codes each takes, from the lowest: 5, 8, 12, …"
        raise UserError(f"the set '{name}' needs two or more piles", hint=hint)
    if not SHORTEST_BIN_MS <= code_set.bin_ms <= LONGEST_BIN_MS:
        raise UserError(f"the bins of the set '{name}' must last 1 second to 24 hours")
