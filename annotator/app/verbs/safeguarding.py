"""A backup before something comes in that changes much at once."""

from __future__ import annotations

from annotator.app.open_study import OpenStudy
from annotator.domain.edits import Edit


def bring_in(study: OpenStudy, edit: Edit, text: str) -> None:
    """Does what an import asks for; where coders have worked, a backup is made before it.

    None is made where the newest backup holds the study as it is, nor before the first work: a
    new study of fifty interviews needs no fifty backups.

    Raises:
        UserError: the backup or the edit cannot be written; nothing is brought in then.
    """
    view = study.view
    if view.judgements or view.memos or any(view.all_moments()):
        study.backing_up()()
    study.do(edit, text)
