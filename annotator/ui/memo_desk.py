"""Memos at the desk: on the turn at the caret, on a code, account, session, dyad, the study."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from annotator.app.history import Step
from annotator.app.verbs.memos import (
    Subject,
    by_subject,
    code_name,
    subject_of,
    subject_words,
    write_memo,
)
from annotator.domain.changes import Changes
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.memo import Memo
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.transcript import TranscriptColumn

_TURN = "turn"
_CODE = "code:"


class MemoDesk(QObject):
    """Shows the memo on what is in hand, sends what is typed through the door, marks the turns.

    Args:
        desk: the open study at work; this lives as long as it.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._pane = desk.page.memo_pane
        self._choice = _TURN
        self._memos: Mapping[Id, Memo] | None = None
        self._noted: Mapping[Subject, tuple[Memo, ...]] = {}
        self._subjects: dict[str, Subject] = {}
        self._shown: tuple[Subject | None, Id | None, object] | None = None
        self._writing: tuple[str, Step | None, Memo | None] | None = None
        pane, page = self._pane, desk.page
        pane.chosen.connect(self._choose)
        pane.escaped.connect(self.back_to_text)
        pane.field.written.connect(self._write)
        pane.field.left.connect(self._end_visit)
        desk.moved.connect(self.show)
        desk.followed.connect(self._follow)
        page.columns.shown.connect(self._show_marks)
        page.columns.focused.connect(lambda _voice: self.show())
        for text in page.columns.all_texts():
            text.memo_asked.connect(lambda turn, own=text: self._open_mark(own, turn))
        self._refresh()

    # Asked for ------------------------------------------------------------------------------

    def ask(self) -> None:
        """Has a person say what they write about."""
        self._desk.leave()
        self._refresh()
        self._bring_pane()
        self._pane.ask()

    def open_subject(self, subject: Subject) -> None:
        """Gives the keys to the memo on something that is on screen."""
        self.show_subject(subject)
        self._bring_pane()
        self._pane.take_keys()

    def _bring_pane(self) -> None:
        self._desk.page.bring_codes()
        self._desk.page.moment.ensureWidgetVisible(self._pane)

    def show_subject(self, subject: Subject) -> None:
        """Shows the memo on something; a turn, account, session or dyad is the one in hand."""
        self._choice = f"{_CODE}{subject.about_id}" if subject.about == "code" else subject.about
        self._refresh()
        self._pane.show_choice(self._choice)

    def subject(self) -> Subject | None:
        """What the pane is about now; None where that is not on screen."""
        desk, choice = self._desk, self._choice
        if choice.startswith(_CODE):
            return Subject("code", choice.removeprefix(_CODE))
        if choice == "study":
            return Subject("study", desk.view.study.id)
        session = desk.view.sessions.get(desk.session_id or "")
        if choice in ("session", "dyad"):
            if session is None:
                return None
            return (
                Subject("session", session.id)
                if choice == "session"
                else Subject("dyad", session.dyad_id)
            )
        text = desk.page.columns.in_hand
        if text is None or text.account_id is None:
            return None
        if choice == "account":
            return Subject("account", text.account_id)
        turn = text.turn_at_caret()
        return None if turn is None else Subject("turn", text.transcript_id or "", turn)

    def back_to_text(self) -> None:
        """Gives the keys to the column in hand."""
        columns = self._desk.page.columns
        text = columns.in_hand or next(iter(columns.texts()), None)
        if text is not None:
            text.setFocus()

    # Shown ----------------------------------------------------------------------------------

    def show(self) -> None:
        """Shows the memo on what is in hand, where that is another than before."""
        view, coder_id, subject = self._desk.view, self._desk.study.seen_by, self.subject()
        before, self._shown = self._shown, (subject, coder_id, view.memos)
        if before and before[:2] == (subject, coder_id) and before[2] is view.memos:
            return
        if before and before[1] != coder_id and self._pane.field.hasFocus():
            self.back_to_text()  # what one coder was writing is not gone on with by another
        self._pane.show_choices(self._choices())
        if subject is None:
            self._pane.show_memo(None, "", "", "Click into a transcript first.")
            self._pane.show_others(())
            return
        noted = self._by_subject().get(subject, ())
        key = _key(subject)
        self._subjects[key] = subject
        own = next((each.text for each in noted if each.coder_id == coder_id), "")
        why_not = "" if coder_id in view.coders else "Say who is coding to write a memo."
        if (reader := self._desk.study.reader) is not None:
            why_not = f"{reader.name} only reads this study."
        self._pane.show_memo(key, own, subject_words(view, subject), why_not)
        self._pane.show_others(
            [(_name(self._desk, each), each.text) for each in noted if each.coder_id != coder_id]
        )

    def _refresh(self) -> None:
        self._shown = None
        self.show()

    def _choices(self) -> list[tuple[str, str]]:
        """What a memo can be about, as things stand on screen."""
        desk = self._desk
        view, text = desk.view, desk.page.columns.in_hand
        turn = None if text is None else text.turn_at_caret()
        session = view.sessions.get(desk.session_id or "")
        account = view.accounts.get((text.account_id if text else None) or "")
        dyad = view.dyads.get(session.dyad_id) if session else None
        named = f" {turn + 1}" if turn is not None else ""
        choices = [
            (_TURN, f"This turn{named}"),
            ("account", f"This account: {account.voice}" if account else "This account"),
            ("session", f"This session: {session.number}" if session else "This session"),
            ("dyad", f"This dyad: {dyad.name}" if dyad else "This dyad"),
            ("study", "The study"),
        ]
        codes = [code for _, code in view.codebook.codes() if not code.retired]
        choices += [(f"{_CODE}{code.id}", f"Code {code.name}") for code in codes]
        if self._choice not in {key for key, _ in choices}:  # a code that is retired
            code_id = self._choice.removeprefix(_CODE)
            choices.append((self._choice, f"Code {code_name(view, code_id)}"))
        return choices

    def _by_subject(self) -> Mapping[Subject, tuple[Memo, ...]]:
        memos = self._desk.view.memos
        if memos is not self._memos:
            self._memos, self._noted = memos, by_subject(memos.values())
        return self._noted

    def _show_marks(self) -> None:
        """Marks the turns on screen that have a memo."""
        for text in self._desk.page.columns.texts():
            own: dict[int, str] = {}
            for subject, memos in self._by_subject().items():
                if subject.about == "turn" and subject.about_id == text.transcript_id:
                    own[subject.turn or 0] = self._said(memos)
            text.show_memos(own)

    def _show_tips(self) -> None:
        """Puts the memos on codes into the codebook's tips."""
        self._desk.page.codebook.list.codes.memos = {
            subject.about_id: self._said(memos)
            for subject, memos in self._by_subject().items()
            if subject.about == "code"
        }

    def _said(self, memos: tuple[Memo, ...]) -> str:
        """Memos as a tip, each with its coder where it is not the one who sits here."""
        mine = self._desk.study.seen_by
        return "\n".join(
            each.text if each.coder_id == mine else f"{_name(self._desk, each)}: {each.text}"
            for each in memos
        )

    def _open_mark(self, text: TranscriptColumn, turn: int) -> None:
        """Gives the keys to the memo on a turn whose mark was clicked."""
        voice = self._desk.view.accounts[text.account_id or ""].voice
        self._desk.page.columns.take(voice)
        text.place_caret_in_turn(turn)
        self.open_subject(Subject("turn", text.transcript_id or "", turn))

    def _choose(self, choice: str) -> None:
        """A person has said what they write about."""
        self._choice = choice
        self._refresh()

    # Followed -------------------------------------------------------------------------------

    def _follow(self, changes: Changes, origin: object) -> None:
        if not changes.touch("memo", "codebook", "dyad", "session", "account", "coder"):
            return
        if origin == "history":
            self._show_touched(changes)
        self._refresh()
        if changes.touch("memo"):
            self._show_marks()
        self._show_tips()

    def _show_touched(self, changes: Changes) -> None:
        """Goes to the memo that undo or redo has changed, where that is known."""
        found = [each for each in map(self._desk.view.memos.get, changes.record_ids) if each]
        if len(found) == 1:
            typing = self._pane.field.hasFocus()
            self.go_to(subject_of(found[0]))
            if typing:  # else the next letters would be commands
                self._pane.take_keys()

    def go_to(self, subject: Subject) -> None:
        """Goes to what a memo is about, and shows the memo."""
        desk, view = self._desk, self._desk.view
        if subject.about == "turn":
            transcript = view.transcripts.get(subject.about_id)
            newest = transcript and view.transcript_of(transcript.account_id)
            if transcript is not None and newest is not transcript:
                desk.show_account(transcript.account_id)
                sentence = "This memo stands with an earlier version of the transcript."
                desk.page.banner.say(sentence, "hint")
                return
            if transcript is not None:
                turn = transcript.turns[subject.turn or 0]
                desk.open_passage(transcript.id, turn.start, turn.start)
        elif subject.about == "account" and subject.about_id in view.accounts:
            desk.show_account(subject.about_id)
        elif subject.about == "session" and subject.about_id in view.sessions:
            if subject.about_id != desk.session_id:
                desk.show_session(subject.about_id)
        elif subject.about == "dyad":
            here = view.sessions.get(desk.session_id or "")
            first = next(iter(view.sessions_of(subject.about_id)), None)
            if first is not None and (here is None or here.dyad_id != subject.about_id):
                desk.show_session(first.id)
        self.show_subject(subject)

    # Written --------------------------------------------------------------------------------

    def _write(self, key: str, text: str) -> None:
        """Stores what is typed; one visit is one step of undo."""
        study, subject = self._desk.study, self._subjects[key]
        coder_id = study.seen_by
        if not coder_id or coder_id not in study.view.coders:
            return
        try:
            edit = write_memo(study.view, coder_id, subject, text, keeps_empty=True)
            if edit is not None:
                self._store(key, edit, f"Memo on {subject_words(study.view, subject)}")
        except UserError as error:
            self._writing = None
            self._desk.page.banner.say(as_sentence(error))
            return
        self._pane.field.confirm(key, text)

    def _store(self, key: str, edit: Replace, name: str) -> None:
        study, writing = self._desk.study, self._writing
        self._desk.coding.end_memo()
        if writing and writing[0] == key and writing[1] is study.history.last:
            before = writing[2]
            study.do_on(edit, Replace(before, edit.after), name, self)
        else:
            before = edit.before if isinstance(edit.before, Memo) else None
            study.do(edit, name, self)
        self._writing = (key, study.history.last, before)

    def _end_visit(self) -> None:
        """A memo that was emptied is gone, in the same step."""
        writing, self._writing = self._writing, None
        study = self._desk.study
        if writing is None or writing[1] is None or writing[1] is not study.history.last:
            return
        last = writing[1].edit
        memo = last.after if isinstance(last, Replace) else None
        if isinstance(memo, Memo) and not memo.text.strip() and writing[2] is not None:
            try:
                gone = Replace(memo, None)
                study.do_on(gone, Replace(writing[2], None), writing[1].text, self)
            except UserError as error:
                self._desk.page.banner.say(as_sentence(error))


def join_memos(desk: Desk) -> None:
    """Joins memos to the desk."""
    MemoDesk(desk)


def memos_of(desk: Desk) -> MemoDesk:
    """The memos of a desk that they were joined to."""
    found: MemoDesk | None = desk.findChild(MemoDesk)
    assert found is not None
    return found


def _name(desk: Desk, memo: Memo) -> str:
    coder = desk.view.coders.get(memo.coder_id)
    return coder.name if coder else ""


def _key(subject: Subject) -> str:
    """One word for what a memo is about, for the field that keeps what is typed by it."""
    return f"{subject.about}:{subject.about_id}:{subject.turn}"


MEMO_COMMANDS: dict[str, Callable[[Desk], object]] = {
    "memo_on": lambda desk: memos_of(desk).ask(),
}
