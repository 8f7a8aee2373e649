"""What can be decided about how the tab looks; the pictures are for eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView, QWidget

from annotator.app.settings import SchemeChoice, Settings
from annotator.ui.agreement.code_table import INTERVAL, PREVALENCE, VALUE
from annotator.ui.agreement.heat_map import Cell, HeatMap, cell_colour, ink_on
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from tests.ui.agreement.conftest import Shown
from tests.ui.window.test_screens import contrast, is_cut, nameless, needed

ARTEFACTS = Path(__file__).resolve().parents[3] / "artefacts"
LOOKS: list[tuple[SchemeChoice, int]] = [("light", 100), ("dark", 100), ("light", 200)]


@pytest.fixture(params=LOOKS, ids=lambda each: f"{each[0]}-{each[1]}")
def settings(request) -> Settings:
    scheme, percent = request.param
    return Settings(scheme=scheme, percent=percent)


@pytest.fixture
def sized(shown: Shown) -> Shown:
    """At 1280 × 800, the narrowest desktop that we know of."""
    assert (shown.window.width(), shown.window.height()) == (1280, 800)
    return shown


def test_it_can_be_read(sized: Shown):
    """One window for all of it: opening one takes longest."""
    nothing_is_cut(sized)
    numbers_have_room(sized)
    nothing_scrolls_sideways(sized)
    cards_do_not_overlap(sized)
    heads_stay_inside(sized)
    every_control_has_a_name(sized)
    take_a_picture(sized)


def texts(root: QWidget) -> Iterator[QLabel]:
    for label in root.findChildren(QLabel):
        if label.isVisible() and label.text() and label.property("words"):
            yield label


def nothing_is_cut(sized: Shown) -> None:
    page = sized.page
    cut = [
        f"{label.text()!r} has {label.width()}×{label.height()}, needs {needed(label)}"
        for label in texts(page)
        if is_cut(label)
    ]
    cut += [
        f"button {button.text()!r}"
        for button in page.findChildren(QAbstractButton)
        if button.isVisible()
        and button.text()
        and button.fontMetrics().horizontalAdvance(button.text()) > button.width()
    ]
    assert cut == []


def numbers_have_room(sized: Shown) -> None:
    numbers = sized.page.numbers
    for table in (numbers.codes, numbers.parts.table):
        model = table.model()
        metrics = QFontMetrics(sized.window.look.interface_font(13))
        columns = (VALUE, INTERVAL, PREVALENCE) if table is numbers.codes else (2, 3, 4)
        for row in range(model.rowCount()):
            for column in columns:
                text = str(model.index(row, column).data())
                assert metrics.horizontalAdvance(text) <= table.columnWidth(column), text


def nothing_scrolls_sideways(sized: Shown) -> None:
    numbers = sized.page.numbers
    assert numbers.horizontalScrollBar().maximum() == 0
    large = sized.window.look.percent > 100  # then the table of seven columns has its own bar
    tables: list[QTableView] = [numbers.parts.table, *([] if large else [numbers.codes])]
    for table in tables:
        assert table.horizontalScrollBar().maximum() == 0, table.accessibleName()
    inside = numbers.widget()
    assert inside is not None
    assert inside.width() <= numbers.viewport().width()
    for card in (*numbers.headline, numbers.by_code, numbers.drifting, numbers.confusion):
        assert inside.rect().contains(card.geometry()), card.accessibleName()


def cards_do_not_overlap(sized: Shown) -> None:
    numbers = sized.page.numbers
    cards = [
        *numbers.headline,
        numbers.by_code,
        numbers.by_coder,
        numbers.drifting,
        numbers.confusion,
        numbers.by_part,
        numbers.basis,
    ]
    for place, one in enumerate(cards):
        for other in cards[place + 1 :]:
            assert not one.geometry().intersects(other.geometry())
        for child in one.findChildren(QWidget):
            if child.isVisible() and child.parentWidget() is one:
                assert one.rect().contains(child.geometry()), type(child).__name__


def heads_stay_inside(sized: Shown) -> None:
    heat = sized.page.numbers.confusion.map
    size = len(heat._labels)
    lengths = heat._label_lengths()
    for place in range(size):
        rect = heat.rect_of(0, place)
        assert rect.right() <= heat.width()
        assert rect.center().x() + 0.64 * lengths[place] <= heat.width() + 2
    assert heat.rect_of(size - 1, 0).bottom() <= heat.height()


def every_control_has_a_name(sized: Shown) -> None:
    assert nameless(sized.page) == []
    numbers = sized.page.numbers
    own = (*numbers.headline, numbers.matrix, numbers.drift, numbers.confusion.map, numbers.codes)
    for each in own:
        assert each.accessibleName(), type(each).__name__
    for each in (*numbers.headline, numbers.drift):
        assert each.accessibleDescription(), each.accessibleName()


def take_a_picture(sized: Shown) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    look = sized.window.look
    target = ARTEFACTS / f"agreement-{look.theme.scheme}-1280x800-{look.percent}.png"
    image = sized.window.grab().toImage()
    assert image.save(str(target))
    colours = {image.pixelColor(x, y).name() for x in range(4, 1280, 7) for y in (150, 400, 700)}
    assert {look.theme.panel, look.theme.ground} <= colours


def test_headlines_follow_another_look(sized: Shown):
    """A larger text and the other scheme, without a new computation."""
    sized.window.appearance.show_scheme(
        "dark" if sized.window.look.theme.scheme == "light" else "light"
    )
    sized.window.appearance.show_percent(150)
    QApplication.processEvents()
    assert [label.text() for label in texts(sized.page) if is_cut(label)] == []
    assert sized.page.numbers.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_text_stands_out_on_every_cell(qapp, theme: Theme):
    look = Look()
    look.show_theme(theme)
    for strength in (None, *(step / 100 for step in range(101))):
        ground = cell_colour(look, Cell("7", strength, "seven"))
        assert contrast(ink_on(look, ground).name(), ground.name()) >= 4.45, strength
    weak, deep = (cell_colour(look, Cell("7", strength)) for strength in (0.0, 1.0))
    accent = look.colour("accent")
    assert distance(deep, accent) < distance(weak, accent)


def distance(one: QColor, other: QColor) -> int:
    return sum(
        abs(a - b)
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    )


def test_long_and_many_labels_stay_inside(qapp, look: Look):
    heat = HeatMap(look, "H", (44, 32))
    labels = [f"Withdrawal rupture of a very long name {n}" for n in range(24)]
    heat.show_cells(labels, [[Cell("9", 0.5, "x")] * 24] * 24)
    for width in (240, 420, 900):
        heat.resize(width, heat.sizeHint().height())
        last = heat.rect_of(23, 23)
        assert last.right() <= max(width, heat.minimumSizeHint().width())
        assert last.bottom() <= heat.sizeHint().height()
    heat.show_cells([], [])
    heat.resize(240, heat.sizeHint().height())
    assert not heat.grab().isNull()
    heat.deleteLater()
