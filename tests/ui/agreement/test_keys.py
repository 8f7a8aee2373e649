"""Real keys and presses in the agreement tab: every number opens the passages behind it."""

from __future__ import annotations

from math import isnan

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.meanings import meaning_of
from annotator.ui.agreement.asked_passages import AskedPassages
from tests.ui.agreement.conftest import Shown
from tests.ui.window.conftest import press_keys

RETURN, ENTER, DOWN, RIGHT = Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Right
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT_BUTTON = Qt.MouseButton.LeftButton


def listed(shown: Shown) -> list[Episode]:
    """The passages in the list, in its order."""
    model = shown.page.passages.model
    return [model.entry(row).episode for row in range(model.rowCount())]


def opened(shown: Shown, wanted: list[Episode], coefficient: str) -> None:
    """Asserts that these passages are listed, the largest chosen, the number explained."""
    panel = shown.page.passages
    assert set(map(id, listed(shown))) == set(map(id, wanted))
    differing = [each for each in wanted if each.kinds]
    entry = panel.entry()
    assert (entry is not None) == bool(wanted)
    if entry is not None and differing:
        assert entry.episode.size == max(each.size for each in differing)
    assert f"{len(differing)} disagreement" in panel.heading()
    meaning = meaning_of(coefficient)
    assert panel.explanation().startswith(f"{meaning.sign}: {meaning.says}")
    assert meaning.source in panel.explanation()


def focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert QApplication.focusWidget() is widget


def all_of(shown: Shown) -> list[Episode]:
    return list(shown.overview.episodes)


def test_keys_go_from_tab_to_tab(shown: Shown):
    assert shown.window.desk is not None
    page = shown.window.desk.page
    for key, tab in (
        (Qt.Key.Key_F2, "coding"),
        (Qt.Key.Key_F3, "agreement"),
        (Qt.Key.Key_F4, "consensus"),
        (Qt.Key.Key_F3, "agreement"),
    ):
        press_keys(key)
        assert page.tab == tab
        assert page.top.tabs.value == tab
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        assert page.isAncestorOf(focused)


def test_all_passages_are_open_at_first(shown: Shown):
    opened(shown, all_of(shown), shown.overview.headline[0].coefficient)
    assert shown.page.passages.heading().startswith("All passages")
    assert QApplication.focusWidget() is shown.page.passages.list


