"""The commands of the key: another passphrase, and the recovery key to print."""

from __future__ import annotations

import argparse

from annotator.cli.opening import another_passphrase, json_text, opened, weak_lines

DONE = 0


def passphrase(arguments: argparse.Namespace) -> int:
    """Puts a file under another passphrase and says what of it is not; gives the exit code 0."""
    from annotator.app.verbs.rekeying import (
        change_passphrase,
        names_near,
        refuse_other_kind,
        rekeyed_lines,
    )

    with opened(arguments.study) as study:
        refuse_other_kind(study, encrypt=arguments.encrypt)
        names = names_near(study)
        passphrase = another_passphrase(names)
        done = change_passphrase(study, passphrase, backups=arguments.backups == "too")
    weak = weak_lines(passphrase, names)
    if arguments.json:
        values = {"renewed": done.renewed, "left": done.left, "older": done.older}
        voided = {"recovery_key_void": not done.was_plain}
        print(json_text({"backup": str(done.backup), **values, **voided, "warnings": weak}))
    else:
        print("\n".join(f"{arguments.study}: {line}" for line in [*rekeyed_lines(done), *weak]))
    return DONE


def recovery_key(arguments: argparse.Namespace) -> int:
    """Writes the recovery key of a file to a page of text; gives the exit code 0."""
    from annotator.app.verbs.rekeying import write_recovery_key

    with opened(arguments.study) as study:
        write_recovery_key(study, arguments.out)
    print(f"{arguments.out}: print it and delete the file; whoever has it can open the study")
    return DONE
