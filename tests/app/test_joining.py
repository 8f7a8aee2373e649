"""Overlaps of the same code of one coder, and what joining them keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.joining import join, overlaps_in, same_code_overlaps, shared_codes
from annotator.app.verbs.pairing import pair
from annotator.domain.codebook_changes import change_scale
from annotator.domain.codebook_fates import merge_codes
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.study import Study
from annotator.domain.view import StudyView
from tests.app.coded import PATIENT, make_study, mark

THERAPIST = ("D07", 3, "therapist")


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return make_study(tmp_path / "s.iprstudy", [PATIENT, THERAPIST])


def test_only_the_same_coders_with_a_code_in_common_overlap(study: OpenStudy):
    first = mark(study, "A", 10, 20, "Shame")
    mark(study, "A", 20, 30, "Shame")  # touches
    mark(study, "A", 12, 18, "Distance")
    mark(study, "B", 12, 18, "Shame")
    mark(study, "A", 12, 18, "Shame", place=THERAPIST)
    assert same_code_overlaps(study.view, first) == []
    both = mark(study, "A", 15, 25, "Distance", "Shame")
    assert same_code_overlaps(study.view, first) == [both]
    assert shared_codes(study.view, first, [both]) == ["Shame"]
    assert len(same_code_overlaps(study.view, both)) == 3


def test_a_code_that_was_merged_overlaps_as_what_it_became(study: OpenStudy):
    one = mark(study, "A", 10, 20, "Shame", ratings={"Intensity": 4})
    two = mark(study, "A", 15, 30, "Distance")
    assert same_code_overlaps(study.view, one) == []
    shame, distance = (code.id for _, code in study.view.codebook.codes())
    made = change_codebook(study.view, None, lambda b: merge_codes(b, {shame}, distance))
    assert made is not None
    study.do(made, "Merge")
    assert same_code_overlaps(study.view, one) == [two]
    assert same_code_overlaps(study.view, two) == [one]
    assert overlaps_in(study.view, [one.transcript_id]) == [(one, two)]
    assert shared_codes(study.view, one, [two]) == ["Distance"]
    study.do(join(study.view, one, [two]), "Join")
    (joined,) = study.view.moments_of(one.transcript_id).values()
    assert (joined.codes, joined.start, joined.end) == ((distance,), 10, 30)
    assert joined.codebook_id == study.view.codebook.id


def test_a_rating_that_the_newer_version_has_no_place_for_is_not_carried_there(study: OpenStudy):
    one = mark(study, "A", 10, 20, "Shame", ratings={"Intensity": 4})
    scale = study.view.codebook.sets[0].scales[0].id
    made = change_codebook(study.view, None, lambda b: change_scale(b, scale, maximum=3))
    assert made is not None
    study.do(made, "Shorten")
    two = mark(study, "A", 15, 30, "Shame")
    with pytest.raises(UserError, match="the rating 4 is not on the scale Intensity of version 2"):
        join(study.view, one, [two])


def test_joined_they_keep_what_they_say_alike_in_one_step(study: OpenStudy):
    one = mark(study, "A", 10, 20, "Shame", ratings={"Intensity": 4}, memo="first")
    two = mark(study, "A", 15, 30, "Shame", "Distance", memo="second")
    two_after = replace(two, certainty="clear", peak=True, tense="then")
    study.do(Replace(two, two_after), "Say more")
    before = study.view.moments_of(one.transcript_id)
    study.do(join(study.view, one, [two_after]), "Join the moments")
    (joined,) = study.view.moments_of(one.transcript_id).values()
    assert (joined.id, joined.start, joined.end) == (one.id, 10, 30)
    assert joined.codes == two.codes
    assert joined.ratings == one.ratings
    assert (joined.certainty, joined.peak, joined.tense) == ("clear", True, "then")
    assert joined.memo == "first\nsecond"
    study.undo()
    assert study.view.moments_of(one.transcript_id) == before


def test_what_contradicts_is_refused_and_named(study: OpenStudy):
    one = mark(study, "A", 10, 20, "Shame", ratings={"Intensity": 4})
    two = mark(study, "A", 15, 30, "Shame", ratings={"Intensity": 2})
    with pytest.raises(UserError, match=r"differently on Intensity \(4 and 2\)"):
        join(study.view, one, [two])
    with pytest.raises(UserError, match="differ in certainty"):
        join(
            study.view,
            replace(one, ratings=(), certainty="clear"),
            [replace(two, certainty="unsure")],
        )
    timed = replace(one, ratings=(), own_start_ms=1000)
    with pytest.raises(UserError, match="session times"):
        join(study.view, timed, [replace(two, own_start_ms=1000, own_end_ms=2000)])


def test_the_one_pairing_stays_and_two_are_refused(study: OpenStudy):
    one, two = mark(study, "A", 10, 20, "Shame"), mark(study, "A", 15, 30, "Shame")
    facing = [mark(study, "A", start, start + 5, "Shame", place=THERAPIST) for start in (0, 30)]

    def paired(moment: Moment, other: Moment) -> None:
        edit = pair(
            study.view, coder_id=moment.coder_id, round_id=moment.round_id,
            moment_ids=(moment.id, other.id), relation=study.view.study.relations[0],
        )  # fmt: skip
        study.do(edit, "Pair")

    paired(two, facing[0])
    study.do(join(study.view, one, [two]), "Join")
    (pairing,) = study.view.pairings.values()
    assert set(pairing.moment_ids) == {one.id, facing[0].id}
    study.undo()
    paired(one, facing[1])
    with pytest.raises(UserError, match="two pairings"):
        join(study.view, one, [two])


spans = st.tuples(
    st.integers(0, 30), st.integers(1, 12), st.sampled_from("ab"), st.sampled_from("xy")
)


@given(st.lists(spans, max_size=14))
def test_each_pair_that_overlaps_is_found_once(given_spans):
    own = {
        str(n): Moment(
            id=str(n), transcript_id="t", coder_id=coder, round_id="r", codebook_id="b",
            start=start, end=start + length, codes=(code,),
        )
        for n, (start, length, coder, code) in enumerate(given_spans)
    }  # fmt: skip
    view = StudyView(revision=1, study=Study(id="s", title="S"), moments={"t": own})
    found = [frozenset((a.id, b.id)) for a, b in overlaps_in(view, ["t"])]
    expected = {
        frozenset((a.id, b.id))
        for a in own.values()
        for b in own.values()
        if a.id != b.id
        and (a.coder_id, a.codes) == (b.coder_id, b.codes)
        and a.start < b.end
        and b.start < a.end
    }
    assert len(found) == len(set(found))
    assert set(found) == expected
    for moment in own.values():
        partners = {each.id for each in same_code_overlaps(view, moment)}
        assert partners == {each for pair_ in expected if moment.id in pair_ for each in pair_} - {
            moment.id
        }
