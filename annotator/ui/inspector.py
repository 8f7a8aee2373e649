"""The moment inspector: what is known of the chosen moment, and the controls that change it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.app.actions import key_of
from annotator.domain.codebook import CodeSet, Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.study import Account
from annotator.domain.view import StudyView
from annotator.ui.chips import CodeChips
from annotator.ui.counterpart import CounterpartCard, short_quote
from annotator.ui.flow import Flow
from annotator.ui.icons import icon
from annotator.ui.memo import MemoField
from annotator.ui.panel import Facts
from annotator.ui.reading_alone import read_alone, shut_text, why_alone
from annotator.ui.scale_row import ScaleRow
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.time_words import origin_words, session_time
from annotator.ui.tips import grey, show_action_tip
from annotator.ui.words import Words

_HINT = "Choose a moment, or select a passage and press a code’s key."


class Inspector(QWidget):
    """The chosen moment. It changes nothing itself.

    Signals:
        code_removed: id of a code.
        rated: id of a scale, and the value or None.
        tense_chosen, certainty_chosen: the value or None.
        peak_chosen: whether it is one.
        counterpart_opened: id of a moment.
        time_asked: another session time is wanted.
    """

    code_removed = Signal(str)
    rated = Signal(str, object)
    tense_chosen = Signal(object)
    peak_chosen = Signal(bool)
    certainty_chosen = Signal(object)
    counterpart_opened = Signal(str)
    time_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tight = False
        self._only_read = ""
        self._scale_ids: tuple[Id, ...] = ()
        self._rows: dict[Id, ScaleRow] = {}
        self._hint = Words(look, _HINT, "mute", wrap=True)
        self._body = QWidget()
        self._facts = Facts(look)
        self._origin = QToolButton()
        self._origin.setAccessibleName("Change the session time")
        self._origin.setProperty("bare", True)
        show_action_tip(self._origin, "session_time")
        self._origin.setAccessibleName("Change the session time")
        self._origin.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._origin.clicked.connect(self.time_asked)
        look.changed.connect(self._dress)
        self._dress()
        self._quote = Words(look, "", "quote", wrap=True)
        self._chips = CodeChips(look)
        self._scales = QVBoxLayout()
        self._tense = Segments(
            "Felt", [Choice("then", "then", "As recalled"), Choice("now", "now", "As seen today")],
            small=True, clearable=True,
        )  # fmt: skip
        self._peak = Segments("Peak", [Choice("peak", "peak")], small=True, clearable=True)
        self._certainty = Segments(
            "Certainty", [Choice(each, each) for each in ("unsure", "fair", "clear")],
            small=True, clearable=True,
        )  # fmt: skip
        self.memo = MemoField(look)
        self._counterparts = QVBoxLayout()
        self._counterpart_heading = Words(look, "Counterpart", "heading")
        self._one_sided = Words(look, "", "mute", wrap=True)
        self._chips.removed.connect(self.code_removed)
        self._tense.chosen.connect(self.tense_chosen)
        self._certainty.chosen.connect(self.certainty_chosen)
        self._peak.chosen.connect(lambda value: self.peak_chosen.emit(value is not None))
        self._lay_out()
        self._clear()

    @property
    def look(self) -> Look:
        """The look in force."""
        return self._look

    def show_moment(self, view: StudyView, moment: Moment | None) -> None:
        """Shows one moment; None for none."""
        if moment is None:
            self._clear()
            return
        self._hint.hide()
        self._body.show()
        codebook = view.codebook_of(moment)
        codes = [code for code in map(codebook.code, moment.codes) if code is not None]
        time = view.session_time_of(moment)
        self._facts.say(
            "Session time", session_time(view, moment) if time.start_ms is not None else "none"
        )
        self._origin.setText(origin_words(time.origin))
        self._origin.setAccessibleName(f"{origin_words(time.origin)}: change the session time")
        question = view.question_of(moment)
        self._facts.say("Answers", question.name if question else "")
        transcript = view.transcripts[moment.transcript_id]
        self._quote.setText(short_quote(transcript.quote(moment.start, moment.end), 76))
        self._chips.show_codes(codes)
        self._show_scales(scales_of(view, moment), moment)
        self._tense.show_value(moment.tense)
        self._peak.show_value("peak" if moment.peak else None)
        self._certainty.show_value(moment.certainty)
        self.memo.show_memo(moment.id, moment.memo)
        self._show_counterparts(view, moment)

    def show_only_read(self, why: str) -> None:
        """Greys out what changes a moment, with the reason; nothing is greyed without one."""
        self._only_read = why
        self._hint.setText("Choose a moment." if why else _HINT)
        self._chips.show_only_read(why)
        grey(why, self._origin)
        self._grey(self._tense, self._peak, self._certainty, *self._rows.values())

    def _grey(self, *rows: QWidget) -> None:
        for row in rows:
            grey(self._only_read, *row.findChildren(QAbstractButton))

    def scale_row(self, scale_id: Id) -> ScaleRow:
        """The row of a scale on screen."""
        return self._rows[scale_id]

    def show_tight(self, tight: bool) -> None:
        """Leaves out the quote, which stands in the text, and takes less room between the rows."""
        if tight != self._tight:
            self._tight = tight
            self._quote.setHidden(tight)
            for column in (self.layout(), self._body.layout()):
                if column is not None:
                    column.setSpacing(self._look.px(5 if tight else 8))

    def first_scale(self) -> ScaleRow | None:
        """The first row of a scale on screen."""
        return next(iter(self._rows.values()), None) if self._body.isVisible() else None

    def _dress(self) -> None:
        """The pencil that says that it can be changed, in the theme's colour."""
        edge = self._look.px(12)
        self._origin.setIconSize(QSize(edge, edge))
        self._origin.setIcon(icon(self._look, "pencil-simple"))

    def _lay_out(self) -> None:
        look = self._look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.px(8))
        outer.addWidget(Words(look, "Moment", "heading"))
        outer.addWidget(self._hint)
        outer.addWidget(self._body)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        time = QVBoxLayout()
        time.setSpacing(0)
        time.addWidget(self._facts)
        time.addWidget(_row(look, "Source", self._origin))
        column.addLayout(time)
        column.addWidget(self._quote)
        column.addWidget(self._chips)
        self._scales.setSpacing(look.px(6))
        column.addLayout(self._scales)
        column.addWidget(_row(look, "Felt · peak", self._tense, self._peak))
        column.addWidget(_row(look, "Certainty", self._certainty))
        column.addWidget(self.memo)
        column.addSpacing(look.px(4))
        column.addWidget(self._counterpart_heading)
        column.addWidget(self._one_sided)
        self._counterparts.setSpacing(look.px(6))
        column.addLayout(self._counterparts)

    def _clear(self) -> None:
        self._body.hide()
        self._hint.show()
        self.memo.show_memo(None, "")

    def _show_scales(self, scales: list[Scale], moment: Moment) -> None:
        wanted = tuple(scale.id for scale in scales)
        if wanted != self._scale_ids:
            self._scale_ids = wanted
            for row in self._rows.values():
                self._scales.removeWidget(row)
                row.deleteLater()
            self._rows = {}
            for scale in scales:
                row = ScaleRow(self._look, scale)
                row.rated.connect(self.rated)
                self._rows[scale.id] = row
                self._scales.addWidget(row)
            self._grey(*self._rows.values())
        for scale in scales:
            self._rows[scale.id].show_value(moment.rating(scale.id))

    def _show_counterparts(self, view: StudyView, moment: Moment) -> None:
        while (item := self._counterparts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for pairing in view.pairings.values():
            if moment.id not in pairing.moment_ids:
                continue
            others = [each for each in map(view.moment, pairing.moment_ids) if each is not None]
            others.sort(key=lambda each: each.transcript_id == moment.transcript_id)
            for other in others:  # the other party's first
                if other.id != moment.id:
                    card = CounterpartCard(self._look, view, pairing, other)
                    card.opened.connect(self.counterpart_opened)
                    self._counterparts.addWidget(card)
        account = view.accounts[view.transcripts[moment.transcript_id].account_id]
        self._counterpart_heading.setVisible(account.is_recall or self._counterparts.count() > 0)
        self._one_sided.setVisible(account.is_recall and self._counterparts.count() == 0)
        how = "" if self._only_read else f": {_pairing_words(view, moment, account)}"
        self._one_sided.setText(f"One-sided so far{how}.")


def _pairing_words(view: StudyView, moment: Moment, account: Account) -> str:
    """How a one-sided moment is paired, or why it cannot be yet."""
    for other in view.accounts_of(account.session_id).values():
        if other.is_recall and other.id in view.shut:
            return f"the {other.voice}’s account is {shut_text(view, read_alone(view), other.id)}"
    if why_alone(view, moment.coder_id, account.session_id):
        return "pairing waits until you read both together"
    return f"{key_of('pair')} pairs it"


def scales_of(view: StudyView, moment: Moment) -> list[Scale]:
    """The scales that a moment is rated on: those of its codes' sets, of all sets without codes.

    Sets for bins, accounts, sessions and dyads have no part in it.
    """
    codebook = view.codebook_of(moment)
    concerned: list[CodeSet] = [
        code_set
        for code_set in codebook.sets
        if code_set.unit in ("span", "turn")
        and (not moment.codes or any(code.id in moment.codes for code in code_set.codes))
    ]
    return [scale for code_set in concerned for scale in code_set.scales]


def _row(look: Look, name: str, *controls: QWidget) -> QWidget:
    """A name at the left and controls at the right, in two rows where one is too narrow."""
    row = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    flow = Flow(row, gap=look.px(6))
    flow.addWidget(Words(look, name, "mute"))
    flow.add_stretch()
    for control in controls:
        flow.addWidget(control)
    return row


def scale_in_turn(view: StudyView, moment: Moment) -> Scale | None:
    """The scale that a digit rates: the first without a value, the first where all have one."""
    scales = scales_of(view, moment)
    return next(
        (each for each in scales if moment.rating(each.id) is None), next(iter(scales), None)
    )
