"""Pairings: what may be joined, what is refused, and that each step can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.moments import delete
from annotator.app.verbs.pairing import (
    add_to,
    change,
    pair,
    pairing_of,
    relations_of,
    set_memo,
    set_relation,
    take_from,
    unpair,
)
from annotator.domain.edits import Edit, replacements
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment, Pairing
from tests.app.coded import Place, coder_ids, make_study, mark

THERAPIST: Place = ("D07", 3, "therapist")
PATIENT: Place = ("D07", 3, "patient")
OTHER: Place = ("D08", 3, "patient")


@pytest.fixture
def study(tmp_path: Path):
    with make_study(tmp_path / "p.iprstudy", (THERAPIST, PATIENT, OTHER)) as opened:
        yield opened


@pytest.fixture
def moments(study: OpenStudy) -> dict[str, Moment]:
    """Two moments of each party by A, one of another dyad by A, one of B."""
    return {
        "t1": mark(study, "A", 30, 40, "Shame", place=THERAPIST),
        "t2": mark(study, "A", 50, 60, place=THERAPIST),
        "p1": mark(study, "A", 30, 40, "Shame", place=PATIENT),
        "p2": mark(study, "A", 50, 60, place=PATIENT),
        "d8": mark(study, "A", 30, 40, place=OTHER),
        "b": mark(study, "B", 30, 40, place=PATIENT),
    }


def paired(study: OpenStudy, *moments: Moment, relation: str = "converging") -> Pairing:
    """The pairing of A's moments, on disk."""
    edit = wanted(study, *moments, relation=relation)
    study.do(edit, "Pair")
    [made] = [each for each in study.view.pairings.values() if each == edit.after]
    return made


def wanted(study: OpenStudy, *moments: Moment, relation: str = "converging"):
    [coder_id] = coder_ids(study, "A")
    return pair(
        study.view,
        coder_id=coder_id,
        round_id=moments[0].round_id if moments else "",
        moment_ids=[each.id for each in moments],
        relation=relation,
    )


def test_one_to_many_is_kept_in_the_file(study: OpenStudy, moments, tmp_path: Path) -> None:
    made = paired(study, moments["t1"], moments["p1"], moments["p2"], relation="diverging")
    assert made.session_id == study.view.find_session("D07", 3).id  # type: ignore[union-attr]
    study.close()
    with open_study(tmp_path / "p.iprstudy") as again:
        assert again.view.pairings == {made.id: made}
        assert again.check() == []


@pytest.mark.parametrize(
    ("names", "relation", "words"),
    [
        (["t1", "t2"], "converging", "no moment of the patient"),
        (["p1"], "converging", "no moment of the therapist"),
        ([], "converging", "no moment of the therapist"),
        (["t1", "b"], "converging", "another coder’s"),
        (["t1", "d8"], "converging", "several sessions"),
        (["t1", "p1"], "sideways", "no relation 'sideways'"),
    ],
)
def test_what_may_not_be_paired(study: OpenStudy, moments, names, relation, words) -> None:
    with pytest.raises(UserError, match=words) as refused:
        wanted(study, *(moments[name] for name in names), relation=relation)
    assert "\n" not in refused.value.sentence


def test_a_moment_that_is_gone(study: OpenStudy, moments) -> None:
    gone = replace(moments["p1"], id="gone")
    with pytest.raises(UserError, match="not there any more"):
        wanted(study, moments["t1"], gone)


def test_a_moment_stands_in_one_pairing(study: OpenStudy, moments) -> None:
    first = paired(study, moments["t1"], moments["p1"])
    with pytest.raises(UserError, match="stands in another pairing"):
        wanted(study, moments["t1"], moments["p2"])
    second = paired(study, moments["t2"], moments["p2"])
    with pytest.raises(UserError, match="stands in another pairing"):
        add_to(study.view, second, [moments["p1"].id])
    assert pairing_of(study.view, moments["p1"]) == first


