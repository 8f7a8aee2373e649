"""Overviews made by hand for the tests of reports: two coders, a third who is not done."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.drift import DriftPoint
from annotator.analysis.agreement.overview import CodeRow, Overview, Part
from annotator.analysis.agreement.readings import Reading
from annotator.analysis.agreement.result import Result, undefined
from tests.analysis.agreement.studies import CODES, Put, Text, study

PAIR = ("RA-1", "RA-2")
WORDS = ("I laughed because I was embarrassed.", "I wanted to take it back.")
NASTY = ('<b>&"', "=cmd()", "\x0bverti\ncal")
NOTES = (
    "interval from resampling 12 documents",
    "with 12 documents such an interval held the true value in 88.9 to 94.8 % of simulated studies",
    "probability of less than 0.667: 0.030, 0.8: 0.970",
)


def result(coefficient: str, value: float, **known: Any) -> Result:
    """A value with an interval around it, over twelve documents."""
    found: dict[str, Any] = {
        "ci_low": value - 0.05,
        "ci_high": value + 0.05,
        "ci_kind": "jackknife, Fisher z",
        "n": 1234,
        "unit": "character",
        "coders": PAIR,
        "coverage": 1.0,
        "below": ((0.667, 0.03), (0.8, 0.97)),
        "notes": NOTES,
        "seed": 7,
    }
    return Result(coefficient=coefficient, value=value, **{**found, **known})


def compared_texts() -> Compared:
    """Two transcripts of RA-1 and RA-2, of which RA-3 has not done the second."""
    work = {"RA-1": [Put(start=0, end=8)], "RA-2": [Put(start=2, end=8)], "RA-3": []}
    texts = [Text(words=WORDS, work=work) for _ in range(2)]
    return compare(study(*texts, not_done=(("RA-3", 1),)))


def overview(**changes: Any) -> Overview:
    """An overview in which all is defined but the last code."""
    last = undefined("ku_alpha", "the code was never used", code=CODES[2], coders=PAIR)
    codes = (
        row(CODES[0], result("ku_alpha", 0.83, code=CODES[0])),
        row(CODES[1], result("ku_alpha", 0.5, code=CODES[1])),
        row(CODES[2], last),
    )
    headline = (
        result("bar_u_alpha", 0.7141),
        result("cu_alpha", 0.83, coverage=0.38),
        result("u_alpha", 0.6652),
    )
    confusion = np.array([[300.0, 147, 0, 12], [20, 277, 0, 0], [0, 0, 0, 0], [31, 5, 0, 9000]])
    points = (
        DriftPoint(document="D01, session 1", value=0.61, low=0.5, high=0.7, done_at="2026-03-01"),
        DriftPoint(document="D01, session 2", value=float("nan"), reason="nobody marked anything"),
    )
    known: dict[str, Any] = {
        "compared": compared_texts(),
        "unit": "character",
        "headline": headline,
        "codes": codes,
        "matrix": {PAIR: result("u_alpha", 0.6652)},
        "confusions": {PAIR: confusion},
        "parts": {"dyad": (Part(name="D01", documents=2, results=headline),)},
        "drift": {"RA-1": points},
        "drift_coefficient": "u_alpha",
        "episodes": (),
        "ratings": (("Intensity", (result("icc_2_1", 0.41, unit="target", n=9),)),),
        "everything": (*headline, result("span_f1", 0.55, unit="span", n=62), last),
        "accept_from": 0.667,
        "good_from": 0.8,
    }
    return Overview(**{**known, **changes})


def row(name: str, main: Result) -> CodeRow:
    """A code with its value, and |u of it beside."""
    return CodeRow(
        code_id=name,
        name=name,
        main=main,
        beside=result("bar_u_alpha", 0.62, code=name),
        coverage=main.coverage,
        prevalence=0.05,
        reading=Reading(verdict="agreed", text="agreed"),
    )


def nothing_defined() -> Overview:
    """An overview without a single value."""
    reason = "nothing that two coders marked carries it"
    headline = tuple(
        undefined(name, reason, coders=PAIR) for name in ("bar_u_alpha", "cu_alpha", "u_alpha")
    )
    codes = tuple(
        CodeRow(
            code_id=name,
            name=name,
            main=undefined("ku_alpha", reason, code=name),
            beside=None,
            coverage=None,
            prevalence=None,
            reading=Reading(verdict="rare", text="not used"),
        )
        for name in CODES
    )
    return overview(
        headline=headline,
        codes=codes,
        matrix={PAIR: headline[2]},
        confusions={PAIR: np.zeros((4, 4))},
        parts={"dyad": (Part(name="D01", documents=2, results=headline),)},
        drift={"RA-1": (DriftPoint(document="D01", value=float("nan"), reason=reason),)},
        ratings=(("Intensity", (undefined("icc_2_1", reason),)),),
        everything=headline,
    )
