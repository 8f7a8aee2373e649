"""The study as plain values: judgements beside moments."""

from __future__ import annotations

from annotator.analysis.listing import matrix
from annotator.app.verbs.inspecting import matrix_text
from tests.analysis.agreement.judging import ALLIANCE, bins, judged_set, judgement, study


def test_judgements_are_counted_where_they_hang() -> None:
    own = [*bins("A", "d1s1p", "", "Denial"), *bins("B", "d1s1p", "")]
    cells = matrix(study(judged_set("bin", ("Denial",)), own))
    (row,) = cells["interviews"]
    assert row["judgements"] == {"A": 2, "B": 1}
    assert row["moments"] == {}
    assert cells["units"] == []
    assert "; judgements of A: 2, B: 1; done by A, B" in matrix_text(cells)


def test_whole_sessions_and_dyads_have_rows_of_their_own() -> None:
    own = [judgement(coder, f"d1s{n}", ratings={"Alliance": 2}) for coder in "AB" for n in (2, 1)]
    cells = matrix(study(judged_set("session", scales=(ALLIANCE,)), own, sessions=2))
    assert [(row["session"], row["unit"], row["judgements"]) for row in cells["units"]] == [
        (1, "session", {"A": 1, "B": 1}),
        (2, "session", {"A": 1, "B": 1}),
    ]
    assert "  D01  session 2  session as a whole, Judged, A: 1, B: 1" in matrix_text(cells)
