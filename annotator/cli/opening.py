"""What the commands share: opening a study with its passphrase, and writing JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.cli.stopping import telling_what_stands
from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.passphrase import ADVICE, weakness

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy

Made = TypeVar("Made")

PASSPHRASE_VARIABLE = "ANNOTATOR_PASSPHRASE"
LOGIN_VARIABLE = "ANNOTATOR_LOGIN_PASSWORD"
PACKAGE_VARIABLE = "ANNOTATOR_PACKAGE_PASSPHRASE"
PACKAGES_VARIABLE = "ANNOTATOR_PACKAGE_PASSPHRASES"
NEW_VARIABLE = "ANNOTATOR_NEW_PASSPHRASE"
FORMER_VARIABLE = "ANNOTATOR_FORMER_PASSPHRASES"
PACKAGE_ENDING = ".iprwork"


@contextmanager
def opened(place: Path | Address, coder: str | None = None) -> Iterator[OpenStudy]:
    """The study, with its passphrase asked for where it needs one; closed at the end.

    A copy of this machine in the place of a share that is gone is told, and by `Halted` what
    stands where the work in it is stopped.
    """
    from annotator.app.open_study import open_study
    from annotator.app.sharing import sharing_of

    study = open_study(place, lambda: ask_for(place), coder)
    sharing = study.look(sharing_of)
    if sharing is not None and sharing.status.standing == "gone":
        told = f"annotator: {sharing.status.trouble} This is the copy on this machine."
        print(told, file=sys.stderr)
    with study, telling_what_stands(study):
        yield study


def ask_for(place: Path | Address) -> str | None:
    """The passphrase of a file: of handed-out work its own, else that of studies.

    Of a study on a server the password of its login.
    """
    if isinstance(place, Address):
        return ask_passphrase(f"Password of {place.login or 'the login'}: ")
    return ask_for_work(place) if place.suffix.casefold() == PACKAGE_ENDING else ask_passphrase()


def ask_for_work(place: Path) -> str | None:
    """The passphrase of handed-out work, whatever its file is called."""
    return ask_package_passphrase(f"Passphrase of {place.name}: ", place)


def ask_passphrase(prompt: str = "Passphrase: ") -> str | None:
    """The passphrase from the variable, else from a prompt where somebody can answer."""
    known = os.environ.get(PASSPHRASE_VARIABLE)
    if known:
        return known
    if not sys.stdin or not sys.stdin.isatty():
        return None
    return _typed(prompt)


def ask_package_passphrase(prompt: str, place: Path) -> str | None:
    """That of handed-out work: from the variables of it, else as `ask_passphrase`."""
    return _known_package_passphrase(place) or ask_passphrase(prompt)


@contextmanager
def naming_package_variables() -> Iterator[None]:
    """Says to a script by which variables handed-out work is opened, where none gives its own."""
    try:
        yield
    except UserError as error:
        place = Path(error.where)
        is_asked = error.what == "encrypted" or error.what.startswith("wrong passphrase")
        on_terminal = sys.stdin is not None and sys.stdin.isatty()
        if not is_asked or on_terminal or _known_package_passphrase(place):
            raise
        hint = (
            f"set {PACKAGE_VARIABLE}, or for several files a line {place}=PASSPHRASE for each "
            f"in {PACKAGES_VARIABLE}"
        )
        raise UserError(error.what, error.where, hint) from None


def _known_package_passphrase(place: Path) -> str | None:
    """That which a variable gives a file: of a line `FILE=PASSPHRASE`, else the one for all.

    A line that names the file with its folders, however they are written, comes before one with
    its mere name.

    Raises:
        UserError: a line has no `=`.
    """
    lines = os.environ.get(PACKAGES_VARIABLE, "").splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip() and "=" not in line:
            hint = "write FILE.iprwork=PASSPHRASE, a line for each file"
            raise UserError(f"line {number} has no =", PACKAGES_VARIABLE, hint)
    given = [each for line in lines for each in _readings(line)]
    whole = os.path.realpath(place)
    far = [(named, said) for named, said in given if Path(named).name == place.name != named]
    with_folders = (said for named, said in far if os.path.realpath(named) == whole)
    with_name = (said for named, said in given if named == place.name)
    own = next(filter(None, chain(with_folders, with_name)), None)
    return own or os.environ.get(PACKAGE_VARIABLE)


def _readings(line: str) -> Iterator[tuple[str, str]]:
    """A file and its passphrase, as often as a line can be read: both may hold the sign `=`."""
    for at, sign in enumerate(line):
        if sign == "=":
            yield line[:at].strip(), line[at + 1 :]


def new_package_passphrase(place: Path, names: Iterable[str] = ()) -> str:
    """A passphrase for work that is handed out in a file, typed twice when it is typed.

    `names` as of `weakness`, here and below.
    """
    first = ask_package_passphrase("Passphrase of the work that is handed out: ", place)
    if not first:
        raise UserError(
            "no passphrase for the work",
            hint=f"set {PACKAGE_VARIABLE}, or {PASSPHRASE_VARIABLE} for both",
        )
    is_set = _known_package_passphrase(place) or os.environ.get(PASSPHRASE_VARIABLE)
    return first if is_set else _agreed(_typed_again(first, "passphrases"), names)


def new_login_password(names: Iterable[str] = ()) -> str:
    """The password of a login that is made, typed twice when it is typed."""
    known = os.environ.get(LOGIN_VARIABLE)
    if known:
        return known
    first = _typed("Password of the new login: ") if sys.stdin and sys.stdin.isatty() else None
    if not first:
        raise UserError("no password for the login", hint=f"set {LOGIN_VARIABLE}")
    return _agreed(_typed_again(first, "passwords"), names, "password")


def is_that_of_studies(passphrase: str) -> bool:
    """Whether a passphrase is the one by which studies are opened here."""
    return passphrase == os.environ.get(PASSPHRASE_VARIABLE)


def with_place(argument: str, made: Callable[[], Made]) -> Made:
    """What is made of an argument; an error in it names the argument."""
    try:
        return made()
    except UserError as error:
        raise UserError(error.what, error.where or argument, error.hint) from None


def _typed(prompt: str) -> str | None:
    """What a person types unseen; None where the input ends."""
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError:
        return None


def _typed_again(first: str, what: str) -> str:
    """What was typed, once it was typed a second time."""
    if _typed("The same again: ") != first:
        raise UserError(f"the two {what} differ", hint="try again")
    return first


def new_passphrase(names: Iterable[str] = ()) -> str:
    """A passphrase for a new study, typed twice when it is typed."""
    first = ask_passphrase()
    if not first:
        raise UserError(
            "no passphrase", hint=f"set {PASSPHRASE_VARIABLE}, or give --plain for a plain file"
        )
    if os.environ.get(PASSPHRASE_VARIABLE):
        return first
    return _agreed(_typed_again(first, "passphrases"), names)


def another_passphrase(names: Iterable[str] = ()) -> str:
    """The passphrase that a file gets in the place of its own, typed twice when it is typed."""
    known = os.environ.get(NEW_VARIABLE)
    if known:
        return known
    first = _typed("New passphrase: ") if sys.stdin and sys.stdin.isatty() else None
    if not first:
        raise UserError("no new passphrase", hint=f"set {NEW_VARIABLE}")
    return _agreed(_typed_again(first, "passphrases"), names)


def weak_lines(
    passphrase: str | None, names: Iterable[str] = (), word: str = "passphrase"
) -> list[str]:
    """That a passphrase that was just given is weak, as a line of a report."""
    found = None if passphrase is None else weakness(passphrase, names)
    if found is None:
        return []
    how = "easily guessed" if found.grave else "weak"
    return [f"the {word} is {how}: {found.what}; {ADVICE}"]


def _agreed(typed: str, names: Iterable[str], word: str = "passphrase") -> str:
    """What was typed; where it is easily guessed, once a person says that it shall be taken."""
    found = weakness(typed, names)
    if found is not None and found.grave:
        asked = f"It is easily guessed: {found.what}. Take it all the same? (yes/no) "
        print(asked, end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            raise UserError(f"no {word} is taken", hint=f"give another one: {ADVICE}")
    return typed


def former_passphrases() -> tuple[str, ...]:
    """Those that a script gives of a file's past, one a line of the variable."""
    return tuple(each for each in os.environ.get(FORMER_VARIABLE, "").splitlines() if each)


def another_former(prompt: str) -> str | None:
    """One of them from a prompt, where somebody can answer; None where there is none more."""
    return (_typed(prompt) or None) if sys.stdin and sys.stdin.isatty() else None


def json_text(value: Any) -> str:
    """The one JSON object of a command."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
