"""A report of several lines: no line is cut in half, and no room is left empty below it."""

from __future__ import annotations

import pytest

from annotator.ui.dialogs.rescue import RescuedSheet
from annotator.ui.report_field import ReportField
from annotator.ui.theme import Look


@pytest.mark.parametrize("percent", [100, 200])
def test_what_came_back_ends_between_two_lines_and_takes_the_room(percent: int, qapp) -> None:
    look = Look(percent=percent)
    lines = [f"lost: {place} moments of RA-1" for place in range(60)]
    sheet = RescuedSheet(look, None, "lab rescued.iprstudy", lines)
    sheet.fit(620)
    sheet.show()
    field = sheet.findChild(ReportField)
    assert field is not None
    assert field.accessibleName() == "What came back and what is lost"
    for height in range(sheet.height(), sheet.height() + 40, 7):
        sheet.resize(sheet.width(), height)
        qapp.processEvents()
        assert field.viewport().height() % field.fontMetrics().lineSpacing() == 0
        inside = field.parentWidget()
        assert inside is not None
        below = inside.height() - field.geometry().bottom() - 1
        assert below == sheet.rows.contentsMargins().bottom()
    sheet.close()
