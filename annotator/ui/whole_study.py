"""What holds for the whole study, at the desk: whether whoever sits here may change it."""

from __future__ import annotations

from annotator.app.verbs.whole_study import refuse_coder
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk


def may_set(desk: Desk, what: str) -> bool:
    """Whether whoever sits here may change what holds for the whole study; says where not."""
    desk.leave()
    try:
        refuse_coder(desk.study.view, desk.study.seen_by, what)
    except UserError as error:
        sentence = error.sentence
        desk.page.banner.say(f"{sentence[:1].upper()}{sentence[1:]}", "hint")
        return False
    return True
