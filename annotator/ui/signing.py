"""Codes without a letter by their signs: one key asks, the next letter is the code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.actions import key_of
from annotator.domain.ids import Id
from annotator.ui.desk import Desk


class Signing(QObject):
    """Asks for a sign in the list of codes, and gives the keys back where they were.

    Args:
        desk: the open study at work; it keeps this.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("signing")
        self._desk = desk
        self._before: QWidget | None = None
        codes = desk.page.codebook.list
        codes.sign_pressed.connect(self._take)
        codes.sign_unknown.connect(self._say_unknown)
        codes.sign_refused.connect(self._go_back)

    def ask(self) -> None:
        """Asks for the sign of a code of the set in hand, where it has codes without a letter."""
        desk, page = self._desk, self._desk.page
        desk.leave()
        code_set, codes = page.codebook.set_in_hand, page.codebook.list
        if code_set is None:
            key = key_of("tab_codebook")
            page.banner.say(f"The study has no codes yet: make or import them by {key}.", "hint")
        elif code_set.marking != "presence":
            page.banner.say(f"The codes of {code_set.name} are rated in its form.", "hint")
        elif not codes.codes.signs:
            page.banner.say(f"Each code of {code_set.name} has a letter.", "hint")
        else:
            page.bring_codes()
            if not codes.asks:
                self._before = QApplication.focusWidget()
            codes.ask_sign()
            page.banner.say(f"Press the sign beside a code of {code_set.name}; Esc leaves.", "hint")

    def _take(self, code_id: Id, adds: bool) -> None:
        self._go_back()
        self._desk.code(code_id, adds=adds)

    def _go_back(self) -> None:
        page, before = self._desk.page, self._before
        self._before = None
        page.banner.put_away("hint")
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.columns.take_keys()

    def _say_unknown(self, typed: str) -> None:
        said = f"No code has the sign {typed} here: press one of those beside the codes, or Esc."
        self._desk.page.banner.say(said, "hint")


def join_signing(desk: Desk) -> None:
    """Joins it to the desk, with which it lives."""
    Signing(desk)


def _ask(desk: Desk) -> None:
    found = desk.findChild(Signing, "signing")
    assert isinstance(found, Signing)
    found.ask()


COMMANDS: dict[str, Callable[[Desk], object]] = {"code_by_sign": _ask}
