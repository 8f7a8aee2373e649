"""The table of actions: one key one action, and none that a code could take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import qtawesome

from annotator.app.actions import ACTIONS, RESERVED, shown_key, tooltip
from annotator.domain.codebook import RESERVED_KEYS


def test_ids_and_keys_are_unique():
    ids = [each.id for each in ACTIONS]
    keys = [key for each in ACTIONS for key in each.keys]
    assert len(ids) == len(set(ids))
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(RESERVED)


def test_every_command_but_about_has_a_key():
    assert [each.id for each in ACTIONS if not each.keys] == ["about"]


def test_letters_of_commands_are_those_that_codes_may_not_take():
    letters = {key for each in ACTIONS for key in each.keys if len(key) == 1 and key.isalpha()}
    assert letters <= RESERVED_KEYS
    assert "L" in letters


def test_keys_are_what_qt_understands():
    from PySide6.QtGui import QKeySequence

    for each in ACTIONS:
        for key in each.keys:
            sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
            written = sequence.toString(QKeySequence.SequenceFormat.PortableText)
            assert written.replace("Del", "Delete") in (key, key.replace("Delete", "Delete")), key


def test_icons_exist():
    folder = Path(qtawesome.__file__).parent / "fonts"
    [charmap] = folder.glob("phosphor-charmap*.json")
    known = json.loads(charmap.read_text("utf-8"))
    assert [each.icon for each in ACTIONS if each.icon and each.icon not in known] == []


@pytest.mark.parametrize(
    ("action_id", "words"),
    [
        ("undo", "Undo (Ctrl+Z)"),
        ("new_study", "New study (Ctrl+N)"),
        ("about", "About IPR Annotator"),
    ],
)
def test_tooltips_name_the_key(action_id: str, words: str):
    assert tooltip(action_id) == words


def test_digits_are_shown_as_a_range():
    assert shown_key(("1", "2", "3", "0")) == "1–3"
