"""Episodes: which moments belong together, how they differ, and on how much text."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.compared import Compared, compare, only_coders
from annotator.analysis.agreement.episodes import Episode, disagreements, episodes
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
    assert (own.kinds, own.said, own.size) == (("rating",), "Intensity differs 2 : 5", 7)
    assert only({"A": [put(2, 9, rated=2)], "B": [put(2, 9)]}).kinds == ()
    assert only({"A": [put(2, 9, rated=2)], "B": [put(2, 9, rated=2)]}).kinds == ()


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
    due = [f"0-{n}-{i}" for n, puts in work.items() for i, p in enumerate(puts) if takes_part(p)]
    assert inside == sorted(due)
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
    text = compared.documents[0].transcript.text
    kept = [p for start, end in compared.documents[0].kept for p in range(start, end)]
    ids = {code.id for code in compared.code_set.codes}
    for each in episodes(compared):
        held: list[dict[int, frozenset[str]]] = []
        for _, moment in each.moments:
            inside = [p for p in kept if moment.start <= p < moment.end]
            solid = [p for p in inside if not text[p].isspace()]
            codes = frozenset(ids.intersection(moment.codes))
            ends = (solid[0], solid[-1]) if solid else (0, -1)
            held.append({p: codes for p in inside if ends[0] <= p <= ends[1]})
        held += [{} for _ in each.missing]
        touched = set().union(*held)
        differ = sum(len({own.get(p) for own in held}) > 1 for p in touched)
        if each.kinds == ("rating",):
            assert (each.size, differ) == (len(touched), 0)
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
