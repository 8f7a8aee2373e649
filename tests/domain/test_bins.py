"""Bins cut the session's clock without a gap, the same for everybody."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.bins import Bin, Extent, bin_at, bins_of, extent_of
from annotator.domain.view import StudyView
from tests.ui.timeline.study import moment, stop, study_of

lengths = st.integers(1, 10**8)
widths = st.integers(10_000, 10**7)


@given(lengths, widths, st.booleans())
def test_bins_have_no_gap_and_hold_the_whole_session(length: int, width: int, known: bool):
    bins = bins_of(Extent(length, known), width)
    assert bins[0].start_ms == 0
    assert all(a.end_ms == b.start_ms for a, b in pairwise(bins))
    assert all(each.end_ms - each.start_ms == width for each in bins[:-1])
    assert 0 < bins[-1].end_ms - bins[-1].start_ms <= width
    if known:
        assert bins[-1].end_ms == length
    else:
        assert bins[-1].start_ms <= length < bins[-1].end_ms  # half-open: the time is in a bin


@given(lengths, widths, st.data())
def test_the_bin_of_a_time_holds_it(length: int, width: int, data: st.DataObject):
    bins = bins_of(Extent(length, known=True), width)
    time_ms = data.draw(st.integers(0, length - 1))
    place = bin_at(bins, time_ms)
    assert place is not None
    assert bins[place].start_ms <= time_ms < bins[place].end_ms
    assert bin_at(bins, length + width) == len(bins) - 1
    assert bin_at(bins, -1) is None


def test_no_length_and_no_time_gives_no_bin():
    assert bins_of(Extent(0, known=False), 60_000) == ()
    assert bin_at((), 0) is None


def test_the_extent_is_the_length_else_what_stops_and_turns_know():
    view: StudyView = study_of([], stops=[stop("a", "patient", 5, 600_000, 660_000)])
    assert extent_of(view, "s") == Extent(48 * 60_000, known=True)
    session = replace(view.sessions["s"], length_ms=None)
    unknown = replace(view, sessions={"s": session})
    assert extent_of(unknown, "s") == Extent(660_000, known=False)
    later = replace(view.accounts["patient"], clock_offset_ms=5_000)
    shifted = replace(unknown, accounts={**view.accounts, "patient": later})
    assert extent_of(shifted, "s").length_ms == 665_000
    bare = replace(unknown, stops={})
    assert extent_of(bare, "s").length_ms == 70_000  # the session's own last turn


def test_what_a_coder_marks_moves_no_bin():
    by_hand = moment("m", "patient", 0, 5, own_start_ms=5_000_000, own_end_ms=6_000_000)
    session = study_of([], stops=[]).sessions["s"]
    view = study_of([by_hand], stops=[stop("a", "patient", 5, 600_000)])
    view = replace(view, sessions={"s": replace(session, length_ms=None)})
    assert bins_of(extent_of(view, "s"), 300_000)[-1] == Bin(600_000, 900_000)
