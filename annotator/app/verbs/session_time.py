"""The session time of a moment given by hand, and the clock offset of an account."""

from __future__ import annotations

from dataclasses import replace

from annotator.app.verbs.stops import check_stretch
from annotator.domain.clock import parse_offset_ms
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.study import Account
from annotator.domain.view import StudyView


def override(moment: Moment, start_ms: int, end_ms: int | None) -> Replace | None:
    """Gives a moment a session time by hand; None where it has just that.

    Raises:
        UserError: it would end before it starts.
    """
    check_stretch(start_ms, end_ms)
    after = replace(moment, own_start_ms=start_ms, own_end_ms=end_ms)
    return None if after == moment else Replace(moment, after)


def follow(moment: Moment) -> Replace | None:
    """Has a moment follow its stop or turns again; None where it does."""
    after = replace(moment, own_start_ms=None, own_end_ms=None)
    return None if after == moment else Replace(moment, after)


def set_offset(view: StudyView, account: Account, offset_ms: int) -> Replace | None:
    """Sets what is added to an account's stop times to reach the session's clock.

    Raises:
        UserError: it is the session's own account, whose clock all others are held against.
    """
    if not account.is_recall:
        raise UserError(
            "the session’s own transcript has no clock offset: it is the session’s clock",
            hint="go to the therapist’s or the patient’s account",
        )
    before = view.accounts[account.id]
    after = replace(before, clock_offset_ms=offset_ms)
    return None if after == before else Replace(before, after)


def typed_offset(text: str) -> int:
    """The offset that a person typed, in ms; nothing typed is none.

    Raises:
        UserError: it is no time with or without a sign.
    """
    if not text.strip():
        return 0
    found = parse_offset_ms(text)
    if found is None:
        raise UserError(f"{text.strip()!r} is no offset", hint="write 0:12 or -0:12")
    return found
