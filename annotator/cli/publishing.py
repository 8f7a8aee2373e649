"""The command `publish`: what was done on this machine goes to the study on a share."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.sharing import Sharing, Status

DONE = 0
LOOKED_EVERY_S = 5.0


def add_publish(command: argparse.ArgumentParser) -> None:
    """Gives the command its arguments."""
    form = command.add_mutually_exclusive_group()
    help_text = "also where the study was moved or deleted there"
    form.add_argument("--again", action="store_true", help=help_text)
    help_text = "under another name beside it, and go on with what the share holds"
    form.add_argument("--beside", action="store_true", help=help_text)
    help_text = "take the study over from a machine that gives no sign for 90 s"
    form.add_argument("--take-over", action="store_true", help=help_text)
    command.add_argument("--json", action="store_true", help="one JSON object on stdout")


def publish(arguments: argparse.Namespace) -> int:
    """Publishes and prints how the study stands with its share; gives the exit code 0."""
    from annotator.app.sharing import give_way, is_shared, sharing_of, uncertified

    if not is_shared(arguments.study):
        hint = "all that is done is in it at once"
        raise UserError("it lies on a disk of this machine", str(arguments.study), hint)
    with opened(arguments.study) as study:
        sharing = study.look(sharing_of)
        assert sharing is not None
        if arguments.beside:
            beside = study.operate(give_way)
            _print(arguments, {"beside": beside}, f"saved beside it as {beside}")
            return DONE
        if arguments.take_over:
            _take_over(sharing, arguments)
        status = _published(study, sharing, again=arguments.again)
    told = {"place": str(study.place), "published_at": status.published_at or None}
    line = f"published{_at(status)}" if status.published_at else "nothing is new"
    if uncertified(sharing):
        line += "; a participant is erased with it: erase again for its certificate"
    _print(arguments, told, line)
    return DONE


def _published(study: OpenStudy, sharing: Sharing, *, again: bool) -> Status:
    try:
        return sharing.publish_now(again=again)
    except UserError as error:
        raise UserError(error.what, error.where or str(study.place), error.hint) from error


def _take_over(sharing: Sharing, arguments: argparse.Namespace) -> None:
    """Watches an owner as long as it takes to know, then takes the study over.

    Raises:
        UserError: the owner is at work.
    """
    owner = sharing.owner_now()
    if owner is None:
        return
    print(f"{arguments.study}: watching {owner.named} for a sign", file=sys.stderr)
    while not sharing.watch.is_stale(owner):
        time.sleep(LOOKED_EVERY_S)
        seen = sharing.owner_now()
        if seen is None:
            return
        if (seen.token, seen.beat) != (owner.token, owner.beat):
            hint = "let it be closed there first"
            raise UserError(f"{seen.named} works on the study", str(arguments.study), hint)
    sharing.work_in_it(over=owner)


def _at(status: Status) -> str:
    from datetime import datetime

    at = datetime.fromisoformat(status.published_at).astimezone()
    return f" {at:%Y-%m-%d %H:%M}"


def _print(arguments: argparse.Namespace, values: dict[str, Any], line: str) -> None:
    print(json_text(values) if arguments.json else f"{arguments.study}: {line}")
