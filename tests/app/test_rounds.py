"""Rounds are drawn fairly and repeatably, gated, and frozen for classification."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.agreement import Result, undefined
from annotator.app.open_study import OpenStudy
from annotator.app.verbs import moments
from annotator.app.verbs.finishing import finish
from annotator.app.verbs.freezing import freeze_passages, skipped_accounts
from annotator.app.verbs.freezing_rules import shared_by_all
from annotator.app.verbs.gating import gates_of
from annotator.app.verbs.rounds import draw_round, record_gate, stratified
from annotator.app.verbs.thresholds import set_thresholds
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Assignment, Coder
from annotator.domain.study import Account
from annotator.domain.view import StudyView
from tests.app.coded import Place, coder_ids, done, make_study, mark

PLACES: list[Place] = [
    (dyad, session, voice)
    for dyad in ("D01", "D02", "D03", "D04")
    for session in (3, 5)
    for voice in ("therapist", "patient")
    if (dyad, session, voice) != ("D02", 5, "patient")  # the one that was not held
]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Four dyads with two sessions, one interview and all session transcripts missing."""
    with make_study(tmp_path / "rounds.iprstudy", PLACES) as opened:
        yield opened


def drawn(study: OpenStudy, **asked: Any) -> dict[str, list[Place]]:
    """Draws a round and gives each coder's places in the order of work."""
    common: dict[str, Any] = {
        "name": "R1",
        "kind": "reliability",
        "coders": coder_ids(study, "A", "B"),
        "seed": 7,
    }
    edit = draw_round(study.view, **(common | asked))
    study.do(edit, "Draw")
    return orders(study.view, str((common | asked)["name"]))


def orders(view: StudyView, name: str) -> dict[str, list[Place]]:
    """Each coder's places in a round, in the order of work."""
    work_round = view.find_round(name)
    assert work_round is not None
    found: dict[str, list[tuple[int, Place]]] = {}
    for each in view.assignments.values():
        if each.round_id == work_round.id:
            dyad, session, account = view.place_of(each.account_id)
            place = (dyad.name, session.number, account.voice)
            found.setdefault(view.coders[each.coder_id].name, []).append((each.position, place))
    for own in found.values():
        assert sorted(position for position, _ in own) == list(range(1, len(own) + 1))
    return {name: [place for _, place in sorted(own)] for name, own in sorted(found.items())}


# Drawing -------------------------------------------------------------------------------------


def test_a_round_is_on_disk_with_a_frozen_codebook_and_its_seed(study: OpenStudy) -> None:
    before = study.view
    own = drawn(study, share=0.25, gate=("bar_u_alpha", 0.7))
    assert {name: len(each) for name, each in own.items()} == {"A": 4, "B": 4}  # of 15: 3.75
    [work_round] = study.view.rounds.values()
    assert (work_round.number, work_round.kind, work_round.seed) == (1, "reliability", 7)
    assert (work_round.gate_coefficient, work_round.gate_threshold) == ("bar_u_alpha", 0.7)
    assert work_round.codebook_id == study.view.codebook.id
    assert study.view.codebook.frozen
    assert study.check() == []
    study.undo()
    assert replace(study.view, revision=before.revision) == before
    assert not before.codebook.frozen


def test_everybody_works_on_the_same_sample_in_another_order(study: OpenStudy) -> None:
    own = drawn(study, count=6)
    assert own["A"] != own["B"]
    assert sorted(own["A"]) == sorted(own["B"])


def test_every_dyad_and_voice_has_its_share_before_any_gets_a_second(study: OpenStudy) -> None:
    for seed in range(12):
        for count in (1, 3, 4, 6, 8, 12, 15):
            edit = draw_round(
                study.view,
                name=f"R{seed}-{count}",
                kind="reliability",
                coders=coder_ids(study, "A", "B"),
                count=count,
                seed=seed,
            )
            own = orders(study.view.after(edit, 0), f"R{seed}-{count}")["A"]
            dyads, voices = Counter(each[0] for each in own), Counter(each[2] for each in own)
            most = max(dyads.values())
            full = {"D02": 3}
            assert all(
                dyads[dyad] >= min(most - 1, full.get(dyad, 4))
                for dyad in ("D01", "D02", "D03", "D04")
            )
            assert abs(voices["therapist"] - voices["patient"]) <= 1