def test_every_change_can_be_taken_back(study: OpenStudy, moments) -> None:
    pairing = paired(study, moments["t1"], moments["p1"])
    more = [moments["p2"].id]

    def current() -> Pairing:
        return study.view.pairings[pairing.id]

    steps = [
        lambda: add_to(study.view, current(), more),
        lambda: set_relation(study.view, current(), "diverging"),
        lambda: set_memo(current(), "they part"),
        lambda: take_from(study.view, current(), [moments["p1"].id]),
        lambda: change(
            study.view,
            current(),
            moment_ids=[moments["t2"].id, moments["p1"].id],
            relation="complementary",
            memo="",
        ),
        lambda: unpair(current()),
    ]
    states = [study.view.pairings]
    for step in steps:
        edit: Edit | None = step()
        assert edit is not None
        study.do(edit, "Step")
        states.append(study.view.pairings)
    assert [dict(each).get(pairing.id) is None for each in states] == [False] * 6 + [True]
    assert states[4][pairing.id].moment_ids == (moments["t1"].id, *more)
    for before in reversed(states[:-1]):
        study.undo()
        assert study.view.pairings == before
    for after in states[1:]:
        study.redo()
        assert study.view.pairings == after


def test_a_party_is_never_left_out(study: OpenStudy, moments) -> None:
    pairing = paired(study, moments["t1"], moments["p1"], moments["p2"])
    with pytest.raises(UserError, match="no moment of the therapist"):
        take_from(study.view, pairing, [moments["t1"].id])


def test_deleting_the_last_moment_of_a_party_dissolves_the_pairing(
    study: OpenStudy, moments
) -> None:
    made = paired(study, moments["t1"], moments["t2"], moments["p1"])
    study.do(delete(study.view, moments["t2"]), "Delete")
    assert study.view.pairings[made.id].moment_ids == (moments["t1"].id, moments["p1"].id)
    study.undo()
    study.do(delete(study.view, moments["p1"]), "Delete")
    assert made.id not in study.view.pairings
    study.undo()
    assert study.view.pairings[made.id] == made


def test_what_is_shut_is_not_taken_for_missing(study: OpenStudy, moments) -> None:
    made = paired(study, moments["t1"], moments["t2"], moments["p1"], moments["p2"])
    view, p_text, t_text = study.view, moments["p1"].transcript_id, moments["t1"].transcript_id
    shut = replace(
        view,
        transcripts={key: each for key, each in view.transcripts.items() if key != p_text},
        moments={key: own for key, own in view.moments.items() if key != p_text},
        shut=frozenset({view.transcripts[p_text].account_id}),
    )
    pairing, _ = replacements(delete(shut, moments["t2"]))
    assert pairing.after == replace(
        made, moment_ids=tuple(moments[name].id for name in ("t1", "p1", "p2"))
    )
    assert isinstance(pairing.after, Pairing)
    alone = replace(shut, pairings={made.id: pairing.after})
    pairing, _ = replacements(delete(alone, moments["t1"]))
    assert pairing.after is None, "two of the party that is shut are no pairing either"
    assert t_text in shut.moments


def test_no_change_is_no_edit(study: OpenStudy, moments) -> None:
    pairing = paired(study, moments["t1"], moments["p1"], moments["p2"])
    turned = reversed(pairing.moment_ids)
    assert change(study.view, pairing, moment_ids=turned, relation="converging", memo="") is None
    assert add_to(study.view, pairing, [moments["p1"].id]) is None


def test_relations_in_use_are_offered(study: OpenStudy, moments) -> None:
    pairing = paired(study, moments["t1"], moments["p1"])
    view = replace(study.view, pairings={pairing.id: replace(pairing, relation="mirrored")})
    assert relations_of(view) == ("converging", "complementary", "diverging", "mirrored")
    assert set_relation(view, pairing, "mirrored").after == replace(pairing, relation="mirrored")
