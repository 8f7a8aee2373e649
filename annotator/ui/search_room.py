"""Room for three columns beside the search: the search and the codes are narrower meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QSplitter

from annotator.ui.columns import Columns
from annotator.ui.finding.pane import SearchPane
from annotator.ui.theme import Look

CODES_PX = 236  # the codes are never narrower for it, at 100 %


class SearchRoom(QObject):
    """Lets search and codes lend their room to the columns, where that shows all of these.

    Where it would not be enough they stay as wide as they are, and the columns scroll sideways.

    Args:
        look: the look in force.
        finding: the search.
        columns: what is read.
        beside: the search and what holds the columns.
        across: what stands at the left, the two of `beside`, and the codes.

    Attributes:
        lent: by how many pixels the codes are narrower now.
    """

    def __init__(
        self,
        look: Look,
        finding: SearchPane,
        columns: Columns,
        beside: QSplitter,
        across: QSplitter,
    ) -> None:
        super().__init__(finding)
        self._look = look
        self._finding, self._columns = finding, columns
        self._beside, self._across = beside, across
        self.lent = 0
        self._narrowed = 0
        self._soon = QTimer(self)  # the splitters give the parts their new places first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)
        columns.shown.connect(self._soon.start)
        finding.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The search comes or goes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._soon.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._give_back()
        if not self._finding.isVisible():
            return
        search, text = self._beside.sizes()
        *others, codes = self._across.sizes()
        lacking = self._columns.minimumSizeHint().width() - text
        of_search = max(0, search - self._finding.minimumSizeHint().width())
        of_codes = max(0, codes - self._look.px(CODES_PX))
        if lacking <= 0 or lacking > of_search + of_codes:
            return
        self.lent = max(0, lacking - of_search)
        if self.lent:
            self._across.setSizes([*others[:-1], others[-1] + self.lent, codes - self.lent])
            self._narrowed = self._across.sizes()[-1]
        narrower = search - min(lacking, of_search)
        self._beside.setSizes([narrower, search + text + self.lent - narrower])

    def _give_back(self) -> None:
        """The codes are as wide as before, unless they were made another width meanwhile."""
        *others, codes = self._across.sizes()
        if self.lent and codes == self._narrowed:
            self._across.setSizes([*others[:-1], others[-1] - self.lent, codes + self.lent])
        self.lent = 0
