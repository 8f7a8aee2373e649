"""The screen of an open study: its tabs, their parts and how they stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.app.settings import Arrangement, Settings
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.aligning import Aligning
from annotator.ui.banner import Banner
from annotator.ui.banner_place import BannerPlace
from annotator.ui.codebook.page import CodebookPage
from annotator.ui.codebook_panel import CodebookPanel
from annotator.ui.codes_side import CodesSide
from annotator.ui.collecting import let_go_after
from annotator.ui.columns import Columns
from annotator.ui.consensus.page import ConsensusPage
from annotator.ui.dyads.page import DyadsPage
from annotator.ui.finding.pane import SearchPane
from annotator.ui.hair_splitter import HairSplitter
from annotator.ui.inspector import Inspector
from annotator.ui.linking import Linking
from annotator.ui.memo_fields import MemoFields
from annotator.ui.memo_pane import MemoPane
from annotator.ui.moments.page import MomentsPage
from annotator.ui.overview.page import OverviewPage
from annotator.ui.reading_area import ReadingArea
from annotator.ui.search_room import SearchRoom
from annotator.ui.status_line import StatusLine
from annotator.ui.study_panel import StudyPanel
from annotator.ui.stylesheet import Dress
from annotator.ui.tab_look import PartLook, TabLook
from annotator.ui.theme import Look
from annotator.ui.timeline import Timeline
from annotator.ui.top_bar import TopBar
from annotator.ui.units import UnitsPane

STUDY_FROM = 1040  # from this width, at 100 %, two columns have room beside the study
TABS = ("coding", "moments", "dyads", "agreement", "consensus", "overview", "codebook")
MOST_CODES = 0.36  # of the width: what has longer names says the rest in its tip
LOW = 900  # under this height, at 100 %, everything below the text is tighter


class StudyPage(QWidget):
    """Top bar, banner, the tab in hand and status line. It decides nothing.

    The coding tab has panels, columns and timeline; the other tabs are pages of their own.

    Args:
        look: the look in force.
        settings: where the splitters' places are kept.
        menu: the whole menu.

    Signals:
        tab_shown: one of `TABS`.
    """

    tab_shown = Signal(str)

    def __init__(self, look: Look, settings: Settings, menu: QMenu) -> None:
        super().__init__()
        self.look = look
        self._looks = {tab: TabLook(look, partial(self._is_seen, tab), self) for tab in TABS}
        self._settings = settings
        self._placed = False
        self._give_way: set[str] = set()  # parts that are left out for a while
        self.kept = Arrangement(splitters=dict(settings.splitters))
        self._codes_by_hand = bool(self.kept.splitters.get("right"))
        self.top = TopBar(look, menu)
        self.banner = Banner(look, over=self)
        self.status = StatusLine(look)
        for part in (self.top, self.banner, self.status):
            Dress(look, part)
        self._tabs = QStackedWidget()
        self._add_coding()
        self.moments = MomentsPage(self._looks["moments"], settings)
        self._add_tab("moments", self.moments)
        self.moments.part_shown.connect(self._show_hints)
        self._add_dyads()
        self._add_comparing()
        self.overview = OverviewPage(self._looks["overview"])
        self._add_tab("overview", self.overview)
        self.codes_page = CodebookPage(self._looks["codebook"])
        self._add_tab("codebook", self.codes_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._tabs, 1)
        column.addWidget(self.status)
        lying = BannerPlace(self.banner, self, self.status, self._tabs, self._read_line)
        self.columns.caret_moved.connect(lambda _position: lying.place())
        for text in self.columns.all_texts():
            text.text.verticalScrollBar().valueChanged.connect(lambda _value: lying.place())

    def _add_coding(self) -> None:
        look = self._looks["coding"]
        self.study = StudyPanel(look)
        self.columns = Columns(look)
        self.aligning = Aligning(self.columns, look)
        self.codebook = CodebookPanel(look)
        self.inspector = Inspector(look)
        self.memo_pane = MemoPane(look)
        self.right = CodesSide(look, self.codebook, self.inspector, self.memo_pane)
        self.codes, self.moment = self.right.codes, self.right.moment
        self.timeline = Timeline(look)
        self.linking = Linking(self.columns, self.aligning, self.timeline.playhead)
        self.linking.time_reached.connect(self.timeline.set_playhead)
        self.timeline.playhead_moved.connect(self.linking.follow_time)
        self._put_away = (PartLook(look, self), PartLook(look, self))
        self.finding, self.units = SearchPane(self._put_away[0]), UnitsPane(self._put_away[1])
        self.memos = MemoFields(self.inspector.memo, self.memo_pane.field, self.units.memo)
        self._place_parts()
        self.codebook.sets_opened.connect(self._keep_sets)
        self.codebook.lines_changed.connect(self._widen_codes)
        self._tabs.addWidget(self._down)
        look.changed.connect(self._place)  # a larger text leaves room for fewer parts

    def _place_parts(self) -> None:
        """The parts of the coding tab in their splitters."""
        look, (wide, high) = self._looks["coding"], Qt.Orientation
        text = ReadingArea(look, self.columns)
        beside = HairSplitter(look, wide, self.finding, text)
        beside.setStretchFactor(1, 1)
        reading = HairSplitter(look, high, beside, self.units)
        self._across = HairSplitter(look, wide, self.study, reading, self.right)
        self.right.splitterMoved.connect(self._keep_codes)
        self._search_room = SearchRoom(
            self.look, self.finding, self.columns, beside, self._across,
            lambda gives_way: self.let_give_way("codes", gives_way=gives_way),
        )  # fmt: skip
        self._down = HairSplitter(look, high, self._across, self.timeline)
        for part in (self.study, text, self.codes, self.moment, self.timeline):
            Dress(look, part)
        for own, each in zip(self._put_away, (self.finding, self.units), strict=True):
            own.wear(each)
        self._across.setStretchFactor(1, 1)
        self._down.setStretchFactor(0, 1)

    def _add_tab(self, tab: str, page: QWidget) -> None:
        Dress(self._looks[tab], page)
        self._tabs.addWidget(page)

    def _is_seen(self, tab: str) -> bool:
        return self._page(tab) is self._tabs.currentWidget()

    @property
    def tab(self) -> str:
        """One of `TABS`."""
        shown = self._tabs.currentWidget()
        return next(tab for tab in TABS if self._page(tab) is shown)

    @property
    def shows_rows(self) -> bool:
        """Whether the table of moments is on screen."""
        return self.tab == "moments" and self.moments.shown == "table"

    def show_tab(self, tab: str) -> None:
        """Shows a tab and what the top bar has for it."""
        self._looks[tab].take()
        self._tabs.setCurrentWidget(self._page(tab))
        if tab == "coding":
            self.settle()  # the codebook may have others by now
        self.top.show_tab(tab)
        self._show_hints()
        self.tab_shown.emit(tab)

    def _show_hints(self) -> None:
        counts = self.tab == "moments" and not self.shows_rows
        self.status.show_tab("counts" if counts else self.tab)

    def renew_comparing(self) -> None:
        """Makes the comparing tabs anew: what the former ones showed is left nowhere."""
        tab = self.tab
        for former in (self.agreement, self.consensus):
            self._tabs.removeWidget(former)
            former.deleteLater()
        let_go_after(former)
        self._add_comparing()
        self._tabs.setCurrentWidget(self._page(tab))

    def renew_dyads(self) -> None:
        """Makes the dyads tab anew: what the former one showed is left nowhere."""
        tab = self.tab
        self._tabs.removeWidget(self.dyads)
        self.dyads.deleteLater()
        let_go_after(self.dyads)
        self._add_dyads()
        self._tabs.setCurrentWidget(self._page(tab))

    def _add_dyads(self) -> None:
        self.dyads = DyadsPage(self._looks["dyads"])
        self._add_tab("dyads", self.dyads)

    def _add_comparing(self) -> None:
        self.agreement = AgreementPage(self._looks["agreement"])
        self.consensus = ConsensusPage(self._looks["consensus"])
        self._add_tab("agreement", self.agreement)
        self._add_tab("consensus", self.consensus)

    def _page(self, tab: str) -> QWidget:
        return {
            "moments": self.moments,
            "dyads": self.dyads,
            "agreement": self.agreement,
            "consensus": self.consensus,
            "overview": self.overview,
            "codebook": self.codes_page,
        }.get(tab, self._down)

    def panes(self) -> list[QWidget]:
        """What F6 goes through, from left to right and down."""
        page = self._page(self.tab)
        if page is not self._down:
            own: list[QWidget] = page.panes()  # type: ignore[attr-defined]  # each page has them
            return own
        texts: list[QWidget] = list(self.columns.texts())
        order: list[QWidget] = [self.study.matrix, self.finding.field, self.finding.list, *texts]
        order += [self.units.keys_part(), self.codebook.list, self.inspector.memo, self.timeline]
        return [pane for pane in order if pane.isVisible()]

    def toggle(self, name: str) -> None:
        """Shows or hides `study`, `codes` or `timeline`, whatever the room."""
        part = self._part(name)
        self.kept.panels[name] = part.isHidden()
        part.setVisible(part.isHidden())
        self._give_way.discard(name)  # a person has said how it shall be
        if name == "study" and not part.isHidden():  # Qt brings it back as narrow as it may be
            self._place_across()

    def bring_codes(self) -> None:
        """Shows codes and moment, where they are away and something of them is asked for."""
        if self.right.isHidden():
            self.toggle("codes")

    def let_give_way(self, name: str, *, gives_way: bool) -> None:
        """Leaves a part out while something else needs its room; nothing of it is kept."""
        if gives_way != (name in self._give_way):
            self._give_way ^= {name}
            self._show_again()

    def _part(self, name: str) -> QWidget:
        return {"study": self.study, "codes": self.right, "timeline": self.timeline}[name]

    def banner_hint(self, sentence: str) -> None:
        """Shows a hint, if there is one."""
        if sentence:
            self.banner.say(sentence, "hint")

    def _read_line(self) -> QRect | None:
        """The line of the caret in the text that has the keys, on this page."""
        text = self.columns.in_hand
        if text is None or not text.isVisible():
            return None
        return text.caret_line().translated(text.mapTo(self, QPoint(0, 0)))

    def write_memo(self) -> None:
        """Gives the keys to the memo of the moment, and brings it on the screen."""
        self.bring_codes()
        self.right.write_memo()

    def rate(self) -> bool:
        """Gives the keys to the first scale, and brings it on the screen; False without one."""
        self.bring_codes()
        return self.right.rate()

    def remember(self) -> None:
        """Keeps the splitters' places, for this study and for those that have none yet."""
        if self._placed:
            for name, splitter in self._splitters().items():
                if name == "right" and not self._codes_by_hand:
                    continue  # as high as the codes need: another day there are others
                if name != "across" or not (self._give_way or self._search_room.lent):
                    self.kept.splitters[name] = splitter.sizes()
            self._settings.splitters.update(self.kept.splitters)

    def arrange(self, kept: Arrangement) -> None:
        """Shows panels and columns as somebody had them; what is moved is kept there."""
        self.kept = kept
        self._codes_by_hand = bool(kept.splitters.get("right"))
        self.codebook.show_open(kept.open_sets)
        if self._placed:
            self._place()
            self._take_sizes()

    def settle(self) -> None:
        """To be called when the study's codes are on screen: gives them their room.

        Not where a person has given them another, now or in the session before.
        """
        if not self._codes_by_hand:
            self.layout_now()
            if self._placed and not self.kept.splitters.get("across"):
                self._place_across()
            self.place_codes()

    def layout_now(self) -> None:
        """Lays the page out at once."""
        if (layout := self.layout()) is not None:
            layout.activate()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground that the tabs stand on."""
        QPainter(self).fillRect(event.rect(), self.look.colour("ground"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first time the splitters go where they were, or where the design has them."""
        super().resizeEvent(event)
        if self._placed:
            self._show_again()
        elif event.size().width() > 400:
            self._placed = True
            self._place()
            self._take_sizes()

    def _show_again(self) -> None:
        """Shows the parts that have room; the study as wide as it was."""
        shown = self.study.isVisibleTo(self)
        self._show_parts()
        if self.study.isVisibleTo(self) != shown:  # Qt brings it back as narrow as it may be
            self._place_across()

    def _take_sizes(self) -> None:
        for name, splitter in self._splitters().items():
            sizes = self.kept.splitters.get(name, [])
            if len(sizes) == splitter.count() and sum(sizes) > 0:
                splitter.setSizes(sizes)

    def _place(self) -> None:
        """The widths and heights of the design, as far as the window has room for them."""
        height, px = self.height(), self.look.px
        self._show_parts()
        self._place_across()
        foot = min(px(168 if self._is_low() else 252), round(height * 0.25))
        self._down.setSizes([max(1, height - foot), foot])
        self.place_codes()

    def _place_across(self) -> None:
        width, px = self.width(), self.look.px
        full = min(self.study.full_width(), round(width * 0.3))  # large text needs more
        left = min(px(232), max(200, full, round(width * 0.165)))
        share = 0.23 if self.study.isVisibleTo(self) else 0.3
        right = min(px(300), max(236, round(width * share)))
        right = max(right, self._codes_width(left))
        self._across.setSizes([left, max(1, width - left - right), right])

    def _codes_width(self, left: int) -> int:
        """Room for the names of the codes beside the study; the text keeps half of all."""
        most = min(
            MOST_CODES * self.width(), self.width() / 2 - left * self.study.isVisibleTo(self)
        )
        return min(self.right.full_width(), int(most) - 2)  # two handles

    def _widen_codes(self) -> None:
        """Room for the names of another set in hand; the text gives it, and keeps the most."""
        sizes = self._across.sizes()
        if not self._placed or not sum(sizes):
            return
        more = self._codes_width(sizes[0]) - sizes[-1]
        if sizes[-1] and more > 0:
            self._across.setSizes([*sizes[:-2], sizes[-2] - more, sizes[-1] + more])

    def _keep_codes(self) -> None:
        self._codes_by_hand = True

    def _keep_sets(self, set_ids: list[str]) -> None:
        self.kept.open_sets = set_ids

    def _is_low(self) -> bool:
        return self.height() < self.look.px(LOW)

    def _show_parts(self) -> None:
        """Leaves out what the text needs the room of, unless a person wants it there."""
        px = self.look.px
        self.inspector.show_tight(self._is_low())
        least = self.timeline.minimumSizeHint().height()
        self.timeline.setMaximumHeight(max(self.height() // 3, least))
        for name, fits in (
            ("study", self.width() >= px(STUDY_FROM)),
            ("codes", True),
            ("timeline", self.height() >= px(520)),
        ):
            wanted = self.kept.panels.get(name, fits)
            self._part(name).setVisible(wanted and name not in self._give_way)

    def place_codes(self) -> None:
        """Room for codebook and moment, one above the other."""
        self.right.place(self._across.height(), self.height(), is_low=self._is_low())

    def _splitters(self) -> dict[str, QSplitter]:
        return {"across": self._across, "down": self._down, "right": self.right}
