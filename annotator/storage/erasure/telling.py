"""What is to be told of a participant before and after: places and counts, never words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection, select

from annotator.domain.erasure import Found, Out
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.sentences import sentences
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import schema
from annotator.storage.erasure.journals import exports
from annotator.storage.erasure.rows import Plan
from annotator.storage.reading import read_view


def found_in(
    connection: Connection,
    wish: Wish,
    plan: Plan,
    *,
    backups: int = 0,
    elsewhere: tuple[str, ...] = (),
    beyond: tuple[str, ...] = (),
) -> Found:
    """What a study holds of a participant, by a plan of what would go."""
    view = read_view(connection, None)
    units = plan.units
    sessions = [view.sessions[each] for each in units.sessions if each in view.sessions]
    return Found(
        wish=wish,
        kinds=plan.found,
        stays=(
            *sorted(_place(view, each) for each in units.stay if each in view.accounts),
            *sorted(
                f"attributes of {view.dyads[each].name}"
                for each in units.dyads - units.cleared
                if each in view.dyads and view.dyads[each].attributes
            ),
        ),
        naming=_naming(view, plan, wish.participant),
        backups=backups,
        elsewhere=elsewhere,
        beyond=beyond,
        packages=tuple(
            Out(
                coder=view.coders[each.coder_id].name,
                round=view.rounds[each.round_id].name,
                made_at=each.made_at,
                state=each.state,
            )
            for each in view.packages.values()
            if not units.accounts.isdisjoint(each.account_ids)
        ),
        exports=exports(connection),
        recordings=tuple(sorted({each.recording for each in sessions if each.recording})),
        fingerprints=tuple(
            sorted({each.recording_sha256 for each in sessions if each.recording_sha256})
        ),
        session_ids=tuple(sorted(units.sessions)),
        moment_ids=tuple(
            sorted(each.record.id for each in plan.changes if isinstance(each.before, Moment))
        ),
    )


_NONE_YET = (
    "the study has none yet: give its interviews their participants in the design of the window, "
    "or with `annotator import --plan` (columns participant and status), then erase"
)


def refuse_unknown(connection: Connection, where: str, wish: Wish) -> None:
    """Stops where the study has no such participant.

    Raises:
        UserError: it has not; the sentence lists those there are.
    """
    table = schema.participants
    chosen = select(table.c.id).where(table.c.pseudonym == wish.participant)
    if connection.execute(chosen).first() is None:
        known = ", ".join(sorted(connection.execute(select(table.c.pseudonym)).scalars()))
        hint = f"there are {known}" if known else _NONE_YET
        raise UserError(f"no participant {wish.participant}", where, hint)


def count_sentences(texts: Iterable[str]) -> int:
    """How many sentences there are in all, each once."""
    return len({text[start:end] for text in texts for start, end in sentences(text)})


def _naming(view: StudyView, plan: Plan, pseudonym: str) -> int:
    """How many notes that stay name somebody: nobody but a person can tell what they say."""
    gone = {each.record.id for each in plan.changes if each.after is None}
    notes = [
        *((each.id, each.memo) for each in view.all_moments()),
        *((each.id, each.memo) for each in view.pairings.values()),
        *((each.id, each.memo) for each in view.judgements.values()),
        *((each.id, each.text) for each in view.memos.values()),
        *((each.id, each.reason) for each in view.decisions.values()),
    ]
    named = re.compile(rf"\b{re.escape(pseudonym)}\b")
    return sum(key not in gone and named.search(note) is not None for key, note in notes)


def _place(view: StudyView, account_id: Id) -> str:
    dyad, session, account = view.place_of(account_id)
    return f"{dyad.name}, session {session.number}, {account.voice}"
