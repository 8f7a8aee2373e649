"""A coder's feedback as CSV tables."""

from __future__ import annotations

from pathlib import Path

from annotator import __version__
from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.episodes import episodes
from annotator.app.verbs.feedback import Feedback, feedback
from annotator.domain.view import StudyView
from annotator.formats.csv_tables import write_tables

_README = """Feedback for {coder}, round {round}
{title}. IPR Annotator {version}.

How {coder}'s work differs from what was settled; nothing in it says what other coders had.
Of the settled disagreements: {counts}.
Not settled yet: {waiting}.

The tables are CSV: UTF-8, comma, decimal point, an empty cell for a missing value.
Positions are half-open [start, end), counted in Unicode code points of the frozen text.
{text}"""
_WITH_TEXT = (
    "They hold words of the transcripts, and reasons as they were written: keep them as you keep "
    "the transcripts.\n"
)
_WITHOUT_TEXT = "They hold no words of the transcripts, but reasons as they were written.\n"


def feedback_in(
    view: StudyView, compared: Compared, coder: str, *, with_text: bool = False
) -> Feedback:
    """What a coder is told of a comparison.

    Where the consensus layer is among those compared, all coders of the round are taken
    instead: what was settled was settled between them.

    Raises:
        UserError: the coder is not among those compared.
    """
    layer = view.consensus
    if layer is not None and layer.name in compared.coders:
        compared = compare(view, set_name=compared.code_set.name, round_name=compared.round.name)
    return feedback(view, compared, episodes(compared), coder, with_text=with_text)


def write_feedback(own: Feedback, folder: Path, *, title: str) -> list[Path]:
    """Writes `feedback.csv`, `feedback_codes.csv` and a README into a folder and gives them.

    Args:
        own: what the coder is told.
        folder: made when new.
        title: of the study.

    Raises:
        UserError: the folder cannot be written to.
    """
    with_text = any(column.name == "quote" for column in own.passages.columns)
    readme = _README.format(
        coder=own.coder,
        round=own.round_name,
        title=title,
        version=__version__,
        counts=", ".join(f"{kind} {number}" for kind, number in own.counts.items()),
        waiting=own.waiting,
        text=_WITH_TEXT if with_text else _WITHOUT_TEXT,
    )
    return write_tables(folder, (own.passages, own.codes), readme)


def is_empty(own: Feedback) -> bool:
    """Whether nothing that concerns the coder is settled yet."""
    return not own.passages.rows and not own.codes.rows
