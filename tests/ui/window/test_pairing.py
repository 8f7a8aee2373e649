"""Pairing and the dyadic table by real keys, from coding two accounts to the export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.analysis.dyads.pairing_table import pairing_table
from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.asking import Asking
from annotator.ui.counterpart import CounterpartCard
from annotator.ui.desk import Desk
from annotator.ui.dialogs.export import ExportSheet
from annotator.ui.dialogs.pairing import PairingSheet, offers_of
from annotator.ui.dialogs.pairing_table import PairingTableQuestion, PairingTableSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pairing_offers import OffersModel
from annotator.ui.pairing_table_model import COLUMNS, PairingTableModel, cell_text
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments, press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

pytestmark = pytest.mark.usefixtures("words_leave")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)
TABLE, EXPORT = (Qt.Key.Key_L, CTRL | SHIFT), (Qt.Key.Key_E, CTRL)
RETURN, SPACE, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Escape
Act = Callable[[Sheet], object]


def code_turn(press: Keys, turn: int, key: str) -> None:
    """Codes a turn of the column in hand."""
    press((Qt.Key.Key_Home, CTRL), *[(Qt.Key.Key_Down, CTRL)] * turn, RETURN, key)


@pytest.fixture
def coded(desk: Desk, press: Keys) -> dict[str, str]:
    """Ids of moments by party and turn, coded by keys in both accounts."""
    for turn, key in ((1, "h"), (3, "s"), (4, "n"), (5, "d")):
        code_turn(press, turn, key)
    press(Qt.Key.Key_F6)
    text = desk.page.columns.in_hand
    assert text is not None
    assert text.account_id == "patient"
    for turn, key in ((0, "h"), (2, "s"), (4, "c"), (5, "d")):
        code_turn(press, turn, key)
    press((Qt.Key.Key_F6, SHIFT))
    names = {"text-therapist": "t", "text-patient": "p"}
    return {
        names[each.transcript_id]
        + str(desk.view.transcripts[each.transcript_id].turn_at(each.start)): each.id
        for each in moments(desk)
    }


def in_next(window: Window, keys: tuple[object, ...], act: Act) -> str:
    """Presses keys that open a sheet, and acts in it; gives its title, empty without one."""
    seen = in_sheet(act)
    press_keys(*keys)  # type: ignore[arg-type]
    go_back(window)
    return "".join(seen)


def press_in(sheet: Sheet, *keys: str | Qt.Key) -> None:
    """Presses keys where the sheet has its focus, whether or not the desktop has made it active."""
    for key in keys:
        focused: QWidget | None = sheet.focusWidget()
        if isinstance(key, str):
            QTest.keyClicks(focused or sheet, key)
        else:
            QTest.keyClick(focused or sheet, key)
        QApplication.processEvents()


def tick(sheet: Sheet, *moment_ids: str) -> None:
    """Goes down the list by keys and ticks these."""
    assert isinstance(sheet, PairingSheet)
    assert sheet.focusWidget() is sheet.list
    for moment_id in moment_ids:
        press_in(sheet, Qt.Key.Key_Home)
        for _ in range(sheet.list.offers.rowCount()):
            if sheet.list.currentIndex().data(Qt.ItemDataRole.UserRole + 1).moment_id == moment_id:
                break
            press_in(sheet, Qt.Key.Key_Down)
        press_in(sheet, SPACE)


def pair_by_keys(window: Window, desk: Desk, moment_id: str, others: list[str], digit: str) -> None:
    """L, ticks, a relation's digit, Return."""
    desk.choose_moment(moment_id)

    def act(sheet: Sheet) -> None:
        tick(sheet, *others)
        press_in(sheet, digit, RETURN)

    assert in_next(window, ("l",), act) == "Pair"


def sets(view: StudyView) -> dict[frozenset[str], str]:
    """Relations by the moments that they join."""
    return {frozenset(each.moment_ids): each.relation for each in view.pairings.values()}


