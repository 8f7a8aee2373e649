"""A round held against its gate, and what was recorded of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import disagreements, episodes
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs import rounds
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.gating import gate_result, gates_of, hold_against_gate
from annotator.app.verbs.settling import settle
from annotator.domain.errors import UserError
from annotator.domain.round import Round
from tests.app.coded import PATIENT, done, make_study, mark


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Two coders who agree on one passage and differ on the end of the other."""
    with make_study(tmp_path / "gated.iprstudy", [PATIENT]) as opened:
        for coder, end in (("A", 50), ("B", 47)):
            mark(opened, coder, 24, 30, "Shame")
            mark(opened, coder, 40, end, "Distance")
        done(opened, "A", "B")
        yield opened


def its_round(study: OpenStudy) -> Round:
    [found] = study.view.rounds.values()
    return found


def test_the_value_is_that_of_all_codes_whatever_unit_is_on_screen(study: OpenStudy) -> None:
    usual = gate_result(study.view, Comparison(), "bar_u_alpha")
    assert (usual.code, usual.unit, usual.coders) == (None, "character", ("A", "B"))
    assert 0 < usual.value < 1
    assert gate_result(study.view, Comparison(unit="moment"), "bar_u_alpha") == usual


def test_what_no_unit_has_is_undefined_and_does_not_pass(study: OpenStudy) -> None:
    result = gate_result(study.view, Comparison(), "icc_2_1_of_nothing")
    assert isnan(result.value)
    edit = hold_against_gate(
        study.view, its_round(study).id, result, "Moments", "PI", threshold=-1.0
    )
    study.do(edit, "Record")
    [gate] = gates_of(study.view, its_round(study).id)
    assert (gate.value, gate.passed) == (None, False)
    assert "icc_2_1_of_nothing" in gate.reason  # the sentence that the comparison gave


def test_a_round_without_a_gate_gets_it_with_the_record_in_one_step(study: OpenStudy) -> None:
    before = its_round(study)
    result = gate_result(study.view, Comparison(), "bar_u_alpha")
    edit = hold_against_gate(study.view, before.id, result, "Moments", "PI", threshold=result.value)
    study.do(edit, "Record")
    after = its_round(study)
    assert (after.gate_coefficient, after.gate_threshold) == ("bar_u_alpha", result.value)
    [gate] = gates_of(study.view, after.id)
    assert (gate.passed, gate.decided_by, gate.coders) == (True, "PI", ("A", "B"))
    study.undo()
    assert its_round(study) == before
    assert not study.view.gates


def test_the_gate_of_a_round_is_not_moved_by_a_later_record(study: OpenStudy) -> None:
    result = gate_result(study.view, Comparison(), "bar_u_alpha")
    for threshold in (0.99, 0.1):
        edit = hold_against_gate(
            study.view, its_round(study).id, result, "Moments", "PI", threshold=threshold
        )
        study.do(edit, "Record")
    assert [each.threshold for each in gates_of(study.view, its_round(study).id)] == [0.99, 0.99]
    other = gate_result(study.view, Comparison(), "cu_alpha")
    with pytest.raises(UserError, match="not held against cu_alpha"):
        hold_against_gate(study.view, its_round(study).id, other, "Moments", "PI", threshold=0.1)


def test_a_threshold_out_of_range_is_refused(study: OpenStudy) -> None:
    result = gate_result(study.view, Comparison(), "bar_u_alpha")
    with pytest.raises(UserError, match="from -1 to 1"):
        hold_against_gate(study.view, its_round(study).id, result, "Moments", "PI", threshold=2)


def test_a_gate_is_not_passed_with_the_consensus(study: OpenStudy) -> None:
    found = compare(study.view)
    for each in disagreements(episodes(found)):
        study.do(settle(study.view, each, "take all", decided_by="PI"), "Settle")
    work_round = its_round(study)
    asked = Comparison(coders=("A", "Consensus"), include_unfinished=True)
    result = gate_result(study.view, asked, "bar_u_alpha")
    assert result.coders == ("A", "Consensus")
    with pytest.raises(UserError, match="is about its coders, and Consensus is none"):
        hold_against_gate(study.view, work_round.id, result, "Moments", "PI", threshold=0.1)


def test_of_two_records_in_one_second_the_later_one_stands_first(
    study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "now_text", lambda: "2026-03-03T14:02:00+00:00")
    result = gate_result(study.view, Comparison(), "bar_u_alpha")
    work_round = its_round(study)
    for value in (0.2, 0.9):
        own = replace(result, value=value)
        edit = hold_against_gate(study.view, work_round.id, own, "Moments", "PI", threshold=0.5)
        study.do(edit, "Record")
    assert [each.value for each in gates_of(study.view, work_round.id)] == [0.9, 0.2]
    with open_study(study.place) as again:
        assert [each.value for each in gates_of(again.view, work_round.id)] == [0.9, 0.2]
