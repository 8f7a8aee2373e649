"""Preferences and keys of one's own, with real keys in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from annotator.app import settings as settings_file
from annotator.app.actions import put_in_force
from annotator.app.actions.keymap import Keymap
from annotator.app.settings import Settings
from annotator.domain.codebook import Codebook
from annotator.domain.edits import added
from annotator.domain.round import Coder
from annotator.ui.dialogs.edit_keys import KeysSheet
from annotator.ui.dialogs.keys import KeyListSheet, keys_sheet
from annotator.ui.dialogs.preferences import PreferencesSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import DARK, LIGHT, Look
from annotator.ui.transcript.keys import ACTS, EXTENDS, MOVES, SHIFTED_ACTS, STEPS
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PREFERENCES, EDIT_KEYS = (Qt.Key.Key_P, ALT), (Qt.Key.Key_F1, ALT)
TAB, RETURN, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
MISTAKES = (
    ("ø", Qt.Key.Key_Ooblique, NONE, "ø"),
    ("Å", Qt.Key.Key_Aring, SHIFT, "Å"),
    ("dead", Qt.Key.Key_Dead_Circumflex, NONE, ""),
    ("copy", Qt.Key.Key_C, CTRL, "\x03"),
    ("sentence", Qt.Key.Key_Up, ALT | SHIFT, ""),
    ("comma", Qt.Key.Key_Comma, CTRL, ","),
    ("plus", Qt.Key.Key_Plus, SHIFT, "+"),
)
RIGHT, DOWN = Qt.Key.Key_Right, Qt.Key.Key_Down


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    put_in_force(Keymap())


def in_next_sheet(act: Callable[[Sheet], object]) -> list[str]:
    """Acts in the sheet that comes up next; gives its title once it has."""
    seen: list[str] = []

    def look() -> None:
        sheet = QApplication.activeModalWidget()
        if not isinstance(sheet, Sheet) or not sheet.isActiveWindow():
            QTimer.singleShot(5, look)
            return
        seen.append(sheet.windowTitle())
        act(sheet)

    QTimer.singleShot(0, look)
    return seen


def go_back(window: Window) -> None:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert window.desk is not None
    next(window.desk.page.columns.texts()).text.setFocus()


def test_a_look_shows_at_once_and_goes_again_on_no(window: Window, settings: Settings):
    go_back(window)
    assert window.desk is not None
    text = next(window.desk.page.columns.texts()).text
    line = text.page.measures.line

    def try_dark(sheet: Sheet) -> None:
        press_keys(RIGHT, RIGHT, Qt.Key.Key_Space)  # from the desktop's to dark
        assert window.look.theme is DARK
        assert isinstance(sheet, PreferencesSheet)
        sheet.line_height.setFocus()
        press_keys(DOWN)  # 1.6 to 1.8
        assert text.page.measures.line > line
        press_keys(ESCAPE)

    assert in_next_sheet(try_dark) == []
    press_keys(PREFERENCES)
    assert window.look.theme is LIGHT
    assert text.page.measures.line == line
    assert (settings.scheme, settings.line_height) == ("light", 1.6)
    assert settings_file.load().line_height == 1.6

    def keep_it(sheet: Sheet) -> None:
        assert isinstance(sheet, PreferencesSheet)
        sheet.reading_percent.setFocus()
        press_keys(DOWN, RETURN)  # 100 to 110 %

    go_back(window)
    in_next_sheet(keep_it)
    press_keys(PREFERENCES)
    assert settings_file.load().reading_percent == 110
    assert window.look.percent == 100
    assert text.page.measures.line == round(window.look.reading_px(15) * 1.6) > line


def test_the_size_of_a_coder_stays_on_no(window: Window, settings: Settings):
    go_back(window)
    window.look.show_percent(150)  # as the coder's own arrangement has it

    def look_only(sheet: Sheet) -> None:
        assert isinstance(sheet, PreferencesSheet)
        assert sheet.choice().percent == 150
        press_keys(ESCAPE)

    in_next_sheet(look_only)
    press_keys(PREFERENCES)
    assert (window.look.percent, settings.percent) == (150, 100)


def test_studies_are_forgotten_for_good_once_that_is_kept(window: Window, settings: Settings):
    go_back(window)
    assert settings.recent != []

    def untick(*keys: object) -> Callable[[Sheet], None]:
        def go(sheet: Sheet) -> None:
            assert isinstance(sheet, PreferencesSheet)
            sheet.remember.setFocus()
            press_keys(Qt.Key.Key_Space, *keys)  # type: ignore[arg-type]

        return go

    in_next_sheet(untick(ESCAPE))
    press_keys(PREFERENCES)
    assert settings_file.load().recent == settings.recent != []
    go_back(window)
    in_next_sheet(untick(RETURN))
    press_keys(PREFERENCES)
    kept = settings_file.load()
    assert (kept.recent, kept.remember_recent) == ([], False)
    settings.opened(Path("another.iprstudy"))
    assert settings.recent == []


def test_a_key_is_changed_taken_from_another_and_named_everywhere(window: Window):
    go_back(window)
    assert window.desk is not None
    desk = window.desk

    def take_ctrl_b(sheet: Sheet) -> None:
        assert isinstance(sheet, KeysSheet)
        press_keys("columns level", Qt.Key.Key_Backspace)  # nothing is called so
        assert sheet.said.text() == "No action has these words."
        press_keys((Qt.Key.Key_A, CTRL), "align", TAB, TAB)
        press_keys("q")
        assert "belongs to the codes" in sheet.said.text()
        assert not sheet.give.isEnabled()
        press_keys((Qt.Key.Key_B, CTRL))
        assert sheet.said.text() == "Ctrl+B belongs to “Stop here”."
        assert sheet.give.text() == "Take it from there"
        press_keys(RETURN)
        assert sheet.said.text() == (
            "“Align by session clock” has Ctrl+B. "
            "“Stop here” has no key now: the palette (Ctrl+K) finds it."
        )
        sheet.yes.setFocus()
        press_keys(RETURN)

    in_next_sheet(take_ctrl_b)
    press_keys(EDIT_KEYS)
    go_back(window)
    press_keys((Qt.Key.Key_B, CTRL))
    assert desk.page.aligning.is_on
    assert desk.page.banner.text().endswith("(Ctrl+B).")
    go_back(window)
    press_keys((Qt.Key.Key_L, CTRL))  # its former key does nothing now
    assert desk.page.aligning.is_on
    assert settings_file.load().keys == {"align": ["Ctrl+B"]}
    rows = dict(row for each in keys_sheet(window.look, None, Codebook(id="", number=0)).shown
                for row in each.rows)  # fmt: skip
    assert rows["Align by session clock"] == "Ctrl+B"
    assert "Stop here" not in rows


def test_a_changed_key_of_the_palette_stands_in_the_bar_and_in_tips(window: Window):
    assert window.desk is not None
    top, status = window.desk.page.top, window.desk.page.status
    keymap = Keymap().given("palette", ["Ctrl+P"]).given("tab_dyads", ["Alt+2"])
    window.appearance.show_keys(keymap)
    assert top.search.toolTip() == "Find anything (Ctrl+P)"
    assert top.search._key.text() == "Ctrl P"
    assert top.tabs.button("dyads").toolTip() == "Dyads (Alt+2)"
    assert "Ctrl+P everything" in status._hints.text()
    go_back(window)
    press_keys((Qt.Key.Key_P, CTRL))
    assert window.palette_box.isVisible()
    window.appearance.show_keys(Keymap())
    assert top.search.toolTip() == "Find anything (Ctrl+K)"


def test_whatever_is_pressed_by_mistake_is_told(window: Window):
    """Letters of a Norwegian keyboard, half letters of a German one, keys of the text, no key."""
    told: dict[str, str] = {}
    can: list[str] = []
    given: list[str] = []

    def press_much(sheet: Sheet) -> None:
        assert isinstance(sheet, KeysSheet)
        sheet.choose("align")
        sheet.field.setFocus()
        press_keys(RETURN)
        told["nothing"] = sheet.said.text()
        for name, key, modifiers, text in MISTAKES:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(sheet.field, QKeyEvent(kind, key, modifiers, text))
            told[name] = sheet.said.text()
            if sheet.give.isEnabled():
                can.append(name)
        press_keys(RETURN)
        told["given"] = sheet.said.text()
        given.extend(sheet.keymap.keys("align"))
        sheet.reject()

    in_next_sheet(press_much)
    go_back(window)
    press_keys(EDIT_KEYS)
    assert (can, given) == (["comma", "plus"], ["+"])
    assert told == {
        "nothing": "Press the new key first, then Return.",
        "ø": "Ø belongs to the codes: a letter alone codes, with Shift it adds.",
        "Å": "Shift+Å belongs to the codes: a letter alone codes, with Shift it adds.",
        "dead": "That is half of a letter or a key of the desktop: press another one.",
        "copy": "Ctrl+C belongs to “Copy with the source”, which keeps its keys.",
        "sentence": "Alt+Shift+Up moves, writes or presses wherever you type: it stays as it is.",
        "comma": "Ctrl+, belongs to “Settings of the study”.",
        "plus": "“Align by session clock” has Ctrl+L.",
        "given": "“Align by session clock” has +.",
    }


def test_no_key_of_the_text_can_be_given_away(qapp):
    """What the text takes would never reach an action: it would be dead there."""
    pressed = [*MOVES, *STEPS, *ACTS]
    pressed += [(key, own | SHIFT) for key, own in (*MOVES, *STEPS, *EXTENDS, *SHIFTED_ACTS)]
    for key, modifiers in pressed:
        written = QKeySequence(int(key) | modifiers.value).toString(
            QKeySequence.SequenceFormat.PortableText
        )
        clash = Keymap().clash("align", written)
        assert clash is not None, written
        assert clash.other_id == "", written


def test_the_model_of_keys_is_sound(qapp):
    sheet = KeysSheet(Look(), None, Keymap())
    tester = QAbstractItemModelTester(
        sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for words in ("undo", "nothing at all", "ctrl+shift", ""):
        sheet.filter.setText(words)
    sheet.choose("undo")
    sheet.field.put("Alt+Z")
    sheet._give()
    assert tester.model() is sheet.model
    assert sheet.model.index(sheet.model.row_of("undo"), 2).data() == "Alt+Z ●"
    sheet.field.put("Alt+Y")
    sheet._give(adds=True)
    assert sheet.keymap.keys("undo") == ("Alt+Z", "Alt+Y")
    sheet._usual()
    assert sheet.keymap == Keymap()


def test_keys_go_to_another_machine(qapp, tmp_path: Path):
    first, second = KeysSheet(Look(), None, Keymap()), KeysSheet(Look(), None, Keymap())
    first.choose("undo")
    first.field.put("Alt+Z")
    first._give()
    first.export_to(tmp_path / "keys.json")
    second.import_from(tmp_path / "keys.json")
    assert second.keymap == first.keymap
    (tmp_path / "keys.json").write_text("no keys", encoding="utf-8")
    second.import_from(tmp_path / "keys.json")
    assert "holds no keys" in second.problem()
    assert second.keymap == first.keymap


def test_the_sheet_of_keys_finds_and_prints(qapp, look: Look, tmp_path: Path):
    put_in_force(Keymap().given("undo", ["Alt+Z"]))
    sheet = KeyListSheet(look, None, Codebook(id="", number=0))
    sheet.filter.setText("undo")
    assert [each.rows for each in sheet.shown] == [(("Undo", "Alt+Z"),)]
    sheet.filter.setText("xyzzy")
    assert sheet.shown == []
    assert sheet._none.isVisibleTo(sheet)
    sheet.save_to(tmp_path / "keys.html")
    page = (tmp_path / "keys.html").read_text(encoding="utf-8")
    assert "<td>Undo</td><td>Alt+Z</td>" in page
    sheet.save_to(tmp_path / "none" / "keys.html")
    assert sheet.problem()


def test_columns_are_kept_by_study_and_coder(window: Window, settings: Settings, study):
    assert window.desk is not None
    page = window.desk.page
    study.do(added(Coder(id="second", name="RA-3")), "Add a coder")
    window.commands.run("timeline_panel")
    window.appearance.show_percent(110)
    page._across.setSizes([260, 700, 320])
    widths = page._across.sizes()
    window.see_as("second")
    QApplication.processEvents()
    assert page.timeline.isHidden() is False
    page._across.setSizes([300, 700, 260])
    window.appearance.show_percent(90)
    window.see_as("coder")
    QApplication.processEvents()
    assert window.look.percent == 110
    assert page.timeline.isHidden()
    assert page._across.sizes() == widths
    window.keep_place()
    window.keep_settings()
    again = settings_file.load()
    assert again.arrangements == settings.arrangements
    kept = again.arrangement(study.view.study.id, "coder")
    assert (kept.percent, kept.panels) == (110, {"timeline": False})
    assert kept.splitters["across"] == widths
