"""The commands of a study on a server: `people` lets persons in, `move` takes it there or away."""

from __future__ import annotations

import argparse

from annotator.cli.opening import (
    ask_for,
    json_text,
    new_login_password,
    new_passphrase,
    opened,
    weak_lines,
)
from annotator.domain.address import Address
from annotator.domain.errors import UserError

DONE = 0


def counters_told(address: Address) -> str:
    """The sentence for a study on a server that tells every login how much all write."""
    return (
        "the server's counters are open and tell every login how much all write: before coders "
        f"are let in, have a superuser run `annotator people {address} --shut-counters`"
    )


def people(arguments: argparse.Namespace) -> int:
    """Lists who has a login; lets one in or out. Gives the exit code 0."""
    from annotator.app.verbs import admitting

    weak: list[str] = []

    def new_password() -> str:
        names = [arguments.add, *([arguments.login] if arguments.login else [])]
        password = new_login_password(names)
        weak.extend(weak_lines(password, names, "password"))
        return password

    asked = [arguments.add, arguments.remove, arguments.shut_counters or None]
    if sum(each is not None for each in asked) > 1:
        raise UserError("one thing at a time", "--add, --remove, --shut-counters", "give one")
    with opened(arguments.study) as study:
        if arguments.shut_counters:
            admitting.shut_counters(study)
        elif arguments.remove is not None:
            admitting.shut_out(study, arguments.remove)
        elif arguments.add is not None:
            wish = admitting.Wish(
                name=arguments.add.strip(),
                role=arguments.role,
                reads=arguments.reads,
                login=arguments.login or "",
                open_counters=arguments.open_counters,
            )
            person = admitting.admit(study, wish, new_password)
            if not arguments.json:
                print("\n".join([person.address, *weak]))
                return DONE
        listed = admitting.people_of(study)
    if arguments.json:
        rows = [
            {"login": e.login, "role": e.role, "name": e.name, "address": e.address} for e in listed
        ]
        print(json_text({"people": rows} | ({"warnings": weak} if arguments.add else {})))
    else:
        print("\n".join(f"{e.role:7} {e.name or '–':20} {e.address}" for e in listed))
    return DONE


def move(arguments: argparse.Namespace) -> int:
    """Copies a study to another place, whole; gives the exit code 0."""
    from annotator.app.verbs.creating import refuse_other_ending
    from annotator.app.verbs.moving import move as take

    source, target = arguments.study, arguments.target
    shared = isinstance(target, Address)
    if arguments.plain and shared:
        raise UserError("a study on a server is no file", "--plain", "leave it out")
    if not shared:
        refuse_other_ending(target)
    passphrase = None if arguments.plain or shared else new_passphrase((target.stem,))
    moved = take(source, target, passphrase, lambda: ask_for(source), lambda: ask_for(target))
    weak = weak_lines(passphrase, (target.stem,))
    if arguments.json:
        told = {"target": str(target), "records": moved.records, "journal": moved.entries}
        print(json_text(told | {"counters_open": moved.counters_open, "warnings": weak}))
    else:
        print(
            f"{target}: {moved.records} records and {moved.entries} entries of the journal, "
            f"each compared; {source} stays as it was"
        )
        for line in weak:
            print(line)
        if moved.counters_open:
            print(counters_told(target))
    return DONE
