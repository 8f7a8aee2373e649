"""What each command does: parse, call a verb, print. Rooms are loaded when a command needs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.app.interrupts import unstopped
from annotator.cli.acknowledging import acknowledge, tell_first
from annotator.cli.agreement import agreement
from annotator.cli.analyse import analyse
from annotator.cli.codebook import codebook, import_codebook, is_codebook
from annotator.cli.erasing import erase
from annotator.cli.finding import matrix, search, together
from annotator.cli.guide import guide
from annotator.cli.handing import assign, hand_in, merge
from annotator.cli.judging import judge, judgements
from annotator.cli.keeping import backup, rescue, restore
from annotator.cli.lab import coders, progress
from annotator.cli.leaving import export, journal
from annotator.cli.measures import measures
from annotator.cli.memos import memos
from annotator.cli.opening import (
    ask_for,
    json_text,
    new_passphrase,
    opened,
    weak_lines,
    with_place,
)
from annotator.cli.pictures import pictures
from annotator.cli.publishing import publish
from annotator.cli.rekeying import passphrase, recovery_key
from annotator.cli.rounds import draw_round, feedback, freeze
from annotator.cli.serving import counters_told, move, people
from annotator.domain.address import Address
from annotator.domain.errors import Stale, UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.verbs.importing import Cell, Imported

DONE, FOUND = 0, 1
MOST_SESSIONS = 9_999


# The commands ---------------------------------------------------------------------------------


def _open(arguments: argparse.Namespace) -> int:
    with unstopped():
        from annotator.ui.run import run_window

    return run_window(getattr(arguments, "study", None), coder=getattr(arguments, "coder", None))


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.sample import default_folder, make_sample

    folder: Path = arguments.dir or default_folder()
    place = make_sample(folder)
    print(f"The sample study is {place}")
    if _has_display():
        with unstopped():
            from annotator.ui.run import run_window

        return run_window(place, coder="RA-2")
    return _show_without_display(place, folder)


def _show_without_display(place: Path, folder: Path) -> int:
    from annotator.app.verbs.exporting import export as write_tables

    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # Qt would look for a display, and abort
    with unstopped():
        from annotator.ui.run import take_picture

    print("There is no display, so the window is not opened; its picture and the exports are:")
    with opened(place) as study:
        files = write_tables(study.view, folder / "export", "csv")
        files += _agreement_tables(study, folder / "agreement")
    with opened(place, coder="RA-2") as study:
        take_picture(study, folder / "window.png")
    for path in (folder / "window.png", *files):
        print(f"  {path}")
    return DONE


def _agreement_tables(study: OpenStudy, folder: Path) -> list[Path]:
    """The agreement of the sample's coders, to read and to compute with."""
    from annotator.app.reporting import write_report
    from annotator.app.verbs.comparing import Comparison
    from annotator.app.verbs.overviewing import overview_of

    asked = Comparison()
    overview = overview_of(study.view, asked, complete=True)
    title = f"{study.view.study.title}: agreement"
    formats = ("html", "csv")
    return write_report(overview, folder, formats, title=title, resampling=asked.resampling)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _new(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.creating import create_study, refuse_other_ending

    shared = isinstance(arguments.study, Address)
    if shared and arguments.plain:
        hint = "leave it out: on a server its disks are encrypted by who runs it"
        raise UserError("a study on a server is no file", "--plain", hint)
    plain, names = arguments.plain, (arguments.title, arguments.study.stem)
    if not shared:
        refuse_other_ending(arguments.study)
    passphrase = None if plain or shared else new_passphrase(names)
    tells = create_study(
        arguments.study,
        arguments.title,
        passphrase,
        ask=lambda: ask_for(arguments.study),
        codebook=arguments.codebook,
        report=tell_first,
    )
    kind = "shared" if shared else "plain" if plain else "encrypted"
    weak = weak_lines(passphrase, names)
    print("\n".join([f"{arguments.study}: a new {kind} study", *weak]))
    if tells:
        print(counters_told(arguments.study))
    return DONE


def _inspect(arguments: argparse.Namespace) -> int:
    from annotator.app.reading import Reader
    from annotator.app.verbs.importing import parse_speakers
    from annotator.app.verbs.inspecting import inspection, inspection_text

    speakers = with_place("--speakers", lambda: parse_speakers(arguments.speakers or ""))
    patterns = _patterns(arguments)
    with Reader() as reader:
        reading = reader.read(arguments.file, format=arguments.format, **patterns)
    seen = inspection(reading, speakers)
    print(json_text(seen) if arguments.json else inspection_text(seen))
    return DONE


def _patterns(arguments: argparse.Namespace) -> dict[str, Any]:
    return {"stop_patterns": tuple(arguments.stop)} if arguments.stop else {}


def _import(arguments: argparse.Namespace) -> int:
    from annotator.app.reading import Reader
    from annotator.app.verbs import planning

    if is_codebook(arguments):
        return import_codebook(arguments)
    if arguments.session is not None and not 0 <= arguments.session <= MOST_SESSIONS:
        hint = f"count from 0 to {MOST_SESSIONS}"
        raise UserError(f"{arguments.session} is no session number", "--session", hint)
    if (arguments.file is None) == (arguments.plan is None):
        raise UserError("import takes a FILE or --plan", hint="see `annotator import --help`")
    if arguments.plan is None and None in (arguments.dyad, arguments.session, arguments.account):
        raise UserError("a FILE needs --dyad, --session and --account", str(arguments.file))

    def report(imported: list[Imported]) -> None:
        if not arguments.json:
            tell_first(line for each in imported for line in planning.report_lines(each))

    with opened(arguments.study) as study, Reader() as reader:
        if arguments.plan is not None:
            done = planning.import_plan(study, reader, arguments.plan, report=report)
        else:
            done = planning.import_file(
                study,
                reader,
                arguments.file,
                _cell(arguments),
                replacing=arguments.replace,
                format=arguments.format,
                report=report,
            )
    if arguments.json:
        print(json_text({"imported": [planning.report_of(each) for each in done]}))
    return DONE


def _cell(arguments: argparse.Namespace) -> Cell:
    from annotator.app.verbs.importing import Cell, parse_speakers
    from annotator.app.verbs.planning import parse_date, parse_length_ms

    return Cell(
        dyad=arguments.dyad,
        session=arguments.session,
        voice=arguments.account,
        session_held=parse_date(arguments.session_held, "--session-held"),
        session_length_ms=parse_length_ms(arguments.session_length, "--session-length"),
        interview_held=parse_date(arguments.interview_held, "--interview-held"),
        participant=arguments.participant,
        interviewer=arguments.interviewer,
        speakers=with_place("--speakers", lambda: parse_speakers(arguments.speakers or "")),
    )


def _show(arguments: argparse.Namespace) -> int:
    from annotator.analysis.listing import matrix
    from annotator.app.verbs.inspecting import matrix_text
    from annotator.app.verbs.sampling import asked_tables, sample_text, table_values

    with opened(arguments.study) as study:
        cells = matrix(study.view)
        if arguments.sample:
            names = () if arguments.sample == "all" else tuple(arguments.sample.split(","))
            tables = with_place("--sample", lambda: asked_tables(study.view, names))
            cells["sample"] = [table_values(each) for each in tables]
    if arguments.json:
        print(json_text(cells))
    else:
        print(matrix_text(cells))
        if arguments.sample:
            print(sample_text(tables))
    return DONE


def _moments(arguments: argparse.Namespace) -> int:
    from annotator.analysis.listing import current_moments, left_moments, moment_row
    from annotator.app.verbs.asked import answering
    from annotator.app.verbs.inspecting import moments_text
    from annotator.app.verbs.noting import note_reading

    with opened(arguments.study, coder=arguments.coder) as study:
        view = study.view
        fits = with_place("--question", lambda: answering(view, arguments.question))
        rows = [moment_row(view, each) for each in current_moments(view) if fits(each)]
        left = [moment_row(view, each) for each in left_moments(view) if fits(each)]
        if rows or left:
            note_reading(study, "moments")
    if arguments.json:
        print(json_text({"moments": rows, "left_behind": left}))
    else:
        print(moments_text(rows, left))
    return DONE


def _text(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.noting import note_reading

    with opened(arguments.study) as study:
        account = study.view.find_account(arguments.dyad, arguments.session, arguments.account)
        transcript = study.view.transcript_of(account.id)
        place = f"{arguments.dyad}, session {arguments.session}, {arguments.account}"
        if transcript is None:
            raise UserError("there is no transcript", place, "import it first")
        note_reading(study, f"text of {place}")
    sys.stdout.buffer.write(transcript.text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
    return DONE


def _mark(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.marking import parse_line

    with opened(arguments.study) as study:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                fields = parse_line(line)
                moment_id = _marked(study, arguments.coder, fields, arguments.round)
            except UserError as error:
                where = ", ".join(filter(None, (f"standard input, line {number}", error.where)))
                raise UserError(error.what, where, error.hint) from None
            acknowledge(moment_id, number)
    return DONE


def _marked(study: OpenStudy, coder: str, fields: dict[str, Any], work_round: str | None) -> str:
    """The id of the moment that a line says, once it is on disk."""
    from annotator.app.verbs.marking import mark_line

    for last in (False, True):
        apart = study.address is not None
        moment_id, edit = mark_line(study.view, coder, fields, work_round, apart=apart)
        try:
            if edit is not None:
                study.do(edit, "Mark a moment")
        except Stale:  # another process made the coder or the round: they are in the view now
            if last:
                raise
            continue
        break
    return moment_id


def _done(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.finishing import chosen_accounts, finish, unmarked_in

    with opened(arguments.study) as study:
        accounts = chosen_accounts(study.view, arguments.dyad, arguments.session, arguments.account)
        edit, count = finish(
            study.view,
            arguments.coder,
            accounts,
            round_name=arguments.round,
            done=not arguments.reopen,
        )
        state = "reopened" if arguments.reopen else "done"
        coder = study.view.find_coder(arguments.coder)
        empty = 0 if edit is None else unmarked_in(study.view, edit)
        if edit is not None:
            study.do(edit, f"Mark {count} transcripts as {state}")
    who = f"{arguments.coder}, a coder new to the study" if coder is None else arguments.coder
    told = f"; in {empty} nothing is marked, which counts as nothing found there" if empty else ""
    print(f"{count} of {len(accounts)} transcripts newly {state} for {who}{told}")
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.work_advice import advice
    from annotator.storage import ON_DAMAGE, Damaged

    told: list[str] = []
    try:
        with opened(arguments.study) as study:
            findings = study.check()
            told = [] if findings else advice(study.view)
    except Damaged as damaged:
        findings = damaged.findings
    if findings and isinstance(arguments.study, Path):
        told = [ON_DAMAGE]
    if arguments.json:
        more = {"advice": told} if told else {}
        print(json_text({"sound": not findings, "findings": findings, **more}))
    else:
        lines = [*(findings or ["sound"]), *told]
        print("\n".join(f"{arguments.study}: {line}" for line in lines))
    return FOUND if findings else DONE


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": _open,
    "demo": _demo,
    "new": _new,
    "inspect": _inspect,
    "import": _import,
    "measures": measures,
    "show": _show,
    "moments": _moments,
    "memos": memos,
    "text": _text,
    "codebook": codebook,
    "search": search,
    "matrix": matrix,
    "co-occurrence": together,
    "guide": guide,
    "mark": _mark,
    "judgements": judgements,
    "judge": judge,
    "done": _done,
    "round": draw_round,
    "freeze": freeze,
    "feedback": feedback,
    "assign": assign,
    "return": hand_in,
    "merge": merge,
    "coders": coders,
    "progress": progress,
    "agreement": agreement,
    "analyse": analyse,
    "pictures": pictures,
    "export": export,
    "journal": journal,
    "people": people,
    "move": move,
    "check": _check,
    "backup": backup,
    "passphrase": passphrase,
    "recovery-key": recovery_key,
    "publish": publish,
    "rescue": rescue,
    "restore": restore,
    "erase": erase,
}
