"""Pictures and a dyad's page, asked for in the window with real keys."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.ui import asking_pictures
from annotator.ui.asking_pictures import AskingPictures
from annotator.ui.charts.figure import Figure, Part
from annotator.ui.charts.printing import a4_printer, print_figures
from annotator.ui.dialogs.dyad_page import PageSheet
from annotator.ui.dialogs.pictures import PicturesSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

pytestmark = pytest.mark.usefixtures("words_leave")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PICTURES, PAGE = (Qt.Key.Key_P, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL | SHIFT)
RETURN, SPACE, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def study(sample_file: Path, tmp_path: Path) -> OpenStudy:
    place = tmp_path / "lab.iprstudy"
    shutil.copy(sample_file, place)
    return open_study(place)


@pytest.fixture
def window(qapp: object, settings: Settings, study: OpenStudy) -> Iterator[Window]:
    shown = shown_window(settings)
    AskingPictures(shown)
    shown.show_study(study)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def banner(window: Window) -> Callable[[], str]:
    assert window.desk is not None
    return window.desk.page.banner.text


def answer(window: Window, key: object, act: Callable[[Sheet], object]) -> str:
    """Presses a key and acts in the sheet that comes; gives its title."""
    seen = in_sheet(act)
    press_keys(key)  # type: ignore[arg-type]
    go_back(window)
    return "".join(seen)


def test_the_pictures_that_are_ticked_are_written(window, study: OpenStudy, banner):
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PicturesSheet)
        for kind, tick in sheet.kinds.items():
            if kind not in ("lag", "timeline"):
                tick.setFocus()
                press_keys(SPACE)
        sheet.dyad.setFocus()
        press_keys("D01")
        sheet.formats["pdf"].setFocus()
        press_keys(SPACE, RETURN)

    assert answer(window, PICTURES, act) == "Export pictures"
    folder = study.place.parent / "lab pictures"
    assert sorted(each.name for each in folder.iterdir()) == [
        "lag.png",
        "lag.svg",
        "timeline_D01.png",
        "timeline_D01.svg",
    ]
    assert banner() == f"4 files are written to {folder}."


def test_without_a_picture_or_a_format_the_sheet_says_so(look: Look, tmp_path: Path):
    sheet = PicturesSheet(look, None, tmp_path, dyads=["D01"], coders=["RA-1"], sets=["Moments"])
    for tick in sheet.kinds.values():
        tick.setChecked(False)
    sheet.try_to_accept()
    assert sheet.problem() == "Choose a picture."
    sheet.kinds["lag"].setChecked(True)
    for tick in sheet.formats.values():
        tick.setChecked(False)
    sheet.try_to_accept()
    assert sheet.problem() == "Choose a format."
    sheet.formats["svg"].setChecked(True)
    sheet.coder.setCurrentText("RA-1")
    choice = sheet.choice().wish
    assert (choice.kinds, choice.formats, choice.coder, choice.dyads) == (
        ("lag",), ("svg",), "RA-1", (),
    )  # fmt: skip
    sheet.deleteLater()


def test_what_cannot_be_drawn_is_told_in_the_banner(window, banner):
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PicturesSheet)
        for kind, tick in sheet.kinds.items():
            tick.setChecked(kind == "convergence")
        sheet.dyad.setCurrentText("D04")
        press_keys(RETURN)

    answer(window, PICTURES, act)
    assert banner().casefold().startswith("there is nothing to draw")


def test_the_page_of_the_dyad_on_screen_is_kept_as_pdf(window, study, banner, monkeypatch):
    desk = window.desk
    dyad = study.view.find_dyad("D02")
    desk.show_session(study.view.sessions_of(dyad.id)[0].id)
    place = study.place.parent / "mine"
    asked: list[str] = []

    def choose(_parent, _title, proposed, _filter):
        asked.append(Path(proposed).name)
        return str(place), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    assert answer(window, PAGE, lambda _: press_keys(RETURN)) == "Page of a dyad"
    assert asked == ["lab D02.pdf"]
    content = place.with_name("mine.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    assert banner() == f"The page of D02 is {place.with_name('mine.pdf')}."


def test_the_page_is_printed_with_its_words_where_asked(window, study, banner, monkeypatch):
    target = study.place.parent / "printed.pdf"

    class Accepted(QDialog):
        """The system's dialog, agreed to at once, printing to a file."""

        def __init__(self, printer: QPrinter, parent: object) -> None:
            super().__init__()
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(target))

        def exec(self) -> int:
            return int(QDialog.DialogCode.Accepted.value)

    monkeypatch.setattr(asking_pictures, "QPrintDialog", Accepted)

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PageSheet)
        sheet.dyad.setCurrentText("D01")
        sheet.printer.setFocus()
        press_keys(SPACE)
        sheet.with_text.setFocus()
        press_keys(SPACE, RETURN)

    answer(window, PAGE, act)
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) >= 2
    assert banner() == "The page of D01 is printed."


def test_a_dialog_given_up_writes_and_prints_nothing(window, study, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    before = set(study.place.parent.iterdir())
    answer(window, PAGE, lambda _: press_keys(RETURN))
    answer(window, PAGE, lambda _: press_keys(Qt.Key.Key_Escape))
    answer(window, PICTURES, lambda _: press_keys(Qt.Key.Key_Escape))
    assert {each for each in study.place.parent.iterdir() if each.suffix == ".pdf"} == set()
    assert {each.name for each in study.place.parent.iterdir()} <= {
        each.name for each in before
    } | {"lab.iprstudy-wal", "lab.iprstudy-shm"}


def test_a_figure_is_never_printed_larger_than_it_is(qapp, tmp_path):
    printer = a4_printer("D01")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "p.pdf"))
    figure = Figure(title="t", said="s", width=100, height=100, parts=(Part(marks=()),))
    print_figures([figure, figure], printer)
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "p.pdf").read_bytes())) == 2


@pytest.mark.parametrize(("theme", "percent"), [(LIGHT, 100), (DARK, 200)])
@pytest.mark.parametrize("kind", ["pictures", "page"])
def test_the_sheets_can_be_read_and_are_named(qapp, tmp_path, theme: Theme, percent, kind):
    look = Look(theme, percent)
    dress(qapp, look)
    dyads, coders = [f"D{n:02}" for n in range(1, 13)], ["RA-1", "RA-2"]
    sheet: Sheet
    if kind == "pictures":
        sheet = PicturesSheet(
            look, None, tmp_path, dyads=dyads, coders=coders, sets=["Micro-processes", "Ruptures"]
        )
    else:
        sheet = PageSheet(look, None, dyads=dyads, coders=coders, dyad="D07")
        assert sheet.choice().dyad == "D07"
    sheet.fit(520)
    sheet.show()
    qapp.processEvents()
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    sheet.grab().save(str(ARTEFACTS / f"sheet-{kind}-{theme.scheme}-{percent}.png"))
    assert nameless(sheet) == []
    assert [each for each in sheet.findChildren(QLabel) if each.isVisible() and is_cut(each)] == []
    sheet.close()
    sheet.deleteLater()
