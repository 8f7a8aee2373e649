"""The commands of the interview guide: the guide itself, and what a turn answers. Ask, then do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.asked import ask_from, take_back_asked
from annotator.app.verbs.finding import find_questions, finding_lines
from annotator.app.verbs.guide import (
    delete_question,
    guide_lines,
    move_question,
    read_guide_file,
)
from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.edits import Edit
from annotator.domain.view import StudyView
from annotator.ui.dialogs.guide import GuideWish, show_guide
from annotator.ui.dialogs.guide_question import QuestionSheet
from annotator.ui.dialogs.question import ask_asked
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.whole_study import why_not_set
from annotator.ui.window import Window

WHAT = "the guide’s questions"


class AskingGuide:
    """Joins the commands of the guide to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("guide", self.show_guide)
        window.commands.on("ask_question", self.ask_question)

    # The guide ----------------------------------------------------------------------------

    def show_guide(self) -> None:
        """Shows the guide; what is done in it is stored at once, a step each."""
        window, study = self._window, self._window.study
        if study is None or window.desk is None:
            return
        window.desk.leave()

        def act(wish: GuideWish) -> StudyView:
            return self._act(study, wish)

        why_not = why_not_set(study, WHAT)
        show_guide(window.look, window, study.view, act, why_not)

    def _act(self, study: OpenStudy, wish: GuideWish) -> StudyView:
        """Does what is wanted with the guide."""
        refuse_coder(study.view, study.seen_by, WHAT)
        edit, text = self._edit(study, wish)
        if edit is not None:
            study.do(edit, text)
        return study.view

    def _edit(self, study: OpenStudy, wish: GuideWish) -> tuple[Edit | None, str]:
        view = study.view
        question = view.questions.get(wish.question_id or "")
        if wish.kind == "import":
            return self._imported(view), "Import the interview guide"
        if wish.kind == "find":
            return self._found(view, wish.like_from), "Find the questions of the guide"
        if wish.kind == "add" or question is None:
            return self._asked(QuestionSheet(self._window.look, self._window, view, None)), (
                "Add a question to the guide"
            )
        if wish.kind == "prompt":
            under = question.parent_id or question.id
            sheet = QuestionSheet(self._window.look, self._window, view, None, under)
            return self._asked(sheet), "Add a prompt to the guide"
        if wish.kind == "edit":
            sheet = QuestionSheet(self._window.look, self._window, view, question.id)
            return self._asked(sheet), f"Change the question {question.name}"
        if wish.kind == "delete":
            return delete_question(view, question.id), f"Delete the question {question.name}"
        step = -1 if wish.kind == "up" else 1
        return move_question(view, question.id, step), f"Move the question {question.name}"

    def _asked(self, sheet: QuestionSheet) -> Edit | None:
        return sheet.edit() if sheet.ask(520) else None

    def _imported(self, view: StudyView) -> Edit | None:
        window = self._window
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            "Import the interview guide",
            str(window.dialog_folder()),
            "Guides (*.csv);;All files (*)",
        )
        if not chosen:
            return None
        taken = read_guide_file(view, Path(chosen))
        go = "Import" if taken.edit is not None else ""
        title = "Import the interview guide"
        agreed = ask_with_report(window.look, self._window, title, guide_lines(taken), go)
        return taken.edit if agreed else None

    def _found(self, view: StudyView, like_from: float) -> Edit | None:
        """What was found, once a person has seen it."""
        finding = find_questions(view, like_from)
        go = "Store it" if finding.edit is not None else ""
        title = "Questions found in the interviews"
        lines = finding_lines(finding)
        if not go:
            lines = ["The study says all of this already.", *lines]
        agreed = ask_with_report(self._window.look, self._window, title, lines, go)
        return finding.edit if agreed else None

    # What a turn answers ------------------------------------------------------------------

    def ask_question(self) -> None:
        """Asks what the turn at the caret answers, and stores it."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        desk.leave()
        view, text = desk.view, desk.page.columns.in_hand
        transcript = view.transcripts.get((text.transcript_id if text else None) or "")
        if desk.page.tab != "coding" or text is None or transcript is None:
            window.say(f"Go to a turn of a recall interview first ({key_of('next_pane')}).", "hint")
            return
        if not view.accounts[transcript.account_id].is_recall:
            window.say("The guide’s questions are asked in recall interviews only.", "hint")
            return
        if not view.questions:
            window.say(
                f"The study has no interview guide yet: make it by {key_of('guide')}.", "hint"
            )
            return
        turn = transcript.turn_at(text.caret())
        choice = ask_asked(window.look, window, view, transcript, turn)
        if choice is None:
            return
        if choice.takes_back:
            edit, said = take_back_asked(view, transcript.id, turn), "Take a question back"
        else:
            edit = ask_from(view, transcript.id, turn, choice.question_id)
            question = view.questions.get(choice.question_id or "")
            said = f"Answer {question.name}" if question else "Leave the guide"
        if edit is not None:
            window.attempt(lambda: desk.study.do(edit, said))
