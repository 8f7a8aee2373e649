"""Episodes: which moments belong together, how they differ, and on how much text."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.compared import Compared, compare, only_coders
from annotator.analysis.agreement.episodes import Episode, disagreements, episodes
from annotator.domain.moment import Moment
from tests.analysis.agreement.studies import CODES, OTHER, Put, Text, Work, code_id, study

WORDS = ("I laughed  because I", "Did she know?", "was  embarrassed, very")
ASKED = (1,)
LENGTH = len("\n".join(WORDS))


def found(work: Work, *, words: tuple[str, ...] = WORDS) -> tuple[Episode, ...]:
    text = Text(words=words, asked=ASKED if len(words) > 1 else (), work=work)
    return episodes(compare(study(text)))


def put(start: int, end: int, *codes: str, rated: int | None = None) -> Put:
    ratings = () if rated is None else (("Intensity", rated),)
    return Put(start=start, end=end, codes=codes or ("Shame",), ratings=ratings)


def only(work: Work) -> Episode:
    [episode] = found(work)
    return episode


# What differs -------------------------------------------------------------------------------


def test_a_passage_that_one_lacks_is_missed():
    own = only({"A": [put(2, 9)], "B": [put(2, 9)], "C": []})
    assert (own.kinds, own.said, own.missing) == (("missed",), "missed by C", ("C",))
    assert [name for name, _ in own.moments] == ["A", "B"]
    assert own.size == 7


def test_other_codes_on_one_passage():
    own = only({"A": [put(2, 9, "Shame")], "B": [put(2, 9, "Distance")]})
    assert (own.kinds, own.said, own.size) == (("code",), "code differs", 7)
    assert own.codes == {code_id("Shame"), code_id("Distance")}


def test_a_moment_without_a_code_differs_from_one_with():
    own = only({"A": [put(2, 9, "Shame")], "B": [Put(start=2, end=9, codes=())]})
    assert own.kinds == ("code",)


def test_other_ends_count_the_characters_between():
    own = only({"A": [put(2, 9)], "B": [put(2, 8)]})
    assert (own.kinds, own.said, own.size) == (("boundary",), "boundary differs", 1)
    assert (own.start, own.end) == (2, 9)


def test_white_space_and_interviewer_text_at_the_ends_do_not_count():
    after = len(WORDS[0]) + 1 + len(WORDS[1]) + 1
    for mine, theirs in (((2, 9), (2, 11)), ((9, 14), (11, 14)), ((12, 20), (12, after))):
        assert only({"A": [put(*mine)], "B": [put(*theirs)]}).kinds == ()
    for mine, theirs in (((2, 9), (2, 12)), ((12, 20), (12, after + 1))):
        assert only({"A": [put(*mine)], "B": [put(*theirs)]}).kinds == ("boundary",)


def test_text_that_is_cut_out_has_no_size():
    whole = only({"A": [put(0, LENGTH)], "B": []})
    assert whole.size == len(WORDS[0]) + len(WORDS[2])


def test_a_passage_of_the_interviewer_says_nothing():
    start = len(WORDS[0]) + 1
    own = only({"A": [put(start, start + 5)], "B": []})
    assert (own.kinds, own.size, own.said, own.missing) == ((), 0, "", ("B",))


def test_ratings_differ_where_two_rated():
    own = only({"A": [put(2, 9, rated=2)], "B": [put(2, 9, rated=5)], "C": [put(2, 9)]})
    assert (own.kinds, own.said) == (("rating",), "Intensity differs 2 : 5")
    assert only({"A": [put(2, 9, rated=2)], "B": [put(2, 9)]}).kinds == ()
    assert only({"A": [put(2, 9, rated=2)], "B": [put(2, 9, rated=2)]}).kinds == ()


@pytest.mark.parametrize(("other", "size"), [(2, 2), (3, 4), (5, 8)])
def test_a_rating_counts_by_its_share_of_the_scale(other, size):
    own = only({"A": [put(0, 8, rated=1)], "B": [put(0, 8, rated=other)]})
    assert own.size == size
    assert only({"A": [put(0, 1, rated=1)], "B": [put(0, 1, rated=2)]}).size == 1


def test_one_step_on_a_scale_does_not_stand_before_a_missed_passage():
    work = {"A": [put(0, 9, rated=3), put(12, 16)], "B": [put(0, 9, rated=4)]}
    assert [each.kinds[0] for each in disagreements(found(work))] == ["missed", "rating"]


# One moment in parts ------------------------------------------------------------------------

LONG = ("x" * 50 + " " + "y" * 49,)


def in_parts(*others: tuple[str, list[Put]]) -> tuple[Episode, ...]:
    return found({"A": [put(0, 100)], **dict(others)}, words=LONG)


def test_what_another_has_in_two_parts_is_not_missed():
    first, second = in_parts(("B", [put(0, 49), put(50, 100)]))
    assert {each.kinds for each in (first, second)} == {("boundary",)}
    assert {each.said for each in (first, second)} == {"boundary differs: in 2 parts"}
    whole = next(each for each in (first, second) if not each.missing)
    part = next(each for each in (first, second) if each.missing)
    assert part.part_of == dict(whole.moments)["A"].id
    assert (whole.part_of, part.size) == (None, 0)
    assert whole.size in (50, 51)  # the text counts once


def test_the_parts_follow_their_whole_and_not_one_another():
    parts = [put(0, 30), put(30, 49), put(52, 100)]
    more = [put(101, 104)]
    work = {"A": [put(0, 100), *more], "B": parts}
    queue = disagreements(found(work, words=(f"{LONG[0]} abcdefgh",)))
    assert [len(each.moments) for each in queue] == [2, 1, 1, 1]
    assert [each.part_of is None for each in queue] == [True, False, False, True]
    assert {each.said for each in queue[:3]} == {"boundary differs: in 3 parts"}
    assert queue[3].said == "missed by B"


@pytest.mark.parametrize(
    "other",
    [put(50, 100, "Distance"), put(60, 104), put(50, 100, "Shame", "Distance")],
)
def test_other_codes_or_text_beyond_are_missed(other):
    work = {"A": [put(0, 100)], "B": [put(0, 49), other]}
    first, second = found(work, words=(f"{LONG[0]} more",))
    assert (first.said, second.said) == ("boundary differs", "missed by A")
    assert second.part_of is None


def test_a_third_coder_may_miss_what_another_has_in_parts():
    own = in_parts(("B", [put(0, 49), put(50, 100)]), ("C", [put(0, 100)]), ("D", []))
    assert len(own) == 2
    assert {each.said for each in own} == {"missed by D"}
    part = next(each for each in own if each.part_of)
    assert (part.kinds, part.missing) == (("missed", "boundary"), ("A", "C", "D"))


def test_white_space_at_the_ends_of_a_part_does_not_count():
    work = {"A": [put(0, 50)], "B": [put(0, 30), put(30, 51)]}
    assert {each.said for each in found(work, words=LONG)} == {"boundary differs: in 2 parts"}


def test_the_gravest_kind_is_said_and_all_are_listed():
    own = only({"A": [put(2, 9, "Shame", rated=1)], "B": [put(3, 9, "Repair", rated=2)], "C": []})
    assert own.kinds == ("missed", "code", "boundary", "rating")
    assert own.said == "missed by C"


# Which belong together ----------------------------------------------------------------------


def test_equal_codes_go_together_before_equal_ends():
    first, second = found(
        {"A": [put(2, 10, "Shame")], "B": [put(2, 10, "Distance"), put(3, 10, "Shame")]}
    )
    pairs = {own.moments[-1][1].codes[0]: len(own.moments) for own in (first, second)}
    assert pairs == {code_id("Distance"): 1, code_id("Shame"): 2}


def test_less_than_half_of_the_shorter_is_not_the_same_passage():
    assert len(found({"A": [put(0, 8)], "B": [put(4, 12)]})) == 1
    assert len(found({"A": [put(0, 8)], "B": [put(5, 13)]})) == 2
    assert len(found({"A": [put(0, 18)], "B": [put(16, 18)]})) == 1


def test_codes_of_other_sets_take_no_part():
    own = only({"A": [put(2, 9, "Shame", OTHER)], "B": [put(2, 9, "Shame"), put(12, 14, OTHER)]})
    assert own.kinds == ()
    assert own.codes == {code_id("Shame")}


def test_disagreements_stand_largest_first():
    own = found({"A": [put(0, 2), put(4, 10), put(12, 14)], "B": [put(12, 14)]})
    assert [each.size for each in own] == [1, 5, 0]
    assert [each.size for each in disagreements(own)] == [5, 1]


# Whatever the work --------------------------------------------------------------------------


@st.composite
def puts(draw: st.DrawFn) -> Put:
    start = draw(st.integers(0, LENGTH - 1))
    return Put(
        start=start,
        end=draw(st.integers(start + 1, min(LENGTH, start + 14))),
        codes=tuple(draw(st.lists(st.sampled_from((*CODES, OTHER)), unique=True, max_size=2))),
        ratings=draw(st.sampled_from(((), (("Intensity", 1),), (("Intensity", 2),)))),
    )


works = st.lists(st.lists(puts(), max_size=6), min_size=2, max_size=4).map(
    lambda own: dict(zip("ABCD", own, strict=False))
)


def comparison(work: Work) -> Compared:
    return compare(study(Text(words=WORDS, asked=ASKED, work=work)))


def takes_part(own: Put) -> bool:
    return not own.codes or bool(set(own.codes) & set(CODES))


def as_sets(own: tuple[Episode, ...]) -> set[tuple[object, ...]]:
    return {(frozenset(each.moments), each.kinds, each.size, each.start, each.end) for each in own}


@settings(deadline=None, max_examples=150)
@given(works)
def test_each_moment_that_takes_part_stands_in_exactly_one_episode(work):
    own = episodes(comparison(work))
    inside = sorted(moment.id for each in own for _, moment in each.moments)
    marked: dict[object, list[str]] = {}  # what a coder marks twice in the same way, once
    for name, puts in work.items():
        for number, put in enumerate(puts):
            if takes_part(put):
                same = (name, put.start, put.end, frozenset(put.codes), frozenset(put.ratings))
                marked.setdefault(same, []).append(f"0-{name}-{number}")
    assert inside == sorted(min(ids) for ids in marked.values())
    for each in own:
        names = [name for name, _ in each.moments]
        assert len(set(names)) == len(names)
        assert sorted([*names, *each.missing]) == sorted(work)


@settings(deadline=None, max_examples=60)
@given(works)
def test_identical_coders_differ_in_nothing(work):
    same = dict.fromkeys("ABC", work["A"])
    assert disagreements(episodes(comparison(same))) == []


@settings(deadline=None, max_examples=100)
@given(works, st.randoms(use_true_random=False))
def test_the_order_of_the_coders_changes_nothing(work, random):
    names = sorted(work)
    mixed = random.sample(names, len(names))
    view = study(Text(words=WORDS, asked=ASKED, work=work))
    plain = episodes(compare(view, coders=names))
    other = episodes(compare(view, coders=mixed))
    assert as_sets(plain) == as_sets(other)
    assert [(e.start, e.end) for e in plain] == [(e.start, e.end) for e in other]
    for each in other:
        assert [n for n in mixed if n not in each.missing] == [n for n, _ in each.moments]


@settings(deadline=None, max_examples=150)
@given(works)
def test_size_and_kinds_equal_a_loop_over_characters(work):
    compared = comparison(work)
    document = compared.documents[0]
    text = document.transcript.text
    kept = [p for start, end in document.kept for p in range(start, end)]
    ids = {code.id for code in compared.code_set.codes}

    def held_by(moment: Moment) -> dict[int, frozenset[str]]:
        inside = [p for p in kept if moment.start <= p < moment.end]
        solid = [p for p in inside if not text[p].isspace()]
        codes = frozenset(ids.intersection(moment.codes))
        ends = (solid[0], solid[-1]) if solid else (0, -1)
        return {p: codes for p in inside if ends[0] <= p <= ends[1]}

    for each in episodes(compared):
        held = [held_by(moment) for _, moment in each.moments]
        touched = set().union(*held)
        codes = {frozenset(ids.intersection(moment.codes)) for _, moment in each.moments}
        elsewhere = [
            name
            for name in each.missing
            if touched
            and len(codes) == 1
            and any(
                touched <= held_by(moment).keys()
                and frozenset(ids.intersection(moment.codes)) in codes
                and (ids.intersection(moment.codes) or not moment.codes)
                for moment in document.moments[name]
            )
        ]
        assert bool(elsewhere) == (each.part_of is not None)
        missed = [name for name in each.missing if name not in elsewhere]
        assert ("missed" in each.kinds) == (bool(missed) and bool(touched))
        if missed and touched:
            assert each.said == f"missed by {', '.join(missed)}"
        if elsewhere:
            assert each.size == 0
            assert "boundary" in each.kinds
            continue
        held += [{} for _ in each.missing]
        differ = sum(len({own.get(p) for own in held}) > 1 for p in touched)
        if each.kinds == ("rating",):
            assert 1 <= each.size <= len(touched)
            assert differ == 0
        else:
            assert each.size == differ
        grave = [kind for kind in each.kinds if kind != "rating"]
        assert bool(grave) == (differ > 0)
        solid_of = [{p for p in own if not text[p].isspace()} for own in held if own]
        differs = any(mine != theirs for mine, theirs in combinations(solid_of, 2))
        if "missed" not in each.kinds and touched and len(solid_of) == len(each.coders):
            assert ("boundary" in each.kinds) == differs


def test_documents_stand_in_their_order():
    work = {"A": [put(2, 9)], "B": []}
    compared = compare(study(Text(work=work), Text(work=work)))
    assert [own.document.session for own in episodes(compared)] == [1, 2]
    assert [own.document.session for own in disagreements(episodes(compared))] == [1, 2]


def test_one_who_is_not_done_misses_nothing():
    view = study(Text(work={"A": [put(2, 9)], "B": [put(2, 9)], "C": []}), not_done=[("C", 0)])
    [own] = episodes(compare(view))
    assert (own.coders, own.kinds) == (("A", "B"), ())


@pytest.mark.parametrize("text", ["", "   "])
def test_a_transcript_of_white_space_has_no_disagreements(text):
    own = found({"A": [put(0, 2)] if text else [], "B": []}, words=(text,))
    assert disagreements(own) == []


def test_only_some_coders_leave_the_others_out():
    compared = comparison({"A": [put(2, 9)], "B": [], "C": [put(2, 9)]})
    [own] = episodes(only_coders(compared, ["C", "A"]))
    assert (own.coders, own.kinds) == (("C", "A"), ())
    assert [name for name, _ in own.moments] == ["C", "A"]
