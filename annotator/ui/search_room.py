"""Room for the text beside the search: search and codes are narrower meanwhile, or the codes go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QSplitter

from annotator.ui.column import NARROWEST
from annotator.ui.columns import Columns
from annotator.ui.finding.pane import WIDTH, SearchPane
from annotator.ui.theme import Look

MOST = 0.36  # of the room that search and text share, unless a person draws it wider
CODES_PX = 236  # the codes are never narrower for it, at 100 %


class SearchRoom(QObject):
    """Lets search and codes lend their room to the columns, where that shows all of these.

    Where it would not be enough they stay as wide as they are, and the columns scroll sideways;
    but one column is always seen as a whole, and where there is no room for that the codes give
    way until the search is put away, or a person asks for them.

    Args:
        look: the look in force.
        finding: the search.
        columns: what is read.
        beside: the search and what holds the columns.
        across: what stands at the left, the two of `beside`, and the codes.
        give_way: takes whether the codes give way.

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
        give_way: Callable[[bool], None],
    ) -> None:
        super().__init__(finding)
        self._look = look
        self._finding, self._columns = finding, columns
        self._beside, self._across = beside, across
        codes = across.widget(across.count() - 1)
        assert codes is not None
        self._codes, self._give_way = codes, give_way
        self.lent = 0
        self._narrowed = 0
        self._own = WIDTH  # of the search at 100 %, where nothing is lent
        self._drawn = False  # whether a person has made it so wide
        self._away = 0  # width of the codes that gave way for this search
        self._soon = QTimer(self)  # the splitters give the parts their new places first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)
        columns.shown.connect(self._soon.start)
        finding.installEventFilter(self)
        across.installEventFilter(self)
        beside.splitterMoved.connect(self._keep_own)
        look.changed.connect(self._begin_anew)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The search comes or goes, or the window has another size."""
        comes = watched is self._finding and event.type() in (QEvent.Type.Show, QEvent.Type.Hide)
        resized = watched is self._across and event.type() == QEvent.Type.Resize
        if comes or (resized and self._finding.isVisible()):
            self._soon.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._give_back()
        if not self._finding.isVisible():
            self._bring_back()
            return
        search, text = self._with_own_width()
        codes = self._across.sizes()[-1]
        of_search = max(0, search - self._finding.minimumSizeHint().width())
        of_codes = max(0, codes - self._look.px(CODES_PX))
        one = self._look.px(NARROWEST)
        if self._codes.isHidden() and self._away and text + of_search - self._away > one:
            self._bring_back()
            self._soon.start()
            return
        for wanted in (self._columns.minimumSizeHint().width(), one):
            if wanted - text <= of_search + of_codes:
                self._lend(wanted - text, of_search)
                return
        if self._codes.isVisible() and not self._away:
            self._away = codes
            self._give_way(True)
            self._soon.start()

    def _with_own_width(self) -> tuple[int, int]:
        """Gives the search its own width in the text size of now; that, and what is left."""
        search, text = self._beside.sizes()
        least = self._finding.minimumSizeHint().width()
        most = round((search + text) * MOST)  # in large letters the text needs the room more
        wanted = self._look.px(self._own)
        own = max(least, wanted if self._drawn else min(wanted, most))
        own = min(own, max(least, search + text - 1))
        if own != search:
            self._beside.setSizes([own, search + text - own])
        return own, search + text - own

    def _keep_own(self) -> None:
        """A person has drawn it wider or narrower."""
        self._own = round(self._beside.sizes()[0] * 100 / self._look.percent)
        self._drawn = True

    def _lend(self, lacking: int, of_search: int) -> None:
        """Gives the text what it lacks: first of the search, then of the codes."""
        if lacking <= 0:
            return
        search, text = self._beside.sizes()
        *others, codes = self._across.sizes()
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

    def _bring_back(self) -> None:
        """The codes that gave way stand where they stood."""
        if self._away:
            self._give_way(False)
        self._away = 0

    def _begin_anew(self) -> None:
        """In a text of another size there is another need."""
        if self._away:
            self._bring_back()
        if self._finding.isVisible():
            self._soon.start()
