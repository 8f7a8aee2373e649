"""The search at work: it seeks while somebody types, steps through the text, and codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from annotator.app.actions import key_of
from annotator.app.open_study import NOBODY
from annotator.app.qt.live_search import Answer, LiveSearch
from annotator.app.verbs.coding_passages import code_passages
from annotator.app.verbs.search_listing import time_text
from annotator.app.verbs.searching import Passage, wanted_candidates
from annotator.domain.changes import Changes
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.query import Query, parse
from annotator.ui.copying import copy_passages
from annotator.ui.crash import raise_again
from annotator.ui.desk import Desk
from annotator.ui.dialogs.code_passages import ask_coding
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.finding.pane import SearchPane
from annotator.ui.finding.results import CodeLine, spans_in
from annotator.ui.only_reading import why_not_coding

AGAIN_MS = 300
LEAST_LETTERS = 2  # one letter alone begins half of all words
ROOM_FOR_BOTH = 1500  # from this width, at 100 %, the study stays beside the search
_TOUCHED = (
    *("moment", "memo", "judgement", "codebook", "transcript", "stop", "aside"),
    *("account", "dyad", "session", "study"),
)


def join_finding(desk: Desk) -> None:
    """Joins the search pane to the open study."""
    Finding(desk)


class Finding(QObject):
    """Sends what is typed to the search, and what is found to pane and text."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self.pane: SearchPane = desk.page.finding
        self._live = LiveSearch(self)
        self._live.ready.connect(self._show)
        self._live.failed.connect(raise_again)
        self._asked = ("", True)
        self._found_for = self._asked
        self._is_shown = True  # whether the pane shows what was asked for
        self._then: Callable[[], None] | None = None  # waits for it, as no key may
        self._seen_by = desk.study.seen_by
        self._soon = QTimer(self)  # no key waits for the search
        self._soon.setSingleShot(True)
        self._soon.setInterval(AGAIN_MS)
        self._soon.timeout.connect(lambda: self.seek(*self._asked))
        pane = self.pane
        pane.asked.connect(self.seek)
        pane.opened.connect(self.open_line)
        pane.list.copy_asked.connect(self._copy)
        pane.code_asked.connect(self.code)
        pane.shut.connect(self._leave)
        desk.followed.connect(self._follow)
        desk.page.columns.shown.connect(self.mark)
        desk.left.connect(self._live.stop)
        desk.left.connect(self._soon.stop)

    def open(self) -> None:
        """Shows the pane; in the moments tab the field of its filter takes the keys."""
        page = self.desk.page
        if page.tab == "moments":
            page.moments.filter.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if page.tab != "coding":
            page.top.tab_chosen.emit("coding")
        wide = page.width() >= page.look.px(ROOM_FOR_BOTH)
        if not self.pane.isVisible() and page.study.isVisible() and not wide:
            page.let_give_way("study", gives_way=True)
        self.pane.open()
        self.seek(self.pane.field.text(), typing=True)

    def seek(self, asked: str, typing: bool = True) -> None:
        """Searches for what is typed."""
        self._soon.stop()
        if asked != self._asked[0]:
            self._then = None
        self._asked = (asked, typing)
        self._is_shown = True
        try:
            query = _read(asked, typing=typing)
            among = None if query is None else wanted_candidates(query, self.desk.study.candidates)
        except UserError as error:
            self._forget()
            self._found_for = self._asked
            self.pane.show_why_not(as_sentence(error))
            self.mark()
            return
        if query is None or self.desk.study.seen_by == NOBODY:
            self._live.forget()
            self._show(Answer(view=self.desk.view))
        else:
            self._is_shown = False
            if self._asked != self._found_for:
                self.pane.show_old()
            self._live.ask(self.desk.view, query, among)

    def wait(self) -> None:
        """Waits until what was asked is on the pane, of the study as it is now."""
        if self._soon.isActive():
            self.seek(*self._asked)
        self._live.wait()

    def step(self, by: int) -> None:
        """Shows the next passage in the text, or the one before; round at the ends."""
        if not self.pane.isVisible():
            self.open()
            return
        if not self._is_shown:
            self._then = partial(self.step, by)
            return
        here = self.pane.list.currentIndex().row()
        row = self.pane.results.beside(here, by)
        if row < 0:
            self.desk.page.banner.say("Nothing is found to step through.", "hint")
            return
        if here >= 0 and (row <= here if by > 0 else row >= here):
            where = "first" if by > 0 else "last"
            self.desk.page.banner.say(f"Round to the {where} passage.", "hint")
        self.pane.list.go(row)
        self.open_line(row)

    def open_line(self, row: int) -> None:
        """Shows a line in the text; of a code its moments."""
        line = self.pane.results.line(row)
        if not self._is_shown:  # the list is another then
            self._then = partial(self._open_found, line)
        elif line is None:
            self._open_found(None)
        else:
            self._open_line(line)

    def code(self) -> None:
        """Asks for a code and codes the ticked passages in one step."""
        desk, page = self.desk, self.desk.page
        if why := why_not_coding(desk.study):
            page.banner.say(why)
            return
        coder = desk.view.coders[desk.study.seen_by or ""]
        if not self._is_shown and self._asked != self._found_for:
            page.banner.say("What is typed is still being sought.", "hint")
            return
        ticked = self.pane.results.ticked()
        places = [(e.transcript_id, e.start, e.end) for e in ticked if e.transcript_id is not None]
        if not places:
            page.banner.say("Tick what is to be coded first.", "hint")
            return
        where = len({each[0] for each in places})
        told = f"{counted(len(places), 'passage')} in {counted(where, 'interview')}."
        if left_out := self.pane.results.left_out():
            told += f" Left out: {left_out}."
        desk.leave()
        choice = ask_coding(page.look, page.window(), desk.view.codebook, told)
        if choice is None:
            return
        view = desk.study.view
        coded = code_passages(view, coder.name, places, choice.code_id, choice.reach)
        code = view.codebook.code(choice.code_id)
        name = code.name if code is not None else "a code"
        if coded.edit is None:
            page.banner.say(coded.told, "hint")
            return
        try:
            desk.study.do(coded.edit, f"Code {counted(coded.made, 'passage')} as {name}", self)
        except UserError as error:
            page.banner.say(as_sentence(error))
            return
        page.banner.say(f"{coded.told} {key_of('undo')} takes it back in one step.", "good")

    def mark(self) -> None:
        """Marks what was found in the columns on the screen."""
        passages = self.pane.results.passages() if self.pane.isVisible() else []
        for column in self.desk.page.columns.all_texts():
            column.text.show_found(spans_in(passages, column.transcript_id))

    # Inside -----------------------------------------------------------------------------

    def _forget(self) -> None:
        """Nothing is sought any more, and nothing waits for it."""
        self._live.forget()
        self._is_shown = True
        self._then = None

    def _open_found(self, line: object) -> None:
        """Opens a line of the list before where it is found again, else the first one."""
        results = self.pane.results
        row = results.row_of(line) if isinstance(line, Passage) else -1
        self._open_line(results.line(row if row >= 0 else results.first()))

    def _open_line(self, line: object) -> None:
        if isinstance(line, CodeLine):
            self.pane.seek(f'code:"{line.name}"')
        elif isinstance(line, Passage):
            self.pane.list.go(self.pane.results.row_of(line))
            self._open(line)

    def _open(self, passage: Passage) -> None:
        desk = self.desk
        if desk.page.tab != "coding":
            desk.page.top.tab_chosen.emit("coding")
        if passage.moment_id is not None:
            desk.open_found(passage.moment_id)
        elif passage.transcript_id is not None and passage.end > passage.start:
            desk.open_passage(passage.transcript_id, passage.start, passage.end)
        elif passage.session_id is not None:
            desk.show_session(passage.session_id)
        else:
            desk.page.banner.say(f"A memo on the {passage.about} has no place in a text.", "hint")

    def _copy(self, plain: bool) -> None:  # a signal's argument
        line = self.pane.results.line(self.pane.list.currentIndex().row())
        if isinstance(line, Passage) and line.transcript_id and line.end > line.start:
            place = (line.transcript_id, line.start, line.end)
            copy_passages(self.desk.view, [place], plain=plain)
            self.desk.page.banner.say("1 passage copied.", "good")
        else:
            self.desk.page.banner.say("There is no quote in this line to copy.", "hint")

    def _show(self, answer: Answer) -> None:
        if answer.view is not self.desk.view:
            if self.pane.isVisible():
                self._soon.start()
            return
        self._is_shown = True
        self._found_for = self._asked
        if answer.why_not:
            self.pane.show_why_not(answer.why_not)
        else:
            time_of = partial(time_text, answer.view)
            self.pane.show_found(answer.found, time_of, goes_on=answer.goes_on)
        self.mark()
        then, self._then = self._then, None
        if then is not None and not answer.why_not:
            then()

    def _follow(self, changes: Changes, _origin: object) -> None:
        if changes.everything:  # at once: what a blind coder may not see goes
            self._forget()
            self.pane.forget()
            self._meet_coder()
            self.mark()
        if self.pane.isVisible() and changes.touch(*_TOUCHED):
            self._soon.start()

    def _meet_coder(self) -> None:
        """Another coder is at work: what the one before asked for is neither shown nor asked."""
        if self.desk.study.seen_by == self._seen_by:
            return
        self._seen_by = self.desk.study.seen_by
        self._asked = ("", True)
        self.pane.field.setText("")  # not `clear`, which undo brings back
        self.pane.forget()
        if not self.pane.isHidden():
            self.pane.hide()
            self._leave()

    def _leave(self) -> None:
        """The keys go back to the text, and the study to its place."""
        page = self.desk.page
        self._soon.stop()
        self._forget()
        page.let_give_way("study", gives_way=False)
        self.mark()
        texts = list(page.columns.texts())
        if texts:
            (page.columns.in_hand or texts[0]).setFocus(Qt.FocusReason.OtherFocusReason)


def _read(asked: str, *, typing: bool) -> Query | None:
    """What is asked; None for an empty field.

    Raises:
        UserError: it cannot be read, holds no word, or only the letter that a word begins with.
    """
    bare = asked.strip()
    if typing and bare.isalnum() and len(bare) < LEAST_LETTERS:
        raise UserError("one letter begins too many words", "search", "write one more")
    query = parse(asked, typing=typing)
    return parse(asked) if query is None and bare else query  # which says why it is none


def _at_work(desk: Desk) -> Finding:
    found = desk.findChild(Finding)
    assert isinstance(found, Finding)
    return found


COMMANDS: dict[str, Callable[[Desk], object]] = {
    "search": lambda desk: _at_work(desk).open(),
    "next_found": lambda desk: _at_work(desk).step(1),
    "previous_found": lambda desk: _at_work(desk).step(-1),
}
"""What the commands of the search do."""
