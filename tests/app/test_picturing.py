"""What pictures are drawn from: the wish in words, and only the dyads that were wished."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotator.app.verbs.picturing import (
    FORMATS,
    KINDS,
    PictureWish,
    courses_of,
    curve_of,
    keep_picture,
    keep_pictures,
    map_of,
    profile_of,
    sessions_of,
    sheet_of,
    subject_of,
    transitions_of,
    wish_of,
)
from annotator.domain.errors import UserError
from tests.analysis.dyads.making import MINUTE, Cell, Put, study

ROW = (Put(start=0, end=4), Put(start=5, end=9, codes=("Repair",)), Put(start=10, end=14))


def two_dyads():
    """In D01 both speak of 9:00 to 10:00; in D02 the patient's stop is elsewhere."""
    view = study(
        Cell(therapist=ROW, patient=(Put(start=0, end=4),)),
        Cell(dyad="D02", therapist=ROW[:2], patient=(Put(start=0, end=4, own_start_ms=0),)),
        Cell(dyad="D03"),
    )
    codes = view.codebook.sets[0].codes
    coloured = tuple(
        replace(code, colour=c) for code, c in zip(codes, ("rose", "teal"), strict=True)
    )
    book = replace(view.codebook, sets=(replace(view.codebook.sets[0], codes=coloured),))
    return replace(view, codebooks={book.id: book})


def subject(*dyads: str, **other):
    return subject_of(two_dyads(), PictureWish(dyads=dyads, coder="A", **other))


def test_without_words_everything_is_wished():
    assert wish_of() == PictureWish(kinds=KINDS, formats=FORMATS)
    assert wish_of(kinds=" lag , lag,page ", formats="pdf", dyads=["D02", "D01", "D02"]) == (
        PictureWish(kinds=("lag", "page"), formats=("pdf",), dyads=("D02", "D01"))
    )


def test_the_subject_is_of_all_dyads_or_of_those_named():
    assert [each.name for each in subject().dyads] == ["D01", "D02", "D03"]
    one = subject("D02", "D01")
    assert [each.name for each in one.dyads] == ["D01", "D02"]
    assert one.colours == {"Shame": "rose", "Repair": "teal"}
    with pytest.raises(UserError, match="no dyad 'D9'") as refused:
        subject("D01", "D9")
    assert refused.value.hint == "there are D01, D02, D03"


def test_what_cannot_be_drawn_has_its_true_reason():
    view = study(Cell(therapist=ROW, patient=ROW, length_ms=None), Cell(dyad="D02", therapist=ROW))
    without = "No session of which both accounts are coded has a known length"
    for names, reason in (
        ((), without),
        (("D01",), without),
        (("D02",), "A has coded both accounts of no session"),
    ):
        own = subject_of(view, PictureWish(dyads=names, coder="A"))
        assert curve_of(own).reason == reason
        assert profile_of(own).reason == reason
    assert curve_of(subject("D01")).reason == ""


def test_curve_and_profile_are_of_the_dyads_that_were_named():
    # D01: both marked 9:00-10:00, in part 18 of 100 s of 50 min; D02: they share nothing.
    both, one, other = (curve_of(subject(*names)) for names in ((), ("D01",), ("D02",)))
    assert (both.n, one.n, other.n) == (2, 1, 1)
    assert one.values.max() == pytest.approx(1 * MINUTE / (150_000))
    assert both.values.max() == pytest.approx(one.values.max() / 2)
    assert not other.values.any()
    assert profile_of(subject("D01", seed=3)).seed == 3
    assert profile_of(subject("D01")).match == "same code"
    assert profile_of(subject("D01")).n == 1


def test_transitions_are_of_the_transcripts_of_the_dyads_that_were_named():
    _, every = transitions_of(subject())
    _, one = transitions_of(subject("D02"))
    assert (every.n, one.n) == (3, 1)
    assert one.counts.tolist() == [[0, 1], [0, 0]]
    assert one.documents == 2


def test_map_courses_timeline_and_page_are_of_the_dyads_that_were_named():
    one = subject("D02")
    assert map_of(one).dyads == ("D02",)
    np.testing.assert_array_equal(map_of(one).moments[:, 0], [[1, 1], [1, 0]])
    assert [each.dyad for each in courses_of(one)] == ["D02"]
    (session,) = sessions_of(one, one.dyads[0])
    assert (session.dyad, session.therapist.n) == ("D02", 2)
    sheet = sheet_of(one, one.dyads[0])
    assert (sheet.dyad, sheet.quotes) == ("D02", ())
    assert len(sheet_of(subject("D02", with_text=True), one.dyads[0]).quotes) == 3


def test_files_are_kept_all_or_none(tmp_path):
    places = keep_pictures(tmp_path / "out", {"a.svg": b"1", "b.svg": b"2"})
    assert [each.read_bytes() for each in places] == [b"1", b"2"]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError):
        keep_pictures(tmp_path / "file", {"a.svg": b"1"})
    keep_picture(tmp_path / "p.pdf", b"%PDF")
    assert (tmp_path / "p.pdf").read_bytes() == b"%PDF"
