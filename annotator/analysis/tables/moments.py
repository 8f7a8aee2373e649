"""The table of moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from annotator.analysis.listing import current_moments, moment_row, sessions_read_alone
from annotator.analysis.tables.columns import ACCOUNT, named_columns
from annotator.analysis.tables.rated_scales import scale_means, scales_of
from annotator.domain.clock import Origin
from annotator.domain.code_lineage import as_counted, current, merges
from annotator.domain.codebook import Code, Scale
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.moment import Moment
from annotator.domain.study import RECALL_VOICES
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

ORIGINS = ", ".join(get_args(Origin))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newest:
    """What codes of any version are in the newest one.

    Attributes:
        merged: those that count as another.
        paths: `Set/Code` by id; codes that were split or are gone have none.
    """

    merged: dict[Id, Id]
    paths: dict[Id, str]

    @classmethod
    def of(cls, view: StudyView) -> _Newest:
        newest = view.codebook
        known = {code.id for book in view.codebooks.values() for _, code in book.codes()}
        now = {code_id: current(newest, code_id) for code_id in known}
        paths = {old: newest.code_path(new) for old, new in now.items() if new is not None}
        return cls(merged=merges(newest), paths=paths)


def moments_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per moment; a 0/1 column per code and a column per scale.

    Sets that judge whole units have columns only as far as moments have something of them: from
    when the set was one of passages.
    """
    newest = _Newest.of(view)
    own_moments = list(current_moments(view))
    given = {each for own in own_moments for each in as_counted(own, newest.merged).codes}
    sets = [each for each in view.codebook.sets if each.unit not in JUDGED_UNITS]
    codes = [
        code
        for own in view.codebook.sets
        for code in own.codes
        if code.id not in newest.merged and (own in sets or code.id in given)
    ]
    offered = (scale for own in sets for scale in own.scales)
    scales = scales_of(view, offered, (each for own in own_moments for each in own.ratings))
    columns = [
        Column(name="moment_id", means="id of the moment"),
        Column(name="coder", means="who marked it"),
        Column(name="round", means="round of work"),
        *ACCOUNT,
        Column(name="transcript_version", means="version of the transcript that it stands in"),
        Column(name="start", means="first position, in Unicode code points of the frozen text"),
        Column(name="end", means="position after the last"),
        Column(name="turn_first", means="number of the first turn that it touches, from 1"),
        Column(name="turn_last", means="number of the last turn that it touches"),
        Column(name="speaker_roles", means="roles of the turns that it touches, joined by |"),
        Column(name="question", means="question of the guide that its first turn answers"),
        Column(name="codebook_version", means="version of the codebook that it was coded under"),
        Column(name="codes", means="codes as Set/Code in that version, joined by |"),
        Column(
            name="codes_now",
            means="the same in the newest version, in the same order; nothing for a code that "
            "was split or is gone",
        ),
        Column(name="certainty", means="unsure, fair or clear"),
        Column(name="tense", means="then: as recalled; now: as seen today"),
        Column(name="peak", means="1 if it is the peak of its event, else 0"),
        Column(name="session_start_ms", means="session time of its start, ms"),
        Column(name="session_end_ms", means="session time of its end, ms; empty if not known"),
        Column(
            name="session_time_from",
            means=f"where that comes from, or why there is none: {ORIGINS}",
        ),
        Column(name="made_at", means="when it was marked, UTC"),
        Column(
            name="pairing",
            means="paired or one-sided; empty while its coder reads one account at a time",
        ),
    ]
    taken = {column.name for column in columns}
    columns += named_columns(
        taken,
        "code",
        [(code.name, f"1 if coded {code.name} or what became it, else 0") for code in codes],
    )
    columns += named_columns(
        taken,
        "rating",
        [(each.name, scale_means(view, each)) for each in scales],
    )
    if with_text:
        columns += [
            Column(name="quote", means="the words"),
            Column(name="memo", means="the coder's memo"),
        ]
    paired = {each for pairing in view.pairings.values() for each in pairing.moment_ids}
    alone = sessions_read_alone(view)
    rows = [
        _moment_values(
            view,
            moment,
            codes,
            scales,
            newest,
            _pairing_state(view, moment, paired, alone),
            with_text,
        )
        for moment in own_moments
    ]
    return Table(
        name="moments",
        means="one moment that one coder marked",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def _moment_values(
    view: StudyView,
    moment: Moment,
    codes: list[Code],
    scales: list[Scale],
    newest: _Newest,
    pairing: str | None,
    with_text: bool,
) -> tuple[Value, ...]:
    row = moment_row(view, moment)
    transcript = view.transcripts[moment.transcript_id]
    first, last = transcript.turn_at(moment.start), transcript.turn_at(moment.end - 1)
    roles = dict.fromkeys(turn.role for turn in transcript.turns[first : last + 1])
    values: list[Value] = [
        moment.id,
        row["coder"],
        row["round"],
        row["dyad"],
        row["session"],
        row["account"],
        transcript.version,
        moment.start,
        moment.end,
        first + 1,
        last + 1,
        "|".join(roles),
        row["question"],
        view.codebook_of(moment).number,
        "|".join(row["codes"]),
        "|".join(newest.paths.get(code_id, "") for code_id in moment.codes),
        moment.certainty,
        moment.tense,
        int(moment.peak),
        row["session_start_ms"],
        row["session_end_ms"],
        row["session_time_from"],
        moment.made_at,
        pairing,
    ]
    given = as_counted(moment, newest.merged).codes
    values += [int(code.id in given) for code in codes]
    values += [moment.rating(scale.id) for scale in scales]
    if with_text:
        values += [row["quote"], moment.memo]
    return tuple(values)


def _pairing_state(
    view: StudyView, moment: Moment, paired: set[Id], alone: set[tuple[Id, Id]]
) -> str | None:
    """Whether a coder's moment of a recall party is paired; the consensus pairs nothing."""
    account = view.accounts[view.transcripts[moment.transcript_id].account_id]
    if moment.id in paired:
        return "paired"
    pairs_nothing = view.coders[moment.coder_id].role == "consensus"
    waits = (moment.coder_id, account.session_id) in alone
    return None if account.voice not in RECALL_VOICES or pairs_nothing or waits else "one-sided"
