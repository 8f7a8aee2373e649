"""Versions of the codebook and their differences, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.domain.codebook import Codebook, CodeSet, Scale
from annotator.domain.codebook_difference import differences, rules_of
from annotator.domain.codebook_rules import in_tree_order, is_hidden
from annotator.domain.counted import counted
from annotator.domain.view import StudyView


def codebook_json(view: StudyView, book: Codebook) -> dict[str, Any]:
    """A version with its sets, codes and scales, and the numbers of all versions."""
    return {
        "version": book.number,
        "versions": [each.number for each in versions(view)],
        "frozen": book.frozen,
        "sets": [
            {
                "name": each.name,
                "unit": each.unit,
                "exclusive": each.exclusive,
                "obligatory": each.obligatory,
                "accounts": list(each.accounts),
                "roles": list(each.roles),
                "marking": each.marking,
                "bin_s": each.bin_ms / 1000 if each.unit == "bin" else None,
                "piles": list(each.piles),
                "source": each.source,
                "codes": [
                    {
                        "id": code.id,
                        "name": code.name,
                        "parent": _name(each, code.parent_id),
                        "key": code.key,
                        "colour": code.colour,
                        "definition": code.definition,
                        "include": code.include,
                        "exclude": code.exclude,
                        "retired": code.retired,
                        "became": [book.code_path(own) for own in code.became],
                    }
                    for _, code in in_tree_order(each)
                ],
                "scales": [
                    {
                        "name": scale.name,
                        "minimum": scale.minimum,
                        "maximum": scale.maximum,
                        "anchors": {str(own.value): own.label for own in scale.anchors},
                    }
                    for scale in each.scales
                ],
            }
            for each in book.sets
        ],
    }


def versions(view: StudyView) -> list[Codebook]:
    """All versions, the first one first."""
    return sorted(view.codebooks.values(), key=lambda each: each.number)


def codebook_text(view: StudyView, book: Codebook) -> str:
    """The same for people to read: the tree, without the words."""
    frozen = ", frozen by a round" if book.frozen else ""
    many = len(view.codebooks)
    lines = [f"Codebook, version {book.number} of {many}{frozen}"]
    for code_set in book.sets:
        lines += _set_lines(book, code_set)
    if not book.sets:
        lines.append("  no codes yet")
    return _shown("\n".join(lines))


def _shown(text: str) -> str:
    """A text without signs that a terminal obeys, or that turn others round."""
    return "".join(" " if is_hidden(each) and each != "\n" else each for each in text)


def difference_json(old: Codebook, new: Codebook) -> dict[str, Any]:
    """What changed from one version to another."""
    return {
        "since": old.number,
        "version": new.number,
        "differences": [
            {
                "kind": each.kind,
                "id": each.record_id,
                "what": each.what,
                "before": each.before,
                "after": each.after,
                "says": each.sentence,
            }
            for each in differences(old, new)
        ],
    }


def difference_text(old: Codebook, new: Codebook) -> str:
    """The same for people to read."""
    found = differences(old, new)
    head = f"From version {old.number} to version {new.number}: {counted(len(found), 'change')}"
    return _shown("\n".join([head, *(f"  {each.sentence}" for each in found)]))


def _name(code_set: CodeSet, code_id: str | None) -> str | None:
    found = code_set.code(code_id) if code_id is not None else None
    return found.name if found else None


def _set_lines(book: Codebook, code_set: CodeSet) -> Iterator[str]:
    usual = dict(rules_of(CodeSet(id="", name="")))
    rules = [f"{rule} {value}" for rule, value in rules_of(code_set) if value != usual[rule]]
    told = f" ({'; '.join(rule for rule in rules if not rule.startswith('source'))})"
    yield f"{code_set.name}{told if told != ' ()' else ''}"
    for depth, code in in_tree_order(code_set):
        key = f" [{code.key}]" if code.key and not code.retired else ""
        yield f"  {'  ' * depth}{code.name}{key}{_fate(book, code.retired, code.became)}"
    yield from (f"  scale {_scale_text(each)}" for each in code_set.scales)
    if code_set.source:
        yield f"  source: {code_set.source}"


def _fate(book: Codebook, retired: bool, became: tuple[str, ...]) -> str:
    if not retired:
        return ""
    names = " and ".join(found.name for found in map(book.code, became) if found is not None)
    return f" (retired, became {names})" if names else " (retired)"


def _scale_text(scale: Scale) -> str:
    anchors = "; ".join(f"{each.value} {each.label}" for each in scale.anchors)
    return f"{scale.name}, {scale.minimum} to {scale.maximum}{f': {anchors}' if anchors else ''}"
