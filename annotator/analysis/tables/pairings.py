"""The table of pairings."""

from __future__ import annotations

from annotator.analysis.tables.columns import CELL, named_columns
from annotator.analysis.tables.rated_scales import scale_means, scales_of
from annotator.analysis.tables.scores import ScoreColumns
from annotator.domain.clock import hull
from annotator.domain.ids import Id
from annotator.domain.moment import Moment, Pairing
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

_OPEN = "empty where the latest stop has no end"


def pairings_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per pairing of therapist moments with patient moments."""
    columns = [
        Column(name="pairing_id", means="id of the pairing"),
        Column(name="coder", means="who made it"),
        Column(name="round", means="round of work"),
        *CELL,
        Column(name="relation", means="converging, complementary, diverging or the study's own"),
        Column(name="therapist_moments", means="ids of the therapist's moments, joined by |"),
        Column(name="patient_moments", means="ids of the patient's moments, joined by |"),
        Column(name="therapist_start_ms", means="earliest session time of the therapist's, ms"),
        Column(name="patient_start_ms", means="earliest session time of the patient's, ms"),
        Column(
            name="therapist_end_ms", means=f"latest session time of the therapist's, ms; {_OPEN}"
        ),
        Column(name="patient_end_ms", means=f"latest session time of the patient's, ms; {_OPEN}"),
    ]
    offered = (scale for _, scale in view.codebook.scales())
    ratings = (each for pairing in view.pairings.values() for each in pairing.ratings)
    scales = scales_of(view, offered, ratings)
    columns += named_columns(
        {column.name for column in columns},
        "rating",
        [(each.name, scale_means(view, each)) for each in scales],
    )
    if with_text:
        columns += [
            Column(name="therapist_quotes", means="the therapist's words, joined by |"),
            Column(name="patient_quotes", means="the patient's words, joined by |"),
            Column(name="memo", means="the coder's memo"),
        ]
    scores = ScoreColumns(view, {column.name for column in columns})
    columns += scores.columns
    rows: list[tuple[Value, ...]] = []
    for pairing in view.pairings.values():
        session = view.sessions[pairing.session_id]
        sides = {
            voice: _side(view, pairing.moment_ids, voice) for voice in ("therapist", "patient")
        }
        intervals = [hull(map(view.interval_of, side)) for side in sides.values()]
        values: list[Value] = [
            pairing.id,
            view.coders[pairing.coder_id].name,
            view.rounds[pairing.round_id].name,
            view.dyads[session.dyad_id].name,
            session.number,
            pairing.relation,
            *("|".join(moment.id for moment in side) for side in sides.values()),
            *(interval[0] for interval in intervals),
            *(interval[1] for interval in intervals),
            *(rating_of(pairing, scale.id) for scale in scales),
        ]
        if with_text:
            values += [
                "|".join(view.transcripts[m.transcript_id].quote(m.start, m.end) for m in side)
                for side in sides.values()
            ]
            values.append(pairing.memo)
        rows.append((*values, *scores.values(session.id)))
    rows.sort(key=lambda row: (str(row[3]), int(row[4] or 0), int(row[8] or 0), str(row[0])))
    return Table(
        name="pairings",
        means="one coder's claim that moments of the two concern the same event",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def rating_of(pairing: Pairing, scale_id: Id) -> int | None:
    """A pairing's value on a scale, None where not rated."""
    return next((each.value for each in pairing.ratings if each.scale_id == scale_id), None)


def _side(view: StudyView, moment_ids: tuple[str, ...], voice: str) -> list[Moment]:
    """A pairing's moments of one party."""
    moments = (view.moment(moment_id) for moment_id in moment_ids)
    return [
        moment
        for moment in moments
        if moment is not None
        and view.accounts[view.transcripts[moment.transcript_id].account_id].voice == voice
    ]
