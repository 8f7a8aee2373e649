"""Asks for the passphrase of a study, or for the password of a login on a server."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.sheet import Sheet, secret_field
from annotator.ui.theme import Look


def ask_passphrase(
    look: Look, parent: QWidget | None, file_name: str, problem: str = ""
) -> str | None:
    """The passphrase, None when a person gives up.

    Args:
        look: the look in force.
        parent: the window.
        file_name: of the study.
        problem: why it is asked again.
    """
    field = secret_field("Passphrase")
    sheet = Sheet(
        look, parent, "Passphrase", "Open", lambda: "" if field.text() else "Give the passphrase."
    )
    is_work = file_name.casefold().endswith(".iprwork")  # of which no coder has a recovery key
    more = (
        "Whoever handed it out has told it to you." if is_work else "Its recovery key opens it too."
    )
    sheet.tell(f"{file_name} is kept under a passphrase. {more}")
    sheet.row("Passphrase", field)
    sheet.show_problem(problem)
    field.setFocus()
    return field.text() if sheet.ask(420) else None


def ask_password(
    look: Look, parent: QWidget | None, database: str, problem: str = ""
) -> str | None:
    """The password of one's login, None when a person gives up; arguments as above."""
    field = secret_field("Password")
    sheet = Sheet(
        look, parent, "Password", "Open", lambda: "" if field.text() else "Give the password."
    )
    sheet.tell(f"The server of {database} wants the password of your login.")
    sheet.row("Password", field)
    sheet.show_problem(problem)
    field.setFocus()
    return field.text() if sheet.ask(420) else None
