"""The overview of a study: the command line's numbers, and what is kept never tells old ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement import Resampling, Result
from annotator.analysis.agreement.overview import Overview, Unit
from annotator.app.open_study import open_study
from annotator.app.verbs.comparing import UNITS, By, Comparison, agree_in_study
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.app.verbs.sample import make_sample
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.round import Progress
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import CODES, Put, Text, Work, code_id, study

FEW = Resampling(replicates=20)
TALK = (
    "I laughed because I was embarrassed.",
    "And then?",
    "I wanted to take it back.",
    "She knew.",
)
PER_PART: dict[str, By] = {"dyad": "dyad", "account": "account"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    """The sample study with the work of RA-1 and RA-2."""
    place: Path = make_sample(tmp_path_factory.mktemp("sample"))
    with open_study(place) as opened:
        return opened.view


@pytest.fixture(scope="module")
def overviews(sample: StudyView) -> dict[Unit, Overview]:
    """The sample study in each unit."""
    return {unit: overview_of(in_unit(sample, unit), Comparison(unit=unit)) for unit in UNITS}


def in_unit(view: StudyView, unit: Unit) -> StudyView:
    """The study as a unit asks for: frozen passages come from an earlier round."""
    if unit != "passage":
        return view
    rounds = {key: replace(own, passages_from="before") for key, own in view.rounds.items()}
    return replace(view, rounds=rounds)


def exclusive(view: StudyView) -> StudyView:
    """The study without the moments' second codes: then nothing of one coder overlaps."""
    kept: dict[str, dict[str, Moment]] = {}
    for transcript_id, own in view.moments.items():
        reached: dict[str, int] = {}
        for moment in sorted(own.values(), key=lambda each: each.start):
            if moment.start >= reached.get(moment.coder_id, 0):
                reached[moment.coder_id] = moment.end
                one = replace(moment, codes=moment.codes[:1])
                kept.setdefault(transcript_id, {})[moment.id] = one
    return replace(view, moments=kept)


def is_same(mine: Result, theirs: Result) -> bool:
    """Whether two results say the same number of the same thing."""

    def said(each: Result) -> str:
        of = (each.coefficient, each.code, each.value, each.reason, each.n, each.coders)
        return repr((*of, each.ci_low, each.ci_high, each.coverage, each.prevalence))

    return said(mine) == said(theirs)


def first_of(results: Iterable[Result], name: str, code: str | None = None) -> Result:
    """The first result of a coefficient; a scale's stands before those of later scales."""
    return next(each for each in results if (each.coefficient, each.code) == (name, code))


# The same numbers as the command line ---------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("make", [lambda v: v, exclusive], ids=["overlapping", "exclusive"])
def test_numbers_are_those_of_the_command_line(sample: StudyView, unit: Unit, make) -> None:
    view = in_unit(make(sample), unit)
    overview = overview_of(view, Comparison(unit=unit))
    shown = tuple(each.coefficient for each in overview.headline)
    gammas = tuple(name for name in shown if name.startswith("gamma"))
    whole = [g.result for g in agree_in_study(view, Comparison(unit=unit))]
    if gammas:
        found = agree_in_study(view, Comparison(unit=unit, coefficients=gammas))
        whole += [g.result for g in found]
    assert shown
    for mine in overview.headline:
        assert is_same(mine, first_of(whole, mine.coefficient))
    for row in overview.codes if unit == "character" else ():
        assert row.beside is not None
        assert is_same(row.beside, first_of(whole, "bar_u_alpha", row.name))
        if not row.main.coefficient.startswith("gamma"):
            assert is_same(row.main, first_of(whole, "ku_alpha", row.name))
    for pair, mine in overview.matrix.items():
        alone = agree_in_study(view, Comparison(unit=unit, by="coder-pair"))
        own = [g.result for g in alone if g.group == " and ".join(pair)]
        assert is_same(mine, first_of(own, mine.coefficient))


