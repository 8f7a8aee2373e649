"""Who writes files, prints, or fills the clipboard: a newcomer is to be sorted in here.

Words leave by these doors alone. Whoever adds one says how it keeps them: it has none, or they
are looked through before (`Leaving`) and put down after (`note_export`, `note_print`).
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1] / "annotator"
DOORS = frozenset(
    ["write_atomically", "write_tables", "QPrinter", "QPdfWriter", "QSvgGenerator", "setMimeData",
     "write_text", "write_bytes", "write_together"]
)  # fmt: skip
"""What writes a file of somebody's, goes to a printer or to the clipboard."""

THEIR_CALLERS = {
    "app/verbs/exporting.py": "the callers look through it: `change`",
    "app/verbs/feedback_files.py": "the callers look through it: `change`",
    "app/verbs/codebook_files.py": "the callers look through it: `masked_codebook`",
    "app/verbs/journal_export.py": "the callers look through it: `masked_memos`",
    "app/verbs/picturing.py": "the callers look through it: `masked`",
    "app/verbs/writing_shown.py": "the callers look through it: `Leaving.change`",
    "cli/commands.py": "the made-up sample alone",
    "ui/charts/exporting.py": "draws for `picturing`",
    "ui/charts/printing.py": "its caller puts it down: `note_print`",
    "ui/clipboard.py": "marked as sensitive, and cleared",
}
NO_WORDS = {
    "app/reporting.py": "the agreement report",
    "app/qt/report_pdf.py": "the agreement report",
    "app/noted_salts.py": "salts of files, which are no secret",
    "app/verbs/certifying.py": "counts and file names",
    "app/verbs/key_files.py": "keys of the keyboard",
    "app/verbs/record.py": "the record of changes, which holds none",
    "app/verbs/rekeying.py": "a recovery key",
    "app/verbs/sampling.py": "which transcripts were drawn",
    "ui/asking_rekeying.py": "a recovery key",
}
ITSELF = {
    "formats/atomic.py", "formats/file_set.py", "formats/csv_tables.py", "app/json_file.py",
}  # fmt: skip
"""What writes for the others, and the program's own settings."""


def used(source: str) -> set[str]:
    """The names that a module calls, or hands on to be called."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    return names | {each.attr for each in nodes if isinstance(each, ast.Attribute)}


def doors_of(place: Path) -> set[str]:
    return used(place.read_text("utf-8")) & DOORS


def modules() -> dict[str, Path]:
    """All but the storage, which writes studies."""
    found = {each.relative_to(ROOT).as_posix(): each for each in ROOT.rglob("*.py")}
    return {name: each for name, each in found.items() if not name.startswith("storage/")}


def test_every_door_is_sorted_in() -> None:
    found = {name for name, each in modules().items() if doors_of(each)}
    assert found - ITSELF == THEIR_CALLERS.keys() | NO_WORDS.keys()


def test_who_leads_words_out_puts_it_down() -> None:
    """Whoever calls what leads words out notes it in the record, in the same module."""
    leads = {
        "export_dyadic", "export_journal", "write_csv", "write_picture", "export_codebook",
        "keep_pictures", "keep_picture", "write_feedback", "print_figures",
    }  # fmt: skip
    known = set().union(*(used(each.read_text("utf-8")) for each in modules().values()))
    assert leads <= known
    silent = [
        name
        for name, each in modules().items()
        if (own := used(each.read_text("utf-8"))) & leads
        and not own & {"note_export", "note_print", "note"}
    ]
    assert silent == []


def test_a_door_is_seen() -> None:
    assert used("a.write_bytes(b'x'); QPrinter()") == {"a", "write_bytes", "QPrinter"}
