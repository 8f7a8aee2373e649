"""A damaged study in the window: rescued or taken from its backup, with keys alone, then open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.rescuing import rescue, rescued_lines
from annotator.app.verbs.restoring import newest_backup
from annotator.domain.edits import added
from annotator.domain.view import StudyView
from annotator.storage import backup, creation, opening, pages, rescuing, unlocking
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Profile
from annotator.ui.advice import in_window
from annotator.ui.asking import Asking
from annotator.ui.dialogs.rescue import RescueSheet, RescuingSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.sharing_desk import wait_for_leaving
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, records_of, shown_window
from tests.ui.window.test_asking_agreement import go_back

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
OPEN, RESCUE = (Qt.Key.Key_O, CTRL), (Qt.Key.Key_R, ALT | SHIFT)
TAB, RETURN, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
SPACE = Qt.Key.Key_Space
RIGHT, ALL = Qt.Key.Key_Right, (Qt.Key.Key_A, CTRL)
WORDS = "seven quiet rivers"
Act = Callable[[Sheet], object]


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening, unlocking, rescuing):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


@pytest.fixture
def place(tmp_path: Path, study_view: StudyView) -> Path:
    """The small study, encrypted, with its moments and a backup from before two of them."""
    place = tmp_path / "lab" / "lab.iprstudy"
    place.parent.mkdir()
    create_study(place, "Early Alliance Study", WORDS)
    moments = list(study_view.all_moments())
    with open_study(place, lambda: WORDS) as study:
        study.do(added(*records_of(study_view), *moments[:2]), "Bring in the small study")
        study.back_up()
        study.do(added(*moments[2:]), "Bring in the rest")
    return place


@pytest.fixture
def window(qapp: QApplication, settings: Settings) -> Iterator[Window]:
    """The start page."""
    shown = shown_window(settings)
    Asking(shown)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a file the one that the file dialog gives."""
    return lambda place: monkeypatch.setattr(
        QFileDialog, "getOpenFileName", staticmethod(lambda *_: (str(place), ""))
    )


def damage(place: Path, share: float = 0.5) -> None:
    """One bit of a page of the file."""
    content = bytearray(place.read_bytes())
    content[int(len(content) / PAGE_BYTES * share) * PAGE_BYTES + 2_000] ^= 1
    place.write_bytes(content)


Acting = Callable[..., list[str]]


@pytest.fixture
def acting() -> Iterator[Acting]:
    """Acts in the sheets of some titles, one after the other as they come; gives those seen."""
    over: list[bool] = []

    def begin(*acts: tuple[str, Act]) -> list[str]:
        seen: list[str] = []
        acted: list[Sheet] = []

        def go() -> None:
            if over or len(seen) >= len(acts):
                return
            sheet = QApplication.activeModalWidget()
            if isinstance(sheet, Sheet) and sheet.isActiveWindow() and sheet not in acted:
                title, act = acts[len(seen)]
                if sheet.windowTitle() == title:
                    seen.append(title)
                    acted.append(sheet)
                    act(sheet)
                elif not isinstance(sheet, RescuingSheet):
                    seen.append(f"not {title}: {sheet.windowTitle()}, {sheet.problem()}")
                    sheet.reject()
                    return
            QTimer.singleShot(5, go)

        QTimer.singleShot(0, go)
        return seen

    yield begin
    over.append(True)


def keys(*pressed: object) -> Act:
    return lambda _: QTimer.singleShot(0, lambda: press_keys(*pressed))  # type: ignore[arg-type]


def report_of(sheet: Sheet) -> str:
    field = sheet.findChild(QPlainTextEdit)
    assert field is not None
    return field.toPlainText()


def said(window: Window) -> str:
    return (window.desk.page if window.desk else window.start).banner.text()


def test_a_damaged_study_is_rescued_by_keys_and_opened(window, place, choose, tmp_path, acting):
    damage(place)
    before = place.read_bytes()
    twin = tmp_path / "twin.iprstudy"
    named = rescued_lines(rescue(place, twin, lambda: WORDS))
    asked: list[str] = []
    told: list[str] = []

    def offered(sheet: Sheet) -> None:
        asked.extend(each.text() for each in sheet.findChildren(QLineEdit))
        press_keys(RETURN)

    def look(sheet: Sheet) -> None:
        told.append(report_of(sheet))
        keys(RETURN)(sheet)

    choose(place)
    seen = acting(
        ("Passphrase", keys(WORDS, RETURN)),
        ("The file is damaged", offered),
        ("What came back", look),
        ("Who is coding?", keys(ESCAPE)),
    )
    press_keys(OPEN)
    assert seen == ["Passphrase", "The file is damaged", "What came back", "Who is coding?"]
    goal = place.with_name("lab rescued.iprstudy")
    assert asked == [str(goal)]
    assert [told[0].splitlines()[1:]] == [[in_window(each) for each in named[1:]]], "as by script"
    assert "from the backup" in told[0]
    assert window.study is not None
    assert window.study.place == goal
    assert window.study.check() == []
    assert place.read_bytes() == before, "the damaged file stays as it is"
    window.close_study()
    assert said(window) == "", "nothing is wrong any more"


