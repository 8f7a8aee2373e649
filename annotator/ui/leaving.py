"""Words on their way out of the study: looked through, and put down once they are out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.app.leak_choices import keep_choices, kept_choices
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.leak_scan import (
    LeakScan,
    Said,
    look_through,
    masked_tables,
    names_of,
    said_in,
    secret_for,
)
from annotator.app.verbs.noting import note_export
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.table import Table
from annotator.ui.dialogs.leaks import LeakQuestion, ask_leaks
from annotator.ui.theme import Look


class GivenUpError(Exception):
    """A person has seen what was found, and does not export."""


class Leaving:
    """One export with words.

    Args:
        look: the look in force.
        parent: the window, or the sheet that exports.
        study: what is exported from.
        out: where to.

    Attributes:
        replaced: in how many places a placeholder stands.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, study: OpenStudy, out: Path | None = None
    ) -> None:
        self._look, self._parent, self._study, self._out = look, parent, study, out
        self._found: LeakScan | None = None
        self._marks: frozenset[str] = frozenset()
        self.replaced = 0

    def change(self, tables: Sequence[Table]) -> list[Table]:
        """Tables as they shall be written, after a person has decided on what was found.

        Raises:
            GivenUpError: nothing shall be written.
        """
        self.ask(said_in(tables))
        if self._found is None:
            return list(tables)
        masked, self.replaced = masked_tables(tables, self._found, self._marks)
        return masked

    def ask(self, said: Iterable[Said]) -> None:
        """Shows what was found in some words, where anything was.

        Raises:
            GivenUpError: a person gives up.
        """
        texts, study = list(said), self._study
        secret, study_id = secret_for(study), study.view.study.id
        before = kept_choices(study_id)

        def looked(key: Path | None) -> LeakScan:
            return look_through(texts, names_of(key, study.place, out=self._out), secret)

        try:
            if not looked(before.key).groups:
                return
        except UserError:
            pass  # the sheet says what is wrong with the key
        answer = ask_leaks(self._look, self._parent, LeakQuestion(look=looked, before=before))
        if answer is None:
            raise GivenUpError
        keep_choices(study_id, answer.choices)
        self._found, self._marks = answer.found, answer.marks

    def note(self, what: str, files: Iterable[Path], *, with_text: bool) -> str:
        """Puts the export down in the record; gives what to say after the files, if anything."""
        replaced = self.replaced
        told = f" {counted(replaced, 'place')} replaced." if replaced else ""
        untold = note_export(self._study, what, files, with_text=with_text, replaced=replaced)
        return f"{told} {untold}".rstrip()

    def masked(self, text: str) -> str:
        """A text as it shall leave."""
        if self._found is None:
            return text
        masked, places = self._found.masked(text, self._marks)
        self.replaced += places
        return masked
