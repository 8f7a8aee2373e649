"""Which beginnings of lines are speakers: known words, and names seen at least twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.formats.heads import Head, Shape, find_start, possible_heads
from annotator.formats.label_words import is_known, is_name_like, is_never, split_number
from annotator.formats.lines import is_blank

# One label far into a long text is somebody's words, not a transcript with one speaker.
_EARLY = 3
_LONG = 10
_SURE: frozenset[Shape] = frozenset({"colon", "tab", "bold"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of one file.

    Attributes:
        names: labels that count wherever a shape allows them, case folded.
        shapes: the shapes in which this file writes them.
        numbered: whether numbers after known labels count turns (T1, P1, T2), not persons.
        lone: what looks like the only label of a long text and therefore is none.
    """

    names: frozenset[str]
    shapes: frozenset[Shape]
    numbered: bool = False
    lone: str = ""

    def head(self, text: str, bold: int = 0) -> Head:
        """The head of a line: its label and start, its start only, or an empty head."""
        return self.pick(possible_heads(text, bold)) or find_start(text)

    def pick(self, heads: Sequence[Head]) -> Head | None:
        """The first of a line's possible heads that is one in this file."""
        return next((head for head in heads if self.accepts(head)), None)

    def accepts(self, head: Head) -> bool:
        """Whether a possible head is one in this file."""
        label = head.label or ""
        if head.tight and not is_known(label):
            return False
        shaped = head.shape in self.shapes or (head.shape == "alone" and head.start_ms is not None)
        return shaped and label.casefold() in self.names

    def speaker(self, label: str) -> str:
        """The speaker of a label: without its number where numbers count turns."""
        numbered = split_number(label) if self.numbered else None
        return label if numbered is None else numbered[0]


def find_labels(lines: Sequence[tuple[str, int]], speakers: Iterable[str] = ()) -> Labels:
    """The labels of a file, from all its lines as (text, length of the bold beginning).

    A label is a known word or a name seen at least twice at a line's start; `speakers` are
    known from the format itself. Without a colon a label counts in bold where that is how the
    file does it, and alone in a line where no line has any other label.
    """
    shown = [line for line in lines if not is_blank(line[0])]
    heads = [possible_heads(text, bold) for text, bold in shown]
    counts: Counter[str] = Counter()
    timed: Counter[str] = Counter()
    for group in heads:
        counts.update({(h.label or "").casefold() for h in group if _counts(h)})
        timed.update({(h.label or "").casefold() for h in group if _is_timed(h)})
    declared = {speaker.casefold() for speaker in speakers}
    names = declared | {name for name in counts if is_known(name)}
    for group in heads:
        for head in group:
            label = head.label or ""
            folded = label.casefold()
            seen = counts[folded] if _counts(head) else timed[folded] if _is_timed(head) else 0
            if _is_name(label, seen, len(lines)):
                names.add(folded)
    shapes = _shapes(heads, names)
    if "alone" in shapes:
        names |= {n for group in heads for h in group if is_known(n := (h.label or "").casefold())}
    names |= {name for name in timed if is_known(name)}
    labels = Labels(names=frozenset(names), shapes=shapes)
    picked = [(index, labels.pick(group)) for index, group in enumerate(heads)]
    found = [(index, head.label or "") for index, head in picked if head is not None]
    if not declared and len(found) == 1 and found[0][0] >= _EARLY and len(shown) >= _LONG:
        return Labels(names=frozenset(), shapes=shapes, lone=found[0][1])
    return replace(labels, numbered=_is_numbered([label for _, label in found]))


def _counts(head: Head) -> bool:
    return head.shape in _SURE and not (head.tight and not is_known(head.label or ""))


def _is_timed(head: Head) -> bool:
    return head.shape == "alone" and head.start_ms is not None


def _is_name(label: str, seen: int, n_lines: int) -> bool:
    """Whether a label that is no known word was seen often enough for how it looks."""
    if is_name_like(label):
        return seen >= 2
    often = seen >= 3 and seen * 10 >= n_lines
    return often and label.isalpha() and not is_never(label)


def _shapes(heads: Sequence[Sequence[Head]], names: set[str]) -> frozenset[Shape]:
    """The shapes that this file uses: colon and tab always, bold and alone where they lead."""
    used: Counter[Shape] = Counter()
    for group in heads:
        for head in group:
            folded = (head.label or "").casefold()
            if head.shape and (folded in names or (head.shape == "alone" and is_known(folded))):
                used[head.shape] += 1
                break
    shapes: set[Shape] = {"colon", "tab"}
    if used["bold"] >= used["colon"] + used["tab"]:
        shapes.add("bold")
    if used["alone"] >= 2 and not used["colon"] + used["tab"]:
        shapes.add("alone")
    return frozenset(shapes)


def _is_numbered(found: Sequence[str]) -> bool:
    """Whether T1, P1, T2, P2 count turns: numbers only ever ascend and at least one goes on."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for label in found:
        numbered = split_number(label)
        if numbered is None:
            return False
        numbers[numbered[0].casefold()].append(numbered[1])
    ascending = all(
        earlier < later for of_one in numbers.values() for earlier, later in pairwise(of_one)
    )
    return ascending and any(len(of_one) > 1 for of_one in numbers.values())
