"""The certificate of an erasure: shown until it is kept, or a person goes without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.report_field import ReportField
from annotator.ui.theme import Look

Save = Callable[[], str | None]
"""Says what went wrong, nothing where it is saved; None where a person thought better of it."""

_NOT_YET = "The certificate is not saved yet."
_GOING = (
    f"{_NOT_YET} Close again to go without it; erasing the same participant again gives another, "
    "with these figures."
)


class CertificateSheet(Sheet):
    """Shows a certificate, and stays where it could not be saved.

    Args:
        look: the look in force.
        parent: the window.
        lines: the certificate.
        save: asks where it shall be, and saves it.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, lines: Sequence[str], save: Save
    ) -> None:
        super().__init__(look, parent, "Certificate of erasure", "Save the certificate…", self._try)
        self._save = save
        self._warned = False
        self.rows.addWidget(ReportField(look, lines, "Certificate", 300), 1)
        self.no.setText("Close")

    def reject(self) -> None:
        """Closes it once a person was told that it is not saved."""
        if self._warned:
            super().reject()
            return
        self._warned = True
        self.show_problem(_GOING)

    def _try(self) -> str:
        said = self._save()
        return _NOT_YET if said is None else said
