"""The form of a code: its name, key, colour, and the words by which it is given."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.app.actions import key_of
from annotator.domain.codebook import RESERVED_KEYS, Code, Codebook
from annotator.domain.codebook_rules import above, clean_name
from annotator.ui.codebook.fields import LineField, labelled, words_in
from annotator.ui.codebook.nodes import Node
from annotator.ui.codebook.swatches import Swatches
from annotator.ui.codebook.text_field import TextField
from annotator.ui.theme import Look
from annotator.ui.words import Words


class CodeForm(QWidget):
    """Shows one code, and says what a person changes in it.

    Signals:
        changed: the fields by name, and what was done in words.
        left: what is typed next is another step.
    """

    changed = Signal(object, str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._code: Code | None = None
        self.place = Words(look, "", "small", wrap=True)
        self.name = LineField("Name of the code")
        self.key = LineField("Key of the code")
        self.key.setMaxLength(16)  # of an emoji cut off nothing would be left, as if emptied
        self.colour = Swatches(look)
        self.definition = TextField(look, "Definition", 3)
        self.include = TextField(look, "Include")
        self.exclude = TextField(look, "Exclude")
        self.examples = TextField(look, "Examples, one a line", 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self.place)
        head = QHBoxLayout()
        head.addWidget(labelled(look, "Name", self.name), 1)
        head.addWidget(labelled(look, "Key", self.key))
        self._fit_key()
        column.addLayout(head)
        column.addWidget(labelled(look, "Colour", self.colour))
        column.addWidget(labelled(look, "Definition", self.definition))
        column.addWidget(labelled(look, "Include", self.include))
        column.addWidget(labelled(look, "Exclude", self.exclude))
        hint = (
            f"{key_of('add_example')} in the coding tab takes the selected "
            "words, with their pseudonymous source."
        )
        column.addWidget(labelled(look, "Examples, one a line", self.examples, hint))
        column.addStretch(1)
        reserved = " ".join(sorted(RESERVED_KEYS))
        self.key.setToolTip(f"One letter, or none. {reserved} are the window's own.")
        look.changed.connect(self._fit_key)
        self.name.said.connect(lambda text: self._say(f"Rename {self._name()}", name=text))
        self.key.said.connect(lambda text: self._say(f"Key of {self._name()}", key=text))
        self.colour.chosen.connect(lambda name: self._say(f"Colour of {self._name()}", colour=name))
        for each in (*(own for own, _ in self._texts()), self.examples):
            each.left.connect(self.left)
        for field, part in self._texts():
            field.said.connect(
                lambda text, part=part: self._say(
                    f"{part.capitalize()} of {self._name()}", **{part: text}
                )
            )
        self.examples.said.connect(
            lambda text: self._say(f"Examples of {self._name()}", examples=self._examples(text))
        )

    def show_node(
        self, book: Codebook, node: Node, unsaved: Mapping[str, object], *, may_edit: bool
    ) -> None:
        """Shows a code as it stands in a version, with what was typed and could not be stored."""
        code = node.code
        if code is None:
            return
        self._code = code
        self.place.setText(_place(book, node))
        self.name.show_text(code.name, words_in(unsaved, "name"))
        self.key.show_text(code.key, words_in(unsaved, "key"))
        self.colour.show_colour(code.colour)
        for field, part in self._texts():
            field.show_text(code.id, getattr(code, part), words_in(unsaved, part))
        given = words_in(unsaved, "examples")
        self.examples.show_text(code.id, "\n".join(map(clean_name, code.examples)), given)
        for own in self._fields():
            if own.isReadOnly() == may_edit:  # else Qt tells and lays out for nothing
                own.setReadOnly(not may_edit)
        self.colour.setEnabled(may_edit)

    def flush(self) -> None:
        """Says what is not yet said."""
        for own in self._fields():
            own.flush()

    def take_keys(self) -> None:
        """The keys begin at the name."""
        self.name.setFocus()
        self.name.selectAll()

    def _examples(self, text: str) -> tuple[str, ...]:
        """The lines; one that stands as it was shown is the example that it was, to the sign."""
        own = () if self._code is None else self._code.examples
        known = {clean_name(each): each for each in reversed(own)}
        return tuple(known.get(line.strip(), line) for line in text.split("\n"))

    def _fit_key(self) -> None:
        self.key.setFixedWidth(self._look.px(58))

    def _fields(self) -> tuple[LineField | TextField, ...]:
        texts = (each for each, _ in self._texts())
        return (self.name, self.key, *texts, self.examples)

    def _texts(self) -> tuple[tuple[TextField, str], ...]:
        return (
            (self.definition, "definition"),
            (self.include, "include"),
            (self.exclude, "exclude"),
        )

    def _name(self) -> str:
        return self._code.name if self._code is not None else ""

    def _say(self, text: str, **fields: object) -> None:
        self.changed.emit(fields, text)


def _place(book: Codebook, node: Node) -> str:
    """Where a code stands, and what became of it."""
    assert node.code is not None
    over = [each.name for each in above(node.code_set, node.code.id)]
    where = f"Code in {' › '.join([node.code_set.name, *reversed(over)])}"
    if not node.code.retired:
        return where
    became = [found.name for found in map(book.code, node.code.became) if found is not None]
    fate = f"became {' and '.join(became)}" if became else "no longer offered"
    return f"{where}. Retired: {fate}."
