"""A judgement is of one version: no number is stored under a scale or piles nobody gave it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import judging
from annotator.app.verbs.judging import Judging
from annotator.app.verbs.left_behind import left_behind, other_units
from annotator.app.verbs.units_left import bin_targets, judged, uncoded
from annotator.domain.codebook import Anchor, Codebook, CodeSet
from annotator.domain.codebook_fates import retire
from annotator.domain.edits import Edit, added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import Target, measure_of, set_of_judgement
from annotator.domain.view import StudyView
from tests.four_ways import (
    ALLIANCE,
    CODEBOOK,
    EXPERIENCING,
    ITEMS,
    MARKERS,
    SORT,
    make_study,
    scale,
)

MODE, PEAK = EXPERIENCING.scales
BRING = "judged under version 2, which has another scale than version 3; bring your work to version"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    place = make_study(tmp_path_factory.mktemp("under") / "s.iprstudy", "A")
    with open_study(place, coder="A") as study:
        return study.view


def done(view: StudyView, edit: Edit | None) -> StudyView:
    assert edit is not None
    return view.after(edit, view.revision + 1)


def version(view: StudyView, *sets: CodeSet) -> StudyView:
    """The study with another version, in which these sets are so."""
    changed = {each.id: each for each in sets}
    book = view.codebook
    own = tuple(changed.get(each.id, each) for each in book.sets)
    number = book.number + 1
    return done(view, added(Codebook(id=f"v{number}", number=number, sets=own)))


def form(view: StudyView, code_set: CodeSet, seen_under: Id | None = None) -> Judging:
    ids = {
        "account": next(iter(view.accounts)),
        "session": next(iter(view.sessions)),
        "dyad": next(iter(view.dyads)),
    }
    target = Target(unit=code_set.unit, target_id=ids[code_set.unit])  # type: ignore[arg-type]
    return Judging(coder="A", code_set_id=code_set.id, target=target, seen_under=seen_under)


def only(view: StudyView) -> Judgement:
    (own,) = view.judgements.values()
    return own


def test_a_rating_on_a_shorter_scale_comes_to_its_version_once_nothing_older_stays(
    base: StudyView,
) -> None:
    view = done(base, judging.rate(base, form(base, EXPERIENCING), MODE.id, 3))
    view = version(view, replace(EXPERIENCING, scales=(replace(MODE, maximum=5), PEAK)))
    view = done(view, judging.rate(view, form(view, EXPERIENCING), MODE.id, 5))
    assert (only(view).codebook_id, only(view).rating("Mode")) == ("v3", 5)  # 5 of 5, not of 7


def test_what_is_seen_with_its_own_version_stays_under_it(base: StudyView) -> None:
    view = done(base, judging.rate(base, form(base, EXPERIENCING), MODE.id, 3))
    view = version(view, replace(EXPERIENCING, scales=(replace(MODE, maximum=5), PEAK)))
    now = view.codebook.sets[3]
    assert set_of_judgement(view, only(view), now) == EXPERIENCING
    assert set_of_judgement(view, None, now) == now
    seen = form(view, EXPERIENCING, "book")
    view = done(view, judging.rate(view, seen, MODE.id, 7))
    assert (only(view).codebook_id, only(view).rating("Mode")) == ("book", 7)
    view = done(view, judging.rate(view, seen, PEAK.id, 6))
    assert not uncoded(view, "A", now, [seen.target])  # complete on the scales it was judged on


def test_a_number_never_stands_beside_one_of_another_scale(base: StudyView) -> None:
    view = done(base, judging.rate(base, form(base, EXPERIENCING), MODE.id, 3))
    view = done(view, judging.rate(view, form(view, EXPERIENCING), PEAK.id, 2))
    view = version(
        view,
        replace(EXPERIENCING, scales=tuple(replace(e, maximum=5) for e in EXPERIENCING.scales)),
    )
    with pytest.raises(UserError, match=BRING):
        judging.rate(view, form(view, EXPERIENCING), MODE.id, 5)
    view = done(view, judging.rate(view, form(view, EXPERIENCING), PEAK.id, None))
    assert only(view).codebook_id == "book"  # taking out asks for no version
    assert judging.rate(view, form(view, EXPERIENCING), MODE.id, 5) is not None


def test_other_labels_are_another_scale(base: StudyView) -> None:
    view = done(base, judging.set_value(base, form(base, ALLIANCE), "Bond", 3))
    turned = (Anchor(value=-3, label="fully"), Anchor(value=3, label="not at all"))
    strength = replace(ALLIANCE.scales[0], anchors=turned)
    view = version(view, replace(ALLIANCE, scales=(strength,)))
    with pytest.raises(UserError, match=BRING):
        judging.set_value(view, form(view, ALLIANCE), "Tasks", 3)
    view = done(view, judging.set_value(view, form(view, ALLIANCE), "Bond", -3))  # the only one
    assert only(view).codebook_id == "v3"


def test_a_sort_is_finished_on_the_piles_that_it_was_begun_on(base: StudyView) -> None:
    view = base
    for item in ITEMS[:8]:
        view = done(view, judging.set_value(view, form(view, SORT), item, 5))
    view = version(view, replace(SORT, piles=(3, 3, 3)))
    for edit in (
        lambda: judging.set_value(view, form(view, SORT), ITEMS[8], 1),
        lambda: judging.swap(view, form(view, SORT), ITEMS[0], ITEMS[8]),
    ):
        with pytest.raises(UserError, match="version 2, which has other piles than version 3"):
            edit()
    seen = form(view, SORT, "book")
    assert only(done(view, judging.set_value(view, seen, ITEMS[8], 5))).codebook_id == "book"
    for item in ITEMS[:8]:
        view = done(view, judging.set_value(view, seen, item, None))
    view = done(view, judging.set_value(view, form(view, SORT), ITEMS[8], 3))  # anew
    assert only(view).codebook_id == "v3"


def test_a_bin_is_ticked_under_its_version_and_rated_anew_under_the_newer(base: StudyView) -> None:
    target = bin_targets(base, MARKERS, next(iter(base.accounts)))[2]
    where = Judging(coder="A", code_set_id=MARKERS.id, target=target)
    view = done(base, judging.toggle_code(base, where, "Denial"))
    view = done(view, judging.rate(view, where, "Impact", 4))
    extra = scale("Extra", 1, 5)
    view = version(view, replace(MARKERS, scales=(scale("Impact", 1, 3), extra)))
    ticked = done(view, judging.toggle_code(view, where, "Complaint"))
    assert only(ticked).codebook_id == "book"
    with pytest.raises(UserError, match=BRING):
        judging.rate(view, where, "Extra", 4)  # it would bring the 4 of 5 to a scale of 3
    rated = done(view, judging.rate(view, where, "Impact", 2))
    assert (only(rated).codebook_id, only(rated).rating("Impact")) == ("v3", 2)


def test_bins_of_two_lengths_that_start_together_are_both_found(base: StudyView) -> None:
    account = next(iter(base.accounts))
    long = bin_targets(base, MARKERS, account)
    view = done(
        base, judging.find_none(base, Judging(coder="A", code_set_id=MARKERS.id, target=long[1]))
    )
    short_set = replace(MARKERS, bin_ms=60_000)
    view = version(view, short_set)
    short = bin_targets(view, short_set, account)
    where = Judging(coder="A", code_set_id=MARKERS.id, target=short[5])
    assert judged(view, "A", short_set, short)[5] is None
    view = done(view, judging.toggle_code(view, where, "Denial"))
    for code_set, targets in ((MARKERS, long), (short_set, short)):
        found = [each for each in judged(view, "A", code_set, targets) if each is not None]
        assert [each.end_ms for each in found] == [300_000 + code_set.bin_ms]


NUMBERS = st.integers(1, 7)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), st.sampled_from(["Mode", "Peak"]), NUMBERS),
        st.tuples(st.just("clear"), st.sampled_from(["Mode", "Peak"]), NUMBERS),
        st.tuples(st.just("scale"), st.sampled_from(["Mode", "Peak"]), st.sampled_from([3, 5, 7])),
        st.tuples(st.just("older"), st.sampled_from(["Mode", "Peak"]), NUMBERS),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_each_number_stands_under_a_version_in_which_it_means_what_its_coder_saw(
    base: StudyView, steps: list[tuple[str, str, int]]
) -> None:
    view = base
    meant: dict[str, tuple[object, ...]] = {}
    for kind, name, number in steps:
        now = view.codebook.sets[3]
        own = next(iter(view.judgements.values()), None)
        if kind == "scale":
            scales = tuple(
                replace(each, maximum=number, anchors=()) if each.id == name else each
                for each in now.scales
            )
            view = version(view, replace(now, scales=scales))
            continue
        seen = set_of_judgement(view, own, now) if kind == "older" else now
        under = own.codebook_id if own is not None and seen is not now else None
        try:
            value = None if kind == "clear" else number
            edit = judging.rate(view, form(view, EXPERIENCING, under), name, value)
        except UserError:
            continue
        if edit is None and kind == "clear":
            continue
        view = view if edit is None else done(view, edit)
        meant.pop(name, None)
        if kind != "clear":
            meant[name] = measure_of(seen, name)
        for judgement in view.judgements.values():
            book = view.codebooks[judgement.codebook_id]
            stored = next(each for each in book.sets if each.id == EXPERIENCING.id)
            assert {each.scale_id for each in judgement.ratings} == set(meant)
            for rating in judgement.ratings:
                assert measure_of(stored, rating.scale_id) == meant[rating.scale_id]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with open_study(make_study(tmp_path / "s.iprstudy", "A"), coder="A") as opened:
        yield opened


def test_a_move_to_the_newer_version_is_undone_whole(study: OpenStudy) -> None:
    first = judging.rate(study.view, form(study.view, EXPERIENCING), MODE.id, 3)
    assert first is not None
    study.do(first, "Rate")
    before = only(study.view)
    shorter = replace(EXPERIENCING, scales=(replace(MODE, maximum=5), PEAK))
    sets = tuple(shorter if each.id == shorter.id else each for each in CODEBOOK.sets)
    study.do(added(Codebook(id="v3", number=3, sets=sets)), "Version")
    second = judging.rate(study.view, form(study.view, EXPERIENCING), MODE.id, 3)
    assert second is not None  # the same number, of another scale
    study.do(second, "Rate")
    assert only(study.view).codebook_id == "v3"
    study.undo()
    assert only(study.view) == before


def test_it_is_told_what_a_change_of_units_leaves_under_older_versions(base: StudyView) -> None:
    account = next(iter(base.accounts))
    view = base
    for place in (0, 1):
        target = bin_targets(base, MARKERS, account)[place]
        where = Judging(coder="A", code_set_id=MARKERS.id, target=target)
        view = done(view, judging.find_none(view, where))
    view = done(view, judging.rate(view, form(view, EXPERIENCING), MODE.id, 3))
    short = replace(MARKERS, bin_ms=60_000)
    whole = replace(EXPERIENCING, unit="session", accounts=())
    after = version(view, short, whole)
    assert list(left_behind(view, view.codebook, after.codebook)) == [
        "2 bins of another length stand under version 2: Markers begins anew in version 3.",
        "1 whole account stands under version 2: Experiencing begins anew in version 3.",
    ]
    assert list(left_behind(base, view.codebook, after.codebook)) == []  # nobody had judged
    assert list(left_behind(view, view.codebook, version(view, MARKERS).codebook)) == []
    (session,) = view.sessions
    (work_round,) = after.rounds
    told = other_units(after, "A", work_round, short, bin_targets(after, short, account)[7])
    assert told == "2 bins of another length stand under version 2"
    target = Target(unit="session", target_id=session)
    assert other_units(after, "A", work_round, whole, target) == (
        "1 whole account stands under version 2"
    )
    assert other_units(after, "B", work_round, whole, target) == ""  # another coder's


def test_it_is_told_where_piles_and_items_do_not_add_up_any_more(base: StudyView) -> None:
    fewer = retire(base.codebook, {ITEMS[0]})
    says = "Q-set cannot be sorted out: its piles take 9, and it has 8 items to sort. Change the"
    (told,) = left_behind(base, base.codebook, fewer)
    assert told.startswith(says)
    assert list(left_behind(base, fewer, retire(fewer, {ITEMS[1]}))) == []  # it is known
