"""What is offered for a pairing, in which order, and how alike words are."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.dyads.likeness import likeness, words_of
from annotator.analysis.dyads.suggestions import couples, suggestions
from annotator.domain.transcript import text_sha256
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import MINUTE, Cell, Put, study

TEXTS = st.lists(st.text(alphabet="abc é", max_size=12), max_size=6)


def plain(passage: str, other: str, background: list[str]) -> float:
    """Salton and Buckley's tfc weights and cosine by plain loops."""

    def weights(text: str) -> dict[str, float]:
        found = {}
        for word, count in Counter(re.findall(r"\w+", text)).items():
            held = sum(word in re.findall(r"\w+", each) for each in background)
            found[word] = count * math.log(max(len(background), 1) / (held or 1))
        return found

    first, second = weights(passage), weights(other)
    squares = [sum(w * w for w in own.values()) for own in (first, second)]
    if not all(squares):
        return 0.0
    return sum(w * second.get(word, 0) for word, w in first.items()) / math.sqrt(math.prod(squares))


@given(passage=st.text(alphabet="abc é", max_size=12), others=TEXTS, background=TEXTS)
def test_likeness_is_the_plain_loop(passage: str, others: list[str], background: list[str]):
    found = likeness(passage, others, background)
    assert found.tolist() == pytest.approx([plain(passage, each, background) for each in others])
    assert all(0 <= each <= 1 for each in found)


def test_a_hand_computed_cosine():
    """N = 4. quiet: n = 1, w = ln 4; it: n = 4, w = 0; good: n = 2, w = ln 2."""
    turns = ["it was quiet good", "it is", "it good", "it"]
    [found] = likeness("it quiet good", ["it good"], turns)
    assert found == pytest.approx(math.log(2) / math.hypot(math.log(4), math.log(2)))


def test_words_keep_diacritics_and_scripts():
    assert words_of("Gråt grat GRÅT שלום") == ["gråt", "grat", "gråt", "שלום"]
    assert likeness("gråt", ["grat", "GRÅT"], ["a", "b"]).tolist() == [0.0, 1.0]


def dyad() -> StudyView:
    """Moments under stops at 10:00, 10:30 and 20:00 (to 20:20), in both accounts alike."""
    return study(
        Cell(
            stops=(
                (0, 10 * MINUTE, None),
                (50, 10 * MINUTE + 30_000, 10 * MINUTE + 40_000),
                (100, 20 * MINUTE, 20 * MINUTE + 20_000),
            ),
            therapist=(Put(start=0, end=5, codes=("Shame",), id="t"),),
            patient=(
                Put(start=100, end=105, codes=(), id="far"),
                Put(start=110, end=115, codes=("Shame",), id="far, same code"),
                Put(start=0, end=5, codes=("Repair",), id="same time"),
                Put(start=50, end=55, codes=("Shame",), id="apart, same code"),
                Put(start=10, end=15, codes=("Shame", "Repair"), id="both"),
                Put(start=20, end=25, codes=("Shame",), coder="B", id="of another coder"),
            ),
        )
    )


def offered(view: StudyView, moment_id: str = "t"):
    moment = view.moment(moment_id)
    assert moment is not None
    return {each.moment.id: each for each in suggestions(view, moment)}


def test_best_come_first():
    found = offered(dyad())
    assert list(found) == ["both", "same time", "apart, same code", "far, same code", "far"]
    assert found["both"].apart_ms == 0
    assert found["both"].shared_codes == ("id-Shame",)
    # the stop at 10:00 has no end: it stands for 9:00 to 10:00, 30 s before 10:30
    assert found["apart, same code"].apart_ms == 30_000
    assert not found["apart, same code"].is_near
    assert found["far"].reasons == 0


def test_tolerance_and_stretch_are_the_studys():
    view = dyad()
    wider = replace(view, study=replace(view.study, shared_within_ms=30_000))
    assert offered(wider)["apart, same code"].is_near
    longer = replace(view, study=replace(view.study, stop_before_ms=9 * MINUTE))
    assert offered(longer)["apart, same code"].apart_ms == 30_000  # it reaches back, never on


def test_similar_words_count():
    view = dyad()
    for key, at in (("D01-3-therapist", 0), ("D01-3-patient", 100)):
        own = view.transcripts[key]
        text = own.text[:at] + "quiet" + own.text[at + 5 :]
        changed = replace(own, text=text, sha256=text_sha256(text))
        view = replace(view, transcripts={**view.transcripts, key: changed})
    found = offered(view)
    assert found["far"].is_similar
    assert not found["same time"].is_similar  # `word` stands in every turn and weighs nothing


def test_the_order_does_not_hang_on_the_order_of_the_records():
    view = dyad()
    wanted = list(offered(view))
    own = list(view.moments["D01-3-patient"].items())
    for seed in range(5):
        random.Random(seed).shuffle(own)
        turned = replace(view, moments={**view.moments, "D01-3-patient": dict(own)})
        assert list(offered(turned)) == wanted


