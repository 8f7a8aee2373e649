"""What is asked of studies that lack something: lengths of sessions, a second dyad."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.app.verbs.analysing import Question, analyse_study
from annotator.app.verbs.analysis_listing import analysis_text
from annotator.app.verbs.dyad_analysis import Asked, Groups, analysed
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import MINUTE, Cell, Put, study

NO_LENGTH = "the length of the session is not known"


def many(n: int) -> tuple[Put, ...]:
    return tuple(Put(start=10 * at, end=10 * at + 5) for at in range(n))


def grouped(length_ms: int | None, *known: str) -> StudyView:
    """Three dyads with two sessions each; D01 marks more with the second, as the poor D03 less."""
    view = study(
        *(
            Cell(
                dyad=dyad,
                number=number,
                therapist=many(own),
                patient=many(2),
                length_ms=50 * MINUTE if dyad in known else length_ms,
            )
            for dyad, number, own in (
                ("D01", 3, 4), ("D01", 5, 6), ("D02", 3, 5), ("D02", 5, 7), ("D03", 3, 2),
                ("D03", 5, 1),
            )
        )
    )  # fmt: skip
    outcome = {"D01": "good", "D02": "good", "D03": "poor"}
    dyads = {
        key: replace(each, attributes=(("outcome", outcome[each.name]),))
        for key, each in view.dyads.items()
    }
    return replace(view, dyads=dyads)


def test_courses_count_moments_of_sessions_whose_length_is_not_known():
    with_length, without = (
        analyse_study(grouped(length), Question(kind="course")) for length in (50 * MINUTE, None)
    )
    assert without["results"] == with_length["results"]
    assert without["counts"] == with_length["counts"]
    assert (without["sessions"], without["excluded"]) == (6, [])
    [trend] = [
        each
        for each in without["results"]
        if each["measure"] == "trend_of_moments_therapist" and each["code"] is None
    ]
    assert trend["value"] == pytest.approx((1 + 1 - 0.5) / 3)


def test_groups_count_moments_and_leave_out_of_the_shares_what_has_no_length():
    found = analyse_study(grouped(None, "D01", "D03"), Question(kind="groups"))
    own = {each["what"]: each for each in found["results"] if each["code"] is None}
    assert own["therapist"]["value"] == pytest.approx((5 + 6) / 2 - 1.5)
    assert own["time"]["n"] == 2
    assert own["time"]["excluded"] == ["without a value: D02"]
    line = f"D02, session 3: {NO_LENGTH}, so only its moments are counted"
    assert line in found["excluded"]
    assert f"left out: {line}" in analysis_text(found)
    none = analyse_study(grouped(None), Question(kind="groups"))
    own = {each["what"]: each for each in none["results"] if each["code"] is None}
    assert own["patient"]["value"] == 0
    assert own["time"]["reason"] == "no dyad with 'good' and 'poor' has a value"


@pytest.mark.parametrize("kind", ["convergence", "recurrence"])
def test_what_needs_the_time_says_that_the_length_is_not_known(kind):
    with pytest.raises(UserError) as refused:
        analyse_study(grouped(None), Question(kind=kind))
    assert refused.value.what == ("no session whose two accounts A has coded has a known length")
    assert f"D01, session 3: {NO_LENGTH}" in refused.value.hint


@pytest.mark.parametrize("kind", ["course", "groups"])
def test_the_window_shows_counts_without_lengths(kind):
    found = analysed(grouped(None), Asked(question=Question(kind=kind)))
    assert found.attributes == ("outcome",)
    results = getattr(found.found, "results", ())
    assert len(results) > 1
    lines = [each for each in found.excluded if NO_LENGTH in each]
    assert len(lines) == (6 if kind == "groups" else 0)


def test_one_dyad_alone_is_told_as_the_reason_for_no_partners():
    view = study(Cell(therapist=many(3), patient=many(2)))
    told = analysis_text(analyse_study(view, Question(kind="convergence")))
    assert "permutation of dyads: there is only one dyad" in told
    assert "no draws were asked for" not in told


def test_which_orders_of_the_dyads_there_are_is_printed():
    cells = [
        Cell(dyad=f"D0{dyad}", number=number, therapist=many(3), patient=many(2))
        for dyad in range(1, 5)
        for number in (3, 5)
    ]
    told = analysis_text(analyse_study(study(*cells[:-1]), Question(kind="convergence")))
    assert (
        "note: permutation of dyads: all 6 of 24 orders of the dyads: 1 dyad keeps its partner, "
        "no other has the same sessions"
    ) in told


def test_groups_of_few_dyads_are_known_by_name():
    view = grouped(50 * MINUTE)
    cards = {}
    for least in (2, 3):
        own = replace(view, study=replace(view.study, small_cell=least))
        found = analysed(own, Asked(question=Question(kind="groups")))
        assert isinstance(found.found, Groups)
        cards[least] = [set(found.found.small), *found.notes]
    assert cards[2][0] == {"poor"}
    assert cards[3][0] == {"good", "poor"}
    told = "the group poor has 1 dyad, fewer than 2: its numbers may tell who they are"
    assert told in cards[2]