def test_the_same_seed_draws_the_same_in_a_study_with_other_ids(
    study: OpenStudy, tmp_path: Path
) -> None:
    with make_study(tmp_path / "again.iprstudy", reversed(PLACES)) as again:
        assert not again.view.accounts.keys() & study.view.accounts.keys()
        assert drawn(again, count=5) == drawn(study, count=5)
    other = [drawn(study, count=5, name=f"S{seed}", seed=seed)["A"] for seed in range(8)]
    assert len({tuple(sorted(each)) for each in other}) > 1


def test_all_accounts_come_up_in_the_long_run(study: OpenStudy) -> None:
    """A dyad that lacks an account is drawn no more often than others for it."""
    times: Counter[Place] = Counter()
    for seed in range(200):
        edit = draw_round(
            study.view,
            name="R",
            kind="training",
            coders=coder_ids(study, "A", "B"),
            count=2,
            seed=seed,
        )
        times.update(orders(study.view.after(edit, 0), "R")["A"])
    of_dyad = Counter[str]()
    for (dyad, _, _), number in times.items():
        of_dyad[dyad] += number
    assert set(times) == set(PLACES)
    assert all(70 <= number <= 130 for number in of_dyad.values())


def test_session_transcripts_are_drawn_only_where_a_set_is_for_them(tmp_path: Path) -> None:
    places: list[Place] = [("D01", 3, "session"), ("D01", 3, "patient"), ("D02", 3, "patient")]
    with make_study(tmp_path / "one.iprstudy", places) as study:
        assert sorted(drawn(study)["A"]) == [("D01", 3, "patient"), ("D02", 3, "patient")]
    named = "row,set,name,key,accounts\nset,Moves,Moves,,session\ncode,Moves,Asks,A,\n"
    with make_study(tmp_path / "two.iprstudy", places, named) as study:
        assert drawn(study)["A"] == [("D01", 3, "session")]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"name": " "}, "is no name for a round"),
        ({"share": 0.0}, "0 is no share"),
        ({"share": 1.2}, "1.2 is no share"),
        ({"share": float("nan")}, "nan is no share"),
        ({"count": 0}, "0 transcripts cannot be drawn"),
        ({"count": 16}, "16 transcripts cannot be drawn; give 1 to 15"),
        ({"seed": -1}, "-1 is no seed"),
        ({"seed": 2**63}, "is no seed"),
        ({"kind": "open"}, "'open' is no kind of round"),
        ({"gate": ("kappa", 0.7)}, "no coefficient 'kappa'"),
        ({"gate": ("bar_u_alpha", 7.0)}, "7 is no threshold"),
        ({"share": 0.5, "count": 3}, "a share and a count"),
    ],
)
def test_what_makes_no_sense_is_refused(
    study: OpenStudy, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        drawn(study, **asked)


def test_a_round_needs_two_who_code_and_a_name_of_its_own(study: OpenStudy) -> None:
    [first] = coder_ids(study, "A")
    with pytest.raises(UserError, match="two coders or more"):
        drawn(study, coders=[first, first])
    for role in ("reader", "consensus"):
        odd = Coder(id=new_id(), name=role, role=role)
        study.do(Replace(None, odd), "Make")
        with pytest.raises(UserError, match=f"{role} does not code"):
            drawn(study, coders=[first, odd.id])
    drawn(study)
    with pytest.raises(UserError, match="there is a round 'R1'"):
        drawn(study)


def test_without_transcripts_there_is_nothing_to_draw(tmp_path: Path) -> None:
    with (
        make_study(tmp_path / "empty.iprstudy", []) as study,
        pytest.raises(UserError, match="nothing to draw from"),
    ):
        drawn(study)


@given(
    sizes=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6),
    seed=st.integers(0, 99),
    data=st.data(),
)
def test_a_sample_is_even_over_dyads_as_far_as_they_go(
    sizes: list[tuple[int, int]], seed: int, data: st.DataObject
) -> None:
    accounts, dyads = [], {}
    for number, of_voices in enumerate(sizes):
        for voice, size in zip(("therapist", "patient"), of_voices, strict=True):
            for each in range(size):
                account = Account(id=f"{number}{voice}{each}", session_id="s", voice=voice)
                accounts.append(account)
                dyads[account.id] = str(number)
    if not accounts:
        return
    size = data.draw(st.integers(1, len(accounts)))
    sample = stratified(accounts, dyads, size, random.Random(seed))
    assert len(sample) == len(set(sample)) == size
    counts = Counter(dyads[each.id] for each in sample)
    available = Counter(dyads.values())
    most = max(counts.values())
    assert all(counts[each] >= min(most - 1, available[each]) for each in available)


