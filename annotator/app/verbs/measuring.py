"""Brings questionnaire scores into a study, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from annotator.analysis.measures.scores import values_by_place
from annotator.app.open_study import OpenStudy
from annotator.app.reading import Reader
from annotator.app.verbs.measure_cells import Cells, Given, Told, read_cells
from annotator.app.verbs.measure_editing import check_range, range_text
from annotator.app.verbs.measure_mapping import ScoreMapping, check_columns
from annotator.app.verbs.safeguarding import bring_in
from annotator.domain.counted import counted
from annotator.domain.edits import Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.measures import Measure, Score
from annotator.domain.reading import Note
from annotator.domain.score_table import ScoreTable
from annotator.domain.view import StudyView

Outcome = Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an import of scores would do; nothing is stored yet.

    Attributes:
        edit: None where the study has all of it already.
        measures: those with a score in the file, as they will be, by name.
        new: ids of those that the study does not have yet.
        outcomes: how many scores of each measure (by id) and party are new, replaced or there.
        told: cells that are left out.
        notes: what was concluded to read the file, and what cannot be checked.
    """

    table: ScoreTable
    edit: Several | None
    measures: tuple[Measure, ...]
    new: frozenset[Id]
    outcomes: Mapping[tuple[Id, str], Mapping[Outcome, int]]
    told: tuple[Told, ...]
    notes: tuple[Note, ...]

    def count(self, outcome: Outcome) -> int:
        """How many scores in all."""
        return sum(each.get(outcome, 0) for each in self.outcomes.values())


def import_measures(
    study: OpenStudy,
    reader: Reader,
    path: Path,
    mapping: ScoreMapping,
    *,
    sheet: str | None = None,
    replacing: bool = False,
    report: Callable[[Measured], None] | None = None,
) -> Measured:
    """Imports a file of scores in one step, after its report was shown.

    Raises:
        UserError: the file cannot be read, a column is missing, no score in it can be stored,
            or a score stands already with another value. Nothing is stored then.
    """
    table = reader.read_scores(path, sheet)
    measured = measure(study.view, table, mapping, replacing=replacing)
    if report is not None:
        report(measured)
    store(study, measured)
    return measured


def store(study: OpenStudy, measured: Measured) -> None:
    """Puts what was read into the study, where there is anything new."""
    if measured.edit is not None:
        names = ", ".join(each.name for each in measured.measures)
        bring_in(study, measured.edit, f"Import scores of {names}")


def measure(
    view: StudyView, table: ScoreTable, mapping: ScoreMapping, *, replacing: bool = False
) -> Measured:
    """What importing a table does.

    Args:
        view: the study.
        table: as read.
        mapping: which column is what.
        replacing: scores, ranges and kinds that stand with another value give way.

    Raises:
        UserError: as `import_measures`.
    """
    check_columns(table, mapping)
    cells = read_cells(view, table, mapping)
    if not cells.given:
        first = cells.told[0] if cells.told else None
        where = f"{table.name}, {table.row_word} {first.row}" if first else table.name
        why = f"no score in it can be stored: {first.what}" if first else "there is no score in it"
        raise UserError(why, where, "look at the columns and their mapping")
    ids = list({given.place[0]: None for given in cells.given})
    touched = [cells.measures[each] for each in ids]
    outcomes, scores = _score_changes(view, table, cells, replacing=replacing)
    changes = [*_measure_changes(view, table, cells, ids, replacing=replacing), *scores]
    return Measured(
        table=table,
        edit=Several(tuple(changes)) if changes else None,
        measures=tuple(sorted(touched, key=lambda each: each.name.casefold())),
        new=frozenset(each for each in ids if each not in view.measures),
        outcomes=outcomes,
        told=cells.told,
        notes=(*table.notes, *_notes(cells, touched)),
    )


