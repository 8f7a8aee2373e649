"""What can be decided about how the window looks; the pictures are for eyes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.domain.view import StudyView
from annotator.ui.counterpart import CounterpartCard
from annotator.ui.dialogs.export import ExportSheet
from annotator.ui.dialogs.keys import keys_sheet
from annotator.ui.dialogs.new_study import NewStudySheet
from annotator.ui.dialogs.who import WhoSheet
from annotator.ui.run import made_window, show_a_moment, take_picture
from annotator.ui.study_page import TABS
from annotator.ui.theme import DARK, LIGHT, PALETTE, Look, Theme
from annotator.ui.window import Window

ARTEFACTS = Path(__file__).resolve().parents[3] / "artefacts"
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio after WCAG 2.1.

    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_text_stands_out(theme: Theme):
    grounds = {name: getattr(theme, name) for name in ("ground", "panel", "paper", "field")}
    for name, ground in grounds.items():
        for ink in ("ink", "mute"):
            assert contrast(getattr(theme, ink), ground) >= 4.5, f"{ink} on {name}"
    for ink in ("accent", "therapist", "patient", "bad"):
        assert contrast(getattr(theme, ink), theme.panel) >= 4.5, f"{ink} on panel"
    assert contrast(theme.accent, theme.wash) >= 4.5
    assert contrast(theme.ink, theme.wash) >= 4.5
    for name in PALETTE:
        behind = theme.code(name).highlight.name()
        assert contrast(theme.ink, behind) >= 4.5, f"ink on {name}"


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("percent", [100, 200])
def test_pictures(qapp, sample_file: Path, size, scheme, percent):
    ARTEFACTS.mkdir(exist_ok=True)
    target = ARTEFACTS / f"window-{scheme}-{size[0]}x{size[1]}-{percent}.png"
    target.unlink(missing_ok=True)
    with open_study(sample_file, coder="RA-2") as study:
        take_picture(study, target, size=size, scheme=scheme, percent=percent)
    from PySide6.QtGui import QImage

    image = QImage(str(target))
    assert (image.width(), image.height()) == size
    colours = {image.pixelColor(x, y).name() for x in range(0, size[0], 9) for y in (200, 300, 390)}
    theme = LIGHT if scheme == "light" else DARK
    assert {theme.paper, theme.panel} <= colours


@pytest.fixture(params=[100, 200], ids=["100", "200"])
def sample_window(request, qapp, sample_file: Path):
    """The window on the sample study with a moment chosen."""
    window = made_window(Settings(scheme="light", percent=request.param), keep=lambda _: None)
    window.resize(1280, 800)
    window.show()
    window.show_study(open_study(sample_file, coder="RA-2"))
    QApplication.processEvents()
    show_a_moment(window)
    QApplication.processEvents()
    yield window
    window.close()
    window.deleteLater()


def test_no_label_is_cut(sample_window: Window):
    cut = [
        f"{label.text()!r} has {label.width()}×{label.height()}, needs {needed(label)}"
        for label in sample_window.findChildren(QLabel)
        if label.isVisible() and label.text() and label.property("words") and is_cut(label)
    ]
    assert cut == []


def needed(label: QLabel) -> str:
    if label.wordWrap():
        return f"height {label.heightForWidth(label.width())}"
    return f"{label.sizeHint().width()}×{label.sizeHint().height()}"


def is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height()
    hint = label.sizeHint()
    return hint.width() > label.width() or hint.height() > label.height()


def test_no_button_is_cut(sample_window: Window):
    cut = [
        f"{button.text()!r} has {button.width()}, needs {button.sizeHint().width()}"
        for button in sample_window.findChildren(QAbstractButton)
        if isinstance(button, QToolButton | QPushButton | QCheckBox)
        and button.isVisible()
        and button.text()
        and button.sizeHint().width() > button.width()
        and not is_whole_dot(button)
    ]
    assert cut == []


def is_whole_dot(button: QAbstractButton) -> bool:
    """A scale's dot: its size is set, and Qt's hint counts a border that it does not have."""
    room = button.width() - 4
    words = button.fontMetrics().horizontalAdvance(button.text())
    return bool(button.property("dot")) and words <= room


def test_top_bar_stays_inside_the_window(sample_window: Window):
    assert sample_window.desk is not None
    top = sample_window.desk.page.top
    for child in (top.title, top.session, top.mode, top.coder, top.search, top.kept):
        assert top.rect().contains(child.geometry()), child.accessibleName()
    assert sample_window.width() == 1280


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(control).__name__} in {type(control.parentWidget()).__name__}"
        for kind in CONTROLS
        for control in root.findChildren(kind)
        if control.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (control.accessibleName() or getattr(control, "text", str)())
    ]


@pytest.mark.parametrize("sample_window", [100], indirect=True)
def test_memo_and_counterpart_need_no_hunting(sample_window: Window):
    """At 1280 × 800, with a moment chosen that has all of it."""
    assert sample_window.desk is not None
    page = sample_window.desk.page
    cards = [each for each in page.inspector.findChildren(CounterpartCard) if each.isVisible()]
    for part in (page.inspector.memo, cards[0]):
        top = part.mapTo(page.moment.viewport(), part.rect().topLeft()).y()
        assert top >= 0
        assert top + part.height() <= page.moment.viewport().height()
    assert page.codes.height() <= page.right.height() / 2
    assert page.timeline.height() <= 170


def test_every_control_has_a_name(sample_window: Window):
    assert nameless(sample_window) == []


def test_dialogs_name_their_controls(look: Look, study_view: StudyView, tmp_path: Path):
    sheets = [
        NewStudySheet(look, None, tmp_path),
        WhoSheet(look, None, study_view),
        ExportSheet(look, None, tmp_path),
        keys_sheet(look, None, study_view.codebook),
    ]
    for sheet in sheets:
        assert nameless(sheet) == [], type(sheet).__name__


class _LayoutRequests(QObject):
    """Counts how often a widget is asked to lay itself out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Counts, and lets everything pass."""
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("sample_window", [100], indirect=True)
@pytest.mark.parametrize("tab", TABS)
def test_a_window_at_rest_asks_for_no_layout(sample_window: Window, qapp: QApplication, tab: str):
    """Else a processor is busy as long as the window is open."""
    sample_window.show_tab(tab)
    sample_window.wait_for_comparison()
    for _ in range(30):
        qapp.processEvents()
    asked = _LayoutRequests()
    sample_window.installEventFilter(asked)
    for _ in range(20):
        qapp.processEvents()
    assert asked.count == 0
