"""The words of the command line: commands, arguments and their help."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from annotator import __version__
from annotator.cli.erasing_arguments import add_erasing
from annotator.cli.lab_arguments import add_assign, add_lab, hands_out
from annotator.cli.leaving_arguments import add_leaving
from annotator.cli.looking import add_leaks
from annotator.cli.parser import Commands as _Commands
from annotator.cli.parser import Parser as _Parser
from annotator.cli.parser import add_json as _add_json
from annotator.cli.parser import command as _command
from annotator.cli.publishing import add_publish
from annotator.cli.server_arguments import add_serving, place_of

_ABOUT = """Reads a therapist's and a patient's recall interviews side by side on the clock of
their session, and marks the moments in them. Without a command the window opens."""

_CODEBOOK = "codebook as CSV, XLSX or QDC, or the name of a starter set (3rs, apes, …)"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its arguments; `command` is `open` where none is given."""
    parser = _Parser(prog="annotator", description=_ABOUT, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    parser.set_defaults(command="open", study=None, coder=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_window(commands)
    _add_making(commands)
    add_serving(partial(_command, commands))
    _add_import(commands)
    _add_measures(commands)
    _add_reading(commands)
    _add_codebook(commands)
    _add_finding(commands)
    _add_guide(commands)
    _add_coding(commands)
    _add_rounds(commands)
    _add_handing(commands, hands_out=hands_out(arguments))
    add_lab(_command, commands)
    _add_agreement(commands)
    _add_analysis(commands)
    _add_pictures(commands)
    add_leaving(partial(_command, commands))
    _add_keeping(commands)
    parsed = parser.parse_args(arguments)
    parsed.command = parsed.command or "open"
    return parsed


def _add_window(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "open", "open a study in the window", study=False)
    command.add_argument("study", type=place_of, nargs="?", metavar="STUDY")
    command.add_argument("--coder", help="open it for this coder")
    command = _command(commands, "demo", "make the sample study and open it", study=False)
    command.add_argument("dir", type=Path, nargs="?", metavar="DIR", help="folder to make it in")


def _add_making(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "new", "make a new study")
    command.add_argument("--title", required=True, help="title of the study")
    command.add_argument("--codebook", type=Path, metavar="FILE", help=_CODEBOOK)
    command.add_argument("--plain", action="store_true", help="without encryption")


def _add_import(commands: _Commands[_Parser]) -> None:
    command = _command(
        commands, "import", "import a transcript, a whole study by a plan, or a codebook"
    )
    help_text = "transcript or codebook file"
    command.add_argument("file", type=Path, nargs="?", metavar="FILE", help=help_text)
    command.add_argument("--plan", type=Path, help="table of interviews and their files (CSV)")
    _add_cell(command)
    help_text = "FILE is a codebook (CSV, XLSX; a .qdc always is) or names a starter set"
    command.add_argument("--codebook", action="store_true", help=help_text)
    help_text = "a corrected transcript; of a codebook: all that shall be offered"
    command.add_argument("--replace", action="store_true", help=help_text)
    command.add_argument("--speakers", help="roles of labels: T=therapist,I=interviewer")
    command.add_argument("--participant", help="pseudonym of the participant")
    command.add_argument("--interviewer", help="pseudonym of the interviewer")
    command.add_argument("--session-held", metavar="WHEN", help="YYYY-MM-DD HH:MM")
    command.add_argument("--session-length", metavar="LENGTH", help="h:mm:ss or mm:ss")
    command.add_argument("--interview-held", metavar="WHEN", help="YYYY-MM-DD HH:MM")
    command.add_argument("--format", help="read the file as this format")
    _add_json(command)


def _add_measures(commands: _Commands[_Parser]) -> None:
    help_text = "bring questionnaire scores in from CSV or XLSX, or list the measures"
    command = _command(commands, "measures", help_text)
    command.add_argument("file", type=Path, nargs="?", metavar="FILE", help="table of scores")
    help_text = "a column that holds scores: wai_t=WAI-SR:therapist; one option for each"
    command.add_argument("--score", action="append", metavar="COLUMN=MEASURE:PARTY", help=help_text)
    help_text = "columns of other names: dyad=id,session=wave (party, measure, value)"
    command.add_argument("--columns", metavar="dyad=ID,…", help=help_text)
    help_text = "lowest and highest score: WAI-SR=1-5; without a FILE of a measure that is there"
    command.add_argument("--range", action="append", metavar="MEASURE=MIN-MAX", help=help_text)
    help_text = "alliance, symptoms, evaluation or other: WAI-SR=alliance; as --range"
    command.add_argument("--kind", action="append", metavar="MEASURE=KIND", help=help_text)
    help_text = "cells that mean no score, 99,-9,NA; NA if not given, empty ones always"
    command.add_argument("--missing", metavar="MARKS", help=help_text)
    command.add_argument("--sheet", metavar="NAME", help="sheet of a workbook; the first")
    help_text = "scores that stand with another value are replaced"
    command.add_argument("--replace", action="store_true", help=help_text)
    help_text = "without a FILE: delete this measure and its scores"
    command.add_argument("--delete", metavar="MEASURE", help=help_text)
    _add_json(command)


def _add_reading(commands: _Commands[_Parser]) -> None:
    help_text = "show what a reader sees in a transcript file"
    command = _command(commands, "inspect", help_text, study=False)
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--format", help="read the file as this format")
    command.add_argument("--speakers", help="roles of labels: T=therapist,I=interviewer")
    command.add_argument(
        "--stop",
        action="append",
        metavar="PATTERN",
        help="how stops are written, with {time} and maybe {end}; may be given more than once",
    )
    _add_json(command)
    command = _command(commands, "show", "show the study's interviews and their moments")
    help_text = "sample tables by an attribute, crossed by a second; `all` for each attribute"
    command.add_argument("--sample", metavar="ATTR[,ATTR]", help=help_text)
    _add_json(command)
    command = _command(commands, "moments", "list moments")
    command.add_argument("--coder", help="of this coder only")
    help_text = "only what answers this question of the guide, or a prompt under it"
    command.add_argument("--question", metavar="Q1", help=help_text)
    _add_json(command)
    command = _command(commands, "memos", "list memos: of moments, turns, codes and whole units")
    command.add_argument("--coder", help="of this coder only")
    help_text = (
        "write them into a folder instead: a table, with their words also to read; or one of both "
        "to a file, OUT.csv or OUT.md"
    )
    command.add_argument("--out", type=Path, metavar="OUT", help=help_text)
    help_text = "with --out: the words of the memos too, not only where they stand"
    command.add_argument("--with-text", action="store_true", help=help_text)
    add_leaks(command)
    _add_json(command)
    command = _command(commands, "text", "print the frozen text of a transcript")
    _add_cell(command, required=True)


def _add_codebook(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "codebook", "show the codebook, or what changed in it")
    help_text = "number of the version; the newest if not given"
    command.add_argument("--version", type=int, metavar="N", help=help_text)
    help_text = "what changed since this version"
    command.add_argument("--since", type=int, metavar="M", help=help_text)
    _add_json(command)


def _add_finding(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "search", "find passages and memos by their words")
    help_text = (
        'words (all), "a phrase", begin*, OR, -not, ( ), /regular expression/, memo:word, '
        "code:name, in:patient, in:D07"
    )
    command.add_argument("query", metavar="QUERY", help=help_text)
    command.dashed = "QUERY"
    command.add_argument("--coder", help="what this coder may see")
    _add_json(command)
    command = _command(commands, "matrix", "count codes by dyad, session, account or coder")
    groups = ("dyad", "session", "account", "interview", "coder")
    command.add_argument("--by", choices=groups, default="dyad", help="the columns; dyad")
    command.add_argument("--coder", help="of this coder only")
    _add_json_or_csv(command)
    command = _command(commands, "co-occurrence", "count which codes stand together")
    rules = ("moment", "overlap", "turn", "time")
    help_text = "on one moment (if not given), overlapping, in one turn, or near in session time"
    command.add_argument("--rule", choices=rules, default="moment", help=help_text)
    help_text = "for time: seconds between them at most; 10 if not given"
    command.add_argument("--within", type=float, default=10.0, metavar="S", help=help_text)
    command.add_argument("--coder", help="of this coder only")
    _add_json_or_csv(command)


def _add_guide(commands: _Commands[_Parser]) -> None:
    help_text = "show or take in the interview guide, and find its questions in the interviews"
    command = _command(commands, "guide", help_text)
    command.add_argument("file", type=Path, nargs="?", metavar="GUIDE.csv", help="guide as CSV")
    help_text = "find by the interviewers' words which question each turn answers"
    command.add_argument("--find", action="store_true", help=help_text)
    help_text = "likeness from which other words count, over 0 to 1; 0.7 if not given"
    command.add_argument("--like-from", type=float, default=0.7, metavar="X", help=help_text)
    command.add_argument("--dry-run", action="store_true", help="only tell, store nothing")
    _add_json(command)


def _add_coding(commands: _Commands[_Parser]) -> None:
    help_text = "add moments from lines of JSON on standard input"
    command = _command(commands, "mark", help_text)
    command.add_argument("--coder", required=True, help="whose moments they are")
    command.add_argument("--round", help="round of work; `open` if not given")
    help_text = "list judgements of bins, accounts, sessions and dyads"
    command = _command(commands, "judgements", help_text)
    command.add_argument("--coder", help="of this coder only")
    _add_json(command)
    help_text = "add judgements from lines of JSON on standard input"
    command = _command(commands, "judge", help_text)
    command.add_argument("--coder", required=True, help="whose judgements they are")
    command.add_argument("--round", help="the round that the coder works in if not given")
    help_text = "a unit that is judged otherwise takes the new judgement"
    command.add_argument("--replace", action="store_true", help=help_text)
    command = _command(commands, "done", "mark transcripts as done by a coder")
    command.add_argument("--coder", required=True)
    command.add_argument("--round", help="round of work; `open` if not given")
    _add_cell(command)
    command.add_argument("--reopen", action="store_true", help="take the mark back")


def _add_rounds(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "round", "draw a round of work and hand it out")
    command.add_argument("--name", required=True, help="name of the round")
    kinds = ("training", "calibration", "reliability", "production")
    command.add_argument("--kind", choices=kinds, default="reliability", help="what it is for")
    command.add_argument(
        "--coders", required=True, metavar="A,B", help="names, with commas between"
    )
    size = command.add_mutually_exclusive_group()
    size.add_argument("--share", type=float, help="share of the transcripts; all if not given")
    size.add_argument("--count", type=int, metavar="N", help="number of transcripts")
    command.add_argument("--seed", type=int, default=0, help="of the draw; 0 if not given")
    help_text = "coefficient and the value that it must reach, bar_u_alpha=0.7"
    command.add_argument("--gate", metavar="NAME=VALUE", help=help_text)
    help_text = "coders may see each other's moments"
    command.add_argument("--not-blind", action="store_true", help=help_text)
    help_text = "each account is read alone, the other opens once it is done"
    command.add_argument("--individually-first", action="store_true", help=help_text)
    help_text = "freeze the passages of a round, to be classified in another"
    command = _command(commands, "freeze", help_text)
    command.add_argument("--round", required=True, metavar="R", help="where they were marked")
    command.add_argument("--name", required=True, help="name of the new round")
    rules = ("any", "all", "consensus")
    help_text = "passages of any coder, those that all have marked, or those that were settled"
    command.add_argument("--rule", required=True, choices=rules, help=help_text)
    command.add_argument("--set", metavar="S", help="only marks with a code of this set")
    command.add_argument("--seed", type=int, default=0, help="of the orders; 0 if not given")
    command = _command(commands, "feedback", "how a coder's work differs from what was settled")
    command.add_argument("--coder", required=True, help="whose work")
    command.add_argument("--round", metavar="R", help="the latest that two coders are done with")
    command.add_argument("--set", metavar="S", help="set of codes; the first if not given")
    command.add_argument("--with-text", action="store_true", help="with the words of the passages")
    _add_json(command)


def _add_handing(commands: _Commands[_Parser], *, hands_out: bool) -> None:
    command = _command(commands, "assign", "hand out work: a file of its own for one coder")
    add_assign(command, hands_out=hands_out)
    command = _command(commands, "return", "hand work in, signed, for the PI", study=False)
    command.add_argument("study", type=Path, metavar="FILE.iprwork", help="the work")
    help_text = "the work goes on; nothing is marked as done"
    command.add_argument("--partial", action="store_true", help=help_text)
    command = _command(commands, "merge", "take work that was handed in into the study")
    help_text = (
        "the work; where each is under another passphrase, ANNOTATOR_PACKAGE_PASSPHRASES holds a "
        "line FILE.iprwork=PASSPHRASE for each"
    )
    command.add_argument("files", type=Path, nargs="+", metavar="FILE.iprwork", help=help_text)
    command.add_argument("--dry-run", action="store_true", help="only tell, store nothing")
    _add_json(command)


def _add_agreement(commands: _Commands[_Parser]) -> None:
    help_text = "agreement between the coders of a study, or from a bare table (CSV)"
    command = _command(commands, "agreement", help_text, study=False)
    command.add_argument("source", type=place_of, metavar="STUDY|TABLE", help="study, or table")
    command.add_argument("--set", metavar="S", help="set of codes; the first if not given")
    command.add_argument("--round", metavar="R", help="the latest that two coders are done with")
    command.add_argument("--coders", metavar="A,B", help="names; all of the round if not given")
    units = ("turn", "character", "second", "moment", "passage")
    command.add_argument("--unit", choices=units, help="what is counted; the set's if not given")
    groups = ("code", "dyad", "account", "coder-pair")
    command.add_argument("--by", choices=groups, help="a result for each; a table takes `code`")
    help_text = "take transcripts that are not marked done too"
    command.add_argument("--include-unfinished", action="store_true", help=help_text)
    layouts = ("units", "spans", "ratings")
    command.add_argument("--layout", choices=layouts, help="what a row of the table is")
    command.add_argument("--coefficients", metavar="NAMES", help="names, with commas between")
    help_text = "all codes in their order, with commas between, used or not"
    command.add_argument("--categories", metavar="CODES", help=help_text)
    command.add_argument("--length", metavar="D01=500,…", help="length of each document (spans)")
    help_text = "least overlap of two spans that count as one (spans); 0.5 if not given"
    command.add_argument("--iou", type=float, default=0.5, help=help_text)
    help_text = "replicates for the intervals; 1000 if not given, 0 for no intervals"
    command.add_argument("--bootstrap", type=int, default=1000, metavar="N", help=help_text)
    command.add_argument("--seed", type=int, default=0, help="of the replicates; 0 if not given")
    help_text = "write the report (HTML, DOCX, PDF, CSV) to a folder, or one of them to a file"
    command.add_argument("--report", type=Path, metavar="OUT", help=help_text)
    _add_json(command)


def _add_analysis(commands: _Commands[_Parser]) -> None:
    help_text = "what the two accounts share, and which code follows which"
    command = _command(commands, "analyse", help_text, study=False)
    command.add_argument(
        "study", type=place_of, metavar="STUDY|TABLE", help="study, or table (lag)"
    )
    kinds = "convergence lag recurrence congruence course groups pairing measures".split()
    command.add_argument("--kind", required=True, choices=kinds, help="which analysis")
    help_text = "lag: so many codes later, 1; recurrence: longest lag in steps of 10 s, 30"
    command.add_argument("--lag", type=int, metavar="K", help=help_text)
    command.add_argument("--seed", type=int, default=0, help="of what is drawn; 0 if not given")
    command.add_argument("--set", metavar="S", help="set of codes; the first if not given")
    help_text = "whose work; the consensus, else the coder with most, if not given"
    command.add_argument("--coder", metavar="C", help=help_text)
    help_text = "groups: by which attribute of dyads, such as outcome or 'patient gender'"
    command.add_argument("--group", metavar="ATTRIBUTE", help=help_text)
    help_text = "course: means of each session instead of the trends"
    command.add_argument("--by-session", action="store_true", help=help_text)
    _add_json(command)


def _add_pictures(commands: _Commands[_Parser]) -> None:
    help_text = "draw timelines, courses, convergence, lags, transitions, heat maps and pages"
    command = _command(commands, "pictures", help_text)
    command.add_argument("out", type=Path, metavar="OUT", help="folder to write to")
    help_text = "names of dyads, as many as wanted; all if not given"
    command.add_argument("--dyad", nargs="+", metavar="D07", help=help_text)
    help_text = "timeline, course, convergence, lag, transitions, heatmap, page; commas between"
    command.add_argument("--kind", metavar="KINDS", help=help_text)
    command.add_argument("--to", metavar="FORMATS", help="svg, png, pdf, with commas between")
    help_text = "whose work; the consensus, else the coder with most, if not given"
    command.add_argument("--coder", metavar="C", help=help_text)
    command.add_argument("--set", metavar="S", help="set of codes; the first if not given")
    command.add_argument("--seed", type=int, default=0, help="of what is drawn; 0 if not given")
    help_text = "pages followed by the words of pairings and one-sided moments"
    command.add_argument("--with-text", action="store_true", help=help_text)
    add_leaks(command)


def _add_keeping(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "check", "check that the study file is sound")
    _add_json(command)
    command = _command(commands, "backup", "make a checked backup beside the study file")
    _add_json(command)
    text = "make a study of a backup, which stays as it is"
    command = _command(commands, "restore", text, study=False)
    command.add_argument("study", type=place_of, metavar="BACKUP", help="in `STUDY backups`")
    help_text = "the new file; unless given beside the study, under the name of the backup"
    command.add_argument("out", type=Path, nargs="?", metavar="OUT", help=help_text)
    _add_json(command)
    _add_keys(commands)
    add_publish(_command(commands, "publish", "publish what was done here to the share"))
    command = _command(commands, "rescue", "make a new study from what is left of a damaged one")
    help_text = "the new file; `STUDY rescued` beside it unless given"
    command.add_argument("out", type=Path, nargs="?", metavar="OUT", help=help_text)
    _add_json(command)
    add_erasing(_command(commands, "erase", "erase a participant who withdraws, everywhere"))


def _add_keys(commands: _Commands[_Parser]) -> None:
    command = _command(commands, "passphrase", "put a study or handed-out work under another one")
    help_text = "keep: those beside it stay under the old one; made anew under it if not given"
    command.add_argument("--backups", choices=("too", "keep"), default="too", help=help_text)
    command.add_argument("--encrypt", action="store_true", help="encrypt a plain study")
    _add_json(command)
    help_text = "write the recovery key, which opens the file in the place of its passphrase"
    command = _command(commands, "recovery-key", help_text)
    help_text = "a page to print (text), never beside the study"
    command.add_argument("out", type=Path, metavar="OUT", help=help_text)


def _account(text: str) -> str:
    """The account's voice, in lower case where it is one of the usual."""
    bare = text.strip()
    return bare.casefold() if bare.casefold() in ("session", "therapist", "patient") else bare


def _add_cell(command: _Parser, *, required: bool = False) -> None:
    command.add_argument("--dyad", required=required, type=str.strip, help="name of the dyad, D07")
    command.add_argument("--session", required=required, type=int, help="number of the session")
    help_text = "session, therapist, patient or another voice"
    command.add_argument("--account", required=required, type=_account, help=help_text)


def _add_json_or_csv(command: _Parser) -> None:
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--csv", action="store_true", help="a CSV table on stdout")