# Gates and thresholds ------------------------------------------------------------------------


def gated(study: OpenStudy, value: float | None) -> bool:
    """Records a value against the gate of R1 and tells whether the newest record is passed."""
    name = "bar_u_alpha"
    result = (
        undefined(name, "nothing was marked")
        if value is None
        else Result(
            coefficient=name, value=value, ci_low=0.5, ci_high=0.9, n=300, coders=("A", "B")
        )
    )
    work_round = study.view.find_round("R1")
    assert work_round is not None
    study.do(record_gate(study.view, work_round.id, result, "Moments", "PI"), "Hold")
    return gates_of(study.view, work_round.id)[0].passed


def test_the_last_recorded_value_decides_whether_a_gate_is_passed(study: OpenStudy) -> None:
    drawn(study, gate=("bar_u_alpha", 0.7))
    work_round = study.view.find_round("R1")
    assert work_round is not None
    assert gates_of(study.view, work_round.id) == []
    assert gated(study, 0.69) is False
    assert gated(study, 0.7) is True
    assert gated(study, None) is False
    first, _, last = study.view.gates.values()
    assert (first.value, first.ci_low, first.n, first.threshold) == (0.69, 0.5, 300, 0.7)
    assert (last.value, last.reason) == (None, "nothing was marked")
    assert study.view.consensus is not None
    assert {each.coder_id for each in study.view.gates.values()} == {study.view.consensus.id}
    assert study.check() == []


def test_a_gate_takes_only_what_it_asks_for(study: OpenStudy) -> None:
    drawn(study, gate=("bar_u_alpha", 0.7))
    drawn(study, name="R2")
    with_gate, without = (study.view.find_round(name) for name in ("R1", "R2"))
    assert with_gate is not None
    assert without is not None
    right = Result(coefficient="bar_u_alpha", value=0.8)
    with pytest.raises(UserError, match="has no gate"):
        record_gate(study.view, without.id, right, "Moments", "PI")
    for wrong in (replace(right, coefficient="u_alpha"), replace(right, code="Shame")):
        with pytest.raises(UserError, match="asks for bar_u_alpha over all codes"):
            record_gate(study.view, with_gate.id, wrong, "Moments", "PI")


def test_thresholds_are_kept_in_order(study: OpenStudy) -> None:
    study.do(set_thresholds(study.view, 0.6, 0.75), "Set")
    assert (study.view.study.accept_from, study.view.study.good_from) == (0.6, 0.75)
    for wrong in ((0.8, 0.7), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.8)):
        with pytest.raises(UserError, match=r"threshold|not be accepted"):
            set_thresholds(study.view, *wrong)


# Frozen passages -----------------------------------------------------------------------------

P1: Place = ("D01", 3, "patient")
T1: Place = ("D01", 3, "therapist")


