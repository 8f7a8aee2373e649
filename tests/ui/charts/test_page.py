"""One page per dyad: one page whatever it holds, and words only where they were asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from annotator.analysis.dyad_sheet import CodeCount, DyadSheet, Said
from annotator.analysis.dyads.chance import Chance
from annotator.analysis.dyads.convergence import Convergence
from annotator.domain.errors import UserError
from annotator.ui.charts.exporting import pdf_bytes
from annotator.ui.charts.page import A4_PX, BOTTOM_PX, dyad_pages
from tests.ui.charts.conftest import lanes
from tests.ui.charts.test_course_chart import course

COLOURS = {"Shame": "rose", "Repair": "teal"}


def share(measure, value):
    chance = Chance(
        method="circular shift", mean=0.02, p=0.004, draws=1000, observed=value - 0.01,
        notes=("moments near the ends are left out",),
    )  # fmt: skip
    return Convergence(
        measure=measure, code=None, value=value, reason="", part=1, whole=2, unit="session",
        base="", chance=(chance,),
    )  # fmt: skip


def sheet(**other):
    known = DyadSheet(
        study="Early Alliance Study",
        dyad="D07",
        therapist="T07",
        patient="P07",
        sessions=(lanes(3), lanes(5)),
        course=replace(
            course("D07", (10, 5, 0), (8, None, 6), (2.0, 3.5, 5.0)), sessions=(1, 3, 5)
        ),
        counts=(CodeCount(code="Shame", therapist=12, patient=9),),
        relations=(("diverging", 2),),
        convergence=(share("time", 0.091), share("time_of_either", 0.44), share("moments", 0.84)),
        shared=2,
        coder="RA-2",
        code_set="Micro-processes",
        seed=4,
        notes=("a stop without an end stands for the 60 s before it",),
    )
    return replace(known, **other)


def test_the_page_holds_who_what_and_how_it_was_counted(look):
    (page,) = dyad_pages(sheet(), COLOURS, "IPR Annotator 1")
    assert (page.width, page.height) == A4_PX
    words = page.words()
    for text in (
        "D07", "Early Alliance Study", "Therapist T07", "Patient P07", "Sessions 3, 5",
        "Session 3", "Session 5", "Moments a session", "WAI-SR", "MOMENTS BY CODE AND PARTY",
        "12", "9", "diverging", "9.1 %", "44 %", "84 %", "2.0 %", ".004",
        "CONVERGENCE, ANY CODE, 2 SESSIONS",
    ):  # fmt: skip
        assert text in words, text
    foot = " ".join(words)
    assert (
        "Chance and p by 1,000 circular shifts. Moments near the ends are left out. Without "
        "them both marked 8.1 %, 43 %, 83 %."
    ) in foot
    assert "Seed 4. IPR Annotator 1. Coder RA-2, codes of Micro-processes." in foot
    assert "A stop without an end stands for the 60 s before it." in foot


def test_moments_that_wait_stand_in_a_row_of_their_own(look):
    (page,) = dyad_pages(sheet(), COLOURS, "x")
    assert "not read together yet" not in page.words()
    session = lanes(3)
    waits = replace(session, patient=replace(session.patient, paired=0, waiting=2))
    (page,) = dyad_pages(sheet(sessions=(waits,)), COLOURS, "x")
    words = list(page.words())
    at = words.index("one-sided")
    assert words[at : at + 6] == ["one-sided", "1", "0", "not read together yet", "0", "2"]


def bottom_of(page):
    """How far down the marks of the page reach."""
    boxes = [(part, mark.box) for part in page.parts for mark in part.marks if hasattr(mark, "box")]
    return max(part.top + (box[1] + box[3]) * part.scale for part, box in boxes)


def test_many_sessions_are_made_smaller_until_they_fit_on_one_page(look):
    (page,) = dyad_pages(sheet(sessions=tuple(lanes(n) for n in range(1, 21))), COLOURS, "x")
    assert bottom_of(page) <= page.height - BOTTOM_PX + 1
    assert min(part.scale for part in page.parts) < 1
    assert len(re.findall(rb"/Type\s*/Page\b", pdf_bytes([page], software="x"))) == 1


def test_a_usual_page_is_not_made_smaller(look):
    (page,) = dyad_pages(sheet(), COLOURS, "x")
    assert {part.scale for part in page.parts} == {1.0}


def said(number, words=3):
    return Said(
        session=3,
        relation="diverging",
        interval=(600_000, None),
        therapist=f"therapist{number} " * words,
        patient=f"patient{number} " * words,
    )


def test_words_follow_on_own_pages_in_order_and_none_is_lost(look):
    quotes = tuple(said(n) for n in range(60))
    page, *more = dyad_pages(sheet(quotes=quotes), COLOURS, "x")
    assert not any("therapist0" in text for text in page.words())
    every = [text for each in more for text in each.words()]
    firsts = [text.split()[0] for text in every if text.startswith("therapist")]
    assert firsts == [f"therapist{n}" for n in range(60)]
    assert len(more) >= 2
    assert all(bottom_of(each) <= each.height for each in more)
    assert "Session 3, 10:00: diverging" in every


def test_a_quote_that_is_longer_than_a_page_goes_on_on_the_next(look):
    _, *more = dyad_pages(sheet(quotes=(said(1, words=3000),)), COLOURS, "x")
    assert len(more) >= 2
    assert all(bottom_of(each) <= each.height for each in more)
    counted = sum(text.count("patient1") for each in more for text in each.words())
    assert counted == 3000


def test_a_dyad_with_nothing_has_no_page(look):
    empty = course("D07", (None, None, None), (None, None, None))
    with pytest.raises(UserError, match="nothing to draw for a page of 'D07'"):
        dyad_pages(sheet(sessions=(), course=empty), COLOURS, "x")


def test_without_a_session_of_both_the_page_says_so(look):
    (page,) = dyad_pages(sheet(convergence=(), shared=0), COLOURS, "x")
    assert "No session has both accounts coded and a known length." in page.words()
