"""Figures as SVG, PNG and PDF: vectors with text that stays text, and pixels with their dpi."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from annotator.domain.report import printable
from annotator.ui.charts.figure import Figure

FORMATS = ("svg", "png", "pdf")
PNG_SCALE = 2.0
_DPI, _PDF_DPI, _INCH_M, _INCH_MM = 96, 1200, 0.0254, 25.4
_FAMILY = 'font-family="Source Sans Pro"'
_FAMILIES = 'font-family="Source Sans Pro, Source Sans 3, Arial, Helvetica, sans-serif"'


def figure_bytes(figure: Figure, format: str, *, software: str) -> bytes:
    """A figure as a file.

    Args:
        figure: what is drawn.
        format: one of `FORMATS`.
        software: name and version, among a PDF's properties.
    """
    if format == "svg":
        return svg_bytes(figure)
    return png_bytes(figure) if format == "png" else pdf_bytes([figure], software=software)


def svg_bytes(figure: Figure) -> bytes:
    """SVG with title and description; the app's typeface with others to stand in for it."""
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_DPI)
    generator.setSize(QSize(round(figure.width), round(figure.height)))
    generator.setViewBox(QRectF(0, 0, round(figure.width), round(figure.height)))
    generator.setTitle(printable(figure.title))
    generator.setDescription(printable(figure.said))
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, figure.width, figure.height), Qt.GlobalColor.white)
    figure.paint(painter)
    painter.end()
    text = bytes(buffer.data().data()).decode("utf-8")
    return text.replace(_FAMILY, _FAMILIES).encode("utf-8")


def png_bytes(figure: Figure, scale: float = PNG_SCALE) -> bytes:
    """PNG on white at so many times 96 dots to the inch, with that among its properties."""
    size = QSize(round(figure.width * scale), round(figure.height * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    dots = round(_DPI * scale / _INCH_M)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    image.setText("Title", printable(figure.title))
    image.setText("Description", printable(figure.said))
    painter = QPainter(image)
    painter.scale(scale, scale)
    figure.paint(painter)
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs name bytes, Qt takes str
    return bytes(buffer.data().data())


def pdf_bytes(figures: Sequence[Figure], *, software: str) -> bytes:
    """PDF with a page of its own size for each figure, its typefaces inside."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(printable(figures[0].title))
    writer.setCreator(software)
    writer.setResolution(_PDF_DPI)
    writer.setPageLayout(_layout(figures[0]))
    painter = QPainter(writer)
    for number, figure in enumerate(figures):
        if number:
            writer.setPageLayout(_layout(figure))
            writer.newPage()
        painter.save()
        painter.scale(_PDF_DPI / _DPI, _PDF_DPI / _DPI)
        figure.paint(painter)
        painter.restore()
    painter.end()
    return bytes(buffer.data().data())


def _layout(figure: Figure) -> QPageLayout:
    size = QSizeF(figure.width, figure.height) * (_INCH_MM / _DPI)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    page = QPageSize(size, QPageSize.Unit.Millimeter, "", exact)
    portrait = QPageLayout.Orientation.Portrait
    return QPageLayout(page, portrait, QMarginsF(0, 0, 0, 0))


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