@pytest.fixture
def marked(study: OpenStudy) -> OpenStudy:
    """Two coders have marked passages in the round R1 and are done."""
    drawn(study)
    for coder, start, end, place in (
        ("A", 28, 40, P1),
        ("B", 35, 50, P1),
        ("A", 60, 70, P1),
        ("B", 30, 44, T1),
    ):
        mark(study, coder, start, end, "Shame", place=place, work_round="R1")
    done(study, "A", "B", work_round="R1")
    return study


def frozen(study: OpenStudy, rule: str, **asked: Any) -> dict[str, list[tuple[Place, int, int]]]:
    """Freezes R1 and gives each coder's passages in the new round."""
    old = study.view.find_round("R1")
    assert old is not None
    common: dict[str, Any] = {"name": "R2", "rule": rule, "seed": 3}
    study.do(freeze_passages(study.view, old.id, **(common | asked)), "Freeze")
    fresh = study.view.find_round("R2")
    assert fresh is not None
    assert fresh.passages_from == old.id
    found: dict[str, list[tuple[Place, int, int]]] = {}
    for each in study.view.all_moments():
        if each.round_id == fresh.id:
            dyad, session, account = study.view.place_of(
                study.view.transcripts[each.transcript_id].account_id
            )
            place = (dyad.name, session.number, account.voice)
            own = found.setdefault(study.view.coders[each.coder_id].name, [])
            own.append((place, each.start, each.end))
            assert not each.codes
    return {name: sorted(own) for name, own in sorted(found.items())}


def test_everybody_gets_the_merged_passages_of_any(marked: OpenStudy) -> None:
    before = list(marked.view.all_moments())
    passages = [(P1, 28, 50), (P1, 60, 70), (T1, 30, 44)]
    assert frozen(marked, "any") == {"A": passages, "B": passages}
    assert {name: sorted(own) for name, own in orders(marked.view, "R2").items()} == {
        "A": [P1, T1],
        "B": [P1, T1],
    }
    assert [marked.view.moment(each.id) for each in before] == before
    assert marked.check() == []


def test_only_what_all_have_marked_is_frozen_by_the_rule_all(marked: OpenStudy) -> None:
    assert frozen(marked, "all") == {"A": [(P1, 35, 40)], "B": [(P1, 35, 40)]}


def test_what_one_coder_alone_is_done_with_is_shared_by_nobody(study: OpenStudy) -> None:
    drawn(study)
    for coder in "AB":
        mark(study, coder, 28, 40, "Shame", place=P1, work_round="R1")
    mark(study, "A", 28, 40, "Shame", place=T1, work_round="R1")
    done(study, "A", work_round="R1")
    old = study.view.find_round("R1")
    assert old is not None
    with pytest.raises(UserError, match="two coders must be done with a transcript"):
        frozen(study, "all")
    account = study.view.find_account(*P1)
    edit, _ = finish(study.view, "B", [account], round_name="R1")
    assert edit is not None
    study.do(edit, "Done")
    assert account not in skipped_accounts(study.view, old.id, "all")
    assert len(skipped_accounts(study.view, old.id, "all")) == len(PLACES) - 1
    assert skipped_accounts(study.view, old.id, "any") == []
    assert frozen(study, "all") == {"A": [(P1, 28, 40)], "B": [(P1, 28, 40)]}


def test_slivers_and_what_is_not_compared_are_no_shared_passages(study: OpenStudy) -> None:
    """An overlap of two characters, one in the interviewer's words; a short mark of both stays."""
    drawn(study)
    for coder, start, end in (
        ("A", 28, 40),
        ("B", 38, 50),  # two characters with A
        ("A", 60, 62),
        ("B", 60, 62),  # as short, and marked so
        ("A", 0, 24),
        ("B", 3, 20),  # the interviewer's words alone
    ):
        mark(study, coder, start, end, "Shame", place=P1, work_round="R1")
    done(study, "A", "B", work_round="R1")
    assert frozen(study, "all") == {"A": [(P1, 60, 62)], "B": [(P1, 60, 62)]}


