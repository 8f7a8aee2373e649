"""A report as PDF: A4, the app's typefaces inside, page numbers, drawings as pictures."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from annotator.app.qt.gui import drawing_ready
from annotator.app.qt.report_document import laid_out
from annotator.domain.report import Report, printable
from annotator.domain.report_colours import INK, MUTE

_DPI = 1200
_PX_PER_MM = 96 / 25.4
_A4_MM = QSizeF(210, 297)
_LEFT_MM, _TOP_MM, _BOTTOM_MM = 18.0, 18.0, 24.0
_FOOTER_PX = 11


def pdf_bytes(report: Report, *, software: str) -> bytes:
    """A report as a PDF file, with its title and no author among its properties.

    Lengths are laid out in pixels at 96 to the inch and scaled once, so that pages are the same
    on every system. The pages have no tags: for a screen reader the HTML is the better file.

    Args:
        report: what to print.
        software: name and version, among the properties.
    """
    with drawing_ready():
        return _pdf(report, software)


def _pdf(report: Report, software: str) -> bytes:
    page = QSizeF(
        (_A4_MM.width() - 2 * _LEFT_MM) * _PX_PER_MM,
        (_A4_MM.height() - _TOP_MM - _BOTTOM_MM) * _PX_PER_MM,
    )
    document = laid_out(report, page)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(printable(report.title))
    writer.setCreator(software)
    writer.setResolution(_DPI)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter(writer)
    painter.scale(_DPI / 96, _DPI / 96)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            writer.newPage()
        _page(painter, document, number, page)
        _footer(painter, f"{printable(report.title)}  ·  {number + 1} of {pages}", page)
    painter.end()
    return bytes(buffer.data().data())


def _page(painter: QPainter, document: QTextDocument, number: int, page: QSizeF) -> None:
    """One page of the text, within its margins."""
    shown = QRectF(0, number * page.height(), page.width(), page.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(INK))
    context.palette = palette
    context.clip = shown
    painter.save()
    painter.translate(_LEFT_MM * _PX_PER_MM, _TOP_MM * _PX_PER_MM - shown.top())
    painter.setClipRect(shown)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _footer(painter: QPainter, words: str, page: QSizeF) -> None:
    font = QFont("Source Sans Pro")
    font.setPixelSize(_FOOTER_PX)
    top = (_A4_MM.height() - _BOTTOM_MM + 8) * _PX_PER_MM
    place = QRectF(_LEFT_MM * _PX_PER_MM, top, page.width(), 20)
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(MUTE))
    shown = painter.fontMetrics().elidedText(
        words, Qt.TextElideMode.ElideMiddle, round(page.width())
    )
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
