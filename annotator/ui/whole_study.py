"""What holds for the whole study, at the desk: whether whoever sits here may change it."""

from __future__ import annotations

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.only_reading import why_only_read


def why_not_set(study: OpenStudy, what: str) -> str:
    """Why whoever sits here may not change what holds for the whole study; empty where they may.

    Args:
        study: the open study.
        what: in the plural, as the sentence begins.
    """
    if why := why_only_read(study):
        return why
    try:
        refuse_coder(study.view, study.seen_by, what)
    except UserError as error:
        return as_sentence(error)
    return ""


def may_set(desk: Desk, what: str) -> bool:
    """Whether whoever sits here may change what holds for the whole study; says where not."""
    desk.leave()
    why = why_not_set(desk.study, what)
    if why:
        desk.page.banner.say(why, "hint")
    return not why
