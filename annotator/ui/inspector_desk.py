"""What the inspector asks of the desk."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.ids import Id
from annotator.ui.desk import Desk


def join_inspector(desk: Desk) -> None:
    """Joins the controls of the inspector to the chosen moment."""
    inspector, coding = desk.page.inspector, desk.coding
    inspector.code_removed.connect(lambda code_id: _take_code_out(desk, code_id))
    inspector.rated.connect(desk.rate_on)
    inspector.tense_chosen.connect(
        lambda tense: _on_moment(desk, lambda own: coding.set_tense(own, tense))
    )
    inspector.peak_chosen.connect(
        lambda peak: _on_moment(desk, lambda own: coding.set_peak(own, peak))
    )
    inspector.certainty_chosen.connect(
        lambda certainty: _on_moment(desk, lambda own: coding.set_certainty(own, certainty))
    )
    inspector.counterpart_opened.connect(desk.open_moment)
    inspector.memo.written.connect(lambda own, memo: _write_memo(desk, own, memo))
    inspector.memo.left.connect(coding.end_memo)
    inspector.memo.escaped.connect(lambda: _back_to_text(desk))


def _on_moment(desk: Desk, do: Callable[[Id], object]) -> None:
    """Does something to the chosen moment, after what was typed is said."""
    desk.leave()
    if desk.moment_id is not None:
        do(desk.moment_id)


def _take_code_out(desk: Desk, code_id: Id) -> None:
    _on_moment(desk, lambda own: desk.coding.toggle_code(own, code_id))


def _write_memo(desk: Desk, moment_id: Id, memo: str) -> None:
    if desk.coding.write_memo(moment_id, memo):
        desk.page.inspector.memo.confirm(moment_id, memo)


def _back_to_text(desk: Desk) -> None:
    text = desk.text_of(desk.moment)
    if text is not None:
        text.setFocus()
