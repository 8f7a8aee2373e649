"""The letters and cells of a report's pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from annotator.domain.report import printable
from annotator.domain.report_colours import INK

HEAD_ROWS = 2
"""A table's caption and the heads of its columns."""


def table_format(shares: Sequence[float]) -> QTextTableFormat:
    """A table without lines, whose columns have these shares of the page's width."""
    form = QTextTableFormat()
    percent = QTextLength.Type.PercentageLength
    whole = sum(shares)
    form.setWidth(QTextLength(percent, whole * 100))
    form.setColumnWidthConstraints([QTextLength(percent, each / whole * 100) for each in shares])
    form.setHeaderRowCount(HEAD_ROWS)
    form.setCellPadding(2.5)
    form.setCellSpacing(0)
    form.setBorder(0)
    form.setBorderCollapse(True)
    form.setTopMargin(8)
    form.setBottomMargin(4)
    return form


def letters_of(px: float, colour: str = INK, *, bold: bool = False) -> QTextCharFormat:
    """Letters of a size in pixels."""
    form = QTextCharFormat()
    form.setForeground(QBrush(QColor(colour)))
    font = QFont("Source Sans Pro")
    font.setPixelSize(round(px))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    # Letters a hair apart take no ligatures: else words with "ft" are not found in the PDF.
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.02)
    form.setFont(font)
    return form


def fill(
    table: QTextTable,
    at: tuple[int, int],
    words: str,
    letters: QTextCharFormat,
    line: str,
    *,
    right: bool = False,
) -> None:
    """Words in a cell, with a hairline below it."""
    cell = table.cellAt(*at)
    form = QTextTableCellFormat()
    form.setBottomBorder(0.8)
    form.setBottomBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
    form.setBottomBorderBrush(QBrush(QColor(line)))
    form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignTop)
    form.setRightPadding(6)
    cell.setFormat(form)
    cursor = cell.firstCursorPosition()
    if right:
        block = QTextBlockFormat()
        block.setAlignment(Qt.AlignmentFlag.AlignRight)
        cursor.setBlockFormat(block)
    cursor.insertText(printable(words), letters)
