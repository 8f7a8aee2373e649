"""Coefficients as the window writes them, and how they stand against the study's thresholds."""

from __future__ import annotations

from math import isnan
from typing import Literal

from annotator.analysis.agreement import Result

State = Literal["good", "warn", "bad", "mute"]
"""Tokens of the theme."""

NONE = "—"


def value_text(value: float | None) -> str:
    """A coefficient without its leading zero; a dash where it is undefined.

    >>> value_text(0.7051), value_text(-0.04), value_text(1.0), value_text(float("nan"))
    ('.71', '−.04', '1.00', '—')
    """
    if value is None or isnan(value):
        return NONE
    text = f"{abs(value):.2f}"
    text = text.removeprefix("0")
    return f"−{text}" if round(value, 2) < 0 else text


def interval_text(result: Result) -> str:
    """The interval's two ends; empty where there is none.

    >>> interval_text(Result(coefficient="u_alpha", value=0.7, ci_low=0.66, ci_high=0.76))
    '.66 – .76'
    """
    if result.ci_low is None or result.ci_high is None:
        return ""
    return f"{value_text(result.ci_low)} – {value_text(result.ci_high)}"


def share_text(share: float | None, digits: int = 0) -> str:
    """A share as percent; empty where there is none.

    >>> share_text(0.384), share_text(0.0031, 1), share_text(None)
    ('38 %', '0.3 %', '')
    """
    return "" if share is None or isnan(share) else f"{100 * share:.{digits}f} %"


def state_of(value: float, accept_from: float, good_from: float) -> State:
    """Good from the second threshold on, to be looked at from the first, bad below it.

    >>> state_of(0.83, 0.667, 0.8), state_of(0.7, 0.667, 0.8), state_of(0.4, 0.667, 0.8)
    ('good', 'warn', 'bad')
    """
    if isnan(value):
        return "mute"
    return "good" if value >= good_from else "warn" if value >= accept_from else "bad"


def below_text(result: Result) -> str:
    """How probably the coefficient is below the first threshold; empty where nobody knows.

    >>> below_text(Result(coefficient="u_alpha", value=0.7, below=((0.667, 0.031),)))
    'P(below .667) = 3 %'
    """
    if not result.below:
        return ""
    limit, share = result.below[0]
    said = "under 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"
    joint = "" if said.startswith("under") else "= "
    return f"P(below {limit:.3f}".replace("0.", ".") + f") {joint}{said}"


def round_text(name: str, kind: str) -> str:
    """A round as people name it.

    >>> round_text("2", "reliability"), round_text("open", "open")
    ('Round 2 · reliability', 'Round open')
    """
    head = name if name.casefold().startswith("round") else f"Round {name}"
    return head if kind in ("open", name) else f"{head} · {kind}"


def p_text(p: float | None) -> str:
    """A p as papers write it; empty where there is none.

    >>> p_text(0.00009), p_text(0.0316), p_text(1.0), p_text(None)
    ('p < .001', 'p = .032', 'p = 1.00', '')
    """
    if p is None or isnan(p):
        return ""
    if p < 0.001:
        return "p < .001"
    return "p = 1.00" if p >= 0.9995 else f"p = {p:.3f}".replace("0.", ".")


def p_cell(p: float | None) -> str:
    """The same for a column of p; a dash where there is none.

    >>> p_cell(0.00009), p_cell(0.0316), p_cell(None)
    ('< .001', '.032', '—')
    """
    return p_text(p).removeprefix("p = ").removeprefix("p ") or NONE


def counted(n: int, unit: str) -> str:
    """A number with its unit, which is one or several.

    >>> counted(1, "dyad"), counted(1200, "pair")
    ('1 dyad', '1,200 pairs')
    """
    return f"{n:,} {unit}{'' if n == 1 else 's'}"


def clock_lag(lag_ms: int) -> str:
    """A lag with its sign.

    >>> clock_lag(20_000), clock_lag(-150_000), clock_lag(0)
    ('+20 s', '−2 min 30 s', '0 s')
    """
    seconds = abs(lag_ms) // 1000
    minutes, rest = divmod(seconds, 60)
    text = " ".join(
        filter(None, [f"{minutes} min" if minutes else "", f"{rest} s" if rest else ""])
    )
    sign = "−" if lag_ms < 0 else "+" if lag_ms > 0 else ""
    return f"{sign}{text or '0 s'}"