@pytest.mark.parametrize("unit", UNITS)
def test_parts_are_those_of_the_command_line(
    sample: StudyView, overviews: dict[Unit, Overview], unit: Unit
) -> None:
    for by, asked in PER_PART.items():
        groups = agree_in_study(in_unit(sample, unit), Comparison(unit=unit, by=asked))
        parts = overviews[unit].parts[by]
        assert [each.name for each in parts] == list(dict.fromkeys(g.group for g in groups))
        for part in parts:
            own = [g.result for g in groups if g.group == part.name]
            assert part.results
            for mine in part.results:
                assert is_same(mine, first_of(own, mine.coefficient))


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_an_overview(overviews: dict[Unit, Overview], unit: Unit) -> None:
    overview = overviews[unit]
    assert overview.unit == unit
    assert overview.headline
    assert list(overview.matrix) == [("RA-1", "RA-2")]
    assert not any(isnan(each.value) for each in overview.matrix.values())
    counted = len(overview.compared.documents)
    for by in ("dyad", "account", "session"):
        assert sum(part.documents for part in overview.parts[by]) == counted
    points = {coder: len(own) for coder, own in overview.drift.items()}
    # On frozen passages nobody sets ends, so that there is nothing to drift.
    assert points == ({} if unit == "passage" else {"RA-1": counted, "RA-2": counted})


def test_a_report_has_every_coefficient_of_the_command_line(sample: StudyView) -> None:
    overview = overview_of(sample, Comparison(unit="turn"), complete=True)
    found = [g.result for g in agree_in_study(sample, Comparison(unit="turn"))]
    assert len(overview.everything) == len(found)
    assert all(is_same(*both) for both in zip(overview.everything, found, strict=True))


# Sets in which codes overlap, and those in which they do not ----------------------------------


def test_where_codes_overlap_gamma_leads_and_u_says_why_not(
    overviews: dict[Unit, Overview],
) -> None:
    overview = overviews["character"]
    assert [each.coefficient for each in overview.headline] == ["bar_u_alpha", "gamma_cat", "gamma"]
    for name in ("u_alpha", "cu_alpha"):
        result = first_of(overview.everything, name)
        assert isnan(result.value)
        assert result.reason == "codes overlap in 1 place"
    assert {row.main.coefficient for row in overview.codes} == {"gamma_k"}
    assert {each.coefficient for each in overview.matrix.values()} == {"bar_u_alpha"}
    assert overview.drift_coefficient == "bar_u_alpha"


def test_where_nothing_overlaps_the_u_family_leads(sample: StudyView) -> None:
    overview = overview_of(exclusive(sample), Comparison())
    names = ["bar_u_alpha", "cu_alpha", "u_alpha"]
    assert [each.coefficient for each in overview.headline] == names
    assert {row.main.coefficient for row in overview.codes} == {"ku_alpha"}
    assert {each.coefficient for each in overview.matrix.values()} == {"u_alpha"}
    assert not any(each.coefficient.startswith("gamma") for each in overview.everything)


# Where there is nothing to say ---------------------------------------------------------------


def nowhere(reasons: Iterable[Result]) -> bool:
    """Whether all are undefined, each with its reason."""
    return all(isnan(each.value) and each.reason for each in reasons)


