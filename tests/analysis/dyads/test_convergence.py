"""Convergence: against a plain loop, on made studies with and without a relation, at the edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from math import isnan

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from annotator.analysis.dyads.convergence import Convergence, Drawing, convergence
from annotator.analysis.dyads.curve import convergence_curve
from annotator.analysis.dyads.material import ANY, DyadSession
from annotator.domain.spans import Span
from tests.analysis.dyads.making import MINUTE, marks, random_spans, ring_spans, session

Spans = Callable[[np.random.Generator, int, int, int], tuple[Span, ...]]
SMALL = 240
"""Length of sessions in ms that a loop over each ms can follow."""


def small_study(seed: int, dyads: int = 4) -> list[DyadSession]:
    rng = np.random.default_rng(seed)

    def own() -> dict:
        return marks(Shame=random_spans(rng, 3, SMALL, 40), Repair=random_spans(rng, 2, SMALL, 40))

    return [
        session(own(), own(), dyad=f"D{dyad}", number=number, length_ms=SMALL + 10 * dyad)
        for dyad in range(dyads)
        for number in (3, 5)
    ]


def by(results: tuple[Convergence, ...], measure: str, code: str | None) -> Convergence:
    return next(each for each in results if (each.measure, each.code) == (measure, code))


# The second implementation: sets of milliseconds, one shift and one permutation at a time ----


def ms_of(spans, shift: int, length: int) -> set[int]:
    return {(time + shift) % length for start, end in spans for time in range(start, end)}


def loop_counts(one, other, shift: int, length: int) -> tuple[int, int, int]:
    """Shared ms, ms of either, and moments met."""
    mine, theirs = ms_of(one, 0, length), ms_of(other, shift, length)
    met = sum(bool(ms_of([each], 0, length) & theirs) for each in one)
    met += sum(bool(ms_of([each], shift, length) & mine) for each in other)
    return len(mine & theirs), len(mine | theirs), met


def loop_shares(pairs, code: str) -> tuple[float, float, float]:
    """The three shares over pairs of (therapist's session, patient's session, shift)."""
    both = either = met = moments = length = 0
    for one, other, shift in pairs:
        mine, theirs = one.therapist.get(code, ()), other.patient.get(code, ())
        if one is other:
            counts = loop_counts(mine, theirs, shift, one.length_ms)
        else:
            counts = loop_counts(mine, theirs, 0, 10 * SMALL)
        both, either, met = both + counts[0], either + counts[1], met + counts[2]
        moments += len(mine) + len(theirs)
        length += one.length_ms
    return both / length, both / either, met / moments


def without_ends(each: DyadSession, edge: int) -> DyadSession:
    """A session that begins `edge` later and ends as much earlier, moments by their middle."""
    length = each.length_ms - 2 * edge

    def own(all_marks):
        return {
            code: [
                (start - edge, end - edge)
                for start, end in spans
                if edge <= (start + end) / 2 < edge + length
            ]
            for code, spans in all_marks.items()
        }

    return replace(each, length_ms=length, therapist=own(each.therapist), patient=own(each.patient))


@pytest.mark.parametrize("code", [ANY, "Shame", "Repair"])
def test_a_plain_loop_finds_the_same_shares_and_the_same_chance(code: str):
    study, shifts, seed = small_study(1), 60, 5
    results = convergence(study, ["Shame", "Repair"], Drawing(shifts=shifts, seed=seed))
    rng = np.random.default_rng(seed)
    edge = max(b - a for s in study for m in (s.therapist, s.patient) for a, b in m[ANY])
    assert edge > SMALL // 8  # so the most that may be left out of a session is left out
    kept = [without_ends(each, min(edge, each.length_ms // 8)) for each in study]
    drawn = [rng.integers(0, each.length_ms, size=shifts) for each in kept]
    observed = loop_shares([(each, each, 0) for each in study], code)
    tested = loop_shares([(each, each, 0) for each in kept], code)
    moved = np.array(
        [
            loop_shares(
                [(each, each, int(own[n])) for each, own in zip(kept, drawn, strict=True)], code
            )
            for n in range(shifts)
        ]
    )
    for place, measure in enumerate(("time", "time_of_either", "moments")):
        found = by(results, measure, code or None)
        assert found.value == pytest.approx(observed[place])
        chance = found.chance[0]
        column = moved[:, place]
        assert chance.observed == pytest.approx(tested[place])
        assert chance.mean == pytest.approx(column.mean())
        assert chance.sd == pytest.approx(column.std(ddof=1))
        assert chance.effect == pytest.approx(tested[place] - column.mean())
        reached = (column >= tested[place] - 1e-12).sum()
        above = (column > tested[place] + 1e-12).sum()
        assert chance.p == pytest.approx((reached + 1) / (shifts + 1))
        assert chance.p_mid == pytest.approx((reached + above + 1) / 2 / (shifts + 1))


@pytest.mark.parametrize("code", [ANY, "Shame"])
def test_a_plain_loop_over_partners_finds_the_same_exact_p(code: str):
    study = small_study(2)
    results = convergence(study, ["Shame", "Repair"], Drawing(shifts=0))
    names = sorted({each.dyad for each in study})
    cell = {(each.dyad, each.number): each for each in study}
    observed = loop_shares([(each, each, 0) for each in study], code)
    mixed = np.array(
        [
            loop_shares(
                [
                    (cell[name, number], cell[other, number], 0)
                    for name, other in zip(names, order, strict=True)
                    for number in (3, 5)
                ],
                code,
            )
            for order in permutations(names)
        ]
    )
    for place, measure in enumerate(("time", "time_of_either", "moments")):
        chance = by(results, measure, code or None).chance[1]
        assert chance.exact
        assert chance.draws == 24
        assert chance.seed is None
        assert chance.mean == pytest.approx(mixed[:, place].mean())
        assert chance.p == pytest.approx((mixed[:, place] >= observed[place] - 1e-12).mean())


# No relation, and a relation -----------------------------------------------------------------


def made(
    rng: np.random.Generator,
    *,
    related: bool,
    sessions: int = 6,
    spans: Spans = random_spans,
    moments: int = 8,
) -> list[DyadSession]:
    """A study of 50-minute sessions; where related, the patient marks near the therapist."""
    length = 50 * MINUTE
    study = []
    for dyad in range(sessions):
        one, other = (spans(rng, moments, length, 2 * MINUTE) for _ in range(2))
        if related:
            near = (
                (max(0, start + int(rng.integers(-20_000, 20_000))), end) for start, end in one[:5]
            )
            other = tuple(sorted((*((a, b) for a, b in near if a < b), *other[:3])))
        study.append(session(marks(Shame=one), marks(Shame=other), dyad=f"D{dyad}"))
    return study


def inside_spans(
    rng: np.random.Generator, n: int, length_ms: int, longest_ms: int
) -> tuple[Span, ...]:
    """Stretches that lie whole in a session, so that they are rare near both its ends."""
    lasts = rng.integers(longest_ms // 2, longest_ms, size=n).tolist()
    starts = [int(rng.integers(0, length_ms - last + 1)) for last in lasts]
    pairs = zip(starts, lasts, strict=True)
    return tuple(sorted((start, start + last) for start, last in pairs))


def stop_spans(
    rng: np.random.Generator, n: int, length_ms: int, longest_ms: int
) -> tuple[Span, ...]:
    """What stops without an end stand for: the time before them, cut at the beginning."""
    stops = rng.integers(1, length_ms, size=n).tolist()
    return tuple(sorted((max(0, stop - longest_ms), stop) for stop in stops))


@pytest.mark.parametrize(
    ("spans", "sessions", "moments"),
    [
        (ring_spans, 6, 8),
        (random_spans, 12, 30),
        (inside_spans, 12, 30),
        (stop_spans, 12, 30),
        (stop_spans, 6, 2),  # few moments: many draws are equal
    ],
)
def test_without_a_relation_p_is_uniform_over_500_studies(
    spans: Spans, sessions: int, moments: int
):
    """Wherever the marks are, also rare or cut at the session's ends.

    (With plain shifts over whole sessions p was .41 on average in 24 sessions whose 20 marks of
    each party are cut at the end, and Kolmogorov and Smirnov's p was below one in a million.)
    Where draws equal the observed value, p is a step and no test can be uniform; then the mid-p
    lies in the middle of the step, and a p drawn evenly from the step is uniform.
    """
    rng = np.random.default_rng(24)
    whole: list[list[float]] = [[], []]
    for seed in range(500):
        study = made(rng, related=False, spans=spans, sessions=sessions, moments=moments)
        results = convergence(study, [], Drawing(shifts=99, permutations=0, seed=seed))
        for place, measure in enumerate(("time", "moments")):
            chance = by(results, measure, None).chance[0]
            if isnan(chance.p):  # every shift gives the same: nothing is claimed
                continue
            step = 2 * (chance.p - chance.p_mid)
            assert 0 <= step <= chance.p + 1e-12
            whole[place].append(chance.p - step * rng.random())
    for drawn in whole:
        # Of right tests one seed in a hundred fails here; this one is fixed.
        assert len(drawn) > 480
        assert stats.kstest(drawn, "uniform").pvalue > 0.01
        assert np.mean(np.array(drawn) <= 0.05) == pytest.approx(0.05, abs=0.03)


def test_p_itself_is_uniform_where_no_draws_are_equal():
    rng = np.random.default_rng(23)
    found = [
        by(
            convergence(
                made(rng, related=False, moments=12),
                [],
                Drawing(shifts=99, permutations=99, seed=seed),
            ),
            "time",
            None,
        ).chance
        for seed in range(500)
    ]
    for n in range(2):
        assert stats.kstest([each[n].p for each in found], "uniform").pvalue > 0.01


def test_partners_keep_the_common_course_of_sessions():
    """Both parties mark the middle only, independently: shifting sees a relation, partners none."""
    rng = np.random.default_rng(22)
    shifts, partners = [], []
    for seed in range(200):
        study = []
        for dyad in range(6):
            own = [random_spans(rng, 6, 20 * MINUTE, 2 * MINUTE) for _ in range(2)]
            one, other = (
                marks(Shame=[(start + 15 * MINUTE, end + 15 * MINUTE) for start, end in each])
                for each in own
            )
            study.append(session(one, other, dyad=f"D{dyad}"))
        chance = convergence(study, [], Drawing(shifts=199, seed=seed))[0].chance
        shifts.append(chance[0].p)
        partners.append(chance[1].p)
    assert np.mean(np.array(shifts) <= 0.05) > 0.5
    assert stats.kstest(partners, "uniform").pvalue > 0.01


def test_with_a_relation_p_is_below_one_in_a_hundred():
    rng = np.random.default_rng(21)
    for seed in range(25):
        results = convergence(made(rng, related=True), ["Shame"], Drawing(shifts=999, seed=seed))
        for each in results:
            assert each.value > each.chance[0].mean
            assert all(chance.p < 0.01 for chance in each.chance), (seed, each)


# What a result says --------------------------------------------------------------------------


def test_the_mean_of_all_shifts_is_the_product_of_the_shares():
    one = marks(Shame=[(20 * MINUTE, 26 * MINUTE)])
    other = marks(Shame=[(30 * MINUTE, 35 * MINUTE)])
    study = [session(one, other)]
    found = convergence(study, [], Drawing(shifts=20_000))[0]
    assert found.value == 0
    # Of 50 minutes the test leaves out the longest moment's 6 at both ends.
    assert found.chance[0].mean == pytest.approx(6 / 38 * 5 / 38, rel=0.05)


def test_a_seed_gives_the_same_and_another_seed_something_else():
    study = small_study(3)
    first, again, other = (
        convergence(study, ["Shame"], Drawing(shifts=200, seed=seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first[0].chance[0].mean != other[0].chance[0].mean
    assert {each.seed for each in first} == {1}


def test_a_code_of_one_party_has_no_chance_and_one_of_nobody_no_share():
    study = [session(marks(Shame=[(0, MINUTE)]), marks())]
    results = convergence(study, ["Shame", "Repair"], Drawing(shifts=50))
    shame = by(results, "time_of_either", "Shame")
    assert shame.value == 0
    assert isnan(shame.chance[0].p)
    assert shame.chance[0].reason
    repair = by(results, "moments", "Repair")
    assert isnan(repair.value)
    assert repair.reason == "neither party marked it"
    assert repair.chance == ()


def test_dyads_without_the_same_sessions_keep_their_partner_and_it_is_told():
    study = [each for each in small_study(4) if (each.dyad, each.number) != ("D3", 5)]
    chance = convergence(study, [], Drawing(shifts=0))[0].chance[1]
    assert chance.draws == 6
    assert chance.notes == ("1 dyads keep their partner: no other has the same sessions",)


def test_many_dyads_are_drawn_with_a_seed():
    study = small_study(6, dyads=8)
    chance = convergence(study, [], Drawing(shifts=0, permutations=300, seed=9))[0].chance[1]
    assert (chance.exact, chance.draws, chance.seed) == (False, 300, 9)


def test_the_interval_leaves_out_dyads_or_therapists_who_have_several():
    study = small_study(7, dyads=4)
    by_dyad = convergence(study, [], Drawing(shifts=0))[0]
    assert (by_dyad.clusters, by_dyad.cluster_unit) == (4, "dyad")
    shared_therapist = [
        session(
            each.therapist,
            each.patient,
            dyad=each.dyad,
            therapist_name="T1" if each.dyad in ("D0", "D1") else each.therapist_name,
            number=each.number,
            length_ms=each.length_ms,
        )
        for each in study
    ]
    by_therapist = convergence(shared_therapist, [], Drawing(shifts=0))[0]
    assert (by_therapist.clusters, by_therapist.cluster_unit) == (3, "therapist")
    assert by_therapist.value == by_dyad.value
    assert by_therapist.ci_low != by_dyad.ci_low
    assert by_dyad.ci_low is not None
    assert by_dyad.ci_high is not None
    assert 0 <= by_dyad.ci_low < by_dyad.value < by_dyad.ci_high


# Along the session ---------------------------------------------------------------------------


def test_the_curve_adds_up_to_the_share_and_stands_where_the_overlap_is():
    one, other = (
        marks(Shame=[(10 * MINUTE, 14 * MINUTE)]),
        marks(Shame=[(12 * MINUTE, 20 * MINUTE)]),
    )
    study = [session(one, other), session(marks(), marks(), dyad="D02")]
    curve = convergence_curve(study, "Shame", parts=25, shifts=200)
    share = by(convergence(study, ["Shame"], Drawing(shifts=0)), "time", "Shame")
    assert curve.values.mean() == pytest.approx(share.value)
    assert np.flatnonzero(curve.values).tolist() == [6]
    assert curve.values[6] == pytest.approx(0.5)
    banded = ~np.isnan(curve.mean)
    assert np.flatnonzero(banded).tolist() == list(range(4, 21))  # an eighth is 6:15 of 50:00
    assert (curve.low <= curve.mean)[banded].all()
    assert (curve.mean <= curve.high + 1e-12)[banded].all()
    assert curve.middles[6] == pytest.approx(13 / 50)


def test_the_band_of_the_curve_is_that_of_the_inner_part_by_a_plain_loop():
    """800 ms in eight parts; 90 ms, the longest stretch, are left out at either end."""
    length, edge, parts, shifts, seed = 800, 90, 8, 60, 5
    one = [(20, 60), (130, 220), (300, 340), (650, 700), (760, 790)]
    other = [(0, 30), (80, 130), (210, 280), (420, 440), (670, 740)]
    study = [session(marks(Shame=one), marks(Shame=other), length_ms=length)]
    curve = convergence_curve(study, "Shame", parts=parts, shifts=shifts, seed=seed)
    ring = length - 2 * edge
    patient = np.zeros(ring, dtype=bool)
    for start, end in other:
        if edge <= (start + end) / 2 < length - edge:
            for ms in range(start, end):
                patient[(ms - edge) % ring] = True
    therapist = np.zeros(length, dtype=bool)
    for start, end in one:
        therapist[start:end] = True
    drawn = np.random.default_rng(seed).integers(0, ring, size=shifts)
    for part in range(parts):
        if part in (0, parts - 1):
            assert np.isnan([curve.mean[part], curve.low[part], curve.high[part]]).all()
            continue
        found = [
            sum(
                therapist[ms] and patient[(ms - edge - shift) % ring]
                for ms in range(part * 100, part * 100 + 100)
            )
            / 100
            for shift in drawn.tolist()
        ]
        assert curve.mean[part] == pytest.approx(np.mean(found))
        assert curve.high[part] == pytest.approx(np.quantile(found, 0.975))
    assert curve.notes == ("parts of the session within 0.09 s of either end have no band",)
    assert np.count_nonzero(curve.mean[1:-1]) == 4  # where the therapist marked something


def test_what_the_shifts_leave_out_is_told_as_it_is():
    """A stretch of ten minutes, in sessions of fifty, of which an eighth is 6:15."""
    long = marks(Shame=[(20 * MINUTE, 30 * MINUTE)])
    short = marks(Shame=[(25 * MINUTE, 26 * MINUTE)])

    def note(*lengths: int) -> str:
        study = [session(long, short, length_ms=each * MINUTE, dyad=f"D{each}") for each in lengths]
        (said,) = convergence(study, [], Drawing(shifts=9))[0].chance[0].notes
        return said

    head, tail = "moments whose middle lies within", "are left out of the shifts"
    assert note(50) == f"{head} an eighth of the session of either end of a session {tail}"
    assert note(90, 50) == (
        f"{head} 600 s, at most an eighth of the session, of either end of a session {tail}"
    )
    assert note(90) == f"{head} 600 s of either end of a session {tail}"


def test_no_session_is_told():
    assert convergence([], ["Shame"], Drawing(shifts=10))[0].reason == "there is no session"
    assert convergence_curve([], "Shame").reason == "there is no session that is long enough"
