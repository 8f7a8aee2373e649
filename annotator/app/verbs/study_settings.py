"""The settings that hold for all of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.app.verbs.creating import check_title
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.study import HOUR_MS, Study
from annotator.domain.view import StudyView

LONGEST_TOLERANCE_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySettings:
    """What may be set.

    Attributes:
        late_after_h: an interview that lags more hours behind its session is late.
        stop_before_s: the seconds before a stop without an end that it stands for.
        shared_within_s: stops of the two parties this near each other are shared.
        small_cell: cells of sample tables with fewer participants, and groups of an analysis
            with fewer dyads, are flagged; 0 flags none.
    """

    title: str
    late_after_h: float
    stop_before_s: float
    shared_within_s: float
    small_cell: int


def check_tolerance(shared_within_ms: int) -> None:
    """Refuses a time within which nothing, or all, would count as the same session time.

    Raises:
        UserError: it is negative or longer than an hour.
    """
    if not 0 <= shared_within_ms <= LONGEST_TOLERANCE_MS:
        raise UserError(
            f"{shared_within_ms / 1000:g} seconds is no tolerance", hint="give 0 to 3600"
        )


def settings_of(study: Study) -> StudySettings:
    """The settings as they are."""
    return StudySettings(
        title=study.title,
        late_after_h=study.late_after_ms / HOUR_MS,
        stop_before_s=study.stop_before_ms / 1000,
        shared_within_s=study.shared_within_ms / 1000,
        small_cell=study.small_cell,
    )


def set_study(view: StudyView, wanted: StudySettings) -> Replace | None:
    """Sets them; None where all is as it was.

    Raises:
        UserError: the title is empty or a number is out of bounds.
    """
    title = wanted.title.strip()
    if not title:
        raise UserError("the study has no title", hint="give it one")
    if title != view.study.title:
        check_title(title)
    if not 0 < wanted.late_after_h <= 10_000:
        raise UserError("late after how many hours", hint="give a number over 0, up to 10000")
    if not 0 <= wanted.stop_before_s <= 3600:
        raise UserError("a stop without an end stands for how many seconds", hint="give 0 to 3600")
    shared_within_ms = round(wanted.shared_within_s * 1000)
    check_tolerance(shared_within_ms)
    if not 0 <= wanted.small_cell <= 1000:
        raise UserError("a cell is small under how many participants", hint="give 0 to 1000")
    after = replace(
        view.study,
        title=title,
        late_after_ms=round(wanted.late_after_h * HOUR_MS),
        stop_before_ms=round(wanted.stop_before_s * 1000),
        shared_within_ms=shared_within_ms,
        small_cell=wanted.small_cell,
    )
    return None if after == view.study else Replace(view.study, after)
