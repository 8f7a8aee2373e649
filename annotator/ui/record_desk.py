"""The record of changes at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from annotator.app.open_study import NOBODY
from annotator.app.verbs.noting import note_looking
from annotator.app.verbs.record import (
    Entries,
    chain_text,
    export_record,
    follow,
    people_of,
)
from annotator.domain.changes import Changes
from annotator.ui.desk import Desk
from annotator.ui.dialogs.record import RecordQuestion, show_record

_AT_ONCE = 2_000  # entries of the chain between two events of the window


def join_record(desk: Desk) -> None:
    """Puts down that everyone's work is looked at, where coders are still blind."""

    def look(changes: Changes, _origin: object) -> None:
        if changes.everything:
            note_looking(desk.study)

    desk.followed.connect(look)
    note_looking(desk.study)


def show_changes(desk: Desk) -> None:
    """Shows the record: all of it with everyone's work, else the own entries."""
    desk.leave()
    study, page = desk.study, desk.page
    if study.seen_by == NOBODY:
        sentence = "Choose at the top who is coding: each coder sees the own entries only."
        page.banner.say(sentence, "hint")
        return
    chain = follow(study, most=0)

    def go_on() -> tuple[str, bool]:
        nonlocal chain
        chain = follow(study, chain, _AT_ONCE)
        return chain_text(chain, study.seen_by), chain.is_done

    show_record(
        page.look,
        page.window(),
        RecordQuestion(
            people=people_of(study),
            find=lambda asked: Entries(study, asked),
            follow=go_on,
            export=lambda entries, place: export_record(study, entries, place),
            place=study.place.parent / f"{study.place.stem} record.csv",
            today=date.today(),
        ),
    )


RECORD_COMMANDS: dict[str, Callable[[Desk], object]] = {"record": show_changes}
