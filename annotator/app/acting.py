"""Who acts in a study: whose an edit is, which coder a name means, what is open to whom."""

from __future__ import annotations

from annotator.domain.changes import Changes
from annotator.domain.consensus import Decision, Gate
from annotator.domain.edits import Edit, Record, owner_of, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.package import Package
from annotator.domain.round import Round
from annotator.domain.view import StudyView
from annotator.storage import Store


def actor_of(edit: Edit, seen_by: Id | None) -> Id | None:
    """Who does an edit: the coder that the study is open for, else the one whose work it is.

    None is the PI, who draws rounds, hands out work to several coders and settles.
    """
    if seen_by:
        return seen_by
    records = [each.record for each in replacements(edit)]
    if any(_is_the_pis(each) for each in records):
        return None
    # Both sides: what goes over from one coder to another is the PI's doing.
    both = (own for each in replacements(edit) for own in (each.before, each.after) if own)
    owners = {owner_of(each) for each in both} - {None}
    return owners.pop() if len(owners) == 1 else None


def _is_the_pis(record: Record) -> bool:
    """Whether a record is written by the PI alone; the open round comes with anybody's work."""
    if isinstance(record, Round):
        return record.kind != "open"
    return isinstance(record, Decision | Gate | Package)


def coder_id_of(store: Store, name: str) -> Id:
    """The id of a coder; nothing that coders did is loaded to find it."""
    coders = store.coders()
    if store.work is not None and name not in coders:
        [own] = coders
        raise UserError(f"this work was handed out to {own}, not to {name}", store.place.name)
    if store.of_coder is not None and coders.get(name) != store.of_coder:
        raise UserError(
            f"this login is not that of {name}", str(store.address), "leave --coder out"
        )
    if name not in coders:
        known = f"there are {', '.join(sorted(coders))}" if coders else "the study has none yet"
        raise UserError(f"no coder {name!r}", store.place.name, known)
    return coders[name]


def reads_otherwise(view: StudyView, seen_by: Id | None, changes: Changes) -> bool:
    """Whether a coder's view holds more or less than what is open to the coder after changes."""
    if (
        changes.touch("assignment", "round", "opening", "account")
        and view.shut_for(seen_by) != view.shut
    ):
        return True
    if not view.shut:
        return False
    texts = (view.transcripts.get(each) for each in changes.transcript_ids)
    return any(each is None or each.account_id in view.shut for each in texts)
