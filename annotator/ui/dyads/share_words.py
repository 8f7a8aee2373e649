"""What convergence says: its headline numbers and its table, in plain words."""

from __future__ import annotations

from math import isnan

from annotator.analysis.dyads.chance import Chance
from annotator.analysis.dyads.convergence import Convergence
from annotator.app.verbs.dyad_analysis import (
    Shares,
)
from annotator.ui.dyads.told import (
    SURE,
    Headline,
    Line,
    Page,
    Table,
    TableRow,
    between,
    percent,
    plain,
)
from annotator.ui.figures import NONE, p_cell, p_text

_ASKS = {
    "time": "How much of the session did both mark?",
    "time_of_either": "Of the time that either marked, how much did both?",
    "moments": "How many moments meet one of the other’s?",
}


def shares_page(found: Shares) -> Page:
    """The three shares that both marked, and each code's."""
    overall = [each for each in found.results if each.code is None]
    by_code: dict[str | None, dict[str, Convergence]] = {}
    for each in found.results:
        by_code.setdefault(each.code, {})[each.measure] = each
    rows = [_share_row(code, own) for code, own in by_code.items() if own["moments"].whole]
    return Page(
        headlines=tuple(_share_headline(each) for each in overall),
        table=Table(
            title="By code",
            heads=(
                "Code",
                "both marked",
                "by chance",
                "p, shift",
                "p, partners",
                "moments met",
                "95 %",
                "by chance",
                "p, shift",
                "p, partners",
            ),
            rows=tuple(rows),
        ),
        notes=tuple(
            dict.fromkeys(
                f"{_compared(chance)}: {note}"
                for each in found.results
                for chance in each.chance
                for note in chance.notes
            )
        ),
    )


def _share_headline(result: Convergence) -> Headline:
    beside = between(result.ci_low, result.ci_high, share=True)
    says = [] if not isnan(result.value) else [f"Undefined: {result.reason}."]
    if result.measure == "moments":
        says.append(f"{result.part} of {result.whole} moments of both.")
    elif result.whole:
        says.append(f"{_minutes(result.part)} of {_minutes(result.whole)} min.")
    shift = result.chance[0] if result.chance else None
    if shift is not None:
        says += [_chance_words(each, result.value) for each in result.chance]
    highest = max(
        result.ci_high or 0.0,
        0.0 if isnan(result.value) else result.value,
        *([] if shift is None or isnan(shift.high) else [shift.high, shift.observed]),
    )
    end = next(each for each in (0.1, 0.25, 0.5, 1.0) if highest <= each or each == 1.0)
    return Headline(
        asks=_ASKS[result.measure],
        value=percent(result.value),
        beside=f"95 % {beside}" if beside else "",
        says=" ".join(says),
        line=None
        if isnan(result.value)
        else Line(
            value=result.value,
            end=end,
            low=result.ci_low,
            high=result.ci_high,
            chance_low=None if shift is None or isnan(shift.low) else shift.low,
            chance_high=None if shift is None or isnan(shift.high) else shift.high,
            observed=None if shift is None or isnan(shift.high) else shift.observed,
        ),
        key=result.measure,
    )


def _compared(chance: Chance) -> str:
    """What a value is compared with."""
    name = "the clock shifted" if chance.method.startswith("circular") else "other partners"
    return f"with {name}"


def _chance_words(chance: Chance, value: float) -> str:
    """What a comparison with chance says; its own value where that is not the whole sessions'."""
    name = _compared(chance)
    if chance.reason:
        return f"{name.capitalize()}: {chance.reason}."
    verdict = "more than chance" if chance.p <= SURE else "not told from chance"
    size = f" (all {chance.draws} orders)" if chance.exact else ""
    points = plain(100 * chance.effect, 1, signed=True)
    own = percent(chance.observed)
    head = name if own == percent(value) else f"within what was recalled {own}, {name}"
    return (
        f"{head[0].upper()}{head[1:]} {percent(chance.mean)}: {points} points, "
        f"{p_text(chance.p)}{size}, {verdict}."
    )


def _share_row(code: str | None, own: dict[str, Convergence]) -> TableRow:
    time, moments = own["time"], own["moments"]
    shift, partners = _two(time)
    shift_met, partners_met = _two(moments)
    tips = {
        1: f"{_minutes(time.part)} of {_minutes(time.whole)} min, {time.base}",
        2: _chance_tip(shift),
        3: _chance_tip(shift),
        4: _chance_tip(partners),
        5: f"{moments.part} of {moments.whole} moments",
        7: _chance_tip(shift_met),
        8: _chance_tip(shift_met),
        9: _chance_tip(partners_met),
    }
    return TableRow(
        cells=(
            code or "any code",
            percent(time.value),
            percent(shift.mean if shift else None),
            _p_cell(shift),
            _p_cell(partners),
            percent(moments.value),
            between(moments.ci_low, moments.ci_high, share=True),
            percent(shift_met.mean if shift_met else None),
            _p_cell(shift_met),
            _p_cell(partners_met),
        ),
        tips=tips,
        code=code,
        picks=True,
    )


def _two(result: Convergence) -> tuple[Chance | None, Chance | None]:
    return (result.chance[0], result.chance[1]) if result.chance else (None, None)


def _p_cell(chance: Chance | None) -> str:
    return NONE if chance is None else p_cell(chance.p)


def _chance_tip(chance: Chance | None) -> str:
    if chance is None:
        return "Neither party marked it"
    if chance.reason:
        return chance.reason
    mid = p_text(chance.p_mid).replace("p ", "mid-p ", 1)
    draws = f"all {chance.draws}" if chance.exact else f"{chance.draws:,} drawn"
    return (
        f"{chance.method}: {percent(chance.observed)} against {percent(chance.mean)}, "
        f"{plain(chance.standardised, 1, signed=True)} sd; {p_text(chance.p)}, {mid}; {draws}"
    )


def _minutes(ms: float) -> str:
    return f"{ms / 60_000:.1f}"
