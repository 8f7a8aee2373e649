"""The commands of handed-out work: `assign` makes it, `return` hands it in, `merge` takes it in."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator.cli.lab import strike
from annotator.cli.opening import (
    PACKAGE_ENDING,
    PACKAGE_VARIABLE,
    PASSPHRASE_VARIABLE,
    ask_for_work,
    is_that_of_studies,
    json_text,
    naming_package_variables,
    new_package_passphrase,
    opened,
    weak_lines,
    with_place,
)
from annotator.domain.errors import UserError
from annotator.domain.round import Round

if TYPE_CHECKING:
    from annotator.app.verbs.assigning import Due, Handing
    from annotator.domain.study import Account
    from annotator.domain.view import StudyView

DONE = 0
_SHARED = (
    f"the work is under the passphrase of the study ({PASSPHRASE_VARIABLE}): whoever "
    f"is told it can open the study too; set {PACKAGE_VARIABLE}"
)


def assign(arguments: argparse.Namespace) -> int:
    """Makes a file of work and prints what is in it, in order; gives the exit code 0."""
    from annotator.app.verbs.assigning import AssignWish, due_of, dyad_names, hand_out
    from annotator.app.verbs.rekeying import names_near

    if arguments.strike is not None:
        if arguments.out is not None:
            what = "nothing is handed out where work is struck off"
            raise UserError(what, str(arguments.out), "leave it out")
        return strike(arguments)
    if arguments.past and arguments.due is None:
        raise UserError("there is no day that is past", "--past", "give --due too")
    if arguments.coder is None:
        return _set_due(arguments)
    if arguments.out.suffix.casefold() != PACKAGE_ENDING:
        where = str(arguments.out)
        raise UserError("handed-out work has another ending", where, f"end it in {PACKAGE_ENDING}")
    named, due = arguments.dyads, arguments.due
    wish = AssignWish(
        round_name=arguments.round,
        coder=arguments.coder,
        dyads=() if named is None else with_place("--dyads", lambda: dyad_names(named)),
        allows=_listed(arguments.allow),
        due=None if due is None else with_place("--due", lambda: due_of(due)),
    )
    with opened(arguments.study) as study:
        _refuse_past(study.view, wish.round_name, wish.due, meant=arguments.past)
        names = (*names_near(study), wish.coder, arguments.out.stem)
        passphrase = new_package_passphrase(arguments.out, names)
        handing = hand_out(study, wish, arguments.out, passphrase)
        is_shared = study.is_encrypted and is_that_of_studies(passphrase)
        told = [*([_SHARED] if is_shared else ()), *weak_lines(passphrase, names)]
        lines = [*told, *_lines(study.view, handing)]
        print("\n".join([f"{arguments.out}: {_heading(handing)}", *lines]))
    return DONE


def _set_due(arguments: argparse.Namespace) -> int:
    """Gives a round another day, or takes it away, and says for whom."""
    from annotator.app.verbs.assigning import change_due, due_of, moved_words

    if arguments.out is not None:
        raise UserError("whom is the work for?", str(arguments.out), "give --coder too")
    for option in ("dyads", "allow"):
        if getattr(arguments, option) is not None:
            raise UserError("it goes with work for a coder", f"--{option}", "give --coder and OUT")
    if arguments.round is None:
        raise UserError("which round is it the day of?", "--due", "give --round too")
    due = with_place("--due", lambda: due_of(arguments.due))
    with opened(arguments.study) as study:
        edit = with_place("--round", lambda: change_due(study.view, arguments.round, due))
        _refuse_past(study.view, arguments.round, due, meant=arguments.past)
        assert isinstance(edit.after, Round)
        told = moved_words(study.view, edit.after)
        study.do(edit, f"Set the day of the round {arguments.round}")
    day = "has no day" if edit.after.due is None else f"is due {edit.after.due}"
    print(told or f"the round {arguments.round} {day}")
    return DONE


def _refuse_past(view: StudyView, round_name: str, due: Due | None, *, meant: bool) -> None:
    """Stops a day on which the round would be late at once, unless it is meant or stands already.

    Raises:
        UserError: it is past.
    """
    if due is None or due == "none" or meant or due >= datetime.now(UTC).date():
        return
    known = view.find_round(round_name)
    if known is None or known.due != due:
        hint = "give a day to come, or --past too if it is meant"
        raise UserError(f"{due} is past", "--due", hint)


def hand_in(arguments: argparse.Namespace) -> int:
    """Hands work in and prints what it holds; gives the exit code 0."""
    from annotator.app.verbs.returning import hand_in as close
    from annotator.app.verbs.returning import untouched

    with opened(arguments.study) as study:
        goes_on = arguments.partial or study.work is None or study.work.handed_in
        left = [] if goes_on else untouched(study.view)
        is_told = bool(left) and _agreed_to(left)
        closing = close(study, partial=arguments.partial)
    counts = ", ".join(
        f"{number} {kind}{'s' if number != 1 else ''}"
        for kind, number in sorted(closing["counts"].items())  # the same whenever it is asked
        if number
    )
    state = "handed in in part; work can go on" if closing["partial"] else "handed in"
    print(f"{arguments.study}: {state} ({counts})")
    if left and not is_told:
        print(f"{_nothing_in(left)}. Where that is not so, tell the PI, who hands them out anew.")
    return DONE


def _agreed_to(left: list[str]) -> bool:
    """Whether a person was asked, and said yes, before texts without a mark count as done.

    Raises:
        UserError: it is no; nothing is handed in.
    """
    if not sys.stdin or not sys.stdin.isatty():
        return False
    asked = f"{_nothing_in(left)}. Hand it in for good? (yes/no) "
    print(f"{asked[0].upper()}{asked[1:]}", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        hint = "go on with it, or hand in what there is with --partial"
        raise UserError("nothing is handed in", hint=hint)
    return True


def _nothing_in(left: list[str]) -> str:
    many = "1 transcript" if len(left) == 1 else f"{len(left)} transcripts"
    places = "; ".join(left)
    return f"nothing is marked in {many}, and done counts as nothing found there: {places}"


def merge(arguments: argparse.Namespace) -> int:
    """Takes files of work in and prints what that brings; gives the exit code 0."""
    from annotator.app.verbs.merging import merge as take_in
    from annotator.app.verbs.merging import report_lines, report_values

    with opened(arguments.study) as study, naming_package_variables():
        report = take_in(study, arguments.files, ask_for_work, dry_run=arguments.dry_run)
    if arguments.json:
        print(json_text(report_values(report, dry_run=arguments.dry_run)))
    else:
        print("\n".join(report_lines(report, dry_run=arguments.dry_run)))
    return DONE


def _listed(names: str | None) -> tuple[str, ...] | None:
    """What stands between commas; None where nothing was given."""
    if names is None:
        return None
    return tuple(dict.fromkeys(filter(None, (each.strip() for each in names.split(",")))))


def _heading(handing: Handing) -> str:
    number = len(handing.accounts)
    transcripts = "1 transcript" if number == 1 else f"{number} transcripts"
    allows = f", with {' and '.join(handing.round.allows)}" if handing.round.allows else ""
    due = f", due {handing.round.due}" if handing.round.due is not None else ""
    return (
        f"{transcripts} for {handing.coder.name}, round {handing.round.name}, "
        f"codebook version {handing.codebook.number}{allows}{due}"
    )


def _lines(view: StudyView, handing: Handing) -> list[str]:
    """The order of work, and what the PI should know of it."""
    lines = [f"  {at}. {_place(view, each)}" for at, each in enumerate(handing.accounts, 1)]
    lines += [
        f"warning: {handing.coder.name} was the interviewer of {_place(view, each)}"
        for each in handing.interviewed
    ]
    lines += handing.told
    if handing.out:
        lines.append(
            f"warning: {len(handing.out)} of them are out with {handing.coder.name} already; "
            "what comes back from both files is kept"
        )
    return lines


def _place(view: StudyView, account: Account) -> str:
    dyad, session, _ = view.place_of(account.id)
    return f"{dyad.name}, session {session.number}, {account.voice}"
