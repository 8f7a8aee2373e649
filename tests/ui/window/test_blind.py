"""Whoever turns blind has nobody else's moments left anywhere in the process."""

from __future__ import annotations

import gc

import pytest

from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.consensus import Decision
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from annotator.ui.window import Window
from tests.ui.window.conftest import shown_window


@pytest.fixture
def window(qapp, settings, tmp_path):
    """The sample study with everybody's work."""
    shown = shown_window(settings)
    shown.resize(1280, 800)
    shown.show_study(open_study(make_sample(tmp_path)))
    yield shown
    shown.close()


def of_others(window: Window, coder: Coder) -> set[str]:
    """Ids of what others made in the study."""
    assert window.study is not None
    view = window.study.view
    made: list[Moment | Decision] = [*view.all_moments(), *view.decisions.values()]
    return {each.id for each in made if each.coder_id != coder.id}


def alive(ids: set[str]) -> int:
    """How many of them are still there, among what the collector passes over too.

    That itself is not collected here: the window has to let go of it.
    """
    gc.collect()
    kinds = (Moment, Decision)
    gc.unfreeze()
    found = sum(isinstance(each, kinds) and each.id in ids for each in gc.get_objects())
    gc.freeze()
    return found


def passages(window: Window) -> int:
    assert window.desk is not None
    page = window.desk.page
    return page.agreement.passages.model.rowCount() + len(page.consensus.queue.model.all)


def search_and_count(window: Window, qtbot) -> None:
    """Has counts of everybody's codes on the screen."""
    assert window.desk is not None
    page = window.desk.page.moments
    window.show_tab("moments")
    page.table.selectAll()
    page.show_part("matrix")
    qtbot.wait_until(lambda: page.counts.model.rowCount() > 0, timeout=5000)
    page.show_part("table")


@pytest.mark.parametrize("from_tab", ["agreement", "consensus", "coding", "dyads", "moments"])
def test_nothing_of_others_is_left_after_turning_blind(window, from_tab, qtbot):
    assert window.study is not None
    for tab in ("moments", "dyads", "agreement", "consensus"):
        window.show_tab(tab)
        window.wait_for_comparison()
    search_and_count(window, qtbot)
    assert passages(window)
    window.show_tab(from_tab)
    coder = window.study.view.find_coder("RA-2")
    assert coder is not None
    theirs = of_others(window, coder)
    assert alive(theirs)
    window.see_as(coder.id)
    qtbot.wait_until(lambda: alive(theirs) == 0, timeout=5000)
    assert passages(window) == 0


def test_what_is_being_computed_when_somebody_turns_blind_is_not_kept(window, qtbot):
    assert window.study is not None
    window.show_tab("agreement")
    coder = window.study.view.find_coder("RA-2")
    assert coder is not None
    theirs = of_others(window, coder)
    window.see_as(coder.id)
    window.wait_for_comparison()
    qtbot.wait_until(lambda: alive(theirs) == 0, timeout=5000)
    assert "RA-2" in window.desk.page.agreement.why_not()