def test_nothing_for_an_account_that_stands_alone():
    view = study(Cell(therapist=(Put(start=0, end=5, id="t"),)))
    assert offered(view) == {}


def test_a_moment_across_stops_reaches_back_before_the_first_of_them():
    """Stops without an end at 10:00 and 12:00 stand for 9:00 to 12:00, as the timeline draws."""
    view = study(
        Cell(
            stops=((0, 10 * MINUTE, None), (50, 12 * MINUTE, None)),
            therapist=(Put(start=40, end=60, id="t"),),
            patient=(
                Put(start=0, end=5, id="p", codes=("Repair",), own_start_ms=11 * MINUTE + 30_000),
            ),
        )
    )
    found = offered(view)
    assert (found["p"].apart_ms, found["p"].is_near) == (0, True)  # it stands for 10:30 to 11:30


def test_couples_are_the_suggestions_of_each_unpaired_moment_for_which_something_speaks():
    view = dyad()
    extra = study(
        Cell(therapist=(Put(start=0, end=5, id="t"), Put(start=105, end=109, id="u", codes=())))
    )
    view = replace(view, moments={**view.moments, **extra.moments})
    found = couples(view, "D01-3", "c-A")
    said = {(each.therapist.id, each.suggestion.moment.id): each.suggestion for each in found}
    one_by_one = {
        (moment_id, each.moment.id): each
        for moment_id in ("t", "u")
        for each in offered(view, moment_id).values()
        if each.reasons > each.is_far
    }
    assert said == one_by_one
    assert {first for first, _ in said} == {"t", "u"}


def anything(chance: random.Random, number: int) -> Put:
    start = chance.randrange(140)
    return Put(
        start=start,
        end=min(start + chance.randrange(1, 30), 149),
        codes=tuple(chance.sample(["Shame", "Repair", "Quiet"], chance.randrange(3))),
        own_start_ms=chance.choice([None, None, 0, chance.randrange(40) * MINUTE]),
        id=f"m{number}",
    )


@pytest.mark.parametrize("seed", range(20))
def test_couples_are_what_a_plain_loop_over_all_moments_offers(seed: int):
    """With shared and other times, none at all, and moments that say the same."""
    chance = random.Random(seed)
    puts = [anything(chance, number) for number in range(chance.randrange(24))]
    half = chance.randrange(len(puts) + 1)
    stops = ((0, 10 * MINUTE, None), (60, 11 * MINUTE, 11 * MINUTE + 9_000))
    view = study(
        Cell(
            stops=chance.choice([stops, ()]),
            therapist=tuple(puts[:half]),
            patient=tuple(puts[half:]),
        )
    )
    first = sorted(
        (m for m in view.moments_of("D01-3-therapist").values()),
        key=lambda each: (each.start, each.end, each.id),
    )
    plain_loop = [
        (moment.id, each)
        for moment in first
        for each in suggestions(view, moment)
        if each.is_offered
    ]
    ranked = sorted(
        plain_loop,
        key=lambda of: (
            of[1].is_far,
            -of[1].reasons,
            of[1].apart_ms is None,
            of[1].apart_ms or 0,
            -round(of[1].likeness, 9),
        ),
    )
    found = couples(view, "D01-3", "c-A")
    assert [(each.therapist.id, each.suggestion) for each in found] == ranked


def test_what_is_far_apart_is_offered_last_and_only_where_code_and_words_agree():
    """Beyond the stretch of 60 s and the tolerance of 10 s; `word` alone weighs nothing."""
    view = study(
        Cell(
            stops=((0, 10 * MINUTE, 10 * MINUTE), (50, 11 * MINUTE + 10_000, None)),
            therapist=(Put(start=0, end=5, codes=("Shame",), id="t"),),
            patient=(
                Put(start=10, end=15, codes=(), own_start_ms=30 * MINUTE, id="words"),
                Put(start=20, end=25, codes=("Shame",), own_start_ms=30 * MINUTE, id="code"),
                Put(start=30, end=35, codes=("Shame",), own_start_ms=30 * MINUTE, id="both"),
                Put(start=40, end=45, codes=("Shame",), own_start_ms=12 * MINUTE, id="near"),
            ),
        )
    )
    for key, places in (("D01-3-therapist", (0,)), ("D01-3-patient", (10, 30))):
        own = view.transcripts[key]
        text = own.text
        for at in places:
            text = text[:at] + "quiet" + text[at + 5 :]
        changed = replace(own, text=text, sha256=text_sha256(text))
        view = replace(view, transcripts={**view.transcripts, key: changed})
    found = offered(view)
    assert {key for key, each in found.items() if each.is_far} == {"words", "code", "both"}
    assert (found["near"].apart_ms, found["near"].reasons) == (59_999, 1)
    assert list(found) == ["near", "both", "words", "code"]
    assert [each.suggestion.moment.id for each in couples(view, "D01-3", "c-A")] == ["near", "both"]
