"""The table of judgements: what each coder found in bins, accounts, sessions and dyads."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.analysis.tables.columns import ACCOUNT
from annotator.analysis.tables.judged_rows import Place, ordered_judgements, set_of
from annotator.domain.code_lineage import current
from annotator.domain.codebook import CodeSet
from annotator.domain.judgement import Judgement
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

MS_A_SECOND = 1000


def judgements_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per code, value or rating of a judgement; one that found nothing has a row too."""
    columns = (
        Column(name="judgement_id", means="id of the judgement; its rows share it"),
        Column(name="coder", means="who judged"),
        Column(name="round", means="round of work"),
        *ACCOUNT,
        Column(name="code_set", means="name of the set of codes"),
        Column(name="unit", means="what was judged: bin, account, session or dyad"),
        Column(name="bin_start_s", means="start of a bin on the session clock, s"),
        Column(name="bin_end_s", means="its end, s; the bin ends before it"),
        Column(name="codebook_version", means="version of the codebook that it was made under"),
        Column(name="kind", means="presence, value (of a code), rating (of the unit) or none"),
        Column(name="code_id", means="id of the code, the same in all versions"),
        Column(name="code", means="name of the code in that version"),
        Column(name="code_path", means="Set/Code in that version"),
        Column(name="code_now", means="Set/Code in the newest version; empty if split or gone"),
        Column(name="scale", means="name of the scale of a rating, or of a rated code"),
        Column(name="value", means="1 for presence; else the value, or the pile of a Q-sort"),
        Column(name="value_label", means="the anchor at the value"),
        Column(name="made_at", means="when it was made, UTC"),
        *([Column(name="memo", means="the coder's memo, in each row")] if with_text else []),
    )
    rows = [
        row
        for place, judgement in ordered_judgements(view)
        for row in _rows(view, place, judgement, with_text=with_text)
    ]
    return Table(
        name="judgements",
        means="a code, a value or a rating of one unit by one coder",
        columns=columns,
        rows=tuple(rows),
    )


def _rows(
    view: StudyView, place: Place, judgement: Judgement, *, with_text: bool
) -> Iterator[tuple[Value, ...]]:
    book = view.codebooks.get(judgement.codebook_id, view.codebook)
    code_set = set_of(book, judgement.code_set_id)
    head: tuple[Value, ...] = (
        judgement.id,
        view.coders[judgement.coder_id].name,
        view.rounds[judgement.round_id].name,
        *place,
        code_set.name,
        judgement.unit,
        seconds(judgement.start_ms),
        seconds(judgement.end_ms),
        book.number,
    )
    tail: tuple[Value, ...] = (judgement.made_at, *([judgement.memo or None] if with_text else []))
    for kind, code_id, scale, value, label in _found(code_set, judgement):
        code = book.code(code_id) if code_id else None
        now = current(view.codebook, code_id) if code_id else None
        coded: tuple[Value, ...] = (
            code_id,
            code.name if code else None,
            book.code_path(code_id) if code_id else None,
            view.codebook.code_path(now) if now else None,
        )
        yield (*head, kind, *coded, scale, value, label or None, *tail)


def _found(
    code_set: CodeSet, judgement: Judgement
) -> Iterator[tuple[str, str | None, str | None, int | None, str]]:
    """Kind, code, scale, value and anchor of all that a judgement says."""
    first = code_set.scales[0] if code_set.scales and code_set.marking == "rating" else None
    for code_id in judgement.codes:
        yield "presence", code_id, None, 1, ""
    for each in judgement.values:
        label = first.label(each.value) if first else ""
        yield "value", each.code_id, first.name if first else None, each.value, label
    scales = {scale.id: scale for scale in code_set.scales}
    for rating in judgement.ratings:
        scale = scales.get(rating.scale_id)
        label = scale.label(rating.value) if scale else ""
        yield "rating", None, scale.name if scale else rating.scale_id, rating.value, label
    ticked = code_set.marking == "presence" and bool(code_set.codes)
    if not judgement.codes and (ticked or not (judgement.values or judgement.ratings)):
        yield "none", None, None, None, ""


def seconds(time_ms: int | None) -> float | int | None:
    """A time in seconds, whole where it is.

    >>> seconds(300_000), seconds(1_500), seconds(None)
    (300, 1.5, None)
    """
    if time_ms is None:
        return None
    return time_ms // MS_A_SECOND if time_ms % MS_A_SECOND == 0 else time_ms / MS_A_SECOND
