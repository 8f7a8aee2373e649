"""An open study: its store, the view of it, its history. THE door through which all edits go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from annotator import storage
from annotator.app import readers
from annotator.app.acting import actor_of, coder_id_of, reads_otherwise
from annotator.app.erased_meanwhile import ERASED, ErasedMeanwhile
from annotator.app.history import History, Step
from annotator.app.readers import refuse_reader, whose_work
from annotator.app.sharing import Found, opened_store
from annotator.app.stepping import refuse_others
from annotator.domain.address import Address
from annotator.domain.changes import EVERYTHING, Changes, changes_of, together
from annotator.domain.edits import Edit
from annotator.domain.errors import Erased, Stale, UserError
from annotator.domain.ids import Id
from annotator.domain.package import Work
from annotator.domain.query import Node
from annotator.domain.view import StudyView
from annotator.storage import Candidates, Hit, Store

NOBODY = readers.NOBODY
Listener = Callable[[Changes, object], None]
Ask = Callable[[], str | None]
Done = TypeVar("Done")


class OpenStudy:
    """A study that is open for one coder, or for the PI.

    Args:
        store: where it is kept.
        seen_by: the coder whose work is loaded; what others did is not. None for all of it,
            `NOBODY` for none; a reader for what that one may see.

    Attributes:
        reader: who only reads, where it is open for somebody who writes nothing; else None.
    """

    def __init__(self, store: Store, seen_by: Id | None = None) -> None:
        self._store = store
        self._seen_by, self.reader = whose_work(store, seen_by)
        self._listeners: list[Listener] = []
        self.history = History()
        self.view: StudyView = store.view(self._seen_by)
        self._erased = ErasedMeanwhile(store)
        self.saved_at: datetime | None = None

    @property
    def place(self) -> Path:
        """The study file; of one on a share that one, not its working copy.

        Of a study on a server it is a name at home, for what is made of it.
        """
        return self._store.home

    @property
    def address(self) -> Address | None:
        """Where it stands on a server, on which others work at the same time; None for a file."""
        return self._store.address

    @property
    def of_coder(self) -> Id | None:
        """The one coder that may use it here: of handed-out work, and of a login on a server."""
        return self._store.of_coder

    @property
    def is_encrypted(self) -> bool:
        """Whether the file is kept under a passphrase."""
        return self._store.encrypted

    def knows(self, passphrase: str) -> bool:
        """Whether somebody has the passphrase of the file, or its recovery key."""
        return self._store.knows(passphrase)

    @property
    def seen_by(self) -> Id | None:
        """The coder whose work is loaded, None for all."""
        return self._seen_by

    @property
    def sits_here(self) -> Id | None:
        """Who it is open for: the coder, or who only reads; None for the PI."""
        return self._seen_by if self.reader is None else self.reader.id

    @property
    def work(self) -> Work | None:
        """What the file is, where it is handed-out work; None for a study."""
        return self._store.work

    def see_as(self, coder_id: Id | None) -> None:
        """Loads the study anew for another coder; the steps made until now stay in the history.

        Raises:
            UserError: it is handed-out work or a coder's login, which is its coder's alone.
        """
        if self.of_coder is not None and coder_id != self.of_coder:
            what = "this login is" if self.address else "handed-out work is"
            raise UserError(f"{what} its coder’s alone", self.place.name)
        seen_by, reader = whose_work(self._store, coder_id)
        self.view = self._store.view(seen_by)  # first: where it fails, all stays as it was
        self._seen_by, self.reader = seen_by, reader
        self._tell_loaded()

    def may_step(self, step: Step) -> bool:
        """Whether a step may be taken back or done again now, and be named.

        A coder sees the own steps only: of another's work not even the name of what was done
        is told. With everyone's work loaded all of them may.
        """
        return self._seen_by is None or step.seen_by == self._seen_by

    @property
    def last_step(self) -> Step | None:
        """The step that undo would take back; None where there is none, or it is another's."""
        return self._own(self.history.last)

    @property
    def next_step(self) -> Step | None:
        """The step that redo would do again; None where there is none of one's own."""
        return self.history.next_of(self.may_step)

    def listen(self, listener: Listener) -> None:
        """Calls `listener(changes, origin)` after each change, however it came about."""
        self._listeners.append(listener)

    def do(self, edit: Edit, text: str, origin: object = None) -> None:
        """Applies an edit in one transaction; once this returns it is on disk and undoable.

        Args:
            edit: made by a verb for the present view.
            text: what a person did, `Code as Shame`.
            origin: who asked, given on to the listeners.

        Raises:
            Stale: another person changed the record; the view is loaded anew, nothing is done.
            UserError: the file cannot be written; nothing is done.
        """
        changes = self._apply(edit, text)
        self.history.push(Step(edit, text, self._seen_by))
        self._tell(changes, origin)

    def do_for_good(self, edit: Edit, text: str, origin: object = None) -> None:
        """Applies an edit that no undo takes back: what was read cannot be unread.

        What was done before stays undoable. Arguments and errors as in `do`.
        """
        self._tell(self._apply(edit, text), origin)

    def do_on(self, edit: Edit, whole: Edit, text: str, origin: object = None) -> None:
        """Applies an edit that goes on with the last step (typing in one memo).

        Args:
            edit: what is to be done now.
            whole: the last step and this edit in one, for undo.
            text: name of the step that the two are together.
            origin: as in `do`.
        """
        changes = self._apply(edit, text)
        self.history.replace_last(Step(whole, text, self._seen_by))
        self._tell(changes, origin)

    def undo(self, origin: object = None) -> str | None:
        """Takes back the last step and gives its name; None where there is none.

        Raises:
            Stale: it cannot be taken back any more; the step is dropped.
            UserError: it is another coder's.
        """
        step = self.history.last
        if step is not None:
            self._tell(self._step_back(step), origin)
        return None if step is None else step.text

    def redo(self, origin: object = None) -> str | None:
        """Does the next step again and gives its name; None where there is none.

        Raises:
            Stale: it cannot be done any more; it is dropped.
            UserError: it is another coder's.
        """
        step = self.next_step or self.history.next
        if step is not None:
            self._tell(self._step_forward(step), origin)
        return None if step is None else step.text

    def go_to(self, done: int, origin: object = None) -> None:
        """Takes steps back, or does them again, until so many are done; told as one change.

        Where one of them may not be taken, none is. Each is a transaction of its own: where one
        fails, those before it are done, and the error says how many.

        Raises:
            Stale, UserError: as in `undo` and `redo`.
        """
        before = self.history.done
        steps = self.history.steps()[min(done, before) : max(done, before)]
        what = "taken back" if done < before else "done again"
        self._refuse_others(steps, what)
        touched: list[Changes] = []
        try:
            while self.history.done > done and (step := self.history.last):
                touched.append(self._step_back(step))
            while self.history.done < done and (step := self.history.next):
                touched.append(self._step_forward(step))
        except UserError as error:
            if not touched:
                raise
            said = f"{len(touched)} of {len(steps)} steps are {what}, the next is not: {error.what}"
            kind = Stale if isinstance(error, Stale) else UserError
            raise kind(said, error.where, error.hint) from error
        finally:
            if touched:
                self._tell(together(touched), origin)

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """Passages and memos that hold the words, of what this coder may see."""
        return self._store.search(words, limit=limit, seen_by=self._seen_by, shut=self.view.shut)

    def candidates(self, node: Node) -> Candidates:
        """Turns of the newest transcripts and memos that may hold what is asked for.

        Only of what this coder may see. Quick even for the commonest word (see `Candidates`).
        """
        texts = [each.id for each in self.view.newest_transcripts().values()]
        return self._store.candidates(node, texts=texts, seen_by=self._seen_by)

    def check(self) -> list[str]:
        """What is wrong with the file; empty where it is sound."""
        return self._store.check()

    def back_up(self) -> Path:
        """Makes a verified backup beside the file and gives its place."""
        return storage.back_up(self._store)

    def safeguard(self) -> None:
        """Makes one before much is changed at once; nothing on a server, which has its own."""
        self._store.safeguard()

    def backing_up(self) -> Callable[[], Path | None]:
        """What makes such a backup beside the work, in any thread; None where none is due."""
        return self._store.backing_up()

    def take_up(self) -> bool:
        """Loads the view anew where somebody else has written what it does not show.

        Where somebody was erased, the history ends; the listeners hear `ERASED` as origin.

        Raises:
            UserError: the server is not there; the view stays as it is.
        """
        if not self._store.changed_elsewhere():
            return False
        self._reload()
        return True

    def look(self, question: Callable[[Store], Done]) -> Done:
        """What storage answers to a question that changes nothing."""
        return question(self._store)

    def operate(self, operation: Callable[[Store], Done], *, clears: bool = True) -> Done:
        """What an operation of storage gives, which is no edit: all is loaded anew after it.

        Args:
            operation: hands out, hands in or merges; it raises, or is wholly done. `Stale` loads
                the view anew.
            clears: whether the steps made until now can no longer be taken back.
        """
        refuse_reader(self.reader)
        try:
            done = operation(self._store)
        except Stale:
            self._reload()
            raise
        if clears:
            self.history = History()
        self.saved_at = datetime.now()
        self._reload()
        return done

    def close(self) -> None:
        """Closes the file. Nothing is left to save."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _own(self, step: Step | None) -> Step | None:
        return step if step is not None and self.may_step(step) else None

    def _step_back(self, step: Step) -> Changes:
        """Takes the last step back; gives what was touched, not yet told."""
        self._refuse_others((step,), "taken back")
        try:
            changes = self._apply(step.edit.inverse(), f"Undo: {step.text}")
        except Stale as error:
            if not isinstance(error, Erased):  # else there is no history any more
                self.history.drop_last()
            raise
        self.history.step_back(self._seen_by)
        return changes

    def _step_forward(self, step: Step) -> Changes:
        """Does an undone step again; likewise."""
        self._refuse_others((step,), "done again")
        try:
            changes = self._apply(step.edit, f"Redo: {step.text}")
        except Stale as error:
            if not isinstance(error, Erased):
                self.history.drop_next(step)
            raise
        self.history.step_forward(step)
        return changes

    def _refuse_others(self, steps: Sequence[Step], what: str) -> None:
        """Refuses steps that were made while other work was loaded."""
        done = self.history.steps()[: self.history.done]
        refuse_others(steps, what, self.may_step, done)

    def _apply(self, edit: Edit, action: str) -> Changes:
        """The one place that writes; gives what was touched, not yet told to anybody."""
        refuse_reader(self.reader)
        try:
            self._erased.refuse(edit)
            revision = self._store.apply(edit, action=action, actor=actor_of(edit, self._seen_by))
        except Stale:
            self._reload()
            raise
        changes = changes_of(edit)
        is_next = revision == self.view.revision + 1  # else another process wrote in between
        self.view = self.view.after(edit, revision) if is_next else self.view
        if not is_next or reads_otherwise(self.view, self._seen_by, changes):
            self.view = self._store.view(self._seen_by)
            changes = EVERYTHING
        self.saved_at = datetime.now()
        return changes

    def _reload(self) -> None:
        self.view = self._store.view(self._seen_by)
        self._tell_loaded()

    def _tell_loaded(self) -> None:
        """Tells that all was loaded anew, and whether somebody was erased meanwhile."""
        erased = self._erased.has_come(self.view)
        if erased:
            self.history = History()
        self._tell(EVERYTHING, ERASED if erased else None)

    def _tell(self, changes: Changes, origin: object) -> None:
        for listener in list(self._listeners):
            listener(changes, origin)


def open_study(
    place: Found,
    ask: Ask | None = None,
    coder: str | None = None,
    *,
    seen_by: Id | None = None,
    settles: bool = True,
) -> OpenStudy:
    """Opens a study file.

    Args:
        place: the file, what its share gave of it, or its address on a server.
        ask: gives the passphrase when the file needs one, or the login's password.
        coder: name of the coder to open it for; only that coder's work is loaded.
        seen_by: where no name is given, whose work is loaded: None for all, or `NOBODY`.
        settles: else whoever shows it waits for `Store.settle` before.

    Handed-out work and a coder's login on a server are always open for their coder: what a round
    hides is hidden there too.

    Raises:
        UserError: the file cannot be opened, the study has no such coder, or it is handed-out
            work of another one.
    """
    store = opened_store(place, ask, settles=False)
    with store.opening(settles=settles):
        if coder is not None:
            seen_by = coder_id_of(store, coder)
        elif store.of_coder is not None:
            seen_by = store.of_coder
        return OpenStudy(store, seen_by)
