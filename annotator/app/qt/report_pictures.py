"""The drawings of a report as PNG."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from annotator.app.qt.gui import drawing_ready
from annotator.domain.report import Picture, Report
from annotator.domain.report_colours import PAPER

DPI = 220
_SVG_DPI = 96
_INCH_M = 0.0254


def png_pictures(report: Report, *, dpi: int = DPI) -> dict[str, bytes]:
    """PNG of each picture by its name, with the resolution in the file.

    Args:
        report: whose pictures.
        dpi: pixels to the inch.
    """
    with drawing_ready():
        return {each.name: _png(picture_image(each, dpi)) for each in report.pictures}


def picture_image(picture: Picture, dpi: int = DPI) -> QImage:
    """One drawing as an image on white, as printed pages are; needs `drawing_ready`.

    Raises:
        ValueError: its SVG cannot be read.
    """
    on_white = picture.svg.replace(f'"{PAPER}"', '"#ffffff"')
    renderer = QSvgRenderer(QByteArray(on_white.encode("utf-8")))
    if not renderer.isValid():
        raise ValueError(f"the picture {picture.name} is no SVG")
    size = renderer.defaultSize()
    scale = dpi / _SVG_DPI
    pixels = QSize(round(size.width() * scale), round(size.height() * scale))
    image = QImage(pixels, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    image.setDotsPerMeterX(round(dpi / _INCH_M))
    image.setDotsPerMeterY(round(dpi / _INCH_M))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs name bytes, Qt takes str
    return bytes(buffer.data().data())
