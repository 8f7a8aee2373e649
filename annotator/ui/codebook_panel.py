"""The codebook on screen: colour, name, key and count of each code. A click codes too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from operator import is_not

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annotator.app.actions import key_of
from annotator.app.verbs.moments import codebook_at_work
from annotator.domain.code_signs import signs_of
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.code_list import CodeList
from annotator.ui.codebook_model import counts_in
from annotator.ui.icons import icon
from annotator.ui.set_choice import SetChoice
from annotator.ui.theme import Look
from annotator.ui.tips import show_action_tip
from annotator.ui.words import Words


class CodebookPanel(QWidget):
    """The codes that can be given.

    Signals:
        code_chosen: id of a code clicked, or opened by Return.
        edit_asked: the codebook itself is to be changed.
        sets_opened: a person has opened or closed a set; the ids of those that are open.
        lines_changed: there are other lines, which may need another width.
    """

    code_chosen = Signal(str)
    edit_asked = Signal()
    sets_opened = Signal(list)
    lines_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown = Codebook(id="", number=0)
        self._counts: Mapping[Id, int] = {}
        self._counted: tuple[object, ...] = ()  # what these were counted in
        self._opened: frozenset[Id] = frozenset()
        self._heading = Words(look, "Codebook", "heading")
        self._none = Words(look, "", "mute", wrap=True)
        self.set_choice = SetChoice(look)
        self.list = CodeList(look)
        self.list.code_chosen.connect(self.code_chosen)
        self.list.set_turned.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.edit = QToolButton()
        self.edit.setProperty("bare", True)
        self.edit.setAccessibleName("Edit the codebook")
        show_action_tip(self.edit, "tab_codebook")
        self.edit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.edit.clicked.connect(self.edit_asked)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addWidget(self.edit)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self.set_choice)
        column.addWidget(self.list)
        look.changed.connect(self._dress)
        self._dress()

    def show_view(self, view: StudyView, session_id: Id | None, coder_id: Id | None = None) -> None:
        """The version that the coder works with in a session, with its counts there."""
        codebook: Codebook = codebook_at_work(view, coder_id, session_id)
        self._heading.setText(f"Codebook · v{codebook.number}" if codebook.number else "Codebook")
        key = key_of("tab_codebook")
        self._none.setText(f"The study has no codes yet: make or import them by {key}.")
        self._none.setVisible(not codebook.sets)
        self.set_choice.show_codebook(codebook, self.set_choice.set_id)
        self._shown = self.set_choice.in_hand_first(codebook)
        self._count(view, session_id)
        self._show_lines()

    def _count(self, view: StudyView, session_id: Id | None) -> None:
        """Counts anew where anything that is counted is another: a view shares what is not."""
        own = (each.id for each in view.accounts_of(session_id or "").values())
        transcripts = (each for each in map(view.transcript_of, own) if each is not None)
        moments = (view.moments_of(each.id) for each in transcripts)
        counted = (session_id, *moments, view.judgements, view.sessions, view.accounts)
        if len(counted) != len(self._counted) or any(map(is_not, counted, self._counted)):
            self._counted = counted
            self._counts = counts_in(view, session_id)

    def show_open(self, set_ids: Collection[Id]) -> None:
        """Opens these sets beside the one in hand, and closes all others."""
        self._opened = frozenset(set_ids)
        self._show_lines()

    def show_codes(self, code_ids: Collection[Id]) -> None:
        """Marks the codes of the chosen moment."""
        self.list.show_codes(code_ids)

    def _turn(self, set_id: Id, opens: bool) -> None:
        """Opens a set or closes it, and keeps its line in hand."""
        one = frozenset((set_id,))
        self._opened = self._opened | one if opens else self._opened - one
        self._show_lines()
        self.list.take_set(set_id)
        self.sets_opened.emit(sorted(self._opened))

    @property
    def set_in_hand(self) -> CodeSet | None:
        """The set whose codes stand first; None without a codebook."""
        return next(iter(self._shown.sets), None)

    def _show_lines(self) -> None:
        ticked = _ticked(self._shown)
        self.list.codes.signs = signs_of(ticked.sets[0]) if ticked.sets else {}
        if self.list.codes.show_codebook(ticked, self._counts, self._opened):
            self.list.fit()
            self.lines_changed.emit()

    def _dress(self) -> None:
        edge = self._look.px(13)
        self.edit.setIcon(icon(self._look, "pencil-simple"))
        self.edit.setIconSize(QSize(edge, edge))


def _ticked(codebook: Codebook) -> Codebook:
    """The codebook without the codes that are rated or sorted one by one: a form lists them."""
    sets = (
        each if each.marking == "presence" else replace(each, codes=()) for each in codebook.sets
    )
    return replace(codebook, sets=tuple(sets))
