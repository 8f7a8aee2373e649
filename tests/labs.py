"""A study on a server with a PI and two coders, each by a login of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotator.domain.address import Address
from annotator.domain.edits import Several, added
from annotator.domain.ids import new_id
from annotator.domain.round import Assignment, Round
from annotator.storage.server.people import Login
from annotator.storage.server.store import ServerStore, create, open_study
from tests.servers import PASSWORD, Server
from tests.storage.making import Made, make, new_study


@dataclass(frozen=True)
class Lab:
    """Where each of them opens the study; `alone` hides dyad 1's second account from Bo."""

    server: Server
    made: Made
    pi: Address
    ane: Address
    bo: Address
    alone: Round

    def open(self, who: Address) -> ServerStore:
        return open_study(who, lambda: PASSWORD)

    def sql(self, who: Address) -> Any:
        """A connection of the driver, as a curious person would have it."""
        return self.server.connect(who.database, who.login)


def admitted(store: ServerStore, coder_id: str | None, role: str = "coder") -> Address:
    person = Login(login="", coder_id=coder_id, role=role, called="somebody")
    login = store.admit(Several(()), person, PASSWORD)
    return store.address.with_login(login)


def lab_at(server: Server, place: Address) -> Lab:
    made = make(dyads=2)
    alone = Round(
        id=new_id(), name="alone", number=1, kind="reliability",
        codebook_id=made.codebook.id, hides_other_account=True,
    )  # fmt: skip
    given = [
        Assignment(
            id=new_id(), round_id=alone.id, coder_id=made.coders[1].id,
            account_id=each.account_id, position=at,
        )
        for at, each in enumerate(made.transcripts[2:], 1)
    ]  # fmt: skip
    with create(place, new_study(), lambda: PASSWORD) as pi:
        pi.apply(made.edit, action="import")
        pi.apply(added(alone, *given), action="draw a round")
        ane, bo = (admitted(pi, each.id) for each in made.coders)
    return Lab(server, made, place, ane, bo, alone)
