"""Quantiles of t and F against tables and against SciPy."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import fdtri, stdtrit  # type: ignore[import-untyped]

from annotator.analysis.quantiles import f_quantile, t_quantile

FREEDOM = st.one_of(st.integers(1, 2_000).map(float), st.floats(0.3, 500))
SHARE = st.floats(0.001, 0.999)


@pytest.mark.parametrize(
    ("share", "freedom", "value"),
    [(0.975, 1, 12.706), (0.95, 5, 2.015), (0.995, 30, 2.750), (0.9, 120, 1.289)],
)
def test_t_as_in_the_tables(share: float, freedom: int, value: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(
    ("share", "top", "bottom", "value"),
    [(0.95, 1, 1, 161.4476), (0.95, 5, 20, 2.7109), (0.99, 10, 4, 14.5459), (0.975, 2, 60, 3.9253)],
)
def test_f_as_in_the_tables(share: float, top: int, bottom: int, value: float) -> None:
    assert f_quantile(share, top, bottom) == pytest.approx(value, abs=5e-5)


@given(share=SHARE, freedom=FREEDOM)
def test_t_as_scipy_has_it(share: float, freedom: float) -> None:
    wanted = float(stdtrit(freedom, share))
    assert t_quantile(share, freedom) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(share=SHARE, top=FREEDOM, bottom=FREEDOM)
def test_f_as_scipy_has_it(share: float, top: float, bottom: float) -> None:
    wanted = float(fdtri(top, bottom, share))
    assert f_quantile(share, top, bottom) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("freedom", [0.0, -1.0, float("nan"), float("inf")])
def test_there_is_none_without_freedom(freedom: float) -> None:
    assert isnan(t_quantile(0.975, freedom))
    assert isnan(f_quantile(0.975, 3, freedom))
    assert isnan(f_quantile(0.975, freedom, 3))
