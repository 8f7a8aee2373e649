"""Lag tables: AnnoMI's golden counts, a plain loop, and what is undefined."""

from __future__ import annotations

import csv
from collections import Counter
from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.sequences.transitions import LagTable, lag_table

CODES = "abc"
PLACES = st.lists(st.sampled_from([("a",), ("b",), ("c",), ("a", "b"), ()]), max_size=12)


def loop(sequences, codes, lag: int) -> dict[tuple[str, str], tuple[int, float, float]]:
    """Counts, expected and residuals, pair by pair, without arrays."""
    n: Counter[tuple[str, str]] = Counter()
    for sequence in sequences:
        for place in range(len(sequence) - lag):
            for one in sequence[place]:
                for other in sequence[place + lag]:
                    n[one, other] += 1
    total = sum(n.values())
    table = {}
    for one in codes:
        for other in codes:
            row = sum(n[one, each] for each in codes)
            column = sum(n[each, other] for each in codes)
            expected = row * column / total if total else float("nan")
            spread = expected * (1 - row / total) * (1 - column / total) if total else 0
            residual = (n[one, other] - expected) / sqrt(spread) if spread > 1e-12 else float("nan")
            table[one, other] = (n[one, other], expected, residual)
    return table


def same(table: LagTable, expected) -> None:
    for row, one in enumerate(table.given):
        for column, other in enumerate(table.targets):
            n, mean, residual = expected[one, other]
            assert table.counts[row, column] == n
            assert table.expected[row, column] == pytest.approx(mean, nan_ok=True)
            assert table.residuals[row, column] == pytest.approx(residual, nan_ok=True, abs=1e-9)


@pytest.fixture
def annomi(samples: Path) -> list[list[tuple[str, ...]]]:
    documents: dict[str, list[tuple[int, str]]] = {}
    place = samples / "annomi" / "AnnoMI-simple.csv"
    with place.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            therapist = row["interlocutor"] == "therapist"
            code = (
                f"T_{row['main_therapist_behaviour']}"
                if therapist
                else f"C_{row['client_talk_type']}"
            )
            documents.setdefault(row["transcript_id"], []).append((int(row["utterance_id"]), code))
    return [[(code,) for _, code in sorted(own)] for own in documents.values()]


def test_annomi_is_the_golden_table_and_the_loop(annomi, samples: Path):
    with (samples / "golden" / "annomi_lag1_transitions.csv").open(newline="") as file:
        header, *rows = list(csv.reader(file))
    codes = header[1:]
    table = lag_table(annomi, codes)
    assert [row[0] for row in rows] == codes
    assert table.counts.tolist() == [[int(cell) for cell in row[1:]] for row in rows]
    assert (table.n, table.documents) == (9_566, 133)
    same(table, loop(annomi, codes, 1))
    for one, other, n, expected, residual in (
        ("T_question", "C_change", 401, 169.853, 20.475),
        ("T_reflection", "C_change", 299, 158.440, 12.819),
        ("T_therapist_input", "C_sustain", 67, 34.145, 5.980),
    ):
        at = codes.index(one), codes.index(other)
        assert table.counts[at] == n
        assert table.expected[at] == pytest.approx(expected, abs=5.1e-4)
        assert table.residuals[at] == pytest.approx(residual, abs=5.1e-4)


def test_another_base_gives_other_values_and_is_named(annomi):
    codes = sorted({place[0] for own in annomi for place in own})
    therapist = [code for code in codes if code.startswith("T_")]
    client = [code for code in codes if code.startswith("C_")]
    table = lag_table(annomi, codes, given=therapist, targets=client)
    at = therapist.index("T_question"), client.index("C_change")
    assert table.counts[at] == 401
    assert table.expected[at] > 200
    assert table.base.startswith("pairs of codes 1 apart within a document, from T_")
    assert "impossible ones among them" in lag_table(annomi, codes).base


@given(st.lists(PLACES, max_size=4), st.integers(1, 4))
def test_every_table_is_that_of_the_loop(sequences, lag: int):
    same(lag_table(sequences, CODES, lag), loop(sequences, CODES, lag))


@given(st.lists(PLACES, min_size=2, max_size=4), st.integers(1, 3))
def test_documents_never_touch(sequences, lag: int):
    together = lag_table(sequences, CODES, lag).counts
    apart = sum(lag_table([each], CODES, lag).counts for each in sequences)
    assert np.array_equal(together, apart)


@given(st.lists(PLACES, min_size=1, max_size=3))
def test_residuals_do_not_depend_on_the_order_of_codes(sequences):
    one, other = lag_table(sequences, "abc"), lag_table(sequences, "cba")
    assert other.residuals[::-1, ::-1] == pytest.approx(one.residuals, nan_ok=True)


def test_what_is_undefined_is_nan_and_never_zero():
    table = lag_table([["a", "a", "a"]], "ab")
    assert table.counts.tolist() == [[2, 0], [0, 0]]
    assert table.expected.tolist() == [[2.0, 0.0], [0.0, 0.0]]
    assert np.isnan(table.residuals).all()
    empty = lag_table([["a"], []], "ab")
    assert empty.n == 0
    assert isnan(empty.expected[0, 0])
    assert isnan(empty.residuals[0, 0])


def test_a_missing_code_is_not_jumped_over():
    table = lag_table([[("a",), (), ("b",)]], "ab")
    assert table.n == 0
    assert lag_table([[("a",), (), ("b",)]], "ab", 2).counts.tolist() == [[0, 1], [0, 0]]


def test_a_lag_below_one_is_a_mistake():
    with pytest.raises(ValueError, match="the lag counts from 1"):
        lag_table([["a", "b"]], "ab", 0)