def test_journey(
    window: Window, desk: Desk, press: Keys, coded: dict[str, str], study_file: Path
) -> None:
    """Two accounts coded, three pairings, three relations, one to many, one left alone."""
    Asking(window)
    assert set(coded) == {"t1", "t3", "t4", "t5", "p0", "p2", "p4", "p5"}
    states = [desk.view.pairings]
    for own, others, digit in (
        ("t1", ["p0"], "1"),
        ("t3", ["p2", "p4"], "2"),
        ("t5", ["p5"], "3"),
    ):
        pair_by_keys(window, desk, coded[own], [coded[each] for each in others], digit)
        states.append(desk.view.pairings)
    wanted = {
        frozenset({coded["t1"], coded["p0"]}): "converging",
        frozenset({coded["t3"], coded["p2"], coded["p4"]}): "complementary",
        frozenset({coded["t5"], coded["p5"]}): "diverging",
    }
    assert sets(desk.view) == wanted
    assert {each.session_id for each in desk.view.pairings.values()} == {"session-3"}
    for before in reversed(states[:-1]):
        press(UNDO)
        assert desk.view.pairings == before
    for after in states[1:]:
        press(REDO)
        assert desk.view.pairings == after

    [alone] = [each for each in pairing_table(desk.view, "coder") if each.one_sided]
    assert (alone.one_sided, alone.moment_ids) == ("therapist", (coded["t4"],))
    for name, said in (("t4", True), ("t5", False)):
        desk.choose_moment(coded[name])
        labels = desk.page.inspector.findChildren(QLabel)
        shown = [
            each for each in labels if each.text().startswith("One-sided") and each.isVisible()
        ]
        assert bool(shown) == said

    def export(sheet: Sheet) -> None:
        assert isinstance(sheet, ExportSheet)
        sheet.with_text.setFocus()
        press_in(sheet, SPACE, RETURN)

    assert in_next(window, (EXPORT,), export) != ""
    window.close_study()
    with open_study(study_file, coder="RA-2") as again:
        assert sets(again.view) == wanted
    with (study_file.parent / "small tables" / "pairings.csv").open(encoding="utf-8-sig") as file:
        rows = {row["relation"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"converging", "complementary", "diverging"}
    many = rows["complementary"]
    assert many["patient_moments"].split("|") == [coded["p2"], coded["p4"]]
    assert (many["therapist_start_ms"], many["therapist_end_ms"]) == ("750000", "768000")
    assert (many["patient_start_ms"], many["patient_end_ms"]) == ("750000", "768000")
    assert many["therapist_quotes"].startswith("She laughed, and I laughed with her")
    assert [each[:9] for each in many["patient_quotes"].split("|")] == ["I laughed", "No. I don"]
    assert {row["coder"] for row in rows.values()} == {"RA-2"}


def test_a_pairing_is_changed_and_dissolved_from_either_side(
    window: Window, desk: Desk, press: Keys, coded: dict[str, str]
) -> None:
    pair_by_keys(window, desk, coded["t3"], [coded["p2"]], "1")
    [made] = desk.view.pairings.values()
    desk.choose_moment(coded["p2"])

    def change(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingSheet)
        assert sheet.list.offers.ticked() == (coded["t3"],)
        tick(sheet, coded["t4"])
        press_in(sheet, "3", TAB)
        press_in(sheet, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
        assert sheet.focusWidget() is sheet.memo
        press_in(sheet, "they part", RETURN)

    assert in_next(window, ("l",), change) == "Pairing"
    [changed] = desk.view.pairings.values()
    assert (changed.id, changed.relation, changed.memo) == (made.id, "diverging", "they part")
    assert set(changed.moment_ids) == {coded["t3"], coded["p2"], coded["t4"]}
    cards = [each for each in desk.page.inspector.findChildren(CounterpartCard) if each.isVisible()]
    assert {each.accessibleName().split(",")[0] for each in cards} == {
        "Counterpart: Diverging · therapist"
    }

    def dissolve(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingSheet)
        sheet.dissolve.setFocus()
        press_in(sheet, SPACE)

    in_next(window, ("l",), dissolve)
    assert desk.view.pairings == {}
    press(UNDO, UNDO)
    assert list(desk.view.pairings.values()) == [made]


def test_nothing_is_paired_by_itself(window: Window, desk: Desk, coded: dict[str, str]) -> None:
    desk.choose_moment(coded["t3"])
    said: list[str] = []

    def act(sheet: Sheet) -> None:
        press_in(sheet, RETURN)
        said.append(sheet.problem())
        tick(sheet, coded["p2"])
        press_in(sheet, RETURN)
        said.append(sheet.problem())
        press_in(sheet, ESC)

    in_next(window, ("l",), act)
    assert said == [
        "Tick at least one moment of the patient (Space).",
        "Say how the two stand to each other (1, 2 or 3).",
    ]
    assert desk.view.pairings == {}


def test_a_moment_of_another_pairing_is_refused(
    window: Window, desk: Desk, coded: dict[str, str]
) -> None:
    pair_by_keys(window, desk, coded["t3"], [coded["p2"]], "1")
    pair_by_keys(window, desk, coded["t5"], [coded["p2"]], "1")
    assert "stands in another pairing" in desk.page.banner.text()
    assert len(desk.view.pairings) == 1


def test_without_anything_to_pair_with_it_says_so(window: Window, desk: Desk, press: Keys) -> None:
    code_turn(press, 1, "h")
    guard = QTimer(singleShot=True, interval=2000)
    guard.timeout.connect(QApplication.closeAllWindows)
    guard.start()
    press("l")
    assert guard.isActive(), "a sheet came"
    guard.stop()
    assert "patient’s account first" in desk.page.banner.text()


def test_the_table_goes_to_the_pairing(window: Window, desk: Desk, coded: dict[str, str]) -> None:
    pair_by_keys(window, desk, coded["t3"], [coded["p2"]], "1")
    pair_by_keys(window, desk, coded["t5"], [coded["p5"]], "3")
    desk.choose_moment(None)

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingTableSheet)
        assert sheet.focusWidget() is sheet.table
        sheet.order.setCurrentText("Relation")
        press_in(sheet, Qt.Key.Key_Down, RETURN)

    assert in_next(window, (TABLE,), act) == "Dyadic table"
    assert desk.moment_id == coded["t5"]  # converging comes before diverging


@pytest.fixture(scope="module")
def sample_view(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    with open_study(make_sample(tmp_path_factory.mktemp("sample")), coder="RA-2") as study:
        return study.view


def paired_moment(view: StudyView) -> Moment:
    pairing = next(iter(view.pairings.values()))
    moment = view.moment(pairing.moment_ids[0])
    assert moment is not None
    return moment


def test_the_models_keep_qts_rules(qapp, sample_view: StudyView) -> None:
    offers = OffersModel(offers_of(sample_view, paired_moment(sample_view), None), ())
    first_tester = QAbstractItemModelTester(
        offers, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    first = offers.index(0)
    offers.setData(first, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert len(offers.ticked()) == 1
    table = PairingTableModel(pairing_table(sample_view, None))
    second_tester = QAbstractItemModelTester(
        table, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    everything = table.rowCount()
    for column in range(len(COLUMNS)):
        table.sort(column)
        table.sort(column, Qt.SortOrder.DescendingOrder)
    table.show("paired")
    paired = table.rowCount()
    assert paired == len(sample_view.pairings)
    relation, alone = COLUMNS.index("Relation"), 0
    for voice in ("therapist", "patient"):
        table.show(voice)
        alone += table.rowCount()
        assert {row.one_sided for row in table.rows()} == {voice}
        assert {cell_text(row, relation) for row in table.rows()} == {"one-sided"}
    assert paired + alone == everything
    assert first_tester.model() is offers
    assert second_tester.model() is table


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda each: each.scheme)
@pytest.mark.parametrize("percent", [100, 200])
def test_pictures(qapp: QApplication, sample_view: StudyView, theme: Theme, percent: int) -> None:
    look = Look(theme, percent)
    dress(qapp, look)
    ARTEFACTS.mkdir(exist_ok=True)
    sheets: dict[str, tuple[Sheet, int]] = {
        "pairing": (PairingSheet(look, None, sample_view, paired_moment(sample_view)), 640),
        "pairing-table": (
            PairingTableSheet(
                look, None, PairingTableQuestion(rows=pairing_table(sample_view, None))
            ),
            1080,
        ),
    }
    for name, (sheet, width) in sheets.items():
        sheet.fit(width)
        sheet.show()
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"{name}-{theme.scheme}-{percent}.png"))
        assert nameless(sheet) == []
        cut = [
            each.text()
            for each in sheet.findChildren(QLabel)
            if each.isVisible() and each.text() and is_cut(each)
        ]
        assert cut == []
        sheet.close()
        sheet.deleteLater()
