"""The feedback sheet tells a coder what differs from the consensus, and nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.episodes import Episode, episodes
from annotator.app.open_study import OpenStudy
from annotator.app.verbs import moments
from annotator.app.verbs.feedback import Feedback, feedback
from annotator.app.verbs.settling import NewMoment, settle, settle_agreed
from annotator.domain.errors import UserError
from tests.app.coded import PATIENT, done, make_study, mark


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Five disagreements, all but the last settled, and one passage that is agreed on."""
    with make_study(tmp_path / "told.iprstudy", [PATIENT]) as opened:
        for coder in "AB":
            mark(opened, coder, 24, 30, "Shame")
        mark(opened, "A", 34, 42, "Shame", ratings={"Intensity": 2})
        mark(opened, "B", 31, 42, "Distance", ratings={"Intensity": 5})
        mark(opened, "B", 45, 50, "Distance")
        mark(opened, "A", 52, 58, "Shame")
        mark(opened, "A", 63, 70, "Shame")
        mark(opened, "B", 63, 78, "Shame")
        mark(opened, "A", 103, 117, "Distance")
        done(opened, "A", "B")
        agreed = settle_agreed(opened.view, found(opened), "PI")
        assert agreed is not None
        opened.do(agreed, "Settle")
        settled: dict[int, dict[str, Any]] = {
            31: {"choice": "take", "coder": "B", "reason": "she keeps away"},
            45: {"choice": "take", "coder": "B"},
            52: {"choice": "leave out", "reason": "no shame is named"},
            63: {"choice": "take", "coder": "A"},
        }
        for start, more in settled.items():
            episode = next(each for each in found(opened) if each.start == start)
            coder = more.pop("coder", None)
            taken = dict(episode.moments)[coder].id if coder else None
            edit = settle(opened.view, episode, taken=taken, decided_by="PI", **more)
            opened.do(edit, "Settle")
        yield opened


def found(study: OpenStudy) -> tuple[Episode, ...]:
    return episodes(compare(study.view))


def told(study: OpenStudy, coder: str, *, with_text: bool = False) -> Feedback:
    compared = compare(study.view)
    return feedback(study.view, compared, episodes(compared), coder, with_text=with_text)


def rows(own: Feedback) -> list[dict[str, Any]]:
    names = [column.name for column in own.passages.columns]
    return [dict(zip(names, row, strict=True)) for row in own.passages.rows]


def test_each_settled_disagreement_stands_against_the_coders_own_work(study: OpenStudy) -> None:
    other, missed, added, right = rows(told(study, "A"))
    assert other["kind"] == "code|boundary|rating"
    assert (other["codes"], other["consensus_codes"]) == ("Shame", "Distance")
    assert (other["start"], other["end"]) == (34, 42)
    assert (other["start_shift"], other["end_shift"]) == (3, 0)
    assert other["rating_differences"] == "Intensity -3"
    assert other["reason"] == "she keeps away"
    assert other["session_start_ms"] == 750_000
    assert (missed["kind"], missed["codes"], missed["consensus_codes"]) == (
        "missed",
        None,
        "Distance",
    )
    assert (missed["start"], missed["end"]) == (45, 50)
    assert (added["kind"], added["codes"], added["consensus_codes"]) == ("added", "Shame", None)
    assert added["reason"] == "no shame is named"
    assert (right["kind"], right["start_shift"], right["end_shift"]) == ("as settled", 0, 0)
    assert {row["dyad"] for row in rows(told(study, "A"))} == {"D07"}


def test_counts_are_those_of_the_passages_and_of_each_code(study: OpenStudy) -> None:
    own, theirs = told(study, "A"), told(study, "B")
    assert own.counts == {
        "missed": 1,
        "added": 1,
        "code": 1,
        "boundary": 1,
        "rating": 1,
        "as settled": 1,
    }
    assert theirs.counts == {
        "missed": 0,
        "added": 0,
        "code": 0,
        "boundary": 1,
        "rating": 0,
        "as settled": 2,  # that A had a moment at 52 is not B's to know
    }
    assert own.waiting == theirs.waiting == 1
    # Shame: agreed on once, right at 63, added at 34 and 52. Distance: missed at 31 and 45.
    assert own.codes.rows == (("Shame", 2, 0, 2), ("Distance", 0, 2, 0))
    assert theirs.codes.rows == (("Shame", 2, 0, 0), ("Distance", 2, 0, 0))
    [shifted] = [row for row in rows(theirs) if row["kind"] == "boundary"]
    assert (shifted["start_shift"], shifted["end_shift"]) == (0, 8)


def test_quotes_stand_in_it_only_when_asked_for(study: OpenStudy) -> None:
    assert "quote" not in rows(told(study, "A"))[0]
    text = next(iter(study.view.transcripts.values())).text
    _, missed, added, _ = rows(told(study, "A", with_text=True))
    assert (missed["quote"], missed["consensus_quote"]) == (None, text[45:50])
    assert (added["quote"], added["consensus_quote"]) == (text[52:58], None)


def test_what_another_coder_had_and_lost_is_not_told(study: OpenStudy) -> None:
    """A's moment at 52 was left out: its place would tell B of it."""
    assert [row["start"] for row in rows(told(study, "B"))] == [31, 45, 63]
    assert "no shame is named" not in str(told(study, "B", with_text=True))
    assert 52 in [row["start"] for row in rows(told(study, "A"))]


def test_what_was_changed_since_is_marked(study: OpenStudy) -> None:
    assert not any(row["changed"] for row in rows(told(study, "A")))
    own = next(m for m in study.view.all_moments() if (m.start, m.end) == (63, 78))
    study.do(moments.move_ends(study.view, own, 63, 77), "Move")
    assert [row["changed"] for row in rows(told(study, "A"))] == [0, 0, 0, 1]


def test_white_space_at_the_ends_is_no_shift(study: OpenStudy) -> None:
    text = next(iter(study.view.transcripts.values())).text
    last = next(each for each in found(study) if each.start == 103)
    gap = next(p for p in range(113, len(text)) if text[p].isspace())
    distance = dict(last.moments)["A"].codes
    new = NewMoment(start=103, end=gap, codes=distance)
    study.do(settle(study.view, last, "new", new=new, decided_by="PI"), "Settle")
    own = dict(last.moments)["A"]
    study.do(moments.move_ends(study.view, own, 103, gap + 1), "Move")
    assert rows(told(study, "A"))[-1]["kind"] == "as settled"


def test_a_coder_who_is_not_compared_is_told_nothing(study: OpenStudy) -> None:
    for name in ("Z", "Consensus"):
        with pytest.raises(UserError, match=f"no coder '{name}' in round open"):
            told(study, name)
