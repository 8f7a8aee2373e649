"""Readers: they see what the PI lets them see of the coders' work, and write nothing."""

from __future__ import annotations

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.round import Coder
from annotator.storage import Store, reads_layer

NOBODY: Id = ""
"""To open a study for no coder yet: its design and texts, nobody's work."""


def whose_work(store: Store, coder_id: Id | None) -> tuple[Id | None, Coder | None]:
    """Whose work is loaded for somebody, and the reader where it is one.

    A coder's is the own; a reader's is everyone's, or the consensus layer's. A server's login for
    the consensus is a reader whatever is asked.
    """
    if reads_layer(store):
        [layer] = store.people()
        return layer.id, Coder(id=layer.id, name="this login", role="reader", reads="consensus")
    people = {each.id: each for each in store.people()} if coder_id else {}
    who = people.get(coder_id or NOBODY)
    if who is None or who.role != "reader":
        return coder_id, None
    if who.reads != "consensus":
        return None, who
    layers = (each.id for each in people.values() if each.role == "consensus")
    return next(layers, NOBODY), who


def refuse_reader(who: Coder | None) -> None:
    """Lets nobody write who only reads.

    Raises:
        UserError: it is a reader.
    """
    if who is not None and who.role == "reader":
        raise UserError(
            f"{who.name} only reads this study", hint="work as a coder, or add one for this work"
        )
