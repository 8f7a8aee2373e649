"""Agreement in a study: what is compared, what is left out, and the numbers that follow."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.analysis.agreement import cohen_kappa
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.comparing import Comparison, Grouped, agree_in_study
from annotator.app.verbs.finishing import chosen_accounts, finish
from annotator.app.verbs.marking import mark_line, parse_line
from annotator.app.verbs.sample import make_sample
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


def mark(study: OpenStudy, coder: str, start: int, end: int, *codes: str, rating: int = 3) -> None:
    """One moment by the door that scripts use."""
    ratings = {"Intensity": rating}
    fields = {**CELL, "start": start, "end": end, "codes": list(codes), "ratings": ratings}
    _, edit = mark_line(study.view, coder, parse_line(json.dumps(fields).encode()))
    assert edit is not None
    study.do(edit, "Mark")


def done(study: OpenStudy, coder: str) -> None:
    """All transcripts are done by a coder."""
    accounts = chosen_accounts(study.view, None, None, None)
    edit, _ = finish(study.view, coder, accounts)
    assert edit is not None
    study.do(edit, "Done")


def value(found: list[Grouped], name: str, code: str | None = None) -> float:
    """The one value of a coefficient."""
    [each] = [g.result for g in found if g.result.coefficient == name and g.result.code == code]
    return each.value


def kept(view: StudyView) -> list[int]:
    """Positions of the patient's turns."""
    [transcript] = view.transcripts.values()
    return [p for t in transcript.turns if t.role == "patient" for p in range(t.start, t.end)]


def test_characters_equal_a_loop_over_what_the_patient_says(study: OpenStudy) -> None:
    for coder, spans in {"A": [(28, 50), (90, 110)], "B": [(35, 60), (92, 120)]}.items():
        for start, end in spans:
            mark(study, coder, start, end, "Shame")
        done(study, coder)
    marked = {
        coder: {
            p
            for moment in study.view.all_moments()
            if study.view.coders[moment.coder_id].name == coder
            for p in range(moment.start, moment.end)
        }
        for coder in "AB"
    }
    table = [[str(p in marked["A"]), str(p in marked["B"])] for p in kept(study.view)]
    found = agree_in_study(study.view, Comparison())
    assert value(found, "char_kappa", "Shame") == pytest.approx(cohen_kappa(table).value, abs=1e-12)
    share = np.mean([mine == theirs for mine, theirs in table])
    assert value(found, "char_percent_agreement", "Shame") == pytest.approx(share, abs=1e-12)
    assert {g.result.n for g in found if g.result.coefficient == "char_kappa"} == {len(table)}


def test_done_and_found_nothing_is_not_the_same_as_not_coded(study: OpenStudy) -> None:
    mark(study, "A", 28, 50, "Shame")
    done(study, "A")
    mark(study, "B", 90, 100, "Distance")
    with pytest.raises(UserError, match="no round in which two coders are done"):
        agree_in_study(study.view, Comparison())
    unfinished = agree_in_study(study.view, Comparison(include_unfinished=True))
    assert any("not marked done" in line for line in unfinished[0].result.excluded)
    done(study, "C")
    found = agree_in_study(study.view, Comparison())
    percents = [g.result for g in found if g.result.coefficient == "char_percent_agreement"]
    by_pair = {each.coders: each for each in percents if each.code == "Shame"}
    assert by_pair["A", "C"].value < 1  # C found nothing where A found something
    assert by_pair["A", "B"].reason
    assert any("not done by B" in line for line in by_pair["A", "B"].excluded)
    assert not any("not done by B" in line for line in by_pair["A", "C"].excluded)


def test_ratings_are_compared_on_moments_that_two_share(study: OpenStudy) -> None:
    spans = [(28, 40), (42, 54), (56, 68), (90, 100)]
    for coder, ratings in {"A": (1, 3, 5, 2), "B": (1, 3, 5, 2)}.items():
        for (start, end), rating in zip(spans, ratings, strict=True):
            mark(study, coder, start, end + (coder == "B"), "Shame", rating=rating)
        done(study, coder)
    mark(study, "B", 102, 110, "Shame", rating=5)
    found = agree_in_study(study.view, Comparison(unit="moment"))
    assert value(found, "icc_2_1") == pytest.approx(1)
    assert {g.result.n for g in found} == {4}


def test_ratings_of_three_coders_rest_on_each_moment_once(study: OpenStudy) -> None:
    spans = [(28, 40), (42, 54), (56, 68), (90, 100)]
    for coder, ratings in {"A": (1, 3, 5, 2), "B": (1, 3, 5, 2), "C": (2, 3, 5, 2)}.items():
        for (start, end), rating in zip(spans, ratings, strict=True):
            mark(study, coder, start, end, "Shame", rating=rating)
        done(study, coder)
    found = agree_in_study(study.view, Comparison(unit="moment"))
    assert value(found, "icc_2_1") > 0.9
    assert {g.result.n for g in found} == {4}
    assert all(
        "4 moments shared by two or more coders, 4 of them rated on Intensity by all 3 coders"
        in g.result.notes
        for g in found
    )


def test_frozen_passages_are_asked_for_only_where_there_are_some(study: OpenStudy) -> None:
    for coder in "AB":
        mark(study, coder, 28, 50, "Shame")
        done(study, coder)
    with pytest.raises(UserError, match="round open has no frozen passages to compare"):
        agree_in_study(study.view, Comparison(unit="passage"))


def test_what_is_not_there_is_told(study: OpenStudy) -> None:
    for coder in "AB":
        mark(study, coder, 28, 50, "Shame")
        done(study, coder)
    for wrong in (
        Comparison(set_name="Moods"),
        Comparison(round_name="second"),
        Comparison(coders=("A", "Z")),
        Comparison(coefficients=("kappa",)),
    ):
        with pytest.raises(UserError, match=r"there (is|are)"):
            agree_in_study(study.view, wrong)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    """The sample study with both coders' work."""
    place: Path = make_sample(tmp_path_factory.mktemp("sample"))
    with open_study(place) as opened:
        return opened.view


def test_the_sample_leaves_out_what_one_coder_has_not_done(sample: StudyView) -> None:
    found = agree_in_study(sample, Comparison())
    for each in found:
        assert "D01, session 3, patient: not done by RA-2" in each.result.excluded
        assert each.result.coders == ("RA-1", "RA-2")
    u_alpha = next(g.result for g in found if g.result.coefficient == "u_alpha")
    assert u_alpha.reason == "codes overlap in 1 place"
    assert 0.6 < value(found, "bar_u_alpha") < 0.75


def test_groups_are_the_comparison_in_parts(sample: StudyView) -> None:
    whole = agree_in_study(sample, Comparison(unit="turn"))
    parts = agree_in_study(sample, Comparison(unit="turn", by="dyad"))
    assert list(dict.fromkeys(g.group for g in parts)) == ["D01", "D02"]
    n = {g.group: g.result.n for g in parts}
    assert sum(n.values()) == whole[0].result.n
    [pair] = {g.group for g in agree_in_study(sample, Comparison(unit="turn", by="coder-pair"))}
    assert pair == "RA-1 and RA-2"