def test_the_newest_sound_backup_is_the_other_way(window, place, choose, acting):
    with open_study(place, lambda: WORDS) as study:
        newer = study.back_up()
    damage(place)
    damage(newer)  # so that the one before it is taken
    choose(place)
    seen = acting(
        ("Passphrase", keys(WORDS, RETURN)),
        ("The file is damaged", keys(RIGHT, SPACE, (RETURN, CTRL))),
        ("Who is coding?", keys(ESCAPE)),
    )
    press_keys(OPEN)
    assert seen[1:] == ["The file is damaged", "Who is coding?"]
    assert window.study is not None
    (older,) = [each for each in place.parent.glob("* backups/*") if each != newer]
    assert window.study.place == place.with_name(f"{older.stem} restored.iprstudy")
    assert "1 newer backup could not be taken" in said(window)
    window.see_as(None)
    assert len(list(window.study.view.all_moments())) == 2, "what came after it is not in it"


def test_a_rescue_is_stopped_and_leaves_nothing(window, place, choose, monkeypatch, acting):
    damage(place)
    reads, goes_on = Event(), Event()
    read = pages.read_pages

    def slow(*given):
        for page in read(*given):
            if page.number > 5:
                reads.set()
                assert goes_on.wait(20)
            yield page

    monkeypatch.setattr(unlocking, "read_pages", slow)
    monkeypatch.setattr(rescuing, "_PAGES_A_STEP", 2)
    there = sorted(place.parent.rglob("*"))

    def stop(sheet: Sheet) -> None:
        assert isinstance(sheet, RescuingSheet)
        assert reads.wait(20)
        press_keys(ESCAPE)
        assert sheet.isVisible(), "it stays until the work has ended"
        assert sheet.step.text() == "Stopping; what was begun is taken away"
        goes_on.set()

    choose(place)
    seen = acting(
        ("Passphrase", keys(WORDS, RETURN)),
        ("The file is damaged", keys(RETURN)),
        ("Rescuing", stop),
    )
    press_keys(OPEN)
    assert seen[-1] == "Rescuing"
    assert said(window) == "Stopped: nothing was made, and lab.iprstudy is as it was."
    assert sorted(place.parent.rglob("*")) == there
    assert window.study is None


def test_a_sound_file_is_rescued_from_the_menu_while_it_is_open(
    window, place, choose, monkeypatch, acting
):
    window.show_study(open_study(place, lambda: WORDS))
    goal = place.with_name("other.iprstudy")
    begins: list[str] = []

    def chosen(_parent, _title, folder, _files):
        begins.append(folder)
        return str(place), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(chosen))
    told: list[str] = []

    def look(sheet: Sheet) -> None:
        told.append(report_of(sheet))
        keys(ESCAPE)(sheet)

    seen = acting(
        ("Rescue a study", keys(TAB, TAB, ALL, str(goal.with_suffix("")), RETURN)),
        ("Passphrase", keys("not it", RETURN)),
        ("Passphrase", keys(WORDS, RETURN)),
        ("What came back", look),
    )
    press_keys(RESCUE)
    assert seen == ["Rescue a study", "Passphrase", "Passphrase", "What came back"]
    assert begins == [str(place)], "the open file is proposed"
    assert "nothing is missing" in told[0]
    assert goal.is_file()
    assert window.study.place == place, "it stays open where the new one is not wanted"


def test_a_name_that_is_taken_is_said_in_the_sheet(window, place, choose, acting):
    damage(place)
    place.with_name("lab rescued.iprstudy").write_bytes(b"mine")
    choose(place)
    problems: list[str] = []

    def go(sheet: Sheet) -> None:
        press_keys(RETURN)
        problems.append(sheet.problem())
        keys(ESCAPE)(sheet)

    acting(("Passphrase", keys(WORDS, RETURN)), ("The file is damaged", go))
    press_keys(OPEN)
    assert problems == ["There is a file of that name already."]
    assert said(window).startswith(f"{place}: the study file is damaged")
    assert "Alt+Shift+R makes a new file of what is whole in it." in said(window)


