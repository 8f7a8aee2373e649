"""The set in hand at the desk: its letters code turns, bins and forms as its unit asks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.app.actions import key_of
from annotator.app.open_study import NOBODY
from annotator.domain.changes import Changes
from annotator.domain.codebook import CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS, Judgement
from annotator.ui.bin_lanes import bin_lanes
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk
from annotator.ui.judging import Judge
from annotator.ui.turning import TurnCoder
from annotator.ui.uncoded import form_to_go_to, moment_without_code, units_left
from annotator.ui.units_shown import shown_units


class UnitsDesk(QObject):
    """Joins codebook, pane and text to the set in hand.

    Args:
        desk: the open study at work.
        commands: where the letters of the set in hand go first.
    """

    def __init__(self, desk: Desk, commands: Commands) -> None:
        super().__init__(desk)
        self.setObjectName("units")
        self.desk = desk
        self._commands = commands
        self.turns = TurnCoder(desk)
        self.judge = Judge(desk)
        self._account_id: Id | None = None  # gone to by a step, until a column has the keys
        self._chosen_id: Id | None = None  # chosen by a person, until they choose again
        self._coder_id: Id | None = None
        self._seen_by = desk.study.seen_by
        self._at: tuple[Id | None, Id | None] = (None, None)
        self._touched: dict[Id, Judgement] = {}
        self._wanted = True
        page = desk.page
        desk.by_unit = self.code
        desk.followed.connect(self._follow)
        desk.moved.connect(self._follow_place)
        desk.codebook_changed.connect(self._show_set)
        page.columns.focused.connect(self._take_account)
        page.columns.shown.connect(self.refresh)
        page.timeline.playhead_moved.connect(self._follow_time)
        page.codebook.set_choice.chosen.connect(self.take_set)
        page.units.account_chosen.connect(self._choose_account)
        page.units.coder_chosen.connect(self._choose_coder)
        page.units.escaped.connect(self._back_to_text)
        self.judge.join(page.units)
        page.units.grid.bin_chosen.connect(self._go_to_bin)

    @property
    def code_set(self) -> CodeSet | None:
        """The set in hand, in the newest version of the codebook."""
        wanted = self.desk.page.codebook.set_choice.set_id
        return next((each for each in self.desk.view.codebook.sets if each.id == wanted), None)

    @property
    def is_judged(self) -> bool:
        """Whether the set in hand judges whole units."""
        code_set = self.code_set
        return code_set is not None and code_set.unit in JUDGED_UNITS

    # What a person does -------------------------------------------------------------------

    def start(self, set_id: Id | None) -> None:
        """Takes up where the study was left; the keys stay in the text."""
        self.desk.page.codebook.set_choice.set_id = set_id
        self._show_set()

    def take_set(self, set_id: Id) -> None:
        """Takes a set in hand; where it judges whole units, its pane opens and has the keys.

        What the line at the top says of a unit of the set before goes; what leaving says stays.
        """
        self.desk.page.banner.hide()
        self.desk.leave()
        self._account_id = self._chosen_id = self._coder_id = None
        self._wanted = True
        self.desk.page.codebook.set_choice.set_id = set_id
        self._show_set()
        self.desk.moved.emit()
        if self.is_judged:
            self._take_pane()
        elif not self._text_has_keys():
            self._back_to_text()

    def offer_sets(self) -> None:
        """Offers the sets, where there are several."""
        choice = self.desk.page.codebook.set_choice
        if not choice.isVisibleTo(self.desk.page):
            if self.desk.page.right.isHidden():
                self.desk.page.bring_codes()
            elif len(self.desk.view.codebook.sets) < 2:
                self.desk.page.banner.say("The codebook has one set of codes.", "hint")
                return
        choice.open()

    def toggle_pane(self) -> None:
        """Shows the pane and gives it the keys; where it has them, puts it away."""
        pane = self.desk.page.units
        if not self.is_judged:
            key = key_of("set_in_hand")
            sentence = f"The set in hand codes the text; {key} takes one of bins or whole units."
            self.desk.page.banner.say(sentence, "hint")
        elif pane.isHidden() or not pane.has_keys():
            self._wanted = True
            self.refresh()
            self._take_pane()
        else:
            self._wanted = False
            pane.hide()
            self._back_to_text()

    def _take_pane(self) -> None:
        """The keys go to the pane; where nothing can be judged, it is said why."""
        pane = self.desk.page.units
        if pane.isHidden() and pane.shown is not None:
            self.desk.page.banner.say(pane.note(), "hint")
        else:
            pane.take_keys()

    def code(self, code_id: Id, adds: bool) -> bool:
        """Codes as the unit of the code's set asks; False where that is a passage."""
        sets = self.desk.view.codebook.sets
        code_set = next((each for each in sets if each.code(code_id) is not None), None)
        if code_set is None or code_set.unit == "span":
            return False
        if code_set.unit == "turn":
            self.turns.code(code_set, code_id, adds=adds)
        else:
            self._code_unit(code_set, code_id)
        self._show_left()
        return True

    def step(self, step: int) -> None:
        """Goes to the next unit of the set in hand that is not coded, or the one before."""
        self.desk.leave()
        code_set, banner = self.code_set, self.desk.page.banner
        if code_set is None:
            banner.say("The study has no codebook yet.", "hint")
        elif code_set.unit == "turn":
            self.turns.step(code_set, step)
        elif code_set.unit == "bin":
            self._step_bin(code_set, step)
        elif code_set.unit == "span":
            found = moment_without_code(self.desk, step)
            if found is None:
                banner.say("Every moment that way has a code.", "hint")
            else:
                self.desk.choose_moment(found.id)
        else:
            self._step_form(code_set, step)

    def _code_unit(self, code_set: CodeSet, code_id: Id) -> None:
        """A letter in the bin or form in hand; the pane opens where it is away."""
        pane = self.desk.page.units
        if self.desk.page.codebook.set_choice.set_id != code_set.id or pane.isHidden():
            self._wanted = True
            self.desk.page.banner.hide()  # it spoke of a unit of another set
            self.desk.page.codebook.set_choice.set_id = code_set.id
            self._show_set()
        if code_set.unit == "bin":
            pane.grid.take_column(code_id)
        if code_set.marking == "presence":
            self.judge.tick(max(pane.place, 0), code_id)

    def _step_bin(self, code_set: CodeSet, step: int) -> None:
        pane = self.desk.page.units
        if pane.isHidden():
            self._wanted = True
            self.refresh()
        if pane.shown is not None and not pane.shown.is_there:
            self.desk.page.banner.say(pane.note(), "hint")
            return
        left = pane.shown.left if pane.shown is not None else []
        here = pane.grid.row
        onward = [each for each in left if (each > here if step > 0 else each < here)]
        others = [each for each in left if each != here]
        if onward or others:
            order = onward or others
            pane.grid.go_to(order[0] if step > 0 else order[-1])
        elif left:
            self.desk.page.banner.say("This is the last bin that is left.", "hint")
        else:
            self.desk.page.banner.say(f"Every bin of {code_set.name} is coded here.", "good")

    def _step_form(self, code_set: CodeSet, step: int) -> None:
        desk, pane = self.desk, self.desk.page.units
        target = form_to_go_to(desk, code_set, pane.shown, step)
        if target is None:
            desk.page.banner.say(
                f"Every form of {code_set.name} that is yours is complete.", "good"
            )
            return
        self._wanted = True
        if target.unit == "account":
            self._account_id = target.target_id
            desk.show_account(target.target_id)
            self._account_id = target.target_id
        elif target.unit == "session":
            desk.show_session(target.target_id)
        else:
            desk.show_session(desk.view.sessions_of(target.target_id)[0].id)
        self.refresh()
        pane.take_keys()

    def _go_to_bin(self, place: int) -> None:
        """Text, playhead and timeline go to a bin."""
        shown = self.desk.page.units.shown
        if shown is not None and 0 <= place < len(shown.targets):
            start_ms = shown.targets[place].start_ms or 0
            self.desk.go_to_time(start_ms)
            self.desk.page.timeline.reveal(start_ms)

    # What changes -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the units of the set in hand as they are now."""
        desk, pane, code_set = self.desk, self.desk.page.units, self.code_set
        shown = None
        if code_set is not None and self.is_judged and desk.session_id is not None:
            account_id = self._account_id or self._chosen_id
            shown = shown_units(desk, code_set, account_id, self._coder_id)
        visible = shown is not None and self._wanted and shown.is_there
        if visible or pane.shown is not None or (shown is not None and not shown.is_there):
            pane.show_units(shown)
        if not visible and pane.has_keys():
            self._back_to_text()
        if visible != (not pane.isHidden()):
            pane.setVisible(visible)
            if visible:
                self._follow_time()
        self._at = self._place()
        desk.page.timeline.bins.show(bin_lanes(desk, code_set, shown))
        self._show_left()

    def _show_set(self) -> None:
        """Shows the set in hand; a letter that two sets have is its own."""
        desk, choice = self.desk, self.desk.page.codebook.set_choice
        codebook = desk.view.codebook
        choice.show_codebook(codebook, choice.set_id)
        self._commands.show_codebook(choice.in_hand_first(codebook))
        desk.page.codebook.show_view(desk.view, desk.session_id, desk.study.seen_by)
        desk.page.units.tell("")
        self.refresh()

    def _show_left(self) -> None:
        """What is left of the set in hand: over the codebook, and in the heads of the columns."""
        desk, code_set = self.desk, self.code_set
        if code_set is None:
            return
        said = units_left(desk, code_set, desk.page.units.shown)
        for text in desk.page.columns.texts():
            words = self.turns.left_words(code_set, text)
            text.header.show_left(words)
            if words and text is desk.page.columns.in_hand:
                said = f"{words} here"
        desk.page.codebook.set_choice.show_left(said)

    def _meet_coder(self) -> bool:
        """Another coder is at work: where the one before stood, and what was told there, goes."""
        if self.desk.study.seen_by == self._seen_by:
            return False
        if self._seen_by != NOBODY:
            self._wanted = False
        self._seen_by = self.desk.study.seen_by
        self._account_id = self._chosen_id = self._coder_id = None
        self._touched.clear()
        self.desk.page.units.forget()
        return True

    def _follow(self, changes: Changes, origin: object) -> None:
        another = self._meet_coder()
        if another or changes.everything or changes.touch("round"):
            self._show_set()
        elif changes.touch("codebook"):
            pass  # `codebook_changed` has shown it already
        elif changes.touch("judgement", "session", "account", "stop", "assignment", "coder"):
            self.refresh()
        elif changes.touch("moment"):
            self._show_left()
        if changes.touch("moment"):
            self.turns.follow(changes, origin)
        if changes.touch("judgement"):
            self._follow_judgements(changes, origin)

    def _follow_judgements(self, changes: Changes, origin: object) -> None:
        """Goes to what undo or redo has changed where that is not on screen."""
        if changes.everything:
            return
        view, before = self.desk.view, dict(self._touched)
        self.desk.page.codebook.show_view(view, self.desk.session_id, self.desk.study.seen_by)
        changed = (view.judgements.get(each) or before.get(each) for each in changes.record_ids)
        accounts = {each.target_id for each in changed if each is not None} & view.accounts.keys()
        self.desk.page.study.show_work(view, self.desk.study.seen_by, accounts)
        for each in changes.record_ids & view.judgements.keys():
            self._touched[each] = view.judgements[each]
        if origin != "history":
            return
        ids = sorted(changes.record_ids & (view.judgements.keys() | before.keys()))
        if ids:
            self._show_judgement(view.judgements.get(ids[0]) or before[ids[0]])

    def _show_judgement(self, own: Judgement) -> None:
        desk, pane = self.desk, self.desk.page.units
        choice = desk.page.codebook.set_choice
        if own.unit in ("bin", "account"):
            if own.target_id not in desk.view.accounts or own.target_id in desk.view.shut:
                return
            session_id = desk.view.accounts[own.target_id].session_id
            self._account_id = own.target_id
        else:
            sessions = desk.view.sessions_of(own.target_id) if own.unit == "dyad" else []
            here = any(each.id == desk.session_id for each in sessions)
            first = sessions[0].id if sessions else own.target_id
            session_id = desk.session_id if here and desk.session_id else first
        if session_id not in desk.view.sessions:
            return
        if session_id != desk.session_id:
            account_id = self._account_id
            desk.show_session(session_id)
            self._account_id = account_id
        if choice.set_id != own.code_set_id or pane.isHidden():
            self._wanted = True
            choice.set_id = own.code_set_id
            self._show_set()
        else:
            self.refresh()
        if own.unit == "bin":
            pane.grid.show_time(own.start_ms)

    def _follow_place(self) -> None:
        """Another session is on screen, or another account in hand."""
        if self._place() != self._at:
            if self._place()[0] != self._at[0]:
                self._account_id = self._chosen_id = self._coder_id = None
            self.refresh()

    def _place(self) -> tuple[Id | None, Id | None]:
        text = self.desk.page.columns.in_hand
        return self.desk.session_id, text.account_id if text is not None else None

    def _follow_time(self) -> None:
        pane = self.desk.page.units
        if not pane.isHidden():
            pane.grid.show_time(self.desk.page.timeline.playhead())

    def _take_account(self, _voice: str) -> None:
        """The account whose column has the keys is judged, unless a person chose another."""
        if self._account_id is not None:
            self._account_id = None
            self.refresh()

    def _choose_account(self, account_id: Id) -> None:
        self._account_id, self._chosen_id = None, account_id
        self.refresh()

    def _choose_coder(self, coder_id: Id) -> None:
        self._coder_id = coder_id
        self.refresh()

    def _text_has_keys(self) -> bool:
        return any(text.text.hasFocus() for text in self.desk.page.columns.texts())

    def _back_to_text(self) -> None:
        texts = list(self.desk.page.columns.texts())
        if texts:
            (self.desk.page.columns.in_hand or texts[0]).setFocus()


def join_units(desk: Desk, commands: Commands) -> None:
    """Joins the set in hand to desk and commands; it lives as long as the desk."""
    units = UnitsDesk(desk, commands)
    units.start(desk.set_id_left)


def _units(desk: Desk) -> UnitsDesk:
    found = desk.findChild(UnitsDesk, "units")
    assert found is not None
    return found


COMMANDS: dict[str, Callable[[Desk], object]] = {
    "set_in_hand": lambda desk: _units(desk).offer_sets(),
    "next_uncoded": lambda desk: _units(desk).step(1),
    "previous_uncoded": lambda desk: _units(desk).step(-1),
    "units_pane": lambda desk: _units(desk).toggle_pane(),
}
