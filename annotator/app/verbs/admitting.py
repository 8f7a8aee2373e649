"""Lets people in to a study on a server, each by a login of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.consensus_layer import check_name, consensus_coder
from annotator.app.verbs.lab import role_words
from annotator.app.verbs.marking import coder_and_round
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Coder, CoderRole
from annotator.storage.server.people import Login


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who may open a study on a server.

    Attributes:
        login: name of the login.
        name: of the coder whose work it writes, or of the person as it was let in; for who was
            let in before that was kept, of the layer that alone it reads, else empty.
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
            name=_name(study, each.role, each.coder_id, each.called),
            address=str(address.with_login(each.login)),
        )
        for each in found
    ]


def _name(study: OpenStudy, role: str, coder_id: Id | None, called: str) -> str:
    """A coder's name may be another by now than when it was let in."""
    known = "" if coder_id is None else study.view.coders[coder_id].name
    return known if role == "coder" else called or known


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who is to be let in.

    Attributes:
        role: None for a reader where the study says so, else a coder.
        reads: of a reader; empty for what the study says of that one, else everyone's work.
        login: the login's name; empty for one that is drawn.
        open_counters: let a coder in although the server's counters are open.
    """

    name: str
    role: CoderRole | None = None
    reads: str = ""
    login: str = ""
    open_counters: bool = False


def admit(study: OpenStudy, wish: Wish, ask: Callable[[], str]) -> Person:
    """Makes a login for a person; a coder's work goes on where there is some of that name.

    With a coder comes the round `open`, in which they may code at once. A reader of the consensus
    gets a login that the server lets read the consensus layer alone.

    Args:
        study: on a server, open for its PI.
        wish: who, and as what.
        ask: gives the login's password; asked once nothing stands against it.

    Raises:
        UserError: the study is a file; the login is there or may not be made; the coder has one;
            the person is something else in the study; a coder is let in where the server's
            counters are open.
    """
    study.look(storage.served)
    role = wish.role or _role_of(study, wish.name)
    edit, coder_id = _own_part(study, wish, role)
    if any(each.name == wish.name for each in people_of(study)):
        raise UserError(f"{wish.name} has a login", "--add", "take it away first to give another")
    if role == "coder" and not wish.open_counters and counters_open(study):
        hint = "have a superuser run `annotator people STUDY --shut-counters`, or --open-counters"
        raise UserError("the server tells every login how much all write", "--add", hint)
    password = ask()
    made = study.operate(
        lambda store: storage.served(store).admit(
            edit,
            Login(login=wish.login, coder_id=coder_id, role=role, called=wish.name),
            password,
        ),
        clears=False,
    )
    return next(each for each in people_of(study) if each.login == made)


def shut_out(study: OpenStudy, login: str) -> None:
    """Takes a login away; what was done under it stays.

    Args:
        login: its name, or where there is none of that name the person's.

    Raises:
        UserError: the study is a file, or there is no such login, or several are of that person.
    """
    if not login.strip():
        raise UserError("nobody is named", "--remove", "name a login or a person")
    layer = study.view.consensus
    known = people_of(study)
    if all(each.login != login for each in known) and (layer is None or login != layer.name):
        own = [each.login for each in known if each.name == login]
        if len(own) > 1:
            hint = f"name one of the logins {', '.join(own)}"
            raise UserError(f"there are several of {login}", "--remove", hint)
        login = own[0] if own else login
    study.look(lambda store: storage.served(store).shut_out(login))


def shut_counters(study: OpenStudy) -> None:
    """Hides what the server counts of everybody from logins that are no superuser's.

    Raises:
        UserError: the study is a file, or this login is no superuser.
    """
    study.look(lambda store: storage.served(store).shut_counters())


def counters_open(study: OpenStudy) -> bool:
    """Whether the server tells every login how much all write; False for a file."""
    return study.look(storage.counters_open)


def _role_of(study: OpenStudy, name: str) -> CoderRole:
    """A PI is let in by that word alone."""
    known = study.view.find_coder(name)
    return "reader" if known is not None and known.role == "reader" else "coder"


def _own_part(study: OpenStudy, wish: Wish, role: CoderRole) -> tuple[Edit, Id | None]:
    """Whose records are the login's to write or, for a reader of the consensus, to read.

    Raises:
        UserError: the study says something else of this person, or a word does not fit.
    """
    known = study.view.find_coder(wish.name)
    if known is None or known.role == "consensus":
        check_name(study.view, wish.name)
    if known is not None and known.role != role and (known.role, role) != ("coder", "pi"):
        what = f"{known.name} is in the study as {role_words(known)}"
        raise UserError(what, "--role", f"give --role {known.role}, or another name")
    if role == "coder" and not wish.reads:
        return _coder(study, wish.name)
    if role != "reader":
        if wish.reads:
            raise UserError(f"a {role} is no reader", "--reads", "leave it out")
        return Several(()), None
    reads = wish.reads or ("everyone" if known is None else known.reads)
    if known is not None and known.reads != reads:
        what = f"{known.name} is in the study as {role_words(known)}"
        raise UserError(what, "--reads", "leave it out, or give another name")
    if reads != "consensus":
        return Several(()), None
    edits, layer = consensus_coder(study.view)
    return Several(tuple(edits)), layer.id


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
