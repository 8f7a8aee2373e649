"""The form of a set of codes: its name, its unit, and the rules of coding with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.codebook_rules import PASSAGES
from annotator.domain.counted import counted
from annotator.domain.study import RECALL_VOICES, SESSION_VOICE
from annotator.domain.target import piles_off
from annotator.domain.transcript import ROLE_NAMES
from annotator.ui.codebook.fields import LineField, labelled, named_combo, words_in
from annotator.ui.codebook.nodes import Node
from annotator.ui.codebook.text_field import TextField
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

UNIT_WORDS = {
    "span": "free passages of the text",
    "turn": "every turn, one by one",
    "bin": "time bins on the session clock",
    "account": "a whole account",
    "session": "a whole session",
    "dyad": "a whole dyad",
}
MARKING_WORDS = {
    "presence": "codes are ticked",
    "rating": "each code is rated on the first scale",
    "sort": "codes are sorted into piles (Q-sort)",
}


class SetForm(QWidget):
    """Shows one set, and says what a person changes in it.

    Signals:
        changed: the fields by name, and what was done in words.
        left: what is typed next is another step.
    """

    changed = Signal(object, str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._set: CodeSet | None = None
        self._voices: tuple[str, ...] = (*RECALL_VOICES, SESSION_VOICE)
        self.place = Words(look, "", "small", wrap=True)
        self.name = LineField("Name of the set")
        self.unit = named_combo(look, "What is coded", list(UNIT_WORDS.values()))
        self.marking = named_combo(look, "How it is coded", list(MARKING_WORDS.values()))
        self.bin = LineField("Length of a bin in seconds")
        self.piles = LineField("Codes that each pile takes, from the lowest")
        self.exclusive = Tick(look, "A unit takes one code only")
        self.obligatory = Tick(look, "Every unit takes a code")
        self.accounts = _Ticks(look, "Accounts")
        self.roles = _Ticks(look, "Speakers")
        self.source = TextField(look, "Source: manual or paper")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self.place)
        column.addWidget(labelled(look, "Name", self.name))
        column.addWidget(labelled(look, "What is coded", self.unit))
        self._bin = labelled(look, "Length of a bin in seconds", self.bin)
        column.addWidget(self._bin)
        self._marking = labelled(look, "How it is coded", self.marking)
        column.addWidget(self._marking)
        self._piles = labelled(
            look,
            "Codes that each pile takes, from the lowest",
            self.piles,
            "Such as 5, 8, 12, 8, 5",
        )
        column.addWidget(self._piles)
        column.addWidget(self.exclusive)
        column.addWidget(self.obligatory)
        column.addWidget(labelled(look, "For the accounts (none ticked: for all)", self.accounts))
        column.addWidget(labelled(look, "For what is said by (none ticked: all)", self.roles))
        column.addWidget(labelled(look, "Source: manual or paper", self.source))
        column.addStretch(1)
        self._join()

    def show_voices(self, voices: tuple[str, ...]) -> None:
        """The accounts that the study has."""
        usual = (*RECALL_VOICES, SESSION_VOICE)
        self._voices = (*usual, *(each for each in voices if each not in usual))

    def show_node(
        self, _book: Codebook, node: Node, unsaved: Mapping[str, object], *, may_edit: bool
    ) -> None:
        """Shows a set as it stands in a version, with what was typed and could not be stored."""
        own = self._set = node.code_set
        live = sum(not code.retired for code in own.codes)
        off = piles_off(own)
        self.place.setText(f"Set with {counted(live, 'code')} in force{off and f'; {off}'}")
        self.name.show_text(own.name, words_in(unsaved, "name"))
        _show(self.unit, UNIT_WORDS[own.unit])
        _show(self.marking, MARKING_WORDS[own.marking])
        self.bin.show_text(f"{own.bin_ms / 1000:.10g}")
        self.piles.show_text(", ".join(map(str, own.piles)))
        self.exclusive.setChecked(own.exclusive)
        self.obligatory.setChecked(own.obligatory)
        self.accounts.show_values(self._voices, own.accounts, may_edit=may_edit)
        self.roles.show_values(ROLE_NAMES, own.roles, may_edit=may_edit)
        self.source.show_text(own.id, own.source, words_in(unsaved, "source"))
        self._bin.setVisible(own.unit == "bin")
        self._marking.setVisible(own.unit not in PASSAGES)
        self._piles.setVisible(own.unit not in ("bin", *PASSAGES))
        for field in (self.name, self.bin, self.piles, self.source):
            field.setReadOnly(not may_edit)
        for control in (self.unit, self.marking, self.exclusive, self.obligatory):
            control.setEnabled(may_edit)

    def flush(self) -> None:
        """Says what is not yet said."""
        for field in (self.name, self.bin, self.piles, self.source):
            if field.isVisibleTo(self):
                field.flush()

    def take_keys(self) -> None:
        """The keys begin at the name."""
        self.name.setFocus()
        self.name.selectAll()

    def _join(self) -> None:
        self.name.said.connect(lambda text: self._say(f"Rename the set {self._name()}", name=text))
        self.unit.activated.connect(
            lambda place: self._say(f"Unit of {self._name()}", unit=list(UNIT_WORDS)[place])
        )
        self.marking.activated.connect(
            lambda place: self._say(
                f"Marking of {self._name()}", marking=list(MARKING_WORDS)[place]
            )
        )
        self.bin.said.connect(
            lambda text: self._say(f"Bins of {self._name()}", bin_ms=_milliseconds(text))
        )
        self.piles.said.connect(
            lambda text: self._say(f"Piles of {self._name()}", piles=_piles(text))
        )
        self.source.left.connect(self.left)
        self.source.said.connect(
            lambda text: self._say(f"Source of {self._name()}", source=text.strip())
        )
        for tick, part in ((self.exclusive, "exclusive"), (self.obligatory, "obligatory")):
            tick.clicked.connect(
                lambda on, part=part: self._say(f"Rules of {self._name()}", **{part: on})
            )
        self.accounts.chosen.connect(
            lambda values: self._say(f"Accounts of {self._name()}", accounts=values)
        )
        self.roles.chosen.connect(
            lambda values: self._say(f"Speakers of {self._name()}", roles=values)
        )

    def _name(self) -> str:
        return self._set.name if self._set is not None else ""

    def _say(self, text: str, **fields: object) -> None:
        self.changed.emit(fields, text)


class _Ticks(QWidget):
    """Values of which several may be ticked."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look, self._name = look, name
        self.ticks: dict[str, Tick] = {}
        self._row = Flow(self, gap=10)
        self.setAccessibleName(name)

    def show_values(
        self, offered: tuple[str, ...], ticked: tuple[str, ...], *, may_edit: bool
    ) -> None:
        """Shows what may be ticked and what is."""
        for value in (*offered, *ticked):
            if value not in self.ticks:
                tick = self.ticks[value] = Tick(self._look, value)
                tick.setAccessibleName(f"{self._name}: {value}")
                tick.clicked.connect(lambda _=False: self._say())
                self._row.addWidget(tick)
        for value, tick in self.ticks.items():
            tick.setChecked(value in ticked)
            tick.setEnabled(may_edit)
            tick.setVisible(value in offered or value in ticked)

    def _say(self) -> None:
        self.chosen.emit(tuple(value for value, tick in self.ticks.items() if tick.isChecked()))


def _show(box: Combo, text: str) -> None:
    box.setCurrentIndex(box.findText(text))


def _milliseconds(text: str) -> int:
    """A length in seconds or as m:ss; 0, which no bin has, where it is neither."""
    bare = text.strip().replace(",", ".")
    clock = re.fullmatch(r"([0-9]{1,4}):([0-5][0-9])", bare)
    if clock:
        return (int(clock[1]) * 60 + int(clock[2])) * 1000
    return round(float(bare) * 1000) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", bare) else 0


def _piles(text: str) -> tuple[int, ...]:
    """The numbers in a text; 0, which no pile has, for what is none."""
    parts = [part for part in re.split(r"[,;|\s]+", text) if part]
    return tuple(int(part) if re.fullmatch(r"[0-9]{1,4}", part) else 0 for part in parts)