def test_marks_of_who_is_not_done_and_of_other_sets_do_not_count(study: OpenStudy) -> None:
    drawn(study)
    mark(study, "A", 28, 40, "Shame", place=P1, work_round="R1")
    mark(study, "A", 60, 70, place=P1, work_round="R1")
    mark(study, "B", 80, 90, "Shame", place=P1, work_round="R1")
    done(study, "A", work_round="R1")
    own = [(P1, 28, 40)]
    assert frozen(study, "any", set_name="Moments") == {"A": own, "B": own}


@pytest.mark.parametrize(
    ("rule", "asked", "sentence"),
    [
        ("consensus", {}, "no passages by the rule consensus; settle its passages first"),
        ("some", {}, "'some' is no rule"),
        ("any", {"name": "R1"}, "there is a round 'R1'"),
        ("any", {"set_name": "Moods"}, "no set of codes 'Moods'; there are Moments"),
    ],
)
def test_what_cannot_be_frozen_is_told(
    marked: OpenStudy, rule: str, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        frozen(marked, rule, **asked)


def test_frozen_passages_are_coded_and_rated_but_not_moved_or_added_to(marked: OpenStudy) -> None:
    frozen(marked, "any")
    view = marked.view
    work_round, coder = view.find_round("R2"), view.find_coder("A")
    assert work_round is not None
    assert coder is not None
    own = [m for m in view.all_moments() if (m.round_id, m.coder_id) == (work_round.id, coder.id)]
    refusals = (
        lambda: moments.move_ends(view, own[0], 28, 45),
        lambda: moments.delete(view, own[0]),
        lambda: moments.mark(
            view,
            coder_id=coder.id,
            round_id=work_round.id,
            transcript_id=own[0].transcript_id,
            start=80,
            end=90,
        ),
        lambda: mark(marked, "A", 80, 90, "Shame", place=P1, work_round="R2"),
        lambda: freeze_passages(view, work_round.id, name="R3", rule="any", seed=0),
    )
    for refused in refusals:
        with pytest.raises(UserError, match="the passages of round R2 are frozen"):
            refused()
    old = next(m for m in view.all_moments() if m.round_id != work_round.id)
    marked.do(moments.move_ends(view, old, 29, 41), "Move")  # in the round that marks, one may
    coded = mark(marked, "A", 28, 50, "Shame", place=P1, work_round="R2", ratings={"Intensity": 4})
    assert coded.id in {each.id for each in own}
    assert marked.view.codebook.code_path(coded.codes[0]) == "Moments/Shame"
    assert [rating.value for rating in coded.ratings] == [4]
    again = mark(marked, "A", 28, 50, "Distance", place=P1, work_round="R2", memo="on reflection")
    assert again == replace(coded, codes=again.codes, memo="on reflection")
    code_id = marked.view.codebook.sets[0].codes[0].id
    marked.do(moments.toggle_code(marked.view, again, code_id), "Code")
    assert len(list(marked.view.all_moments())) == 4 + 6
    assert marked.check() == []


def test_an_id_of_another_moment_is_refused_in_a_frozen_round(marked: OpenStudy) -> None:
    frozen(marked, "any")
    with pytest.raises(UserError, match="are frozen"):
        mark(marked, "A", 28, 50, "Shame", place=P1, work_round="R2", id=new_id())


def test_a_coders_next_moment_goes_to_the_round_that_gave_the_account(study: OpenStudy) -> None:
    drawn(study, count=4)
    given_work: Assignment = next(iter(study.view.assignments.values()))
    work_round = moments.round_for(study.view, given_work.coder_id, given_work.account_id)
    assert work_round == study.view.find_round("R1")


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))), min_size=1, max_size=4))
def test_what_all_share_is_what_each_position_says(marks: list[list[tuple[int, int]]]) -> None:
    spans = [[(start, start + size) for start, size in own] for own in marks]
    covered = [{p for start, end in own for p in range(start, end)} for own in spans]
    shared = shared_by_all(spans)
    assert {p for start, end in shared for p in range(start, end)} == set.intersection(*covered)
    assert all(end <= start for (_, end), (start, _) in pairwise(shared))
