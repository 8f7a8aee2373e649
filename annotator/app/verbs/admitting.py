"""Lets people in to a study on a server, each by a login of their own."""

from __future__ import annotations

from dataclasses import dataclass

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.consensus_layer import check_name
from annotator.app.verbs.marking import coder_and_round
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Coder, CoderRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who may open a study on a server.

    Attributes:
        login: name of the login.
        name: of the coder whose work it writes; empty for a PI and a reader.
        address: what that person opens.
    """

    login: str
    role: str
    name: str
    address: str


def people_of(study: OpenStudy) -> list[Person]:
    """Who has a login, as far as this one may see it: a PI all, others themselves."""
    found = study.look(lambda store: storage.served(store).logins())
    address = study.address
    assert address is not None
    return [
        Person(
            login=each.login,
            role=each.role,
            name="" if each.coder_id is None else study.view.coders[each.coder_id].name,
            address=str(address.with_login(each.login)),
        )
        for each in found
    ]


def admit(study: OpenStudy, name: str, role: CoderRole, password: str, login: str = "") -> Person:
    """Makes a login for a person; a coder's work goes on where there is some of that name.

    With a coder comes the round `open`, in which they may code at once.

    Raises:
        UserError: the study is a file; the login is there or may not be made; the coder has one.
    """
    study.look(storage.served)
    edit, coder_id = _coder(study, name) if role == "coder" else (Several(()), None)
    if any(each.name == name for each in people_of(study)):
        raise UserError(f"{name} has a login", "--add", "take it away first to give another")
    made = study.operate(
        lambda store: storage.served(store).admit(
            edit, role=role, coder_id=coder_id, login=login, password=password
        ),
        clears=False,
    )
    return next(each for each in people_of(study) if each.login == made)


def shut_out(study: OpenStudy, login: str) -> None:
    """Takes a login away; what was done under it stays.

    Raises:
        UserError: the study is a file, or there is no such login.
    """
    study.look(lambda store: storage.served(store).shut_out(login))


def shut_counters(study: OpenStudy) -> None:
    """Hides what the server counts of everybody from logins that are no superuser's.

    Raises:
        UserError: the study is a file, or this login is no superuser.
    """
    study.look(lambda store: storage.served(store).shut_counters())


def _coder(study: OpenStudy, name: str) -> tuple[Edit, Id]:
    """What makes the coder and the open round where they are new, and the coder's id."""
    view = study.view
    if view.codebooks:
        edits, coder_id, _ = coder_and_round(view, name)
        return Several(tuple(edits)), coder_id
    who = view.find_coder(name)
    if who is not None:
        return Several(()), who.id
    check_name(view, name)
    coder = Coder(id=new_id(), name=name)
    return Replace(None, coder), coder.id