DEGENERATE: dict[str, tuple[Work, ...]] = {
    "one code only, the same text": ({"A": [Put(start=0, end=8)], "B": [Put(start=0, end=8)]},),
    "no overlap of work": ({"A": [Put(start=0, end=8)], "B": [Put(start=20, end=30)]},),
    "nothing marked": ({"A": [], "B": []},),
    "one of them found nothing": ({"A": [Put(start=0, end=8)], "B": []},),
    "no code at all": ({"A": [Put(start=0, end=8, codes=())], "B": []},),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("work", DEGENERATE.values(), ids=list(DEGENERATE))
def test_too_little_is_undefined_with_a_reason(work: tuple[Work, ...], unit: Unit) -> None:
    view = in_unit(study(*(Text(work=each) for each in work)), unit)
    overview = overview_of(view, Comparison(unit=unit))
    results = [*overview.headline, *overview.matrix.values(), *overview.everything]
    results += [result for row in overview.codes for result in (row.main, row.beside) if result]
    results += [result for part in overview.parts["dyad"] for result in part.results]
    assert all(each.reason for each in results if isnan(each.value))
    points = [point for own in overview.drift.values() for point in own]
    assert all(point.reason for point in points if isnan(point.value))
    made = sum(len(own) for each in work for own in each.values())
    if not made:
        assert nowhere(r for r in overview.headline if "percent" not in r.coefficient)


def test_one_code_where_all_marked_the_same_is_no_agreement_on_codes() -> None:
    one = {"A": [Put(start=0, end=8)], "B": [Put(start=0, end=8)]}
    overview = overview_of(study(Text(work=one)), Comparison())
    by_name = {each.coefficient: each for each in overview.headline}
    assert by_name["bar_u_alpha"].value == pytest.approx(1)
    assert nowhere([by_name["cu_alpha"]])
    assert by_name["cu_alpha"].ci_low is None
    [row] = [each for each in overview.codes if each.name == "Shame"]
    assert row.reading.text == "too rare to say"
    assert {each.reading.text for each in overview.codes} == {"too rare to say", "not used"}


@pytest.mark.parametrize(
    ("texts", "not_done"),
    [
        ((Text(work={"A": [Put(start=0, end=8)]}),), ()),
        ((Text(work={"A": [], "B": []}),), (("B", 0),)),
        ((Text(work={"A": []}), Text(work={"B": []})), ()),
    ],
    ids=["one coder", "one of two is not done", "no transcript of both"],
)
def test_nothing_to_compare_is_one_sentence(texts, not_done) -> None:
    with pytest.raises(UserError) as refused:
        overview_of(study(*texts, not_done=not_done), Comparison())
    assert refused.value.hint


def test_all_ratings_missing() -> None:
    both = {name: [Put(start=0, end=8), Put(start=20, end=30)] for name in "AB"}
    overview = overview_of(study(Text(work=both)), Comparison(unit="moment"))
    assert nowhere(overview.headline)
    assert nowhere(overview.matrix.values())
    [(scale, results)] = overview.ratings
    assert scale == "Intensity"
    assert nowhere(results)


# Coders who did not do the same ----------------------------------------------------------------

FOUR: tuple[Text, ...] = (
    Text(
        words=TALK,
        asked=(1,),
        work={
            "A": [Put(start=2, end=12), Put(start=47, end=60, codes=("Distance",))],
            "B": [Put(start=4, end=14), Put(start=47, end=60, codes=("Repair",))],
        },
    ),
    Text(
        words=TALK,
        work={
            "B": [Put(start=2, end=12)],
            "C": [Put(start=2, end=16), Put(start=50, end=60, codes=("Distance",))],
        },
    ),
    Text(
        words=TALK,
        work={
            "A": [Put(start=0, end=9, codes=("Repair",))],
            "C": [Put(start=5, end=20)],
            "D": [Put(start=5, end=9), Put(start=30, end=44, codes=("Distance",))],
        },
    ),
)


def test_pairs_stand_on_what_both_did() -> None:
    view = study(*FOUR)
    overview = overview_of(view, Comparison())
    shared = {("A", "B"), ("B", "C"), ("A", "C"), ("A", "D"), ("C", "D")}
    assert set(overview.matrix) == set(overview.confusions) == shared
    assert overview.compared.coders == ("A", "B", "C", "D")
    for pair, result in overview.matrix.items():
        alone = overview_of(view, Comparison(coders=pair))
        assert is_same(result, first_of(alone.everything, result.coefficient))
        assert overview.confusions[pair].tolist() == alone.confusions[pair].tolist()
    assert {coder: len(points) for coder, points in overview.drift.items()} == {
        "A": 2,
        "B": 2,
        "C": 2,
        "D": 1,
    }


# What is kept -----------------------------------------------------------------------------------


def picture(overview: Overview) -> str:
    """All that an overview says, to be compared."""
    whole = (overview.headline, overview.codes, sorted(overview.matrix.items()), overview.parts)
    confusions = [(pair, table.tolist()) for pair, table in sorted(overview.confusions.items())]
    passages = [
        (e.document.name, e.start, e.end, e.moments, e.kinds, e.size, e.said)
        for e in overview.episodes
    ]
    rest = (overview.drift, overview.ratings, overview.everything, overview.compared.excluded)
    return repr((whole, confusions, passages, rest, overview.drift_coefficient))


def test_what_has_not_changed_is_not_computed_again(sample: StudyView) -> None:
    kept = Kept()
    before = overview_of(sample, Comparison(), kept)
    parts = dict(kept.parts)
    moment = next(iter(before.compared.documents[0].moments["RA-1"]))
    edit = Replace(moment, replace(moment, end=moment.end - 3))
    changed = sample.after(edit, sample.revision + 1)
    after = overview_of(changed, Comparison(), kept)
    first = before.compared.documents[0].account.id
    assert {key for key, each in kept.parts.items() if each is not parts[key]} == {first}
    assert picture(after) == picture(overview_of(changed, Comparison()))
    assert picture(after) != picture(before)


def test_another_question_is_never_answered_with_the_former_one(sample: StudyView) -> None:
    kept = Kept()
    questions = [Comparison(unit=unit) for unit in UNITS if unit != "passage"]
    questions += [Comparison(coders=("RA-2", "RA-1")), Comparison(), Comparison(unit="turn")]
    for asked in questions:
        assert picture(overview_of(sample, asked, kept)) == picture(overview_of(sample, asked))


def test_session_times_follow_the_stops(sample: StudyView) -> None:
    """A stop changes no mark, but the time of those behind it."""
    kept, asked = Kept(), Comparison(unit="second")
    before = overview_of(sample, asked, kept)
    view = sample
    for own in sample.stops.values():
        for stop in own[1:]:
            view = view.after(Replace(stop, None), view.revision + 1)
    moved = overview_of(view, asked, kept)
    assert picture(moved) == picture(overview_of(view, asked))
    assert moved.parts != before.parts


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mark", "delete", "end", "recode", "rate", "done"]),
        st.integers(0, 2),
        st.sampled_from("ABC"),
        st.integers(0, 80),
        st.integers(1, 12),
        st.sampled_from(CODES),
    ),
    min_size=1,
    max_size=6,
)
"""What is done, in which text, by whom, where, how far, with which code."""


