"""What stands at the right of the text: the codebook, and under it the moment in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.ui.codebook_panel import CodebookPanel
from annotator.ui.hair_splitter import HairSplitter
from annotator.ui.inspector import Inspector
from annotator.ui.memo_pane import MemoPane
from annotator.ui.panel import Panel
from annotator.ui.theme import Look

LARGE = 540  # under this height of the page, at 100 %, the text is large for the window


class CodesSide(HairSplitter):
    """Two panels, each of which scrolls.

    Args:
        look: the look in force.
        codebook: the codes that can be given.
        inspector: what the moment in hand is.
        memo_pane: the memo on something else.
    """

    def __init__(
        self, look: Look, codebook: CodebookPanel, inspector: Inspector, memo_pane: MemoPane
    ) -> None:
        self.codes = Panel(look, "Codebook", 300)
        self.moment = Panel(look, "Moment", 300)
        super().__init__(look, Qt.Orientation.Vertical, self.codes, self.moment)
        self._codebook, self._inspector = codebook, inspector
        self.codes.column.addWidget(codebook)
        self.codes.column.addStretch(1)
        self.moment.column.addWidget(inspector)
        self.moment.column.addWidget(memo_pane)
        self.moment.column.addStretch(1)

    def full_width(self) -> int:
        """The width at which no name of a code is cut and nothing scrolls sideways."""
        codebook = self._codebook
        full = max(codebook.list.full_width, codebook.minimumSizeHint().width())
        return full + self.codes.margins_width()

    def place(self, beside: int, page: int, *, is_low: bool) -> None:
        """The codebook in full where there is room; else it scrolls, so that the memo need not.

        Args:
            beside: the height that both have.
            page: the height of the page.
            is_low: whether everything below the text is tighter.
        """
        for own in (self._codebook.layout(), self.codes.column):
            if own is not None:
                own.activate()  # its lines may be others since it was laid out
        share = 0.375 if is_low else 0.48
        share = 0.5 if page < self._look.px(LARGE) else share  # all scrolls there
        codes = min(self.codes.full_height() + 2, round(beside * share))
        self.setSizes([codes, max(1, beside - codes)])

    def write_memo(self) -> None:
        """Gives the keys to the memo of the moment, and brings it on the screen."""
        self._take(self._inspector.memo)
        self._inspector.memo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rate(self) -> bool:
        """Gives the keys to the first scale, and brings it on the screen; False without one."""
        row = self._inspector.first_scale()
        if row is not None:
            self._take(row)
            row.take_keys()
        return row is not None

    def _take(self, part: QWidget) -> None:
        self.moment.ensureWidgetVisible(part)
