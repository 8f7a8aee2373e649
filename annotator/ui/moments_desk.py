"""The moments tab at work: it follows the study, and sends changes of many moments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from annotator import __version__
from annotator.analysis.tables.co_occurrence import (
    CoOccurrence,
    co_occurrence,
    co_occurrence_table,
)
from annotator.analysis.tables.code_matrix import CodeMatrix, WordCounts, code_matrix, matrix_table
from annotator.analysis.tables.moment_filter import Wanted, fitting_places
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.analysis.tables.shown_moments import shown_moments_table
from annotator.app.actions import key_of, with_keys
from annotator.app.open_study import NOBODY
from annotator.app.qt.live_counts import Counted, Counts, LiveCounts
from annotator.app.verbs import moments_together as together
from annotator.app.verbs.kept_filters import (
    delete_filter,
    keep_filter,
    own_filters,
    rename_filter,
)
from annotator.app.verbs.moments_together import Together
from annotator.app.verbs.writing_shown import write_csv, write_picture
from annotator.domain.changes import Changes
from annotator.domain.counted import counted
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.filter import Filter
from annotator.domain.ids import Id
from annotator.domain.moment import Certainty, Moment, Tense
from annotator.domain.table import Table
from annotator.ui.charts.exporting import figure_bytes
from annotator.ui.charts.figure import figure_of
from annotator.ui.copying import copy_passages
from annotator.ui.crash import raise_again
from annotator.ui.desk import Desk
from annotator.ui.dialogs.filter_name import ask_filter_name
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.moments.grids import matrix_grid, pairs_grid
from annotator.ui.only_reading import why_only_read
from annotator.ui.rows_keys import NONE_SELECTED

_TOUCHED = (
    *("moment", "pairing", "codebook", "transcript", "stop", "aside", "coder", "round"),
    *("account", "session", "dyad", "study", "assignment", "opening", "filter"),
)
_NO_OWNER = "A kept filter is somebody’s own: say at the top who is coding ({choose_coder})."


def join_moments(desk: Desk) -> None:
    """Joins the moments tab to the open study."""
    MomentsAtWork(desk)


class MomentsAtWork(QObject):
    """Shows moments while their tab is on screen; made anew only where they have changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self.page = desk.page.moments
        self._rows = MomentRows()
        self._words = WordCounts()
        self._stale = True
        self._seen = desk.study.seen_by
        self._counted: Counts | None = None
        self._live = LiveCounts(self)
        self._live.ready.connect(self._show_counts)
        self._live.failed.connect(raise_again)
        self._soon = QTimer(self)  # several changes of one event are shown once
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        desk.followed.connect(self._follow)
        desk.page.tab_shown.connect(self._meet_tab)
        desk.left.connect(self._live.stop)
        desk.left.connect(self._soon.stop)
        self._join()

    def refresh(self) -> None:
        """Shows the moments as they are now."""
        self._stale = False
        view = self.desk.view
        filters = own_filters(view, self.desk.study.seen_by)
        self.page.show_moments(view, self._rows.of(view), filters)

    def count(self) -> None:
        """Counts the codes of what the filter lets through."""
        page, view = self.page, self.desk.view
        rows = page.rows()
        current, times = page.cells.current, page.cells.times
        if page.shown == "pairs":
            rule, within_ms = page.counts.asked_rule(), page.counts.within.value() * 1000
            self._live.ask(
                view,
                lambda: co_occurrence(
                    rows,
                    current,
                    rule,
                    within_ms=within_ms,
                    time_of=lambda row: times.of(view, row.moment),
                ),
            )
        else:
            places = fitting_places(page.filter.wanted, self._rows.places(view))
            by, words = page.counts.asked_by(), self._words
            self._live.ask(view, lambda: code_matrix(rows, places, by, current, words))

    # Inside -----------------------------------------------------------------------------

    def _join(self) -> None:
        page, bar = self.page, self.page.changes
        page.table.opened.connect(self._open)
        page.table.chosen.connect(self._choose)
        page.table.delete_asked.connect(self._delete)
        page.table.copy_asked.connect(self._copy)
        page.table.shape_changed.connect(self.desk.moved)
        page.counts_asked.connect(self.count)
        page.counts.opened.connect(self._show_cell)
        page.export_asked.connect(self._export)
        page.filter.keep_asked.connect(self._keep)
        page.filter.rename_asked.connect(self._rename)
        page.filter.delete_asked.connect(
            lambda kept: self._do(delete_filter(kept), "Delete a filter")
        )
        bar.code_asked.connect(self.code)
        bar.rating_asked.connect(self._rate)
        bar.certainty_asked.connect(self._set_certainty)
        bar.tense_asked.connect(self._set_tense)
        bar.peak_asked.connect(self._set_peak)
        bar.delete_asked.connect(self._delete)

    def _meet_tab(self, tab: str) -> None:
        if tab != "moments":
            return
        if self._stale:
            self.refresh()
        self.page.choose(self.desk.moment_id)

    def _follow(self, changes: Changes, _origin: object) -> None:
        if not changes.touch(*_TOUCHED):
            return
        if changes.everything:
            self._forget()  # at once: what a blind coder may not see goes, seen or not
        self._stale = True
        if self.desk.page.tab == "moments":
            self._soon.start()

    def _forget(self) -> None:
        self._live.forget()
        self._counted = None
        self._rows, self._words = MomentRows(), WordCounts()
        wanted, seen = self.page.filter.wanted, self.desk.study.seen_by
        self.page.forget()
        if seen == self._seen:
            self.page.filter.wanted = wanted
        self._seen = seen

    def _choose(self) -> None:
        """What is selected is the chosen moment of text and timeline where it is on screen."""
        row = self.page.table.in_hand
        if row is None or self.desk.page.tab != "moments":
            return
        if row.place.session_id == self.desk.session_id and row.moment.id != self.desk.moment_id:
            self.desk.choose_moment(row.moment.id)

    def _copy(self, plain: bool) -> None:  # a signal's argument
        own = [row.moment for row in self.page.table.selected()]
        if own:
            places = [(each.transcript_id, each.start, each.end) for each in own]
            copy_passages(self.desk.view, places, plain=plain)
            self.desk.page.banner.say(f"{counted(len(own), 'moment')} copied.", "good")
        else:
            self.desk.page.banner.say("Select moments first: they are copied.", "hint")

    def _open(self, moment_id: Id) -> None:
        self.desk.page.top.tab_chosen.emit("coding")
        self.desk.open_found(moment_id)

    def _show_cell(self, row: str, column: str) -> None:
        """Shows the moments that a cell counts."""
        wanted = self.page.filter.wanted
        if isinstance(self._counted, CoOccurrence):
            if self._counted.rule == "moment":
                wanted = wanted.taking("code", [row]).taking("with", {column} - {row})
            else:
                wanted = wanted.taking("code", {row, column})
            self.page.want(wanted)
        elif isinstance(self._counted, CodeMatrix):
            self.page.want(self._of_column(wanted.taking("code", [row]), column))

    def _of_column(self, wanted: Wanted, key: str) -> Wanted:
        view, by = self.desk.view, self.page.counts.asked_by()
        if by in ("dyad", "account", "coder"):
            return wanted.taking(by, [key])
        account = view.accounts.get(key)
        session = view.sessions[key if account is None else account.session_id]
        wanted = wanted.taking("dyad", [session.dyad_id]).taking("session", [str(session.number)])
        return wanted if account is None else wanted.taking("account", [account.voice])

    def _show_counts(self, counted_now: Counted) -> None:
        page, counts = self.page, counted_now.counts
        if self.desk.study.seen_by == NOBODY or counted_now.view is not self.desk.view:
            return
        self._counted = counts
        basis = self._basis()
        if isinstance(counts, CodeMatrix):
            grid = matrix_grid(counts, page.counts.asked_measure(), page.cells.current, basis)
        else:
            grid = pairs_grid(counts, page.cells.current, basis)
        page.counts.show_grid(grid)

    def _basis(self) -> tuple[str, ...]:
        """Whose work is counted, and of how many moments."""
        view, seen_by = self.desk.view, self.desk.study.seen_by
        coder = view.coders.get(seen_by or "")
        whose = "everyone’s work" if coder is None else f"coder {coder.name}"
        number = len(self.page.table.model_of_moments.shown())
        filtered = ", as the filter has them" if self.page.filter.wanted else ""
        return (f"n = {counted(number, 'moment')}{filtered}, {whose}",)

    # Changing ---------------------------------------------------------------------------

    def code(self, code_id: Id, adds: bool = True) -> None:
        """Gives the selected moments a code, or takes it out of them."""
        verb = together.add_code if adds else together.take_code
        code = self.desk.view.codebook.code(code_id)
        name = code.name if code is not None else "the code"
        view = self.desk.study.view
        text = f"Add {name} to" if adds else f"Take {name} out of"
        self._change(lambda own, coder: verb(view, own, coder, code_id), text)

    def _rate(self, scale_id: Id, value: int | None) -> None:
        view = self.desk.study.view
        scale = view.codebook.scale(scale_id)
        name = scale.name if scale else "the scale"
        text = f"Clear {name} of" if value is None else f"{name} {value} for"
        self._change(lambda own, coder: together.rate(view, own, coder, scale_id, value), text)

    def _set_certainty(self, value: Certainty | None) -> None:
        text = f"How sure: {value or 'not said'} for"
        self._change(lambda own, coder: together.set_certainty(own, coder, value), text)

    def _set_tense(self, value: Tense | None) -> None:
        text = f"Then or now: {value or 'not said'} for"
        self._change(lambda own, coder: together.set_tense(own, coder, value), text)

    def _set_peak(self, peak: bool) -> None:
        text = "Peak:" if peak else "No peak:"
        self._change(lambda own, coder: together.set_peak(own, coder, peak), text)

    def _delete(self) -> None:
        view = self.desk.study.view
        self._change(lambda own, coder: together.delete(view, own, coder), "Delete")

    def _change(self, make: Callable[[Sequence[Moment], Id], Together], text: str) -> None:
        """Changes the selected moments in one step, and says what was left."""
        desk, banner = self.desk, self.desk.page.banner
        if why := why_only_read(desk.study):
            banner.say(why, "hint")
            return
        found = (desk.study.view.moment(row.moment.id) for row in self.page.table.selected())
        chosen = [each for each in found if each is not None]  # as they are by now
        if not chosen:
            banner.say(NONE_SELECTED, "hint")
            return
        desk.leave()
        result = make(chosen, desk.study.seen_by or "")
        many = counted(result.changed, "moment")
        if result.edit is None:
            banner.say(result.left or "Nothing to change.", "hint")
        elif self._do(result.edit, f"{text} {many}"):
            back = f"{key_of('undo')} takes it back."
            banner.say(f"{text} {many}: done; {back} {result.left}".rstrip(), "good")

    def _do(self, edit: Edit | None, text: str) -> bool:
        if edit is None:
            return False
        self.desk.coding.end_memo()
        try:
            self.desk.study.do(edit, text, self)
        except UserError as error:
            self.desk.page.banner.say(as_sentence(error))
            return False
        return True

    # Filters ----------------------------------------------------------------------------

    def _keep(self) -> None:
        owner = self._owner()
        if owner is None:
            self.desk.page.banner.say(with_keys(_NO_OWNER), "hint")
            return
        rules = self.page.filter.wanted.rules()
        name = ask_filter_name(self.page.look, self.page.window(), "Keep this filter")
        if name is not None:
            self._make(
                lambda: keep_filter(self.desk.study.view, owner, name, rules), "Keep a filter"
            )

    def _rename(self, kept: Filter) -> None:
        look, window = self.page.look, self.page.window()
        name = ask_filter_name(look, window, "Rename the filter", kept.name)
        if name is not None:
            self._make(lambda: rename_filter(self.desk.study.view, kept, name), "Rename a filter")

    def _make(self, make: Callable[[], Edit | None], text: str) -> None:
        try:
            edit = make()
        except UserError as error:
            self.desk.page.banner.say(as_sentence(error))
            return
        self._do(edit, text)

    def _owner(self) -> Id | None:
        """Whose filters are kept: the coder's at work; of a reader of everything the PI's."""
        if self.desk.study.seen_by is not None:
            return self.desk.study.seen_by or None
        coders = self.desk.view.coders.values()
        return next((each.id for each in coders if each.role == "pi"), None)

    # Files ------------------------------------------------------------------------------

    def _export(self, form: str) -> None:
        page, view = self.page, self.desk.view
        ending = "csv" if form.startswith("csv") else form
        kind = {"table": "moments", "matrix": "code-matrix", "pairs": "co-occurrence"}[page.shown]
        place = self.desk.study.place
        proposed = place.parent / f"{place.stem} {kind}.{ending}"
        chosen, _ = QFileDialog.getSaveFileName(
            page.window(), "Export what is shown", str(proposed), f"{ending.upper()} (*.{ending})"
        )
        if not chosen:
            return
        path, with_text = Path(chosen), form == "csv with text"
        leaving = Leaving(self.desk.page.look, page.window(), self.desk.study, path)
        if ending != "csv":
            software = f"IPR Annotator {__version__}"
            content = figure_bytes(figure_of(page.counts.plot), ending, software=software)
            write = partial(write_picture, content, path)
        elif page.shown == "table":
            rows = page.table.model_of_moments.shown()
            table = shown_moments_table(view, rows, with_text=with_text)
            write = partial(_write_table, table, path, leaving if with_text else None)
        elif isinstance(self._counted, CodeMatrix):
            write = partial(write_csv, matrix_table(self._counted), path)
        elif self._counted is not None:
            write = partial(write_csv, co_occurrence_table(self._counted), path)
        else:
            return
        try:
            write()
        except GivenUpError:
            return
        except UserError as error:
            self.desk.page.banner.say(as_sentence(error))
            return
        told = leaving.note(kind, [path], with_text=with_text)
        self.desk.page.banner.say(f"Written to {path.name}.{told}", "good")


def _write_table(table: Table, path: Path, leaving: Leaving | None) -> None:
    """Writes moments; their words as a person decides."""
    write_csv(table if leaving is None else leaving.change([table])[0], path)