def stepped(view: StudyView, number: int, step: tuple[str, int, str, int, int, str]) -> StudyView:
    """The view after one edit; as it is where there is nothing to edit."""
    do, text, coder, at, length, code = step
    own = [m for m in view.moments_of(f"t{text}").values() if m.coder_id == f"c-{coder}"]
    old = own[at % len(own)] if own else None
    new: Moment | None = None
    if do == "done":
        work = view.assignments[f"{text}-{coder}"]
        progress: Progress = "in progress" if work.progress == "done" else "done"
        return view.after(Replace(work, replace(work, progress=progress)), view.revision + 1)
    if do == "mark":
        old, new = (
            None,
            Moment(
                id=f"new-{number}",
                transcript_id=f"t{text}",
                coder_id=f"c-{coder}",
                round_id="r",
                codebook_id="book",
                start=at % 70,
                end=at % 70 + length,
                codes=(code_id(code),),
            ),
        )
    elif old is None:
        return view
    elif do == "end":
        new = replace(old, end=old.start + length)
    elif do == "recode":
        new = replace(old, codes=(code_id(code),))
    elif do == "rate":
        new = replace(old, memo=f"{length}")
    return view.after(Replace(old, new), view.revision + 1)


@settings(max_examples=12, deadline=None)
@given(steps=STEPS, unit=st.sampled_from(["character", "turn", "moment"]))
def test_kept_results_equal_fresh_ones_after_any_edits(steps, unit: Unit) -> None:
    work: Work = {
        "A": [Put(start=2, end=12, ratings=(("Intensity", 2),))],
        "B": [Put(start=4, end=14, ratings=(("Intensity", 4),))],
        "C": [Put(start=50, end=60, codes=("Distance",))],
    }
    view = study(*[Text(words=TALK, asked=(1,), work=work)] * 3)
    kept, asked = Kept(), Comparison(unit=unit, resampling=FEW)
    for number, step in enumerate([None, *steps]):
        view = view if step is None else stepped(view, number, step)
        try:
            fresh = picture(overview_of(view, asked))
        except UserError as error:
            with pytest.raises(UserError, match=error.what[:20]):
                overview_of(view, asked, kept)
        else:
            assert picture(overview_of(view, asked, kept)) == fresh


def test_thresholds_of_the_study_reach_the_numbers(sample: StudyView) -> None:
    strict = replace(sample, study=replace(sample.study, accept_from=0.7, good_from=0.9))
    overview = overview_of(strict, Comparison())
    assert (overview.accept_from, overview.good_from) == (0.7, 0.9)
    [bar_u] = [each for each in overview.headline if each.coefficient == "bar_u_alpha"]
    assert [limit for limit, _ in bar_u.below] == [0.7, 0.9]


def test_a_code_that_no_version_has_any_more_is_left(sample: StudyView) -> None:
    """Rows follow the codebook of the round: one for each code of the set."""
    overview = overview_of(sample, Comparison())
    book: Codebook = sample.codebook_for(overview.compared.round.id)
    assert [row.code_id for row in overview.codes] == [code.id for code in book.sets[0].codes]
    assert list(combinations(overview.compared.coders, 2)) == list(overview.matrix)
