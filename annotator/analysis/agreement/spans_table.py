"""Agreement on free passages from a bare table of spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from annotator.analysis.agreement.continuum import Continuum, comparable, continuum_from
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.spans_groups import GAMMA, alpha_u_2004_results, gamma_results
from annotator.analysis.agreement.spans_panel import PANEL, UNITIZING, panel
from annotator.analysis.agreement.spans_sums import NO_CODE, Setting, document_sums
from annotator.domain.errors import UserError

SPAN_COEFFICIENTS = (*UNITIZING, "alpha_u_2004", *PANEL[len(UNITIZING) :], *GAMMA)
"""All names that `spans_results` takes, in the order in which it gives them."""

GAMMA_UNITS = {2: 100_000, 3: 10_000}
GAMMA_UNITS_OF_MORE = 1_000
"""Up to how many spans, by number of coders, gamma is computed without being asked by name."""

_SET_MARK = "|"


class SpanLine(Protocol):
    """A row of the table: a span, or with no value only that the coder did the document."""

    @property
    def line(self) -> int:
        """Where it stands in the file, for messages."""

    @property
    def document(self) -> str:
        """Name of the document."""

    @property
    def coder(self) -> str:
        """Name of the coder."""

    @property
    def start(self) -> int:
        """First position."""

    @property
    def end(self) -> int:
        """Position after the last."""

    @property
    def value(self) -> str:
        """A code, several as `a|b`, none as `|`."""


def spans_results(
    rows: Iterable[SpanLine],
    lengths: Mapping[str, int],
    coefficients: Sequence[str] = (),
    categories: Sequence[str] = (),
    iou: float = 0.5,
    bootstrap: int = 1000,
    seed: int = 0,
) -> list[Result]:
    """The coefficients of a table, overall (`code` None) and for each code where they have it.

    `ku_alpha` and `gamma_k` have results of codes only; coefficients of two coders have one
    result for each pair. A coder did a document if a row names both. Coders stand in the order
    of their first row, documents by name.

    Args:
        rows: `document, coder, start, end, value`; a row with value "" only says that its
            coder did the document, one with `|` marks a span without a code.
        lengths: of documents; where one is missing its last mark's end stands for it, and a
            note says so.
        coefficients: of `SPAN_COEFFICIENTS`; all where empty (gamma only of moderate tables).
        categories: the codebook; the values in alphabetical order where empty.
        iou: least intersection over union of two spans that match, above 0 and up to 1.
        bootstrap: replicates over documents; 0 for no intervals.
        seed: of the bootstrap and of gamma's chance samples.

    Raises:
        UserError: `where` is `line N, column …`: a value that is no category, a span beyond
            the length of its document; or a name that is no coefficient here.
    """
    listed = list(rows)
    _check_names(coefficients)
    coders = tuple(dict.fromkeys(row.coder for row in listed))
    codes = _codes(listed, categories)
    continua, notes = _continua(listed, lengths, coders, codes)
    used, left_out = comparable(continua)
    idle = tuple(f"{name}: nobody coded it" for name in sorted(set(lengths) - _documents(listed)))
    asked = coefficients or SPAN_COEFFICIENTS
    setting = Setting(
        codes=codes,
        coders=coders,
        excluded=(*left_out, *idle),
        notes=(*notes, *_merging(used)),
        iou=iou,
        resampling=Resampling(replicates=bootstrap, seed=seed),
    )
    if not used:
        return _nothing(asked, setting)
    results = [
        *panel([document_sums(each, iou) for each in used], setting, asked),
        *(alpha_u_2004_results(used, setting) if "alpha_u_2004" in asked else ()),
        *_gamma(used, setting, asked, by_name=bool(coefficients), seed=seed),
    ]
    return sorted(results, key=lambda each: SPAN_COEFFICIENTS.index(each.coefficient))


def _check_names(coefficients: Sequence[str]) -> None:
    for name in coefficients:
        if name not in SPAN_COEFFICIENTS:
            raise UserError(
                f"no coefficient '{name}' for spans",
                hint=f"there are {', '.join(SPAN_COEFFICIENTS)}",
            )


def _documents(rows: Iterable[SpanLine]) -> set[str]:
    return {row.document for row in rows}


def _codes_of(value: str) -> tuple[str, ...]:
    """The codes of a cell: several with bars between them, `NO_CODE` for the empty set.

    >>> _codes_of("a|b"), _codes_of("|")
    (('a', 'b'), ('',))
    """
    if _SET_MARK not in value:
        return (value,)
    parts = tuple(dict.fromkeys(p.strip() for p in value.split(_SET_MARK) if p.strip()))
    return parts or (NO_CODE,)


def _codes(rows: Sequence[SpanLine], categories: Sequence[str]) -> tuple[str, ...]:
    """The codebook, and `NO_CODE` at its end where a span has none."""
    used: set[str] = set()
    for row in rows:
        codes = _codes_of(row.value) if row.value else ()
        used.update(codes)
        unknown = next((c for c in codes if categories and c not in (*categories, NO_CODE)), None)
        if unknown is not None:
            raise UserError(
                f"'{unknown}' is not among the categories",
                f"line {row.line}, column value",
                f"they are {', '.join(categories)}",
            )
    bare = (NO_CODE,) if NO_CODE in used else ()
    return (*(categories or sorted(used - {NO_CODE})), *bare)


def _continua(
    rows: Sequence[SpanLine],
    lengths: Mapping[str, int],
    coders: tuple[str, ...],
    codes: tuple[str, ...],
) -> tuple[list[Continuum], tuple[str, ...]]:
    """The documents by name, and a note for those whose length was not given."""
    by_document: dict[str, list[SpanLine]] = {}
    for row in rows:
        by_document.setdefault(row.document, []).append(row)
    continua, guessed = [], []
    for name, own in sorted(by_document.items()):
        last = max(own, key=lambda row: row.end)
        length = lengths.get(name, last.end)
        if name not in lengths:
            guessed.append(f"{name} {length}")
        if last.end > length:
            raise UserError(
                f"the span ends at {last.end}, beyond the document's length {length}",
                f"line {last.line}, column end",
                "give the length with --length, or correct the span",
            )
        here = {row.coder for row in own}
        marks: dict[str, list[tuple[int, int, str]]] = {c: [] for c in coders if c in here}
        for row in own:
            if row.value:
                marks[row.coder] += [(row.start, row.end, c) for c in _codes_of(row.value)]
        continua.append(continuum_from(name, length, marks, codes))
    note = f"no length given, the last mark's end taken: {', '.join(guessed)}"
    return continua, (note,) if guessed else ()


def _merging(continua: Sequence[Continuum]) -> tuple[str, ...]:
    count = sum(each.merged for each in continua)
    what = "span was" if count == 1 else "spans were"
    return (f"{count} {what} merged into overlapping ones of the same coder and code",) * (
        count > 0
    )


def _nothing(asked: Sequence[str], setting: Setting) -> list[Result]:
    """Each coefficient undefined: no document has two coders."""
    reason = "no document was coded by two coders"
    if len(setting.coders) == 1:
        reason = f"there is only one coder, {setting.coders[0]}"
    return [
        undefined(
            name,
            reason,
            coders=setting.coders,
            excluded=setting.excluded,
            notes=setting.notes,
            unit="span" if name.startswith(("span", "gamma")) else "character",
        )
        for name in asked
    ]


def _gamma(
    continua: Sequence[Continuum],
    setting: Setting,
    asked: Sequence[str],
    *,
    by_name: bool,
    seed: int,
) -> list[Result]:
    names = [name for name in GAMMA if name in asked]
    units = sum(len(each.start) for each in continua)
    limit = GAMMA_UNITS.get(len(setting.coders), GAMMA_UNITS_OF_MORE)
    if not names:
        return []
    if units > limit and not by_name:
        reason = f"it takes long for {units:,} spans: ask for it by name"
        known = {"coders": setting.coders, "excluded": setting.excluded, "unit": "span", "n": units}
        return [undefined(name, reason, **known) for name in names]
    return gamma_results(continua, setting, names, seed=seed)
