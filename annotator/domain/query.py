"""What a person asks a search for: words, phrases, beginnings, OR, NOT, patterns, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

from annotator.domain.errors import UserError, short
from annotator.domain.folding import folded_text, folded_words

Scope = Literal["all", "text", "memo"]
FIELDS = ("memo", "text", "code", "in")
MOST_PARTS = 60
LONGEST = 1_000
_AS_PICTURE = "\ufe0f"  # behind a sign that is to be drawn in colours; some write it, some do not
_PART = re.compile(
    r"""
    \s*(?:
      (?P<open>\() | (?P<shut>\))
    | (?P<minus>-(?=\S))
    | (?P<field>[A-Za-z]+):(?=\S)
    | "(?P<phrase>[^"]*)(?P<shut_phrase>"?)(?P<star>\*?)
    | /(?P<pattern>(?:\\.|[^/\\])*)(?P<shut_pattern>/?)
    | (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand side by side.

    Attributes:
        begins: the last word may be only begun.
    """

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """Folded signs that are no word, an emoji say, wherever they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression over the text as it is, case aside."""

    source: str


@dataclass(frozen=True, slots=True)
class Both:
    """All parts stand in it."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts stands in it."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not stand in it."""

    part: Node


Node = Phrase | Signs | Pattern | Both | Either | Without


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a hit beside its words.

    Attributes:
        field: `code`: a moment with a code of that name is there; `in`: a voice or a dyad.
        value: folded.
        wanted: whether it must hold, or must not.
    """

    field: Literal["code", "in"]
    value: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A search.

    Attributes:
        terms: None where only conditions are named: then coded passages are sought.
        scope: text and memos, or one of them.
    """

    terms: Node | None
    scope: Scope = "all"
    conditions: tuple[Condition, ...] = ()


def parse(asked: str, *, typing: bool = False) -> Query | None:
    """The query that somebody wrote; None where nothing is asked yet.

    Args:
        asked: as written.
        typing: somebody is still at it: the last word counts as begun, and a quote or bracket
            that is open ends with the text.

    Raises:
        UserError: it cannot be read, or only says what to leave out.
    """
    if len(asked) > LONGEST:
        raise UserError("the search is too long", hint=f"keep it under {LONGEST} characters")
    reader = _Reader(asked, typing=typing)
    terms = reader.either()
    if reader.part is not None:
        raise UserError("a bracket is closed that was not opened", "search", "take the ) out")
    if terms is None and not reader.conditions:
        if reader.said and not typing:
            raise UserError("there is no word in it", "search", "write a word to find")
        return None
    if terms is not None and not _finds(terms):
        raise UserError("it only says what to leave out", "search", "add a word to find")
    if terms is None and not any(e.wanted and e.field == "code" for e in reader.conditions):
        raise UserError("it says where, not what", "search", "add a word to find")
    return Query(terms, reader.scope, tuple(reader.conditions))


def phrases(node: Node | None) -> Iterator[Phrase]:
    """The words that a hit can consist of; those that must not stand in it are left out."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, Both | Either):
        for part in node.parts:
            yield from phrases(part)


def patterns(node: Node | None) -> Iterator[Pattern]:
    """All regular expressions, those of what must not stand there too."""
    if isinstance(node, Pattern):
        yield node
    elif isinstance(node, Both | Either):
        for part in node.parts:
            yield from patterns(part)
    elif isinstance(node, Without):
        yield from patterns(node.part)


def _finds(node: Node) -> bool:
    """Whether each way to fit names something that stands there."""
    if isinstance(node, Both):
        return any(_finds(each) for each in node.parts)
    if isinstance(node, Either):
        return all(_finds(each) for each in node.parts)
    return not isinstance(node, Without)


def _signs(written: str) -> Signs | None:
    """Signs to look for where there is no word; dashes, dots and the like alone ask nothing."""
    text = folded_text(written.strip().rstrip("*").rstrip(_AS_PICTURE))
    return Signs(text) if any(category(each).startswith("S") for each in text) else None


class _Reader:
    """Reads a query from left to right.

    Attributes:
        part: the part in hand; None at the end.
        said: whether there was any part.
    """

    def __init__(self, asked: str, *, typing: bool) -> None:
        self._asked = asked
        self._typing = typing
        self._place = 0
        self._depth = 0
        self._count = 0
        self.scope: Scope = "all"
        self.conditions: list[Condition] = []
        self.part: re.Match[str] | None = None
        self._next()
        self.said = self.part is not None

    def either(self) -> Node | None:
        """Parts with OR between."""
        found, simple = [self._both()], not self.conditions
        while self._word() == "OR":
            self._next()
            own = self._both()
            if own is None and not self._typing:
                raise UserError("OR stands with nothing beside it", "search", "write a word there")
            found.append(own)
        if len(found) > 1 and not (simple and not self.conditions):
            raise UserError(
                "code: and in: cannot stand beside OR", "search", "put the words with OR in ( )"
            )
        named = tuple(each for each in found if each is not None)
        return Either(named) if len(named) > 1 else (named[0] if named else None)

    def _both(self) -> Node | None:
        parts: list[Node] = []
        while self._goes_on():
            if self._word() == "AND":
                self._next()
                continue
            wanted = True
            while self._denies():
                wanted = not wanted
                self._next()
            own = self._single(wanted=wanted)
            if own is not None:
                parts.append(own if wanted else Without(own))
        return Both(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None)

    def _single(self, *, wanted: bool) -> Node | None:
        part = self.part
        if part is None or part["shut"]:
            if self._typing:
                return None
            raise UserError("NOT stands with nothing after it", "search", "write a word there")
        if part["open"]:
            return self._bracket()
        if part["field"]:
            return self._field(part["field"].casefold(), wanted=wanted)
        if part["pattern"] is not None:
            return self._pattern(part)
        return self._phrase(part, wanted=wanted)

    def _bracket(self) -> Node | None:
        self._depth += 1
        if self._depth > MOST_PARTS:
            raise UserError("there are too many brackets", "search", "write it more simply")
        before = len(self.conditions)
        self._next()
        found = self.either()
        if len(self.conditions) != before:
            raise UserError("code: and in: cannot stand in ( )", "search", "put them outside")
        if self.part is not None:
            self._next()
        elif not self._typing:
            raise UserError("a bracket is not closed", "search", "add a )")
        self._depth -= 1
        return found

    def _field(self, name: str, *, wanted: bool) -> Node | None:
        if name not in FIELDS:  # a word with a colon in it, as in 12:30 or note:
            assert self.part is not None
            own = Phrase(folded_words(name))
            self._next()
            after = self._single(wanted=True)
            return own if after is None else Both((own, after))
        self._next()
        if name in ("memo", "text"):
            if self._depth or not wanted:
                raise UserError(
                    f"{name}: cannot stand in ( ) or after NOT", "search", "put it first"
                )
            if self.scope not in ("all", name):
                raise UserError("memo: and text: exclude each other", "search", "keep one of them")
            self.scope = "memo" if name == "memo" else "text"
            return self._single(wanted=wanted)
        part = self.part
        value = "" if part is None else (part["phrase"] or part["word"] or "")
        if part is not None:
            self._next()
        words = " ".join(folded_words(value))
        if not words:
            if self._typing:
                return None
            raise UserError(f"{name}: names nothing", "search", f"write {name}:name")
        self.conditions.append(Condition("code" if name == "code" else "in", words, wanted))
        return None

    def _pattern(self, part: re.Match[str]) -> Node | None:
        if not part["shut_pattern"]:
            hint = "put a / behind it; in quotes a / is a plain sign"
            raise UserError("the pattern is not ended", "search", hint)
        source = part["pattern"].replace("\\/", "/")
        try:
            re.compile(source)
        except (re.error, OverflowError, RecursionError) as error:
            raise UserError(
                f"the pattern {short(source)!r} cannot be read ({error})", "search", "mend it"
            ) from None
        self._next()
        return Pattern(source) if source else None

    def _phrase(self, part: re.Match[str], *, wanted: bool) -> Node | None:
        goes_on = self._typing and wanted and part.end() == len(self._asked)
        if part["phrase"] is not None:
            if not part["shut_phrase"] and not self._typing:
                raise UserError("a quotation is not closed", "search", 'add a "')
            words, begins = folded_words(part["phrase"]), bool(part["star"])
            begins = begins or (goes_on and not part["shut_phrase"])
        else:
            written = part["word"]
            words = folded_words(written)
            begins = written.endswith("*") or (goes_on and written[-1:].isalnum())
        self._next()
        return Phrase(words, begins) if words else _signs(part["phrase"] or part["word"] or "")

    def _goes_on(self) -> bool:
        """Whether parts that all must stand there go on."""
        return self.part is not None and not self.part["shut"] and self.part["word"] != "OR"

    def _denies(self) -> bool:
        return self.part is not None and (bool(self.part["minus"]) or self.part["word"] == "NOT")

    def _word(self) -> str | None:
        return None if self.part is None else self.part["word"]

    def _next(self) -> None:
        self.part = _PART.match(self._asked, self._place)
        if self.part is not None:
            self._place = self.part.end()
            self._count += 1
            if self._count > MOST_PARTS * 4:
                raise UserError("the search has too many parts", "search", "write it more simply")