def test_every_card_can_be_reached(shown: Shown):
    numbers = shown.page.numbers
    wanted: list[QWidget] = [
        *numbers.headline,
        numbers.codes,
        numbers.matrix,
        numbers.drift,
        numbers.confusion.map,
        numbers.parts.table,
        numbers.basis.meanings,
        shown.page.passages.list,
    ]
    panes = [shown.page.panes()[0]]
    focus(numbers.headline[0])
    reached: list[QWidget | None] = [numbers.headline[0]]
    for _ in range(60):
        press_keys(Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    missing = [
        each.accessibleName() or type(each).__name__ for each in wanted if each not in reached
    ]
    assert missing == []
    focus(numbers.headline[0])
    for _ in range(7):
        press_keys(Qt.Key.Key_F6)
        panes.append(QApplication.focusWidget())  # type: ignore[arg-type]
    assert panes[:7] == shown.page.panes()
    assert panes[7] is panes[0]
    press_keys((Qt.Key.Key_F6, SHIFT))
    assert QApplication.focusWidget() is shown.page.passages.list


def test_a_headline(shown: Shown):
    for place in range(3):
        open_headline(shown, place)


def open_headline(shown: Shown, place: int) -> None:
    card, result = shown.page.numbers.headline[place], shown.overview.headline[place]
    kinds = {"bar_u_alpha": {"missed", "boundary"}, "gamma_cat": {"missed", "code"}}.get(
        result.coefficient
    )
    wanted = [e for e in all_of(shown) if kinds is None or kinds & set(e.kinds)]
    focus(card)
    press_keys(RETURN)
    opened(shown, wanted, result.coefficient)
    focus(shown.page.numbers.codes)
    press_keys(RETURN)
    QTest.mouseClick(card, LEFT_BUTTON, pos=QPoint(12, 12))
    opened(shown, wanted, result.coefficient)
    assert card.value() == f"{result.value:.2f}".removeprefix("0")


def test_a_code(shown: Shown):
    table, rows = shown.page.numbers.codes, shown.overview.codes
    focus(table)
    press_keys((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier))
    for place, row in enumerate(rows):
        assert table.currentIndex().row() == place
        press_keys(RETURN)
        wanted = [e for e in all_of(shown) if row.code_id in e.codes]
        opened(shown, wanted, row.main.coefficient)
        assert shown.page.passages.heading().startswith(row.name)
        press_keys(DOWN)
    index = table.rows.index(1, 2)
    QTest.mouseClick(table.viewport(), LEFT_BUTTON, pos=table.visualRect(index).center())
    opened(shown, [e for e in all_of(shown) if rows[1].code_id in e.codes], "gamma_k")


def test_a_pair_of_coders(shown: Shown):
    matrix = shown.page.numbers.matrix
    focus(matrix)
    before = listed(shown)
    press_keys(RETURN)  # a coder with herself is no number
    assert listed(shown) == before
    press_keys(RIGHT, RETURN)
    wanted = AskedPassages(title="", coefficient="", pair=("RA-1", "RA-2"))
    opened(shown, wanted.passages(shown.overview), "bar_u_alpha")
    assert all(each.kinds for each in listed(shown))
    assert shown.page.passages.heading().startswith("RA-1 and RA-2")
    shown.page.numbers.ensureWidgetVisible(matrix)
    QTest.mouseClick(matrix, LEFT_BUTTON, pos=matrix.rect_of(1, 0).center().toPoint())
    assert shown.page.passages.heading().startswith("RA-2 and RA-1")


def test_a_cell_of_the_confusion(shown: Shown):
    card = shown.page.numbers.confusion
    focus(card.map)
    table = shown.overview.confusions["RA-1", "RA-2"]
    codes = shown.overview.compared.code_set.codes
    used = [n for n in range(len(codes)) if table[n].sum() + table[:, n].sum()]
    for place, code in enumerate(used):
        press_keys(RETURN)
        both = (codes[code].id, codes[code].id)
        wanted = AskedPassages(title="", coefficient="", pair=("RA-1", "RA-2"), cell=both)
        if table[code, code]:
            opened(shown, wanted.passages(shown.overview), "gamma_cat")
            name = codes[code].name
            assert shown.page.passages.heading().startswith(f"RA-1 {name}, RA-2 {name}")
        assert card.map.cell(place, place).text == f"{table[code, code]:.0f}"
        press_keys(DOWN, RIGHT)
    assert not card.map.cell(len(used), len(used)).said
    press_keys(Qt.Key.Key_Up)
    shown.page.numbers.ensureWidgetVisible(card.map)
    last = len(used)
    QTest.mouseClick(card.map, LEFT_BUTTON, pos=card.map.rect_of(0, last).center().toPoint())
    missed = (codes[used[0]].id, None)
    asked = AskedPassages(title="", coefficient="", pair=("RA-1", "RA-2"), cell=missed)
    opened(shown, asked.passages(shown.overview), "gamma_cat")
    assert listed(shown)


def test_a_point_of_the_drift(shown: Shown):
    chart = shown.page.numbers.drift
    focus(chart)
    coder = "RA-1"
    for point in shown.overview.drift[coder]:
        assert chart.accessibleDescription().startswith(
            f"{coder} with the others on {point.document}"
        )
        press_keys(RETURN)
        wanted = [e for e in all_of(shown) if e.document.name == point.document]
        opened(shown, wanted, shown.overview.drift_coefficient)
        press_keys(RIGHT)
    press_keys(DOWN, ENTER)
    second = shown.overview.drift["RA-2"][-1]
    assert shown.page.passages.heading().startswith(second.document)
    QTest.mouseClick(chart, LEFT_BUTTON, pos=chart.point_at(1, 2).toPoint())
    third = shown.overview.drift["RA-2"][2]
    opened(shown, [e for e in all_of(shown) if e.document.name == third.document], "bar_u_alpha")


def test_a_part(shown: Shown):
    parts = shown.page.numbers.parts
    for by in ("dyad", "account", "session"):
        if by != "dyad":
            button = next(
                each
                for each in parts.by.findChildren(QWidget)
                if each.property("text") == by.capitalize()
            )
            shown.page.numbers.ensureWidgetVisible(button)
            QTest.mouseClick(button, LEFT_BUTTON)
        focus(parts.table)
        press_keys((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier))
        for part in shown.overview.parts[by]:
            press_keys(RETURN)
            wanted = AskedPassages(title="", coefficient="", part=(by, part.name))
            opened(shown, wanted.passages(shown.overview), shown.overview.headline[0].coefficient)
            assert shown.page.passages.heading().startswith(part.name)
            press_keys(DOWN)


def test_steps_and_the_text(shown: Shown):
    """J and K step wherever the keys are; Return opens the text with both coders' marks."""
    panel, desk = shown.page.passages, shown.window.desk
    assert desk is not None
    focus(shown.page.numbers.matrix)
    press_keys("j", "j", "k")
    assert panel.list.currentIndex().row() == 1
    panel.list.setFocus()
    while (entry := panel.entry()) is not None and len(entry.episode.moments) < 2:
        press_keys("j")
    assert entry is not None
    episode = entry.episode
    press_keys(RETURN)
    assert desk.page.tab == "coding"
    transcript = episode.document.transcript
    text = desk.page.columns.in_hand
    assert text is not None
    assert text.account_id == transcript.account_id
    session = desk.view.accounts[transcript.account_id].session_id
    assert desk.session_id == session
    marks = {each.id for each in desk.view.moments_of(transcript.id).values()}
    assert {moment.id for _, moment in episode.moments} <= marks
    assert desk.study.seen_by is None  # everybody's marks are loaded
    press_keys(Qt.Key.Key_F3)
    again = panel.entry()
    assert again is not None
    assert again.episode is episode


def test_a_passage_goes_to_the_consensus_tab(shown: Shown):
    panel, desk = shown.page.passages, shown.window.desk
    assert desk is not None
    press_keys("j", "j")
    entry = panel.entry()
    assert entry is not None
    QTest.mouseClick(panel.to_settle, LEFT_BUTTON)
    assert desk.page.tab == "consensus"
    chosen = desk.page.consensus.entry
    assert chosen is not None
    assert chosen.key == entry.key


def test_tooltips_of_cells(shown: Shown, monkeypatch: pytest.MonkeyPatch):
    shown_tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: shown_tips.append(text))
    numbers = shown.page.numbers
    result = shown.overview.matrix["RA-1", "RA-2"]
    cells = ((numbers.matrix, 0, 1), (numbers.confusion.map, 0, 0))
    for heat, row, column in cells:
        at = heat.rect_of(row, column).center().toPoint()
        QApplication.sendEvent(heat, QHelpEvent(QHelpEvent.Type.ToolTip, at, heat.mapToGlobal(at)))
        assert heat.cell(row, column).said in shown_tips[-1]
    assert not isnan(result.value)
    assert f"{result.value:.2f}".removeprefix("0") in numbers.matrix.cell(0, 1).said
    table = shown.overview.confusions["RA-1", "RA-2"]
    first = int(table.diagonal().nonzero()[0][0])
    said = numbers.confusion.map.cell(0, 0).said
    assert said.endswith(f"{table[first, first]:.0f} characters")
    assert "RA-1" in said
    assert "RA-2" in said


def test_no_key_of_the_coding_tab_changes_anything_here(shown: Shown):
    """Alt+Right, Ctrl+T, X, Ctrl+Return and letters act on what cannot be seen here."""
    desk = shown.window.desk
    assert desk is not None
    press_keys(Qt.Key.Key_F2)
    press_keys("j", "j")  # a moment is chosen in the coding tab
    ctrl, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    for tab in (Qt.Key.Key_F3, Qt.Key.Key_F4):
        press_keys(tab)
        before = desk.view
        press_keys((RETURN, ctrl), (RIGHT, alt), (Qt.Key.Key_T, ctrl), (Qt.Key.Key_P, ctrl))
        assert desk.view is before
    press_keys(Qt.Key.Key_F3, "x", "h", "3", "n")
    assert desk.view is before
