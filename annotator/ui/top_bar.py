"""The bar at the top: study, session, mode, coder, search, and how the file is kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout

from annotator.app.actions import key_of
from annotator.app.verbs.consensus_layer import people
from annotator.app.verbs.lab import named_with_role, reads_words
from annotator.domain.ids import Id
from annotator.domain.round import Coder
from annotator.domain.view import StudyView
from annotator.ui.comparison_bar import ComparisonBar
from annotator.ui.dyads.analysis_bar import AnalysisBar
from annotator.ui.flow import Flow
from annotator.ui.icons import icon
from annotator.ui.pill import Pill
from annotator.ui.segments import Choice, Segments
from annotator.ui.tab_row import TabRow
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip, show_action_tip
from annotator.ui.words import Words

MODES = (
    Choice("therapist", "Therapist", action="mode_therapist"),
    Choice("dyadic", "Dyadic", action="mode_dyadic"),
    Choice("patient", "Patient", action="mode_patient"),
    Choice("session", "+ Session", action="mode_session"),
)
TABS = (
    Choice("coding", "Coding", action="tab_coding"),
    Choice("moments", "Moments", action="tab_moments"),
    Choice("dyads", "Dyads", action="tab_dyads"),
    Choice("agreement", "Agreement", action="tab_agreement"),
    Choice("consensus", "Consensus", action="tab_consensus"),
    Choice("overview", "Overview", action="tab_overview"),
    Choice("codebook", "Codebook", action="tab_codebook"),
)
COMPARING = ("agreement", "consensus")
SHORTEST_TITLE = 90  # at 100 %
_KEPT = {
    True: ("Encrypted", "The study file is kept under a passphrase"),
    False: ("Plain file", "The study file is not encrypted"),
}


class TopBar(QFrame):
    """What is open, and the doors to everything else.

    Signals:
        tab_chosen: one of the tabs of the study, as the table of actions has them.
        session_chosen: id of a session picked in the menu.
        mode_chosen: `therapist`, `dyadic`, `patient` or `session`.
        coder_chosen: id of a coder, None for a reader of everything.
        new_coder_asked: somebody who is not in the list yet.
        palette_asked: the search box was pressed.
    """

    tab_chosen = Signal(str)
    session_chosen = Signal(str)
    mode_chosen = Signal(str)
    coder_chosen = Signal(object)
    new_coder_asked = Signal()
    palette_asked = Signal()

    def __init__(self, look: Look, menu: QMenu) -> None:
        super().__init__()
        self.look = self._look = look
        self.setObjectName("topbar")
        self._encrypted = False
        self._title = ""
        self._sees_all = False
        self.reader: Coder | None = None  # who only reads
        self.menu_button = QToolButton()
        self.menu_button.setProperty("bare", True)
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show_action_tip(self.menu_button, "menu")
        self.menu_button.setAccessibleName("Menu")
        self.title = Words(look, "", "strong")
        self.title.setProperty("fitted", True)  # it says as much as fits
        self.tabs = TabRow(look, TABS)
        self.tabs.show_value("coding")
        self.tabs.chosen.connect(lambda value: self.tab_chosen.emit(str(value)))
        self.analysis = AnalysisBar(look)
        self.comparison = ComparisonBar(look)
        self.session = Pill(look, has_menu=True)
        self.mode = Segments("View", MODES)
        self.mode.chosen.connect(lambda value: self.mode_chosen.emit(str(value)))
        self.coder = Pill(look, has_menu=True)
        self.search = FindButton(look)
        self.search.clicked.connect(self.palette_asked)
        self.kept = Pill(look, "lock")
        self.kept.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._flow = Flow()
        around = self._around = QVBoxLayout(self)
        around.addLayout(self._flow)
        self._of_coding = (self.session, self.mode)
        self._of_comparing = (*self.analysis.pills(), *self.comparison.pills())
        self._in_one_row: bool | None = None
        self._order(in_one_row=True)
        self.show_tab("coding")
        look.changed.connect(self._dress)
        self._dress()

    def show_tab(self, tab: str) -> None:
        """Shows the controls of a tab."""
        self.tabs.show_value(tab)
        self._show_tabs()
        for widget in self._of_coding:
            widget.setVisible(tab == "coding")
        self.analysis.show_tab(tab)
        self.comparison.show_tab(tab)
        self._fit()

    def _show_tabs(self) -> None:
        """Who codes blind has no use for what compares coders; the keys say why."""
        self.tabs.offer_only(
            [
                each.value
                for each in TABS
                if self._sees_all or each.value not in COMPARING or each.value == self.tabs.value
            ]
        )

    def show_study(self, view: StudyView, *, encrypted: bool) -> None:
        """The study's title, its sessions, and whether its file is encrypted."""
        self._title = view.study.title
        self.title.setToolTip(plain_tip(view.study.title))
        self.title.setAccessibleName(view.study.title)
        self._encrypted = encrypted
        self.kept.show_icon("lock" if encrypted else "lock-open")
        self._fit()
        menu = self.session.choices
        menu.clear()
        for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
            for session in view.sessions_of(dyad.id):
                entry = menu.addAction(f"{dyad.name} · Session {session.number}")
                entry.triggered.connect(
                    lambda _=False, session_id=session.id: self.session_chosen.emit(session_id)
                )

    def show_session(self, view: StudyView, session_id: Id | None) -> None:
        """The session on screen."""
        session = view.sessions.get(session_id or "")
        if session is None:
            self.session.say("No session", "", "Session: none")
            return
        text = f"{view.dyads[session.dyad_id].name} · Session {session.number}"
        self.session.say(text, "Go to another session", f"Session: {text}")
        self._fit()

    def show_mode(self, mode: str, why_alone: str = "") -> None:
        """The columns on screen, and why both accounts are not offered side by side, if so."""
        self.mode.show_value(mode)
        self.mode.offer("dyadic", why_alone)

    def show_coder(self, view: StudyView, coder_id: Id | None) -> None:
        """Who is coding, and whether blind to the others."""
        coder = view.coders.get(coder_id or "")
        known = people(view)
        self._sees_all = coder_id is None
        self._show_tabs()
        if self.reader is not None:
            text = f"Reader {self.reader.name}"
            self.coder.say(text, f"Reads {reads_words(self.reader)}, writes nothing", text)
        elif coder is None and coder_id is None:
            self.coder.say("Everyone’s work", "Choose who is coding", "Coder: nobody, reads all")
        elif coder is None:
            self.coder.say("Who is coding?", "Nobody’s work is loaded", "Coder: nobody")
        else:
            blind = any(each.blind for each in view.rounds.values()) or len(known) > 1
            tip = "Only this coder’s work is loaded" if blind else "Choose who is coding"
            text = f"Coder {coder.name} · blind" if blind else f"Coder {coder.name}"
            self.coder.say(text, tip, text)
        menu = self.coder.choices
        menu.clear()
        here = coder_id if self.reader is None else self.reader.id
        for each in known:
            self._add_coder(named_with_role(each), each.id, here)
        self._add_coder("Everyone’s work, not blind", None, here)
        menu.addSeparator()
        menu.addAction("Somebody else…").triggered.connect(lambda: self.new_coder_asked.emit())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The search box takes what room the others leave."""
        super().resizeEvent(event)
        self._fit()

    def _add_coder(self, name: str, coder_id: Id | None, present: Id | None) -> None:
        entry = QAction(name, self.coder.choices)
        entry.setCheckable(True)
        entry.setChecked(coder_id == present)
        entry.triggered.connect(lambda: self.coder_chosen.emit(coder_id))
        self.coder.choices.addAction(entry)

    def _dress(self) -> None:
        px = self._look.px
        self._around.setContentsMargins(px(10), px(7), px(16), px(7))
        self._flow.setSpacing(px(10))
        edge = px(17)
        self.menu_button.setIconSize(QSize(edge, edge))
        self.menu_button.setIcon(icon(self._look, "list", "ink"))
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fits anew when a control has become wider or narrower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _order(self, *, in_one_row: bool) -> None:
        """The search box and the last pill end the row, or the first of several rows."""
        if in_one_row == self._in_one_row:
            return
        self._in_one_row = in_one_row
        while self._flow.takeAt(0) is not None:
            pass
        head = (self.menu_button, self.title, self.tabs)
        rest = (*self._of_coding, *self._of_comparing, self.coder)
        end = (None, self.search, self.kept)
        for widget in (*head, *rest, *end) if in_one_row else (*head, *end, *rest):
            if widget is None:
                self._flow.add_stretch()
            else:
                self._flow.addWidget(widget)

    def _fit(self) -> None:
        """The search box takes what room is left; with none, it, last pill and title say less.

        It sets nothing that is set already: each change asks for another layout.
        """
        px = self._look.px
        self.tabs.fit(self._room_for_tabs())
        fixed = (self.menu_button, self.tabs, *self._of_coding, *self._of_comparing, self.coder)
        others = [each for each in fixed if not each.isHidden()]
        gaps = (len(others) + 4) * self._flow.spacing() + px(26)
        room = self.contentsRect().width() - sum(each.sizeHint().width() for each in others) - gaps
        metrics = self.title.fontMetrics()
        whole = metrics.horizontalAdvance(self._title) + 2
        whole = min(whole, px(380), max(60, self.width() - px(80)))
        kept, short_kept = self._kept_width(short=False), self._kept_width(short=True)
        wide, narrow = self.search.least_width(True), self.search.least_width(False)
        says_all = room >= whole + wide + kept
        if not says_all:
            whole = min(whole, max(room - narrow - short_kept, px(SHORTEST_TITLE)))
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, whole)
        if title != self.title.text():
            self.title.setText(title)
        self.search.say_all(says_all)
        self._say_kept(short=not says_all)
        width = min(room - whole - kept, px(330)) if says_all else narrow
        if width != self.search.width():
            self.search.setFixedWidth(width)

    def _room_for_tabs(self) -> int:
        """What the rest leaves in one row; what title and search leave where that is too little."""
        px = self._look.px
        fixed = (self.menu_button, *self._of_coding, *self._of_comparing, self.coder)
        others = [each.sizeHint().width() for each in fixed if not each.isHidden()]
        gaps = (len(others) + 5) * self._flow.spacing() + px(26)
        least = self.search.least_width(False) + self._kept_width(short=True) + px(SHORTEST_TITLE)
        whole = self.contentsRect().width()
        room = whole - sum(others) - gaps - least
        in_one_row = room >= self.tabs.least_width()
        if not in_one_row:
            gaps = 5 * self._flow.spacing() + px(26)
            room = whole - self.menu_button.sizeHint().width() - least - gaps
        self._order(in_one_row=in_one_row or room < self.tabs.least_width())
        return room if room >= self.tabs.least_width() else whole - px(26)

    def _kept_width(self, *, short: bool) -> int:
        """How wide the last pill is with its words or without."""
        return self.kept.width_with("" if short else _KEPT[self._encrypted][0])

    def _say_kept(self, *, short: bool) -> None:
        text, tip = _KEPT[self._encrypted]
        said = "" if short else text
        if (self.kept.text(), self.kept.accessibleName()) != (said, text):
            self.kept.say(said, tip, text)


class FindButton(QToolButton):
    """The search box of the top bar: it looks like a field and opens the palette."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("find", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Search text, codes, sessions and commands")
        show_action_tip(self, "palette")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 0, look.px(10), 0)
        self._sign = QLabel()
        self._words = Words(look, "Search text, codes, commands", "mute")
        self._key = Words(look, "", "mute")
        for widget in (self._sign, self._words, self._key):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._key)
        look.changed.connect(self._dress)
        self._dress()

    def say_all(self, everything: bool) -> None:
        """Shows the words, or the sign and the key only."""
        if self._words.isHidden() == everything:
            self._words.setVisible(everything)
            self._row.invalidate()

    def least_width(self, everything: bool | None = None) -> int:
        """Under this width its words, or its sign and key, would be cut."""
        own = self._row.sizeHint().width()
        shown = not self._words.isHidden()
        words = self._words.sizeHint().width() + self._row.spacing()
        if everything is None or everything == shown:
            return own
        return own + words if everything else own - words

    def sizeHint(self) -> QSize:
        """As high as the other controls."""
        height = self.fontMetrics().height() + self._look.px(12)
        return QSize(max(self.minimumWidth(), self.least_width()), height)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def _dress(self) -> None:
        self._key.setText(key_of("palette").replace("+", " "))
        edge = self._look.px(15)
        self._sign.setPixmap(icon(self._look, "magnifying-glass").pixmap(edge, edge))
