"""What the pane of units asks of the study: ticks, values, ratings, sorts and memos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.app.actions import key_of
from annotator.app.verbs import judging
from annotator.app.verbs.judging import Judging
from annotator.domain.codebook import CodeSet
from annotator.domain.counted import counted
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import items_of, open_parts
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.only_reading import why_not_coding
from annotator.ui.units import UnitsPane
from annotator.ui.units.form_model import FormRow
from annotator.ui.units.shown import bin_of, scale_words

Verb = Callable[[StudyView, Judging], Edit | None]
NONE = "None present"


class Judge:
    """Sends what is judged through the study's one door."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pane = desk.page.units
        self._memo_before: Judgement | None = None

    def join(self, pane: UnitsPane) -> None:
        """Listens to the pane."""
        pane.grid.ticked.connect(self.tick)
        pane.grid.valued.connect(self.value)
        pane.grid.rated.connect(self.rate)
        pane.grid.none_found.connect(self.find_none)
        for rows in (pane.form, pane.board.items):
            rows.said.connect(self._say)
            rows.swap_asked.connect(self._swap)
            rows.none_found.connect(lambda: self.find_none(0))
        pane.memo.written.connect(self._write_memo)
        pane.memo.left.connect(self._end_memo)

    def tick(self, place: int, code_id: Id) -> None:
        """Ticks a code in a unit, or takes it out."""
        own = self._judgement(place)
        gone = own is not None and code_id in own.codes
        text = f"{self._name(code_id)}{' taken out' if gone else ''}"
        self._do(place, lambda view, where: judging.toggle_code(view, where, code_id), text)

    def value(self, place: int, code_id: Id, value: int | None) -> None:
        """Gives a code a value in a unit."""
        shown = str(value).replace("-", "−") if value is not None else "cleared"
        self._do(
            place,
            lambda view, where: judging.set_value(view, where, code_id, value),
            f"{self._name(code_id)} {shown}",
        )

    def rate(self, place: int, scale_id: Id, value: int | None) -> None:
        """Rates a unit on a scale."""
        shown = self._pane.shown
        scales = shown.code_set.scales if shown is not None else ()
        scale = next((each for each in scales if each.id == scale_id), None)
        if scale is not None:
            text = f"{scale.name} cleared" if value is None else scale_words(scale, value)
            self._do(place, lambda view, where: judging.rate(view, where, scale_id, value), text)

    def find_none(self, place: int) -> None:
        """Says that nothing is there; what that takes out is told."""
        own = self._judgement(place)
        ticks = 0 if own is None else len(own.codes)
        values = 0 if own is None else len(own.values)
        if self._do(place, judging.find_none, NONE) and ticks + values:
            what = counted(ticks, "tick") if ticks else counted(values, "value")
            sentence = f"{what} taken out; {key_of('undo')} brings "
            sentence += "it back." if ticks + values == 1 else "them back."
            self._desk.page.banner.say(sentence, "hint")

    def _say(self, row: FormRow, value: int | None) -> None:
        if row.kind == "scale":
            self.rate(0, row.id, value)
        elif row.kind == "tick":
            self.tick(0, row.id)
        elif row.kind == "pile":
            text = f"{row.text} off its pile" if value is None else f"{row.text} to pile {value}"
            self._do(
                0, lambda view, where: judging.set_value(view, where, row.id, value), _short(text)
            )
        else:
            self.value(0, row.id, value)

    def _swap(self, first: FormRow, second: FormRow) -> None:
        text = _short(f"Swap {first.text} and {second.text}")
        self._do(0, lambda view, where: judging.swap(view, where, first.id, second.id), text)

    def _do(self, place: int, verb: Verb, text: str) -> bool:
        """Does something to the unit at a place; an exclusive set goes on once it is complete."""
        where = self._where(place)
        if where is None:
            return False
        pane = self._pane
        assert pane.shown is not None
        self._end_memo()
        code_set, target = pane.shown.code_set, pane.shown.targets[place]
        before = open_parts(code_set, pane.shown.judgements[place])
        named = f"{bin_of(target).words}: {text}" if target.unit == "bin" else text
        view = self._desk.study.view
        if not self._desk.coding.attempt(lambda: verb(view, where), named):
            return False
        after = open_parts(code_set, self._judgement(place))
        goes_on = (before and (code_set.exclusive or not items_of(code_set))) or text == NONE
        if target.unit == "bin" and goes_on and not after:
            self._go_on(code_set, place)
        return True

    def _go_on(self, code_set: CodeSet, place: int) -> None:
        """To the next bin that is left; once none is, that is said."""
        left = [] if self._pane.shown is None else self._pane.shown.left
        onward = next((each for each in left if each > place), None)
        if onward is not None:
            self._pane.grid.go_to(onward)
        elif not left:
            sentence = f"Every bin of {code_set.name} is coded here."
            self._desk.page.banner.say(sentence, "good")

    def _where(self, place: int) -> Judging | None:
        """Who judges which unit; None, told, where nobody may."""
        shown, desk = self._pane.shown, self._desk
        if shown is None or not 0 <= place < len(shown.targets):
            return None
        if why := why_not_coding(desk.study):
            desk.coding.refused.emit(why)
            return None
        coder = desk.study.view.coders[desk.study.seen_by or ""]
        return Judging(
            coder=coder.name,
            code_set_id=shown.code_set.id,
            target=shown.targets[place],
            seen_under=shown.codebook_id,
        )

    def _judgement(self, place: int) -> Judgement | None:
        shown = self._pane.shown
        known = shown is not None and 0 <= place < len(shown.judgements)
        return shown.judgements[place] if shown is not None and known else None

    def _name(self, code_id: Id) -> str:
        shown = self._pane.shown
        code = shown.code_set.code(code_id) if shown is not None else None
        return "The code" if code is None else code.name

    # The memo -----------------------------------------------------------------------------

    def _write_memo(self, judgement_id: Id, memo: str) -> None:
        """Writes a memo; further calls until `_end_memo` belong to the same step of undo."""
        study, pane = self._desk.study, self._pane
        own = study.view.judgements.get(judgement_id)
        if own is None or own.coder_id != study.seen_by:
            return
        if own.memo != memo:
            edit, before = Replace(own, replace(own, memo=memo)), self._memo_before
            try:
                if before is None or before.id != own.id:
                    study.do(edit, "Write the memo", self)
                    self._memo_before = own
                else:
                    study.do_on(edit, Replace(before, edit.after), "Write the memo", self)
            except UserError as error:
                self._memo_before = None
                self._desk.coding.refused.emit(as_sentence(error))
                return
        pane.memo.confirm(judgement_id, memo)

    def _end_memo(self) -> None:
        self._memo_before = None


def _short(text: str) -> str:
    return text if len(text) <= 44 else f"{text[:31]}…{text[-12:]}"
