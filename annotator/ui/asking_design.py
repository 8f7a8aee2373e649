"""The commands that edit the design and export the sample. Ask, then do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from annotator.analysis.tables.sample import SampleTable
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.designing import told
from annotator.app.verbs.sampling import write_sample
from annotator.domain.edits import Edit, replacements
from annotator.domain.study import Account, Interview, Session
from annotator.domain.view import StudyView
from annotator.ui.dialogs.design_list import Place, Target, ask_target
from annotator.ui.dialogs.design_people import DyadSheet, ParticipantSheet
from annotator.ui.dialogs.design_sessions import AccountSheet, InterviewSheet, SessionSheet
from annotator.ui.leaving import Leaving
from annotator.ui.study_page import StudyPage
from annotator.ui.whole_study import may_set
from annotator.ui.window import Window

DesignSheet = DyadSheet | ParticipantSheet | SessionSheet | AccountSheet | InterviewSheet


class AskingDesign:
    """Joins the commands of the design to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("edit_design", self.edit_design)
        pages = window.centralWidget()
        assert isinstance(pages, QStackedWidget)
        self._pages = pages
        pages.currentChanged.connect(self._meet_page)
        self._meet_page()

    def edit_design(self) -> None:
        """Asks what of the place in hand is to be edited, and how it shall be."""
        window, study = self._window, self._window.study
        if study is None or window.desk is None or not may_set(window.desk, "dyads and sessions"):
            return
        place = self._place(study.view)
        target = ask_target(window.look, window, study.view, place)
        if target is not None:
            self.edit(study, target)

    def edit(self, study: OpenStudy, target: Target) -> None:
        """Asks how a part of the design shall be, and stores it."""
        sheet = self._sheet(study.view, target)
        title = sheet.windowTitle()
        if not sheet.ask(520):
            return
        edit = sheet.edit()
        if edit is None:
            self._window.say("Nothing is changed.", "hint")
            return
        verb = title if target.kind.startswith("new") else f"Change {title}"
        if self._window.attempt(partial(study.do, edit, verb)):
            self._take_in_hand(edit)
            doubts = _told(study.view, edit)
            self._window.say(doubts or f"{title}: stored.", "hint" if doubts else "good")

    def export_sample(self, tables: tuple[SampleTable, ...]) -> None:
        """Asks for a file and writes sample tables to it."""
        window = self._window
        names = "-".join(filter(None, (tables[0].group, tables[0].by, tables[0].across)))
        proposed = window.dialog_folder() / f"sample-{names}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            window, "Export the sample table", str(proposed), "CSV (*.csv)"
        )
        if chosen and window.attempt(partial(write_sample, tables, Path(chosen))):
            small = sum(each.small_cells for each in tables)
            flagged = f" Its column `small` flags {small} cells." if small else ""
            place, study = Path(chosen), window.study
            told = ""
            if study is not None:
                leaving = Leaving(window.look, window, study)
                told = leaving.note("sample table", [place], with_text=False)
            window.say(f"The sample table is written to {place.name}.{flagged}{told}", "good")

    def _sheet(self, view: StudyView, target: Target) -> DesignSheet:
        look, window, key = self._window.look, self._window, target.id or ""
        if target.kind in ("dyad", "new dyad"):
            return DyadSheet(look, window, view, target.id)
        if target.kind in ("participant", "new participant"):
            return ParticipantSheet(look, window, view, target.id)
        if target.kind == "session":
            return SessionSheet(look, window, view, view.sessions[key].dyad_id, key)
        if target.kind == "new session":
            return SessionSheet(look, window, view, key, None)
        if target.kind == "new account":
            return AccountSheet(look, window, view, key)
        return InterviewSheet(look, window, view, key)

    def _place(self, view: StudyView) -> Place:
        """The row of the overview in hand, else the account or session on screen."""
        desk = self._window.desk
        if desk is None:
            return Place()
        row = desk.page.overview.chosen if desk.page.tab == "overview" else None
        if row is not None:
            return Place(dyad_id=row.dyad_id, session_id=row.session_id, account_id=row.account_id)
        session = view.sessions.get(desk.session_id or "")
        text = desk.page.columns.in_hand
        return Place(
            dyad_id=session.dyad_id if session else None,
            session_id=session.id if session else None,
            account_id=text.account_id if text else None,
        )

    def _take_in_hand(self, edit: Edit) -> None:
        """What was made new is the row in hand of the overview, to go on with."""
        desk = self._window.desk
        new = [each.record.id for each in replacements(edit) if each.before is None]
        if desk is not None and desk.page.tab == "overview" and new:
            desk.overviewing.refresh()
            desk.page.overview.design.table.choose_new(new)

    def _meet_page(self, _: int = 0) -> None:
        """Hears what is asked for on the page of another study."""
        page = self._pages.currentWidget()
        if isinstance(page, StudyPage):
            page.overview.edit_asked.connect(lambda: self._window.commands.run("edit_design"))
            page.overview.export_asked.connect(self.export_sample)


def _told(view: StudyView, edit: Edit) -> str:
    """What stands against each other in the accounts that an edit has touched."""
    touched: dict[str, None] = {}
    for each in replacements(edit):
        record = each.record
        if isinstance(record, Interview):
            touched.setdefault(record.account_id)
        elif isinstance(record, Account):
            touched.setdefault(record.id)
        elif isinstance(record, Session):
            touched |= dict.fromkeys(own.id for own in view.accounts_of(record.id).values())
    return " ".join(filter(None, (told(view, each) for each in touched)))
