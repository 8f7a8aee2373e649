"""The codebook tab: versions on top, the tree at the left, the form of what is chosen beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.ui.agreement.card import Card
from annotator.ui.codebook.code_form import CodeForm
from annotator.ui.codebook.difference_card import DifferenceCard
from annotator.ui.codebook.fields import named_combo
from annotator.ui.codebook.held import HeldFields
from annotator.ui.codebook.nodes import Node
from annotator.ui.codebook.scale_form import ScaleForm
from annotator.ui.codebook.set_form import SetForm
from annotator.ui.codebook.tree import CodebookTree
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick
from annotator.ui.tips import show_action_tip
from annotator.ui.words import Words

WIDE_FROM = 980  # at 100 %: from here on the form stands beside the tree
TALL_FROM = 770  # at 100 %: what is higher goes to what changed, as far as that needs it
Form = SetForm | CodeForm | ScaleForm

EDITS: tuple[tuple[str, str, str], ...] = (
    ("new code", "New code", "A code beside the one in hand (Insert)"),
    ("new code under", "New code under it", "A code under the one in hand (Ctrl+Insert)"),
    ("new set", "New set", "A set of codes with rules of its own"),
    ("new scale", "New scale", "A scale of the set in hand"),
    ("merge", "Merge…", "Puts the chosen codes into one of them, and retires the others"),
    ("split", "Split…", "Puts several new codes in the place of the one in hand"),
    ("retire", "Retire", "No longer offered; kept for what was coded with it (Delete)"),
    ("bring back", "Bring back", "Offers retired codes again"),
    ("delete", "Delete", "Takes out what nobody can have used (Ctrl+Delete)"),
    ("up", "Up", "One place up (Ctrl+Up)"),
    ("down", "Down", "One place down (Ctrl+Down)"),
    ("in", "In", "Under the code above it (Ctrl+Right)"),
    ("out", "Out", "Out of the code that it stands under (Ctrl+Left)"),
)
WHOLE: tuple[tuple[str, str, str], ...] = (
    ("import", "Import…", "A codebook from CSV, Excel or REFI-QDA (.qdc)"),
    ("export", "Export…", "The codebook as CSV, Excel or REFI-QDA (.qdc)"),
    ("starter", "Add a starter set…", "A coding system of the field: 3RS, APES and others"),
    ("recode", "Bring my work to this version…", "Recodes what you coded under older versions"),
)


class CodebookPage(QWidget):
    """Shows versions of a codebook. It changes nothing itself.

    Signals:
        wished: what a key or a button asks for: one of `EDITS` or `WHOLE`, or `edit`.
        changed: kind and id of what a form is about, its fields by name, and words for the step.
        dropped: codes were dragged: ids, set, code they come under, code they come before.
        version_chosen: number of the version to be shown.
        left: a field is left: what is typed next is another step.
        refused: why what was typed is none, as a sentence.
    """

    wished = Signal(str)
    changed = Signal(str, str, object, str)
    dropped = Signal(object, str, object, object)
    version_chosen = Signal(int)
    left = Signal()
    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._book = Codebook(id="", number=0)
        self._may_edit = self._may_take = False
        self._showing: tuple[str, Id] = ("", "")
        self._node: Node | None = None
        self._drawn = False
        self._flushing = False
        self.held = HeldFields()
        self.setAccessibleName("Codebook")
        self.version = named_combo(look, "Version of the codebook")
        self.retired = Tick(look, "Show retired codes")
        self.state = Words(look, "", "small", wrap=True)
        self.tree = CodebookTree(look)
        self.difference = DifferenceCard(look)
        self.forms: dict[str, Form] = {
            "set": SetForm(look),
            "code": CodeForm(look),
            "scale": ScaleForm(look),
        }
        self.buttons: dict[str, QPushButton] = {}
        self._empty = Words(look, "", "mute", wrap=True)
        self._lay_out()
        self._join()
        look.changed.connect(self._place)
        self._place()

    @property
    def shown(self) -> Codebook:
        """The version on screen."""
        return self._book

    @property
    def may_edit(self) -> bool:
        """Whether the version on screen can be changed here."""
        return self._may_edit

    def form(self, kind: str) -> Form:
        """The form of sets, codes or scales."""
        return self.forms[kind]

    def show_codebook(
        self,
        book: Codebook,
        versions: Sequence[Codebook],
        state: str,
        *,
        may_edit: bool,
        may_take: bool,
    ) -> None:
        """Shows a version among all of them.

        Args:
            book: the version.
            versions: all, the first one first.
            state: a sentence on what a change would do, or why none can be made.
            may_edit: whether it can be changed here.
            may_take: whether whoever sits here can take sets in.
        """
        self._book, self._may_edit, self._may_take = book, may_edit, may_take
        self._offer_versions(versions)
        self.version.setCurrentIndex(self.version.findData(book.number))
        self.state.setText(state)
        self.tree.show_codebook(book, with_retired=self.retired.isChecked(), may_edit=may_edit)
        self.difference.show_versions(book, versions)
        self._show_in_hand()

    def _offer_versions(self, versions: Sequence[Codebook]) -> None:
        """Offers them anew where they are others: the page is laid out again for it."""
        newest = max((each.number for each in versions), default=0)
        offered = []
        for each in reversed(versions):
            frozen = ", frozen by a round" if each.frozen else ""
            this = "newest" if each.number == newest else "older"
            offered.append((f"Version {each.number} ({this}{frozen})", each.number))
        box = self.version
        if offered != [(box.itemText(row), box.itemData(row)) for row in range(box.count())]:
            box.clear()
            for text, number in offered:
                box.addItem(text, number)

    def choose(self, record_id: Id) -> None:
        """Takes a set, code or scale in hand; retired codes come on screen for it."""
        code = self._book.code(record_id)
        if code is not None and code.retired and not self.retired.isChecked():
            self.retired.setChecked(True)
            self._show_tree()
        self.tree.choose(record_id)

    def take_keys(self) -> None:
        """The keys go to the form of what is in hand."""
        node = self.tree.in_hand
        if node is not None:
            self.forms[node.kind].take_keys()

    def flush(self) -> None:
        """Says what was typed and is not yet said, and again what could not be stored."""
        self._flush_form()
        if self._flushing:  # what is stored shows the page anew
            return
        self._flushing = True
        try:
            for record, fields, text in self.held.beside(self._showing):
                self.changed.emit(*record, fields, text)
        finally:
            self._flushing = False

    def _flush_form(self) -> None:
        kind = self._showing[0]
        if kind:
            self.forms[kind].flush()

    def panes(self) -> list[QWidget]:
        """What F6 goes through; the tree first."""
        kind = self._showing[0]
        form: list[QWidget] = [self.forms[kind].name] if kind else []
        order = [self.tree, *form, self.difference.list, self.version]
        return [pane for pane in order if pane.isVisible()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form goes below the tree where the page is narrow."""
        super().resizeEvent(event)
        self._place()

    # Inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        look = self._look
        self.head = Flow(gap=look.px(8))
        self.head.addWidget(self.version)
        self.head.addWidget(self.retired)
        self.head.add_stretch()
        for wish, text, tip in WHOLE:
            self.head.addWidget(self._button(wish, text, tip))
        self._left = Card(look, "Sets and codes")
        self._left.column.addWidget(self.tree, 1)
        bar = Flow(gap=look.px(6))
        for wish, text, tip in EDITS:
            bar.addWidget(self._button(wish, text, tip))
        self._left.column.addLayout(bar)
        self._right = Card(look, "Code")
        forms = QWidget()
        forms.setProperty("ground", "panel")
        stack = QVBoxLayout(forms)
        stack.setContentsMargins(0, 0, look.px(6), 0)
        stack.addWidget(self._empty)
        for form in self.forms.values():
            stack.addWidget(form, 1)
        self._form_area = _area(forms, "panel")
        self._right.column.addWidget(self._form_area, 1)
        inside = QWidget()
        inside.setProperty("ground", "ground")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid = QGridLayout()
        self._column = QVBoxLayout(inside)
        self._column.addLayout(self.head)
        self._column.addWidget(self.state)
        self._column.addLayout(self._grid, 1)
        self._area = _area(inside, "ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def _button(self, wish: str, text: str, tip: str) -> QPushButton:
        button = self.buttons[wish] = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.clicked.connect(lambda _=False: self.wished.emit(wish))
        return button

    def _join(self) -> None:
        self.version.activated.connect(
            lambda place: self.version_chosen.emit(self.version.itemData(place))
        )
        self.retired.toggled.connect(lambda _: self._show_tree())
        self.tree.wished.connect(self.wished)
        self.tree.chosen_changed.connect(self._show_in_hand)
        self.tree.lines.dropped.connect(self.dropped, Qt.ConnectionType.QueuedConnection)
        self.difference.record_asked.connect(self.choose)
        for form in self.forms.values():
            form.changed.connect(
                lambda fields, text: self.changed.emit(*self._showing, fields, text)
            )
            form.left.connect(self.left)
        self.forms["scale"].refused.connect(self.refused)  # type: ignore[union-attr]
        self.buttons["starter"].setToolTip(WHOLE[2][2])
        show_action_tip(self._empty, "tab_codebook")

    def _show_tree(self) -> None:
        self.tree.show_codebook(
            self._book, with_retired=self.retired.isChecked(), may_edit=self._may_edit
        )

    def _show_in_hand(self) -> None:
        """The form of the line in hand, and what can be done with what is chosen."""
        node = self.tree.in_hand
        if node is None or (node.kind, node.id) != self._showing:
            self._flush_form()  # before another line takes the form
            node = self.tree.in_hand
        self._showing = (node.kind, node.id) if node is not None else ("", "")
        if node is not None and node is self._node and self._drawn == self._may_edit:
            self._enable()  # the selection has changed, the line in hand has not
            return
        self._node, self._drawn = node, self._may_edit
        if node is None:
            self._right.show_title("Nothing chosen")
            self._empty.setText(_EMPTY if not self._book.sets else "Choose a set, code or scale.")
        else:
            unsaved = self.held.fields(self._showing) if self._may_edit else {}
            self.forms[node.kind].show_node(self._book, node, unsaved, may_edit=self._may_edit)
            self._right.show_title(node.kind.capitalize())
        self._empty.setVisible(node is None)
        for kind, form in self.forms.items():
            form.setVisible(node is not None and node.kind == kind)
        self._enable()

    def _enable(self) -> None:
        node, may = self.tree.in_hand, self._may_edit
        chosen = [code for each in self.tree.chosen if (code := self._book.code(each))]
        live = [each for each in chosen if not each.retired]
        is_code = node is not None and node.kind == "code"
        fits = {
            "new code": may,
            "new code under": may and bool(is_code),
            "new set": may,
            "new scale": may and node is not None,
            "merge": may and len(live) > 1,
            "split": may and len(live) == 1,
            "retire": may and bool(live),
            "bring back": may and len(live) < len(chosen),
            "delete": may and node is not None,
            "up": may and node is not None and node.kind != "scale",
            "down": may and node is not None and node.kind != "scale",
            "in": may and bool(is_code),
            "out": may and node is not None and bool(node.code and node.code.parent_id),
            "import": self._may_take,
            "export": bool(self._book.sets),
            "starter": self._may_take,
            "recode": True,
        }
        for wish, button in self.buttons.items():
            button.setEnabled(fits[wish])

    def _place(self) -> None:
        px, grid = self._look.px, self._grid
        self._column.setContentsMargins(px(18), px(14), px(18), px(14))
        self._column.setSpacing(px(10))
        grid.setSpacing(px(14))
        wide = self.width() >= px(WIDE_FROM)
        grid.addWidget(self._left, 0, 0, 2 if wide else 1, 1)
        grid.addWidget(self._right, 0 if wide else 1, 1 if wide else 0)
        grid.addWidget(self.difference, 1 if wide else 2, 1 if wide else 0)
        grid.setColumnStretch(0, 5 if wide else 1)
        grid.setColumnStretch(1, 6 if wide else 0)
        for row, stretch in enumerate((1, 0, 0)):
            grid.setRowStretch(row, stretch)
        self.tree.setMinimumHeight(px(170))
        self._form_area.setMinimumHeight(px(200 if wide else 420))
        spare = max(0, self.height() - px(TALL_FROM)) if wide else 0
        self.difference.list.setFixedHeight(px(100) + min(spare, px(150)))


def _area(inside: QWidget, ground: str) -> QScrollArea:
    """What scrolls where it has no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setProperty("ground", ground)
    area.setWidget(inside)
    return area


_EMPTY = (
    "This study has no codes yet. Add a starter set, import a codebook, or make a set of your own: "
    "New set."
)
