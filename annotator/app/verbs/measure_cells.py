"""What the cells of a table of scores hold: sound scores, and cells that are told and left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from annotator.analysis.measures.scores import Place
from annotator.app.verbs.measure_editing import LONGEST_NAME, range_text
from annotator.app.verbs.measure_mapping import (
    ScoreCell,
    ScoreMapping,
    is_missing,
    number_of,
    score_cells,
)
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id, new_id
from annotator.domain.measures import Measure
from annotator.domain.score_table import ScoreTable
from annotator.domain.study import RECALL_VOICES, Session
from annotator.domain.transcript import role_of
from annotator.domain.view import StudyView

MOST_MEASURES = 200
_SESSION = re.compile(r"([0-9]{1,6})(?:[.,]0{1,6})?")  # SPSS and pandas write 1.0
Trouble = Literal[
    "missing",
    "not_a_number",
    "out_of_range",
    "unknown_dyad",
    "unknown_session",
    "unknown_party",
    "unknown_measure",
    "given_twice",
    "withdrawn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A cell that is not stored, and why."""

    row: int
    column: str
    trouble: Trouble
    what: str


@dataclass(frozen=True, slots=True)
class Given:
    """A sound score of the file."""

    cell: ScoreCell
    place: Place
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What a table holds for a study.

    Attributes:
        given: sound scores, one a place.
        told: what is left out, by row and column.
        measures: those of the study and of the file by id, with range and kind as asked.
        commas, short_parties: cells with a decimal comma, and with `T` for therapist.
    """

    given: tuple[Given, ...]
    told: tuple[Told, ...]
    measures: Mapping[Id, Measure]
    commas: int
    short_parties: int


def read_cells(view: StudyView, table: ScoreTable, mapping: ScoreMapping) -> Cells:
    """All cells of a table whose columns were checked.

    Raises:
        UserError: more measures than a study has, or a range or kind for one that is not there.
    """
    work = _Reading(view, table, mapping)
    work.read()
    return Cells(
        given=tuple(work.given),
        told=tuple(sorted(set(work.told), key=lambda each: (each.row, each.column, each.what))),
        measures=work.measures,
        commas=work.commas,
        short_parties=work.short_parties,
    )


class _Reading:
    """The cells in the making: what was given, what is told."""

    def __init__(self, view: StudyView, table: ScoreTable, mapping: ScoreMapping) -> None:
        self._view, self._table, self._mapping = view, table, mapping
        self.measures: dict[Id, Measure] = dict(view.measures)
        self._by_name = {each.name.casefold(): each.id for each in view.measures.values()}
        self._ranges = {name.casefold(): ends for name, ends in mapping.ranges.items()}
        self._kinds = {name.casefold(): kind for name, kind in mapping.kinds.items()}
        self._sessions = {
            (view.dyads[each.dyad_id].name, each.number): each for each in view.sessions.values()
        }
        self._dyads = {each.name for each in view.dyads.values()}
        gone = [each.account_id for each in view.interviews.values() if each.is_withdrawn]
        self._withdrawn = {(view.accounts[e].session_id, view.accounts[e].voice) for e in gone}
        self.commas = self.short_parties = 0
        self.given: list[Given] = []
        self.told: list[Told] = []

    def read(self) -> None:
        """Sorts all cells into what is given and what is told."""
        found: list[Given] = []
        placed: dict[int, Session | None] = {}
        for cell in score_cells(self._table, self._mapping):
            number = cell.line.number
            if number not in placed:
                placed[number] = self._session(cell)
            session = placed[number]
            if session is not None and (given := self._given(cell, session)) is not None:
                found.append(given)
        if found:
            self._refuse_unknown_words()
        self._leave_out_doubles(found)

    def _session(self, cell: ScoreCell) -> Session | None:
        """The session that a row is about; None, with why, where there is none."""
        names, cells = self._mapping.columns, cell.line.cells
        dyad, number = cells.get(names["dyad"], ""), cells.get(names["session"], "")
        if dyad not in self._dyads:
            what = f"the study has no dyad '{short(dyad)}'" if dyad else "no dyad is named"
            like = [each for each in self._dyads if each.casefold() == dyad.casefold()]
            what += f"; did you mean {' or '.join(sorted(like))}?" if like else ""
            self._tell(cell, "unknown_dyad", what, names["dyad"])
            return None
        whole = _SESSION.fullmatch(number)
        found = self._sessions.get((dyad, int(whole[1]))) if whole else None
        if found is None:
            what = f"{dyad} has no session '{short(number)}'" if number else "no session is named"
            self._tell(cell, "unknown_session", what, names["session"])
        return found

    def _given(self, cell: ScoreCell, session: Session) -> Given | None:
        """A sound score; None, with why, for any other cell."""
        party = self._party(cell)
        measure_id = self._measure(cell) if party else None
        if not party or measure_id is None:
            return None
        known = self.measures[measure_id]
        wrong = self._wrong(cell, known)
        if (session.id, party) in self._withdrawn:
            wrong = ("withdrawn", "has withdrawn, so nothing is brought in")
        if wrong is not None:
            self._tell(cell, wrong[0], f"{known.name}, {party}: {wrong[1]}")
            return None
        self.commas += "," in cell.text
        return Given(cell, (measure_id, session.id, party), number_of(cell.text) or 0.0)

    def _wrong(self, cell: ScoreCell, known: Measure) -> tuple[Trouble, str] | None:
        """Why a cell is no score of a measure; None where it is one."""
        if (cell.line.number, cell.column) in self._table.formulas:
            return "not_a_number", "a formula that was saved without its value"
        if is_missing(cell.text, self._mapping):
            return "missing", "missing"
        value = number_of(cell.text)
        if value is None:
            return "not_a_number", f"{cell.text[:40]!r} is no number"
        if not known.takes(value):
            return "out_of_range", f"{value:g} is not within {range_text(known)}"
        return None

    def _party(self, cell: ScoreCell) -> str:
        word = cell.party.casefold()
        found = word if word in RECALL_VOICES else role_of(cell.party or None, {})
        if found not in RECALL_VOICES:
            names = " nor ".join(RECALL_VOICES)
            what = (
                f"'{short(cell.party)}' is neither {names}" if cell.party else "no party is named"
            )
            self._tell(cell, "unknown_party", what, self._mapping.columns["party"])
            return ""
        self.short_parties += found != word
        return found

    def _measure(self, cell: ScoreCell) -> Id | None:
        """The measure of a cell, made where it is new."""
        name = " ".join(cell.measure.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            what = "no measure is named" if not name else "the measure's name is too long"
            self._tell(cell, "unknown_measure", what, self._mapping.columns["measure"])
            return None
        if name.casefold() not in self._by_name:
            if len(self._by_name) >= MOST_MEASURES:
                hint = "look whether the column with the measures' names is the right one"
                what = f"there are more than {MOST_MEASURES} measures"
                raise UserError(what, self._place_of(cell), hint)
            made = Measure(id=new_id(), name=name)
            self._by_name[name.casefold()] = made.id
            self.measures[made.id] = self._as_asked(made)
        elif (found := self._by_name[name.casefold()]) in self._view.measures:
            self.measures[found] = self._as_asked(self._view.measures[found])
        return self._by_name[name.casefold()]

    def _as_asked(self, known: Measure) -> Measure:
        """A measure with the range and the kind that were asked for it."""
        ends = self._ranges.get(known.name.casefold())
        kind = self._kinds.get(known.name.casefold(), known.kind)
        low, high = (known.minimum, known.maximum) if ends is None else ends
        return replace(known, minimum=low, maximum=high, kind=kind)

    def _refuse_unknown_words(self) -> None:
        for option, named in (("--range", self._mapping.ranges), ("--kind", self._mapping.kinds)):
            for name in named:
                if name.casefold() not in self._by_name:
                    raise UserError(
                        f"there is no measure {name!r} in the file",
                        option,
                        f"there are {', '.join(each.name for each in self.measures.values())}",
                    )

    def _leave_out_doubles(self, found: list[Given]) -> None:
        """Of scores given twice: equal ones once, different ones not at all."""
        by_place: dict[Place, list[Given]] = {}
        for each in found:
            by_place.setdefault(each.place, []).append(each)
        for own in by_place.values():
            first, *others = own
            equal = all(each.value == first.value for each in others)
            if equal:
                self.given.append(first)
            for each, other in [*((each, first) for each in others), *_first_too(own, equal)]:
                about = f"{self.measures[each.place[0]].name}, {each.place[2]}"
                word = self._table.row_word
                column = self._table.heading(other.cell.column)
                at = f"{word} {other.cell.line.number}, column {column}"
                what = f"{about}: given in {at} too" + (
                    ", equal" if equal else ", with another value: neither is taken"
                )
                self._tell(each.cell, "given_twice", what)

    def _tell(
        self, cell: ScoreCell, trouble: Trouble, what: str, column: str | None = None
    ) -> None:
        where = self._table.heading(cell.column if column is None else column)
        told = Told(row=cell.line.number, column=where, trouble=trouble, what=what)
        self.told.append(told)

    def _place_of(self, cell: ScoreCell) -> str:
        table = self._table
        column = table.heading(cell.column)
        return f"{table.name}, {table.row_word} {cell.line.number}, column {column}"


def _first_too(own: list[Given], equal: bool) -> list[tuple[Given, Given]]:
    """The first of several with different values, which is left out as well."""
    return [] if equal or len(own) < 2 else [(own[0], own[1])]
