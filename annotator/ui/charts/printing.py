"""Figures on paper: each on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from annotator.domain.errors import UserError
from annotator.domain.report import printable
from annotator.ui.charts.figure import Figure

_DPI = 96


def a4_printer(title: str) -> QPrinter:
    """The usual printer set to whole A4 pages, to be changed in the system's dialog.

    Args:
        title: of the print job; a dyad's name and no person's.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(printable(title))
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    printer.setFullPage(True)
    return printer


def print_figures(figures: Sequence[Figure], printer: QPrinter) -> None:
    """Prints figures, each as large as its paper lets it be, never larger than it is.

    Raises:
        UserError: the printer does not take the job.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("the printer does not take the page", hint="choose another, or a PDF")
    dots = printer.resolution() / _DPI
    for number, figure in enumerate(figures):
        if number:
            printer.newPage()
        page = printer.pageLayout().fullRectPixels(printer.resolution())
        scale = min(dots, page.width() / figure.width, page.height() / figure.height)
        painter.save()
        painter.scale(scale, scale)
        figure.paint(painter)
        painter.restore()
    painter.end()
