"""What is written into the forms of the codebook: stored as it is typed, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.app.history import Step
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.left_behind import left_behind
from annotator.domain import codebook_changes as change
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Record, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui.codebook.page import CodebookPage
from annotator.ui.dialogs.numbers import as_sentence

LONG = {"definition", "include", "exclude", "examples", "source"}
"""Texts that stay in their fields also where a rule refuses them."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A step that further typing belongs to.

    Attributes:
        about: what is typed.
        before: the codebook before the first key; None where that key made a new version.
        step: the step, while it is the last.
    """

    about: tuple[object, ...]
    before: Record | None
    step: Step | None


class CodebookWriting:
    """Sends what the forms say through the door.

    Args:
        study: the open study.
        page: the tab with the forms.
        refresh: shows the codebook as it is.
        say: a sentence and its kind, for the banner.
    """

    def __init__(
        self,
        study: OpenStudy,
        page: CodebookPage,
        refresh: Callable[[], None],
        say: Callable[[str, str], None],
    ) -> None:
        self._study, self._page = study, page
        self._refresh, self._say = refresh, say
        self._typing: Typing | None = None

    def write(self, kind: str, record_id: Id, fields: dict[str, object], text: str) -> None:
        """Stores fields of a set, a code or a scale; what cannot be stored is told, and kept.

        A name or a key that a rule refuses goes back to what it was. All other words stay on the
        screen, are said again at each occasion, and count as unsaved.
        """
        do: dict[str, Callable[[Codebook], Codebook]] = {
            "set": lambda book: change.change_set(book, record_id, **fields),
            "code": lambda book: change.change_code(book, record_id, **fields),
            "scale": lambda book: change.change_scale(book, record_id, **fields),
        }
        study, held, record = self._study, self._page.held, (kind, record_id)
        held.let_go(record, fields)
        stays = fields.keys() <= LONG
        try:
            edit = change_codebook(study.view, study.seen_by, do[kind])
            stays = True
            if edit is not None:
                view = study.view
                self._store((record, *fields), edit, text)
                told = " ".join(left_behind(view, view.codebook, study.view.codebook))
                if told:
                    self._say(told, "hint")
                return
        except UserError as error:
            self._say(as_sentence(error), "bad")
            if stays:
                held.hold(record, fields, text)
        self._refresh()

    def end_step(self) -> None:
        """What is typed next is another step."""
        self._typing = None

    def _store(self, about: tuple[object, ...], edit: Replace, text: str) -> None:
        """Stores an edit; what is typed on in one visit to a field is one step of undo."""
        study, typing = self._study, self._typing
        before = edit.before
        if (
            typing is not None
            and typing.about == about
            and typing.step is study.history.last
            and before is not None
        ):
            before = typing.before
            study.do_on(edit, Replace(before, edit.after), text)
        else:
            study.do(edit, text)
        self._typing = Typing(about, before, study.history.last)
