"""A sentence never names a key that a person may have changed: it asks which one is in force."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import annotator
from annotator.app.actions import ACTIONS
from annotator.app.actions.keymap import FIXED_IDS

ROOT = Path(annotator.__file__).parent
TABLE = ROOT / "app" / "actions"
ROOMS = ("app", "ui")
"""Where sentences for the screen are written; the command line has no keys."""
VERBS = frozenset({"Delete"})
"""Names of keys that are words of our sentences."""
OWN: dict[str, set[str]] = {
    "ui/dialogs/sheet.py": {"Ctrl+Return"},  # of every sheet, over which no other key goes
    "ui/dialogs/codebook_edit.py": {"Ctrl+Return"},  # the same, as its sheet says
    "ui/dialogs/pairing_rules.py": {"F2", "Alt+Up", "Alt+Down"},  # of its list, as it says
    "ui/dialogs/pairing.py": {"Space"},  # ticks a line of its list
    "ui/dialogs/suggested_pairings.py": {"X"},  # of its list
    "ui/units/pane.py": {"N", "M"},  # of grid and form, while they have the keys
}
"""Keys of one widget, which nobody can change; by file."""


def changeable_keys() -> set[str]:
    """The keys of the table that a person can give to something else."""
    keys = {key for each in ACTIONS if each.id not in FIXED_IDS for key in each.keys}
    return keys - VERBS


def literal_keys(source: str) -> Iterator[tuple[int, str]]:
    """Line and key of every changeable key that stands in a text, docstrings left out."""
    names = "|".join(map(re.escape, sorted(changeable_keys(), key=len, reverse=True)))
    key = re.compile(rf"(?<![\w+%-])(?:{names})(?![\w+’\'])")
    tree = ast.parse(source)
    told = {
        id(each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in told:
            for found in key.findall(each.value):
                if len(found) > 1 or re.search(r"\w", each.value.replace(found, "", 1)):
                    yield each.lineno, found


def test_no_sentence_names_a_key_that_may_be_another():
    found: dict[str, set[str]] = {}
    places = []
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if file.is_relative_to(TABLE):
                continue
            name = file.relative_to(ROOT).as_posix()
            for line, key in literal_keys(file.read_text(encoding="utf-8")):
                if key in OWN.get(name, set()):
                    found.setdefault(name, set()).add(key)
                else:
                    places.append(f"{name}:{line} {key}")
    assert not places, "ask key_of or with_keys: " + "; ".join(places)
    assert found == OWN, "what is no longer written needs no exception"


def test_the_finder_finds():
    source = '''
"""Ctrl+F in a docstring is told to developers."""
HINT = "Ctrl+F words · F6 panes"
def say(n):
    """F1."""
    bad(f"{n} moments: L pairs them, Ctrl+Shift+Z does it again")
    good("{search} words, Ctrl+Insert in the tree, Return opens, 1–9 rates; L’s and XL, %M, F")
    good("L")
'''
    assert list(literal_keys(source)) == [
        (3, "Ctrl+F"),
        (3, "F6"),
        (6, "L"),
        (6, "Ctrl+Shift+Z"),
    ]