def _measure_changes(
    view: StudyView, table: ScoreTable, cells: Cells, ids: Iterable[Id], *, replacing: bool
) -> list[Replace]:
    """The measures that are new, or get a range or kind; a known one only where it may."""
    changes = []
    given = {each.place for each in cells.given}
    rest = {place: v for place, v in values_by_place(view).items() if place not in given}
    for key in ids:
        before, after = view.measures.get(key), cells.measures[key]
        if after == before:
            continue
        if before is not None and not replacing and _is_otherwise(before, after):
            raise UserError(
                f"{before.name} is {before.kind} with the range {range_text(before)} in the study",
                table.name,
                "leave range and kind out, or let them be replaced (--replace)",
            )
        check_range(after, [value for place, value in rest.items() if place[0] == key])
        changes.append(Replace(before, after))
    return changes


def _is_otherwise(before: Measure, after: Measure) -> bool:
    """Whether a known range or kind would become another."""
    was = (before.minimum, before.maximum)
    other_range = was not in ((None, None), (after.minimum, after.maximum))
    return other_range or before.kind not in ("other", after.kind)


def _score_changes(
    view: StudyView, table: ScoreTable, cells: Cells, *, replacing: bool
) -> tuple[dict[tuple[Id, str], Counter[Outcome]], list[Replace]]:
    """How many scores of each measure and party are new, and the changes that make them so."""
    standing = {(s.measure_id, s.session_id, s.voice): s for s in view.scores.values()}
    outcomes: dict[tuple[Id, str], Counter[Outcome]] = {}
    changes: list[Replace] = []
    against: list[tuple[Given, Score]] = []
    for given in cells.given:
        before = standing.get(given.place)
        outcome: Outcome = "added" if before is None else "replaced"
        if before is not None and before.value == given.value:
            outcome = "unchanged"
        elif before is not None:
            against.append((given, before))
        outcomes.setdefault((given.place[0], given.place[2]), Counter())[outcome] += 1
        if outcome != "unchanged":
            changes.append(Replace(before, _score(given, before)))
    if against and not replacing:
        raise _refusal(view, table, cells, against)
    return outcomes, changes


def _refusal(
    view: StudyView, table: ScoreTable, cells: Cells, against: list[tuple[Given, Score]]
) -> UserError:
    """That scores stand already with other values, naming the first."""
    first, standing = against[0]
    session = view.sessions[standing.session_id]
    place = f"{view.dyads[session.dyad_id].name}, session {session.number}, {standing.voice}"
    name = cells.measures[standing.measure_id].name
    line, column = first.cell.line.number, table.heading(first.cell.column)
    others = len(against) - 1
    more = f" (and {others} more such cell{'s' if others > 1 else ''})" if others else ""
    return UserError(
        f"{place} has {standing.value:g} on {name} already, and the file says "
        f"{first.value:g}{more}",
        f"{table.name}, {table.row_word} {line}, column {column}",
        "let the file's scores replace those of the study (--replace), or leave them out",
    )


def _notes(cells: Cells, touched: Iterable[Measure]) -> list[Note]:
    """What was concluded, and what could not be checked."""
    notes = []
    if cells.commas:
        what = f"a comma was read as the decimal sign in {counted(cells.commas, 'cell')}"
        notes.append(Note(kind="inferred", place="whole file", what=what))
    if cells.short_parties:
        where = counted(cells.short_parties, "cell")
        what = f"a short word was read as therapist or patient in {where}"
        notes.append(Note(kind="inferred", place="whole file", what=what))
    for each in touched:
        if each.minimum is None and each.maximum is None:
            what = f"no range is known for {each.name}: no score of it could be out of it"
            notes.append(Note(kind="warning", place=each.name, what=what))
    return notes


def _score(given: Given, before: Score | None) -> Score:
    if before is not None:
        return replace(before, value=given.value)
    measure_id, session_id, party = given.place
    return Score(
        id=new_id(), measure_id=measure_id, session_id=session_id, voice=party, value=given.value
    )
