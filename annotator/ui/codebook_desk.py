"""The codebook tab at work: what its keys, buttons and forms do to the study's codebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from annotator.app.actions import key_of
from annotator.app.open_study import NOBODY
from annotator.app.verbs.codebook_editing import WHAT, change_codebook, is_used, kept_parts
from annotator.app.verbs.codebook_files import (
    TakenIn,
    export_codebook,
    starters,
    take_codebook,
)
from annotator.app.verbs.codebook_listing import versions
from annotator.app.verbs.leak_scan import masked_codebook, said_in_codebook
from annotator.app.verbs.left_behind import left_behind
from annotator.app.verbs.recoding import recode
from annotator.app.verbs.safeguarding import bring_in
from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.changes import Changes
from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui.codebook.adding import (
    added_code,
    added_scale,
    added_set,
    moved_in,
    moved_out,
)
from annotator.ui.codebook.nodes import Node
from annotator.ui.codebook_writing import CodebookWriting
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk
from annotator.ui.dialogs.codebook_edit import ask_merge, ask_split, ask_starter
from annotator.ui.dialogs.codebook_files import ask_export_codebook, ask_import_codebook
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.recode import ask_recode
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.whole_study import may_set, why_not_set


def join_codebook(desk: Desk, commands: Commands) -> None:
    """Joins the tab to the study; it lives as long as the desk."""
    CodebookEditing(desk, commands)


LEAVES_BUTTON = ("merge", "split", "retire", "bring back", "delete", "import", "starter")
"""After these a button may be greyed, and Qt gives its keys to the next one, which does more."""


class CodebookEditing(QObject):
    """Sends what the codebook tab asks for through the door, and shows what became of it."""

    def __init__(self, desk: Desk, commands: Commands) -> None:
        super().__init__(desk)
        self._desk, self._commands = desk, commands
        self.page = desk.page.codes_page
        self._number: int | None = None  # the version on screen; None for the newest
        self._stale = True
        self._writing = CodebookWriting(desk.study, self.page, self.refresh, self._say)
        page = self.page
        page.wished.connect(self.do)
        page.changed.connect(self._writing.write)
        page.dropped.connect(self._drop)
        page.version_chosen.connect(self._show_version)
        page.refused.connect(lambda sentence: self._say(sentence, "bad"))
        page.left.connect(self._writing.end_step)
        desk.page.tab_shown.connect(self._meet_tab)
        desk.followed.connect(self._follow)
        self._session_id = desk.session_id
        desk.moved.connect(self._meet_session)
        desk.page.codebook.edit_asked.connect(lambda: commands.run("tab_codebook"))

    # Showing ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the study's codebook as it is now."""
        view, seen_by = self._desk.study.view, self._desk.study.seen_by
        known = versions(view)
        shown = next((each for each in known if each.number == self._number), None)
        book = view.codebook if shown is None else shown
        self._stale = False
        state, may = self._state(book)
        form = self.page.forms["set"]
        form.show_voices(tuple(dict.fromkeys(each.voice for each in view.accounts.values())))  # type: ignore[union-attr]
        self.page.show_codebook(book, known, state, may_edit=may, may_take=self._may_take())
        self._show_keys()
        label = f"Bring my work to v{view.codebook.number}…"
        self.page.buttons["recode"].setText(label)
        own = bool(seen_by) and self._desk.study.reader is None
        self.page.buttons["recode"].setVisible(own and len(known) > 1)

    def _state(self, book: Codebook) -> tuple[str, bool]:
        """What a change would do, or why none can be made; whether one can."""
        view, seen_by = self._desk.study.view, self._desk.study.seen_by
        if book.number != view.codebook.number:
            return (
                "An older version is shown: it stays as it was. Choose the newest to edit.",
                False,
            )
        if why := why_not_set(self._desk.study, WHAT):
            return why, False
        if book.number and is_used(view, book, seen_by):
            return (
                f"Version {book.number} is in use and stays as it is: the first change makes "
                f"version {book.number + 1}.",
                True,
            )
        return "Nobody has coded with this version yet: changes go into it.", True

    def _meet_tab(self, tab: str) -> None:
        if tab == "codebook" and self._stale:
            self.refresh()
        self._show_keys()

    def _may_take(self) -> bool:
        """Whether whoever sits here may change the codebook at all."""
        return not why_not_set(self._desk.study, WHAT)

    def _show_keys(self) -> None:
        """The line at the foot names the keys that do something."""
        if self._desk.page.tab == "codebook":
            keys = "codebook" if self.page.may_edit else "codebook, read only"
            self._desk.page.status.show_tab(keys)

    def _meet_session(self) -> None:
        """In another session the round, and with it the letters, may be others."""
        if self._desk.session_id != self._session_id:
            self._session_id = self._desk.session_id
            self._desk.codebook_changed.emit()

    def _follow(self, changes: Changes, _origin: object) -> None:
        if not changes.touch("codebook", "round", "coder", "moment", "judgement", "account"):
            return
        if changes.everything or changes.touch("codebook"):
            self._number = None
        self._stale = True
        if self._desk.page.tab == "codebook":
            self.refresh()

    def _show_version(self, number: int) -> None:
        newest = self._desk.study.view.codebook.number
        self._number = None if number == newest else number
        self.refresh()

    # Doing --------------------------------------------------------------------------------

    def do(self, wish: str) -> None:
        """Does what a key or a button asks for."""
        self.page.flush()
        whole: dict[str, Callable[[], None]] = {
            "import": self._import,
            "export": self._export,
            "starter": self._add_starter,
            "recode": self._recode,
        }
        if wish in whole:
            whole[wish]()
        elif wish == "edit":
            self.page.take_keys()
        elif self._may_edit():
            self._edit(wish)
        if wish in LEAVES_BUTTON:
            self.page.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _may_edit(self) -> bool:
        """Whether the version on screen can be changed here; says where not."""
        if self.page.shown.number != self._desk.study.view.codebook.number:
            self._say("An older version stays as it was: choose the newest to edit.", "hint")
            return False
        return may_set(self._desk, WHAT)

    def _edit(self, wish: str) -> None:
        node, chosen = self.page.tree.in_hand, self.page.tree.chosen
        names = self._names(chosen)
        if wish in ("new set", "new code", "new code under", "new scale"):
            self._add(wish, node)
        elif wish == "merge":
            self._merge(chosen)
        elif wish == "split":
            self._split(node)
        elif wish == "retire" and chosen:
            self._make(lambda book: fate.retire(book, chosen), f"Retire {names}")
        elif wish == "bring back" and chosen:
            self._make(lambda book: fate.bring_back(book, chosen), f"Bring back {names}")
        elif wish == "delete" and node is not None:
            self._delete(node, chosen)
        elif node is not None:
            self._move(wish, node, chosen)

    def _add(self, wish: str, node: Node | None) -> None:
        """A new set, code or scale; the keys go to its name."""
        book = self.page.shown
        if wish == "new set" or node is None or not book.sets:
            made = added_set(book)
            text = "Add a set"
        elif wish == "new scale":
            made = added_scale(node)
            text = f"Add a scale to {node.code_set.name}"
        else:
            made = added_code(node, under=wish == "new code under")
            text = f"Add a code to {node.code_set.name}"
        record_id, do = made
        if self._make(do, text):
            self.page.choose(record_id)
            self.page.take_keys()

    def _merge(self, chosen: list[Id]) -> None:
        book = self.page.shown
        codes = [code for each in chosen if (code := book.code(each)) and not code.retired]
        if len(codes) < 2:
            self._say("Choose two or more codes first: Shift or Ctrl with the arrows.", "hint")
            return
        into = ask_merge(self._desk.page.top.look, self._desk.page.window(), codes)
        if into is not None:
            ids = [code.id for code in codes if code.id != into]
            name = self._names([into])
            text = f"Merge {self._names(ids)} into {name}"
            if self._make(lambda own: fate.merge_codes(own, ids, into), text):
                self.page.choose(into)

    def _split(self, node: Node | None) -> None:
        if node is None or node.code is None:
            self._say("Choose the code to split first.", "hint")
            return
        code, book = node.code, self.page.shown

        def why_not(names: list[str]) -> str:
            try:
                fate.split_code(book, code.id, names)
            except UserError as error:
                return as_sentence(error)
            return ""

        names = ask_split(self._desk.page.top.look, self._desk.page.window(), code, why_not)
        if names is not None:
            text = f"Split {code.name} into {' and '.join(names)}"
            self._make(lambda own: fate.split_code(own, code.id, names), text)

    def _delete(self, node: Node, chosen: list[Id]) -> None:
        kept = kept_parts(self._desk.study.view, self._desk.study.seen_by)
        if node.kind == "set":
            do = partial(change.delete_set, set_id=node.id, kept=kept)
            self._make(do, f"Delete the set {node.name}")
        elif node.kind == "scale":
            do = partial(change.delete_scale, scale_id=node.id, kept=kept)
            self._make(do, f"Delete the scale {node.name}")
        else:
            do = partial(change.delete_codes, code_ids=chosen, kept=kept)
            self._make(do, f"Delete {self._names(chosen)}")

    def _move(self, wish: str, node: Node, chosen: list[Id]) -> None:
        text = f"Move {self._names(chosen) or node.name}"
        if wish in ("up", "down"):
            step = -1 if wish == "up" else 1
            if node.kind == "set":
                self._make(lambda own: change.move_set(own, node.id, step), text)
            else:
                self._make(lambda own: change.step_codes(own, chosen, step), text)
        elif node.kind == "code":
            do = moved_in(node) if wish == "in" else moved_out(node)
            if do is not None:
                self._make(do, text)

    def _drop(self, ids: list[Id], set_id: Id, parent_id: Id | None, before_id: Id | None) -> None:
        if self._may_edit():
            do = partial(
                change.move_codes, code_ids=ids, set_id=set_id, parent_id=parent_id,
                before_id=before_id,
            )  # fmt: skip
            self._make(do, f"Move {self._names(ids)}")

    def _make(self, do: Callable[[Codebook], Codebook], text: str) -> bool:
        """Makes a change through the door; whether it is done."""
        study = self._desk.study
        try:
            edit = change_codebook(study.view, study.seen_by, do)
            if edit is None:
                return False
            view = study.view
            study.do(edit, text)
            told = " ".join(left_behind(view, view.codebook, study.view.codebook))
            if told:
                self._say(told, "hint")
        except UserError as error:
            self._say(as_sentence(error), "bad")
            return False
        return True

    def _names(self, ids: list[Id]) -> str:
        names = [code.name for each in ids if (code := self.page.shown.code(each)) is not None]
        return " and ".join(names) if len(names) < 4 else f"{len(names)} codes"

    # Files --------------------------------------------------------------------------------

    def _import(self) -> None:
        if may_set(self._desk, WHAT):
            place = ask_import_codebook(self._desk.page.window(), self._folder())
            if place is not None:
                self._take(place, "Import a codebook")

    def _add_starter(self) -> None:
        if may_set(self._desk, WHAT):
            name = ask_starter(self._desk.page.top.look, self._desk.page.window(), starters())
            if name is not None:
                self._take(Path(name), "Add a starter set")

    def _take(self, place: Path, title: str) -> None:
        """Shows what taking a codebook in would do, then does it."""
        study, page = self._desk.study, self._desk.page
        try:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            try:
                taken: TakenIn = take_codebook(study.view, study.seen_by, place)
            finally:
                QGuiApplication.restoreOverrideCursor()
            go = "Take it in" if taken.edit is not None else ""
            if ask_with_report(page.top.look, page.window(), title, taken.lines, go) and taken.edit:
                bring_in(study, taken.edit, title)
                number = study.view.codebook.number
                back = f"{key_of('undo')} takes it back"
                self._say(f"It is in version {number} of the codebook; {back}.", "good")
        except UserError as error:
            self._say(as_sentence(error), "bad")

    def _export(self) -> None:
        page, book = self._desk.page, self.page.shown
        choice = ask_export_codebook(page.top.look, page.window(), book.number, self._folder())
        if choice is None:
            return
        study, with_text = self._desk.study, choice.with_text
        leaving = Leaving(page.top.look, page.window(), study, choice.place)
        try:
            if with_text:
                leaving.ask(said_in_codebook(book))
                book = masked_codebook(book, leaving.masked)
            place, told = export_codebook(book, choice.place, choice.format, with_text=with_text)
            noted = leaving.note(f"codebook as {choice.format}", [place], with_text=with_text)
            self._say(" ".join([f"Exported to {place.name}.", *told]) + noted, "good")
        except GivenUpError:
            return
        except UserError as error:
            self._say(as_sentence(error), "bad")

    def _recode(self) -> None:
        study, page = self._desk.study, self._desk.page
        coder_id = study.seen_by
        if not coder_id or coder_id == NOBODY:
            self._say("Choose at the top whose work it is: each coder brings their own.", "hint")
            return
        plan = ask_recode(
            page.top.look,
            page.window(),
            study.view,
            lambda decisions: recode(study.view, coder_id, decisions),
        )
        if plan is not None and plan.edit is not None:
            try:
                study.do(plan.edit, f"Bring my work to version {study.view.codebook.number}")
                back = f"{key_of('undo')} takes it back in one step."
                self._say(f"{plan.lines[0]} {back}", "good")
            except UserError as error:
                self._say(as_sentence(error), "bad")

    def _folder(self) -> Path:
        return self._desk.study.place.parent

    def _say(self, sentence: str, kind: str) -> None:
        self._desk.page.banner.say(sentence, kind)  # type: ignore[arg-type]
