"""What each command does: parse, call a verb, print. Rooms are loaded when a command needs them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.verbs.importing import Cell, Imported

DONE, FOUND = 0, 1
PASSPHRASE_VARIABLE = "ANNOTATOR_PASSPHRASE"


# The commands ---------------------------------------------------------------------------------


def _open(arguments: argparse.Namespace) -> int:
    from annotator.ui.run import run_window

    return run_window(getattr(arguments, "study", None), coder=getattr(arguments, "coder", None))


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.sample import default_folder, make_sample

    folder: Path = arguments.dir or default_folder()
    place = make_sample(folder)
    print(f"The sample study is {place}")
    if _has_display():
        from annotator.ui.run import run_window

        return run_window(place, coder="RA-2")
    return _show_without_display(place, folder)


def _show_without_display(place: Path, folder: Path) -> int:
    from annotator.app.verbs.exporting import export

    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # Qt would look for a display, and abort
    from annotator.ui.run import take_picture

    print("There is no display, so the window is not opened; its picture and the exports are:")
    with _study(place) as study:
        files = export(study.view, folder / "export", "csv")
    with _study(place, coder="RA-2") as study:
        take_picture(study, folder / "window.png")
    for path in (folder / "window.png", *files):
        print(f"  {path}")
    return DONE


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _new(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.creating import create_study

    passphrase = None if arguments.plain else _new_passphrase()
    create_study(arguments.study, arguments.title, passphrase, codebook=arguments.codebook)
    print(f"{arguments.study}: a new {'plain' if arguments.plain else 'encrypted'} study")
    return DONE


def _inspect(arguments: argparse.Namespace) -> int:
    from annotator.app.reading import Reader
    from annotator.app.verbs.inspecting import inspection, inspection_text

    patterns = _patterns(arguments)
    with Reader() as reader:
        reading = reader.read(arguments.file, format=arguments.format, **patterns)
    seen = inspection(reading)
    print(_json(seen) if arguments.json else inspection_text(seen))
    return DONE


def _patterns(arguments: argparse.Namespace) -> dict[str, Any]:
    return {"stop_patterns": tuple(arguments.stop)} if arguments.stop else {}


def _import(arguments: argparse.Namespace) -> int:
    from annotator.app.reading import Reader
    from annotator.app.verbs import planning

    if (arguments.file is None) == (arguments.plan is None):
        raise UserError("import takes a FILE or --plan", hint="see `annotator import --help`")
    if arguments.plan is None and not (arguments.dyad and arguments.session and arguments.account):
        raise UserError("a FILE needs --dyad, --session and --account", str(arguments.file))
    with _study(arguments.study) as study, Reader() as reader:
        if arguments.plan is not None:
            done = planning.import_plan(study, reader, arguments.plan, report=_reporter(arguments))
        else:
            done = planning.import_file(
                study,
                reader,
                arguments.file,
                _cell(arguments),
                replacing=arguments.replace,
                format=arguments.format,
                report=_reporter(arguments),
            )
    if arguments.json:
        print(_json({"imported": [planning.report_of(each) for each in done]}))
    return DONE


def _reporter(arguments: argparse.Namespace) -> Callable[[list[Imported]], None]:
    """Prints what was read, dropped, joined and inferred, before it is stored."""
    from annotator.app.verbs.planning import report_lines

    def show(imported: list[Imported]) -> None:
        if not arguments.json:
            print("\n".join(line for each in imported for line in report_lines(each)))

    return show


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
        speakers=parse_speakers(arguments.speakers or ""),
    )


def _show(arguments: argparse.Namespace) -> int:
    from annotator.analysis.listing import matrix
    from annotator.app.verbs.inspecting import matrix_text

    with _study(arguments.study) as study:
        cells = matrix(study.view)
    print(_json(cells) if arguments.json else matrix_text(cells))
    return DONE


def _moments(arguments: argparse.Namespace) -> int:
    from annotator.analysis.listing import current_moments, left_moments, moment_row
    from annotator.app.verbs.inspecting import moments_text

    with _study(arguments.study, coder=arguments.coder) as study:
        view = study.view
        rows = [moment_row(view, moment) for moment in current_moments(view)]
        left = [moment_row(view, moment) for moment in left_moments(view)]
    if arguments.json:
        print(_json({"moments": rows, "left_behind": left}))
    else:
        print(moments_text(rows, left))
    return DONE


def _text(arguments: argparse.Namespace) -> int:
    with _study(arguments.study) as study:
        account = study.view.find_account(arguments.dyad, arguments.session, arguments.account)
        transcript = study.view.transcript_of(account.id)
    if transcript is None:
        place = f"{arguments.dyad}, session {arguments.session}, {arguments.account}"
        raise UserError("there is no transcript", place, "import it first")
    sys.stdout.buffer.write(transcript.text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
    return DONE


def _mark(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.marking import mark_line, parse_line

    with _study(arguments.study) as study:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                fields = parse_line(line)
                moment_id, edit = mark_line(study.view, arguments.coder, fields)
                if edit is not None:
                    study.do(edit, "Mark a moment")
            except UserError as error:
                where = ", ".join(filter(None, (f"standard input, line {number}", error.where)))
                raise UserError(error.what, where, error.hint) from None
            sys.stdout.write(f"{moment_id}\n")
            sys.stdout.flush()
    return DONE


def _done(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.finishing import chosen_accounts, finish

    with _study(arguments.study) as study:
        accounts = chosen_accounts(study.view, arguments.dyad, arguments.session, arguments.account)
        edit, count = finish(
            study.view,
            arguments.coder,
            accounts,
            round_name=arguments.round,
            done=not arguments.reopen,
        )
        state = "reopened" if arguments.reopen else "done"
        if edit is not None:
            study.do(edit, f"Mark {count} transcripts as {state}")
    print(f"{count} of {len(accounts)} transcripts newly {state} for {arguments.coder}")
    return DONE


def _agreement(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs import agreeing

    question = agreeing.question_of(
        coefficients=arguments.coefficients,
        categories=arguments.categories,
        lengths=arguments.length,
        iou=arguments.iou,
        by_code=arguments.by == "code",
        replicates=arguments.bootstrap,
        seed=arguments.seed,
    )
    results = agreeing.agree_on_table(arguments.table, arguments.layout, question)
    if arguments.json:
        print(_json(agreeing.results_json(results)))
    else:
        print(agreeing.results_text(results))
    return DONE


def _export(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.exporting import export

    with _study(arguments.study, coder=arguments.coder) as study:
        files = export(
            study.view,
            arguments.out,
            arguments.to,
            with_text=arguments.with_text,
            exact=arguments.exact,
        )
    print("\n".join(str(path) for path in files))
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from annotator.storage import Damaged

    try:
        with _study(arguments.study) as study:
            findings = study.check()
    except Damaged as damaged:
        findings = damaged.findings
    if arguments.json:
        print(_json({"sound": not findings, "findings": findings}))
    else:
        print("\n".join(findings) or f"{arguments.study}: sound")
    return FOUND if findings else DONE


# What they share ------------------------------------------------------------------------------


def _study(place: Path, coder: str | None = None) -> OpenStudy:
    from annotator.app.open_study import open_study

    return open_study(place, ask_passphrase, coder)


def ask_passphrase() -> str | None:
    """The passphrase from the variable, else from a prompt where somebody can answer."""
    known = os.environ.get(PASSPHRASE_VARIABLE)
    if known:
        return known
    if not sys.stdin or not sys.stdin.isatty():
        return None
    from getpass import getpass

    return getpass("Passphrase: ")


def _new_passphrase() -> str:
    """A passphrase for a new study, typed twice when it is typed."""
    from getpass import getpass

    first = ask_passphrase()
    if not first:
        raise UserError(
            "no passphrase", hint=f"set {PASSPHRASE_VARIABLE}, or give --plain for a plain file"
        )
    if not os.environ.get(PASSPHRASE_VARIABLE) and getpass("The same again: ") != first:
        raise UserError("the two passphrases differ", hint="try again")
    return first


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": _open,
    "demo": _demo,
    "new": _new,
    "inspect": _inspect,
    "import": _import,
    "show": _show,
    "moments": _moments,
    "text": _text,
    "mark": _mark,
    "done": _done,
    "agreement": _agreement,
    "export": _export,
    "check": _check,
}
