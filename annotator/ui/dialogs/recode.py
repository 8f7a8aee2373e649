"""Shows what bringing a coder's work to a newer version does, and asks what split codes are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.app.verbs.recoding import Decisions, Recoding, Undecided
from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

MOST = 60
"""So many split codes are asked for at once; the others the next time."""
QUOTE = 160
LATER = "decide later"

Plan = Callable[[Decisions], Recoding]


class RecodeSheet(Sheet):
    """The report, and a row for each split code.

    Args:
        look: the look in force.
        parent: the window.
        view: the study, for quotes.
        plan: what would be done, given what has been decided.
    """

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, plan: Plan) -> None:
        super().__init__(look, parent, "Bring my work to this version", "Do it", self._wrong)
        self._plan = plan
        first = plan({})
        self._boxes: dict[tuple[Id, Id], Combo] = {}
        self._choices: dict[tuple[Id, Id], list[tuple[Code, ...]]] = {}
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setProperty("field", True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("Report")
        self.report.setMinimumHeight(look.px(120))
        self.tell("Nothing is changed yet. All of it is one step, which can be undone.")
        self.rows.addWidget(self.report)
        for each in first.undecided[:MOST]:
            self._ask(view, each)
        if len(first.undecided) > MOST:
            self.tell(f"The first {MOST} are asked for; do this again for the others.")
        self._show()

    def recoding(self) -> Recoding:
        """What is to be done, with what has been decided."""
        return self._plan(self._decisions())

    def _ask(self, view: StudyView, each: Undecided) -> None:
        key = (each.record.id, each.code.id)
        singles: list[tuple[Code, ...]] = [(code,) for code in each.choices]
        self._choices[key] = [(), *singles, *([each.choices] if each.together else [])]
        box = self._boxes[key] = Combo(self.look)
        box.addItem(LATER)
        box.addItems([code.name for code in each.choices])
        if each.together:
            box.addItem(" and ".join(code.name for code in each.choices))
        box.activated.connect(lambda _: self._show())
        quote = Words(self.look, _quote(view, each), "quote", wrap=True)
        self.rows.addWidget(quote)
        box.setAccessibleName(f"{each.code.name} becomes")
        box.view().setAccessibleName(f"{each.code.name} becomes")
        self.row(f"{each.code.name} becomes", box)

    def _decisions(self) -> Decisions:
        found = {
            key: tuple(code.id for code in self._choices[key][box.currentIndex()])
            for key, box in self._boxes.items()
        }
        return {key: ids for key, ids in found.items() if ids}

    def _show(self) -> None:
        self.report.setPlainText("\n".join(self.recoding().lines))

    def _wrong(self) -> str:
        return (
            "" if self.recoding().edit is not None else "There is nothing to do as it is decided."
        )


def ask_recode(look: Look, parent: QWidget | None, view: StudyView, plan: Plan) -> Recoding | None:
    """What is to be done, None when a person gives up."""
    sheet = RecodeSheet(look, parent, view, plan)
    return sheet.recoding() if sheet.ask(620) else None


def _quote(view: StudyView, each: Undecided) -> str:
    record = each.record
    if not isinstance(record, Moment):
        return f"A judgement of a whole {record.unit}"
    words = " ".join(view.transcripts[record.transcript_id].quote(record.start, record.end).split())
    return f"“{words if len(words) <= QUOTE else words[: QUOTE - 1] + '…'}”"
