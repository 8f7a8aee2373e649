"""What keys of the chosen moment do in the moments table: the same to all selected rows."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import When, with_keys
from annotator.domain.codebook import Scale
from annotator.domain.moment import CERTAINTIES, Certainty, Moment, Tense
from annotator.ui.desk import Desk
from annotator.ui.inspector import scales_of

NONE_SELECTED = "Select moments first: Shift+Down takes more of them."
NO_SCALE = "The codebook has no scale for all of the selected moments."
_IN_THE_TEXT = "That is done in the text: {tab_coding} goes there."
_IN_THE_TEXT_OF_ONE = "That is done in the text: Return opens the moment in hand there."
_TENSES: tuple[Tense | None, ...] = (None, "then", "now")
_CERTAINTIES: tuple[Certainty | None, ...] = (None, *CERTAINTIES)


def why_elsewhere(desk: Desk, when: When) -> str:
    """Where a command is meant that does nothing in this tab; empty where it is meant here."""
    tab = desk.page.tab
    if tab in ("coding", "consensus", "agreement"):
        return ""
    if when not in ("session", "text", "selection", "moment"):
        return ""
    in_hand = desk.page.shows_rows and desk.page.moments.table.in_hand is not None
    return with_keys(_IN_THE_TEXT_OF_ONE if in_hand else _IN_THE_TEXT)


def rate(desk: Desk, digit: int) -> None:
    """Rates the selected moments on their one scale; of several, `Rate` asks which."""
    own, bar = _selected(desk), desk.page.moments.changes
    scales = _common(desk, own)
    if not own:
        desk.page.banner.say(NONE_SELECTED, "hint")
    elif not scales:
        desk.page.banner.say(NO_SCALE, "hint")
    elif len(scales) > 1:
        names = " and ".join(scale.name for scale in scales)
        told = f"The selected moments have {names}: “Rate” below the table rates on one of them."
        desk.page.banner.say(told, "hint")
    else:
        [scale] = scales
        given = all(each.rating(scale.id) == digit for each in own)
        bar.rating_asked.emit(scale.id, None if given else digit)


def _turn_peak(desk: Desk) -> None:
    own = _selected(desk)
    desk.page.moments.changes.peak_asked.emit(not (own and all(each.peak for each in own)))


def _next_tense(desk: Desk) -> None:
    own = _selected(desk)
    here = _TENSES.index(own[0].tense) if own else 0
    desk.page.moments.changes.tense_asked.emit(_TENSES[(here + 1) % len(_TENSES)])


def _next_certainty(desk: Desk) -> None:
    own = _selected(desk)
    here = _CERTAINTIES.index(own[0].certainty) if own else 0
    following = _CERTAINTIES[(here + 1) % len(_CERTAINTIES)]
    desk.page.moments.changes.certainty_asked.emit(following)


def _choose_rating(desk: Desk) -> None:
    pill = desk.page.moments.changes.rate
    if pill.isVisible() and pill.isEnabled():
        pill.click()


def _selected(desk: Desk) -> list[Moment]:
    """The moments of the selected rows as they are by now."""
    found = (desk.view.moment(row.moment.id) for row in desk.page.moments.table.selected())
    return [each for each in found if each is not None]


def _common(desk: Desk, own: list[Moment]) -> list[Scale]:
    """The scales on which each of these moments can be rated."""
    each = [{scale.id: scale for scale in scales_of(desk.view, moment)} for moment in own]
    first = each[0] if each else {}
    return [scale for own_id, scale in first.items() if all(own_id in other for other in each)]


ON_ROWS: dict[str, Callable[[Desk], object]] = {
    "peak": _turn_peak,
    "tense": _next_tense,
    "certainty": _next_certainty,
    "rate": _choose_rating,
    "delete": lambda desk: desk.page.moments.changes.delete_asked.emit(),
    "next_moment": lambda desk: desk.page.moments.table.step(1),
    "previous_moment": lambda desk: desk.page.moments.table.step(-1),
}
"""By action id what the key does to the rows."""
