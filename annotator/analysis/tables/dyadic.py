"""The dyadic table for export: both parties' words side by side, and what stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.analysis.dyads.pairing_table import PairingRow, Side
from annotator.analysis.tables.columns import CELL, named_columns
from annotator.analysis.tables.pairings import rating_of
from annotator.analysis.tables.rated_scales import scale_means, scales_of
from annotator.domain.study import RECALL_VOICES
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def dyadic_table(view: StudyView, rows: Sequence[PairingRow]) -> Table:
    """Pairings and one-sided moments in the order given, with the words of both parties.

    Args:
        view: the study that the rows are of.
        rows: as `pairing_table` gives them, all or some.
    """
    offered = (scale for _, scale in view.codebook.scales())
    pairings = (row.pairing for row in rows if row.pairing is not None)
    scales = scales_of(view, offered, (each for own in pairings for each in own.ratings))
    columns = [
        Column(name="coder", means="who paired or marked it"),
        Column(name="round", means="round of work"),
        *CELL,
        Column(name="relation", means="how the two accounts stand to each other; empty if alone"),
        Column(
            name="one_sided",
            means="party that speaks alone; empty if paired or not read together yet",
        ),
    ]
    for voice in RECALL_VOICES:
        columns += [
            Column(name=f"{voice}_start_ms", means=f"earliest session time of the {voice}'s, ms"),
            Column(
                name=f"{voice}_end_ms",
                means=f"latest session time of the {voice}'s, ms; empty where it has no end",
            ),
            Column(name=f"{voice}_codes", means=f"codes of the {voice}'s moments, joined by |"),
            Column(name=f"{voice}_quotes", means=f"the {voice}'s words, joined by |"),
        ]
    columns += named_columns(
        {column.name for column in columns},
        "rating",
        [(each.name, scale_means(view, each, "rating of the pairing")) for each in scales],
    )
    columns += [
        Column(name="memo", means="the coder's memo of the pairing"),
        Column(name="pairing_id", means="id of the pairing; empty for a moment that stands alone"),
        Column(name="therapist_moments", means="ids of the therapist's moments, joined by |"),
        Column(name="patient_moments", means="ids of the patient's moments, joined by |"),
    ]
    return Table(
        name="dyadic",
        means="a pairing of the two parties' moments, or a moment that stands alone",
        columns=tuple(columns),
        rows=tuple(_values(view, row, [scale.id for scale in scales]) for row in rows),
    )


def _values(view: StudyView, row: PairingRow, scale_ids: Sequence[str]) -> tuple[Value, ...]:
    pairing, sides = row.pairing, (row.therapist, row.patient)
    first = next(side for side in sides if side is not None).moments[0]
    round_id = first.round_id if pairing is None else pairing.round_id
    values: list[Value] = [
        row.coder,
        view.rounds[round_id].name,
        row.dyad,
        row.session,
        row.relation or None,
        row.one_sided or None,
    ]
    for side in sides:
        values += _side_values(view, side)
    values += [None if pairing is None else rating_of(pairing, each) for each in scale_ids]
    return (
        *values,
        row.memo or None,
        None if pairing is None else pairing.id,
        *("|".join(m.id for m in side.moments) if side is not None else None for side in sides),
    )


def _side_values(view: StudyView, side: Side | None) -> tuple[Value, ...]:
    """Session time, codes and words of one party."""
    if side is None:
        return None, None, None, None
    codes = dict.fromkeys(
        view.codebook_of(moment).code_path(code_id)
        for moment in side.moments
        for code_id in moment.codes
    )
    return (*side.interval, "|".join(codes), "|".join(side.quotes))
