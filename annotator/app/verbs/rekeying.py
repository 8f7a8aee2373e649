"""The key of a study: another passphrase, and the recovery key for people to print."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from annotator import storage
from annotator.app.actions import key_of
from annotator.app.noted_salts import note
from annotator.app.open_study import OpenStudy
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.formats.atomic import write_atomically
from annotator.storage import Rekeyed

A_LINE = 5
"""Groups of the recovery key on a line of the page."""


def change_passphrase(study: OpenStudy, passphrase: str, *, backups: bool) -> Rekeyed:
    """Puts the file of an open study under another passphrase; the work goes on.

    Args:
        study: plain, it is encrypted.
        passphrase: the new one.
        backups: whether those beside it are made anew under it too.

    Raises:
        UserError: the file cannot be written, or somebody else writes to it. All is as before.
    """
    actor = study.seen_by or None
    change = partial(storage.change_passphrase, passphrase=passphrase, backups=backups, actor=actor)
    done = study.operate(change, clears=False)
    study.look(note)
    return done


def names_near(study: OpenStudy) -> tuple[str, ...]:
    """Names that stand near the file of a study, of which its passphrase is better not made."""
    view = study.view
    return (view.study.title, study.place.stem, *(each.name for each in view.coders.values()))


def refuse_other_kind(study: OpenStudy, *, encrypt: bool) -> None:
    """Sees that a passphrase is changed where there is one, and a plain study encrypted on demand.

    Raises:
        UserError: it is otherwise.
    """
    refuse_server(study)
    name = str(study.place)
    if encrypt and study.is_encrypted:
        raise UserError("it is encrypted already", name, "leave out --encrypt")
    if not encrypt and not study.is_encrypted:
        raise UserError("a plain study has no passphrase", name, "give --encrypt to encrypt it")


def refuse_server(study: OpenStudy) -> None:
    """Sees that a study is a file.

    Raises:
        UserError: it is on a server.
    """
    if study.address is not None:
        raise UserError(
            "a study on a server has no passphrase of its own",
            str(study.address),
            "each login has a password, which whoever keeps the server changes",
        )


def rekeyed_lines(done: Rekeyed) -> list[str]:
    """What a change of the passphrase has done, and what is still under the one before."""
    how = f"{key_of('rekey')}, or `annotator recovery-key`"
    lines = ["it is under the new passphrase", f"{_voided(done)} ({how})"]
    if done.renewed:
        lines.append(f"{counted(done.renewed, 'backup')} made anew under the new passphrase")
    own = done.left - done.older
    if own:
        keeps = "keeps" if own == 1 else "keep"
        plain = "is still plain" if own == 1 else "are still plain"
        kept = plain if done.was_plain else f"{keeps} the old passphrase"
        lines.append(f"{counted(own, 'backup')} beside it {kept}")
    if done.older:
        lines.append(
            f"{counted(done.older, 'backup')} had another passphrase even before, or cannot be "
            "read, and stay as they are"
        )
    return lines


def _voided(done: Rekeyed) -> str:
    if done.was_plain:
        return "print its recovery key"
    return "a recovery key that was printed before is void: print the new one"


def recovery_key(study: OpenStudy) -> str:
    """What opens the file in the place of its passphrase; the journal notes that it was shown.

    Raises:
        UserError: the study is plain, or its file cannot be written.
    """
    refuse_server(study)
    show = partial(storage.show_recovery_key, actor=study.seen_by or None)
    return study.operate(show, clears=False)


def recovery_page(study_name: str, key: str, day: date) -> str:
    """A page to print: the recovery key and what whoever finds it must know."""
    groups = key.split("-")
    lines = ["-".join(groups[at : at + A_LINE]) for at in range(0, len(groups), A_LINE)]
    shown = "\n".join(f"    {line}" for line in lines)
    return f"""Recovery key of the study file {study_name}
written down {day.isoformat()}

{shown}

It opens the file in the place of the passphrase: type it wherever the passphrase is asked for.
Capitals, blanks and hyphens do not count. What looks like the letter O or I is a zero or a one.
The last sign of each group checks it, so that a typing error is told with its group.

Keep this page locked away, and never beside the study: whoever has both can read the study.
It is void once the passphrase is changed: then print the new one. Without passphrase and
recovery key the data are gone.
"""


def write_recovery_key(study: OpenStudy, out: Path) -> None:
    """Writes the page with the recovery key to a file of one's own choice.

    Raises:
        UserError: it would stand beside the study or its backups, a file stands there, or it
            cannot be written.
    """
    refuse_beside(study, out)
    if out.exists():
        raise UserError("there is a file of this name", str(out), "choose another name")
    page = recovery_page(study.place.name, recovery_key(study), date.today())
    keep_recovery_page(study, out, page.encode())


def keep_recovery_page(study: OpenStudy, out: Path, content: bytes) -> None:
    """Writes such a page, as text or drawn, for nobody else of this machine to read.

    Raises:
        UserError: it would stand beside the study, or cannot be written.
    """
    refuse_beside(study, out)
    write_atomically(out, content)
    out.chmod(0o600)


def refuse_beside(study: OpenStudy, out: Path) -> None:
    """Keeps the recovery key out of the folder of the study, and of all that is below it.

    Raises:
        UserError: it would stand there.
    """
    folder = study.place.resolve().parent
    if folder in (goal := out.resolve()).parents or goal.parent == folder:
        raise UserError(
            "the recovery key must not stand beside the study",
            str(out),
            "choose another place, best a stick that is locked away",
        )
