"""The tabs of the top bar: what has no room is under More, the tab in hand never."""

from __future__ import annotations

from annotator.ui.segments import Choice
from annotator.ui.tab_row import TabRow
from annotator.ui.theme import Look

NAMES = ("coding", "dyads", "agreement", "consensus", "overview", "codebook", "moments")


def standing(row: TabRow) -> list[str]:
    return [each for each in NAMES if not row.button(each).isHidden()]


def folded(row: TabRow) -> list[str]:
    return [str(each.data()) for each in row.more.choices.actions()]


def test_tabs_fold_from_the_end_and_open_again(look: Look):
    row = TabRow(look, [Choice(each, each.capitalize()) for each in NAMES])
    row.show_value("coding")
    assert standing(row) == list(NAMES)
    for width in range(2_000, 100, -40):
        row.fit(width)
        assert standing(row) + folded(row) == list(NAMES)
        assert row.sizeHint().width() <= max(width, row.least_width())
        assert row.more.isHidden() == (not folded(row))
    assert standing(row) == ["coding", "dyads"]
    row.show_value("moments")
    assert standing(row) == ["coding", "moments"]
    heard: list[object] = []
    row.chosen.connect(heard.append)
    row.more.choices.actions()[0].trigger()
    assert heard == ["dyads"]
    row.offer_only(["coding", "moments"])
    assert (standing(row), row.more.isHidden()) == (["coding", "moments"], True)
