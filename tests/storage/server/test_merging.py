"""Handed-out work that goes back to a study on a server, looked at here and beside."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.app.looking_beside import beside
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import added
from annotator.storage import merge
from annotator.storage.receiving import Look, looked_at
from tests.storage.making import WORDS, moment_in


@pytest.mark.parametrize("look", [looked_at, beside(1)], ids=["here", "beside"])
def test_work_comes_in_and_a_second_time_changes_nothing(lab: Any, tmp_path, look: Look) -> None:
    place = tmp_path / "work.iprwork"
    with lab.open(lab.pi) as pi:
        with_all = OpenStudy(pi)
        hand_out(with_all, AssignWish(round_name=place.parent.name, coder="Ane"), place, WORDS)
        with open_study(place, lambda: WORDS) as opened:
            work = opened.work
            assert work is not None
            made = [
                moment_in(lab.made, text, round_id=work.round_id, coder_id=work.coder_id, memo=memo)
                for text, memo in zip(lab.made.transcripts, ("a memo", "", "", ""), strict=False)
            ]
            opened.do(added(*made), "Mark")
            hand_in(opened)
        report = merge(pi, [place], lambda _: WORDS, look=look)
        assert [each.new for each in report.coders] == [{"moment": len(made)}]
        view = pi.view()
        assert [view.moment(each.id) for each in made] == made
        assert pi.check() == []
        again = merge(pi, [place], lambda _: WORDS, look=look)
        assert not again.changes
        assert again.coders[0].known >= len(made)
    with lab.open(lab.bo) as bo:
        assert bo.view(bo.of_coder).moment(made[0].id) is None
    with lab.open(lab.ane) as ane:
        assert ane.view(ane.of_coder).moment(made[0].id) == made[0]
