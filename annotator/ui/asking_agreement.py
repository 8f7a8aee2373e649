"""The commands of the agreement and consensus tabs that ask first. Ask, then do."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.compared import Compared
from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.asked_comparison import compared_by
from annotator.app.verbs.consensus_layer import people
from annotator.app.verbs.drawing import RoundWish, draw, drawn_accounts
from annotator.app.verbs.feedback_files import feedback_in, is_empty, write_feedback
from annotator.app.verbs.freezing import freeze_passages
from annotator.app.verbs.frozen_counts import passages_in
from annotator.app.verbs.gating import gate_result, gates_of, hold_against_gate
from annotator.app.verbs.overviewing import overview_of
from annotator.app.verbs.thresholds import set_thresholds
from annotator.domain.errors import UserError
from annotator.ui.comparing import Comparing
from annotator.ui.dialogs.agreement_report import ReportChoice, ask_report
from annotator.ui.dialogs.feedback import FeedbackChoice, ask_feedback
from annotator.ui.dialogs.freeze import FreezeChoice, ask_freeze
from annotator.ui.dialogs.gate import GateChoice, GateQuestion, ask_gate
from annotator.ui.dialogs.new_round import ask_round
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.settler import ask_settler
from annotator.ui.dialogs.thresholds import ask_thresholds
from annotator.ui.figures import counted, round_text
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.study_page import StudyPage
from annotator.ui.window import Window

NOT_BLIND = (
    "This is the PI’s: choose “Everyone’s work, not blind” at the top first, since it needs "
    "everybody’s work."
)
_SEEDS = 1_000_000


class AskingAgreement:
    """Joins the asking commands of rounds, gates, thresholds, report and feedback to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        on = window.commands.on
        on("new_round", self.new_round)
        on("freeze_passages", self.freeze_passages)
        on("record_gate", self.record_gate)
        on("thresholds", self.thresholds)
        on("report", self.report)
        on("feedback", self.feedback)
        pages = window.centralWidget()
        assert isinstance(pages, QStackedWidget)
        self._pages = pages
        pages.currentChanged.connect(self._meet_page)
        self._meet_page()

    # Rounds -----------------------------------------------------------------------------

    def new_round(self) -> None:
        """Asks what it shall be, shows what would be drawn, then draws it."""
        work = self._work()
        if work is None:
            return
        study, _ = work
        wish = ask_round(self._window.look, self._window, study.view, new_seed())
        if wish is not None:
            self._window.attempt(partial(self._draw, study, wish))

    def _draw(self, study: OpenStudy, wish: RoundWish) -> None:
        edit = draw(study.view, wish)
        study.do(edit, f"Draw the round {wish.name}")
        drawn = counted(len(drawn_accounts(study.view, edit)), "transcript")
        coders = len(wish.coder_ids) + len(wish.new_coders)
        self._window.say(
            f"{round_text(wish.name, wish.kind)} is drawn: {drawn} for each of {coders} coders, "
            f"seed {wish.seed}{', individually first' if wish.hides_other_account else ''}.",
            "good",
        )

    def freeze_passages(self) -> None:
        """Asks by which rule, then makes the round that classifies the passages."""
        found = self._compared()
        if found is None:
            return
        study, _, compared = found
        view, work_round = study.view, compared.round
        if work_round.passages_from is not None:
            self._window.say(f"The passages of round {work_round.name} are frozen already.")
            return
        book = view.codebook_for(work_round.id)
        sets = [each.name for each in book.sets if each.unit == "span"]  # others are cut already
        choice = ask_freeze(self._window.look, self._window, view, work_round, new_seed(), sets)
        if choice is not None:
            self._window.attempt(partial(self._freeze, study, compared, choice))

    def _freeze(self, study: OpenStudy, compared: Compared, choice: FreezeChoice) -> None:
        edit = freeze_passages(
            study.view,
            compared.round.id,
            name=choice.name,
            rule=choice.rule,
            set_name=choice.set_name,
            seed=choice.seed,
        )
        study.do(edit, f"Freeze the passages of round {compared.round.name}")
        passages = counted(passages_in(edit), "passage")
        self._window.say(
            f"Round {choice.name} is there to classify {passages} of round "
            f"{compared.round.name}, seed {choice.seed}.",
            "good",
        )

    # Gates and thresholds ---------------------------------------------------------------

    def record_gate(self) -> None:
        """Shows how the round on screen stands against its gate, and records it."""
        found = self._compared()
        if found is None:
            return
        study, comparing, compared = found
        view = study.view

        def value_of(coefficient: str) -> Result:
            with _busy():
                return gate_result(view, comparing.asks, coefficient)

        asked = GateQuestion(
            work_round=compared.round,
            basis=_basis(compared),
            proposed=view.study.accept_from,
            value_of=value_of,
            earlier=gates_of(view, compared.round.id),
            decided_by=comparing.settler,
        )
        choice = ask_gate(self._window.look, self._window, asked)
        if choice is not None:
            self._window.attempt(partial(self._record, study, comparing, compared, choice))

    def _record(
        self, study: OpenStudy, comparing: Comparing, compared: Compared, choice: GateChoice
    ) -> None:
        edit = hold_against_gate(
            study.view,
            compared.round.id,
            choice.result,
            compared.code_set.name,
            comparing.settler,
            threshold=choice.threshold,
        )
        name = compared.round.name
        study.do(edit, f"Record how round {name} stands against its gate")
        passed = gates_of(study.view, compared.round.id)[0].passed
        self._window.say(
            f"It is recorded that round {name} has {'' if passed else 'not '}passed its gate.",
            "good",
        )

    def thresholds(self) -> None:
        """Asks for the study's two thresholds and sets them."""
        work = self._work()
        if work is None:
            return
        study, _ = work
        chosen = ask_thresholds(self._window.look, self._window, study.view)
        if chosen is None:
            return

        def put() -> None:
            study.do(set_thresholds(study.view, *chosen), "Set the thresholds")
            low, high = chosen
            self._window.say(f"Accepted from {low:g}, good from {high:g}.", "good")

        self._window.attempt(put)

    # Giving out -------------------------------------------------------------------------

    def report(self) -> None:
        """Asks where it goes, then computes and writes the report."""
        found = self._compared()
        if found is None:
            return
        study, comparing, compared = found
        proposed = study.place.parent / f"{study.place.stem} agreement"
        choice = ask_report(self._window.look, self._window, proposed, _basis(compared))
        if choice is not None:
            self._window.attempt(partial(self._report, study, comparing, choice))

    def _report(self, study: OpenStudy, comparing: Comparing, choice: ReportChoice) -> None:
        from annotator.app.reporting import write_report  # loads documents and pictures

        with _busy():
            overview = overview_of(study.view, comparing.asks, complete=True)
            files = write_report(
                overview,
                choice.folder,
                choice.formats,
                title=study.view.study.title,
                resampling=comparing.asks.resampling,
            )
        told = Leaving(self._window.look, self._window, study).note(
            "agreement report", files, with_text=False
        )
        self._window.say(
            f"The report is written to {choice.folder}: {counted(len(files), 'file')}.{told}",
            "good",
        )

    def feedback(self) -> None:
        """Asks for whom and where, then writes a coder's feedback sheet."""
        found = self._compared()
        if found is None:
            return
        study, _, compared = found
        persons = {each.name for each in people(study.view)}
        coders = [name for name in compared.coders if name in persons]
        proposed = study.place.parent / f"{study.place.stem} feedback"
        choice = ask_feedback(self._window.look, self._window, coders, proposed)
        if choice is not None:
            with suppress(GivenUpError):
                self._window.attempt(partial(self._feedback, study, compared, choice))

    def _feedback(self, study: OpenStudy, compared: Compared, choice: FeedbackChoice) -> None:
        own = feedback_in(study.view, compared, choice.coder, with_text=choice.with_text)
        if is_empty(own):
            self._window.say(
                f"Nothing of {choice.coder}’s is settled yet, so no sheet is written: settle in "
                f"the consensus tab ({key_of('tab_consensus')}) first."
            )
            return
        leaving = Leaving(self._window.look, self._window, study, choice.folder)
        (passages,) = leaving.change([own.passages])  # reasons are words too
        own = replace(own, passages=passages)
        files = write_feedback(own, choice.folder, title=study.view.study.title)
        told = leaving.note("feedback sheet", files, with_text=choice.with_text)
        left = counted(own.waiting, "disagreement")
        waiting = f" Not settled yet: {left}." if own.waiting else ""
        self._window.say(
            f"The feedback sheet for {choice.coder} is in {choice.folder}.{waiting}{told}", "good"
        )

    def other_settler(self) -> None:
        """Asks who settles from now on."""
        work = self._work()
        if work is None:
            return
        name = ask_settler(self._window.look, self._window)
        if name is not None:
            work[1].settle_as(name)

    # Inside -----------------------------------------------------------------------------

    def _meet_page(self, _: int = 0) -> None:
        """Each study has a page of its own."""
        page = self._pages.currentWidget()
        if isinstance(page, StudyPage):
            page.top.comparison.other_settler_asked.connect(self.other_settler)

    def _work(self) -> tuple[OpenStudy, Comparing] | None:
        """The study of somebody who sees all work; else it is said why not."""
        window = self._window
        if window.study is None or window.comparing is None:
            return None
        if window.study.seen_by is not None:
            window.say(NOT_BLIND, "hint")
            return None
        if window.desk is not None:
            window.desk.leave()
        return window.study, window.comparing

    def _compared(self) -> tuple[OpenStudy, Comparing, Compared] | None:
        """What is compared on screen, as the study is now; else it is said why not."""
        work = self._work()
        if work is None:
            return None
        study, comparing = work
        try:
            compared = compared_by(study.view, comparing.asks)
        except UserError as error:
            self._window.say(as_sentence(error))
            return None
        if not compared.number:
            self._window.say("No two coders have done the same transcript in this round.")
            return None
        return study, comparing, compared


def new_seed() -> int:
    """A seed that can be read out and written down."""
    return secrets.randbelow(_SEEDS)


@contextmanager
def _busy() -> Iterator[None]:
    """Shows that something is at work."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def _basis(compared: Compared) -> str:
    """What a number rests on: `codes Moments; RA-1 and RA-2; 5 transcripts`."""
    *others, last = compared.coders
    coders = f"{', '.join(others)} and {last}" if others else last
    return f"{compared.code_set.name}; {coders}; {counted(compared.number, compared.what)}"
