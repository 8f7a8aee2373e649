"""A report as Qt's rich text, with tables whose heads are repeated on each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextTable,
)

from annotator.app.qt.report_cells import HEAD_ROWS, fill, letters_of, table_format
from annotator.app.qt.report_pictures import picture_image
from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report, printable
from annotator.domain.report_colours import INK, LINE, MUTE
from annotator.formats.report_widths import column_shares

_BODY_PX, _SMALL_PX, _TITLE_PX = 13.6, 11.8, 29.0
_HEADING_PX = {1: 20.0, 2: 16.0, 3: 14.0}
_ROOM_FOR_CAPTION_PX = 60.0
_LINE = 114  # characters of a table's size in Source Sans
_LITTLE_PX = 8.0
_BREAK = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore


@dataclass(frozen=True, slots=True)
class _Keep:
    """What must lie on the page on which something else ends: a heading with its table."""

    place: Place
    start: int
    anchor: int


Place = tuple[int, int]
"""Where a page may have to begin: the number of a heading, picture, paragraph or table, and 0,
or a row."""


def laid_out(report: Report, page: QSizeF) -> QTextDocument:
    """A report on pages, no row torn and no heading alone; needs `drawing_ready`.

    Qt tears rows at the end of a page and leaves headings there. So the first place where it
    does so gets a page break, until there is none; a row that begins a page begins a new piece
    of its table, under the same heads. (Breaks set on a document that is laid out already make
    Qt 6.10 lose the height of blocks; so it is made anew for each.)

    Args:
        report: what to lay out.
        page: room for text on one page, in pixels at 96 to the inch.
    """
    images = {each.name: picture_image(each) for each in report.pictures}
    breaks: set[Place] = set()
    while True:
        made = ReportDocument(report, page, images, frozenset(breaks))
        parted = [place for place in made.parted() if place not in breaks]
        if not parted:
            return made.document
        breaks.add(parted[0])


class ReportDocument:
    """A report laid out once.

    Args:
        report: what to lay out.
        page: room for text on one page, in pixels at 96 to the inch.
        images: the drawings by name.
        breaks: where pages begin.
    """

    def __init__(
        self, report: Report, page: QSizeF, images: Mapping[str, QImage], breaks: frozenset[Place]
    ) -> None:
        self.document = QTextDocument()
        self.document.setDocumentMargin(0)
        self.document.setUseDesignMetrics(True)
        font = QFont("Source Sans Pro")
        font.setPixelSize(round(_BODY_PX))
        self.document.setDefaultFont(font)
        self._page = page
        self._images = images
        self._breaks = breaks
        self._pieces: list[tuple[QTextTable, int, int]] = []  # table, its number, first row
        self._paragraphs: list[tuple[Place, int]] = []
        self._places = 0
        self._cursor = QTextCursor(self.document)
        self._waiting: list[tuple[Place, int]] = []
        self._keeps: list[_Keep] = []
        self._fresh = True  # the document's first block, or the one after a table, is empty
        self._head(report.title, _TITLE_PX, above=0, level=1)
        for block in report.blocks:
            if isinstance(block, Heading):
                px = _HEADING_PX[block.level]
                self._head(block.text, px, above=px * 1.3, level=block.level + 1)
            elif isinstance(block, Paragraph):
                small = block.style == "note"
                self._paragraph(block.text, small=small)
                self._anchor(self._cursor.block().position())
            elif isinstance(block, Picture):
                self._picture(block)
            else:
                self._table(block)
        self.document.setPageSize(page)

    # Blocks -------------------------------------------------------------------------------

    def _block(
        self,
        above: float,
        below: float,
        level: int = 0,
        *,
        image: bool = False,
        page: bool = False,
    ) -> None:
        """A new block; `page` where a page begins with it."""
        if self._fresh and above > _LITTLE_PX and self._pieces:
            self._fresh = False  # Qt drops the margin below a table: the empty line stands for it
        form = QTextBlockFormat()
        form.setTopMargin(above)
        form.setBottomMargin(below)
        form.setHeadingLevel(level)
        if page:
            form.setPageBreakPolicy(_BREAK)
        if not image:  # a share of the height of a picture would be a gap below it
            form.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._fresh:
            self._cursor.setBlockFormat(form)
            self._fresh = False
        else:
            self._cursor.insertBlock(form)

    def _head(self, words: str, px: float, *, above: float, level: int) -> None:
        place, breaks = self._next_place()
        self._block(above, px * 0.35, level, page=breaks)
        self._waiting.append((place, self._cursor.block().position()))
        self._cursor.insertText(printable(words), letters_of(px, bold=True))

    def _paragraph(self, words: str, *, small: bool = False, bold: bool = False) -> None:
        place, breaks = self._next_place()
        self._block(2 if small else 0, 4 if small else 7, page=breaks)
        self._paragraphs.append((place, self._cursor.block().position()))
        px, colour = (_SMALL_PX, MUTE) if small else (_BODY_PX, INK)
        self._cursor.insertText(printable(words), letters_of(px, colour, bold=bold))

    def _picture(self, picture: Picture) -> None:
        """A caption and the drawing below it, as wide as the page at most."""
        place, breaks = self._next_place()
        self._block(12, 4, page=breaks)
        self._waiting.append((place, self._cursor.block().position()))
        self._cursor.insertText(printable(picture.caption), letters_of(_BODY_PX, bold=True))
        image = self._images[picture.name]
        url = f"picture:{picture.name}"
        self.document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(url), image)
        natural = QSizeF(image.size()) * (96 / (image.dotsPerMeterX() * 0.0254))
        most = QSizeF(self._page.width(), self._page.height() - _ROOM_FOR_CAPTION_PX)
        scale = min(1.0, most.width() / natural.width(), most.height() / natural.height())
        form = QTextImageFormat()
        form.setName(url)
        form.setWidth(natural.width() * scale)
        form.setHeight(natural.height() * scale)
        self._block(0, 8, image=True)
        self._anchor(self._cursor.block().position())
        self._cursor.insertImage(form)

    def _table(self, grid: Grid) -> None:
        """A table, in pieces where rows begin a page; its caption and heads are repeated."""
        (number, _), breaks = self._next_place()
        starts = sorted(row for of, row in self._breaks if of == number and row)
        for first, end in pairwise([0, *starts, len(grid.rows)]):
            table = self._piece(grid, first, end, page=breaks or first > 0)
            self._pieces.append((table, number, first))
            if first == 0:
                self._waiting.append(((number, 0), table.firstPosition()))
                row = min(HEAD_ROWS, table.rows() - 1)
                self._anchor(table.cellAt(row, 0).firstPosition())
        for note in grid.notes:
            self._paragraph(note, small=True)

    def _piece(self, grid: Grid, first: int, end: int, *, page: bool) -> QTextTable:
        """Some rows of a table under its caption and heads."""
        if not self._fresh:
            self._cursor.insertBlock(QTextBlockFormat(), letters_of(4))
        shares = column_shares(grid, _LINE)
        form = table_format(shares)
        if page:
            form.setPageBreakPolicy(_BREAK)
        columns = len(grid.columns)
        table = self._cursor.insertTable(end - first + HEAD_ROWS, columns, form)
        table.mergeCells(0, 0, 1, columns)
        fill(table, (0, 0), grid.caption, letters_of(_BODY_PX, bold=True), MUTE)
        for place, name in enumerate(grid.columns):
            letters = letters_of(_SMALL_PX, MUTE, bold=True)
            fill(table, (1, place), name, letters, MUTE, right=place in grid.numeric)
        for number, row in enumerate(grid.rows[first:end], start=HEAD_ROWS):
            for place, words in enumerate(row):
                letters = letters_of(_SMALL_PX)
                fill(table, (number, place), words, letters, LINE, right=place in grid.numeric)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._fresh = True
        return table

    # Pages --------------------------------------------------------------------------------

    def _next_place(self) -> tuple[Place, bool]:
        """A new place, and whether a page begins there."""
        self._places += 1
        place = (self._places, 0)
        return place, place in self._breaks

    def _anchor(self, position: int) -> None:
        """All that waits must lie on the page of this position."""
        if self._waiting:
            place, start = self._waiting[0]
            self._keeps.append(_Keep(place, start, position))
            self._waiting.clear()

    def parted(self) -> list[Place]:
        """Where headings stand apart from what they head, and rows are torn, in order."""
        found = [
            keep.place
            for keep in self._keeps
            if self._page_of(keep.start) != self._page_of(keep.anchor)
        ]
        found += [
            (number, first + row - HEAD_ROWS)
            for table, number, first in self._pieces
            for row in range(HEAD_ROWS + 1, table.rows())
            if self._is_torn(table, row)
        ]
        found += [place for place, start in self._paragraphs if self._has_torn_line(start)]
        return sorted(found)

    def _has_torn_line(self, position: int) -> bool:
        """Whether a page ends in the middle of a line, as Qt does it below a table."""
        layout = self.document.findBlock(position).layout()
        top = self._bounds(position).top()
        rects = [layout.lineAt(number).rect() for number in range(layout.lineCount())]
        first = min((rect.top() for rect in rects), default=0.0)
        lines = ((top + rect.top() - first, rect.height()) for rect in rects)
        return any(
            self._page_at(above + 1) != self._page_at(above + height - 1) for above, height in lines
        )

    def _is_torn(self, table: QTextTable, row: int) -> bool:
        pages = set()
        for column in range(table.columns()):
            bounds = self._bounds(table.cellAt(row, column).firstPosition())
            pages |= {self._page_at(bounds.top() + 1), self._page_at(bounds.bottom() - 1)}
        return len(pages) > 1

    def _page_of(self, position: int) -> int:
        # The lower end: a picture that does not fit stands on the next page as a whole.
        return self._page_at(self._bounds(position).bottom() - 1)

    def _page_at(self, y: float) -> int:
        return int(y // self._page.height())

    def _bounds(self, position: int) -> QRectF:
        block = self.document.findBlock(position)
        return self.document.documentLayout().blockBoundingRect(block)