def test_an_empty_file_has_its_backup_and_the_recovery_key_opens_what_lost_its_salt(
    window, place, choose, acting
):
    """A file of no byte tells no passphrase: it is asked for once it is needed."""
    shutil.copyfile(place, kept := place.with_name("kept.iprstudy"))
    place.write_bytes(b"")
    choose(place)
    seen = acting(
        ("The file is damaged", keys(RIGHT, SPACE, (RETURN, CTRL))),
        ("Passphrase", keys(WORDS, RETURN)),
        ("Who is coding?", keys(ESCAPE)),
    )
    press_keys(OPEN)
    assert seen == ["The file is damaged", "Passphrase", "Who is coding?"]
    assert window.study.place.name.endswith("lab restored.iprstudy")
    key = asking_rescue_key(kept)
    with kept.open("r+b") as file:
        file.write(bytes(PAGE_BYTES))  # its first page, with the salt
    choose(kept)
    go_back(window)
    seen = acting(
        ("The file is damaged", keys(RETURN)),
        ("Passphrase", keys(key, RETURN)),
        ("What came back", keys(RETURN)),
        ("Who is coding?", keys(ESCAPE)),
    )
    press_keys(OPEN)
    assert seen[:3] == ["The file is damaged", "Passphrase", "What came back"]
    assert window.study.place.name == "kept rescued.iprstudy"


def asking_rescue_key(place: Path) -> str:
    from annotator.app.verbs.rekeying import recovery_key

    with open_study(place, lambda: WORDS) as study:
        return recovery_key(study)


def test_what_is_no_file_of_ours_is_only_refused(window, tmp_path, choose, acting):
    seen = acting(("The file is damaged", keys(ESCAPE)))
    choose(tmp_path / "not there.iprstudy")
    press_keys(OPEN)
    QApplication.processEvents()
    assert seen == []
    assert "no such file" in said(window)


def test_the_sheet_offers_no_backup_where_there_is_none(look, tmp_path):
    sheet = RescueSheet(look, None, tmp_path / "a.iprwork", tmp_path / "b", "It is torn.", None)
    assert sheet.choice().goal == tmp_path / "b.iprwork"
    choices = sheet.what.findChildren(QPushButton)
    assert [each.text() for each in choices] == ["Rescue the file"]
    sheet.deleteLater()


def test_the_newest_backup_is_told_by_its_time(place):
    made_at = newest_backup(place)
    assert made_at == max(backup.backups_of(place))


def test_of_a_study_on_a_share_the_copy_on_this_machine_gives_what_is_missing(
    window, place, choose, monkeypatch, acting
):
    monkeypatch.setenv("ANNOTATOR_SHARES", str(place.parent))
    shutil.rmtree(next(place.parent.glob("* backups")))  # those of a share stand on this machine
    acting(("Passphrase", keys(WORDS, RETURN)), ("Who is coding?", keys(ESCAPE)))
    choose(place)
    press_keys(OPEN)
    window.close_study()
    assert wait_for_leaving(20_000)
    content = bytearray(place.read_bytes())
    for page in range(8, len(content) // PAGE_BYTES - 4):
        content[page * PAGE_BYTES + 900] ^= 1
    place.write_bytes(content)
    told: list[str] = []

    def look(sheet: Sheet) -> None:
        told.append(report_of(sheet))
        keys(RETURN)(sheet)

    go_back(window)
    seen = acting(
        ("Passphrase", keys(WORDS, RETURN)),
        ("The file is damaged", keys(RETURN)),
        ("What came back", look),
        ("Who is coding?", keys(ESCAPE)),
    )
    press_keys(OPEN)
    assert seen[:3] == ["Passphrase", "The file is damaged", "What came back"]
    assert "from the backup lab.iprstudy: " in told[0], "the working copy"
    assert window.study is not None
    window.see_as(None)
    assert window.study.place == place.with_name("lab rescued.iprstudy")
    assert len(list(window.study.view.all_moments())) == 4
    window.close_study()
    assert wait_for_leaving(20_000)


def test_handed_out_work_is_rescued_as_work(window, place, choose, acting):
    work = place.with_name("RA-2.iprwork")
    with open_study(place, lambda: WORDS) as study:
        hand_out(study, AssignWish(round_name="R1", coder="RA-2"), work, "nine tall spoons")
    damage(work, 0.97)
    choose(work)
    seen = acting(
        ("Passphrase", keys("nine tall spoons", RETURN)),
        ("The file is damaged", keys(RETURN)),
        ("What came back", keys(RETURN)),
    )
    press_keys(OPEN)
    assert seen == ["Passphrase", "The file is damaged", "What came back"]
    assert window.study is not None
    assert window.study.place == place.with_name("RA-2 rescued.iprwork")
    assert window.study.work is not None
    assert window.study.view.coders[window.study.seen_by].name == "RA-2"
